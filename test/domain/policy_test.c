/* policy_test.c - the defaults are accepted, and every limit refuses the first value beyond it. */
#include "domain/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
default_is_the_law(void **state)
{
	struct policy p = policy_default();
	const char *why = NULL;

	(void)state;
	assert_true(policy_check(&p, &why));
	assert_null(why);
	assert_true(p.found && p.review == POLICY_REVIEW_manual && p.debt == POLICY_DEBT_collect && p.refund == POLICY_REFUND_on_port);
	assert_true(p.zone == CALENDAR_ZONE_brussels && p.country == POLICY_COUNTRY_BE);
	assert_int_equal(p.stop_window_s, 28800);
	assert_int_equal(p.drain_s, 60);
	assert_int_equal(p.hold_portable_days, 31);
	assert_int_equal(p.hold_months, 6);
	assert_int_equal(p.decide_days, 3);
	assert_int_equal(p.notice_days, 0);
}

/* Sets FIELD of a default policy; is it still accepted? If not, the reason must name the field. */
static bool
accepted(const char *field, int64_t value)
{
	struct policy p = policy_default();
	const char *why = "";

	p.customers = POLICY_CUSTOMERS_firms;		/* the freest, so that only FIELD matters */
	for (int i = 0; i < policy_record.n; i++)
		if (str_is(str_of(policy_record.field[i].name), field)) {
			RECORD_AT(&p, &policy_record.field[i], int64_t) = value;
			bool ok = policy_check(&p, &why);
			assert_true(ok || str_starts(str_of(why), field));
			return ok;
		}
	fail_msg("no field %s", field);
	return false;
}

static void
limits(void **state)
{
	static const struct { const char *field; int64_t min, max; } ROW[] = {
		{ "refund_fee_cents", 0, 500 }, { "stop_window_s", 0, 604800 }, { "drain_s", 0, 3600 },
		{ "hold_portable_days", 31, 366 }, { "hold_months", 1, 24 }, { "notice_days", 0, 28 }, { "decide_days", 1, 30 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		assert_true(accepted(ROW[i].field, ROW[i].min));
		assert_true(accepted(ROW[i].field, ROW[i].max));
		assert_false(accepted(ROW[i].field, ROW[i].min - 1));
		assert_false(accepted(ROW[i].field, ROW[i].max + 1));
		assert_false(accepted(ROW[i].field, INT64_MIN));
		assert_false(accepted(ROW[i].field, INT64_MAX));
	}
}

/* Rule 3. */
static void
no_notice_for_consumers(void **state)
{
	struct policy p = policy_default();
	const char *why = "";

	(void)state;
	p.notice_days = 1;
	assert_false(policy_check(&p, &why));
	assert_non_null(strstr(why, "consumers"));
	p.customers = POLICY_CUSTOMERS_firms;
	assert_true(policy_check(&p, &why));
}

static void
languages(void **state)
{
	static const char *const GOOD[] = { "nl", "fr", "de", "en", "zh" }, *const BAD[] = { "", "NL", "nl-BE", "it", "e" };
	struct policy p = policy_default();
	const char *why = "";

	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++) {
		p.language = str_of(GOOD[i]);
		assert_true(policy_check(&p, &why));
		p.language = str_of(BAD[i]);
		assert_false(policy_check(&p, &why));
		assert_true(str_starts(str_of(why), "language"));
	}
}

/* The record's table and the enums' words hang together. */
static void
words(void **state)
{
	(void)state;
	assert_string_equal(policy_review_names.name[POLICY_REVIEW_clean], "clean");
	assert_string_equal(policy_debt_names.name[POLICY_DEBT_block], "block");
	assert_string_equal(policy_refund_names.name[POLICY_REFUND_on_port], "on_port");
	assert_string_equal(policy_country_names.name[POLICY_COUNTRY_FR], "FR");
	assert_int_equal(policy_country_names.n, POLICY_COUNTRY_COUNT);
	assert_int_equal(policy_record.n, 14);
	assert_int_equal(policy_record.size, sizeof(struct policy));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_is_the_law), cmocka_unit_test(limits), cmocka_unit_test(no_notice_for_consumers),
		cmocka_unit_test(languages), cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
