/* follow.h - the pages on which a request is followed: one function that begins each route, and one that gets the desk's
 * answer to it. */
#ifndef SIMOFF_WEB_FOLLOW_H
#define SIMOFF_WEB_FOLLOW_H
#include "web/call.h"

void follow_find(struct call *);
void follow_case(struct call *);
void follow_case_answer(struct call *, const struct call_reply *);
void follow_withdraw(struct call *);
void follow_withdraw_answer(struct call *, const struct call_reply *);
void follow_reply(struct call *);
void follow_reply_answer(struct call *, const struct call_reply *);
void follow_declared(struct call *);
void follow_declared_answer(struct call *, const struct call_reply *);
void follow_stop(struct call *);
/* follow_show: the page of the case V; with c->wrong: what was sent for it, and why that was not taken. */
void follow_show(struct call *, int status, const struct desk_case_view *v);
void follow_stop_answer(struct call *, const struct call_reply *);
void follow_halt(struct call *);
void follow_halt_answer(struct call *, const struct call_reply *);
#endif
