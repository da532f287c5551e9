/* termination.c - the machine: one table, its guards, the limits of the states. Pure.
 * Sources: PRODUCT section 3 and rules named at each row. Errors: none; what is not a row is refused. */
#include "domain/termination.h"

#define S(n) TERMINATION_##n
#define ON(n) TERMINATION_ON_##n
#define OWES(n) TERMINATION_OWES(n)
#define CARD(n) TERMINATION_CARD_##n

#define HOUR_MS (3600 * INT64_C(1000))
#define DAY_MS (24 * HOUR_MS)
#define RECEIVED_MS (7 * DAY_MS)	/* to prove the authority */
#define ASKED_MS (14 * DAY_MS)		/* to answer */
#define OWING_MS (14 * DAY_MS)		/* to pay, then a card */
#define GATEWAY_MS HOUR_MS		/* a gateway down for so long: the last message is left out */
#define MARGIN_MS INT64_C(5000)		/* between the validity of the last message and the cut */
#define CUTTING_MS HOUR_MS		/* then a card; the case stays */
#define CLOSING_MS DAY_MS		/* rule 24: the confirmation within 24 h */

/* ---- guards: named, pure; those of one state and event exclude each other ---- */
#define GUARD(name) static bool name(const struct termination *c, const struct termination_facts *f)
#define UNUSED (void)c, (void)f

GUARD(owes_nothing)   { UNUSED; return !f->must_pay; }
GUARD(must_pay_first) { UNUSED; return f->must_pay; }
GUARD(clean_by_rule)  { return f->clean && !f->must_pay && !c->contested; }
GUARD(needs_a_person) { return !clean_by_rule(c, f); }
GUARD(is_wish)        { UNUSED; return c->cause == TERMINATION_CAUSE_wish; }
GUARD(is_port)        { UNUSED; return c->cause == TERMINATION_CAUSE_port; }
GUARD(is_leaving)     { UNUSED; return c->leaving; }
GUARD(is_entering)    { UNUSED; return !c->leaving; }
GUARD(window_starts)  { return f->stop_window_ms > 0 && !c->stop_until.ms; }	/* with the first alert that a gateway accepted */
GUARD(no_window_starts) { return !window_starts(c, f); }
GUARD(port_is_due)    { UNUSED; return f->port_at.ms <= f->now.ms; }
GUARD(port_is_ahead)  { UNUSED; return f->port_at.ms > f->now.ms; }
GUARD(untouched_and_two_agree) { return !c->applied && f->two_agree; }
GUARD(has_billing)    { UNUSED; return f->balance_ms > 0; }
GUARD(no_billing)     { return !has_billing(c, f); }
GUARD(port_has_billing) { return is_port(c, f) && has_billing(c, f); }
GUARD(port_no_billing)  { return is_port(c, f) && no_billing(c, f); }
GUARD(two_have_billing) { return f->two_agree && has_billing(c, f); }
GUARD(two_no_billing)   { return f->two_agree && no_billing(c, f); }
GUARD(is_settled)     { UNUSED; return c->settled; }
GUARD(is_unsettled)   { UNUSED; return !c->settled; }
GUARD(wish_is_settled) { return c->settled && is_wish(c, f); }
GUARD(port_is_settled) { return c->settled && is_port(c, f); }
GUARD(waits_for_billing) { return !c->settled && has_billing(c, f); }
GUARD(billing_is_gone)   { return !c->settled && no_billing(c, f); }	/* it was taken out of the configuration meanwhile */

#define APPROVED (OWES(mail_approved) | OWES(mail_alert) | OWES(sms_alert))

#define CONTESTS 1u			/* marks the case for the reviewer */
#define AGAIN 2u			/* stays in the state, its time starts again */

