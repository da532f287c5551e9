/* control.h - what parent and children tell each other, with file descriptors where needed: one SOCK_SEQPACKET socketpair per
 * child, so that messages keep their bounds. No network protocol, nothing that comes from outside. Never blocks.
 * A child reads until there is nothing, and ends when the parent's side is closed. */
#ifndef SIMOFF_CONTROL_H
#define SIMOFF_CONTROL_H
#include "base/base.h"

#define CONTROL_BODY_MAX (64u << 10)

/* kind, meaning */
#define CONTROL_KINDS(X) \
	X(conf,    "to a child, first of all: BODY is its configuration record, see role.h") \
	X(listen,  "to desk and web: FD is the socket on which it accepts") \
	X(channel, "to all: FD is a channel to or from the role WHO; replaces an earlier one of that role") \
	X(stop,    "to all: finish what is in hand, then end") \
	X(up,      "from all: ready to work") \
	X(beat,    "from all: alive, and not inside a call of an adapter") \
	X(call,    "from a worker: a call of the adapter begins, which may take as long as its limit")
enum control_kind {
#define X(n, t) CONTROL_##n,
	CONTROL_KINDS(X)
#undef X
	CONTROL_KIND_COUNT
};

/* FD: -1 none. Sending leaves it open here; receiving makes the receiver its owner (close-on-exec). */
struct control_message { enum control_kind kind; uint32_t who; int fd; struct str body; };
#define CONTROL_MESSAGE(...) &(struct control_message){ .fd = -1, __VA_ARGS__ }

enum control_result { CONTROL_NOTHING, CONTROL_GOT, CONTROL_CLOSED };

void control_pair(int out[2]);		/* both ends non-blocking and close-on-exec; aborts when there are no descriptors */
/* False: the other side is gone, or has not read for so long that nothing fits. */
bool control_send(int fd, const struct control_message *) MUST_CHECK;
/* The body is borrowed from a buffer of this process until the next call. A message of no known form counts as closed. */
enum control_result control_receive(int fd, struct control_message *out) MUST_CHECK;
#endif
