/* serve.h - `simcopy serve`: the agent at the clerk's desk, on loopback only. */
#ifndef SIMOFF_SIMCOPY_SERVE_H
#define SIMOFF_SIMCOPY_SERVE_H
#include "simcopy/command.h"

/* serve_forgetful: for the program's very beginning: starts it again so that the C library overwrites all memory that is freed.
 * Comes back when that is so, or with ERR_TEMP when it cannot be had. */
enum err serve_forgetful(char **argv) MUST_CHECK;

enum command_exit serve_run(const struct command_args *, struct progress *);
#endif