static const struct row {
	enum termination_state from;
	enum termination_event on;
	bool (*guard)(const struct termination *, const struct termination_facts *);
	const char *guard_name;
	enum termination_state to;
	uint32_t owes;
	enum termination_card card;
	unsigned marks;
	const char *rule;
} ROWS[] = {
#define ALWAYS NULL, ""
#define IF(g) g, #g
	/* from          on                       guard                       to            owes                               card                      marks     rule */
	{ S(received),  ON(prove),               ALWAYS,                     S(review),    OWES(mail_received)|OWES(net_read), 0,                        0,        "P 9, 11, 24a" },
	{ S(received),  ON(withdraw),            ALWAYS,                     S(withdrawn), 0,                                 0,                        0,        "P 10" },
	{ S(received),  ON(timer),               ALWAYS,                     S(expired),   0,                                 0,                        0,        "P 3" },
	{ S(received),  ON(port_out),            IF(port_is_due),            S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(received),  ON(port_out),            IF(port_is_ahead),          S(waiting),   0,                                 0,                        0,        "P 3 port-out" },

	{ S(review),    ON(net_match),           IF(clean_by_rule),          S(waiting),   APPROVED,                          0,                        0,        "P 3 clean" },
	{ S(review),    ON(net_match),           IF(needs_a_person),         S(review),    0,                                 0,                        0,        "P 3" },
	{ S(review),    ON(net_differs),         ALWAYS,                     S(review),    0,                                 CARD(network_differs),    CONTESTS, "P 3" },
	{ S(review),    ON(net_absent),          ALWAYS,                     S(review),    0,                                 CARD(network_absent),     CONTESTS, "P 3" },
	{ S(review),    ON(net_refused),         ALWAYS,                     S(review),    0,                                 CARD(network_refused),    0,        "P 3" },
	{ S(review),    ON(approve),             IF(owes_nothing),           S(waiting),   APPROVED|OWES(net_read),           0,                        0,        "P 20" },
	{ S(review),    ON(approve),             IF(must_pay_first),         S(owing),     OWES(mail_owing),                  0,                        0,        "P 20, C3" },
	{ S(review),    ON(ask),                 ALWAYS,                     S(asked),     OWES(mail_asked),                  0,                        0,        "P 3" },
	{ S(review),    ON(reject),              ALWAYS,                     S(rejected),  OWES(mail_rejected),               0,                        0,        "P 3" },
	{ S(review),    ON(withdraw),            ALWAYS,                     S(withdrawn), OWES(mail_withdrawn),              0,                        0,        "P 10" },
	{ S(review),    ON(stop),                ALWAYS,                     S(review),    0,                                 0,                        CONTESTS, "P 3 STOP" },
	{ S(review),    ON(change),              ALWAYS,                     S(review),    0,                                 0,                        CONTESTS, "P 12" },
	{ S(review),    ON(retry),               ALWAYS,                     S(review),    OWES(net_read),                    0,                        AGAIN,    "P 3" },
	{ S(review),    ON(timer),               ALWAYS,                     S(review),    0,                                 CARD(decide),             0,        "P 3 decide_days" },
	{ S(review),    ON(port_out),            IF(port_is_due),            S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(review),    ON(port_out),            IF(port_is_ahead),          S(waiting),   0,                                 0,                        0,        "P 3 port-out" },

	{ S(asked),     ON(answer),              ALWAYS,                     S(review),    OWES(net_read),                    0,                        0,        "P 3" },
	{ S(asked),     ON(reject),              ALWAYS,                     S(rejected),  OWES(mail_rejected),               0,                        0,        "P 3" },
	{ S(asked),     ON(withdraw),            ALWAYS,                     S(withdrawn), OWES(mail_withdrawn),              0,                        0,        "P 10" },
	{ S(asked),     ON(stop),                ALWAYS,                     S(asked),     0,                                 0,                        CONTESTS, "P 3 STOP" },
	{ S(asked),     ON(change),              ALWAYS,                     S(asked),     0,                                 0,                        CONTESTS, "P 12" },
	{ S(asked),     ON(timer),               ALWAYS,                     S(expired),   OWES(mail_rejected),               0,                        0,        "P 3" },
	{ S(asked),     ON(port_out),            IF(port_is_due),            S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(asked),     ON(port_out),            IF(port_is_ahead),          S(waiting),   0,                                 0,                        0,        "P 3 port-out" },

	{ S(owing),     ON(pay),                 ALWAYS,                     S(waiting),   APPROVED|OWES(net_read),           0,                        0,        "P 20" },
	{ S(owing),     ON(reject),              ALWAYS,                     S(rejected),  OWES(mail_rejected),               0,                        0,        "P 3" },
	{ S(owing),     ON(withdraw),            ALWAYS,                     S(withdrawn), OWES(mail_withdrawn),              0,                        0,        "P 10" },
	{ S(owing),     ON(stop),                ALWAYS,                     S(review),    OWES(mail_contested),              0,                        CONTESTS, "P 3 STOP" },
	{ S(owing),     ON(change),              ALWAYS,                     S(review),    OWES(mail_contested),              0,                        CONTESTS, "P 12" },
	{ S(owing),     ON(timer),               ALWAYS,                     S(owing),     0,                                 CARD(unpaid),             0,        "P 3" },
	{ S(owing),     ON(port_out),            IF(port_is_due),            S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(owing),     ON(port_out),            IF(port_is_ahead),          S(waiting),   0,                                 0,                        0,        "P 3 port-out" },

	{ S(waiting),   ON(alert_accepted),      IF(window_starts),          S(waiting),   0,                                 0,                        AGAIN,    "P 13" },
	{ S(waiting),   ON(alert_accepted),      IF(no_window_starts),       S(waiting),   0,                                 0,                        0,        "P 13" },
	{ S(waiting),   ON(alert_failed),        ALWAYS,                     S(waiting),   0,                                 CARD(alert_failed),       0,        "P 13" },
	{ S(waiting),   ON(timer),               IF(is_wish),                S(waiting),   OWES(net_read),                    0,                        0,        "P 3" },
	{ S(waiting),   ON(timer),               IF(is_port),                S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(waiting),   ON(net_match),           IF(is_leaving),             S(noticing),  OWES(sms_last),                    0,                        0,        "P 3" },
	{ S(waiting),   ON(net_match),           IF(is_entering),            S(waiting),   0,                                 0,                        0,        "P 3" },
	{ S(waiting),   ON(net_differs),         ALWAYS,                     S(waiting),   0,                                 CARD(network_differs),    0,        "P 3" },
	{ S(waiting),   ON(net_absent),          ALWAYS,                     S(waiting),   0,                                 CARD(network_absent),     0,        "P 3" },
	{ S(waiting),   ON(net_refused),         ALWAYS,                     S(waiting),   0,                                 CARD(network_refused),    0,        "P 3" },
	{ S(waiting),   ON(accept_absence),      IF(two_no_billing),         S(closing),   OWES(mail_confirmed),              0,                        0,        "P 3" },
	{ S(waiting),   ON(accept_absence),      IF(two_have_billing),       S(closing),   OWES(billing_stop),                0,                        0,        "P 3, 22" },
	{ S(waiting),   ON(retry),               ALWAYS,                     S(waiting),   OWES(sms_alert)|OWES(mail_alert),  0,                        AGAIN,    "P 3" },
	{ S(waiting),   ON(withdraw),            ALWAYS,                     S(withdrawn), OWES(mail_withdrawn),              0,                        0,        "P 10" },
	{ S(waiting),   ON(stop),                ALWAYS,                     S(review),    OWES(mail_contested),              0,                        CONTESTS, "P 3 STOP" },
	{ S(waiting),   ON(change),              ALWAYS,                     S(review),    OWES(mail_contested),              0,                        CONTESTS, "P 12" },
	{ S(waiting),   ON(port_out),            IF(port_is_due),            S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(waiting),   ON(port_out),            IF(port_is_ahead),          S(waiting),   0,                                 0,                        AGAIN,    "P 3 port-out" },

	{ S(noticing),  ON(notice_accepted),     ALWAYS,                     S(noticing),  0,                                 0,                        AGAIN,    "P 25" },
	{ S(noticing),  ON(notice_final),        ALWAYS,                     S(cutting),   OWES(net_off),                     0,                        0,        "P 3" },
	{ S(noticing),  ON(notice_failed),       ALWAYS,                     S(noticing),  0,                                 0,                        AGAIN,    "P 3" },
	{ S(noticing),  ON(timer),               ALWAYS,                     S(cutting),   OWES(net_off),                     0,                        0,        "P 3" },
	{ S(noticing),  ON(port_out),            ALWAYS,                     S(cutting),   OWES(net_off),                     0,                        0,        "P 3 port-out" },
	{ S(noticing),  ON(change),              ALWAYS,                     S(noticing),  0,                                 CARD(changed_late),       0,        "P 12" },

	{ S(cutting),   ON(net_disabled),        ALWAYS,                     S(cutting),   OWES(net_delete),                  0,                        AGAIN,    "D 7" },
	{ S(cutting),   ON(net_gone),            IF(no_billing),             S(closing),   OWES(mail_confirmed),              0,                        0,        "P 23, 24b" },
	{ S(cutting),   ON(net_gone),            IF(has_billing),            S(closing),   OWES(billing_stop),                0,                        0,        "P 22, 23" },
	{ S(cutting),   ON(net_absent),          IF(is_wish),                S(cutting),   0,                                 CARD(network_absent),     0,        "P 3" },
	{ S(cutting),   ON(net_absent),          IF(port_no_billing),        S(closing),   OWES(mail_confirmed),              0,                        0,        "P 3 port-out" },
	{ S(cutting),   ON(net_absent),          IF(port_has_billing),       S(closing),   OWES(billing_stop),                0,                        0,        "P 22 port-out" },
	{ S(cutting),   ON(net_differs),         ALWAYS,                     S(cutting),   0,                                 CARD(network_differs),    0,        "P 3" },
	{ S(cutting),   ON(net_refused),         ALWAYS,                     S(cutting),   0,                                 CARD(network_refused),    0,        "P 3" },
	{ S(cutting),   ON(retry),               ALWAYS,                     S(cutting),   OWES(net_off),                     0,                        AGAIN,    "P 3" },
	{ S(cutting),   ON(accept_absence),      IF(two_no_billing),         S(closing),   OWES(mail_confirmed),              0,                        0,        "P 3" },
	{ S(cutting),   ON(accept_absence),      IF(two_have_billing),       S(closing),   OWES(billing_stop),                0,                        0,        "P 3, 22" },
	{ S(cutting),   ON(reject),              IF(untouched_and_two_agree),S(rejected),  OWES(mail_rejected),               0,                        0,        "P 3 (*)" },
	{ S(cutting),   ON(timer),               ALWAYS,                     S(cutting),   0,                                 CARD(network_slow),       0,        "P 3" },
	{ S(cutting),   ON(port_out),            ALWAYS,                     S(cutting),   0,                                 0,                        0,        "P 3 port-out" },
	{ S(cutting),   ON(change),              ALWAYS,                     S(cutting),   0,                                 CARD(changed_late),       0,        "P 12" },

	{ S(closing),   ON(billing_stopped),     IF(is_unsettled),           S(closing),   OWES(billing_balance),             0,                        0,        "P 22" },
	{ S(closing),   ON(account_settled),     IF(is_unsettled),           S(closing),   OWES(mail_confirmed),              0,                        AGAIN,    "P 7, 22, 24b" },
	{ S(closing),   ON(account_differs),     IF(is_unsettled),           S(closing),   0,                                 CARD(account_differs),    0,        "P 7" },
	{ S(closing),   ON(billing_failed),      IF(is_unsettled),           S(closing),   0,                                 CARD(billing_failed),     0,        "P 22" },
	{ S(closing),   ON(confirmation_left),   IF(wish_is_settled),        S(confirmed), 0,                                 0,                        0,        "P 24b, 25" },
	{ S(closing),   ON(confirmation_left),   IF(port_is_settled),        S(ported),    0,                                 0,                        0,        "P 3 port-out" },
	{ S(closing),   ON(confirmation_failed), ALWAYS,                     S(closing),   0,                                 CARD(confirmation_failed),0,        "P 25" },
	{ S(closing),   ON(retry),               IF(is_settled),             S(closing),   OWES(mail_confirmed),              0,                        AGAIN,    "P 25" },
	{ S(closing),   ON(retry),               IF(waits_for_billing),      S(closing),   OWES(billing_stop),                0,                        AGAIN,    "P 22" },
	{ S(closing),   ON(retry),               IF(billing_is_gone),        S(closing),   OWES(mail_confirmed),              0,                        AGAIN,    "P 25" },
	{ S(closing),   ON(timer),               IF(is_settled),             S(closing),   0,                                 CARD(confirmation_late),  0,        "P 24b" },
	{ S(closing),   ON(timer),               IF(is_unsettled),           S(closing),   0,                                 CARD(billing_failed),     0,        "P 22, 24b" },
	{ S(closing),   ON(port_out),            ALWAYS,                     S(closing),   0,                                 0,                        0,        "P 3 port-out" },
};

