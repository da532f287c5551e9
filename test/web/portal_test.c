/* portal_test.c - the customer's way through the pages, as a browser without script walks it; and who may not. */
#include "browser.h"
#include "domain/reference.h"
#include "web/routes.h"

#define FORM "line=0470+00+00+01&name=Ana+Peeters&contact=ana%40example.net&end=soon&refund=account&refund_name=Ana+Peeters" \
	"&refund_iban=BE68+5390+0754+7034&reason=Moving%0D%0Ato+Lisbon+%26+back"

/* Step 1 done, step 2 on the screen: its address. */
static const char *
begin(struct browser *b)
{
	assert_int_equal(browser_get(b, "/cancel").status, 200);
	const char *code_page = place(browser_post(b, "/cancel", FORM));
	assert_int_equal(browser_get(b, code_page).status, 200);
	return code_page;
}

/* A well-formed reference of no case. */
static const char *
nobody(void)
{
	static char text[REFERENCE_TEXT_SIZE];

	reference_format(reference_make(12345), text);
	return text;
}

/* Steps 1 and 2 done: the address of the summary. */
static const char *
prove(struct browser *b)
{
	const char *code_page = begin(b), *code = site_code(b->s);

	return place(browser_post(b, code_page, site_format("code=%.4s+%s", code, code + 4)));
}

/* All done: the address of the case, without its query. */
static const char *
submit(struct browser *b)
{
	const char *summary = prove(b);

	assert_int_equal(browser_get(b, summary).status, 200);
	const char *at = place(browser_post(b, summary, ""));
	return site_format("%.*s", (int)strcspn(at, "?"), at);
}

static int
count(struct str s, const char *what)
{
	size_t size = strlen(what);
	int n = 0;

	for (size_t i = 0; i + size <= s.n; i++)
		n += !memcmp(s.p + i, what, size);
	return n;
}

/* ---- the way ---- */

static void
the_whole_way_works(void **state)
{
	struct browser b = { .s = *state };
	struct reply r = browser_get(&b, "/");

	assert_true(r.status == 200 && has(r.body, "href=\"/cancel\"") && has(r.body, "Testel &amp; Co"));
	const char *code_page = begin(&b);
	assert_true(strncmp(code_page, "/cancel/", 8) == 0 && strlen(code_page) == 8 + 11);
	r = browser_get(&b, code_page);
	assert_true(r.status == 200 && has(r.body, "If ..0001 is a line of ours") && has(r.body, site_format("action=\"%s\"", code_page)));
	const char *code = site_code(b.s), *summary = place(browser_post(&b, code_page, site_format("code=%s", code)));
	r = browser_get(&b, summary);
	assert_true(r.status == 200 && has(r.body, "Check, then send") && has(r.body, "Ana Peeters") && has(r.body, "Moving to Lisbon &amp; back"));
	assert_true(has(r.body, "BE68 ... 7034"));
	struct reply done = browser_post(&b, summary, "");
	const char *at = place(done);
	assert_non_null(strstr(at, "?new"));
	r = browser_get(&b, at);
	assert_true(r.status == 200 && has(r.body, "We have received your request") && has(r.body, "ana@example.net"));
	assert_true(has(r.body, "/withdraw\""));
	assert_true(str_is(header(r, "cache-control"), "no-store"));
}

static void
sending_the_summary_twice_meets_the_same_case(void **state)
{
	struct browser b = { .s = *state };
	const char *summary = prove(&b);

	browser_get(&b, summary);
	struct browser back = b;
	const char *first = place(browser_post(&b, summary, "")), *second = place(browser_post(&back, summary, ""));
	assert_int_equal(strncmp(first, second, 17), 0);
	struct reply r = site_api(b.s, "GET", "/api/v1/cases", NULL, NULL);
	assert_int_equal(count(r.body, "\"reference\""), 1);
}

