/* rows.h - the rows of the tables in sql/ and the keys of the statements, as records.
 * A column is a field of the same name; ENUM columns hold the enum's word. Booleans are 0 and 1 in the database. */
#ifndef SIMOFF_ROWS_H
#define SIMOFF_ROWS_H
#include "base/record.h"
#include "domain/effect.h"
#include "domain/report.h"
#include "domain/termination.h"

#define ROWS_MSISDN_MAX 15
#define ROWS_NAME_MAX 120
#define ROWS_EMAIL_MAX 254
#define ROWS_REASON_MAX 1000
#define ROWS_BODY_MAX 4000
#define ROWS_ACTOR_MAX 80
#define ROWS_PART_MAX 64

/* ---- keys ---- */
#define NONE_ROW(F, s)
RECORD(none, NONE_ROW)
#define BY_LINE(F, s) F(s, ID, line_id, 0, 0, "the line")
#define BY_CASE(F, s) F(s, ID, line_id, 0, 0, "the line") F(s, ID, case_id, 0, 0, "the case")
#define BY_MSISDN(F, s) F(s, TEXT, msisdn, ROWS_MSISDN_MAX, PERSONAL, "the number")
#define BY_REFERENCE(F, s) F(s, TEXT, reference, 16, 0, "without dashes")
#define BY_KEY(F, s) F(s, ID, line_id, 0, 0, "the line") F(s, BYTES, key_hash, 32, 0, "SHA-256 of client and key")
#define BY_HASH(F, s) F(s, BYTES, key_hash, 32, 0, "SHA-256")
#define BY_TIME(F, s) F(s, TIME, now, 0, 0, "what is due by then") F(s, INT, limit, 1000, 0, "rows at most")
#define BY_FAMILY(F, s) F(s, ENUM, family, effect_family, 0, "which worker") F(s, TIME, now, 0, 0, "due by then") F(s, INT, limit, 1000, 0, "rows at most")
#define BY_PAGE(F, s) \
	F(s, TEXT, state, 16, 0, "only these; empty: all") \
	F(s, TIME, after_ms, 0, 0, "cursor: rows after this instant") \
	F(s, ID,   after_id, 0, 0, "cursor: and after this id within the instant") \
	F(s, INT,  after_seq, 0, 0, "cursor: and after this number within the id") \
	F(s, TEXT, after_text, 64, 0, "cursor of lists ordered by a text") \
	F(s, INT,  limit, 1000, 0, "rows at most")
RECORD(by_line, BY_LINE)
RECORD(by_case, BY_CASE)
RECORD(by_msisdn, BY_MSISDN)
RECORD(by_reference, BY_REFERENCE)
RECORD(by_key, BY_KEY)
RECORD(by_hash, BY_HASH)
RECORD(by_time, BY_TIME)
RECORD(by_family, BY_FAMILY)
RECORD(by_page, BY_PAGE)
#define BY_SUBSCRIBER(F, s) F(s, ID, subscriber_id, 0, 0, "the subscriber")
#define BY_LOGIN(F, s) F(s, TEXT, login, ROWS_EMAIL_MAX, PERSONAL, "number, or mail address in lower case")
#define BY_TOKEN(F, s) F(s, ID, subscriber_id, 0, 0, "the subscriber") F(s, BYTES, token_hash, 32, 0, "of what the browser holds") F(s, TIME, now, 0, 0, "for sweeping")
#define BY_PROOF(F, s) F(s, ID, subscriber_id, 0, 0, "the subscriber") F(s, ID, proof_id, 0, 0, "the proof") F(s, TIME, now, 0, 0, "for sweeping")
#define BY_GROUP(F, s) F(s, TEXT, group_id, 32, 0, "the group")
#define BY_DOCUMENT(F, s) F(s, ID, line_id, 0, 0, "the line") F(s, ID, document_id, 0, 0, "the document") F(s, INT, part, 0, 0, "which part")
RECORD(by_subscriber, BY_SUBSCRIBER)
RECORD(by_login, BY_LOGIN)
RECORD(by_token, BY_TOKEN)
RECORD(by_proof, BY_PROOF)
RECORD(by_group, BY_GROUP)
RECORD(by_document, BY_DOCUMENT)

