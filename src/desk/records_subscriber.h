/* records_subscriber.h - the records of what a subscriber does on the portal: signing in, My account, several lines, papers. Included by desk.h, the only door. */
#ifndef SIMOFF_DESK_RECORDS_SUBSCRIBER_H
#define SIMOFF_DESK_RECORDS_SUBSCRIBER_H
#include "base/record.h"
#include "desk/records.h"

/* ---- who signs in (src/desk/session.h says how) ---- */
/* From web to pass and, when pass has judged it, from pass to the desk: PASSWORD is empty then, and RIGHT says what it was. */
#define DESK_SIGN_IN_IN(F, s) \
	F(s, TEXT,   login,    254, REQUIRED | PERSONAL, "number of a line, or mail address") \
	F(s, SECRET, password, 256, 0,                   "as typed; between web and pass only") \
	F(s, BOOL,   right,    0,   0,                   "by pass: it is the one that was chosen") \
	F(s, TIME,   chosen,   0,   0,                   "by pass: as password_look gave it; a judgement of an older one is worth nothing")
RECORD(desk_sign_in_in, DESK_SIGN_IN_IN)
#define DESK_PASSWORD_IN(F, s) \
	F(s, SECRET, old,      256, 0, "as typed; empty in a session that gave a one-time code in the last 10 minutes; between web and pass only") \
	F(s, SECRET, password, 256, 0, "the new one; between web and pass only") \
	F(s, BOOL,   right,    0,   0, "by pass: the old one was right") \
	F(s, TIME,   chosen,   0,   0, "by pass: as password_look gave it") \
	F(s, SECRET, hash,     128, 0, "by pass: of the new one")
RECORD(desk_password_in, DESK_PASSWORD_IN)
/* What pass asks before it judges: counts one attempt against guessing. Without LOGIN: the caller's session says who. */
#define DESK_PASSWORD_LOOK_IN(F, s) F(s, TEXT, login, 254, PERSONAL, "as typed")
#define DESK_PASSWORD_LOOK_OUT(F, s) F(s, SECRET, hash, 128, 0, "to compare with; of nobody's password where there is none, so that it costs the same") \
	F(s, TIME, chosen, 0, 0, "when it was; goes back with the judgement")
RECORD(desk_password_look_in, DESK_PASSWORD_LOOK_IN)
RECORD(desk_password_look_out, DESK_PASSWORD_LOOK_OUT)

#define DESK_PURPOSES(X) \
	X(sign_in,  "sign in") \
	X(password, "choose a password") \
	X(block,    "block a line; never sent to the line itself")
enum desk_purpose {
#define X(n, t) DESK_PURPOSE_##n,
	DESK_PURPOSES(X)
#undef X
	DESK_PURPOSE_COUNT
};
extern const struct names desk_purpose_names;
#define DESK_PROOF_IN(F, s) \
	F(s, TEXT, login,    254, REQUIRED | PERSONAL, "number of a line, or mail address") \
	F(s, ENUM, purpose,  desk_purpose, 0,          "what the code is for; its message says so") \
	F(s, TEXT, language, 8,   0,                   "of the page: for somebody whose own is not known")
RECORD(desk_proof_in, DESK_PROOF_IN)
#define DESK_PROOF_CODE_IN(F, s) F(s, TEXT, proof, 64, REQUIRED, "as given at the beginning") F(s, TEXT, code, 16, 0, "8 digits; empty: look, or send another one")
RECORD(desk_proof_code_in, DESK_PROOF_CODE_IN)
/* The same whether or not anybody has this login. */
#define DESK_PROOF_VIEW(F, s) \
	F(s, TEXT, proof,      64,  0,            "names it in addresses; worth nothing without the code") \
	F(s, ENUM, purpose,    desk_purpose, 0,   "what for") \
	F(s, TEXT, login,      254, PERSONAL,     "as typed, masked") \
	F(s, TIME, until,      0,   0,            "the newest code works until then") \
	F(s, INT,  tries_left, 0,   0,            "of it") \
	F(s, BOOL, may_again,  0,   0,            "another one can be asked for")
RECORD(desk_proof_view, DESK_PROOF_VIEW)
/* SESSION empty: not signed in; then TRIES_LEFT of a wrong code, 0: it is over. */
#define DESK_SESSION_VIEW(F, s) \
	F(s, SECRET, session,    64, 0, "for the browser's cookie") \
	F(s, SECRET, device,     64, 0, "likewise, kept when the session has ended") \
	F(s, TIME,   until,      0,  0, "the session ends then at the latest") \
	F(s, TEXT,   language,   8,  0, "the subscriber's own") \
	F(s, ENUM,   purpose,    desk_purpose, 0, "of the code") \
	F(s, INT,    tries_left, 0,  0, "of the code")
RECORD(desk_session_view, DESK_SESSION_VIEW)
#define DESK_SESSION_IN(F, s) F(s, TEXT, handle, 32, 0, "of one in the list; others: all but this one; empty: this one")
RECORD(desk_session_in, DESK_SESSION_IN)
#define DESK_LANGUAGE_IN(F, s) F(s, TEXT, language, 8, REQUIRED, "nl fr de en zh")
RECORD(desk_language_in, DESK_LANGUAGE_IN)
#define DESK_ACCOUNT_END_IN(F, s) F(s, TEXT, msisdn, 24, REQUIRED | PERSONAL, "the number of one of the lines")
RECORD(desk_account_end_in, DESK_ACCOUNT_END_IN)
#define DESK_STAFF_SESSION(F, s) \
	F(s, TEXT, way,     8,  0, "password, code or block") \
	F(s, TIME, created, 0,  0, "signed in") \
	F(s, TIME, seen,    0,  0, "last used") \
	F(s, TEXT, agent,   80, 0, "which browser, in its own words")
