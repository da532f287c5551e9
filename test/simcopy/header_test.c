/* header_test.c - what cards say when a file is selected: both forms, damage, every cut and many random bytes. */
#include "base/rng.h"
#include "simcopy/header.h"
#include "simcopy/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define RANDOM_ROUNDS 20000

/* -- FCP: 62, then file descriptor (82), identifier (83), life cycle (8A), size (80), PIN status (C6) -- */
#define LINEAR      "62" "12" "8205" "4221" "0020" "30" "8302" "6F3A" "8A01" "05" "8002" "0600"
#define CYCLIC      "62" "0F" "8205" "4621" "0020" "0A" "8302" "6F44" "8002" "0140"
#define TRANSPARENT "62" "0F" "8202" "4121" "8302" "2FE2" "8A01" "05" "8002" "000A"
#define SWITCHED    "62" "0F" "8202" "4121" "8302" "2FE2" "8A01" "04" "8002" "000A"
#define PIN_ON      "62" "0E" "8202" "7821" "C608" "9001" "80" "8301" "01" "8301"
#define PIN_SECOND  "62" "0F" "8202" "7821" "C609" "9001" "40" "8301" "0A" "8301" "01"
#define PIN_OFF     "62" "0C" "8202" "7821" "C606" "9001" "00" "8301" "01"
#define COUNTED     "62" "0D" "8205" "4221" "0020" "00" "8002" "0600" "8500"
#define TOO_LARGE   "62" "0D" "8205" "4221" "0200" "30" "8004" "00010000"
/* -- 2G: RFU, size, identifier, type, increase, access, status, length, structure, record length -- */
#define GSM_LINEAR  "0000" "1F40" "6F3A" "04" "00" "11FF44" "01" "02" "01" "20"
#define GSM_BLOCKED "0000" "000A" "2FE2" "04" "00" "11FF44" "00" "02" "00" "00"
#define GSM_FOLDER  "0000" "1000" "3F00" "01" "0000000000" "09" "13" "02" "08" "04" "00" "83" "8A" "83" "8A"
#define GSM_NO_PIN  "0000" "1000" "7F20" "02" "0000000000" "09" "93" "02" "08" "04" "00" "80" "8A" "83" "8A"

static bool
parse(const char *hex, struct header *h)
{
	uint8_t bytes[IMAGE_HEADER_MAX];
	size_t n;

	assert_true(hex_parse(str_of(hex), bytes, sizeof bytes, &n));
	return header_parse((struct str){ (const char *)bytes, n }, h);
}

static void
files(void **state)
{
	static const struct { const char *hex; enum image_structure structure; size_t size, record, count; bool is_blocked; } CASE[] = {
		{ LINEAR,      IMAGE_LINEAR,      0x600,  32, 48,  false },
		{ CYCLIC,      IMAGE_CYCLIC,      0x140,  32, 10,  false },
		{ TRANSPARENT, IMAGE_TRANSPARENT, 10,     0,  0,   false },
		{ SWITCHED,    IMAGE_TRANSPARENT, 10,     0,  0,   true },
		{ COUNTED,     IMAGE_LINEAR,      0x600,  32, 48,  false },	/* the count from the size */
		{ TOO_LARGE,   IMAGE_LINEAR,      0,      0,  48,  false },	/* past our limits: not said */
		{ GSM_LINEAR,  IMAGE_LINEAR,      0x1f40, 32, 250, false },
		{ GSM_BLOCKED, IMAGE_TRANSPARENT, 10,     0,  0,   true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		struct header h;

		assert_true(parse(CASE[i].hex, &h));
		assert_int_equal(h.structure, CASE[i].structure);
		assert_int_equal(h.size, CASE[i].size);
		assert_int_equal(h.record_size, CASE[i].record);
		assert_int_equal(h.record_count, CASE[i].count);
		assert_int_equal(h.is_blocked, CASE[i].is_blocked);
		assert_false(h.is_folder);
	}
}

static void
folders(void **state)
{
	static const struct { const char *hex; bool is_known, is_on; int tries; } CASE[] = {
		{ PIN_SECOND, true,  true,  HEADER_TRIES_UNKNOWN },
		{ PIN_OFF,    true,  false, HEADER_TRIES_UNKNOWN },
		{ PIN_ON,     true,  true,  HEADER_TRIES_UNKNOWN },	/* its second key is cut off, and passed over */
		{ GSM_FOLDER, true,  true,  3 },
		{ GSM_NO_PIN, true,  false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		struct header h;

		assert_true(parse(CASE[i].hex, &h));
		assert_true(h.is_folder);
		assert_int_equal(h.pin_is_known, CASE[i].is_known);
		assert_int_equal(h.pin_is_on, CASE[i].is_on);
		assert_int_equal(h.pin_tries, CASE[i].tries);
	}
}

static void
refused(void **state)
{
	static const char *const BAD[] = { "", "62", "6280", "6205820241", "9000", "0000000A2FE20900000000000000", "6F00" };
	struct header h;

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++) {
		assert_false(parse(BAD[i], &h));
		assert_int_equal(h.structure, IMAGE_NONE);
		assert_int_equal(h.pin_tries, HEADER_TRIES_UNKNOWN);
	}
}

/* Whatever comes: sizes are within the limits. The bytes are in memory of their own, so that reading past them is seen. */
static void
check_limits(const uint8_t *from, size_t n)
{
	char *bytes = malloc(n ? n : 1);
	struct header h;

	memcpy(bytes, from, n);
	if (header_parse((struct str){ bytes, n }, &h)) {
		assert_true(h.size <= IMAGE_BINARY_MAX);
		assert_true(h.record_size <= IMAGE_RECORD_MAX);
		assert_true(h.record_count <= IMAGE_FILE_RECORDS_MAX);
		assert_true(!h.is_folder || h.structure == IMAGE_NONE);
	}
	free(bytes);
}

static void
cut_and_changed(void **state)
{
	static const char *const GOOD[] = { LINEAR, CYCLIC, TRANSPARENT, PIN_SECOND, GSM_LINEAR, GSM_FOLDER };
	uint8_t bytes[IMAGE_HEADER_MAX];
	size_t n;

	(void)state;
	rng_seed(1);
	for (size_t i = 0; i < COUNT(GOOD); i++) {
		assert_true(hex_parse(str_of(GOOD[i]), bytes, sizeof bytes, &n));
		for (size_t cut = 0; cut <= n; cut++)
			check_limits(bytes, cut);
		for (int round = 0; round < RANDOM_ROUNDS; round++) {
			uint8_t changed[sizeof bytes];

			memcpy(changed, bytes, n);
			for (uint64_t k = 1 + rng_below(3); k; k--)
				changed[rng_below(n)] = (uint8_t)rng_below(256);
			check_limits(changed, n);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(folders),
		cmocka_unit_test(refused),
		cmocka_unit_test(cut_and_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
