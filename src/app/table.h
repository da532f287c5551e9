/* table.h - rows and columns for people on a terminal: columns as wide as their widest value, numbers to the right.
 * Width is what a terminal shows: a Chinese character takes two places, an accent of its own none. Whatever could steer a
 * terminal is shown as '?'. Owner: table_free(). */
#ifndef SIMOFF_TABLE_H
#define SIMOFF_TABLE_H
#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"

#define TABLE_COLUMNS_MAX 32u

struct table;

struct table *table_new(void);
void table_free(struct table *);	/* NULL is fine */

void table_column(struct table *, const char *heading, bool to_the_right);	/* before the first cell; HEADING is copied */
void table_cell(struct table *, struct str text);	/* the next cell of the row, copied; after the last column a new row begins */
void table_print(const struct table *, struct buf *out);	/* headings in capitals, two spaces between columns; nothing behind the last value */

int  table_width(struct str text);	/* places on a terminal */
void table_safe(struct str text, struct buf *out);	/* TEXT with what could steer a terminal, or is no UTF-8, as '?' */
#endif