/* ---- directories ---- */
#define DIR_MSISDN(F, s) F(s, TEXT, msisdn, ROWS_MSISDN_MAX, PERSONAL, "the number") F(s, ID, line_id, 0, 0, "its current line")
#define DIR_REFERENCE(F, s) F(s, TEXT, reference, 16, 0, "without dashes") F(s, ID, line_id, 0, 0, "the line") F(s, ID, case_id, 0, 0, "the case")
#define DIR_KEY(F, s) F(s, BYTES, key_hash, 32, 0, "SHA-256 of client and key") F(s, ID, line_id, 0, 0, "the line it was first used for")
RECORD(dir_msisdn, DIR_MSISDN)
RECORD(dir_reference, DIR_REFERENCE)
RECORD(dir_key, DIR_KEY)
#define DIR_LOGIN(F, s) F(s, TEXT, login, ROWS_EMAIL_MAX, PERSONAL, "number, or mail address in lower case") F(s, ID, subscriber_id, 0, 0, "whose")
#define DIR_SUBSCRIBER(F, s) F(s, ID, subscriber_id, 0, 0, "the subscriber") F(s, ID, line_id, 0, 0, "a line, active or ended")
#define DIR_GROUP(F, s) F(s, TEXT, group_id, 32, 0, "the group") F(s, ID, line_id, 0, 0, "the line") F(s, ID, case_id, 0, 0, "the case")
#define LOGIN_MOVE(F, s) DIR_LOGIN(F, s) F(s, ID, was, 0, 0, "whose it was")
RECORD(dir_login, DIR_LOGIN)
RECORD(login_move, LOGIN_MOVE)
RECORD(dir_subscriber, DIR_SUBSCRIBER)
RECORD(dir_group, DIR_GROUP)

#define API_CLIENT(F, s) \
	F(s, BYTES, key_hash, 32, 0, "SHA-256 of the key") F(s, TEXT, name, 64, 0, "who") F(s, TEXT, role, 16, 0, "what it may do") \
	F(s, TIME, created_ms, 0, 0, "since") F(s, TIME, revoked_ms, 0, 0, "0 = valid")
RECORD(api_client, API_CLIENT)

/* ---- the line ---- */
#define LINE(F, s) \
	F(s, ID,   line_id,           0,   0,        "new whenever a number is given out again") \
	F(s, INT,  version,           0,   0,        "+1 at each change; the gate") \
	F(s, TEXT, operator,          40,  0,        "operator or brand") \
	F(s, TEXT, msisdn,            15,  PERSONAL, "E.164 without plus") \
	F(s, TEXT, imsi,              15,  PERSONAL, "IMSI") \
	F(s, TEXT, iccid,             20,  PERSONAL, "ICCID of the SIM or eSIM profile") \
	F(s, TEXT, status,            8,   0,        "active or ended") \
	F(s, BOOL, blocked,           0,   0,        "disabled in the network by Block now") \
	F(s, INT,  block_generation,  0,   0,        "how often it was blocked or unblocked") \
	F(s, TEXT, kind,              10,  0,        "prepaid or postpaid") \
	F(s, TEXT, sim,               6,   0,        "sim or esim") \
	F(s, TEXT, plan,              60,  0,        "name of the plan") \
	F(s, BOOL, consumer,          0,   0,        "a consumer, or a firm of up to 9 people") \
	F(s, BOOL, ported_in,         0,   0,        "the number belongs to another operator's range") \
	F(s, DATE, contract_start,    0,   0,        "first day") \
	F(s, DATE, contract_end,      0,   0,        "last day of the fixed term; none: open-ended") \
	F(s, DATE, price_rise,        0,   0,        "day the subscriber was told of a price rise") \
	F(s, INT,  monthly_fee_cents, 0,   0,        "per month") \
	F(s, INT,  device_cents,      0,   0,        "value of the device sold with the contract") \
	F(s, INT,  credit_cents,      0,   0,        "unexpired credit that was actually paid") \
	F(s, DATE, credit_expiry,     0,   0,        "last day of the credit") \
	F(s, INT,  exit_fee_cents,    0,   0,        "fee for paying out credit, only if the contract says so") \
	F(s, INT,  debt_cents,        0,   0,        "owed now") \
	F(s, TIME, balance_as_of,     0,   0,        "when credit and debt were read") \
	F(s, TEXT, name,              120, PERSONAL, "holder") \
	F(s, TEXT, email,             254, PERSONAL, "on record") \
	F(s, TEXT, phone,             15,  PERSONAL, "another number of the holder, on record") \
	F(s, TEXT, previous_email,    254, PERSONAL, "until it changed") \
	F(s, TEXT, language,          8,   0,        "nl fr de en zh") \
	F(s, TEXT, document_kind,     20,  PERSONAL, "kind of identity document in the contract") \
	F(s, BYTES, document_hash,     32,  PERSONAL, "keyed hash of its number") \
	F(s, TIME, changed_ms,        0,   0,        "SIM, holder or contact last changed") \
	F(s, TIME, created_ms,        0,   0,        "first import") \
	F(s, TIME, ended_ms,          0,   0,        "0 while active") \
	F(s, ID,   subscriber_id,     0,   0,        "whose it is; its own where the contract has no customer number") \
	F(s, TEXT, customer,          40,  PERSONAL, "customer number of the contract") \
	F(s, DATE, sold_online,       0,   0,        "day of a sale at a distance; none: sold in a shop")
