/* effect.h - what can be owed to the outside world, and what can come of it. Pure.
 * An effect's key names the intent: (case, kind, generation). The same intent keeps its key for ever; carrying it out
 * twice does it once. Sources: DESIGN 7, PRODUCT 3. */
#ifndef SIMOFF_EFFECT_H
#define SIMOFF_EFFECT_H
#include "base/base.h"
#include "base/record.h"

/* Class, DESIGN 7: A the far end drops a repeat; B it can be asked, a repeat is harmless; C it can be asked, a repeat harms;
 * D blind: it can neither be asked nor does it drop a repeat. */
#define EFFECT_FAMILIES(X) X(net) X(sms) X(mail) X(billing) X(hook)
enum effect_family {
#define X(n) EFFECT_FAMILY_##n,
	EFFECT_FAMILIES(X)
#undef X
	EFFECT_FAMILY_COUNT
};

/* kind, family, class, what it does */
#define EFFECT_KINDS(X) \
	X(net_read,         net,  B, "read the subscriber in the network and compare it with the line") \
	X(net_off,          net,  B, "disable the subscriber and tell the serving nodes") \
	X(net_delete,       net,  B, "remove keys, delete the subscriber, read back until there is none") \
	X(net_block,        net,  B, "disable the subscriber; nothing is deleted") \
	X(net_unblock,      net,  B, "enable the subscriber again") \
	X(sms_alert,        sms,  D, "tell the line that it is being cancelled, and how to stop it") \
	X(sms_last,         sms,  D, "the last message to the line") \
	X(sms_code,         sms,  D, "the one-time code, to the line itself") \
	X(sms_stop_reply,   sms,  D, "what came of a STOP that was answered from the line") \
	X(mail_code,        mail, D, "the one-time code, to the address on record") \
	X(mail_received,    mail, D, "the acknowledgement") \
	X(mail_alert,       mail, D, "tell the address on record that the line is being cancelled") \
	X(mail_asked,       mail, D, "the customer must supply something") \
	X(mail_owing,       mail, D, "an amount must be paid first") \
	X(mail_approved,    mail, D, "approved, not off yet, and when it will be") \
	X(mail_rejected,    mail, D, "refused, why, and a way on") \
	X(mail_withdrawn,   mail, D, "withdrawn, and what was restored") \
	X(mail_contested,   mail, D, "stopped for review, because something changed or was contested") \
	X(mail_confirmed,   mail, D, "the confirmation: the line has ended") \
	X(mail_password,    mail, D, "a new password was chosen, and what to do if it was not you") \
	X(billing_stop,    billing, B, "stop scheduled actions, direct debits and invoices dated after the end") \
	X(billing_balance, billing, B, "read what is owed and left, as of a time after the cut") \
	X(hook_event,       hook, A, "tell the operator's own system that a case has taken a step")
enum effect_kind {
#define X(n, f, c, t) EFFECT_##n,
	EFFECT_KINDS(X)
#undef X
	EFFECT_KIND_COUNT
};
extern const struct names effect_kind_names, effect_family_names;
enum effect_family effect_family_of(enum effect_kind);
char effect_class(enum effect_kind);		/* 'A' to 'D' */
bool effect_is_message(enum effect_kind);	/* of the family sms or mail: has an address, and a text */
const char *effect_text(enum effect_kind);
bool effect_may_wait(enum effect_kind);		/* for the hours of its family (window.h); not codes, alerts, blocks, readings of the network */

/* What became of one attempt. */
#define EFFECT_RESULTS(X) \
	X(done,    "it happened, or the far end says that it had happened before") \
	X(later,   "refused for now: tried again after a pause") \
	X(never,   "refused for good: a card") \
	X(unknown, "the answer was lost: asked about before anything else") \
	X(accepted, "the far end has taken it on and works on it: asked about until it is done; no failed try")
enum effect_result {
#define X(n, t) EFFECT_RESULT_##n,
	EFFECT_RESULTS(X)
#undef X
	EFFECT_RESULT_COUNT
};
extern const struct names effect_result_names;

