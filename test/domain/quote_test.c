/* quote_test.c - each rule the day before, on the day, the day after.
 * Properties over made-up lines: quote_property_test.c. */
#include "domain/quote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define REASON(why, want) assert_string_equal(quote_reason_names.name[why], #want)

static const struct utc_ms ASKED = { INT64_C(1795371605123) };		/* 22 November 2026, 19:20 in Brussels */

static struct date
day(const char *text)
{
	struct date d;

	if (!clock_date_parse(str_of(text), &d))
		fail_msg("not a date: %s", text);
	return d;
}

/* A contract of 24 months at EUR 20 that began on 15 June 2026: its month 6 ends on 14 December 2026. */
static struct quote_line
line(void)
{
	return (struct quote_line){
		.found = true,
		.start = day("2026-06-15"),
		.fixed_months = 24,
		.fee_cents = 2000,
		.price_rise = DATE_NONE,
		.credit_expires = DATE_NONE,
		.disputed = DATE_NONE,
		.origin = HOLD_ORIGIN_own,
	};
}

static struct quote
ended(const struct quote_line *l, const char *end)
{
	struct policy p = policy_default();
	struct quote q = quote_make(l, &p, day(end), ASKED, QUOTE_CAUSE_asked);

	assert_string_equal(quote_refusal_names.name[q.refusal], "none");
	return q;
}

/* Rule 15. */
static void
indemnity(void **state)
{
	static const struct { const char *end; int64_t cents; enum quote_reason why; } ROW[] = {
		{ "2026-06-15", 10000 + 1933, QUOTE_REASON_early_end },	/* 29 of 30 days are left: 19.333 */
		{ "2026-07-14", 10000,        QUOTE_REASON_early_end },	/* last day of month 1 */
		{ "2026-07-15", 8000 + 1935,  QUOTE_REASON_early_end },	/* first of month 2: 30 of 31 days: 19.355 */
		{ "2026-11-22", 1467,         QUOTE_REASON_early_end },	/* 22 of 30 days: 14.667 */
		{ "2026-12-13", 67,           QUOTE_REASON_early_end },	/* 1 of 30 days */
		{ "2026-12-14", 0,            QUOTE_REASON_six_months },	/* the last day of month 6 */
		{ "2026-12-15", 0,            QUOTE_REASON_six_months },
		{ "2030-01-01", 0,            QUOTE_REASON_six_months },
	};
	struct quote_line l = line();

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct quote q = ended(&l, ROW[i].end);

		assert_int_equal(q.indemnity_cents, ROW[i].cents);
		assert_int_equal(q.indemnity_why, ROW[i].why);
		assert_int_equal(q.due_cents, ROW[i].cents);
	}
	l.fixed_months = 0;
	struct quote q = ended(&l, "2026-06-15");
	assert_int_equal(q.indemnity_cents, 0);
	REASON(q.indemnity_why, open_ended);
}

/* A fixed term shorter than six months ends earlier: there are no fees after it. */
static void
short_terms(void **state)
{
	struct quote_line l = line();
	struct quote q;

	(void)state;
	l.fixed_months = 3;			/* to 14 September */
	q = ended(&l, "2026-07-14");
	assert_int_equal(q.indemnity_cents, 4000);
	REASON(q.indemnity_why, early_end);
	q = ended(&l, "2026-09-13");
	assert_int_equal(q.indemnity_cents, 65);	/* 1 of 31 days */
	q = ended(&l, "2026-09-14");
	assert_int_equal(q.indemnity_cents, 0);
	REASON(q.indemnity_why, term_over);
}

/* Rule 17. The request counts, not the end. */
static void
price_rise(void **state)
{
	struct quote_line l = line();
	struct quote q;

	(void)state;
	l.device_cents = 24000;
	l.price_rise = day("2026-08-22");	/* three months before the day of the request */
	q = ended(&l, "2026-11-30");
	assert_int_equal(q.indemnity_cents, 0);
	REASON(q.indemnity_why, price_rise);
	assert_int_equal(q.residual_cents, 18000);	/* stays due: 18 of 24 */
	l.price_rise = day("2026-08-21");
	q = ended(&l, "2026-11-30");
	assert_int_equal(q.indemnity_cents, 933);
	REASON(q.indemnity_why, early_end);
	l.price_rise = day("2026-11-22");
	REASON(ended(&l, "2026-11-30").indemnity_why, price_rise);
	l.price_rise = day("2026-11-23");		/* not told yet */
	REASON(ended(&l, "2026-11-30").indemnity_why, early_end);
}

