/* enter_test.c - signing in and out, as a browser without script does it; what the desk would say is played here, so that every answer it
 * can give is tried. Cookies, forms of others, addresses to go to, and that no page tells who is a subscriber. */
#include "browser.h"
#include "web/enter.h"
#include "web/visitor.h"

#define SESSION "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdefghij"
#define DEVICE  "DeVice0123456789_-abcdefghijklmnopqrstuvwxyzABCD"
#define PROOF   "PrOoF0123456789_-abcdefghij"

static const struct desk_empty NOTHING;
static const struct desk_session_view NOBODY, SIGNED_IN = { .session = STR(SESSION), .device = STR(DEVICE) };
static const struct desk_session_view SPEAKS_FRENCH = { .session = STR(SESSION), .language = STR("fr") };
static const struct desk_session_view FOR_PASSWORD = { .session = STR(SESSION), .purpose = DESK_PURPOSE_password };
static const struct desk_session_view FOR_BLOCK = { .session = STR(SESSION), .purpose = DESK_PURPOSE_block };
static const struct desk_session_view WRONG_CODE = { .tries_left = 3 };
static const struct desk_account_view ACCOUNT = { .name = STR("Ana Peeters"), .email = STR("ana@example.org") };
static struct desk_proof_view proof = { .proof = STR(PROOF), .login = STR("..0001"), .tries_left = 5, .may_again = true };

#define ROWS_END { DESK_OP_COUNT, DESK_ok, NULL }

static const struct site_line KNOWS[] = {
	{ DESK_OP_sign_in, DESK_ok, &SIGNED_IN }, { DESK_OP_account_get, DESK_ok, &ACCOUNT }, { DESK_OP_session_touch, DESK_ok, &NOTHING },
	{ DESK_OP_session_end, DESK_ok, &NOTHING }, { DESK_OP_proof_begin, DESK_ok, &proof }, { DESK_OP_proof_get, DESK_ok, &proof },
	{ DESK_OP_proof_again, DESK_ok, &proof }, { DESK_OP_proof_code, DESK_ok, &SIGNED_IN }, ROWS_END,
};
static const struct site_line STRANGER[] = {
	{ DESK_OP_sign_in, DESK_ok, &SIGNED_IN }, { DESK_OP_session_touch, DESK_stranger, NULL }, { DESK_OP_account_get, DESK_stranger, NULL },
	{ DESK_OP_session_end, DESK_stranger, NULL }, { DESK_OP_account_language, DESK_stranger, NULL },
	{ DESK_OP_proof_begin, DESK_ok, &proof }, { DESK_OP_proof_code, DESK_ok, &SIGNED_IN }, ROWS_END,
};

static struct browser
open_browser(void **state, const struct site_line *script)
{
	struct browser b = { .s = *state };

	proof.until.ms = clock_now().ms + 300000;
	b.s->script = script;
	return b;
}

static void
sign_in(struct browser *b)
{
	browser_get(b, "/sign-in");
	assert_string_equal(place(browser_post(b, "/sign-in", "login=0470000001&password=open+sesame")), "/account");
}

/* ---- with a password ---- */

static void
a_password_opens_the_account(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	struct reply r = browser_get(&b, "/sign-in");

	assert_true(r.status == 200 && has(r.body, "current-password") && has(r.body, "href=\"/sign-in\""));
	r = browser_post(&b, "/sign-in", "login=+0470+00+00+01+&password=open+sesame+");
	assert_string_equal(place(r), "/account");
	const struct desk_sign_in_in *in = b.s->in;
	assert_true(str_is(in->login, "0470 00 00 01") && str_is(in->password, "open sesame "));	/* blanks belong to a password */
	assert_true(!in->right && b.s->caller->key.n == 36);
	r = browser_get(&b, "/account");
	assert_true(r.status == 200 && has(r.body, "Ana Peeters") && str_is(header(r, "cache-control"), "no-store"));
	assert_true(has(r.body, "href=\"/account\"") && str_is(b.s->caller->session, SESSION) && str_is(b.s->caller->device, DEVICE));
}

