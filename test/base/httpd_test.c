/* httpd_test.c - the server against raw bytes: a child serves on its own loopback address, plain and with TLS. */
#include "base/buf.h"
#include "base/httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define ADDRESS  "127.5.0.1"
#define BIG      3000000u
#define PATIENCE_MS 10000
#define HOST     "Host: h\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"

/* What the child counts; in memory that both see. */
static struct shared { int handled, smuggled, expired, late; } *shared;
static char pem_cert[4096], pem_key[4096];

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the server in the child ---- */

static struct httpd *server;
static struct buf big;
static uint64_t held[8];
static size_t held_n;
static volatile sig_atomic_t stopping;

static void
on_stop(int sig)
{
	(void)sig;
	stopping = 1;
}

static void
add_pairs(struct buf *b, const char *what, struct httpd_pairs p)
{
	for (size_t i = 0; i < p.n; i++)
		buf_printf(b, "%s %.*s=%.*s\n", what, STR_ARG(p.item[i].name), STR_ARG(p.item[i].value));
}

static void
echo(struct httpd_request *q)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, 1 << 20);
	buf_printf(&b, "method %d\npath %.*s\n", (int)q->method, STR_ARG(q->path));
	add_pairs(&b, "query", q->query);
	add_pairs(&b, "form", q->form);
	buf_printf(&b, "cookie %.*s\nx %.*s\n", STR_ARG(httpd_cookie(q, "c")), STR_ARG(httpd_header(q, "x-test")));
	buf_printf(&b, "remote %.*s net %02x%02x tls %d\n", STR_ARG(q->remote), q->network.b[7], q->network.b[15], q->is_tls);
	unsigned sum = 0;
	for (size_t i = 0; i < q->body.n; i++)
		sum = sum * 31 + (unsigned char)q->body.p[i];
	buf_printf(&b, "body %zu %u\n", q->body.n, sum);
	httpd_answer(q, 200, NULL, 0, buf_str(&b));
}

static void
release(struct httpd_request *q)
{
	AUTO(buf_done) struct buf b;
	int found = 0;

	buf_init(&b, 100);
	size_t n = httpd_query(q, "first").n ? 1 : held_n;
	for (size_t i = 0; i < n; i++) {
		struct httpd_request *h = httpd_find(server, held[i]);

		if (h) {
			httpd_answer(h, 200, NULL, 0, *(struct str *)h->user);
			assert(!httpd_find(server, held[i]));
			found++;
		} else {
			shared->late++;
		}
	}
	held_n -= n;
	memmove(held, held + n, held_n * sizeof *held);
	buf_printf(&b, "released %d", found);
	httpd_answer(q, 200, NULL, 0, buf_str(&b));
}

static void
handle(void *self, struct httpd_request *q)
{
	static const struct httpd_pair OWN[] = { { { "Cache-Control", 13 }, { "max-age=60", 10 } } };
	static struct str freed = { "freed", 5 };

	(void)self;
	shared->handled++;
	shared->smuggled += str_is(q->path, "/smuggled");
	if (str_is(q->path, "/hold")) {
		q->user = &freed;
		held[held_n++] = q->id;
		if (httpd_query(q, "long").n)
			httpd_deadline(q, 60000);
	} else if (str_is(q->path, "/silent")) {
		return;
	} else if (str_is(q->path, "/release")) {
		release(q);
	} else if (str_is(q->path, "/big")) {
		httpd_answer(q, 200, NULL, 0, buf_str(&big));
	} else if (str_is(q->path, "/own")) {
		httpd_answer(q, 200, OWN, 1, STR("own"));
	} else if (str_is(q->path, "/inject")) {
		httpd_answer(q, 200, &(struct httpd_pair){ STR("X-Echo"), httpd_query(q, "v") }, 1, STR("in"));
	} else {
		echo(q);
	}
}

static void
expired(void *self, struct httpd_request *q)
{
	(void)self;
	shared->expired++;
	if (str_is(q->path, "/silent"))
		return;
	httpd_answer(q, 504, NULL, 0, STR("too late"));
}

static size_t
body_limit(void *self, const struct httpd_request *q)
{
	(void)self;
	return str_is(q->path, "/upload") ? 400000 : HTTPD_BODY_BYTES;
}

static void
serve(const struct httpd_conf *conf)
{
	struct str why;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, on_stop);
	buf_init(&big, BIG);
	for (size_t i = 0; i < BIG; i++)
		buf_addc(&big, (char)('a' + i % 23));
	server = httpd_new(conf, &why);
	close(conf->listen_fd);
	if (!server)
		exit(3);
	while (!stopping) {
		struct pollfd p = { .fd = httpd_fd(server), .events = POLLIN };

		poll(&p, 1, httpd_wait_ms(server));
		httpd_run(server);
	}
	httpd_free(server);
	buf_done(&big);
	exit(0);
}

static struct { pid_t pid; uint16_t port; bool is_tls; } child;	/* pid 0: none */

