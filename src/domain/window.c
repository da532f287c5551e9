/* window.c - hours of the day, by the wall. Pure. Errors: none beyond a text that is no window. */
#include "domain/window.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MINUTES 1440
#define CHANGE_MINUTES 60		/* what a change of clocks can take away from the wait */

/* "21:30" -> 1290 */
static bool
minute_parse(struct str s, int *out)
{
	struct str hour, minute;
	int64_t h, m;

	if (s.n != 5 || !str_split(s, ':', &hour, &minute) || hour.n != 2 || !str_to_i64(hour, &h) || !str_to_i64(minute, &m))
		return false;
	*out = (int)(h * 60 + m);
	return h >= 0 && m >= 0 && m < 60 && *out <= DAY_MINUTES;
}

bool
window_parse(struct str s, struct window *out)
{
	struct str from, to;
	struct window w = { 0, 0 };

	if (s.n && (!str_split(s, '-', &from, &to) || !minute_parse(from, &w.from) || !minute_parse(to, &w.to) || w.from == w.to
	    || w.from == DAY_MINUTES))
		return false;
	*out = w;
	return true;
}

static int
wall_minute(struct utc_ms t, enum calendar_zone zone)
{
	struct clock_fields f = calendar_local(t, zone);

	return f.hour * 60 + f.minute;
}

bool
window_is_open(const struct window *w, struct utc_ms t, enum calendar_zone zone)
{
	int m = wall_minute(t, zone);

	if (w->from == w->to)
		return true;
	return w->from < w->to ? m >= w->from && m < w->to : m >= w->from || m < w->to;
}

struct utc_ms
window_next(const struct window *w, struct utc_ms t, enum calendar_zone zone)
{
	if (window_is_open(w, t, zone))
		return t;
	int wait = (w->from - wall_minute(t, zone) + DAY_MINUTES) % DAY_MINUTES;
	int skip = wait > CHANGE_MINUTES ? wait - CHANGE_MINUTES : 0;

	t.ms += skip * MINUTE_MS - t.ms % MINUTE_MS;
	while (!window_is_open(w, t, zone))
		t.ms += MINUTE_MS;
	return t;
}
