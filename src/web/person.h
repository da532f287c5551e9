/* person.h - the way for a customer whom no code can reach: a person checks that the line is theirs. */
#ifndef SIMOFF_WEB_PERSON_H
#define SIMOFF_WEB_PERSON_H
#include "web/call.h"

void person_ask(struct call *);
void person_ask_answer(struct call *, const struct call_reply *);
void person_show(struct call *);
void person_show_answer(struct call *, const struct call_reply *);
void person_page(struct call *, int status, const struct desk_case_view *);
#endif
