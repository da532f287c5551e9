/* chan_fuzz.c - bytes on a channel, arriving in pieces. The first 8 bytes say how long the pieces are. What is delivered is what a
 * reader of the whole would take apart, however it was cut, and stops at the first nonsense; then the channel is broken. */
#include "fuzz.h"

#include "base/chan.h"

#include <sys/socket.h>
#include <unistd.h>

struct header { uint32_t size; uint16_t op, code; uint64_t tag; };

/* The next message of the whole. False: there is none; BROKEN: because of nonsense. */
static bool
reference(struct str *rest, struct chan_message *out, bool *broken)
{
	struct header h;

	if (rest->n < sizeof h)
		return false;
	memcpy(&h, rest->p, sizeof h);
	*broken = h.size < CHAN_HEADER_BYTES || h.size > CHAN_MESSAGE_MAX;
	if (*broken || h.size > rest->n)
		return false;
	struct str message = fuzz_bytes(rest, h.size);
	*out = (struct chan_message){ h.op, h.code, h.tag, { message.p + sizeof h, message.n - sizeof h } };
	return true;
}

static void
drain(struct chan *c, struct str *whole)
{
	struct chan_message got, want;
	bool broken = false;

	while (chan_next(c, &got)) {
		bool is_there = reference(whole, &want, &broken);
		assert(is_there && got.op == want.op && got.code == want.code && got.tag == want.tag && str_eq(got.body, want.body));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = fuzz_input(data, n), sizes = fuzz_bytes(&rest, 8), whole = rest;
	struct chan_message more;
	bool broken = false;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return 0;
	struct chan *c = chan_new(fd[0]);
	for (size_t i = 0; rest.n && !chan_is_gone(c); i++) {	/* one that is gone reads no more: sending would wait */
		struct str piece = fuzz_bytes(&rest, 1u + (uint8_t)sizes.p[i % sizes.n]);

		ssize_t sent = send(fd[1], piece.p, piece.n, MSG_NOSIGNAL);
		assert(sent == (ssize_t)piece.n);
		chan_receive(c);
		drain(c, &whole);
	}
	bool left = reference(&whole, &more, &broken);
	assert(!left && chan_is_broken(c) == broken && chan_is_gone(c) == broken);
	close(fd[1]);
	chan_receive(c);
	assert(!chan_next(c, &more) && chan_is_gone(c));
	chan_free(c);
	return 0;
}
