/* main.c - the simulator's command: plays seeds, one or many, prints what broke and how to play it again.
 * usage: sim [-v] [-m] [-1] [-s SEEDS_FILE] [SEED [COUNT]]
 *	-v: the whole history; -m: make a broken one as small as it can be; -1: stop at the first;
 *	-s: the seeds of a file, one a line, then # why
 * Exit code 1 if an invariant was broken. The last line counts. */
#include "sim.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct sum { int64_t seeds, cases, ended, crashes, faults, commits, events, broken; };

static void
print_last(const struct sim_result *r)
{
	int64_t from = r->lines > SIM_TOLD_LINES ? r->lines - SIM_TOLD_LINES : 0;

	for (int64_t i = from; i < r->lines; i++)
		printf("  %s\n", r->last[i % SIM_TOLD_LINES]);
}

static void
tell_broken(const struct sim_setup *setup, const struct sim_result *r)
{
	printf("\nseed %" PRIu64 ": broken: %s\nthe last events:\n", setup->seed, r->what);
	print_last(r);
	printf("to play it again:   make sim SEED=%" PRIu64 "\nfor test/sim/seeds.txt:\n%" PRIu64 "\t# %s\n", setup->seed, setup->seed, r->what);
}

static struct sim_result r;
static struct sim_setup setup;

/* A bug of ours that the desk's own assertions caught is a broken history like any other. */
static void
on_abort(int signal)
{
	(void)signal;
	snprintf(r.what, sizeof r.what, "an assertion failed, see above");
	tell_broken(&setup, &r);
	fflush(NULL);
	_exit(1);
}

static void
play(uint64_t seed, bool says, struct sum *sum)
{
	setup = (struct sim_setup){ .seed = seed, .says = says };
	sim_run(&setup, &r);
	sum->seeds++;
	sum->cases += r.cases;
	sum->ended += r.ended;
	sum->crashes += r.crashes;
	sum->faults += r.faults;
	sum->commits += r.commits;
	sum->events += r.events;
	sum->broken += r.is_broken;
	if (says)
		printf("trace %016" PRIx64 "\n", r.trace);
	if (r.is_broken)
		tell_broken(&setup, &r);
}

static void
play_file(const char *path, struct sum *sum)
{
	char line[400];
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof line, f))
		if (line[0] >= '0' && line[0] <= '9')
			play(strtoull(line, NULL, 10), false, sum);
	fclose(f);
}

/* Per core: by the processor's time of this process, whatever else the machine does. */
static void
tell_sum(const struct sum *sum)
{
	int64_t took_ms = (int64_t)clock() / (CLOCKS_PER_SEC / 1000) + 1;

	printf("%" PRId64 " passed, %" PRId64 " failed\n", sum->seeds - sum->broken, sum->broken);
	printf("%" PRId64 " seeds, %" PRId64 " terminations, %" PRId64 " of them ended, %" PRId64 " events, %" PRId64 " commits, %" PRId64
	    " crashes, %" PRId64 " faults, %" PRId64 " terminations per hour and core, %" PRId64 " violations\n", sum->seeds, sum->cases,
	    sum->ended, sum->events, sum->commits, sum->crashes, sum->faults, sum->ended * INT64_C(3600000) / took_ms, sum->broken);
}

int
main(int argc, char **argv)
{
	struct sum sum = { 0 };
	bool says = false, shrinks = false, stops = false;

	signal(SIGABRT, on_abort);
	for (int c; (c = getopt(argc, argv, "vm1s:")) != -1;)
		if (c == 'v')
			says = true;
		else if (c == 'm')
			shrinks = true;
		else if (c == '1')
			stops = true;
		else if (c == 's')
			play_file(optarg, &sum);
		else
			return 2;
	uint64_t seed = optind < argc ? strtoull(argv[optind], NULL, 10) : 1;
	uint64_t count = optind + 1 < argc ? strtoull(argv[optind + 1], NULL, 10) : (uint64_t)(optind < argc);
	if (shrinks) {
		setup = (struct sim_setup){ .seed = seed };
		shrink_run(&setup);
		return 1;
	}
	for (uint64_t i = 0; i < count && !(stops && sum.broken); i++)
		play(seed + i, says, &sum);
	tell_sum(&sum);
	return sum.broken > 0;
}
