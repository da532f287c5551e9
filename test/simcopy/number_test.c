/* number_test.c - BCD numbers of cards and messages: every code, every type, vectors, there and back. */
#include "simcopy/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static void
test_digits(void **state)
{
	static const struct { struct str bcd; enum number_of of; const char *want; } ROW[] = {
		{ STR("\x21\x43\x65\x87\x09\xba\xdc\xfe"), NUMBER_OF_CARD, "1234567890*#p?e" },
		{ STR("\x21\x43\x65\x87\x09\xba\xdc\xfe"), NUMBER_OF_MESSAGE, "1234567890*#abc" },
		{ STR("\xff\x21"), NUMBER_OF_CARD, "" },
		{ STR("\xf1\x32"), NUMBER_OF_CARD, "1" },
		{ STR(""), NUMBER_OF_CARD, "" },
	};
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 256);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		buf_reset(&b);
		number_digits(&b, ROW[i].bcd, ROW[i].of);
		assert_true(str_is(buf_str(&b), ROW[i].want));
	}
}

static void
test_addresses(void **state)
{
	static const struct { struct str bytes; const char *want; size_t size; bool is_name; } ROW[] = {
		{ STR("\x0b\x91\x44\x87\x37\x80\x53\xf4zz"), "+44787308354", 8, false },
		{ STR("\x04\x81\x21\x43"), "1234", 4, false },
		{ STR("\x0d\xd0\xf3\x74\xfb\x6d\x36\x87\x00"), "simoff!", 9, true },
		{ STR("\x00\x81"), "", 2, false },
		{ STR("\x00"), "", 0, false },
		{ STR("\x0b\x91\x44"), "", 0, false },
		{ STR("\xff\x91\x44\x44\x44\x44\x44\x44\x44\x44\x44\x44"), "", 0, false },
	};
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 256);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		buf_reset(&b);
		struct number_address a = number_address(&b, ROW[i].bytes);
		assert_int_equal(a.size, ROW[i].size);
		assert_int_equal(a.is_name, ROW[i].is_name);
		if (!str_is(buf_str(&b), ROW[i].want))
			fail_msg("row %zu: %.*s", i, STR_ARG(buf_str(&b)));
	}
}

static void
test_parse(void **state)
{
	static const char *const BAD[] = { "", "+", "abc", "1+2", "12a", "٣", "-" };
	struct number_bcd n;

	(void)state;
	assert_true(number_parse(STR(" +32 (0)2/123-45.67 "), &n));
	assert_int_equal(n.type, NUMBER_INTERNATIONAL);
	assert_int_equal(n.digits, 11);
	assert_memory_equal(n.bcd, "\x23\x20\x21\x43\x65\xf7", 6);
	assert_true(number_parse(STR("*21#,1"), &n));
	assert_memory_equal(n.bcd, "\x2a\xb1\x1c\xff", 4);
	for (size_t i = 0; i < COUNT(BAD); i++)
		assert_false(number_parse(str_of(BAD[i]), &n));
	char many[NUMBER_DIGITS_MAX + 1];
	memset(many, '1', sizeof many);
	assert_true(number_parse((struct str){ many, NUMBER_DIGITS_MAX }, &n));
	assert_false(number_parse((struct str){ many, sizeof many }, &n));
}

static void
test_round_trips(void **state)
{
	static const char ANY[] = "0123456789*#p?e";
	AUTO(buf_done) struct buf b, back;

	(void)state;
	buf_init(&b, 256);
	buf_init(&back, 256);
	srand(3);
	for (int turn = 0; turn < 1000; turn++) {
		struct number_bcd n;

		buf_reset(&b);
		buf_reset(&back);
		if (rand() % 2)
			buf_addc(&b, '+');
		for (int i = rand() % (int)NUMBER_DIGITS_MAX; i >= 0; i--)
			buf_addc(&b, ANY[(size_t)rand() % (sizeof ANY - 1)]);
		assert_true(number_parse(buf_str(&b), &n));
		number_type(&back, n.type);
		number_digits(&back, (struct str){ (char *)n.bcd, sizeof n.bcd }, NUMBER_OF_CARD);
		assert_true(str_eq(buf_str(&b), buf_str(&back)));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_round_trips),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
