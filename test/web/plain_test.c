/* plain_test.c - what machines ask: health, metrics, the description, static files; and the small parts of web by themselves. */
#include "site.h"
#include "web/openapi.h"
#include "web/routes.h"

/* ---- /healthz ---- */

static void
health_is_the_desks(void **state)
{
	struct site *s = *state;
	struct reply r = site_ask(s, "GET", "/healthz", "", STR(""));

	assert_true(r.status == 200 && str_is(r.body, "ok\n"));
	assert_int_equal(s->sent, 1);
	assert_int_equal(site_ask(s, "GET", "/healthz", "", STR("")).status, 200);
	assert_int_equal(s->sent, 1);				/* it answered just now */
	s->web->heard_ms = 0;
	s->is_full = true;
	assert_int_equal(site_ask(s, "GET", "/healthz", "", STR("")).status, 503);
	s->is_full = false;
	s->is_silent = true;
	r = site_ask(s, "GET", "/healthz", "", STR(""));
	assert_true(r.status == 504 && str_is(header(r, "content-type"), "application/problem+json"));
}

/* ---- /metrics ---- */

/* Every line is a comment of its family or a sample of it, and the last is the end. */
static void
assert_openmetrics(struct str text)
{
	struct str line, rest = text, family = STR(""), a, b;
	int families = 0;

	assert_true(text.n > 6 && !memcmp(text.p + text.n - 6, "# EOF\n", 6));
	while (str_split(rest, '\n', &line, &rest)) {
		if (str_is(line, "# EOF"))
			break;
		if (str_starts(line, "# HELP ")) {
			str_split((struct str){ line.p + 7, line.n - 7 }, ' ', &family, &b);
			families++;
			continue;
		}
		if (str_starts(line, "# TYPE "))
			line = (struct str){ line.p + 7, line.n - 7 };
		assert_true(line.n > family.n && !memcmp(line.p, family.p, family.n));
		str_split(line, ' ', &a, &b);
		assert_true(b.n > 0);
	}
	assert_int_equal(rest.n, 0);
	assert_true(families > 4);
}

static void
metrics_count_what_happened(void **state)
{
	struct site *s = *state;

	assert_int_equal(site_api(s, "POST", "/api/v1/cases", "k", "{\"msisdn\":\"0470000001\"}").status, 201);
	struct reply r = site_ask(s, "GET", "/metrics", "", STR(""));
	assert_int_equal(r.status, 200);
	assert_true(str_is(header(r, "content-type"), METRICS_TYPE));
	assert_openmetrics(r.body);
	assert_true(has(r.body, "\nsimoff_desk_up 1\n") && has(r.body, "simoff_cases{state=\"review\"} 1\n"));
	assert_true(has(r.body, "simoff_effects{kind=\"net_read\",state=\"pending\"} ") || has(r.body, "simoff_effects{kind=\"mail_received\",state=\"pending\"} 1\n"));
	assert_true(has(r.body, "simoff_http_answers_total{channel=\"api\",status=\"2xx\"} 1\n"));
	assert_true(has(r.body, "simoff_http_answer_seconds_bucket{channel=\"api\",le=\"+Inf\"} 1\n"));
	assert_true(has(r.body, "\nsimoff_http_waiting 0\n"));
	assert_false(has(r.body, "0470") || has(r.body, "32470") || has(r.body, "ana"));
}

static void
metrics_without_a_desk_say_so(void **state)
{
	struct site *s = *state;

	site_close_web(s);
	site_open_web(s, 300);
	s->is_silent = true;
	struct reply r = site_ask(s, "GET", "/metrics", "", STR(""));
	assert_int_equal(r.status, 200);
	assert_openmetrics(r.body);
	assert_true(has(r.body, "\nsimoff_desk_up 0\n") && !has(r.body, "simoff_cases{"));
	s->is_silent = false;
}

static void
latencies_fall_into_their_buckets(void **state)
{
	struct metrics m = { .waiting = 0 };
	AUTO(buf_done) struct buf out;

	(void)state;
	buf_init(&out, METRICS_BYTES_MAX);
	metrics_add(&m, METRICS_page, 200, 400);
	metrics_add(&m, METRICS_page, 422, 1000);
	metrics_add(&m, METRICS_page, 504, INT64_C(99000000));
	metrics_write(&m, NULL, &out);
	struct str text = buf_str(&out);
	assert_openmetrics(text);
	assert_true(has(text, "{channel=\"page\",le=\"0.0005\"} 1\n") && has(text, "{channel=\"page\",le=\"0.001\"} 2\n"));
	assert_true(has(text, "{channel=\"page\",le=\"30.0\"} 2\n") && has(text, "{channel=\"page\",le=\"+Inf\"} 3\n"));
	assert_true(has(text, "_sum{channel=\"page\"} 99.001400\n") && has(text, "{channel=\"page\",status=\"4xx\"} 1\n"));
}

