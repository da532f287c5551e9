/* calendar_test.c - our own zone and Easter arithmetic against Python's, and working days against the calendar on the wall.
 * Run from the top of the tree; needs python3 and tzdata. */
#include "domain/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct date
day(const char *text)
{
	struct date d;

	if (!clock_date_parse(str_of(text), &d))
		fail_msg("not a date: %s", text);
	return d;
}

static void
same_day(struct date d, const char *want)
{
	char text[CLOCK_DATE_SIZE];

	clock_date_format(d, text);
	assert_string_equal(text, want);
}

static void
check_end_of_day(const char *line)
{
	char date[16];
	long long ms;

	assert_int_equal(sscanf(line, "D %15s %lld", date, &ms), 2);
	assert_int_equal(calendar_end_of_day(day(date), CALENDAR_ZONE_brussels).ms, ms);
}

static void
check_local(const char *line)
{
	char date[16], got[48];
	long long ms;
	int hour, minute, weekday, offset;

	assert_int_equal(sscanf(line, "T %lld %15s %d:%d %d %d", &ms, date, &hour, &minute, &weekday, &offset), 6);
	struct utc_ms t = { ms };
	struct clock_fields f = calendar_local(t, CALENDAR_ZONE_brussels);

	snprintf(got, sizeof got, "T %lld %04d-%02d-%02d %02d:%02d %d %d\n", ms, f.year, f.month, f.day, f.hour, f.minute, f.weekday,
		 calendar_offset_minutes(t, CALENDAR_ZONE_brussels));
	assert_string_equal(got, line);
	assert_int_equal(calendar_day_of(t, CALENDAR_ZONE_brussels).days, day(date).days);
}

static void
check_easter(const char *line)
{
	char date[16];

	assert_int_equal(sscanf(line, "E %15s", date), 1);
	same_day(calendar_easter(atoi(date)), date);
}

static void
check_months(const char *line)
{
	char from[16], to[16];
	int months;

	assert_int_equal(sscanf(line, "M %15s %d %15s", from, &months, to), 3);
	same_day(calendar_add_months(day(from), months), to);
}

static void
as_python_says(void **state)
{
	static const struct { char kind; void (*check)(const char *); int least; } KIND[] = {
		{ 'D', check_end_of_day, 14976 }, { 'T', check_local, 14976 * 2 + 82 * 363 }, { 'E', check_easter, 1100 },
		{ 'M', check_months, 3000 },
	};
	int count[COUNT(KIND)] = { 0 };
	char line[80];
	FILE *python = popen("/usr/bin/python3 test/domain/calendar_oracle.py", "r");

	(void)state;
	assert_non_null(python);
	while (fgets(line, sizeof line, python))
		for (size_t i = 0; i < COUNT(KIND); i++)
			if (line[0] == KIND[i].kind) {
				KIND[i].check(line);
				count[i]++;
			}
	assert_int_equal(pclose(python), 0);
	for (size_t i = 0; i < COUNT(KIND); i++)
		assert_int_equal(count[i], KIND[i].least);
}

static void
known_easters(void **state)
{
	static const char *const EASTER[] = {
		"1954-04-18", "1961-04-02", "1981-04-19", "1990-04-15", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31",
		"2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18", "2076-04-19",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(EASTER); i++)
		same_day(calendar_easter(atoi(EASTER[i])), EASTER[i]);
	for (int year = CLOCK_YEAR_MIN; year <= CLOCK_YEAR_MAX; year++) {
		struct date d = calendar_easter(year);

		assert_int_equal(clock_weekday(d), 7);
		assert_true(d.days >= clock_date(year, 3, 22).days && d.days <= clock_date(year, 4, 25).days);
	}
}

static void
utc_has_no_summer(void **state)
{
	struct utc_ms end = calendar_end_of_day(day("2026-07-01"), CALENDAR_ZONE_utc);

	(void)state;
	assert_int_equal(end.ms, (day("2026-07-01").days + 1) * CLOCK_DAY_MS);
	assert_int_equal(calendar_day_of(end, CALENDAR_ZONE_utc).days, day("2026-07-02").days);
	assert_string_equal(calendar_zone_names.name[CALENDAR_ZONE_brussels], "Europe/Brussels");
	assert_int_equal(calendar_zone_names.n, CALENDAR_ZONE_COUNT);
}

