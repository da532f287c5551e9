/* records.h - the records that the operations of the desk take and give: cases, lines, numbers, cards, import, effects. Included by desk.h, the only door. */
#ifndef SIMOFF_DESK_RECORDS_H
#define SIMOFF_DESK_RECORDS_H
#include "base/record.h"
#include "domain/effect.h"
#include "domain/report.h"
#include "domain/termination.h"

#define DESK_EMPTY(F, s)
RECORD(desk_empty, DESK_EMPTY)

#define DESK_IDENTITY(F, s) \
	F(s, TEXT, kind,   20, REQUIRED,            "identity-card, passport, residence-permit or other") \
	F(s, TEXT, number, 40, REQUIRED | PERSONAL, "compared with the contract, then forgotten")
RECORD(desk_identity, DESK_IDENTITY)
#define DESK_CONTACT(F, s) \
	F(s, TEXT, email, 254, PERSONAL, "mail address that survives the line") \
	F(s, TEXT, phone, 24,  PERSONAL, "telephone number that survives the line")
RECORD(desk_contact, DESK_CONTACT)
#define DESK_REFUND(F, s) \
	F(s, TEXT, kind,   8,  REQUIRED, "none, account or line") \
	F(s, TEXT, iban,   42, PERSONAL, "for account") \
	F(s, TEXT, holder, 70, PERSONAL, "for account: the name, exactly as the bank knows it") \
	F(s, TEXT, msisdn, 24, PERSONAL, "for line: another number of the same operator")
RECORD(desk_refund, DESK_REFUND)

#define DESK_SUBMIT_IN(F, s) \
	F(s, TEXT,   msisdn,   24,            REQUIRED | PERSONAL, "the line: +32470123456 or 0470 12 34 56") \
	F(s, TEXT,   name,     120,           PERSONAL,            "the holder") \
	F(s, OBJECT, identity, desk_identity, 0,                   "identity document") \
	F(s, DATE,   end_date, 0,             0,                   "last day of service; absent: as soon as possible") \
	F(s, TEXT,   reason,   1000,          PERSONAL,            "optional, everywhere") \
	F(s, OBJECT, contact,  desk_contact,  0,                   "where the confirmation goes") \
	F(s, TEXT,   language, 8,             0,                   "nl, fr, de, en or zh") \
	F(s, OBJECT, refund,   desk_refund,   0,                   "what shall happen to remaining credit") \
	F(s, BOOL,   statutory, 0,            0,                   "the withdrawal of the first 14 days after a sale at a distance") \
	F(s, TEXT,   line,     32,            HIDDEN,              "handle of a line of the subscriber who is signed in; then no number is needed") \
	F(s, TEXT,   group,    32,            HIDDEN,              "cases asked for together")
RECORD(desk_submit_in, DESK_SUBMIT_IN)

#define DESK_QUOTE_LINE(F, s) \
	F(s, INT,  number,       100, 0, "1, 2, 3 ...") \
	F(s, TEXT, reason,       40,  0, "code of the reason") \
	F(s, TEXT, text,         200, 0, "the reason in words") \
	F(s, INT,  amount_cents, 0,   0, "positive: owed by the subscriber; negative: to the subscriber")
RECORD(desk_quote_line, DESK_QUOTE_LINE)
#define DESK_QUOTE(F, s) \
	F(s, DATE, end,             0,               0, "last day of service") \
	F(s, INT,  indemnity_cents, 0,               0, "for leaving a fixed term early") \
	F(s, INT,  residual_cents,  0,               0, "of the device") \
	F(s, INT,  debt_cents,      0,               0, "owed as of the time below") \
	F(s, INT,  credit_cents,    0,               0, "paid credit left as of the time below") \
	F(s, INT,  refund_cents,    0,               0, "of it refundable, after the fee") \
	F(s, INT,  due_cents,       0,               0, "to pay") \
	F(s, TEXT, number,          12,              0, "held: rests before anyone else may have it; returned: goes back to its range holder") \
	F(s, TIME, as_of,           0,               0, "time of credit and debts") \
	F(s, LIST, lines,           desk_quote_line, 0, "each amount with its reason")
