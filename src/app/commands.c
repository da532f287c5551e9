/* commands.c - the command line of `simoff` as one table, and the reading of arguments by it.
 * Errors: what was typed wrong, with the nearest known word, on standard error; exit code 2. */
#include "app/commands.h"

#include "app/check.h"
#include "app/cli_call.h"
#include "app/cli_import.h"
#include "app/cli_local.h"
#include "app/cli_paper.h"
#include "app/cli_sms.h"
#include "app/doctor.h"
#include "app/init.h"
#include "app/nearest.h"

#include <errno.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)1 << 30)	/* address space; a table of 100,000 rows takes a tenth */
#define DIR_DEFAULT "/etc/simoff"

#define REF        { COMMANDS_WORD, "reference", "reference", true }
#define MSISDN     { COMMANDS_WORD, "msisdn", "msisdn", true }
#define CARD       { COMMANDS_WORD, "card", "card", true }
#define NOTE       { COMMANDS_OPTION, "note", "note", false }
#define MUST_NOTE  { COMMANDS_OPTION, "note", "note", true }
#define OPT(n, p)  { COMMANDS_OPTION, n, p, false }
#define FLAG(n)    { COMMANDS_FLAG, n, NULL, false }
#define PAGE       OPT("after", "after"), OPT("limit", NULL)
#define EVENT(e)   .op = DESK_OP_case_event, .fixed = "event", .fixed_value = e
#define ACTION(a)  .op = DESK_OP_card_act, .fixed = "action", .fixed_value = a