/* ---- the lists as tables ---- */
static const struct { const char *name, *meaning; bool is_end, may_withdraw; } STATES[] = {
#define X(n, e, w, t) [TERMINATION_##n] = { #n, t, e, w },
	TERMINATION_STATES(X)
#undef X
};
static const char *const STATE_NAMES[] = {
#define X(n, e, w, t) #n,
	TERMINATION_STATES(X)
#undef X
};
static const char *const EVENT_NAMES[] = {
#define X(n, w, t) #n,
	TERMINATION_EVENTS(X)
#undef X
};
static const struct { const char *who, *text; } EVENTS[] = {
#define X(n, w, t) [TERMINATION_ON_##n] = { w, t },
	TERMINATION_EVENTS(X)
#undef X
};
static const char *const CARD_NAMES[] = {
#define X(n, d, t) #n,
	TERMINATION_CARDS(X)
#undef X
};
static const struct { int days; const char *text; } CARDS[] = {
#define X(n, d, t) [TERMINATION_CARD_##n] = { d, t },
	TERMINATION_CARDS(X)
#undef X
};
static const char *const CAUSE_NAMES[] = {
#define X(n) #n,
	TERMINATION_CAUSES(X)
#undef X
};
const struct names termination_state_names = { STATE_NAMES, COUNT(STATE_NAMES) };
const struct names termination_event_names = { EVENT_NAMES, COUNT(EVENT_NAMES) };
const struct names termination_card_names = { CARD_NAMES, COUNT(CARD_NAMES) };
const struct names termination_cause_names = { CAUSE_NAMES, COUNT(CAUSE_NAMES) };

