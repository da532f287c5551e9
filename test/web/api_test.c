/* api_test.c - the JSON API over real bytes, with a real desk: every route, its refusals, hostile input. */
#include "site.h"
#include "web/api.h"
#include "web/routes.h"

#define SUBMIT "{\"msisdn\":\"0470 00 00 01\",\"contact\":{\"email\":\"away@example.net\"},\"refund\":{\"kind\":\"none\"}}"
#define CASES "/api/v1/cases"

/* A case for the first line; its reference. */
static const char *
make_case(struct site *s)
{
	struct reply r = site_api(s, "POST", CASES, "k-1", SUBMIT);

	if (r.status != 201)
		fail_msg("%d: %.*s", r.status, STR_ARG(r.body));
	return site_format("%.*s", STR_ARG(between(r.body, "\"reference\":\"", "\"")));
}

/* ---- submit: PROMISES 16, PRODUCT rule 9 ---- */

static void
a_wish_is_stored_once(void **state)
{
	struct site *s = *state;
	struct reply r = site_api(s, "POST", CASES, "k-1", SUBMIT);

	assert_int_equal(r.status, 201);
	struct str reference = between(r.body, "\"reference\":\"", "\"");
	assert_true(reference.n == 11 && has(r.body, "\"state\":\"review\"") && has(r.body, "\"quote\":{"));
	struct utc_ms t;
	assert_true(clock_parse(between(r.body, "\"received\":\"", "\""), &t));
	assert_true(str_is(header(r, "location"), site_format(CASES "/%.*s", STR_ARG(reference))));
	assert_true(str_is(header(r, "content-type"), "application/json"));

	struct reply again = site_api(s, "POST", CASES, "k-1", SUBMIT);
	assert_int_equal(again.status, 201);
	assert_true(str_eq(between(again.body, "\"reference\":\"", "\""), reference));
	struct reply open = site_api(s, "POST", CASES, "k-2", SUBMIT);
	assert_int_equal(open.status, 200);
	assert_true(str_eq(between(open.body, "\"reference\":\"", "\""), reference));
	assert_problem(site_api(s, "POST", CASES, "k-1", "{\"msisdn\":\"0470000001\"}"), 422, "key_reused");
	assert_problem(site_api(s, "POST", CASES, "k-9", "{\"msisdn\":\"0470999999\"}"), 404, "unknown");
}

static void
a_wish_needs_a_key_of_its_own_and_the_clients(void **state)
{
	struct site *s = *state;
	struct reply r = site_api(s, "POST", CASES, NULL, SUBMIT);

	assert_problem(r, 400, "invalid");
	assert_true(has(r.body, "Idempotency-Key"));
	assert_problem(site_api(s, "POST", CASES, "\303\251", SUBMIT), 400, "invalid");
	assert_problem(site_ask(s, "POST", CASES, "Content-Type: application/json\r\nIdempotency-Key: a\r\n", STR(SUBMIT)), 401, "stranger");
	r = site_ask(s, "POST", CASES, "Authorization: Bearer nonsense\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\n", STR(SUBMIT));
	assert_problem(r, 401, "stranger");
	assert_true(str_starts(header(r, "www-authenticate"), "Bearer"));
	assert_problem(site_ask(s, "POST", CASES, site_format("Authorization: Bearer %s\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\n",
	    s->reader_key), STR(SUBMIT)), 403, "denied");
}

static void
the_whole_form_comes_back(void **state)
{
	struct site *s = *state;
	struct reply r = site_api(s, "POST", CASES, "k", "{\"msisdn\":\"+32470000002\",\"name\":\"Bo \\u00c9\",\"identity\":{\"kind\":\"passport\",\"number\":\"CANARY77\"},"
	    "\"endDate\":\"2027-01-31\",\"reason\":\"moving\",\"contact\":{\"email\":\"bo@example.net\",\"phone\":\"+352661123456\"},\"language\":\"fr\","
	    "\"refund\":{\"kind\":\"account\",\"iban\":\"BE68 5390 0754 7034\",\"holder\":\"Bo\"}}");

	assert_int_equal(r.status, 201);
	assert_true(has(r.body, "\"endDate\":\"2027-01-31\"") && has(r.body, "\"name\":\"Bo \303\211\"") && has(r.body, "\"language\":\"fr\""));
	assert_true(has(r.body, "\"iban\":\"BE68539007547034\"") && has(r.body, "\"phone\":\"352661123456\""));
	assert_false(has(r.body, "CANARY77"));
	assert_false(has(r.body, "token"));
}

