/* pages.h - what each page of the portal shows: one record per page, rendered by the function that tools/pagegen.py makes
 * from the template of that name (build/gen/pages.h, page_form_render() and so on).
 * Every text here is ready for the reader: dates, times and amounts by base/l10n.h in the language of env.cat, numbers
 * masked where they must be. Templates escape; nothing here is HTML. All texts are borrowed for the time of the call.
 * Nothing here reads a clock, a file or a socket. */
#ifndef SIMOFF_WEB_PAGES_H
#define SIMOFF_WEB_PAGES_H
#include "base/catalog.h"
#include "base/record.h"

#define PAGE_LANGUAGE(F, s) \
	F(s, TEXT, code,       8,   0, "nl fr de en zh") \
	F(s, TEXT, label,      32,  0, "its name, in itself") \
	F(s, TEXT, url,        254, 0, "this page in that language") \
	F(s, BOOL, is_current, 0,   0, "the page is in this language")
RECORD(page_language, PAGE_LANGUAGE)

/* What every page needs. CSRF goes into every form; LANGUAGES may be empty. */
#define PAGE_ENV(F, s) \
	F(s, TEXT, lang,          8,   0, "language of the page, BCP 47") \
	F(s, TEXT, dir,           3,   0, "ltr or rtl") \
	F(s, TEXT, csrf,          64,  0, "the form token of this session") \
	F(s, TEXT, operator_name, 64,  0, "the brand") \
	F(s, TEXT, brand_css,     64,  0, "style sheet of the operator's colour; empty: none") \
	F(s, TEXT, mark,          64,  0, "picture of the operator; empty: simoff's") \
	F(s, TEXT, help_phone,    32,  0, "a person answers here; empty: none") \
	F(s, TEXT, help_mail,     254, 0, "or here; empty: none") \
	F(s, BOOL, is_known,      0,   0, "somebody is signed in, as far as this browser knows") \
	F(s, LIST, languages,     page_language, 0, "to choose from")
struct page_env { const struct catalog *cat; PAGE_ENV(RECORD_MEMBER, page_env) };

#define PAGE_FRONT(F, s) \
	F(s, TEXT, begin_label, 64, 0, "the one button, pages_labels()") \
	F(s, TEXT, label_lang,  8,  0, "its language")
RECORD(page_front, PAGE_FRONT)

/* A line of the subscriber who is signed in, to choose from. */
#define PAGE_FORM_LINE(F, s) \
	F(s, TEXT, handle,         32, 0,        "names the line in the form") \
	F(s, TEXT, number,         24, PERSONAL, "its number, whole") \
	F(s, TEXT, plan,           60, 0,        "") \
	F(s, BOOL, is_chosen,      0,  0,        "") \
	F(s, TEXT, open_reference, 16, 0,        "of the request that there is already; then it cannot be chosen")
RECORD(page_form_line, PAGE_FORM_LINE)

/* What was typed comes back as it was typed, but for the number of the identity document, which is never shown again; a field's
 * BOOL ..._is_wrong shows its message beside it and in the summary. The ASKS_... are the closed list of the country. */
