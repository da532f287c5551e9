/* import_rows.h - a CSV file of lines as records: what the header names, each value by its field's rule, and no number, IMSI or
 * SIM twice in one file. What only the desk can know is the desk's to say. */
#ifndef SIMOFF_IMPORT_ROWS_H
#define SIMOFF_IMPORT_ROWS_H
#include "base/csv.h"
#include "base/arena.h"
#include "desk/desk.h"

#define IMPORT_ROWS_WHY_SIZE 300u

struct import_rows;
struct import_rows_fault { const char *column; char why[IMPORT_ROWS_WHY_SIZE]; };	/* COLUMN NULL: the row as a whole */

/* import_rows_new: BYTES are borrowed and changed. NULL: the header is wrong, WHY says how; columns may come in any order. */
struct import_rows *import_rows_new(char *bytes, size_t n, char why_out[IMPORT_ROWS_WHY_SIZE]) MUST_CHECK;
void import_rows_free(struct import_rows *);		/* NULL is fine */

/* import_rows_next: the next row; its texts live until the next call. CSV_BAD: only OUT->row, its line in the file, and FAULT. */
enum csv_step import_rows_next(struct import_rows *, struct desk_import_row *out, struct import_rows_fault *fault);
size_t import_rows_at(const struct import_rows *);	/* bytes read so far */
#endif
