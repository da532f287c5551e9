/* account_test.c - My account, the password, Block now: what is shown of what the desk says, and what is asked of it. The desk is played. */
#include "browser.h"
#include "web/account.h"

#define H1 "00000000000000000000000000000001"
#define H2 "00000000000000000000000000000002"
#define H3 "00000000000000000000000000000003"

static const struct desk_empty NOTHING;
static const struct desk_line_view A_LINE = { .block_state = STR("pending") };
static const struct desk_session_view RENEWED = { .session = STR("anothersession") };
static struct desk_account_line lines[3];
static struct desk_case_item cases[1];
static struct desk_session_item sessions[2];
static struct desk_account_view account;

#define ROWS_END { DESK_OP_COUNT, DESK_ok, NULL }
#define BESIDES { DESK_OP_account_get, DESK_ok, &account }, { DESK_OP_session_touch, DESK_ok, &NOTHING }, ROWS_END

static const struct site_line KNOWS[] = {
	{ DESK_OP_account_language, DESK_ok, &NOTHING }, { DESK_OP_session_end, DESK_ok, &NOTHING }, { DESK_OP_password_set, DESK_ok, &RENEWED },
	{ DESK_OP_line_block, DESK_ok, &A_LINE }, BESIDES,
};

static int
open_account(void **state)
{
	int64_t now = clock_now().ms;

	for (size_t i = 0; i < COUNT(lines); i++) {
		record_init(&desk_account_line_record, &lines[i]);
		lines[i].msisdn = STR("32470000001");
		lines[i].status = STR("active");
	}
	lines[0].handle = STR(H1);
	lines[0].plan = STR("Go <10>");
	lines[0].kind = STR("prepaid");
	lines[0].credit_cents = 1234;
	lines[1].handle = STR(H2);
	lines[1].blocked = true;
	lines[1].block_state = STR("done");
	lines[1].kind = STR("postpaid");
	lines[1].monthly_fee_cents = 3000;
	lines[1].debt_cents = 420;
	lines[2].handle = STR(H3);
	lines[2].status = STR("ended");
	lines[2].ended.ms = now;
	cases[0] = (struct desk_case_item){ .reference = STR("K7QM-3XPA-9"), .state = TERMINATION_confirmed, .msisdn = STR("32470000001"), .received.ms = now };
	sessions[0] = (struct desk_session_item){ .handle = STR("aa"), .agent = STR("Firefox, Linux"), .network = STR("127.0.0.1"), .is_this = true, .created.ms = now, .seen.ms = now };
	sessions[1] = (struct desk_session_item){ .handle = STR("bb"), .agent = STR("<b>"), .network = STR("127.0.0.2"), .created.ms = now, .seen.ms = now };
	account = (struct desk_account_view){ .name = STR("Ana Peeters"), .email = STR("ana@example.org"), .language = STR("nl"), .password_set.ms = now, .until.ms = now,
		.lines = { lines, COUNT(lines) }, .cases = { cases, COUNT(cases) }, .sessions = { sessions, COUNT(sessions) } };
	return site_open(state);
}

static struct browser
open_browser(void **state, const struct site_line *script)
{
	struct browser b = { .s = *state };

	b.s->script = script;
	snprintf(b.kept[SESSION_KEEP_session], sizeof b.kept[0], "simoff-session=asession");
	browser_get(&b, "/account");
	return b;
}

/* ---- the page ---- */

static void
a_line_says_what_it_is_and_what_can_be_done(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	struct reply r = browser_get(&b, "/account");

	assert_true(r.status == 200 && has(r.body, "+32 470 00 00 01") && has(r.body, "Go &lt;10&gt;") && has(r.body, "€12.34"));
	assert_true(has(r.body, "href=\"/cancel?line=" H1 "\"") && has(r.body, "href=\"/cancel?line=" H2 "\"") && !has(r.body, "href=\"/cancel?line=" H3 "\""));
	assert_true(has(r.body, "name=\"line\" value=\"" H1 "\"") && has(r.body, "href=\"/block?line=" H2 "\""));
	assert_true(has(r.body, "€30.00") && has(r.body, "€4.20") && has(r.body, "This line ended on"));
	assert_true(has(r.body, "href=\"/case/K7QM-3XPA-9\"") && has(r.body, "ana@example.org"));
	assert_true(has(r.body, "value=\"bb\"") && !has(r.body, "value=\"aa\"") && has(r.body, "&lt;b&gt;") && has(r.body, "value=\"others\""));
	assert_true(has(r.body, "value=\"nl\" checked") && !has(r.body, "value=\"en\" checked"));
	assert_true(str_is(header(r, "cache-control"), "no-store"));
}

