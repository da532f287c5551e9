/* content.c - an image decoded. Pure but for its arena. Sources: TS 31.102 4.2.2 (EF_IMSI), 4.2.12 (EF_SPN).  Errors: ERR_LIMIT. */
#include "simcopy/content.h"
#include "simcopy/alphabet.h"
#include "simcopy/number.h"
#include "simcopy/phonebook.h"

static struct str
binary(const struct image *im, const char *usim, const char *gsm)
{
	const struct image_file *f = image_find(im, usim, STR(""));

	if (!f || !f->record_count || !image_read_ok(&f->record[0]))
		f = image_find(im, gsm, STR(""));
	return f && f->record_count && image_read_ok(&f->record[0]) ? f->record[0].bytes : STR("");
}

/* Length, then digits of which the first half-byte is parity and type. */
static struct str
imsi_of(struct keep *k, struct str b)
{
	struct buf *out = keep_begin(k);
	size_t n = b.n ? (uint8_t)b.p[0] : 0;

	if (n < 2 || n > 8 || n + 1 > b.n)
		return STR("");
	number_digits(out, (struct str){ b.p + 1, n }, NUMBER_OF_CARD);
	struct str digits = keep_end(k);
	return digits.n ? (struct str){ digits.p + 1, digits.n - 1 } : digits;
}

/* A byte of display conditions, then a name. */
static struct str
provider_of(struct keep *k, struct str b)
{
	struct buf *out = keep_begin(k);

	if (b.n < 2)
		return STR("");
	alphabet_name(out, (struct str){ b.p + 1, b.n - 1 });
	return str_trim(keep_end(k));
}

enum err
content_new(const struct image *im, struct content **out)
{
	struct arena *a = arena_new(CONTENT_BYTES_MAX);
	struct content *c = ARENA_NEW(a, struct content);
	AUTO(keep_done) struct keep k;

	*c = (struct content){ .im = im, .arena = a };
	keep_init(&k, a);
	phonebook_read(im, &k, &c->contacts);
	message_read(im, &k, &c->messages);
	c->imsi = imsi_of(&k, binary(im, "7FFF6F07", "3F007F206F07"));
	c->provider = provider_of(&k, binary(im, "7FFF6F46", "3F007F206F46"));
	if (k.over)
		content_free(&c);
	*out = c;
	return c ? ERR_OK : ERR_LIMIT;
}

void
content_free(struct content **c)
{
	if (*c)
		arena_free((*c)->arena);
	*c = NULL;
}

struct str
content_name(const struct content *c, struct str number)
{
	for (size_t i = 0; i < c->contacts.n && number.n; i++)
		for (size_t n = 0; n < c->contacts.item[i].numbers; n++)
			if (str_eq(c->contacts.item[i].number[n].text, number) && c->contacts.item[i].book != CONTACT_DIALLED)
				return c->contacts.item[i].name;
	return STR("");
}