RECORD(line, LINE)

/* ---- who signs in ---- */
#define SUBSCRIBER_ROW(F, s) \
	F(s, ID,     subscriber_id, 0,   0, "the subscriber") \
	F(s, INT,    version,       0,   0, "the gate") \
	F(s, SECRET, password,      128, 0, "Argon2id, as text; empty: none chosen") \
	F(s, TIME,   password_ms,   0,   0, "when it was chosen") \
	F(s, TEXT,   language,      8,   0, "chosen here; empty: that of the contract") \
	F(s, TIME,   created_ms,    0,   0, "since")
#define SESSION_ROW(F, s) \
	F(s, ID,    subscriber_id, 0,   0,        "whose") \
	F(s, BYTES, token_hash,    32,  0,        "of what the browser holds") \
	F(s, TEXT,  way,           8,   0,        "password or code") \
	F(s, TIME,  proven_ms,     0,   0,        "when a one-time code was given in it last; 0: never") \
	F(s, TIME,  created_ms,    0,   0,        "signed in") \
	F(s, TIME,  seen_ms,       0,   0,        "last used, to the minute") \
	F(s, TIME,  ends_ms,       0,   0,        "at the latest") \
	F(s, TEXT,  agent,         80,  0,        "which browser, in its own words") \
	F(s, TEXT,  network,       48,  PERSONAL, "from where")
#define PROOF_ROW(F, s) \
	F(s, ID,   subscriber_id, 0,                0,        "whose, or derived from a login that nobody has") \
	F(s, ID,   proof_id,      0,                0,        "random") \
	F(s, INT,  version,       0,                0,        "the gate") \
	F(s, TEXT, purpose,       8,                0,        "sign_in, password or block") \
	F(s, ID,   line_id,       0,                0,        "the line that the code is about; none: nobody's") \
	F(s, TEXT, login,         ROWS_EMAIL_MAX,   PERSONAL, "as typed, canonical") \
	F(s, INT,  code_tries,    0,                0,        "wrong codes so far") \
	F(s, TIME, code_until_ms, 0,                0,        "the code's last instant") \
	F(s, INT,  codes_sent,    0,                0,        "codes sent") \
	F(s, TIME, created_ms,    0,                0,        "since")
#define ATTEMPT_ROW(F, s) \
	F(s, BYTES, bucket,     32, 0, "keyed hash of what is counted") \
	F(s, TIME,  quarter_ms, 0,  0, "beginning of the running 15 minutes") \
	F(s, INT,   in_quarter, 0,  0, "in them") \
	F(s, TIME,  hour_ms,    0,  0, "beginning of the running hour") \
	F(s, INT,   in_hour,    0,  0, "in it") \
	F(s, TIME,  until_ms,   0,  0, "of no interest afterwards")
RECORD(subscriber_row, SUBSCRIBER_ROW)
RECORD(session_row, SESSION_ROW)
RECORD(proof_row, PROOF_ROW)
RECORD(attempt_row, ATTEMPT_ROW)

/* ---- papers that the customer sends ---- */
#define ROWS_DOCUMENT_PART (64u << 10)
#define DOCUMENT_ROW(F, s) \
	F(s, ID,    line_id,     0,  0, "the line") F(s, ID, case_id, 0, 0, "the case") F(s, ID, document_id, 0, 0, "the document") \
	F(s, TEXT,  type,        16, 0, "application/pdf, image/jpeg or image/png, by its first bytes") \
	F(s, INT,   bytes,       0,  0, "so far") F(s, INT, parts, 0, 0, "so far") F(s, BOOL, whole, 0, 0, "the last part is there") \
	F(s, BYTES, digest,      32, 0, "over the one before and each part in turn") F(s, TIME, at_ms, 0, 0, "when it came")
