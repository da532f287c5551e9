/* cli_paper.h - `simoff case document`: a paper that a customer sent, into a file. */
#ifndef SIMOFF_CLI_PAPER_H
#define SIMOFF_CLI_PAPER_H
#include "app/cli.h"

enum cli_exit cli_paper_fetch(struct cli *, const struct cli_args *);
#endif