#define PAGE_FORM(F, s) \
	F(s, BOOL, by_account,       0,   0,        "LINES instead of LINE, and no code is needed") \
	F(s, LIST, lines,            page_form_line, 0, "active ones") \
	F(s, BOOL, has_several,      0,   0,        "more than one can be chosen") \
	F(s, BOOL, asks_identity,    0,   0,        "") \
	F(s, BOOL, asks_phone,       0,   0,        "") \
	F(s, BOOL, asks_refund,      0,   0,        "") \
	F(s, BOOL, asks_reason,      0,   0,        "") \
	F(s, TEXT, identity,         20,  0,        "kind of the document: identity-card passport residence-permit other") \
	F(s, BOOL, identity_is_wrong, 0,  0,        "kind and number belong together") \
	F(s, TEXT, phone,            32,  PERSONAL, "another number of the customer") \
	F(s, BOOL, phone_is_wrong,   0,   0,        "") \
	F(s, BOOL, knows_paid,       0,   0,        "the end of the paid period can be chosen") \
	F(s, TEXT, paid_until,       64,  0,        "that day, where it is one for all lines") \
	F(s, BOOL, is_wrong,         0,   0,        "at least one of the fields below is wrong") \
	F(s, TEXT, draft,            64,  0,        "names the request being changed; empty: a new one") \
	F(s, TEXT, key,              64,  0,        "idempotency key of this form") \
	F(s, TEXT, line,             32,  PERSONAL, "number of the line") \
	F(s, BOOL, line_is_wrong,    0,   0,        "") \
	F(s, TEXT, name,             100, PERSONAL, "name as on the contract") \
	F(s, BOOL, name_is_wrong,    0,   0,        "") \
	F(s, TEXT, contact,          254, PERSONAL, "mail address that survives the line") \
	F(s, BOOL, contact_is_wrong, 0,   0,        "") \
	F(s, TEXT, end,              8,   0,        "soon, paid, date, or empty for soon") \
	F(s, TEXT, end_date,         10,  0,        "2026-12-31, as typed") \
	F(s, TEXT, end_date_min,     10,  0,        "today, in the operator's zone") \
	F(s, BOOL, end_is_wrong,     0,   0,        "") \
	F(s, TEXT, refund,           8,   0,        "account, line, nothing, or empty: not said") \
	F(s, TEXT, refund_name,      70,  PERSONAL, "holder of the account") \
	F(s, TEXT, refund_iban,      42,  PERSONAL, "IBAN") \
	F(s, BOOL, refund_account_is_wrong, 0, 0,   "") \
	F(s, TEXT, refund_line,      32,  PERSONAL, "number of the other line") \
	F(s, BOOL, refund_line_is_wrong, 0, 0,      "") \
	F(s, TEXT, reason,           500, PERSONAL, "if the customer gave one") \
	F(s, BOOL, reason_is_wrong,  0,   0,        "too long, or not text")
RECORD(page_form, PAGE_FORM)

/* The same page whether or not there is such a line. */
#define PAGE_CODE(F, s) \
	F(s, TEXT, draft,      64,  0,        "names the request") \
	F(s, TEXT, line,       24,  PERSONAL, "as typed, masked") \
	F(s, INT,  minutes,    0,   0,        "how long a code works") \
	F(s, BOOL, is_wrong,   0,   0,        "the code did not fit") \
	F(s, INT,  tries_left, 0,   0,        "with is_wrong") \
	F(s, BOOL, is_expired, 0,   0,        "the code has run out, or all tries are used") \
	F(s, BOOL, is_resent,  0,   0,        "a new code was just asked for")
RECORD(page_code, PAGE_CODE)

#define PAGE_QUOTE_LINE(F, s) \
	F(s, TEXT, what,      100, 0, "what is charged or credited") \
	F(s, TEXT, why,       200, 0, "by which reason this amount") \
	F(s, TEXT, amount,    24,  0, "with its sign") \
	F(s, BOOL, is_open,   0,   0, "as of now, may still change; otherwise the quote binds")
RECORD(page_quote_line, PAGE_QUOTE_LINE)

/* What the customer declared; on the summary, and on the case page for whoever is proven. */
#define PAGE_DECLARED_FIELDS(F, s) \
	F(s, TEXT, line,         24,  PERSONAL, "masked") \
	F(s, TEXT, name,         100, PERSONAL, "") \
	F(s, TEXT, contact,      254, PERSONAL, "") \
	F(s, TEXT, end_wish,     64,  0,        "a day; empty: as soon as possible") \
	F(s, TEXT, refund,       8,   0,        "account, line, nothing, or empty: not said") \
	F(s, TEXT, refund_name,  70,  PERSONAL, "holder of the account") \
	F(s, TEXT, refund_to,    42,  PERSONAL, "account or line, masked") \
	F(s, TEXT, reason,       500, PERSONAL, "if the customer gave one")

#define PAGE_SUMMARY(F, s) \
	F(s, TEXT, draft,          64,  0, "names the request") \
	F(s, BOOL, by_account,     0,   0, "there was no code") \
	F(s, TEXT, key,            64,  0, "idempotency key of the submission") \
	F(s, TEXT, quote,          32,  0, "number of the quote") \
	F(s, TEXT, quoted,         64,  0, "time of the quote") \
	F(s, LIST, quote_lines,    page_quote_line, 0, "each with its reason; empty: nothing is charged") \
	F(s, TEXT, total,          24,  0, "absolute amount") \
	F(s, TEXT, total_is,       8,   0, "due: the customer pays; credit: we pay; zero") \
	F(s, TEXT, off_by,         64,  0, "by when the line is off, if all goes well") \
	F(s, TEXT, withdraw_until, 64,  0, "the point of no return") \
	F(s, TEXT, number_until,   64,  0, "the number rests until then") \
	F(s, TEXT, submit_label,   64,  0, "the one button, pages_labels()") \
	F(s, TEXT, label_lang,     8,   0, "its language") \
	F(s, TEXT, end_date,       10,  0, "as declared: 2026-12-31") \
	F(s, TEXT, end_date_min,   10,  0, "today, in the operator's zone") \
	F(s, BOOL, end_is_wrong,   0,   0, "the other day that was just asked about") \
	PAGE_DECLARED_FIELDS(F, s)
