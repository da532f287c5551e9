/* plan_test.c - contacts into phonebooks of every shape, without a card: an image is one. What was planned is put into it write by write,
 * so that a card can be pulled out after each. */
#include "images.h"
#include "simcopy/phonebook.h"
#include "simcopy/plan.h"
#include "simcopy/sync.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define P       "3F007F105F3A"
#define SLOTS   4u
#define ARENA   67108864u
#define ADN     "\xc0\x03\x4f\x3a\x01"

/* EF_PBR, and the files that it names with as many records as three contacts need. */
static const struct shape {
	struct str pbr;
	struct { const char *path; size_t size, n; } file[8];
} SHAPES[] = {
	{ STR("\xa8\x19" ADN "\xca\x02\x4f\x50\xc4\x02\x4f\x11\xc3\x02\x4f\x19\xc6\x02\x4f\x26\xc9\x02\x4f\x21" "\xaa\x08\xc2\x02\x4f\x4a\xc8\x02\x4f\x4b"),
	    { { P "4F50", 40, SLOTS }, { P "4F11", 15, SLOTS }, { P "4F19", 20, SLOTS }, { P "4F26", 3, SLOTS }, { P "4F21", 2, SLOTS },
	      { P "4F4A", 13, 6 }, { P "4F4B", 16, 2 } } },
	{ STR("\xa8\x11" ADN "\xc1\x02\x4f\x25\xc6\x02\x4f\x26\xc9\x02\x4f\x21" "\xa9\x0c\xca\x02\x4f\x50\xc4\x02\x4f\x11\xc3\x02\x4f\x19" "\xaa\x08\xc2\x02\x4f\x4a\xc8\x02\x4f\x4b"),
	    { { P "4F25", 3, SLOTS }, { P "4F26", 3, SLOTS }, { P "4F21", 2, SLOTS }, { P "4F50", 42, 2 }, { P "4F11", 17, 2 },
	      { P "4F19", 22, 1 }, { P "4F4A", 13, 6 }, { P "4F4B", 16, 2 } } },
};
static struct contact people[] = {
	{ .name = STR("Bob"), .number = { { .text = STR("12345678901234567890123456789012345678901234567890") },
	    { .text = STR("+1202555010012345678901234") } }, .numbers = 2,
	  .email = { STR("bob@example.com") }, .emails = 1, .group = { STR("Work"), STR("Family") }, .groups = 2 },
	{ .name = STR("Ann"), .number = { { .text = STR("113") }, { .text = STR("+12025550100") } }, .numbers = 2, .second_name = STR("Annie"),
	  .email = { STR("ann@example.com") }, .emails = 1 },
	{ .name = STR("Eve"), .number = { { .text = STR("112123456789012345678901") } }, .numbers = 1 },
};
static const struct contact_list PEOPLE = { .item = people, .n = COUNT(people) };

struct world {
	struct image *card;
	struct arena *arena;
	struct keep keep;
	struct contact_list there;
	struct plan plan;
};

static struct image *
card_of(const struct shape *s)
{
	struct image *im = image_new(IMAGE_USIM);

	images_set(im, images_file(im, P "4F30", 80, 1), 1, s->pbr);
	images_file(im, P "4F3A", 30, SLOTS);
	for (size_t i = 0; i < COUNT(s->file) && s->file[i].path; i++)
		images_file(im, s->file[i].path, s->file[i].size, s->file[i].n);
	struct image_file *gas = image_find(im, P "4F4B", STR(""));
	images_set(im, gas, 1, STR("Family"));
	images_set(im, gas, 2, STR("Work"));
	images_binary(im, P "4F22", STR("\0\0\0\x01"));
	images_binary(im, P "4F23", STR("\0\x05"));
	images_binary(im, P "4F24", STR("\0\x09"));
	return im;
}

static void
world_done(struct world *w)
{
	keep_done(&w->keep);
	arena_free(w->arena);
	w->arena = NULL;
}

/* What is on the card, and what is to be written. */
static void
look(struct world *w, struct image *card)
{
	*w = (struct world){ .card = card, .arena = arena_new(ARENA) };
	keep_init(&w->keep, w->arena);
	phonebook_read(card, &w->keep, &w->there);
	assert_int_equal(plan_make(card, &w->there, &PEOPLE, false, w->arena, &w->plan), ERR_OK);
	assert_false(w->keep.over);
}

/* Puts writes into the card while LEFT lasts. */
static void
put(struct image *card, const struct entry_write *write, size_t n, size_t *left)
{
	char path[IMAGE_PATH_MAX + 1];

	for (size_t i = 0; i < n && *left; i++, --*left) {
		snprintf(path, sizeof path, "%.*s", STR_ARG(write[i].file->path));
		assert_int_equal(image_record_set(card, image_find(card, path, STR("")), write[i].record - 1, 0x9000, write[i].bytes), ERR_OK);
	}
}

