/* hold_test.c - every state and event, and each date the day before, on it, and after. */
#include "domain/hold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct date
day(const char *text)
{
	struct date d;

	if (!clock_date_parse(str_of(text), &d))
		fail_msg("not a date: %s", text);
	return d;
}

static struct utc_ms
at(const char *text)
{
	struct utc_ms t;

	if (!clock_parse(str_of(text), &t))
		fail_msg("not an instant: %s", text);
	return t;
}

static void
same_day(struct date d, const char *want)
{
	char text[CLOCK_DATE_SIZE];

	clock_date_format(d, text);
	assert_string_equal(text, want);
}

static struct date
plus(struct date d, int days)
{
	return (struct date){ d.days + days };
}

static void
starts(void **state)
{
	struct policy p = policy_default();
	struct hold h = hold_start(&p, HOLD_ORIGIN_own, at("2026-11-22T18:20:05Z"));

	(void)state;
	assert_int_equal(h.state, HOLD_STATE_held);
	same_day(h.portable_until, "2026-12-23");
	same_day(h.assignable_from, "2027-05-23");

	/* 23:30 UTC is the next day in Brussels. */
	h = hold_start(&p, HOLD_ORIGIN_own, at("2026-11-22T23:30:00Z"));
	same_day(h.portable_until, "2026-12-24");
	same_day(h.assignable_from, "2027-05-24");

	h = hold_start(&p, HOLD_ORIGIN_own, at("2026-08-31T10:00:00Z"));
	same_day(h.assignable_from, "2027-03-01");

	h = hold_start(&p, HOLD_ORIGIN_ported_in, at("2026-11-22T18:20:05Z"));
	assert_int_equal(h.state, HOLD_STATE_returned);
	assert_int_equal(h.portable_until.days, DATE_NONE.days);
	assert_int_equal(h.assignable_from.days, DATE_NONE.days);
}

/* Whatever the policy says: 31 days and more (less the hour that spring takes), never assignable while portable, and never
 * sooner with a later read-back. */
static void
never_too_soon(void **state)
{
	struct policy p = policy_default();
	const char *why;

	(void)state;
	for (int months = 1; months <= POLICY_HOLD_MONTHS_MAX; months++)
		for (int days = 31; days <= 366; days += 67) {
			struct date last = { 0 };

			p.hold_months = months;
			p.hold_portable_days = days;
			assert_true(policy_check(&p, &why));
			for (int hour = 0; hour < 366 * 24; hour += 7) {
				struct utc_ms t = { at("2026-01-01T00:00:00Z").ms + hour * INT64_C(3600000) };
				struct hold h = hold_start(&p, HOLD_ORIGIN_own, t);
				struct utc_ms free = calendar_end_of_day(plus(h.assignable_from, -1), p.zone);

				assert_true(calendar_end_of_day(h.portable_until, p.zone).ms - t.ms > days * CLOCK_DAY_MS - 3600000);
				assert_true(free.ms - t.ms > 31 * CLOCK_DAY_MS - 3600000);
				assert_true(h.assignable_from.days > h.portable_until.days);
				assert_true(h.assignable_from.days > calendar_add_months(calendar_day_of(t, p.zone), months).days);
				assert_true(h.assignable_from.days >= last.days);
				last = h.assignable_from;
			}
		}
}

static void
portable_and_free(void **state)
{
	struct policy p = policy_default();
	struct hold h = hold_start(&p, HOLD_ORIGIN_own, at("2026-11-22T18:20:05Z"));
	struct hold_move m;

	(void)state;
	assert_true(hold_is_portable(&h, day("2026-11-22")));
	assert_true(hold_is_portable(&h, plus(h.portable_until, -1)));
	assert_true(hold_is_portable(&h, h.portable_until));
	assert_false(hold_is_portable(&h, plus(h.portable_until, 1)));

	m = hold_step(&h, HOLD_EVENT_day, plus(h.assignable_from, -1));
	assert_false(m.accepted);
	assert_int_equal(m.why, HOLD_REFUSAL_early);
	assert_int_equal(m.next.state, HOLD_STATE_held);
	assert_int_equal(m.next.assignable_from.days, h.assignable_from.days);
	m = hold_step(&h, HOLD_EVENT_day, h.assignable_from);
	assert_true(m.accepted && m.next.state == HOLD_STATE_free);
	assert_false(hold_is_portable(&m.next, h.assignable_from));
	m = hold_step(&h, HOLD_EVENT_day, plus(h.assignable_from, 1));
	assert_true(m.accepted && m.next.state == HOLD_STATE_free);
}