static void
what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(void **state)
{
	static const struct { const char *fields, *error; } ROWS[] = {
		{ "line=0470&name=A&contact=a%40b.example&end=soon", "line-error" },
		{ "line=042345678&name=A&contact=a%40b.example&end=soon", "line-error" },
		{ "line=470123456&name=A&contact=a%40b.example&end=soon", "line-error" },
		{ "line=0470000001&name=+&contact=a%40b.example&end=soon", "name-error" },
		{ "line=0470000001&name=A%01B&contact=a%40b.example&end=soon", "name-error" },
		{ "line=0470000001&name=A&contact=nowhere&end=soon", "contact-error" },
		{ "line=0470000001&name=A&contact=a%40b.example%0D%0ABcc%3Ax&end=soon", "contact-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&end=date&end_date=2020-01-01", "end_date-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&end=date&end_date=soon", "end_date-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&end=date&end_date=", "end_date-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&refund=account&refund_name=A&refund_iban=BE68+5390+0754+7035", "account-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&refund=account&refund_name=&refund_iban=BE68+5390+0754+7034", "account-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&refund=line&refund_line=0470+00+00+01", "refund_line-error" },
		{ "line=0470000001&name=A&contact=a%40b.example&refund=line&refund_line=", "refund_line-error" },
	};
	struct browser b = { .s = *state };

	browser_get(&b, "/cancel");
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct reply r = browser_post(&b, "/cancel", site_format("%s&reason=%%3Cb%%3Ewhy+%zu", ROWS[i].fields, i));

		if (r.status != 422 || !has(r.body, site_format("id=\"%s\"", ROWS[i].error)))
			fail_msg("row %zu: %d without %s", i, r.status, ROWS[i].error);
		assert_true(has(r.body, site_format("&lt;b&gt;why %zu</textarea>", i)));
		assert_int_equal(count(r.body, "class=\"error\""), 1);
	}
	assert_int_equal(b.s->sent, 0);
}

static void
a_very_long_form_is_shown_again_not_lost(void **state)
{
	struct browser b = { .s = *state };
	AUTO(buf_done) struct buf body;

	browser_get(&b, "/cancel");
	buf_init(&body, 100000);
	buf_printf(&body, "csrf=%s&line=1&reason=", b.csrf);
	for (int i = 0; i < 60000; i++)
		buf_addc(&body, '"');
	struct reply r = site_ask(b.s, "POST", "/cancel", site_format("%sContent-Type: application/x-www-form-urlencoded\r\n", b.cookie), buf_str(&body));
	assert_int_equal(r.status, 422);
	assert_true(has(r.body, "reason-error") && has(r.body, "</html>"));
}

static void
the_longest_allowed_form_reaches_the_mail(void **state)
{
	struct browser b = { .s = *state };
	AUTO(buf_done) struct buf f;

	browser_get(&b, "/cancel");
	buf_init(&f, 4000);
	buf_addz(&f, "line=0470000001&end=soon&name=");
	for (int i = 0; i < 100; i++)
		buf_addz(&f, "%22");
	buf_addz(&f, "&contact=");
	for (int i = 0; i < 60; i++)
		buf_addc(&f, 'a');
	buf_addz(&f, "%40");
	for (int i = 0; i < 180; i++)
		buf_addc(&f, i % 60 == 59 ? '.' : 'd');
	buf_addz(&f, "example&refund=nothing&reason=");
	for (int i = 0; i < 500; i++)
		buf_addz(&f, "%22");
	assert_int_equal(strlen(place(browser_post(&b, "/cancel", site_format("%.*s", STR_ARG(buf_str(&f)))))), 8 + 11);
	assert_int_equal(strlen(site_code(b.s)), 8);
}