bool
termination_is_end(enum termination_state s)
{
	assert(s < TERMINATION_STATE_COUNT);
	return STATES[s].is_end;
}

bool
termination_may_withdraw(enum termination_state s)
{
	assert(s < TERMINATION_STATE_COUNT);
	return STATES[s].may_withdraw;
}

const char *
termination_meaning(enum termination_state s)
{
	assert(s < TERMINATION_STATE_COUNT);
	return STATES[s].meaning;
}

bool
termination_may_raise(enum termination_event e, char who)
{
	assert(e < TERMINATION_EVENT_COUNT);
	return who && strchr(EVENTS[e].who, who);
}

const char *
termination_event_text(enum termination_event e)
{
	assert(e < TERMINATION_EVENT_COUNT);
	return EVENTS[e].text;
}

const char *
termination_card_text(enum termination_card k)
{
	assert(k < TERMINATION_CARD_COUNT);
	return CARDS[k].text;
}

int
termination_card_days(enum termination_card k)
{
	assert(k < TERMINATION_CARD_COUNT);
	return CARDS[k].days;
}

/* As the statement cards_settle; and a wish that nobody can check goes its own way, so that card may be closed by hand too. */
bool
termination_card_holds(enum termination_card k)
{
	return k != CARD(none) && k != CARD(identity) && k != CARD(changed_late) && k != CARD(effect_failed) && k != CARD(event_lost);
}

