/* fail.h - for tests: the calls of the C library that can fail in life, and one of them failing at will. The test program defines
 * these functions itself, so that its own code and that of the libraries it uses (SQLite, jansson, ...) call them here; they
 * go on to the kernel, and for memory to AddressSanitizer. Without a plan nothing fails. */
#ifndef SIMOFF_TEST_FAIL_H
#define SIMOFF_TEST_FAIL_H
#include "base/base.h"

/* kind, what fails, what the program may notice */
#define FAIL_KINDS(X) \
	X(memory,    "malloc, calloc, realloc: no memory") \
	X(read,      "read, pread: EIO") \
	X(write,     "write, pwrite: ENOSPC") \
	X(sync,      "fsync, fdatasync: EIO") \
	X(open,      "open, openat, fopen: EMFILE") \
	X(truncate,  "ftruncate: EIO") \
	X(interrupt, "EINTR from read, write, ftruncate, recv, send, sendmsg, poll, epoll_wait: nothing to notice") \
	X(again,     "EAGAIN from recv, send, sendmsg: nothing to notice") \
	X(piece,     "read, write, recv, send do only their first byte: nothing to notice")
enum fail_kind {
#define X(n, t) FAIL_##n,
	FAIL_KINDS(X)
#undef X
	FAIL_KIND_COUNT
};
const char *fail_name(enum fail_kind);

/* fail_plan(kind, at, lasts): from now on calls of KIND are counted; the AT-th (from 1; 0: none) fails, with LASTS all after it too. */
void fail_plan(enum fail_kind, long at, bool lasts);
/* fail_stop(): nothing fails any more. Returns how many calls there were. */
long fail_stop(void);

#define FAIL_EXIT_ASSERT   98		/* how a process ends whose assertion failed, to be told from the abort for want of memory */
#define FAIL_EXIT_SANITIZE 99		/* ... that a sanitizer ended, also for a leak */
#endif