static void
cookies_are_for_us_alone(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	browser_get(&b, "/sign-in");
	struct reply r = browser_post(&b, "/sign-in", "login=0470000001&password=open+sesame");
	assert_true(has(r.head, "simoff-session=" SESSION "; Path=/; HttpOnly; SameSite=Lax\r\n"));
	assert_true(has(r.head, "simoff-device=" DEVICE "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax\r\n"));
	struct arena *a = arena_new(1 << 16);
	assert_true(str_is(session_keep(SESSION_KEEP_session, STR("x"), true, a), "__Host-simoff-session=x; Path=/; HttpOnly; SameSite=Lax; Secure"));
	assert_true(str_starts(session_keep(SESSION_KEEP_device, STR("x"), true, a), "__Host-simoff-device=x; "));
	arena_free(a);
}

/* Nobody can plant an identity and wait until its owner signs in: PROMISES, new at sign-in. */
static void
form_cookie_and_token_are_new_on_both_sides_of_signing_in(void **state)
{
	struct browser b = open_browser(state, KNOWS), planted;

	browser_get(&b, "/sign-in");
	planted = b;
	sign_in(&b);
	assert_string_not_equal(planted.cookie, b.cookie);
	memcpy(planted.kept, b.kept, sizeof b.kept);
	assert_string_equal(place(browser_post(&planted, "/sign-out", "")), "/");	/* its own cookie and token still fit each other ... */
	struct browser mixed = b;
	memcpy(mixed.csrf, planted.csrf, sizeof mixed.csrf);
	assert_int_equal(browser_post(&mixed, "/sign-out", "").status, 403);		/* ... but not the owner's */
	browser_get(&b, "/account");
	char before[160];
	memcpy(before, b.cookie, sizeof before);
	struct reply r = browser_post(&b, "/sign-out", "");
	assert_true(str_is(header(r, "location"), "/") && has(r.head, "simoff-session=; Path=/; Max-Age=0;"));
	assert_string_not_equal(before, b.cookie);
	assert_true(!b.kept[SESSION_KEEP_session][0] && b.kept[SESSION_KEEP_device][0]);
}

static void
a_session_sent_by_somebody_else_is_not_kept(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	struct reply r = site_ask(b.s, "GET", "/account", "Cookie: simoff-session=has;blank\r\n", STR(""));

	assert_true(r.status == 200 && b.s->caller->session.n == 3);
	r = site_ask(b.s, "GET", "/account", "Cookie: simoff-session=with%20blank\r\n", STR(""));
	assert_int_equal(b.s->caller->session.n, 0);
	site_ask(b.s, "GET", "/account", "Cookie: __Host-simoff-session=" SESSION "\r\n", STR(""));
	assert_int_equal(b.s->caller->session.n, 0);		/* not the name that we use here */
}

static void
what_is_missing_is_said_before_anybody_is_asked(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	browser_get(&b, "/sign-in");
	struct reply r = browser_post(&b, "/sign-in", "login=+&password=x");
	assert_true(r.status == 422 && has(r.body, "login-error") && !has(r.body, "password-error"));
	r = browser_post(&b, "/sign-in", "login=0470000001&password=");
	assert_true(r.status == 422 && has(r.body, "password-error") && has(r.body, "value=\"0470000001\""));
	r = browser_post(&b, "/sign-in", "login=a%00b&password=x");
	assert_int_equal(r.status, 400);
	r = browser_post(&b, "/sign-in", site_format("login=%0300d&password=x", 1));
	assert_true(r.status == 422 && has(r.body, "login-error"));
	r = browser_post(&b, "/sign-in/code", "login=&purpose=block");
	assert_true(r.status == 422 && has(r.body, "login-error"));
	assert_int_equal(b.s->sent, 0);
	browser_post(&b, "/sign-in", site_format("login=1&password=%0255d\xc3\xa9\xc3\xa9", 1));
	assert_int_equal(((const struct desk_sign_in_in *)b.s->in)->password.n, 255);	/* cut between two letters */
}

