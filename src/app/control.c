/* control.c - messages and descriptors between parent and children. */
#include "app/control.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct head { uint32_t kind, who; };

/* Room for one descriptor, aligned as the kernel wants it. */
union rights { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; };

void
control_pair(int out[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, out))
		abort();
}

bool
control_send(int fd, const struct control_message *m)
{
	struct head h = { (uint32_t)m->kind, m->who };
	union { const char *in; void *out; } body = { .in = m->body.p };	/* sendmsg reads only */
	struct iovec v[2] = { { &h, sizeof h }, { body.out, m->body.n } };
	union rights rights = { .bytes = { 0 } };
	struct msghdr msg = { .msg_iov = v, .msg_iovlen = 2 };
	ssize_t n;

	assert(m->body.n <= CONTROL_BODY_MAX);
	if (m->fd >= 0) {
		msg.msg_control = &rights;
		msg.msg_controllen = sizeof rights.bytes;
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &m->fd, sizeof(int));
	}
	do
		n = sendmsg(fd, &msg, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n >= 0;
}

static int
passed_fd(struct msghdr *msg)
{
	int fd = -1;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof fd))
			memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

enum control_result
control_receive(int fd, struct control_message *out)
{
	static char body[CONTROL_BODY_MAX];
	struct head h;
	struct iovec v[2] = { { &h, sizeof h }, { body, sizeof body } };
	union rights rights;
	struct msghdr msg = { .msg_iov = v, .msg_iovlen = 2, .msg_control = &rights, .msg_controllen = sizeof rights.bytes };
	ssize_t n;

	do
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return CONTROL_NOTHING;
	if (n <= 0)
		return CONTROL_CLOSED;
	int passed = passed_fd(&msg);
	if ((size_t)n < sizeof h || h.kind >= CONTROL_KIND_COUNT || (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
		if (passed >= 0)
			close(passed);
		return CONTROL_CLOSED;
	}
	*out = (struct control_message){ (enum control_kind)h.kind, h.who, passed, { body, (size_t)n - sizeof h } };
	return CONTROL_GOT;
}