struct termination
termination_new(struct utc_ms now, struct utc_ms end)
{
	return (struct termination){
		.state = TERMINATION_received, .cause = TERMINATION_CAUSE_wish,
		.deadline.ms = now.ms + RECEIVED_MS, .end = end,
	};
}

/* ---- the step ---- */

/* Waiting ends when both the end date and the STOP window are over. Without an accepted alert the window has not started:
 * no deadline, the outbox or a card moves the case. A window of 0 waits for no alert; a port waits only for its time. */
static struct utc_ms
waiting_until(const struct termination *c, const struct termination_facts *f)
{
	int64_t until = c->end.ms > f->now.ms ? c->end.ms : f->now.ms;

	if (c->cause == TERMINATION_CAUSE_wish && f->stop_window_ms > 0) {
		if (!c->stop_until.ms)
			return (struct utc_ms){ 0 };
		if (c->stop_until.ms > until)
			until = c->stop_until.ms;
	}
	return (struct utc_ms){ until };
}

/* The last message's validity is the drain; the margin is for clocks that differ. It is waited for after one that failed, too: an
 * alert, or a copy whose answer was lost, may still be in flight (PROMISES 9). Without anybody to send it to, on at once. */
static struct utc_ms
noticing_until(enum termination_event on, const struct termination_facts *f)
{
	if (on == ON(notice_accepted) || on == ON(notice_failed))
		return (struct utc_ms){ f->now.ms + f->drain_ms + MARGIN_MS };
	return (struct utc_ms){ f->now.ms + (f->nobody_to_notice ? 0 : GATEWAY_MS) };
}

