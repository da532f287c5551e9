/* billing_test.c - when a balance can be the final account's, at the edges. */
#include "domain/billing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define CUT INT64_C(1795000000000)
#define NOW (CUT + 3600000)

static bool
fits(bool found, int64_t as_of, int64_t credit, int64_t debt)
{
	struct effect_balance b = { .found = found, .as_of.ms = as_of, .credit_cents = credit, .debt_cents = debt };
	const char *why = billing_fault(&b, (struct utc_ms){ CUT }, (struct utc_ms){ NOW });

	assert_true(!why || strlen(why) > 10);
	return !why;
}

static void
a_balance_is_later_than_the_cut_and_not_ahead(void **state)
{
	(void)state;
	assert_true(fits(true, CUT + 1, 0, 0));
	assert_false(fits(true, CUT, 0, 0));
	assert_false(fits(true, CUT - 1, 0, 0));
	assert_false(fits(true, 0, 0, 0));
	assert_false(fits(false, CUT + 1, 0, 0));
	assert_true(fits(true, NOW + BILLING_AHEAD_MS, 0, 0));
	assert_false(fits(true, NOW + BILLING_AHEAD_MS + 1, 0, 0));
}

static void
amounts_are_those_of_a_quote(void **state)
{
	(void)state;
	assert_true(fits(true, NOW, EFFECT_CENTS_MAX, EFFECT_CENTS_MAX));
	assert_false(fits(true, NOW, EFFECT_CENTS_MAX + 1, 0));
	assert_false(fits(true, NOW, 0, EFFECT_CENTS_MAX + 1));
	assert_false(fits(true, NOW, -1, 0));
	assert_false(fits(true, NOW, 0, -1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_balance_is_later_than_the_cut_and_not_ahead), cmocka_unit_test(amounts_are_those_of_a_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
