/* invariants.c - see invariants.h. Numbers in the texts are those of PROMISES. */
#include "invariants.h"

#include "base/l10n.h"
#include "domain/calendar.h"
#include "domain/message.h"
#include "domain/policy.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>

#define ATTEMPTS_MAX 8192
#define CASES_MAX 256
#define LINES_MAX (2 * WORLD_LINES)
#define TOLD_MAX 256
#define AUDIT_ROWS 200			/* of a case: the statement gives no more */

struct attempt { struct id line_id, case_id; enum effect_kind kind; int64_t generation, fence; bool happened; };
struct known { struct id id; int64_t number; enum termination_state state; };	/* a case and its version; a line and its last audit row */

static struct seen {
	enum effect_result (*fault)(struct world *, const struct effect_task *, bool *);
	struct attempt attempt[ATTEMPTS_MAX];
	int attempts;
	struct known cases[CASES_MAX], lines[LINES_MAX];
	int case_n, line_n;
	char told[TOLD_MAX][16];
	int told_n;
	char broken[400];
} I, SAVED;

void
invariants_broken(const char *fmt, ...)
{
	va_list ap;

	if (I.broken[0])
		return;
	va_start(ap, fmt);
	vsnprintf(I.broken, sizeof I.broken, fmt, ap);
	va_end(ap);
}

bool
invariants_broken_yet(void)
{
	return I.broken[0] != '\0';
}

static void
ask(struct world *w, struct arena *a, enum store_query q, const void *params, void *out)
{
	if (store_run(desk_store(w->desk), q, params, out, a, NULL))
		invariants_broken("%s: %s", store_statements[q].name, store_why(desk_store(w->desk)));
}

/* ---- while it happens ---- */

static const struct attempt *
last_of(const struct effect_task *t, bool same_key)
{
	for (int i = I.attempts - 1; i >= 0; i--) {
		const struct attempt *a = &I.attempt[i];
		if (id_eq(a->line_id, t->line_id) && id_eq(a->case_id, t->case_id) && a->kind == t->kind && (!same_key || a->generation == t->generation))
			return a;
	}
	return NULL;
}

static bool
was_applied(struct id case_id, enum effect_kind k)
{
	for (int i = 0; i < I.attempts; i++)
		if (id_eq(I.attempt[i].case_id, case_id) && I.attempt[i].kind == k && I.attempt[i].happened)
			return true;
	return false;
}

static bool
key_was_applied(const struct effect_task *t)
{
	for (int i = 0; i < I.attempts; i++) {
		const struct attempt *a = &I.attempt[i];
		if (a->happened && id_eq(a->line_id, t->line_id) && id_eq(a->case_id, t->case_id) && a->kind == t->kind && a->generation == t->generation)
			return true;
	}
	return false;
}

bool
invariants_applied(enum effect_kind k)
{
	for (int i = 0; i < I.attempts; i++)
		if (I.attempt[i].kind == k && I.attempt[i].happened)
			return true;
	return false;
}

/* The case's states in which this may be carried out; written down here a second time. */
static bool
may_happen_in(enum effect_kind k, enum termination_state s)
{
	switch ((int)k) {
	case EFFECT_net_read:       return s == TERMINATION_review || s == TERMINATION_waiting;
	case EFFECT_net_off:
	case EFFECT_net_delete:     return s == TERMINATION_cutting;
	case EFFECT_sms_last:       return s == TERMINATION_noticing;
	case EFFECT_sms_alert:
	case EFFECT_mail_approved:  return s == TERMINATION_waiting;
	case EFFECT_mail_alert:     return s == TERMINATION_waiting || (!termination_may_withdraw(s) && s != TERMINATION_withdrawn
					&& s != TERMINATION_rejected && s != TERMINATION_expired);
	case EFFECT_mail_confirmed:
	case EFFECT_billing_balance: return s == TERMINATION_closing;
	case EFFECT_billing_stop:   return s == TERMINATION_closing || s == TERMINATION_confirmed || s == TERMINATION_ported;
	case EFFECT_mail_code:
	case EFFECT_sms_code:       return s == TERMINATION_received;
	case EFFECT_sms_stop_reply: return s == TERMINATION_review || s == TERMINATION_asked || s == TERMINATION_noticing;
	}
	return true;
}

