/* password.h - passwords of people, kept as Argon2id text (RFC 9106, the form that libargon2 prints) and never as typed.
 * A password is bytes as typed, PASSWORD_BYTES_MAX at most, not normalised: browsers send composed characters, and a rule that
 * changes one day would lock people out. Each hash and each check takes PASSWORD_MEMORY_KIB and some 20 ms of one core, so only
 * the process made for it calls these two (app/pass_role.c). Source: PROMISES, security rows. */
#ifndef SIMOFF_PASSWORD_H
#define SIMOFF_PASSWORD_H
#include "base/base.h"

#define PASSWORD_BYTES_MAX  256u
#define PASSWORD_MEMORY_KIB 19456u
#define PASSWORD_PASSES     2u
#define PASSWORD_HASH_SIZE  128u	/* room for the text and its NUL; longer ones are none of ours */

/* password_hash: of TYPED, 1 to PASSWORD_BYTES_MAX bytes (assert), with a salt of its own. ERR_TEMP: no memory. */
enum err password_hash(struct str typed, char hash_out[PASSWORD_HASH_SIZE]) MUST_CHECK;

/* password_check: ERR_OK: HASH is that of TYPED; ERR_DENIED: it is not. ERR_TEMP: no memory, so nobody knows. What is no hash of
 * ours, or nothing that anybody could have chosen, is denied after the same work. */
enum err password_check(struct str hash, struct str typed) MUST_CHECK;

/* password_nobody: a hash to check against where there is none, so that it costs the same. No password is known to have it. */
struct str password_nobody(void);
bool password_is_hash(struct str);	/* of ours: the form, and the cost above */
#endif
