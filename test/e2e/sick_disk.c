/* sick_disk.c - loaded before the C library (LD_PRELOAD): while the file SIMOFF_SICK names is there, what it says goes wrong.
 *	write   pwrite64() fails with EIO		sync   fdatasync() fails with EIO
 *	read    pread64() fails with EIO		short  pwrite64() writes half and then fails with ENOSPC
 * Only the daemon's desks use these calls, on the database. */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at);
ssize_t pread64(int fd, void *p, size_t n, off_t at);

/* The sickness is in the file's name, because a sandbox lets us look for a file and not open it. */
static bool
is_sick(const char *how)
{
	char path[4096];
	struct stat st;
	const char *base = getenv("SIMOFF_SICK");

	return base && snprintf(path, sizeof path, "%s.%s", base, how) > 0 && stat(path, &st) == 0;
}

static int
fail(int error)
{
	errno = error;
	return -1;
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off_t at)
{
	union { void *symbol; ssize_t (*call)(int, const void *, size_t, off_t); } next = { dlsym(RTLD_NEXT, "pwrite64") };

	if (is_sick("write"))
		return fail(EIO);
	if (is_sick("short"))
		return n > 1 ? next.call(fd, p, n / 2, at) : fail(ENOSPC);
	return next.call(fd, p, n, at);
}

ssize_t
pread64(int fd, void *p, size_t n, off_t at)
{
	union { void *symbol; ssize_t (*call)(int, void *, size_t, off_t); } next = { dlsym(RTLD_NEXT, "pread64") };

	return is_sick("read") ? fail(EIO) : next.call(fd, p, n, at);
}

int
fdatasync(int fd)
{
	union { void *symbol; int (*call)(int); } next = { dlsym(RTLD_NEXT, "fdatasync") };

	return is_sick("sync") ? fail(EIO) : next.call(fd);
}