static void
the_form_can_be_changed_before_it_is_sent(void **state)
{
	struct browser b = { .s = *state };
	const char *summary = prove(&b), *edit = site_format("%.*s/edit", (int)(strlen(summary) - strlen("/summary")), summary);
	struct reply r = browser_get(&b, edit);

	assert_true(r.status == 200 && has(r.body, "value=\"+32 470 00 00 01\"") && has(r.body, "value=\"Ana Peeters\"") && has(r.body, "value=\"BE68539007547034\""));
	assert_true(has(r.body, site_format("action=\"%s\"", edit)) && has(r.body, ">Moving to Lisbon &amp; back</textarea>"));
	r = browser_post(&b, edit, "line=0470000001&name=Ana+P&contact=bad&end=soon");
	assert_true(r.status == 422 && has(r.body, site_format("action=\"%s\"", edit)));
	r = browser_post(&b, edit, "line=0470000002&name=Ana+P&contact=a%40b.example&end=soon");
	assert_true(r.status == 422 && has(r.body, "line-error"));
	assert_string_equal(place(browser_post(&b, edit, "line=0470000001&name=Ana+P&contact=a%40b.example&end=soon&refund=nothing")), summary);
	r = browser_get(&b, summary);
	assert_true(has(r.body, "Ana P<") && has(r.body, "nothing is paid out") && !has(r.body, "Lisbon"));
}

static void
the_summary_tells_what_another_end_costs(void **state)
{
	struct browser b = { .s = *state };
	const char *summary = prove(&b), *end = site_format("%.*s/end", (int)(strlen(summary) - strlen("/summary")), summary);
	struct date today = calendar_day_of(clock_now(), CALENDAR_ZONE_brussels);
	char day[CLOCK_DATE_SIZE];
	struct reply r = browser_get(&b, summary);

	assert_true(has(r.body, site_format("action=\"%s\"", end)) && has(r.body, "As soon as possible</dd>"));
	clock_date_format((struct date){ today.days + 20 }, day);
	assert_string_equal(place(browser_post(&b, end, site_format("end=date&end_date=%s", day))), summary);
	r = browser_get(&b, summary);
	assert_true(has(r.body, site_format("value=\"%s\"", day)) && !has(r.body, "As soon as possible</dd>"));
	assert_true(has(r.body, "Ana Peeters") && has(r.body, "BE68 ... 7034") && has(r.body, "Moving to Lisbon &amp; back") && has(r.body, "ana@example.net"));
	r = browser_post(&b, end, "end=date&end_date=2020-01-01");
	assert_true(r.status == 422 && has(r.body, "end_date-error") && has(r.body, "Check, then send"));
	assert_string_equal(place(browser_post(&b, end, "end=soon")), summary);
	assert_true(has(browser_get(&b, summary).body, "As soon as possible</dd>"));
}

/* Rule 5: a closed list. What a country does not allow to be asked is not on the form, and not taken when it is sent all the same. */
static void
the_form_asks_what_the_country_allows(void **state)
{
	static const struct { const char *country; bool identity, phone, refund; } ROWS[] = { { "BE", true, true, true }, { "DE", false, false, false }, { "FR", false, true, false } };
	struct site *s = *state;

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct browser b = { .s = s };

		s->country = ROWS[i].country;
		site_close_web(s);
		site_open_web(s, 0);
		struct reply r = browser_get(&b, "/cancel");
		assert_int_equal(has(r.body, "name=\"identity_number\""), ROWS[i].identity);
		assert_int_equal(has(r.body, "name=\"phone\""), ROWS[i].phone);
		assert_int_equal(has(r.body, "name=\"refund_iban\""), ROWS[i].refund);
		assert_true(has(r.body, "name=\"reason\""));
		r = browser_post(&b, "/cancel", "line=0470000001&name=A&contact=a%40b.example&end=soon&phone=12&identity=&identity_number=EX1&refund=account");
		assert_int_equal(r.status, ROWS[i].phone ? 422 : 303);
		assert_int_equal(has(r.body, "identity-error"), ROWS[i].identity);
		assert_int_equal(has(r.body, "account-error"), ROWS[i].refund);
	}
}

/* ---- the code: PROMISES 20 ---- */

