/* sms.h - what an SMS gateway calls: delivery reports and answers from lines. */
#ifndef SIMOFF_WEB_SMS_H
#define SIMOFF_WEB_SMS_H
#include "web/call.h"

void sms_report(struct call *);
void sms_received(struct call *);
void sms_answer(struct call *, const struct call_reply *);	/* of both: nothing in it, as Kannel would send on what it finds */
#endif