/* ---- hostile bodies: 4xx, nothing sent, the server goes on ---- */

static void
hostile_json_goes_no_further(void **state)
{
	static const struct { const char *json; size_t n; } ROWS[] = {
#define ROW(text) { text, sizeof text - 1 }
		ROW(""), ROW("{"), ROW("[]"), ROW("null"), ROW("\"x\""), ROW("{}"), ROW("{} {}"),
		ROW("{\"msisdn\":\"\"}"), ROW("{\"msisdn\":null}"), ROW("{\"msisdn\":32470000001}"), ROW("{\"msisdn\":[\"0470000001\"]}"),
		ROW("{\"msisdn\":\"0470000001\",\"msisdn\":\"0470000002\"}"), ROW("{\"msisdn\":\"0470000001\",\"nosuch\":1}"),
		ROW("{\"msisdn\":\"0470000001\",\"found\":true}"), ROW("{\"msisdn\":\"04700000\\u0000\"}"),
		ROW("{\"msisdn\":\"0470000001\",\"name\":\"\xff\xfe\"}"), ROW("{\"msisdn\":\"0470000001\",\"name\":\"\\ud800\"}"),
		ROW("{\"msisdn\":\"0470000001\",\"name\":\"a\\nb\"}"), ROW("{\"msisdn\":\"0470000001\",\"name\":\"a\0b\"}"),
		ROW("{\"msisdn\":\"0470000001\",\"endDate\":\"2026-02-30\"}"), ROW("{\"msisdn\":\"0470000001\",\"endDate\":\"yesterday\"}"),
		ROW("{\"msisdn\":\"0470000001\",\"contact\":\"a@b.c\"}"), ROW("{\"msisdn\":\"0470000001\",\"contact\":{\"email\":{}}}"),
		ROW("{\"msisdn\":\"0470000001\",\"refund\":{}}"), ROW("{\"msisdn\":\"012345678901234567890123456789\"}"),
		ROW("\xef\xbb\xbf{\"msisdn\":\"0470000001\"}"),
#undef ROW
	};
	struct site *s = *state;
	const char *headers = site_format("Authorization: Bearer %s\r\nIdempotency-Key: h\r\nContent-Type: application/json\r\n", s->key);
	AUTO(buf_done) struct buf deep;

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct reply r = site_ask(s, "POST", CASES, headers, (struct str){ ROWS[i].json, ROWS[i].n });
		if (r.status != 400)
			fail_msg("row %zu: %d %.*s", i, r.status, STR_ARG(r.body));
		assert_problem(r, 400, "invalid");
	}
	buf_init(&deep, 200000);
	for (int i = 0; i < 20000; i++)
		buf_addz(&deep, "{\"contact\":");
	assert_problem(site_ask(s, "POST", CASES, headers, (struct str){ deep.p, 60000 }), 400, "invalid");
	assert_int_equal(site_ask(s, "POST", CASES, headers, buf_str(&deep)).status, 413);
	assert_int_equal(s->sent, 0);
	assert_problem(site_api(s, "POST", CASES, "h", "{\"msisdn\":\"0470000001\",\"refund\":{\"kind\":\"cash\"}}"), 400, "invalid");
	assert_int_equal(site_api(s, "POST", CASES, "h", SUBMIT).status, 201);
}

