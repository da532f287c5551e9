/* phonebook.c - contacts out of raw records. Pure but for the arena. Sources: phonebook.h.
 * A record that cannot be read gives nothing here and stays in the image; report.txt counts it.  Errors: k->over. */
#include "simcopy/phonebook.h"
#include "simcopy/alphabet.h"
#include "simcopy/number.h"
#include "simcopy/pbr.h"

#include <stdio.h>

#define NONE        0xffu		/* a record number, an identifier: there is none */
#define EXT_DIGITS  2u			/* kind of a record of EF_EXT1: additional digits (TS 31.102 4.4.2.4) */
#define ANR_SIZE    15u			/* AAS, length, type, digits, CCP, EXT1 */
#define TYPE_2_TAIL 2u			/* SFI and record of the entry, behind the content of a type 2 record */
#define BOOKS_MAX   32u			/* files of contacts on one card */

struct decode {
	const struct image *im;
	struct keep *k;
	struct contact_list *out;
	struct { const struct image_file *file; enum contact_book book; } seen[BOOKS_MAX];	/* decoded so far */
	size_t seen_n;
};

static struct str
record_at(const struct image_file *f, size_t number)
{
	if (!f || number < 1 || number > f->record_count || !image_read_ok(&f->record[number - 1]))
		return STR("");
	return f->record[number - 1].bytes;
}

static uint8_t
byte_at(struct str s, size_t i)
{
	return i < s.n ? (uint8_t)s.p[i] : NONE;
}

static struct str
piece(struct str s, size_t from, size_t n)
{
	if (from >= s.n)
		return STR("");
	return (struct str){ s.p + from, n < s.n - from ? n : s.n - from };
}

/* -- numbers -- */

/* Adds the digits of a chain of extensions; false: a link is missing or says nothing, so the number is cut. */
static bool
add_extensions(struct buf *b, const struct image_file *ext, uint8_t link)
{
	for (size_t left = NUMBER_DIGITS_MAX / (2 * NUMBER_BCD_SIZE); link != NONE && link != 0; left--) {
		struct str r = record_at(ext, link);

		if (!left || r.n < NUMBER_EXT_SIZE)
			return false;
		if (!((uint8_t)r.p[0] & EXT_DIGITS))
			return true;			/* a subaddress: no digits to dial */
		if ((uint8_t)r.p[1] > NUMBER_BCD_SIZE)
			return false;
		number_digits(b, piece(r, 2, (uint8_t)r.p[1]), NUMBER_OF_CARD);
		link = (uint8_t)r.p[12];
	}
	return true;
}

struct contact_number
phonebook_number(struct keep *k, struct str tail, const struct image_file *ext)
{
	struct contact_number n = { .is_cut = false };
	uint8_t length = byte_at(tail, 0);
	struct buf *b = keep_begin(k);

	if (length < 1 || length == NONE || tail.n < 2)
		return n;
	size_t digits = length - 1u < NUMBER_BCD_SIZE ? length - 1u : NUMBER_BCD_SIZE;
	number_type(b, (uint8_t)tail.p[1]);
	number_digits(b, piece(tail, 2, digits), NUMBER_OF_CARD);
	if (b->n)
		n.is_cut = !add_extensions(b, ext, byte_at(tail, NUMBER_TAIL_SIZE - 1));
	n.text = keep_end(k);
	return n;
}

static struct str
name_of(struct keep *k, struct str field)
{
	alphabet_name(keep_begin(k), field);
	return str_trim(keep_end(k));
}

/* -- one book -- */
static struct contact *
next_contact(struct decode *d)
{
	return d->out->n < d->out->room ? &d->out->item[d->out->n] : NULL;
}

