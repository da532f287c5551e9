/* slowsync.c - a slower disk: an object for LD_PRELOAD that adds SLOWSYNC_US microseconds to every fsync and fdatasync of the
 * program. For daemon and peers alike, so that what is compared is what each makes of one flush. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void
wait_longer(void)
{
	const char *text = getenv("SLOWSYNC_US");
	long us = text ? strtol(text, NULL, 10) : 0;

	nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000 }, NULL);
}

int
fsync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");

	wait_longer();
	return real(fd);
}

int
fdatasync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");

	wait_longer();
	return real(fd);
}
