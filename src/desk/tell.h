/* tell.h - inside the desk: what a subscriber is told outside of any case: one-time codes, and that a password was chosen. */
#ifndef SIMOFF_TELL_H
#define SIMOFF_TELL_H
#include "desk/unit.h"

/* tell_can: can a code for PROOF reach the holder of LINE (may be NULL) at all? LINES: all of the subscriber's. */
bool tell_can(const struct unit *, const struct proof_row *, const struct line *, const struct list *lines);
/* tell_code: owes the code number proof.codes_sent, in turn by SMS and by mail, as far as there is a way; where there is none, or
 * nobody has this login, a row of the same kind is written that nobody is sent, so that it costs the same. */
void tell_code(struct unit *, const struct proof_row *, const struct line *, const struct list *lines, struct str language);
/* tell_language: what a subscriber reads: the own choice, that of the contract of LINE (may be NULL), PAGE where it is one of ours, the
 * policy's. */
struct str tell_language(const struct unit *, const struct subscriber_row *own, const struct line *, struct str page);
/* tell_password: a mail to the address on record that a new password was chosen, from which browser, and what to do if it was not you. */
void tell_password(struct unit *, const struct list *lines, struct str language);
#endif
