/* check_test.c - the command `simoff check`: every line of test/data/identifiers.txt, standard input, exit codes. */
#include "app/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define VECTORS "test/data/identifiers.txt"		/* tests run in the project's folder */

struct run { int code; char *out, *err; size_t out_n, err_n; };

static void
run_done(struct run *r)
{
	free(r->out);
	free(r->err);
}

/* Runs `check KIND [VALUE]` with INPUT on standard input. KIND and VALUE may be NULL. */
static struct run
run_check(const char *kind, const char *value, struct str input)
{
	char command[] = "check";
	char *argv[] = { command, (char *)(uintptr_t)kind, (char *)(uintptr_t)value, NULL };
	struct run r = { 0 };
	FILE *in = tmpfile(), *out = open_memstream(&r.out, &r.out_n), *err = open_memstream(&r.err, &r.err_n);

	assert_true(in && out && err);
	assert_int_equal(fwrite(input.p, 1, input.n, in), input.n);
	rewind(in);
	r.code = check_run(1 + !!kind + !!value, argv, in, out, err);
	fclose(in);
	fclose(out);
	fclose(err);
	return r;
}

static bool
answer_is(const struct run *r, const char *expected)
{
	struct str out = { r->out, r->out_n };
	bool one_line = out.n && memchr(out.p, '\n', out.n) == out.p + out.n - 1;

	if (str_starts(str_of(expected), "ok "))
		return one_line && r->code == 0 && out.n == strlen(expected) + 1 && str_starts(out, expected);
	return one_line && r->code == 1 && str_starts(out, expected);
}

/* Each vector as an argument and as a line. */
static void
vectors(void **state)
{
	FILE *f = fopen(VECTORS, "r");
	char line[512], kind[16], value[256], expected[256];
	int n = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (line[0] == '#')
			continue;
		assert_int_equal(sscanf(line, "%15s | %255[^|] | %255[^\n]", kind, value, expected), 3);
		value[strlen(value) - 1] = 0;				/* the space before the bar */
		struct run a = run_check(kind, value, STR("")), b = run_check(kind, NULL, str_of(value));
		if (!answer_is(&a, expected) || !answer_is(&b, expected))
			fail_msg("%sargument: %sline: %s", line, a.out, b.out);
		run_done(&a);
		run_done(&b);
		n++;
	}
	fclose(f);
	assert_true(n > 150);
}

static void
lines_of_any_bytes(void **state)
{
	static const char INPUT[] = "010806817183\r\n" "\n" "0108\0006817183\n" "\xff\xfe\n" "\r\n" "+++010/8068/17183+++";
	static const char *const BEGIN[] = { "ok 010806817183\n", "no too short", "no a structured", "no a structured", "no too short",
	    "ok 010806817183\n" };
	struct run r = run_check("ogm", NULL, (struct str){ INPUT, sizeof INPUT - 1 });
	struct str rest = { r.out, r.out_n }, line;

	(void)state;
	assert_int_equal(r.code, 1);
	for (size_t i = 0; i < COUNT(BEGIN); i++) {
		assert_true(str_starts(rest, BEGIN[i]));
		assert_true(str_split(rest, '\n', &line, &rest));
	}
	assert_int_equal(rest.n, 0);
	run_done(&r);
}

/* A value of exactly the limit is read, with LF or CR LF behind it; one byte more is refused and the next line is right. */
static void
long_lines(void **state)
{
	static const struct { size_t spaces; const char *end, *answer; } ROW[] = {
		{ CHECK_LINE_MAX - 12, "\n",   "ok 010806817183\nok 010806817183\n" },
		{ CHECK_LINE_MAX - 12, "\r\n", "ok 010806817183\nok 010806817183\n" },
		{ CHECK_LINE_MAX - 11, "\n",   "no the line is too long: at most 256 bytes are expected\nok 010806817183\n" },
		{ 100000,              "\r\n", "no the line is too long: at most 256 bytes are expected\nok 010806817183\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		char *input = NULL;
		int n = asprintf(&input, "010806817183%*s%s010806817183\n", (int)ROW[i].spaces, "", ROW[i].end);

		assert_true(n > 0);
		struct run r = run_check("ogm", NULL, (struct str){ input, (size_t)n });
		assert_string_equal(r.out, ROW[i].answer);
		assert_int_equal(r.code, ROW[i].answer[0] == 'n');
		run_done(&r);
		free(input);
	}
}

static void
usage_names_the_kinds(void **state)
{
	static const char *const KIND[] = { NULL, "", "iba", "ibann", "--help" };

	(void)state;
	for (size_t i = 0; i < COUNT(KIND); i++) {
		struct run r = run_check(KIND[i], NULL, STR("BE68539007547034\n"));

		assert_int_equal(r.code, 2);
		assert_int_equal(r.out_n, 0);
		assert_non_null(strstr(r.err, "msisdn"));
		assert_non_null(strstr(r.err, "mrz"));
		run_done(&r);
	}
}

static void
no_line_is_no_error(void **state)
{
	struct run r = run_check("iban", NULL, STR(""));

	(void)state;
	assert_int_equal(r.code, 0);
	assert_int_equal(r.out_n, 0);
	run_done(&r);
}

static void
full_disk_and_unreadable_input(void **state)
{
	char command[] = "check", kind[] = "iban", value[] = "BE68539007547034";
	char *argv[] = { command, kind, value, NULL };
	FILE *full = fopen("/dev/full", "w"), *folder = fopen("/", "r"), *null = fopen("/dev/null", "w");

	(void)state;
	assert_true(full && folder && null);
	assert_int_equal(check_run(3, argv, stdin, full, null), 2);
	assert_int_equal(check_run(2, argv, folder, null, null), 2);
	fclose(full);
	fclose(folder);
	fclose(null);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(lines_of_any_bytes),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(usage_names_the_kinds),
		cmocka_unit_test(no_line_is_no_error),
		cmocka_unit_test(full_disk_and_unreadable_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
