/* follow_test.c - the page of a request: events without a stream, papers, what was declared, messages, a person instead of a code,
 * a withdrawal that comes too late; each for its customer, and what a stranger gets instead. */
#include "signed.h"
#include "web/live.h"
#include "web/messages.h"
#include "web/poll.h"

#define FORM "line=0470+00+00+01&name=Ana+Peeters&contact=ana@example.net&end=soon"
#define PDF  "%PDF-1.7 any bytes\r\n--XY that are no boundary"

static struct reply
submit_as(struct browser *b, char at_out[80])
{
	browser_get(b, "/cancel");
	const char *code_page = place(browser_post(b, "/cancel", FORM));
	browser_get(b, code_page);
	const char *summary = place(browser_post(b, code_page, site_format("code=%s", site_code(b->s))));
	browser_get(b, summary);
	const char *at = place(browser_post(b, summary, ""));
	snprintf(at_out, 80, "%.*s", (int)strcspn(at, "?"), at);
	return browser_get(b, at);
}

/* ---- papers ---- */

/* A form with a file as a browser sends it. */
static struct reply
send_file(struct browser *b, const char *path, const char *csrf, struct str content)
{
	AUTO(buf_done) struct buf body;
	const char *headers = site_format("%sContent-Type: multipart/form-data; boundary=XYZ\r\nSec-Fetch-Site: same-origin\r\n", browser_cookies(b));

	buf_init(&body, 32u << 20);
	buf_printf(&body, "--XYZ\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n", csrf);
	buf_addz(&body, "--XYZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"police report.pdf\"\r\nContent-Type: text/html\r\n\r\n");
	buf_add(&body, content);
	buf_addz(&body, "\r\n--XYZ--\r\n");
	return site_ask(b->s, "POST", path, headers, buf_str(&body));
}

static struct str
file_of(struct site *s, const char *begin, size_t n)
{
	char *p = arena_must(s->arena, n);

	memset(p, 'x', n);
	memcpy(p, begin, strlen(begin));
	return (struct str){ p, n };
}

static void
a_paper_arrives_whole(void **state)
{
	struct browser b = { .s = *state };
	char at[80];
	struct reply r = submit_as(&b, at);
	const char *to = site_format("%s/documents", at);

	assert_true(has(r.body, site_format("action=\"%s\"", to)));
	assert_string_equal(place(send_file(&b, to, b.csrf, file_of(b.s, "%PDF-", 3 * DESK_PART_BYTES / 2))), site_format("%s?stored", at));
	r = browser_get(&b, site_format("%s?stored", at));
	assert_true(has(r.body, "Your file has arrived.") && has(r.body, " kB, sent on ") && !has(r.body, "police"));
	struct reply c = site_api(b.s, "GET", site_format("/api/v1/cases/%s", at + 6), NULL, NULL);
	assert_true(has(c.body, site_format("\"bytes\":%u", 3 * DESK_PART_BYTES / 2)));
	assert_string_equal(place(send_file(&b, to, b.csrf, STR(PDF))), site_format("%s?stored", at));
	assert_true(has(site_api(b.s, "GET", site_format("/api/v1/cases/%s", at + 6), NULL, NULL).body, site_format("\"bytes\":%zu", strlen(PDF))));
}

static void
what_is_no_paper_is_said_and_the_page_stays(void **state)
{
	static const struct { const char *begin; size_t n; const char *says; } ROWS[] = {
		{ "<html>", 100, "neither a PDF nor a JPEG or PNG" }, { "", 0, "Choose a file first." }, { "%PDF-", (10u << 20) + 1, "larger than 10 MB" },
		{ "GIF89a", 100, "neither a PDF" },
	};
	struct browser b = { .s = *state };
	char at[80];

	submit_as(&b, at);
	const char *to = site_format("%s/documents", at);
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct reply r = send_file(&b, to, b.csrf, file_of(b.s, ROWS[i].begin, ROWS[i].n));
		if (r.status != 422 || !has(r.body, ROWS[i].says) || !has(r.body, "ana@example.net"))
			fail_msg("row %zu: %d: %.*s", i, r.status, STR_ARG(r.body));
	}
	for (int i = 0; i < 5; i++)
		assert_string_equal(place(send_file(&b, to, b.csrf, STR(PDF))), site_format("%s?stored", at));
	struct reply r = send_file(&b, to, b.csrf, STR(PDF));
	assert_true(r.status == 422 && has(r.body, "No more files are taken"));
}

