/* own.h - inside the desk: the lines of the subscriber who is signed in, found by their handles. */
#ifndef SIMOFF_OWN_H
#define SIMOFF_OWN_H
#include "desk/session.h"

struct own { struct list lines; };	/* struct line: active ones first; 100 at most (sql/request.sql) */

/* own_find: in find; asks for the lines of whoever the caller's session is; nothing without one. */
void own_find(struct unit *, struct own *);
/* own_line: in ask and later; the line with this handle. NULL: nobody is signed in, or there is no such line of theirs: the unit
 * says so, in the same words whether the line is another's or nobody's. */
const struct line *own_line(struct unit *, const struct own *, struct str handle);
/* own_has_changed: SIM, holder or contact of one of the lines changed in the last 7 days. Then a session proves no more than a
 * code to a contact that may be a thief's: each of the lines goes to a person (rule 12). */
bool own_has_changed(const struct unit *, const struct own *);
#endif
