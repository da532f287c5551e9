/* dress.c - the operator's colour and mark as files. The version in an address is of the bytes, so that a change is seen at once and
 * all else stays in the browser. Errors: 404 where there is none. */
#include "web/dress.h"

#include "base/hash.h"
#include "web/brand.h"
#include "web/call.h"
#include "web/plain.h"

#define CSS_BYTES_MAX 1024u
#define VERSION_BYTES 6u

static struct dress_file
file_of(const char *path, const char *type, struct str body, struct arena *a)
{
	struct hash h = HASH_OF(body);
	char version[2 * VERSION_BYTES + 1];

	hash_hex(h.b, VERSION_BYTES, version);
	return (struct dress_file){
		.file = { .path = path, .type = type, .etag = arena_printf(a, "\"%s\"", version).p, .body = arena_str(a, body) },
		.url = arena_printf(a, "%s?v=%s", path, version),
	};
}

void
dress_init(struct dress *d, struct str colour, struct str mark, struct arena *a)
{
	AUTO(buf_done) struct buf css;

	*d = (struct dress){ 0 };
	buf_init(&css, CSS_BYTES_MAX);
	if (colour.n) {
		brand_css(colour, &css);
		assert(!css.over);
		d->css = file_of("/brand.css", "text/css; charset=utf-8", buf_str(&css), a);
	}
	if (mark.n)
		d->mark = file_of("/brand.svg", "image/svg+xml", mark, a);
}

void
dress_show_css(struct call *c)
{
	plain_file(c, c->web->dress.css.url.n ? &c->web->dress.css.file : NULL);
}

void
dress_show_mark(struct call *c)
{
	plain_file(c, c->web->dress.mark.url.n ? &c->web->dress.mark.file : NULL);
}
