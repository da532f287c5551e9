/* catalog_test.c - catalogues are made here byte by byte, so that each damage can be tried alone. */
#include "base/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

struct pair { struct str key, text; };
#define P(k, t) { STR(k), STR(t) }

static const struct pair TEXTS[] = {		/* in the order of strcmp, as msgfmt writes them */
	P("", "Content-Type: text/plain; charset=UTF-8\n"),
	P("Empty", ""),
	P("Goodbye", "Tot ziens"),
	P("Hello {name}, {name}", "Dag {name}"),
	P("{n} try\0{n} tries", "{n} poging\0{n} pogingen"),
};

static void
put_u32(char *at, size_t v)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(v >> (8 * i) & 0xff);
}

/* A .mo file of PAIRS, exactly as long as it must be, in memory of its own: ASan sees every read beyond it. */
static struct str
make_mo(const struct pair *pairs, size_t n)
{
	size_t size = 28 + 16 * n, at = size;

	for (size_t i = 0; i < n; i++)
		size += pairs[i].key.n + pairs[i].text.n + 2;
	char *mo = calloc(1, size);
	put_u32(mo, 0x950412de);
	put_u32(mo + 8, n);
	put_u32(mo + 12, 28);
	put_u32(mo + 16, 28 + 8 * n);
	for (size_t part = 0; part < 2; part++)
		for (size_t i = 0; i < n; i++) {
			struct str s = part ? pairs[i].text : pairs[i].key;
			char *row = mo + 28 + 8 * n * part + 8 * i;

			put_u32(row, s.n);
			put_u32(row + 4, at);
			memcpy(mo + at, s.p, s.n);
			at += s.n + 1;
		}
	return (struct str){ mo, size };
}

static void
check_text(struct str got, const char *want)
{
	assert_int_equal(got.n, strlen(want));
	assert_memory_equal(got.p, want, got.n);
}

static void
finds_every_text_and_falls_back_to_english(void **unused)
{
	struct str mo = make_mo(TEXTS, COUNT(TEXTS));
	struct catalog c;

	(void)unused;
	assert_int_equal(catalog_load(STR("nl"), mo, &c), ERR_OK);
	check_text(catalog_text(&c, "Goodbye"), "Tot ziens");
	check_text(catalog_text(&c, "Hello {name}, {name}"), "Dag {name}");
	check_text(catalog_text(&c, "Good"), "Good");
	check_text(catalog_text(&c, "Zebra"), "Zebra");
	check_text(catalog_text(&c, "Empty"), "Empty");
	check_text(catalog_plural(&c, "{n} try", "{n} tries", 1), "{n} poging");
	check_text(catalog_plural(&c, "{n} try", "{n} tries", 0), "{n} pogingen");
	check_text(catalog_plural(&c, "{n} cat", "{n} cats", 1), "{n} cat");
	check_text(catalog_plural(&c, "{n} cat", "{n} cats", 2), "{n} cats");
	free((void *)(uintptr_t)mo.p);
}

static void
a_sentence_from_elsewhere_is_found_whole_or_not_at_all(void **unused)
{
	struct str mo = make_mo(TEXTS, COUNT(TEXTS)), text = STR("as before");
	struct catalog c;

	(void)unused;
	assert_int_equal(catalog_load(STR("nl"), mo, &c), ERR_OK);
	assert_true(catalog_find(&c, (struct str){ "Goodbye!", 7 }, &text));
	check_text(text, "Tot ziens");
	text = STR("as before");
	static const struct str NOT[] = { STR("Goodby"), STR("Goodbye!"), STR("goodbye"), STR("Goodbye\0"), STR("\0"), STR(""), STR("Empty"), { NULL, 0 } };
	for (size_t i = 0; i < COUNT(NOT); i++)
		assert_false(catalog_find(&c, NOT[i], &text));
	check_text(text, "as before");
	check_text(catalog_translate(&c, STR("Goodbye")), "Tot ziens");
	check_text(catalog_translate(&c, STR("Au revoir")), "Au revoir");
	free((void *)(uintptr_t)mo.p);
}

static void
each_language_has_its_plural_rule(void **unused)
{
	static const struct { const char *lang; int64_t count; const char *want; } CASES[] = {
		{ "nl", 0, "B" }, { "nl", 1, "A" }, { "nl", 2, "B" }, { "nl", -1, "A" },
		{ "de", 0, "B" }, { "de", 1, "A" }, { "de", 2, "B" },
		{ "en", 0, "B" }, { "en", 1, "A" }, { "en", 2, "B" }, { "en", INT64_MIN, "B" },
		{ "fr", 0, "A" }, { "fr", 1, "A" }, { "fr", 2, "B" },
		{ "zh", 0, "A" }, { "zh", 1, "A" }, { "zh", 2, "A" },
	};
	static const struct pair FORMS[] = { P("x\0y", "A\0B") };
	struct str mo = make_mo(FORMS, 1);
	struct catalog c;

	(void)unused;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		assert_int_equal(catalog_load(str_of(CASES[i].lang), mo, &c), ERR_OK);
		check_text(catalog_plural(&c, "x", "y", CASES[i].count), CASES[i].want);
		check_text(c.gap, str_is(c.lang, "zh") ? "" : " ");
	}
	assert_int_equal(catalog_load(STR("xx"), mo, &c), ERR_NOENT);
	free((void *)(uintptr_t)mo.p);
}

static void
too_few_forms_give_the_last_one(void **unused)
{
	static const struct pair FORMS[] = { P("x\0y", "A") };
	struct str mo = make_mo(FORMS, 1);
	struct catalog c;

	(void)unused;
	assert_int_equal(catalog_load(STR("nl"), mo, &c), ERR_OK);
	check_text(catalog_plural(&c, "x", "y", 7), "A");
	free((void *)(uintptr_t)mo.p);
}