static void
other_content_types_are_refused(void **state)
{
	static const char *const TYPES[] = { "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "application/jsonx", "multipart/form-data; boundary=x" };
	struct site *s = *state;

	for (size_t i = 0; i < COUNT(TYPES); i++)
		assert_problem(site_ask(s, "POST", CASES, site_format("Authorization: Bearer %s\r\nIdempotency-Key: k\r\nContent-Type: %s\r\n", s->key, TYPES[i]),
		    STR(SUBMIT)), 415, "content-type");
	assert_int_equal(s->sent, 0);
	assert_int_equal(site_ask(s, "POST", CASES, site_format("Authorization: Bearer %s\r\nIdempotency-Key: k\r\nAccept: image/png\r\n"
	    "Content-Type: Application/JSON; charset=UTF-8\r\n", s->key), STR(SUBMIT)).status, 201);
}

/* ---- every route of the API ---- */

static void
a_case_is_read_decided_and_taken_back(void **state)
{
	struct site *s = *state;
	const char *reference = make_case(s), *path = site_format(CASES "/%s", reference);
	struct reply r = site_api(s, "GET", path, NULL, NULL);

	assert_int_equal(r.status, 200);
	assert_true(has(r.body, "\"events\":[{") && has(r.body, "\"effects\":[") && has(r.body, "\"next\":\"") && has(r.body, "\"byWhen\":\""));
	r = site_ask(s, "HEAD", path, site_format("Authorization: Bearer %s\r\n", s->key), STR(""));
	assert_true(r.status == 200 && r.body.n == 0 && header(r, "content-length").n > 2);
	r = site_api(s, "GET", CASES "?state=review&limit=1", NULL, NULL);
	assert_true(r.status == 200 && has(r.body, reference));
	assert_true(has(site_api(s, "GET", CASES "?state=confirmed", NULL, NULL).body, "\"items\":[]"));
	r = site_api(s, "POST", site_format("%s/approve", path), NULL, "{\"note\":\"fine\"}");
	assert_true(r.status == 200 && has(r.body, "\"state\":\"waiting\""));
	r = site_api(s, "POST", site_format("%s/events", path), NULL, "{\"event\":\"stop\"}");
	assert_true(r.status == 200 && has(r.body, "\"state\":\"review\"") && has(r.body, "\"contested\":true"));
	assert_problem(site_api(s, "POST", site_format("%s/events", path), NULL, "{\"event\":\"net_gone\"}"), 403, "denied");
	assert_problem(site_api(s, "POST", site_format("%s/events", path), NULL, "{\"event\":\"nothing\"}"), 400, "invalid");
	assert_problem(site_api(s, "POST", site_format("%s/events", path), NULL, "{\"event\":\"pay\"}"), 409, "refused");
	r = site_api(s, "POST", site_format("%s/account", path), NULL, "{\"creditCents\":0,\"debtCents\":0,\"note\":\"by hand\"}");
	assert_problem(r, 409, "refused");
	assert_true(has(r.body, "between the cut and the confirmation"));
	r = site_api(s, "POST", site_format("%s/withdraw", path), NULL, NULL);
	assert_true(r.status == 200 && has(r.body, "\"state\":\"withdrawn\""));
	assert_problem(site_api(s, "POST", site_format("%s/reject", path), NULL, "{}"), 409, "refused");
	assert_problem(site_api(s, "GET", CASES "/K7QM-3XPA-8", NULL, NULL), 404, "unknown");
}

static void
lines_numbers_and_cards(void **state)
{
	static const struct { const char *method, *path, *json; int status; const char *want; } ROWS[] = {
		{ "GET",  "/api/v1/lines?limit=2", NULL, 200, "\"items\":[{\"msisdn\":\"32470000001\"" },
		{ "GET",  "/api/v1/lines/0470000001", NULL, 200, "\"imsi\":\"206010000000001\"" },
		{ "GET",  "/api/v1/lines/0470999999", NULL, 404, "unknown" },
		{ "POST", "/api/v1/lines/32470000001/block", NULL, 200, "\"blocked\":" },
		{ "POST", "/api/v1/lines/32470000001/unblock", NULL, 200, "\"blocked\":false" },
		{ "GET",  "/api/v1/lines/32470000001/sessions", NULL, 200, "\"sessions\":" },
		{ "POST", "/api/v1/lines/32470000001/sessions/end", NULL, 200, "{" },
		{ "POST", "/api/v1/lines/32470999999/sessions/end", NULL, 404, "unknown" },
		{ "GET",  "/api/v1/numbers/32470000001", NULL, 200, "\"state\":\"active\"" },
		{ "GET",  "/api/v1/numbers", NULL, 200, "\"items\":[" },
		{ "POST", "/api/v1/numbers/32470000002/ported", "{\"at\":\"2026-11-30T10:00:00+01:00\"}", 200, "\"msisdn\":\"32470000002\"" },
		{ "GET",  "/api/v1/cards", NULL, 200, "\"items\":[" },
		{ "POST", "/api/v1/cards/nonsense", "{\"action\":\"take\"}", 404, "unknown" },
		{ "GET",  "/api/v1/events", NULL, 200, "\"next\":\"" },
		{ "GET",  "/sms/report?effect=x&type=1&token=x", NULL, 403, "Only the SMS gateway" },
		{ "POST", "/sms/received?from=32470000001&token=x", NULL, 403, "Only the SMS gateway" },
	};
	struct site *s = *state;

	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct reply r = site_api(s, ROWS[i].method, ROWS[i].path, NULL, ROWS[i].json);
		if (r.status != ROWS[i].status || !has(r.body, ROWS[i].want))
			fail_msg("%s %s: %d %.*s", ROWS[i].method, ROWS[i].path, r.status, STR_ARG(r.body));
	}
}