RECORD(desk_staff_session, DESK_STAFF_SESSION)
#define DESK_STAFF_VIEW(F, s) \
	F(s, INT,  lines,        0, 0,                  "of the subscriber who has this number") \
	F(s, TIME, password_set, 0, 0,                  "when the password was chosen; absent: there is none") \
	F(s, TEXT, language,     8, 0,                  "chosen on the portal; absent: that of the contract") \
	F(s, LIST, sessions,     desk_staff_session, 0, "signed in now")
RECORD(desk_staff_view, DESK_STAFF_VIEW)

/* ---- My account ---- */
#define DESK_ACCOUNT_LINE(F, s) \
	F(s, TEXT, handle,            32, 0,        "names the line in addresses and forms of its own subscriber") \
	F(s, TEXT, msisdn,            15, PERSONAL, "number") \
	F(s, TEXT, status,            8,  0,        "active or ended") \
	F(s, TEXT, kind,              10, 0,        "prepaid or postpaid") \
	F(s, TEXT, sim,               6,  0,        "sim or esim") \
	F(s, TEXT, plan,              60, 0,        "plan") \
	F(s, BOOL, blocked,           0,  0,        "disabled in the network by Block now") \
	F(s, TEXT, block_state,       10, 0,        "pending while the network has not said yes") \
	F(s, DATE, contract_start,    0,  0,        "first day") \
	F(s, DATE, contract_end,      0,  0,        "last day of the fixed term; absent: open-ended") \
	F(s, DATE, paid_until,        0,  0,        "last day of the paid period, where the contract tells; absent: not known") \
	F(s, INT,  monthly_fee_cents, 0,  0,        "per month") \
	F(s, INT,  credit_cents,      0,  0,        "paid credit") \
	F(s, DATE, credit_expiry,     0,  0,        "its last day") \
	F(s, INT,  debt_cents,        0,  0,        "owed") \
	F(s, TIME, balance_as_of,     0,  0,        "when both were read") \
	F(s, TEXT, reference,         16, 0,        "of the open case") \
	F(s, ENUM, state,             termination_state, 0, "of that case") \
	F(s, DATE, statutory_until,   0,  0,        "the withdrawal of the first 14 days is possible until the end of this day; absent: not") \
	F(s, TIME, ended,             0,  0,        "when it ended")
RECORD(desk_account_line, DESK_ACCOUNT_LINE)
#define DESK_SESSION_ITEM(F, s) \
	F(s, TEXT, handle,  32, 0,        "names it in forms") \
	F(s, TEXT, way,     8,  0,        "password or code") \
	F(s, TIME, created, 0,  0,        "signed in") \
	F(s, TIME, seen,    0,  0,        "last used") \
	F(s, TEXT, agent,   80, 0,        "which browser, in its own words") \
	F(s, TEXT, network, 48, PERSONAL, "from where") \
	F(s, BOOL, is_this, 0,  0,        "the one that asks")
RECORD(desk_session_item, DESK_SESSION_ITEM)
#define DESK_ACCOUNT_VIEW(F, s) \
	F(s, TEXT, name,         120, PERSONAL, "holder") \
	F(s, TEXT, email,        254, PERSONAL, "on record") \
	F(s, TEXT, phone,        15,  PERSONAL, "on record") \
	F(s, TEXT, language,     8,   0,        "the subscriber's own") \
	F(s, TIME, password_set, 0,   0,        "when the password was chosen; absent: there is none") \
	F(s, BOOL, may_set,      0,   0,        "a one-time code was given in the last 10 minutes: no old password is needed") \
	F(s, TIME, until,        0,   0,        "the session ends then at the latest") \
	F(s, LIST, lines,        desk_account_line, 0, "active ones first") \
	F(s, LIST, cases,        desk_case_item,    0, "newest first, ended ones too") \
	F(s, LIST, sessions,     desk_session_item, 0, "newest first")
RECORD(desk_account_view, DESK_ACCOUNT_VIEW)

/* ---- several lines at once; papers ---- */
#define DESK_GROUP_IN(F, s) F(s, TEXT, group, 32, REQUIRED, "its id")
#define DESK_GROUP(F, s) F(s, TEXT, group, 32, 0, "its id") F(s, LIST, cases, desk_case_view, 0, "those of the subscriber who is signed in")
RECORD(desk_group_in, DESK_GROUP_IN)
RECORD(desk_group, DESK_GROUP)
#define DESK_PART_BYTES (64u << 10)	/* measured: a batch with a part of 256 KB takes twice as long for everybody in it, one of 64 KB no longer */
#define DESK_DOCUMENT_IN(F, s) \
	F(s, TEXT,  reference, 16, REQUIRED,       "the case") \
	F(s, TEXT,  document,  40, 0,              "its id, a UUID chosen by the sender of its first part") \
	F(s, INT,   part,      0,  0,              "0, 1, 2 ...; all but the last are DESK_PART_BYTES long") \
	F(s, BOOL,  last,      0,  0,              "nothing follows") \
	F(s, BYTES, content,   DESK_PART_BYTES, 0, "of this part; to fetch: empty")
#define DESK_DOCUMENT_PART(F, s) \
	F(s, OBJECT, about, desk_document_view, 0, "the whole") F(s, INT, part, 0, 0, "which") F(s, BOOL, last, 0, 0, "nothing follows") \
	F(s, BYTES,  content, DESK_PART_BYTES, 0,  "of it; empty in the answer to a part that was sent")
RECORD(desk_document_in, DESK_DOCUMENT_IN)
RECORD(desk_document_part, DESK_DOCUMENT_PART)
#endif