RECORD(page_summary, PAGE_SUMMARY)

/* Several lines that were asked for together: WAITS for the one button, or what became of it. */
#define PAGE_GROUP_LINE(F, s) \
	F(s, TEXT, reference,      12,  0,        "") \
	F(s, TEXT, number,         24,  PERSONAL, "whole") \
	F(s, TEXT, state,          100, 0,        "in words") \
	F(s, BOOL, waits,          0,   0,        "it is not sent yet, and can be") \
	F(s, TEXT, end_wish,       64,  0,        "a day; empty: as soon as possible") \
	F(s, TEXT, quote,          32,  0,        "number of the quote") \
	F(s, TEXT, quoted,         64,  0,        "time of the quote") \
	F(s, LIST, quote_lines,    page_quote_line, 0, "each with its reason; empty: nothing is charged") \
	F(s, TEXT, total,          24,  0,        "absolute amount") \
	F(s, TEXT, total_is,       8,   0,        "due, credit or zero") \
	F(s, TEXT, off_by,         64,  0,        "by when the line is off, if all goes well") \
	F(s, TEXT, withdraw_until, 64,  0,        "the point of no return") \
	F(s, TEXT, number_until,   64,  0,        "the number rests until then") \
	F(s, TEXT, case_url,       254, 0,        "") \
	F(s, TEXT, edit_url,       254, 0,        "")
RECORD(page_group_line, PAGE_GROUP_LINE)
#define PAGE_GROUP_FAILED(F, s) \
	F(s, TEXT, failed_number, 24,  PERSONAL, "whole") \
	F(s, TEXT, again_url,     254, 0,        "the form for it")
RECORD(page_group_failed, PAGE_GROUP_FAILED)
#define PAGE_GROUP(F, s) \
	F(s, TEXT, group,        32, 0, "its id") \
	F(s, LIST, lines,        page_group_line, 0, "") \
	F(s, LIST, failed,       page_group_failed, 0, "lines for which no request was taken") \
	F(s, INT,  waiting,      0,  0, "how many wait for the button") \
	F(s, INT,  sent,         0,  0, "how many were sent") \
	F(s, BOOL, was_sent,     0,  0, "the button was just pressed") \
	F(s, TEXT, submit_label, 64, 0, "the one button, pages_labels()") \
	F(s, TEXT, label_lang,   8,  0, "its language")
RECORD(page_group, PAGE_GROUP)

/* The papers of a case, and how to send one: included where a page has these fields. */
#define PAGE_PAPER(F, s) \
	F(s, TEXT, paper_kind, 16, 0, "PDF, JPEG or PNG") \
	F(s, TEXT, paper_size, 24, 0, "in KB or MB") \
	F(s, TEXT, paper_when, 64, 0, "when it came")
RECORD(page_paper, PAGE_PAPER)
#define PAGE_PAPERS_FIELDS(F, s) \
	F(s, LIST, papers,         page_paper, 0, "that were sent") \
	F(s, TEXT, upload_url,     254, 0, "where to post one; empty: none is taken") \
	F(s, TEXT, upload_problem, 8,   0, "of the file just sent: none, type, large, many; empty: none was sent, or it is here") \
	F(s, BOOL, was_uploaded,   0,   0, "one was just sent, and is here")

/* The withdrawal from a contract in its first 14 days, apart from the cancellation: the statement, then its confirmation. */
#define PAGE_WITHDRAWAL_LINE(F, s) \
	F(s, TEXT, handle,    32, 0,        "names the line in the form") \
	F(s, TEXT, number,    24, PERSONAL, "whole") \
	F(s, TEXT, until,     64, 0,        "the last day for it") \
	F(s, BOOL, is_chosen, 0,  0,        "")
