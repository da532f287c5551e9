/* subject.c - from an event to the rows that follow from it. The deciding is the machine's (domain/termination.c). */
#include "desk/subject.h"

#include "base/clock.h"
#include "base/rng.h"
#include "desk/owe.h"
#include "domain/calendar.h"
#include "domain/hold.h"
#include "domain/reference.h"

#include <inttypes.h>

#define QUIET_MS (7 * CLOCK_DAY_MS)	/* rule 12: recently changed goes to review */

void
subject_ask(struct unit *u, struct subject *s, struct id line_id, struct id case_id)
{
	u->line_id = line_id;
	ask_line_get(u, &(struct by_line){ .line_id = line_id }, &s->line);
	ask_case_get(u, &(struct by_case){ .line_id = line_id, .case_id = case_id }, &s->c);
	ask_audit_head(u, &(struct by_line){ .line_id = line_id }, &s->head);
}

void
subject_open(struct unit *u, struct subject *s, struct id line_id)
{
	u->line_id = line_id;
	ask_line_get(u, &(struct by_line){ .line_id = line_id }, &s->line);
	ask_case_open(u, &(struct by_line){ .line_id = line_id }, &s->c);
	ask_audit_head(u, &(struct by_line){ .line_id = line_id }, &s->head);
}

bool
subject_line_is_fresh(const struct unit *u, const struct line *l)
{
	return l->changed_ms.ms && u->now.ms - l->changed_ms.ms < QUIET_MS;
}

struct termination_facts
subject_facts(const struct unit *u, const struct subject *s)
{
	const struct policy *p = &desk_settings(u->desk)->policy;
	struct date today = calendar_day_of(u->now, p->zone);

	return (struct termination_facts){
		.now = u->now,
		.decide_by = calendar_end_of_day(calendar_add_working_days(today, (int)p->decide_days), p->zone),
		.port_at = s->c.port_ms.ms ? s->c.port_ms : u->now,
		.stop_window_ms = p->stop_window_s * 1000,
		.drain_ms = p->drain_s * 1000,
		.clean = p->review == POLICY_REVIEW_clean && s->c.authority.n && !subject_line_is_fresh(u, &s->line),
		.nobody_to_notice = !desk_settings(u->desk)->has_sms || (s->line.found && !owe_sms_number(&s->line).n),
		.must_pay = p->debt == POLICY_DEBT_block && s->line.debt_cents > 0 && !s->c.statutory,
		.balance_ms = desk_settings(u->desk)->balance_late_s * 1000,
	};
}

static struct termination
machine_of(const struct term_case *c)
{
	return (struct termination){
		.state = c->state, .cause = c->cause, .version = c->version, .deadline = c->deadline_ms, .end = c->end_ms,
		.stop_until = c->stop_until_ms, .contested = c->contested, .leaving = c->leaving, .applied = c->applied,
		.settled = c->settled,
	};
}

static void
machine_into(const struct termination *t, struct term_case *c)
{
	c->state = t->state;
	c->cause = t->cause;
	c->version = t->version;
	c->deadline_ms = t->deadline;
	c->end_ms = t->end;
	c->stop_until_ms = t->stop_until;
	c->contested = t->contested;
	c->leaving = t->leaving;
	c->applied = t->applied;
	c->settled = t->settled;
	c->is_open = c->authority.n && !termination_is_end(t->state);
}

bool
subject_step(const struct unit *u, struct subject *s, enum termination_event on, const struct termination_facts *f)
{
	struct termination before = machine_of(&s->c);

	s->move = termination_step(&before, on, f);
	if (!s->move.accepted)
		return false;
	if (!s->moved)
		s->version = s->c.version;
	s->moved = true;
	s->on = on;
	machine_into(&s->move.next, &s->c);
	bool closes = s->c.state == TERMINATION_closing && before.state != TERMINATION_closing;
	if (closes)
		s->c.ended_ms = u->now;
	s->settles_cards = s->settles_cards || s->c.state != before.state || on == TERMINATION_ON_retry || on == TERMINATION_ON_account_settled;
	return true;
}

struct str
subject_reference(struct unit *u, const struct term_case *c)
{
	struct reference r;
	char text[REFERENCE_TEXT_SIZE];

	if (!reference_parse(c->reference, &r))
		return c->reference;
	reference_format(r, text);
	return arena_str(u->arena, str_of(text));
}