/* The first LEFT writes of the plan; how many more there were. */
static size_t
write_some(struct world *w, size_t writes)
{
	size_t left = writes, all = 0;

	for (size_t i = 0; i < COUNT(w->plan.before); i++) {
		put(w->card, w->plan.before[i].write, w->plan.before[i].n, &left);
		all += w->plan.before[i].n;
	}
	for (size_t i = 0; i < w->plan.n; i++) {
		put(w->card, w->plan.entry[i].write, w->plan.entry[i].writes, &left);
		all += w->plan.entry[i].writes;
	}
	return all;
}

/* Every entry that a phone shows is one of PEOPLE with all it has. How many there are. */
static size_t
assert_whole(struct image *card)
{
	AUTO(world_done) struct world w;
	size_t n = 0;

	look(&w, card);
	for (size_t i = 0; i < w.there.n; i++) {
		const struct contact *c = &w.there.item[i];
		bool is_one = !c->name.n;	/* a free entry of which some parts are there already */

		for (size_t k = 0; k < COUNT(people); k++)
			is_one = is_one || contact_same(c, &people[k]);
		if (!is_one)
			fail_msg("entry %zu, %.*s, is not as it should be", c->record, STR_ARG(c->name));
		for (size_t k = 0; k < c->numbers; k++)
			assert_false(c->number[k].is_cut);
		n += c->name.n > 0;
	}
	return n;
}

static void
test_pulled_out_after_every_write(void **state)
{
	(void)state;
	for (size_t s = 0; s < COUNT(SHAPES); s++) {
		size_t all = SIZE_MAX;

		for (size_t writes = 0; writes <= all; writes++) {
			AUTO(image_free) struct image *card = card_of(&SHAPES[s]);
			AUTO(world_done) struct world w, again;

			look(&w, card);
			assert_int_equal(w.plan.losses, 0);
			all = write_some(&w, writes);
			(void)assert_whole(card);
			look(&again, card);
			assert_int_equal(again.plan.losses, 0);
			(void)write_some(&again, SIZE_MAX);
			assert_int_equal(assert_whole(card), COUNT(people));
		}
		assert_true(all > 3 * COUNT(people));
	}
}

static void
test_a_card_that_is_full_of_leftovers_of_others(void **state)
{
	AUTO(image_free) struct image *card = card_of(&SHAPES[1]);
	AUTO(world_done) struct world w;
	struct image_file *mail = image_find(card, P "4F50", STR(""));

	(void)state;
	images_set(card, mail, 1, STR("who"));		/* nothing points to it; it is not ours */
	images_set(card, mail, 2, STR("whom"));
	look(&w, card);
	assert_int_equal(w.plan.losses, 2);
	assert_int_equal(w.plan.loss[0].part, PLAN_EMAIL);
	assert_int_equal(w.plan.loss[0].why, ENTRY_FULL);
	assert_int_equal(w.plan.count[PLAN_WRITE], 5);
}

static void
test_an_empty_record_that_is_pointed_to_is_not_free(void **state)
{
	AUTO(image_free) struct image *card = card_of(&SHAPES[1]);
	AUTO(world_done) struct world w;

	(void)state;
	images_adn(card, image_find(card, P "4F3A", STR("")), 4, STR("Old"), "1", 6);
	images_set(card, image_find(card, P "4F25", STR("")), 4, STR("\x01\x02"));	/* its mail and number are empty records */
	look(&w, card);
	(void)write_some(&w, SIZE_MAX);
	AUTO(world_done) struct world after;
	look(&after, card);
	for (size_t i = 0; i < after.there.n; i++)
		if (str_is(after.there.item[i].name, "Old")) {
			assert_int_equal(after.there.item[i].emails, 0);
			assert_int_equal(after.there.item[i].numbers, 1);
		}
	assert_true(w.plan.losses > 0);
}

static void
test_counters(void **state)
{
	AUTO(image_free) struct image *card = card_of(&SHAPES[0]);
	AUTO(world_done) struct world w;

	(void)state;
	look(&w, card);
	(void)write_some(&w, SIZE_MAX);
	assert_true(str_eq(image_find(card, P "4F23", STR(""))->record[0].bytes, STR("\0\x08")));
	assert_true(str_eq(image_find(card, P "4F24", STR(""))->record[0].bytes, STR("\0\x0c")));
	assert_true(str_eq(image_find(card, P "4F22", STR(""))->record[0].bytes, STR("\0\0\0\x01")));
	for (size_t i = 0; i < COUNT(people); i++)
		assert_int_equal(image_find(card, P "4F21", STR(""))->record[i].bytes.p[1], 10 + i);
}

