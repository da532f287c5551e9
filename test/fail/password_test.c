/* password_test.c - a password when there is no memory: nobody knows whether it was right, and nobody says that it was wrong. */
#include "fail.h"

#include "base/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define RIGHT STR("correct horse battery")

static void
no_memory(void **state)
{
	char hash[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
	long calls;

	(void)state;
	assert_int_equal(password_hash(RIGHT, hash), ERR_OK);
	fail_plan(FAIL_memory, 0, false);
	assert_int_equal(password_check(str_of(hash), RIGHT), ERR_OK);
	calls = fail_stop();
	assert_true(calls > 0);
	for (long at = 1; at <= calls; at++) {
		fail_plan(FAIL_memory, at, false);
		enum err right = password_check(str_of(hash), RIGHT);
		fail_plan(FAIL_memory, at, false);
		enum err wrong = password_check(password_nobody(), RIGHT);
		fail_plan(FAIL_memory, at, false);
		enum err made = password_hash(RIGHT, other);
		(void)fail_stop();
		assert_int_equal(right, ERR_TEMP);
		assert_int_equal(wrong, ERR_TEMP);
		assert_int_equal(made, ERR_TEMP);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(no_memory) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
