/* gsm7_test.c - every code of both tables there and back, what is in neither, and where a text needs one part more. */
#include "base/gsm7.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* TS 23.038, 6.2.1, written down as characters and not as numbers: the table of gsm7.c must agree. ESC stands for itself. */
static const char *const ROW[8] = {
	"@£$¥èéùìòÇ\nØø\rÅå", "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ", " !\"#¤%&'()*+,-./", "0123456789:;<=>?",
	"¡ABCDEFGHIJKLMNO", "PQRSTUVWXYZÄÖÑÜ§", "¿abcdefghijklmno", "pqrstuvwxyzäöñüà",
};
static const struct { char code; const char *text; } EXTENSION[] = {
	{ 0x0a, "\f" }, { 0x14, "^" }, { 0x28, "{" }, { 0x29, "}" }, { 0x2f, "\\" },
	{ 0x3c, "[" }, { 0x3d, "~" }, { 0x3e, "]" }, { 0x40, "|" }, { 0x65, "€" },
};

static void
assert_text(const struct buf *b, struct str want)
{
	assert_false(b->over);
	assert_int_equal(b->n, want.n);
	assert_memory_equal(b->p, want.p, want.n);
}

/* The first character of *Z, as UTF-8; moves on. */
static struct str
next_char(const char **z)
{
	struct str c = { *z, 1 };

	while (((unsigned char)(*z)[c.n] & 0xc0) == 0x80)
		c.n++;
	*z += c.n;
	return c;
}

static void
assert_pair(struct str utf8, struct str septets)
{
	AUTO(buf_done) struct buf to = { 0 }, back = { 0 };

	buf_init(&to, 100);
	buf_init(&back, 100);
	assert_int_equal(gsm7_septets(utf8), septets.n);
	assert_true(gsm7_encode(utf8, &to));
	assert_text(&to, septets);
	assert_true(gsm7_decode(septets, &back));
	assert_text(&back, utf8);
}

static void
every_code_of_the_default_alphabet(void **state)
{
	(void)state;
	for (size_t row = 0; row < COUNT(ROW); row++) {
		const char *z = ROW[row];

		for (size_t i = 0; i < 16; i++) {
			struct str c = next_char(&z);

			if (c.p[0] != GSM7_ESCAPE)
				assert_pair(c, (struct str){ (char[]){ (char)(row * 16 + i) }, 1 });
		}
		assert_int_equal(*z, '\0');
	}
}

static const char *
extension_at(int code)
{
	for (size_t i = 0; i < COUNT(EXTENSION); i++)
		if (EXTENSION[i].code == code)
			return EXTENSION[i].text;
	return NULL;
}

/* After an escape: the extension's character, or else the default alphabet's, or a space for a second escape. */
static void
every_code_of_the_extension(void **state)
{
	(void)state;
	for (int code = 0; code < 0x80; code++) {
		AUTO(buf_done) struct buf back = { 0 }, plain = { 0 };
		struct str septets = { (char[]){ GSM7_ESCAPE, (char)code }, 2 };

		buf_init(&back, 100);
		buf_init(&plain, 100);
		if (extension_at(code)) {
			assert_pair(str_of(extension_at(code)), septets);
			continue;
		}
		assert_true(gsm7_decode(septets, &back));
		assert_true(gsm7_decode((struct str){ septets.p + 1, 1 }, &plain));
		assert_text(&back, buf_str(&plain));
	}
}

static void
every_character_of_unicode_is_in_at_most_one_place(void **state)
{
	size_t found = 0;

	(void)state;
	for (uint32_t c = 1; c < 0xd800; c++) {
		char utf8[4] = { 0 };
		size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;

		if (n == 1)
			utf8[0] = (char)c;
		else if (n == 2)
			memcpy(utf8, (char[]){ (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)) }, 2);
		else
			memcpy(utf8, (char[]){ (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f)) }, 3);
		found += gsm7_septets((struct str){ utf8, n }) != GSM7_NOT_IN_IT;
	}
	assert_int_equal(found, 127 + COUNT(EXTENSION));
}

static void
what_is_not_in_it(void **state)
{
	static const char *const OTHER[] = { "ő", "ł", "ç", "á", "’", "“", "–", "中", "😀", "\x1b", "\xc3", "\xff", "\x80", "a\xed\xa0\x80" };

	(void)state;
	for (size_t i = 0; i < COUNT(OTHER); i++) {
		AUTO(buf_done) struct buf out = { 0 };

		buf_init(&out, 100);
		assert_int_equal(gsm7_septets(str_of(OTHER[i])), GSM7_NOT_IN_IT);
		assert_false(gsm7_encode(str_of(OTHER[i]), &out));
	}
	AUTO(buf_done) struct buf out = { 0 };
	buf_init(&out, 100);
	assert_false(gsm7_decode(STR("a\x80"), &out));
	assert_false(gsm7_decode(STR("\x1b\xff"), &out));
}

static void
an_escape_at_the_end_is_a_space(void **state)
{
	AUTO(buf_done) struct buf out = { 0 };

	(void)state;
	buf_init(&out, 100);
	assert_true(gsm7_decode(STR("a\x1b"), &out));
	assert_text(&out, STR("a "));
}

