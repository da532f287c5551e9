/* peer.c - peers of a desk. What a peer may do is decided by how it came in, never by what it says. */
#include "app/peer.h"

#include "base/log.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define GROUPS_MAX 256			/* of the asking process; with more, only root and our own user come in */

bool
peer_is_worker(const struct peer *p)
{
	return p->chan && p->vouched == DESK_ROLE_worker;
}

struct peer
peer_linked(enum role role, int fd)
{
	struct peer p = { .chan = chan_new(fd), .role = role, .vouched = DESK_ROLE_public };

	if (role == ROLE_web)
		return p;
	static const enum effect_family FAMILY[ROLE_COUNT] = {
#define X(family) [ROLE_##family] = EFFECT_FAMILY_##family,
		EFFECT_FAMILIES(X)
#undef X
	};

	if (role == ROLE_pass) {
		p.vouched = DESK_ROLE_pass;
		return p;
	}
	assert(role >= ROLE_net);
	p.vouched = DESK_ROLE_worker;
	p.family = FAMILY[role];
	snprintf(p.name, sizeof p.name, "%s", effect_family_names.name[p.family]);
	return p;
}

static bool
is_member(int fd, gid_t own, int64_t gid)
{
	gid_t groups[GROUPS_MAX];
	socklen_t size = sizeof groups;

	if (gid < 0)
		return false;
	if (own == (gid_t)gid)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size))
		return false;
	for (size_t i = 0; i < size / sizeof *groups; i++)
		if (groups[i] == (gid_t)gid)
			return true;
	return false;
}

static void
set_name(struct peer *p, uid_t uid)
{
	char room[1024];
	struct passwd pw, *found = NULL;

	if (getpwuid_r(uid, &pw, room, sizeof room, &found) == 0 && found && str_is_utf8(str_of(found->pw_name)))
		snprintf(p->name, sizeof p->name, "%.*s", (int)PEER_NAME_MAX, found->pw_name);
	else
		snprintf(p->name, sizeof p->name, "uid %u", (unsigned)uid);
}

bool
peer_accepted(int fd, int64_t admin_gid, struct peer *out)
{
	struct ucred who;
	socklen_t size = sizeof who;
	bool known = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;

	if (!known || (who.uid != 0 && who.uid != geteuid() && !is_member(fd, who.gid, admin_gid))) {
		if (known)
			log_write(LOG_WARN, "socket.denied", "uid %u is not an administrator", (unsigned)who.uid);
		close(fd);
		return false;
	}
	*out = (struct peer){ .chan = chan_new(fd), .role = ROLE_COUNT, .vouched = DESK_ROLE_admin };
	set_name(out, who.uid);
	return true;
}
