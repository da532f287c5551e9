/* digits_test.c - taking typed text apart, modulo 97, laying out. */
#include "domain/digits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
gather_keeps_skips_and_refuses(void **state)
{
	static const struct { struct str text; size_t n; const char *out; } ROW[] = {
		{ STR("12 34"), 4, "1234" },
		{ STR("\t 12\r\n"), 2, "12" },
		{ STR("1a2B"), 4, "1A2B" },
		{ STR("12345678"), 8, "12345" },
		{ STR(""), 0, "" },
		{ STR("   "), 0, "" },
		{ STR("12\0"), DIGITS_STRAY, "12" },
		{ STR("1\0002"), DIGITS_STRAY, "1" },
		{ STR("1\xc2\xa0" "2"), DIGITS_STRAY, "1" },
		{ STR("12z"), DIGITS_STRAY, "12" },
		{ STR("1\n2"), DIGITS_STRAY, "1" },
	};
	char out[6];

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		assert_true(digits_gather(ROW[i].text, DIGITS_DECIMAL "AB", " ", out, sizeof out) == ROW[i].n);
		assert_string_equal(out, ROW[i].out);
	}
	assert_true(digits_gather((struct str){ NULL, 0 }, DIGITS_DECIMAL, "", out, sizeof out) == 0);
}

static void
modulo_97_by_hand(void **state)
{
	(void)state;
	assert_int_equal(digits_mod97(STR("0108068171")), 83);
	assert_int_equal(digits_mod97(STR("5390075470")), 34);
	assert_int_equal(digits_mod97(STR("539007547034111400")), 30);
	assert_int_equal(digits_mod97(STR("539007547034BE00")), 30);
	assert_int_equal(digits_mod97(STR("97")), 0);
	assert_int_equal(digits_mod97(STR("")), 0);
	assert_true(digits_value(STR("9999999999999999999")) == UINT64_C(9999999999999999999));
}

/* 00, 01 and 99 have the same remainder as 97, 98 and 02, and are never given out. */
static void
check_digits_outside_02_to_98_do_not_fit(void **state)
{
	char text[] = "RF00A000";
	bool seen[100] = { false };

	(void)state;
	for (int body = 0; body < 1000; body++) {
		int fitting = 0;

		text[5] = (char)('0' + body / 100);
		text[6] = (char)('0' + body / 10 % 10);
		text[7] = (char)('0' + body % 10);
		for (int check = 0; check < 100; check++) {
			text[2] = (char)('0' + check / 10);
			text[3] = (char)('0' + check % 10);
			if (!digits_iso7064(str_of(text)))
				continue;
			fitting++;
			seen[check] = true;
		}
		assert_int_equal(fitting, 1);
	}
	for (int check = 0; check < 100; check++)
		assert_int_equal(seen[check], check >= 2 && check <= 98);
	assert_false(digits_iso7064(STR("RFA1B")));
}

static void
belgian_check_has_97_for_0(void **state)
{
	(void)state;
	assert_true(digits_belgian97(STR("010806817183")));
	assert_true(digits_belgian97(STR("000000009797")));
	assert_false(digits_belgian97(STR("000000009700")));
	assert_true(digits_belgian97(STR("000000009801")));
	assert_false(digits_belgian97(STR("000000009898")));
}

static void
lay_out_for_people(void **state)
{
	char out[20];

	(void)state;
	assert_true(str_is(digits_lay_out(STR("1234"), "+#-##/#+", out, sizeof out), "+1-23/4+"));
	assert_true(str_is(digits_in_fours(STR("12345678"), out, sizeof out), "1234 5678"));
	assert_true(str_is(digits_in_fours(STR("123456789"), out, sizeof out), "1234 5678 9"));
	assert_true(str_is(digits_in_fours(STR("1"), out, sizeof out), "1"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gather_keeps_skips_and_refuses),
		cmocka_unit_test(modulo_97_by_hand),
		cmocka_unit_test(check_digits_outside_02_to_98_do_not_fit),
		cmocka_unit_test(belgian_check_has_97_for_0),
		cmocka_unit_test(lay_out_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
