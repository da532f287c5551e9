/* calendar.c - zones, months, working days. Pure, no tables of the system.
 * Sources: Directive 2000/84/EC (summer time); the ten holidays of Belgium (1 January, Easter Monday, 1 May, Ascension,
 * Whit Monday, 21 July, 15 August, 1 November, 11 November, 25 December); PRODUCT 2 and 3. Errors: none. */
#include "domain/calendar.h"

#define MINUTE_MS 60000

static const char *const ZONE_NAME[] = {
#define X(n, word, minutes, summer) [CALENDAR_ZONE_##n] = word,
	CALENDAR_ZONES(X)
#undef X
};
const struct names calendar_zone_names = { ZONE_NAME, COUNT(ZONE_NAME) };

static const struct { int minutes; bool summer; } ZONE[] = {
#define X(n, word, minutes, summer) [CALENDAR_ZONE_##n] = { minutes, summer },
	CALENDAR_ZONES(X)
#undef X
};

/* 01:00 UTC on the last Sunday of MONTH, which has 31 days. */
static int64_t
switch_ms(int year, int month)
{
	struct date last = clock_date(year, month, 31);
	int sunday = last.days - clock_weekday(last) % 7;

	return sunday * CLOCK_DAY_MS + 60 * MINUTE_MS;
}

static bool
is_summer(struct utc_ms t)
{
	int year = clock_date_fields(clock_day_of(t)).year;

	return t.ms >= switch_ms(year, 3) && t.ms < switch_ms(year, 10);
}

int
calendar_offset_minutes(struct utc_ms t, enum calendar_zone zone)
{
	assert(zone < CALENDAR_ZONE_COUNT);
	return ZONE[zone].minutes + (ZONE[zone].summer && is_summer(t) ? 60 : 0);
}

static struct utc_ms
shifted(struct utc_ms t, enum calendar_zone zone)
{
	return (struct utc_ms){ t.ms + calendar_offset_minutes(t, zone) * MINUTE_MS };
}

struct clock_fields
calendar_local(struct utc_ms t, enum calendar_zone zone)
{
	return clock_fields_of(shifted(t, zone));
}

struct date
calendar_day_of(struct utc_ms t, enum calendar_zone zone)
{
	return clock_day_of(shifted(t, zone));
}

struct utc_ms
calendar_end_of_day(struct date d, enum calendar_zone zone)
{
	assert(d.days != DATE_NONE.days && zone < CALENDAR_ZONE_COUNT);

	/* Midnight by winter's clock is at most one hour late; no switch lies within that hour. */
	struct utc_ms winter = { (d.days + 1) * CLOCK_DAY_MS - ZONE[zone].minutes * MINUTE_MS };
	return (struct utc_ms){ (d.days + 1) * CLOCK_DAY_MS - calendar_offset_minutes(winter, zone) * MINUTE_MS };
}

/* -- days and months -- */

static struct date
within_limits(int64_t days)
{
	struct date first = clock_date(CLOCK_YEAR_MIN, 1, 1), last = clock_date(CLOCK_YEAR_MAX, 12, 31);

	if (days < first.days)
		return first;
	if (days > last.days)
		return last;
	return (struct date){ (int32_t)days };
}

struct date
calendar_add_days(struct date d, int days)
{
	assert(d.days != DATE_NONE.days);
	return within_limits((int64_t)d.days + days);
}

struct date
calendar_add_months(struct date d, int months)
{
	struct clock_fields f = clock_date_fields(d);
	int64_t month = f.year * 12 + (f.month - 1) + (int64_t)months;	/* counted from year 0 */

	if (month < CLOCK_YEAR_MIN * 12)
		return within_limits(INT64_MIN);
	if (month > CLOCK_YEAR_MAX * 12 + 11)
		return within_limits(INT64_MAX);
	int year = (int)(month / 12), of_year = (int)(month % 12) + 1, days = clock_month_days(year, of_year);
	return clock_date(year, of_year, f.day < days ? f.day : days);
}

int
calendar_month_of(struct date start, struct date d)
{
	struct clock_fields a = clock_date_fields(start), b = clock_date_fields(d);
	int months = (b.year - a.year) * 12 + b.month - a.month;

	/* START + MONTHS is in the calendar month of D: on or before D, month MONTHS + 1 has begun. */
	return calendar_add_months(start, months).days <= d.days ? months + 1 : months;
}

/* -- working days -- */

/* The Gregorian computus. The paschal full moon falls on or after 21 March; its age comes from the 19-year cycle (GOLDEN),
 * corrected by the century: leap days dropped (SOLAR) and the moon's drift (LUNAR). */
struct date
calendar_easter(int year)
{
	int golden = year % 19, century = year / 100;
	int solar = century - century / 4, lunar = (8 * century + 13) / 25;
	int epact = (19 * golden + solar - lunar + 15) % 30;

	if (epact == 29 || (epact == 28 && golden > 10))	/* keeps the full moon by 18 April, and apart in one cycle */
		epact--;
	struct date moon = { clock_date(year, 3, 21).days + epact };
	return (struct date){ moon.days + 7 - clock_weekday(moon) % 7 };	/* the Sunday after it */
}

bool
calendar_is_holiday(struct date d)
{
	static const struct { int month, day; } FIXED[] = {
		{ 1, 1 }, { 5, 1 }, { 7, 21 }, { 8, 15 }, { 11, 1 }, { 11, 11 }, { 12, 25 },
	};
	static const int AFTER_EASTER[] = { 1, 39, 50 };	/* Easter Monday, Ascension, Whit Monday */
	struct clock_fields f = clock_date_fields(d);

	for (size_t i = 0; i < COUNT(FIXED); i++)
		if (f.month == FIXED[i].month && f.day == FIXED[i].day)
			return true;
	for (size_t i = 0; i < COUNT(AFTER_EASTER); i++)
		if (d.days == calendar_easter(f.year).days + AFTER_EASTER[i])
			return true;
	return false;
}

bool
calendar_is_working(struct date d)
{
	return clock_weekday(d) <= 5 && !calendar_is_holiday(d);
}

struct date
calendar_add_working_days(struct date d, int n)
{
	assert(n >= 0 && n <= CALENDAR_WORKING_DAYS_MAX);
	const struct date last = within_limits(INT64_MAX);

	while (n > 0 && d.days < last.days) {
		d.days++;
		n -= calendar_is_working(d);
	}
	return d;
}
