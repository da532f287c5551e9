/* signed_test.c - a subscriber signs in and does things, with a real desk: codes out of the mail box, passwords judged as by the process made
 * for it. What the desk must refuse is in test/desk; here it is what a browser sees of it. */
#include "browser.h"

/* Signed in with a code for PURPOSE that was mailed; where it leads. */
static const char *
enter_by_code(struct browser *b, const char *login, const char *purpose)
{
	browser_get(b, "/sign-in");
	const char *at = place(browser_post(b, "/sign-in/code", site_format("login=%s&purpose=%s", login, purpose)));
	assert_int_equal(browser_get(b, at).status, 200);
	return place(browser_post(b, at, site_format("code=%s", site_code(b->s))));
}

static struct reply
enter_by_password(struct browser *b, const char *login, const char *password)
{
	browser_get(b, "/sign-in");
	return browser_post(b, "/sign-in", site_format("login=%s&password=%s", login, password));
}

static void
a_code_by_mail_opens_the_own_account_only(void **state)
{
	struct browser b = { .s = *state };

	assert_string_equal(enter_by_code(&b, "0470+00+00+01", "sign_in"), "/account");
	struct reply r = browser_get(&b, "/account");
	assert_true(r.status == 200 && has(r.body, "+32 470 00 00 01") && has(r.body, "Ana Peeters") && has(r.body, "ana@example.org") && has(r.body, "12.00"));
	assert_false(has(r.body, "470 00 00 02") || has(r.body, "bo@example.org"));
	assert_true(has(r.body, "You have no password yet") && has(r.body, "this one"));
	assert_string_equal(place(browser_post(&b, "/sign-out", "")), "/");
	assert_string_equal(place(browser_get(&b, "/account")), "/sign-in?to=/account");
}

static void
a_password_is_chosen_used_and_changed(void **state)
{
	struct browser b = { .s = *state }, second = { .s = *state };

	assert_string_equal(enter_by_code(&b, "ana%40example.org", "password"), "/account/password");
	assert_false(has(browser_get(&b, "/account/password").body, "name=\"old\""));
	assert_string_equal(place(browser_post(&b, "/account/password", "password=four+words+in+line&again=four+words+in+line")), "/account?password");
	assert_string_equal(place(enter_by_password(&second, "0470000001", "four+words+in+line")), "/account");
	assert_int_equal(browser_get(&second, "/account").status, 200);
	assert_true(has(browser_get(&second, "/account/password").body, "name=\"old\""));
	struct reply r = browser_post(&second, "/account/password", "old=not+that+one&password=another+long+one&again=another+long+one");
	assert_true(r.status == 422 && has(r.body, "not your password so far"));
	r = browser_post(&second, "/account/password", "old=four+words+in+line&password=another+long+one&again=another+long+one");
	assert_string_equal(place(r), "/account?password");
	assert_int_equal(browser_get(&second, "/account").status, 200);
	assert_string_equal(place(browser_get(&b, "/account")), "/sign-in?to=/account&over");	/* all other sessions ended */
	assert_int_equal(enter_by_password(&b, "0470000001", "four+words+in+line").status, 422);
	assert_string_equal(place(enter_by_password(&b, "0470000001", "another+long+one")), "/account");
}

/* PROMISES: same status, same length, whether or not there is such a line. */
static void
an_unknown_login_gets_the_same_pages(void **state)
{
	static const char *const LOGINS[] = { "0470000001", "0470990009" };
	struct reply wrong[2], page[2], again[2];

	for (size_t i = 0; i < COUNT(LOGINS); i++) {
		struct browser b = { .s = *state };

		wrong[i] = enter_by_password(&b, LOGINS[i], "whatever+it+is");
		browser_get(&b, "/sign-in");
		const char *at = place(browser_post(&b, "/sign-in/code", site_format("login=%s&purpose=sign_in", LOGINS[i])));
		page[i] = browser_get(&b, at);
		again[i] = browser_post(&b, at, "code=00000000");
	}
	assert_true(wrong[0].status == 422 && wrong[1].status == 422 && wrong[0].body.n == wrong[1].body.n);
	assert_true(page[0].status == 200 && page[1].status == 200 && page[0].body.n == page[1].body.n && page[0].head.n == page[1].head.n);
	assert_true(again[0].status == 422 && again[1].status == 422 && again[0].body.n == again[1].body.n);
	assert_true(has(again[0].body, "You have 4 more tries") && has(again[1].body, "You have 4 more tries"));
}