/* ---- what is refused ---- */

static const struct { enum desk_code code; const void *out; int status; const char *says; } REFUSED[] = {
	{ DESK_ok,        &NOBODY, 422, "do not go together" },
	{ DESK_stranger,  NULL,    422, "do not go together" },
	{ DESK_throttled, NULL,    429, "A code works right now" },
	{ DESK_busy,      NULL,    503, "We are very busy" },
};

static void
a_refusal_never_says_which_was_wrong(void **state)
{
	for (size_t i = 0; i < COUNT(REFUSED); i++) {
		const struct site_line rows[] = { { DESK_OP_sign_in, REFUSED[i].code, REFUSED[i].out }, ROWS_END };
		struct browser b = open_browser(state, rows);

		browser_get(&b, "/sign-in");
		struct reply r = browser_post(&b, "/sign-in", "login=0470000001&password=open+sesame");
		assert_true(r.status == REFUSED[i].status && has(r.body, REFUSED[i].says));
		assert_true(has(r.body, "value=\"0470000001\"") && !has(r.body, "sesame"));
		assert_false(has(r.head, "simoff-session") || has(r.head, "simoff-device"));
		assert_int_equal(has(r.head, "etry-"), r.status != 422);
	}
}

/* PROMISES, no enumeration: byte for byte the same, whoever is asked for. */
static void
two_logins_get_the_same_bytes(void **state)
{
	static const char *const LOGINS[] = { "login=0470000001", "login=0470990009" };
	static const char *const PATHS[] = { "/sign-in", "/sign-in/code" };
	const struct site_line rows[] = { { DESK_OP_sign_in, DESK_ok, &NOBODY }, { DESK_OP_proof_begin, DESK_throttled, NULL }, ROWS_END };
	struct browser b = open_browser(state, rows);

	browser_get(&b, "/sign-in");
	for (size_t p = 0; p < COUNT(PATHS); p++) {
		struct str first = STR("");

		for (size_t i = 0; i < COUNT(LOGINS); i++) {
			struct reply r = browser_post(&b, PATHS[p], site_format("%s&password=x", LOGINS[i]));
			char *at = memmem((char *)(uintptr_t)r.body.p, r.body.n, LOGINS[i] + 6, 10);

			assert_non_null(at);
			memset(at, '0', 10);
			if (i)
				assert_true(str_eq(first, r.body));
			first = r.body;
		}
	}
}

/* ---- with a code ---- */

static void
a_code_opens_the_account(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	browser_get(&b, "/sign-in");
	const char *at = place(browser_post(&b, "/sign-in/code", "login=ana%40example.org&password=typed&purpose=sign_in"));
	const struct desk_proof_in *in = b.s->in;
	assert_string_equal(at, "/sign-in/" PROOF);
	assert_true(str_is(in->login, "ana@example.org") && in->purpose == DESK_PURPOSE_sign_in && str_is(in->language, "en"));
	struct reply r = browser_get(&b, at);
	assert_true(r.status == 200 && has(r.body, "If we know ..0001, a code") && has(r.body, "one-time-code"));
	assert_false(has(r.body, "ana@") || has(r.body, "typed"));
	r = browser_post(&b, at, "code=1234+5678");
	assert_string_equal(place(r), "/account");
	assert_true(str_is(((const struct desk_proof_code_in *)b.s->in)->code, "12345678"));
	assert_true(b.kept[SESSION_KEEP_session][0] != '\0');
}