static void
nobody_else_sends_a_paper(void **state)
{
	struct browser b = { .s = *state }, stranger = { .s = *state }, other = { .s = *state };
	char at[80], theirs[80];

	submit_as(&b, at);
	const char *to = site_format("%s/documents", at);
	assert_int_equal(send_file(&b, to, "wrong", STR(PDF)).status, 403);
	assert_int_equal(browser_post(&b, to, "file=x").status, 403);
	browser_get(&stranger, "/cancel");
	assert_int_equal(send_file(&stranger, to, stranger.csrf, STR(PDF)).status, 404);
	assert_int_equal(send_file(&stranger, to, stranger.csrf, file_of(b.s, "%PDF-", HTTPD_BODY_BYTES)).status, 413);	/* not even read */
	snprintf(theirs, sizeof theirs, "%s", at);
	signed_family(b.s);
	signed_in(&other, SIGNED_OTHER);
	browser_get(&other, "/cancel");
	assert_int_equal(send_file(&other, to, other.csrf, file_of(b.s, "%PDF-", HTTPD_BODY_BYTES)).status, 404);
	assert_false(has(browser_get(&b, theirs).body, "sent on "));
}

/* ---- a person ---- */

static void
no_code_can_arrive(void **state)
{
	struct browser b = { .s = *state };
	const char *person, *draft;

	for (int i = 0; i < 2; i++) {		/* a line of ours, and none */
		browser_get(&b, "/cancel");
		draft = place(browser_post(&b, "/cancel", i ? "line=0470990001&name=A&contact=a%40b.example&end=soon" : FORM));
		assert_true(has(browser_get(&b, draft).body, "I can reach neither"));
		person = site_format("%s/person", draft);
		assert_string_equal(place(browser_get(&b, person)), draft);
		assert_string_equal(place(browser_post(&b, person, "")), person);
		struct reply r = browser_get(&b, person);
		assert_true(r.status == 200 && has(r.body, "What we will ask for") && has(r.body, "The request lapses on ") == false);
		assert_true(has(r.body, "the request lapses on ") && has(r.body, "type=\"file\""));
		r = send_file(&b, site_format("/case/%s/documents", draft + 8), b.csrf, STR("nothing"));
		assert_true(r.status == 422 && has(r.body, "What we will ask for") && has(r.body, "neither a PDF"));
	}
	struct reply cards = site_api(b.s, "GET", "/api/v1/cards", NULL, NULL);
	assert_true(has(cards.body, "\"kind\":\"identity\""));
}

/* ---- events ---- */

static struct reply
listen_for(struct browser *b, const char *url, const char *headers)
{
	return site_ask(b->s, "GET", url, site_format("%s%s", browser_cookies(b), headers), STR(""));
}

static void
news_are_told_when_the_case_moves(void **state)
{
	struct browser b = { .s = *state };
	char at[80];
	struct reply r = submit_as(&b, at);
	struct str live = between(r.body, "data-live=\"", "\"");
	const char *url = site_format("%.*s", STR_ARG(live));

	assert_non_null(strstr(url, "/events?v="));
	int fd = site_connect(b.s);
	const char *ask = site_format("GET %s HTTP/1.1\r\nHost: " SITE_HOST "\r\nConnection: close\r\n%s\r\n", url, browser_cookies(&b));
	site_write(b.s, fd, str_of(ask));
	for (int i = 0; i < 50; i++)
		site_turn(b.s);
	assert_int_equal(b.s->web->polls, 1);				/* it waits */
	site_api(b.s, "POST", site_format("/api/v1/cases/%s/approve", at + 6), NULL, NULL);
	r = site_read(b.s, fd);
	assert_true(r.status == 200 && str_starts(header(r, "content-type"), "text/event-stream"));
	assert_true(has(r.body, "event: news\ndata: ") && has(r.body, "retry: "));
	struct str version = between(r.body, "id: ", "\n");
	assert_true(has(browser_get(&b, at).body, site_format("?v=%.*s", STR_ARG(version))));
	int64_t began = clock_monotonic().ms;
	r = listen_for(&b, url, "");					/* an old version: at once */
	assert_true(has(r.body, "event: news") && clock_monotonic().ms - began < LIVE_WAIT_MS);
}