static void
look_at_key(const struct effect_task *t)
{
	const struct attempt *before = last_of(t, true), *other = last_of(t, false);
	bool once = t->kind == EFFECT_net_off || t->kind == EFFECT_net_delete || t->kind == EFFECT_sms_last
	    || effect_family_of(t->kind) == EFFECT_FAMILY_billing;
	const char *kind = effect_kind_names.name[t->kind];

	if (before && t->fence <= before->fence)
		invariants_broken("14: %s was handed out again with fence %lld", kind, (long long)t->fence);
	if (key_was_applied(t) && !t->uncertain && t->kind != EFFECT_billing_balance)	/* which reads, and does nothing */
		invariants_broken("3: %s is done again as if it had never been tried", kind);
	if (once && other && other->generation != t->generation)
		invariants_broken("3: %s of one case has two keys", kind);
}

static void
look_at_order(struct world *w, struct arena *a, const struct effect_task *t)
{
	bool is_sms = effect_family_of(t->kind) == EFFECT_FAMILY_sms;
	struct number_hold hold;
	struct line line;

	ask(w, a, STORE_Q_line_get, &(struct by_line){ .line_id = t->line_id }, &line);
	ask(w, a, STORE_Q_number_get, &(struct by_line){ .line_id = t->line_id }, &hold);
	bool to_line = is_sms && str_eq(t->address, line.msisdn);
	if (to_line && (was_applied(t->case_id, EFFECT_net_off) || was_applied(t->case_id, EFFECT_net_delete)))
		invariants_broken("11: an SMS goes to a number that was cut");
	if (to_line && line.blocked)
		invariants_broken("6: %s goes to a phone that was reported lost", effect_kind_names.name[t->kind]);
	if (is_sms && !to_line && (!line.blocked || !str_eq(t->address, line.phone)) && t->kind == EFFECT_sms_code)
		invariants_broken("6: a code goes to another number than the line's");
	const struct world_line *real = world_line_of(w, t->imsi);	/* a blocked line is off already */
	if (t->kind == EFFECT_net_delete && real && real->present && real->enabled && !was_applied(t->case_id, EFFECT_net_off))
		invariants_broken("9: the line is deleted before it was switched off");
	if ((t->kind == EFFECT_net_off || t->kind == EFFECT_net_delete) && hold.found)
		invariants_broken("9: the number rests before the network was read back");
	if (t->kind == EFFECT_mail_confirmed && (!hold.found || !str_is(line.status, "ended")))
		invariants_broken("10: the confirmation goes out before the line has ended");
	if ((t->kind == EFFECT_mail_code || t->kind == EFFECT_mail_alert) && !str_eq(t->address, line.email) && !str_eq(t->address, line.previous_email))
		invariants_broken("6: %s goes to an address that is not the holder's", effect_kind_names.name[t->kind]);
	if (effect_family_of(t->kind) == EFFECT_FAMILY_net && (!str_eq(t->imsi, line.imsi) || !str_eq(t->msisdn, line.msisdn)))
		invariants_broken("7: the network is told of another line");
}

/* A code to sign in says what for; the mail of a new password belongs to no case either. */
static bool
is_of_subscriber(const struct effect_task *t)
{
	static const char PURPOSE[] = "\"purpose\":";

	return t->kind == EFFECT_mail_password || (t->facts.n && memmem(t->facts.p, t->facts.n, PURPOSE, sizeof PURPOSE - 1));
}

static void
look_at_case(struct world *w, struct arena *a, const struct effect_task *t)
{
	struct term_case c;

	if (id_is_none(t->case_id) || is_of_subscriber(t))
		return;						/* a block has no case */
	ask(w, a, STORE_Q_case_get, &(struct by_case){ .line_id = t->line_id, .case_id = t->case_id }, &c);
	if (!c.found && (t->kind == EFFECT_mail_code || t->kind == EFFECT_sms_code))
		return;						/* of a proof: a code to sign in is about no case */
	if (!c.found)
		invariants_broken("13: %s of a case that is not there", effect_kind_names.name[t->kind]);
	else if (!may_happen_in(t->kind, c.state))
		invariants_broken("%s: %s is carried out in state %s", c.state == TERMINATION_withdrawn ? "8" : "13", effect_kind_names.name[t->kind],
		    termination_state_names.name[c.state]);
}

/* As a customer reads an amount; nothing is said of 0. */
static bool
says(struct str said, int64_t cents)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, 64);
	l10n_money(&b, STR("en"), (struct money){ cents });
	return cents ? str_eq(said, buf_str(&b)) : !said.n;
}

