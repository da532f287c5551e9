/* image_test.c - the container: what goes in comes out again, every damage is found and named, no limit is passed. */
#include "base/seal.h"
#include "simcopy/folder.h"
#include "simcopy/hex.h"
#include "simcopy/image.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static struct image *
an_image(void)
{
	struct image *im = image_new(IMAGE_USIM);
	struct image_file *f;

	assert_int_equal(image_name(im, STR("89320000000000000017"), STR("\x3b\x9f"), STR("Virtual PCD é 0")), ERR_OK);
	im->begun = (struct utc_ms){ 1795372205123 };
	im->ended = (struct utc_ms){ 1795372206000 };
	im->is_whole = true;
	struct image_file adn = { .path = STR("3F007F106F3A"), .header = STR("\x62\x03\x82\x01\x02"), .sw = 0x9000, .structure = IMAGE_LINEAR,
		.size = 96, .record_size = 32, .record_count = 3, .is_whole = true };
	assert_int_equal(image_file_add(im, &adn, &f), ERR_OK);
	assert_int_equal(image_record_set(im, f, 0, 0x9000, STR("abc\x00\xff")), ERR_OK);
	assert_int_equal(image_record_set(im, f, 2, 0x6a83, STR("")), ERR_OK);
	struct image_file sms = { .path = STR("7FFF6F3C"), .aid = STR("A0000000871002"), .sw = 0x6a82 };
	assert_int_equal(image_file_add(im, &sms, &f), ERR_OK);
	return im;
}

static void
text_of(const struct image *im, struct buf *b)
{
	buf_init(b, IMAGE_DISK_MAX);
	image_format(im, b);
	buf_addc(b, '\0');
	assert_false(b->over);
	b->n--;
}

static void
test_text_is_as_documented(void **state)
{
	static const char WANT[] =
	    "simcopy-image 1\nclass usim\niccid 89320000000000000017\natr 3B9F\nreader Virtual PCD é 0\n"
	    "begun 2026-11-22T18:30:05.123Z\nended 2026-11-22T18:30:06.000Z\nwhole yes\n"
	    "file 3F007F106F3A aid - structure linear sw 9000 size 96 record-size 32 records 3 whole yes header 6203820102\n"
	    "record 1 9000 61626300FF\n"
	    "record 3 6A83 -\n"
	    "file 7FFF6F3C aid A0000000871002 structure none sw 6A82 size 0 record-size 0 records 0 whole no header -\n"
	    "sha256 ";
	AUTO(image_free) struct image *im = an_image();
	AUTO(buf_done) struct buf b;

	(void)state;
	text_of(im, &b);
	assert_int_equal(b.n, sizeof WANT - 1 + 65);
	assert_memory_equal(b.p, WANT, sizeof WANT - 1);
}

static void
test_round_trip(void **state)
{
	AUTO(image_free) struct image *im = an_image();
	AUTO(image_free) struct image *back = NULL;
	AUTO(buf_done) struct buf a, b;
	char why[IMAGE_WHY_SIZE];

	(void)state;
	text_of(im, &a);
	assert_int_equal(image_parse(buf_str(&a), &back, why), ERR_OK);
	text_of(back, &b);
	assert_string_equal(a.p, b.p);
	struct image_file *f = image_find(back, "3F007F106F3A", STR(""));
	assert_non_null(f);
	assert_int_equal(f->record[0].bytes.n, 5);
	assert_int_equal(f->record[1].sw, 0);
	assert_true(image_read_ok(&f->record[0]));
	assert_false(image_read_ok(&f->record[2]));
	assert_non_null(image_find(back, "7FFF6F3C", STR("A0000000871002")));
	assert_null(image_find(back, "7FFF6F3C", STR("A0000000871004")));
}

