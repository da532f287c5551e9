/* breaker.h - when to leave a far end alone. Pure; instants are of whatever clock the caller keeps to.
 * After so many failures in a row, of different effects, it rests; then one effect is tried; if that fails too, the rest is
 * doubled. So a far end that is down does not use up the tries of all that waits for it, and one bad effect, which backs off
 * by itself, does not stop the others. */
#ifndef SIMOFF_BREAKER_H
#define SIMOFF_BREAKER_H
#include "domain/effect.h"

#define BREAKER_REST_FIRST_MS INT64_C(1000)
#define BREAKER_REST_MAX_MS   INT64_C(300000)

struct breaker {
	int64_t limit;			/* failures in a row before it rests; 0: it never does */
	int64_t failures;
	int64_t rest_ms;
	struct utc_ms until;		/* it rests so long; 0: it does not */
};

/* breaker_note: what became of one effect. OF_ANOTHER: not of the effect that failed last. True: whether it rests, or how
 * long, is news. Accepted, done and refused for good are answers: the far end is there. */
bool breaker_note(struct breaker *, enum effect_result, bool of_another, struct utc_ms now);
bool breaker_is_tripped(const struct breaker *);	/* it rests, or may be tried with one effect */
#endif