RECORD(page_withdrawal_line, PAGE_WITHDRAWAL_LINE)
#define PAGE_WITHDRAWAL(F, s) \
	F(s, LIST, lines,            page_withdrawal_line, 0, "those that were sold at a distance so lately; empty: none") \
	F(s, BOOL, is_wrong,         0,   0,        "") \
	F(s, BOOL, line_is_wrong,    0,   0,        "none is chosen") \
	F(s, TEXT, name,             120, PERSONAL, "") \
	F(s, BOOL, name_is_wrong,    0,   0,        "") \
	F(s, TEXT, contact,          254, PERSONAL, "where the acknowledgement goes") \
	F(s, BOOL, contact_is_wrong, 0,   0,        "")
RECORD(page_withdrawal, PAGE_WITHDRAWAL)
#define PAGE_WITHDRAWAL_CHECK(F, s) \
	F(s, TEXT, draft,       64,  0,        "names the request") \
	F(s, TEXT, number,      24,  PERSONAL, "whole") \
	F(s, TEXT, name,        120, PERSONAL, "") \
	F(s, TEXT, contact,     254, PERSONAL, "") \
	F(s, TEXT, off_by,      64,  0,        "by when the line is off, if all goes well") \
	F(s, TEXT, quote,       32,  0,        "number of the quote") \
	F(s, TEXT, quoted,      64,  0,        "time of the quote") \
	F(s, LIST, quote_lines, page_quote_line, 0, "each with its reason; empty: nothing is charged") \
	F(s, TEXT, total,       24,  0,        "absolute amount") \
	F(s, TEXT, total_is,    8,   0,        "due, credit or zero")
RECORD(page_withdrawal_check, PAGE_WITHDRAWAL_CHECK)

/* A step of the way, for the list on the case page: made by pages_steps(). */
#define PAGE_STEP(F, s) \
	F(s, TEXT, label,      100, 0, "") \
	F(s, TEXT, when,       64,  0, "when it happened or will, if known") \
	F(s, BOOL, is_done,    0,   0, "") \
	F(s, BOOL, is_current, 0,   0, "")
RECORD(page_step, PAGE_STEP)

/* A message of the case, and what became of it. */
#define PAGE_MESSAGE(F, s) \
	F(s, TEXT, message,     120, 0, "which") \
	F(s, TEXT, fate,        60,  0, "what became of it") \
	F(s, TEXT, fate_when,   64,  0, "when, if known") \
	F(s, BOOL, is_returned, 0,   0, "it did not arrive")
RECORD(page_message, PAGE_MESSAGE)

/* By reference alone (IS_PROVEN false) the page shows REFERENCE, STATE, BY and STEPS, whatever else is filled.
 * BY is the state's time limit and is there in every state that is not an end. For whoever is proven, END is there from
 * `waiting` on, ASKED, AMOUNT_DUE and WHY in the states that speak of them. */
#define PAGE_CASE(F, s) \
	F(s, TEXT, reference,      12,  0, "") \
	F(s, TEXT, state,          16,  0, "the state's word, domain/termination.h") \
	F(s, TEXT, by,             64,  0, "when the next thing has happened at the latest") \
	F(s, LIST, steps,          page_step, 0, "the way to the confirmation; empty for a case that left it") \
	F(s, BOOL, is_proven,      0,   0, "the reader has proven to be the customer") \
	F(s, BOOL, is_new,         0,   0, "just submitted: this page is the acknowledgement") \
	F(s, BOOL, was_overtaken,  0,   0, "just submitted, but another request or the line's end was faster") \
	F(s, BOOL, is_contested,   0,   0, "somebody objected, or something changed") \
	F(s, BOOL, withdraw_was_late, 0, 0, "a withdrawal was refused just now") \
	F(s, TEXT, received,       64,  0, "date and time of receipt") \
	F(s, TEXT, end,            64,  0, "when the line ends or ended") \
	F(s, TEXT, withdraw_until, 64,  0, "the point of no return") \
	F(s, TEXT, withdraw_url,   254, 0, "where to post a withdrawal; empty: too late for it") \
	F(s, TEXT, prove_url,      254, 0, "where to sign in, with a password or a code") \
	F(s, TEXT, asked,          500, PERSONAL, "what the customer must supply") \
	F(s, TEXT, answer_url,     254, 0, "where to post the answer; empty: nothing is asked") \
	F(s, BOOL, answer_is_wrong, 0,  0, "empty or too long") \
	F(s, TEXT, answer,         1000, PERSONAL, "as typed, when it is wrong") \
	F(s, TEXT, amount_due,     24,  PERSONAL, "to be paid first") \
	F(s, TEXT, pay_to,         200, 0, "how to pay it") \
	F(s, TEXT, why,            500, PERSONAL, "of a refusal") \
	F(s, TEXT, balance_due,    24,  PERSONAL, "final account: the customer pays") \
	F(s, TEXT, refund_amount,  24,  PERSONAL, "final account: we pay") \
	F(s, TEXT, refund_by,      64,  0, "and by when") \
	F(s, TEXT, number_until,   64,  0, "the number rests until then") \
	F(s, TEXT, complain,       500, 0, "how to complain") \
	F(s, BOOL, is_statutory,   0,   0, "a withdrawal from the contract within its first 14 days") \
	F(s, BOOL, is_by_person,   0,   0, "received: a person checks that the line is the customer's") \
	F(s, TEXT, go_on_url,      254, 0, "received: where the steps of the form go on") \
	F(s, LIST, messages,       page_message, 0, "oldest first") \
	F(s, TEXT, declared_url,   254, 0, "what was declared, to print or save; empty: not yet") \
	F(s, TEXT, group_url,      254, 0, "the others that were asked for together") \
	F(s, TEXT, live_url,       254, 0, "where news come from") \
	PAGE_PAPERS_FIELDS(F, s) \
	PAGE_DECLARED_FIELDS(F, s)
