/* fakepeer.h - for tests: the far end of an IPA connection as a child process that follows a script, and so can be as wrong
 * as no real program is. A script that was not followed to its end fails in peer_end. Each test program has loopback
 * addresses of its own, taken from its process id. */
#ifndef SIMOFF_TEST_FAKEPEER_H
#define SIMOFF_TEST_FAKEPEER_H
#include "base/base.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the peer does next. TAKE: reads one frame, whose payload must be TEXT (NULL: any). SEND: bytes as they are.
 * DRIP: the same, one by one. REPLY: TEXT as one CTRL frame. AGAIN: hangs up, and accepts the next connection. */
enum peer_act { PEER_END, PEER_TAKE, PEER_SEND, PEER_DRIP, PEER_REPLY, PEER_AGAIN };
struct peer_step { enum peer_act act; const char *text; size_t n; };
#define TAKE(s)  { PEER_TAKE, "" s, sizeof(s) - 1 }
#define TAKE_ANY { PEER_TAKE, NULL, 0 }
#define SEND(s)  { PEER_SEND, "" s, sizeof(s) - 1 }
#define DRIP(s)  { PEER_DRIP, "" s, sizeof(s) - 1 }
#define REPLY(s) { PEER_REPLY, "\0" s, sizeof("\0" s) - 1 }
#define AGAIN    { PEER_AGAIN, NULL, 0 }

static inline const char *
peer_address(void)
{
	static char text[20];

	snprintf(text, sizeof text, "127.72.%u.1", 1 + (unsigned)getpid() % 250);
	return text;
}

static inline void
peer_send(int fd, const void *p, size_t n)
{
	if (send(fd, p, n, MSG_NOSIGNAL) != (ssize_t)n)
		_exit(3);
}

static inline void
peer_take(int fd, const struct peer_step *s)
{
	unsigned char b[5000];

	if (recv(fd, b, 3, MSG_WAITALL) != 3)
		_exit(4);
	size_t n = (size_t)b[0] << 8 | b[1];
	if (n > sizeof b || recv(fd, b, n, MSG_WAITALL) != (ssize_t)n)
		_exit(5);
	if (s->text && (n != s->n || memcmp(b, s->text, n) != 0)) {
		fprintf(stderr, "the peer got \"%.*s\"\n           not \"%.*s\"\n", (int)n - 1, (char *)b + 1, (int)s->n - 1, s->text + 1);
		_exit(6);
	}
}

static inline void
peer_play(int listener, const struct peer_step *s)
{
	int fd = accept(listener, NULL, NULL);
	char byte;

	for (; s->act != PEER_END; s++) {
		unsigned char head[3] = { (unsigned char)(s->n >> 8), (unsigned char)s->n, 0xee };

		switch (s->act) {
		case PEER_END:
			break;
		case PEER_TAKE:
			peer_take(fd, s);
			break;
		case PEER_DRIP:
			for (size_t i = 0; i < s->n; i++)
				peer_send(fd, s->text + i, 1);
			break;
		case PEER_REPLY:
			peer_send(fd, head, sizeof head);
			/* fall through */
		case PEER_SEND:
			peer_send(fd, s->text, s->n);
			break;
		case PEER_AGAIN:
			close(fd);
			fd = accept(listener, NULL, NULL);
			break;
		}
	}
	while (recv(fd, &byte, 1, 0) > 0)
		;
	_exit(0);
}

/* Listens at PORT of peer_address(), and plays SCRIPT to who connects. */
static inline pid_t
peer_start(uint16_t port, const struct peer_step *script)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, peer_address(), &a.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 5))
		abort();
	pid_t pid = fork();
	assert(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		peer_play(fd, script);
	}
	close(fd);
	return pid;
}

/* After our side has closed: was the script followed to its end? */
static inline bool
peer_end(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static inline struct utc_ms
peer_in(int64_t ms)
{
	return (struct utc_ms){ clock_monotonic().ms + ms };
}
#endif
