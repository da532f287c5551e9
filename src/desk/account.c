/* account.c - the quote of a line: from its row to the rules (domain/quote.c), to the reply, and to what is frozen. */
#include "desk/owe.h"

#include "domain/calendar.h"

#define QUOTE_JSON_MAX 2000u
#define QUOTE_LINES_MAX 6

enum quote_cause
owe_cause(const struct term_case *c)
{
	if (c->cause == TERMINATION_CAUSE_port)
		return QUOTE_CAUSE_port;
	return c->statutory ? QUOTE_CAUSE_withdrawal : QUOTE_CAUSE_asked;
}

struct quote
owe_quote(const struct unit *u, const struct line *l, struct date end_date, struct utc_ms asked, enum quote_cause cause)
{
	struct policy p = desk_settings(u->desk)->policy;
	bool fixed = l->contract_end.days != DATE_NONE.days && l->contract_start.days != DATE_NONE.days;
	struct quote_line q = {
		.start = l->contract_start, .fee_cents = l->monthly_fee_cents, .device_cents = l->device_cents,
		.fixed_months = fixed ? calendar_month_of(l->contract_start, l->contract_end) : 0,
		.price_rise = l->price_rise, .credit_cents = l->credit_cents, .credit_expires = l->credit_expiry,
		.refund_fee_agreed = l->exit_fee_cents > 0, .debt_cents = l->debt_cents, .disputed = DATE_NONE,
		.origin = l->ported_in ? HOLD_ORIGIN_ported_in : HOLD_ORIGIN_own,
	};
	if (l->exit_fee_cents < p.refund_fee_cents)
		p.refund_fee_cents = l->exit_fee_cents;		/* the contract's own fee is smaller */
	struct date end = end_date.days != DATE_NONE.days ? end_date : calendar_day_of(asked, p.zone);
	struct quote made = quote_make(&q, &p, end, asked, cause);

	if (l->balance_as_of.ms)
		made.as_of = l->balance_as_of;
	return made;
}

static void
add_line(struct desk_quote *out, enum quote_reason why, int64_t cents)
{
	struct desk_quote_line *l = out->lines.items;

	l[out->lines.n] = (struct desk_quote_line){
		.found = true, .number = (int64_t)out->lines.n + 1, .reason = str_of(quote_reason_names.name[why]),
		.text = str_of(quote_reason_text(why)), .amount_cents = cents,
	};
	out->lines.n++;
}

void
owe_quote_view(struct unit *u, const struct quote *q, struct desk_quote *out)
{
	*out = (struct desk_quote){
		.found = true, .end = q->end, .indemnity_cents = q->indemnity_cents, .residual_cents = q->residual_cents,
		.debt_cents = q->debt_cents, .credit_cents = q->credit_cents, .refund_cents = q->refund_cents,
		.due_cents = q->due_cents, .number = q->number, .as_of = q->as_of,
		.lines.items = ARENA_ARRAY(u->arena, struct desk_quote_line, QUOTE_LINES_MAX),
	};
	if (q->refusal != QUOTE_REFUSAL_none) {
		struct desk_quote_line *l = out->lines.items;
		l[0] = (struct desk_quote_line){ .found = true, .number = 1, .reason = str_of(quote_refusal_names.name[q->refusal]),
			.text = str_of(quote_refusal_text(q->refusal)) };
		out->lines.n = 1;
		return;
	}
	add_line(out, q->indemnity_why, q->indemnity_cents);
	add_line(out, q->residual_why, q->residual_cents);
	add_line(out, q->debt_why, q->debt_cents);
	add_line(out, q->refund_why, -q->refund_cents);
	add_line(out, q->number_why, 0);
}

struct str
owe_quote_json(struct unit *u, const struct desk_quote *q)
{
	struct buf b;

	buf_init(&b, QUOTE_JSON_MAX);
	record_to_json(&desk_quote_record, q, &b);
	assert(!b.over && "five lines of fixed sentences fit");
	struct str s = arena_str(u->arena, buf_str(&b));
	buf_done(&b);
	u->quote.json = s;
	u->quote.view = *q;
	return s;
}

bool
owe_quote_parse(struct unit *u, struct str json, struct desk_quote *out)
{
	struct str why;

	if (json.n && json.p == u->quote.json.p) {
		*out = u->quote.view;
		return true;
	}
	record_init(&desk_quote_record, out);
	if (!json.n || record_from_json(&desk_quote_record, json, out, u->arena, &why))
		return false;
	out->found = true;
	u->quote.json = json;
	u->quote.view = *out;
	return true;
}

bool
owe_account_parse(struct unit *u, const struct term_case *c, struct desk_quote *out)
{
	return owe_quote_parse(u, c->account.n ? c->account : c->quote, out);
}
