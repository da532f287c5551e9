/* subscriber.c - My account: what the subscriber who is signed in has with us. Reads only; every row is asked for by the session's
 * own subscriber, so there is nothing here to compare. Limits: 100 lines, cases and sessions each (sql/request.sql). */
#include "desk/operations.h"

#include "desk/view.h"
#include "domain/until.h"

static void
account_get_ask(void *v)
{
	struct account_get *s = v;
	struct by_subscriber key = { .subscriber_id = s->u.session.subscriber_id };

	if (!session_needed(&s->u))
		return;
	ask_subscriber_get(&s->u, &key, &s->row);
	all_lines_of_subscriber(&s->u, &key, &s->lines);
	all_blocks_of_subscriber(&s->u, &key, &s->blocks);
	all_cases_of_subscriber(&s->u, &key, &s->cases);
	all_sessions_of_subscriber(&s->u, &key, &s->sessions);
}

/* ---- lines ---- */

static const struct effect_row *
block_of(const struct account_get *s, struct id line_id)
{
	const struct effect_row *r = s->blocks.items;

	for (size_t i = 0; i < s->blocks.n; i++)
		if (id_eq(r[i].line_id, line_id))
			return &r[i];
	return NULL;
}

static const struct term_case *
open_case_of(const struct account_get *s, struct id line_id)
{
	const struct term_case *c = s->cases.items;

	for (size_t i = 0; i < s->cases.n; i++)
		if (c[i].is_open && id_eq(c[i].line_id, line_id))
			return &c[i];
	return NULL;
}

/* The last day of what is paid for: of the month of a contract, of the credit of a prepaid card. */
static struct date
paid_until(const struct line *l, struct date today)
{
	return str_is(l->kind, "postpaid") ? until_month(l->contract_start, today) : until_credit(l->credit_expiry, today);
}

static void
view_contract(const struct line *l, struct date today, struct desk_account_line *out)
{
	out->contract_start = l->contract_start;
	out->contract_end = l->contract_end;
	out->monthly_fee_cents = l->monthly_fee_cents;
	out->credit_cents = l->credit_cents;
	out->credit_expiry = l->credit_expiry;
	out->debt_cents = l->debt_cents;
	out->balance_as_of = l->balance_as_of;
	out->ended = l->ended_ms;
	if (!str_is(l->status, "active"))
		return;
	out->paid_until = paid_until(l, today);
	if (until_withdrawal_is_open(l->sold_online, l->consumer, today))
		out->statutory_until = until_withdrawal(l->sold_online, l->consumer);
}

static void
view_line(struct account_get *s, const struct line *l, struct date today, struct desk_account_line *out)
{
	const struct effect_row *block = block_of(s, l->line_id);
	const struct term_case *open = open_case_of(s, l->line_id);

	record_init(&desk_account_line_record, out);
	out->found = true;
	out->handle = session_handle(&s->u, "line", l->line_id);
	out->msisdn = l->msisdn;
	out->status = l->status;
	out->kind = l->kind;
	out->sim = l->sim;
	out->plan = l->plan;
	out->blocked = l->blocked;
	if (block)
		out->block_state = block->is_due ? STR("pending") : str_of(effect_state_names.name[block->state]);
	view_contract(l, today, out);
	if (!open)
		return;
	out->reference = subject_reference(&s->u, open);
	out->state = open->state;
	out->statutory_until = DATE_NONE;
}

static struct list
line_views(struct account_get *s)
{
	struct desk_account_line *v = ARENA_ARRAY(s->u.arena, struct desk_account_line, s->lines.n + 1);
	struct date today = calendar_day_of(s->u.now, desk_settings(s->u.desk)->policy.zone);
	const struct line *l = s->lines.items;

	for (size_t i = 0; i < s->lines.n; i++)
		view_line(s, &l[i], today, &v[i]);
	return (struct list){ v, s->lines.n };
}

/* ---- cases and sessions ---- */

/* What was begun and not submitted is no case yet: it is on the pages that it was begun on. */
static struct list
case_views(struct account_get *s)
{
	struct desk_case_item *v = ARENA_ARRAY(s->u.arena, struct desk_case_item, s->cases.n + 1);
	const struct term_case *c = s->cases.items;
	size_t n = 0;

	for (size_t i = 0; i < s->cases.n; i++)
		if (c[i].authority.n)
			v[n++] = (struct desk_case_item){ .found = true, .reference = subject_reference(&s->u, &c[i]), .state = c[i].state,
			    .msisdn = c[i].msisdn, .received = c[i].received_ms, .by_when = c[i].deadline_ms, .contested = c[i].contested };
	return (struct list){ v, n };
}

static struct list
session_views(struct account_get *s)
{
	struct desk_session_item *v = ARENA_ARRAY(s->u.arena, struct desk_session_item, s->sessions.n + 1);
	const struct session_row *r = s->sessions.items;
	size_t n = 0;

	for (size_t i = 0; i < s->sessions.n; i++)
		if (session_is_alive(&r[i], s->u.now))
			v[n++] = (struct desk_session_item){ .found = true, .handle = session_row_handle(&s->u, &r[i]),
			    .way = r[i].way, .created = r[i].created_ms, .seen = r[i].seen_ms, .agent = r[i].agent, .network = r[i].network,
			    .is_this = str_eq(r[i].token_hash, s->u.session.token_hash) };
	return (struct list){ v, n };
}

/* ---- all of it ---- */

static void
account_get_decide(void *v)
{
	struct account_get *s = v;
	struct desk_account_view *out = &s->out;
	const struct line *first = s->lines.items;		/* an active one, if there is any */

	out->found = true;
	if (s->lines.n) {
		out->name = first->name;
		out->email = first->email;
		out->phone = first->phone;
		out->language = first->language;
	}
	if (s->row.found && s->row.language.n)
		out->language = s->row.language;
	if (s->row.found && s->row.password.n)
		out->password_set = s->row.password_ms;
	out->may_set = session_is_fresh(&s->u);
	out->until = s->u.session.ends_ms;
	out->lines = line_views(s);
	out->cases = case_views(s);
	out->sessions = session_views(s);
}

const struct unit_operation operations_account_get = UNIT_OPERATION(account_get, NULL, account_get_ask, account_get_decide, NULL);
