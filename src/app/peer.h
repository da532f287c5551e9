/* peer.h - who is connected to a desk: the web, a worker, or a person on the Unix socket; and as whom each of them asks. */
#ifndef SIMOFF_PEER_H
#define SIMOFF_PEER_H
#include "app/role.h"
#include "app/wire.h"

#define PEER_NAME_MAX 32u

struct peer {
	struct chan *chan;		/* NULL: this place is free */
	enum role role;			/* ROLE_COUNT: the command line */
	enum desk_role vouched;		/* what its requests are worth */
	char name[PEER_NAME_MAX + 1];	/* user, or family; empty for web and pass, where a credential decides */
	uint32_t watched;		/* events that epoll was told */

	/* of a worker */
	enum effect_family family;
	bool is_woken;			/* and has not claimed since */
	bool found_nothing;		/* its last claim: do not wake it again for the same effect at once */
	struct utc_ms seen;		/* what was due for it when last looked at */
	struct utc_ms stuck;
	int64_t stuck_until_ms;
};

/* peer_linked(role, fd): a channel that the parent made, for the web, the process of passwords, or a worker. Owns FD. */
struct peer peer_linked(enum role, int fd);
/* peer_accepted: the process behind FD, by its credentials: root, our own user, or a member of ADMIN_GID (-1: no such group).
 * False: it may not, FD is closed. */
bool peer_accepted(int fd, int64_t admin_gid, struct peer *out) MUST_CHECK;
bool peer_is_worker(const struct peer *);
#endif