/* No stranger can lock an owner out: guesses use up the password, not the code, and not the browser that was in before. */
static void
guessing_is_stopped_and_a_code_still_opens(void **state)
{
	struct browser owner = { .s = *state }, thief = { .s = *state };
	int tries = 0;

	assert_string_equal(enter_by_code(&owner, "0470000001", "password"), "/account/password");
	browser_get(&owner, "/account/password");
	assert_string_equal(place(browser_post(&owner, "/account/password", "password=four+words+in+line&again=four+words+in+line")), "/account?password");
	browser_get(&owner, "/account");
	assert_string_equal(place(browser_post(&owner, "/sign-out", "")), "/");
	struct reply r = { .status = 422 };
	while (r.status == 422 && tries < 20) {
		r = enter_by_password(&thief, "0470000001", "some+other+guess");
		tries++;
	}
	assert_true(r.status == 429 && tries == 6 && has(r.body, "A code works right now") && str_is(header(r, "retry-after"), "60"));
	assert_int_equal(enter_by_password(&thief, "0470000001", "four+words+in+line").status, 429);
	assert_string_equal(place(enter_by_password(&owner, "0470000001", "four+words+in+line")), "/account");
	struct browser third = { .s = *state };
	assert_string_equal(enter_by_code(&third, "ana%40example.org", "sign_in"), "/account");
}

static void
a_stolen_phone_is_blocked_from_another_one(void **state)
{
	struct browser b = { .s = *state };
	const char *at = place(browser_get(&b, "/block"));

	assert_string_equal(at, "/sign-in?to=/block");
	browser_get(&b, at);
	at = place(browser_post(&b, "/sign-in/code", "login=0470000001&purpose=block&to=%2Fblock"));
	struct reply r = browser_get(&b, at);
	assert_true(has(r.body, "not to the line itself"));
	at = place(browser_post(&b, site_format("%.*s", (int)strcspn(at, "?"), at), site_format("code=%s&to=%%2Fblock", site_code(b.s))));
	assert_string_equal(at, "/block");
	r = browser_get(&b, at);
	struct str handle = between(r.body, "name=\"line\" value=\"", "\"");
	assert_true(handle.n == 32 && has(r.body, "+32 470 00 00 01"));
	assert_string_equal(place(browser_post(&b, "/block", site_format("line=%.*s&block=on", STR_ARG(handle)))), "/block");
	r = browser_get(&b, "/block");
	assert_true(has(r.body, "Being blocked.") && !has(r.body, "The network has confirmed it"));
	struct browser other = { .s = *state };
	assert_string_equal(enter_by_code(&other, "0470000002", "sign_in"), "/account");
	browser_get(&other, "/block");
	assert_string_equal(place(browser_post(&other, "/block", site_format("line=%.*s&block=off", STR_ARG(handle)))), "/block?late");	/* not theirs */
	assert_true(has(browser_get(&b, "/account").body, "Being blocked"));
}

static void
sessions_are_listed_and_ended_one_by_one(void **state)
{
	struct browser b = { .s = *state }, second = { .s = *state };

	assert_string_equal(enter_by_code(&b, "0470000001", "sign_in"), "/account");
	assert_string_equal(enter_by_code(&second, "ana%40example.org", "sign_in"), "/account");
	struct reply r = browser_get(&b, "/account");
	struct str handle = between(r.body, "name=\"handle\" value=\"", "\"");
	assert_true(handle.n > 0 && has(r.body, "Sign out everywhere else"));
	assert_string_equal(place(browser_post(&b, "/account/sessions/end", site_format("handle=%.*s", STR_ARG(handle)))), "/account?ended");
	assert_string_equal(place(browser_get(&second, "/account")), "/sign-in?to=/account&over");
	assert_int_equal(browser_get(&b, "/account").status, 200);
}

static void
the_own_language_is_kept(void **state)
{
	struct browser b = { .s = *state }, second = { .s = *state };

	assert_string_equal(enter_by_code(&b, "0470000001", "sign_in"), "/account");
	browser_get(&b, "/account");
	assert_string_equal(place(browser_post(&b, "/account/language", "language=zh")), "/account?language");
	assert_true(has(browser_get(&b, "/account").body, "<html lang=\"zh\""));
	assert_string_equal(enter_by_code(&second, "0470000001", "sign_in"), "/account");
	assert_true(has(browser_get(&second, "/account").body, "<html lang=\"zh\""));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(a_code_by_mail_opens_the_own_account_only),
		TEST(a_password_is_chosen_used_and_changed),
		TEST(an_unknown_login_gets_the_same_pages),
		TEST(guessing_is_stopped_and_a_code_still_opens),
		TEST(a_stolen_phone_is_blocked_from_another_one),
		TEST(sessions_are_listed_and_ended_one_by_one),
		TEST(the_own_language_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
