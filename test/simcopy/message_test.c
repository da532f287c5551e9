/* message_test.c - short messages as cards store them: every kind, coding and header; parts put together; what is broken. */
#include "images.h"
#include "base/clock.h"
#include "simcopy/content.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define SMS "3F007F106F3C"

static void
parse(struct keep *k, struct str bytes, bool from_network, struct tpdu *t)
{
	tpdu_parse(k, bytes, from_network, t);
	assert_false(k->over);
}

static void
test_deliver(void **state)
{
	/* TS 23.040's own fields; "hellohello" of the usual primer */
	static const struct str HELLO = STR("\x04\x0b\x91\x64\x77\x83\x85\x53\xf5\x00\x00\x99\x30\x92\x51\x61\x95\x80\x0a\xe8\x32\x9b\xfd\x46\x97\xd9\xec\x37\xff\xff");
	struct arena *a = arena_new(1 << 20);
	AUTO(keep_done) struct keep k;
	char when[CLOCK_TEXT_SIZE];
	struct tpdu t;

	(void)state;
	keep_init(&k, a);
	parse(&k, HELLO, true, &t);
	assert_int_equal(t.kind, TPDU_DELIVER);
	assert_true(str_is(t.text, "hellohello"));
	assert_true(str_is(t.number, "+46773858355"));
	clock_format(t.sent.at, when);
	assert_string_equal(when, "1999-03-29T13:16:59.000Z");		/* 15:16:59 at +2 hours */
	assert_int_equal(t.sent.zone_min, 120);
	assert_int_equal(t.message_class, TPDU_NO_CLASS);
	assert_false(t.is_cut);
	for (size_t n = 0; n < HELLO.n - 2; n++) {			/* cut anywhere: read as far as it goes, and said */
		parse(&k, (struct str){ HELLO.p, n }, true, &t);
		assert_true(n == 0 ? t.kind == TPDU_NONE : t.is_cut);
	}
	arena_free(a);
}

static void
test_times(void **state)
{
	static const struct { const char *bytes, *want; int zone; } ROW[] = {
		{ "\x62\x11\x22\x81\x02\x50\x40", "2026-11-22T17:20:05.000Z", 60 },
		{ "\x62\x11\x22\x81\x02\x50\x48", "2026-11-22T19:20:05.000Z", -60 },
		{ "\x62\x11\x22\x81\x02\x50\x22", "2026-11-22T12:50:05.000Z", 330 },
		{ "\x42\x20\x92\x00\x00\x00\x00", "2024-02-29T00:00:00.000Z", 0 },
		{ "\x32\x20\x92\x00\x00\x00\x00", "", 0 },		/* no such day */
		{ "\x00\x00\x00\x00\x00\x00\x00", "", 0 },
		{ "\xff\xff\xff\xff\xff\xff\xff", "", 0 },
	};
	char when[CLOCK_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct tpdu_time t = tpdu_time((const uint8_t *)ROW[i].bytes);

		clock_format(t.at, when);
		assert_string_equal(when, ROW[i].want);
		assert_int_equal(t.zone_min, ROW[i].zone);
	}
}

static void
test_codings(void **state)
{
	static const struct { uint8_t dcs; enum tpdu_coding coding; uint8_t class; } ROW[] = {
		{ 0x00, TPDU_7BIT, 4 }, { 0x04, TPDU_8BIT, 4 }, { 0x08, TPDU_UCS2, 4 }, { 0x0c, TPDU_7BIT, 4 }, { 0x10, TPDU_7BIT, 0 },
		{ 0x19, TPDU_UCS2, 1 }, { 0x20, TPDU_COMPRESSED, 4 }, { 0x48, TPDU_UCS2, 4 }, { 0xc8, TPDU_7BIT, 4 }, { 0xd0, TPDU_7BIT, 4 },
		{ 0xe0, TPDU_UCS2, 4 }, { 0xf0, TPDU_7BIT, 0 }, { 0xf2, TPDU_7BIT, 2 }, { 0xf6, TPDU_8BIT, 2 }, { 0x80, TPDU_7BIT, 4 },
	};
	struct arena *a = arena_new(1 << 20);
	AUTO(keep_done) struct keep k;
	struct tpdu t;

	(void)state;
	keep_init(&k, a);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		char bytes[] = "\x01\x07\x02\x81\x21\x00\x00\x02\x00\x41";	/* SUBMIT to 12, reference 7 */

		bytes[6] = (char)ROW[i].dcs;
		parse(&k, (struct str){ bytes, sizeof bytes - 1 }, false, &t);
		assert_int_equal(t.kind, TPDU_SUBMIT);
		assert_int_equal(t.coding, ROW[i].coding);
		assert_int_equal(t.message_class, ROW[i].class);
		assert_int_equal(t.reference, 7);
		if (t.coding == TPDU_UCS2)
			assert_true(str_is(t.text, "A"));
	}
	arena_free(a);
}

