/* ipa.c - frames over one TCP connection.
 * Owns the socket. A frame is handed out as a view into the one input buffer; nothing is allocated.
 * Errors: see ipa.h. A connection that broke, or whose framing is lost, is closed at once and never used again. */
#include "adapter/ipa.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define SILENCE_MS_MAX 10000		/* sent and not even acknowledged by the far end's kernel: the connection is dead */

void
ipa_init(struct ipa *c)
{
	c->fd = -1;
	c->have = c->used = 0;
}

void
ipa_close(struct ipa *c)
{
	if (c->fd >= 0)
		close(c->fd);
	ipa_init(c);
}

bool
ipa_is_open(const struct ipa *c)
{
	return c->fd >= 0;
}

/* True as soon as FD is ready for WHAT (an error or hang-up counts: the next call tells); false at the deadline. */
static bool
wait_for(int fd, short what, struct utc_ms deadline)
{
	struct pollfd p = { .fd = fd, .events = what };

	for (;;) {
		int64_t left = deadline.ms - clock_monotonic().ms;
		int wait_ms = left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
		int n = poll(&p, 1, wait_ms);

		if (n > 0)
			return true;
		if (n == 0 && clock_monotonic().ms >= deadline.ms)
			return false;
		assert(n == 0 || errno == EINTR || errno == ENOMEM);
	}
}

static bool
connect_by(int fd, const struct addrinfo *to, struct utc_ms deadline)
{
	int one = 1, silence = SILENCE_MS_MAX, error = 0;
	socklen_t n = sizeof error;

	if (connect(fd, to->ai_addr, to->ai_addrlen) && errno != EINPROGRESS)
		return false;
	if (!wait_for(fd, POLLOUT, deadline))
		return false;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) || error)
		return false;
	return !setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) &&
	       !setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence, sizeof silence);
}

enum err
ipa_open(struct ipa *c, struct str address, uint16_t port, struct utc_ms deadline)
{
	const struct addrinfo want = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	struct addrinfo *to;
	char host[INET6_ADDRSTRLEN + 20], service[8];	/* room for %interface */

	assert(!ipa_is_open(c));
	if (!address.n || address.n >= sizeof host || str_has_control(address))
		return ERR_PERM;
	snprintf(host, sizeof host, "%.*s", STR_ARG(address));
	snprintf(service, sizeof service, "%u", (unsigned)port);
	if (getaddrinfo(host, service, &want, &to))
		return ERR_PERM;
	ipa_init(c);
	c->fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool open = c->fd >= 0 && connect_by(c->fd, to, deadline);
	freeaddrinfo(to);
	if (!open)
		ipa_close(c);
	return open ? ERR_OK : ERR_TEMP;
}

enum err
ipa_send(struct ipa *c, uint8_t protocol, struct str payload, struct utc_ms deadline)
{
	unsigned char frame[IPA_HEADER_SIZE + IPA_PAYLOAD_MAX] = {
		(unsigned char)(payload.n >> 8), (unsigned char)payload.n, protocol,
	};
	size_t n = IPA_HEADER_SIZE + payload.n;

	assert(ipa_is_open(c) && payload.n <= IPA_PAYLOAD_MAX);
	memcpy(frame + IPA_HEADER_SIZE, payload.p, payload.n);
	for (size_t at = 0; at < n;) {
		ssize_t sent = send(c->fd, frame + at, n - at, MSG_NOSIGNAL);

		if (sent > 0)
			at += (size_t)sent;
		else if (errno == EINTR || (errno == EAGAIN && wait_for(c->fd, POLLOUT, deadline)))
			continue;
		else {
			ipa_close(c);
			return ERR_UNSURE;
		}
	}
	return ERR_OK;
}

/* Size of the frame at the front of the input: 0 when not even its header is there. */
static size_t
frame_size(const struct ipa *c)
{
	if (c->have < IPA_HEADER_SIZE)
		return 0;
	return IPA_HEADER_SIZE + ((size_t)c->in[0] << 8 | c->in[1]);
}

/* Reads more. ERR_TEMP: nothing there yet; ERR_UNSURE: closed or broken. */
static enum err
fill(struct ipa *c)
{
	ssize_t n = recv(c->fd, c->in + c->have, sizeof c->in - c->have, 0);

	if (n > 0) {
		c->have += (size_t)n;
		return ERR_OK;
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? ERR_TEMP : ERR_UNSURE;
}

enum err
ipa_receive(struct ipa *c, struct utc_ms deadline, struct ipa_frame *out)
{
	assert(ipa_is_open(c) && c->used <= c->have);
	memmove(c->in, c->in + c->used, c->have - c->used);
	c->have -= c->used;
	c->used = 0;
	for (;;) {
		size_t n = frame_size(c);

		if (n && n <= c->have) {
			c->used = n;
			*out = (struct ipa_frame){ c->in[2], { (char *)c->in + IPA_HEADER_SIZE, n - IPA_HEADER_SIZE } };
			return ERR_OK;
		}
		enum err e = n > sizeof c->in ? ERR_UNSURE : fill(c);
		if (e == ERR_UNSURE) {
			ipa_close(c);
			return e;
		}
		if (e == ERR_TEMP && !wait_for(c->fd, POLLIN, deadline))
			return ERR_TEMP;
	}
}
