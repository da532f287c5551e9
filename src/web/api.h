/* api.h - the JSON API: from a request to an operation's input, from its answer to JSON. Nothing here knows one operation from
 * another: what a route takes and gives is its row in routes.c and the operation's records. */
#ifndef SIMOFF_WEB_API_H
#define SIMOFF_WEB_API_H
#include "base/record.h"
#include "domain/termination.h"
#include "web/call.h"

#define API_WAIT_MAX 30u		/* s of a long poll */
#define API_ASK_MS   500		/* a long poll asks the desk so often */

/* Bodies and queries, where they are not the operation's whole input. Their fields have the names of the input's. */
#define API_NOTE(F, s) F(s, TEXT, note, 400, 0, "why; the customer reads it when a case is rejected")
RECORD(api_note, API_NOTE)
#define API_EVENT(F, s) \
	F(s, ENUM, event, termination_event, REQUIRED, "what happened or was decided") \
	F(s, TEXT, note,  400,               0,        "why; the customer reads it for reject and ask") \
	F(s, TIME, at,    0,                 0,        "for port_out: when")
RECORD(api_event, API_EVENT)
#define API_ACCOUNT(F, s) \
	F(s, INT,  credit_cents, EFFECT_CENTS_MAX, REQUIRED, "paid credit that is left") \
	F(s, INT,  debt_cents,   EFFECT_CENTS_MAX, REQUIRED, "used and not paid; without indemnity and device") \
	F(s, TIME, as_of,        0,                0,        "when it was so, after the cut; absent: now") \
	F(s, TEXT, note,         400,              REQUIRED, "why a person states it")
RECORD(api_account, API_ACCOUNT)
#define API_CARD(F, s) \
	F(s, TEXT, action, 12,  REQUIRED, "take, close, or agree (with what the case's event needs two persons for)") \
	F(s, TEXT, note,   400, 0,        "what was done")
RECORD(api_card, API_CARD)
#define API_PORTED(F, s) F(s, TIME, at, 0, 0, "when it moves or moved; absent: now")
RECORD(api_ported, API_PORTED)

#define API_PAGE(F, s) \
	F(s, TEXT, after, 120, 0, "`next` of the answer before, unchanged") \
	F(s, INT,  limit, 100, 0, "at most so many items; 0 or absent: 50")
RECORD(api_page, API_PAGE)
#define API_CASES(F, s) F(s, ENUM, state, termination_state, 0, "only cases in this state") API_PAGE(F, s)
RECORD(api_cases, API_CASES)
#define API_FEED(F, s) API_PAGE(F, s) F(s, INT, wait, API_WAIT_MAX, 0, "seconds to wait for the next event when there is none yet")
RECORD(api_feed, API_FEED)

#define API_PROBLEM(F, s) \
	F(s, TEXT, type,   80,   0, "urn:simoff:problem: and a word that does not change") \
	F(s, TEXT, title,  120,  0, "what kind of problem it is") \
	F(s, INT,  status, 599,  0, "the HTTP status") \
	F(s, TEXT, detail, 1000, 0, "what was wrong with this request, and what to do")
RECORD(api_problem, API_PROBLEM)

/* The begin and answer of every API route. */
void api_begin(struct call *);
void api_answer(struct call *, const struct call_reply *);
#endif
