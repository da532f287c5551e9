/* iccid_test.c - SIM card numbers: what is kept, and when two are the same card. */
#include "domain/iccid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct iccid
card(const char *text)
{
	struct iccid c;
	const char *why;

	assert_true(iccid_parse(str_of(text), &c, &why));
	assert_null(why);
	return c;
}

static void
filler_goes_digits_stay(void **state)
{
	struct iccid full = card("8944500102198304826F"), bare = card("894450010219830482FF");
	struct iccid longest = card("89445001021983048204");
	char print[ICCID_PRINT_SIZE];

	(void)state;
	assert_true(str_is(iccid_format(&full), "8944500102198304826"));
	assert_true(str_is(iccid_format(&bare), "894450010219830482"));
	assert_true(str_is(iccid_print(&full, print), "8944 5001 0219 8304 826"));
	assert_true(str_is(iccid_print(&longest, print), "8944 5001 0219 8304 8204"));
}

static void
same_card_with_and_without_its_check_digit(void **state)
{
	static const struct { const char *a, *b; bool same; } ROW[] = {
		{ "8944500102198304826",  "8944500102198304826F", true },
		{ "8944500102198304826",  "894450010219830482",   true },
		{ "894450010219830482",   "894450010219830482F",  true },
		{ "8944500102198304826",  "8944500102198304834",  false },
		{ "894450010219830482",   "894450010219830483",   false },
		{ "89445001021983048204", "89445001021983048204", true },
		{ "89445001021983048204", "89445001021983048212", false },	/* the same in the first 18 digits */
		{ "89445001021983048204", "894450010219830482",   false },
		{ "89445001021983048204", "8944500102198304826",  false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct iccid a = card(ROW[i].a), b = card(ROW[i].b);

		assert_int_equal(iccid_equal(&a, &b), ROW[i].same);
		assert_int_equal(iccid_equal(&b, &a), ROW[i].same);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filler_goes_digits_stay),
		cmocka_unit_test(same_card_with_and_without_its_check_digit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