#define DOCUMENT_PART(F, s) \
	F(s, ID, line_id, 0, 0, "the line") F(s, ID, document_id, 0, 0, "the document") F(s, INT, part, 0, 0, "0, 1, 2 ...") \
	F(s, BYTES, content, ROWS_DOCUMENT_PART, PERSONAL, "of it")
RECORD(document_row, DOCUMENT_ROW)
RECORD(document_part, DOCUMENT_PART)

/* ---- the case ---- */
#define TERM_CASE(F, s) \
	F(s, ID,   line_id,        0,                 0,        "the line") \
	F(s, ID,   case_id,        0,                 0,        "UUIDv7") \
	F(s, TEXT, reference,      16,                0,        "public, without dashes") \
	F(s, ENUM, state,          termination_state, 0,        "see termination.h") \
	F(s, ENUM, cause,          termination_cause, 0,        "wish or port") \
	F(s, INT,  version,        0,                 0,        "the gate") \
	F(s, TIME, deadline_ms,    0,                 0,        "when the timer is due") \
	F(s, TIME, end_ms,         0,                 0,        "requested end") \
	F(s, TIME, stop_until_ms,  0,                 0,        "end of the STOP window") \
	F(s, BOOL, contested,      0,                 0,        "for the reviewer") \
	F(s, BOOL, leaving,        0,                 0,        "waiting is over but for the network's answer") \
	F(s, BOOL, applied,        0,                 0,        "something may have been applied in the network") \
	F(s, BOOL, is_open,        0,                 0,        "proven and not at an end: at most one per line") \
	F(s, TEXT, channel,        12,                0,        "web api counter hotline letter") \
	F(s, TEXT, authority,      80,                0,        "code, or vouched by NAME; empty: not proven") \
	F(s, TIME, proven_ms,      0,                 0,        "when") \
	F(s, TIME, received_ms,    0,                 0,        "when the wish arrived") \
	F(s, TIME, ended_ms,       0,                 0,        "when the line was read back as gone") \
	F(s, TEXT, msisdn,         15,                PERSONAL, "as declared") \
	F(s, TEXT, name,           120,               PERSONAL, "as declared") \
	F(s, TEXT, email,          254,               PERSONAL, "contact that survives the line") \
	F(s, TEXT, phone,          15,                PERSONAL, "contact that survives the line") \
	F(s, TEXT, language,       8,                 0,        "of the case") \
	F(s, DATE, end_date,       0,                 0,        "as declared; none: as soon as possible") \
	F(s, TEXT, reason,         1000,              PERSONAL, "optional") \
	F(s, TEXT, document_result, 20,               0,        "match, differs, unknown; the number is not kept") \
	F(s, TEXT, refund_kind,    8,                 0,        "none account line") \
	F(s, TEXT, refund_iban,    34,                PERSONAL, "wish") \
	F(s, TEXT, refund_holder,  70,                PERSONAL, "as the holder gave it") \
	F(s, TEXT, refund_msisdn,  15,                PERSONAL, "wish") \
	F(s, TEXT, quote,          2000,              0,        "the frozen quote as JSON") \
	F(s, BOOL, settled,        0,                 0,        "the final account is decided") \
	F(s, TEXT, account,        2000,              0,        "the final account as JSON; empty: that of the quote") \
	F(s, TEXT, decision,       400,               0,        "why it was decided so, for the customer") \
	F(s, TIME, port_ms,        0,                 0,        "when the number moves or moved") \
	F(s, INT,  code_tries,     0,                 0,        "wrong codes so far") \
	F(s, TIME, code_until_ms,  0,                 0,        "the code's last instant") \
	F(s, INT,  codes_sent,     0,                 0,        "codes sent for this case") \
	F(s, TEXT, group_id,       32,                0,        "of cases that were asked for together; empty: alone") \
	F(s, BOOL, statutory,      0,                 0,        "the withdrawal of the first 14 days after a sale at a distance") \
	F(s, BOOL, by_person,      0,                 0,        "no code can reach the holder: a person was asked to check") \
	F(s, ID,   subscriber_id,  0,                 0,        "whose it is: the line's when it was proven; none before")