static void
a_wrong_code_costs_a_try(void **state)
{
	struct browser b = { .s = *state };
	const char *page = begin(&b), *code = site_code(b.s), *wrong = code[7] == '0' ? "code=00000001" : "code=00000000";
	struct reply r;

	assert_string_equal(place(browser_post(&b, page, "code=+")), page);
	for (int left = 4; left > 0; left--) {
		r = browser_post(&b, page, wrong);
		assert_true(r.status == 422 && has(r.body, "code-error") && has(r.body, site_format("You have %d more tr", left)));
	}
	r = browser_post(&b, page, wrong);
	assert_true(r.status == 422 && has(r.body, "This code no longer works") && !has(r.body, "code-error"));
	assert_string_equal(place(browser_post(&b, page, site_format("code=%s", code))), site_format("%s?expired", page));
	assert_string_equal(place(browser_post(&b, site_format("%s/resend", page), "")), site_format("%s?resent", page));
	r = browser_get(&b, site_format("%s?resent", page));
	assert_true(has(r.body, "A new code is on its way"));
	assert_non_null(strstr(place(browser_post(&b, page, site_format("code=%s", site_code(b.s)))), "/summary"));
}

/* ---- a line that is not ours looks the same: PROMISES, no enumeration ---- */

static struct str
without_reference(struct site *s, struct str html, const char *path)
{
	AUTO(buf_done) struct buf b;
	struct str want = str_of(path + 8);

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < html.n; i++)
		if (html.n - i >= want.n && !memcmp(html.p + i, want.p, want.n))
			i += want.n - 1;
		else
			buf_addc(&b, html.p[i]);
	return arena_str(s->arena, buf_str(&b));
}

static void
an_unknown_number_gets_the_same_pages(void **state)
{
	struct browser a = { .s = *state }, b = { .s = *state };
	const char *known = begin(&a), *unknown;

	browser_get(&b, "/cancel");
	memcpy(&b, &a, sizeof b);		/* one session, so that only the reference differs */
	b.cookie[0] = '\0';
	browser_get(&b, "/cancel");
	unknown = place(browser_post(&b, "/cancel", "line=0470990001&name=Ana+Peeters&contact=ana%40example.net&end=soon"));
	struct reply x = browser_get(&a, known), y = browser_get(&b, unknown);
	assert_int_equal(x.status, y.status);
	struct str p = without_reference(a.s, x.body, known), q = without_reference(a.s, y.body, unknown);
	assert_int_equal(p.n, q.n);
	x = browser_post(&a, known, "code=00000000");
	y = browser_post(&b, unknown, "code=00000000");
	assert_int_equal(x.status, y.status);
	assert_int_equal(without_reference(a.s, x.body, known).n, without_reference(a.s, y.body, unknown).n);
}

/* ---- by reference alone, the state only ---- */

static void
a_stranger_sees_the_state_and_can_do_nothing(void **state)
{
	struct browser owner = { .s = *state }, stranger = { .s = *state };
	const char *code_page = begin(&owner);

	assert_string_equal(place(browser_get(&stranger, code_page)), site_format("/case/%s", code_page + 8));
	browser_get(&stranger, "/cancel");
	assert_int_equal(browser_post(&stranger, code_page, site_format("code=%s", site_code(owner.s))).status, 404);
	const char *at = submit(&owner);
	struct reply r = browser_get(&stranger, at);

	assert_true(r.status == 200 && has(r.body, "We are checking your request"));
	assert_false(has(r.body, "Ana") || has(r.body, "ana@") || has(r.body, "..0001") || has(r.body, "/withdraw"));
	browser_get(&stranger, "/cancel");
	assert_int_equal(browser_post(&stranger, site_format("%s/withdraw", at), "").status, 404);
	assert_int_equal(browser_post(&stranger, site_format("%s/answer", at), "answer=yes").status, 404);
	assert_string_equal(place(browser_get(&stranger, site_format("/cancel/%s/edit", at + 6))), at);
	assert_string_equal(place(browser_get(&stranger, site_format("/cancel/%s/summary", at + 6))), at);
	assert_true(has(browser_get(&owner, at).body, "We are checking your request"));
}

