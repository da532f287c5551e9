/* window.h - the hours of the day in which what may wait is done: "08:00-21:00" by the operator's clock on the wall. Pure.
 * 21:00-06:00 is over midnight. When clocks are changed the wall decides: an hour that comes twice is open twice, an opening
 * that is skipped is the first minute after the gap. */
#ifndef SIMOFF_WINDOW_H
#define SIMOFF_WINDOW_H
#include "domain/calendar.h"

struct window { int from, to; };	/* minutes since 00:00 by the wall; FROM is in it, TO is not; both 0: always open */

/* window_parse: "HH:MM-HH:MM" up to 24:00, or empty for always. False: neither, or no minute would be in it. */
bool window_parse(struct str, struct window *out) MUST_CHECK;
bool window_is_open(const struct window *, struct utc_ms, enum calendar_zone);
/* window_next(w, t, zone): T if it is open then, else the minute in which it opens next. Cost: some 150 steps at most. */
struct utc_ms window_next(const struct window *, struct utc_ms, enum calendar_zone);
#endif
