/* account.c - My account. Errors: as pages. Sources: PRODUCT O1, O2, P3, P4; PROMISES, sessions and passwords. */
#include "web/account.h"

#include "base/clock.h"
#include "domain/password_rule.h"
#include "web/enter.h"
#include "web/language.h"
#include "web/portal.h"
#include "web/routes.h"
#include "web/show.h"
#include "web/visitor.h"

#define DAY_MS INT64_C(86400000)

void
account_ask(struct call *c)
{
	call_send(c, DESK_OP_account_get, ARENA_NEW(c->q->arena, struct desk_empty));
}

/* ---- what the page shows ---- */

static struct str
block_of(const struct desk_account_line *l)
{
	bool is_pending = str_is(l->block_state, "pending") || str_is(l->block_state, "unknown") || str_is(l->block_state, "claimed");

	if (!str_is(l->status, "active") || (l->reference.n && !termination_may_withdraw(l->state)))
		return STR("");
	if (str_is(l->block_state, "dead"))
		return STR("failed");
	if (l->blocked)
		return is_pending ? STR("pending") : STR("blocked");
	return is_pending ? STR("unpending") : STR("open");
}

struct page_account_line
account_line(struct call *c, const struct desk_account_line *l)
{
	return (struct page_account_line){
		.found = true, .handle = l->handle, .number = show_whole_number(c, l->msisdn), .plan = l->plan, .kind = l->kind, .sim = l->sim,
		.fee = l->monthly_fee_cents ? show_money(c, l->monthly_fee_cents) : STR(""),
		.balance = str_is(l->kind, "prepaid") || l->credit_cents ? show_money(c, l->credit_cents) : STR(""),
		.balance_until = show_date(c, l->credit_expiry),
		.owed = l->debt_cents ? show_money(c, l->debt_cents) : STR(""), .as_of = show_time(c, l->balance_as_of),
		.since = show_date(c, l->contract_start), .bound_until = show_date(c, l->contract_end),
		.withdraw_until = show_date(c, l->statutory_until), .ended = show_time(c, l->ended),
		.reference = l->reference, .state = l->reference.n ? show_state(c, l->state) : STR(""), .block = block_of(l),
	};
}

static struct list
lines_of(struct call *c, const struct desk_account_view *v)
{
	struct page_account_line *out = ARENA_ARRAY(c->q->arena, struct page_account_line, v->lines.n + 1);

	for (size_t i = 0; i < v->lines.n; i++)
		out[i] = account_line(c, &((const struct desk_account_line *)v->lines.items)[i]);
	return (struct list){ out, v->lines.n };
}

static struct list
cases_of(struct call *c, const struct desk_account_view *v)
{
	struct page_account_case *out = ARENA_ARRAY(c->q->arena, struct page_account_case, v->cases.n + 1);
	const struct desk_case_item *item = v->cases.items;

	for (size_t i = 0; i < v->cases.n; i++)
		out[i] = (struct page_account_case){
			.found = true, .reference = item[i].reference, .number = show_whole_number(c, item[i].msisdn),
			.received = show_time(c, item[i].received), .state = show_state(c, item[i].state),
		};
	return (struct list){ out, v->cases.n };
}

static struct list
sessions_of(struct call *c, const struct desk_account_view *v)
{
	struct page_account_session *out = ARENA_ARRAY(c->q->arena, struct page_account_session, v->sessions.n + 1);
	const struct desk_session_item *item = v->sessions.items;

	for (size_t i = 0; i < v->sessions.n; i++)
		out[i] = (struct page_account_session){
			.found = true, .handle = item[i].handle, .agent = item[i].agent, .network = item[i].network, .way = item[i].way,
			.created = show_time(c, item[i].created), .seen = show_time(c, item[i].seen), .is_this = item[i].is_this,
		};
	return (struct list){ out, v->sessions.n };
}

static struct list
languages_of(struct call *c, const struct desk_account_view *v)
{
	struct list all = language_choices(c);
	struct page_language *l = all.items;

	for (size_t i = 0; i < all.n; i++)
		l[i].is_current = str_eq(l[i].code, v->language.n ? v->language : c->cat->lang);
	return all;
}

static struct str
remind_of(const struct desk_account_view *v)
{
	if (!v->password_set.ms)
		return STR("none");
	return clock_now().ms - v->password_set.ms > ACCOUNT_OLD_DAYS * DAY_MS ? STR("old") : STR("");
}

/* What was just done, by the word that the redirect left in the address. */
static struct str
done_of(const struct call *c)
{
	static const char *const WORDS[] = { "password", "language", "ended" };

	for (size_t i = 0; i < COUNT(WORDS); i++)
		if (portal_query_says(c, WORDS[i]))
			return str_of(WORDS[i]);
	return STR("");
}

void
account_page(struct call *c)
{
	account_ask(c);
}