/* What the far end was found to be, where that matters (with DONE, or with NEVER). */
#define EFFECT_FINDINGS(X) \
	X(none,      "nothing to say") \
	X(match,     "the subscriber is there, and IMSI and MSISDN are those of the line") \
	X(differs,   "the far end has the number or the IMSI for somebody else, or other figures than were promised") \
	X(absent,    "no such subscriber, and it was not this effect that removed it") \
	X(gone,      "no such subscriber, read back after our own delete") \
	X(accepted,  "a gateway accepted the message") \
	X(delivered, "the message was delivered, or can no longer be: nothing is in flight") \
	X(bounced,   "the address does not exist") \
	X(buffered,  "the network holds the message back: the phone is off or away") \
	X(failed,    "the message was refused or expired: nothing is in flight, and it did not arrive") \
	X(no_gateway, "the installation has nothing to send it with: nothing was tried")
enum effect_finding {
#define X(n, t) EFFECT_FINDING_##n,
	EFFECT_FINDINGS(X)
#undef X
	EFFECT_FINDING_COUNT
};
extern const struct names effect_finding_names;

/* A row of the outbox as a worker gets it. FACTS are fixed when the effect is owed and never change; what a message says
 * is made from them and the texts of the language. */
#define EFFECT_TASK(F, s) \
	F(s, ID,   line_id,      0,           0,        "the line") \
	F(s, ID,   case_id,      0,           0,        "the case, or the intent of a block") \
	F(s, ENUM, kind,         effect_kind, 0,        "what to do") \
	F(s, INT,  generation,   0,           0,        "with case and kind: the key of the intent") \
	F(s, INT,  fence,        0,           0,        "raised at each claim; goes back with the outcome") \
	F(s, INT,  attempts,     0,           0,        "claims so far, this one included") \
	F(s, BOOL, uncertain,    0,           0,        "an earlier attempt may have happened: ask first") \
	F(s, TEXT, reference,    12,          0,        "the case's public reference") \
	F(s, TEXT, msisdn,       15,          PERSONAL, "the line's number") \
	F(s, TEXT, imsi,         15,          PERSONAL, "the line's IMSI") \
	F(s, TEXT, iccid,        20,          PERSONAL, "the line's ICCID") \
	F(s, TEXT, address,      254,         PERSONAL, "where the message goes: mail address or MSISDN") \
	F(s, TEXT, language,     8,           0,        "nl fr de en zh") \
	F(s, INT,  validity_ms,  0,           0,        "how long a message may stay in flight") \
	F(s, TEXT, facts,        4000,        PERSONAL, "JSON object: message_facts for a message, billing_order for billing, owe_event for an event; else empty") \
	F(s, SECRET, report,     200,         0,        "sms: query by which the desk believes a delivery report of this effect")
RECORD(effect_task, EFFECT_TASK)

/* The figures that an outcome carries, where reading them is what the effect was for. */
#define EFFECT_CENTS_MAX 100000000u	/* each amount: EUR 1,000,000, as in a quote */
#define EFFECT_BALANCE(F, s) \
	F(s, INT,  credit_cents, EFFECT_CENTS_MAX, REQUIRED, "paid credit that is left") \
	F(s, INT,  debt_cents,   EFFECT_CENTS_MAX, REQUIRED, "used and not paid; without indemnity and device") \
	F(s, TIME, as_of,        0,                REQUIRED, "when it was so")
RECORD(effect_balance, EFFECT_BALANCE)

#define EFFECT_OUTCOME(F, s) \
	F(s, ID,     line_id,    0,              0, "the line") \
	F(s, ID,     case_id,    0,              0, "the case") \
	F(s, ENUM,   kind,       effect_kind,    0, "the effect") \
	F(s, INT,    generation, 0,              0, "its generation") \
	F(s, INT,    fence,      0,              0, "as claimed; an old one changes nothing") \
	F(s, ENUM,   result,     effect_result,  0, "what became of it") \
	F(s, ENUM,   finding,    effect_finding, 0, "what the far end was found to be") \
	F(s, TEXT,   detail,     200,            0, "for staff and the audit; no personal data, no secret") \
	F(s, INT,    took_ms,    0,              0, "how long the attempt took") \
	F(s, OBJECT, balance,    effect_balance, 0, "billing_balance, done: what was read; else absent") \
	F(s, BOOL,   untried,    0,              0, "it was claimed and not begun: no try") \
	F(s, INT,    wait_ms,    0,              0, "later: what the far end asks for, at least; 0: it does not say")
RECORD(effect_outcome, EFFECT_OUTCOME)
#endif