static void
the_last_event_is_believed_and_the_wait_ends(void **state)
{
	struct browser b = { .s = *state };
	char at[80];
	struct reply r = submit_as(&b, at);
	struct str version = between(r.body, "/events?v=", "\"");
	const char *url = site_format("%s/events?v=0000", at);

	for (size_t i = 0; i < POLL_PAGES_MAX; i++)			/* no place: answered at once, come later */
		b.s->web->poll[b.s->web->polls++] = (struct poll){ 0, INT64_MAX };
	r = listen_for(&b, url, site_format("Last-Event-ID: %.*s\r\n", STR_ARG(version)));
	assert_true(r.status == 200 && has(r.body, "retry: 30000\n: nothing new\n") && !has(r.body, "event:"));
	b.s->web->polls = 0;
	r = listen_for(&b, url, "");
	assert_true(has(r.body, "event: news"));
	assert_int_equal(listen_for(&b, "/case/7ZZZ-ZZZZ-Z/events", "").status == 200, 0);
}

static void
a_stranger_hears_of_the_state_only(void **state)
{
	struct browser b = { .s = *state }, stranger = { .s = *state };
	char at[80];
	struct str own = between(submit_as(&b, at).body, "/events?v=", "\"");
	struct reply r = browser_get(&stranger, at);
	struct str theirs = between(r.body, "/events?v=", "\"");

	assert_true(own.n == 16 && theirs.n == 16 && !str_eq(own, theirs));
	assert_true(has(r.body, site_format("/sign-in?to=%s", at)));
	r = listen_for(&stranger, site_format("%s/events?v=%.*s", at, STR_ARG(own)), "");
	assert_true(has(r.body, site_format("data: %.*s\n", STR_ARG(theirs))) && r.body.n < 100);
}

/* ---- what was declared, and told ---- */

static void
what_was_declared_can_be_kept(void **state)
{
	struct browser b = { .s = *state }, stranger = { .s = *state };
	char at[80];
	struct reply r = submit_as(&b, at);
	const char *declared = site_format("%s/declared", at);

	assert_true(has(r.body, site_format("href=\"%s\"", declared)));
	r = browser_get(&b, declared);
	assert_true(r.status == 200 && has(r.body, "ana@example.net") && has(r.body, "470 00 00 01") && has(r.body, "received on "));
	assert_false(has(r.body, "..0001"));		/* the line once, whole: this is evidence for its owner */
	r = browser_get(&b, site_format("%s?save", declared));
	assert_true(r.status == 200 && str_starts(header(r, "content-disposition"), "attachment; filename=\"") && !has(r.body, "href=\"/case"));
	assert_string_equal(place(browser_get(&stranger, declared)), at);
}