static void
start(struct httpd_conf conf, bool is_tls)
{
	struct str why = STR("");

	memset(shared, 0, sizeof *shared);
	conf.listen_fd = httpd_address_listen(STR(ADDRESS), 0, &why);
	if (conf.listen_fd < 0)
		fail_msg("%.*s", STR_ARG(why));
	conf.handle = handle;
	conf.expired = expired;
	conf.body_limit = body_limit;
	conf.tls_cert = is_tls ? pem_cert : NULL;
	conf.tls_key = is_tls ? pem_key : NULL;
	child.is_tls = is_tls;
	child.port = httpd_address_port(conf.listen_fd);
	child.pid = fork();
	assert_true(child.pid >= 0);
	if (child.pid == 0)
		serve(&conf);
	close(conf.listen_fd);
}

/* Ends the child, which must have found nothing wrong with its memory. */
static void
stop(void)
{
	int status = 0;

	kill(child.pid, SIGTERM);
	assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
	child.pid = 0;
	assert_int_equal(status, 0);
}

/* A test that failed left its child behind. */
static int
clean(void **state)
{
	(void)state;
	if (child.pid) {
		kill(child.pid, SIGKILL);
		waitpid(child.pid, NULL, 0);
		child.pid = 0;
	}
	return 0;
}

/* ---- a client ---- */

struct client {
	int fd;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t trust;
	struct buf in;
};

/* False: the handshake failed. */
static bool
shake_hands(struct client *c, const char *priorities)
{
	int e;

	gnutls_certificate_allocate_credentials(&c->trust);
	gnutls_init(&c->tls, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
	if (gnutls_priority_set_direct(c->tls, priorities, NULL) < 0)
		fail_msg("priorities %s", priorities);
	gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE, c->trust);
	gnutls_transport_set_int(c->tls, c->fd);
	do
		e = gnutls_handshake(c->tls);
	while (e < 0 && !gnutls_error_is_fatal(e));
	return e == 0;
}

static bool
open_client(struct client *c, const char *priorities)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(child.port) };

	*c = (struct client){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	buf_init(&c->in, 2 * BIG);
	inet_pton(AF_INET, ADDRESS, &sa.sin_addr);
	assert_int_equal(connect(c->fd, (struct sockaddr *)&sa, sizeof sa), 0);
	return !child.is_tls || shake_hands(c, priorities);
}

static struct client
client(void)
{
	struct client c;

	assert_true(open_client(&c, "NORMAL"));
	return c;
}

static void
hang_up(struct client *c)
{
	if (c->tls) {
		gnutls_deinit(c->tls);
		gnutls_certificate_free_credentials(c->trust);
	}
	close(c->fd);
	buf_done(&c->in);
}

/* False when the server has closed. */
static bool
put(struct client *c, struct str s)
{
	while (s.n) {
		ssize_t k = c->tls ? gnutls_record_send(c->tls, s.p, s.n) : send(c->fd, s.p, s.n, MSG_NOSIGNAL);

		if (k <= 0)
			return false;
		s = (struct str){ s.p + k, s.n - (size_t)k };
	}
	return true;
}

static const char *doing = "";		/* the row of a table, for messages */

/* One piece; false at the end of the connection. Fails the test when the server stays silent. */
static bool
get(struct client *c)
{
	static char piece[65536];
	struct pollfd p = { .fd = c->fd, .events = POLLIN };

	if (!(c->tls && gnutls_record_check_pending(c->tls)) && poll(&p, 1, PATIENCE_MS) != 1)
		fail_msg("%s: the server says nothing after %.*s", doing, STR_ARG(buf_str(&c->in)));
	ssize_t k = c->tls ? gnutls_record_recv(c->tls, piece, sizeof piece) : recv(c->fd, piece, sizeof piece, 0);
	if (c->tls && (k == GNUTLS_E_AGAIN || k == GNUTLS_E_INTERRUPTED))
		return true;
	if (k > 0)
		buf_add(&c->in, (struct str){ piece, (size_t)k });
	return k > 0;
}

/* Where an answer in IN ends: 0 if not yet. HEAD answers have no body. */
static size_t
answer_end(struct str in, bool is_head)
{
	const char *end = in.n ? memmem(in.p, in.n, "\r\n\r\n", 4) : NULL;
	const char *length = in.n ? memmem(in.p, in.n, "Content-Length: ", 16) : NULL;

	if (!end)
		return 0;
	size_t n = (size_t)(end + 4 - in.p);
	if (!is_head && length && length < end)
		n += strtoul(length + 16, NULL, 10);
	return n <= in.n ? n : 0;
}

/* The next answer's status; 0: closed without one. TEXT is a copy of all of it, NUL-ended, owned here till the next. */
static int
answer(struct client *c, bool is_head, const char **text)
{
	static char *copy;
	struct str in;
	size_t n;

	while ((n = answer_end(buf_str(&c->in), is_head)) == 0)
		if (!get(c))
			return 0;
	in = buf_str(&c->in);
	free(copy);
	copy = strndup(in.p, n);
	memmove(c->in.p, c->in.p + n, c->in.n - n);
	c->in.n -= n;
	if (text)
		*text = copy;
	assert_true(strncmp(copy, "HTTP/1.1 ", 9) == 0);
	return (int)strtol(copy + 9, NULL, 10);
}

static bool
is_closed(struct client *c)
{
	return c->in.n == 0 && !get(c);
}

/* One request on its own connection, as far as its answer. */
static int
ask(const char *request, const char **text)
{
	struct client c = client();

	put(&c, str_of(request));
	int status = answer(&c, false, text);
	hang_up(&c);
	return status;
}