RECORD(desk_quote, DESK_QUOTE)

#define DESK_EVENT_VIEW(F, s) \
	F(s, TIME, at,    0,    0,      "when") \
	F(s, TEXT, what,  40,   0,      "event") \
	F(s, TEXT, actor, 80,   0,      "who") \
	F(s, TEXT, body,  4000, HIDDEN, "details as JSON")
RECORD(desk_event_view, DESK_EVENT_VIEW)
#define DESK_EFFECT_VIEW(F, s) \
	F(s, ENUM, kind,       effect_kind, 0, "what is owed to the outside world") \
	F(s, INT,  generation, 0,           0, "which time") \
	F(s, TEXT, state,      10,          0, "pending claimed unknown done dead dropped") \
	F(s, INT,  attempts,   0,           0, "so far") \
	F(s, TEXT, finding,    12,          0, "what the far end was found to be") \
	F(s, TEXT, detail,     200,         0, "of the last attempt") \
	F(s, TIME, next_at,    0,           0, "next attempt") \
	F(s, TIME, done_at,    0,           0, "when it ended") \
	F(s, TIME, reported_at, 0,          0, "when the SMS gateway last told what became of it; see finding")
RECORD(desk_effect_view, DESK_EFFECT_VIEW)
#define DESK_CARD_VIEW(F, s) \
	F(s, TEXT, card,      80,               0, "its id: LINE.CARD") \
	F(s, TEXT, reference, 16,               0, "of the case") \
	F(s, ENUM, kind,      termination_card, 0, "what to settle") \
	F(s, TEXT, text,      300,              0, "what to do") \
	F(s, TEXT, detail,    200,              0, "what was seen") \
	F(s, TEXT, owner,     80,               0, "who has it") \
	F(s, TIME, due,       0,                0, "by when") \
	F(s, BOOL, open,      0,                0, "not settled yet") \
	F(s, TEXT, first_by,  80,               0, "the first of two persons who agreed") \
	F(s, TEXT, closed_by, 80,               0, "who settled it") \
	F(s, TEXT, note,      400,              0, "what was done") \
	F(s, ID,   line_id,   0,                HIDDEN, "its line")
RECORD(desk_card_view, DESK_CARD_VIEW)
#define DESK_DOCUMENT_VIEW(F, s) \
	F(s, TEXT, document, 40, 0, "its id") F(s, TEXT, type, 16, 0, "application/pdf, image/jpeg or image/png") \
	F(s, INT,  bytes,    0,  0, "size") F(s, TIME, at, 0, 0, "when it came")
RECORD(desk_document_view, DESK_DOCUMENT_VIEW)

