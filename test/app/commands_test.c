/* commands_test.c - the command line: every row of the table can be found, read and turned into its record; what is typed wrong. */
#include "app/commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define WORDS_MAX 16

struct run { enum cli_exit code; char *out, *err; size_t out_n, err_n; };

/* Runs `simoff LINE`, words separated by single spaces. */
static struct run
run(const char *line)
{
	char text[1000], *argv[WORDS_MAX + 2], *rest = text, program[] = "simoff";
	struct run r = { 0 };
	int argc = 0;

	snprintf(text, sizeof text, "%s", line);
	argv[argc++] = program;
	while (*line && (argv[argc++] = strsep(&rest, " ")) && rest)
		assert_true(argc < WORDS_MAX);
	argv[argc] = NULL;
	FILE *out = open_memstream(&r.out, &r.out_n), *err = open_memstream(&r.err, &r.err_n);
	r.code = commands_main(argc, argv, stdin, out, err);
	fclose(out);
	fclose(err);
	return r;
}

static void
done(struct run *r)
{
	free(r->out);
	free(r->err);
}

static void
expect(const char *line, enum cli_exit code, const char *in_err)
{
	struct run r = run(line);

	if (r.code != code || !strstr(r.err, in_err))
		fail_msg("simoff %s: exit %d, expected %d; said: %s", line, r.code, code, r.err);
	done(&r);
}

static void
usage(void **state)
{
	static const struct { const char *line, *said; } WRONG[] = {
		{ "", "usage: simoff" },
		{ "csae list", "did you mean: simoff case list" },
		{ "lines", "there is no such command" },
		{ "case", "there is no such command" },
		{ "doctro", "did you mean: simoff doctor" },
		{ "--bogus", "there is no such command" },
		{ "case show", "reference is missing" },
		{ "case show A B", "B: one word too many" },
		{ "case reject A", "--note is missing" },
		{ "case reject A --note", "--note needs a value" },
		{ "case reject A --note x --note y", "--note is given twice" },
		{ "case reject A --nte x", "did you mean --note" },
		{ "case list --state=x --bogus", "no such option" },
		{ "import lines f --dry-run=1", "--dry-run takes no value" },
		{ "case approve A --note", "usage: simoff case approve REFERENCE [--note X]" },
		{ "check", "which kind" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(WRONG); i++)
		expect(WRONG[i].line, CLI_USAGE, WRONG[i].said);
}

static void
help(void **state)
{
	struct run r = run("help");

	(void)state;
	assert_int_equal(r.code, CLI_OK);
	assert_int_equal(r.err_n, 0);
	for (size_t i = 0; i < commands_count; i++) {
		assert_non_null(strstr(r.out, commands_table[i].words));
		assert_non_null(strstr(r.out, commands_table[i].what));
	}
	done(&r);
}

/* No row hides another; each names fields that are there, of an operation that the command line may call. */
static void
table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < commands_count; i++) {
		const struct commands *k = &commands_table[i];
		char text[64], *argv[2], *rest = text;
		int words, argc = 0;

		snprintf(text, sizeof text, "%s", k->words);
		while (rest && argc < 2)
			argv[argc++] = strsep(&rest, " ");
		assert_ptr_equal(commands_find(argc, argv, &words), k);
		assert_int_equal(words, argc);
		if (!k->run && !k->raw)
			assert_non_null(strchr(desk_operations[k->op].callers, 'a'));
	}
}

/* Every argument of every operation with a value that its field takes. */
static const char *
value_for(const char *path)
{
	static const char *const VALUES[][2] = {
		{ "end_date", "2027-01-31" }, { "at", "2027-01-31T10:00:00Z" }, { "event", "withdraw" },
		{ "credit_cents", "0" }, { "debt_cents", "725" }, { "as_of", "2027-01-31T10:00:00Z" },
	};

	for (size_t i = 0; i < COUNT(VALUES); i++)
		if (!strcmp(path, VALUES[i][0]))
			return VALUES[i][1];
	return "x";
}

static void
fill(struct cli_args *args, const struct commands *k)
{
	*args = (struct cli_args){ .n = 0 };
	for (size_t i = 0; i < commands_arg_count(k); i++)
		if (k->arg[i].path) {
			args->name[args->n] = k->arg[i].name;
			args->value[args->n++] = k->arg[i].kind == COMMANDS_FLAG ? "yes" : value_for(k->arg[i].path);
		}
}

static bool
has_value(const struct record *r, const void *rec, const char *field, const char *value)
{
	AUTO(buf_done) struct buf text;

	buf_init(&text, 1000);
	record_get(rec, record_find(r, str_of(field)), &text);
	return str_is(buf_str(&text), value);
}

static void
records(void **state)
{
	struct cli c = { .err = stderr, .arena = arena_new(1 << 20) };
	struct cli_args args;

	(void)state;
	for (const struct commands *k = commands_table; k < commands_table + commands_count; k++) {
		if (k->run || k->raw)
			continue;
		void *in = arena_must(c.arena, desk_operations[k->op].in->size);

		fill(&args, k);
		assert_true(commands_record(&c, k, &args, in));
		if (k->fixed)
			assert_true(has_value(desk_operations[k->op].in, in, k->fixed, k->fixed_value));
	}
	arena_free(c.arena);
}

static void
submit(void **state)
{
	static const char *const LINE[] = { "0470123456", "--email", "a@example.org", "--end=2027-01-31", "--refund", "account", "--iban=BE1", "--json", "--",
	};
	struct cli c = { .err = stderr, .arena = arena_new(1 << 20) };
	struct desk_submit_in in;
	struct cli_args args;
	const struct commands *k;
	char words[] = "case", second[] = "submit";
	char *argv[] = { words, second };
	int n;

	(void)state;
	k = commands_find(2, argv, &n);
	assert_non_null(k);
	assert_true(commands_parse(&c, k, COUNT(LINE), (char *const *)(uintptr_t)LINE, &args));
	assert_true(c.json);
	assert_true(commands_record(&c, k, &args, &in));
	assert_true(str_is(in.msisdn, "0470123456") && str_is(in.contact.email, "a@example.org") && str_is(in.refund.iban, "BE1"));
	assert_true(in.contact.found && in.refund.found && !in.identity.found);
	assert_int_equal(in.end_date.days, 20849);
	arena_free(c.arena);
}

static void
wrong_values(void **state)
{
	struct run r;

	(void)state;
	setenv("SIMOFF_DIR", "/nonexistent", 1);
	expect("case list", CLI_CONFIG, "simoff init /nonexistent");
	expect("-C /nowhere doctor", CLI_NO, "");
	expect("config", CLI_CONFIG, "/nonexistent");
	unsetenv("SIMOFF_DIR");
	r = run("machine --dot");
	assert_int_equal(r.code, CLI_OK);
	assert_non_null(strstr(r.out, "digraph"));
	done(&r);
	r = run("check msisdn 0470123456");
	assert_int_equal(r.code, CLI_OK);
	assert_string_equal(r.out, "ok 32470123456\n");
	done(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage),
		cmocka_unit_test(help),
		cmocka_unit_test(table_is_sound),
		cmocka_unit_test(records),
		cmocka_unit_test(submit),
		cmocka_unit_test(wrong_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
