/* outbox.c - effects on their way out: claimed under a lease with a fence, carried out by a worker, settled by key.
 * What nobody wants any more is dropped at the claim, so that nothing owed before a withdrawal happens after it. A worker
 * that died leaves `unknown`: asked about before anything else. */
#include "desk/operations.h"

#include "base/rng.h"
#include "desk/closing.h"
#include "desk/owe.h"
#include "desk/tell.h"

#include <inttypes.h>

#define LEASE_MS INT64_C(300000)	/* a worker of one machine that dies is noticed sooner: by its successor's first claim */
#define RETRY_FIRST_MS INT64_C(500)
#define RETRY_MAX_MS INT64_C(300000)
#define WAIT_MAX_MS INT64_C(3600000)	/* what a far end may ask for (Retry-After) */
#define ATTEMPTS_NAG 20			/* every so many tries: a card */
#define POLL_FIRST_MS INT64_C(1000)	/* what was accepted is asked about: 1, 2, 4 ... s, then every minute */
#define POLL_MAX_MS INT64_C(60000)
#define MARGIN_MS INT64_C(5000)		/* between the end of what is under way and the cut, as in domain/termination.c */
#define POLLS_NAG 66			/* every so many answers "still working", about an hour: a card */

/* ---- claim ---- */

static void
claim_find(void *v)
{
	struct effect_claim *s = v;
	struct by_family key = { .family = s->in.family, .now = s->u.now,
		.limit = s->in.limit > 0 && s->in.limit < OPERATIONS_CLAIM_MAX ? s->in.limit : OPERATIONS_CLAIM_MAX };

	s->u.key_id = (struct id){ { 'c', 'l', 'a', 'i', 'm', (uint8_t)s->in.family } };	/* one of a family in a batch */
	if (!s->in.fresh && !s->in.rests_until.ms)
		all_effects_due(&s->u, &key, &s->rows);
}

/* A line with another writer in this batch is left for the next: its case may be about to want this no more. When nothing
 * else is due, the claim itself waits for the next batch, instead of telling its worker that there is nothing. */
static void
leave_others_lines(struct effect_claim *s)
{
	struct effect_row *r = s->rows.items;
	size_t n = 0;

	for (size_t i = 0; i < s->rows.n; i++)
		if (unit_shares(&s->u, r[i].line_id))
			r[n++] = r[i];
	s->u.postponed = s->rows.n > 0 && n == 0;
	s->rows.n = n;
}

static void
claim_ask(void *v)
{
	struct effect_claim *s = v;
	const struct effect_row *r = s->rows.items;

	leave_others_lines(s);
	for (size_t i = 0; i < s->rows.n; i++) {
		struct by_line line = { .line_id = r[i].line_id };

		ask_line_get(&s->u, &line, &s->line[i]);
		if (id_is_none(r[i].case_id))
			ask_case_open(&s->u, &line, &s->open[i]);
		else
			ask_case_get(&s->u, &(struct by_case){ .line_id = r[i].line_id, .case_id = r[i].case_id }, &s->c[i]);
	}
}

/* A block or unblock is wanted until a later one, or the cut, has taken its place. */
static bool
block_is_wanted(const struct effect_row *r, const struct line *l, const struct term_case *open)
{
	bool being_cut = open->found && !termination_may_withdraw(open->state);

	return l->found && r->generation == l->block_generation && str_is(l->status, "active") && !being_cut;
}

/* A line that was blocked meanwhile: whoever has the phone now is not told. */
static bool
is_for_blocked_line(const struct effect_row *r, const struct line *l)
{
	return effect_family_of(r->kind) == EFFECT_FAMILY_sms && l->blocked && str_eq(r->address, l->msisdn);
}

/* How long the last message, or the reply to a STOP, may be under way: not beyond the notice, whose end nobody puts off for it.
 * Without a gateway the notice has no time, and the worker says that nothing is sent. */
static int64_t
notice_time(const struct unit *u, const struct term_case *c)
{
	const struct desk_conf *conf = desk_settings(u->desk);
	int64_t drain = conf->policy.drain_s * 1000, left = c->deadline_ms.ms - MARGIN_MS - u->now.ms;

	return c->state == TERMINATION_noticing && conf->has_sms && left < drain ? left : drain;
}

static bool
is_code(const struct effect_row *r)
{
	return r->kind == EFFECT_sms_code || r->kind == EFFECT_mail_code;
}

