/* http_gate_fuzz.c - raw bytes to the HTTP server, over a socket. A second reader, below, takes the same bytes apart by RFC 9112 and
 * forgives nothing. Whatever the server hands over, the second reader sees too, at the same place, with the same method, path and
 * body: there is no request in the bytes on which two readers could disagree. The server may refuse more, never less. A body in
 * chunks is its library's to take apart, which forgives; so it must be the last of its connection. */
#include "fuzz.h"

#include "base/httpd.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TURNS_MAX 200

struct request { struct str method, target, body; bool is_chunked; };

/* ---- the second reader ---- */

/* The library writes NUL over what separates before it shows the head (httpd_check.h). Where a client sends NULs, or colons at the
 * end or begin of a line, what was there cannot be told from CRLF: such an input is only to be survived. */
static bool
is_blurred(struct str s)
{
	return s.n && (memchr(s.p, '\0', s.n) || memmem(s.p, s.n, ":\n", 2) || memmem(s.p, s.n, "\n:", 2));
}

/* A line up to CRLF, without it; no other control character but the tab may be in it. */
static bool
take_line(struct str *rest, struct str *out)
{
	const char *end = rest->n ? memmem(rest->p, rest->n, "\r\n", 2) : NULL;

	if (!end)
		return false;
	*out = fuzz_bytes(rest, (size_t)(end - rest->p));
	fuzz_bytes(rest, 2);
	for (size_t i = 0; i < out->n; i++)
		if (((unsigned char)out->p[i] < ' ' && out->p[i] != '\t') || out->p[i] == 0x7f)
			return false;
	return true;
}

static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", s.p[i]))
			return false;
	return s.n > 0;
}

struct framing { int lengths, codings, hosts; bool is_chunked; uint64_t length; };

static bool
take_length(struct str s, uint64_t *out)
{
	int64_t n = 0;

	if (!s.n || s.p[0] == '-' || !str_to_i64(s, &n))
		return false;
	*out = (uint64_t)n;
	return true;
}

/* Blanks around a value are not part of it. */
static struct str
trim(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		fuzz_bytes(&s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static bool
take_headers(struct str *rest, struct framing *f)
{
	struct str line, name, value;

	while (take_line(rest, &line)) {
		if (!line.n)
			return f->hosts <= 1 && f->lengths + f->codings <= 1;
		if (!str_split(line, ':', &name, &value) || !is_token(name))
			return false;
		value = trim(value);
		f->hosts += httpd_check_same(name, "host");
		if (httpd_check_same(name, "content-length") && (++f->lengths, !take_length(value, &f->length)))
			return false;
		if (httpd_check_same(name, "transfer-encoding") && (++f->codings, !(f->is_chunked = httpd_check_same(value, "chunked"))))
			return false;
	}
	return false;
}

/* What the library skips before a request: empty lines (RFC 9112, 2.2), here also of a bare LF. */
static void
skip_empty(struct str *rest)
{
	while (str_starts(*rest, "\r\n") || str_starts(*rest, "\n"))
		fuzz_line(rest);
}

/* The request at the front of REST. */
static bool
second_reader(struct str *rest, struct request *out)
{
	struct framing f = { 0 };
	struct str line, version;

	skip_empty(rest);
	if (!take_line(rest, &line) || !str_split(line, ' ', &out->method, &line) || !str_split(line, ' ', &out->target, &version))
		return false;
	if (!is_token(out->method) || !(str_is(version, "HTTP/1.1") || str_is(version, "HTTP/1.0")) || !take_headers(rest, &f))
		return false;
	out->is_chunked = f.is_chunked;
	out->body = fuzz_bytes(rest, f.length);
	return out->body.n == f.length;
}

/* ---- the server ---- */

static struct { struct httpd *httpd; struct sockaddr_un at; struct str rest; bool is_over, is_blurred; struct arena *arena; } S;

static void
handle(void *self, struct httpd_request *q)
{
	struct request want;
	struct str path;
	struct httpd_pairs query;
	enum httpd_method method;

	(void)self;
	if (S.is_blurred) {
		httpd_answer(q, 200, NULL, 0, STR("ok"));
		return;
	}
	bool is_there = !S.is_over && second_reader(&S.rest, &want);
	assert(is_there && (want.is_chunked ? q->body.n < S.rest.n : str_eq(q->body, want.body)));
	S.is_over = want.is_chunked;
	assert(!httpd_check_method(want.method, &method).status && q->method == method);
	assert(!httpd_check_target(want.target, S.arena, &path, &query).status && str_eq(path, q->path) && query.n == q->query.n);
	httpd_answer(q, 200, NULL, 0, STR("ok"));
}

static void
start(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct httpd_conf conf = { .listen_fd = fd, .handle = handle, .connections_max = 8 };
	struct str why;

	S.at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(S.at.sun_path + 1, sizeof S.at.sun_path - 1, "simoff-fuzz-%ld", (long)getpid());	/* abstract: leaves no file */
	if (bind(fd, (struct sockaddr *)&S.at, sizeof S.at) || listen(fd, 8) || !(S.httpd = httpd_new(&conf, &why)))
		abort();
}

/* Turns of the server until it has nothing to do. What it sends is read away. */
static void
serve(int client)
{
	char answer[4096];

	for (int turn = 0, idle = 0; turn < TURNS_MAX && idle < 2; turn++) {
		struct pollfd p = { .fd = httpd_fd(S.httpd), .events = POLLIN };

		httpd_run(S.httpd);
		bool is_busy = poll(&p, 1, 0) > 0 || httpd_wait_ms(S.httpd) == 0;
		while (recv(client, answer, sizeof answer, 0) > 0)
			is_busy = true;
		idle = is_busy ? 0 : idle + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (!S.httpd)
		start();
	S.arena = fuzz_arena();
	S.rest = fuzz_input(data, n);
	S.is_over = false;
	S.is_blurred = is_blurred(S.rest);
	if (connect(client, (struct sockaddr *)&S.at, sizeof S.at))
		abort();
	serve(client);
	(void)!send(client, data, n, MSG_NOSIGNAL);
	serve(client);
	shutdown(client, SHUT_WR);
	serve(client);
	close(client);
	return 0;
}
