/* portal.h - the pages on which a request is made: one function that begins each route, and one that gets the desk's answer to it. Every POST ends in a
 * redirect to a GET, or in the same page again with what was wrong; so reloading never does a thing twice. */
#ifndef SIMOFF_WEB_PORTAL_H
#define SIMOFF_WEB_PORTAL_H
#include "web/call.h"

#define PORTAL_CODE_MINUTES (DESK_CODE_MS / 60000)	/* how long a one-time code works: PRODUCT rule 11 */

void portal_front(struct call *);
void portal_form(struct call *);
void portal_form_answer(struct call *, const struct call_reply *);
void portal_request(struct call *);
void portal_request_answer(struct call *, const struct call_reply *);
void portal_code(struct call *);
void portal_code_answer(struct call *, const struct call_reply *);
void portal_prove(struct call *);
void portal_prove_answer(struct call *, const struct call_reply *);
void portal_resend(struct call *);
void portal_resend_answer(struct call *, const struct call_reply *);
void portal_edit(struct call *);
void portal_edit_answer(struct call *, const struct call_reply *);
void portal_change(struct call *);
void portal_change_answer(struct call *, const struct call_reply *);
void portal_summary(struct call *);
void portal_summary_answer(struct call *, const struct call_reply *);
void portal_submit(struct call *);
void portal_submit_answer(struct call *, const struct call_reply *);

/* -- shared by all pages of a case -- */
void portal_begin(struct call *);		/* the session, and its token for the desk */
/* The reference in the path, as we write it: only this text goes back into addresses. False: answered with 404. */
bool portal_take_reference(struct call *);
void portal_send_case(struct call *, enum desk_op);	/* an operation that takes the reference only */
void portal_go_to(struct call *, const char *folder, struct str reference, const char *tail);	/* /FOLDER/REFERENCE and TAIL */
struct str portal_digits(struct call *, struct str typed);	/* of a one-time code; blanks and the like do not matter */
bool portal_query_says(const struct call *, const char *word);	/* the query has a parameter of that name */
#endif
