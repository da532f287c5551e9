/* table_test.c - tables on a terminal: widths of Latin, Chinese and combining characters, hostile text, alignment. */
#include "app/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void
widths(void **state)
{
	static const struct { const char *text; int width; } ROWS[] = {
		{ "", 0 }, { "abc", 3 }, { "é", 1 }, { "e\xcc\x81", 1 }, { "名字", 4 }, { "SIM卡", 5 }, { "ｆ", 2 }, { "한국", 4 },
		{ "\x1b[31m", 5 }, { "\xff\xfe", 2 }, { "a\xe2\x80\xae" "b", 3 }, { "\xc2\x9b" "1m", 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++)
		assert_int_equal(table_width(str_of(ROWS[i].text)), ROWS[i].width);
}

static void
safe(void **state)
{
	static const char *const ROWS[][2] = {
		{ "plain é 名", "plain é 名" }, { "\x1b]0;x\a", "?]0;x?" }, { "\xc2\x9b" "1m", "?1m" }, { "a\xffz", "a?z" },
		{ "\xe2\x80\xae" "gnp", "?gnp" }, { "a\nb", "a?b" }, { "\xe5\x90", "??" },
	};
	AUTO(buf_done) struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		buf_reset(&out);
		table_safe(str_of(ROWS[i][0]), &out);
		if (!str_is(buf_str(&out), ROWS[i][1]))
			fail_msg("%s: got %.*s", ROWS[i][1], STR_ARG(buf_str(&out)));
	}
}

static void
expect(struct table *t, const char *expected)
{
	AUTO(buf_done) struct buf out;

	buf_init(&out, 1 << 16);
	table_print(t, &out);
	if (!str_is(buf_str(&out), expected))
		fail_msg("expected\n%sgot\n%.*s", expected, STR_ARG(buf_str(&out)));
	table_free(t);
}

static struct table *
three_columns(void)
{
	struct table *t = table_new();

	table_column(t, "name", false);
	table_column(t, "count", true);
	table_column(t, "end_date", false);
	return t;
}

static void
alignment(void **state)
{
	static const char *const CELLS[] = { "李雷", "7", "x", "Zoë", "12345678", "", "", "1", "", "e\xcc\x81", "", "y" };
	struct table *t = three_columns();

	(void)state;
	for (size_t i = 0; i < COUNT(CELLS); i++)
		table_cell(t, str_of(CELLS[i]));
	expect(t, "NAME     COUNT  END DATE\n"
	    "李雷         7  x\n"
	    "Zoë   12345678\n"
	    "             1\n"
	    "e\xcc\x81               y\n");
	expect(three_columns(), "NAME  COUNT  END DATE\n");
	table_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths),
		cmocka_unit_test(safe),
		cmocka_unit_test(alignment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