/* ---- cards that make no sense ---- */

static uint8_t
any_byte(void)
{
	static const uint8_t USUAL[] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x01, 0x02, 0x03, 0x0b, 0x80, 0x81 };

	return USUAL[(size_t)rand() % COUNT(USUAL)];
}

/* A list of the objects of one record of EF_PBR; identifiers are 4F40 to 4F47. */
static size_t
any_pbr(char out[80])
{
	size_t n = 0;

	for (uint8_t type = 0xa8; type <= 0xaa; type++) {
		size_t objects = (size_t)rand() % 4 + (type == 0xa8);

		out[n++] = (char)type;
		out[n++] = (char)(5 * objects);
		for (size_t i = 0; i < objects; i++) {
			char tag = (char)(type == 0xa8 && i == 0 ? PBR_ADN : PBR_ADN + rand() % 12);
			const char object[5] = { tag, 3, 0x4f, (char)(0x40 + rand() % 8), (char)any_byte() };

			memcpy(out + n, object, sizeof object);
			n += sizeof object;
		}
	}
	return n;
}

static struct image *
any_card(void)
{
	struct image *im = image_new(IMAGE_USIM);
	struct image_file *pbr = images_file(im, P "4F30", 80, 2);
	char path[IMAGE_PATH_MAX + 1], bytes[80];

	for (size_t i = 1; i <= 2; i++)
		images_set(im, pbr, i, (struct str){ bytes, any_pbr(bytes) });
	for (unsigned i = 0; i < 8; i++) {
		static const size_t SIZES[] = { 1, 2, 3, 13, 15, 17, 30, 40 };
		size_t size = SIZES[(size_t)rand() % COUNT(SIZES)], count = 1 + (size_t)rand() % 8;

		snprintf(path, sizeof path, P "4F4%u", i);
		struct image_file *f = images_file(im, path, size, count);
		for (size_t n = 0; n < count; n++) {
			size_t length = rand() % 8 ? size : (size_t)rand() % (size + 1);	/* a card may give less than it says */
			bool is_empty = rand() % 2;

			for (size_t k = 0; k < length; k++)
				bytes[k] = is_empty ? '\xff' : (char)any_byte();
			assert_int_equal(image_record_set(im, f, n, rand() % 16 ? 0x9000 : 0x6982, (struct str){ bytes, length }), ERR_OK);
		}
	}
	return im;
}

/* Records that are there, and were read. How many. */
static size_t
assert_harmless(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++)
		for (size_t k = 0; k < plan->entry[i].writes; k++) {
			const struct entry_write *w = &plan->entry[i].write[k];

			assert_true(w->record >= 1 && w->record <= w->file->record_count && w->bytes.n && w->bytes.n <= w->file->record_size);
			assert_true(image_read_ok(&w->file->record[w->record - 1]));
			n++;
		}
	return n;
}

static void
test_cards_that_make_no_sense(void **state)
{
	size_t writes = 0;

	(void)state;
	srand(4);
	for (int i = 0; i < 3000; i++) {
		AUTO(image_free) struct image *card = any_card();
		AUTO(world_done) struct world w = { .card = card, .arena = arena_new(ARENA) };

		keep_init(&w.keep, w.arena);
		phonebook_read(card, &w.keep, &w.there);
		enum err e = plan_make(card, &w.there, &PEOPLE, true, w.arena, &w.plan);
		assert_true(e == ERR_OK || e == ERR_NOENT);
		writes += e ? 0 : assert_harmless(&w.plan);
	}
	assert_true(writes > 1000);
}

static void
test_texts(void **state)
{
	(void)state;
	for (enum entry_fit f = ENTRY_YES; f < ENTRY_FIT_COUNT; f++)
		assert_true(entry_fit_text(f)[0]);
	for (enum plan_part p = PLAN_EMAIL; p < PLAN_PART_COUNT; p++)
		assert_true(plan_part_word(p)[0] && strstr(plan_part_text(p), "{why}"));
	for (enum plan_fate f = PLAN_WRITE; f < PLAN_FATE_COUNT; f++)
		assert_true(plan_fate_word(f)[0] && plan_fate_text(f)[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pulled_out_after_every_write),
		cmocka_unit_test(test_a_card_that_is_full_of_leftovers_of_others),
		cmocka_unit_test(test_an_empty_record_that_is_pointed_to_is_not_free),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_cards_that_make_no_sense),
		cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
