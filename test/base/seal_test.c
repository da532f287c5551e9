/* seal_test.c - bytes under a passphrase: there and back at every size that matters, and nothing else opens. */
#include "base/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define PASS STR("correct horse battery")
#define MAX  (4u << 20)

static enum err
opened(struct str pass, struct str sealed, struct buf *out)
{
	buf_reset(out);
	return seal_open(pass, sealed, out);
}

static void
test_sizes(void **state)
{
	static const size_t SIZE[] = { 0, 1, SEAL_PIECE - 1, SEAL_PIECE, SEAL_PIECE + 1, 3 * SEAL_PIECE };
	AUTO(buf_done) struct buf sealed = { .max_bytes = MAX }, back = { .max_bytes = MAX }, plain = { .max_bytes = MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(SIZE); i++) {
		buf_reset(&sealed);
		while (plain.n < SIZE[i])
			buf_addc(&plain, (char)(plain.n * 31));
		assert_int_equal(seal_lock(PASS, buf_str(&plain), &sealed), ERR_OK);
		assert_true(seal_is(buf_str(&sealed)));
		assert_int_equal(opened(PASS, buf_str(&sealed), &back), ERR_OK);
		assert_true(str_eq(buf_str(&plain), buf_str(&back)));
		buf_addc(&sealed, 'x');				/* something behind the end */
		assert_int_not_equal(opened(PASS, buf_str(&sealed), &back), ERR_OK);
	}
}

static void
test_nothing_else_opens(void **state)
{
	AUTO(buf_done) struct buf sealed = { .max_bytes = MAX }, back = { .max_bytes = MAX }, small = { .max_bytes = 10 };

	(void)state;
	assert_int_equal(seal_lock(PASS, STR("the plain text of a backup"), &sealed), ERR_OK);
	assert_null(memmem(sealed.p, sealed.n, "plain", 5));
	assert_int_equal(opened(STR("correct horse batterz"), buf_str(&sealed), &back), ERR_DENIED);
	assert_int_equal(opened(STR(""), buf_str(&sealed), &back), ERR_DENIED);
	assert_int_equal(opened(PASS, STR("seal 1\n"), &back), ERR_INVALID);
	assert_int_equal(opened(PASS, STR("PK\x03\x04"), &back), ERR_INVALID);
	assert_int_equal(opened(PASS, (struct str){ sealed.p, sealed.n - 1 }, &back), ERR_DENIED);
	assert_int_equal(opened(PASS, (struct str){ sealed.p, sealed.n - 40 }, &back), ERR_INVALID);
	assert_int_equal(opened(PASS, buf_str(&sealed), &small), ERR_LIMIT);
	for (size_t at = 15; at < sealed.n; at += 7) {		/* salt, stream header, pieces */
		sealed.p[at] ^= 4;
		assert_int_not_equal(opened(PASS, buf_str(&sealed), &back), ERR_OK);
		sealed.p[at] ^= 4;
	}
	buf_addc(&sealed, 'x');
	assert_int_not_equal(opened(PASS, buf_str(&sealed), &back), ERR_OK);
	sealed.p[10] = 0x7f;					/* 2130 million passes: refused before any work */
	assert_int_equal(opened(PASS, buf_str(&sealed), &back), ERR_LIMIT);
}

static void
test_checksum(void **state)
{
	static const uint8_t ABC[SEAL_CHECKSUM_SIZE] = {	/* FIPS 180-2, B.1 */
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
		0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	uint8_t sum[SEAL_CHECKSUM_SIZE];

	(void)state;
	seal_checksum(STR("abc"), sum);
	assert_memory_equal(sum, ABC, sizeof sum);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_nothing_else_opens),
		cmocka_unit_test(test_checksum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