static void
test_headers(void **state)
{
	struct arena *a = arena_new(1 << 20);
	AUTO(keep_done) struct keep k;
	struct tpdu t;

	(void)state;
	keep_init(&k, a);
	/* 7 bit behind a header of 6 bytes: one fill bit; "ab" */
	parse(&k, STR("\x41\x00\x00\x81\x00\x00\x09\x05\x00\x03\xcc\x02\x01\xc2\x62"), false, &t);
	assert_true(str_is(t.text, "ab"));
	assert_true(t.concat.reference == 0xcc && t.concat.parts == 2 && t.concat.part == 1 && !t.concat.is_wide);
	/* 16-bit reference, ports, UCS-2 */
	parse(&k, STR("\x41\x00\x00\x81\x00\x08\x0f\x0c\x08\x04\x12\x34\x03\x02\x05\x04\x0b\x84\x23\xf0\x26\x3a"), false, &t);
	assert_true(t.concat.reference == 0x1234 && t.concat.part == 2 && t.concat.is_wide);
	assert_true(t.has_ports && t.port_to == 2948 && t.port_from == 9200);
	assert_true(str_is(t.text, "☺"));
	/* Turkish locking and single shift; septets: 07, 1b 53 */
	parse(&k, STR("\x41\x00\x00\x81\x00\x00\x0b\x06\x24\x01\x01\x25\x01\x01\x87\xcd\x14"), false, &t);
	assert_true(t.shift.locking == 1 && t.shift.single == 1);
	if (!str_is(t.text, "ıŞ"))
		fail_msg("%.*s", STR_ARG(t.text));
	/* part 0, and part 3 of 2: to be ignored; a header longer than the data */
	parse(&k, STR("\x41\x00\x00\x81\x00\x04\x07\x05\x00\x03\xcc\x02\x00\x41"), false, &t);
	assert_int_equal(t.concat.parts, 0);
	parse(&k, STR("\x41\x00\x00\x81\x00\x04\x03\xff\x00\x03"), false, &t);
	assert_true(t.is_cut);
	arena_free(a);
}

static void
test_report(void **state)
{
	struct arena *a = arena_new(1 << 20);
	AUTO(keep_done) struct keep k;
	struct tpdu t;

	(void)state;
	keep_init(&k, a);
	parse(&k, STR("\x02\x2a\x04\x91\x23\x01\x62\x11\x22\x81\x02\x50\x40\x62\x11\x22\x81\x02\x51\x40\x00"), true, &t);
	assert_int_equal(t.kind, TPDU_REPORT);
	assert_int_equal(t.reference, 0x2a);
	assert_int_equal(t.discharged.at.ms - t.sent.at.ms, 10000);
	parse(&k, STR("\x02\x2a"), false, &t);			/* a COMMAND: not ours */
	assert_int_equal(t.kind, TPDU_NONE);
	arena_free(a);
}

/* A UCS-2 part of a DELIVER in EF_SMS. */
static void
put_part(struct image *im, struct image_file *f, size_t number, uint8_t status, uint8_t reference, uint8_t part, struct str units)
{
	char r[176] = "S\x07\x91\x23\x43\x65\x87\x09\xf1\x44\x04\x91\x23\x01\x00\x08\x62\x11\x22\x81\x02\x50\x40\x00\x05\x00\x03\x00\x03\x00";
	size_t at = 30;

	r[0] = (char)status;
	r[23] = (char)(6 + units.n);
	r[27] = (char)reference;
	r[29] = (char)part;
	memcpy(r + at, units.p, units.n);
	images_set(im, f, number, (struct str){ r, at + units.n });
}

static void
test_parts_are_joined(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	AUTO(content_free) struct content *c = NULL;
	struct image_file *f = images_file(im, SMS, 176, 12);

	(void)state;
	put_part(im, f, 3, 1, 7, 1, STR("\x00" "A\xd8\x3d"));		/* a pair of surrogates cut in two by the sender */
	put_part(im, f, 1, 3, 7, 2, STR("\xde\x00\x00" "B"));		/* out of order, and not read yet */
	put_part(im, f, 5, 1, 7, 3, STR("\x00" "C"));
	put_part(im, f, 6, 1, 8, 3, STR("\x00" "Z"));			/* another reference; parts 1 and 2 are missing */
	put_part(im, f, 7, 1, 7, 2, STR("\x00" "Y"));			/* part 2 again: another message that had the same reference */
	images_set(im, f, 9, STR("\x00\x01\x02"));			/* free */
	images_set(im, f, 10, STR("\x01\x01\x02"));			/* in use, and no message */
	images_set(im, f, 11, STR("\x07\x00\x01\x00\x02\x81\x21\x00\x00\x01\x41"));
	assert_int_equal(content_new(im, &c), ERR_OK);
	assert_int_equal(c->messages.n, 4);
	const struct message *m = c->messages.item;
	assert_true(str_is(m[0].text, "A😀BC"));
	assert_int_equal(m[0].status, MESSAGE_UNREAD);
	assert_int_equal(m[0].first->record, 3);
	assert_true(str_is(m[0].first->centre, "+32345678901"));
	assert_true(m[0].parts == 3 && m[0].there == 3);
	assert_true(str_is(m[1].text, MESSAGE_GAP MESSAGE_GAP "Z"));
	assert_true(m[1].parts == 3 && m[1].there == 1);
	assert_true(str_is(m[2].text, MESSAGE_GAP "Y" MESSAGE_GAP));
	assert_int_equal(m[3].status, MESSAGE_TO_SEND);
	assert_int_equal(c->messages.odd, 1);
}

static void
test_the_same_file_twice(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);
	AUTO(content_free) struct content *c = NULL;

	(void)state;
	put_part(im, images_file(im, SMS, 176, 2), 1, 1, 7, 1, STR("\x00" "A"));
	put_part(im, images_file(im, "7FFF6F3C", 176, 2), 1, 1, 7, 1, STR("\x00" "A"));
	assert_int_equal(content_new(im, &c), ERR_OK);
	assert_int_equal(c->messages.n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deliver),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_codings),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_parts_are_joined),
		cmocka_unit_test(test_the_same_file_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