/* A case as the caller may see it. Without token, key or admin: reference, state, meaning, received, next, by_when only. */
#define DESK_CASE_VIEW(F, s) \
	F(s, TEXT,   reference,    16,                0,        "public reference") \
	F(s, ENUM,   state,        termination_state, 0,        "see the list of states") \
	F(s, TEXT,   meaning,      200,               0,        "of the state") \
	F(s, TIME,   received,     0,                 0,        "when the wish arrived") \
	F(s, TEXT,   next,         200,               0,        "what happens next") \
	F(s, TIME,   by_when,      0,                 0,        "by then") \
	F(s, BOOL,   may_withdraw, 0,                 0,        "before the point of no return") \
	F(s, TIME,   no_return,    0,                 0,        "when the point of no return is expected") \
	F(s, TIME,   ended,        0,                 0,        "when the line was read back as gone") \
	F(s, BOOL,   details,      0,                 HIDDEN,   "the caller is entitled to what follows") \
	F(s, BOOL,   proven,       0,                 HIDDEN,   "the code was given") \
	F(s, TEXT,   authority,    80,                0,        "how the wish was proven") \
	F(s, TEXT,   channel,      12,                0,        "where it came from") \
	F(s, TEXT,   cause,        8,                 0,        "wish or port") \
	F(s, BOOL,   contested,    0,                 0,        "something changed, or somebody objected") \
	F(s, TEXT,   msisdn,       15,                PERSONAL, "the line's number") \
	F(s, TEXT,   name,         120,               PERSONAL, "as declared") \
	F(s, OBJECT, contact,      desk_contact,      0,        "as declared") \
	F(s, DATE,   end_date,     0,                 0,        "as declared; absent: as soon as possible") \
	F(s, TEXT,   reason,       1000,              PERSONAL, "as declared") \
	F(s, TEXT,   language,     8,                 0,        "of the case") \
	F(s, OBJECT, refund,       desk_refund,       0,        "as declared") \
	F(s, TEXT,   document,     20,                0,        "match, differs or unknown") \
	F(s, OBJECT, quote,        desk_quote,        0,        "the frozen quote") \
	F(s, OBJECT, account,      desk_quote,        0,        "the final account, once it is settled with billing") \
	F(s, TEXT,   decision,     400,               0,        "why it was decided so") \
	F(s, LIST,   events,       desk_event_view,   0,        "what happened") \
	F(s, LIST,   effects,      desk_effect_view,  0,        "what is owed to the outside world") \
	F(s, LIST,   cards,        desk_card_view,    0,        "what a person must settle") \
	F(s, TEXT,   group,        32,                0,        "of cases that were asked for together") \
	F(s, BOOL,   statutory,    0,                 0,        "the withdrawal of the first 14 days") \
	F(s, BOOL,   by_person,    0,                 0,        "a person was asked to prove the line by other means") \
	F(s, LIST,   documents,    desk_document_view, 0,       "papers that the customer sent") \
	F(s, SECRET, token,        64,                0,        "portal only: the case's own token, once")
RECORD(desk_case_view, DESK_CASE_VIEW)

#define DESK_CASE_IN(F, s) F(s, TEXT, reference, 16, REQUIRED, "with or without dashes")
RECORD(desk_case_in, DESK_CASE_IN)
#define DESK_CODE_IN(F, s) F(s, TEXT, reference, 16, REQUIRED, "the case") F(s, TEXT, code, 16, REQUIRED, "the one-time code: 8 digits")
RECORD(desk_code_in, DESK_CODE_IN)
#define DESK_EDIT_IN(F, s) F(s, TEXT, reference, 16, REQUIRED, "the case") F(s, OBJECT, declared, desk_submit_in, 0, "all of it, again")
RECORD(desk_edit_in, DESK_EDIT_IN)
#define DESK_EVENT_IN(F, s) \
	F(s, TEXT, reference, 16,                REQUIRED, "the case") \
	F(s, ENUM, event,     termination_event, REQUIRED, "what happened or was decided") \
	F(s, TEXT, note,      400,               0,        "why; the customer reads it for reject and ask") \
	F(s, TIME, at,        0,                 0,        "for port_out: when")
RECORD(desk_event_in, DESK_EVENT_IN)

#define DESK_ACCOUNT_IN(F, s) \
	F(s, TEXT, reference,    16,               REQUIRED, "the case") \
	F(s, INT,  credit_cents, EFFECT_CENTS_MAX, REQUIRED, "paid credit that is left") \
	F(s, INT,  debt_cents,   EFFECT_CENTS_MAX, REQUIRED, "used and not paid; without indemnity and device") \
	F(s, TIME, as_of,        0,                0,        "when it was so, after the cut; absent: now") \
	F(s, TEXT, note,         400,              REQUIRED, "why a person states it")
RECORD(desk_account_in, DESK_ACCOUNT_IN)

#define DESK_PAGE_IN(F, s) \
	F(s, TEXT, state, 16,   0, "only these") \
	F(s, TEXT, after, 120,  0, "cursor from the answer before") \
	F(s, INT,  limit, 100,  0, "at most so many; 0: 50") \
	F(s, INT,  wait_ms, 30000, 0, "events only: how long to wait when there are none")
