/* doctor.h - simoff doctor: what is wrong with this installation, and what to do. */
#ifndef SIMOFF_DOCTOR_H
#define SIMOFF_DOCTOR_H
#include "app/cli.h"

/* doctor_run: one line per finding: ok, warning or wrong. CLI_NO if anything is wrong. Changes nothing. */
enum cli_exit doctor_run(struct cli *, const struct cli_args *);
#endif
