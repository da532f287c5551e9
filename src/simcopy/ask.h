/* ask.h - answers typed at the terminal, and only there: never from arguments, the environment or a pipe. */
#ifndef SIMOFF_SIMCOPY_ASK_H
#define SIMOFF_SIMCOPY_ASK_H
#include "simcopy/progress.h"

#define ASK_MAX 200u		/* bytes of an answer */

/* ask_is_possible: is there a terminal to ask on? */
bool ask_is_possible(void);

/* ask_line(msgid, args): one line; false: no terminal, or it ended. OUT is NUL-ended without the newline. */
bool ask_line(struct progress *, const char *msgid, const struct catalog_arg *, size_t n, char out[ASK_MAX]) MUST_CHECK;

/* ask_secret: as above without showing what is typed. The caller wipes OUT (explicit_bzero). */
bool ask_secret(struct progress *, const char *msgid, const struct catalog_arg *, size_t n, char out[ASK_MAX]) MUST_CHECK;

/* ask_yes: true only when the word "yes", or that of the language, was typed in full. */
bool ask_yes(struct progress *, const char *msgid, const struct catalog_arg *, size_t n) MUST_CHECK;
#endif
