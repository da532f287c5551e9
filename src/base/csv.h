/* csv.h - reads CSV as RFC 4180 has it, from memory: UTF-8 with or without a byte order mark, lines ending in LF or CR LF,
 * fields in quotes where they hold the separator, a quote, or a line end. Pure; changes the bytes it is given (quotes go).
 * Nothing is repaired: what is not CSV is a bad row with its reason, and reading goes on behind it. */
#ifndef SIMOFF_CSV_H
#define SIMOFF_CSV_H
#include "base/base.h"

#define CSV_FIELDS_MAX 64u		/* of one row */
#define CSV_FIELD_MAX  4096u		/* bytes of one field */

enum csv_step { CSV_END, CSV_ROW, CSV_BAD };

struct csv {
	char *at, *end;
	char separator;
	int64_t next_line;		/* of the file, from 1 */
};
struct csv_row {
	int64_t line;			/* where the row begins */
	struct str field[CSV_FIELDS_MAX];
	size_t n;
	const char *why;		/* CSV_BAD: static text */
};

/* csv_init: BYTES is borrowed and changed by csv_next. The separator is ';' or ',', whichever the first line has more of
 * outside quotes; ',' if it has neither. */
void csv_init(struct csv *, char *bytes, size_t n);
/* csv_next: the next row that is not an empty line; its fields are borrowed from BYTES. CSV_BAD: only LINE and WHY are valid;
 * the row behind begins at the next line end, for an open quote at the one of the line where the row began. Cost O(bytes). */
enum csv_step csv_next(struct csv *, struct csv_row *out);
#endif
