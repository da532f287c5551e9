/* block.h - the page on which a line is blocked, at once, and unblocked, after a question. One function that begins each route, and one
 * that gets the desk's answer to it. */
#ifndef SIMOFF_WEB_BLOCK_H
#define SIMOFF_WEB_BLOCK_H
#include "web/call.h"

void block_page(struct call *);
void block_page_answer(struct call *, const struct call_reply *);
void block_act(struct call *);
void block_act_answer(struct call *, const struct call_reply *);
#endif