/* The confirmation states the account that is stored, and only once it is decided. */
static void
look_at_confirmation(struct world *w, struct arena *a, const struct effect_task *t)
{
	struct message_facts f;
	struct desk_quote q;
	struct term_case c;
	struct str why;

	if (t->kind != EFFECT_mail_confirmed)
		return;
	ask(w, a, STORE_Q_case_get, &(struct by_case){ .line_id = t->line_id, .case_id = t->case_id }, &c);
	if (!c.settled)
		invariants_broken("10: a confirmation before the final account is settled");
	if (w->conf.balance_late_s && !c.account.n && c.ended_ms.ms > w->billing_since.ms)
		invariants_broken("10: settled with billing, and no account is stored");
	if (record_from_json(&message_facts_record, t->facts, &f, a, &why) || record_from_json(&desk_quote_record, c.account.n ? c.account : c.quote, &q, a, &why))
		invariants_broken("10: the account or the confirmation cannot be read: %.*s", STR_ARG(why));
	else if (str_is(t->language, "en") && (!says(f.amount_due, q.due_cents) || !says(f.credit, q.credit_cents) || !says(f.fees, q.indemnity_cents + q.residual_cents)))
		invariants_broken("10: the confirmation's figures are not those of the store");
}

static struct arena *
scratch(void)
{
	static struct arena *a;

	if (!a)
		a = arena_new(UINT64_C(64) << 20);
	arena_reset(a);
	return a;
}

void
invariants_claimed(struct world *w, const struct effect_task *t)
{
	struct arena *a = scratch();

	look_at_key(t);
	look_at_order(w, a, t);
	look_at_case(w, a, t);
	look_at_confirmation(w, a, t);
	assert(I.attempts < ATTEMPTS_MAX);
	I.attempt[I.attempts++] = (struct attempt){ t->line_id, t->case_id, t->kind, t->generation, t->fence, false };
}

static enum effect_result
watch(struct world *w, const struct effect_task *t, bool *happens)
{
	invariants_claimed(w, t);
	enum effect_result r = I.fault ? I.fault(w, t, happens) : EFFECT_RESULT_done;
	I.attempt[I.attempts - 1].happened = *happens;
	return r;
}

/* Later than the claim, perhaps more than once, perhaps long after its worker gave up: by then the case may have moved on, but
 * never back. */
void
invariants_landed(struct world *w, const struct effect_task *t)
{
	struct term_case c;

	for (int i = 0; i < I.attempts; i++) {
		struct attempt *a = &I.attempt[i];
		if (id_eq(a->line_id, t->line_id) && id_eq(a->case_id, t->case_id) && a->kind == t->kind && a->generation == t->generation
		    && a->fence == t->fence)
			a->happened = true;
	}
	if (!w->desk || (t->kind != EFFECT_net_off && t->kind != EFFECT_net_delete))
		return;					/* a desk that is dead at this moment is looked at when it is back */
	ask(w, scratch(), STORE_Q_case_get, &(struct by_case){ .line_id = t->line_id, .case_id = t->case_id }, &c);
	if (c.found && c.state != TERMINATION_cutting && c.state != TERMINATION_closing && c.state != TERMINATION_confirmed && c.state != TERMINATION_ported)
		invariants_broken("8: %s reaches the network in state %s", effect_kind_names.name[t->kind], termination_state_names.name[c.state]);
}

/* A port is cut at its time, whatever is still in flight. */
void
invariants_delivered(struct world *w, const struct effect_task *t)
{
	struct term_case c;

	if (!w->desk || !str_eq(t->address, t->msisdn) || !was_applied(t->case_id, EFFECT_net_off))
		return;
	ask(w, scratch(), STORE_Q_case_get, &(struct by_case){ .line_id = t->line_id, .case_id = t->case_id }, &c);
	if (c.found && c.cause == TERMINATION_CAUSE_wish)
		invariants_broken("11: %s is delivered to a number that was cut", effect_kind_names.name[t->kind]);
}

void
invariants_save(void)
{
	SAVED = I;
}

void
invariants_back(void)
{
	char now[sizeof I.broken];

	memcpy(now, I.broken, sizeof now);
	I = SAVED;
	memcpy(I.broken, now, sizeof now);
}

void
invariants_begin(struct world *w, enum effect_result (*fault)(struct world *, const struct effect_task *, bool *))
{
	memset(&I, 0, sizeof I);
	I.fault = fault;
	w->fault = watch;
}

