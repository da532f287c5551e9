/* money_test.c - amounts as text there and back, and sums at the edge of what an int64_t holds. */
#include "base/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
sums(void **state)
{
	struct money out = { 7 };

	(void)state;
	assert_true(money_add((struct money){ 1234 }, (struct money){ -34 }, &out));
	assert_int_equal(out.cents, 1200);
	assert_true(money_sub((struct money){ 5 }, (struct money){ 8 }, &out));
	assert_int_equal(out.cents, -3);
	assert_true(money_add((struct money){ INT64_MAX - 1 }, (struct money){ 1 }, &out));
	assert_int_equal(out.cents, INT64_MAX);
	assert_false(money_add((struct money){ INT64_MAX }, (struct money){ 1 }, &out));
	assert_false(money_sub((struct money){ INT64_MIN }, (struct money){ 1 }, &out));
	assert_false(money_sub((struct money){ 0 }, (struct money){ INT64_MIN }, &out));
	assert_int_equal(out.cents, INT64_MAX);
}

static void
formats(void **state)
{
	static const struct { int64_t cents; const char *text; } ROW[] = {
		{ 0, "0.00" }, { 5, "0.05" }, { -5, "-0.05" }, { 10, "0.10" }, { 100, "1.00" }, { 1234, "12.34" },
		{ -123456, "-1234.56" }, { MONEY_CENTS_MAX, "999999999.99" },
		{ INT64_MAX, "92233720368547758.07" }, { INT64_MIN, "-92233720368547758.08" },
	};
	char text[MONEY_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		money_format((struct money){ ROW[i].cents }, text);
		assert_string_equal(text, ROW[i].text);
	}
}

static void
parses(void **state)
{
	static const struct { const char *text; int64_t cents; } ROW[] = {
		{ "12", 1200 }, { "12.5", 1250 }, { "12,50", 1250 }, { "0", 0 }, { "-0", 0 }, { "-0,05", -5 }, { "007", 700 },
		{ "999999999.99", MONEY_CENTS_MAX }, { "-999999999.99", -MONEY_CENTS_MAX }, { "000000000000000000012", 1200 },
	};
	static const char *const BAD[] = {
		"", "-", "+1", " 1", "1 ", ".5", "5.", ",", "1.234", "1.2.3", "1.2,3", "1,234.50", "1e3", "0x1", "--1", "1-",
		"1000000000", "1000000000.00", "-1000000000", "99999999999999999999999999", "1.-5", "EUR 1", "12.3a",
	};
	struct money out;

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		assert_true(money_parse(str_of(ROW[i].text), &out));
		assert_int_equal(out.cents, ROW[i].cents);
	}
	for (size_t i = 0; i < COUNT(BAD); i++) {
		out.cents = 77;
		if (money_parse(str_of(BAD[i]), &out))
			fail_msg("accepted \"%s\"", BAD[i]);
		assert_int_equal(out.cents, 77);
	}
	assert_false(money_parse((struct str){ "1\0002", 3 }, &out));
	assert_true(money_parse((struct str){ "12345", 2 }, &out));	/* reads no further than it may */
	assert_int_equal(out.cents, 1200);
}

static void
there_and_back(void **state)
{
	char text[MONEY_TEXT_SIZE];
	struct money out;

	(void)state;
	for (int64_t c = -MONEY_CENTS_MAX; c <= MONEY_CENTS_MAX; c += 99999989) {
		money_format((struct money){ c }, text);
		assert_true(money_parse(str_of(text), &out));
		assert_int_equal(out.cents, c);
	}
	for (int64_t c = -2000; c < 2000; c++) {
		money_format((struct money){ c }, text);
		assert_true(money_parse(str_of(text), &out));
		assert_int_equal(out.cents, c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums), cmocka_unit_test(formats), cmocka_unit_test(parses), cmocka_unit_test(there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