static struct contact
entry_of(struct decode *d, const struct image_file *f, const struct image_file *ext, size_t number, enum contact_book book)
{
	struct contact c = { .book = book, .file = f, .record = number };
	struct str r = record_at(f, number);

	if (r.n < NUMBER_TAIL_SIZE)
		return c;
	c.name = name_of(d->k, piece(r, 0, r.n - NUMBER_TAIL_SIZE));
	contact_add_number(d->out, &c, phonebook_number(d->k, piece(r, r.n - NUMBER_TAIL_SIZE, NUMBER_TAIL_SIZE), ext));
	return c;
}

/* What was read of F is what was read of SEEN. */
static bool
same_bytes(const struct image_file *seen, const struct image_file *f)
{
	if (seen->record_count != f->record_count)
		return false;
	for (size_t i = 0; i < f->record_count; i++)
		if (f->record[i].sw && !str_eq(seen->record[i].bytes, f->record[i].bytes))
			return false;
	return true;
}

/* Is this file decoded already, under this path or another? If not it is from now on. */
static bool
is_seen(struct decode *d, const struct image_file *f, enum contact_book book)
{
	for (size_t i = 0; i < d->seen_n; i++)
		if (d->seen[i].book == book && same_bytes(d->seen[i].file, f))
			return true;
	if (d->seen_n < BOOKS_MAX) {
		d->seen[d->seen_n].file = f;
		d->seen[d->seen_n++].book = book;
	}
	return false;
}

static const struct { enum contact_book book; const char *path, *ext; } BOOKS[] = {
	{ CONTACT_PHONEBOOK, "3F007F106F3A", "3F007F106F4A" },
	{ CONTACT_FIXED,     "3F007F106F3B", "3F007F106F4B" },
	{ CONTACT_FIXED,     "7FFF6F3B",     "7FFF6F4B" },
	{ CONTACT_SERVICE,   "3F007F106F49", "3F007F106F4C" },
	{ CONTACT_SERVICE,   "7FFF6F49",     "7FFF6F4C" },
	{ CONTACT_BARRED,    "3F007F106F4D", "3F007F106F4E" },
	{ CONTACT_BARRED,    "7FFF6F4D",     "7FFF6F55" },
	{ CONTACT_OWN,       "3F007F106F40", "3F007F106F4A" },
	{ CONTACT_OWN,       "7FFF6F40",     "7FFF6F4E" },
	{ CONTACT_DIALLED,   "3F007F106F44", "3F007F106F4A" },
};

static void
read_books(struct decode *d)
{
	for (size_t i = 0; i < COUNT(BOOKS); i++) {
		const struct image_file *f = image_find(d->im, BOOKS[i].path, STR("")), *ext = image_find(d->im, BOOKS[i].ext, STR(""));

		if (!f || is_seen(d, f, BOOKS[i].book))
			continue;
		for (size_t n = 1; n <= f->record_count; n++) {
			struct contact *c = next_contact(d);

			if (!c)
				return;
			*c = entry_of(d, f, ext, n, BOOKS[i].book);
			d->out->n += !contact_is_empty(c);
		}
	}
}

/* -- a USIM's phonebook -- */
struct book {
	struct pbr pbr;
	const struct image_file *adn, *ext1, *iap, *pbc, *grp, *aas, *gas;
	const struct image_file *file[PBR_OBJECTS_MAX];		/* of each object */
};

/* The file ID in the folder of F; or, as some cards have it, in DF_TELECOM. */
static const struct image_file *
file_beside(const struct image *im, const struct image_file *f, const char *id)
{
	char path[IMAGE_PATH_MAX + 1];
	const struct image_file *found;

	snprintf(path, sizeof path, "%.*s%s", (int)(f->path.n < 4 ? 0 : f->path.n - 4), f->path.p, id);
	found = image_find(im, path, f->aid);
	if (found)
		return found;
	snprintf(path, sizeof path, "3F007F10%s", id);
	return image_find(im, path, STR(""));
}

static const struct image_file *
file_of(const struct book *b, enum pbr_tag tag)
{
	const struct pbr_object *o = pbr_find(&b->pbr, tag, 0);

	return o ? b->file[o - b->pbr.object] : NULL;
}

