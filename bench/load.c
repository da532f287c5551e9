/* load.c - load on a server at ADDRESS:PORT, over so many keep-alive connections, plain HTTP/1.1; on each the next request
 * leaves when the answer is there. One thread, epoll.
 *	load submit ADDRESS PORT COUNT CONNECTIONS FIRST KEYFILE    POST /api/v1/cases for the lines FIRST, FIRST + 1 ..., each
 *	                                                            with an Idempotency-Key of its own; every answer is 201
 *	load get    ADDRESS PORT COUNT CONNECTIONS PATH KEYFILE     every answer is 200, and as long as the first
 *	load page   ADDRESS PORT COUNT CONNECTIONS PATH COOKIE      likewise, as a browser
 *	load signin ADDRESS PORT COUNT CONNECTIONS COOKIE TOKEN     POST /sign-in, with the password of everybody, for the lines 1, 2 ...
 *	                                                            with a page's cookie and form token; every answer is 303
 * Prints: requests per second, and the milliseconds within which half and 99 of 100 answers came. */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 512
#define ANSWER_MAX 16384

struct peer { int fd; int64_t from_us; size_t n; char in[ANSWER_MAX + 1]; };

#define PASSWORD "correct+horse+battery"

static struct { const char *address, *path, *cookie, *expects; int port, first, count, peers, sent, done; size_t length; char key[128]; } run;
static size_t (*make)(char *text, size_t size);		/* the next request */
static struct peer peer[CONNECTIONS_MAX];
static int32_t *took_us;

static void
read_key(const char *path)
{
	FILE *f = fopen(path, "re");

	BENCH_MUST(f && fgets(run.key, sizeof run.key, f), "%s: %s", path, strerror(errno));
	fclose(f);
	run.key[strcspn(run.key, "\r\n")] = '\0';
}

static size_t
make_submit(char *text, size_t size)
{
	char body[200], msisdn[16];

	snprintf(msisdn, sizeof msisdn, BENCH_MSISDN, run.first + run.sent);
	int b = snprintf(body, sizeof body, "{\"msisdn\":\"%s\",\"name\":\"Test Holder\",\"contact\":{\"email\":\"away@example.net\"}}", msisdn);
	return (size_t)snprintf(text, size, "POST /api/v1/cases HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n"
	    "Content-Type: application/json\r\nIdempotency-Key: bench-%s\r\nContent-Length: %d\r\n\r\n%s",
	    run.address, run.port, run.key, msisdn, b, body);
}

static size_t
make_get(char *text, size_t size)
{
	return (size_t)snprintf(text, size, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n\r\n",
	    run.path, run.address, run.port, run.key);
}

static size_t
make_page(char *text, size_t size)
{
	return (size_t)snprintf(text, size, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nCookie: %s\r\n\r\n", run.path, run.address, run.port, run.cookie);
}

static size_t
make_signin(char *text, size_t size)
{
	char body[200];
	int b = snprintf(body, sizeof body, "csrf=%s&login=%%2B" BENCH_MSISDN "&password=" PASSWORD, run.key, 1 + run.sent);

	return (size_t)snprintf(text, size, "POST /sign-in HTTP/1.1\r\nHost: %s:%d\r\nCookie: %s\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", run.address, run.port, run.cookie, b, body);
}

/* Each from an address of its own, as people do; the server must be on loopback. */
static void
leave_from(struct peer *p)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl((INADDR_LOOPBACK | 33u << 16) + (uint32_t)(p - peer)) };

	BENCH_MUST(!bind(p->fd, (void *)&from, sizeof from), "bind: %s", strerror(errno));
}

static void
open_peer(struct peer *p)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)run.port) };
	int on = 1;

	BENCH_MUST(inet_pton(AF_INET, run.address, &to.sin_addr) == 1, "%s: no IPv4 address", run.address);
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (make == make_signin)
		leave_from(p);
	BENCH_MUST(p->fd >= 0 && !connect(p->fd, (void *)&to, sizeof to), "%s:%d: %s", run.address, run.port, strerror(errno));
	setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void
send_next(struct peer *p)
{
	char text[800];

	if (run.sent == run.count)
		return;
	size_t n = make(text, sizeof text);
	run.sent++;
	p->n = 0;
	p->from_us = clock_monotonic_us();
	BENCH_MUST(send(p->fd, text, n, MSG_NOSIGNAL) == (ssize_t)n, "send: %s", strerror(errno));
}

