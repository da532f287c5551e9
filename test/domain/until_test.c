/* until_test.c - the last days that a contract gives: the day before, on the day, the day after. */
#include "domain/until.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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
is_day(struct date got, const char *want)
{
	char text[CLOCK_DATE_SIZE];

	clock_date_format(got, text);
	assert_string_equal(text, want);
}

/* 22 November 2026 is a Sunday. */
static void
withdrawal_of_14_days(void **state)
{
	static const struct { const char *sold, *last; } ROW[] = {
		{ "2026-11-09", "2026-11-23" },	/* Monday to Monday */
		{ "2026-11-06", "2026-11-20" },	/* Friday */
		{ "2026-11-07", "2026-11-23" },	/* a Saturday: Monday */
		{ "2026-11-08", "2026-11-23" },	/* a Sunday */
		{ "2026-10-28", "2026-11-12" },	/* 11 November */
		{ "2026-12-11", "2026-12-28" },	/* 25 December is a Friday: the Monday after */
		{ "2026-03-23", "2026-04-07" },	/* Easter Monday */
		{ "2025-12-18", "2026-01-02" },	/* over the new year */
		{ "2028-02-15", "2028-02-29" },	/* a leap day */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++)
		is_day(until_withdrawal(day(ROW[i].sold), true), ROW[i].last);
	is_day(until_withdrawal(DATE_NONE, true), "");
	is_day(until_withdrawal(day("2026-11-09"), false), "");
}

static void
withdrawal_is_open_to_the_last_day(void **state)
{
	struct date sold = day("2026-11-07"), last = until_withdrawal(sold, true);

	(void)state;
	for (int i = -20; i < 40; i++) {
		struct date d = calendar_add_days(sold, i);

		assert_int_equal(until_withdrawal_is_open(sold, true, d), d.days <= last.days);
		assert_false(until_withdrawal_is_open(sold, false, d));
		assert_false(until_withdrawal_is_open(DATE_NONE, true, d));
	}
}

/* Whatever the day of the sale: 14 days at least, a working day, and no working day between the 14th and it. */
static void
every_day_of_five_years(void **state)
{
	(void)state;
	for (struct date sold = day("2024-01-01"); sold.days < day("2029-01-01").days; sold.days++) {
		struct date last = until_withdrawal(sold, true);

		assert_in_range(last.days - sold.days, 14, 14 + 4);
		assert_true(calendar_is_working(last));
		for (struct date d = { sold.days + 14 }; d.days < last.days; d.days++)
			assert_false(calendar_is_working(d));
	}
}

static void
paid_month(void **state)
{
	static const struct { const char *start, *day, *last; } ROW[] = {
		{ "2026-06-15", "2026-11-14", "2026-11-14" },	/* the last day of a month */
		{ "2026-06-15", "2026-11-15", "2026-12-14" },	/* the first of the next */
		{ "2026-06-15", "2026-06-15", "2026-07-14" },
		{ "2026-06-15", "2026-05-01", "2026-07-14" },	/* has not begun */
		{ "2026-01-31", "2026-02-10", "2026-02-27" },	/* month 2 begins on 28 February */
		{ "2026-01-31", "2026-02-28", "2026-03-30" },
		{ "2026-01-01", "2026-11-23", "2026-11-30" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++)
		is_day(until_month(day(ROW[i].start), day(ROW[i].day)), ROW[i].last);
	is_day(until_month(DATE_NONE, day("2026-11-23")), "");
}

static void
paid_credit(void **state)
{
	(void)state;
	is_day(until_credit(day("2026-11-23"), day("2026-11-22")), "2026-11-23");
	is_day(until_credit(day("2026-11-23"), day("2026-11-23")), "2026-11-23");
	is_day(until_credit(day("2026-11-23"), day("2026-11-24")), "");
	is_day(until_credit(DATE_NONE, day("2026-11-24")), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(withdrawal_of_14_days),
		cmocka_unit_test(withdrawal_is_open_to_the_last_day),
		cmocka_unit_test(every_day_of_five_years),
		cmocka_unit_test(paid_month),
		cmocka_unit_test(paid_credit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
