/* chan.c - framed messages on one non-blocking stream socket.
 * The input holds one message of the largest size, so that a complete one always fits; pages are touched only as used.
 * What was sent, and what was taken, is wiped: passwords and codes go through here.
 * Errors: none returned; a peer is either there or gone. Out of memory aborts. */
#include "base/chan.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET_BYTES (1 << 20)		/* asked of the kernel, which gives what it allows */

struct header { uint32_t size; uint16_t op, code; uint64_t tag; };
static_assert(sizeof(struct header) == CHAN_HEADER_BYTES, "no holes on the wire");

struct chan {
	int        fd;
	bool       gone, broken;
	bool       deaf;		/* it takes nothing more; what it said last may still be read */
	struct buf out;
	size_t     in_at, in_n;		/* taken by chan_next, and received */
	char      *in;			/* CHAN_MESSAGE_MAX bytes */
};

struct chan *
chan_new(int fd)
{
	struct chan *c = calloc(1, sizeof *c);
	int flags = fcntl(fd, F_GETFL), size = SOCKET_BYTES;

	assert(flags >= 0);
	if (!c || !(c->in = malloc(CHAN_MESSAGE_MAX)))
		abort();
	c->fd = fd;
	buf_init(&c->out, CHAN_OUT_MAX);
	if (fcntl(fd, F_SETFL, flags | O_NONBLOCK))
		abort();
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);	/* smaller is slower, not wrong */
	return c;
}

static void
wipe_output(struct chan *c)
{
	if (c->out.n)
		explicit_bzero(c->out.p, c->out.n);
	buf_reset(&c->out);
}

void
chan_free(struct chan *c)
{
	if (!c)
		return;
	close(c->fd);
	explicit_bzero(c->in, c->in_n);
	wipe_output(c);
	buf_done(&c->out);
	free(c->in);
	free(c);
}

int
chan_fd(const struct chan *c)
{
	return c->fd;
}

static void
lose(struct chan *c, bool broken)
{
	c->gone = true;
	c->broken = c->broken || broken;
	wipe_output(c);
}

void
chan_send(struct chan *c, const struct chan_message *m)
{
	struct header h = { (uint32_t)(sizeof h + m->body.n), m->op, m->code, m->tag };

	assert(m->body.n <= CHAN_MESSAGE_MAX - sizeof h);
	if (c->gone || c->deaf)
		return;
	buf_add(&c->out, (struct str){ (const char *)&h, sizeof h });
	buf_add(&c->out, m->body);
	if (c->out.over)
		lose(c, true);
}

void
chan_flush(struct chan *c)
{
	size_t sent = 0;

	while (sent < c->out.n) {
		ssize_t n = send(c->fd, c->out.p + sent, c->out.n - sent, MSG_NOSIGNAL);

		if (n >= 0) {
			sent += (size_t)n;
		} else if (errno == EAGAIN) {
			break;
		} else if (errno != EINTR) {
			c->deaf = true;
			wipe_output(c);
			return;
		}
	}
	if (!sent)
		return;
	memmove(c->out.p, c->out.p + sent, c->out.n - sent);
	c->out.n -= sent;
	explicit_bzero(c->out.p + c->out.n, sent);
}

void
chan_receive(struct chan *c)
{
	ssize_t n;

	if (c->in_at) {
		memmove(c->in, c->in + c->in_at, c->in_n - c->in_at);
		c->in_n -= c->in_at;
		explicit_bzero(c->in + c->in_n, c->in_at);
		c->in_at = 0;
	}
	if (c->gone || c->in_n == CHAN_MESSAGE_MAX)
		return;
	do
		n = recv(c->fd, c->in + c->in_n, CHAN_MESSAGE_MAX - c->in_n, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		c->in_n += (size_t)n;
	else if (n == 0 || errno != EAGAIN)
		lose(c, false);
}

bool
chan_next(struct chan *c, struct chan_message *out)
{
	size_t n = c->in_n - c->in_at;
	struct header h;

	if (c->broken || n < sizeof h)
		return false;
	memcpy(&h, c->in + c->in_at, sizeof h);
	if (h.size < sizeof h || h.size > CHAN_MESSAGE_MAX) {
		lose(c, true);
		return false;
	}
	if (n < h.size)
		return false;
	*out = (struct chan_message){ h.op, h.code, h.tag, { c->in + c->in_at + sizeof h, h.size - sizeof h } };
	c->in_at += h.size;
	return true;
}

void
chan_break(struct chan *c)
{
	lose(c, true);
}

bool
chan_has_output(const struct chan *c)
{
	return c->out.n > 0;
}

bool
chan_is_full(const struct chan *c)
{
	return c->out.n >= CHAN_OUT_SOFT;
}

bool
chan_is_gone(const struct chan *c)
{
	return c->gone;
}

bool
chan_is_broken(const struct chan *c)
{
	return c->broken;
}