RECORD(term_case, TERM_CASE)

#define CASE_KEY(F, s) \
	F(s, ID, line_id, 0, 0, "the line") F(s, BYTES, key_hash, 32, 0, "SHA-256 of client and key") \
	F(s, BYTES, body_hash, 32, 0, "SHA-256 of the body") F(s, ID, case_id, 0, 0, "the case it made or met") \
	F(s, BOOL, made, 0, 0, "it made the case") F(s, ENUM, answer_state, termination_state, 0, "the state it was told") \
	F(s, TIME, created_ms, 0, 0, "when")
RECORD(case_key, CASE_KEY)
#define KEY_CASE(F, s) TERM_CASE(F, s) \
	F(s, BYTES, body_hash, 32, 0, "SHA-256 of the body") F(s, BOOL, made, 0, 0, "it made the case") \
	F(s, ENUM, answer_state, termination_state, 0, "the state it was told")
RECORD(key_case, KEY_CASE)

#define CASE_DUE(F, s) F(s, ID, line_id, 0, 0, "the line") F(s, ID, case_id, 0, 0, "the case") F(s, INT, version, 0, 0, "as seen")
RECORD(case_due, CASE_DUE)

/* ---- effects ---- */
#define EFFECT_STATES(X) X(pending) X(claimed) X(unknown) X(done) X(dead) X(dropped)
enum effect_state {
#define X(n) EFFECT_STATE_##n,
	EFFECT_STATES(X)
#undef X
};
extern const struct names effect_state_names;
#define EFFECT_ROW(F, s) \
	F(s, ID,   line_id,      0,              0,        "the line") \
	F(s, ID,   case_id,      0,              0,        "the case; the proof of a code to sign in; none: a block") \
	F(s, ENUM, kind,         effect_kind,    0,        "what") \
	F(s, INT,  generation,   0,              0,        "with case and kind: the key of the intent") \
	F(s, ENUM, family,       effect_family,  0,        "which worker") \
	F(s, ENUM, state,        effect_state,   0,        "pending claimed unknown done dead dropped") \
	F(s, BOOL, is_due,       0,              0,        "pending, claimed or unknown") \
	F(s, INT,  attempts,     0,              0,        "claims so far") \
	F(s, TIME, next_ms,      0,              0,        "when it is due again; claimed: when the lease ends") \
	F(s, INT,  fence,        0,              0,        "raised at each claim") \
	F(s, BOOL, uncertain,    0,              0,        "an attempt may have happened") \
	F(s, INT,  polls,        0,              0,        "how often the far end said that it works on it") \
	F(s, TEXT, address,      254,            PERSONAL, "mail address or MSISDN") \
	F(s, TEXT, language,     8,              0,        "of a message that belongs to no case; else empty") \
	F(s, TEXT, facts,        4000,           PERSONAL, "JSON, fixed when owed") \
	F(s, BYTES, request_hash, 32,             0,        "SHA-256 of what was fixed") \
	F(s, ENUM, result,       effect_result,  0,        "of the last attempt") \
	F(s, ENUM, finding,      effect_finding, 0,        "of the last attempt") \
	F(s, TEXT, detail,       200,            0,        "of the last attempt") \
	F(s, TIME, created_ms,   0,              0,        "when owed") \
	F(s, TIME, done_ms,      0,              0,        "when it was done, dead or dropped") \
	F(s, TIME, reported_ms,  0,              0,        "when the gateway's last report came")
RECORD(effect_row, EFFECT_ROW)

#define EFFECT_KEY(F, s) \
	F(s, ID, line_id, 0, 0, "the line") F(s, ID, case_id, 0, 0, "the case") \
	F(s, ENUM, kind, effect_kind, 0, "what") F(s, INT, generation, 0, 0, "which time")
RECORD(effect_key, EFFECT_KEY)

#define FAR_END(F, s) \
	F(s, ENUM, family,      effect_family, 0, "whose far end") \
	F(s, INT,  failures,    0,             0, "in a row") \
	F(s, TIME, rests_until, 0,             0, "left alone until then; 0: it is not") \
	F(s, TEXT, detail,      200,           0, "of the last failure") \
	F(s, TIME, at_ms,       0,             0, "when this was told")
