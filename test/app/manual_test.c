/* manual_test.c - the manual pages say what the tables say: every setting, every command with its options, every column. */
#include "app/commands.h"
#include "app/config_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define PAGE_MAX 100000

static char *
page(const char *path)
{
	static char text[PAGE_MAX];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	return text;
}

static void
settings(void **state)
{
	AUTO(buf_done) struct buf list;
	char why[CONFIG_WHY_SIZE];
	struct config *defaults = config_new("/", why);

	(void)state;
	assert_non_null(defaults);
	buf_init(&list, PAGE_MAX);
	config_text_manual(defaults, &list);
	buf_addc(&list, '\0');
	if (!strstr(page("doc/man/simoff.conf.5"), list.p))
		fail_msg("simoff.conf.5 is behind: put the output of `simoff config --manual` under SETTINGS");
	config_free(defaults);
}

/* The item of command K: from its name to the next item. */
static struct str
item_of(const char *text, const struct commands *k)
{
	char name[100];

	snprintf(name, sizeof name, "Ic %s\n", k->words);
	const char *at = strstr(text, name);
	if (!at)
		fail_msg("simoff.1 lacks the command %s", k->words);
	const char *end = strstr(at, "\n.It ");
	return (struct str){ at, end ? (size_t)(end - at) : strlen(at) };
}

static void
commands(void **state)
{
	const char *text = page("doc/man/simoff.1");

	(void)state;
	for (const struct commands *k = commands_table; k < commands_table + commands_count; k++) {
		struct str item = item_of(text, k);

		for (size_t i = 0; i < commands_arg_count(k); i++) {
			bool is_word = k->arg[i].kind == COMMANDS_WORD;
			char part[100];

			snprintf(part, sizeof part, "%s%s%s%s", k->arg[i].required ? "\n." : "\n.Op ", is_word ? "Ar " : "Fl -", k->arg[i].name,
			    k->arg[i].kind == COMMANDS_OPTION ? " " : "\n");
			if (!memmem(item.p, item.n, part, strlen(part)))
				fail_msg("simoff.1, %s: lacks%s", k->words, part);
		}
	}
}

static void
columns(void **state)
{
	const char *text = page("doc/man/simoff.1");

	(void)state;
	for (size_t i = 1; i < desk_import_row_record.n; i++) {		/* the first is the row's number, ours */
		char item[300];

		snprintf(item, sizeof item, "\n.It Cm %s\n", desk_import_row_record.field[i].name);
		if (!strstr(text, item))
			fail_msg("simoff.1 lacks the column%s", item);
	}
}

/* What a reader sees, and no complaint of the formatter; without one, nothing is shown. */
static void
well_formed(void **state)
{
	static const char *const PAGES[] = { "simoff.1", "simoff.conf.5", "simoffd.8" };

	(void)state;
	if (system("command -v mandoc >/dev/null")) {
		print_message("skipped: needs mandoc\n");
		skip();
	}
	for (size_t i = 0; i < COUNT(PAGES); i++) {
		char command[200];

		snprintf(command, sizeof command, "! mandoc -Tlint doc/man/%s | grep -v 'referenced manual not found'", PAGES[i]);
		assert_int_equal(system(command), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings),
		cmocka_unit_test(commands),
		cmocka_unit_test(columns),
		cmocka_unit_test(well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
