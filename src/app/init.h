/* init.h - simoff init DIR: a new installation. */
#ifndef SIMOFF_INIT_H
#define SIMOFF_INIT_H
#include "app/cli.h"

/* init_run: makes the folder (mode 700, if it is not there) and in it configuration, keys, certificate, database, and an API key
 * for an operator; with --demo fifty lines besides. An installation that is there is never touched. What was made before a
 * failure stays, and is named. */
enum cli_exit init_run(struct cli *, const struct cli_args *);
#endif
