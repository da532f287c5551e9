/* withdrawal.h - the withdrawal from a contract made at a distance, in its first 14 days (EU 2023/2673): apart from the cancellation,
 * with the law's own words, in two steps. For who is signed in. */
#ifndef SIMOFF_WEB_WITHDRAWAL_H
#define SIMOFF_WEB_WITHDRAWAL_H
#include "web/call.h"

void withdrawal_form(struct call *);
void withdrawal_form_answer(struct call *, const struct call_reply *);
void withdrawal_state(struct call *);
void withdrawal_state_answer(struct call *, const struct call_reply *);
void withdrawal_check(struct call *);
void withdrawal_check_answer(struct call *, const struct call_reply *);
void withdrawal_confirm(struct call *);
void withdrawal_confirm_answer(struct call *, const struct call_reply *);
#endif
