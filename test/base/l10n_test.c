/* l10n_test.c - the forms that facts/money.md lists, edges, and with --print a list that l10n_oracle.mjs compares with
 * node's Intl. */
#include "base/l10n.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static const char *const LANGS[] = { "nl", "fr", "de", "en", "zh" };
#define DAY_20261122 ((struct date){ 20779 })

static void
check_text(struct buf *out, const char *want)
{
	assert_int_equal(out->n, strlen(want));
	assert_memory_equal(out->p, want, out->n);
	buf_reset(out);
}

static void
dates_and_times(void **unused)
{
	static const char *const WANT[] = { "22 november 2026 om 09:15", "22 novembre 2026 à 09:15", "22. November 2026 um 09:15 Uhr",
		"22 November 2026 at 09:15", "2026年11月22日 09:15" };
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 100);
	for (size_t i = 0; i < COUNT(LANGS); i++) {
		l10n_time(&out, str_of(LANGS[i]), DAY_20261122, 9 * 60 + 15);
		check_text(&out, WANT[i]);
	}
	l10n_time(&out, STR("nl-BE"), DAY_20261122, 1440);
	check_text(&out, "22 november 2026 om 24:00");
	l10n_date(&out, STR("unknown"), DAY_20261122);
	check_text(&out, "22 November 2026");
	l10n_date(&out, STR("fr"), (struct date){ 0 });
	check_text(&out, "1 janvier 1970");
	l10n_date(&out, STR("en"), (struct date){ -1 });
	check_text(&out, "31 December 1969");
	l10n_date(&out, STR("en"), (struct date){ 11016 });
	check_text(&out, "29 February 2000");
	l10n_date(&out, STR("en"), (struct date){ -719529 });
	check_text(&out, "31 December -1");
}

static void
amounts(void **unused)
{
	static const char *const WANT[] = { "€\u00a012.345.678,90", "12\u202f345\u202f678,90\u00a0€", "12.345.678,90\u00a0€",
		"€12,345,678.90", "€12,345,678.90" };
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 100);
	for (size_t i = 0; i < COUNT(LANGS); i++) {
		l10n_money(&out, str_of(LANGS[i]), (struct money){ 1234567890 });
		check_text(&out, WANT[i]);
	}
	l10n_money(&out, STR("nl"), (struct money){ -5 });
	check_text(&out, "€\u00a0-0,05");
	l10n_money(&out, STR("en"), (struct money){ INT64_MIN });
	check_text(&out, "-€92,233,720,368,547,758.08");
}

static void
sizes(void **unused)
{
	static const struct { const char *lang; int64_t bytes; const char *want; } CASES[] = {
		{ "nl", 0, "0 kB" }, { "nl", 1, "1 kB" }, { "nl", 1000, "1 kB" }, { "nl", 1001, "2 kB" }, { "nl", 999999, "1000 kB" }, { "nl", 1000000, "1 MB" },
		{ "nl", 1499999, "1 MB" }, { "nl", 1500000, "2 MB" }, { "de", 10485760, "10 MB" }, { "en", 5, "1 kB" }, { "zh", 2000000, "2 MB" },
		{ "fr", 811500, "812\u202fko" }, { "fr", 3000000, "3\u202fMo" }, { "en", INT64_MAX, "9223372036855 MB" },
	};
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 100);
	for (size_t i = 0; i < COUNT(CASES); i++) {
		l10n_size(&out, str_of(CASES[i].lang), CASES[i].bytes);
		check_text(&out, CASES[i].want);
	}
}

/* One line per value: language, kind, value, text. */
static int
print_all(void)
{
	static const int64_t CENTS[] = { 0, 1, 99, 100, 700, 99999, 100000, 123456, 99999999, 100000000, 1234567890, -1, -70050, -123456789 };
	AUTO(buf_done) struct buf out;

	buf_init(&out, 1000);
	for (size_t l = 0; l < COUNT(LANGS); l++) {
		struct str lang = str_of(LANGS[l]);

		for (int32_t day = -36525; day < 73050; day += 97) {
			buf_reset(&out);
			l10n_date(&out, lang, (struct date){ day });
			buf_addc(&out, '\t');
			l10n_time(&out, lang, (struct date){ day }, (day % 1440 + 1440) % 1440);
			printf("%s\tday\t%d\t%.*s\n", LANGS[l], day, STR_ARG(buf_str(&out)));
		}
		for (size_t i = 0; i < COUNT(CENTS); i++) {
			buf_reset(&out);
			l10n_money(&out, lang, (struct money){ CENTS[i] });
			printf("%s\tcents\t%lld\t%.*s\n", LANGS[l], (long long)CENTS[i], STR_ARG(buf_str(&out)));
		}
		for (int64_t n = 0; n < 400; n += 19) {
			buf_reset(&out);
			l10n_size(&out, lang, n * 1000);
			buf_addc(&out, '\t');
			l10n_size(&out, lang, (n + 1) * 1000000);
			printf("%s\tsize\t%lld\t%.*s\n", LANGS[l], (long long)n, STR_ARG(buf_str(&out)));
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(dates_and_times), cmocka_unit_test(amounts), cmocka_unit_test(sizes) };

	if (argc == 2 && strcmp(argv[1], "--print") == 0)
		return print_all();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
