/* cli_local.h - the commands that open the database or only the configuration themselves, with or without a daemon. */
#ifndef SIMOFF_CLI_LOCAL_H
#define SIMOFF_CLI_LOCAL_H
#include "app/cli.h"

enum cli_exit cli_local_config(struct cli *, const struct cli_args *);
enum cli_exit cli_local_machine(struct cli *, const struct cli_args *);
enum cli_exit cli_local_migrate(struct cli *, const struct cli_args *);
enum cli_exit cli_local_audit(struct cli *, const struct cli_args *);
enum cli_exit cli_local_key(struct cli *, const struct cli_args *);
enum cli_exit cli_local_backup(struct cli *, const struct cli_args *);
enum cli_exit cli_local_restore(struct cli *, const struct cli_args *);
#endif