static void
every_damaged_header_is_refused(void **unused)
{
	static const struct { size_t at; uint32_t value; enum err want; } DAMAGE[] = {
		{ 0, 0xde120495, ERR_INVALID }, { 4, 1, ERR_INVALID }, { 8, CATALOG_TEXTS_MAX + 1, ERR_LIMIT },
		{ 8, CATALOG_TEXTS_MAX, ERR_INVALID }, { 12, 0xfffffff0, ERR_INVALID }, { 16, 0xfffffff0, ERR_INVALID },
		{ 28, 0xffffffff, ERR_INVALID }, { 32, 0xffffffff, ERR_INVALID }, { 36, 6, ERR_INVALID },
	};
	struct catalog c;

	(void)unused;
	for (size_t i = 0; i < COUNT(DAMAGE); i++) {
		struct str mo = make_mo(TEXTS, COUNT(TEXTS));

		put_u32((char *)(uintptr_t)mo.p + DAMAGE[i].at, DAMAGE[i].value);
		assert_int_equal(catalog_load(STR("nl"), mo, &c), DAMAGE[i].want);
		free((void *)(uintptr_t)mo.p);
	}
}

/* Whatever bytes a catalogue has: refused, or every look-up stays inside it (ASan). */
static void
no_damage_makes_a_look_up_leave_the_file(void **unused)
{
	struct str good = make_mo(TEXTS, COUNT(TEXTS));
	struct catalog c;

	(void)unused;
	for (size_t at = 0; at < good.n; at++)
		for (int bit = 0; bit < 8; bit++) {
			char *mo = malloc(good.n);

			memcpy(mo, good.p, good.n);
			mo[at] = (char)(mo[at] ^ (1 << bit));
			if (catalog_load(STR("nl"), (struct str){ mo, good.n }, &c) == ERR_OK)
				for (size_t i = 0; i < COUNT(TEXTS); i++)
					catalog_plural(&c, TEXTS[i].key.p, "many", 2);
			free(mo);
		}
	for (size_t n = 0; n < good.n; n++) {
		char *mo = malloc(n + 1);

		memcpy(mo, good.p, n);
		assert_int_not_equal(catalog_load(STR("nl"), (struct str){ mo, n }, &c), ERR_OK);
		free(mo);
	}
	free((void *)(uintptr_t)good.p);
}

static void
bad_order_and_bad_encoding_are_refused(void **unused)
{
	static const struct pair UNSORTED[] = { P("b", "1"), P("a", "2") }, TWICE[] = { P("a", "1"), P("a", "2") };
	static const struct pair LATIN1[] = { P("a", "caf\xe9") };
	struct str mo[] = { make_mo(UNSORTED, 2), make_mo(TWICE, 2), make_mo(LATIN1, 1) };
	struct catalog c;

	(void)unused;
	for (size_t i = 0; i < COUNT(mo); i++) {
		assert_int_equal(catalog_load(STR("nl"), mo[i], &c), ERR_INVALID);
		free((void *)(uintptr_t)mo[i].p);
	}
}

static void
values_are_put_in_and_escaped(void **unused)
{
	struct str mo = make_mo(TEXTS, COUNT(TEXTS));
	struct catalog c;
	const struct catalog_arg args[] = { { "name", STR("<Jan & {name}>") } };
	static const struct { const char *text, *want; } CASES[] = {
		{ "Hello {name}, {name}", "Dag &lt;Jan &amp; {name}&gt;" },
		{ "{name}", "&lt;Jan &amp; {name}&gt;" }, { "a {other} b", "a {other} b" }, { "a { b", "a { b" }, { "<{", "&lt;{" },
		{ "{}", "{}" }, { "", "" },
	};
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 1000);
	assert_int_equal(catalog_load(STR("nl"), mo, &c), ERR_OK);
	for (size_t i = 0; i < COUNT(CASES); i++) {
		buf_reset(&out);
		catalog_say(&c, &out, buf_html, CASES[i].text, args, 1);
		check_text(buf_str(&out), CASES[i].want);
	}
	buf_reset(&out);
	catalog_say_count(&c, &out, buf_add, "{n} try", "{n} tries", 3, NULL, 0);
	check_text(buf_str(&out), "3 pogingen");
	free((void *)(uintptr_t)mo.p);
}

static void
the_built_in_catalogues_load(void **unused)
{
	(void)unused;
	assert_true(catalog_source_count > 0);
	for (size_t i = 0; i < catalog_source_count; i++)
		assert_true(str_is(catalog_of(str_of(catalog_sources[i].lang))->lang, catalog_sources[i].lang));
	assert_true(str_is(catalog_of(STR("en-GB"))->lang, "en"));
	assert_true(str_is(catalog_of(STR("tlh"))->lang, "en"));
	assert_true(str_is(catalog_of(STR(""))->lang, "en"));
	assert_true(catalog_of(STR("en"))->n > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_text_and_falls_back_to_english),
		cmocka_unit_test(a_sentence_from_elsewhere_is_found_whole_or_not_at_all),
		cmocka_unit_test(each_language_has_its_plural_rule),
		cmocka_unit_test(too_few_forms_give_the_last_one),
		cmocka_unit_test(every_damaged_header_is_refused),
		cmocka_unit_test(no_damage_makes_a_look_up_leave_the_file),
		cmocka_unit_test(bad_order_and_bad_encoding_are_refused),
		cmocka_unit_test(values_are_put_in_and_escaped),
		cmocka_unit_test(the_built_in_catalogues_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