/* With the right checksum after it, so that the reader looks at the lines. */
static enum err
parse_signed(const char *body, char why[IMAGE_WHY_SIZE])
{
	AUTO(image_free) struct image *im = NULL;
	AUTO(buf_done) struct buf b;
	uint8_t sum[SEAL_CHECKSUM_SIZE];

	buf_init(&b, IMAGE_DISK_MAX);
	seal_checksum(str_of(body), sum);
	buf_addz(&b, body);
	buf_addz(&b, "sha256 ");
	hex_add(&b, (struct str){ (const char *)sum, sizeof sum });
	buf_addc(&b, '\n');
	enum err e = image_parse(buf_str(&b), &im, why);
	assert_true((e == ERR_OK) == (im != NULL));
	return e;
}

#define HEAD "simcopy-image 1\nclass gsm\niccid -\natr -\nreader -\nbegun -\nended -\nwhole no\n"
#define FILE_LINE(path, n) "file " path " aid - structure linear sw 9000 size 9 record-size 3 records " n " whole no header -\n"

static void
test_wrong_lines(void **state)
{
	static const struct { const char *body, *why; } ROW[] = {
		{ "simcopy-image 2\n", "newer" },
		{ "simcopy-image 1\nclass sim\n", "class" },
		{ "simcopy-image 1\nclass gsm\niccid 12x\natr -\nreader -\n", "iccid" },
		{ "simcopy-image 1\nclass gsm\niccid -\natr 3\n", "atr" },
		{ "simcopy-image 1\nclass gsm\niccid -\natr -\nreader \x01\n", "reader" },
		{ "simcopy-image 1\nclass gsm\niccid -\natr -\nreader -\nbegun yesterday\n", "begun" },
		{ "simcopy-image 1\nclass gsm\niccid -\natr -\nreader -\nbegun -\nended -\nwhole maybe\n", "whole" },
		{ HEAD "record 1 9000 00\n", "before the first file" },
		{ HEAD "fils\n", "neither" },
		{ HEAD "file 3F00\n", "words" },
		{ HEAD "file 3f00 aid - structure none sw 9000 size 0 record-size 0 records 0 whole yes header -\n", "upper-case" },
		{ HEAD "file 3F00 aid - structure odd sw 9000 size 0 record-size 0 records 0 whole yes header -\n", "value" },
		{ HEAD "file 3F00 aid - structure none sw 900 size 0 record-size 0 records 0 whole yes header -\n", "value" },
		{ HEAD "file 3F00 aid - structure none sw 9000 size 99999 record-size 0 records 0 whole yes header -\n", "value" },
		{ HEAD "file 3F00 aid - structure none sw 9000 size 0 record-size 0 records 256 whole yes header -\n", "value" },
		{ HEAD "file 3F00 aid - structure none sw 9000 size 0 record-size 0 records 1 whole yes header -\n", "more" },
		{ HEAD "file 3F00 aid - structure none sw 9000 size 0 record-size 0 records 0 whole yes header 6\n", "header" },
		{ HEAD "file 3F00 aid - structure none sw 9000 size 0 record-size 0 records 0 whole yes header - x\n", "words" },
		{ HEAD FILE_LINE("3F007F106F3A7F106F3A7F106F3A", "1"), "more" },
		{ HEAD FILE_LINE("6F3A", "1") FILE_LINE("6F3A", "1"), "twice" },
		{ HEAD FILE_LINE("6F3A", "3") "record 0 9000 00\n", "number" },
		{ HEAD FILE_LINE("6F3A", "3") "record 4 9000 00\n", "number" },
		{ HEAD FILE_LINE("6F3A", "3") "record 2 9000 00\nrecord 2 9000 00\n", "number" },
		{ HEAD FILE_LINE("6F3A", "3") "record 2 9000 00\nrecord 1 9000 00\n", "number" },
		{ HEAD FILE_LINE("6F3A", "3") "record 2 0000 00\n", "status word" },
		{ HEAD FILE_LINE("6F3A", "3") "record 2 9000 0\n", "hex" },
		{ HEAD FILE_LINE("6F3A", "3") "record 2 9000\n", "hex" },
	};
	char why[IMAGE_WHY_SIZE];

	(void)state;
	assert_int_equal(parse_signed(HEAD FILE_LINE("6F3A", "3") "record 2 9000 00FF\n", why), ERR_OK);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		assert_int_not_equal(parse_signed(ROW[i].body, why), ERR_OK);
		if (!strstr(why, ROW[i].why))
			fail_msg("row %zu: %s", i, why);
	}
}

