/* sms.h - what an SMS gateway calls: delivery reports and answers from lines. */
#ifndef SIMOFF_WEB_SMS_H
#define SIMOFF_WEB_SMS_H
#include "web/call.h"

/* The queries, as the gateway was told to write them. */
#define SMS_REPORT_QUERY(F, s) DESK_SMS_REPORT_IN(F, s) \
	F(s, TEXT, token, 64, REQUIRED, "of this one effect, as the gateway was given it")
RECORD(sms_report_query, SMS_REPORT_QUERY)
#define SMS_RECEIVED_QUERY(F, s) \
	F(s, TEXT, from,   32, REQUIRED | PERSONAL, "the sender's number (Kannel's %p)") \
	F(s, INT,  coding, 2,  0,                   "0 or absent: the body is UTF-8; 2: UTF-16 in network order (Kannel's %c)") \
	F(s, TEXT, token,  64, REQUIRED,            "of the installation; simoff sms kannel prints it")
RECORD(sms_received_query, SMS_RECEIVED_QUERY)

void sms_report(struct call *);
void sms_received(struct call *);
void sms_answer(struct call *, const struct call_reply *);	/* of both: nothing in it, as Kannel would send on what it finds */
#endif