RECORD(desk_page_in, DESK_PAGE_IN)
#define DESK_CASE_ITEM(F, s) \
	F(s, TEXT, reference, 16,                0,        "public reference") \
	F(s, ENUM, state,     termination_state, 0,        "state") \
	F(s, TEXT, msisdn,    15,                PERSONAL, "the line's number") \
	F(s, TIME, received,  0,                 0,        "when the wish arrived") \
	F(s, TIME, by_when,   0,                 0,        "the state's time ends") \
	F(s, BOOL, contested, 0,                 0,        "for the reviewer")
RECORD(desk_case_item, DESK_CASE_ITEM)
#define DESK_CASES(F, s) F(s, LIST, items, desk_case_item, 0, "in order of receipt") F(s, TEXT, next, 120, 0, "cursor; absent at the end")
RECORD(desk_cases, DESK_CASES)

#define DESK_LINE_IN(F, s) F(s, TEXT, msisdn, 24, REQUIRED | PERSONAL, "the number")
RECORD(desk_line_in, DESK_LINE_IN)
#define DESK_LINE_VIEW(F, s) \
	F(s, TEXT, msisdn,    15,  PERSONAL, "E.164 without plus") \
	F(s, TEXT, imsi,      15,  PERSONAL, "IMSI") \
	F(s, TEXT, iccid,     20,  PERSONAL, "ICCID") \
	F(s, TEXT, operator,  40,  0,        "operator or brand") \
	F(s, TEXT, status,    8,   0,        "active or ended") \
	F(s, BOOL, blocked,   0,   0,        "disabled in the network by Block now") \
	F(s, TEXT, block_state, 10, 0,       "pending while the network has not said yes; else done, dead") \
	F(s, TEXT, kind,      10,  0,        "prepaid or postpaid") \
	F(s, TEXT, plan,      60,  0,        "plan") \
	F(s, TEXT, name,      120, PERSONAL, "holder") \
	F(s, TEXT, email,     254, PERSONAL, "on record") \
	F(s, TEXT, language,  8,   0,        "of the holder") \
	F(s, TEXT, reference, 16,  0,        "of the open case, if there is one") \
	F(s, TIME, ended,     0,   0,        "when it ended")
RECORD(desk_line_view, DESK_LINE_VIEW)
#define DESK_LINES(F, s) F(s, LIST, items, desk_line_view, 0, "in order of number") F(s, TEXT, next, 120, 0, "cursor; absent at the end")
RECORD(desk_lines, DESK_LINES)
#define DESK_BLOCK_IN(F, s) F(s, TEXT, msisdn, 24, PERSONAL, "the number") F(s, BOOL, block, 0, 0, "true: block; false: unblock") \
	F(s, TEXT, line, 32, HIDDEN, "instead of the number: handle of a line of the subscriber who is signed in")
RECORD(desk_block_in, DESK_BLOCK_IN)

#define DESK_NUMBER_VIEW(F, s) \
	F(s, TEXT, msisdn,          15, PERSONAL, "the number") \
	F(s, TEXT, state,           10, 0,        "active held returned ported free") \
	F(s, TIME, held,            0,  0,        "when the cut was read back") \
	F(s, DATE, portable_until,  0,  0,        "its holder may port it until the end of this day") \
	F(s, DATE, assignable_from, 0,  0,        "not given out again before this day") \
	F(s, TIME, ported,          0,  0,        "when it moved")
RECORD(desk_number_view, DESK_NUMBER_VIEW)
#define DESK_NUMBERS(F, s) F(s, LIST, items, desk_number_view, 0, "in order of number") F(s, TEXT, next, 120, 0, "cursor; absent at the end")
RECORD(desk_numbers, DESK_NUMBERS)
#define DESK_PORTED_IN(F, s) F(s, TEXT, msisdn, 24, REQUIRED | PERSONAL, "the number") F(s, TIME, at, 0, 0, "when it moves or moved; absent: now")
RECORD(desk_ported_in, DESK_PORTED_IN)

