/* paper_test.c - papers by their first bytes; each byte counts. */
#include "domain/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct { struct str begins; const char *type; } GOOD[] = {
	{ { "%PDF-1.7\n", 9 }, "application/pdf" },
	{ { "%PDF-", 5 }, "application/pdf" },
	{ { "\xff\xd8\xff\xe0\0\x10JFIF", 10 }, "image/jpeg" },
	{ { "\xff\xd8\xff\xdb", 4 }, "image/jpeg" },
	{ { "\x89PNG\r\n\x1a\n\0\0", 10 }, "image/png" },
};

static void
known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++)
		assert_string_equal(paper_type(GOOD[i].begins), GOOD[i].type);
}

static void
one_byte_off(void **state)
{
	static const size_t SIGNATURE[] = { 5, 5, 3, 3, 8 };

	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++)
		for (size_t k = 0; k < SIGNATURE[i]; k++) {
			char b[16];

			memcpy(b, GOOD[i].begins.p, GOOD[i].begins.n);
			assert_null(paper_type((struct str){ b, k }));	/* cut short */
			b[k] ^= 1;
			assert_null(paper_type((struct str){ b, GOOD[i].begins.n }));
		}
}

static void
others(void **state)
{
	static const struct str BAD[] = {
		{ "", 0 }, { "GIF89a..", 8 }, { "PK\3\4", 4 }, { "<html>", 6 }, { "<?xml ve", 8 }, { "MZ......", 8 }, { " %PDF-1.", 8 }, { "RIFF", 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++)
		assert_null(paper_type(BAD[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known), cmocka_unit_test(one_byte_off), cmocka_unit_test(others) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