static void
months_clamp(void **state)
{
	(void)state;
	same_day(calendar_add_months(day("2026-01-31"), 1), "2026-02-28");
	same_day(calendar_add_months(day("2024-01-31"), 1), "2024-02-29");
	same_day(calendar_add_months(day("2026-08-31"), 6), "2027-02-28");
	same_day(calendar_add_months(day("2026-03-31"), -1), "2026-02-28");
	same_day(calendar_add_months(day("2026-11-22"), 0), "2026-11-22");
	same_day(calendar_add_months(day("2026-12-15"), 1), "2027-01-15");
	same_day(calendar_add_months(day("2999-12-01"), 1), "2999-12-31");
	same_day(calendar_add_months(day("1900-01-15"), -1), "1900-01-01");
	same_day(calendar_add_months(day("2026-11-22"), INT32_MAX), "2999-12-31");
	same_day(calendar_add_days(day("2026-11-22"), INT32_MAX), "2999-12-31");
	same_day(calendar_add_days(day("2026-11-22"), INT32_MIN), "1900-01-01");
	same_day(calendar_add_days(day("2026-02-28"), 1), "2026-03-01");
}

/* The month of every day of ten years, for every kind of start. */
static void
contract_months(void **state)
{
	static const char *const START[] = { "2024-01-31", "2024-02-29", "2025-12-01", "2026-05-30", "2023-08-15" };

	(void)state;
	for (size_t i = 0; i < COUNT(START); i++) {
		struct date start = day(START[i]);

		assert_int_equal(calendar_month_of(start, (struct date){ start.days - 1 }), 0);
		for (int n = 1; n <= 120; n++) {
			struct date first = calendar_add_months(start, n - 1), next = calendar_add_months(start, n);

			assert_true(next.days - first.days >= 28 && next.days - first.days <= 31);
			for (struct date d = first; d.days < next.days; d.days++)
				assert_int_equal(calendar_month_of(start, d), n);
		}
	}
}

static void
working_days(void **state)
{
	static const char *const HOLIDAYS_2026[] = {
		"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-07-21", "2026-08-15", "2026-11-01",
		"2026-11-11", "2026-12-25",
	};
	size_t found = 0;

	(void)state;
	for (struct date d = day("2026-01-01"); d.days <= day("2026-12-31").days; d.days++)
		if (calendar_is_holiday(d)) {
			assert_true(found < COUNT(HOLIDAYS_2026));
			same_day(d, HOLIDAYS_2026[found++]);
			assert_false(calendar_is_working(d));
		}
	assert_int_equal(found, COUNT(HOLIDAYS_2026));
	assert_true(calendar_is_working(day("2026-11-20")));
	assert_false(calendar_is_working(day("2026-11-21")));
	assert_false(calendar_is_working(day("2026-11-22")));

	same_day(calendar_add_working_days(day("2026-11-22"), 0), "2026-11-22");
	same_day(calendar_add_working_days(day("2026-11-22"), 1), "2026-11-23");
	same_day(calendar_add_working_days(day("2026-11-20"), 3), "2026-11-25");
	same_day(calendar_add_working_days(day("2026-12-23"), 3), "2026-12-29");	/* Christmas on a Friday */
	same_day(calendar_add_working_days(day("2026-04-02"), 1), "2026-04-03");	/* Good Friday is no holiday */
	same_day(calendar_add_working_days(day("2026-04-03"), 1), "2026-04-07");	/* Easter Monday is */
	same_day(calendar_add_working_days(day("2999-12-30"), 1000), "2999-12-31");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_python_says), cmocka_unit_test(known_easters), cmocka_unit_test(utc_has_no_summer),
		cmocka_unit_test(months_clamp), cmocka_unit_test(contract_months), cmocka_unit_test(working_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