/* ---- writing ---- */

static void
write_case(struct unit *u, const struct subject *s, bool gated)
{
	struct term_case row = s->c;

	if (!s->version) {
		gate_case_add(u, &row);
		put_reference_add(u, &(struct dir_reference){ .reference = row.reference, .line_id = row.line_id, .case_id = row.case_id });
		return;
	}
	row.version = s->version;		/* the statement compares it, and adds one */
	if (gated)
		gate_case_step(u, &row);
	else
		put_case_step(u, &row);
}

static void
write_card(struct unit *u, const struct subject *s, struct str detail)
{
	struct utc_ms due = { u->now.ms + termination_card_days(s->move.card) * CLOCK_DAY_MS };

	put_card_add(u, &(struct card_row){
		.line_id = s->c.line_id, .card_id = rng_id(u->now), .case_id = s->c.case_id, .kind = s->move.card, .is_open = true,
		.owner = STR("desk"), .due_ms = due, .created_ms = u->now, .detail = detail,
	});
}

/* A wish that nobody has proven is over: what was sent for it says nothing about anybody we know. */
static void
drop_papers(struct unit *u, const struct subject *s)
{
	struct by_case key = { .line_id = s->c.line_id, .case_id = s->c.case_id };

	put_documents_drop_parts(u, &key);
	put_documents_drop(u, &key);
}

/* The line has ended: its row, and the number's hold, or its leaving for another operator (rule 23). */
static void
write_number(struct unit *u, const struct subject *s)
{
	const struct policy *p = &desk_settings(u->desk)->policy;
	struct line ended = s->line;
	struct hold h = hold_start(p, s->line.ported_in ? HOLD_ORIGIN_ported_in : HOLD_ORIGIN_own, s->c.ended_ms);
	bool ported = s->c.cause == TERMINATION_CAUSE_port;

	ended.ended_ms = s->c.ended_ms;
	put_line_end(u, &ended);
	put_number_set(u, &(struct number_hold){
		.line_id = s->c.line_id, .msisdn = s->line.msisdn, .held_ms = s->c.ended_ms,
		.state = ported ? STR("ported") : str_of(hold_state_names.name[h.state]),
		.portable_until = ported ? DATE_NONE : h.portable_until, .assignable_from = ported ? DATE_NONE : h.assignable_from,
		.ported_ms = ported ? (s->c.port_ms.ms ? s->c.port_ms : u->now) : (struct utc_ms){ 0 },
		.removal_ms = ported ? (struct utc_ms){ 0 } : u->now,
	});
}

/* A person has mended what was wrong: what had given up, or waits for its next try, is due now, with its old key. */
static void
open_again(struct unit *u, const struct subject *s)
{
	static const enum effect_kind KINDS[] = { EFFECT_net_off, EFFECT_net_delete, EFFECT_sms_last, EFFECT_billing_stop, EFFECT_billing_balance };

	for (size_t i = 0; i < COUNT(KINDS); i++)
		put_effect_open_again(u, &(struct effect_key){ .line_id = s->c.line_id, .case_id = s->c.case_id, .kind = KINDS[i], .generation = 1 });
}

void
subject_write(struct unit *u, struct subject *s, bool gated, struct str note, struct str detail)
{
	assert(s->moved);
	write_case(u, s, gated);
	struct str body = unit_printf(u, "{\"to\":\"%s\",\"version\":%" PRId64 ",\"rule\":\"%s\"%s%.*s}",
	    termination_state_names.name[s->c.state], s->c.version, s->move.rule, note.n ? ",\"note\":" : "", STR_ARG(note));
	audit_add(u, &s->head, s->c.case_id, termination_event_names.name[s->on], body);
	if (s->on == TERMINATION_ON_retry)
		open_again(u, s);
	if (s->settles_cards)			/* before new ones are made */
		put_cards_settle(u, &(struct card_row){ .line_id = s->c.line_id, .case_id = s->c.case_id, .closed_by = u->actor,
		    .closed_ms = u->now, .note = s->card_note.n ? s->card_note : STR("the case has moved on") });
	owe_effects(u, s, s->move.owes);
	owe_event(u, s);
	if (s->move.card)
		write_card(u, s, detail);
	if (s->move.changes_number)
		write_number(u, s);
	if (termination_is_end(s->c.state) && !s->c.proven_ms.ms)
		drop_papers(u, s);
}
