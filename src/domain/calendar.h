/* calendar.h - what day and what time it is where the operator is, working days, and months of a contract.
 * Pure. Zones follow the rule of the European Union since 1996 (summer time from the last Sunday of March to the last
 * Sunday of October, both at 01:00 UTC), by our own arithmetic. Limits: before 1996 the same rule is applied, which may be
 * an hour off; a law that ends summer time needs a new version. Holidays are those of Belgium.
 * Results past the last day of CLOCK_YEAR_MAX become that day, before the first of CLOCK_YEAR_MIN that day.
 * DATE_NONE as an argument is a bug (assert). */
#ifndef SIMOFF_CALENDAR_H
#define SIMOFF_CALENDAR_H
#include "base/base.h"
#include "base/clock.h"
#include "base/record.h"

/* name, its word in the configuration, offset in winter in minutes, EU summer time */
#define CALENDAR_ZONES(X) \
	X(brussels, "Europe/Brussels", 60, true) \
	X(utc,      "UTC",             0,  false)
enum calendar_zone {
#define X(n, word, minutes, summer) CALENDAR_ZONE_##n,
	CALENDAR_ZONES(X)
#undef X
	CALENDAR_ZONE_COUNT
};
extern const struct names calendar_zone_names;

#define CALENDAR_WORKING_DAYS_MAX 1000

int calendar_offset_minutes(struct utc_ms, enum calendar_zone);		/* how far local clocks are ahead of UTC */
struct clock_fields calendar_local(struct utc_ms, enum calendar_zone);	/* what a clock on the wall shows */
struct date calendar_day_of(struct utc_ms, enum calendar_zone);
/* calendar_end_of_day(d, zone): the instant of 24:00 local of D = 00:00 of the next day. It never falls into a switch. */
struct utc_ms calendar_end_of_day(struct date, enum calendar_zone);

struct date calendar_add_days(struct date, int days);		/* may be negative */
/* calendar_add_months(d, months): the same day of a later (or earlier) month, or that month's last day if it is shorter. */
struct date calendar_add_months(struct date, int months);
/* calendar_month_of(start, d): the number N of the contract month that D is in. Month N runs from START + (N-1) months up
 * to the day before START + N months, each counted from START, so that 31 January, 28 February, 31 March are firsts of
 * months 1, 2, 3. Below 1 when D is before START. */
int calendar_month_of(struct date start, struct date d);

struct date calendar_easter(int year);				/* Easter Sunday, Gregorian */
bool calendar_is_holiday(struct date);				/* one of Belgium's ten public holidays */
bool calendar_is_working(struct date);				/* Monday to Friday and no holiday */
/* calendar_add_working_days(d, n): the Nth working day after D; D itself for 0. 0 <= N <= CALENDAR_WORKING_DAYS_MAX. */
struct date calendar_add_working_days(struct date, int n);
#endif