/* Rule 16. */
static void
residual(void **state)
{
	static const struct { const char *end; int64_t cents; enum quote_reason why; } ROW[] = {
		{ "2026-06-15", 23000, QUOTE_REASON_device_share },	/* month 1 */
		{ "2027-01-14", 17000, QUOTE_REASON_device_share },	/* the last day of month 7 */
		{ "2027-01-15", 16000, QUOTE_REASON_device_share },	/* month 8: the example of the rule */
		{ "2027-02-14", 16000, QUOTE_REASON_device_share },
		{ "2027-02-15", 15000, QUOTE_REASON_device_share },
		{ "2028-05-14", 1000,  QUOTE_REASON_device_share },	/* the last day of month 23 */
		{ "2028-05-15", 0,     QUOTE_REASON_device_over },	/* month 24 */
		{ "2028-06-14", 0,     QUOTE_REASON_device_over },
		{ "2028-06-15", 0,     QUOTE_REASON_device_over },
	};
	struct quote_line l = line();

	(void)state;
	REASON(ended(&l, "2027-01-15").residual_why, no_device);
	l.device_cents = 24000;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct quote q = ended(&l, ROW[i].end);

		assert_int_equal(q.residual_cents, ROW[i].cents);
		assert_int_equal(q.residual_why, ROW[i].why);
		assert_int_equal(q.due_cents, q.residual_cents + q.indemnity_cents);
	}
	l.device_cents = 10001;
	assert_int_equal(ended(&l, "2027-01-15").residual_cents, 6667);	/* 66.673 */
	l.device_cents = 3;
	assert_int_equal(ended(&l, "2027-06-14").residual_cents, 2);	/* month 12: 1.5, half up */
}

static void
residual_capped(void **state)
{
	struct quote_line l = line();
	struct quote q;

	(void)state;
	l.device_cents = 24000;
	l.fixed_months = 12;			/* to 14 June 2027 */
	q = ended(&l, "2027-02-14");		/* 4 months of EUR 20 are left */
	assert_int_equal(q.residual_cents, 8000);
	REASON(q.residual_why, device_capped);
	q = ended(&l, "2027-06-13");		/* one day of month 12, which has 31 */
	assert_int_equal(q.residual_cents, 65);
	REASON(q.residual_why, device_capped);
	q = ended(&l, "2027-06-14");
	assert_int_equal(q.residual_cents, 0);
	REASON(q.residual_why, device_no_term);
	l.fixed_months = 24;
	l.fee_cents = 1000;			/* equal: not capped */
	q = ended(&l, "2027-02-14");
	assert_int_equal(q.residual_cents, 16000);
	REASON(q.residual_why, device_share);
	l.device_cents = 24002;			/* 160.013 -> 160.01 against 160.00 */
	q = ended(&l, "2027-02-14");
	assert_int_equal(q.residual_cents, 16000);
	REASON(q.residual_why, device_capped);
	l.fixed_months = 0;
	q = ended(&l, "2027-02-14");
	assert_int_equal(q.residual_cents, 0);
	REASON(q.residual_why, device_no_term);
}

static struct quote
refunded(int64_t credit, enum policy_refund refund, int64_t fee, bool agreed, enum quote_cause cause)
{
	struct policy p = policy_default();
	struct quote_line l = line();

	p.refund = refund;
	p.refund_fee_cents = fee;
	l.fixed_months = 0;
	l.credit_cents = credit;
	l.refund_fee_agreed = agreed;
	return quote_make(&l, &p, day("2026-12-31"), ASKED, cause);
}