RECORD(page_case, PAGE_CASE)

/* What was declared, as a paper of its own. */
#define PAGE_DECLARATION(F, s) \
	F(s, TEXT, reference,    12,  0,        "") \
	F(s, TEXT, received,     64,  0,        "date and time of receipt") \
	F(s, TEXT, printed,      64,  0,        "date and time of this paper") \
	F(s, TEXT, state,        100, 0,        "in words, then") \
	F(s, BOOL, is_statutory, 0,   0,        "a withdrawal from the contract within its first 14 days") \
	F(s, TEXT, save_url,     254, 0,        "the same as a file; empty: this is it") \
	F(s, TEXT, case_url,     254, 0,        "") \
	PAGE_DECLARED_FIELDS(F, s)
RECORD(page_declaration, PAGE_DECLARATION)

/* No code can reach the holder: what a person will ask for. The same page whether or not there is such a line. */
#define PAGE_PERSON(F, s) \
	F(s, TEXT, draft, 64, 0,        "names the request") \
	F(s, TEXT, line,  24, PERSONAL, "masked") \
	F(s, TEXT, by,    64, 0,        "the request lapses then") \
	F(s, INT,  days,  0,  0,        "working days until a person has looked") \
	PAGE_PAPERS_FIELDS(F, s)
RECORD(page_person, PAGE_PERSON)

/* OUTCOME: open (press the button), stopped, late. The same words whoever opens the link. */
#define PAGE_STOP(F, s) \
	F(s, TEXT, reference, 12,  0,        "") \
	F(s, TEXT, line,      24,  PERSONAL, "masked") \
	F(s, TEXT, stop_url,  254, PERSONAL, "where to post it") \
	F(s, TEXT, outcome,   8,   0,        "") \
	F(s, TEXT, by,        64,  0,        "with stopped: when the person decides at the latest")
RECORD(page_stop, PAGE_STOP)

#define PAGE_FIND(F, s) \
	F(s, TEXT, reference, 32, 0, "as typed") \
	F(s, BOOL, is_wrong,  0,  0, "not a reference: mistyped") \
	F(s, BOOL, is_absent, 0,  0, "well-formed, and there is no such case")
RECORD(page_find, PAGE_FIND)

/* A field of a form that waits until its sender has signed in again. */
#define PAGE_CARRIED(F, s) \
	F(s, TEXT, name,  64,   0,        "of the field") \
	F(s, TEXT, value, 4000, PERSONAL, "as typed")
RECORD(page_carried, PAGE_CARRIED)

/* OUTCOME: empty; wrong (never which of the two), often, many (codes), busy, over (the session has ended), lapsed (the code has). TO, BACK and CARRIED
 * come back in the next form: where to go then, or the form that waits. */
