/* live.h - the page of a case that moves by itself: /case/REFERENCE/events waits until the case is no longer as the page shows it,
 * answers with one server-sent event, and ends; the browser comes again by itself. Nobody streams. */
#ifndef SIMOFF_WEB_LIVE_H
#define SIMOFF_WEB_LIVE_H
#include "web/call.h"

#define LIVE_WAIT_MS  25000		/* then an empty answer, before proxies lose patience */
#define LIVE_ASK_MS   1000		/* how late news may be */
#define LIVE_RETRY_MS 1000		/* when the browser comes again */
#define LIVE_LATER_MS 30000		/* the same when too many wait, or the desk is busy */

/* live_version: of what the page of V shows; 16 hexadecimal digits, in the request's arena. */
struct str live_version(struct call *, const struct desk_case_view *v);

void live_events(struct call *);
void live_events_answer(struct call *, const struct call_reply *);
#endif
