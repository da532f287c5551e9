/* simcopy_card_fuzz.c - any bytes as the records of a card: phonebooks with their PBR, extensions, messages, service data. Every format
 * must come out of it as clean text. Input: for each file its number in FILES, the size of its records, how many, and their bytes; what is not
 * there is FF. Any bytes as the answer to SELECT as well. */
#include "base/catalog.h"
#include "base/json.h"
#include "simcopy/export.h"
#include "simcopy/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const FILES[] = {
	"3F007F106F3A", "3F007F106F3B", "3F007F106F49", "3F007F106F4D", "3F007F106F40", "3F007F106F44", "3F007F106F4A", "3F007F106F3C", "3F007F106F47",
	"7FFF6F3C", "7FFF6F40", "7FFF6F4E", "3F007F105F3A4F30", "3F007F105F3A4F3A", "3F007F105F3A4F4A", "3F007F105F3A4F09", "3F007F105F3A4F25",
	"3F007F105F3A4F50", "3F007F105F3A4F19", "3F007F105F3A4F11", "3F007F105F3A4F26", "3F007F105F3A4F4B", "3F007F105F3A4F4C",
	"3F007F206F07", "3F007F206F46",
};
#define RECORDS_MAX 8u			/* of one file: enough for every way of pointing */

static uint8_t
take(struct str *rest)
{
	uint8_t b = rest->n ? (uint8_t)rest->p[0] : 0;

	if (rest->n)
		*rest = (struct str){ rest->p + 1, rest->n - 1 };
	return b;
}

static void
add_records(struct image *im, struct image_file *f, struct str *rest)
{
	char record[IMAGE_RECORD_MAX];

	for (size_t i = 0; i < f->record_count; i++) {
		size_t n = rest->n < f->record_size ? rest->n : f->record_size;

		memset(record, 0xff, sizeof record);
		memcpy(record, rest->p, n);
		*rest = (struct str){ rest->p + n, rest->n - n };
		enum err e = image_record_set(im, f, i, 0x9000, (struct str){ record, f->record_size });
		assert(!e);
	}
}

static void
add_file(struct image *im, struct str *rest)
{
	const char *path = FILES[take(rest) % COUNT(FILES)];
	struct image_file like = { .path = str_of(path), .sw = 0x9000, .structure = IMAGE_LINEAR }, *f;

	if (str_starts(like.path, "7FFF"))
		like.aid = STR("A0000000871002");
	like.record_size = take(rest) % IMAGE_RECORD_MAX + 1;
	like.record_count = take(rest) % RECORDS_MAX + 1;
	if (image_file_add(im, &like, &f) == ERR_OK)
		add_records(im, f, rest);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct export_options o = { .vcard4 = n % 2, .cat = catalog_of(STR("en")) };
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);
	struct str rest = { (const char *)data, n };
	struct header h;

	if (header_parse(rest, &h))
		assert(h.size <= IMAGE_BINARY_MAX && h.record_size <= IMAGE_RECORD_MAX && h.record_count <= IMAGE_FILE_RECORDS_MAX);
	while (rest.n)
		add_file(im, &rest);
	for (size_t i = 0; i < export_format_count; i++) {
		AUTO(buf_done) struct buf b = { 0 };
		enum err e = export_one(im, &export_formats[i], &o, &b);

		assert(e == ERR_OK && str_is_utf8(buf_str(&b)));
		if (strcmp(export_formats[i].word, "json") == 0 && b.n < JSON_BYTES_MAX) {
			AUTO(json_free) struct json *doc = NULL;
			char why[JSON_WHY_SIZE];

			e = json_parse(buf_str(&b), &doc, why);
			assert(e == ERR_OK);
		}
	}
	return 0;
}
