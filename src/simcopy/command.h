/* command.h - the command line of `simcopy`: one table of commands and one of options, from which words are read and help is
 * printed. doc/man/simcopy.1 lists the same. */
#ifndef SIMOFF_SIMCOPY_COMMAND_H
#define SIMOFF_SIMCOPY_COMMAND_H
#include "simcopy/progress.h"

enum command_exit {
	COMMAND_OK     = 0,
	COMMAND_PARTLY = 1,	/* done, but not all of it; what is missing was said */
	COMMAND_USAGE  = 2,
	COMMAND_FAILED = 3,	/* no reader, no card, a file that cannot be read or written: nothing, or only a part, was done */
	COMMAND_REFUSED = 4,	/* by the person, or for the card's safety: nothing was written to it */
};

#define COMMAND_WORDS_MAX 4u

/* Every option, once: field, name, argument or NULL, help. */
#define COMMAND_OPTIONS(X) \
	X(reader,   "reader",   "NAME",  CATALOG_TEXT("the reader, by a part of its name")) \
	X(only,     "only",     "WHAT",  CATALOG_TEXT("contacts, messages or other, with commas between them")) \
	X(all,      "all",      NULL,    CATALOG_TEXT("every file that can be found, also unknown ones")) \
	X(search,   "search",   NULL,    CATALOG_TEXT("let the card say which places are empty, where it can")) \
	X(go_on,    "continue", NULL,    CATALOG_TEXT("complete a backup that was broken off")) \
	X(vcard4,   "vcard4",   NULL,    CATALOG_TEXT("contacts.vcf as vCard 4.0 instead of 3.0")) \
	X(as,       "as",       "FORMAT", CATALOG_TEXT("the format to write; without it they are listed")) \
	X(dry_run,  "dry-run",  NULL,    CATALOG_TEXT("show what would be written, and write nothing")) \
	X(cut_names, "cut-names", NULL,  CATALOG_TEXT("names that are too long for the card may be shortened")) \
	X(last_try, "last-try", NULL,    CATALOG_TEXT("allow the last try of the PIN, after a typed yes")) \
	X(port,     "port",     "N",     CATALOG_TEXT("where the agent listens on 127.0.0.1; 0: any free port")) \
	X(origin,   "origin",   "URL",   CATALOG_TEXT("the portal whose pages may use the agent")) \
	X(to,       "to",       "DIR",   CATALOG_TEXT("the stick, or another folder, that the agent may write to")) \
	X(lang,     "lang",     "LANG",  CATALOG_TEXT("nl, fr, de, en or zh, instead of the language of the system")) \
	X(json,     "json",     NULL,    CATALOG_TEXT("one JSON object per event on standard output"))

struct command_args {
	const char *word[COMMAND_WORDS_MAX];
	size_t words;
#define X(field, name, arg, help) const char *field;
	COMMAND_OPTIONS(X)		/* NULL: not given; "" for an option without argument */
#undef X
};
struct command {
	const char *name, *words;	/* "backup", "[DIR]" */
	size_t words_min, words_max;
	const char *options;		/* names, separated by spaces */
	enum command_exit (*run)(const struct command_args *, struct progress *);
	const char *what;		/* one line of help */
};
extern const struct command command_table[];
extern const size_t command_count;

enum command_exit command_run(int argc, char **argv, struct progress *);

/* command_fail: "simcopy: WHY" on standard error, or an event "error"; returns CODE. WHY comes in the reader's language, or in
 * English when it is a text of the catalogue. */
enum command_exit command_fail(struct progress *, enum command_exit code, struct str why);
#endif