/* ---- the description ---- */

/* Whatever "$ref" names is there. */
static void
every_schema_is_there(struct str body)
{
	static const char REF[] = "\"#/components/schemas/";
	const char *at = body.p, *end = body.p + body.n;
	int refs = 0;

	for (; (at = memmem(at, (size_t)(end - at), REF, strlen(REF))); refs++) {
		struct str name = { at += strlen(REF), 0 };

		while (name.p[name.n] != '"' && name.p[name.n] != '/')
			name.n++;
		if (!has(body, site_format("\"%.*s\":{", STR_ARG(name))))
			fail_msg("no schema %.*s", STR_ARG(name));
	}
	assert_true(refs > 20);
}

static void
every_route_is_described(void **state)
{
	struct site *s = *state;
	struct reply r = site_ask(s, "GET", "/api/v1/openapi.json", "", STR(""));
	const char *to = getenv("OPENAPI_OUT");
	FILE *f = to ? fopen(to, "w") : NULL;

	assert_true(r.status == 200 && str_is(header(r, "content-type"), "application/json"));
	assert_true(str_starts(r.body, "{\"openapi\":\"3.1.0\"") && has(r.body, "\"title\":\"Testel & Co\""));
	for (size_t i = 0; i < routes_count; i++) {
		bool is_page = routes[i].channel == METRICS_page;

		assert_true(has(r.body, site_format("\"%s\":{", routes[i].path)) == !is_page);
		assert_true(has(r.body, routes[i].text) == !is_page);
	}
	assert_false(has(r.body, "the case's own token"));		/* of the desk's reply: for pages only */
	every_schema_is_there(r.body);
	if (f) {
		fwrite(r.body.p, 1, r.body.n, f);
		fclose(f);
	}
}

/* ---- files ---- */

static void
static_files_are_cached(void **state)
{
	struct site *s = *state;
	struct reply r = site_ask(s, "GET", "/static/simoff.css?v=1", "", STR(""));

	assert_true(r.status == 200 && str_starts(header(r, "content-type"), "text/css") && has(header(r, "cache-control"), "immutable"));
	struct str etag = header(r, "etag");
	r = site_ask(s, "GET", "/static/simoff.css", site_format("If-None-Match: %.*s\r\n", STR_ARG(etag)), STR(""));
	assert_true(r.status == 304 && r.body.n == 0 && str_is(header(r, "cache-control"), "no-cache"));
	assert_int_equal(site_ask(s, "GET", "/static/nosuch.css", "", STR("")).status, 404);
	assert_int_equal(site_ask(s, "GET", "/static/..%2fx", "", STR("")).status, 400);
	assert_int_equal(header(site_ask(s, "GET", "/static/simoff.svg", "", STR("")), "set-cookie").n, 0);
}

/* What each client takes, and whether it gets gzip. The two have tags of their own: one is never taken for the other. */
static void
static_files_are_smaller_for_who_can_unpack(void **state)
{
	static const struct { const char *accepts; bool is_gzip; } CASES[] = {
		{ "gzip, deflate, br", true }, { "br;q=1.0, GZIP;q=0.8", true }, { "gzip;q=0.001", true }, { "gzip ; q=1", true },
		{ "", false }, { "br", false }, { "gzip;q=0", false }, { "deflate, gzip; q=0.000", false }, { "identity", false },
		{ "*", false }, { "xgzip", false }, { ",,;,gzip;q=", true },
	};
	struct site *s = *state;
	const struct page_static *css = pages_static_find(STR("/static/simoff.css"));

	assert_true(css->gzip.n < css->body.n / 2 && css->gzip.p[0] == 0x1f && (uint8_t)css->gzip.p[1] == 0x8b);
	for (size_t i = 0; i < COUNT(CASES); i++) {
		struct reply r = site_ask(s, "GET", "/static/simoff.css?v=1", site_format("Accept-Encoding: %s\r\n", CASES[i].accepts), STR(""));

		assert_true(str_is(header(r, "content-encoding"), "gzip") == CASES[i].is_gzip && str_is(header(r, "vary"), "accept-encoding"));
		assert_true(str_eq(r.body, CASES[i].is_gzip ? css->gzip : css->body));
		assert_true(str_is(header(r, "etag"), CASES[i].is_gzip ? css->gzip_etag : css->etag));
	}
	struct reply r = site_ask(s, "GET", "/static/simoff.css", site_format("Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", css->gzip_etag), STR(""));
	assert_int_equal(r.status, 304);
	r = site_ask(s, "GET", "/static/simoff.css", site_format("If-None-Match: %s\r\n", css->gzip_etag), STR(""));
	assert_int_equal(r.status, 200);
}

