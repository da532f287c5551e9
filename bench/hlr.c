/* hlr.c - the least that a cut takes at a real osmo-hlr: `hlr ADDRESS LINES` sends for each line the CTRL requests that
 * simoff's adapter sends from the wish to the read-back, one after the other over one connection, and looks at nothing but
 * that an answer came. No serving node has these lines, so there is nothing to say over GSUP.
 * Prints: lines per second. */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define CTRL_PORT 4259

/* net_read on entering and on leaving the wait; net_off; net_delete: each begins and ends by reading both ways. */
static const struct { const char *verb, *by, *variable; } SEQUENCE[] = {
#define READ { "GET", "imsi", ".info" }, { "GET", "msisdn", ".info" }
	READ, READ,
	READ, { "SET", "imsi", ".cs-enabled 0" }, { "SET", "imsi", ".ps-enabled 0" }, READ,
	READ, { "SET", "imsi", ".aud2g none" }, { "SET", "imsi", ".aud3g none" }, { "SET", NULL, "subscriber.delete" }, READ,
};

static void
read_all(int fd, void *p, size_t n)
{
	BENCH_MUST(recv(fd, p, n, MSG_WAITALL) == (ssize_t)n, "the HLR hung up: %s", strerror(errno));
}

/* IPA: length (2, big endian), protocol 0xee, extension 0, text. */
static void
ask(int fd, int id, size_t step, const char *imsi, const char *msisdn)
{
	char text[200], answer[4096];
	const char *verb = SEQUENCE[step].verb, *by = SEQUENCE[step].by, *variable = SEQUENCE[step].variable;
	uint8_t head[3];

	int n = by ? snprintf(text + 4, sizeof text - 4, "%s %d subscriber.by-%s-%s%s", verb, id, by, *by == 'i' ? imsi : msisdn, variable)
		   : snprintf(text + 4, sizeof text - 4, "%s %d %s %s", verb, id, variable, imsi);
	text[0] = (char)((n + 1) >> 8), text[1] = (char)(n + 1), text[2] = (char)0xee, text[3] = 0;
	BENCH_MUST(send(fd, text, (size_t)n + 4, MSG_NOSIGNAL) == n + 4, "send: %s", strerror(errno));
	read_all(fd, head, sizeof head);
	size_t size = (size_t)head[0] << 8 | head[1];
	BENCH_MUST(size < sizeof answer, "an answer of %zu bytes", size);
	read_all(fd, answer, size);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(CTRL_PORT) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, id = 1;
	char imsi[16], msisdn[16];

	BENCH_MUST(argc == 3 && inet_pton(AF_INET, argv[1], &to.sin_addr) == 1, "usage: hlr ADDRESS LINES");
	int lines = bench_int(argv[2], 9999999);
	BENCH_MUST(fd >= 0 && !connect(fd, (void *)&to, sizeof to), "%s: %s", argv[1], strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	double from = bench_seconds();
	for (int i = 1; i <= lines; i++) {
		snprintf(imsi, sizeof imsi, "20601%010d", i);
		snprintf(msisdn, sizeof msisdn, BENCH_MSISDN, i);
		for (size_t k = 0; k < COUNT(SEQUENCE); k++)
			ask(fd, id++, k, imsi, msisdn);
	}
	printf("%.1f\n", lines / (bench_seconds() - from));
	close(fd);
	return 0;
}
