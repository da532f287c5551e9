/* fail.c - see fail.h. Only for programs built with AddressSanitizer, whose allocator stands behind malloc here. */
#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct { bool on, lasts; enum fail_kind kind; long at, calls; } plan;

const char *
fail_name(enum fail_kind k)
{
	static const char *const NAME[] = {
#define X(n, t) #n,
		FAIL_KINDS(X)
#undef X
	};

	return NAME[k];
}

void
fail_plan(enum fail_kind kind, long at, bool lasts)
{
	plan.on = true;
	plan.lasts = lasts;
	plan.kind = kind;
	plan.at = at;
	plan.calls = 0;
}

long
fail_stop(void)
{
	plan.on = false;
	return plan.calls;
}

/* Does this call fail? */
static bool
now(enum fail_kind kind)
{
	if (!plan.on || plan.kind != kind)
		return false;
	plan.calls++;
	return plan.at && (plan.calls == plan.at || (plan.lasts && plan.calls > plan.at));
}

/* ... with ERROR, of its own kind or by a signal. */
static bool
now_with(enum fail_kind kind, int error)
{
	bool own = now(kind), interrupted = now(FAIL_interrupt);

	if (own || interrupted)
		errno = interrupted ? EINTR : error;
	return own || interrupted;
}

/* ... a socket, where there may also be nothing to do right now. */
static bool
now_socket(enum fail_kind kind, int error)
{
	bool fails = now_with(kind, error), again = now(FAIL_again);

	if (again)
		errno = EAGAIN;
	return fails || again;
}

static size_t
piece_of(size_t n)
{
	return now(FAIL_piece) && n ? 1 : n;
}

/* ---- memory ---- */

void *__interceptor_malloc(size_t n);
void *__interceptor_calloc(size_t n, size_t size);
void *__interceptor_realloc(void *p, size_t n);

void *
malloc(size_t n)
{
	if (!now(FAIL_memory))
		return __interceptor_malloc(n);
	errno = ENOMEM;
	return NULL;
}

void *
calloc(size_t n, size_t size)
{
	if (!now(FAIL_memory))
		return __interceptor_calloc(n, size);
	errno = ENOMEM;
	return NULL;
}

void *
realloc(void *p, size_t n)
{
	if (!now(FAIL_memory))
		return __interceptor_realloc(p, n);
	errno = ENOMEM;
	return NULL;
}

/* ---- files ---- */

ssize_t
read(int fd, void *to, size_t n)
{
	return now_with(FAIL_read, EIO) ? -1 : syscall(SYS_read, fd, to, piece_of(n));
}

ssize_t
pread64(int fd, void *to, size_t n, off64_t at)
{
	return now_with(FAIL_read, EIO) ? -1 : syscall(SYS_pread64, fd, to, piece_of(n), at);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	return now_with(FAIL_write, ENOSPC) ? -1 : syscall(SYS_write, fd, from, piece_of(n));
}

ssize_t
pwrite64(int fd, const void *from, size_t n, off64_t at)
{
	return now_with(FAIL_write, ENOSPC) ? -1 : syscall(SYS_pwrite64, fd, from, piece_of(n), at);
}

int
fsync(int fd)
{
	return now(FAIL_sync) ? (errno = EIO, -1) : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return now(FAIL_sync) ? (errno = EIO, -1) : (int)syscall(SYS_fdatasync, fd);
}

int
ftruncate64(int fd, off64_t size)
{
	return now_with(FAIL_truncate, EIO) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

/* Without EINTR: that comes from slow devices, which we do not open. */
static int
open_any(int dir, const char *path, int flags, mode_t mode)
{
	return now(FAIL_open) ? (errno = EMFILE, -1) : (int)syscall(SYS_openat, dir, path, flags, mode);
}

/* The mode of an open: there is one only where a file may be made. */
#define MODE(flags, mode_out) \
	va_list ap; \
	va_start(ap, flags); \
	mode_t mode_out = (flags) & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0; \
	va_end(ap)

int
open(const char *path, int flags, ...)
{
	MODE(flags, mode);
	return open_any(AT_FDCWD, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	MODE(flags, mode);
	return open_any(AT_FDCWD, path, flags, mode);
}

int
openat(int dir, const char *path, int flags, ...)
{
	MODE(flags, mode);
	return open_any(dir, path, flags, mode);
}

/* Of the C library's streams only what we use: reading a file. */
FILE *
fopen(const char *path, const char *how)
{
	int fd = open_any(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);

	assert(how[0] == 'r');
	return fd < 0 ? NULL : fdopen(fd, "r");
}

/* ---- sockets and waiting ---- */

ssize_t
recv(int fd, void *to, size_t n, int flags)
{
	return now_socket(FAIL_read, ECONNRESET) ? -1 : syscall(SYS_recvfrom, fd, to, piece_of(n), flags, NULL, NULL);
}

ssize_t
send(int fd, const void *from, size_t n, int flags)
{
	return now_socket(FAIL_write, EPIPE) ? -1 : syscall(SYS_sendto, fd, from, piece_of(n), flags, NULL, 0);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	return now_socket(FAIL_write, EPIPE) ? -1 : syscall(SYS_sendmsg, fd, m, flags);
}

int
poll(struct pollfd *fds, nfds_t n, int wait_ms)
{
	return now(FAIL_interrupt) ? (errno = EINTR, -1) : (int)syscall(SYS_poll, fds, n, wait_ms);
}

int
epoll_wait(int fd, struct epoll_event *events, int n, int wait_ms)
{
	return now(FAIL_interrupt) ? (errno = EINTR, -1) : (int)syscall(SYS_epoll_wait, fd, events, n, wait_ms);
}

/* ---- how a process ends ---- */

void
__assert_fail(const char *what, const char *file, unsigned line, const char *function)
{
	plan.on = false;
	fprintf(stderr, "%s:%u: %s: assertion failed: %s\n", file, line, function, what);
	_exit(FAIL_EXIT_ASSERT);
}

const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	plan.on = false;
	return "exitcode=99:detect_leaks=1:allocator_may_return_null=1";
}

const char *__ubsan_default_options(void);
const char *
__ubsan_default_options(void)
{
	return "exitcode=99:print_stacktrace=1";
}