/* How long a code still works: that of a case until the case says, that of a sign-in from when it was owed. */
static int64_t
code_time(const struct unit *u, const struct effect_row *r, const struct term_case *c)
{
	return (c->found ? c->code_until_ms.ms : r->created_ms.ms + DESK_CODE_MS) - u->now.ms;
}

/* A code that works no more is of no use to anybody; nothing must reach a number that is off. */
static bool
is_too_late(const struct effect_claim *s, size_t i)
{
	const struct effect_row *r = &((const struct effect_row *)s->rows.items)[i];

	if (r->kind == EFFECT_sms_stop_reply || r->kind == EFFECT_sms_last)
		return notice_time(&s->u, &s->c[i]) <= 0;
	return is_code(r) && code_time(&s->u, r, &s->c[i]) <= 0;
}

/* What belongs to no case, and is no block: to a subscriber (tell.c). */
static bool
is_of_subscriber(const struct effect_row *r, const struct term_case *c)
{
	return !c->found && (is_code(r) || r->kind == EFFECT_mail_password);
}

static bool
is_wanted(const struct effect_claim *s, size_t i)
{
	const struct effect_row *r = &((const struct effect_row *)s->rows.items)[i];

	if (is_for_blocked_line(r, &s->line[i]) || is_too_late(s, i))
		return false;
	if (id_is_none(r->case_id))
		return block_is_wanted(r, &s->line[i], &s->open[i]);
	if (is_of_subscriber(r, &s->c[i]))
		return s->line[i].found;
	return s->c[i].found && s->line[i].found && termination_wants(s->c[i].state, r->kind);
}

/* The one-time code is never stored: it is derived when the message is about to be written. */
static struct str
with_code(struct unit *u, const struct effect_row *r)
{
	struct str code = desk_code(u->desk, u->arena, r->case_id, r->generation);

	if (!is_code(r) || r->facts.n < 2)
		return r->facts;
	return arena_printf(u->arena, "%.*s,\"code\":\"%.*s\"}", (int)r->facts.n - 1, r->facts.p, STR_ARG(code));
}

/* How long a short message may be under way: an alert is worth its STOP window, which may have begun with the mail; a code works
 * so long; what may be the last to the line must not outlive the drain, after which it may be off. */
static int64_t
validity_of(struct unit *u, const struct effect_row *r, const struct term_case *c)
{
	const struct policy *p = &desk_settings(u->desk)->policy;
	int64_t drain = p->drain_s * 1000;
	int64_t window = c->stop_until_ms.ms ? c->stop_until_ms.ms - u->now.ms : p->stop_window_s * 1000;

	if (r->kind == EFFECT_sms_code)
		return code_time(u, r, c);
	return r->kind == EFFECT_sms_alert && window > drain ? window : notice_time(u, c);
}

static struct str
report_of(struct unit *u, const struct effect_row *r)
{
	if (effect_family_of(r->kind) != EFFECT_FAMILY_sms)
		return STR("");
	return operations_report_query(u, &(struct effect_key){ .line_id = r->line_id, .case_id = r->case_id, .kind = r->kind,
	    .generation = r->generation });
}

static struct effect_task
task_of(struct effect_claim *s, size_t i, const struct effect_row *r)
{
	const struct line *l = &s->line[i];

	return (struct effect_task){
		.found = true, .line_id = r->line_id, .case_id = r->case_id, .kind = r->kind, .generation = r->generation,
		.fence = r->fence + 1, .attempts = r->attempts, .uncertain = r->uncertain,
		.reference = s->c[i].found ? subject_reference(&s->u, &s->c[i]) : STR(""),
		.msisdn = l->msisdn, .imsi = l->imsi, .iccid = l->iccid, .address = r->address,
		.language = r->language.n ? r->language : s->c[i].language.n ? s->c[i].language : l->language,
		.validity_ms = validity_of(&s->u, r, &s->c[i]), .facts = with_code(&s->u, r), .report = report_of(&s->u, r),
	};
}

/* What has not been begun waits for the hours of its family, if it may. */
static bool
is_held_back(const struct unit *u, struct effect_row *r)
{
	const struct desk_conf *c = desk_settings(u->desk);

	if (r->state != EFFECT_STATE_pending || r->uncertain || !effect_may_wait(r->kind))
		return false;
	r->next_ms = window_next(&c->window[r->family], u->now, c->policy.zone);
	return r->next_ms.ms > u->now.ms;
}