RECORD(far_end, FAR_END)

#define SMS_REPORT_ROW(F, s) EFFECT_KEY(F, s) \
	F(s, TEXT, part,   ROWS_PART_MAX, 0, "the SMS centre's own name of a short message") \
	F(s, ENUM, report, report_kind,   0, "what it said") \
	F(s, INT,  parts,  0,             0, "short messages that the text became") \
	F(s, TIME, at_ms,  0,             0, "when it came")
RECORD(sms_report_row, SMS_REPORT_ROW)

/* ---- audit ---- */
#define AUDIT_ROW(F, s) \
	F(s, ID,   line_id, 0,    0, "the line") \
	F(s, INT,  seq,     0,    0, "1, 2, 3 ... without gaps") \
	F(s, ID,   case_id, 0,    0, "the case, if any") \
	F(s, TIME, at_ms,   0,    0, "the batch's time; never falls") \
	F(s, TEXT, actor,   80,   0, "who, as role:name") \
	F(s, TEXT, what,    40,   0, "event") \
	F(s, TEXT, body,    4000, 0, "JSON; no personal data in clear") \
	F(s, BYTES, hash,    32,   0, "SHA-256 over the one before and this row")
RECORD(audit_row, AUDIT_ROW)

#define FEED_ROW(F, s) \
	F(s, ID,   line_id, 0,    0, "the line") F(s, INT, seq, 0, 0, "in its chain") F(s, ID, case_id, 0, 0, "the case, if any") \
	F(s, TIME, at_ms,   0,    0, "when") F(s, TEXT, actor, 80, 0, "who") F(s, TEXT, what, 40, 0, "event") F(s, TEXT, reference, 16, 0, "of the case")
RECORD(feed_row, FEED_ROW)

/* ---- cards ---- */
#define CARD_ROW(F, s) \
	F(s, ID,   line_id,    0,    0, "the line") \
	F(s, ID,   card_id,    0,    0, "UUIDv7") \
	F(s, ID,   case_id,    0,    0, "the case, if any") \
	F(s, ENUM, kind,       termination_card, 0, "what to settle") \
	F(s, BOOL, is_open,    0,    0, "until somebody settles it") \
	F(s, TEXT, owner,      80,   0, "who has it") \
	F(s, TIME, due_ms,     0,    0, "by when") \
	F(s, TIME, created_ms, 0,    0, "since") \
	F(s, TEXT, detail,     200,  0, "what was seen") \
	F(s, TEXT, first_by,   80,   0, "the first of two persons who agreed") \
	F(s, TEXT, closed_by,  80,   0, "who settled it") \
	F(s, TIME, closed_ms,  0,    0, "when") \
	F(s, TEXT, note,       400,  0, "what was done")
RECORD(card_row, CARD_ROW)
#define CARD_VIEW_ROW(F, s) CARD_ROW(F, s) F(s, TEXT, reference, 16, 0, "of the case")
RECORD(card_view_row, CARD_VIEW_ROW)
#define BY_CARD(F, s) F(s, ID, line_id, 0, 0, "the line") F(s, ID, card_id, 0, 0, "the card")
RECORD(by_card, BY_CARD)

/* ---- numbers ---- */
#define NUMBER_HOLD(F, s) \
	F(s, ID,   line_id,         0,  0,        "the line that had it") \
	F(s, TEXT, msisdn,          15, PERSONAL, "the number") \
	F(s, TEXT, state,           10, 0,        "held returned ported free") \
	F(s, TIME, held_ms,         0,  0,        "when the cut was read back") \
	F(s, DATE, portable_until,  0,  0,        "its holder may port it until the end of this day") \
	F(s, DATE, assignable_from, 0,  0,        "not given out again before this day") \
	F(s, TIME, ported_ms,       0,  0,        "when it moved") \
	F(s, TIME, removal_ms,      0,  0,        "when the removal record for the central database was written")
RECORD(number_hold, NUMBER_HOLD)

#define COUNT_ROW(F, s) F(s, TEXT, word, 40, 0, "what") F(s, TEXT, second, 40, 0, "and what") F(s, INT, count, 0, 0, "how many")
RECORD(count_row, COUNT_ROW)
#define MOMENT_ROW(F, s) F(s, TIME, at_ms, 0, 0, "an instant")
RECORD(moment_row, MOMENT_ROW)
#endif
