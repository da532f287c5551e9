/* cli.h - what every command of `simoff` shares: where it works, how it prints, how it fails. */
#ifndef SIMOFF_CLI_H
#define SIMOFF_CLI_H
#include "app/config.h"
#include "base/arena.h"
#include "base/record.h"

#include <stdio.h>

/* Exit codes, as simoff(1) says. */
enum cli_exit {
	CLI_OK     = 0,
	CLI_NO     = 1,		/* refused, or something was found to be wrong */
	CLI_USAGE  = 2,
	CLI_CONFIG = 3,		/* configuration or database cannot be used */
	CLI_AWAY   = 4,		/* the daemon does not answer */
};

struct cli {
	const char *dir;	/* of the installation */
	bool json;		/* for programs: one JSON object per line */
	FILE *in, *out, *err;
	struct arena *arena;	/* of the whole command */
};

/* What the words behind a command said, by name; see commands.h. */
struct cli_args { const char *name[16], *value[16]; size_t n; };
const char *cli_arg(const struct cli_args *, const char *name);	/* NULL: not given; flags have the value "yes" */

/* cli_fail: "simoff: ..." on standard error; returns CODE. What steers a terminal is shown as '?'. */
enum cli_exit cli_fail(struct cli *, enum cli_exit code, const char *fmt, ...) PRINTF(3, 4);
void cli_say(struct cli *, const char *fmt, ...) PRINTF(2, 3);		/* to standard error, for people: nothing with --json */
void cli_put(struct cli *, struct str text);				/* to standard output, as it is */

/* cli_config: the configuration, or NULL and the failure said; then return CLI_CONFIG. */
struct config *cli_config(struct cli *) MUST_CHECK;
/* cli_desk: the desk of this installation in this process, without a daemon; the same. */
struct desk *cli_desk(struct cli *, const struct config *, bool reader, desk_answer_fn *, void *self) MUST_CHECK;
/* The caller of commands that work without the daemon: whoever may read the files is the administrator. */
struct desk_caller cli_caller(struct cli *);

/* cli_show: a record for people: one "name  value" per line, lists as tables below; or as one line of JSON. */
void cli_show(struct cli *, const struct record *, const void *rec);
/* cli_table: ITEMS of record R as a table of COLUMNS (names, separated by spaces; NULL: all that are single values); or
 * one line of JSON each. */
void cli_table(struct cli *, const struct record *r, struct list items, const char *columns);
#endif
