/* portal.h - the pages: one function that begins each route, and one that gets the desk's answer to it. Every POST ends in a
 * redirect to a GET, or in the same page again with what was wrong; so reloading never does a thing twice. */
#ifndef SIMOFF_WEB_PORTAL_H
#define SIMOFF_WEB_PORTAL_H
#include "web/call.h"

#define PORTAL_CODE_MINUTES 5		/* how long a one-time code works: PRODUCT rule 11 */

void portal_front(struct call *);
void portal_form(struct call *);
void portal_find(struct call *);
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
void portal_case(struct call *);
void portal_case_answer(struct call *, const struct call_reply *);
void portal_withdraw(struct call *);
void portal_withdraw_answer(struct call *, const struct call_reply *);
void portal_reply(struct call *);
void portal_reply_answer(struct call *, const struct call_reply *);
void portal_stop(struct call *);
void portal_stop_answer(struct call *, const struct call_reply *);
void portal_halt(struct call *);
void portal_halt_answer(struct call *, const struct call_reply *);
#endif
