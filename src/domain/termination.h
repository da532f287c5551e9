/* termination.h - the life of one case, from the wish to the confirmation. Pure: no clock, no I/O, no malloc.
 * One constant table (termination.c) holds every legal step; a pair that is not a row is refused. The table, the diagram,
 * the golden matrix, the manual and the texts on the progress page are made from the lists here.
 * Source: PRODUCT section 3; each row names its rule. */
#ifndef SIMOFF_TERMINATION_H
#define SIMOFF_TERMINATION_H
#include "base/record.h"
#include "domain/effect.h"

/* state, is it an end, can the customer still withdraw, meaning */
#define TERMINATION_STATES(X) \
	X(received,  false, true,  "stored; authority over the line is not proven") \
	X(review,    false, true,  "proven or vouched for; the operator decides") \
	X(asked,     false, true,  "the customer must supply something") \
	X(owing,     false, true,  "an amount must be paid first") \
	X(waiting,   false, true,  "approved; until the end date and the end of the STOP window") \
	X(noticing,  false, false, "the last message to the line is under way") \
	X(cutting,   false, false, "the network is being told; stays until read back") \
	X(closing,   false, false, "the line is off; account, number and confirmation") \
	X(confirmed, true,  false, "the confirmation has left by a channel that does not need the line") \
	X(withdrawn, true,  false, "the customer took it back; nothing was cut") \
	X(rejected,  true,  false, "the operator refused, with a reason") \
	X(expired,   true,  false, "not proven or not answered in time") \
	X(ported,    true,  false, "the number has moved to another operator")
enum termination_state {
#define X(n, e, w, t) TERMINATION_##n,
	TERMINATION_STATES(X)
#undef X
	TERMINATION_STATE_COUNT
};

/* event, who may raise it (s the desk itself, c the proven customer, a anyone, f staff, e an external feed), meaning */
#define TERMINATION_EVENTS(X) \
	X(prove,               "sf", "the authority over the line was proven, or vouched for") \
	X(ask,                 "f",  "something is missing: the customer is asked") \
	X(answer,              "cf", "the customer has supplied it") \
	X(approve,             "f",  "the operator agrees") \
	X(reject,              "f",  "the operator refuses") \
	X(pay,                 "fe", "what had to be paid first was paid") \
	X(withdraw,            "cf", "the customer takes it back") \
	X(stop,                "acf", "contested, by anyone who got the alert") \
	X(change,              "s",  "SIM, holder or contact of the line changed meanwhile") \
	X(port_out,            "fe", "the number moves to another operator") \
	X(timer,               "s",  "the state's time is over") \
	X(net_match,           "s",  "the network knows the line as we do") \
	X(net_differs,         "s",  "the network has this number or IMSI for somebody else") \
	X(net_absent,          "s",  "the network does not know the line, and it was not us") \
	X(net_disabled,        "s",  "the line is disabled, and the serving nodes were told") \
	X(net_gone,            "s",  "deleted and read back: no such subscriber") \
	X(net_refused,         "s",  "the network refuses for good") \
	X(accept_absence,      "f",  "two persons accept that the line is gone though it was not us") \
	X(retry,               "f",  "a person has mended what was wrong: try again") \
	X(alert_accepted,      "s",  "a gateway accepted the alert: the STOP window starts") \
	X(alert_failed,        "s",  "no alert could be sent") \
	X(notice_accepted,     "s",  "a gateway accepted the last message") \
	X(notice_final,        "s",  "nothing of the last message is in flight any more") \
	X(notice_failed,       "s",  "the last message cannot be sent") \
	X(confirmation_left,   "sf", "the confirmation left by a channel that does not need the line") \
	X(confirmation_failed, "s",  "the confirmation cannot reach its address") \
	X(billing_stopped,     "s",  "billing will charge nothing that falls after the end") \
	X(account_settled,     "s",  "the final account is known, read from billing or stated by a person") \
	X(account_differs,     "s",  "billing has other figures than were promised, or this number for somebody else") \
	X(billing_failed,      "s",  "billing refuses for good")
enum termination_event {
#define X(n, w, t) TERMINATION_ON_##n,
	TERMINATION_EVENTS(X)
#undef X
	TERMINATION_EVENT_COUNT
};

