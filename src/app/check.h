/* check.h - the command `simoff check KIND [VALUE...]`: is this identifier well-formed? */
#ifndef SIMOFF_CHECK_H
#define SIMOFF_CHECK_H
#include "base/base.h"

#include <stdio.h>

#define CHECK_LINE_MAX 256u		/* bytes of one value on standard input, without its line end */

/* check_run(argc, argv, in, out, err): argv[0] is "check", argv[1] the kind, then values; without values, one per line of
 * IN until its end, as it comes. Writes to OUT one line per value: "ok CANONICAL" or "no REASON"; the reason never repeats
 * the value. A line may hold any bytes and end in CR LF; an empty one, or one above CHECK_LINE_MAX, is a "no".
 * Returns 0: all are right. 1: at least one is wrong. 2: wrong usage, or reading or writing failed; ERR says which. */
int check_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
#endif
