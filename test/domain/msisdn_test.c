/* msisdn_test.c - mobile numbers: forms for people, and what never changes. What is taken and refused, with its
 * reason, stands in test/data/identifiers.txt (test/app/check_test.c). */
#include "domain/msisdn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static struct msisdn
number(const char *text)
{
	struct msisdn m;
	const char *why;

	assert_true(msisdn_parse(str_of(text), &m, &why));
	assert_null(why);
	return m;
}

static void
forms_for_people(void **state)
{
	struct msisdn be = number("0470123456"), cn = number("+8613800138000"), longest = number("+123456789012345");
	char print[MSISDN_PRINT_SIZE], mask[MSISDN_MASK_SIZE];

	(void)state;
	assert_true(str_is(msisdn_format(&be), "32470123456"));
	assert_true(str_is(msisdn_print(&be, print), "+32 470 12 34 56"));
	assert_true(str_is(msisdn_print(&cn, print), "+8613800138000"));
	assert_true(str_is(msisdn_print(&longest, print), "+123456789012345"));
	assert_true(str_is(msisdn_mask(&be, mask), "..3456"));
	assert_true(str_is(msisdn_mask(&longest, mask), "..2345"));
}

static void
each_language_has_its_form(void **state)
{
	static const struct { const char *lang, *belgian; } FORMS[] = {
		{ "nl", "0470 12 34 56" }, { "fr", "0470 12 34 56" }, { "de", "0470 12 34 56" }, { "en", "+32 470 12 34 56" }, { "zh", "+32 470 12 34 56" },
	};
	struct msisdn be = number("0470123456"), cn = number("+8613800138000");
	char text[MSISDN_PRINT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(FORMS); i++) {
		struct str shown = msisdn_show(&be, str_of(FORMS[i].lang), text);
		struct msisdn read = number(shown.p);

		assert_true(str_is(shown, FORMS[i].belgian) && msisdn_equal(&be, &read));
		assert_true(str_is(msisdn_show(&cn, str_of(FORMS[i].lang), text), "+8613800138000"));
	}
}

/* What is printed is read back as the same number. */
static void
print_and_parse_agree(void **state)
{
	static const char *const TEXT[] = { "0470123456", "+8613800138000", "+1234567", "+123456789012345" };
	char print[MSISDN_PRINT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(TEXT); i++) {
		struct msisdn m = number(TEXT[i]), canonical = number(m.digits), printed = number(msisdn_print(&m, print).p);

		assert_true(msisdn_equal(&m, &canonical));
		assert_true(msisdn_equal(&m, &printed));
	}
}

static void
belgian_mobile_or_not(void **state)
{
	struct msisdn be = number("+32470123456"), foreign = number("470123456"), other = number("+32470123457");

	(void)state;
	assert_true(msisdn_is_belgian_mobile(&be));
	assert_false(msisdn_is_belgian_mobile(&foreign));
	assert_false(msisdn_equal(&be, &other));
	assert_false(msisdn_equal(&be, &foreign));
}

/* Of 32 with any one further beginning and any length, only 4 and eight digits is taken. */
static void
only_mobile_numbers_of_belgium(void **state)
{
	struct msisdn m;
	const char *why;
	char text[24];

	(void)state;
	for (unsigned first = 1; first <= 9; first++) {
		for (int more = 0; more <= 13; more++) {
			snprintf(text, sizeof text, "+32%u%.*s", first, more, "1234567890123");
			assert_int_equal(msisdn_parse(str_of(text), &m, &why), first == 4 && more == 8);
			assert_int_equal(why == NULL, first == 4 && more == 8);
		}
	}
}

/* Signs between the digits never change the number. */
static void
separators_anywhere(void **state)
{
	static const char SIGNS[] = " .-/()", NUMBER[] = "0470123456";
	char text[24];

	(void)state;
	for (size_t at = 1; at <= 10; at++) {
		for (size_t s = 0; s < sizeof SIGNS - 1; s++) {
			snprintf(text, sizeof text, "%.*s%c%s", (int)at, NUMBER, SIGNS[s], NUMBER + at);
			assert_string_equal(number(text).digits, "32470123456");
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_for_people),
		cmocka_unit_test(each_language_has_its_form),
		cmocka_unit_test(print_and_parse_agree),
		cmocka_unit_test(belgian_mobile_or_not),
		cmocka_unit_test(only_mobile_numbers_of_belgium),
		cmocka_unit_test(separators_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
