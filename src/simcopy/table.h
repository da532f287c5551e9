/* table.h - contacts and messages as CSV, and contacts back. Pure. Source: RFC 4180, with a byte order mark first so that spreadsheets
 * know it is UTF-8. A cell that a spreadsheet would calculate gets an apostrophe before it, which reading takes off again. */
#ifndef SIMOFF_SIMCOPY_TABLE_H
#define SIMOFF_SIMCOPY_TABLE_H
#include "simcopy/content.h"

void table_contacts(struct buf *, const struct contact_list *);	/* one line per contact of any book */
void table_messages(struct buf *, const struct content *);

/* table_read(text, k, out): contacts of a table whose first line names its columns: name, second_name, number ..., email ...,
 * groups; others are skipped. ERR_INVALID and ERR_LIMIT as vcard_read. */
enum err table_read(struct str text, struct keep *, struct contact_list *out, char why[IMAGE_WHY_SIZE]) MUST_CHECK;
#endif