static void
ucs2_is_read(void **state)
{
	static const struct { struct str from; const char *to; } CASE[] = {
		{ STR(""), "" }, { STR("\0S\0T"), "ST" }, { STR("\x50\x5c\x6b\x62"), "停止" }, { STR("\x00\xea\x20\xac"), "ê€" },
		{ STR("\xd8\x3d\xde\x00\0a"), "😀a" },
	};
	static const struct str WRONG[] = { STR("\0a\0"), STR("\xd8\x3d"), STR("\xd8\x3d\0a"), STR("\xde\x00"), STR("\0\0"), STR("\xd8\x3d\xd8\x3d") };

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		AUTO(buf_done) struct buf b = { 0 };

		buf_init(&b, 100);
		assert_true(gsm7_from_ucs2(CASE[i].from, &b));
		assert_text(&b, str_of(CASE[i].to));
	}
	for (size_t i = 0; i < COUNT(WRONG); i++) {
		AUTO(buf_done) struct buf b = { 0 };

		buf_init(&b, 100);
		assert_false(gsm7_from_ucs2(WRONG[i], &b));
	}
}

/* TEXT N times, then END. */
static struct gsm7_size
measure(const char *text, size_t n, const char *end)
{
	AUTO(buf_done) struct buf b = { 0 };

	buf_init(&b, 100000);
	for (size_t i = 0; i < n; i++)
		buf_addz(&b, text);
	buf_addz(&b, end);
	assert_false(b.over);
	return gsm7_measure(buf_str(&b));
}

static void
a_character_it_lacks_becomes_the_nearest(void **unused)
{
	static const struct { const char *text, *simple; } CASES[] = {
		{ "Reçu en août\u00a0: «\u202foui\u00a0», l’œuf", "Recu en aout : \" oui \", l'oeuf" },
		{ "ÊTRE, ÉTÉ, Ça, à côté, naïf", "ETRE, ÉTÉ, Ça, à coté, naif" },
		{ "“één” – 5 €", "\"één\" - 5 €" },
		{ "回复 STOP…", "回复 STOP…" }, { "Łódź, août", "Łódź, août" }, { "\xc3", "\xc3" }, { "", "" },
	};
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 200);
	for (size_t i = 0; i < COUNT(CASES); i++) {
		buf_reset(&out);
		gsm7_simplify(&out, str_of(CASES[i].text));
		assert_text(&out, str_of(CASES[i].simple));
		assert_int_equal(gsm7_measure(buf_str(&out)).is_ucs2, i == 3 || i == 4);
	}
}

/* Nothing that the alphabet has is touched: the table holds only what it lacks. */
static void
what_it_has_stays(void **unused)
{
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 400);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		buf_reset(&out);
		gsm7_simplify(&out, str_of(ROW[i]));
		assert_text(&out, str_of(ROW[i]));
	}
	for (size_t i = 0; i < COUNT(EXTENSION); i++) {
		buf_reset(&out);
		gsm7_simplify(&out, str_of(EXTENSION[i].text));
		assert_text(&out, str_of(EXTENSION[i].text));
	}
}

static void
parts(void **state)
{
	static const struct { const char *text; size_t n; const char *end; bool is_ucs2; size_t units, parts; } CASE[] = {
		{ "", 0, "", false, 0, 1 },
		{ "a", 160, "", false, 160, 1 },
		{ "a", 161, "", false, 161, 2 },
		{ "a", 306, "", false, 306, 2 },
		{ "a", 307, "", false, 307, 3 },
		{ "a", 158, "€", false, 160, 1 },
		{ "a", 159, "€", false, 161, 2 },
		{ "€", 153, "", false, 306, 3 },	/* 76 a part and one septet left over */
		{ "a", 0, "ł", true, 1, 1 },
		{ "中", 70, "", true, 70, 1 },
		{ "中", 71, "", true, 71, 2 },
		{ "中", 134, "", true, 134, 2 },
		{ "中", 135, "", true, 135, 3 },
		{ "a", 69, "ő", true, 70, 1 },
		{ "€", 69, "ő", true, 70, 1 },		/* one unit in UCS-2 */
		{ "😀", 35, "", true, 70, 1 },
		{ "😀", 67, "", true, 134, 3 },		/* 33 a part and one unit left over */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		struct gsm7_size size = measure(CASE[i].text, CASE[i].n, CASE[i].end);

		assert_int_equal(size.is_ucs2, CASE[i].is_ucs2);
		assert_int_equal(size.units, CASE[i].units);
		assert_int_equal(size.parts, CASE[i].parts);
	}
	assert_int_equal(gsm7_measure(STR("\xc3")).parts, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_of_the_default_alphabet),
		cmocka_unit_test(every_code_of_the_extension),
		cmocka_unit_test(every_character_of_unicode_is_in_at_most_one_place),
		cmocka_unit_test(what_is_not_in_it),
		cmocka_unit_test(an_escape_at_the_end_is_a_space),
		cmocka_unit_test(ucs2_is_read),
		cmocka_unit_test(a_character_it_lacks_becomes_the_nearest),
		cmocka_unit_test(what_it_has_stays),
		cmocka_unit_test(parts),
	};

	return cmocka_run_group_tests_name("gsm7", tests, NULL, NULL);
}