#define DESK_CARDS(F, s) F(s, LIST, items, desk_card_view, 0, "by due time") F(s, TEXT, next, 120, 0, "cursor; absent at the end")
RECORD(desk_cards, DESK_CARDS)
#define DESK_CARD_IN(F, s) \
	F(s, TEXT, card,   80,  REQUIRED, "its id, as listed: LINE.CARD") \
	F(s, TEXT, action, 12,  REQUIRED, "take, close, or agree: as the first of two, to accept_absence (kind network_absent) or to reject (others)") \
	F(s, TEXT, note,   400, 0,        "what was done")
RECORD(desk_card_in, DESK_CARD_IN)

#define DESK_FEED_ITEM(F, s) \
	F(s, TEXT, id,        80, 0, "of the event; the same when delivered again") \
	F(s, TEXT, reference, 16, 0, "of the case, if any") \
	F(s, TIME, at,        0,  0, "when") \
	F(s, TEXT, what,      40, 0, "event") \
	F(s, TEXT, actor,     80, 0, "who") \
	F(s, ID,   line,      0,  0, "the line; order holds within it")
RECORD(desk_feed_item, DESK_FEED_ITEM)
#define DESK_FEED(F, s) F(s, LIST, items, desk_feed_item, 0, "at least once, in order per line") F(s, TEXT, next, 120, 0, "cursor for the next call; always there")
RECORD(desk_feed, DESK_FEED)

/* Import: one line of the CSV as text fields, by column name; see doc/man/simoff.1. */
#define DESK_IMPORT_ROW(F, s) \
	F(s, INT,  row,               0,   0,                   "line number in the file") \
	F(s, TEXT, operator,          40,  0,                   "operator or brand") \
	F(s, TEXT, msisdn,            24,  REQUIRED | PERSONAL, "number") \
	F(s, TEXT, imsi,              20,  REQUIRED | PERSONAL, "IMSI") \
	F(s, TEXT, iccid,             24,  PERSONAL,            "ICCID") \
	F(s, TEXT, kind,              10,  0,                   "prepaid or postpaid (default prepaid)") \
	F(s, TEXT, sim,               6,   0,                   "sim or esim (default sim)") \
	F(s, TEXT, plan,              60,  0,                   "plan") \
	F(s, BOOL, business,          0,   0,                   "yes: a firm of 10 people or more") \
	F(s, BOOL, ported_in,         0,   0,                   "yes: the number belongs to another operator's range") \
	F(s, DATE, contract_start,    0,   0,                   "YYYY-MM-DD") \
	F(s, DATE, contract_end,      0,   0,                   "last day of the fixed term; empty: open-ended") \
	F(s, DATE, price_rise,        0,   0,                   "day the subscriber was told of a price rise") \
	F(s, TEXT, monthly_fee,       16,  0,                   "EUR, 12.34") \
	F(s, TEXT, device,            16,  0,                   "EUR value of the device sold with the contract") \
	F(s, TEXT, credit,            16,  0,                   "EUR paid credit") \
	F(s, DATE, credit_expiry,     0,   0,                   "last day of the credit") \
	F(s, TEXT, exit_fee,          16,  0,                   "EUR fee for paying out credit") \
	F(s, TEXT, debt,              16,  0,                   "EUR owed") \
	F(s, TEXT, name,              120, PERSONAL,            "holder") \
	F(s, TEXT, email,             254, PERSONAL,            "mail address") \
	F(s, TEXT, phone,             24,  PERSONAL,            "another number of the holder") \
	F(s, TEXT, language,          8,   0,                   "nl fr de en zh (default: the policy's)") \
	F(s, TEXT, document_kind,     20,  PERSONAL,            "kind of identity document in the contract") \
	F(s, TEXT, document_number,   40,  PERSONAL,            "its number; only a keyed hash is kept") \
	F(s, TEXT, customer,          40,  PERSONAL,            "customer number: lines with the same one have one login") \
	F(s, DATE, sold_online,       0,   0,                   "day of a sale at a distance (online, by telephone); empty: sold in a shop")
