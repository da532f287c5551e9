/* poll.h - requests that wait: for news, about which the desk is asked the same again until there are some or their time is over;
 * or, answered already, for the time at which their answer may leave (call.h). */
#ifndef SIMOFF_WEB_POLL_H
#define SIMOFF_WEB_POLL_H
#include "web/call.h"

#define POLL_TICK_MS   500		/* how often poll_tick wants to be called */
#define POLL_PAGES_MAX (CALL_POLLS_MAX / 4 * 3)	/* of all that wait: pages; so that programs are never crowded out by them */

/* poll_wait: C waits, and its operation is sent again after AFTER_MS, as long as c->ask_until_ms has not come. False: its time is over,
 * or too many wait: then it has to be answered now. */
bool poll_wait(struct call *, int64_t after_ms) MUST_CHECK;

/* poll_until: C's answer is held until DUE_MS, monotonic. False: too many wait: it leaves now. */
bool poll_until(struct call *, int64_t due_ms) MUST_CHECK;

/* poll_tick: asks again for those whose turn it is, and lets go what was held. Returns in how many ms it wants to be called again. */
int poll_tick(struct web *);
#endif
