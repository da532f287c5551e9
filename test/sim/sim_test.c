/* sim_test.c - the simulator itself: one seed is one history, and nothing of one run is left over for the next. The histories that
 * once broke something, and a few others, are played under the sanitizers; ./check plays hundreds more, optimised. */
#include "sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define SEEDS 12

static struct sim_result R;

static uint64_t
trace_of(uint64_t seed)
{
	sim_run(&(struct sim_setup){ .seed = seed }, &R);
	if (R.is_broken)
		fail_msg("seed %llu: %s", (unsigned long long)seed, R.what);
	return R.trace;
}

static void
a_seed_is_one_history(void **state)
{
	uint64_t first = trace_of(3), other = trace_of(4);

	(void)state;
	assert_true(first != other);
	assert_true(trace_of(3) == first);
	assert_true(trace_of(4) == other);
}

static void
much_goes_wrong_and_all_ends(void **state)
{
	int64_t crashes = 0, faults = 0, cases = 0, ended = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		trace_of(seed);
		crashes += R.crashes;
		faults += R.faults;
		cases += R.cases;
		ended += R.ended;
	}
	assert_true(crashes > SEEDS && faults > 10 * SEEDS && cases > 2 * SEEDS);
	assert_int_equal(cases, ended);
}

/* What a shrinking leaves out does not happen. */
static void
less_can_happen(void **state)
{
	struct sim_setup nobody = { .seed = 5, .without_plays = ~UINT64_C(0) }, no_faults = { .seed = 5, .without_faults = ~UINT64_C(0) };

	(void)state;
	sim_run(&nobody, &R);
	assert_false(R.is_broken);
	assert_int_equal(R.cases, 0);
	sim_run(&no_faults, &R);
	assert_false(R.is_broken);
	assert_int_equal(R.faults, 0);
	assert_int_equal(R.crashes, 0);
	assert_true(R.cases > 0);
}

static void
what_once_broke_holds(void **state)
{
	char line[400];
	FILE *f = fopen("test/sim/seeds.txt", "r");

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (line[0] >= '0' && line[0] <= '9')
			trace_of(strtoull(line, NULL, 10));
	fclose(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_is_one_history), cmocka_unit_test(much_goes_wrong_and_all_ends), cmocka_unit_test(less_can_happen),
		cmocka_unit_test(what_once_broke_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
