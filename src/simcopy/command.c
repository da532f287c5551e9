/* command.c - the tables of commands and options, and the reading of words by them.
 * Errors: what was typed wrong, on standard error, with the way to help; exit code 2. */
#include "simcopy/command.h"

#include "simcopy/command_card.h"
#include "simcopy/command_image.h"
#include "simcopy/command_write.h"
#include "simcopy/serve.h"
#include "simcopy/words.h"

#include <stdlib.h>

#define WHY_SIZE 512u
#define CARD_OPTIONS " reader json lang last-try "

const struct command command_table[] = {
	{ "backup",  "[DIR]",       0, 1, CARD_OPTIONS "only all search continue vcard4 ", command_card_backup, CATALOG_TEXT("read the card into the folder DIR") },
	{ "export",  "IMAGE [DIR]", 1, 2, " as vcard4 json lang ", command_image_export, CATALOG_TEXT("write all formats into DIR, or with --as one to the output") },
	{ "show",    "IMAGE",       1, 1, " json lang ", command_image_show, CATALOG_TEXT("say what is in a backup, and what is not and why") },
	{ "diff",    "OLD NEW",     2, 2, " json lang ", command_image_diff, CATALOG_TEXT("what one backup has and the other has not") },
	{ "verify",  "IMAGE",       1, 1, " json lang ", command_image_verify, CATALOG_TEXT("prove that an image is as it was written, and whole") },
	{ "seal",    "IMAGE DIR",   2, 2, " vcard4 json lang ", command_image_seal, CATALOG_TEXT("a whole backup as one file under a passphrase") },
	{ "unseal",  "FILE DIR",    2, 2, " json lang ", command_image_unseal, CATALOG_TEXT("open such a file into a folder") },
	{ "restore", "FILE",        1, 1, CARD_OPTIONS "dry-run cut-names ", command_write_restore, CATALOG_TEXT("put contacts of an image, .vcf or .csv on the card") },
	{ "erase",   "IMAGE",       1, 1, CARD_OPTIONS "dry-run only ", command_write_erase, CATALOG_TEXT("empty a card of what IMAGE, its backup, has") },
	{ "serve",   "",            0, 0, " reader port origin to json lang ", serve_run, CATALOG_TEXT("let the page at the counter read a card") },
	{ "readers", "",            0, 0, " json lang ", command_card_readers, CATALOG_TEXT("list the readers") },
};
const size_t command_count = COUNT(command_table);

static const struct option { const char *name, *arg, *help; size_t field_at; } OPTIONS[] = {
#define X(field, name, arg, help) { name, arg, help, offsetof(struct command_args, field) },
	COMMAND_OPTIONS(X)
#undef X
};

enum command_exit
command_fail(struct progress *p, enum command_exit code, struct str why)
{
	char english[WHY_SIZE];

	if (why.n < sizeof english) {
		snprintf(english, sizeof english, "%.*s", STR_ARG(why));
		why = catalog_text(p->cat, english);
	}
	if (p->json)
		PROGRESS_SAY(p, "error", "{why}", { "why", why });
	else
		PROGRESS_SAY(p, "error", "simcopy: {why}", { "why", why });
	return code;
}

/* ---- help ---- */

static bool
takes(const struct command *c, const char *option)
{
	struct str word, rest = str_of(c->options);

	while (rest.n) {
		str_split(rest, ' ', &word, &rest);
		if (str_is(word, option))
			return true;
	}
	return false;
}

static void
print_usage(FILE *to, const struct command *c)
{
	fprintf(to, "usage: simcopy %s", c->name);
	for (size_t i = 0; i < COUNT(OPTIONS); i++)
		if (takes(c, OPTIONS[i].name))
			fprintf(to, OPTIONS[i].arg ? " [--%s %s]" : " [--%s]", OPTIONS[i].name, OPTIONS[i].arg);
	fprintf(to, "%s%s\n", c->words[0] ? " " : "", c->words);
}

static enum command_exit
print_help(FILE *to, const struct catalog *cat)
{
	fprintf(to, "simcopy - %.*s\n\n%.*s\n", STR_ARG(catalog_text(cat, "nothing on the SIM is lost")), STR_ARG(catalog_text(cat, "commands:")));
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &command_table[i];

		fprintf(to, "  %-8s %-14s %.*s\n", c->name, c->words, STR_ARG(catalog_text(cat, c->what)));
	}
	fprintf(to, "\n%.*s\n", STR_ARG(catalog_text(cat, "options:")));
	for (size_t i = 0; i < COUNT(OPTIONS); i++) {
		const struct option *o = &OPTIONS[i];

		fprintf(to, "  --%-10s %-8s %.*s\n", o->name, o->arg ? o->arg : "", STR_ARG(catalog_text(cat, o->help)));
	}
	fprintf(to, "\n%.*s\n", STR_ARG(catalog_text(cat, "`simcopy COMMAND --help` says which options a command takes; simcopy(1) says all.")));
	return COMMAND_OK;
}

/* ---- reading words ---- */

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (!strcmp(command_table[i].name, name))
			return &command_table[i];
	return NULL;
}

static const struct option *
find_option(const struct command *c, const char *name)
{
	for (size_t i = 0; i < COUNT(OPTIONS); i++)
		if (!strcmp(OPTIONS[i].name, name) && takes(c, name))
			return &OPTIONS[i];
	return NULL;
}

/* The words of ARGV from the second on. False: they are not those of command C. */
static bool
read_args(const struct command *c, int argc, char **argv, struct command_args *out)
{
	bool only_words = false;

	*out = (struct command_args){ 0 };
	for (int i = 2; i < argc; i++) {
		const struct option *o;

		if (only_words || argv[i][0] != '-' || !argv[i][1]) {
			if (out->words == c->words_max)
				return false;
			out->word[out->words++] = argv[i];
			continue;
		}
		if (!strcmp(argv[i], "--")) {
			only_words = true;
			continue;
		}
		o = argv[i][1] == '-' ? find_option(c, argv[i] + 2) : NULL;
		if (!o || (o->arg && i + 1 == argc))
			return false;
		*(const char **)((char *)out + o->field_at) = o->arg ? argv[++i] : "";
	}
	return out->words >= c->words_min;
}

static bool
asks_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
}

enum command_exit
command_run(int argc, char **argv, struct progress *p)
{
	struct command_args args;

	if (argc < 2) {
		print_help(p->err, p->cat);
		return COMMAND_USAGE;
	}
	if (asks_help(argv[1]))
		return print_help(p->out, p->cat);
	const struct command *c = find_command(argv[1]);
	if (!c)
		return command_fail(p, COMMAND_USAGE, STR(CATALOG_TEXT("there is no such command; `simcopy help` lists them")));
	if (argc == 3 && asks_help(argv[2])) {
		print_usage(p->out, c);
		return COMMAND_OK;
	}
	if (!read_args(c, argc, argv, &args)) {
		print_usage(p->err, c);
		return COMMAND_USAGE;
	}
	if (args.lang && !words_known(str_of(args.lang)))
		return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("--lang takes nl, fr, de, en or zh")));
	if (args.lang)
		p->cat = words_of(str_of(args.lang));
	p->json = args.json;
	p->has_bar = p->has_bar && !p->json;
	return c->run(&args, p);
}
