/* message.h - what simoff writes to people: one template per effect of the families mail and sms (pages/mail/), filled
 * with facts and the texts of the reader's language. Pure: the text goes into the caller's buffers, nothing is sent here.
 * Facts are ready for the reader: dates, times and amounts by base/l10n.h in the catalogue's language; empty = not known,
 * and the sentence that needs it is left out. Short messages are put into the 7-bit alphabet as far as it goes (base/gsm7.h).
 * Always needed: operator_name, reference, line; and for mail_code and sms_code: code, minutes; mail_password: received;
 * mail_received: received, wish_name, wish_contact; mail_asked: asked; mail_owing: amount_due. */
#ifndef SIMOFF_DOMAIN_MESSAGE_H
#define SIMOFF_DOMAIN_MESSAGE_H
#include "base/catalog.h"
#include "base/record.h"
#include "domain/effect.h"


/* How to complain, where the operator has not said it in words of its own: in the reader's language. */
#define MESSAGE_COMPLAIN CATALOG_TEXT("Write to us first; then to the telecom ombudsman, free of charge.")

#define MESSAGE_FACTS(F, s) \
	F(s, TEXT, operator_name,    64,  REQUIRED, "the brand") \
	F(s, TEXT, reference,        12,  0,        "the case's public reference") \
	F(s, TEXT, line,             24,  PERSONAL, "the number, masked: ..3456") \
	F(s, BOOL, to_other,         0,   0,        "sms: goes to another phone of the holder, as the line is blocked") \
	F(s, BOOL, too_late,         0,   0,        "sms_stop_reply: the point of no return has passed") \
	F(s, TEXT, code,             8,   PERSONAL, "mail_code, sms_code: eight digits") \
	F(s, INT,  minutes,          0,   0,        "mail_code, sms_code: how long it works") \
	F(s, TEXT, purpose,          8,   0,        "mail_code, sms_code: sign_in, password or block; empty: to cancel") \
	F(s, TEXT, browser,          80,  PERSONAL, "mail_password: which one, in its own words") \
	F(s, TEXT, received,         64,  0,        "when the request came in") \
	F(s, TEXT, link,             254, PERSONAL, "the case page; secret link where details are shown") \
	F(s, TEXT, next_by,          64,  0,        "when the next thing has happened at the latest") \
	F(s, TEXT, end,              64,  0,        "when the line ends, or ended") \
	F(s, TEXT, off_by,           64,  0,        "by when the network is off") \
	F(s, TEXT, withdraw_until,   64,  0,        "the point of no return") \
	F(s, TEXT, stop_by,          64,  0,        "end of the STOP window") \
	F(s, TEXT, stop_link,        254, PERSONAL, "where to stop without a proof") \
	F(s, TEXT, asked,            500, PERSONAL, "mail_asked: what the customer must supply") \
	F(s, TEXT, amount_due,       24,  PERSONAL, "mail_owing: to be paid first; mail_confirmed: still to be paid") \
	F(s, TEXT, pay_to,           200, 0,        "account, name and communication to pay with") \
	F(s, TEXT, pay_by,           64,  0,        "until when") \
	F(s, TEXT, reason,           500, PERSONAL, "mail_rejected, mail_contested: why, in words for the customer") \
	F(s, TEXT, way_on,           500, 0,        "mail_rejected: what the customer can do now") \
	F(s, TEXT, restored,         500, PERSONAL, "mail_withdrawn: what was given back") \
	F(s, TEXT, fees,             24,  PERSONAL, "mail_confirmed: fees and balances of the final account") \
	F(s, TEXT, credit,           24,  PERSONAL, "mail_confirmed: credit that was left") \
	F(s, TEXT, credit_fee,       24,  PERSONAL, "mail_confirmed: taken off the credit, by the contract") \
	F(s, TEXT, refund,           24,  PERSONAL, "mail_confirmed: what we pay") \
	F(s, TEXT, refund_to,        42,  PERSONAL, "mail_confirmed: account or line, masked") \
	F(s, TEXT, refund_by,        64,  0,        "mail_confirmed: and by when") \
	F(s, BOOL, number_moved,     0,   0,        "mail_confirmed: the number went to another operator") \
	F(s, TEXT, number_port_until, 64, 0,        "mail_confirmed: until then the holder can still move the number") \
	F(s, TEXT, number_until,     64,  0,        "mail_confirmed: the number rests until then; empty: it was ported in, and goes back") \
	F(s, TEXT, complain,         500, 0,        "how to complain: us, then the ombudsman") \
	F(s, TEXT, help,             254, 0,        "telephone or address where a person answers") \
	F(s, TEXT, wish_name,        100, PERSONAL, "mail_received: what was declared: name") \
	F(s, TEXT, wish_contact,     254, PERSONAL, "mail_received: contact that survives the line") \
	F(s, TEXT, wish_end,         64,  0,        "mail_received: end date; empty: as soon as possible") \
	F(s, TEXT, wish_refund,      8,   0,        "mail_received: account, line, nothing, or empty: not said") \
	F(s, TEXT, wish_refund_to,   120, PERSONAL, "mail_received: account or line, masked") \
	F(s, TEXT, wish_reason,      500, PERSONAL, "mail_received: if one was given") \
	F(s, BOOL, withdrawal,       0,   0,        "mail_received, mail_confirmed: a withdrawal from the contract in its first 14 days") \
	F(s, BOOL, device_back,      0,   0,        "with it: a device came with the contract")
RECORD(message_facts, MESSAGE_FACTS)

/* message_render(kind, cat, facts, subject, text): appends to both; a short message has no subject. The subject is one line
 * without control characters. KIND must be of the family mail or sms (asserted). Overflow: see buf.h. */
void message_render(enum effect_kind, const struct catalog *, const struct message_facts *, struct buf *subject, struct buf *text);

/* Adds S as one line: every control character becomes a space. */
void message_line(struct buf *, struct str);
#endif
