/* gsup_fuzz.c - what an HLR may send while a Location Cancel is forwarded; the first byte says whether we are attached already.
 * It counts as forwarded only after a pong for each of our two pings, and as "no such node" only with a routing error among the
 * frames. Whatever we sent is well-formed frames that fit. */
#include "fuzz.h"

#include "adapter/gsup.h"

#include <sys/socket.h>
#include <unistd.h>

#define NO_WAIT ((struct utc_ms){ 0 })
#define SENT_MAX (1u << 20)

static size_t
count(struct str text, struct str part)
{
	size_t n = 0;

	for (const char *p = text.p; text.n && (p = memmem(p, (size_t)(text.p + text.n - p), part.p, part.n)); p += part.n)
		n++;
	return n;
}

static void
check_frames(int fd, struct arena *a)
{
	char *bytes = arena_must(a, SENT_MAX);
	ssize_t n = recv(fd, bytes, SENT_MAX, 0);
	struct str rest = { bytes, n > 0 ? (size_t)n : 0 };

	while (rest.n) {
		struct str head = fuzz_bytes(&rest, IPA_HEADER_SIZE);

		assert(head.n == IPA_HEADER_SIZE);
		size_t size = (size_t)(uint8_t)head.p[0] << 8 | (uint8_t)head.p[1];
		assert(size && size <= IPA_PAYLOAD_MAX && fuzz_bytes(&rest, size).n == size);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str input = fuzz_input(data, n);
	struct gsup g;
	bool attached = fuzz_byte(&input) % 2;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd))
		return 0;
	gsup_init(&g, STR("no address"), STR("SIMOFF"));
	g.link.fd = fd[0];
	g.attached = attached;
	g.frames_left = IPA_FRAMES_MAX;
	ssize_t sent = send(fd[1], input.p, input.n, MSG_NOSIGNAL);
	assert(sent == (ssize_t)input.n);
	enum err e = gsup_cancel(&g, STR("206010000000001"), STR("VLR-1"), GSUP_DOMAIN_CS, NO_WAIT);
	assert(e == ERR_PERM || attached);			/* an attachment that is not there is made anew, and fails here */
	if (e == ERR_OK || e == ERR_NOENT)
		assert(count(input, ((struct str){ "\0\1\xfe\1", 4 })) >= 2);
	if (e == ERR_NOENT)
		assert(count(input, ((struct str){ "\5\x4e", 2 })) >= 1);
	if (e)
		assert(g.why || e == ERR_NOENT);
	check_frames(fd[1], a);
	gsup_close(&g);
	close(fd[1]);
	return 0;
}
