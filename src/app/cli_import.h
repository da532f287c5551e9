/* cli_import.h - simoff import lines FILE, simoff import hlr ADDRESS. */
#ifndef SIMOFF_CLI_IMPORT_H
#define SIMOFF_CLI_IMPORT_H
#include "app/cli.h"

enum cli_exit cli_import_lines(struct cli *, const struct cli_args *);
enum cli_exit cli_import_hlr(struct cli *, const struct cli_args *);
#endif