static void
queries_are_a_closed_list(void **state)
{
	static const char *const BAD[] = {
		"/api/v1/lines?limit=101", "/api/v1/lines?limit=-1", "/api/v1/lines?limit=x", "/api/v1/lines?limit=1&limit=2", "/api/v1/lines?nosuch=1",
		"/api/v1/lines?state=review", "/api/v1/cases?state=gone", "/api/v1/cases/K7QM-3XPA-9?x=1", "/api/v1/events?wait=31", "/api/v1/lines?after=nonsense",
	};
	struct site *s = *state;

	for (size_t i = 0; i < COUNT(BAD); i++) {
		struct reply r = site_api(s, "GET", BAD[i], NULL, NULL);
		if (r.status != 400)
			fail_msg("%s: %d %.*s", BAD[i], r.status, STR_ARG(r.body));
		assert_problem(r, 400, "invalid");
	}
}

static void
every_item_comes_once_by_its_cursor(void **state)
{
	struct site *s = *state;
	struct str next = STR("");
	int seen = 0;

	for (int i = 0; i < 10; i++) {
		struct reply r = site_api(s, "GET", next.n ? site_format("/api/v1/lines?limit=1&after=%.*s", STR_ARG(next)) : "/api/v1/lines?limit=1", NULL, NULL);
		assert_int_equal(r.status, 200);
		seen += has(r.body, "\"msisdn\"");
		next = between(r.body, "\"next\":\"", "\"");
		if (!next.n)
			break;
	}
	assert_int_equal(seen, 3);
}

/* ---- the feed waits ---- */

static void
the_feed_waits_for_news(void **state)
{
	struct site *s = *state;
	struct str next = STR("");

	for (int i = 0; i < 10; i++) {
		struct reply r = site_api(s, "GET", site_format("/api/v1/events%s%.*s", next.n ? "?after=" : "", STR_ARG(next)), NULL, NULL);
		next = between(r.body, "\"next\":\"", "\"");
		if (has(r.body, "\"items\":[]"))
			break;
	}
	struct reply empty = site_api(s, "GET", site_format("/api/v1/events?wait=0&after=%.*s", STR_ARG(next)), NULL, NULL);
	assert_true(empty.status == 200 && has(empty.body, "\"items\":[]"));

	int64_t began = clock_monotonic().ms;
	int fd = site_connect(s);
	site_write(s, fd, str_of(site_format("GET /api/v1/events?wait=20&after=%.*s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n",
	    STR_ARG(next), s->key)));
	for (int i = 0; i < 100; i++)
		site_turn(s);
	assert_int_equal(s->web->polls, 1);
	const char *reference = make_case(s);
	struct reply r = site_read(s, fd);
	assert_true(r.status == 200 && has(r.body, reference));
	assert_true(clock_monotonic().ms - began < 19000);
	assert_int_equal(s->web->polls, 0);

	began = clock_monotonic().ms;
	r = site_api(s, "GET", site_format("/api/v1/events?wait=1&after=%.*s", STR_ARG(between(r.body, "\"next\":\"", "\""))), NULL, NULL);
	assert_true(r.status == 200 && has(r.body, "\"next\":\""));
	assert_true(clock_monotonic().ms - began >= 1000);
}

/* ---- papers ---- */

#define PAPER_ID "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d"

