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
#define SESSION_SWEEP 4				/* sessions that are over, taken away with each new one */

/* session_find: in find; asks for the row of the caller's token into u->session; nothing where there is none or it is malformed.
 * From here to the end of find u->session.subscriber_id is whose it would be: enough to ask with, proof of nothing. */
void session_find(struct unit *);
/* session_settle: before ask; forgets a row that has ended or was idle for too long. */
void session_settle(struct unit *);
bool session_is_alive(const struct session_row *, struct utc_ms now);
/* session_needed: is somebody signed in? Else the unit says stranger. */
bool session_needed(struct unit *);
/* session_owns: is the line that of the subscriber who is signed in? */
bool session_owns(const struct unit *, const struct line *);
/* session_is_full: did it begin with a password, or a code to sign in? One that began with a code to block a line, which people give away
 * more lightly, blocks lines and shows the account, and does nothing else. session_full: the same; if not, the unit says so. */
bool session_is_full(const struct unit *);
bool session_full(struct unit *);
/* session_is_fresh: was a one-time code given in it in the last SESSION_FRESH_MS? */
bool session_is_fresh(const struct unit *);
/* session_handle: names ID to its own subscriber in addresses and forms, 32 hexadecimal digits; says nothing to anybody else.
 * session_row_handle: the same for one of the subscriber's sessions. */
struct str session_handle(struct unit *, const char *what, struct id);
struct str session_row_handle(struct unit *, const struct session_row *);

/* A session to begin: session_draw in ask draws its token (from the caller's key where there is one, so that what is sent twice makes
 * one session) and asks whether it is there already, and what to sweep; session_begin in decide fills ROW and the answer;
 * session_write queues it; GATED: as the unit's gate. The caller's own session, if it has one, ends with that. */
struct session_draft { struct str token; struct session_row row, there; struct list over; };
void session_draw(struct unit *, struct session_draft *, struct id subscriber_id);
void session_begin(struct unit *, struct session_draft *, const char *way, struct utc_ms proven, struct desk_session_view *out);
void session_write(struct unit *, const struct session_draft *, bool gated);
#endif