static void
a_code_leads_where_it_was_wanted(void **state)
{
	static const struct { const struct desk_session_view *view; const char *to, *place; } ROWS[] = {
		{ &SIGNED_IN, "", "/account" }, { &SIGNED_IN, "&to=%2Fblock", "/block" }, { &FOR_PASSWORD, "", "/account/password" },
		{ &FOR_BLOCK, "", "/block" }, { &SIGNED_IN, "&to=https%3A%2F%2Fevil.example", "/account" },
	};

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		const struct site_line rows[] = { { DESK_OP_proof_code, DESK_ok, ROWS[i].view }, { DESK_OP_proof_get, DESK_ok, &proof }, ROWS_END };
		struct browser b = open_browser(state, rows);

		browser_get(&b, "/sign-in/" PROOF);
		assert_string_equal(place(browser_post(&b, "/sign-in/" PROOF, site_format("code=12345678%s", ROWS[i].to))), ROWS[i].place);
	}
}

static void
a_wrong_code_says_how_many_tries_are_left(void **state)
{
	const struct site_line rows[] = { { DESK_OP_proof_code, DESK_ok, &WRONG_CODE }, { DESK_OP_proof_get, DESK_ok, &proof }, ROWS_END };
	struct browser b = open_browser(state, rows);

	proof.tries_left = 3;
	browser_get(&b, "/sign-in/" PROOF);
	struct reply r = browser_post(&b, "/sign-in/" PROOF, "code=12345678&to=%2Fblock");
	assert_true(r.status == 422 && has(r.body, "You have 3 more tries") && has(r.body, "code-error") && has(r.body, "value=\"/block\""));
	b.s->sent = 0;
	r = browser_post(&b, "/sign-in/" PROOF, "code=+");
	assert_true(r.status == 422 && !has(r.body, "code-error") && b.s->last_op == DESK_OP_proof_get);	/* nothing typed costs no try */
	proof.tries_left = 0;
	r = browser_post(&b, "/sign-in/" PROOF, "code=12345678");
	assert_true(r.status == 422 && has(r.body, "This code no longer works") && !has(r.body, "code-error"));
	proof.tries_left = 5;
}

static void
a_code_that_is_over_leads_back(void **state)
{
	static const enum desk_code CODES[] = { DESK_unknown, DESK_refused };

	for (size_t i = 0; i < COUNT(CODES); i++) {
		const struct site_line rows[] = { { DESK_OP_proof_code, CODES[i], NULL }, { DESK_OP_proof_get, CODES[i], NULL }, { DESK_OP_proof_again, CODES[i], NULL }, ROWS_END };
		struct browser b = open_browser(state, rows);
		struct reply r = browser_get(&b, "/sign-in/" PROOF);

		assert_true(r.status == 200 && has(r.body, "This code can no longer be used"));
		assert_true(has(browser_post(&b, "/sign-in/" PROOF, "code=12345678").body, "This code can no longer be used"));
		assert_true(has(browser_post(&b, "/sign-in/" PROOF "/again", "").body, "This code can no longer be used"));
	}
	struct browser b = open_browser(state, KNOWS);
	assert_int_equal(browser_get(&b, "/sign-in/what%20ever").status, 404);
}

static void
another_code_can_be_asked_for(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	browser_get(&b, "/sign-in/" PROOF "?to=/block");
	const char *at = place(browser_post(&b, "/sign-in/" PROOF "/again", "to=%2Fblock"));
	assert_string_equal(at, "/sign-in/" PROOF "?to=/block&resent");
	assert_true(has(browser_get(&b, at).body, "A new code is on its way"));
	proof.may_again = false;
	assert_false(has(browser_get(&b, at).body, "/again\""));
	proof.may_again = true;
}

/* ---- where to go afterwards ---- */