/* A paper of SIZE bytes, sent by the customer of a case; the case's reference. */
static const char *
send_paper(struct site *s, size_t size)
{
	static char content[3 * DESK_PART_BYTES];
	struct desk_submit_in in;
	struct desk_case_view v;
	struct desk_document_part part;
	struct str why;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = STR("0470000001");
	assert_int_equal(site_call(s, DESK_ROLE_public, DESK_OP_case_request, &in, &v), DESK_created);
	struct desk_caller c = { .role = DESK_ROLE_public, .name = STR("portal"), .channel = STR("web"), .token = arena_str(s->arena, v.token) };
	const char *reference = site_format("%.*s", STR_ARG(v.reference));
	for (size_t i = 0; i < size; i++)
		content[i] = (char)(i * 7 + i / 251);
	memcpy(content, "%PDF-1.7", 8);
	for (size_t at = 0; at < size; at += DESK_PART_BYTES) {
		size_t n = size - at < DESK_PART_BYTES ? size - at : DESK_PART_BYTES;
		struct desk_document_in d = { .found = true, .reference = str_of(reference), .document = STR(PAPER_ID), .part = (int64_t)(at / DESK_PART_BYTES),
			.last = at + n == size, .content = { content + at, n } };
		assert_int_equal(desk_call(s->desk, DESK_OP_document_add, &c, &d, &part, s->arena, &why), DESK_created);
	}
	return reference;
}

static void
a_paper_is_given_whole_and_as_a_file(void **state)
{
	const size_t size = 2 * DESK_PART_BYTES + 77;
	struct site *s = *state;
	const char *reference = send_paper(s, size), *path = site_format(CASES "/%s/documents/" PAPER_ID, reference);

	for (int i = 0; i < 2 * PAPER_SLOTS; i++) {		/* slots are given back */
		struct reply r = site_api(s, "GET", path, NULL, NULL);

		assert_int_equal(r.status, 200);
		assert_int_equal(r.body.n, size);
		for (size_t k = 8; k < size; k += 4093)
			assert_int_equal(r.body.p[k], (char)(k * 7 + k / 251));
		assert_true(str_is(header(r, "content-type"), "application/pdf"));
		assert_true(str_is(header(r, "content-disposition"), "attachment; filename=\"paper.pdf\""));
		assert_true(str_is(header(r, "x-content-type-options"), "nosniff"));
		assert_true(str_is(header(r, "cache-control"), "no-store"));
	}
	struct reply r = site_api(s, "GET", site_format(CASES "/%s", reference), NULL, NULL);
	assert_true(has(r.body, "\"documents\":[{\"document\":\"" PAPER_ID "\",\"type\":\"application/pdf\",\"bytes\":131149"));
	assert_problem(site_api(s, "GET", site_format(CASES "/%s/documents/%s", reference, "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8e"), NULL, NULL), 404, "unknown");
	assert_problem(site_api(s, "GET", site_format(CASES "/%s/documents/X", reference), NULL, NULL), 404, "unknown");
	assert_problem(site_api(s, "GET", site_format(CASES "/X/documents/" PAPER_ID), NULL, NULL), 404, "unknown");
	assert_problem(site_ask(s, "GET", path, "", STR("")), 401, "stranger");
}

/* Who hangs up in the middle leaves a slot that the next one gets. */
static void
a_paper_that_nobody_waits_for_any_more(void **state)
{
	struct site *s = *state;
	const char *path = site_format(CASES "/%s/documents/" PAPER_ID, send_paper(s, DESK_PART_BYTES + 10));

	for (size_t i = 0; i < PAPER_SLOTS; i++)
		s->web->paper[i].request = UINT64_MAX - i;	/* requests that are no more */
	assert_int_equal(site_api(s, "GET", path, NULL, NULL).status, 200);
	s->is_full = true;
	assert_int_equal(site_api(s, "GET", path, NULL, NULL).status, 503);
	s->is_full = false;
	assert_int_equal(site_api(s, "GET", path, NULL, NULL).status, 200);
}

/* ---- ways that are not there ---- */

/* The path with an X for each parameter. */
static const char *
with_values(const char *path)
{
	struct str head, rest = str_of(path), name;
	const char *url = "";

	while (str_split(rest, '{', &head, &rest)) {
		str_split(rest, '}', &name, &rest);
		url = site_format("%s%.*sX", url, STR_ARG(head));
	}
	return site_format("%s%.*s", url, STR_ARG(head));
}