void
invariants_acknowledged(struct str reference)
{
	char plain[16];
	size_t n = 0;

	for (size_t i = 0; i < reference.n && n + 1 < sizeof plain; i++)
		if (reference.p[i] != '-')
			plain[n++] = reference.p[i];
	plain[n] = '\0';
	for (int i = 0; i < I.told_n; i++)
		if (strcmp(I.told[i], plain) == 0)
			return;
	assert(I.told_n < TOLD_MAX);
	memcpy(I.told[I.told_n++], plain, n + 1);
}

/* ---- at every moment ---- */

static struct known *
known_of(struct known *list, int *n, int max, struct id id)
{
	for (int i = 0; i < *n; i++)
		if (id_eq(list[i].id, id))
			return &list[i];
	assert(*n < max);
	list[*n] = (struct known){ .id = id };
	return &list[(*n)++];
}

static void
look_back(const struct term_case *c)
{
	struct known *k = known_of(I.cases, &I.case_n, CASES_MAX, c->case_id);

	if (c->version < k->number)
		invariants_broken("15: a case's version fell");
	if (termination_is_end(k->state) && c->state != k->state)
		invariants_broken("15: a case left its end %s", termination_state_names.name[k->state]);
	k->number = c->version;
	k->state = c->state;
}

static bool
is_past_return(enum termination_state s)
{
	return s == TERMINATION_noticing || s == TERMINATION_cutting || s == TERMINATION_closing || s == TERMINATION_confirmed || s == TERMINATION_ported;
}

static void
look_at_one(const struct term_case *c)
{
	bool should_be_open = c->authority.n && !termination_is_end(c->state);

	look_back(c);
	if (c->is_open != should_be_open)
		invariants_broken("2: is_open is %d in state %s", c->is_open, termination_state_names.name[c->state]);
	if (is_past_return(c->state) && (!c->authority.n || !c->proven_ms.ms))
		invariants_broken("6: a case in %s that nobody has proven", termination_state_names.name[c->state]);
	if (c->state == TERMINATION_withdrawn && (was_applied(c->case_id, EFFECT_net_off) || was_applied(c->case_id, EFFECT_net_delete)))
		invariants_broken("8: a withdrawn case was cut");
}

static void
look_for_twins(const struct term_case *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++) {
			if (c[i].is_open && c[k].is_open && id_eq(c[i].line_id, c[k].line_id))
				invariants_broken("2: two open cases of one line");
			if (str_eq(c[i].reference, c[k].reference))
				invariants_broken("1: two cases with one reference");
		}
}

static void
look_for_told(struct world *w, struct arena *a, const struct term_case *c, size_t n)
{
	for (int i = 0; i < I.told_n; i++) {
		struct dir_reference at;
		size_t k = 0;

		ask(w, a, STORE_Q_reference_find, &(struct by_reference){ .reference = str_of(I.told[i]) }, &at);
		while (k < n && !str_is(c[k].reference, I.told[i]))
			k++;
		if (!at.found || k == n || !id_eq(at.case_id, c[k].case_id))
			invariants_broken("1: a client was told the reference %s, and it is not there", I.told[i]);
	}
}

static void
look_at_line(struct world *w, struct arena *a, const struct line *l)
{
	struct known *k = known_of(I.lines, &I.line_n, LINES_MAX, l->line_id);
	const struct world_line *real = world_line_of(w, l->imsi);
	bool ended = str_is(l->status, "ended");
	struct number_hold hold;
	struct audit_row head;

	ask(w, a, STORE_Q_number_get, &(struct by_line){ .line_id = l->line_id }, &hold);
	ask(w, a, STORE_Q_audit_head, &(struct by_line){ .line_id = l->line_id }, &head);
	if (head.seq < k->number)
		invariants_broken("15: the audit lost a row");
	k->number = head.seq;
	if (real && real->stops && !ended)
		invariants_broken("22: billing stops a line that has not ended");
	if (real && real->deletes > 1)
		invariants_broken("3: a line was deleted twice");
	if (hold.found != ended)
		invariants_broken("9: the line is %.*s, and its number %s", STR_ARG(l->status), hold.found ? "rests" : "does not rest");
	if (ended && real && real->present)
		invariants_broken("10: a line that has ended is still in the network");
	if (hold.found && str_is(hold.state, "held")
	    && hold.assignable_from.days < calendar_day_of(hold.held_ms, w->conf.policy.zone).days + POLICY_PORTABLE_DAYS_MIN)
		invariants_broken("12: a number is free too soon");
}

