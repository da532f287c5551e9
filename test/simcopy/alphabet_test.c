/* alphabet_test.c - every alphabet of a SIM: vectors of the standards, each table whole, names there and back in every script. */
#include "simcopy/alphabet.h"
#include "simcopy/alphabet_tables.h"
#include "simcopy/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct str
named(struct buf *b, struct str field)
{
	buf_reset(b);
	alphabet_name(b, field);
	return buf_str(b);
}

static void
test_names(void **state)
{
	static const struct { struct str field; const char *want; } ROW[] = {
		{ STR("Alice\xff\xff"), "Alice" },
		{ STR("\xff\xff"), "" },
		{ STR("\x00" "a\x1b\x65\x1b\x3c\xff"), "@a€[" },
		{ STR("\x5b\x5c\x5d\x5e\x7b\x7c\x7d\x7e\x11\x10\xff"), "ÄÖÑÜäöñü_Δ" },	/* facts, trap 10 */
		{ STR("a\x1b\xff"), "a " },						/* an escape with nothing behind it */
		{ STR("\x90z"), "\xef\xbf\xbdz" },					/* no septet: shown, not dropped */
		{ STR("\x80\x04\x1f\x04\x40\xff\xff"), "Пр" },
		{ STR("\x80\x00\xff\xff\xff"), "ÿ" },					/* the FF of U+00FF is no padding */
		{ STR("\x80\xd8\x3d\xde\x00\xff\xff"), "😀" },
		{ STR("\x80\xd8\x3d\xff\xff"), "\xef\xbf\xbd" },			/* half a pair */
		{ STR("\x80\x00"), "" },
		{ STR("\x81\x05\x13\x53\x95\xa6\xa6\xff\xff"), "Sকদদ\xe0\xa7\xbf" },	/* TS 102.221 annex A, example 2 */
		{ STR("\x82\x05\x05\x30\x2d\x82\xd3\x2d\x31\xff"), "-\xd4\xb2\xd6\x83-1" },	/* TS 102.221 annex A, example 3 */
		{ STR("\x81\xff\x08\xe0"), "Ѡ" },					/* says more than there is */
		{ STR("\x82\x02\xff\xfd\x80\x85"), "\xef\xbf\xbd\xef\xbf\xbd" },	/* beyond UCS-2 */
		{ STR("\x80\xff\xfe\x00" "a"), "\xef\xbf\xbd" "a" },			/* no character */
		{ STR("\x81"), "\xef\xbf\xbd" },					/* cut off: read as what it can be */
	};
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 4096);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct str got = named(&b, ROW[i].field);

		if (!str_is(got, ROW[i].want))
			fail_msg("row %zu: %.*s", i, STR_ARG(got));
	}
}

/* Every code of every table is a character, and none stands in two places of one. */
static void
test_every_code_of_every_table(void **state)
{
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 4096);
	for (uint8_t language = 0; language < ALPHABET_LANGUAGES + 2; language++) {
		for (uint8_t code = 0; code < 0x80; code++) {
			char one[1] = { (char)code }, two[2] = { 0x1b, (char)code };

			buf_reset(&b);
			alphabet_septets(&b, (struct str){ one, 1 }, (struct alphabet_shift){ language, 0 });
			alphabet_septets(&b, (struct str){ two, 2 }, (struct alphabet_shift){ language, language });
			assert_true(b.n > 0 && str_is_utf8(buf_str(&b)));
			uint32_t c = alphabet_tables_locking(language, code);
			for (uint8_t other = 0; other < code && c && c != UTF8_UNKNOWN; other++)
				if (alphabet_tables_locking(language, other) == c)
					fail_msg("language %u: %02x and %02x are both %04x", language, other, code, c);
		}
	}
}

/* One code of each table that only that table has, from TS 23.038 annex A. */
static void
test_national(void **state)
{
	static const struct { uint8_t language; struct str septets; const char *want; } ROW[] = {
		{ 1, STR("\x04\x07\x0b\x0c\x1c\x1d\x40\x60\x1b\x53\x1b\x69"), "€ıĞğŞşİçŞı" },
		{ 2, STR("d\x1bia \x1bO\x1b\x65\x04"), "día Ó€è" },
		{ 3, STR("\x0b\x04\x5b\x7b\x15\x7d\x1b\x13\x1b\x05"), "ÔêÃã∞`Γê" },
		{ 4, STR("\x01\x03\x40\x7f\x1b\x19\x1b\x34"), "ংঅবৱ০৺" },
		{ 5, STR("\x01\x03\x40\x7f\x1b\x1c"), "ંઅબ૱૦" },
		{ 6, STR("\x01\x03\x40\x60\x7f\x1b\x1c\x1b\x3a"), "ंअबॐॿ०ॱ" },
		{ 7, STR("\x01\x03\x24\x40\x7f\x1b\x1c\x1b\x2a"), "ಂಅಡಬೣ೦ೲ" },
		{ 8, STR("\x01\x03\x40\x7f\x1b\x1c\x1b\x34"), "ംഅബ൹൦ൿ" },
		{ 9, STR("\x01\x03\x40\x7f\x1b\x1c\x1b\x2c"), "ଂଅବୣ୦ୱ" },
		{ 10, STR("\x01\x03\x40\x7f\x1b\x1c\x1b\x2d"), "ਂਅਬੴ੦ੵ" },
		{ 11, STR("\x01\x03\x42\x7f\x1b\x1c\x1b\x2e"), "ஂஅம௹௦௺" },
		{ 12, STR("\x01\x03\x40\x7f\x1b\x1c\x1b\x32"), "ంఅబౣ౦౿" },
		{ 13, STR("\x00\x2f\x3c\x3d\x40\x5f\x60\x7f\x1b\x1c\x1b\x3f"), "اژښسصٰٗٔ۰۔" },
		{ 13, STR("\x28\x29\x41"), ")(ض" },
		{ 4, STR("\x0c"), "\xef\xbf\xbd" },			/* a hole */
		{ 12, STR("\x1b\x19"), "ఙ" },				/* a hole after an escape: the locking table's */
		{ 99, STR("\x04"), "è" },
	};
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 4096);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		buf_reset(&b);
		alphabet_septets(&b, ROW[i].septets, (struct alphabet_shift){ ROW[i].language, ROW[i].language });
		if (!str_is(buf_str(&b), ROW[i].want))
			fail_msg("row %zu: %.*s", i, STR_ARG(buf_str(&b)));
	}
}