#define assert_has(text, what)  do { if (!strstr((text), (what))) fail_msg("no %s in:\n%s", (what), (text)); } while (0)
#define assert_lacks(text, what) do { if (strstr((text), (what))) fail_msg("%s in:\n%s", (what), (text)); } while (0)

/* ---- what is refused, what is not ---- */

#define ROW(name, status, bytes) { name, status, bytes, sizeof(bytes) - 1 }
static const struct { const char *name; int status; const char *bytes; size_t n; } REFUSED[] = {
	ROW("length and coding", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	ROW("coding and length", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
	ROW("two lengths", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 35\r\n\r\n"),
	ROW("two equal lengths", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
	ROW("list of lengths", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0, 0\r\n\r\n"),
	ROW("signed length", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: +0\r\n\r\n"),
	ROW("length of nothing", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n"),
	ROW("length in hex", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x0\r\n\r\n"),
	ROW("length with blank", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0 \r\n\r\n"),
	ROW("length too long", 413, "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n"),
	ROW("space before colon", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length : 35\r\n\r\n"),
	ROW("tab before colon", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length\t: 35\r\n\r\n"),
	ROW("space before colon of coding", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n"),
	ROW("odd coding", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n"),
	ROW("coding twice", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	ROW("coding list", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n"),
	ROW("coding with vertical tab", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
	ROW("coding in 1.0", 400, "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	ROW("LF after the line", 400, "GET / HTTP/1.1\n" HOST "\r\n"),
	ROW("LF after a header", 400, "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
	ROW("LF after the last header", 400, "GET / HTTP/1.1\r\nHost: h\n\r\n"),
	ROW("LF at the end", 400, "GET / HTTP/1.1\r\nHost: h\r\n\n"),
	ROW("LF only", 400, "GET / HTTP/1.1\nHost: h\n\n"),
	ROW("CR in a value", 400, "GET / HTTP/1.1\r\n" HOST "X: a\rContent-Length: 35\r\n\r\n"),
	ROW("CR CR LF", 400, "GET / HTTP/1.1\r\n" HOST "X: a\r\r\n\r\n"),
	ROW("folded line", 400, "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"),
	ROW("folded line, tab", 400, "GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n"),
	ROW("folded length", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n 35\r\n\r\n"),
	ROW("first line folded", 400, "GET / HTTP/1.1\r\n " HOST "\r\n"),
	ROW("NUL in a value", 400, "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"),
	ROW("NUL at the end of a value", 400, "GET / HTTP/1.1\r\n" HOST "X: a\0\r\n\r\n"),
	ROW("two NULs for CRLF", 400, "GET / HTTP/1.1\r\n" HOST "X: a\0\0Y\0 b\r\n\r\n"),
	ROW("NUL in a name", 400, "GET / HTTP/1.1\r\n" HOST "X\0Y: a\r\n\r\n"),
	ROW("NUL in the target", 400, "GET /\0 HTTP/1.1\r\n" HOST "\r\n"),
	ROW("NUL in the method", 400, "GET\0 / HTTP/1.1\r\n" HOST "\r\n"),
	ROW("no name", 400, "GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n"),
	ROW("no colon", 400, "GET / HTTP/1.1\r\n" HOST "abc\r\n\r\n"),
	ROW("two hosts", 400, "GET / HTTP/1.1\r\n" HOST "Host: i\r\n\r\n"),
	ROW("no host", 400, "GET / HTTP/1.1\r\nX: y\r\n\r\n"),
	ROW("empty host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
	ROW("odd host", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
	ROW("two cookies headers", 400, "GET / HTTP/1.1\r\n" HOST "Cookie: a=1\r\nCookie: a=2\r\n\r\n"),
	ROW("odd expectation", 417, "GET / HTTP/1.1\r\n" HOST "Expect: tea\r\n\r\n"),
	ROW("absolute form", 400, "GET http://h/ HTTP/1.1\r\n" HOST "\r\n"),
	ROW("authority form", 400, "CONNECT h:443 HTTP/1.1\r\n" HOST "\r\n"),
	ROW("asterisk", 400, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
	ROW("two spaces after the method", 400, "GET  / HTTP/1.1\r\n" HOST "\r\n"),
	ROW("two spaces after the target", 400, "GET /  HTTP/1.1\r\n" HOST "\r\n"),
	ROW("tab in the line", 400, "GET\t/ HTTP/1.1\r\n" HOST "\r\n"),
	ROW("fragment", 400, "GET /#a HTTP/1.1\r\n" HOST "\r\n"),
	ROW("encoded slash", 400, "GET /a%2fb HTTP/1.1\r\n" HOST "\r\n"),
	ROW("dots", 400, "GET /a/%2e%2e/b HTTP/1.1\r\n" HOST "\r\n"),
	ROW("odd method", 400, "G(T / HTTP/1.1\r\n" HOST "\r\n"),
	ROW("HTTP/0.9", 400, "GET /\r\n"),
	ROW("HTTP/1.2", 505, "GET / HTTP/1.2\r\n" HOST "\r\n"),
	ROW("HTTP/2 preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
	ROW("version in small", 400, "GET / http/1.1\r\n" HOST "\r\n"),
	ROW("bad form", 400, "POST / HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded; a=b\r\nContent-Length: 4\r\n\r\na=%z"),
	ROW("chunk size of no digits", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nx\r\n"),
	ROW("chunk size with 0x", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n"),
	ROW("chunk longer than said", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"),
};

/* Each is followed by a request that must never be looked at. (The library answers a malformed length by itself, with
 * its head twice, and closes: so what follows the answer is not looked at here, only that it ends.) */
static void
check_refused(void)
{
	for (size_t i = 0; i < COUNT(REFUSED); i++) {
		struct client c = client();
		int handled = shared->handled;

		doing = REFUSED[i].name;
		put(&c, (struct str){ REFUSED[i].bytes, REFUSED[i].n });
		put(&c, STR(SMUGGLED));
		int status = answer(&c, false, NULL);
		while (get(&c))
			continue;
		if (status != REFUSED[i].status || shared->handled != handled)
			fail_msg("%s: %d instead of %d, handled %d", REFUSED[i].name, status, REFUSED[i].status,
			    shared->handled - handled);
		hang_up(&c);
	}
}

/* Each is followed by a second request, which must be answered unless CLOSES. */
static const struct { const char *name, *bytes, *has; bool closes; } ACCEPTED[] = {
	{ "plain", "GET / HTTP/1.1\r\n" HOST "\r\n", "path /\n", false },
	{ "1.0", "GET /a HTTP/1.0\r\n\r\n", "path /a\n", true },
	{ "1.0 kept alive", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "path /a\n", false },
	{ "wants to close", "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", "path /\n", true },
	{ "empty lines before", "\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", "path /\n", false },
	{ "small letters", "GET / HTTP/1.1\r\nhost: h\r\nx-tEST: 1\r\n\r\n", "x 1\n", false },
	{ "blanks", "GET / HTTP/1.1\r\nHost:h\r\nX-Test: \t a b\t \r\n\r\n", "x a b\n", false },
	{ "empty value", "GET / HTTP/1.1\r\n" HOST "X-Test:\r\n\r\n", "x \n", false },
	{ "method of ours", "PATCH / HTTP/1.1\r\n" HOST "\r\n", "method 4\n", false },
	{ "method of others", "PROPFIND / HTTP/1.1\r\n" HOST "\r\n", "method 7\n", false },
	{ "query", "GET /p%20q?a=1&b=%C3%A9+x HTTP/1.1\r\n" HOST "\r\n", "path /p q\nquery a=1\nquery b=\xc3\xa9 x\n", false },
	{ "cookie", "GET / HTTP/1.1\r\n" HOST "Cookie: b=1; c=2\r\n\r\n", "cookie 2\n", false },
	{ "body", "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", "body 3 96354\n", false },
	{ "no body", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "body 0 0\n", false },
	{ "body of a GET", "GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", "body 3 96354\n", false },
	{ "form", "POST / HTTP/1.1\r\n" HOST "Content-Type: Application/X-www-form-urlencoded; charset=utf-8\r\nContent-Length: 9\r\n\r\na=1&b=%41",
	  "form a=1\nform b=A\n", false },
	{ "chunks", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\nT: t\r\n\r\n", "body 3 96354\n", true },
};

static void
check_accepted(void)
{
	const char *text = "";

	for (size_t i = 0; i < COUNT(ACCEPTED); i++) {
		struct client c = client();

		put(&c, str_of(ACCEPTED[i].bytes));
		put(&c, STR("GET /second HTTP/1.1\r\n" HOST "\r\n"));
		if (answer(&c, false, &text) != 200 || !strstr(text, ACCEPTED[i].has))
			fail_msg("%s: %s", ACCEPTED[i].name, text);
		if (ACCEPTED[i].closes) {
			assert_true(is_closed(&c));
		} else {
			assert_int_equal(answer(&c, false, &text), 200);
			assert_has(text, "path /second\n");
		}
		hang_up(&c);
	}
}

static void
refused_plain(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, false);
	check_refused();
	assert_int_equal(shared->smuggled, 0);
	stop();
}

static void
refused_tls(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, true);
	check_refused();
	assert_int_equal(shared->smuggled, 0);
	stop();
}

static void
accepted_plain(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, false);
	check_accepted();
	stop();
}

static void
accepted_tls(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, true);
	check_accepted();
	stop();
}

/* A head that comes byte by byte is the same head. */
static void
byte_by_byte(void **state)
{
	static const char *const TEXT = "POST /a?b=c HTTP/1.1\r\n" HOST "X-Test: 1\r\nContent-Length: 3\r\n\r\nabc";
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	struct client c = client();
	for (size_t i = 0; TEXT[i]; i++) {
		put(&c, (struct str){ TEXT + i, 1 });
		usleep(1000);
	}
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "query b=c\n");
	assert_has(text, "body 3 96354\n");
	hang_up(&c);
	stop();
}

/* ---- sizes ---- */

/* "GET /aaa HTTP/1.1" with a line and headers of just so many bytes. */
static int
ask_sized(size_t line_n, size_t headers_n)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, 100000);
	buf_addz(&b, "GET /");
	while (b.n < line_n - 9)
		buf_addc(&b, 'a');
	buf_addz(&b, " HTTP/1.1\r\n" HOST);
	size_t from = line_n + 2;
	for (int i = 0; b.n - from + 2 < headers_n; i++) {
		size_t room = headers_n - (b.n - from) - 2;

		buf_printf(&b, "X%03d: ", i);
		for (size_t k = 0; k < (room < 2000 ? room - 8 : 1000); k++)
			buf_addc(&b, 'x');
		buf_addz(&b, "\r\n");
	}
	buf_addz(&b, "\r\n");
	assert_int_equal(b.n, line_n + 2 + headers_n);
	buf_addc(&b, '\0');
	return ask(b.p, NULL);
}

static void
head_sizes(void **state)
{
	AUTO(buf_done) struct buf b;

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	assert_int_equal(ask_sized(HTTPD_LINE_BYTES, 100), 200);
	assert_int_equal(ask_sized(HTTPD_LINE_BYTES + 1, 100), 414);
	assert_int_equal(ask_sized(100, HTTPD_HEADERS_BYTES), 200);
	assert_int_equal(ask_sized(100, HTTPD_HEADERS_BYTES + 1), 431);
	assert_int_equal(ask_sized(HTTPD_LINE_BYTES, HTTPD_HEADERS_BYTES), 200);
	assert_int_equal(ask_sized(60000, 100), 414);
	assert_int_equal(ask_sized(100, 60000), 431);
	buf_init(&b, 10000);
	buf_addz(&b, "GET / HTTP/1.1\r\n" HOST);
	for (size_t i = 0; i < HTTPD_HEADERS_MAX; i++)
		buf_addz(&b, "A: b\r\n");
	buf_addz(&b, "\r\n");
	buf_addc(&b, '\0');
	assert_int_equal(ask(b.p, NULL), 431);
	b.n -= 9;
	buf_add(&b, STR("\r\n\0"));
	assert_int_equal(ask(b.p, NULL), 200);
	stop();
}

static int
post(const char *path, size_t n, const char *more, bool is_chunked, const char **text)
{
	struct client c = client();
	AUTO(buf_done) struct buf b;

	buf_init(&b, 2000000);
	buf_printf(&b, "POST %s HTTP/1.1\r\n" HOST "%s", path, more);
	if (is_chunked)
		buf_printf(&b, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", n);
	else
		buf_printf(&b, "Content-Length: %zu\r\n\r\n", n);
	for (size_t i = 0; i < n; i++)
		buf_addc(&b, 'b');
	if (is_chunked)
		buf_addz(&b, "\r\n0\r\n\r\n");
	bool was_sent = put(&c, buf_str(&b));
	int status = answer(&c, false, text);
	if (status == 413)
		assert_true(is_closed(&c));
	if (status == 200)
		assert_true(was_sent);
	hang_up(&c);
	return status;
}

static void
check_bodies(void)
{
	const char *text = "";

	assert_int_equal(post("/", HTTPD_BODY_BYTES, "", false, &text), 200);
	assert_has(text, "body 65536 ");
	assert_int_equal(post("/", HTTPD_BODY_BYTES + 1, "", false, &text), 413);
	assert_int_equal(post("/", HTTPD_BODY_BYTES, "", true, &text), 200);
	assert_int_equal(post("/", HTTPD_BODY_BYTES + 1, "", true, &text), 413);
	assert_int_equal(post("/upload", 400000, "", false, &text), 200);
	assert_has(text, "body 400000 ");
	assert_int_equal(post("/upload", 400000, "", true, &text), 200);
	assert_has(text, "body 400000 ");
	assert_int_equal(post("/upload", 400001, "", false, &text), 413);
	int handled = shared->handled;
	assert_int_equal(post("/", 1000000, "", true, &text), 0);	/* it would never end: no answer */
	assert_int_equal(shared->handled, handled);
}

static void
bodies(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, false);
	check_bodies();
	stop();
	start((struct httpd_conf){ 0 }, true);
	check_bodies();
	stop();
}

/* One network has two of eight at a time. */
static void
large_bodies_are_few(void **state)
{
	static const struct str HEAD = STR("POST /upload HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 300000\r\n\r\n");
	struct client large[3];
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	for (size_t i = 0; i < COUNT(large); i++) {
		large[i] = client();
		put(&large[i], HEAD);
		assert_int_equal(answer(&large[i], false, &text), i < 2 ? 100 : 503);
	}
	assert_has(text, "too many large files");
	assert_int_equal(post("/upload", HTTPD_BODY_BYTES, "", false, &text), 200);
	hang_up(&large[0]);
	while (post("/upload", 300000, "", false, &text) != 200)	/* until the server has seen it go */
		;
	hang_up(&large[1]);
	hang_up(&large[2]);
	stop();
}

static void
expectations(void **state)
{
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	struct client c = client();
	put(&c, STR("POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
	assert_int_equal(answer(&c, false, NULL), 100);
	put(&c, STR("abc"));
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "body 3 96354\n");
	put(&c, STR("POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n\r\nGET /next HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c, false, NULL), 100);
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "body 0 0\n");
	assert_int_equal(answer(&c, false, &text), 200);	/* no body was announced: what follows is a request */
	assert_has(text, "path /next\n");
	put(&c, STR("POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n"));
	assert_int_equal(answer(&c, false, NULL), 413);
	assert_true(is_closed(&c));
	hang_up(&c);
	stop();
}

/* ---- answers ---- */

static void
security_headers(void **state)
{
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask(i ? "GET / HTTP/1.1\r\n" HOST "\r\n" : "GET /# HTTP/1.1\r\n" HOST "\r\n", &text), i ? 200 : 400);
		assert_has(text, "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n");
		assert_has(text, "x-content-type-options: nosniff\r\n");
		assert_has(text, "referrer-policy: no-referrer\r\n");
		assert_has(text, "cache-control: no-store\r\n");
		assert_lacks(text, "strict-transport-security");
		assert_lacks(text, "Server:");
	}
	assert_int_equal(ask("GET /own HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_has(text, "Cache-Control: max-age=60\r\n");
	assert_lacks(text, "no-store");
	assert_int_equal(ask("GET /inject?v=ok HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_has(text, "X-Echo: ok\r\n");
	assert_int_equal(ask("GET /inject?v=a%0d%0aSet-Cookie:+x HTTP/1.1\r\n" HOST "\r\n", &text), 500);
	assert_lacks(text, "Set-Cookie");
	assert_int_equal(ask("GET /inject?v=a%01 HTTP/1.1\r\n" HOST "\r\n", &text), 500);
	stop();
	start((struct httpd_conf){ 0 }, true);
	assert_int_equal(ask("GET / HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_has(text, "strict-transport-security: max-age=31536000");
	assert_has(text, "tls 1\n");
	stop();
}

static void
check_big(void)
{
	const char *text = "";
	struct client c = client();

	for (int i = 0; i < 2; i++)
		put(&c, STR("GET /big HTTP/1.1\r\n" HOST "\r\n"));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(answer(&c, false, &text), 200);
		const char *body = strstr(text, "\r\n\r\n") + 4;
		assert_int_equal(strlen(body), BIG);
		for (size_t k = 0; k < BIG; k++)
			if (body[k] != (char)('a' + k % 23))
				fail_msg("byte %zu", k);
	}
	put(&c, STR("HEAD /big HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c, true, &text), 200);
	assert_has(text, "Content-Length: 3000000\r\n");
	put(&c, STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c, false, NULL), 200);
	hang_up(&c);
}

static void
big_answers(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, false);
	check_big();
	stop();
	start((struct httpd_conf){ 0 }, true);
	check_big();
	stop();
}

/* ---- waiting ---- */

static void
check_pipeline(void)
{
	const char *text = "";
	struct client c = client(), other = client();

	put(&c, STR("GET /1 HTTP/1.1\r\n" HOST "\r\nGET /hold HTTP/1.1\r\n" HOST "\r\n"
	    "POST /3 HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabcGET /4 HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "path /1\n");
	do {
		put(&other, STR("GET /release HTTP/1.1\r\n" HOST "\r\n"));
		assert_int_equal(answer(&other, false, &text), 200);
	} while (!strstr(text, "released 1"));
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "\r\n\r\nfreed");
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "body 3 96354\n");
	assert_int_equal(answer(&c, false, &text), 200);
	assert_has(text, "path /4\n");
	hang_up(&c);
	hang_up(&other);
}

static void
pipeline(void **state)
{
	(void)state;
	start((struct httpd_conf){ 0 }, false);
	check_pipeline();
	stop();
	start((struct httpd_conf){ 0 }, true);
	check_pipeline();
	stop();
}

static void
wait_until(const int *value, int wanted)
{
	for (int64_t end = now_ms() + PATIENCE_MS; *(const volatile int *)value != wanted; usleep(2000))
		assert_true(now_ms() < end);
}

/* A client that hangs up while its request waits; its answer goes nowhere and harms nobody. */
static void
client_gone(void **state)
{
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	struct client c = client();
	put(&c, STR("GET /hold HTTP/1.1\r\n" HOST "\r\n"));
	wait_until(&shared->handled, 1);
	hang_up(&c);
	assert_int_equal(ask("GET /release HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_has(text, "released 1");
	assert_int_equal(ask("GET /after HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_int_equal(shared->late, 0);
	stop();
}

/* An answer that comes after the deadline finds nothing, even when the slot carries another request. */
static void
late_answer(void **state)
{
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ .wait_ms = 300 }, false);
	struct client c = client();
	put(&c, STR("GET /hold HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c, false, &text), 504);
	assert_has(text, "too late");
	put(&c, STR("GET /hold?long=1 HTTP/1.1\r\n" HOST "\r\n"));
	wait_until(&shared->handled, 2);
	usleep(600000);				/* beyond wait_ms: its own deadline counts */
	assert_int_equal(ask("GET /release?first=1 HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_has(text, "released 0");
	assert_int_equal(shared->late, 1);
	assert_int_equal(ask("GET /release HTTP/1.1\r\n" HOST "\r\n", &text), 200);
	assert_has(text, "released 1");
	assert_int_equal(shared->late, 1);
	assert_int_equal(shared->expired, 1);
	assert_int_equal(answer(&c, false, &text), 200);
	put(&c, STR("GET /silent HTTP/1.1\r\n" HOST "\r\n"));	/* when even expired() says nothing */
	assert_int_equal(answer(&c, false, &text), 504);
	assert_has(text, "application/problem+json");
	put(&c, STR("GET /next HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c, false, &text), 200);
	hang_up(&c);
	stop();
}

static void
free_while_waiting(void **state)
{
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ 0 }, false);
	struct client c = client();
	put(&c, STR("GET /hold HTTP/1.1\r\n" HOST "\r\n"));
	wait_until(&shared->handled, 1);
	stop();
	assert_int_equal(answer(&c, false, &text), 503);
	assert_true(is_closed(&c));
	hang_up(&c);
}

/* ---- slow clients ---- */

struct drip { const char *first, *byte; int64_t from_ms; };

/* Each on its own connection, all at once: sends FIRST, then BYTE every 20 ms, until the server closes, which must happen, but
 * not before FROM_MS. */
static void
drip(const struct drip *row, size_t n)
{
	struct client c[16];
	int64_t from = now_ms();
	size_t open = n;

	assert_true(n <= COUNT(c));
	for (size_t i = 0; i < n; i++) {
		c[i] = client();
		put(&c[i], str_of(row[i].first));
	}
	for (; open; usleep(20000)) {
		for (size_t i = 0; i < n; i++) {
			struct pollfd p = { .fd = c[i].fd, .events = POLLIN };

			if (c[i].fd < 0)
				continue;
			doing = row[i].first;
			if (now_ms() - from > PATIENCE_MS)
				fail_msg("still open: %s", row[i].first);
			put(&c[i], str_of(row[i].byte));
			if (poll(&p, 1, 0) != 1 || get(&c[i]))
				continue;
			if (now_ms() - from < row[i].from_ms)
				fail_msg("closed too early: %s", row[i].first);
			hang_up(&c[i]);
			c[i].fd = -1;
			open--;
		}
	}
}

static void
slow_clients(void **state)
{
	static const struct httpd_conf CONF = { .header_ms = 700, .idle_ms = 1500, .grace_ms = 1000, .rate_min = 1000 };
	static const struct drip ROW[] = {
		{ "", "", 700 },
		{ "GET / HT", "T", 700 },
		{ "GET / HTTP/1.1\r\nHost: ", "h", 700 },
		{ "GET / HTTP/1.1\r\n" HOST "\r\n", "", 1500 },
		{ "GET / HTTP/1.1\r\n" HOST "\r\n", "\n", 1500 },
		{ "GET / HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\nX: ", "y", 700 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 10000\r\n\r\n", "", 1000 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 10000\r\n\r\n", "b", 1000 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", 1000 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n", "T: t\r\n", 1000 },
	};

	(void)state;
	for (int tls = 0; tls < 2; tls++) {
		start(CONF, tls);
		drip(ROW, COUNT(ROW));
		stop();
	}
	start(CONF, true);
	child.is_tls = false;			/* nobody says a word of TLS */
	drip(&(struct drip){ "\x16\x03\x01", "", 700 }, 1);
	stop();
}

/* Who sends fast enough is not cut off, however long it takes; who does not take the answer is. */
static void
pace(void **state)
{
	const char *text = "";

	(void)state;
	start((struct httpd_conf){ .header_ms = 400, .grace_ms = 400, .rate_min = 20000 }, false);
	struct client c = client();
	put(&c, STR("POST /upload HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\n"));
	for (int i = 0; i < 60; i++) {
		AUTO(buf_done) struct buf b;

		buf_init(&b, 1000);
		while (b.n < 1000)
			buf_addc(&b, 'b');
		assert_true(put(&c, buf_str(&b)));
		usleep(20000);			/* 50,000 a second, 1.2 s in all */
	}
	assert_int_equal(answer(&c, false, &text), 200);
	usleep(600000);				/* idle longer than header_ms, which then begins anew */
	put(&c, STR("GET / HTTP/1.1\r\n"));
	usleep(250000);
	put(&c, STR(HOST "\r\n"));
	assert_int_equal(answer(&c, false, &text), 200);
	hang_up(&c);
	stop();
	start((struct httpd_conf){ .grace_ms = 300, .rate_min = 10 * BIG }, false);
	c = client();
	put(&c, STR("GET /big HTTP/1.1\r\n" HOST "\r\nGET /big HTTP/1.1\r\n" HOST "\r\nGET /big HTTP/1.1\r\n" HOST "\r\n"));
	usleep(1500000);
	while (get(&c))
		continue;
	assert_true(c.in.n < 3 * BIG);
	hang_up(&c);
	stop();
}

/* ---- who asks ---- */

static void
proxies(void **state)
{
	static const struct { const char *more, *has; } ROW[] = {
		{ "", "remote 127.0.0.1 net 0001 tls 0\n" },
		{ "X-Forwarded-For: 6.6.6.6, 192.0.2.9\r\nX-Forwarded-Proto: https\r\n", "remote 192.0.2.9 net 0009 tls 1\n" },
		{ "X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-For: 192.0.2.10\r\n", "remote 192.0.2.10 net 000a tls 0\n" },
		{ "X-Forwarded-For: 2001:db8:1:22::7\r\n", "remote 2001:db8:1:22::7 net 2200 tls 0\n" },
		{ "X-Forwarded-For: 192.0.2.9, evil\r\n", "remote 127.0.0.1 net 0001 tls 0\n" },
		{ "Forwarded: for=192.0.2.9;proto=https\r\n", "remote 127.0.0.1 net 0001 tls 0\n" },
		{ "X-Forwarded-Proto: http\r\n", "tls 0\n" },
	};
	const char *text = "";
	char request[300];

	(void)state;
	start((struct httpd_conf){ .trusted_proxy = STR("127.0.0.1") }, false);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		snprintf(request, sizeof request, "GET / HTTP/1.1\r\n" HOST "%s\r\n", ROW[i].more);
		assert_int_equal(ask(request, &text), 200);
		assert_has(text, ROW[i].has);
		if (strstr(text, "tls 1"))
			assert_has(text, "strict-transport-security");
	}
	stop();
	start((struct httpd_conf){ .trusted_proxy = STR("127.0.0.2") }, false);
	assert_int_equal(ask("GET / HTTP/1.1\r\n" HOST "X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\n\r\n", &text), 200);
	assert_has(text, "remote 127.0.0.1 net 0001 tls 0\n");
	stop();
}

static void
crowds(void **state)
{
	struct client c[5];

	(void)state;
	start((struct httpd_conf){ .per_address_max = 2 }, false);
	c[0] = client(), c[1] = client(), c[2] = client();
	assert_true(is_closed(&c[2]));
	put(&c[0], STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c[0], false, NULL), 200);
	for (int i = 0; i < 3; i++)
		hang_up(&c[i]);
	stop();
	start((struct httpd_conf){ .connections_max = 4, .header_ms = 500, .idle_ms = 60000 }, false);
	for (int i = 0; i < 4; i++) {
		c[i] = client();
		put(&c[i], STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
		assert_int_equal(answer(&c[i], false, NULL), 200);
	}
	c[4] = client();			/* waits for a place: idle ones must go */
	put(&c[4], STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(answer(&c[4], false, NULL), 200);
	for (int i = 0; i < 5; i++)
		hang_up(&c[i]);
	stop();
}

/* ---- TLS ---- */

static void
tls_rules(void **state)
{
	static const struct { const char *priorities; bool is_fine; } ROW[] = {
		{ "NORMAL", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.3", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC", false },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CCM", false },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", false },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA", false },
		{ "LEGACY:-VERS-ALL:+VERS-TLS1.1", false },
		{ "LEGACY:-VERS-ALL:+VERS-TLS1.0", false },
	};

	(void)state;
	start((struct httpd_conf){ 0 }, true);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct client c;

		if (open_client(&c, ROW[i].priorities) != ROW[i].is_fine)
			fail_msg("%s", ROW[i].priorities);
		hang_up(&c);
	}
	assert_int_equal(ask("GET / HTTP/1.1\r\n" HOST "\r\n", NULL), 200);
	child.is_tls = false;
	struct client c = client();		/* plain HTTP where TLS is expected */
	put(&c, STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
	while (get(&c))
		continue;
	assert_int_equal(shared->handled, 1);
	hang_up(&c);
	stop();
}

static void
bad_start(void **state)
{
	struct str why = STR("");
	struct httpd_conf conf = { .handle = handle, .tls_cert = "no", .tls_key = "no" };

	(void)state;
	assert_int_equal(httpd_address_listen(STR("127.5.0.1x"), 0, &why), -1);
	assert_true(why.n > 0);
	assert_int_equal(httpd_address_listen(STR("192.0.2.1"), 0, &why), -1);
	assert_true(why.n > 0);
	conf.listen_fd = httpd_address_listen(STR(ADDRESS), 0, &why);
	assert_true(conf.listen_fd >= 0);
	why = STR("");
	assert_null(httpd_new(&conf, &why));
	assert_true(why.n > 0);
	conf.tls_cert = conf.tls_key = NULL;
	int listening = conf.listen_fd;
	conf.listen_fd = -1;
	assert_null(httpd_new(&conf, &why));
	assert_true(why.n > 0);
	conf.listen_fd = listening;
	conf.trusted_proxy = STR("nobody");
	assert_null(httpd_new(&conf, &why));
	assert_true(str_is(why, "the trusted proxy is not an address"));
	httpd_free(NULL);
	assert_int_equal(close(listening), 0);		/* still ours */
}

/* ---- set-up ---- */

static void
read_file(const char *dir, const char *name, char *out, size_t cap)
{
	char path[300];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t n = fread(out, 1, cap - 1, f);
	out[n] = '\0';
	fclose(f);
	unlink(path);
}

static int
up(void **state)
{
	char dir[] = "/tmp/httpd_test.XXXXXX", command[600];

	(void)state;
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED && mkdtemp(dir));
	snprintf(command, sizeof command, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
	    "-subj /CN=h -keyout %s/key -out %s/cert 2>%s/log", dir, dir, dir);
	assert_int_equal(system(command), 0);
	read_file(dir, "key", pem_key, sizeof pem_key);
	read_file(dir, "cert", pem_cert, sizeof pem_cert);
	snprintf(command, sizeof command, "%s/log", dir);
	unlink(command);
	return rmdir(dir);
}

#define TEST(f) cmocka_unit_test_teardown(f, clean)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(accepted_plain), TEST(accepted_tls),
		TEST(refused_plain), TEST(refused_tls),
		TEST(byte_by_byte), TEST(head_sizes), TEST(bodies), TEST(large_bodies_are_few),
		TEST(expectations), TEST(security_headers), TEST(big_answers), TEST(pipeline), TEST(client_gone), TEST(late_answer),
		TEST(free_while_waiting), TEST(slow_clients), TEST(pace), TEST(proxies), TEST(crowds),
		TEST(tls_rules), TEST(bad_start),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
