/* breaker_test.c - when a far end is left alone, for how long, and what brings it back. */
#include "domain/breaker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct utc_ms NOW = { 1000000 };

static void
rests_after_failures_in_a_row(void **state)
{
	struct breaker b = { .limit = 3 };

	(void)state;
	assert_false(breaker_note(&b, EFFECT_RESULT_later, true, NOW));
	assert_false(breaker_note(&b, EFFECT_RESULT_unknown, true, NOW));
	assert_false(breaker_note(&b, EFFECT_RESULT_done, true, NOW));	/* not in a row any more */
	assert_false(breaker_note(&b, EFFECT_RESULT_later, true, NOW));
	assert_false(breaker_note(&b, EFFECT_RESULT_unknown, true, NOW));
	assert_int_equal(b.until.ms, 0);
	assert_true(breaker_note(&b, EFFECT_RESULT_later, true, NOW));
	assert_true(breaker_is_tripped(&b));
	assert_int_equal(b.until.ms, NOW.ms + 1000);
}

static void
rests_longer_each_time(void **state)
{
	struct breaker b = { .limit = 1 };
	int64_t want = 1000;

	(void)state;
	for (int i = 0; i < 12; i++) {
		assert_true(breaker_note(&b, EFFECT_RESULT_unknown, false, NOW));
		assert_int_equal(b.until.ms - NOW.ms, want);
		want = want * 2 > 300000 ? 300000 : want * 2;
	}
	assert_true(breaker_note(&b, EFFECT_RESULT_accepted, true, NOW));	/* it is there again */
	assert_false(breaker_is_tripped(&b));
	assert_int_equal(b.until.ms, 0);
	assert_true(breaker_note(&b, EFFECT_RESULT_later, true, NOW));
	assert_int_equal(b.until.ms - NOW.ms, 1000);
}

/* One bad effect, tried again and again, is not a bad far end; a refusal is an answer. */
static void
one_bad_effect_is_not_a_far_end(void **state)
{
	struct breaker b = { .limit = 2 };

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_false(breaker_note(&b, EFFECT_RESULT_later, i == 0, NOW));
	assert_false(breaker_note(&b, EFFECT_RESULT_never, true, NOW));
	assert_int_equal(b.failures, 0);
	for (int i = 0; i < 10; i++)
		assert_false(breaker_note(&b, EFFECT_RESULT_never, true, NOW));
}

static void
without_a_limit_it_never_rests(void **state)
{
	struct breaker b = { .limit = 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_false(breaker_note(&b, EFFECT_RESULT_unknown, true, NOW));
	assert_false(breaker_is_tripped(&b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rests_after_failures_in_a_row), cmocka_unit_test(rests_longer_each_time),
		cmocka_unit_test(one_bad_effect_is_not_a_far_end), cmocka_unit_test(without_a_limit_it_never_rests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
