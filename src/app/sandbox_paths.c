/* sandbox_paths.c - Landlock by its raw system calls, because the C library has none for it. What a newer kernel can restrict
 * and an older cannot is asked for at run time. Sources: the kernel's userspace-api/landlock.rst, versions 1 to 6.
 * Debian's header knows versions 1 and 2; the rest is written out here. Errors: errno of the call that failed. */
#include "app/sandbox_paths.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FS_TRUNCATE   (UINT64_C(1) << 14)	/* version 3 */
#define FS_IOCTL_DEV  (UINT64_C(1) << 15)	/* version 5 */
#define NET_BIND      (UINT64_C(1) << 0)	/* version 4 */
#define NET_CONNECT   (UINT64_C(1) << 1)
#define SCOPE_ALL     UINT64_C(3)		/* version 6: abstract sockets, signals */
#define FS_DEVICES    (UINT64_C(0) + LANDLOCK_ACCESS_FS_MAKE_CHAR + LANDLOCK_ACCESS_FS_MAKE_BLOCK)
#define FS_READ       (UINT64_C(0) + LANDLOCK_ACCESS_FS_READ_FILE + LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE      (UINT64_C(0) + LANDLOCK_ACCESS_FS_WRITE_FILE + LANDLOCK_ACCESS_FS_MAKE_REG + LANDLOCK_ACCESS_FS_REMOVE_FILE + FS_TRUNCATE)
#define OF_FILES      (UINT64_C(0) + LANDLOCK_ACCESS_FS_EXECUTE + LANDLOCK_ACCESS_FS_READ_FILE + LANDLOCK_ACCESS_FS_WRITE_FILE + FS_TRUNCATE + FS_IOCTL_DEV)

struct ruleset { uint64_t fs, net, scoped; };

int
sandbox_paths_version(void)
{
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return v > 0 ? (int)v : 0;
}

/* What this version can restrict. */
static uint64_t
fs_of(int version)
{
	int rights = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;

	return (UINT64_C(1) << rights) - 1;
}

static struct ruleset
wanted(const struct sandbox_paths *p, int version)
{
	struct ruleset r = { .fs = fs_of(version) };

	if (version >= 4 && !p->is_free)
		r.net = NET_BIND | (p->may_connect ? 0 : NET_CONNECT);
	if (version >= 6 && !p->is_free)
		r.scoped = SCOPE_ALL;
	return r;
}

static uint64_t
rights_of(const struct sandbox_path *p)
{
	if (p->rights & SANDBOX_ALL)
		return ~FS_DEVICES;
	return (p->rights & SANDBOX_READ ? FS_READ : 0) | (p->rights & SANDBOX_WRITE ? FS_WRITE : 0)
	    | (p->rights & SANDBOX_FOLDERS ? (uint64_t)LANDLOCK_ACCESS_FS_MAKE_DIR : 0);
}

static void
close_it(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int
allow(int ruleset, const struct sandbox_path *p, uint64_t handled)
{
	AUTO(close_it) int fd = open(p->path, O_PATH | O_CLOEXEC);
	struct landlock_path_beneath_attr rule = { .allowed_access = rights_of(p) & handled, .parent_fd = fd };
	struct stat st;

	if (fd < 0)
		return errno == ENOENT ? 0 : errno;
	if (fstat(fd, &st))
		return errno;
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= OF_FILES;
	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ? errno : 0;
}

int
sandbox_paths_enter(const struct sandbox_paths *p)
{
	int version = sandbox_paths_version(), error = 0;
	struct ruleset r = wanted(p, version);
	size_t size = version >= 6 ? sizeof r : version >= 4 ? 2 * sizeof r.fs : sizeof r.fs;

	if (!version)
		return ENOSYS;
	AUTO(close_it) int fd = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
	if (fd < 0)
		return errno;
	for (const struct sandbox_path *one = p->list; one->path && !error; one++)
		error = allow(fd, one, r.fs);
	if (!error && syscall(SYS_landlock_restrict_self, fd, 0))
		error = errno;
	return error;
}
