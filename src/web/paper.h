/* paper.h - papers that customers sent, for staff: whole files by the API, put together from what the desk gives in parts. */
#ifndef SIMOFF_WEB_PAPER_H
#define SIMOFF_WEB_PAPER_H
#include "web/call.h"

/* The answer of its route (begin: api_begin). An attachment with a name of ours and the type that the first bytes told; never shown by
 * a browser in place. PAPER_SLOTS at a time in one web process; then 503. */
void paper_answer(struct call *, const struct call_reply *);
void paper_free(struct web *);		/* what is still held */
#endif
