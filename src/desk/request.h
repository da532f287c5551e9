/* request.h - inside the desk: what a wish declares, checked and put into a case; used by the submit of the API and counter
 * and by the two steps of the portal. */
#ifndef SIMOFF_REQUEST_H
#define SIMOFF_REQUEST_H
#include "desk/subject.h"

/* request_declare(u, in, c): checks IN and copies it into C. False: the unit says what is wrong with which field, in the
 * API's names. Does not look at the line. */
bool request_declare(struct unit *, const struct desk_submit_in *, struct term_case *);
/* The withdrawal of the first 14 days (rule 8). request_may_withdraw: was the wish C received in time for LINE?
 * request_withdrawal_fits: it was, or C asks for none; false: the unit says that it is invalid. */
#define REQUEST_NO_WITHDRAWAL "this contract cannot be withdrawn from: that is for consumers, within 14 days after a sale online or by telephone. " \
	"Ask for the line's end without it."
bool request_may_withdraw(const struct unit *, const struct line *, const struct term_case *);
bool request_withdrawal_fits(struct unit *, const struct line *, const struct term_case *);
/* request_proven: the authority over LINE is shown now: whose case C is, and the quote that binds. */
void request_proven(struct unit *, const struct line *, struct term_case *);
/* request_quote: freezes the quote of LINE into C; what cannot be computed marks C for a person. */
void request_quote(struct unit *, const struct line *, struct term_case *);
/* request_compare: the declared document against the contract's; the number is forgotten. */
void request_compare(struct unit *, const struct desk_identity *, const struct line *, struct term_case *);
/* A new case in state received, with id and reference. */
void request_new(struct unit *, struct id line_id, struct str channel, struct term_case *);
struct str request_number(struct unit *, struct str text);	/* canonical digits; empty and the unit says why */
#endif
