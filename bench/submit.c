/* submit.c - load on a daemon: `submit PORT KEYFILE FIRST CASES CONNECTIONS` sends POST /api/v1/cases for the lines FIRST,
 * FIRST + 1 ... over so many keep-alive connections to 127.0.0.1, plain HTTP/1.1. Every request has a number and an
 * Idempotency-Key of its own, every answer must be 201; on each connection the next request leaves when the answer is there.
 * Prints: cases per second, and the milliseconds within which half and 99 of 100 answers came. One thread, epoll. */
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

static struct { int port, first, cases, peers, sent, done; char key[128]; } run;
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

static void
open_peer(struct peer *p)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)run.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int on = 1;

	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	BENCH_MUST(p->fd >= 0 && !connect(p->fd, (void *)&to, sizeof to), "127.0.0.1:%d: %s", run.port, strerror(errno));
	setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void
send_next(struct peer *p)
{
	char body[200], text[600], msisdn[16];

	if (run.sent == run.cases)
		return;
	snprintf(msisdn, sizeof msisdn, BENCH_MSISDN, run.first + run.sent);
	int b = snprintf(body, sizeof body, "{\"msisdn\":\"%s\",\"name\":\"Test Holder\",\"contact\":{\"email\":\"away@example.net\"}}", msisdn);
	int n = snprintf(text, sizeof text, "POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
	    "Content-Type: application/json\r\nIdempotency-Key: bench-%s\r\nContent-Length: %d\r\n\r\n%s", run.port, run.key, msisdn, b, body);
	run.sent++;
	p->n = 0;
	p->from_us = clock_monotonic_us();
	BENCH_MUST(send(p->fd, text, (size_t)n, MSG_NOSIGNAL) == n, "send: %s", strerror(errno));
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
	BENCH_MUST(strncmp(p->in, "HTTP/1.1 201 ", 13) == 0, "%s", p->in);
	took_us[run.done++] = (int32_t)(clock_monotonic_us() - p->from_us);
	send_next(p);
}

static int
by_size(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	struct epoll_event ready[CONNECTIONS_MAX];
	int poll = epoll_create1(EPOLL_CLOEXEC);

	BENCH_MUST(argc == 6, "usage: submit PORT KEYFILE FIRST CASES CONNECTIONS");
	run.port = bench_int(argv[1], 65535);
	read_key(argv[2]);
	run.first = bench_int(argv[3], 9999999);
	run.cases = bench_int(argv[4], 9999999);
	run.peers = bench_int(argv[5], CONNECTIONS_MAX);
	took_us = calloc((size_t)run.cases, sizeof *took_us);
	BENCH_MUST(took_us && poll >= 0, "%s", strerror(errno));
	for (int i = 0; i < run.peers; i++) {
		open_peer(&peer[i]);
		struct epoll_event want = { .events = EPOLLIN, .data.ptr = &peer[i] };
		BENCH_MUST(!epoll_ctl(poll, EPOLL_CTL_ADD, peer[i].fd, &want), "%s", strerror(errno));
	}
	double from = bench_seconds();
	for (int i = 0; i < run.peers; i++)
		send_next(&peer[i]);
	while (run.done < run.cases) {
		int n = epoll_wait(poll, ready, COUNT(ready), 10000);
		BENCH_MUST(n > 0, "no answer for 10 s after %d", run.done);
		for (int i = 0; i < n; i++)
			read_answer(ready[i].data.ptr);
	}
	double took = bench_seconds() - from;
	qsort(took_us, (size_t)run.cases, sizeof *took_us, by_size);
	printf("%.0f %.2f %.2f\n", run.cases / took, took_us[run.cases / 2] / 1e3, took_us[run.cases / 100 * 99] / 1e3);
	return 0;
}