static void
claim_decide(void *v)
{
	struct effect_claim *s = v;
	struct effect_row *r = s->rows.items;
	struct effect_task *task = ARENA_ARRAY(s->u.arena, struct effect_task, OPERATIONS_CLAIM_MAX);

	s->out.tasks.items = task;
	for (size_t i = 0; i < s->rows.n; i++) {
		if (!is_wanted(s, i)) {
			r[i].state = EFFECT_STATE_dropped;
			r[i].is_due = false;
			r[i].done_ms = s->u.now;
			r[i].detail = STR("no longer wanted in this state");
			continue;
		}
		if (is_held_back(&s->u, &r[i]))
			continue;
		r[i].uncertain = r[i].uncertain || r[i].state != EFFECT_STATE_pending;	/* unknown, or a lease that ran out */
		r[i].state = EFFECT_STATE_claimed;
		r[i].attempts++;
		r[i].next_ms.ms = s->u.now.ms + LEASE_MS;
		task[s->out.tasks.n++] = task_of(s, i, &r[i]);
	}
	if (s->rows.n && !s->out.tasks.n)
		s->out.next = s->u.now;		/* what was dropped may hide what is wanted: ask again at once */
}

/* An event that is over, in whatever way, makes room for the next one of its line. */
static void
free_next_event(struct unit *u, const struct effect_row *r)
{
	if (r->kind == EFFECT_hook_event && !r->is_due)
		put_event_next(u, &(struct by_line){ .line_id = r->line_id });
}

/* The only alert there was is not sent, as its line is blocked: a person finds another way. */
static bool
leaves_nobody_alerted(const struct effect_claim *s, size_t i, const struct effect_row *r)
{
	return r->kind == EFFECT_sms_alert && r->state == EFFECT_STATE_dropped && is_for_blocked_line(r, &s->line[i]) && !s->line[i].email.n
	    && s->c[i].state == TERMINATION_waiting;
}

static void
claim_write(void *v)
{
	struct effect_claim *s = v;
	const struct effect_row *r = s->rows.items;

	if (s->in.tells)
		put_far_end_set(&s->u, &(struct far_end){ .family = s->in.family, .failures = s->in.failures, .rests_until = s->in.rests_until,
		    .detail = s->in.detail, .at_ms = s->u.now });
	if (s->in.fresh)
		put_effects_release(&s->u, &(struct by_family){ .family = s->in.family, .now = s->u.now });
	for (size_t i = 0; i < s->rows.n; i++) {
		put_effect_step(&s->u, &r[i]);
		free_next_event(&s->u, &r[i]);
		if (leaves_nobody_alerted(s, i, &r[i]))
			put_card_add(&s->u, &(struct card_row){ .line_id = r[i].line_id, .card_id = rng_id(s->u.now), .case_id = r[i].case_id,
			    .kind = TERMINATION_CARD_alert_failed, .is_open = true, .owner = STR("desk"), .created_ms = s->u.now,
			    .due_ms.ms = s->u.now.ms + termination_card_days(TERMINATION_CARD_alert_failed) * INT64_C(86400000),
			    .detail = STR("sms_alert: the line was blocked, and there is no mail address") });
	}
}

const struct unit_operation operations_effect_claim = UNIT_OPERATION(effect_claim, claim_find, claim_ask, claim_decide, claim_write);

/* ---- settle ---- */

static void
settle_ask(void *v)
{
	struct effect_settle *s = v;

	subject_ask(&s->u, &s->s, s->in.line_id, s->in.case_id);
	ask_effect_get(&s->u, &(struct effect_key){ .line_id = s->in.line_id, .case_id = s->in.case_id, .kind = s->in.kind,
	    .generation = s->in.generation }, &s->row);
	if (s->in.kind == EFFECT_sms_last)
		all_effects_of_case(&s->u, &(struct by_case){ .line_id = s->in.line_id, .case_id = s->in.case_id }, &s->others);
	if (effect_family_of(s->in.kind) == EFFECT_FAMILY_sms)
		all_sms_reports(&s->u, &(struct effect_key){ .line_id = s->in.line_id, .case_id = s->in.case_id, .kind = s->in.kind,
		    .generation = s->in.generation }, &s->reports);
}

/* FIRST_MS, doubled with each of N, capped, with a quarter of jitter so that a thousand do not come back at once. */
static struct utc_ms
back_off(struct utc_ms now, int64_t n, int64_t first_ms, int64_t max_ms)
{
	int64_t wait = first_ms;

	for (int64_t i = 1; i < n && wait < max_ms; i++)
		wait *= 2;
	if (wait > max_ms)
		wait = max_ms;
	return (struct utc_ms){ now.ms + wait - (int64_t)rng_below((uint64_t)wait / 4 + 1) };
}