#define PAGE_SIGN_IN(F, s) \
	F(s, TEXT, login,               254, PERSONAL, "as typed") \
	F(s, BOOL, login_is_wrong,      0,   0,        "empty, or too long to be one") \
	F(s, BOOL, password_is_missing, 0,   0,        "") \
	F(s, BOOL, is_wrong,            0,   0,        "something above is") \
	F(s, TEXT, outcome,             8,   0,        "") \
	F(s, TEXT, purpose,             8,   0,        "of a code: sign_in or block") \
	F(s, TEXT, to,                  160, 0,        "address of ours; empty: My account") \
	F(s, TEXT, back,                160, 0,        "where CARRIED was sent to; empty: nothing waits") \
	F(s, LIST, carried,             page_carried, 0, "")
RECORD(page_sign_in, PAGE_SIGN_IN)

/* The same page whether or not anybody has this login. */
#define PAGE_SIGN_CODE(F, s) \
	F(s, TEXT, proof,      64,  0,        "names the code's way") \
	F(s, TEXT, purpose,    8,   0,        "sign_in, password or block") \
	F(s, TEXT, login,      254, PERSONAL, "masked") \
	F(s, INT,  minutes,    0,   0,        "how long a code works") \
	F(s, BOOL, is_wrong,   0,   0,        "the code did not fit") \
	F(s, INT,  tries_left, 0,   0,        "with is_wrong") \
	F(s, BOOL, is_expired, 0,   0,        "the code has run out, or all tries are used") \
	F(s, BOOL, is_resent,  0,   0,        "a new code was just asked for") \
	F(s, BOOL, may_again,  0,   0,        "another one can be asked for") \
	F(s, TEXT, to,         160, 0,        "") \
	F(s, TEXT, back,       160, 0,        "") \
	F(s, LIST, carried,    page_carried, 0, "")
RECORD(page_sign_code, PAGE_SIGN_CODE)

/* Signed in again, or the form was open too long (IS_LATE): one button sends what waited. */
#define PAGE_RESUME(F, s) \
	F(s, BOOL, is_late, 0,   0, "") \
	F(s, TEXT, back,    160, 0, "") \
	F(s, LIST, carried, page_carried, 0, "")
RECORD(page_resume, PAGE_RESUME)

/* BALANCE, OWED, FEE and the days are empty where there is nothing to say. BLOCK: open (it can be blocked), pending, blocked,
 * unpending (being unblocked), failed (the network refuses, a person was told); empty: it has ended, or is being switched off. */
#define PAGE_ACCOUNT_LINE(F, s) \
	F(s, TEXT, handle,       32, 0,        "names the line in addresses and forms") \
	F(s, TEXT, number,       24, PERSONAL, "whole") \
	F(s, TEXT, plan,         60, 0,        "") \
	F(s, TEXT, kind,         10, 0,        "prepaid or postpaid") \
	F(s, TEXT, sim,          6,  0,        "sim or esim") \
	F(s, TEXT, fee,          24, 0,        "per month") \
	F(s, TEXT, balance,      24, PERSONAL, "paid credit") \
	F(s, TEXT, balance_until, 64, 0,       "its last day") \
	F(s, TEXT, owed,         24, PERSONAL, "") \
	F(s, TEXT, as_of,        64, 0,        "when both were read") \
	F(s, TEXT, since,        64, 0,        "first day of the contract") \
	F(s, TEXT, bound_until,  64, 0,        "last day of a fixed term; empty: none") \
	F(s, TEXT, withdraw_until, 64, 0,      "last day of the withdrawal of 14 days") \
	F(s, TEXT, ended,        64, 0,        "when it ended; empty: it has not") \
	F(s, TEXT, reference,    16, 0,        "of its open request") \
	F(s, TEXT, state,        100, 0,       "of that request, in words") \
	F(s, TEXT, block,        10, 0,        "")
RECORD(page_account_line, PAGE_ACCOUNT_LINE)

#define PAGE_ACCOUNT_CASE(F, s) \
	F(s, TEXT, reference, 16,  0,        "") \
	F(s, TEXT, number,    24,  PERSONAL, "whole") \
	F(s, TEXT, received,  64,  0,        "") \
	F(s, TEXT, state,     100, 0,        "in words")
RECORD(page_account_case, PAGE_ACCOUNT_CASE)

