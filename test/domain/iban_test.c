/* iban_test.c - bank accounts: every country's length and structure, and the Belgian check inside. The example of every
 * country stands in test/data/identifiers.txt (test/app/check_test.c). */
#include "domain/digits.h"
#include "domain/iban.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

/* Puts the check digits that fit into TEXT. */
static void
seal(char *text)
{
	char moved[2 * IBAN_SIZE_MAX];

	snprintf(moved, sizeof moved, "%s%.2s00", text + 4, text);
	unsigned check = 98 - digits_mod97(str_of(moved));
	text[2] = (char)('0' + check / 10);
	text[3] = (char)('0' + check % 10);
}

static const char *
refusal(const char *text)
{
	struct iban i;
	const char *why;

	return iban_parse(str_of(text), &i, &why) ? "" : why;
}

static void
forms_for_people(void **state)
{
	struct iban be, mt;
	const char *why;
	char print[IBAN_PRINT_SIZE];

	(void)state;
	assert_true(iban_parse(STR("be68 5390 0754 7034"), &be, &why));
	assert_true(str_is(iban_format(&be), "BE68539007547034"));
	assert_true(str_is(iban_print(&be, print), "BE68 5390 0754 7034"));
	assert_true(str_is(iban_country(&be), "BE"));
	assert_true(iban_parse(STR("MT84MALT011000012345MTLCAST001S"), &mt, &why));
	assert_true(str_is(iban_print(&mt, print), "MT84 MALT 0110 0001 2345 MTLC AST0 01S"));
}

/* The two check digits fit, the account number's own two do not. */
static void
belgian_check_inside(void **state)
{
	char text[] = "BE00539007547034";

	(void)state;
	seal(text);
	assert_string_equal(text, "BE68539007547034");
	assert_string_equal(refusal(text), "");
	for (unsigned inside = 0; inside < 100; inside++) {
		text[14] = (char)('0' + inside / 10);
		text[15] = (char)('0' + inside % 10);
		seal(text);
		assert_int_equal(*refusal(text) == 0, inside == 34);
		assert_true(inside == 34 || strstr(refusal(text), "Belgian account number"));
	}
}

/* One country of every kind of structure, with right check digits. Shorter, longer, and each character of another class (a letter
 * for a digit, a digit for a letter) sealed again, so that only length and structure can refuse them. */
static void
length_and_structure(void **state)
{
	static const struct { const char *text, *shape; } ROW[] = {	/* n digit, a letter, c either */
		{ "BE00539007547034",                 "nnnnnnnnnnnn" },
		{ "NL00ABNA0417164300",               "aaaannnnnnnnnn" },
		{ "FR0020041010050500013M02606",      "nnnnnnnnnncccccccccccnn" },
		{ "IT00X0542811101000000123456",      "annnnnnnnnncccccccccccc" },
		{ "MU00BOMM0101101030300200000MUR",   "aaaannnnnnnnnnnnnnnnnnnaaa" },
		{ "BR0000360305000010009795493C1",    "nnnnnnnnnnnnnnnnnnnnnnnac" },
		{ "GT00TRAJ01020000001210029690",     "cccccccccccccccccccccccc" },
	};
	char text[IBAN_SIZE_MAX + 2];

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		size_t n = strlen(ROW[i].text);

		assert_int_equal(n, strlen(ROW[i].shape) + 4);
		for (size_t at = 4; at < n; at++) {
			snprintf(text, sizeof text, "%s", ROW[i].text);
			text[at] = text[at] >= 'A' ? '7' : 'Q';
			seal(text);
			assert_int_equal(*refusal(text) == 0, ROW[i].shape[at - 4] == 'c');
		}
		snprintf(text, sizeof text, "%s0", ROW[i].text);
		seal(text);
		assert_non_null(strstr(refusal(text), "too long"));
		text[n - 1] = 0;
		seal(text);
		assert_non_null(strstr(refusal(text), "too short"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_for_people),
		cmocka_unit_test(belgian_check_inside),
		cmocka_unit_test(length_and_structure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