static void
a_case_is_found_by_its_reference(void **state)
{
	struct browser b = { .s = *state };
	const char *at = submit(&b), *reference = at + 6;

	assert_int_equal(browser_get(&b, "/case").status, 200);
	assert_string_equal(place(browser_get(&b, site_format("/case?reference=%s", reference))), at);
	assert_string_equal(place(browser_get(&b, site_format("/case?reference=+%.4s%.4s%s", reference, reference + 5, reference + 10))), at);
	struct reply r = browser_get(&b, "/case?reference=K7QM-3XPA-8%3Cb%3E");
	assert_true(r.status == 422 && has(r.body, "mistyped") && has(r.body, "&lt;b&gt;"));
	r = browser_get(&b, site_format("/case/%s", nobody()));
	assert_true(r.status == 404 && has(r.body, "We do not know this reference"));
}

static void
the_link_in_the_mail_becomes_a_cookie(void **state)
{
	struct browser owner = { .s = *state }, other = { .s = *state };
	const char *at = submit(&owner);
	struct str token = between(str_of(owner.cookie), ".", "\r");

	assert_true(token.n == 32);
	struct reply r = browser_get(&other, site_format("%s?t=%.*s", at, STR_ARG(token)));
	assert_string_equal(place(r), at);
	struct str cookie = header(r, "set-cookie");
	assert_true(str_starts(cookie, "simoff=") && has(cookie, "; HttpOnly; SameSite=Lax") && has(cookie, "; Path=/;"));
	r = browser_get(&other, at);
	assert_true(has(r.body, "ana@example.net") && !has(r.body, site_format("%.*s", STR_ARG(token))));
	assert_string_equal(place(browser_post(&other, site_format("%s/withdraw", at), "")), at);
	assert_true(has(browser_get(&owner, at).body, "Taken back"));
	assert_int_equal(browser_post(&other, site_format("%s/withdraw", at), "").status, 409);
}

static void
what_is_asked_can_be_answered(void **state)
{
	struct browser b = { .s = *state };
	const char *at = submit(&b), *reply = site_format("%s/answer", at);
	struct reply r = site_api(b.s, "POST", site_format("/api/v1/cases/%s/events", at + 6), NULL, "{\"event\":\"ask\",\"note\":\"Which contract?\"}");

	assert_int_equal(r.status, 200);
	r = browser_get(&b, at);
	assert_true(has(r.body, "Which contract?") && has(r.body, site_format("action=\"%s\"", reply)));
	r = browser_post(&b, reply, "answer=+%0D%0A+");
	assert_true(r.status == 422 && has(r.body, "answer-error"));
	assert_string_equal(place(browser_post(&b, reply, "answer=The+first%0D%0Aone")), at);
	assert_true(has(browser_get(&b, at).body, "We are checking your request"));
}

/* ---- STOP ---- */

static void
the_stop_link_shows_and_only_its_button_acts(void **state)
{
	struct desk_claim_in in = { .family = EFFECT_FAMILY_mail, .limit = 64 };
	struct desk_claim_out out;
	struct browser owner = { .s = *state }, b = { .s = *state };
	const char *at = submit(&owner), *link = "";

	assert_int_equal(site_api(b.s, "POST", site_format("/api/v1/cases/%s/approve", at + 6), NULL, NULL).status, 200);
	site_call(owner.s, DESK_ROLE_worker, DESK_OP_effect_claim, &in, &out);
	for (size_t i = 0; i < out.tasks.n; i++) {
		struct str found = between(((const struct effect_task *)out.tasks.items)[i].facts, "\"stopLink\":\"https://sim.test", "\"");
		if (found.n)
			link = site_format("%.*s", STR_ARG(found));
	}
	assert_non_null(strstr(link, "/stop/"));
	struct reply r = browser_get(&b, link);
	assert_true(r.status == 200 && has(r.body, "Should we stop this request?") && has(r.body, site_format("action=\"%s\"", link)));
	assert_false(has(r.body, "Ana"));
	assert_false(has(browser_get(&owner, at).body, "Somebody asked us to stop"));
	r = browser_post(&b, link, "");
	assert_true(r.status == 200 && has(r.body, "Stopped") && has(r.body, "decides by "));
	assert_true(has(browser_get(&owner, at).body, "Somebody asked us to stop"));
	browser_get(&b, "/cancel");
	assert_int_equal(browser_post(&b, site_format("/stop/%s?t=wrong", at + 6), "").status, 404);
}

