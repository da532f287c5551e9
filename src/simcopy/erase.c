/* erase.c - which records are emptied, and with what. Touches the card.
 * Sources: TS 31.102 4.4.2 (what an unused record looks like), TS 51.011 10.5.3 (EF_SMS: status 00, then FF). Errors: erase.h. */
#include "simcopy/erase.h"

#include "simcopy/pbr.h"

#include <stdio.h>

#define TELECOM   "3F007F10"
#define PHONEBOOK "5F3A4F30"

struct fill { uint8_t first, rest; };	/* of an empty record */

/* Files outside phonebooks. */
static const struct { const char *path; enum files_group group; struct fill fill; } FILES[] = {
	{ TELECOM "6F3A", FILES_CONTACTS, { 0xff, 0xff } },
	{ TELECOM "6F4A", FILES_CONTACTS, { 0x00, 0xff } },
	{ TELECOM "6F3C", FILES_MESSAGES, { 0x00, 0xff } },
	{ "7FFF6F3C",     FILES_MESSAGES, { 0x00, 0xff } },
};
/* Files that a phonebook names. The others (PBC, UID, CCP1) are counters and settings: they stay. */
static const struct { enum pbr_tag tag; struct fill fill; } OBJECTS[] = {
	{ PBR_ADN, { 0xff, 0xff } }, { PBR_IAP, { 0xff, 0xff } }, { PBR_EXT1, { 0x00, 0xff } }, { PBR_SNE, { 0xff, 0xff } },
	{ PBR_ANR, { 0xff, 0xff } }, { PBR_EMAIL, { 0xff, 0xff } }, { PBR_GRP, { 0x00, 0x00 } }, { PBR_AAS, { 0xff, 0xff } },
	{ PBR_GAS, { 0xff, 0xff } },
};

static bool
fill_of_tag(enum pbr_tag tag, struct fill *out)
{
	for (size_t i = 0; i < COUNT(OBJECTS); i++)
		if (OBJECTS[i].tag == tag) {
			*out = OBJECTS[i].fill;
			return true;
		}
	return false;
}

static bool
is_named(const struct image_file *pbr, const struct image_file *f, struct fill *out)
{
	size_t folder = pbr->path.n - 4;
	struct pbr p;

	if (f->path.n != pbr->path.n || memcmp(f->path.p, pbr->path.p, folder) != 0)
		return false;
	for (size_t i = 0; i < pbr->record_count; i++) {
		if (!image_read_ok(&pbr->record[i]) || !pbr_parse(pbr->record[i].bytes, &p))
			continue;
		for (size_t k = 0; k < p.n; k++)
			if (!memcmp(p.object[k].id, f->path.p + folder, 4))
				return fill_of_tag(p.object[k].tag, out);
	}
	return false;
}

/* Is F one to be emptied, and with what? */
static bool
is_ours(const struct image *im, const struct image_file *f, const bool group[FILES_GROUP_COUNT], struct fill *out)
{
	static const char *const PBRS[] = { TELECOM PHONEBOOK, "7FFF" PHONEBOOK };

	if (f->structure != IMAGE_LINEAR)
		return false;
	for (size_t i = 0; i < COUNT(FILES); i++)
		if (group[FILES[i].group] && str_is(f->path, FILES[i].path)) {
			*out = FILES[i].fill;
			return true;
		}
	for (size_t i = 0; group[FILES_CONTACTS] && i < COUNT(PBRS); i++) {
		const struct image_file *pbr = image_find(im, PBRS[i], STR(""));
		if (pbr && is_named(pbr, f, out))
			return true;
	}
	return false;
}

static void
empty_record(struct fill fill, uint8_t out[IMAGE_RECORD_MAX], size_t n)
{
	memset(out, fill.rest, n);
	if (n)
		out[0] = fill.first;
}

/* Does record I of F hold something? One that is FF all over is as empty as the standard's own form. */
static bool
is_used(const struct image_file *f, size_t i, struct fill fill)
{
	uint8_t empty[IMAGE_RECORD_MAX];
	const struct str r = f->record[i].bytes;

	if (!image_read_ok(&f->record[i]) || !r.n || r.n > sizeof empty)
		return false;
	empty_record(fill, empty, r.n);
	if (!memcmp(r.p, empty, r.n))
		return false;
	memset(empty, 0xff, r.n);
	return memcmp(r.p, empty, r.n) != 0;
}

static bool
has_record(const struct image *backup, const struct image_file *f, size_t i)
{
	char path[IMAGE_PATH_MAX + 1];

	snprintf(path, sizeof path, "%.*s", STR_ARG(f->path));
	const struct image_file *same = image_find(backup, path, f->aid);
	return same && i < same->record_count && image_read_ok(&same->record[i]) && str_eq(same->record[i].bytes, f->record[i].bytes);
}

static enum err
show_file(const struct image_file *f, const struct image *backup, struct fill fill, struct progress *p, size_t *records)
{
	char number[24];
	size_t n = 0;

	for (size_t i = 0; i < f->record_count; i++) {
		if (!is_used(f, i, fill))
			continue;
		n++;
		snprintf(number, sizeof number, "%zu", i + 1);
		if (!has_record(backup, f, i)) {
			PROGRESS_SAY(p, "not_in_backup", CATALOG_TEXT("{path}, record {number} is not in that backup; make a new one first."),
				{ "path", f->path }, { "number", str_of(number) });
			return ERR_CLASH;
		}
	}
	snprintf(number, sizeof number, "%zu", n);
	if (n)
		PROGRESS_SAY(p, "erase", CATALOG_TEXT("{path}: records to be emptied: {n}"), { "path", f->path }, { "n", str_of(number) });
	*records += n;
	return ERR_OK;
}

enum err
erase_show(const struct image *card, const struct image *backup, const bool group[FILES_GROUP_COUNT], struct progress *p,
	size_t *records_out)
{
	struct fill fill;
	enum err e = ERR_OK;

	*records_out = 0;
	for (size_t i = 0; !e && i < card->files; i++)
		if (is_ours(card, &card->file[i], group, &fill))
			e = show_file(&card->file[i], backup, fill, p, records_out);
	return e;
}

static enum err
empty_file(const struct image_file *f, struct fill fill, struct update *u, const volatile int *stop)
{
	uint8_t empty[IMAGE_RECORD_MAX];
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < f->record_count; i++) {
		if (*stop)
			return ERR_TEMP;
		if (!is_used(f, i, fill))
			continue;
		empty_record(fill, empty, f->record[i].bytes.n);
		e = update_record(u, f, i + 1, (struct str){ (const char *)empty, f->record[i].bytes.n });
	}
	return e;
}

enum err
erase_run(const struct image *card, const bool group[FILES_GROUP_COUNT], struct update *u, const volatile int *stop)
{
	struct fill fill;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < card->files; i++)
		if (is_ours(card, &card->file[i], group, &fill))
			e = empty_file(&card->file[i], fill, u, stop);
	return e;
}