const struct commands commands_table[] = {
	{ "init", "make a new installation", .run = init_run, .arg = { { COMMANDS_WORD, "dir", NULL, false }, FLAG("demo"),
	    OPT("listen", NULL), OPT("public-url", NULL), OPT("adapters", NULL) } },
	{ "config", "print the configuration in force", .run = cli_local_config, .arg = { FLAG("file"), FLAG("manual") } },
	{ "doctor", "find out what is wrong, and what to do", .run = doctor_run },
	{ "migrate", "bring the database to this version", .run = cli_local_migrate },
	{ "backup", "copy the database, while the daemon runs", .run = cli_local_backup, .arg = { { COMMANDS_WORD, "file", NULL, true } } },
	{ "restore", "put a backup in its place; the daemon must be stopped", .run = cli_local_restore, .arg = { { COMMANDS_WORD, "file", NULL, true } } },
	{ "audit verify", "prove that no entry was changed or taken out", .run = cli_local_audit },
	{ "key add", "make an API key; it is shown once", .run = cli_local_key, .arg = { { COMMANDS_WORD, "name", NULL, true }, OPT("role", NULL) } },
	{ "machine", "print the life of a case", .run = cli_local_machine, .arg = { FLAG("dot"), FLAG("matrix") } },
	{ "sms kannel", "print what kannel.conf must hold", .run = cli_sms_kannel },
	{ "check", "is this identifier well-formed? KIND and values follow", .raw = check_run },

	{ "case list", "cases in order of receipt", .op = DESK_OP_case_list, .arg = { OPT("state", "state"), PAGE } },
	{ "case show", "one case with all that happened", .op = DESK_OP_case_get, .arg = { REF } },
	{ "case submit", "a wish that you vouch for", .op = DESK_OP_case_submit, .arg = { MSISDN, OPT("name", "name"),
	    OPT("email", "contact.email"), OPT("phone", "contact.phone"), OPT("end", "end_date"), OPT("reason", "reason"),
	    OPT("language", "language"), OPT("refund", "refund.kind"), OPT("iban", "refund.iban"), OPT("holder", "refund.holder"),
	    OPT("refund-msisdn", "refund.msisdn"), { COMMANDS_FLAG, "statutory", "statutory", false }, OPT("document", "identity.kind"), OPT("document-number", "identity.number") } },
	{ "case withdraw", "take it back, before the point of no return", EVENT("withdraw"), .arg = { REF, NOTE } },
	{ "case approve", "agree to it", EVENT("approve"), .arg = { REF, NOTE } },
	{ "case reject", "refuse it; the customer reads the note", EVENT("reject"), .arg = { REF, MUST_NOTE } },
	{ "case ask", "ask the customer for something; the note says what", EVENT("ask"), .arg = { REF, MUST_NOTE } },
	{ "case event", "any other event that people may raise", .op = DESK_OP_case_event, .arg = { REF,
	    { COMMANDS_WORD, "event", "event", true }, NOTE, OPT("at", "at") } },

	{ "case account", "state the balance that billing does not give", .op = DESK_OP_case_account, .arg = { REF,
	    { COMMANDS_OPTION, "credit-cents", "credit_cents", true }, { COMMANDS_OPTION, "debt-cents", "debt_cents", true }, MUST_NOTE,
	    OPT("as-of", "as_of") } },

	{ "case document", "a paper that the customer sent, into a new file", .run = cli_paper_fetch, .arg = { REF,
	    { COMMANDS_WORD, "document", NULL, true }, { COMMANDS_WORD, "file", NULL, true } } },

	{ "line list", "lines in order of number", .op = DESK_OP_line_list, .columns = "msisdn status blocked kind plan name reference", .arg = { PAGE } },
	{ "line show", "one line", .op = DESK_OP_line_get, .arg = { MSISDN } },
	{ "line block", "disable a line in the network; nothing is deleted", .op = DESK_OP_line_block, .fixed = "block", .fixed_value = "yes", .arg = { MSISDN } },
	{ "line unblock", "enable it again", .op = DESK_OP_line_block, .fixed = "block", .fixed_value = "no", .arg = { MSISDN } },

	{ "account show", "who is signed in with a number, and the age of the password", .op = DESK_OP_account_show, .arg = { MSISDN } },
	{ "account end", "end all sessions of its subscriber", .op = DESK_OP_account_end, .arg = { MSISDN } },

	{ "card list", "what a person must settle, by due time", .op = DESK_OP_card_list, .columns = "card reference kind due owner detail", .arg = { PAGE } },
	{ "card take", "make it yours", ACTION("take"), .arg = { CARD } },
	{ "card close", "settle it; the note says how", ACTION("close"), .arg = { CARD, MUST_NOTE } },
	{ "card agree", "be the first of two who agree", ACTION("agree"), .arg = { CARD, NOTE } },

	{ "numbers list", "numbers that rest, went back or moved", .op = DESK_OP_number_list, .arg = { OPT("state", "state"), PAGE } },
	{ "numbers show", "what holds a number", .op = DESK_OP_number_get, .arg = { MSISDN } },
	{ "numbers ported", "the number moves to another operator", .op = DESK_OP_number_ported, .arg = { MSISDN, OPT("at", "at") } },

	{ "import lines", "lines from a CSV file", .run = cli_import_lines, .arg = { { COMMANDS_WORD, "file", NULL, true }, FLAG("dry-run"), FLAG("skip-bad") } },
	{ "import hlr", "lines from a running osmo-hlr", .run = cli_import_hlr, .arg = { { COMMANDS_WORD, "address", NULL, true }, FLAG("dry-run"), FLAG("skip-bad") } },

	{ "events", "everything that happened", .run = cli_call_events, .arg = { FLAG("follow"), OPT("after", NULL) } },
	{ "metrics", "counts", .op = DESK_OP_metrics },
};
const size_t commands_count = COUNT(commands_table);

/* ---- finding ---- */

/* How many words of ARGV are WORDS; 0: it begins with others. */
static int
words_match(struct str words, int argc, char *const *argv)
{
	struct str word;
	int n = 0;

	while (words.n) {
		str_split(words, ' ', &word, &words);
		if (n == argc || !str_is(word, argv[n]))
			return 0;
		n++;
	}
	return n;
}

const struct commands *
commands_find(int argc, char *const *argv, int *words_out)
{
	for (const struct commands *k = commands_table; k < commands_table + commands_count; k++)
		if ((*words_out = words_match(str_of(k->words), argc, argv)))
			return k;
	return NULL;
}

static const char *
words_of(const void *of, size_t i)
{
	(void)of;
	return commands_table[i].words;
}