/* When the time of state C->state, entered or begun again by event ON, is over. */
static struct utc_ms
deadline_of(const struct termination *c, enum termination_event on, const struct termination_facts *f)
{
	int64_t now = f->now.ms;

	switch (c->state) {
	case TERMINATION_received:  return (struct utc_ms){ now + RECEIVED_MS };
	case TERMINATION_review:    return f->decide_by;
	case TERMINATION_asked:     return (struct utc_ms){ now + ASKED_MS };
	case TERMINATION_owing:     return (struct utc_ms){ now + OWING_MS };
	case TERMINATION_waiting:   return waiting_until(c, f);
	case TERMINATION_noticing:  return noticing_until(on, f);
	case TERMINATION_cutting:   return (struct utc_ms){ now + CUTTING_MS };
	case TERMINATION_closing:   return (struct utc_ms){ now + (c->settled ? CLOSING_MS : f->balance_ms) };
	case TERMINATION_confirmed:
	case TERMINATION_withdrawn:
	case TERMINATION_rejected:
	case TERMINATION_expired:
	case TERMINATION_ported:
	case TERMINATION_STATE_COUNT:
		break;
	}
	return (struct utc_ms){ 0 };
}

/* What an event writes into the case, whatever the row. */
static void
note_event(struct termination *n, enum termination_event on, const struct termination_facts *f)
{
	if (on == ON(port_out)) {
		n->cause = TERMINATION_CAUSE_port;
		if (f->port_at.ms > f->now.ms)
			n->end = f->port_at;
	}
	if (on == ON(alert_accepted) && f->stop_window_ms > 0 && !n->stop_until.ms)
		n->stop_until.ms = f->now.ms + f->stop_window_ms;
	if (on == ON(net_disabled) || on == ON(net_gone))
		n->applied = true;
}

static struct termination_move
take(const struct termination *c, const struct row *r, const struct termination_facts *f)
{
	struct termination n = *c;

	n.version++;
	n.state = r->to;
	note_event(&n, r->on, f);
	if (r->marks & CONTESTS)
		n.contested = true;
	if (r->owes & OWES(mail_confirmed))
		n.settled = true;
	if (r->from != r->to) {
		n.leaving = false;
		if (r->to == S(waiting))
			n.contested = false, n.stop_until.ms = 0;	/* a person or the rule has looked; a new window */
	}
	if (r->on == ON(timer))
		n.deadline.ms = 0;					/* the row, an effect or a card moves it on */
	if (r->from != r->to || (r->marks & AGAIN))
		n.deadline = deadline_of(&n, r->on, f);
	if (r->to == S(waiting))				/* a retry, and a port that is ahead, begin the wait again */
		n.leaving = r->on == ON(timer) || (n.leaving && r->on != ON(retry) && r->on != ON(port_out));
	return (struct termination_move){
		.accepted = true, .next = n, .owes = r->owes, .card = r->card, .rule = r->rule,
		.changes_number = r->to == S(closing) && (r->from != S(closing) || r->on == ON(port_out)),
	};
}

