/* backup_more.c - files that are not in the table: those a phonebook names, those known by two names, and with --all every other.
 * Touches the card. Sources: TS 31.102 4.4.2.1 (EF_PBR), TS 102.221 13 and TS 51.011 6.6 (identifiers by level).
 * Errors: backup.h. */
#include "simcopy/backup.h"
#include "simcopy/pbr.h"

#include <stdio.h>

#define SMALL   10u		/* records up to which a file is compared as a whole */

static struct str
aid_of(const struct backup *b, const char *path)
{
	return str_starts(str_of(path), "7FFF") ? str_of(b->aid) : STR("");
}

/* ---- phonebooks ---- */

static const char *
object_name(enum pbr_tag tag)
{
	static const char *const NAME[] = { "ADN", "IAP", "EXT1", "SNE", "ANR", "PBC", "GRP", "AAS", "GAS", "UID", "EMAIL", "CCP1" };
	size_t at = (size_t)tag - PBR_ADN;

	return at < COUNT(NAME) ? NAME[at] : "";
}

static enum err
read_object(struct backup *b, struct str folder, const struct pbr_object *o)
{
	char path[IMAGE_PATH_MAX + 1];

	snprintf(path, sizeof path, "%.*s%s", STR_ARG(folder), o->id);
	if (o->tag == PBR_ADN && !b->adn[0])
		memcpy(b->adn, path, sizeof path);
	return backup_file(b, object_name(o->tag), path, NULL);
}

/* Of restore only: what tells a phone that its copy is old (TS 31.102 4.4.2.12). */
static enum err
read_counters(struct backup *b, struct str folder)
{
	static const struct { const char *name, *id; } COUNTERS[] = { { "PSC", "4F22" }, { "CC", "4F23" }, { "PUID", "4F24" } };
	char path[IMAGE_PATH_MAX + 1];
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < COUNT(COUNTERS); i++) {
		snprintf(path, sizeof path, "%.*s%s", STR_ARG(folder), COUNTERS[i].id);
		e = backup_file(b, COUNTERS[i].name, path, NULL);
	}
	return e;
}

enum err
backup_phonebook(struct backup *b, const struct image_file *file)
{
	struct str folder = { file->path.p, file->path.n - 4 };
	enum err e = b->options->extensions ? read_counters(b, folder) : ERR_OK;
	struct pbr pbr;

	for (size_t i = 0; !e && i < file->record_count; i++) {
		if (!image_read_ok(&file->record[i]) || !pbr_parse(file->record[i].bytes, &pbr))
			continue;
		for (size_t k = 0; !e && k < pbr.n; k++)
			e = read_object(b, folder, &pbr.object[k]);
	}
	return e;
}

/* ---- one file by two names ---- */

static bool
is_used(const struct image_record *r)
{
	for (size_t i = 0; i < r->bytes.n; i++)
		if ((uint8_t)r->bytes.p[i] != 0xff && r->bytes.p[i] != 0)
			return true;
	return false;
}

/* Records of F to compare: all of a small file; else the first, the middle and the last that hold something, and the first that does not:
 * there a book that was once a copy got its next entry. Without any that is used the first and the last. */
static size_t
choose_samples(const struct image_file *f, size_t out[SMALL])
{
	size_t used[IMAGE_FILE_RECORDS_MAX], n = 0, empty = f->record_count, samples = 0;

	for (size_t i = 0; i < f->record_count; i++) {
		if (is_used(&f->record[i]))
			used[n++] = i;
		else if (empty == f->record_count)
			empty = i;
	}
	if (f->record_count <= SMALL) {
		for (size_t i = 0; i < f->record_count; i++)
			out[samples++] = i;
		return samples;
	}
	out[samples++] = n ? used[0] : 0;
	if (n > 2)
		out[samples++] = used[n / 2];
	if (n != 1)
		out[samples++] = n ? used[n - 1] : f->record_count - 1;
	if (n && empty < f->record_count)
		out[samples++] = empty;
	return samples;
}

