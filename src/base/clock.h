/* clock.h - reading the clock, and instants and days as text and as civil fields, always in UTC.
 * What depends on a place (what day is it in Brussels?) is domain/calendar.
 * Only clock_now() and clock_monotonic() touch the world; the domain never calls them and gets its instants as arguments.
 * Days are of the proleptic Gregorian calendar. There are no leap seconds. */
#ifndef SIMOFF_CLOCK_H
#define SIMOFF_CLOCK_H
#include "base/base.h"

#define CLOCK_DAY_MS    INT64_C(86400000)
#define CLOCK_YEAR_MIN  1900		/* what a text may name; */
#define CLOCK_YEAR_MAX  2999		/* calculations and formatting go from year 1 to 9999 */
#define CLOCK_TEXT_SIZE 32		/* "2026-11-22T18:20:05.123Z", "Sun, 22 Nov 2026 18:20:05 +0000" */
#define CLOCK_DATE_SIZE 16		/* "2026-11-22" */

struct clock_fields {
	int year, month, day;		/* 1..9999, 1..12, 1..31 */
	int weekday;			/* 1 Monday .. 7 Sunday */
	int hour, minute, second, ms;
};

struct utc_ms clock_now(void);		/* the machine's clock; may jump */
int64_t clock_monotonic_us(void);		/* the same in microseconds, for measuring short things */
struct utc_ms clock_monotonic(void);	/* for waiting and measuring: since an unknown start, never falls */

/* clock_date(year, month, day): that day, which must exist (assert). */
struct date clock_date(int year, int month, int day);
int clock_month_days(int year, int month);	/* 28..31 */
int clock_weekday(struct date);			/* 1 Monday .. 7 Sunday */
struct date clock_day_of(struct utc_ms);	/* the day in UTC */
struct clock_fields clock_date_fields(struct date);	/* at 00:00 */
struct clock_fields clock_fields_of(struct utc_ms);	/* in UTC */

/* Text of an instant, RFC 3339 with milliseconds and 'Z'; none (0) gives the empty text. */
void clock_format(struct utc_ms, char out[CLOCK_TEXT_SIZE]);
/* clock_parse(s, out): an RFC 3339 date-time, any offset, any number of decimals (cut to milliseconds, not rounded).
 * Refused, with OUT unchanged: years outside the limits, second 60, and 1970-01-01T00:00:00Z, which would read as none. */
bool clock_parse(struct str, struct utc_ms *out) MUST_CHECK;
/* The date of a mail, RFC 5322 3.3: "Sun, 22 Nov 2026 18:20:05 +0000". */
void clock_format_mail(struct utc_ms, char out[CLOCK_TEXT_SIZE]);

/* Text of a day: "2026-11-22"; none gives the empty text. Parsing refuses days that do not exist. */
void clock_date_format(struct date, char out[CLOCK_DATE_SIZE]);
bool clock_date_parse(struct str, struct date *out) MUST_CHECK;
#endif