struct termination_move
termination_step(const struct termination *c, enum termination_event on, const struct termination_facts *f)
{
	const struct row *found = NULL;

	assert(c->state < TERMINATION_STATE_COUNT);
	assert(on < TERMINATION_EVENT_COUNT);
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		const struct row *r = &ROWS[i];

		if (r->from != c->state || r->on != on || (r->guard && !r->guard(c, f)))
			continue;
		assert(!found && "the guards of one state and event exclude each other");
		found = r;
	}
	return found ? take(c, found, f) : (struct termination_move){ .accepted = false, .next = *c };
}

bool
termination_wants(enum termination_state s, enum effect_kind k)
{
	switch (k) {
	case EFFECT_net_read:
		return s == S(review) || s == S(waiting);
	case EFFECT_net_off:
	case EFFECT_net_delete:
		return s == S(cutting);
	case EFFECT_sms_last:
		return s == S(noticing);
	case EFFECT_sms_alert:
	case EFFECT_mail_approved:
		return s == S(waiting);
	case EFFECT_mail_alert:			/* the holder is told in any case, also when the wait was short */
		return s == S(waiting) || s == S(noticing) || s == S(cutting) || s == S(closing) || s == S(confirmed) || s == S(ported);
	case EFFECT_mail_code:
	case EFFECT_sms_code:
		return s == S(received);
	case EFFECT_sms_stop_reply:		/* never to a number that may be cut already (PROMISES 11) */
		return s == S(review) || s == S(asked) || s == S(noticing);
	case EFFECT_mail_confirmed:
	case EFFECT_billing_balance:
		return s == S(closing);
	case EFFECT_billing_stop:		/* nothing is charged after the end, also when a person has settled the account */
		return s == S(closing) || s == S(confirmed) || s == S(ported);
	case EFFECT_net_block:
	case EFFECT_net_unblock:
	case EFFECT_mail_received:
	case EFFECT_mail_asked:
	case EFFECT_mail_owing:
	case EFFECT_mail_rejected:
	case EFFECT_mail_withdrawn:
	case EFFECT_mail_contested:
	case EFFECT_mail_password:
	case EFFECT_hook_event:
	case EFFECT_KIND_COUNT:
		break;
	}
	return true;
}

/* What a network effect's verdict means. */
static enum termination_event
net_event(enum effect_kind k, enum effect_result r, enum effect_finding f)
{
	if (f == EFFECT_FINDING_differs)
		return ON(net_differs);
	if (f == EFFECT_FINDING_absent)
		return ON(net_absent);
	if (r == EFFECT_RESULT_never)
		return ON(net_refused);
	if (k == EFFECT_net_read && f == EFFECT_FINDING_match)
		return ON(net_match);
	if (k == EFFECT_net_off)
		return ON(net_disabled);
	if (k == EFFECT_net_delete && f == EFFECT_FINDING_gone)
		return ON(net_gone);
	return TERMINATION_EVENT_COUNT;
}

static enum termination_event
billing_event(enum effect_kind k, bool done, enum effect_finding f)
{
	if (!done)
		return f == EFFECT_FINDING_differs ? ON(account_differs) : ON(billing_failed);
	return k == EFFECT_billing_stop ? ON(billing_stopped) : ON(account_settled);
}

