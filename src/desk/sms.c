/* sms.c - what an SMS gateway tells us: the fate of a message that it took, and what a line answered. Both come over HTTP from
 * the gateway, and are believed for a token that only the desk can make: a report's is of its one effect, an answer's of the
 * installation. Reports are stored once each and count in any order; an answer STOP contests, and can do nothing else.
 * Sources: PRODUCT 3 (STOP, noticing), rules 13, 25; PROMISES 8, 11. */
#include "desk/operations.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/rng.h"
#include "desk/owe.h"
#include "domain/msisdn.h"
#include "domain/stopword.h"

#include <inttypes.h>

#define REPORTS_MAX 64			/* stored for one effect; real ones are three a part */

static bool
token_is(const struct unit *u, struct str want)
{
	return u->caller.token.n == want.n && hash_eq(u->caller.token.p, want.p, want.n);
}

/* ---- tokens ---- */

struct str
desk_sms_token(struct desk *d, struct arena *a)
{
	return desk_token(d, a, (struct id){ { 0 } }, "sms answers");
}

static struct str
report_token(struct unit *u, const struct effect_key *k)
{
	struct str purpose = unit_printf(u, "sms report %s %" PRId64, effect_kind_names.name[k->kind], k->generation);

	return desk_token(u->desk, u->arena, k->case_id, purpose.p);
}

struct str
operations_report_query(struct unit *u, const struct effect_key *k)
{
	char line[RNG_ID_SIZE], id[RNG_ID_SIZE];

	rng_id_format(k->line_id, line);
	rng_id_format(k->case_id, id);
	return unit_printf(u, "effect=%s.%s.%s.%" PRId64 "&token=%.*s", line, id, effect_kind_names.name[k->kind], k->generation,
	    STR_ARG(report_token(u, k)));
}

/* ---- a delivery report ---- */

static bool
key_parse(struct str s, struct effect_key *out)
{
	struct str line, id, kind;

	str_split(s, '.', &line, &s);
	str_split(s, '.', &id, &s);
	str_split(s, '.', &kind, &s);
	for (int i = 0; i < EFFECT_KIND_COUNT; i++) {
		if (!str_is(kind, effect_kind_names.name[i]) || effect_family_of((enum effect_kind)i) != EFFECT_FAMILY_sms)
			continue;
		out->kind = (enum effect_kind)i;
		return rng_id_parse(line, &out->line_id) && rng_id_parse(id, &out->case_id) && str_to_i64(s, &out->generation);
	}
	return false;
}

static void
report_find(void *v)
{
	struct sms_report *s = v;

	if (!key_parse(s->in.effect, &s->key))
		unit_say(&s->u, DESK_invalid, "effect: must be as it stood in the address that the gateway was given");
	else if (!token_is(&s->u, report_token(&s->u, &s->key)))
		unit_say(&s->u, DESK_denied, "This report does not come from the gateway that took the message.");
	else if (!report_of_number(s->in.type, &s->kind))
		unit_say(&s->u, DESK_invalid, "type: must be 1, 2, 4, 8 or 16, as Kannel's %%d gives it");
}

static void
report_ask(void *v)
{
	struct sms_report *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	subject_ask(&s->u, &s->s, s->key.line_id, s->key.case_id);
	ask_effect_get(&s->u, &s->key, &s->row);
	all_sms_reports(&s->u, &s->key, &s->seen);
	if (s->key.kind == EFFECT_sms_last)
		all_effects_of_case(&s->u, &(struct by_case){ .line_id = s->key.line_id, .case_id = s->key.case_id }, &s->others);
}

enum effect_finding
operations_fate(struct unit *u, const struct list *seen, const struct sms_report_row *more)
{
	struct report_entry *r = ARENA_ARRAY(u->arena, struct report_entry, seen->n + 1);
	const struct sms_report_row *row = seen->items;
	size_t n = 0;

	for (; n < seen->n; n++)
		r[n] = (struct report_entry){ row[n].report, row[n].part, row[n].parts };
	if (more)
		r[n++] = (struct report_entry){ more->report, more->part, more->parts };
	return report_fold(r, n);
}

static bool
is_repeated(const struct sms_report *s)
{
	const struct sms_report_row *row = s->seen.items;

	for (size_t i = 0; i < s->seen.n; i++)
		if (row[i].report == s->kind && str_eq(row[i].part, s->in.part))
			return true;
	return false;
}

/* The answer to our own call got lost, or is on its way still, but a report shows that it was taken: it need not be sent again. A
 * worker that has it in hand may die before it tells. */
static void
settle_by_report(struct sms_report *s)
{
	struct effect_row *r = &s->row;

	s->settles = r->state == EFFECT_STATE_claimed || r->state == EFFECT_STATE_unknown || (r->state == EFFECT_STATE_pending && r->uncertain);
	if (!s->settles)
		return;
	r->state = EFFECT_STATE_done;
	r->is_due = r->uncertain = false;
	r->result = EFFECT_RESULT_done;
	r->done_ms = s->u.now;
	r->detail = STR("no answer yet, but a report shows that the gateway had taken it");
}

static bool
ends_notice(enum termination_event on)
{
	return on == TERMINATION_ON_notice_final || on == TERMINATION_ON_notice_failed;
}

