/* pages_sample.h - one customer's story, page by page, for pages_test.c and for looking at the pages. */
#ifndef TEST_WEB_PAGES_SAMPLE_H
#define TEST_WEB_PAGES_SAMPLE_H
#include "domain/termination.h"
#include "pages.h"

static const struct page_front FRONT = { .begin_label = STR("Cancel my SIM"), .label_lang = STR("en") };

#define ASKS .asks_identity = true, .asks_phone = true, .asks_refund = true, .asks_reason = true

static const struct page_form FORM_EMPTY = { ASKS, .key = STR("4f1d"), .end_date_min = STR("2026-11-22") };

static const struct page_form_line FORM_LINES[] = {
	{ .handle = STR("0a1b"), .number = STR("+32 470 12 34 56"), .plan = STR("Bel & Surf 10"), .is_chosen = true },
	{ .handle = STR("2c3d"), .number = STR("+32 470 12 34 57"), .plan = STR("Kids") },
	{ .handle = STR("4e5f"), .number = STR("+32 470 12 34 58"), .plan = STR("Kids"), .open_reference = STR("K7QM-3XPA-9") },
};
static const struct page_form FORM_SIGNED_IN = {
	ASKS, .by_account = true, .has_several = true, .lines = { (void *)(uintptr_t)FORM_LINES, COUNT(FORM_LINES) }, .key = STR("4f1d"),
	.name = STR("Ana Peeters"), .contact = STR("ana@example.org"), .phone = STR("+32 470 99 88 77"), .end = STR("paid"), .knows_paid = true,
	.paid_until = STR("14 December 2026"), .end_date_min = STR("2026-11-22"),
};

static const struct page_form FORM_WRONG = {
	ASKS, .is_wrong = true, .key = STR("4f1d"), .draft = STR("d-77"), .line = STR("0470 12 34"), .line_is_wrong = true, .name = STR("Ana Peeters"),
	.contact = STR("ana@example"), .contact_is_wrong = true, .end = STR("date"), .end_date = STR("2026-11-01"), .end_is_wrong = true,
	.end_date_min = STR("2026-11-22"), .refund = STR("account"), .refund_name = STR("Ana Peeters"), .refund_iban = STR("BE68 5390 0754 7035"),
	.refund_account_is_wrong = true, .reason = STR("Moving to Lisbon"),
};

static const struct page_code CODE = { .draft = STR("d-77"), .line = STR("0470 .. .. 56"), .minutes = 5 };
static const struct page_code CODE_WRONG = { .draft = STR("d-77"), .line = STR("0470 .. .. 56"), .minutes = 5, .is_wrong = true, .tries_left = 1 };
static const struct page_code CODE_EXPIRED = { .draft = STR("d-77"), .line = STR("0470 .. .. 56"), .minutes = 5, .is_expired = true, .is_resent = true };

static const struct page_quote_line QUOTE_LINES[] = {
	{ .what = STR("Ending the contract early"), .why = STR("Nothing: the contract has run for more than 6 months."), .amount = STR("€0.00") },
	{ .what = STR("Rest of the telephone’s price"), .why = STR("€240.00 over 24 months; the line ends in month 23."), .amount = STR("€10.00") },
	{ .what = STR("Usage until today"), .why = STR("Calls and data outside the bundle."), .amount = STR("€3.20"), .is_open = true },
	{ .what = STR("Credit that you paid"), .why = STR("Not expired, less €5.00 fee by your contract."), .amount = STR("-€7.00"), .is_open = true },
};

#define DECLARED \
	.line = STR("0470 .. .. 56"), .name = STR("Ana Peeters"), .contact = STR("ana@example.org"), .end_wish = STR("30 November 2026"), \
	.refund = STR("account"), .refund_name = STR("Ana Peeters"), .refund_to = STR("BE68 .... .... 7034"), .reason = STR("Moving to Lisbon")

static const struct page_summary SUMMARY = {
	.draft = STR("d-77"), .key = STR("9a2c"), .quote = STR("Q-2026-0417"), .quoted = STR("22 November 2026 at 09:18"),
	.quote_lines = { (void *)(uintptr_t)QUOTE_LINES, COUNT(QUOTE_LINES) }, .total = STR("€6.20"), .total_is = STR("due"),
	.off_by = STR("1 December 2026 at 00:10"), .withdraw_until = STR("30 November 2026 at 23:59"), .number_until = STR("31 May 2027"),
	.submit_label = STR("Cancel this line"), .label_lang = STR("en"), DECLARED,
};

static const struct page_summary SUMMARY_FREE = {
	.draft = STR("d-77"), .key = STR("9a2c"), .quote = STR("Q-2026-0418"), .quoted = STR("22 November 2026 at 09:18"),
	.off_by = STR("23 November 2026 at 17:40"), .withdraw_until = STR("23 November 2026 at 17:15"), .number_until = STR("24 May 2027"),
	.submit_label = STR("Cancel this line"), .label_lang = STR("en"), .line = STR("0470 .. .. 56"), .name = STR("Ana Peeters"),
	.contact = STR("ana@example.org"),
};

