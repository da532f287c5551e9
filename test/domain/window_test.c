/* window_test.c - hours of the day: what is one, when it opens next, and the nights in which clocks are changed. */
#include "domain/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct utc_ms
at(const char *text)
{
	struct utc_ms t;

	if (!clock_parse(str_of(text), &t))
		fail_msg("not an instant: %s", text);
	return t;
}

static void
parsing(void **state)
{
	static const struct { const char *text; bool ok; int from, to; } ROW[] = {
		{ "", true, 0, 0 }, { "08:00-21:00", true, 480, 1260 }, { "21:30-06:05", true, 1290, 365 }, { "00:00-24:00", true, 0, 1440 },
		{ "08:00", false, 0, 0 }, { "8:00-21:00", false, 0, 0 }, { "08:00-24:01", false, 0, 0 }, { "08:60-21:00", false, 0, 0 },
		{ "08:00-08:00", false, 0, 0 }, { "24:00-08:00", false, 0, 0 }, { "08:00-21:00 ", false, 0, 0 }, { "-1:00-21:00", false, 0, 0 },
		{ "aa:bb-cc:dd", false, 0, 0 }, { "08:00-21:-1", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct window w = { 7, 7 };

		if (window_parse(str_of(ROW[i].text), &w) != ROW[i].ok)
			fail_msg("\"%s\"", ROW[i].text);
		assert_int_equal(w.from, ROW[i].ok ? ROW[i].from : 7);
		assert_int_equal(w.to, ROW[i].ok ? ROW[i].to : 7);
	}
}

static void
opens_next(void **state)
{
	static const struct { const char *window, *now, *next; } ROW[] = {
		{ "", "2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z" },
		/* winter: Brussels is an hour ahead */
		{ "08:00-21:00", "2026-11-22T06:59:59.999Z", "2026-11-22T07:00:00Z" },
		{ "08:00-21:00", "2026-11-22T07:00:00Z",     "2026-11-22T07:00:00Z" },
		{ "08:00-21:00", "2026-11-22T19:59:59Z",     "2026-11-22T19:59:59Z" },
		{ "08:00-21:00", "2026-11-22T20:00:00Z",     "2026-11-23T07:00:00Z" },
		{ "08:00-21:00", "2026-12-31T23:30:00Z",     "2027-01-01T07:00:00Z" },
		{ "21:00-06:00", "2026-11-22T12:00:00.5Z",   "2026-11-22T20:00:00Z" },
		{ "21:00-06:00", "2026-11-22T23:30:00Z",     "2026-11-22T23:30:00Z" },
		{ "21:00-06:00", "2026-11-23T05:00:00Z",     "2026-11-23T20:00:00Z" },
		/* summer: two hours */
		{ "08:00-21:00", "2026-07-01T19:00:00Z",     "2026-07-02T06:00:00Z" },
		/* 29 March 2026, 01:00Z: 02:00 becomes 03:00. Evening before, morning after; a window in the gap */
		{ "08:00-21:00", "2026-03-28T20:30:00Z",     "2026-03-29T06:00:00Z" },
		{ "02:30-04:00", "2026-03-29T00:59:00Z",     "2026-03-29T01:00:00Z" },
		{ "02:00-02:30", "2026-03-29T00:30:00Z",     "2026-03-30T00:00:00Z" },
		/* 25 October 2026, 01:00Z: 03:00 becomes 02:00 again */
		{ "08:00-21:00", "2026-10-24T19:30:00Z",     "2026-10-25T07:00:00Z" },
		{ "02:30-03:00", "2026-10-25T00:00:00Z",     "2026-10-25T00:30:00Z" },
		{ "02:30-03:00", "2026-10-25T01:00:00Z",     "2026-10-25T01:30:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		char got[CLOCK_TEXT_SIZE], want[CLOCK_TEXT_SIZE];
		struct window w;

		assert_true(window_parse(str_of(ROW[i].window), &w));
		clock_format(window_next(&w, at(ROW[i].now), CALENDAR_ZONE_brussels), got);
		clock_format(at(ROW[i].next), want);
		if (strcmp(got, want) != 0)
			fail_msg("%s at %s: %s, not %s", ROW[i].window, ROW[i].now, got, want);
	}
}

/* Against every minute of a year: what is said to be next is open, and no minute before it was. */
static void
no_minute_is_missed(void **state)
{
	static const struct window W[] = { { 480, 1260 }, { 1290, 365 }, { 150, 180 }, { 0, 1 }, { 1439, 1440 } };

	(void)state;
	for (size_t i = 0; i < COUNT(W); i++) {
		struct utc_ms t = at("2026-01-01T00:00:30Z"), end = at("2027-01-01T00:00:00Z");

		while (t.ms < end.ms) {
			struct utc_ms next = window_next(&W[i], t, CALENDAR_ZONE_brussels);

			assert_true(window_is_open(&W[i], next, CALENDAR_ZONE_brussels));
			for (struct utc_ms m = { t.ms - t.ms % 60000 }; m.ms < next.ms - next.ms % 60000; m.ms += 60000)
				assert_false(window_is_open(&W[i], m, CALENDAR_ZONE_brussels));
			t.ms = next.ms + 47 * 60000;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parsing), cmocka_unit_test(opens_next), cmocka_unit_test(no_minute_is_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