static enum err
compare(struct backup *b, const struct image_file *f, bool *same_out)
{
	size_t at[SMALL], n = choose_samples(f, at);
	struct card_answer a;

	*same_out = false;
	for (size_t i = 0; i < n; i++) {
		const struct image_record *r = &f->record[at[i]];
		enum err e = card_record(&b->card, at[i] + 1, f->record_size, &a);

		if (e)
			return e;
		if (card_meaning(a.sw) != CARD_DONE || !str_eq(r->bytes, (struct str){ (const char *)a.bytes, a.n }))
			return ERR_OK;
	}
	*same_out = true;
	return ERR_OK;
}

enum err
backup_twin(struct backup *b, const char *name, const char *path, const char *of)
{
	const struct image_file *f = *of ? image_find(b->im, of, aid_of(b, of)) : NULL;
	struct card_path where = card_path(path);
	struct card_answer a;
	struct header h;
	bool same;

	if (!f || !f->record_count || image_find(b->im, path, aid_of(b, path)))
		return backup_file(b, name, path, NULL);
	enum err e = card_select(&b->card, &where, &a, &h);
	if (e || card_meaning(a.sw) == CARD_ABSENT)
		return e;
	if (card_meaning(a.sw) != CARD_DONE || h.record_size != f->record_size || h.record_count != f->record_count)
		return backup_file(b, name, path, NULL);
	if ((e = compare(b, f, &same)))
		return e;
	if (!same)
		return backup_file(b, name, path, NULL);
	PROGRESS_SAY(b->progress, "twin", CATALOG_TEXT("{name} {path} is {other} by another name; it is not read twice (--all does)."),
		{ "name", str_of(name) }, { "path", str_of(path) }, { "other", f->path });
	return ERR_OK;
}

/* ---- every other file ---- */

static const struct { const char *folder; enum image_class cls; uint8_t level; } FOLDERS[] = {
	{ "3F00",         IMAGE_GSM,  0x2f }, { "3F007F10",     IMAGE_GSM,  0x6f }, { "3F007F20", IMAGE_GSM, 0x6f },
	{ "3F007F105F3A", IMAGE_GSM,  0x4f },
	{ "3F00",         IMAGE_USIM, 0x2f }, { "3F007F10",     IMAGE_USIM, 0x6f }, { "7FFF",     IMAGE_USIM, 0x6f },
	{ "3F007F105F3A", IMAGE_USIM, 0x4f }, { "3F007F105F50", IMAGE_USIM, 0x4f }, { "3F007F105F3B", IMAGE_USIM, 0x4f },
	{ "7FFF5F3A",     IMAGE_USIM, 0x4f }, { "7FFF5F3B",     IMAGE_USIM, 0x4f }, { "7FFF5F3C", IMAGE_USIM, 0x4f },
};

static enum err
is_there(struct backup *b, const char *folder, bool *out)
{
	struct card_path where = card_path(folder);
	struct card_answer a;
	struct header h;

	*out = false;
	if (str_starts(str_of(folder), "7FFF") && !b->aid[0])
		return ERR_OK;
	enum err e = card_select(&b->card, &where, &a, &h);
	*out = !e && card_meaning(a.sw) == CARD_DONE;
	return e;
}

static enum err
scan_folder(struct backup *b, const char *folder, uint8_t level)
{
	char path[IMAGE_PATH_MAX + 1];
	enum err e = ERR_OK;

	progress_file(b->progress, "--all", str_of(folder), 256);
	for (unsigned low = 0; !e && low < 256; low++) {
		snprintf(path, sizeof path, "%s%02X%02X", folder, level, low);
		e = backup_file(b, files_name(b->im->cls, str_of(path)), path, NULL);
	}
	return e;
}

enum err
backup_scan(struct backup *b)
{
	enum err e = ERR_OK;
	bool there;

	for (size_t i = 0; !e && i < COUNT(FOLDERS); i++) {
		if (FOLDERS[i].cls != b->im->cls)
			continue;
		e = is_there(b, FOLDERS[i].folder, &there);
		if (!e && there)
			e = scan_folder(b, FOLDERS[i].folder, FOLDERS[i].level);
	}
	return e;
}