static void
open_book(struct decode *d, const struct image_file *f, struct book *b)
{
	for (size_t i = 0; i < b->pbr.n; i++)
		b->file[i] = file_beside(d->im, f, b->pbr.object[i].id);
	b->adn = file_of(b, PBR_ADN);
	b->ext1 = file_of(b, PBR_EXT1);
	b->iap = file_of(b, PBR_IAP);
	b->pbc = file_of(b, PBR_PBC);
	b->grp = file_of(b, PBR_GRP);
	b->aas = file_of(b, PBR_AAS);
	b->gas = file_of(b, PBR_GAS);
}

/* The record of an object that belongs to entry NUMBER, without the reference back; empty: it has none. */
static struct str
object_record(const struct book *b, size_t object, size_t number)
{
	const struct pbr_object *o = &b->pbr.object[object];
	struct str r;

	if (o->type == 1)
		return record_at(b->file[object], number);
	if (o->type != 2)
		return STR("");
	r = record_at(b->file[object], byte_at(record_at(b->iap, number), o->place));
	return piece(r, 0, r.n < TYPE_2_TAIL ? 0 : r.n - TYPE_2_TAIL);
}

static void
add_object(struct decode *d, const struct book *b, size_t object, struct contact *c)
{
	struct str r = object_record(b, object, c->record);

	if (!r.n)
		return;
	if (b->pbr.object[object].tag == PBR_EMAIL)
		contact_add_email(d->out, c, name_of(d->k, r));
	else if (b->pbr.object[object].tag == PBR_SNE && !c->second_name.n)
		c->second_name = name_of(d->k, r);
	else if (b->pbr.object[object].tag == PBR_ANR) {
		struct contact_number n = phonebook_number(d->k, piece(r, 1, ANR_SIZE - 1), b->ext1);

		n.label = name_of(d->k, record_at(b->aas, byte_at(r, 0)));
		contact_add_number(d->out, c, n);
	}
}

static void
add_groups(struct decode *d, const struct book *b, struct contact *c)
{
	struct str ids = record_at(b->grp, c->record);

	for (size_t i = 0; i < ids.n; i++)
		contact_add_group(d->out, c, name_of(d->k, record_at(b->gas, byte_at(ids, i))));
}

static void
read_book(struct decode *d, const struct book *b)
{
	if (!b->adn || is_seen(d, b->adn, CONTACT_PHONEBOOK))
		return;
	for (size_t n = 1; n <= b->adn->record_count; n++) {
		struct contact *c = next_contact(d);
		uint8_t hidden = byte_at(record_at(b->pbc, n), 1);

		if (!c)
			return;
		*c = entry_of(d, b->adn, b->ext1, n, CONTACT_PHONEBOOK);
		for (size_t i = 0; i < b->pbr.n; i++)
			add_object(d, b, i, c);
		add_groups(d, b, c);
		c->is_hidden = hidden != 0 && hidden != NONE;	/* TS 31.102 4.4.2.5, byte 2 */
		d->out->n += !contact_is_empty(c);
	}
}

static void
read_phonebooks(struct decode *d)
{
	static const char *const PBR[] = { "3F007F105F3A4F30", "7FFF5F3A4F30" };

	for (size_t i = 0; i < COUNT(PBR); i++) {
		const struct image_file *f = image_find(d->im, PBR[i], STR(""));

		for (size_t n = 1; f && n <= f->record_count; n++) {
			struct book b = { .adn = NULL };

			if (!pbr_parse(record_at(f, n), &b.pbr))
				continue;
			open_book(d, f, &b);
			read_book(d, &b);
		}
	}
}

void
phonebook_read(const struct image *im, struct keep *k, struct contact_list *out)
{
	struct decode d = { .im = im, .k = k, .out = out };

	*out = (struct contact_list){ .item = keep_take(k, sizeof(struct contact) * im->records + 1) };
	out->room = out->item ? im->records : 0;
	read_phonebooks(&d);
	read_books(&d);
}
