/* shrink.c - from a history that breaks something to the smallest that still does. */
#include "sim.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ASSERTION "an assertion"

/* What SETUP breaks, in words; empty: nothing. By number and words up to the first comma: figures may differ. */
static void
trial(const struct sim_setup *setup, char what[400])
{
	static struct sim_result r;
	int pipes[2], status;

	fflush(NULL);
	if (pipe(pipes))
		abort();
	pid_t pid = fork();
	if (pid == 0) {
		struct sim_setup quiet = *setup;
		quiet.says = false;
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		signal(SIGABRT, SIG_DFL);
		sim_run(&quiet, &r);
		_exit(write(pipes[1], r.what, strlen(r.what)) < 0);
	}
	close(pipes[1]);
	ssize_t n = read(pipes[0], what, 399);
	close(pipes[0]);
	what[n > 0 ? n : 0] = '\0';
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		snprintf(what, 400, ASSERTION);
}

static bool
is_same(const char *a, const char *b)
{
	size_t n = strcspn(a, ",0123456789");

	n = n < 4 ? 4 + strcspn(a + (strlen(a) < 4 ? strlen(a) : 4), ",0123456789") : n;
	return a[0] && strncmp(a, b, n) == 0;
}

static bool
stays_broken(const struct sim_setup *setup, const char *what)
{
	char now[400];

	trial(setup, now);
	return is_same(what, now);
}

/* Each bit of SET that can be left out, one after the other. */
static void
drop_bits(struct sim_setup *setup, uint64_t *set, int bits, const char *what)
{
	for (int i = 0; i < bits; i++) {
		if (*set >> i & 1)
			continue;
		*set |= UINT64_C(1) << i;
		if (!stays_broken(setup, what))
			*set &= ~(UINT64_C(1) << i);
	}
}

/* The fewest events after which it breaks, though the world is well from then on; or all of them. */
static void
drop_events(struct sim_setup *setup, int64_t all, const char *what)
{
	int low = 1, high = (int)all;

	while (low < high) {
		setup->events_max = (low + high) / 2;
		if (stays_broken(setup, what))
			high = setup->events_max;
		else
			low = setup->events_max + 1;
	}
	setup->events_max = high;
	if (!stays_broken(setup, what))
		setup->events_max = 0;
}

void
shrink_run(struct sim_setup *setup)
{
	static struct sim_result r;
	char what[400];

	trial(setup, what);
	if (!what[0]) {
		printf("seed %" PRIu64 " breaks nothing\n", setup->seed);
		return;
	}
	drop_bits(setup, &setup->without_plays, SIM_PLAYS_MAX, what);
	drop_bits(setup, &setup->without_faults, SIM_FAULT_COUNT, what);
	drop_events(setup, 20000, what);
	printf("seed %" PRIu64 ": %s\nwithout actors %#" PRIx64 ", without faults %#" PRIx64 ", healed after %d events:\n", setup->seed, what,
	    setup->without_plays, setup->without_faults, setup->events_max);
	setup->says = true;
	sim_run(setup, &r);
	printf("%s\n", r.what);
}
