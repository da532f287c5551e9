/* report_test.c - what reports mean together: every set of them, in every order. */
#include "domain/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
numbers(void **state)
{
	enum report_kind k;
	int found = 0;

	(void)state;
	for (int64_t n = -40; n < 40; n++)
		found += report_of_number(n, &k);
	assert_int_equal(found, REPORT_KIND_COUNT);
	assert_true(report_of_number(1, &k) && k == REPORT_delivered);
	assert_true(report_of_number(16, &k) && k == REPORT_refused);
}

static void
meanings(void **state)
{
	static const struct { struct report_entry r[4]; size_t n; enum effect_finding want; } CASE[] = {
		{ { { 0 } }, 0, EFFECT_FINDING_accepted },
		{ { { REPORT_sent, STR("a"), 1 } }, 1, EFFECT_FINDING_accepted },
		{ { { REPORT_buffered, STR("a"), 1 } }, 1, EFFECT_FINDING_buffered },
		{ { { REPORT_delivered, STR("a"), 1 }, { REPORT_buffered, STR("a"), 1 } }, 2, EFFECT_FINDING_delivered },
		{ { { REPORT_delivered, STR(""), 0 } }, 1, EFFECT_FINDING_delivered },
		{ { { REPORT_failed, STR("a"), 1 } }, 1, EFFECT_FINDING_failed },
		{ { { REPORT_refused, STR("a"), 1 } }, 1, EFFECT_FINDING_failed },
		{ { { REPORT_failed, STR("a"), 1 }, { REPORT_delivered, STR("a"), 1 } }, 2, EFFECT_FINDING_delivered },
		{ { { REPORT_delivered, STR("a"), 2 } }, 1, EFFECT_FINDING_accepted },
		{ { { REPORT_delivered, STR("a"), 2 }, { REPORT_delivered, STR("a"), 2 } }, 2, EFFECT_FINDING_accepted },
		{ { { REPORT_delivered, STR("a"), 2 }, { REPORT_delivered, STR("b"), 2 } }, 2, EFFECT_FINDING_delivered },
		{ { { REPORT_delivered, STR("a"), 2 }, { REPORT_failed, STR("b"), 2 } }, 2, EFFECT_FINDING_failed },
		{ { { REPORT_delivered, STR("a"), 2 }, { REPORT_buffered, STR("b"), 2 } }, 2, EFFECT_FINDING_buffered },
		{ { { REPORT_failed, STR("a"), 2 }, { REPORT_refused, STR("a"), 2 }, { REPORT_sent, STR("b"), 2 } }, 3, EFFECT_FINDING_accepted },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++)
		assert_int_equal(report_fold(CASE[i].r, CASE[i].n), CASE[i].want);
}

/* Three reports of two parts: whatever they are, all six orders mean the same. */
static void
order_does_not_matter(void **state)
{
	static const int ORDER[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	const int kinds = REPORT_KIND_COUNT * 2, all = kinds * kinds * kinds;

	(void)state;
	for (int code = 0; code < 2 * all; code++) {
		struct report_entry r[3], turned[3];
		int rest = code / 2;

		for (int i = 0; i < 3; i++, rest /= kinds)
			r[i] = (struct report_entry){ (enum report_kind)(rest % kinds / 2), rest % 2 ? STR("a") : STR("b"), 1 + code % 2 };
		for (int o = 1; o < 6; o++) {
			for (int i = 0; i < 3; i++)
				turned[i] = r[ORDER[o][i]];
			assert_int_equal(report_fold(turned, 3), report_fold(r, 3));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(numbers), cmocka_unit_test(meanings), cmocka_unit_test(order_does_not_matter) };

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