void
account_page_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_account_view *v = r->out;

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	struct page_account p = {
		.name = v->name, .email = v->email, .phone = show_whole_number(c, v->phone), .remind = remind_of(v), .done = done_of(c),
		.password_set = v->password_set.ms ? show_date(c, calendar_day_of(v->password_set, c->web->conf.policy.zone)) : STR(""),
		.until = show_time(c, v->until), .has_others = v->sessions.n > 1, .own = languages_of(c, v),
		.lines = lines_of(c, v), .cases = cases_of(c, v), .sessions = sessions_of(c, v),
	};
	CALL_PAGE(c, 200, account, &p);
}

/* ---- language ---- */

void
account_speak(struct call *c)
{
	struct desk_language_in *in = ARENA_NEW(c->q->arena, struct desk_language_in);

	*in = (struct desk_language_in){ .found = true, .language = httpd_form(c->q, "language") };
	if (language_offers(in->language))
		call_send(c, c->row->op, in);
	else
		call_redirect(c, STR("/account"));
}

void
account_speak_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	call_keep(c, SESSION_KEEP_language, httpd_form(c->q, "language"));
	call_redirect(c, STR("/account?language"));
}

/* ---- sessions ---- */

/* Signing out here has a route of its own: without a handle nothing happens. */
void
account_end(struct call *c)
{
	struct desk_session_in *in = ARENA_NEW(c->q->arena, struct desk_session_in);
	size_t max = record_find(&desk_session_in_record, STR("handle"))->limit;

	*in = (struct desk_session_in){ .found = true, .handle = httpd_form(c->q, "handle") };
	if (session_token_fits(in->handle) && in->handle.n <= max)
		call_send(c, c->row->op, in);
	else
		call_redirect(c, STR("/account"));
}

/* A session that is not there any more has ended, too. */
void
account_end_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r) || r->code == DESK_unknown)
		call_redirect(c, STR("/account?ended"));
	else
		call_fail_code(c, r);
}

/* ---- password ---- */

static void
show_password(struct call *c, int status, const struct desk_account_view *v, const char *wrong)
{
	const struct desk_account_line *first = v->lines.items;
	struct page_password p = {
		.login = v->email.n || !v->lines.n ? v->email : first->msisdn, .is_first = !v->password_set.ms,
		.asks_old = v->password_set.ms && !v->may_set, .wrong = str_of(wrong), .is_wrong = status == 422,
	};

	CALL_PAGE(c, status, password, &p);
}

void
account_password(struct call *c)
{
	account_ask(c);
}

void
account_password_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		show_password(c, 200, r->out, "");
	else
		call_fail_code(c, r);
}

/* The rules' own names are the words for what is wrong. */
static const char *const RULE_NAMES[] = {
#define X(n, t) #n,
	PASSWORD_RULES(X)
#undef X
};

/* What is wrong is shown in the page again: for that the account is asked, and C->TYPED says what was wrong. */
static void
refuse_password(struct call *c, const char *wrong)
{
	c->typed = str_of(wrong);
	account_ask(c);
}

void
account_choose(struct call *c)
{
	struct desk_password_in *in = ARENA_NEW(c->q->arena, struct desk_password_in);
	size_t max = record_find(&desk_password_in_record, STR("password"))->limit;
	struct str old = httpd_form(c->q, "old"), chosen = httpd_form(c->q, "password");
	enum password_rule broken = password_rule_of(chosen);

	*in = (struct desk_password_in){ .found = true, .old = old, .password = chosen };
	if (broken != PASSWORD_RULE_fine) {
		refuse_password(c, RULE_NAMES[broken]);
	} else if (chosen.n > max) {
		refuse_password(c, "long");
	} else if (!str_eq(chosen, httpd_form(c->q, "again"))) {
		refuse_password(c, "differs");
	} else if (old.n > max) {
		refuse_password(c, "old");
	} else {
		enter_key(c);
		call_send(c, c->row->op, in);
	}
}

static const struct { enum desk_code code; int status; const char *wrong; } REFUSALS[] = {
	{ DESK_invalid, 422, "common" }, { DESK_refused, 422, "old" }, { DESK_denied, 422, "old" }, { DESK_throttled, 429, "often" },
	{ DESK_busy, 503, "busy" },
};

static int
status_of(struct str wrong)
{
	for (size_t i = 0; i < COUNT(REFUSALS); i++)
		if (str_is(wrong, REFUSALS[i].wrong))
			return REFUSALS[i].status;
	return 422;
}

void
account_choose_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_session_view *v = r->out;

	if (c->op == DESK_OP_account_get && call_reply_is_good(r)) {
		show_password(c, status_of(c->typed), r->out, c->typed.p);
		return;
	}
	for (size_t i = 0; c->op != DESK_OP_account_get && i < COUNT(REFUSALS); i++) {
		if (r->code == REFUSALS[i].code) {
			refuse_password(c, REFUSALS[i].wrong);
			return;
		}
	}
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (v->session.n)
		visitor_enter(c, v);
	call_redirect(c, STR("/account?password"));
}
