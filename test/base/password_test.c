/* password_test.c - Argon2id text as the reference program prints it, what is no hash, and the same work for right, wrong and
 * nobody (no memory: test/fail/password_test.c). Vectors: printf PASSWORD | argon2 SALT -id -t 2 -k 19456 -p 1 -l 32 -e (argon2 20171227, another implementation). */
#include "base/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <cmocka.h>

#define PREFIX "$argon2id$v=19$m=19456,t=2,p=1$"
#define HORSE  PREFIX "c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM"
#define MIXED  PREFIX "MDEyMzQ1Njc4OWFiY2RlZg$2aI6eGDknv1eU1owfplOzbnRt0Ud4Sx1gnpR7vrU1gk"

static void
test_vectors(void **state)
{
	(void)state;
	assert_int_equal(password_check(STR(HORSE), STR("correct horse battery")), ERR_OK);
	assert_int_equal(password_check(STR(MIXED), STR("geheim w\xc3\xa4" "chtwoord")), ERR_OK);
	assert_int_equal(password_check(STR(HORSE), STR("correct horse batterz")), ERR_DENIED);
	assert_int_equal(password_check(STR(HORSE), STR("correct horse battery ")), ERR_DENIED);
	assert_int_equal(password_check(STR(MIXED), STR("geheim wa\xcc\x88" "chtwoord")), ERR_DENIED);	/* bytes, not looks */
}

static void
test_there_and_back(void **state)
{
	char longest[PASSWORD_BYTES_MAX], one[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
	struct str all = { longest, sizeof longest };

	(void)state;
	memset(longest, 'x', sizeof longest);
	assert_int_equal(password_hash(all, one), ERR_OK);
	assert_int_equal(password_hash(all, other), ERR_OK);
	assert_string_not_equal(one, other);			/* a salt each */
	assert_true(password_is_hash(str_of(one)));
	assert_int_equal(password_check(str_of(one), all), ERR_OK);
	assert_int_equal(password_check(str_of(other), all), ERR_OK);
	longest[sizeof longest - 1] = 'y';			/* every byte counts */
	assert_int_equal(password_check(str_of(one), all), ERR_DENIED);
	assert_int_equal(password_check(str_of(one), (struct str){ longest, sizeof longest - 1 }), ERR_DENIED);
}

static void
test_no_hash(void **state)
{
	static const char *const BAD[] = {
		"", "x", "$argon2id$", PREFIX, HORSE "A", HORSE "\n", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM",
		/* cheaper, and dearer than we would ever pay */
		"$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM",
		"$argon2id$v=19$m=4194304,t=9,p=1$c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM",
		PREFIX "c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNo=",
		PREFIX "c2FsdHNhbHRzYWx0c2Fs$dAiPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++) {
		if (password_is_hash(str_of(BAD[i])))
			fail_msg("taken for a hash: %s", BAD[i]);
		assert_int_equal(password_check(str_of(BAD[i]), STR("correct horse battery")), ERR_DENIED);
	}
	assert_true(password_is_hash(STR(HORSE)));
	assert_true(password_is_hash(password_nobody()));
}

static void
test_nobody(void **state)
{
	char long_one[PASSWORD_BYTES_MAX + 1];

	(void)state;
	memset(long_one, 'x', sizeof long_one);
	assert_int_equal(password_check(password_nobody(), STR("nothing")), ERR_DENIED);
	assert_int_equal(password_check(STR(""), STR("nothing")), ERR_DENIED);
	assert_int_equal(password_check(STR(HORSE), STR("")), ERR_DENIED);
	assert_int_equal(password_check(STR(HORSE), (struct str){ long_one, sizeof long_one }), ERR_DENIED);
}

/* The processor's time, of which other programs on this machine take none. */
static int64_t
cost_us(struct str hash, struct str typed)
{
	struct rusage before, after;
	enum err e;

	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	e = password_check(hash, typed);
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_int_not_equal(e, ERR_TEMP);
	return (after.ru_utime.tv_sec - before.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000000
	    + after.ru_utime.tv_usec - before.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_stime.tv_usec;
}

/* What a stranger can measure tells nothing: each is the least of several, where chance is smallest. */
static void
test_same_work(void **state)
{
	const struct { struct str hash, typed; } WAYS[] = {
		{ STR(HORSE), STR("correct horse battery") }, { STR(HORSE), STR("wrong") }, { password_nobody(), STR("wrong") },
		{ STR(""), STR("wrong") }, { STR(HORSE), STR("") },
	};
	int64_t least[COUNT(WAYS)], low = INT64_MAX, high = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(WAYS); i++)
		least[i] = INT64_MAX;
	for (int round = 0; round < 7; round++)
		for (size_t i = 0; i < COUNT(WAYS); i++) {
			int64_t us = cost_us(WAYS[i].hash, WAYS[i].typed);
			least[i] = us < least[i] ? us : least[i];
		}
	for (size_t i = 0; i < COUNT(WAYS); i++) {
		low = least[i] < low ? least[i] : low;
		high = least[i] > high ? least[i] : high;
	}
	print_message("a check: %lld to %lld us\n", (long long)low, (long long)high);
	assert_true(low > 2000);				/* somebody made it cheap */
	assert_true(high < low + low / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors), cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_no_hash),
		cmocka_unit_test(test_nobody), cmocka_unit_test(test_same_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