#define PAGE_ACCOUNT_SESSION(F, s) \
	F(s, TEXT, handle,  32, 0,        "names it in forms") \
	F(s, TEXT, agent,   80, 0,        "which browser") \
	F(s, TEXT, network, 48, PERSONAL, "from where") \
	F(s, TEXT, created, 64, 0,        "") \
	F(s, TEXT, seen,    64, 0,        "") \
	F(s, TEXT, way,     8,  0,        "password or code") \
	F(s, BOOL, is_this, 0,  0,        "the one that reads this")
RECORD(page_account_session, PAGE_ACCOUNT_SESSION)

/* REMIND: none, old, or empty: the password is fine. DONE: what was just done: password, language, ended; empty: nothing. */
#define PAGE_ACCOUNT(F, s) \
	F(s, TEXT, name,         120, PERSONAL, "holder") \
	F(s, TEXT, email,        254, PERSONAL, "on record") \
	F(s, TEXT, phone,        24,  PERSONAL, "on record") \
	F(s, TEXT, password_set, 64,  0,        "day it was chosen; empty: there is none") \
	F(s, TEXT, remind,       8,   0,        "") \
	F(s, TEXT, done,         10,  0,        "") \
	F(s, TEXT, until,        64,  0,        "the session ends then at the latest") \
	F(s, BOOL, has_others,   0,   0,        "other sessions") \
	F(s, LIST, own,          page_language, 0, "languages; the subscriber's own is current") \
	F(s, LIST, lines,        page_account_line, 0, "active ones first") \
	F(s, LIST, cases,        page_account_case, 0, "newest first") \
	F(s, LIST, sessions,     page_account_session, 0, "")
RECORD(page_account, PAGE_ACCOUNT)

/* WRONG: empty; old (the one so far), differs (typed twice), short long login common (domain/password_rule.h), often, busy. */
#define PAGE_PASSWORD(F, s) \
	F(s, TEXT, login,   254, PERSONAL, "for the browser's list of passwords") \
	F(s, BOOL, is_first, 0,  0,        "there is none yet") \
	F(s, BOOL, asks_old, 0,  0,        "the one so far is needed") \
	F(s, TEXT, wrong,   8,   0,        "") \
	F(s, BOOL, is_wrong, 0,  0,        "a field is")
RECORD(page_password, PAGE_PASSWORD)

/* ASKED: handle of the line that shall be unblocked, and the question is put. */
#define PAGE_BLOCK(F, s) \
	F(s, LIST, lines, page_account_line, 0, "active ones") \
	F(s, LIST, asked, page_account_line, 0, "the one that shall be unblocked: the question comes first") \
	F(s, BOOL, was_late, 0, 0, "it could not be done: the line has ended or is being switched off")
RECORD(page_block, PAGE_BLOCK)

/* KIND: absent, late (a form too old), busy, often (throttled), refused, other. */
#define PAGE_PROBLEM(F, s) \
	F(s, TEXT, kind,     16,  0, "") \
	F(s, TEXT, detail,   300, 0, "why, in words for the customer; empty: what KIND says") \
	F(s, TEXT, by,       64,  0, "when to try again, if known") \
	F(s, TEXT, request,  64,  0, "id to name to the hotline; empty: none")
RECORD(page_problem, PAGE_PROBLEM)

/* Files of pages/static, built in. Their addresses in pages carry a version: cache them for a year. */
struct page_static { const char *path, *type, *etag, *gzip_etag; struct str body, gzip; };	/* "/static/simoff.css" */
extern const struct page_static page_statics[];
extern const size_t page_static_count;
const struct page_static *pages_static_find(struct str path);	/* without the query; NULL if none */

/* The two buttons' words (PRODUCT rule 4): BE in the reader's language; DE and FR as their laws word them. */
struct pages_labels { struct str begin, submit, lang; };
struct pages_labels pages_labels(const struct catalog *, struct str country);

/* pages_steps(cat, state, out): the steps as seen from STATE, `when` left empty. Returns how many: PAGES_STEPS, or 0 for a
 * case that has left the way (withdrawn, rejected, expired, ported). STATE: a word of domain/termination.h. */
#define PAGES_STEPS 5
enum pages_step { PAGES_STEP_RECEIVED, PAGES_STEP_CHECKED, PAGES_STEP_WAITED, PAGES_STEP_OFF, PAGES_STEP_CONFIRMED };
size_t pages_steps(const struct catalog *, struct str state, struct page_step out[PAGES_STEPS]);

/* An address into an HTML attribute, escaped: only paths of this site and https:, mailto:, tel:; anything else is "#". */
void pages_url(struct buf *, struct str url);
#endif
