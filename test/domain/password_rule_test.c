/* password_rule_test.c - what may be chosen as a password, at every bound. */
#include "domain/password_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TEN "0123456789"
#define HUNDRED "abcdefghij" "klmnopqrst" "uvwxyzabcd" "efghijklmn" "opqrstuvwx" "yzabcdefgh" "ijklmnopqr" "stuvwxyzab" "cdefghijkl" "mnopqrstuv"

static const struct { const char *typed; enum password_rule rule; } ROWS[] = {
	{ "", PASSWORD_RULE_short }, { "secret", PASSWORD_RULE_short }, { "kerk fiet", PASSWORD_RULE_short }, { "kerk fiets", PASSWORD_RULE_fine },
	{ "\xc3\xa9\xc3\xa9\xc3\xa0\xc3\xa8\xc3\xa7", PASSWORD_RULE_short },	/* five characters in ten bytes */
	{ "\xe4\xbb\x8a\xe5\xa4\xa9\xe5\xa4\xa9\xe6\xb0\x94\xe5\xbe\x88\xe5\xa5\xbd\xe6\x88\x91\xe5\x8e\xbb\xe8\xb7\x91\xe6\xad\xa5", PASSWORD_RULE_fine },	/* ten in thirty */
	{ HUNDRED "abcdefghijklmnopqrstuvwxyz12", PASSWORD_RULE_fine }, { HUNDRED "abcdefghijklmnopqrstuvwxyz123", PASSWORD_RULE_long },
	{ "32470123456", PASSWORD_RULE_login }, { "+32 470 12 34 56", PASSWORD_RULE_login }, { "0470/12.34.56", PASSWORD_RULE_login },
	{ "1985-07-21", PASSWORD_RULE_login }, { TEN "012345678", PASSWORD_RULE_login }, { TEN "0123456789", PASSWORD_RULE_fine },
	{ "32470123456x", PASSWORD_RULE_fine }, { "an.peeters@example.org", PASSWORD_RULE_login }, { "an@peeters", PASSWORD_RULE_fine },
	{ "an @example.org", PASSWORD_RULE_fine }, { "an@@example.org", PASSWORD_RULE_fine }, { "annnnnnnnnn@", PASSWORD_RULE_common },
	{ "@example.org", PASSWORD_RULE_fine }, { "an.peeters@.be", PASSWORD_RULE_fine }, { "an.peeters@be.", PASSWORD_RULE_fine },
	{ "password123", PASSWORD_RULE_common }, { "PassWord123", PASSWORD_RULE_common }, { "password123!", PASSWORD_RULE_fine },
	{ "qwertyuiop", PASSWORD_RULE_common }, { "azertyuiop", PASSWORD_RULE_common }, { "azertyuiopq", PASSWORD_RULE_fine },
	{ "12345qwert", PASSWORD_RULE_common }, { "zaq12wsxcde3", PASSWORD_RULE_common },
	{ "aaaaaaaaaaaa", PASSWORD_RULE_common }, { "aAbBaAbBcCcC", PASSWORD_RULE_common }, { "abcdabcdabcd", PASSWORD_RULE_fine },
};

static void
rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		enum password_rule r = password_rule_of(str_of(ROWS[i].typed));

		if (r != ROWS[i].rule)
			fail_msg("\"%s\": rule %d, expected %d", ROWS[i].typed, r, ROWS[i].rule);
	}
}

static void
texts(void **state)
{
	(void)state;
	assert_string_equal(password_rule_text(PASSWORD_RULE_fine), "");
	for (int r = 1; r < PASSWORD_RULE_COUNT; r++)
		assert_true(strlen(password_rule_text((enum password_rule)r)) > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rules), cmocka_unit_test(texts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
