/* restore_input_test.c - vCards and tables read again, and contacts as records: what was written comes back as it was. */
#include "images.h"
#include "simcopy/content.h"
#include "simcopy/phonebook.h"
#include "simcopy/record.h"
#include "simcopy/table.h"
#include "simcopy/utf8.h"
#include "simcopy/vcard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

struct world {
	struct arena *a;
	struct keep k;
	struct contact_list l;
	char why[IMAGE_WHY_SIZE];
};

static int
setup(void **state)
{
	static struct world w;

	w.a = arena_new(1 << 26);
	keep_init(&w.k, w.a);
	*state = &w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	keep_done(&w->k);
	arena_free(w->a);
	return 0;
}

static void
test_cards_of_others(void **state)
{
	struct world *w = *state;
	static const char TEXT[] =
	    "\xef\xbb\xbf" "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Doe;John\r\nTEL;CELL;PREF:+32 475/12.34.56\r\nEND:VCARD\r\n"
	    "begin:vcard\nversion:4.0\nitem1.tel;value=uri;type=\"voice,home\":tel:+1-201-555-0123;ext=5\nfn:Zo\n \xc3\xab; A\\, B\\nC\n"
	    "EMAIL;PREF=1:a@b.example\nCATEGORIES:x\\,y,z\nNICKNAME:Z,Q\nEND:VCARD\n"
	    "BEGIN:VCARD\nEND:VCARD\n"
	    "BEGIN:VCARD\nVERSION:3.0\nFN:112\nTEL:112\nX-SIMCOPY-BOOK:fixed\nEND:VCARD";
	const struct contact *c;

	assert_int_equal(vcard_read(str_of(TEXT), &w->k, &w->l, w->why), ERR_OK);
	assert_int_equal(w->l.n, 3);
	c = w->l.item;
	assert_true(str_is(c[0].name, "John Doe") && str_is(c[0].number[0].text, "+32 475/12.34.56"));
	assert_true(str_is(c[1].name, "Zoë; A, B\nC"));
	assert_true(str_is(c[1].number[0].text, "+1-201-555-0123") && str_is(c[1].email[0], "a@b.example"));
	assert_true(c[1].groups == 2 && str_is(c[1].group[0], "x,y") && str_is(c[1].second_name, "Z"));
	assert_true(!c[2].name.n && c[2].book == CONTACT_FIXED);
}

static void
test_refused(void **state)
{
	struct world *w = *state;
	static const struct { struct str text; const char *why; } CARDS[] = {
		{ STR(""), "no vCard" }, { STR("hello\n"), "no vCard" }, { STR("BEGIN:VCARD\nFN:\xff\nEND:VCARD\n"), "UTF-8" },
		{ STR("BEGIN:VCARD\nFN:A\n"), "no vCard" },
	}, TABLES[] = {
		{ STR(""), "column" }, { STR("a,b\n1,2\n"), "column" }, { STR("name\n\xff\n"), "UTF-8" }, { STR("name,number\n,\n"), "no contact" },
	};

	for (size_t i = 0; i < COUNT(CARDS); i++) {
		assert_int_equal(vcard_read(CARDS[i].text, &w->k, &w->l, w->why), ERR_INVALID);
		assert_non_null(strstr(w->why, CARDS[i].why));
	}
	for (size_t i = 0; i < COUNT(TABLES); i++) {
		assert_int_equal(table_read(TABLES[i].text, &w->k, &w->l, w->why), ERR_INVALID);
		assert_non_null(strstr(w->why, TABLES[i].why));
	}
}

static void
test_tables_of_others(void **state)
{
	struct world *w = *state;

	assert_int_equal(table_read(STR("phone;name;x\r\n112;\"a;\"\"b\"\"\nc\";9\r\n;;\r\n+1;B\r\n"), &w->k, &w->l, w->why), ERR_OK);
	assert_int_equal(w->l.n, 2);
	assert_true(str_is(w->l.item[0].name, "a;\"b\"\nc") && str_is(w->l.item[0].number[0].text, "112"));
	assert_true(str_is(w->l.item[1].name, "B"));
}

/* A name of random characters of all scripts, with what vCard and CSV must escape. */
static struct str
random_text(struct keep *k, const char *plain)
{
	static const struct { uint32_t from, n; } SCRIPT[] = {
		{ 0x21, 0x5e }, { 0xc0, 0x40 }, { 0x410, 0x40 }, { 0x5d0, 0x1a }, { 0x627, 0x20 }, { 0x905, 0x30 }, { 0x4e00, 0x1000 }, { 0x1f600, 0x40 },
	};
	struct buf *b = keep_begin(k);

	for (int n = 1 + rand() % 60; n > 0; n--) {
		size_t s = (size_t)rand() % (COUNT(SCRIPT) + 1);

		if (s == COUNT(SCRIPT))
			buf_addc(b, plain[(size_t)rand() % strlen(plain)]);
		else
			utf8_add(b, SCRIPT[s].from + (uint32_t)rand() % SCRIPT[s].n);
	}
	return keep_end(k);
}