static struct list
all_cases(struct world *w, struct arena *a)
{
	struct list cases = { 0 };

	ask(w, a, STORE_Q_case_page, &(struct by_page){ .limit = 1000 }, &cases);
	return cases;
}

const char *
invariants_look_at(struct world *w, struct id line_id, struct id case_id)
{
	struct arena *a = scratch();
	struct term_case c = { 0 };
	struct line line;

	ask(w, a, STORE_Q_line_get, &(struct by_line){ .line_id = line_id }, &line);
	if (!id_is_none(case_id))
		ask(w, a, STORE_Q_case_get, &(struct by_case){ .line_id = line_id, .case_id = case_id }, &c);
	if (line.found)
		look_at_line(w, a, &line);
	if (c.found)
		look_at_one(&c);
	return I.broken[0] ? I.broken : NULL;
}

const char *
invariants_look(struct world *w)
{
	struct arena *a = scratch();
	struct list cases = all_cases(w, a), lines = { 0 };
	const struct term_case *c = cases.items;
	const struct line *l;

	for (size_t i = 0; i < cases.n; i++)
		look_at_one(&c[i]);
	look_for_twins(c, cases.n);
	look_for_told(w, a, c, cases.n);
	ask(w, a, STORE_Q_line_page, &(struct by_page){ .limit = 1000 }, &lines);
	l = lines.items;
	for (size_t i = 0; i < lines.n; i++)
		look_at_line(w, a, &l[i]);
	return I.broken[0] ? I.broken : NULL;
}

/* ---- at rest ---- */

/* Rows that stand for a step of the case: the machine's events, and what changes a case outside the machine. */
static bool
is_step(struct str what)
{
	static const char *const PLAIN[] = { "request", "code_sent", "code_wrong", "code_right", "edited", "stop_too_late", "person" };

	for (size_t i = 0; i < COUNT(PLAIN); i++)
		if (str_is(what, PLAIN[i]))
			return true;
	for (int i = 0; i < termination_event_names.n; i++)
		if (str_is(what, termination_event_names.name[i]))
			return true;
	return false;
}

static void
count_audit(struct world *w, struct arena *a, const struct term_case *c)
{
	struct list rows = { 0 };
	int64_t steps = 0;

	ask(w, a, STORE_Q_audit_of_case, &(struct by_case){ .line_id = c->line_id, .case_id = c->case_id }, &rows);
	const struct audit_row *r = rows.items;
	for (size_t i = 0; i < rows.n; i++)
		steps += is_step(r[i].what);
	if (steps != c->version && rows.n < AUDIT_ROWS)
		invariants_broken("17: %lld steps of a case, %lld in the audit", (long long)c->version, (long long)steps);
}

/* A case that goes on has a timer, an effect under way or a card; one at its end has nothing under way that it does not want. */
static void
look_for_motion(struct world *w, struct arena *a, const struct term_case *c)
{
	struct by_case key = { .line_id = c->line_id, .case_id = c->case_id };
	struct list effects = { 0 }, cards = { 0 };
	bool moves = c->deadline_ms.ms != 0 || termination_is_end(c->state);

	ask(w, a, STORE_Q_effects_of_case, &key, &effects);
	ask(w, a, STORE_Q_cards_of_case, &key, &cards);
	const struct effect_row *e = effects.items;
	const struct card_row *k = cards.items;
	for (size_t i = 0; i < effects.n; i++) {
		if (e[i].state == EFFECT_STATE_claimed)
			invariants_broken("22: %s is claimed by nobody", effect_kind_names.name[e[i].kind]);
		if (e[i].is_due && !may_happen_in(e[i].kind, c->state))
			invariants_broken("13: %s is owed in state %s", effect_kind_names.name[e[i].kind], termination_state_names.name[c->state]);
		moves = moves || e[i].is_due;
	}
	for (size_t i = 0; i < cards.n; i++)
		moves = moves || (k[i].is_open && k[i].owner.n && k[i].due_ms.ms);
	if (!moves)
		invariants_broken("21: a case hangs in %s", termination_state_names.name[c->state]);
}

const char *
invariants_at_rest(struct world *w)
{
	invariants_look(w);
	struct arena *a = scratch();
	struct list cases = all_cases(w, a);
	const struct term_case *c = cases.items;

	for (size_t i = 0; i < cases.n; i++) {
		count_audit(w, a, &c[i]);
		look_for_motion(w, a, &c[i]);
	}
	if (!world_audit_is_whole(w))
		invariants_broken("17: the audit chain is broken");
	return I.broken[0] ? I.broken : NULL;
}
