/* language_test.c - a page comes in the reader's language: by choice, by browser, by operator; and the switch leaks nothing. */
#include "browser.h"
#include "web/language.h"

/* ---- Accept-Language ---- */

static void
the_browsers_wishes_are_weighed(void **state)
{
	static const struct { const char *header, *want; } ROWS[] = {
		{ "", "nl" }, { "fr", "fr" }, { "fr-BE", "fr" }, { "zh-Hans-CN,zh;q=0.9,en;q=0.8", "zh" }, { "it,de;q=0.4,fr;q=0.8", "fr" },
		{ "it, es", "nl" }, { "it, *;q=0.5", "nl" }, { "de;q=0.5, *;q=0.9", "nl" }, { "de;q=0", "nl" }, { "de; q=0.3 , en;q=0.2", "de" },
		{ "de;q=1.0,fr;q=1.000", "de" }, { "de;q=1.001,fr;q=0.1", "fr" }, { "de;q=.9,fr;q=0.1", "fr" }, { "de;q=09,fr;q=0.1", "fr" },
		{ "de;q=0.12345,fr;q=0.1", "fr" }, { "de;q=,fr;q=0.1", "fr" }, { "de;v=1,fr;q=0.1", "fr" }, { ",,;,fr", "fr" }, { "fr;q=0.001", "fr" },
		{ "q=1", "nl" }, { "FR", "nl" }, { "de;q=0.8,fr;q=0.80", "de" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct str got = language_accepted(str_of(ROWS[i].header), STR("nl"));

		if (!str_is(got, ROWS[i].want))
			fail_msg("\"%s\" gives %.*s, not %s", ROWS[i].header, STR_ARG(got), ROWS[i].want);
	}
}

/* ---- pages ---- */

static struct reply
get_as(struct site *s, const char *path, const char *headers)
{
	return site_ask(s, "GET", path, headers, STR(""));
}

static bool
is_in(struct reply r, const char *lang)
{
	return has(r.body, site_format("<html lang=\"%s\"", lang));
}

static void
a_page_is_in_the_language_that_comes_first(void **state)
{
	struct site *s = *state;

	assert_true(is_in(get_as(s, "/", ""), "en"));
	assert_true(is_in(get_as(s, "/", "Accept-Language: de-BE, de;q=0.9\r\n"), "de"));
	assert_true(is_in(get_as(s, "/", "Accept-Language: de\r\nCookie: simoff-lang=fr\r\n"), "fr"));
	assert_true(is_in(get_as(s, "/?lang=zh", "Accept-Language: de\r\nCookie: simoff-lang=fr\r\n"), "zh"));
	assert_true(is_in(get_as(s, "/?lang=xx", "Accept-Language: de\r\nCookie: simoff-lang=yy\r\n"), "de"));
	assert_true(is_in(get_as(s, "/", "Cookie: simoff-lang=fr; simoff-lang=de\r\n"), "en"));	/* two claim the name: neither */
}

static void
a_choice_stays(void **state)
{
	struct site *s = *state;
	struct reply r = get_as(s, "/cancel?lang=nl", "");
	struct str cookie = header(r, "set-cookie");

	assert_true(is_in(r, "nl"));
	assert_true(str_is(cookie, "simoff-lang=nl; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"));
	assert_false(has(get_as(s, "/cancel?lang=nl", "Cookie: simoff-lang=nl\r\n").head, "simoff-lang"));
	assert_false(has(get_as(s, "/cancel?lang=it", "").head, "simoff-lang"));
	assert_false(has(get_as(s, "/cancel?lang=nl%0D%0Ax", "").head, "simoff-lang"));
}

static void
failures_are_in_the_readers_language_too(void **state)
{
	struct site *s = *state;
	struct reply r = get_as(s, "/nosuch", "Accept-Language: fr\r\n");

	assert_true(r.status == 404 && is_in(r, "fr") && has(r.body, "href=\"/nosuch?lang=de\""));
	r = site_ask(s, "POST", "/cancel", "Accept-Language: nl\r\nContent-Type: application/x-www-form-urlencoded\r\n", STR("a=b"));
	assert_true(r.status == 403 && is_in(r, "nl"));
	r = get_as(s, "/api/v1/cases", "Accept-Language: nl\r\n");
	assert_true(r.status == 401 && has(r.body, "Send your API key"));
}

/* ---- the switch ---- */

static void
every_language_is_offered_by_its_own_name(void **state)
{
	static const char *const NAMES[] = { ">Nederlands<", ">Français<", ">Deutsch<", ">English<", ">中文<" };
	struct reply r = get_as(*state, "/", "");

	for (size_t i = 0; i < COUNT(NAMES); i++)
		assert_true(has(r.body, NAMES[i]));
	assert_true(has(r.body, "href=\"/?lang=en\" hreflang=\"en\" lang=\"en\" aria-current=\"true\""));
	assert_false(has(r.body, "href=\"/?lang=de\" hreflang=\"de\" lang=\"de\" aria-current"));
}

/* The page stays the same; nothing that was typed, and no token, gets into the link. */
static void
the_switch_keeps_the_page_and_tells_nothing(void **state)
{
	static const struct { const char *path, *want; } ROWS[] = {
		{ "/case?reference=0470000001", "/case?lang=" },
		{ "/cancel?resent&secret=1&t=abcdefgh", "/cancel?resent=&amp;lang=" },
		{ "/sign-in?to=%2Fblock&over", "/sign-in?to=/block&amp;lang=" },
		{ "/sign-in?to=%22%3E%3Cscript%3E", "/sign-in?to=%22%3E%3Cscript%3E&amp;lang=" },
		{ "/a%20b%3Fc", "/a%20b%3Fc?lang=" },
	};
	char longer[400];

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct reply r = get_as(*state, ROWS[i].path, "");

		if (!has(r.body, site_format("href=\"%sde\"", ROWS[i].want)))
			fail_msg("%s: no link to %s", ROWS[i].path, ROWS[i].want);
		assert_false(has(r.body, "t=abcdefgh") || has(r.body, "reference=0470000001"));
	}
	memset(longer, 'x', sizeof longer);
	longer[0] = '/';
	longer[sizeof longer - 1] = '\0';
	assert_true(has(get_as(*state, longer, "").body, "href=\"/?lang=de\""));
}