/* What a person must settle beside a case. kind, days until due, what to do */
#define TERMINATION_CARDS(X) \
	X(none,                0, "") \
	X(decide,              1, "The decision is late. Approve, ask or reject.") \
	X(unpaid,              3, "The amount was not paid in time. Collect it, reject, or let it wait.") \
	X(network_differs,     1, "The network has this number or IMSI for somebody else. Compare the line with the HLR, mend the wrong side, then retry.") \
	X(network_absent,      1, "The network does not know this line, and simoff did not remove it. Find out why; two persons accept the absence, or retry.") \
	X(network_refused,     1, "The network refuses. See the detail, mend it, then retry.") \
	X(network_slow,        1, "The cut takes longer than it should. See the detail of the effect and the HLR's state.") \
	X(alert_failed,        1, "The alert could not be sent, so the STOP window has not started. Correct the contact, then retry.") \
	X(changed_late,        1, "SIM, holder or contact changed after the point of no return. Check that the right line is being cut.") \
	X(confirmation_failed, 1, "The confirmation did not reach its address. Correct it and retry, or print and post the letter.") \
	X(confirmation_late,   1, "The confirmation has not left in time. See the mail effect; retry, or print and post the letter.") \
	X(billing_failed,      1, "Billing refuses, or its balance is missing. See the effects' details; mend it and retry, or state the final account.") \
	X(account_differs,     1, "Billing does not fit what was promised. Find out why; mend it and retry, or state the final account.") \
	X(identity,            1, "No code can reach the holder. Check who asks: an original document in a shop or by video, or a proof of loss, against the contract. Then vouch with the event prove, or close the card with a note.") \
	X(effect_failed,       1, "A message could not be sent. See its detail; tell the customer another way.") \
	X(event_lost,          1, "An event did not reach your system; later ones of the line go on. Read it from /api/v1/events, then close the card.")
enum termination_card {
#define X(n, d, t) TERMINATION_CARD_##n,
	TERMINATION_CARDS(X)
#undef X
	TERMINATION_CARD_COUNT
};

#define TERMINATION_CAUSES(X) X(wish) X(port)
enum termination_cause {
#define X(n) TERMINATION_CAUSE_##n,
	TERMINATION_CAUSES(X)
#undef X
};
extern const struct names termination_state_names, termination_event_names, termination_card_names, termination_cause_names;

/* What the machine changes. The desk stores it whole, under VERSION as the gate. */
struct termination {
	enum termination_state state;
	enum termination_cause cause;
	int64_t       version;		/* +1 at each accepted event */
	struct utc_ms deadline;		/* when the event timer is due; 0 = none */
	struct utc_ms end;		/* the requested end (24:00 of the day); 0 = as soon as possible */
	struct utc_ms stop_until;	/* end of the STOP window; 0 = the alert was not accepted yet */
	bool contested;			/* for the reviewer: something changed, or somebody objected */
	bool leaving;			/* waiting is over but for the network's answer */
	bool applied;			/* something was, or may have been, applied to the line in the network */
	bool settled;			/* the final account is decided: the confirmation is owed from then on, never before */
};

/* What the desk knows at this moment and the guards look at. */
struct termination_facts {
	struct utc_ms now;
	struct utc_ms decide_by;	/* now + the policy's working days */
	struct utc_ms port_at;		/* of the event port_out */
	int64_t stop_window_ms, drain_ms;
	int64_t balance_ms;		/* how long billing's balance may take before a person is told; 0: there is no billing */
	bool clean;			/* policy says clean; proven or vouched; nothing changed in 7 days */
	bool must_pay;			/* there is a debt and the policy is block */
	bool two_agree;			/* two persons, neither of them the requester */
	bool nobody_to_notice;		/* there is no gateway, or the line is blocked (a stolen phone) and there is no other one to tell */
};

#define TERMINATION_OWES(kind) (1u << EFFECT_##kind)
static_assert(EFFECT_KIND_COUNT <= 32, "owed effects are a mask");

struct termination_move {		/* apply all of it or none */
	bool accepted;			/* false: refused, NEXT equals the case */
	bool changes_number;		/* the hold of the number starts, or ends for a port */
	struct termination next;
	uint32_t owes;			/* mask of TERMINATION_OWES() */
	enum termination_card card;
	const char *rule;		/* where the row comes from */
};

struct termination termination_new(struct utc_ms now, struct utc_ms end);	/* in state received */

/* termination_step(c, on, f): the one row for this state and event whose guard holds. Cost: one pass over the table.
 * No row, or no guard true: refused. Asserts that not two guards hold. */
struct termination_move termination_step(const struct termination *, enum termination_event, const struct termination_facts *);

bool termination_is_end(enum termination_state);
bool termination_may_withdraw(enum termination_state);	/* before the point of no return */
bool termination_may_raise(enum termination_event, char who);	/* WHO: a letter of TERMINATION_EVENTS */
const char *termination_meaning(enum termination_state);
const char *termination_event_text(enum termination_event);
const char *termination_card_text(enum termination_card);
int  termination_card_days(enum termination_card);
/* Does a case that goes on wait for what this card asks? Such a card ends with the step that it asks for, never by hand, or the
 * case would rest with nobody having it; the others are closed by hand, and outlive the state that they came from. */
bool termination_card_holds(enum termination_card);

/* termination_wants(state, kind): is this effect still to be carried out in this state? Asked at every claim: what was owed
 * before a withdrawal is not sent after it, and nothing touches the network outside cutting (PROMISES 8, 13). */
bool termination_wants(enum termination_state, enum effect_kind);

/* The event that an effect's outcome means to the machine; TERMINATION_EVENT_COUNT: none. */
enum termination_event termination_event_of(enum effect_kind, enum effect_result, enum effect_finding);

/* The table for people: `simoff machine`. FORMAT: 't' table, 'd' Graphviz, 'm' the golden matrix. */
void termination_print(char format, struct buf *out);
#endif
