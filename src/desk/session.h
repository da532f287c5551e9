/* session.h - inside the desk: who is signed in. A session is one browser of one subscriber; the browser holds a token, the store
 * its hash. The batch looks the caller's token up before any operation asks (batch.c): an operation only looks at u->session.
 * A token is 32 random bytes and the subscriber's id, masked by the desk's key, in base64url: it says itself where its row is, and
 * nothing to anybody else. It ends at ends_ms (8 hours), and after 30 minutes without use. Source: PROMISES, security rows. */
#ifndef SIMOFF_SESSION_H
#define SIMOFF_SESSION_H
#include "desk/unit.h"

#define SESSION_IDLE_MS  (30 * INT64_C(60000))
#define SESSION_LIFE_MS  (8 * INT64_C(3600000))
#define SESSION_FRESH_MS (10 * INT64_C(60000))	/* how long a one-time code is good for choosing a password */

/* session_find: in find; asks for the row of the caller's token into u->session; nothing where there is none or it is malformed. */
void session_find(struct unit *);
/* session_settle: before ask; forgets a row that has ended or was idle for too long. */
void session_settle(struct unit *);
/* session_needed: is somebody signed in? Else the unit says stranger. */
bool session_needed(struct unit *);
/* session_owns: is the line that of the subscriber who is signed in? */
bool session_owns(const struct unit *, const struct line *);
/* session_handle: names ID to its own subscriber in addresses and forms, 32 hexadecimal digits; says nothing to anybody else. */
struct str session_handle(struct unit *, const char *what, struct id);
#endif