static void
messages_tell_their_fate(void **state)
{
	struct browser b = { .s = *state };
	struct desk_claim_in in = { .family = EFFECT_FAMILY_mail, .limit = 64 };
	struct desk_claim_out out;
	char at[80];
	struct reply r = submit_as(&b, at);

	assert_true(has(r.body, "Mail: we have received the request") && has(r.body, "on its way"));
	site_call(b.s, DESK_ROLE_worker, DESK_OP_effect_claim, &in, &out);
	const struct effect_task *t = out.tasks.items;
	for (size_t i = 0; i < out.tasks.n; i++) {
		struct effect_outcome o = { .line_id = t[i].line_id, .case_id = t[i].case_id, .kind = t[i].kind, .generation = t[i].generation,
			.fence = t[i].fence, .result = EFFECT_RESULT_never, .finding = EFFECT_FINDING_bounced, .detail = STR("no such mailbox") };
		struct desk_empty nothing;
		site_call(b.s, DESK_ROLE_worker, DESK_OP_effect_settle, &o, &nothing);
	}
	r = browser_get(&b, at);
	assert_true(has(r.body, "could not be delivered") && !has(r.body, "no such mailbox"));
}

static void
every_fate_of_a_message_has_its_word(void **state)
{
	static const struct { enum effect_kind kind; const char *state, *finding; enum messages_fate want; } ROWS[] = {
		{ EFFECT_mail_received, "pending", "none", MESSAGES_waiting }, { EFFECT_mail_received, "claimed", "none", MESSAGES_waiting },
		{ EFFECT_mail_received, "unknown", "none", MESSAGES_waiting }, { EFFECT_mail_received, "done", "accepted", MESSAGES_sent },
		{ EFFECT_mail_received, "done", "delivered", MESSAGES_delivered }, { EFFECT_mail_received, "done", "bounced", MESSAGES_returned },
		{ EFFECT_sms_alert, "done", "failed", MESSAGES_returned }, { EFFECT_sms_alert, "done", "buffered", MESSAGES_held },
		{ EFFECT_sms_alert, "done", "no_gateway", MESSAGES_hidden }, { EFFECT_mail_received, "dead", "none", MESSAGES_returned },
		{ EFFECT_mail_received, "dropped", "none", MESSAGES_hidden }, { EFFECT_mail_code, "done", "delivered", MESSAGES_hidden },
		{ EFFECT_net_off, "done", "gone", MESSAGES_hidden },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct desk_effect_view e = { .kind = ROWS[i].kind, .state = str_of(ROWS[i].state), .finding = str_of(ROWS[i].finding) };

		assert_int_equal(messages_fate(&e), ROWS[i].want);
	}
}

static void
a_withdrawal_too_late_says_so(void **state)
{
	struct browser b = { .s = *state };
	char at[80];

	submit_as(&b, at);
	signed_sql(b.s, "UPDATE term_case SET state = 'cutting'");
	struct reply r = browser_post(&b, site_format("%s/withdraw", at), "");
	assert_true(r.status == 409 && has(r.body, "It is too late to take the request back.") && has(r.body, "The line is being switched off"));
}

/* What is left belongs to the customer whether or not it was said where to; the mail says the same. */
static void
what_we_owe_is_not_denied(void **state)
{
	static const struct { const char *refund; bool is_owed; } ROWS[] = { { "", true }, { "account", true }, { "none", false } };
	struct browser b = { .s = *state };
	char at[80];

	submit_as(&b, at);
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		signed_sql(b.s, "UPDATE term_case SET state = 'confirmed', refund_kind = '%s', account = json_set(quote, '$.refundCents', 700)",
		    ROWS[i].refund);
		struct reply r = browser_get(&b, at);

		assert_int_equal(has(r.body, "€7.00"), ROWS[i].is_owed);
		assert_int_equal(has(r.body, "Nothing is owed"), !ROWS[i].is_owed);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(a_paper_arrives_whole),
		TEST(what_is_no_paper_is_said_and_the_page_stays),
		TEST(nobody_else_sends_a_paper),
		TEST(no_code_can_arrive),
		TEST(news_are_told_when_the_case_moves),
		TEST(the_last_event_is_believed_and_the_wait_ends),
		TEST(a_stranger_hears_of_the_state_only),
		TEST(what_was_declared_can_be_kept),
		TEST(messages_tell_their_fate),
		cmocka_unit_test(every_fate_of_a_message_has_its_word),
		TEST(a_withdrawal_too_late_says_so),
		TEST(what_we_owe_is_not_denied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
