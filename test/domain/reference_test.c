/* reference_test.c - there and back, as people type it, and every single error found. */
#include "domain/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";	/* all of Crockford's 32 */

static bool
is_reference(const char *text)
{
	struct reference r;

	return reference_parse(str_of(text), &r);
}

/* References spread over the whole range, the edges included. */
static struct reference
sample(int i)
{
	if (i == 0)
		return reference_make(0);
	if (i == 1)
		return reference_make(REFERENCE_COUNT - 1);
	return reference_make((uint64_t)i * 0x9e3779b97f4a7c15u);
}

static void
there_and_back(void **state)
{
	char text[REFERENCE_TEXT_SIZE];
	struct reference back;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct reference r = sample(i);

		assert_true(r.n < REFERENCE_COUNT);
		reference_format(r, text);
		assert_int_equal(strlen(text), 11);
		assert_true(text[4] == '-' && text[9] == '-');
		assert_int_equal(strspn(text, "0123456789ABCDEFGHJKMNPQRSTVWXY-"), 11);
		assert_true(reference_parse(str_of(text), &back));
		assert_true(back.n == r.n);
	}
	reference_format(reference_make(0), text);
	assert_string_equal(text, "0000-0000-1");
}

static void
as_people_type_it(void **state)
{
	static const char *const GOOD[] = {
		"K7QM-3XPA-9", "k7qm-3xpa-9", "K7QM3XPA9", "k7qm 3xpa 9", "  K7-QM-3X-PA-9 ", "K7QM-3XPA9",
	};
	static const char *const BAD[] = {
		"", "-", "K7QM-3XPA", "K7QM-3XPA-99", "K7QM-3XPA-9-0", "K7QM-3XPA-8", "K7QM-3XPU-9", "K7QM-3XPA-Z", "ZZZZ-ZZZZ-Z",
		"K7QM_3XPA_9", "K7QM-3XPA-9\n", "K7QM-3XPA-\xc3\xa9", "000000000000000001", "0000-0000-0", "Z000-0000-0",
	};
	char text[REFERENCE_TEXT_SIZE];
	struct reference r, o;

	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++) {
		assert_true(reference_parse(str_of(GOOD[i]), &r));
		reference_format(r, text);
		assert_string_equal(text, "K7QM-3XPA-9");
	}
	for (size_t i = 0; i < COUNT(BAD); i++)
		if (is_reference(BAD[i]))
			fail_msg("accepted \"%s\"", BAD[i]);
	assert_false(reference_parse((struct str){ "K7QM\0003XPA9", 10 }, &r));

	for (int i = 0; i < 5000; i++) {		/* 0 and 1 typed as O, o, I, i, L, l */
		reference_format(sample(i), text);
		assert_true(reference_parse(str_of(text), &r));
		for (int k = 0; k < 11; k++)
			text[k] = text[k] == '0' ? "Oo"[k % 2] : text[k] == '1' ? "IiLl"[k % 4] : text[k];
		assert_true(reference_parse(str_of(text), &o));
		assert_true(o.n == r.n);
	}
}

static void
every_wrong_symbol(void **state)
{
	char text[REFERENCE_TEXT_SIZE];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		reference_format(sample(i), text);
		for (int at = 0; at < 11; at++) {
			char right = text[at];

			if (right == '-')
				continue;
			for (size_t k = 0; k < sizeof ALPHABET - 1; k++) {
				text[at] = ALPHABET[k];
				assert_true(is_reference(text) == (ALPHABET[k] == right));
			}
			text[at] = right;
		}
	}
}

/* Any two symbols exchanged, neighbours or not, the check symbol included. */
static void
every_exchange(void **state)
{
	char text[REFERENCE_TEXT_SIZE];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		reference_format(sample(i), text);
		for (int a = 0; a < 11; a++)
			for (int b = a + 1; b < 11; b++) {
				char x = text[a], y = text[b];

				if (x == '-' || y == '-')
					continue;
				text[a] = y;
				text[b] = x;
				assert_true(is_reference(text) == (x == y));
				text[a] = x;
				text[b] = y;
			}
	}
}

/* The same as a proof: every pair of values at every pair of places, all other symbols 0. One exchange is missed if and only
 * if the check sums agree, and sums are linear, so this covers all references. */
static void
exchange_proof(void **state)
{
	uint64_t weight[8] = { 1 };

	(void)state;
	for (int i = 1; i < 8; i++)
		weight[i] = weight[i - 1] * 31;
	for (int a = 0; a < 8; a++)
		for (int b = a + 1; b < 8; b++)
			for (uint64_t x = 0; x < 31; x++)
				for (uint64_t y = x + 1; y < 31; y++) {
					char one[REFERENCE_TEXT_SIZE], two[REFERENCE_TEXT_SIZE];

					reference_format((struct reference){ x * weight[a] + y * weight[b] }, one);
					reference_format((struct reference){ y * weight[a] + x * weight[b] }, two);
					assert_int_not_equal(one[10], two[10]);
				}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back), cmocka_unit_test(as_people_type_it), cmocka_unit_test(every_wrong_symbol),
		cmocka_unit_test(every_exchange), cmocka_unit_test(exchange_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