/* One bit turned anywhere, or a piece cut off anywhere: never taken for the image it was. */
static void
test_damage_is_found(void **state)
{
	AUTO(image_free) struct image *im = an_image();
	AUTO(buf_done) struct buf b;
	struct image *back;
	char why[IMAGE_WHY_SIZE];

	(void)state;
	text_of(im, &b);
	for (size_t i = 0; i < b.n; i++) {
		assert_int_equal(image_parse((struct str){ b.p, i }, &back, why), ERR_INVALID);
		b.p[i] ^= 1;
		enum err e = image_parse(buf_str(&b), &back, why);
		assert_int_equal(e, ERR_INVALID);
		assert_null(back);
		b.p[i] ^= 1;
	}
}

static void
test_limits(void **state)
{
	static const char LONG[IMAGE_RECORD_MAX + 1] = { 0 };
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	struct image_file like = { .structure = IMAGE_LINEAR, .record_count = IMAGE_FILE_RECORDS_MAX }, *f;
	char path[16];
	size_t n = 0;
	enum err e;

	(void)state;
	for (e = ERR_OK; !e; n++) {
		snprintf(path, sizeof path, "%04zX", n);
		like.path = str_of(path);
		if (n == IMAGE_RECORDS_MAX / IMAGE_FILE_RECORDS_MAX)
			like.record_count = 0;
		e = image_file_add(im, &like, &f);
	}
	assert_int_equal(e, ERR_LIMIT);
	assert_int_equal(n - 1, IMAGE_FILES_MAX);
	f = &im->file[0];
	assert_int_equal(image_record_set(im, f, 0, 0x9000, (struct str){ LONG, sizeof LONG }), ERR_LIMIT);
	for (size_t i = 0; i < 78; i++)
		for (size_t k = 0; k < IMAGE_FILE_RECORDS_MAX; k++)
			assert_int_equal(image_record_set(im, &im->file[i], k, 0x9000, (struct str){ LONG, 200 }), ERR_OK);
	AUTO(buf_done) struct buf b;
	text_of(im, &b);		/* nearly the fullest image there can be goes into IMAGE_DISK_MAX */
	like.path = STR("7FFF");
	assert_int_equal(image_file_add(im, &like, &f), ERR_LIMIT);
}

static void
test_on_disk(void **state)
{
	AUTO(image_free) struct image *im = an_image();
	AUTO(image_free) struct image *back = NULL;
	char dir[] = "/tmp/simcopy_image_XXXXXX", path[64], why[IMAGE_WHY_SIZE];
	AUTO(folder_close) int fd = -1;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(folder_open(dir, &fd), ERR_OK);
	assert_int_equal(image_write(im, fd), ERR_OK);
	assert_int_equal(image_write(im, fd), ERR_OK);		/* over the one that is there */
	snprintf(path, sizeof path, "%s/%s", dir, IMAGE_NAME);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(image_read(path, &back, why), ERR_OK);
	image_free(&back);
	assert_int_equal(image_read(dir, &back, why), ERR_OK);
	image_free(&back);
	assert_int_equal(image_read("/tmp/simcopy_is_not_there", &back, why), ERR_NOENT);
	assert_string_equal(why, "there is no such file");
	assert_int_equal(folder_remove(fd, IMAGE_NAME), ERR_OK);
	assert_int_equal(folder_remove(fd, IMAGE_NAME), ERR_OK);
	assert_int_equal(rmdir(dir), 0);			/* no temporary file is left */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_as_documented),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_wrong_lines),
		cmocka_unit_test(test_damage_is_found),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_on_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
