/* ipa_fuzz.c - bytes on a connection to an Osmocom program. The frames handed out are those that a reader of the whole would
 * see; a frame that is too long, or the end, closes the connection; silence leaves it open. */
#include "fuzz.h"

#include "adapter/ipa.h"

#include <sys/socket.h>
#include <unistd.h>

#define NO_WAIT ((struct utc_ms){ 0 })

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = fuzz_input(data, n);
	struct ipa link;
	struct ipa_frame frame;
	bool hangs_up = fuzz_byte(&rest) % 2;
	int fd[2];
	enum err e;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd))
		return 0;
	ipa_init(&link);
	link.fd = fd[0];
	ssize_t sent = send(fd[1], rest.p, rest.n, MSG_NOSIGNAL);
	assert(sent == (ssize_t)rest.n);
	if (hangs_up)
		shutdown(fd[1], SHUT_WR);
	while (!(e = ipa_receive(&link, NO_WAIT, &frame))) {
		struct str head = fuzz_bytes(&rest, IPA_HEADER_SIZE);

		assert(head.n == IPA_HEADER_SIZE && frame.protocol == (uint8_t)head.p[2]);
		assert(frame.payload.n == ((size_t)(uint8_t)head.p[0] << 8 | (uint8_t)head.p[1]));
		assert(str_eq(frame.payload, fuzz_bytes(&rest, frame.payload.n)));
	}
	bool too_long = rest.n >= IPA_HEADER_SIZE && ((size_t)(uint8_t)rest.p[0] << 8 | (uint8_t)rest.p[1]) > IPA_PAYLOAD_MAX;
	assert(e == (too_long || hangs_up ? ERR_UNSURE : ERR_TEMP) && ipa_is_open(&link) == (e == ERR_TEMP));
	ipa_close(&link);
	close(fd[1]);
	return 0;
}
