/* backup.c - which class a card speaks, which card it is, and which of its files are read in what order.
 * Touches card and terminal (PIN). Sources: TS 102.221 13.1 and 13.2 (EF_DIR, EF_ICCID), TS 31.102 4.4.2.1 (EF_PBR).
 * Errors: backup.h. */
#include "simcopy/backup.h"

#include "base/clock.h"
#include "simcopy/hex.h"

#include <stdio.h>

#define ICCID_PATH  "3F002FE2"
#define DIR_PATH    "3F002F00"
#define DIR_MAX     8u		/* applications looked at */
#define USIM_RID    "\xa0\x00\x00\x00\x87\x10\x02"	/* 3GPP USIM (TS 31.102 via TS 101.220) */
#define USIM_RID_SIZE 7u
#define ICCID_DIGITS  20u

/* ---- who the card is ---- */

static struct str
answer_bytes(const struct card_answer *a)
{
	return (struct str){ (const char *)a->bytes, a->n };
}

/* Digits of EF_ICCID, the low half of each byte first, up to the first that is none. */
static void
iccid_digits(struct str bytes, char out[ICCID_DIGITS + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < 2 * bytes.n && n < ICCID_DIGITS; i++) {
		unsigned char byte = (unsigned char)bytes.p[i / 2];
		unsigned digit = i % 2 ? byte >> 4 : byte & 0x0f;

		if (digit > 9)
			break;
		out[n++] = (char)('0' + digit);
	}
	out[n] = '\0';
}

/* Reads EF_ICCID in the class of the card into PROBE. FOUND_OUT: this class works. Cost 3 exchanges, 1 where it does not. */
static enum err
read_iccid(struct backup *b, struct image *probe, char digits_out[ICCID_DIGITS + 1], bool *found_out)
{
	struct image_file *f;

	b->im = probe;
	enum err e = backup_file(b, "ICCID", ICCID_PATH, &f);
	*found_out = !e && f && f->record_count && card_meaning(f->sw) == CARD_DONE && card_meaning(f->record[0].sw) != CARD_NO_CLASS;
	iccid_digits(*found_out ? f->record[0].bytes : STR(""), digits_out);	/* none when it cannot be read */
	return e;
}

/* The AID in a record of EF_DIR (61 L 4F L AID ...), if it is a USIM's; else empty. */
static struct str
usim_of(struct str record)
{
	if (record.n < 4 || (uint8_t)record.p[0] != 0x61 || (uint8_t)record.p[2] != 0x4f)
		return STR("");
	size_t n = (uint8_t)record.p[3];
	if (n < USIM_RID_SIZE || n > record.n - 4 || n > IMAGE_AID_MAX / 2 || memcmp(record.p + 4, USIM_RID, USIM_RID_SIZE) != 0)
		return STR("");
	return (struct str){ record.p + 4, n };
}

static enum err
select_usim(struct backup *b, struct str aid)
{
	AUTO(buf_done) struct buf hex = { .max_bytes = sizeof b->aid };
	struct card_answer a;
	enum err e = card_select_aid(&b->card, aid, &a);

	if (e || card_meaning(a.sw) != CARD_DONE)
		return e;
	hex_add(&hex, aid);
	snprintf(b->aid, sizeof b->aid, "%.*s", STR_ARG(buf_str(&hex)));
	return ERR_OK;
}

/* Enters the first USIM that EF_DIR names and that lets itself be selected; b->aid stays empty when there is none. */
static enum err
enter_usim(struct backup *b)
{
	struct card_path path = card_path(DIR_PATH);
	struct card_answer a;
	struct header h;
	uint8_t aid[IMAGE_AID_MAX / 2];
	enum err e = card_select(&b->card, &path, &a, &h);

	if (e || card_meaning(a.sw) != CARD_DONE)
		return e;
	size_t count = h.record_count && h.record_count < DIR_MAX ? h.record_count : DIR_MAX;
	for (size_t i = 1; i <= count && !b->aid[0]; i++) {
		if ((e = card_record(&b->card, i, h.record_size, &a)))
			return e;
		if (card_meaning(a.sw) != CARD_DONE)
			return ERR_OK;
		struct str found = usim_of(answer_bytes(&a));
		if (!found.n)
			continue;
		memcpy(aid, found.p, found.n);
		if ((e = select_usim(b, (struct str){ (const char *)aid, found.n })))
			return e;
		if (!b->aid[0] && (e = card_select(&b->card, &path, &a, &h)))
			return e;		/* back to EF_DIR for the next */
	}
	return ERR_OK;
}

/* ---- which files ---- */

/* Does a record of the file at PATH refer to its extension file? Its last byte is then a record number (TS 31.102 4.4.2.3). */
static bool
refers_on(const struct backup *b, const char *path)
{
	const struct image_file *f = image_find(b->im, path, str_starts(str_of(path), "7FFF") ? str_of(b->aid) : STR(""));

	for (size_t i = 0; f && i < f->record_count; i++) {
		struct str r = f->record[i].bytes;
		if (image_read_ok(&f->record[i]) && r.n && (uint8_t)r.p[r.n - 1] != 0xff && (uint8_t)r.p[r.n - 1] != 0)
			return true;
	}
	return false;
}

static bool
is_needed(const struct backup *b, const struct files_row *row)
{
	struct str id, rest = str_of(row->extends);
	char path[IMAGE_PATH_MAX + 1];

	if (!row->extends || b->options->all || b->options->extensions)
		return true;
	while (rest.n) {
		str_split(rest, ' ', &id, &rest);
		snprintf(path, sizeof path, "%.*s%.*s", (int)strlen(row->path) - 4, row->path, STR_ARG(id));
		if (refers_on(b, path))
			return true;
	}
	return false;
}

