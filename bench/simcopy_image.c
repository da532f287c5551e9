/* simcopy_image.c - how long an image of 10,000 records takes from its text to contacts and messages, and to all its formats:
 * 38 phonebooks of 254 entries in a chain and 348 messages of three parts. Prints: records, milliseconds to read the text, to decode, to write
 * all formats (medians of 9), and the most memory that was in use, in MB. */
#include "bench.h"
#include "simcopy/content.h"
#include "simcopy/export.h"

#define BOOKS   38
#define ENTRIES 254
#define SMS     174			/* of each of two files, which thus are not the same */
#define ROUNDS  9

static struct image_file *
add_file(struct image *im, const char *path, size_t size, size_t n)
{
	struct image_file like = { .path = str_of(path), .sw = 0x9000, .structure = IMAGE_LINEAR, .size = size * n, .record_size = size,
		.record_count = n, .is_whole = true };
	struct image_file *f;

	if (str_starts(like.path, "7FFF"))
		like.aid = STR("A0000000871002");
	BENCH_MUST(!image_file_add(im, &like, &f), "%s", path);
	return f;
}

static void
set(struct image *im, struct image_file *f, size_t i, const char *bytes, size_t n)
{
	char r[IMAGE_RECORD_MAX];

	memset(r, 0xff, sizeof r);
	memcpy(r, bytes, n);
	BENCH_MUST(!image_record_set(im, f, i, 0x9000, (struct str){ r, f->record_size }), "record %zu", i);
}

static void
add_book(struct image *im, int book)
{
	char path[32], entry[32] = "Somebody 0000\xff\xff\xff\xff\xff\x07\x91\x23\x74\x05\x00\x00\x00\xff\xff\xff\xff\xff";

	snprintf(path, sizeof path, "7FFF5F3A4F%02X", 0x50 + book);
	struct image_file *f = add_file(im, path, 32, ENTRIES);
	for (int i = 0; i < ENTRIES; i++) {
		entry[9] = (char)('0' + book / 10);
		entry[10] = (char)('0' + book % 10);
		entry[23] = (char)(i % 10 << 4 | book % 10);
		entry[24] = (char)(i / 10 % 10 << 4 | i / 100);
		entry[25] = (char)(book / 10);
		set(im, f, (size_t)i, entry, sizeof entry);
	}
}

static void
add_messages(struct image *im, const char *path, int sender)
{
	char r[] = "\x01\x07\x91\x23\x43\x65\x87\x09\xf1\x44\x04\x91\x23\x01\x00\x00\x62\x11\x22\x81\x02\x50\x40\x9f\x05\x00\x03\x00\x03\x01", text[170];
	struct image_file *f = add_file(im, path, 176, SMS);

	memset(text, 0x55, sizeof text);
	memcpy(text, r, sizeof r - 1);
	text[12] = (char)sender;
	for (int i = 0; i < SMS; i++) {
		text[27] = (char)(i / 3);
		text[29] = (char)(i % 3 + 1);
		set(im, f, (size_t)i, text, sizeof text);
	}
}

static void
make_text(struct buf *b)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);
	struct image_file *pbr = add_file(im, "7FFF5F3A4F30", 16, BOOKS);

	for (int book = 0; book < BOOKS; book++) {
		char record[] = "\xa8\x04\xc0\x02\x4f\x00";

		record[5] = (char)(0x50 + book);
		set(im, pbr, (size_t)book, record, sizeof record - 1);
		add_book(im, book);
	}
	add_messages(im, "7FFF6F3C", 0x23);
	add_messages(im, "3F007F106F3C", 0x24);
	image_format(im, b);
	BENCH_MUST(!b->over, "the image is too long");
}

static int
by_value(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;

	return d < 0 ? -1 : d > 0;
}

int
main(void)
{
	double read_s[ROUNDS], decode_s[ROUNDS], write_s[ROUNDS];
	struct export_options o = { .cat = catalog_of(STR("en")) };
	AUTO(buf_done) struct buf text = { .max_bytes = IMAGE_DISK_MAX };
	size_t records = 0;
	struct rusage use;

	make_text(&text);
	for (int round = 0; round < ROUNDS; round++) {
		AUTO(image_free) struct image *im = NULL;
		AUTO(content_free) struct content *c = NULL;
		AUTO(buf_done) struct buf out = { .max_bytes = EXPORT_BYTES_MAX };
		char why[IMAGE_WHY_SIZE];
		double began = bench_seconds();

		BENCH_MUST(!image_parse(buf_str(&text), &im, why), "%s", why);
		read_s[round] = bench_seconds() - began;
		began = bench_seconds();
		BENCH_MUST(!content_new(im, &c), "does not decode");
		decode_s[round] = bench_seconds() - began;
		BENCH_MUST(c->contacts.n == BOOKS * ENTRIES && c->messages.n == 2 * SMS / 3, "%zu, %zu", c->contacts.n, c->messages.n);
		began = bench_seconds();
		for (size_t i = 0; i < export_format_count; i++) {
			buf_reset(&out);
			export_formats[i].write(&out, c, &o);
		}
		write_s[round] = bench_seconds() - began;
		records = im->records;
	}
	getrusage(RUSAGE_SELF, &use);
	qsort(read_s, ROUNDS, sizeof *read_s, by_value);
	qsort(decode_s, ROUNDS, sizeof *decode_s, by_value);
	qsort(write_s, ROUNDS, sizeof *write_s, by_value);
	printf("%zu %.1f %.1f %.1f %ld\n", records, read_s[ROUNDS / 2] * 1e3, decode_s[ROUNDS / 2] * 1e3, write_s[ROUNDS / 2] * 1e3,
	    use.ru_maxrss / 1024);
	return 0;
}