/* All states x events, long after every date. */
static void
matrix(void **state)
{
	static const struct {
		enum hold_state from; enum hold_event on; bool accepted; enum hold_state to; enum hold_refusal why;
	} ROW[] = {
		{ HOLD_STATE_held,     HOLD_EVENT_ported, true,  HOLD_STATE_ported,   HOLD_REFUSAL_none },
		{ HOLD_STATE_held,     HOLD_EVENT_day,    true,  HOLD_STATE_free,     HOLD_REFUSAL_none },
		{ HOLD_STATE_returned, HOLD_EVENT_ported, true,  HOLD_STATE_ported,   HOLD_REFUSAL_none },
		{ HOLD_STATE_returned, HOLD_EVENT_day,    false, HOLD_STATE_returned, HOLD_REFUSAL_no_hold },
		{ HOLD_STATE_ported,   HOLD_EVENT_ported, true,  HOLD_STATE_ported,   HOLD_REFUSAL_none },
		{ HOLD_STATE_ported,   HOLD_EVENT_day,    false, HOLD_STATE_ported,   HOLD_REFUSAL_no_hold },
		{ HOLD_STATE_free,     HOLD_EVENT_ported, false, HOLD_STATE_free,     HOLD_REFUSAL_taken },
		{ HOLD_STATE_free,     HOLD_EVENT_day,    false, HOLD_STATE_free,     HOLD_REFUSAL_no_hold },
	};
	struct policy p = policy_default();

	(void)state;
	assert_int_equal(COUNT(ROW), HOLD_STATE_COUNT * HOLD_EVENT_COUNT);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct hold h = hold_start(&p, HOLD_ORIGIN_own, at("2026-11-22T18:20:05Z"));

		h.state = ROW[i].from;
		struct hold_move m = hold_step(&h, ROW[i].on, day("2099-01-01"));
		assert_int_equal(m.accepted, ROW[i].accepted);
		assert_int_equal(m.next.state, ROW[i].to);
		assert_int_equal(m.why, ROW[i].why);
		assert_int_equal(m.next.read_back.ms, h.read_back.ms);
		if (m.accepted && m.next.state == HOLD_STATE_ported)
			assert_int_equal(m.next.assignable_from.days, DATE_NONE.days);
	}
}

/* A port is a fact also after the promise has run out: otherwise the number would be given out twice. */
static void
late_port(void **state)
{
	struct policy p = policy_default();
	struct hold h = hold_start(&p, HOLD_ORIGIN_own, at("2026-11-22T18:20:05Z"));
	struct hold_move m = hold_step(&h, HOLD_EVENT_ported, plus(h.portable_until, 1));

	(void)state;
	assert_true(m.accepted && m.next.state == HOLD_STATE_ported);
	m = hold_step(&m.next, HOLD_EVENT_day, day("2099-01-01"));
	assert_false(m.accepted);
	assert_int_equal(m.next.state, HOLD_STATE_ported);
}

static void
words(void **state)
{
	(void)state;
	assert_string_equal(hold_state_names.name[HOLD_STATE_free], "free");
	assert_string_equal(hold_origin_names.name[HOLD_ORIGIN_ported_in], "ported_in");
	assert_int_equal(hold_event_names.n, HOLD_EVENT_COUNT);
	assert_int_equal(hold_refusal_names.n, HOLD_REFUSAL_COUNT);
	for (int i = 0; i < HOLD_STATE_COUNT; i++)
		assert_true(strlen(hold_state_text((enum hold_state)i)) > 10);
	for (int i = 0; i < HOLD_REFUSAL_COUNT; i++)
		assert_true(strlen(hold_refusal_text((enum hold_refusal)i)) > 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts), cmocka_unit_test(never_too_soon), cmocka_unit_test(portable_and_free),
		cmocka_unit_test(matrix), cmocka_unit_test(late_port), cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
