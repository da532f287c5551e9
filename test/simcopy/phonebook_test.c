/* phonebook_test.c - contacts out of records: 2G books, and every object of EF_PBR in each of its types. */
#include "images.h"
#include "simcopy/content.h"
#include "simcopy/pbr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define TELECOM "3F007F10"
#define BOOK    "3F007F105F3A"

static const struct contact *
contact_of(const struct content *c, const char *name)
{
	for (size_t i = 0; i < c->contacts.n; i++)
		if (str_is(c->contacts.item[i].name, name))
			return &c->contacts.item[i];
	fail_msg("there is no %s", name);
	return NULL;
}

static void
assert_number(const struct contact *c, size_t i, const char *want)
{
	assert_true(i < c->numbers);
	if (!str_is(c->number[i].text, want))
		fail_msg("%.*s, not %s", STR_ARG(c->number[i].text), want);
}

static void
test_books_of_a_sim(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	AUTO(content_free) struct content *c = NULL;
	struct image_file *adn = images_file(im, TELECOM "6F3A", 32, 5);

	(void)state;
	images_adn(im, adn, 2, STR("Alice"), "+32475123456", 0xff);
	images_adn(im, adn, 3, STR(""), "112", 0xff);			/* facts, trap 5: no name */
	images_adn(im, adn, 4, STR("Nobody"), "", 0xff);
	images_adn(im, images_file(im, TELECOM "6F3B", 32, 1), 1, STR("Fixed"), "*21#", 0xff);
	images_adn(im, images_file(im, TELECOM "6F49", 32, 1), 1, STR("Service"), "12345", 0xff);
	images_adn(im, images_file(im, TELECOM "6F4D", 32, 1), 1, STR("Barred"), "0900p1", 0xff);
	images_adn(im, images_file(im, TELECOM "6F40", 32, 1), 1, STR("Mine"), "+32470", 0xff);
	images_adn(im, images_file(im, TELECOM "6F44", 32, 1), 1, STR("Last"), "100", 0xff);
	images_binary(im, "3F007F206F07", STR("\x08\x29\x60\x10\x00\x00\x00\x00\x10"));
	images_binary(im, "3F007F206F46", STR("\x01Operator\xff\xff"));
	assert_int_equal(content_new(im, &c), ERR_OK);
	assert_int_equal(c->contacts.n, 8);
	assert_number(contact_of(c, "Alice"), 0, "+32475123456");
	assert_int_equal(contact_of(c, "Alice")->record, 2);
	assert_number(contact_of(c, ""), 0, "112");
	assert_int_equal(contact_of(c, "Nobody")->numbers, 0);
	assert_int_equal(contact_of(c, "Fixed")->book, CONTACT_FIXED);
	assert_int_equal(contact_of(c, "Service")->book, CONTACT_SERVICE);
	assert_number(contact_of(c, "Barred"), 0, "0900p1");
	assert_int_equal(contact_of(c, "Mine")->book, CONTACT_OWN);
	assert_int_equal(contact_of(c, "Last")->book, CONTACT_DIALLED);
	assert_true(str_is(c->imsi, "206010000000001"));
	assert_true(str_is(c->provider, "Operator"));
	assert_true(str_is(content_name(c, STR("+32475123456")), "Alice"));
	assert_true(str_is(content_name(c, STR("100")), ""));
}

static void
test_extensions(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	AUTO(content_free) struct content *c = NULL;
	struct image_file *adn = images_file(im, TELECOM "6F3A", 20, 5), *ext = images_file(im, TELECOM "6F4A", 13, 4);

	(void)state;
	images_adn(im, adn, 1, STR("long"), "12345678901234567890", 1);
	images_adn(im, adn, 2, STR("gone"), "12345678901234567890", 9);
	images_adn(im, adn, 3, STR("ring"), "12345678901234567890", 3);
	images_adn(im, adn, 4, STR("sub"), "12345678901234567890", 4);
	images_set(im, ext, 1, STR("\x02\x0a\x21\x43\x65\x87\x09\x21\x43\x65\x87\x09\x02"));
	images_set(im, ext, 2, STR("\x02\x02\x21\xf3"));
	images_set(im, ext, 3, STR("\x02\x01\xf5\xff\xff\xff\xff\xff\xff\xff\xff\xff\x03"));
	images_set(im, ext, 4, STR("\x01\x02\x21\xf3"));
	assert_int_equal(content_new(im, &c), ERR_OK);
	assert_number(contact_of(c, "long"), 0, "1234567890123456789012345678901234567890123");
	assert_false(contact_of(c, "long")->number[0].is_cut);
	assert_true(contact_of(c, "gone")->number[0].is_cut);
	assert_true(contact_of(c, "ring")->number[0].is_cut);		/* points to itself: ends */
	assert_number(contact_of(c, "sub"), 0, "12345678901234567890");
	assert_false(contact_of(c, "sub")->number[0].is_cut);
}

