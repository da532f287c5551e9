/* image.c - a card's contents in memory: files, records, limits. Text form: image_text.c.
 * Takes memory from the image's own arena only. Errors: ERR_LIMIT, ERR_INVALID as image.h says. */
#include "simcopy/image.h"
#include "simcopy/folder.h"
#include "simcopy/hex.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

/* Contents, and at most one header, path, AID and rounding per file, one rounding per record. */
#define ARENA_BYTES (IMAGE_BYTES_MAX + IMAGE_FILES_MAX * (sizeof(struct image_file) + IMAGE_HEADER_MAX + 256) + \
	IMAGE_RECORDS_MAX * (sizeof(struct image_record) + 32) + 65536)

static const char *const STRUCTURES[] = {
	[IMAGE_NONE] = "none", [IMAGE_TRANSPARENT] = "transparent", [IMAGE_LINEAR] = "linear", [IMAGE_CYCLIC] = "cyclic",
};

struct image *
image_new(enum image_class cls)
{
	struct arena *a = arena_new(ARENA_BYTES);
	struct image *im = ARENA_NEW(a, struct image);

	*im = (struct image){ .cls = cls, .arena = a, .file = ARENA_ARRAY(a, struct image_file, IMAGE_FILES_MAX) };
	return im;
}

void
image_free(struct image **im)
{
	if (*im)
		arena_free((*im)->arena);
	*im = NULL;
}

const char *
image_structure_name(enum image_structure s)
{
	assert(s < COUNT(STRUCTURES));
	return STRUCTURES[s];
}

static bool
fits(const struct image *im, const struct image_file *f)
{
	size_t most = f->structure == IMAGE_TRANSPARENT ? 1 : f->structure == IMAGE_NONE ? 0 : IMAGE_FILE_RECORDS_MAX;

	return im->files < IMAGE_FILES_MAX && f->path.n <= IMAGE_PATH_MAX && f->aid.n <= IMAGE_AID_MAX &&
	    f->header.n <= IMAGE_HEADER_MAX && f->record_count <= most && f->record_count <= IMAGE_RECORDS_MAX - im->records;
}

enum err
image_file_add(struct image *im, const struct image_file *like, struct image_file **out)
{
	struct image_file *f = &im->file[im->files];

	*out = NULL;
	if (!fits(im, like))
		return ERR_LIMIT;
	assert(hex_is(like->path) && hex_is(like->aid));
	for (size_t i = 0; i < im->files; i++)
		if (str_eq(im->file[i].path, like->path) && str_eq(im->file[i].aid, like->aid))
			return ERR_CLASH;
	*f = *like;
	f->path = arena_str(im->arena, like->path);
	f->aid = arena_str(im->arena, like->aid);
	f->header = arena_str(im->arena, like->header);
	f->record = like->record_count ? ARENA_ARRAY(im->arena, struct image_record, like->record_count) : NULL;
	im->files++;
	im->records += like->record_count;
	*out = f;
	return ERR_OK;
}

enum err
image_record_set(struct image *im, struct image_file *f, size_t index, uint16_t sw, struct str bytes)
{
	size_t most = f->structure == IMAGE_TRANSPARENT ? IMAGE_BINARY_MAX : IMAGE_RECORD_MAX;

	assert(index < f->record_count);
	if (bytes.n > most || bytes.n > IMAGE_BYTES_MAX - im->bytes)
		return ERR_LIMIT;
	struct image_record *r = &f->record[index];
	if (bytes.n > r->bytes.n)		/* read again, as after --continue: what fits is used again */
		*r = (struct image_record){ .bytes = arena_str(im->arena, bytes) };
	else if (bytes.n)
		memcpy((char *)r->bytes.p, bytes.p, bytes.n);
	im->bytes += bytes.n;
	r->sw = sw;
	r->bytes.n = bytes.n;
	return ERR_OK;
}

enum err
image_name(struct image *im, struct str iccid, struct str atr, struct str reader)
{
	if (iccid.n > IMAGE_TEXT_MAX || reader.n > IMAGE_TEXT_MAX || atr.n > IMAGE_ATR_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < iccid.n; i++)
		if (iccid.p[i] < '0' || iccid.p[i] > '9')
			return ERR_INVALID;
	if (!str_is_utf8(reader) || str_has_control(reader))
		return ERR_INVALID;
	im->iccid = arena_str(im->arena, iccid);
	im->atr = arena_str(im->arena, atr);
	im->reader = arena_str(im->arena, reader);
	return ERR_OK;
}

struct image_file *
image_find(const struct image *im, const char *path, struct str aid)
{
	for (size_t i = 0; i < im->files; i++)
		if (str_is(im->file[i].path, path) && (!aid.n || str_eq(im->file[i].aid, aid)))
			return &im->file[i];
	return NULL;
}

bool
image_read_ok(const struct image_record *r)
{
	unsigned high = r->sw >> 8;

	return r->sw == 0x9000 || high == 0x91 || high == 0x9f || high == 0x61;
}

enum err
image_write(const struct image *im, int dirfd)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, IMAGE_DISK_MAX);
	image_format(im, &b);
	assert(!b.over && "IMAGE_DISK_MAX is less than what the other limits allow");
	return folder_write(dirfd, IMAGE_NAME, buf_str(&b));
}

enum err
image_read(const char *path, struct image **out, char why[IMAGE_WHY_SIZE])
{
	AUTO(buf_done) struct buf b = { 0 };
	enum err e = folder_read(AT_FDCWD, path, IMAGE_DISK_MAX, &b);
	char inside[4096];

	*out = NULL;
	if (e == ERR_INVALID && snprintf(inside, sizeof inside, "%s/" IMAGE_NAME, path) < (int)sizeof inside)
		e = folder_read(AT_FDCWD, inside, IMAGE_DISK_MAX, &b);
	if (!e)
		return image_parse(buf_str(&b), out, why);
	snprintf(why, IMAGE_WHY_SIZE, "%s", e == ERR_NOENT ? "there is no such file" : e == ERR_LIMIT ? "the file is too long" :
	    e == ERR_INVALID ? "this is no file" : "it cannot be read");
	return e;
}
