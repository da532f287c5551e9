/* owner.c - the daemon's own user. Errors: a sentence; nothing is changed then but, at most, that the user exists. */
#include "app/owner.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Can others pass through every folder above PATH (absolute)? PATH itself will be the user's. */
static bool
is_reachable(const char *path)
{
	char above[PATH_MAX];
	struct stat st;

	snprintf(above, sizeof above, "%s", path);
	for (char *slash = strrchr(above, '/'); slash && slash != above; slash = strrchr(above, '/')) {
		*slash = '\0';
		if (stat(above, &st) || !(st.st_mode & S_IXOTH))
			return false;
	}
	return true;
}

static bool
make_user(void)
{
	char *const argv[] = { "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
		"--shell", "/usr/sbin/nologin", OWNER_USER, NULL };
	char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	pid_t pid;
	int status;

	if (posix_spawn(&pid, "/usr/sbin/useradd", NULL, NULL, argv, env))
		return false;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 && getpwnam(OWNER_USER);
}

bool
owner_prepare(const char *dir, char why_out[200])
{
	why_out[0] = '\0';
	if (geteuid() != 0)
		snprintf(why_out, 200, "only root can become another user");
	else if (!is_reachable(dir))
		snprintf(why_out, 200, "a folder above it is closed to others");
	else if (!getpwnam(OWNER_USER) && !make_user())
		snprintf(why_out, 200, "the user " OWNER_USER " cannot be made");
	return !why_out[0];
}

bool
owner_give(const char *path)
{
	const struct passwd *p = getpwnam(OWNER_USER);

	return p && (lchown(path, p->pw_uid, p->pw_gid) == 0 || errno == ENOENT);
}
