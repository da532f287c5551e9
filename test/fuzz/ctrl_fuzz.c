/* ctrl_fuzz.c - what a control port may answer to a GET. A value is believed only if a reply to this very request is among the
 * frames that came; the reason of a failure is short printable ASCII without a figure of the far end's; nothing else is taken
 * for absence but the two texts of osmo-hlr. */
#include "fuzz.h"

#include "adapter/ctrl.h"

#include <sys/socket.h>
#include <unistd.h>

#define NO_WAIT  ((struct utc_ms){ 0 })
#define VARIABLE "subscriber.by-imsi-206010000000001.info"

static bool
has(struct str text, const char *part)
{
	return text.n && memmem(text.p, text.n, part, strlen(part));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str input = fuzz_input(data, n), value;
	struct ctrl c;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd))
		return 0;
	ctrl_init(&c, STR("no address"), CTRL_PORT_HLR);
	c.link.fd = fd[0];
	ssize_t sent = send(fd[1], input.p, input.n, MSG_NOSIGNAL);
	assert(sent == (ssize_t)n);
	enum err e = ctrl_get(&c, VARIABLE, NO_WAIT, &value);
	if (e == ERR_OK) {
		assert(has(input, "GET_REPLY ") && has(input, "1 " VARIABLE));
		assert(!value.n || memmem(input.p, input.n, value.p, value.n));
	} else if (e == ERR_NOENT) {
		assert(has(input, "1 No such subscriber.") || has(input, "1 Subscriber doesn't exist."));
	} else if (e == ERR_DENIED) {
		assert(has(input, "ERROR "));
	} else {
		assert(e == ERR_UNSURE || e == ERR_PERM);	/* PERM: it was closed, and there is nobody at "no address" */
	}
	assert(memchr(c.why, '\0', sizeof c.why) && fuzz_is_printable(str_of(c.why)));
	for (const char *p = c.why; *p; p++)
		assert(*p < '0' || *p > '9');
	ctrl_close(&c);
	close(fd[1]);
	return 0;
}