/* True: the answer is whole. Its length is what Content-Length says. */
static bool
is_whole(struct peer *p)
{
	p->in[p->n] = '\0';
	const char *end = strstr(p->in, "\r\n\r\n"), *length = strcasestr(p->in, "\r\nContent-Length:");
	if (!end)
		return false;
	BENCH_MUST(length && length < end, "no Content-Length: %.200s", p->in);
	size_t whole = (size_t)(end + 4 - p->in) + strtoul(length + 17, NULL, 10);
	BENCH_MUST(whole <= ANSWER_MAX && p->n <= whole, "more than one answer, or one that is too long");
	return p->n == whole;
}

static void
read_answer(struct peer *p)
{
	ssize_t n = recv(p->fd, p->in + p->n, ANSWER_MAX - p->n, 0);

	BENCH_MUST(n > 0, "the connection ended after %d answers", run.done);
	p->n += (size_t)n;
	if (!is_whole(p))
		return;
	BENCH_MUST(strncmp(p->in, "HTTP/1.1 ", 9) == 0 && strncmp(p->in + 9, run.expects, 3) == 0, "%s", p->in);
	BENCH_MUST(!run.path || !run.done || p->n == run.length, "an answer of another length: %s", p->in);
	run.length = p->n;
	took_us[run.done++] = (int32_t)(clock_monotonic_us() - p->from_us);
	send_next(p);
}

static int
by_size(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* what is asked for, the answer that it must have, and what the last two arguments are: a PATH or the FIRST line, a COOKIE or a key's file */
static const struct { const char *name, *expects; size_t (*make)(char *, size_t); bool has_path, has_cookie; } KINDS[] = {
	{ "submit", "201", make_submit, false, false }, { "get", "200", make_get, true, false }, { "page", "200", make_page, true, true },
};

static bool
read_kind(char **argv)
{
	for (size_t i = 0; i < COUNT(KINDS); i++) {
		if (strcmp(argv[1], KINDS[i].name) != 0)
			continue;
		make = KINDS[i].make;
		run.expects = KINDS[i].expects;
		if (KINDS[i].has_path)
			run.path = argv[6];
		else
			run.first = bench_int(argv[6], 9999999);
		if (KINDS[i].has_cookie)
			run.cookie = argv[7];
		else
			read_key(argv[7]);
		return true;
	}
	if (strcmp(argv[1], "signin") != 0)
		return false;
	make = make_signin;
	run.expects = "303";
	run.cookie = argv[6];
	snprintf(run.key, sizeof run.key, "%s", argv[7]);
	return true;
}

static void
read_arguments(int argc, char **argv)
{
	BENCH_MUST(argc == 8, "usage: load submit|get|page|signin ADDRESS PORT COUNT CONNECTIONS and two more: see the head of load.c");
	run.address = argv[2];
	run.port = bench_int(argv[3], 65535);
	run.count = bench_int(argv[4], 9999999);
	run.peers = bench_int(argv[5], CONNECTIONS_MAX);
	BENCH_MUST(read_kind(argv), "load %s: there is no such kind", argv[1]);
}

int
main(int argc, char **argv)
{
	struct epoll_event ready[CONNECTIONS_MAX];
	int poll = epoll_create1(EPOLL_CLOEXEC);

	read_arguments(argc, argv);
	took_us = calloc((size_t)run.count, sizeof *took_us);
	BENCH_MUST(took_us && poll >= 0, "%s", strerror(errno));
	for (int i = 0; i < run.peers; i++) {
		open_peer(&peer[i]);
		struct epoll_event want = { .events = EPOLLIN, .data.ptr = &peer[i] };
		BENCH_MUST(!epoll_ctl(poll, EPOLL_CTL_ADD, peer[i].fd, &want), "%s", strerror(errno));
	}
	double from = bench_seconds();
	for (int i = 0; i < run.peers; i++)
		send_next(&peer[i]);
	while (run.done < run.count) {
		int n = epoll_wait(poll, ready, COUNT(ready), 10000);
		BENCH_MUST(n > 0, "no answer for 10 s after %d", run.done);
		for (int i = 0; i < n; i++)
			read_answer(ready[i].data.ptr);
	}
	double took = bench_seconds() - from;
	qsort(took_us, (size_t)run.count, sizeof *took_us, by_size);
	printf("%.0f %.2f %.2f\n", run.count / took, took_us[run.count / 2] / 1e3, took_us[(size_t)run.count * 99 / 100] / 1e3);
	return 0;
}
