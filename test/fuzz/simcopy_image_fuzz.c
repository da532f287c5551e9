/* simcopy_image_fuzz.c - any bytes as an image's text. With a first byte of 1 the right checksum is put behind the rest, so that the
 * lines are looked at. What is taken must be written as the same image. */
#include "base/seal.h"
#include "simcopy/hex.h"
#include "simcopy/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
signed_text(struct str body, struct buf *out)
{
	uint8_t sum[SEAL_CHECKSUM_SIZE];

	seal_checksum(body, sum);
	buf_add(out, body);
	buf_addz(out, "sha256 ");
	hex_add(out, (struct str){ (const char *)sum, sizeof sum });
	buf_addc(out, '\n');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(buf_done) struct buf text = { .max_bytes = IMAGE_DISK_MAX }, one = { .max_bytes = IMAGE_DISK_MAX }, two = { .max_bytes = IMAGE_DISK_MAX };
	AUTO(image_free) struct image *im = NULL, *back = NULL;
	struct str input = { (const char *)data, n };
	char why[IMAGE_WHY_SIZE];

	if (n && data[0] == 1)
		signed_text((struct str){ input.p + 1, n - 1 }, &text);
	else
		buf_add(&text, input);
	enum err e = image_parse(buf_str(&text), &im, why);
	assert((e == ERR_OK) == (im != NULL) && (e == ERR_OK || why[0]));
	if (e)
		return 0;
	image_format(im, &one);
	e = image_parse(buf_str(&one), &back, why);
	assert(e == ERR_OK);
	image_format(back, &two);
	assert(!one.over && str_eq(buf_str(&one), buf_str(&two)));
	return 0;
}
