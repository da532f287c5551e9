/* several.h - a request by the subscriber who is signed in: for one line or for several at once, one case each. One HTTP request
 * sends several operations, one after the other; what came of each is said as it is. */
#ifndef SIMOFF_WEB_SEVERAL_H
#define SIMOFF_WEB_SEVERAL_H
#include "web/call.h"

#define SEVERAL_GROUP_SIZE 33u		/* 128 random bits as hexadecimal, and a NUL */

/* several_request: POST of the form in a session, begun by portal.c; its answers. */
void several_request(struct call *);
void several_request_answer(struct call *, const struct call_reply *);

void several_group(struct call *);
void several_group_answer(struct call *, const struct call_reply *);
void several_submit(struct call *);
void several_submit_answer(struct call *, const struct call_reply *);
#endif