static enum err
read_row(struct backup *b, const struct files_row *row)
{
	struct image_file *f;

	if (row->twin && !b->options->all)
		return backup_twin(b, row->name, row->path, str_is(str_of(row->twin), FILES_TWIN_ADN) ? b->adn : row->twin);
	enum err e = backup_file(b, row->name, row->path, &f);
	if (!e && f && str_is(str_of(row->name), "PBR"))
		e = backup_phonebook(b, f);
	return e;
}

static enum err
read_known(struct backup *b)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && !b->is_unfit && i < files_count; i++) {
		const struct files_row *row = &files_table[i];

		if (row->cls == b->im->cls && b->options->group[row->group] && is_needed(b, row))
			e = read_row(b, row);
	}
	return e;
}

/* ---- the whole ---- */

static bool
is_complete(const struct image *im)
{
	for (size_t i = 0; i < im->files; i++)
		if (!im->file[i].is_whole)
			return false;
	return true;
}

static enum err
read_all(struct backup *b)
{
	enum err e = read_known(b);

	if (!e && !b->is_unfit && b->options->all)
		e = backup_scan(b);
	b->im->ended = clock_now();
	b->im->is_whole = !e && is_complete(b->im);
	return e;
}

/* The class CLS: does it work on this card? PROBE gets the ICCID. */
static enum err
try_class(struct backup *b, struct pcsc_card *wire, struct image *probe, char iccid[ICCID_DIGITS + 1], bool *works_out)
{
	card_start(&b->card, wire, probe->cls);
	b->aid[0] = '\0';
	b->is_unfit = false;
	enum err e = read_iccid(b, probe, iccid, works_out);
	if (!e && *works_out && probe->cls == IMAGE_USIM)
		e = enter_usim(b);
	return e;
}

static enum err
name_image(struct backup *b, const struct pcsc_reader *r, const char *iccid)
{
	struct str reader = str_of(r->name);

	b->im->begun = clock_now();
	if (!str_is_utf8(reader) || str_has_control(reader))
		reader = STR("?");
	return image_name(b->im, str_of(iccid), (struct str){ (const char *)r->atr, r->atr_size }, reader);
}

/* In a new image, which PROBE becomes. A card that answers SELECT but not READ in this class leaves *IM NULL (is_unfit). */
static enum err
read_anew(struct backup *b, const struct pcsc_reader *r, struct image **probe, const char *iccid, bool may_be_unfit, struct image **im)
{
	enum err e = name_image(b, r, iccid);

	if (!e)
		e = read_all(b);
	if (!e && b->is_unfit && may_be_unfit)
		return ERR_OK;
	*im = *probe;
	*probe = NULL;
	return e;
}

static enum err
read_on(struct backup *b, struct image *im, const char *iccid)
{
	if (!iccid[0] || !str_is(im->iccid, iccid))
		return ERR_CLASH;
	b->im = im;
	return read_all(b);
}

/* Class 00 where there is a USIM; else class A0; else class 00 for what it has. An image that goes on keeps its class. */
static enum err
run(struct backup *b, struct pcsc_card *wire, const struct pcsc_reader *r, struct image **im)
{
	static const enum image_class CLASSES[] = { IMAGE_USIM, IMAGE_GSM, IMAGE_USIM };
	char iccid[ICCID_DIGITS + 1];
	bool works;

	for (size_t i = 0; i < COUNT(CLASSES); i++) {
		AUTO(image_free) struct image *probe = NULL;

		if (*im && (*im)->cls != CLASSES[i])
			continue;
		probe = image_new(CLASSES[i]);
		enum err e = try_class(b, wire, probe, iccid, &works);
		if (e)
			return e;
		if (works && *im)
			return read_on(b, *im, iccid);
		if (!works || (i == 0 && !b->aid[0]))
			continue;
		e = read_anew(b, r, &probe, iccid, i + 1 < COUNT(CLASSES), im);
		if (e || *im)
			return e;
	}
	snprintf(b->card.why, sizeof b->card.why, CATALOG_TEXT("this card is neither a SIM nor a USIM"));
	return ERR_INVALID;
}

enum err
backup_run(struct pcsc_card *wire, const struct pcsc_reader *r, const struct backup_options *options, struct progress *p,
	struct pin *pin, struct image **im, unsigned *exchanges_out, char why_out[PCSC_WHY_SIZE])
{
	struct arena *a = arena_new(sizeof(struct backup) + 64);
	struct backup *b = ARENA_NEW(a, struct backup);

	b->options = options;
	b->progress = p;
	b->pin = pin;
	enum err e = run(b, wire, r, im);
	*exchanges_out = b->card.exchanges;
	snprintf(why_out, PCSC_WHY_SIZE, "%s", b->card.why);
	arena_free(a);
	return e;
}

size_t
backup_refused(const struct image *im)
{
	size_t n = 0;

	for (size_t i = 0; i < im->files; i++) {
		const struct image_file *f = &im->file[i];

		n += card_meaning(f->sw) != CARD_DONE;
		for (size_t k = 0; k < f->record_count; k++)
			n += f->record[k].sw && !image_read_ok(&f->record[k]) && card_meaning(f->record[k].sw) != CARD_END;
	}
	return n;
}
