/* token.h - inside the desk: what a browser is given to show again, as 64 characters of base64url. A token says itself whose it is,
 * to the desk and to nobody else: the subscriber's id in it is masked by the desk's key, each time differently. */
#ifndef SIMOFF_TOKEN_H
#define SIMOFF_TOKEN_H
#include "desk/unit.h"

#define TOKEN_SECRET 32u		/* bytes before the masked id */
#define TOKEN_TEXT 64u

/* token_write: SECRET and the masked OWNER; WHAT is in the mask, so that a token of one kind is worth nothing as another.
 * token_read: the same back; false: it is no token. Any 64 characters give some owner: whether SECRET is right, the caller finds out. */
struct str token_write(struct unit *, const char *what, const uint8_t secret[TOKEN_SECRET], struct id owner);
bool token_read(struct unit *, const char *what, struct str text, uint8_t secret_out[TOKEN_SECRET], struct id *owner_out) MUST_CHECK;

/* token_seal: ID of OWNER under the desk's seal, for what is found by its id and need not be secret. token_open: false: not ours. */
struct str token_seal(struct unit *, const char *what, struct id id, struct id owner);
bool token_open(struct unit *, const char *what, struct str text, struct id *id_out, struct id *owner_out) MUST_CHECK;
#endif
