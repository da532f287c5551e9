/* end.h - another end of the line, asked about on the summary: the quote is made for it, and the customer goes on from there. */
#ifndef SIMOFF_WEB_END_H
#define SIMOFF_WEB_END_H
#include "web/call.h"

void end_change(struct call *);
void end_change_answer(struct call *, const struct call_reply *);
#endif
