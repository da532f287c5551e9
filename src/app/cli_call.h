/* cli_call.h - commands that are one operation of the desk, carried to the daemon over DIR/simoff.sock. */
#ifndef SIMOFF_CLI_CALL_H
#define SIMOFF_CLI_CALL_H
#include "app/client.h"
#include "app/commands.h"

/* cli_call_open: NULL and said if the daemon does not answer; then return CLI_AWAY. */
struct client *cli_call_open(struct cli *) MUST_CHECK;
/* cli_call_verdict: CLI_OK when it went well; otherwise said. */
enum cli_exit cli_call_verdict(struct cli *, enum desk_code, struct str why);
/* cli_call_run: the operation of the command; lists are read to their end, or to --limit. */
enum cli_exit cli_call_run(struct cli *, const struct commands *, const struct cli_args *);
/* cli_call_each: every row of a list operation, page by page; ITEM lives in the command's arena. Not CLI_OK: said. */
enum cli_exit cli_call_each(struct cli *, struct client *, enum desk_op, void (*each)(void *self, const void *item), void *self);
enum cli_exit cli_call_events(struct cli *, const struct cli_args *);	/* simoff events [--follow] */
#endif
