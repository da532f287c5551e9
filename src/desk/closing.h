/* closing.h - inside the desk: the final account of a case whose line is off (PRODUCT rules 7, 18, 22). Credit and debts are
 * those of billing's balance, or what a person states instead; indemnity and residual are those of the quote, which binds. */
#ifndef SIMOFF_CLOSING_H
#define SIMOFF_CLOSING_H
#include "desk/subject.h"

/* closing_judge: O is a balance that was read. Taken: the case has its final account, AUDIT_OUT the note for its audit entry.
 * Else O changes: too old, or nonsense, is `later`; where the bound part would differ from the quote, `never`. */
void closing_judge(struct unit *, struct subject *, struct effect_outcome *o, struct str *audit_out);
#endif