/* Rule 18. */
static void
refund(void **state)
{
	static const struct {
		int64_t credit; enum policy_refund refund; int64_t fee; bool agreed; enum quote_cause cause;
		int64_t fee_cents, refund_cents; enum quote_reason why;
	} ROW[] = {
		{ 1200, POLICY_REFUND_always,  500, true,  QUOTE_CAUSE_asked, 500, 700,  QUOTE_REASON_refund_fee },
		{ 501,  POLICY_REFUND_always,  500, true,  QUOTE_CAUSE_asked, 500, 1,    QUOTE_REASON_refund_fee },
		{ 500,  POLICY_REFUND_always,  500, true,  QUOTE_CAUSE_asked, 500, 0,    QUOTE_REASON_refund_small },
		{ 499,  POLICY_REFUND_always,  500, true,  QUOTE_CAUSE_asked, 499, 0,    QUOTE_REASON_refund_small },
		{ 1200, POLICY_REFUND_always,  500, false, QUOTE_CAUSE_asked, 0,   1200, QUOTE_REASON_refund_whole },
		{ 1200, POLICY_REFUND_always,  0,   true,  QUOTE_CAUSE_asked, 0,   1200, QUOTE_REASON_refund_whole },
		{ 0,    POLICY_REFUND_always,  500, true,  QUOTE_CAUSE_asked, 0,   0,    QUOTE_REASON_no_credit },
		{ 1200, POLICY_REFUND_never,   500, true,  QUOTE_CAUSE_port,  0,   0,    QUOTE_REASON_refund_never },
		{ 1200, POLICY_REFUND_on_port, 500, true,  QUOTE_CAUSE_asked, 0,   0,    QUOTE_REASON_refund_on_port },
		{ 1200, POLICY_REFUND_on_port, 500, true,  QUOTE_CAUSE_port,  500, 700,  QUOTE_REASON_refund_fee },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct quote q = refunded(ROW[i].credit, ROW[i].refund, ROW[i].fee, ROW[i].agreed, ROW[i].cause);

		assert_int_equal(q.credit_cents, ROW[i].credit);
		assert_int_equal(q.refund_fee_cents, ROW[i].fee_cents);
		assert_int_equal(q.refund_cents, ROW[i].refund_cents);
		assert_int_equal(q.refund_why, ROW[i].why);
		assert_int_equal(q.due_cents, 0);
	}
}

static void
credit_expires(void **state)
{
	struct policy p = policy_default();
	struct quote_line l = line();
	struct quote q;

	(void)state;
	p.refund = POLICY_REFUND_always;
	l.credit_cents = 1200;
	l.credit_expires = day("2026-12-31");
	for (int days = -1; days <= 1; days++) {
		struct date end = { l.credit_expires.days + days };

		q = quote_make(&l, &p, end, ASKED, QUOTE_CAUSE_asked);
		assert_int_equal(q.credit_cents, days <= 0 ? 1200 : 0);
		assert_int_equal(q.refund_cents, days <= 0 ? 1200 : 0);
		assert_int_equal(q.refund_why, days <= 0 ? QUOTE_REASON_refund_whole : QUOTE_REASON_credit_expired);
	}
}

static struct quote
indebted(enum policy_debt debt, const char *disputed, enum quote_cause cause)
{
	struct policy p = policy_default();
	struct quote_line l = line();

	p.debt = debt;
	l.debt_cents = 4321;
	if (disputed)
		l.disputed = day(disputed);
	return quote_make(&l, &p, day("2026-12-13"), ASKED, cause);	/* with an indemnity of 67 */
}

