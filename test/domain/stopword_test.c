/* stopword_test.c - the words that stop, as people type them, and what is none. */
#include "domain/stopword.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
words_that_stop(void **state)
{
	static const char *const WORD[] = {
		"STOP", "stop", "Stop!", " stop ", "\"STOP\"", "STOP STOP STOP", "stop.please", "«STOP»", "ＳＴＯＰ", "Ｓtop！", "Stopp", "HALT",
		"Arrêt", "ARRÊT", "ARRETEZ tout de suite", "arrêtez", "NEE!", "Nein, danke", "non", "No way", "停止", "停止！", "不，不是我", "不是我。",
		"非本人！", "不是本人，停",
		"-- STOP --", "STOP\r\n", "\tstop", "STOP K7QM-3XPA-9", "STOP\xc2\xa0please",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(WORD); i++)
		if (!stopword_is(str_of(WORD[i])))
			fail_msg("%s", WORD[i]);
}

static void
others_do_not(void **state)
{
	static const char *const WORD[] = {
		"", " ", "!", "yes", "please stop", "stopped", "nonsense", "not me", "st op", "STOP1", "0STOP", "arrêté", "OK", "好", "不客气",
		"\xff", "STOP\xff", "stopstopstopstopstopstopstopstopstopstop", "S T O P",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(WORD); i++)
		if (stopword_is(str_of(WORD[i])))
			fail_msg("%s", WORD[i]);
	assert_false(stopword_is((struct str){ "stop\0", 5 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words_that_stop), cmocka_unit_test(others_do_not) };

	return cmocka_run_group_tests_name("stopword", tests, NULL, NULL);
}