/* ---- help ---- */

static void
print_upper(FILE *out, const char *name)
{
	for (; *name; name++)
		fputc(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name, out);
}

static void
print_synopsis(FILE *out, const struct commands *k)
{
	fprintf(out, "%s", k->words);
	for (size_t i = 0; i < commands_arg_count(k); i++) {
		const struct commands_arg *a = &k->arg[i];

		fprintf(out, " %s%s%s", a->required ? "" : "[", a->kind == COMMANDS_WORD ? "" : "--", a->kind == COMMANDS_WORD ? "" : a->name);
		if (a->kind == COMMANDS_WORD)
			print_upper(out, a->name);
		else if (a->kind == COMMANDS_OPTION)
			fprintf(out, " X");
		fprintf(out, "%s", a->required ? "" : "]");
	}
	if (k->raw)
		fprintf(out, " ...");
}

static enum cli_exit
usage(FILE *f, enum cli_exit code)
{
	fprintf(f, "usage: simoff [-C DIR] [--json] COMMAND ...\n");
	for (const struct commands *k = commands_table; k < commands_table + commands_count; k++) {
		fprintf(f, "  ");
		print_synopsis(f, k);
		fprintf(f, "\n      %s\n", k->what);
	}
	fprintf(f, "DIR is the installation; without -C, the environment's SIMOFF_DIR, or " DIR_DEFAULT ". See simoff(1).\n");
	return code;
}

void
commands_usage(FILE *f, const struct commands *k)
{
	fprintf(f, "usage: simoff ");
	print_synopsis(f, k);
	fprintf(f, "\n");
}

/* ---- the program ---- */

/* -C DIR, --json and help in front of the command. Returns where the command begins. */
static int
take_globals(struct cli *c, int argc, char **argv)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "-C") && i + 1 < argc)
			c->dir = argv[++i];
		else if (!strcmp(argv[i], "--json"))
			c->json = true;
		else
			break;
	}
	return i;
}

/* Neither a command nor a help: which one was meant? Both words count, where there are two. */
static enum cli_exit
no_such(struct cli *c, int argc, char **argv)
{
	struct str typed = arena_printf(c->arena, "%s%s%s", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	const char *nearest = nearest_of(typed, words_of, NULL, commands_count);

	if (!nearest)
		nearest = nearest_of(str_of(argv[0]), words_of, NULL, commands_count);
	return cli_fail(c, CLI_USAGE, "%s: there is no such command%s%s; `simoff help` lists them", typed.p, nearest ? "; did you mean: simoff " : "",
	    nearest ? nearest : "");
}

static enum cli_exit
run(struct cli *c, int argc, char **argv)
{
	struct cli_args args;
	int words;
	const struct commands *k = commands_find(argc, argv, &words);

	if (!k)
		return no_such(c, argc, argv);
	if (k->raw)
		return (enum cli_exit)k->raw(argc, argv, c->in, c->out, c->err);
	if (!commands_parse(c, k, argc - words, argv + words, &args))
		return CLI_USAGE;
	return k->run ? k->run(c, &args) : cli_call_run(c, k, &args);
}

enum cli_exit
commands_main(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
	struct cli c = { .dir = getenv("SIMOFF_DIR"), .in = in, .out = out, .err = err, .arena = arena_new(ARENA_BYTES) };
	enum cli_exit code;

	if (!c.dir || !*c.dir)
		c.dir = DIR_DEFAULT;
	int at = take_globals(&c, argc, argv);
	bool wants_help = at < argc && (!strcmp(argv[at], "help") || !strcmp(argv[at], "-h") || !strcmp(argv[at], "--help"));
	if (at >= argc)
		code = usage(err, CLI_USAGE);
	else
		code = wants_help ? usage(out, CLI_OK) : run(&c, argc - at, argv + at);
	if ((fflush(out) != 0 || ferror(out)) && errno != EPIPE && code == CLI_OK)	/* `| head` has seen enough */
		code = cli_fail(&c, CLI_NO, "standard output cannot be written");
	arena_free(c.arena);
	return code;
}
