/* import.h - a file of lines into the desk: all or nothing by first checking every row, many rows under way at once. */
#ifndef SIMOFF_IMPORT_H
#define SIMOFF_IMPORT_H
#include "app/cli.h"

struct import;

/* How rows get to a desk: over the socket, or in this process. Each row asked is answered once by import_answer(), in any order,
 * at the latest in SETTLE. */
struct import_door {
	void *self;
	bool (*ask)(void *self, struct import *, const struct desk_import_in *);	/* false: the desk is gone */
	bool (*settle)(void *self, struct import *);		/* until nothing is under way; false: gone */
};
struct import_options { const char *name; bool dry, skip_bad; };	/* NAME: of the file, for reports */

/* import_run: BYTES is the file, and is changed. Says what is wrong row by row, then the counts. CLI_OK: imported, or with DRY
 * all rows are good; CLI_NO: nothing was imported; with SKIP_BAD the good rows were. */
enum cli_exit import_run(struct cli *, char *bytes, size_t n, const struct import_options *, const struct import_door *);
void import_answer(struct import *, int64_t row, enum desk_code, struct str why, const struct desk_import_out *);
#endif
