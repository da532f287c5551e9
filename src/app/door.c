/* door.c - the Unix socket: bound, or connected to. */
#include "app/door.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64

static void
close_it(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int
keep(int *fd)
{
	int kept = *fd;

	*fd = -1;
	return kept;
}

static bool
address_of(const char *path, struct sockaddr_un *out, char why_out[DOOR_WHY_SIZE])
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof out->sun_path) {
		snprintf(why_out, DOOR_WHY_SIZE, "%.150s: longer than %zu bytes, which a socket's path may have", path, sizeof out->sun_path - 1);
		return false;
	}
	memcpy(out->sun_path, path, strlen(path) + 1);
	return true;
}

static int
connect_to(const struct sockaddr_un *a)
{
	AUTO(close_it) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)a, sizeof *a))
		return -1;
	return keep(&fd);
}

int
door_connect(const char *path, char why_out[DOOR_WHY_SIZE])
{
	struct sockaddr_un a;

	if (!address_of(path, &a, why_out))
		return -1;
	int fd = connect_to(&a);
	if (fd < 0 && (errno == ENOENT || errno == ECONNREFUSED))
		snprintf(why_out, DOOR_WHY_SIZE, "%.150s: the daemon is not running; start it: simoffd -C DIR", path);
	else if (fd < 0)
		snprintf(why_out, DOOR_WHY_SIZE, "%.150s: %s", path, strerror(errno));
	return fd;
}

int
door_open(const char *path, int64_t gid, char why_out[DOOR_WHY_SIZE])
{
	AUTO(close_it) int fd = -1;
	struct sockaddr_un a;

	if (!address_of(path, &a, why_out))
		return -1;
	int other = connect_to(&a);
	if (other >= 0) {
		close(other);
		snprintf(why_out, DOOR_WHY_SIZE, "%.150s: a daemon already runs here", path);
		return -1;
	}
	if (errno == ECONNREFUSED)
		(void)unlink(path);		/* what a daemon that was killed left behind */
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask = umask(0177);		/* nobody in between */
	bool ok = fd >= 0 && bind(fd, (const struct sockaddr *)&a, sizeof a) == 0;
	(void)umask(mask);
	if (!ok || (gid >= 0 && chown(path, (uid_t)-1, (gid_t)gid)) || chmod(path, 0660) || listen(fd, BACKLOG)) {
		snprintf(why_out, DOOR_WHY_SIZE, "%.150s: %s", path, strerror(errno));
		return -1;
	}
	return keep(&fd);
}