static void
an_open_request_stands_beside_its_line(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	lines[0].reference = STR("K7QM-3XPA-9");
	lines[0].state = TERMINATION_review;
	struct reply r = browser_get(&b, "/account");
	assert_true(!has(r.body, "/cancel?line=" H1) && has(r.body, "You asked to end this line"));
	assert_true(has(r.body, "name=\"line\" value=\"" H1 "\""));		/* a stolen phone can be blocked all the same */
	lines[0].state = TERMINATION_cutting;
	assert_false(has(browser_get(&b, "/account").body, "name=\"line\" value=\"" H1 "\""));
}

static void
the_reminder_is_gentle(void **state)
{
	static const struct { int64_t days; const char *says; bool is_said; } ROWS[] = {
		{ 0, "That is a while ago", false }, { ACCOUNT_OLD_DAYS - 1, "That is a while ago", false }, { ACCOUNT_OLD_DAYS + 1, "That is a while ago", true },
	};
	struct browser b = open_browser(state, KNOWS);

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		account.password_set.ms = clock_now().ms - ROWS[i].days * 86400000;
		assert_int_equal(has(browser_get(&b, "/account").body, ROWS[i].says), ROWS[i].is_said);
	}
	account.password_set.ms = 0;
	assert_true(has(browser_get(&b, "/account").body, "You have no password yet"));
}

/* ---- language and sessions ---- */

static void
the_language_is_kept_here_and_there(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	struct reply r = browser_post(&b, "/account/language", "language=fr");

	assert_string_equal(place(r), "/account?language");
	assert_true(str_is(((const struct desk_language_in *)b.s->in)->language, "fr") && has(r.head, "simoff-lang=fr;"));
	b.s->sent = 0;
	assert_string_equal(place(browser_post(&b, "/account/language", "language=it")), "/account");
	assert_int_equal(b.s->sent, 0);
}

static void
other_browsers_can_be_signed_out(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	assert_string_equal(place(browser_post(&b, "/account/sessions/end", "handle=bb")), "/account?ended");
	assert_true(str_is(((const struct desk_session_in *)b.s->in)->handle, "bb"));
	assert_string_equal(place(browser_post(&b, "/account/sessions/end", "handle=others")), "/account?ended");
	assert_true(has(browser_get(&b, "/account?ended").body, "Signed out there"));
	b.s->sent = 0;
	assert_string_equal(place(browser_post(&b, "/account/sessions/end", "handle=")), "/account");	/* never oneself by accident */
	assert_string_equal(place(browser_post(&b, "/account/sessions/end", "handle=a%22b")), "/account");
	assert_int_equal(b.s->sent, 0);
}

/* ---- password ---- */

static void
a_password_is_judged_beside_its_field(void **state)
{
	static const struct { const char *fields, *says; } ROWS[] = {
		{ "password=short&again=short", "Use at least 10 characters" }, { "password=open+sesame+now&again=open+sesame", "The two are not the same" },
		{ "password=0470000001&again=0470000001", "is no password" }, { "password=password123&again=password123", "others would try" },
		{ "password=&again=", "Use at least 10 characters" },
	};
	struct browser b = open_browser(state, KNOWS);

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct reply r = browser_post(&b, "/account/password", site_format("old=x&%s", ROWS[i].fields));

		if (r.status != 422 || !has(r.body, ROWS[i].says))
			fail_msg("%s: %d, not: %s", ROWS[i].fields, r.status, ROWS[i].says);
		assert_true(b.s->last_op == DESK_OP_account_get && !has(r.body, "sesame"));
	}
	struct reply r = browser_post(&b, "/account/password", site_format("old=x&password=%0200d&again=%0200d", 1, 1));
	assert_true(r.status == 422 && has(r.body, "at most 128"));
}

static void
a_new_password_renews_the_session(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	char before[160];
	struct reply r = browser_get(&b, "/account/password");

	assert_true(r.status == 200 && has(r.body, "name=\"old\"") && has(r.body, "new-password"));
	memcpy(before, b.cookie, sizeof before);
	r = browser_post(&b, "/account/password", "old=the+old+one&password=open+sesame+now&again=open+sesame+now");
	assert_string_equal(place(r), "/account?password");
	const struct desk_password_in *in = b.s->in;
	assert_true(str_is(in->old, "the old one") && str_is(in->password, "open sesame now") && !in->right && !in->hash.n && b.s->caller->key.n == 36);
	assert_true(has(r.head, "simoff-session=anothersession;") && strcmp(before, b.cookie) != 0);
	account.may_set = true;
	assert_false(has(browser_get(&b, "/account/password").body, "name=\"old\""));
}