static void
only_pages_of_ours_are_gone_to(void **state)
{
	static const struct { const char *typed; bool is_good; } ROWS[] = {
		{ "/account", true }, { "/block", true }, { "/cancel", true }, { "/case/K7QM-3XPA-9", true }, { "/account/password", true },
		{ "/cancel?line=0123456789abcdef0123456789abcdef", true },
		{ "", false }, { "account", false }, { "//evil.example", false }, { "/\\evil.example", false }, { "https://evil.example", false },
		{ "/\tevil.example", false }, { "/account\r\nSet-Cookie: a=b", false }, { "/account?x=1", false }, { "/cancel?line=0", false },
		{ "/cancel?line=0123456789abcdef0123456789abcde/", false }, { "/nosuch", false }, { "/static/simoff.css", false }, { "/metrics", false },
		{ "/api/v1/cases", false }, { "/sign-out", false }, { "/account/../x", false }, { "/account#x", false }, { "/@evil.example", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++)
		if ((enter_place(str_of(ROWS[i].typed)).n > 0) != ROWS[i].is_good)
			fail_msg("%s", ROWS[i].typed);
}

static void
signing_in_leads_where_one_was_going(void **state)
{
	struct browser b = open_browser(state, STRANGER);
	const char *at = place(browser_get(&b, "/block?line=0123456789abcdef0123456789abcdef"));

	assert_string_equal(at, "/sign-in?to=/block%3Fline%3D0123456789abcdef0123456789abcdef");
	struct reply r = browser_get(&b, at);
	assert_true(has(r.body, "value=\"/block?line=0123456789abcdef0123456789abcdef\"") && has(r.body, "Show that the line is yours"));
	assert_true(has(r.body, "value=\"block\"") && !has(r.body, "Choose a new password"));
	r = browser_post(&b, "/sign-in", "login=1&password=x&to=%2Fblock%3Fline%3D0123456789abcdef0123456789abcdef");
	assert_string_equal(place(r), "/block?line=0123456789abcdef0123456789abcdef");
	browser_get(&b, "/sign-in");
	assert_string_equal(place(browser_post(&b, "/sign-in", "login=1&password=x&to=%2F%2Fevil.example")), "/account");
	assert_string_equal(place(browser_get(&b, "/account?line=%22%3E")), "/sign-in?over");
}

/* ---- the session is over ---- */

static void
a_session_that_is_over_is_forgotten_and_said(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	sign_in(&b);
	b.s->script = STRANGER;
	struct reply r = browser_get(&b, "/account");
	assert_string_equal(place(r), "/sign-in?to=/account&over");
	assert_true(!b.kept[SESSION_KEEP_session][0] && b.kept[SESSION_KEEP_device][0]);
	assert_true(has(browser_get(&b, "/sign-in?to=/account&over").body, "your session has ended"));
	assert_string_equal(place(browser_get(&b, "/account")), "/sign-in?to=/account");	/* who never was in has not lost anything */
	assert_string_equal(place(browser_post(&b, "/sign-out", "")), "/");
}

#define TYPED "language=fr&remark=a+%22quote%22+%3Cb%3E+%26+more&empty="

/* WCAG 2.2.5: everything typed is there after signing in again, by password ... */
static void
what_was_typed_waits_for_the_password(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	sign_in(&b);
	browser_get(&b, "/account");
	b.s->script = STRANGER;
	struct reply r = browser_post(&b, "/account/language", TYPED);
	assert_true(r.status == 401 && has(r.body, "what you wrote is kept") && has(r.body, "name=\"back\" value=\"/account/language\""));
	assert_true(has(r.body, "name=\"keep.remark\" value=\"a &quot;quote&quot; &lt;b&gt; &amp; more\"") && has(r.body, "name=\"keep.empty\" value=\"\""));
	assert_false(has(r.body, "keep.csrf"));
	r = browser_post(&b, "/sign-in", "login=1&password=x&back=%2Faccount%2Flanguage&keep.language=fr&keep.remark=a+%26+b&other=1");
	assert_true(r.status == 200 && has(r.body, "action=\"/account/language\"") && has(r.body, "name=\"language\" value=\"fr\""));
	assert_true(has(r.body, "name=\"remark\" value=\"a &amp; b\"") && !has(r.body, "name=\"other\"") && !has(r.body, "name=\"password\""));
	assert_true(b.kept[SESSION_KEEP_session][0] != '\0');
}

/* ... and by code. */
static void
what_was_typed_waits_for_the_code(void **state)
{
	struct browser b = open_browser(state, STRANGER);

	browser_get(&b, "/sign-in");
	struct reply r = browser_post(&b, "/sign-in/code", "login=1&purpose=sign_in&back=%2Faccount%2Flanguage&keep.language=fr");
	assert_true(r.status == 200 && has(r.body, "name=\"keep.language\" value=\"fr\"") && has(r.body, "action=\"/sign-in/" PROOF "\""));
	r = browser_post(&b, "/sign-in/" PROOF, "code=12345678&back=%2Faccount%2Flanguage&keep.language=fr");
	assert_true(r.status == 200 && has(r.body, "action=\"/account/language\"") && has(r.body, "name=\"language\" value=\"fr\""));
}

/* A password is nowhere on a page again, not even hidden; there is nothing else in such a form. */
static void
a_password_does_not_wait(void **state)
{
	struct browser b = open_browser(state, KNOWS);
	const struct site_line rows[] = { { DESK_OP_password_set, DESK_stranger, NULL }, { DESK_OP_session_touch, DESK_stranger, NULL }, ROWS_END };

	sign_in(&b);
	browser_get(&b, "/account");
	b.s->script = rows;
	struct reply r = browser_post(&b, "/account/password", "old=sesame+once&password=sesame+for+ever&again=sesame+for+ever");
	assert_true(r.status == 401 && !has(r.body, "sesame") && has(r.body, "name=\"to\" value=\"/account/password\""));
	b.s->script = STRANGER;
	r = browser_post(&b, "/sign-in", "login=1&password=x&back=%2Fblock&keep.code=12345678&keep.identity_number=BX77&keep.line=1");
	assert_true(r.status == 200 && !has(r.body, "12345678") && !has(r.body, "BX77") && has(r.body, "name=\"line\""));
}

/* The form's cookie is gone or another one: nothing is done, and nothing typed is lost, if the browser says that the form is ours. */
static void
a_form_that_was_open_too_long_is_kept(void **state)
{
	static const char *const OURS = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
	static const char *const UNSAID = "Content-Type: application/x-www-form-urlencoded\r\n";
	struct browser b = open_browser(state, KNOWS);
	struct str typed = STR("csrf=old&name=Ana+%22A%22&identity_number=BX77");
	struct reply r = site_ask(b.s, "POST", "/cancel", OURS, typed);

	assert_true(r.status == 403 && b.s->sent == 0 && has(r.body, "What you wrote is kept") && has(r.body, "action=\"/cancel\""));
	assert_true(has(r.body, "name=\"name\" value=\"Ana &quot;A&quot;\"") && !has(r.body, "BX77") && !has(r.body, "value=\"old\""));
	browser_keep(&b, r);
	r = browser_post(&b, "/cancel", "name=Ana");
	assert_true(r.status == 422 && has(r.body, "value=\"Ana\""));			/* the button sends it, with a token that fits */
	r = site_ask(b.s, "POST", "/cancel", UNSAID, typed);
	assert_true(r.status == 403 && !has(r.body, "Ana"));
	r = site_ask(b.s, "POST", "/sign-in", OURS, STR("login=1&password=sesame"));
	assert_true(r.status == 403 && !has(r.body, "sesame") && !has(r.body, "name=\"login\""));
}

/* A form is sent again to routes of ours that take forms, and nowhere else. */
static void
what_waits_goes_back_to_us_only(void **state)
{
	static const char *const BAD[] = { "https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fapi%2Fv1%2Fcases", "%2Faccount", "%2Fsms%2Freceived" };
	struct browser b = open_browser(state, KNOWS);

	for (size_t i = 0; i < COUNT(BAD); i++) {
		browser_get(&b, "/sign-in");
		struct reply r = browser_post(&b, "/sign-in", site_format("login=1&password=x&back=%s&keep.a=b", BAD[i]));
		assert_string_equal(place(r), "/account");
	}
	struct reply r = browser_get(&b, "/sign-in?back=/block&to=/account");		/* somebody else's link: nothing waits */
	assert_true(r.status == 200 && has(r.body, "name=\"to\" value=\"/account\"") && !has(r.body, "name=\"back\""));
}

/* ---- in use ---- */

static void
a_session_in_use_is_told_once_a_minute(void **state)
{
	struct browser b = open_browser(state, KNOWS);

	browser_get(&b, "/");
	assert_int_equal(b.s->sent, 0);
	sign_in(&b);
	b.s->sent = 0;
	browser_get(&b, "/");
	assert_true(b.s->sent == 1 && b.s->last_op == DESK_OP_session_touch && str_is(b.s->caller->session, SESSION));
	browser_get(&b, "/cancel?x");
	browser_get(&b, "/");
	browser_get(&b, "/static/simoff.css");
	assert_int_not_equal(b.s->last_op, DESK_OP_session_touch);
	b.s->is_full = true;
	snprintf(b.kept[SESSION_KEEP_session], sizeof b.kept[0], "simoff-session=another");
	assert_int_equal(browser_get(&b, "/").status, 200);		/* no page fails because of it */
	b.s->is_full = false;
	browser_get(&b, "/");
	assert_int_equal(b.s->last_op, DESK_OP_session_touch);		/* and it is told the next time */
}

static void
a_browser_is_called_by_its_name(void **state)
{
	static const struct { const char *header, *want; } ROWS[] = {
		{ "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux" },
		{ "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/17.5 Mobile Safari/604.1", "Safari, iPhone" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows" },
		{ "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/86 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat, Android" },
		{ "curl/7.88.1", "curl/7.88.1" }, { "a\x01" "b\xff" "c", "abc" }, { "", "" },
	};
	struct arena *a = arena_new(1 << 16);

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++)
		assert_true(str_is(visitor_agent(str_of(ROWS[i].header), a), ROWS[i].want));
	assert_int_equal(visitor_agent(str_of(site_format("%0200d", 1)), a).n, 80);
	arena_free(a);
}

/* A subscriber's own language is taken over, unless the reader chose another one here. */
static void
the_subscribers_language_is_taken_over(void **state)
{
	const struct site_line rows[] = { { DESK_OP_sign_in, DESK_ok, &SPEAKS_FRENCH }, { DESK_OP_session_touch, DESK_ok, &NOTHING }, ROWS_END };
	struct browser b = open_browser(state, rows), other = b;

	sign_in(&b);
	assert_true(has(browser_get(&b, "/").body, "<html lang=\"fr\""));
	browser_get(&other, "/?lang=de");
	browser_get(&other, "/sign-in");
	assert_string_equal(place(browser_post(&other, "/sign-in", "login=1&password=x")), "/account");
	assert_true(has(browser_get(&other, "/").body, "<html lang=\"de\""));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(a_password_opens_the_account),
		TEST(cookies_are_for_us_alone),
		TEST(form_cookie_and_token_are_new_on_both_sides_of_signing_in),
		TEST(a_session_sent_by_somebody_else_is_not_kept),
		TEST(what_is_missing_is_said_before_anybody_is_asked),
		TEST(a_refusal_never_says_which_was_wrong),
		TEST(two_logins_get_the_same_bytes),
		TEST(a_code_opens_the_account),
		TEST(a_code_leads_where_it_was_wanted),
		TEST(a_wrong_code_says_how_many_tries_are_left),
		TEST(a_code_that_is_over_leads_back),
		TEST(another_code_can_be_asked_for),
		cmocka_unit_test(only_pages_of_ours_are_gone_to),
		TEST(signing_in_leads_where_one_was_going),
		TEST(a_session_that_is_over_is_forgotten_and_said),
		TEST(what_was_typed_waits_for_the_password),
		TEST(what_was_typed_waits_for_the_code),
		TEST(a_password_does_not_wait),
		TEST(a_form_that_was_open_too_long_is_kept),
		TEST(what_waits_goes_back_to_us_only),
		TEST(a_session_in_use_is_told_once_a_minute),
		cmocka_unit_test(a_browser_is_called_by_its_name),
		TEST(the_subscribers_language_is_taken_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
