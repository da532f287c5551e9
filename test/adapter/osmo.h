/* osmo.h - for tests: real Osmocom programs as children of the test, started by the recipes of tools/osmo.sh, and dying with
 * it. Each test program has loopback addresses of its own, taken from its process id. Run from the top folder. */
#ifndef SIMOFF_TEST_OSMO_H
#define SIMOFF_TEST_OSMO_H
#include "adapter/ipa.h"
#include "base/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OSMO_SCRIPT "tools/osmo.sh"

static struct utc_ms
osmo_in(int64_t ms)
{
	return (struct utc_ms){ clock_monotonic().ms + ms };
}

static void
osmo_pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* 127.71.x.HOST of this process; in a static buffer of its own for each HOST below 4. */
static const char *
osmo_address(unsigned host)
{
	static char text[4][20];

	assert(host < 4);
	snprintf(text[host], sizeof text[host], "127.71.%u.%u", 1 + (unsigned)getpid() % 250, host + 2);
	return text[host];
}

static pid_t
osmo_spawn(const char *const argv[])
{
	pid_t parent = getpid(), pid = fork();

	assert(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent)
			execv(OSMO_SCRIPT, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	return pid;
}

/* Until PORT at ADDRESS takes connections. */
static void
osmo_wait_port(const char *address, uint16_t port)
{
	struct ipa c;
	struct utc_ms end = osmo_in(20000);

	ipa_init(&c);
	while (ipa_open(&c, str_of(address), port, osmo_in(1000))) {
		assert(clock_monotonic().ms < end.ms);
		osmo_pause_ms(20);
	}
	ipa_close(&c);
}

static pid_t
osmo_hlr(const char *address, const char *dir)
{
	pid_t pid = osmo_spawn((const char *const[]){ OSMO_SCRIPT, "osmo_hlr_exec", address, dir, NULL });

	osmo_wait_port(address, 4259);
	osmo_wait_port(address, 4222);
	return pid;
}

static void
osmo_end(pid_t pid, int signal_number)
{
	kill(pid, signal_number);
	waitpid(pid, NULL, 0);
}

/* Runs a function of the script with ARGS, as the shell reads them; its output in OUT. */
static int
osmo_shell(const char *args, char *out, size_t size)
{
	char command[1000];

	snprintf(command, sizeof command, OSMO_SCRIPT " %s", args);
	FILE *f = popen(command, "r");
	assert(f);
	out[fread(out, 1, size - 1, f)] = '\0';
	return pclose(f);
}
#endif
