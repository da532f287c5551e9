/* bundle.c - a whole backup as one sealed file. Writes through folder_write only; plain bytes are wiped when they were used.
 * Errors: bundle.h. */
#include "simcopy/bundle.h"
#include "base/seal.h"
#include "simcopy/folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

static void
wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);
	buf_done(b);
}

static void
add_file(struct buf *b, const char *name, struct str bytes)
{
	buf_printf(b, "%s %zu\n", name, bytes.n);
	buf_add(b, bytes);
}

enum err
bundle_plain(const struct image *im, const struct export_options *o, struct buf *out)
{
	AUTO(wipe) struct buf one = { .max_bytes = IMAGE_DISK_MAX };

	image_format(im, &one);
	add_file(out, IMAGE_NAME, buf_str(&one));
	for (size_t i = 0; i < export_format_count; i++) {
		wipe(&one);
		enum err e = export_one(im, &export_formats[i], o, &one);
		if (e)
			return e;
		add_file(out, export_formats[i].file, buf_str(&one));
	}
	return out->over ? ERR_LIMIT : ERR_OK;
}

enum err
bundle_make(const struct image *im, const struct export_options *o, struct str passphrase, struct buf *out)
{
	AUTO(wipe) struct buf plain = { .max_bytes = BUNDLE_BYTES_MAX };
	enum err e = bundle_plain(im, o, &plain);

	buf_init(out, BUNDLE_BYTES_MAX);
	return e ? e : seal_lock(passphrase, buf_str(&plain), out);
}

/* The name as we have it, which has no slash and no dot at its start; NULL: none of ours. */
static const char *
known_name(struct str name)
{
	if (str_is(name, IMAGE_NAME))
		return IMAGE_NAME;
	for (size_t i = 0; i < export_format_count; i++)
		if (str_is(name, export_formats[i].file))
			return export_formats[i].file;
	return NULL;
}

bool
bundle_next(struct str *rest, const char **name, struct str *bytes)
{
	struct str line, word, size_text;
	int64_t size;

	if (!str_split(*rest, '\n', &line, rest) || !str_split(line, ' ', &word, &size_text) || !str_to_i64(size_text, &size) ||
	    size < 0 || (uint64_t)size > rest->n || !(*name = known_name(word)))
		return false;
	*bytes = (struct str){ rest->p, (size_t)size };
	*rest = (struct str){ rest->p + size, rest->n - (size_t)size };
	return true;
}

/* Looks at everything first, so that nothing is written of what is not whole. */
static enum err
look(struct str rest, int dirfd)
{
	const char *name;
	struct str bytes;
	struct stat st;

	while (rest.n) {
		if (!bundle_next(&rest, &name, &bytes))
			return ERR_INVALID;
		if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return ERR_CLASH;
	}
	return ERR_OK;
}

static const char *
sentence(enum err e)
{
	if (e == ERR_DENIED)
		return CATALOG_TEXT("the passphrase is another one, or the file is damaged");
	if (e == ERR_CLASH)
		return CATALOG_TEXT("a file of that name is there already; choose another folder");
	if (e == ERR_INVALID)
		return CATALOG_TEXT("this is no sealed backup, or it is cut off");
	if (e == ERR_LIMIT)
		return CATALOG_TEXT("it is larger, or harder to open, than we allow");
	return CATALOG_TEXT("it cannot be opened or written now");
}

enum err
bundle_open(struct str sealed, struct str passphrase, int dirfd, char why[IMAGE_WHY_SIZE])
{
	AUTO(wipe) struct buf plain = { .max_bytes = BUNDLE_BYTES_MAX };
	enum err e = seal_open(passphrase, sealed, &plain);
	struct str rest = buf_str(&plain), bytes;
	const char *name;

	if (!e)
		e = look(rest, dirfd);
	while (!e && bundle_next(&rest, &name, &bytes))
		e = folder_write(dirfd, name, bytes);
	snprintf(why, IMAGE_WHY_SIZE, "%s", e ? sentence(e) : "");
	return e;
}