/* ---- who may send a form ---- */

/* The form of step 1 with its token, and HEADERS as another client might send them. */
static struct reply
send_form(struct browser *b, const char *headers)
{
	const char *all = site_format("%sContent-Type: application/x-www-form-urlencoded\r\n%s", b->cookie, headers);

	return site_ask(b->s, "POST", "/cancel", all, str_of(site_format("csrf=%s&%s", b->csrf, FORM)));
}

static void
forms_from_elsewhere_change_nothing(void **state)
{
	static const char *const BAD[] = {
		"Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n", "Origin: https://evil.example\r\n", "Origin: https://sim.test.evil.example\r\n",
		"Sec-Fetch-Site: same-origin\r\nOrigin: https://evil.example\r\n", "Origin: http://sim.test:81\r\n",
	};
	static const char *const GOOD[] = { "", "Origin: https://sim.test\r\n", "Origin: http://" SITE_HOST "\r\n", "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n" };
	struct browser b = { .s = *state };

	browser_get(&b, "/cancel");
	for (size_t i = 0; i < COUNT(BAD); i++) {
		struct reply r = send_form(&b, BAD[i]);
		assert_true(r.status == 403 && has(r.body, "This form was open too long"));
	}
	assert_int_equal(b.s->sent, 0);
	for (size_t i = 0; i < COUNT(GOOD); i++)
		assert_int_equal(send_form(&b, GOOD[i]).status, 303);
}

static void
every_form_needs_its_token(void **state)
{
	struct browser b = { .s = *state }, other = { .s = *state };
	struct arena *a = arena_new(1 << 20);

	browser_get(&b, "/cancel");
	browser_get(&other, "/cancel");
	assert_true(strcmp(b.csrf, other.csrf) != 0);
	for (size_t i = 0; i < routes_count; i++) {
		struct str head, rest;

		if (routes[i].method != HTTPD_POST || routes[i].channel != METRICS_page)
			continue;
		bool has_param = str_split(str_of(routes[i].path), '{', &head, &rest);
		const char *url = has_param ? site_format("%.*s%s%s", STR_ARG(head), nobody(), strchr(routes[i].path, '}') + 1) : routes[i].path;
		const char *type = "Content-Type: application/x-www-form-urlencoded\r\n", *with_cookie = site_format("%s%s", b.cookie, type);
		assert_int_equal(site_ask(b.s, "POST", url, with_cookie, STR("a=b")).status, 403);
		assert_int_equal(site_ask(b.s, "POST", url, with_cookie, str_of(site_format("csrf=%s", other.csrf))).status, 403);
		assert_int_equal(site_ask(b.s, "POST", url, type, str_of(site_format("csrf=%s", b.csrf))).status, 403);
		assert_int_equal(site_ask(b.s, "POST", url, site_format("%sContent-Type: text/plain\r\n", b.cookie), str_of(site_format("csrf=%s", b.csrf))).status, 403);
	}
	assert_int_equal(b.s->sent, 0);
	arena_free(a);
}

static void
a_get_never_writes(void **state)
{
	struct browser b = { .s = *state };

	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].method == HTTPD_GET && routes[i].op != ROUTES_NO_OP)
			assert_false(desk_operations[routes[i].op].writes);
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].method != HTTPD_GET && routes[i].channel == METRICS_page)
			assert_true(routes[i].is_guarded);
	(void)b;
}