static void
test_packing(void **state)
{
	static const char HELLO[] = "\xe8\x32\x9b\xfd\x06";		/* "hello" of many a primer */
	uint8_t septets[160], packed[140], back[160];

	(void)state;
	assert_int_equal(alphabet_unpack(STR("\xe8\x32\x9b\xfd\x06"), 0, 5, septets), 5);
	assert_memory_equal(septets, "hello", 5);
	assert_int_equal(alphabet_pack(septets, 5, packed), 5);
	assert_memory_equal(packed, HELLO, 5);
	srand(7);
	for (int turn = 0; turn < 500; turn++) {
		size_t n = (size_t)rand() % 161;

		for (size_t i = 0; i < n; i++)
			septets[i] = (uint8_t)(rand() & 0x7f);
		size_t size = alphabet_pack(septets, n, packed);
		assert_int_equal(alphabet_unpack((struct str){ (char *)packed, size }, 0, n, back), n);
		assert_memory_equal(septets, back, n);
	}
	assert_int_equal(alphabet_unpack(STR("\xe8"), 0, 9, back), 1);	/* never more than is there */
	assert_int_equal(alphabet_unpack(STR("\xe8"), 9, 9, back), 0);
}

static void
test_encoding_is_the_shortest(void **state)
{
	static const struct { const char *name; uint8_t first; size_t n; } ROW[] = {
		{ "Alice", 'A', 5 }, { "", 0xff, 0 }, { "€", 0x1b, 2 }, { "é", 0x05, 1 },
		{ "ç", 0x80, 3 }, { "Привет", 0x81, 9 }, { "ÿŁŁŁŁ", 0x82, 9 }, { "日本", 0x80, 5 }, { "😀a", 0x80, 7 }, { "Привет€", 0x80, 15 },
	};
	uint8_t out[30];
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		assert_true(alphabet_name_encode(str_of(ROW[i].name), out, sizeof out, &n));
		if (n != ROW[i].n || out[0] != ROW[i].first)
			fail_msg("%s: %02x, %zu", ROW[i].name, out[0], n);
		for (size_t k = n; k < sizeof out; k++)
			assert_int_equal(out[k], 0xff);
	}
	assert_false(alphabet_name_encode(STR("abcd"), out, 3, &n));
	assert_false(alphabet_name_encode(STR("日本"), out, 4, &n));
	assert_int_equal(out[0], 0xff);
	assert_false(alphabet_name_encode(STR("\xc3"), out, 30, &n));
	assert_true(str_is(alphabet_name_cut(STR("日本語"), 5), "日本"));
	assert_true(str_is(alphabet_name_cut(STR("a€€"), 4), "a€"));
	assert_true(str_is(alphabet_name_cut(STR("日"), 2), ""));
}

/* Random names of every script: what fits comes back as it was, and a cut name fits. */
static void
test_round_trips(void **state)
{
	static const struct { uint32_t from, to; } SCRIPT[] = {
		{ 0x20, 0x7e }, { 0xa0, 0x17f }, { 0x391, 0x3c9 }, { 0x410, 0x44f }, { 0x5d0, 0x5ea }, { 0x621, 0x64a }, { 0x905, 0x939 },
		{ 0xe01, 0xe2e }, { 0x4e00, 0x9fa5 }, { 0xac00, 0xd7a3 }, { 0x1f600, 0x1f64f }, { 0x7f80, 0x8080 },
	};
	AUTO(buf_done) struct buf name, back;
	uint8_t out[ALPHABET_NAME_MAX];
	size_t n;

	(void)state;
	buf_init(&name, 4096);
	buf_init(&back, 4096);
	srand(11);
	for (int turn = 0; turn < 5000; turn++) {
		size_t room = (size_t)rand() % sizeof out, length = (size_t)rand() % 40, a = (size_t)rand() % COUNT(SCRIPT);
		size_t c = rand() % 3 ? a : (size_t)rand() % COUNT(SCRIPT);

		buf_reset(&name);
		for (size_t i = 0; i < length; i++) {
			size_t s = i % 2 ? a : c;
			utf8_add(&name, SCRIPT[s].from + (uint32_t)rand() % (SCRIPT[s].to - SCRIPT[s].from));
		}
		if (!alphabet_name_encode(buf_str(&name), out, room, &n)) {
			struct str cut = alphabet_name_cut(buf_str(&name), room);

			assert_true(cut.n < name.n);
			assert_true(alphabet_name_encode(cut, out, room, &n));
			continue;
		}
		assert_true(n <= room);
		struct str got = named(&back, (struct str){ (char *)out, room });
		if (!str_eq(got, buf_str(&name)))
			fail_msg("%.*s came back as %.*s", STR_ARG(buf_str(&name)), STR_ARG(got));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_code_of_every_table),
		cmocka_unit_test(test_national),
		cmocka_unit_test(test_packing),
		cmocka_unit_test(test_encoding_is_the_shortest),
		cmocka_unit_test(test_round_trips),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