/* Rule 20. */
static void
debts(void **state)
{
	static const struct {
		enum policy_debt debt; const char *disputed; enum quote_cause cause; int64_t due, first; enum quote_reason why;
	} ROW[] = {
		{ POLICY_DEBT_collect, NULL,         QUOTE_CAUSE_asked, 4388, 0,    QUOTE_REASON_debt_collect },
		{ POLICY_DEBT_block,   NULL,         QUOTE_CAUSE_asked, 4388, 4321, QUOTE_REASON_debt_block },
		{ POLICY_DEBT_block,   NULL,         QUOTE_CAUSE_port,  4388, 0,    QUOTE_REASON_debt_collect },
		{ POLICY_DEBT_block,   "2026-11-22", QUOTE_CAUSE_asked, 67,   0,    QUOTE_REASON_debt_disputed },
		{ POLICY_DEBT_collect, "2026-07-23", QUOTE_CAUSE_asked, 67,   0,    QUOTE_REASON_debt_disputed },
		{ POLICY_DEBT_collect, "2026-07-22", QUOTE_CAUSE_asked, 67,   0,    QUOTE_REASON_debt_disputed },
		{ POLICY_DEBT_collect, "2026-07-21", QUOTE_CAUSE_asked, 4388, 0,    QUOTE_REASON_debt_collect },
		{ POLICY_DEBT_block,   "2026-07-21", QUOTE_CAUSE_asked, 4388, 4321, QUOTE_REASON_debt_block },
	};
	struct quote_line l = line();

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct quote q = indebted(ROW[i].debt, ROW[i].disputed, ROW[i].cause);

		assert_int_equal(q.debt_cents, 4321);
		assert_int_equal(q.due_cents, ROW[i].due);
		assert_int_equal(q.pay_first_cents, ROW[i].first);
		assert_int_equal(q.debt_why, ROW[i].why);
	}
	REASON(ended(&l, "2026-12-31").debt_why, no_debt);
}

static void
number(void **state)
{
	static const struct { enum hold_origin origin; enum quote_cause cause; const char *number; } ROW[] = {
		{ HOLD_ORIGIN_own,       QUOTE_CAUSE_asked, "held" },
		{ HOLD_ORIGIN_ported_in, QUOTE_CAUSE_asked, "returned" },
		{ HOLD_ORIGIN_own,       QUOTE_CAUSE_port,  "ported" },
		{ HOLD_ORIGIN_ported_in, QUOTE_CAUSE_port,  "ported" },
	};
	struct policy p = policy_default();
	struct quote_line l = line();

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		l.origin = ROW[i].origin;
		struct quote q = quote_make(&l, &p, day("2026-12-31"), ASKED, ROW[i].cause);
		assert_true(str_is(q.number, ROW[i].number));
		assert_true(str_starts(str_of(quote_reason_names.name[q.number_why] + strlen("number_")), ROW[i].number));
	}
}

/* Rule 8: whatever the term, the device, the policy and the day, a withdrawal costs nothing and waits for nothing; what is unpaid
 * stays due, and all the credit goes back. */
static void
withdrawal(void **state)
{
	struct quote_line l = line();

	(void)state;
	l.device_cents = 48000;
	l.credit_cents = 1200;
	l.refund_fee_agreed = true;
	l.debt_cents = 4321;
	for (int refund = 0; refund < POLICY_REFUND_COUNT; refund++)
		for (int debt = 0; debt < POLICY_DEBT_COUNT; debt++)
			for (int32_t d = 0; d < 30; d++) {
				struct policy p = policy_default();

				p.refund = (enum policy_refund)refund;
				p.refund_fee_cents = 500;
				p.debt = (enum policy_debt)debt;
				struct quote q = quote_make(&l, &p, (struct date){ l.start.days + d }, ASKED, QUOTE_CAUSE_withdrawal);
				assert_true(q.indemnity_cents == 0 && q.residual_cents == 0 && q.pay_first_cents == 0);
				assert_true(q.refund_cents == 1200 && q.refund_fee_cents == 0 && q.due_cents == 4321);
				REASON(q.indemnity_why, withdrawn);
				REASON(q.residual_why, device_back);
				REASON(q.refund_why, refund_whole);
				REASON(q.debt_why, debt_collect);
				REASON(q.number_why, number_held);
			}
	l.device_cents = 0;
	struct policy p = policy_default();
	REASON(quote_make(&l, &p, l.start, ASKED, QUOTE_CAUSE_withdrawal).residual_why, no_device);
}

static enum quote_refusal
refused(struct quote_line l, const char *end)
{
	struct policy p = policy_default();
	struct quote q = quote_make(&l, &p, day(end), ASKED, QUOTE_CAUSE_asked);

	if (q.refusal != QUOTE_REFUSAL_none)
		assert_true(q.indemnity_cents == 0 && q.residual_cents == 0 && q.refund_cents == 0 && q.due_cents == 0);
	return q.refusal;
}