RECORD(desk_import_row, DESK_IMPORT_ROW)
#define DESK_IMPORT_IN(F, s) F(s, BOOL, dry, 0, 0, "check only") F(s, OBJECT, row, desk_import_row, 0, "the line")
RECORD(desk_import_in, DESK_IMPORT_IN)
#define DESK_IMPORT_OUT(F, s) \
	F(s, INT,  row,    0,   0, "line number in the file") \
	F(s, TEXT, result, 12,  0, "new, changed, same or bad") \
	F(s, TEXT, what,   200, 0, "bad: why; changed: which columns")
RECORD(desk_import_out, DESK_IMPORT_OUT)

#define DESK_CLAIM_IN(F, s) F(s, ENUM, family, effect_family, 0, "which worker") F(s, INT, limit, 64, 0, "tasks at most") \
	F(s, BOOL, fresh, 0, 0, "the first claim of a new worker: what its predecessor held is asked about; gives no tasks") \
	F(s, BOOL, tells, 0, 0, "how the far end does is news: the following") \
	F(s, INT,  failures, 0, 0, "in a row") \
	F(s, TIME, rests_until, 0, 0, "it is left alone until then; gives no tasks") \
	F(s, TEXT, detail, 200, 0, "of the last failure")
RECORD(desk_claim_in, DESK_CLAIM_IN)
#define DESK_CLAIM_OUT(F, s) F(s, LIST, tasks, effect_task, 0, "claimed now") F(s, TIME, next, 0, 0, "when the next is due; absent: none known")
RECORD(desk_claim_out, DESK_CLAIM_OUT)

/* What an SMS gateway tells. Both need the caller's token: of the effect, as its task gave it to the gateway, or desk_sms_token. */
#define DESK_SMS_REPORT_IN(F, s) \
	F(s, TEXT, effect, 140, REQUIRED, "LINE.CASE.KIND.GENERATION, as the gateway was given it") \
	F(s, INT,  type,   0,   REQUIRED, "1 delivered, 2 failed, 4 buffered, 8 sent, 16 refused (Kannel's %d)") \
	F(s, INT,  parts,  REPORT_PARTS_MAX, 0, "short messages that the text became") \
	F(s, TEXT, part,   64,  0,        "the SMS centre's own name of the one that this is about (Kannel's %F)")
RECORD(desk_sms_report_in, DESK_SMS_REPORT_IN)
#define DESK_SMS_RECEIVED_IN(F, s) \
	F(s, TEXT, from, 32,  REQUIRED | PERSONAL, "the sender's number") \
	F(s, TEXT, text, 160, PERSONAL,            "how the message begins; not kept")
RECORD(desk_sms_received_in, DESK_SMS_RECEIVED_IN)

#define DESK_TIMER_IN(F, s) F(s, ID, line_id, 0, 0, "the line") F(s, ID, case_id, 0, 0, "the case") F(s, INT, version, 0, 0, "as seen")
RECORD(desk_timer_in, DESK_TIMER_IN)

#define DESK_COUNT(F, s) F(s, TEXT, word, 40, 0, "what") F(s, TEXT, second, 40, 0, "and what") F(s, INT, count, 0, 0, "how many")
RECORD(desk_count, DESK_COUNT)
#define DESK_METRICS(F, s) \
	F(s, LIST, cases,      desk_count, 0, "by state") \
	F(s, LIST, effects,    desk_count, 0, "by kind and state") \
	F(s, LIST, cards,      desk_count, 0, "open ones, by kind") \
	F(s, LIST, far_ends,   desk_count, 0, "failures in a row, by family") \
	F(s, INT,  batches,    0, 0, "run since the desk started") \
	F(s, INT,  units,      0, 0, "run in them") \
	F(s, INT,  reruns,     0, 0, "of one alone after a batch failed") \
	F(s, INT,  lost,       0, 0, "gates that somebody else had moved") \
	F(s, INT,  commit_us,  0, 0, "time spent in commits, in all") \
	F(s, TIME, started,    0, 0, "when the desk started")
RECORD(desk_metrics, DESK_METRICS)

#define DESK_BACKUP_IN(F, s) F(s, TEXT, path, 400, REQUIRED, "absolute; must not exist")
RECORD(desk_backup_in, DESK_BACKUP_IN)
#endif