static void
a_refused_password_says_what_to_do(void **state)
{
	static const struct { enum desk_code code; int status; const char *says; } ROWS[] = {
		{ DESK_refused, 422, "not your password so far" }, { DESK_denied, 422, "not your password so far" }, { DESK_invalid, 422, "Choose another one" },
		{ DESK_throttled, 429, "sign in with a code" }, { DESK_busy, 503, "We are very busy" },
	};

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		const struct site_line rows[] = { { DESK_OP_password_set, ROWS[i].code, NULL }, BESIDES };
		struct browser b = open_browser(state, rows);
		struct reply r = browser_post(&b, "/account/password", "old=the+old+one&password=open+sesame+now&again=open+sesame+now");

		assert_true(r.status == ROWS[i].status && has(r.body, ROWS[i].says) && !has(r.body, "sesame"));
	}
}

/* ---- Block now ---- */

static void
one_press_blocks_and_a_question_comes_before_unblocking(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	struct reply r = browser_get(&b, "/block");

	assert_true(has(r.body, "value=\"" H1 "\"") && has(r.body, "href=\"/block?line=" H2 "\"") && !has(r.body, H3));
	assert_true(has(r.body, "go to your mail address or other number, not to the phone"));
	assert_string_equal(place(browser_post(&b, "/block", "line=" H1 "&block=on")), "/block");
	const struct desk_block_in *in = b.s->in;
	assert_true(in->block && str_is(in->line, H1) && !in->msisdn.n);
	b.s->sent = 0;
	r = browser_get(&b, "/block?line=" H2);
	assert_true(b.s->sent == 1 && has(r.body, "Unblock +32 470 00 00 01?") && has(r.body, "value=\"off\""));
	assert_false(has(browser_get(&b, "/block?line=" H1).body, "value=\"off\""));	/* nothing to unblock */
	assert_string_equal(place(browser_post(&b, "/block", "line=" H2 "&block=off")), "/block");
	in = b.s->in;
	assert_true(!in->block && str_is(in->line, H2));
}

static void
a_form_that_says_neither_does_nothing(void **state)
{
	static const char *const BAD[] = { "line=" H1, "line=" H1 "&block=", "line=" H1 "&block=true", "block=on", "line=0470000001&block=on", "line=" H1 "0&block=on" };
	struct browser b = open_browser(state, KNOWS);

	for (size_t i = 0; i < COUNT(BAD); i++) {
		b.s->sent = 0;
		assert_string_equal(place(browser_post(&b, "/block", BAD[i])), "/block");
		assert_int_equal(b.s->sent, 0);
	}
}

/* Not said to be done before the network has said so. */
static void
what_the_network_has_not_confirmed_is_pending(void **state)
{
	static const struct { bool blocked; const char *state, *says; } ROWS[] = {
		{ true, "pending", "Being blocked." }, { true, "claimed", "Being blocked." }, { true, "unknown", "Being blocked." }, { true, "done", "The network has confirmed it" },
		{ false, "pending", "Being unblocked." }, { false, "done", "Block now" }, { false, "", "Block now" }, { true, "dead", "The network refuses it" },
	};
	struct browser b = open_browser(state, KNOWS);

	lines[1].status = STR("ended");
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		lines[0].blocked = ROWS[i].blocked;
		lines[0].block_state = str_of(ROWS[i].state);
		struct reply r = browser_get(&b, "/block");
		assert_true(has(r.body, ROWS[i].says));
		assert_int_equal(has(r.body, "value=\"on\""), !strcmp(ROWS[i].says, "Block now"));
	}
}

static void
too_late_is_said(void **state)
{
	static const enum desk_code CODES[] = { DESK_refused, DESK_unknown };

	for (size_t i = 0; i < COUNT(CODES); i++) {
		const struct site_line rows[] = { { DESK_OP_line_block, CODES[i], NULL }, BESIDES };
		struct browser b = open_browser(state, rows);

		assert_string_equal(place(browser_post(&b, "/block", "line=" H1 "&block=on")), "/block?late");
		assert_true(has(browser_get(&b, "/block?late").body, "This cannot be done any more"));
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_account, site_close)
	const struct CMUnitTest tests[] = {
		TEST(a_line_says_what_it_is_and_what_can_be_done),
		TEST(an_open_request_stands_beside_its_line),
		TEST(the_reminder_is_gentle),
		TEST(the_language_is_kept_here_and_there),
		TEST(other_browsers_can_be_signed_out),
		TEST(a_password_is_judged_beside_its_field),
		TEST(a_new_password_renews_the_session),
		TEST(a_refused_password_says_what_to_do),
		TEST(one_press_blocks_and_a_question_comes_before_unblocking),
		TEST(a_form_that_says_neither_does_nothing),
		TEST(what_the_network_has_not_confirmed_is_pending),
		TEST(too_late_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
