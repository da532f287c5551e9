/* pages_sample_account.h - pages of somebody who signs in, for pages_test.c and for looking at them. */
#ifndef TEST_WEB_PAGES_SAMPLE_ACCOUNT_H
#define TEST_WEB_PAGES_SAMPLE_ACCOUNT_H
#include "pages.h"

#define LIST_OF(a) { (void *)(uintptr_t)(a), COUNT(a) }

static const struct page_carried CARRIED[] = { { .name = STR("name"), .value = STR("Ana \"Anna\" Peeters") }, { .name = STR("reason"), .value = STR("") } };

static const struct page_sign_in SIGN_IN = { .purpose = STR("sign_in") };
static const struct page_sign_in SIGN_IN_WRONG = { .purpose = STR("sign_in"), .login = STR("0470 12 34 56"), .is_wrong = true, .outcome = STR("wrong") };
static const struct page_sign_in SIGN_IN_EMPTY = { .purpose = STR("block"), .login_is_wrong = true, .password_is_missing = true, .is_wrong = true, .to = STR("/block") };
static const struct page_sign_in SIGN_IN_AGAIN = {
	.purpose = STR("sign_in"), .outcome = STR("over"), .back = STR("/cancel"), .carried = LIST_OF(CARRIED),
};
static const char *const SIGN_IN_OUTCOMES[] = { "over", "lapsed", "often", "many", "busy" };

static const struct page_sign_code SIGN_CODE = { .proof = STR("p-77"), .purpose = STR("sign_in"), .login = STR("..3456"), .minutes = 5, .may_again = true };
static const struct page_sign_code SIGN_CODE_WRONG = {
	.proof = STR("p-77"), .purpose = STR("block"), .login = STR("a..@e..org"), .minutes = 5, .is_wrong = true, .tries_left = 1, .to = STR("/block"), .may_again = true,
};
static const struct page_sign_code SIGN_CODE_OVER = {
	.proof = STR("p-77"), .purpose = STR("password"), .login = STR("..3456"), .minutes = 5, .is_expired = true, .is_resent = true, .back = STR("/cancel"), .carried = LIST_OF(CARRIED),
};
static const struct page_resume RESUME_LATE = { .is_late = true, .back = STR("/cancel"), .carried = LIST_OF(CARRIED) };
static const struct page_resume RESUME = { .back = STR("/cancel"), .carried = LIST_OF(CARRIED) };

#define PREPAID .number = STR("+32 470 12 34 56"), .plan = STR("Go 10"), .kind = STR("prepaid"), .sim = STR("sim"), .balance = STR("€12.00"), \
	.balance_until = STR("30 June 2027"), .as_of = STR("22 November 2026 at 09:18"), .since = STR("1 September 2026")

static const struct page_account_line ACCOUNT_LINES[] = {
	{ .handle = STR("00000000000000000000000000000001"), PREPAID, .block = STR("open"), .withdraw_until = STR("15 September 2026") },
	{ .handle = STR("00000000000000000000000000000002"), PREPAID, .block = STR("pending") },
	{ .handle = STR("00000000000000000000000000000003"), PREPAID, .block = STR("blocked") },
	{ .handle = STR("00000000000000000000000000000004"), PREPAID, .block = STR("unpending") },
	{ .handle = STR("00000000000000000000000000000005"), PREPAID, .block = STR("failed"), .reference = STR("K7QM-3XPA-9"), .state = STR("being checked") },
	{ .handle = STR("00000000000000000000000000000006"), .number = STR("+32 470 65 43 21"), .plan = STR("Family 30"), .kind = STR("postpaid"), .sim = STR("esim"),
	  .fee = STR("€30.00"), .owed = STR("€4.20"), .bound_until = STR("1 March 2027"), .ended = STR("22 November 2026 at 09:18") },
};
static const struct page_account_case ACCOUNT_CASES[] = {
	{ .reference = STR("K7QM-3XPA-9"), .number = STR("+32 470 12 34 56"), .received = STR("22 November 2026 at 09:18"), .state = STR("being checked") },
};
static const struct page_account_session ACCOUNT_SESSIONS[] = {
	{ .handle = STR("00000000000000000000000000000007"), .agent = STR("Firefox, Android"), .network = STR("192.0.2.7"), .created = STR("22 November 2026 at 09:18"),
	  .seen = STR("22 November 2026 at 09:20"), .way = STR("password"), .is_this = true },
	{ .handle = STR("00000000000000000000000000000008"), .network = STR("2001:db8::"), .created = STR("22 November 2026 at 08:18"), .seen = STR("22 November 2026 at 08:20"),
	  .way = STR("code") },
};
static const struct page_account MY_ACCOUNT = {
	.name = STR("Ana Peeters"), .email = STR("ana@example.org"), .phone = STR("+32 2 123 45 67"), .remind = STR("old"), .password_set = STR("1 May 2024"),
	.done = STR("password"), .until = STR("22 November 2026 at 17:18"), .has_others = true, .own = { languages, COUNT(languages) },
	.lines = LIST_OF(ACCOUNT_LINES), .cases = LIST_OF(ACCOUNT_CASES), .sessions = LIST_OF(ACCOUNT_SESSIONS),
};
static const struct page_account MY_ACCOUNT_BARE = { .remind = STR("none"), .until = STR("22 November 2026 at 17:18"), .done = STR("ended") };

static const struct page_password NEW_PASSWORD = { .login = STR("ana@example.org"), .is_first = true };
static const char *const PASSWORD_FAULTS[] = { "old", "differs", "short", "long", "login", "common", "often", "busy" };

static const struct page_block BLOCK = { .lines = LIST_OF(ACCOUNT_LINES), .was_late = true };
static const struct page_block BLOCK_NONE = { .was_late = false };
static const struct page_block UNBLOCK = { .asked = { (void *)(uintptr_t)&ACCOUNT_LINES[2], 1 } };
#endif
