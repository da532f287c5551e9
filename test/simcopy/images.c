/* images.c - images for tests. Asserts; not for anything else. */
#include "images.h"
#include "simcopy/number.h"

struct image_file *
images_file(struct image *im, const char *path, size_t size, size_t n)
{
	struct image_file like = { .path = str_of(path), .sw = 0x9000, .structure = IMAGE_LINEAR, .size = size * n, .record_size = size,
		.record_count = n, .is_whole = true };
	struct image_file *f;
	enum err e;

	if (str_starts(like.path, "7FFF"))
		like.aid = STR("A0000000871002");
	e = image_file_add(im, &like, &f);
	assert(!e);
	for (size_t i = 1; i <= n; i++)
		images_set(im, f, i, STR(""));
	return f;
}

void
images_set(struct image *im, struct image_file *f, size_t number, struct str bytes)
{
	char record[IMAGE_RECORD_MAX];
	enum err e;

	assert(bytes.n <= f->record_size && f->record_size <= sizeof record);
	memset(record, 0xff, sizeof record);
	memcpy(record, bytes.p, bytes.n);
	e = image_record_set(im, f, number - 1, 0x9000, (struct str){ record, f->record_size });
	assert(!e);
}

void
images_binary(struct image *im, const char *path, struct str bytes)
{
	struct image_file like = { .path = str_of(path), .sw = 0x9000, .structure = IMAGE_TRANSPARENT, .size = bytes.n, .record_count = 1,
		.is_whole = true };
	struct image_file *f;
	enum err e;

	if (str_starts(like.path, "7FFF"))
		like.aid = STR("A0000000871002");
	e = image_file_add(im, &like, &f);
	assert(!e);
	e = image_record_set(im, f, 0, 0x9000, bytes);
	assert(!e);
}

void
images_adn(struct image *im, struct image_file *f, size_t number, struct str name, const char *digits, uint8_t ext)
{
	size_t at = f->record_size - NUMBER_TAIL_SIZE;
	char record[IMAGE_RECORD_MAX];
	struct number_bcd n;

	assert(name.n <= at);
	memset(record, 0xff, sizeof record);
	memcpy(record, name.p, name.n);
	if (number_parse(str_of(digits), &n)) {
		size_t bytes = (n.digits + 1) / 2 < NUMBER_BCD_SIZE ? (n.digits + 1) / 2 : NUMBER_BCD_SIZE;

		record[at] = (char)(bytes + 1);
		record[at + 1] = (char)n.type;
		memcpy(record + at + 2, n.bcd, NUMBER_BCD_SIZE);
		record[at + NUMBER_TAIL_SIZE - 1] = (char)ext;
	}
	images_set(im, f, number, (struct str){ record, f->record_size });
}