/* ---- sessions ---- */

static struct httpd_request
asking(struct httpd_pair *pairs, size_t n)
{
	return (struct httpd_request){ .headers = { pairs, n } };
}

#define ID "0123456789abcdef0123456789abcdef"

static void
a_cookie_is_well_formed_or_not_there(void **state)
{
	static const struct { const char *cookie; bool is_tls, is_known; const char *token; } ROWS[] = {
		{ "simoff=" ID, false, true, "" }, { "simoff=" ID ".abc-_9", false, true, "abc-_9" }, { "__Host-simoff=" ID ".t", true, true, "t" },
		{ "simoff=" ID, true, false, "" }, { "__Host-simoff=" ID, false, false, "" }, { "simoff=" ID ".", false, false, "" },
		{ "simoff=" ID ".a;b", false, true, "a" }, { "simoff=" ID ".a.b", false, false, "" }, { "simoff=" ID "0", false, false, "" },
		{ "simoff=0123456789ABCDEF0123456789abcdef", false, false, "" }, { "simoff=" ID "; simoff=" ID, false, false, "" }, { "", false, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct httpd_pair cookie = { STR("cookie"), str_of(ROWS[i].cookie) };
		struct httpd_request q = asking(&cookie, 1);
		struct session t = session_read(&q, ROWS[i].is_tls);

		if (t.is_new == ROWS[i].is_known || !str_is(t.token, ROWS[i].token))
			fail_msg("row %zu", i);
		assert_true(strlen(t.id) == 32);
	}
}

static void
the_cookie_keeps_to_its_site(void **state)
{
	struct arena *a = arena_new(1 << 16);
	struct session t = session_renew(STR("tok"));

	(void)state;
	assert_string_equal(session_cookie(&t, true, a).p, site_format("__Host-simoff=%s.tok; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure", t.id));
	assert_string_equal(session_cookie(&t, false, a).p, site_format("simoff=%s.tok; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax", t.id));
	arena_free(a);
}

static void
a_form_belongs_to_its_session_and_key(void **state)
{
	struct session t = session_renew(STR("")), other = session_renew(STR(""));
	uint8_t key[32] = { 1 }, key2[32] = { 2 };
	char form[SESSION_FORM_SIZE];

	(void)state;
	session_form(&t, key, form);
	assert_false(session_form_fits(&t, key, str_of(form)));	/* the browser never had this session */
	t.is_new = other.is_new = false;
	assert_true(session_form_fits(&t, key, str_of(form)));
	assert_false(session_form_fits(&other, key, str_of(form)));
	assert_false(session_form_fits(&t, key2, str_of(form)));
	assert_false(session_form_fits(&t, key, (struct str){ form, 63 }));
	assert_false(session_form_fits(&t, key, STR("")));
}

/* ---- how often ---- */

static void
a_network_has_its_allowance_per_minute(void **state)
{
	struct rate *r = calloc(1, sizeof *r);
	struct httpd_address a, b, local, local6;
	uint8_t key[32] = { 5 };

	(void)state;
	assert_true(httpd_address_parse(STR("192.0.2.1"), &a) && httpd_address_parse(STR("192.0.2.2"), &b));
	assert_true(httpd_address_parse(STR("127.0.0.1"), &local) && httpd_address_parse(STR("::1"), &local6));
	rate_init(r, key);
	for (int i = 0; i < 20; i++)
		assert_true(rate_take(r, RATE_attempt, a, 1000));
	assert_false(rate_take(r, RATE_attempt, a, 59999));
	assert_true(rate_take(r, RATE_attempt, b, 59999));
	assert_true(rate_take(r, RATE_look, a, 59999));
	assert_true(rate_take(r, RATE_attempt, a, 60000));
	for (int i = 0; i < 1000; i++)
		assert_true(rate_take(r, RATE_free, a, 0) && rate_take(r, RATE_attempt, local, 0) && rate_take(r, RATE_attempt, httpd_address_network(local6), 0));
	free(r);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(health_is_the_desks),
		TEST(metrics_count_what_happened),
		TEST(metrics_without_a_desk_say_so),
		TEST(every_route_is_described),
		TEST(static_files_are_cached),
		TEST(static_files_are_smaller_for_who_can_unpack),
		cmocka_unit_test(latencies_fall_into_their_buckets),
		cmocka_unit_test(a_cookie_is_well_formed_or_not_there),
		cmocka_unit_test(the_cookie_keeps_to_its_site),
		cmocka_unit_test(a_form_belongs_to_its_session_and_key),
		cmocka_unit_test(a_network_has_its_allowance_per_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
