/* web_test.c - the server of the web process, its JSON, the channel between processes, and the connection to the HLR when calls of
 * the operating system fail, each in turn. A client gets a whole answer, a refusal of the server's own, or a closed connection; never a word about its
 * request that is not true. */
#include "sweep.h"

#include "adapter/ctrl.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/httpd.h"
#include "desk/desk.h"

#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#define ADDRESS "127.36.1.1"
#define TURNS   400
#define PATIENCE_MS 5000
#define CHANNEL_TURNS 100000	/* byte by byte */
#define SUBMIT  "{\"msisdn\":\"+32470000001\",\"name\":\"A\",\"contact\":{\"email\":\"a@example.org\"},\"endDate\":\"2026-12-31\"}"

static void
prepare(void)
{
}

static const char *
nothing(const struct sweep_report *r)
{
	(void)r;
	return NULL;
}

/* ---- one request, with a body that is JSON ---- */

static void
handle(void *self, struct httpd_request *q)
{
	struct sweep_report *r = self;
	struct desk_submit_in *in = ARENA_NEW(q->arena, struct desk_submit_in);
	struct str why;

	if (!str_is(q->path, "/api/v1/cases") || !str_is(q->body, SUBMIT))
		sweep_broken(r, "another request was handed over than was sent");
	if (record_from_json(&desk_submit_in_record, q->body, in, q->arena, &why))
		sweep_broken(r, "a good body was refused: %.*s", STR_ARG(why));
	httpd_answer(q, 201, NULL, 0, STR("made"));
}

/* The client's side stays as it is: it calls the kernel itself. */
static int
client(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	char request[600];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int n = snprintf(request, sizeof request, "POST /api/v1/cases HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", sizeof SUBMIT - 1, SUBMIT);

	inet_pton(AF_INET, ADDRESS, &a.sin_addr);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) || syscall(SYS_write, fd, request, (size_t)n) != n)
		abort();
	return fd;
}

/* Turns of the server until the client has its answer, or its connection is closed. */
static size_t
answer_of(struct httpd *h, int fd, char *answer, size_t size)
{
	size_t n = 0;

	for (int i = 0; i < TURNS; i++) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		httpd_run(h);
		if (syscall(SYS_poll, &p, 1, 5) <= 0)
			continue;
		long got = syscall(SYS_read, fd, answer + n, size - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	answer[n] = '\0';
	return n;
}

static void
web(struct sweep_report *r)
{
	char answer[4096];
	struct str why = STR("");
	int listening = httpd_address_listen(STR(ADDRESS), 0, &why);
	struct httpd_conf conf = { .listen_fd = listening, .self = r, .handle = handle };

	assert(listening >= 0);
	sweep_arm();
	struct httpd *h = httpd_new(&conf, &why);
	if (!h) {
		sweep_disarm();
		sweep_fail(r, "httpd", why);
		close(listening);
		return;
	}
	int fd = client(httpd_address_port(listening));
	size_t n = answer_of(h, fd, answer, sizeof answer);
	sweep_disarm();
	if (!n)
		sweep_fail(r, "request", STR("closed"));
	else if (strncmp(answer, "HTTP/1.1 5", 10) == 0)
		sweep_fail(r, "request", str_of(answer));
	else if (strncmp(answer, "HTTP/1.1 201", 12) != 0 || !strstr(answer, "\r\n\r\nmade"))
		sweep_broken(r, "not an answer: %.100s", answer);
	close(fd);
	httpd_free(h);
	close(listening);
}

/* ---- messages between processes ---- */

#define MESSAGES 20

static void
channel(struct sweep_report *r)
{
	int fd[2], got = 0;
	char body[5000];
	struct chan_message m;

	memset(body, 'b', sizeof body);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		abort();
	sweep_arm();
	struct chan *a = chan_new(fd[0]), *b = chan_new(fd[1]);
	for (int i = 0; i < MESSAGES; i++)
		chan_send(a, &(struct chan_message){ .tag = (uint64_t)i, .body = { body, (size_t)i * 250 } });
	for (int turn = 0; turn < CHANNEL_TURNS && got < MESSAGES && !chan_is_gone(b); turn++) {
		chan_flush(a);
		chan_receive(b);
		for (; chan_next(b, &m); got++)
			if (m.tag != (uint64_t)got || m.body.n != (size_t)got * 250 || memcmp(m.body.p, body, m.body.n) != 0)
				sweep_broken(r, "message %d is another one", got);
	}
	sweep_disarm();
	if (got < MESSAGES)
		sweep_fail(r, "channel", STR("the peer is gone"));
	if (chan_is_broken(b))
		sweep_broken(r, "nonsense came out of good messages");
	chan_free(a);
	chan_free(b);
}

/* ---- a question to the HLR ---- */

static void
send_frame(int fd, const char *payload)
{
	size_t n = 1 + strlen(payload);
	char frame[400] = { (char)(n >> 8), (char)n, (char)IPA_PROTOCOL_OSMO, IPA_OSMO_CTRL };

	memcpy(frame + 4, payload, n - 1);
	if (syscall(SYS_write, fd, frame, n + 3) != (long)n + 3)
		abort();
}

/* What fails is unknown, or not reached; nothing is ever taken for absence of the subscriber, or for another value. */
static void
hlr(struct sweep_report *r)
{
	struct ctrl c;
	struct str value = STR("");
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd))
		abort();
	ctrl_init(&c, STR(ADDRESS), CTRL_PORT_HLR);	/* where nobody is */
	c.link.fd = fd[0];
	send_frame(fd[1], "TRAP 0 something else");
	send_frame(fd[1], "GET_REPLY 1 name value of it");
	sweep_arm();
	enum err e = ctrl_get(&c, "name", (struct utc_ms){ clock_monotonic().ms + PATIENCE_MS }, &value);
	sweep_disarm();
	if (e == ERR_UNSURE || e == ERR_TEMP)
		sweep_fail(r, "ctrl", str_of(c.why));
	else if (e || !str_is(value, "value of it"))
		sweep_broken(r, "%s, %.*s", err_name(e), STR_ARG(value));
	ctrl_close(&c);
	close(fd[1]);
}

static const struct sweep SWEEP[] = {
	{ "web", prepare, web, nothing }, { "channel", prepare, channel, nothing }, { "hlr", prepare, hlr, nothing },
};

static void
every_call_fails(void **state)
{
	enum fail_kind kind = (enum fail_kind)(uintptr_t)*state;

	/* The HTTP library takes EAGAIN and a short read for an empty socket, as epoll(7) allows; it would wait for more. */
	if (kind != FAIL_piece && kind != FAIL_again)
		sweep_run(&SWEEP[0], kind);
	sweep_run(&SWEEP[1], kind);
	sweep_run(&SWEEP[2], kind);
}

int
main(void)
{
	struct CMUnitTest tests[FAIL_KIND_COUNT];

	for (size_t i = 0; i < FAIL_KIND_COUNT; i++)
		tests[i] = (struct CMUnitTest){ .name = fail_name((enum fail_kind)i), .test_func = every_call_fails, .initial_state = (void *)i };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
