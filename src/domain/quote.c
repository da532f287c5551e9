/* quote.c - what a customer still owes and is still owed when a line ends.
 * Pure. Amounts in cents; dates are local to the operator's zone.
 * Sources: PRODUCT rules 7, 8, 15 to 18, 20, 23. Errors: none; what cannot be computed is a refusal with its reason. */
#include "domain/quote.h"

/* CHECK: months and shares are those of the rules; the text of art. 111/3 of the Act of 13 June 2005 was not verified. */
#define INDEMNITY_MONTHS  6	/* rule 15 */
#define DEVICE_MONTHS     24	/* rule 16 */
#define PRICE_RISE_MONTHS 3	/* rule 17 */
#define DISPUTE_MONTHS    4	/* rule 20 */

#define X(n, t) #n,
static const char *const CAUSE[] = { QUOTE_CAUSES(X) };
static const char *const REASON[] = { QUOTE_REASONS(X) };
static const char *const REFUSAL[] = { QUOTE_REFUSALS(X) };
#undef X
#define X(n, t) t,
static const char *const REASON_TEXT[] = { QUOTE_REASONS(X) };
static const char *const REFUSAL_TEXT[] = { QUOTE_REFUSALS(X) };
#undef X
const struct names quote_cause_names = { CAUSE, COUNT(CAUSE) };
const struct names quote_reason_names = { REASON, COUNT(REASON) };
const struct names quote_refusal_names = { REFUSAL, COUNT(REFUSAL) };

RECORD_TABLE(quote_line, QUOTE_LINE)
RECORD_TABLE(quote, QUOTE)

static_assert((INDEMNITY_MONTHS + 2) * (uint64_t)QUOTE_CENTS_MAX <= QUOTE_SUM_MAX, "indemnity + residual + debt");

const char *
quote_reason_text(enum quote_reason r)
{
	assert(r < QUOTE_REASON_COUNT);
	return REASON_TEXT[r];
}

const char *
quote_refusal_text(enum quote_refusal r)
{
	assert(r < QUOTE_REFUSAL_COUNT);
	return REFUSAL_TEXT[r];
}

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool
is_given(struct date d)
{
	return d.days != DATE_NONE.days;
}

/* CENTS * PART / WHOLE, half up. */
static int64_t
share(int64_t cents, int64_t part, int64_t whole)
{
	return (2 * cents * part + whole) / (2 * whole);
}

/* Is DAY within MONTHS of SINCE, the first and the last day included? */
static bool
is_within(struct date day, struct date since, int months)
{
	return is_given(since) && day.days >= since.days && day.days <= calendar_add_months(since, months).days;
}

/* The fees from the day after END to the end of contract month LAST. */
static int64_t
fees_left(const struct quote_line *l, struct date end, int64_t last)
{
	int month = calendar_month_of(l->start, end);

	if (month > last)
		return 0;
	int32_t first_day = calendar_add_months(l->start, month - 1).days;
	int32_t next_first_day = calendar_add_months(l->start, month).days;

	return (last - month) * l->fee_cents +
	       share(l->fee_cents, next_first_day - 1 - end.days, next_first_day - first_day);
}

static enum quote_refusal
refusal(const struct quote_line *l, struct date end, struct date asked)
{
	const int64_t amounts[] = { l->fee_cents, l->device_cents, l->credit_cents, l->debt_cents };

	for (size_t i = 0; i < COUNT(amounts); i++)
		if (amounts[i] < 0 || amounts[i] > QUOTE_CENTS_MAX)
			return QUOTE_REFUSAL_bad_amount;
	if (l->fixed_months < 0 || l->fixed_months > QUOTE_TERM_MONTHS_MAX)
		return QUOTE_REFUSAL_bad_term;
	if (!is_given(l->start) && (l->fixed_months || l->device_cents))
		return QUOTE_REFUSAL_no_start;
	if (is_given(l->start) && end.days < l->start.days)
		return QUOTE_REFUSAL_before_start;
	if (end.days >= calendar_add_months(asked, QUOTE_AHEAD_MONTHS_MAX).days)
		return QUOTE_REFUSAL_too_far;
	return QUOTE_REFUSAL_none;
}

/* Rules 15 and 17. */
static void
set_indemnity(struct quote *q, const struct quote_line *l, struct date asked)
{
	int64_t last = smaller(INDEMNITY_MONTHS, l->fixed_months);

	if (l->fixed_months == 0)
		q->indemnity_why = QUOTE_REASON_open_ended;
	else if (q->end.days + 1 >= calendar_add_months(l->start, (int)last).days)
		q->indemnity_why = last < INDEMNITY_MONTHS ? QUOTE_REASON_term_over : QUOTE_REASON_six_months;
	else if (is_within(asked, l->price_rise, PRICE_RISE_MONTHS))
		q->indemnity_why = QUOTE_REASON_price_rise;
	else {
		q->indemnity_why = QUOTE_REASON_early_end;
		q->indemnity_cents = fees_left(l, q->end, last);
	}
}

