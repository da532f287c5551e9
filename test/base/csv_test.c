/* csv_test.c - reading CSV: quotes, line ends, byte order mark, what is refused and where reading goes on, arbitrary bytes. */
#include "base/csv.h"
#include "app/seen.h"
#include "base/buf.h"
#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define RANDOM_RUNS 20000

/* INPUT read to its end, as text: "LINE:a|b|c" per row, "LINE!" per bad row, all joined by spaces. */
static void
expect(struct str input, const char *expected)
{
	AUTO(buf_done) struct buf out;
	struct csv c;
	struct csv_row row;
	enum csv_step step;
	char *bytes = malloc(input.n ? input.n : 1);

	assert_non_null(bytes);
	if (input.n)
		memcpy(bytes, input.p, input.n);
	buf_init(&out, 1 << 20);
	csv_init(&c, bytes, input.n);
	while ((step = csv_next(&c, &row)) != CSV_END) {
		buf_printf(&out, "%s%lld%c", out.n ? " " : "", (long long)row.line, step == CSV_ROW ? ':' : '!');
		for (size_t i = 0; i < row.n; i++)
			buf_printf(&out, "%s%.*s", i ? "|" : "", STR_ARG(row.field[i]));
		assert_true(step == CSV_ROW || row.why);
	}
	if (!str_is(buf_str(&out), expected))
		fail_msg("%.*s: expected %s, got %.*s", STR_ARG(input), expected, STR_ARG(buf_str(&out)));
	free(bytes);
}

static void
rows(void **state)
{
	(void)state;
	expect(STR(""), "");
	expect(STR("\n\r\n\n"), "");
	expect(STR("a"), "1:a");
	expect(STR("a,b\n1,2\n"), "1:a|b 2:1|2");
	expect(STR("a,b\r\n1,2"), "1:a|b 2:1|2");
	expect(STR("\xef\xbb\xbf" "a;b\n1;2,5\n"), "1:a|b 2:1|2,5");
	expect(STR("a;b,c;d\nx;y;z\n"), "1:a|b,c|d 2:x|y|z");
	expect(STR("\"a,b,c\";d\n"), "1:a,b,c|d");
	expect(STR(",\n,,\n"), "1:| 2:||");
	expect(STR("a,b\n\n\n1,2\n"), "1:a|b 4:1|2");
	expect(STR("a,b,c\n1,2\n1,2,3,4\n"), "1:a|b|c 2:1|2 3:1|2|3|4");	/* ragged: the caller knows how many it wants */
}

static void
quotes(void **state)
{
	(void)state;
	expect(STR("\"a\"\n"), "1:a");
	expect(STR("\"\",x\n"), "1:|x");
	expect(STR("\"a \"\"b\"\" c\",d\n"), "1:a \"b\" c|d");
	expect(STR("\"\"\"\"\n"), "1:\"");
	expect(STR("\"one\ntwo\",x\ny,z\n"), "1:one\ntwo|x 3:y|z");
	expect(STR("\"one\r\ntwo\"\r\nb\r\n"), "1:one\r\ntwo 3:b");
	expect(STR("a\rb,c\n"), "1:a\rb|c");
	expect(STR("\"end\""), "1:end");
}

static void
bad_rows(void **state)
{
	AUTO(buf_done) struct buf big;

	(void)state;
	expect(STR("a,b\n1,x\"y\n2,3\n"), "1:a|b 2! 3:2|3");
	expect(STR("a,b\n\"1\"x,2\n3,4\n"), "1:a|b 2! 3:3|4");
	expect(STR("a,b\n\"1,2\n3,4\n5,6"), "1:a|b 2! 3:3|4 4:5|6");
	expect(STR("a\n\"x\"\"y\"\"z\nw\n"), "1:a 2! 3:w");		/* what is behind an open quote is as it was */
	expect(STR("a,b\n\"1\n\"x,2\n3,4\n"), "1:a|b 2! 4:3|4");
	expect(STR("a,b\n1,\0\n3,4\n"), "1:a|b 2! 3:3|4");
	expect(STR("a,b\n1,\xff\n3,4\n"), "1:a|b 2! 3:3|4");
	expect(STR("\""), "1!");
	buf_init(&big, 1 << 20);
	for (size_t i = 0; i < CSV_FIELD_MAX; i++)
		buf_addc(&big, 'x');
	struct csv c;
	struct csv_row row;
	buf_addz(&big, "\na\n");
	csv_init(&c, big.p, big.n);
	assert_int_equal(csv_next(&c, &row), CSV_ROW);
	assert_int_equal(row.field[0].n, CSV_FIELD_MAX);
	buf_reset(&big);
	for (size_t i = 0; i <= CSV_FIELD_MAX; i++)
		buf_addc(&big, 'x');
	buf_addz(&big, "\na\n");
	expect(buf_str(&big), "1! 2:a");
	buf_reset(&big);
	for (size_t i = 0; i < CSV_FIELDS_MAX; i++)
		buf_addc(&big, ',');
	buf_addz(&big, "\na\n");
	expect(buf_str(&big), "1! 2:a");
}

/* Whatever the bytes, reading ends, goes forward, and stays within them (the sanitizer watches). */
static void
arbitrary_bytes(void **state)
{
	static const char ALPHABET[] = "\"\",;\n\r\nab\xc3\xa9\0";

	(void)state;
	rng_seed(7);
	for (int run = 0; run < RANDOM_RUNS; run++) {
		size_t n = rng_below(40);
		char *bytes = malloc(n ? n : 1);
		struct csv c;
		struct csv_row row;
		int64_t line = 0;

		assert_non_null(bytes);
		for (size_t i = 0; i < n; i++)
			bytes[i] = ALPHABET[rng_below(sizeof ALPHABET)];
		csv_init(&c, bytes, n);
		for (char *before = NULL; csv_next(&c, &row) != CSV_END; before = c.at) {
			assert_true(c.at > before && c.at <= c.end);
			assert_true(row.line > line);
			line = row.line;
		}
		free(bytes);
	}
}

static void
duplicates(void **state)
{
	struct seen *s = seen_new();
	static char text[100000][8];

	(void)state;
	for (int64_t i = 0; i < 100000; i++) {
		int n = snprintf(text[i], sizeof text[i], "%lld", (long long)i / 2);
		assert_int_equal(seen_add(s, (struct str){ text[i], (size_t)n }, i + 1), i % 2 ? i : 0);
	}
	assert_int_equal(seen_find(s, STR("49999")), 99999);
	assert_int_equal(seen_find(s, STR("50000")), 0);
	assert_int_equal(seen_add(s, STR(""), 9), 0);
	assert_int_equal(seen_add(s, STR(""), 10), 9);
	seen_free(s);
	seen_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows),
		cmocka_unit_test(quotes),
		cmocka_unit_test(bad_rows),
		cmocka_unit_test(arbitrary_bytes),
		cmocka_unit_test(duplicates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