static void
the_session_is_new_when_the_case_opens(void **state)
{
	struct browser b = { .s = *state };
	char before[160];

	browser_get(&b, "/cancel");
	memcpy(before, b.cookie, sizeof before);
	browser_post(&b, "/cancel", FORM);
	assert_int_not_equal(strncmp(before, b.cookie, strlen("Cookie: simoff=") + 32), 0);
	struct reply r = browser_get(&b, "/cancel");
	assert_int_equal(header(r, "set-cookie").n, 0);		/* and not again at each page */
}

/* ---- failures are pages ---- */

static void
failures_are_pages_for_browsers(void **state)
{
	struct browser b = { .s = *state };
	struct reply r = browser_get(&b, "/nosuch");

	assert_true(r.status == 404 && str_starts(header(r, "content-type"), "text/html") && has(r.body, "This page does not exist"));
	r = site_ask(b.s, "DELETE", "/cancel", "", STR(""));
	assert_true(r.status == 405 && str_is(header(r, "allow"), "GET, HEAD, POST") && has(r.body, "<html"));
	assert_int_equal(browser_get(&b, "/case/nonsense").status, 404);
	browser_get(&b, "/cancel");
	b.s->is_full = true;
	r = browser_post(&b, "/cancel", FORM);
	assert_true(r.status == 503 && has(r.body, "We are very busy") && str_is(header(r, "retry-after"), "1"));
	b.s->is_full = false;
	site_close_web(b.s);
	site_open_web(b.s, 300);
	b.s->is_silent = true;
	r = browser_get(&b, site_format("/case/%s", nobody()));
	assert_true(r.status == 504 && has(r.body, "We are very busy"));
	b.s->is_silent = false;
}

/* As browser_post, by a reader of French. */
static struct reply
post_in_french(const struct browser *b, const char *path)
{
	return site_ask(b->s, "POST", path, site_format("%sAccept-Language: fr\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	    "Sec-Fetch-Site: same-origin\r\n", b->cookie), str_of(site_format("csrf=%s&answer=oui", b->csrf)));
}

/* The desk speaks English; what it says to programs is on no page. */
static void
refusals_are_told_in_the_readers_language(void **state)
{
	struct browser owner = { .s = *state }, stranger = { .s = *state };
	const char *at = submit(&owner), *withdraw = site_format("%s/withdraw", at);

	browser_get(&stranger, "/cancel");
	struct reply r = post_in_french(&stranger, withdraw);
	assert_true(r.status == 404 && has(r.body, "Il n’existe pas de demande avec cette référence pour vous.") && !has(r.body, "There is no"));
	browser_get(&owner, at);
	assert_string_equal(place(browser_post(&owner, withdraw, "")), at);
	r = post_in_french(&owner, site_format("%s/answer", at));
	assert_true(r.status == 409 && has(r.body, "<html lang=\"fr\"") && has(r.body, "Voyez où elle en est"));
	assert_false(has(r.body, "Not possible") || has(r.body, "withdrawn"));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(the_whole_way_works),
		TEST(sending_the_summary_twice_meets_the_same_case),
		TEST(what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept),
		TEST(a_very_long_form_is_shown_again_not_lost),
		TEST(the_longest_allowed_form_reaches_the_mail),
		TEST(the_form_can_be_changed_before_it_is_sent),
		TEST(the_summary_tells_what_another_end_costs),
		TEST(the_form_asks_what_the_country_allows),
		TEST(a_wrong_code_costs_a_try),
		TEST(an_unknown_number_gets_the_same_pages),
		TEST(a_stranger_sees_the_state_and_can_do_nothing),
		TEST(a_case_is_found_by_its_reference),
		TEST(the_link_in_the_mail_becomes_a_cookie),
		TEST(what_is_asked_can_be_answered),
		TEST(the_stop_link_shows_and_only_its_button_acts),
		TEST(forms_from_elsewhere_change_nothing),
		TEST(every_form_needs_its_token),
		TEST(a_get_never_writes),
		TEST(the_session_is_new_when_the_case_opens),
		TEST(failures_are_pages_for_browsers),
		TEST(refusals_are_told_in_the_readers_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