static void
end_row(struct effect_row *r, enum effect_state state, struct utc_ms now)
{
	r->state = state;
	r->is_due = false;
	r->uncertain = r->uncertain && state != EFFECT_STATE_done;	/* given up: it may still have happened */
	r->done_ms = now;
}

/* The network is tried, or asked, for ever, and somebody is told; a message or an event is given up. For billing neither: the
 * case's own time counts, and it may answer once a night. */
static void
nag_or_give_up(struct effect_settle *s)
{
	enum effect_family family = effect_family_of(s->row.kind);

	s->nags = family == EFFECT_FAMILY_net;
	s->gives_up = family != EFFECT_FAMILY_net && family != EFFECT_FAMILY_billing;
	if (s->gives_up)
		end_row(&s->row, EFFECT_STATE_dead, s->u.now);
}

/* The far end works on it. That is no try: the claim's count is taken back. It may be done at any moment, so it is asked. */
static void
wait_for_row(struct effect_settle *s)
{
	struct effect_row *r = &s->row;

	r->attempts--;
	r->polls++;
	r->uncertain = true;
	r->state = EFFECT_STATE_unknown;
	r->next_ms = back_off(s->u.now, r->polls, POLL_FIRST_MS, POLL_MAX_MS);
	if (r->polls % POLLS_NAG == 0)
		nag_or_give_up(s);
}

static void
put_off_row(struct effect_settle *s)
{
	struct effect_row *r = &s->row;

	r->uncertain = r->uncertain || s->o.result == EFFECT_RESULT_unknown;	/* a refusal now says nothing of the attempt before */
	r->state = s->o.result == EFFECT_RESULT_unknown ? EFFECT_STATE_unknown : EFFECT_STATE_pending;
	if (s->o.untried) {
		r->attempts--;
		r->next_ms = s->u.now;
		return;
	}
	r->next_ms = back_off(s->u.now, r->attempts, RETRY_FIRST_MS, RETRY_MAX_MS);
	int64_t wanted = s->u.now.ms + (s->o.wait_ms < WAIT_MAX_MS ? s->o.wait_ms : WAIT_MAX_MS);
	if (r->next_ms.ms < wanted)
		r->next_ms.ms = wanted;
	if (r->attempts % ATTEMPTS_NAG == 0)
		nag_or_give_up(s);
}

/* Without a gateway the mail alone alerts, and its acceptance alone starts the STOP window; the last message is waited for by
 * nobody. Nothing has failed. Where there is no mail address either, nobody was told, and that is a card. */
static bool
was_not_to_be_sent(const struct effect_settle *s)
{
	if (s->o.finding != EFFECT_FINDING_no_gateway)
		return false;
	return s->o.kind == EFFECT_sms_alert ? s->s.line.email.n > 0 : s->o.kind == EFFECT_sms_last && !desk_settings(s->u.desk)->has_sms;
}

/* An alert to the line itself that was handed out, of which no report says that it has arrived or never will, and whose time is not
 * over. */
static bool
alert_is_in_flight(const struct unit *u, struct str msisdn, const struct list *effects)
{
	const struct policy *p = &desk_settings(u->desk)->policy;
	int64_t longest = 1000 * (p->stop_window_s > p->drain_s ? p->stop_window_s : p->drain_s);
	const struct effect_row *r = effects->items;

	for (size_t i = 0; i < effects->n; i++) {
		if (r[i].kind != EFFECT_sms_alert || !str_eq(r[i].address, msisdn) || !r[i].attempts)
			continue;
		if (r[i].finding == EFFECT_FINDING_delivered || r[i].finding == EFFECT_FINDING_failed)
			continue;
		if (!r[i].done_ms.ms || r[i].done_ms.ms + longest > u->now.ms)
			return true;
	}
	return false;
}

enum termination_event
operations_event(struct unit *u, const struct subject *s, const struct effect_row *r, const struct list *others, enum effect_result result, enum effect_finding f)
{
	bool more_to_come = r->kind == EFFECT_sms_last && (r->attempts > 1 || alert_is_in_flight(u, s->line.msisdn, others));

	return termination_event_of(r->kind, result, more_to_come && f == EFFECT_FINDING_delivered ? EFFECT_FINDING_accepted : f);
}