static void
every_route_has_its_methods_and_no_others(void **state)
{
	static const char *const METHODS[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };
	struct site *s = *state;
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < routes_count; i++)
		for (size_t m = 0; m < COUNT(METHODS); m++) {
			struct str path = str_of(routes[i].path), allow = routes_allow(str_of(routes[i].path), a);
			const char *url = with_values(routes[i].path);
			bool is_there = has(allow, METHODS[m]);
			struct reply r = site_ask(s, METHODS[m], url, "", STR(""));

			if (is_there ? r.status == 405 : r.status != 405)
				fail_msg("%s %s: %d", METHODS[m], url, r.status);
			if (!is_there) {
				assert_true(str_eq(header(r, "allow"), allow));
				if (str_starts(path, "/api/") && m != 1)
					assert_problem(r, 405, "method");
			}
		}
	arena_free(a);
	assert_true(s->last_op == DESK_OP_metrics || !desk_operations[s->last_op].writes);	/* what needs neither key nor form */
}

static void
unknown_addresses_are_problems(void **state)
{
	static const char *const PATHS[] = { "/api/", "/api/v1", "/api/v1/", "/api/v2/cases", "/api/v1/cases/", "/api/v1/cases//withdraw", "/api/v1/cases/A/B/C", "/api/v1/nosuch" };
	struct site *s = *state;

	for (size_t i = 0; i < COUNT(PATHS); i++)
		assert_problem(site_api(s, "GET", PATHS[i], NULL, NULL), 404, "unknown");
}

/* ---- too busy, too late ---- */

static void
too_many_in_flight_is_503(void **state)
{
	struct site *s = *state;

	s->is_full = true;
	struct reply r = site_api(s, "GET", CASES, NULL, NULL);
	assert_problem(r, 503, "busy");
	assert_true(str_is(header(r, "retry-after"), "1"));
	s->is_full = false;
	assert_int_equal(site_api(s, "GET", CASES, NULL, NULL).status, 200);
}

static void
no_answer_in_time_is_504_and_a_late_one_is_dropped(void **state)
{
	struct site *s = *state;

	site_close_web(s);
	site_open_web(s, 300);
	s->is_silent = true;
	assert_problem(site_api(s, "POST", CASES, "k-1", SUBMIT), 504, "late");
	assert_int_equal(s->web->metrics.waiting, 0);
	s->is_silent = false;
	assert_int_equal(site_api(s, "POST", CASES, "k-1", SUBMIT).status, 201);	/* the same key: the same case */
	assert_true(has(site_api(s, "GET", CASES, NULL, NULL).body, "\"items\":[{"));
}

/* ---- no header is made of what a client sends ---- */

static void
nothing_typed_gets_into_a_header(void **state)
{
	static const char *const PATHS[] = {
		"/case/X%0d%0aSet-Cookie:%20a=b", "/case/K7QM-3XPA-9%0d%0aX:y", "/cancel/%22%3e", "/case?reference=a%0d%0aX-Evil:1", "/stop/K7QM-3XPA-9?t=x%3B%20Domain=evil",
		"/case/K7QM-3XPA-9?t=x;Domain=evil", "/api/v1/cases/a%0d%0aX-Evil:1", "/api/v1/lines/%0aX-Evil:1",
	};
	struct site *s = *state;

	for (size_t i = 0; i < COUNT(PATHS); i++) {
		struct reply r = site_api(s, "GET", PATHS[i], NULL, NULL);
		assert_true(r.status >= 200 && r.status < 500);
		assert_false(has(r.head, "evil") || has(r.head, "Evil") || has(r.head, "a=b") || has(r.head, "X:y"));
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(a_wish_is_stored_once),
		TEST(a_wish_needs_a_key_of_its_own_and_the_clients),
		TEST(the_whole_form_comes_back),
		TEST(hostile_json_goes_no_further),
		TEST(other_content_types_are_refused),
		TEST(a_case_is_read_decided_and_taken_back),
		TEST(lines_numbers_and_cards),
		TEST(queries_are_a_closed_list),
		TEST(every_item_comes_once_by_its_cursor),
		TEST(the_feed_waits_for_news),
		TEST(a_paper_is_given_whole_and_as_a_file),
		TEST(a_paper_that_nobody_waits_for_any_more),
		TEST(every_route_has_its_methods_and_no_others),
		TEST(unknown_addresses_are_problems),
		TEST(too_many_in_flight_is_503),
		TEST(no_answer_in_time_is_504_and_a_late_one_is_dropped),
		TEST(nothing_typed_gets_into_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