static void
random_contacts(struct keep *k, struct contact_list *l, struct contact *item, size_t n)
{
	*l = (struct contact_list){ .item = item, .n = n, .room = n };
	for (size_t i = 0; i < n; i++) {
		item[i] = (struct contact){ .name = random_text(k, ",;\\\"=+-@.:"), .file = NULL };
		item[i].name = str_trim(item[i].name);
		for (int m = rand() % 3; m > 0; m--)
			contact_add_number(l, &item[i], (struct contact_number){ .text = rand() % 2 ? STR("+32475123456") : STR("*21#") });
		if (rand() % 2)
			contact_add_email(l, &item[i], STR("a.b@c.example"));
		if (rand() % 2)
			contact_add_group(l, &item[i], STR("family, friends; all"));
		if (rand() % 3 == 0)
			item[i].second_name = STR("=x");
	}
}

static void
test_round_trips(void **state)
{
	struct world *w = *state;
	static struct contact item[300];
	AUTO(buf_done) struct buf b = { .max_bytes = 1 << 24 };
	struct contact_list made;

	srand(5);
	random_contacts(&w->k, &made, item, COUNT(item));
	for (int way = 0; way < 3; way++) {
		buf_reset(&b);
		if (way < 2)
			vcard_list(&b, &made, way ? VCARD_4 : VCARD_3);
		else
			table_contacts(&b, &made);
		assert_int_equal((way < 2 ? vcard_read : table_read)(buf_str(&b), &w->k, &w->l, w->why), ERR_OK);
		assert_int_equal(w->l.n, made.n);
		for (size_t i = 0; i < made.n; i++)
			if (!contact_same(&made.item[i], &w->l.item[i]))
				fail_msg("way %d: %.*s | %.*s", way, STR_ARG(made.item[i].name), STR_ARG(w->l.item[i].name));
	}
}

static void
test_lines_are_folded(void **state)
{
	AUTO(buf_done) struct buf b = { .max_bytes = 1 << 24 };
	struct contact_list made;
	struct world *w = *state;
	static struct contact item[100];
	size_t column = 0;

	srand(6);
	random_contacts(&w->k, &made, item, COUNT(item));
	vcard_list(&b, &made, VCARD_3);
	for (size_t i = 0; i < b.n; i++) {
		column = b.p[i] == '\n' ? 0 : column + 1;
		assert_true(column <= 76);		/* 75 and the CR */
		if (column == 2 && b.p[i - 1] == ' ')
			assert_true(((unsigned char)b.p[i] & 0xc0) != 0x80);
	}
}

/* Whatever number_parse takes, with extensions, is on the card what it was. */
static void
test_records(void **state)
{
	static const uint8_t FREE[] = { 3, 1, 7, 2, 5 };
	struct world *w = *state;
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	struct image_file *ext = images_file(im, "3F007F106F4A", NUMBER_EXT_SIZE, 8);
	uint8_t record[IMAGE_RECORD_MAX];
	struct record_number n;
	bool was_cut;

	for (size_t digits = 1; digits <= NUMBER_DIGITS_MAX; digits++) {
		char text[NUMBER_DIGITS_MAX + 2] = "+";

		for (size_t i = 0; i < digits; i++)
			text[1 + i] = (char)('0' + (i * 7 + digits) % 10);
		struct str number = { text, digits + 1 };
		assert_int_equal(record_number(number, FREE, (digits - 1) / 20, &n), RECORD_FITS);
		if (digits > 20)
			assert_int_equal(record_number(number, FREE, (digits - 1) / 20 - 1, &n), RECORD_NUMBER_TOO_LONG);
		assert_int_equal(record_number(number, FREE, COUNT(FREE), &n), RECORD_FITS);
		for (size_t i = 0; i < n.exts; i++)
			images_set(im, ext, FREE[i], (struct str){ (char *)n.ext[i], NUMBER_EXT_SIZE });
		struct contact_number back = phonebook_number(&w->k, (struct str){ (char *)n.tail, sizeof n.tail }, ext);
		assert_true(str_eq(back.text, number) && !back.is_cut);
	}
	assert_int_equal(record_number(STR("abc"), FREE, 1, &n), RECORD_NO_NUMBER);
	assert_int_equal(record_text(STR("Anne-Sophie"), false, record, 10, &was_cut), RECORD_NAME_TOO_LONG);
	assert_int_equal(record_text(STR("Anne-Sophie"), true, record, 10, &was_cut), RECORD_FITS);
	assert_true(was_cut);
	assert_memory_equal(record, "Anne-Sophi", 10);
	assert_int_equal(record_number(STR("112"), FREE, 0, &n), RECORD_FITS);
	assert_memory_equal(n.tail, "\x03\x81\x11\xf2\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", NUMBER_TAIL_SIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_cards_of_others, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tables_of_others, setup, teardown),
		cmocka_unit_test_setup_teardown(test_round_trips, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lines_are_folded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_records, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