static const struct page_group_line GROUP_LINES[] = {
	{ .reference = STR("K7QM-3XPA-9"), .number = STR("+32 470 12 34 56"), .state = STR("Not sent yet"), .waits = true, .quote = STR("K7QM-3XPA-9"),
	  .quoted = STR("22 November 2026 at 09:18"), .quote_lines = { (void *)(uintptr_t)QUOTE_LINES, COUNT(QUOTE_LINES) }, .total = STR("€6.20"),
	  .total_is = STR("due"), .off_by = STR("1 December 2026 at 00:10"), .withdraw_until = STR("30 November 2026 at 23:59"),
	  .number_until = STR("31 May 2027"), .case_url = STR("/case/K7QM-3XPA-9"), .edit_url = STR("/cancel/K7QM-3XPA-9/edit") },
	{ .reference = STR("M2QM-3XPA-1"), .number = STR("+32 470 12 34 57"), .state = STR("We are checking your request"), .end_wish = STR("30 November 2026"),
	  .case_url = STR("/case/M2QM-3XPA-1") },
};
static const struct page_group_failed GROUP_FAILED[] = { { .failed_number = STR("+32 470 12 34 58"), .again_url = STR("/cancel?line=4e5f") } };
static const struct page_group GROUP = {
	.group = STR("00ff"), .lines = { (void *)(uintptr_t)GROUP_LINES, 2 }, .failed = { (void *)(uintptr_t)GROUP_FAILED, 1 }, .waiting = 1, .sent = 1,
	.was_sent = true, .submit_label = STR("Cancel this line"), .label_lang = STR("en"),
};
static const struct page_group GROUP_SENT = { .group = STR("00ff"), .lines = { (void *)(uintptr_t)(GROUP_LINES + 1), 1 }, .sent = 1, .was_sent = true };

static const struct page_message MESSAGES[] = {
	{ .message = STR("Mail: we have received the request"), .fate = STR("delivered"), .fate_when = STR("22 November 2026 at 09:21") },
	{ .message = STR("SMS to the line: it is being cancelled, and how to stop that"), .fate = STR("could not be delivered"), .is_returned = true },
};

static const struct page_case CASE_PROVEN = {
	.messages = { (void *)(uintptr_t)MESSAGES, COUNT(MESSAGES) }, .declared_url = STR("/case/K7QM-3XPA-9/declared"), .group_url = STR("/group/00ff"),
	.live_url = STR("/case/K7QM-3XPA-9/events?v=0123"),
	.reference = STR("K7QM-3XPA-9"), .is_proven = true, .by = STR("25 November 2026 at 18:00"), .received = STR("22 November 2026 at 09:20"),
	.end = STR("30 November 2026 at 24:00"), .withdraw_until = STR("30 November 2026 at 23:59"), .asked = STR("A copy of the police report about the lost card."),
	.amount_due = STR("€12.00"), .pay_to = STR("BE68 5390 0754 7034, Mobile Nord & Sud, +++010/8068/17183+++."),
	.why = STR("The contract is in the name of a firm; its contact person has to ask."),
	.refund_amount = STR("€7.00"), .refund_by = STR("14 December 2026"), .number_until = STR("31 May 2027"),
	.complain = STR("You do not agree? Write to complaints@sim.example; after that the telecom ombudsman can help, free of charge."), DECLARED,
};

static const struct page_paper PAPERS[] = { { .paper_kind = STR("PDF"), .paper_size = STR("812 kB"), .paper_when = STR("22 November 2026 at 09:31") } };
#define PAPERS_SENT .papers = { (void *)(uintptr_t)PAPERS, COUNT(PAPERS) }, .upload_url = STR("/case/K7QM-3XPA-9/documents")
static const struct page_person PERSON = { .draft = STR("K7QM-3XPA-9"), .line = STR("..3456"), .by = STR("29 November 2026 at 09:20"), .days = 3, PAPERS_SENT,
	.was_uploaded = true };
static const struct page_person PERSON_WRONG = { .draft = STR("K7QM-3XPA-9"), .line = STR("..3456"), .by = STR("29 November 2026 at 09:20"), .days = 3,
	.upload_url = STR("/case/K7QM-3XPA-9/documents"), .upload_problem = STR("type") };

static const struct page_declaration DECLARATION = { .reference = STR("K7QM-3XPA-9"), .received = STR("22 November 2026 at 09:20"),
	.printed = STR("23 November 2026 at 10:00"), .state = STR("We are checking your request"), DECLARED };

static const struct page_withdrawal_line WITHDRAWAL_LINES[] = { { .handle = STR("0a1b"), .number = STR("+32 470 12 34 56"), .until = STR("30 November 2026") } };
static const struct page_withdrawal WITHDRAWAL = { .lines = { (void *)(uintptr_t)WITHDRAWAL_LINES, COUNT(WITHDRAWAL_LINES) }, .is_wrong = true,
	.line_is_wrong = true, .name = STR("Ana Peeters"), .contact = STR("ana@example.org") };
static const struct page_withdrawal WITHDRAWAL_NONE = { .name = STR("Ana Peeters") };
static const struct page_withdrawal_check WITHDRAWAL_CHECK = { .draft = STR("K7QM-3XPA-9"), .number = STR("+32 470 12 34 56"), .name = STR("Ana Peeters"),
	.contact = STR("ana@example.org"), .off_by = STR("1 December 2026 at 00:10"), .quote = STR("K7QM-3XPA-9"), .quoted = STR("22 November 2026 at 09:18") };

static const struct page_stop STOP = { .reference = STR("K7QM-3XPA-9"), .line = STR("..3456"), .stop_url = STR("/stop/3f9c"), .by = STR("25 November 2026 at 18:00") };
static const char *const OUTCOMES[] = { "open", "stopped", "late" };

static const struct page_find FIND = { .reference = STR("") };
static const struct page_find FIND_WRONG = { .reference = STR("K7QM-3XPA-8"), .is_wrong = true };
static const struct page_find FIND_ABSENT = { .reference = STR("K7QM-3XPA-9"), .is_absent = true };

static const char *const STATES[] = {
#define X(n, e, w, t) #n,
	TERMINATION_STATES(X)
#undef X
};
static const bool STATE_IS_END[] = {
#define X(n, e, w, t) e,
	TERMINATION_STATES(X)
#undef X
};
static const char *const PROBLEMS[] = { "absent", "late", "busy", "often", "refused", "other" };
#endif
