/* httppeer.h - for tests: an HTTP server as a child process that follows a script, and so can be as wrong as no real one is.
 * What it was asked is in memory that both share. Each test program listens on a loopback address made from its process id;
 * the child ends with the test. */
#ifndef SIMOFF_TEST_HTTPPEER_H
#define SIMOFF_TEST_HTTPPEER_H
#include "base/base.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is done with each request, in order; the last one goes on for ever. SEND: TEXT as it is. With CLOSE the connection ends
 * afterwards. An empty text: no answer. HANG: silent until the client goes. */
struct httppeer_step { const char *text; bool closes, hangs; };
#define HTTPPEER_OK(body_length, body) { "HTTP/1.1 200 OK\r\nContent-Length: " body_length "\r\n\r\n" body, false, false }

struct httppeer_seen { int requests, connections; char last[20000]; };
struct httppeer { pid_t pid; uint16_t port; char url[64]; volatile struct httppeer_seen *seen; };

/* True: a whole request, head and body, is in B. */
static inline bool
httppeer_is_whole(const char *b)
{
	const char *end = strstr(b, "\r\n\r\n"), *length = strcasestr(b, "\r\nContent-Length: ");

	if (!end)
		return false;
	size_t body = length && length < end ? strtoul(length + strlen("\r\nContent-Length: "), NULL, 10) : 0;
	return strlen(end + 4) >= body;
}

static inline bool
httppeer_read(int fd, struct httppeer_seen *seen)
{
	char b[sizeof seen->last] = { 0 };
	size_t n = 0;

	while (!httppeer_is_whole(b)) {
		ssize_t got = recv(fd, b + n, sizeof b - 1 - n, 0);

		if (got <= 0)
			return false;
		n += (size_t)got;
	}
	memcpy(seen->last, b, sizeof b);
	seen->requests++;
	return true;
}

static inline NORETURN void
httppeer_play(int listener, const struct httppeer_step *s, size_t steps, struct httppeer_seen *seen)
{
	size_t at = 0;

	for (;;) {
		int fd = accept(listener, NULL, NULL);

		seen->connections++;
		while (httppeer_read(fd, seen)) {
			const struct httppeer_step *now = &s[at];
			size_t n = strlen(now->text);
			char byte;

			at += at + 1 < steps;
			if (n && send(fd, now->text, n, MSG_NOSIGNAL) != (ssize_t)n)
				break;
			while (now->hangs && recv(fd, &byte, 1, 0) > 0)
				;
			if (now->closes || now->hangs)
				break;
		}
		close(fd);
	}
}

static inline void
httppeer_start(struct httppeer *p, const struct httppeer_step *s, size_t steps)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof a;
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char address[20];
	struct httppeer_seen *seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert(seen != MAP_FAILED);
	snprintf(address, sizeof address, "127.31.%u.1", 1 + (unsigned)getpid() % 250);
	inet_pton(AF_INET, address, &a.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 5) || getsockname(fd, (struct sockaddr *)&a, &size))
		abort();
	*p = (struct httppeer){ .port = ntohs(a.sin_port), .seen = seen };
	snprintf(p->url, sizeof p->url, "http://%s:%u", address, p->port);
	p->pid = fork();
	assert(p->pid >= 0);
	if (p->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		httppeer_play(fd, s, steps, seen);
	}
	close(fd);
}

static inline void
httppeer_stop(struct httppeer *p)
{
	int status;

	kill(p->pid, SIGKILL);
	waitpid(p->pid, &status, 0);
	munmap((void *)(uintptr_t)p->seen, sizeof *p->seen);
}
#endif