static void
settle_decide(void *v)
{
	struct effect_settle *s = v;
	struct effect_row *r = &s->row;

	s->o = s->in;
	if (!r->found || r->state != EFFECT_STATE_claimed || r->fence != s->in.fence) {
		s->stale = true;
		return;
	}
	if (r->kind == EFFECT_billing_balance && s->o.result == EFFECT_RESULT_done && s->s.c.found)
		closing_judge(&s->u, &s->s, &s->o, &s->audit);
	r->result = s->o.result;
	r->finding = s->reports.n && s->o.result == EFFECT_RESULT_done ? operations_fate(&s->u, &s->reports, NULL) : s->o.finding;
	r->detail = s->o.detail;
	if (s->o.result == EFFECT_RESULT_done)
		end_row(r, EFFECT_STATE_done, s->u.now);
	else if (s->o.result == EFFECT_RESULT_never)
		end_row(r, s->o.finding == EFFECT_FINDING_no_gateway ? EFFECT_STATE_dropped : EFFECT_STATE_dead, s->u.now);
	else if (s->o.result == EFFECT_RESULT_accepted)
		wait_for_row(s);
	else
		put_off_row(s);
	enum termination_event on = operations_event(&s->u, &s->s, r, &s->others, s->gives_up ? EFFECT_RESULT_never : r->result, r->finding);
	if (on == TERMINATION_EVENT_COUNT || !s->s.c.found || was_not_to_be_sent(s))
		return;
	struct termination_facts f = subject_facts(&s->u, &s->s);
	subject_step(&s->u, &s->s, on, &f);	/* refused: the case has moved on; the outcome is noted all the same */
}

static void
add_card(struct effect_settle *s, enum termination_card kind)
{
	put_card_add(&s->u, &(struct card_row){
		.line_id = s->row.line_id, .card_id = rng_id(s->u.now), .case_id = s->row.case_id, .kind = kind, .is_open = true,
		.owner = STR("desk"), .due_ms.ms = s->u.now.ms + termination_card_days(kind) * INT64_C(86400000), .created_ms = s->u.now,
		.detail = unit_printf(&s->u, "%s: %.*s", effect_kind_names.name[s->row.kind], (int)(s->o.detail.n < 150 ? s->o.detail.n : 150), s->o.detail.p),
	});
}

/* For what was given up, or refused for good, and has moved no case. */
static enum termination_card
card_of(enum effect_kind k)
{
	if (k == EFFECT_billing_stop)
		return TERMINATION_CARD_billing_failed;
	return k == EFFECT_hook_event ? TERMINATION_CARD_event_lost : TERMINATION_CARD_effect_failed;
}

/* Does somebody miss what was given up? Nobody waits for a balance any more then; who signs in asks for another code. */
static bool
is_missed(const struct effect_settle *s)
{
	return s->row.kind != EFFECT_billing_balance && !(is_code(&s->row) && is_of_subscriber(&s->row, &s->s.c));
}

static void
settle_write(void *v)
{
	struct effect_settle *s = v;
	struct str body = unit_printf(&s->u, "{\"effect\":\"%s\",\"generation\":%" PRId64 ",\"result\":\"%s\",\"finding\":\"%s\"}",
	    effect_kind_names.name[s->in.kind], s->in.generation, effect_result_names.name[s->o.result], effect_finding_names.name[s->o.finding]);

	if (s->stale) {
		if (s->s.head.found)
			audit_add(&s->u, &s->s.head, s->in.case_id, "stale_outcome", body);
		return;
	}
	gate_effect_step(&s->u, &s->row);
	free_next_event(&s->u, &s->row);
	bool is_first = s->o.result == EFFECT_RESULT_accepted ? s->row.polls == 1 : s->row.attempts == 1;
	if (!s->row.is_due || is_first)		/* the first try and the end; what is between is in the row */
		audit_add(&s->u, &s->s.head, s->in.case_id, "effect", body);
	if (s->s.moved)
		subject_write(&s->u, &s->s, false, s->audit, s->o.detail);
	else if (s->row.state == EFFECT_STATE_dead && is_missed(s))
		add_card(s, card_of(s->row.kind));
	if (s->nags)
		add_card(s, TERMINATION_CARD_network_slow);
}

const struct unit_operation operations_effect_settle = UNIT_OPERATION(effect_settle, NULL, settle_ask, settle_decide, settle_write);
