/* quote_property_test.c - what must hold for every quote, over hundreds of made-up lines and every end day of 40 months. */
#include "base/rng.h"
#include "domain/quote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct utc_ms ASKED = { INT64_C(1795371605123) };		/* 22 November 2026, 19:20 in Brussels */

static struct quote_line
random_line(void)
{
	struct date today = calendar_day_of(ASKED, CALENDAR_ZONE_brussels);
	struct quote_line l = {
		.found = true,
		.start = { today.days - (int32_t)rng_below(900) },
		.price_rise = DATE_NONE,
		.credit_expires = DATE_NONE,
		.disputed = DATE_NONE,
	};

	l.fixed_months = (int64_t)(rng_below(4) ? rng_below(37) : 0);
	l.fee_cents = (int64_t)rng_below(rng_below(20) ? 6000 : QUOTE_CENTS_MAX);
	l.device_cents = (int64_t)(rng_below(2) ? rng_below(150000) : 0);
	l.credit_cents = (int64_t)rng_below(2000);
	l.debt_cents = (int64_t)rng_below(2000);
	l.refund_fee_agreed = rng_below(2);
	if (rng_below(3) == 0)
		l.price_rise.days = today.days - (int32_t)rng_below(200);
	if (rng_below(3) == 0)
		l.credit_expires.days = today.days + (int32_t)rng_below(700);
	if (rng_below(3) == 0)
		l.disputed.days = today.days - (int32_t)rng_below(200);
	return l;
}

/* Fees left by counting days one by one, in a fraction of a cent that months of 28 to 31 days divide: the months are those of
 * the calendar module, the sum is another. Rounds half up. */
static int64_t
fees_day_by_day(const struct quote_line *l, struct date end, int last_month)
{
	const int64_t unit = 28 * 29 * 30 * 31;
	int64_t sum = 0;

	for (int m = 1; m <= last_month; m++) {
		int from = calendar_add_months(l->start, m - 1).days, to = calendar_add_months(l->start, m).days;

		for (int d = from; d < to; d++)
			sum += d > end.days ? l->fee_cents * unit / (to - from) : 0;
	}
	return (sum + unit / 2) / unit;
}

static void
check_one(const struct quote *q, const struct quote_line *l)
{
	const int term = (int)l->fixed_months;

	assert_true(q->indemnity_cents >= 0 && q->residual_cents >= 0 && q->credit_cents >= 0);
	assert_true(q->refund_fee_cents >= 0 && q->refund_cents >= 0 && q->debt_cents >= 0);
	assert_true(q->refund_cents + q->refund_fee_cents <= q->credit_cents);
	assert_true(q->refund_fee_cents <= POLICY_REFUND_FEE_MAX);
	assert_true(q->residual_cents <= fees_day_by_day(l, q->end, term));
	assert_true(q->residual_cents <= l->device_cents);
	if (q->indemnity_why == QUOTE_REASON_early_end)
		assert_int_equal(q->indemnity_cents, fees_day_by_day(l, q->end, term < 6 ? term : 6));
	else
		assert_int_equal(q->indemnity_cents, 0);
	assert_true(q->due_cents == q->indemnity_cents + q->residual_cents ||
		    q->due_cents == q->indemnity_cents + q->residual_cents + q->debt_cents);
	assert_true(q->pay_first_cents <= q->due_cents);
}

/* Never negative; never more than allowed; a later end never costs more nor pays out more. */
static void
properties(void **state)
{
	(void)state;
	rng_seed(20261122);
	for (int i = 0; i < 300; i++) {
		struct quote_line l = random_line();
		struct policy p = policy_default();
		struct quote last = { .found = false };

		p.refund = (enum policy_refund)rng_below(POLICY_REFUND_COUNT);
		p.debt = (enum policy_debt)rng_below(POLICY_DEBT_COUNT);
		p.refund_fee_cents = (int64_t)rng_below(POLICY_REFUND_FEE_MAX + 1);
		for (struct date end = l.start; end.days < l.start.days + 40 * 31; end.days++) {
			struct quote q = quote_make(&l, &p, end, ASKED, QUOTE_CAUSE_asked);

			assert_int_equal(q.refusal, QUOTE_REFUSAL_none);
			if ((end.days + i) % 29 == 0)
				check_one(&q, &l);
			if (last.found) {
				assert_true(q.indemnity_cents <= last.indemnity_cents);
				assert_true(q.residual_cents <= last.residual_cents);
				assert_true(q.refund_cents <= last.refund_cents);
				assert_true(q.due_cents <= last.due_cents);
			}
			last = q;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(properties) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
