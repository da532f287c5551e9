/* audit.h - inside the desk: the append-only chain of each line. Every transition, decision and read of personal data by
 * staff is one row; each row's hash covers the one before, so that nothing can be taken out or changed unseen. */
#ifndef SIMOFF_AUDIT_H
#define SIMOFF_AUDIT_H
#include "base/hash.h"
#include "desk/unit.h"

/* audit_add(u, head, case_id, what, body): queues the next row of u->line_id after HEAD (the chain's last row, asked
 * before; not found for a new line) and moves HEAD on, so that several rows of one unit follow each other. BODY: a JSON
 * object without personal data in clear. */
void audit_add(struct unit *, struct audit_row *head, struct id case_id, const char *what, struct str body);

/* The hash that ROW must have after a row with hash BEFORE (empty: the first). */
struct hash audit_hash(struct str before, const struct audit_row *row);
#endif
