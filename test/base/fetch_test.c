/* fetch_test.c - the HTTP client against a server that answers, hangs, loses answers, and talks nonsense. */
#include "base/fetch.h"
#include "httppeer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CALL_MS 10000		/* more than any answer takes here */
#define SHORT_MS 500		/* for an answer that never comes */

static struct fetch_conf conf = { .peer = "the peer", .section = "test", .call_ms = CALL_MS };

static struct fetch_request
get(const struct httppeer *p)
{
	return (struct fetch_request){ .method = FETCH_GET, .url = str_of(p->url), .answer_max = 100 };
}

/* One GET by a new handle to a server with this one step. */
static enum err
once(struct httppeer_step step, struct fetch_reply *out, char body[101])
{
	struct httppeer p;

	httppeer_start(&p, &step, 1);
	struct fetch *f = fetch_open(&conf);
	struct fetch_request q = get(&p);
	enum err e = fetch_call(f, &q, out);
	snprintf(body, 101, "%.*s", STR_ARG(out->body));
	assert_int_equal(p.seen->requests, 1);
	fetch_close(f);
	httppeer_stop(&p);
	return e;
}

static void
answers(void **state)
{
	static const struct { struct httppeer_step step; int status; const char *body; bool is_cut; } CASE[] = {
		{ HTTPPEER_OK("2", "hi"), 200, "hi", false },
		{ { "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n0:\r\n0\r\n\r\n", true, false }, 202, "0:", false },
		{ { "HTTP/1.0 403 Forbidden\r\n\r\nno", true, false }, 403, "no", false },
		{ { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", false, false }, 503, "", false },
		{ { "HTTP/1.1 302 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", false, false }, 302, "", false },
		{ { "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, false }, 200, "ok", false },
		{ { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal", true, false }, 200, "hal", true },
		{ { "HTTP/1.1 200 OK\r\nContent-Length: 120\r\n\r\n"
		    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		    "01234567890123456789", false, false }, 200,
		    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		struct fetch_reply reply;
		char body[101];

		assert_int_equal(once(CASE[i].step, &reply, body), ERR_OK);
		assert_int_equal(reply.status, CASE[i].status);
		assert_string_equal(body, CASE[i].body);
		assert_int_equal(reply.is_cut, CASE[i].is_cut);
		assert_string_equal(reply.why, "");
	}
}

static void
answers_that_get_lost_are_unsure(void **state)
{
	static const struct httppeer_step STEP[] = {
		{ "", true, false },
		{ "HTTP/1.1 20", true, false },
		{ "HTTP/1.1 200 OK\r\nContent-Le", true, false },
		{ "HTTP/1.1 103 Early\r\n\r\n", true, false },
		{ "\x01\x02 nonsense\r\n\r\n", true, false },
		{ "SSH-2.0-server\r\n", true, false },
		{ "", false, true },
	};

	(void)state;
	conf.call_ms = SHORT_MS;
	for (size_t i = 0; i < COUNT(STEP); i++) {
		struct fetch_reply reply;
		char body[101];

		assert_int_equal(once(STEP[i], &reply, body), ERR_UNSURE);
		assert_non_null(strstr(reply.why, "the peer: the request was sent"));
		assert_int_equal(reply.status, 0);
	}
	conf.call_ms = CALL_MS;
}

/* libcurl would send it again on a new connection: the server counts. */
static void
a_kept_connection_that_ends_is_not_tried_twice(void **state)
{
	static const struct httppeer_step STEP[] = { HTTPPEER_OK("1", "a"), { "", true, false }, HTTPPEER_OK("1", "b") };
	struct fetch_reply reply;
	struct httppeer p;

	(void)state;
	httppeer_start(&p, STEP, COUNT(STEP));
	struct fetch *f = fetch_open(&conf);
	struct fetch_request q = get(&p);
	q.method = FETCH_POST;
	q.body = STR("once");
	assert_int_equal(fetch_call(f, &q, &reply), ERR_OK);
	assert_int_equal(fetch_call(f, &q, &reply), ERR_UNSURE);
	assert_int_equal(p.seen->requests, 2);
	assert_int_equal(fetch_call(f, &q, &reply), ERR_OK);
	assert_int_equal(p.seen->requests, 3);
	assert_true(reply.body.n == 1 && reply.body.p[0] == 'b');
	fetch_close(f);
	httppeer_stop(&p);
}

static void
the_connection_is_kept(void **state)
{
	static const struct httppeer_step STEP[] = { HTTPPEER_OK("1", "a") };
	struct fetch_reply reply;
	struct httppeer p;

	(void)state;
	httppeer_start(&p, STEP, COUNT(STEP));
	struct fetch *f = fetch_open(&conf);
	struct fetch_request q = get(&p);
	for (int i = 0; i < 5; i++)
		assert_int_equal(fetch_call(f, &q, &reply), ERR_OK);
	assert_int_equal(p.seen->requests, 5);
	assert_int_equal(p.seen->connections, 1);
	fetch_close(f);
	httppeer_stop(&p);
}

static void
what_is_sent(void **state)
{
	static const struct httppeer_step STEP[] = { HTTPPEER_OK("1", "a") };
	const struct fetch_header header[] = { { STR("Content-Type"), STR("application/json") }, { STR("X-Key"), STR("a b: c") } };
	struct fetch_reply reply;
	struct httppeer p;
	char url[100];

	(void)state;
	httppeer_start(&p, STEP, COUNT(STEP));
	struct fetch *f = fetch_open(&conf);
	struct fetch_request q = get(&p);
	snprintf(url, sizeof url, "%s/a/b?c=%%20d", p.url);
	q.url = str_of(url);
	q.header = header;
	q.headers = COUNT(header);
	assert_int_equal(fetch_call(f, &q, &reply), ERR_OK);
	const char *last = (const char *)(uintptr_t)p.seen->last;
	assert_true(str_starts(str_of(last), "GET /a/b?c=%20d HTTP/1.1\r\n"));
	assert_non_null(strstr(last, "\r\nX-Key: a b: c\r\n"));
	q.method = FETCH_POST;
	q.body = STR("{\"a\":\n1}");
	assert_int_equal(fetch_call(f, &q, &reply), ERR_OK);
	assert_true(str_starts(str_of(last), "POST /a/b"));
	assert_non_null(strstr(last, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(last, "\r\n\r\n{\"a\":\n1}"));
	assert_null(strstr(last, "Expect"));
	fetch_close(f);
	httppeer_stop(&p);
}

static void
nobody_there_is_later(void **state)
{
	static const struct httppeer_step STEP[] = { HTTPPEER_OK("1", "a") };
	struct fetch_reply reply;
	struct httppeer p;

	(void)state;
	httppeer_start(&p, STEP, COUNT(STEP));
	struct fetch *f = fetch_open(&conf);
	struct fetch_request q = get(&p);
	kill(p.pid, SIGKILL);
	waitpid(p.pid, NULL, 0);
	assert_int_equal(fetch_call(f, &q, &reply), ERR_TEMP);
	assert_non_null(strstr(reply.why, "see url in [test]"));
	fetch_close(f);
	httppeer_stop(&p);
}

static void
what_cannot_be_sent_is_refused(void **state)
{
	static const char *const URL[] = { "", "ftp://a/", "http://", "http:///a", "file:///etc/passwd", "http://a b/", "http://a/\r\nX: y",
		"http://user:pw@a/", "http://a/#f", "http://a?b/c", "http://\xc3\xa9/" };
	static const struct fetch_header HEADER[] = {
		{ STR("X-A"), STR("b\r\nX-C: d") }, { STR("X-A"), STR("b\n") }, { STR("X A"), STR("b") }, { STR(""), STR("b") },
		{ STR("X:A"), STR("b") }, { STR("X-A"), STR("") }, { STR("X-A"), STR("b\x00") },
	};
	struct fetch_reply reply;
	struct fetch *f = fetch_open(&conf);

	(void)state;
	for (size_t i = 0; i < COUNT(URL); i++)
		assert_int_equal(fetch_call(f, &(struct fetch_request){ .url = str_of(URL[i]) }, &reply), ERR_INVALID);
	for (size_t i = 0; i < COUNT(HEADER); i++) {
		assert_int_equal(fetch_call(f, &(struct fetch_request){ .url = STR("http://127.0.0.1:1/"), .header = &HEADER[i], .headers = 1 },
		    &reply), ERR_INVALID);
		assert_non_null(strstr(reply.why, "a header cannot be sent"));
	}
	fetch_close(f);
}

static void
escaping(void **state)
{
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 1000);
	fetch_escape(&b, (struct str){ "aZ09-._~ /?&=%+\r\n\0é", 20 });
	assert_string_equal((buf_addc(&b, '\0'), b.p), "aZ09-._~%20%2F%3F%26%3D%25%2B%0D%0A%00%C3%A9");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(answers_that_get_lost_are_unsure),
		cmocka_unit_test(a_kept_connection_that_ends_is_not_tried_twice),
		cmocka_unit_test(the_connection_is_kept),
		cmocka_unit_test(what_is_sent),
		cmocka_unit_test(nobody_there_is_later),
		cmocka_unit_test(what_cannot_be_sent_is_refused),
		cmocka_unit_test(escaping),
	};

	return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