enum termination_event
termination_event_of(enum effect_kind k, enum effect_result r, enum effect_finding f)
{
	if (r != EFFECT_RESULT_done && r != EFFECT_RESULT_never)
		return TERMINATION_EVENT_COUNT;
	bool done = r == EFFECT_RESULT_done;
	switch (k) {
	case EFFECT_net_read:
	case EFFECT_net_off:
	case EFFECT_net_delete:
		return net_event(k, r, f);
	case EFFECT_sms_alert:
	case EFFECT_mail_alert:
		return done ? ON(alert_accepted) : ON(alert_failed);
	case EFFECT_sms_last:
		if (!done || f == EFFECT_FINDING_failed)
			return ON(notice_failed);
		return f == EFFECT_FINDING_delivered ? ON(notice_final) : ON(notice_accepted);
	case EFFECT_mail_confirmed:
		return done ? ON(confirmation_left) : ON(confirmation_failed);
	case EFFECT_billing_stop:
	case EFFECT_billing_balance:
		return billing_event(k, done, f);
	case EFFECT_net_block:
	case EFFECT_net_unblock:
	case EFFECT_sms_code:
	case EFFECT_sms_stop_reply:
	case EFFECT_mail_code:
	case EFFECT_mail_received:
	case EFFECT_mail_asked:
	case EFFECT_mail_owing:
	case EFFECT_mail_approved:
	case EFFECT_mail_rejected:
	case EFFECT_mail_withdrawn:
	case EFFECT_mail_contested:
	case EFFECT_mail_password:
	case EFFECT_hook_event:
	case EFFECT_KIND_COUNT:
		break;
	}
	return TERMINATION_EVENT_COUNT;
}

/* ---- printing ---- */

static const char *
card_note(const struct row *r)
{
	return r->card ? CARD_NAMES[r->card] : "";
}

static void
print_owes(uint32_t mask, struct buf *out)
{
	bool first = true;

	for (int k = 0; k < EFFECT_KIND_COUNT; k++) {
		if (!(mask >> k & 1))
			continue;
		buf_printf(out, "%s%s", first ? "" : " ", effect_kind_names.name[k]);
		first = false;
	}
}

static void
print_table(struct buf *out)
{
	buf_printf(out, "%-10s %-20s %-24s %-10s %-20s %-14s %s\n", "from", "on", "guard", "to", "card", "rule", "owes");
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		const struct row *r = &ROWS[i];

		buf_printf(out, "%-10s %-20s %-24s %-10s %-20s %-14s ", STATE_NAMES[r->from], EVENT_NAMES[r->on],
		    r->guard_name, STATE_NAMES[r->to], card_note(r), r->rule);
		print_owes(r->owes, out);
		buf_addc(out, '\n');
	}
}

static void
print_dot(struct buf *out)
{
	buf_addz(out, "digraph termination {\n\trankdir=LR;\n\tnode [shape=box, style=rounded];\n");
	for (int s = 0; s < TERMINATION_STATE_COUNT; s++)
		buf_printf(out, "\t%s [tooltip=\"%s\"%s];\n", STATE_NAMES[s], STATES[s].meaning, STATES[s].is_end ? ", peripheries=2" : "");
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		const struct row *r = &ROWS[i];

		buf_printf(out, "\t%s -> %s [label=\"%s%s%s%s\"];\n", STATE_NAMES[r->from], STATE_NAMES[r->to], EVENT_NAMES[r->on],
		    r->guard ? " [" : "", r->guard_name, r->guard ? "]" : "");
	}
	buf_addz(out, "}\n");
}

/* One line a state and event that is not refused: every way on, sorted as the lists are. What is absent is refused. */
static void
print_matrix(struct buf *out)
{
	for (int s = 0; s < TERMINATION_STATE_COUNT; s++)
		for (int e = 0; e < TERMINATION_EVENT_COUNT; e++) {
			buf_printf(out, "%-10s %-20s", STATE_NAMES[s], EVENT_NAMES[e]);
			bool any = false;
			for (size_t i = 0; i < COUNT(ROWS); i++)
				if ((int)ROWS[i].from == s && (int)ROWS[i].on == e) {
					buf_printf(out, " %s", STATE_NAMES[ROWS[i].to]);
					any = true;
				}
			buf_addz(out, any ? "\n" : " -\n");
		}
}

void
termination_print(char format, struct buf *out)
{
	switch (format) {
	case 'd': print_dot(out); break;
	case 'm': print_matrix(out); break;
	default:  print_table(out); break;
	}
}