/* Rule 16. The month in which the line ends counts as paid off. */
static void
set_residual(struct quote *q, const struct quote_line *l)
{
	if (l->device_cents == 0) {
		q->residual_why = QUOTE_REASON_no_device;
		return;
	}
	int month = calendar_month_of(l->start, q->end);
	if (month >= DEVICE_MONTHS) {
		q->residual_why = QUOTE_REASON_device_over;
		return;
	}
	int64_t rest = share(l->device_cents, DEVICE_MONTHS - month, DEVICE_MONTHS);
	int64_t most = fees_left(l, q->end, l->fixed_months);

	q->residual_cents = smaller(rest, most);
	if (most == 0)
		q->residual_why = QUOTE_REASON_device_no_term;
	else
		q->residual_why = rest > most ? QUOTE_REASON_device_capped : QUOTE_REASON_device_share;
}

/* Rule 8: no indemnity, and nothing for the device, which goes back.
 * CHECK: directive 2011/83/EU, article 14: the consumer sends the device back within 14 days, at whose cost, and pays for what it
 * lost in value by use; a service that began at the consumer's express request is paid for in proportion. Neither is charged here. */
static void
set_withdrawal(struct quote *q, const struct quote_line *l)
{
	q->indemnity_why = QUOTE_REASON_withdrawn;
	q->residual_why = l->device_cents ? QUOTE_REASON_device_back : QUOTE_REASON_no_device;
}

/* Rule 18: why credit is not paid out, or refund_whole. */
static enum quote_reason
refund_reason(const struct quote *q, const struct quote_line *l, const struct policy *p, enum quote_cause cause)
{
	if (l->credit_cents == 0)
		return QUOTE_REASON_no_credit;
	if (q->credit_cents == 0)
		return QUOTE_REASON_credit_expired;
	if (cause == QUOTE_CAUSE_withdrawal)		/* CHECK: article 13: all payments go back, whatever the terms say */
		return QUOTE_REASON_refund_whole;
	if (p->refund == POLICY_REFUND_never)
		return QUOTE_REASON_refund_never;
	if (p->refund == POLICY_REFUND_on_port && cause != QUOTE_CAUSE_port)
		return QUOTE_REASON_refund_on_port;
	return QUOTE_REASON_refund_whole;
}

static void
set_refund(struct quote *q, const struct quote_line *l, const struct policy *p, enum quote_cause cause)
{
	bool valid = !is_given(l->credit_expires) || q->end.days <= l->credit_expires.days;

	q->credit_cents = valid ? l->credit_cents : 0;
	q->refund_why = refund_reason(q, l, p, cause);
	if (q->refund_why != QUOTE_REASON_refund_whole)
		return;
	if (l->refund_fee_agreed && cause != QUOTE_CAUSE_withdrawal)
		q->refund_fee_cents = smaller(p->refund_fee_cents, q->credit_cents);
	q->refund_cents = q->credit_cents - q->refund_fee_cents;
	if (q->refund_cents == 0)
		q->refund_why = QUOTE_REASON_refund_small;
	else if (q->refund_fee_cents)
		q->refund_why = QUOTE_REASON_refund_fee;
}

/* Rule 20. Neither a port nor a withdrawal waits for money. */
static void
set_debt(struct quote *q, const struct quote_line *l, const struct policy *p, struct date asked, enum quote_cause cause)
{
	q->debt_cents = l->debt_cents;
	if (l->debt_cents == 0)
		q->debt_why = QUOTE_REASON_no_debt;
	else if (is_within(asked, l->disputed, DISPUTE_MONTHS))
		q->debt_why = QUOTE_REASON_debt_disputed;
	else if (p->debt == POLICY_DEBT_collect || cause != QUOTE_CAUSE_asked)
		q->debt_why = QUOTE_REASON_debt_collect;
	else {
		q->debt_why = QUOTE_REASON_debt_block;
		q->pay_first_cents = l->debt_cents;
	}
	q->due_cents = q->indemnity_cents + q->residual_cents;
	if (q->debt_why != QUOTE_REASON_debt_disputed)
		q->due_cents += q->debt_cents;
}

/* Rule 23. */
static void
set_number(struct quote *q, enum hold_origin origin, enum quote_cause cause)
{
	enum hold_state state = HOLD_STATE_held;

	q->number_why = QUOTE_REASON_number_held;
	if (cause == QUOTE_CAUSE_port) {
		state = HOLD_STATE_ported;
		q->number_why = QUOTE_REASON_number_ported;
	} else if (origin == HOLD_ORIGIN_ported_in) {
		state = HOLD_STATE_returned;
		q->number_why = QUOTE_REASON_number_returned;
	}
	q->number = str_of(hold_state_names.name[state]);
}

struct quote
quote_make(const struct quote_line *l, const struct policy *p, struct date end, struct utc_ms as_of, enum quote_cause cause)
{
	assert(is_given(end) && as_of.ms != 0 && cause < QUOTE_CAUSE_COUNT);

	struct date asked = calendar_day_of(as_of, p->zone);
	struct quote q = { .found = true, .end = end, .as_of = as_of, .refusal = refusal(l, end, asked) };
	if (q.refusal != QUOTE_REFUSAL_none)
		return q;
	if (cause == QUOTE_CAUSE_withdrawal) {
		set_withdrawal(&q, l);
	} else {
		set_indemnity(&q, l, asked);
		set_residual(&q, l);
	}
	set_refund(&q, l, p, cause);
	set_debt(&q, l, p, asked, cause);
	set_number(&q, l->origin, cause);
	return q;
}

bool
quote_is_kept(const struct quote *promised, const struct quote *final)
{
	return promised->end.days == final->end.days && promised->indemnity_cents == final->indemnity_cents &&
	       promised->residual_cents == final->residual_cents;
}
