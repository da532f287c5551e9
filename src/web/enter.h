/* enter.h - the pages on which a subscriber signs in and out: with a password, or with a one-time code. One function that begins each
 * route, and one that gets the desk's answer to it. No page tells whether anybody has the login that was typed. */
#ifndef SIMOFF_WEB_ENTER_H
#define SIMOFF_WEB_ENTER_H
#include "web/call.h"

#define ENTER_TO_MAX      160u		/* bytes of an address to go to afterwards */
#define ENTER_CARRIED_MAX 64u		/* fields of a form that can wait for its sender to sign in again */
#define ENTER_KEY_SIZE    37u		/* a new idempotency key and its NUL */

void enter_form(struct call *);
void enter_password(struct call *);
void enter_password_answer(struct call *, const struct call_reply *);
void enter_code_begin(struct call *);
void enter_code_begin_answer(struct call *, const struct call_reply *);
void enter_code(struct call *);
void enter_code_answer(struct call *, const struct call_reply *);
void enter_prove(struct call *);
void enter_prove_answer(struct call *, const struct call_reply *);
void enter_again(struct call *);
void enter_again_answer(struct call *, const struct call_reply *);
void enter_out(struct call *);
void enter_out_answer(struct call *, const struct call_reply *);

/* enter_ask: ends the call where somebody must be signed in: a GET goes to /sign-in and comes back afterwards; of a POST every field
 * is kept in the sign-in page, and can be sent again from there. */
void enter_ask(struct call *);

/* enter_keep_form: the form's token is too old, yet the browser vouches that the form is ours: true, and everything typed is shown with a
 * button that sends it again. Nothing has been done. False: not answered; it may be somebody else's form. */
bool enter_keep_form(struct call *);

/* enter_place: TYPED if it is the address of a page of ours that may be gone to after signing in; else empty. Never another site. */
struct str enter_place(struct str typed);

/* enter_key: a key of its own for an operation that must not happen twice when a process on its way dies. */
void enter_key(struct call *);
#endif
