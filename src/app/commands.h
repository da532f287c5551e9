/* commands.h - the command line of `simoff`: one table of commands, from which arguments are read, help is printed, and the
 * operation of the desk is called. */
#ifndef SIMOFF_COMMANDS_H
#define SIMOFF_COMMANDS_H
#include "app/cli.h"

#define COMMANDS_ARGS_MAX 16u

enum commands_kind { COMMANDS_WORD, COMMANDS_OPTION, COMMANDS_FLAG };
struct commands_arg {
	enum commands_kind kind;
	const char *name;		/* "reference" is shown as REFERENCE; "note" as --note */
	const char *path;		/* of the field it sets: "contact.email"; NULL: the command looks at it */
	bool required;
};
struct commands {
	const char *words;		/* "case list" */
	const char *what;		/* one line of help */
	enum cli_exit (*run)(struct cli *, const struct cli_args *);	/* NULL: the operation OP by the daemon */
	int (*raw)(int argc, char **argv, FILE *in, FILE *out, FILE *err);	/* reads its words itself */
	enum desk_op op;
	const char *fixed, *fixed_value;	/* a field that this command always sets */
	const char *columns;		/* of the table, for operations that list */
	struct commands_arg arg[COMMANDS_ARGS_MAX];	/* up to the first without a name */
};
extern const struct commands commands_table[];
extern const size_t commands_count;

/* commands_find: the command whose words ARGV begins with; WORDS_OUT: how many they are. NULL: none. */
const struct commands *commands_find(int argc, char *const *argv, int *words_out);
size_t commands_arg_count(const struct commands *);
void commands_usage(FILE *, const struct commands *);	/* "usage: simoff case show REFERENCE" */

/* commands_parse: what follows the words. Anywhere, "--" ends options, "--json" sets c->json. False: said on standard error. */
bool commands_parse(struct cli *, const struct commands *, int argc, char *const *argv, struct cli_args *out) MUST_CHECK;
/* commands_record: sets the fields that ARGS name in IN, a fresh record of the operation. False: said. */
bool commands_record(struct cli *, const struct commands *, const struct cli_args *, void *in) MUST_CHECK;

/* commands_main: the whole of `simoff`, without touching the process. Returns the exit code. */
enum cli_exit commands_main(int argc, char **argv, FILE *in, FILE *out, FILE *err);
#endif
