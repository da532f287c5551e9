/* rng_test.c - shape and order of ids, no bias, and one seed = one sequence. */
#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct utc_ms NOW = { INT64_C(1795371605123) };

static int64_t
time_in(struct id id)
{
	int64_t ms = 0;

	for (int i = 0; i < 6; i++)
		ms = ms * 256 + id.b[i];
	return ms;
}

static void
bytes_differ(void **state)
{
	unsigned char a[1000] = { 0 }, b[1000] = { 0 };
	int same = 0, zero = 0;

	(void)state;
	rng_bytes(a, sizeof a);
	rng_bytes(b, sizeof b);
	for (size_t i = 0; i < sizeof a; i++) {
		same += a[i] == b[i];
		zero += a[i] == 0;
	}
	assert_true(same < 50 && zero < 50);		/* 4 expected */
	rng_bytes(a, 0);
}

static void
ids_are_version_7(void **state)
{
	struct id id = rng_id(NOW);

	(void)state;
	assert_int_equal(time_in(id), NOW.ms);
	assert_int_equal(id.b[6] >> 4, 7);
	assert_int_equal(id.b[8] >> 6, 2);
}

/* More in one millisecond than the counter holds, then a clock set back, then one that goes on. */
static void
ids_ascend(void **state)
{
	struct id last = { { 0 } };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t offset = i < 10000 ? 0 : i < 15000 ? -3600000 : i;
		struct id id = rng_id((struct utc_ms){ NOW.ms + offset });

		assert_true(memcmp(last.b, id.b, sizeof id.b) < 0);
		assert_int_equal(id.b[6] >> 4, 7);
		assert_int_equal(id.b[8] >> 6, 2);
		last = id;
	}
	assert_int_equal(time_in(last), NOW.ms + 19999);
}

static void
ids_as_text(void **state)
{
	static const char *const BAD[] = {
		"", "00000000-0000-0000-0000-000000000000", "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8",
		"0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d0", "0197d0c26b1b-7c3e-9c1a-5e2f0a6b7c8d-", "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8g",
		"0197d0c2_6b1b-7c3e-9c1a-5e2f0a6b7c8d", "{197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8}", "0197d0c2-6b1b-7c3e-9c1a5-e2f0a6b7c8d",
	};
	char text[RNG_ID_SIZE];
	struct id id = rng_id(NOW), back;

	(void)state;
	rng_id_format(id, text);
	assert_true(rng_id_parse(str_of(text), &back));
	assert_true(id_eq(id, back));
	assert_true(rng_id_parse(STR("0197D0C2-6B1B-7c3e-9c1a-5e2f0a6b7c8d"), &back));
	rng_id_format(back, text);
	assert_string_equal(text, "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d");
	id = back;
	for (size_t i = 0; i < COUNT(BAD); i++)
		if (rng_id_parse(str_of(BAD[i]), &back))
			fail_msg("accepted \"%s\"", BAD[i]);
	assert_true(id_eq(id, back));
}

static void
below_is_even(void **state)
{
	int count[6] = { 0 };

	(void)state;
	for (int i = 0; i < 60000; i++)
		count[rng_below(6)]++;
	for (int i = 0; i < 6; i++)
		assert_in_range(count[i], 9000, 11000);		/* 11 standard deviations */
	assert_int_equal(rng_below(1), 0);

	/* Two thirds of 2^64: without the rejection the lower half would come up twice as often. */
	int low = 0;
	const uint64_t n = UINT64_MAX / 3 * 2;
	for (int i = 0; i < 10000; i++)
		low += rng_below(n) < n / 2;
	assert_in_range(low, 4500, 5500);
}

/* Runs last: there is no way back from a seed. */
static void
seed_replays(void **state)
{
	uint64_t first[50], again[50];
	struct id id[2], other;

	(void)state;
	for (int round = 0; round < 2; round++) {
		rng_seed(42);
		for (size_t i = 0; i < COUNT(first); i++)
			(round ? again : first)[i] = rng_below(1000000007);
		id[round] = rng_id(NOW);
	}
	assert_memory_equal(first, again, sizeof first);
	assert_true(id_eq(id[0], id[1]));
	rng_seed(43);
	other = rng_id(NOW);
	assert_false(id_eq(id[0], other));
	assert_int_equal(time_in(other), NOW.ms);	/* the time of earlier ids is forgotten */
	below_is_even(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_differ), cmocka_unit_test(ids_are_version_7), cmocka_unit_test(ids_ascend),
		cmocka_unit_test(ids_as_text), cmocka_unit_test(below_is_even), cmocka_unit_test(seed_replays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