static void
report_decide(void *v)
{
	struct sms_report *s = v;

	if (s->u.code >= DESK_invalid || !s->row.found || s->seen.n >= REPORTS_MAX || is_repeated(s))
		return;				/* nothing new: also after a restore, when the effect is not there yet or any more */
	s->is_new = true;
	s->add = (struct sms_report_row){
		.line_id = s->key.line_id, .case_id = s->key.case_id, .kind = s->key.kind, .generation = s->key.generation,
		.part = s->in.part, .report = s->kind, .parts = s->in.parts, .at_ms = s->u.now,
	};
	settle_by_report(s);
	s->row.finding = operations_fate(&s->u, &s->seen, &s->add);
	s->row.reported_ms = s->u.now;
	enum termination_event on = operations_event(&s->u, &s->s, &s->row, &s->others, EFFECT_RESULT_done, s->row.finding);
	if (!s->s.c.found || !(s->settles || ends_notice(on)))
		return;
	struct termination_facts f = subject_facts(&s->u, &s->s);
	if (on != TERMINATION_EVENT_COUNT)
		subject_step(&s->u, &s->s, on, &f);	/* refused: the case has moved on; the report is noted all the same */
}

/* The alert was taken and did not arrive, and there is no mail to tell the same. */
static bool
nobody_was_alerted(const struct sms_report *s)
{
	return s->row.kind == EFFECT_sms_alert && s->row.finding == EFFECT_FINDING_failed && !s->s.line.email.n
	    && s->s.c.state == TERMINATION_waiting;
}

static void
report_write(void *v)
{
	struct sms_report *s = v;
	struct unit *u = &s->u;

	if (!s->is_new)
		return;
	gate_sms_report_add(u, &s->add);
	if (s->settles)
		put_effect_step(u, &s->row);
	put_effect_reported(u, &s->row);
	audit_add(u, &s->s.head, s->key.case_id, "sms_report", unit_printf(u, "{\"effect\":\"%s\",\"generation\":%" PRId64
	    ",\"report\":\"%s\",\"finding\":\"%s\"}", effect_kind_names.name[s->key.kind], s->key.generation,
	    report_kind_names.name[s->kind], effect_finding_names.name[s->row.finding]));
	if (s->s.moved)
		subject_write(u, &s->s, false, STR(""), STR("reported by the SMS gateway"));
	if (nobody_was_alerted(s))
		put_card_add(u, &(struct card_row){ .line_id = s->key.line_id, .card_id = rng_id(u->now), .case_id = s->key.case_id,
		    .kind = TERMINATION_CARD_effect_failed, .is_open = true, .owner = STR("desk"), .created_ms = u->now,
		    .due_ms.ms = u->now.ms + CLOCK_DAY_MS, .detail = STR("sms_alert: it did not arrive, and there is no mail address") });
}

const struct unit_operation operations_sms_report = UNIT_OPERATION(sms_report, report_find, report_ask, report_decide, report_write);

/* ---- an answer from a line ---- */

/* What is no word of ours, or comes from no number, is nobody's business: no word of it is kept, and nobody is answered. */
static void
received_find(void *v)
{
	struct sms_received *s = v;
	struct msisdn m;
	const char *why;

	if (!token_is(&s->u, desk_sms_token(s->u.desk, s->u.arena))) {
		unit_say(&s->u, DESK_denied, "This does not come from our gateway. simoff sms kannel prints the right settings.");
		return;
	}
	if (stopword_is(s->in.text) && msisdn_parse(s->in.from, &m, &why))
		ask_line_find(&s->u, &(struct by_msisdn){ .msisdn = arena_str(s->u.arena, msisdn_format(&m)) }, &s->at);
}

static void
received_ask(void *v)
{
	struct sms_received *s = v;

	if (!s->at.found)
		return;
	subject_open(&s->u, &s->s, s->at.line_id);
	ask_stop_reply_last(&s->u, &(struct by_line){ .line_id = s->at.line_id }, &s->told);
}

/* One answer for what changed: a second STOP changes nothing. After the point of no return it is answered once, while the line
 * is still on; later there is no line to answer to. */
static void
received_decide(void *v)
{
	struct sms_received *s = v;
	const struct term_case *c = &s->s.c;
	struct termination_facts f = subject_facts(&s->u, &s->s);

	if (!s->at.found || !c->found)
		return;
	bool is_repeated = c->contested && (c->state == TERMINATION_review || c->state == TERMINATION_asked);
	if (termination_may_withdraw(c->state)) {
		s->contests = !is_repeated && subject_step(&s->u, &s->s, TERMINATION_ON_stop, &f);
		return;
	}
	bool was_told = s->told.found && id_eq(s->told.case_id, c->case_id) && s->told.generation == OWE_TOO_LATE;
	s->is_too_late = c->state == TERMINATION_noticing && !was_told;
}

static void
received_write(void *v)
{
	struct sms_received *s = v;

	if (s->contests)
		subject_write(&s->u, &s->s, true, STR("\"by SMS from the line\""), STR(""));
	else if (s->is_too_late)
		operations_write_plain(&s->u, &s->s, "stop_too_late", STR("{}"));
	else
		return;
	owe_one(&s->u, &s->s, EFFECT_sms_stop_reply, s->contests ? s->s.c.version : OWE_TOO_LATE, s->s.c.case_id);
}

const struct unit_operation operations_sms_received = UNIT_OPERATION(sms_received, received_find, received_ask, received_decide, received_write);
