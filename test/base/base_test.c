/* base_test.c - texts of the vocabulary: what is UTF-8, wherever in a text it stands. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define LONGEST 40u

static const struct { const char *bytes; size_t n; bool is_good; } CHARS[] = {
	{ "a", 1, true },                 { "\x7f", 1, true },             { "\x01", 1, true },            { "\xc3\xa9", 2, true },
	{ "\xe2\x82\xac", 3, true },     { "\xf0\x9f\x98\x80", 4, true }, { "\xf4\x8f\xbf\xbf", 4, true },
	{ "\0", 1, false },              { "\x80", 1, false },            { "\xff", 1, false },           { "\xc3", 1, false },
	{ "\xc0\x80", 2, false },        { "\xe0\x80\x80", 3, false },    { "\xed\xa0\x80", 3, false },   { "\xe2\x82", 2, false },
	{ "\xf4\x90\x80\x80", 4, false }, { "\xf0\x9f\x98", 3, false },
};

/* At every place of a text of every length, before and behind plain letters and other characters: eight bytes are looked at at
 * once where they are plain. */
static void
utf8_is_seen_at_every_place(void **state)
{
	char text[LONGEST + 4];

	(void)state;
	for (size_t c = 0; c < COUNT(CHARS); c++)
		for (size_t at = 0; at < LONGEST; at++)
			for (size_t n = at; n <= LONGEST; n++) {
				memset(text, 'x', sizeof text);
				if (at > 4)
					memcpy(text + at - 4, "\xc3\xa9", 2);
				memcpy(text + at, CHARS[c].bytes, CHARS[c].n);
				size_t length = n < at + CHARS[c].n ? at + CHARS[c].n : n;
				if (str_is_utf8((struct str){ text, length }) != CHARS[c].is_good)
					fail_msg("character %zu at %zu of %zu", c, at, length);
			}
	assert_true(str_is_utf8((struct str){ NULL, 0 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(utf8_is_seen_at_every_place) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
