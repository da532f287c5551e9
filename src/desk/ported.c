/* ported.c - a number moves to another operator. Before the line is off that is authority of its own for a case with cause
 * `port`; during the cut it sets the cause; after the end it only ends the hold. PRODUCT section 3. */
#include "desk/operations.h"

#include "base/clock.h"
#include "desk/request.h"
#include "domain/calendar.h"
#include "domain/hold.h"

#define FUTURE_MS (60 * CLOCK_DAY_MS)

static void
ported_find(void *v)
{
	struct number_ported *s = v;

	operations_find_line(&s->u, s->in.msisdn, &s->msisdn, &s->at);
}

static void
ported_ask(void *v)
{
	struct number_ported *s = v;

	if (!s->at.found)
		return;
	subject_open(&s->u, &s->s, s->at.line_id);
	ask_number_get(&s->u, &(struct by_line){ .line_id = s->at.line_id }, &s->hold);
}

static struct date
day_or_none(bool have, struct date d)
{
	return have ? d : DATE_NONE;
}

/* After the end: only the hold. */
static void
end_hold(struct number_ported *s, struct utc_ms at)
{
	struct unit *u = &s->u;
	struct number_hold *h = &s->hold;
	struct hold now = { .found = true, .read_back = h->held_ms, .portable_until = h->portable_until, .assignable_from = h->assignable_from };

	for (int i = 0; i < hold_state_names.n; i++)
		if (str_is(h->state, hold_state_names.name[i]))
			now.state = (enum hold_state)i;
	struct hold_move m = hold_step(&now, HOLD_EVENT_ported, calendar_day_of(at, desk_settings(u->desk)->policy.zone));
	if (!m.accepted) {
		unit_say(u, DESK_refused, "The number cannot be marked as ported: %s.", hold_refusal_text(m.why));
		return;
	}
	h->state = STR("ported");
	h->portable_until = h->assignable_from = DATE_NONE;
	if (!h->ported_ms.ms)
		h->ported_ms = at;
	s->ends_hold = true;
}

static void
end_line(struct number_ported *s, struct utc_ms at)
{
	struct unit *u = &s->u;
	struct subject *j = &s->s;

	if (!j->c.found) {
		request_new(u, u->line_id, u->caller.channel, &j->c);
		j->c.msisdn = s->msisdn;
		j->c.authority = unit_printf(u, "ported, told by %.*s", STR_ARG(u->caller.name));
		j->c.proven_ms = u->now;
		j->c.cause = TERMINATION_CAUSE_port;
		request_quote(u, &j->line, &j->c);
	}
	j->c.port_ms = at;
	struct termination_facts f = subject_facts(u, j);
	f.port_at = at;
	if (!subject_step(u, j, TERMINATION_ON_port_out, &f))
		unit_say(u, DESK_refused, "Not possible in state %s.", termination_state_names.name[j->c.state]);
}

static void
ported_decide(void *v)
{
	struct number_ported *s = v;
	struct utc_ms at = s->in.at.ms ? s->in.at : s->u.now;

	if (s->u.code >= DESK_invalid)
		return;
	if (!s->at.found || !s->s.line.found) {
		operations_say_unknown(&s->u);
		return;
	}
	if (at.ms > s->u.now.ms + FUTURE_MS) {
		unit_say(&s->u, DESK_invalid, "at: at most 60 days ahead");
		return;
	}
	if (str_is(s->s.line.status, "ended") && s->hold.found && !s->s.c.found)
		end_hold(s, at);
	else
		end_line(s, at);
	s->out = (struct desk_number_view){
		.found = true, .msisdn = s->msisdn, .state = s->hold.found ? s->hold.state : STR("active"), .held = s->hold.held_ms,
		.portable_until = day_or_none(s->hold.found, s->hold.portable_until),
		.assignable_from = day_or_none(s->hold.found, s->hold.assignable_from), .ported = at,
	};
}

static void
ported_write(void *v)
{
	struct number_ported *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	if (s->ends_hold) {
		put_number_set(&s->u, &s->hold);
		audit_add(&s->u, &s->s.head, (struct id){ { 0 } }, "ported", STR("{}"));
	} else if (s->s.moved) {
		subject_write(&s->u, &s->s, true, STR(""), STR(""));
	}
}

const struct unit_operation operations_number_ported = UNIT_OPERATION(number_ported, ported_find, ported_ask, ported_decide, ported_write);
