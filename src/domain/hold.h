/* hold.h - the time a number rests after its line was cut, before anyone else may have it.
 * Pure. The clock starts when the cut was read back from the network. Days are local to the operator's zone; the day of
 * the read-back itself never counts, so that every period has as many whole days as it says after it. */
#ifndef SIMOFF_HOLD_H
#define SIMOFF_HOLD_H
#include "base/base.h"
#include "base/record.h"
#include "domain/policy.h"

#define HOLD_DAYS_MIN 31	/* no number is assignable sooner, whatever hold_months says; rule 23 */

#define HOLD_ORIGINS(X) \
	X(own,       "a number of our own range") \
	X(ported_in, "a number that the holder brought from another operator")
#define HOLD_STATES(X) \
	X(held,     "at rest: its last holder may still port it, nobody else gets it") \
	X(returned, "back with the operator of its range; it never becomes free here") \
	X(ported,   "with another operator, for the same holder") \
	X(free,     "may be given out again")
#define HOLD_EVENTS(X) \
	X(ported, "the number was ported to another operator") \
	X(day,    "a day has begun")
#define HOLD_REFUSALS(X) \
	X(none,    "accepted") \
	X(early,   "the hold has not ended yet") \
	X(no_hold, "the number is not on hold: nothing to end") \
	X(taken,   "the number was already free for others: a person must look")

#define X(n, t) HOLD_ORIGIN_##n,
enum hold_origin { HOLD_ORIGINS(X) HOLD_ORIGIN_COUNT };
#undef X
#define X(n, t) HOLD_STATE_##n,
enum hold_state { HOLD_STATES(X) HOLD_STATE_COUNT };
#undef X
#define X(n, t) HOLD_EVENT_##n,
enum hold_event { HOLD_EVENTS(X) HOLD_EVENT_COUNT };
#undef X
#define X(n, t) HOLD_REFUSAL_##n,
enum hold_refusal { HOLD_REFUSALS(X) HOLD_REFUSAL_COUNT };
#undef X
extern const struct names hold_origin_names, hold_state_names, hold_event_names, hold_refusal_names;

#define HOLD(F, s) \
	F(s, ENUM, state,           hold_state, 0, "held, returned, ported or free") \
	F(s, TIME, read_back,       0,          0, "when the network confirmed that the line is gone") \
	F(s, DATE, portable_until,  0,          0, "last day on which the holder is sure to be able to port; held only") \
	F(s, DATE, assignable_from, 0,          0, "first day on which somebody else may get it; held and free only")
RECORD(hold, HOLD)

const char *hold_state_text(enum hold_state);
const char *hold_refusal_text(enum hold_refusal);

/* hold_start(policy, origin, read_back): the hold that begins with the read-back of the cut (not 0). Own: held, portable for
 * hold_portable_days full days, assignable after hold_months, but not within HOLD_DAYS_MIN days nor while portable.
 * Ported in: returned. A line that ended because it was ported has no hold. */
struct hold hold_start(const struct policy *, enum hold_origin, struct utc_ms read_back);

/* hold_step(h, event, today): what H becomes. A port is a fact told by the number database: accepted as long as the number is
 * not free, also after portable_until, and again. DAY frees a held number from assignable_from on.
 * Refused: NEXT equals H, WHY says why. */
struct hold_move { bool accepted; enum hold_refusal why; struct hold next; };
struct hold_move hold_step(const struct hold *, enum hold_event, struct date today);

bool hold_is_portable(const struct hold *, struct date today);	/* may we promise the holder that porting works? */
#endif