static void
refusals(void **state)
{
	struct quote_line l = line(), bare = line();
	int64_t *const amount[] = { &l.fee_cents, &l.device_cents, &l.credit_cents, &l.debt_cents };

	(void)state;
	assert_int_equal(refused(l, "2026-06-14"), QUOTE_REFUSAL_before_start);
	assert_int_equal(refused(l, "2026-06-15"), QUOTE_REFUSAL_none);
	assert_int_equal(refused(l, "2036-11-21"), QUOTE_REFUSAL_none);
	assert_int_equal(refused(l, "2036-11-22"), QUOTE_REFUSAL_too_far);
	assert_int_equal(refused(l, "2999-12-31"), QUOTE_REFUSAL_too_far);
	bare.start = DATE_NONE;
	bare.fixed_months = 0;
	assert_int_equal(refused(bare, "2026-12-31"), QUOTE_REFUSAL_none);
	bare.fixed_months = 12;
	assert_int_equal(refused(bare, "2026-12-31"), QUOTE_REFUSAL_no_start);
	bare.fixed_months = 0;
	bare.device_cents = 1;
	assert_int_equal(refused(bare, "2026-12-31"), QUOTE_REFUSAL_no_start);
	for (size_t i = 0; i < COUNT(amount); i++) {
		static const int64_t BAD[] = { -1, INT64_MIN, QUOTE_CENTS_MAX + 1, INT64_MAX };
		int64_t good = *amount[i];

		for (size_t k = 0; k < COUNT(BAD); k++) {
			*amount[i] = BAD[k];
			assert_int_equal(refused(l, "2026-12-31"), QUOTE_REFUSAL_bad_amount);
		}
		*amount[i] = QUOTE_CENTS_MAX;
		assert_int_equal(refused(l, "2026-12-31"), QUOTE_REFUSAL_none);
		*amount[i] = good;
	}
	l.fixed_months = -1;
	assert_int_equal(refused(l, "2026-12-31"), QUOTE_REFUSAL_bad_term);
	l.fixed_months = 61;
	assert_int_equal(refused(l, "2026-12-31"), QUOTE_REFUSAL_bad_term);
	l.fixed_months = 60;
	assert_int_equal(refused(l, "2026-12-31"), QUOTE_REFUSAL_none);
}

/* Rule 7. */
static void
binds(void **state)
{
	struct quote_line l = line();
	struct quote promised = ended(&l, "2026-11-30"), final = promised;

	(void)state;
	final.credit_cents = final.debt_cents = final.due_cents = 99;	/* as of their time */
	final.as_of.ms++;
	assert_true(quote_is_kept(&promised, &final));
	final.indemnity_cents++;
	assert_false(quote_is_kept(&promised, &final));
	final.indemnity_cents--;
	final.residual_cents--;
	assert_false(quote_is_kept(&promised, &final));
	final.residual_cents++;
	final.end.days++;
	assert_false(quote_is_kept(&promised, &final));
}

static void
words(void **state)
{
	(void)state;
	assert_int_equal(quote_reason_names.n, QUOTE_REASON_COUNT);
	for (int i = 0; i < QUOTE_REASON_COUNT; i++)
		assert_int_equal(quote_reason_text((enum quote_reason)i)[strlen(quote_reason_text((enum quote_reason)i)) - 1], '.');
	for (int i = 0; i < QUOTE_REFUSAL_COUNT; i++)
		assert_true(strlen(quote_refusal_text((enum quote_refusal)i)) > 5);
	assert_int_equal(quote_cause_names.n, QUOTE_CAUSE_COUNT);
	assert_int_equal(quote_record.size, sizeof(struct quote));
	assert_int_equal(quote_line_record.size, sizeof(struct quote_line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indemnity), cmocka_unit_test(short_terms), cmocka_unit_test(price_rise), cmocka_unit_test(residual),
		cmocka_unit_test(residual_capped), cmocka_unit_test(refund), cmocka_unit_test(credit_expires), cmocka_unit_test(debts),
		cmocka_unit_test(number), cmocka_unit_test(withdrawal), cmocka_unit_test(refusals), cmocka_unit_test(binds),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
