/* setting_test.c - SMS centres, emergency numbers and languages out of both kinds of card, and what makes no sense. */
#include "images.h"
#include "simcopy/content.h"
#include "simcopy/report.h"
#include "simcopy/setting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define NO_ADDRESS "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define CENTRE     "\x07\x91\x23\x74\x15\x16\x16\xf6\xff\xff\xff\xff"

static void
assert_setting(const struct image *im, enum setting s, const char *want)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, SETTING_TEXT_MAX);
	setting_add(&b, im, s);
	if (!str_is(buf_str(&b), want))
		fail_msg("%.*s, not %s", STR_ARG(buf_str(&b)), want);
}

static void
test_of_a_usim(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);
	struct image_file *smsp = images_file(im, "7FFF6F42", 32, 4), *ecc = images_file(im, "7FFF6FB7", 14, 3);

	(void)state;
	images_set(im, smsp, 1, STR("Mail\xfd" NO_ADDRESS CENTRE "\xff\xff\xff"));
	images_set(im, smsp, 2, STR("None\xff" NO_ADDRESS CENTRE "\xff\xff\xff"));	/* by its indicators not there */
	images_set(im, smsp, 3, STR("Long\xfd" NO_ADDRESS "\x0c" CENTRE));		/* longer than its place */
	images_set(im, smsp, 4, STR("Bad \x00" NO_ADDRESS "\x03\x81\x21\xf3" "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
	images_set(im, ecc, 1, STR("\x11\xf2\xff" "Help\nall" "\xff\xff\x1f"));
	images_set(im, ecc, 2, STR("\x19\xf1\xff"));
	images_binary(im, "7FFF6F05", STR("nlFR\xff\xff" "e\xff"));
	images_binary(im, "7FFF6F43", STR("\x05\xfe"));
	assert_setting(im, SETTING_CENTRE, "+32475161616, 123");
	assert_setting(im, SETTING_EMERGENCY, "112 (Help all), 911");
	assert_setting(im, SETTING_LANGUAGE, "nl, FR");
	assert_true(setting_is_full(im));
}

static void
test_of_a_sim(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);

	(void)state;
	images_set(im, images_file(im, "3F007F106F42", 28, 1), 1, STR("\xfd" NO_ADDRESS CENTRE "\xff\xff\xff"));
	images_binary(im, "3F007F206FB7", STR("\x11\xf2\xff\xff\xff\xff\x19\xf1\xff\x11"));
	images_binary(im, "3F007F206F05", STR("\x05\x03\x20\x0f\x18\x24\x25\xff"));
	images_binary(im, "3F007F106F43", STR("\x05\xff"));
	assert_setting(im, SETTING_CENTRE, "+32475161616");
	assert_setting(im, SETTING_EMERGENCY, "112, 911");
	assert_setting(im, SETTING_LANGUAGE, "nl, fr, cs, is");
	assert_false(setting_is_full(im));
	images_binary(im, "3F002F05", STR("en"));		/* says it in words */
	assert_setting(im, SETTING_LANGUAGE, "en");
}

static void
test_nothing(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);

	(void)state;
	for (enum setting s = 0; s < SETTING_COUNT; s++) {
		assert_setting(im, s, "");
		assert_true(setting_text(s)[0]);
	}
	assert_false(setting_is_full(im));
	images_set(im, images_file(im, "3F007F106F42", 27, 1), 1, STR(""));	/* shorter than the standard's */
	images_set(im, images_file(im, "7FFF6FB7", 3, 1), 1, STR("\x11\xf2\xff"));
	images_binary(im, "3F007F206F05", STR("\xff"));
	for (enum setting s = 0; s < SETTING_COUNT; s++)
		assert_setting(im, s, "");
}

static void
test_in_the_report(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	AUTO(content_free) struct content *c = NULL;
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 65536);
	images_binary(im, "3F002F05", STR("en"));
	images_binary(im, "3F007F106F43", STR("\x05\x00"));
	assert_int_equal(content_new(im, &c), ERR_OK);
	report_write(&b, c, catalog_of(STR("en")));
	buf_addc(&b, '\0');
	assert_non_null(strstr(b.p, "\nLanguages of the card: en\nA message was refused"));
	assert_null(strstr(b.p, "SMS centre"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_a_usim),
		cmocka_unit_test(test_of_a_sim),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_in_the_report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