/* One phonebook with objects of all three types, as TS 31.102 annex G shows. */
static void
whole_phonebook(struct image *im)
{
	static const char PBR[] =
	    "\xa8\x1d\xc0\x03\x4f\x3a\x01\xc1\x02\x4f\x25\xc5\x02\x4f\x09\xc6\x02\x4f\x26\xc9\x02\x4f\x21\xc4\x02\x4f\x11\xc3\x02\x4f\x19"
	    "\xa9\x08\xc4\x02\x4f\x15\xca\x02\x4f\x50"
	    "\xaa\x0c\xc2\x02\x4f\x4a\xc7\x02\x4f\x4b\xc8\x02\x4f\x4c";
	struct image_file *adn, *f;

	images_set(im, images_file(im, BOOK "4F30", 80, 2), 1, (struct str){ PBR, sizeof PBR - 1 });
	adn = images_file(im, BOOK "4F3A", 24, 3);
	images_adn(im, adn, 1, STR("Ann"), "+321", 0xff);
	images_adn(im, adn, 3, STR("Bob"), "2", 0xff);
	f = images_file(im, BOOK "4F25", 2, 3);			/* IAP: place 0 the second ANR, place 1 EMAIL */
	images_set(im, f, 1, STR("\x02\x01"));
	images_set(im, f, 3, STR("\xff\x02"));
	f = images_file(im, BOOK "4F09", 2, 3);
	images_set(im, f, 1, STR("\x00\x00"));
	images_set(im, f, 3, STR("\x01\x01"));
	images_set(im, images_file(im, BOOK "4F26", 3, 3), 1, STR("\x02\x01\x00"));
	images_set(im, images_file(im, BOOK "4F11", 15, 3), 1, STR("\x01\x03\x81\x33\xf4\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
	images_set(im, images_file(im, BOOK "4F19", 10, 3), 3, STR("Robert"));
	f = images_file(im, BOOK "4F15", 17, 2);
	images_set(im, f, 2, STR("\x00\x0b\x91\x10\x32\x54\x76\x98\x10\x32\x54\x76\x98\xff\x01\x01\x01"));
	f = images_file(im, BOOK "4F50", 20, 2);
	images_set(im, f, 1, STR("ann\x00" "example.org\xff\xff\xff\x01\x01"));
	images_set(im, f, 2, STR("bob\x00" "example.org\xff\xff\xff\x01\x03"));
	images_set(im, images_file(im, BOOK "4F4A", 13, 1), 1, STR("\x02\x01\x77"));
	images_set(im, images_file(im, BOOK "4F4B", 8, 1), 1, STR("work"));
	f = images_file(im, BOOK "4F4C", 8, 2);
	images_set(im, f, 1, STR("family"));
	images_set(im, f, 2, STR("club"));
}

static void
test_every_type_of_object(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);
	AUTO(content_free) struct content *c = NULL;
	const struct contact *ann, *bob;

	(void)state;
	whole_phonebook(im);
	images_adn(im, images_file(im, TELECOM "6F3A", 24, 3), 1, STR("Ann"), "+321", 0xff);	/* the same file once more */
	images_adn(im, image_find(im, TELECOM "6F3A", STR("")), 3, STR("Bob"), "2", 0xff);
	assert_int_equal(content_new(im, &c), ERR_OK);
	assert_int_equal(c->contacts.n, 2);
	ann = contact_of(c, "Ann");
	assert_int_equal(ann->numbers, 3);
	assert_number(ann, 0, "+321");
	assert_number(ann, 1, "334");
	assert_true(str_is(ann->number[1].label, "work"));
	assert_number(ann, 2, "+0123456789012345678977");		/* facts, trap 6: ANR goes on in EXT1 */
	assert_true(ann->emails == 1 && str_is(ann->email[0], "ann@example.org"));
	assert_true(ann->groups == 2 && str_is(ann->group[0], "club") && str_is(ann->group[1], "family"));
	assert_false(ann->is_hidden);
	bob = contact_of(c, "Bob");
	assert_true(bob->numbers == 1 && bob->is_hidden && str_is(bob->second_name, "Robert") && bob->groups == 0);
	assert_true(str_is(bob->email[0], "bob@example.org"));
}

static void
test_two_phonebooks_in_a_chain(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);
	AUTO(content_free) struct content *c = NULL;
	struct image_file *pbr = images_file(im, "7FFF5F3A4F30", 20, 3);

	(void)state;
	images_set(im, pbr, 1, STR("\xa8\x05\xc0\x03\x4f\x3a\x01"));
	images_set(im, pbr, 2, STR("\xa8\x04\xc0\x02\x4f\x3b"));
	for (size_t book = 0; book < 2; book++) {
		struct image_file *f = images_file(im, book ? "7FFF5F3A4F3B" : "7FFF5F3A4F3A", 24, 254);
		char number[8];

		for (size_t i = 1; i <= 254; i++) {
			snprintf(number, sizeof number, "%zu", 1000 * (book + 1) + i);
			images_adn(im, f, i, STR("x"), number, 0xff);
		}
	}
	assert_int_equal(content_new(im, &c), ERR_OK);
	assert_int_equal(c->contacts.n, 508);
	assert_number(&c->contacts.item[507], 0, "2254");
}

static void
test_broken_pbr(void **state)
{
	static const struct str BAD[] = { STR(""), STR("\xff"), STR("\xa8"), STR("\xa8\x05\xc0\x02"), STR("\xa8\x03\xc0\x01\x4f"),
		STR("\xa9\x04\xc1\x02\x4f\x3a"), STR("\xa8\x81\x80\xc0"), STR("\xa8\x04\xc0\x82\x4f\x3a") };
	struct pbr p;

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++)
		assert_false(pbr_parse(BAD[i], &p));
	assert_true(pbr_parse(STR("\xa8\x81\x05\xc0\x03\x4f\x3a\x01"), &p));	/* a length of two bytes */
	assert_string_equal(p.object[0].id, "4F3A");
	assert_null(pbr_find(&p, PBR_ADN, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_books_of_a_sim),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_every_type_of_object),
		cmocka_unit_test(test_two_phonebooks_in_a_chain),
		cmocka_unit_test(test_broken_pbr),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
