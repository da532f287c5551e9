/* clock_test.c - every day from 1900 to 2999 there and back, texts that are taken, and texts that are not. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
every_day(void **state)
{
	struct date d = clock_date(CLOCK_YEAR_MIN, 1, 1), back;
	int weekday = 1, year = CLOCK_YEAR_MIN, month = 1, day = 1;	/* 1 January 1900 was a Monday */
	char text[CLOCK_DATE_SIZE];

	(void)state;
	assert_int_equal(d.days, -25567);
	for (; year <= CLOCK_YEAR_MAX; d.days++) {
		struct clock_fields f = clock_date_fields(d);

		assert_true(f.year == year && f.month == month && f.day == day && f.weekday == weekday);
		assert_int_equal(clock_date(year, month, day).days, d.days);
		clock_date_format(d, text);
		assert_true(clock_date_parse(str_of(text), &back));
		assert_int_equal(back.days, d.days);
		weekday = weekday % 7 + 1;
		if (++day > clock_month_days(year, month)) {
			day = 1;
			year += month == 12;
			month = month % 12 + 1;
		}
	}
	assert_int_equal(d.days, 376200);		/* 1 January 3000 */
}

static void
days_as_text(void **state)
{
	static const char *const BAD[] = {
		"", "2026-11-31", "2026-02-29", "2100-02-29", "1899-12-31", "3000-01-01", "2026-00-10", "2026-13-01",
		"2026-01-00", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T",
		"20260101", "+026-01-01", "2026-01-0x",
	};
	struct date d = { 5 };
	char text[CLOCK_DATE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++)
		if (clock_date_parse(str_of(BAD[i]), &d))
			fail_msg("accepted \"%s\"", BAD[i]);
	assert_int_equal(d.days, 5);
	assert_true(clock_date_parse(STR("2000-02-29"), &d));
	assert_int_equal(d.days, 11016);
	assert_true(clock_date_parse((struct str){ "2026-11-229", 10 }, &d));
	clock_date_format(d, text);
	assert_string_equal(text, "2026-11-22");
	clock_date_format((struct date){ 0 }, text);
	assert_string_equal(text, "1970-01-01");
	clock_date_format(DATE_NONE, text);
	assert_string_equal(text, "");
}

static void
instants_taken(void **state)
{
	static const struct { const char *in, *out; } ROW[] = {
		{ "2026-11-22T18:20:05.123Z",       "2026-11-22T18:20:05.123Z" },
		{ "2026-11-22T18:20:05Z",           "2026-11-22T18:20:05.000Z" },
		{ "2026-11-22t18:20:05z",           "2026-11-22T18:20:05.000Z" },
		{ "2026-11-22T18:20:05.1Z",         "2026-11-22T18:20:05.100Z" },
		{ "2026-11-22T18:20:05.999999999Z", "2026-11-22T18:20:05.999Z" },
		{ "2026-11-22T19:20:05+01:00",      "2026-11-22T18:20:05.000Z" },
		{ "2026-01-01T00:30:00+01:00",      "2025-12-31T23:30:00.000Z" },
		{ "2026-12-31T23:30:00-05:45",      "2027-01-01T05:15:00.000Z" },
		{ "2026-11-22T18:20:05-00:00",      "2026-11-22T18:20:05.000Z" },
		{ "1969-12-31T23:59:59.999Z",       "1969-12-31T23:59:59.999Z" },
		{ "1900-01-01T00:00:00Z",           "1900-01-01T00:00:00.000Z" },
		{ "2999-12-31T23:59:59.999-23:59",  "3000-01-01T23:58:59.999Z" },
	};
	char text[CLOCK_TEXT_SIZE];
	struct utc_ms t;

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		if (!clock_parse(str_of(ROW[i].in), &t))
			fail_msg("refused \"%s\"", ROW[i].in);
		clock_format(t, text);
		assert_string_equal(text, ROW[i].out);
	}
	assert_true(clock_parse(STR("2026-11-22T18:20:05.123Z"), &t));
	assert_int_equal(t.ms, INT64_C(1795371605123));
	clock_format((struct utc_ms){ 0 }, text);
	assert_string_equal(text, "");
}

static void
instants_refused(void **state)
{
	static const char *const BAD[] = {
		"", "2026-11-22", "2026-11-22T18:20:05", "2026-11-22 18:20:05Z", "2026-11-22T18:20Z", "2026-11-22T24:00:00Z",
		"2026-11-22T18:60:05Z", "2026-11-22T18:20:60Z", "2026-11-22T18:20:05.Z", "2026-11-22T18:20:05,1Z",
		"2026-11-22T18:20:05+1:00", "2026-11-22T18:20:05+01", "2026-11-22T18:20:05+0100", "2026-11-22T18:20:05+24:00",
		"2026-11-22T18:20:05+01:60", "2026-11-22T18:20:05Zx", "2026-11-31T18:20:05Z", "1899-12-31T23:59:59Z",
		"3000-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00", "2026-11-22T18:20:05.1x",
		"2026-11-22T18:20:05.", "2026-11-22T18:20:05 Z", "2026-11-22T18:20:05-",
	};
	struct utc_ms t = { 5 };

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++)
		if (clock_parse(str_of(BAD[i]), &t))
			fail_msg("accepted \"%s\"", BAD[i]);
	assert_int_equal(t.ms, 5);
}

static void
mail_dates(void **state)
{
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	clock_format_mail((struct utc_ms){ INT64_C(1795371605123) }, text);
	assert_string_equal(text, "Sun, 22 Nov 2026 18:20:05 +0000");
	clock_format_mail((struct utc_ms){ 0 }, text);
	assert_string_equal(text, "Thu, 01 Jan 1970 00:00:00 +0000");
}

static void
clocks_run(void **state)
{
	struct utc_ms a = clock_monotonic(), now = clock_now(), b = clock_monotonic();

	(void)state;
	assert_true(a.ms <= b.ms && a.ms > 0);
	assert_true(now.ms > INT64_C(1700000000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day), cmocka_unit_test(days_as_text), cmocka_unit_test(instants_taken),
		cmocka_unit_test(instants_refused), cmocka_unit_test(mail_dates), cmocka_unit_test(clocks_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