/* A form that is shown again has an address that only takes forms, or one that shows it, too. */
static void
the_switch_of_an_answered_form_leads_to_a_page(void **state)
{
	struct browser b = { .s = *state };

	browser_get(&b, "/cancel");
	assert_true(has(browser_post(&b, "/cancel", "line=1").body, "href=\"/cancel?lang=de\""));
	assert_true(has(browser_post(&b, "/sign-in/code", "login=").body, "href=\"/sign-in/code?lang=de\""));
}

/* What is written later is in the language of the page. */
static void
a_request_is_made_in_the_readers_language(void **state)
{
	struct browser b = { .s = *state };

	browser_get(&b, "/cancel?lang=fr");
	struct reply r = browser_post(&b, "/cancel", "line=0470+00+00+01&name=Ana&contact=ana%40example.net&end=soon");
	assert_int_equal(r.status, 303);
	struct desk_claim_in in = { .family = EFFECT_FAMILY_mail, .limit = 64 };
	struct desk_claim_out out;
	assert_int_equal(site_call(b.s, DESK_ROLE_worker, DESK_OP_effect_claim, &in, &out), DESK_ok);
	assert_true(out.tasks.n == 1 && str_is(((const struct effect_task *)out.tasks.items)[0].language, "fr"));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_browsers_wishes_are_weighed),
		TEST(a_page_is_in_the_language_that_comes_first),
		TEST(a_choice_stays),
		TEST(failures_are_in_the_readers_language_too),
		TEST(every_language_is_offered_by_its_own_name),
		TEST(the_switch_keeps_the_page_and_tells_nothing),
		TEST(the_switch_of_an_answered_form_leads_to_a_page),
		TEST(a_request_is_made_in_the_readers_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
