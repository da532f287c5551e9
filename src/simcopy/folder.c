/* folder.c - files written as a whole: temporary name, fsync, rename, fsync of the folder.
 * Touches the file system only. Errors: folder.h. */
#include "simcopy/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".part"

static enum err
why_not(void)
{
	switch (errno) {
	case ENOENT:
		return ERR_NOENT;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ENOTDIR:
	case ELOOP:
		return ERR_INVALID;
	}
	return ERR_TEMP;
}

enum err
folder_open(const char *path, int *fd_out)
{
	*fd_out = -1;
	if (mkdir(path, 0700) && errno != EEXIST)
		return why_not();
	*fd_out = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd_out < 0 ? why_not() : ERR_OK;
}

void
folder_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static enum err
write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return why_not();
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return fsync(fd) ? why_not() : ERR_OK;
}

enum err
folder_write(int fd, const char *name, struct str bytes)
{
	char part[FOLDER_NAME_MAX + sizeof SUFFIX];
	int n = snprintf(part, sizeof part, "%s" SUFFIX, name);

	assert(n > 0 && (size_t)n < sizeof part);
	if (unlinkat(fd, part, 0) && errno != ENOENT)
		return why_not();
	AUTO(folder_close) int file = openat(fd, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return why_not();
	enum err e = write_all(file, bytes);
	if (!e && renameat(fd, part, fd, name))
		e = why_not();
	if (e) {
		unlinkat(fd, part, 0);
		return e;
	}
	return fsync(fd) ? why_not() : ERR_OK;
}

enum err
folder_read(int fd, const char *path, size_t max, struct buf *out)
{
	AUTO(folder_close) int file = openat(fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char piece[16384];
	struct stat st;
	ssize_t n;

	buf_init(out, max);
	if (file < 0 || fstat(file, &st))
		return why_not();
	if (!S_ISREG(st.st_mode))
		return ERR_INVALID;
	if (st.st_size > (off_t)max)
		return ERR_LIMIT;
	while ((n = read(file, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_not();
		buf_add(out, (struct str){ piece, (size_t)n });
	}
	return out->over ? ERR_LIMIT : ERR_OK;
}

enum err
folder_remove(int fd, const char *name)
{
	return unlinkat(fd, name, 0) && errno != ENOENT ? why_not() : ERR_OK;
}
