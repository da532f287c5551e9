/* room.c - the phonebooks of a card and their free records. Pure. Sources: room.h.  Errors: none; what is missing is NULL or 0. */
#include "simcopy/room.h"
#include "simcopy/number.h"

#include <stdio.h>

#define TELECOM "3F007F10"
#define ANR_LINK 14u		/* where a record of EF_ANR names its extension */

static const char *const FOLDERS[] = { TELECOM "5F3A", "7FFF5F3A" };

/* ---- files ---- */

/* FILE as one of ROOM, each once however many books name it; NULL: it has no records, or there are too many files. */
static struct room_file *
room_file(struct room *r, const struct image_file *file)
{
	if (!file || file->structure != IMAGE_LINEAR || !file->record_size || !file->record_count)
		return NULL;
	for (size_t i = 0; i < r->files; i++)
		if (r->file[i].file == file)
			return &r->file[i];
	if (r->files == ROOM_FILES_MAX)
		return NULL;
	r->file[r->files].file = file;
	return &r->file[r->files++];
}

static const struct image_file *
file_in(const struct image *im, const char *folder, const char *id)
{
	char path[IMAGE_PATH_MAX + 1];

	snprintf(path, sizeof path, "%s%s", folder, id);
	return image_find(im, path, STR(""));
}

static const struct image_file *
counter_in(const struct image *im, const char *folder, const char *id, size_t size)
{
	const struct image_file *f = file_in(im, folder, id);
	bool is_one = f && f->structure == IMAGE_TRANSPARENT && f->record_count == 1 && image_read_ok(&f->record[0]);

	return is_one && f->record[0].bytes.n == size ? f : NULL;
}

struct str
room_record(const struct room_file *f, size_t number)
{
	if (!f || number < 1 || number > f->file->record_count || !image_read_ok(&f->file->record[number - 1]))
		return STR("");
	return f->file->record[number - 1].bytes;
}

bool
room_is_free(const struct room_file *f, size_t number, size_t from)
{
	struct str r = room_record(f, number);

	for (size_t i = from; i < r.n; i++)
		if ((uint8_t)r.p[i] != ROOM_FREE)
			return false;
	return r.n > from;
}

size_t
room_take(struct room_file *f, struct str bytes, size_t from)
{
	size_t found = 0;

	assert(bytes.n <= f->file->record_size);
	for (size_t n = f->file->record_count; n >= 1; n--) {
		if (f->taken[n - 1] || f->referred[n - 1])
			continue;
		if (!f->is_shared && str_eq(room_record(f, n), bytes)) {
			found = n;
			break;
		}
		if (room_is_free(f, n, from))
			found = n;
	}
	if (found)
		f->taken[found - 1] = true;
	return found;
}

void
room_give_back(struct room_file *f, size_t number)
{
	assert(number >= 1 && f->taken[number - 1]);
	f->taken[number - 1] = false;
}

/* ---- what is referred to ---- */

static size_t
reference(struct str record, size_t at)
{
	size_t n = at < record.n ? (uint8_t)record.p[at] : ROOM_FREE;

	return n == ROOM_FREE ? 0 : n;
}

/* Record NUMBER, and where F is a file of extensions all that it goes on to. */
static void
refer(struct room_file *f, size_t number, bool is_chain)
{
	while (f && number >= 1 && number <= f->file->record_count && !f->referred[number - 1]) {
		f->referred[number - 1] = true;
		number = is_chain ? reference(room_record(f, number), NUMBER_EXT_SIZE - 1) : 0;
	}
}

static void
refer_from_entry(struct room_book *b, size_t entry)
{
	refer(b->ext, reference(room_record(b->adn, entry), b->adn->file->record_size - 1), true);
	for (size_t i = 0; i < b->pbr.n; i++) {
		const struct pbr_object *o = &b->pbr.object[i];
		size_t number = o->type == 2 ? reference(room_record(b->iap, entry), o->place) : o->type == 1 ? entry : 0;

		if (o->type == 2)
			refer(b->object[i], number, false);
		if (o->tag == PBR_ANR)
			refer(b->ext, reference(room_record(b->object[i], number), ANR_LINK), true);
	}
}

static void
find_references(struct room_book *b)
{
	for (size_t n = 1; n <= b->adn->file->record_count; n++)
		if (!room_is_free(b->adn, n, 0))
			refer_from_entry(b, n);
}

/* ---- books ---- */

static bool
has_book(const struct room *r, const struct room_file *adn)
{
	for (size_t i = 0; i < r->books; i++)
		if (r->book[i].adn == adn)
			return true;
	return false;
}

static void
add_book(struct room *r, const struct room_book *b)
{
	if (!b->adn || b->adn->file->record_size <= NUMBER_TAIL_SIZE || has_book(r, b->adn) || r->books == ROOM_BOOKS_MAX)
		return;
	struct room_book *new = &r->book[r->books++];
	*new = *b;
	if (new->ext && new->ext->file->record_size != NUMBER_EXT_SIZE)
		new->ext = NULL;
	find_references(new);
}

static struct room_file *
first_of(const struct room_book *b, enum pbr_tag tag)
{
	const struct pbr_object *o = pbr_find(&b->pbr, tag, 0);

	return o ? b->object[o - b->pbr.object] : NULL;
}

static void
open_book(struct room *r, const struct image *im, size_t folder, struct room_book *b)
{
	for (size_t i = 0; i < b->pbr.n; i++)
		b->object[i] = room_file(r, file_in(im, FOLDERS[folder], b->pbr.object[i].id));
	b->adn = first_of(b, PBR_ADN);
	b->ext = first_of(b, PBR_EXT1);
	b->iap = first_of(b, PBR_IAP);
	b->pbc = first_of(b, PBR_PBC);
	b->uid = first_of(b, PBR_UID);
	b->grp = first_of(b, PBR_GRP);
	b->gas = first_of(b, PBR_GAS);
	b->aas = first_of(b, PBR_AAS);
	b->sfi = pbr_find(&b->pbr, PBR_ADN, 0)->sfi;
	b->counters = folder;
	add_book(r, b);
}

static void
add_folder(struct room *r, const struct image *im, size_t folder)
{
	const struct image_file *pbr = file_in(im, FOLDERS[folder], "4F30");

	r->counters[folder].psc = counter_in(im, FOLDERS[folder], "4F22", 4);
	r->counters[folder].cc = counter_in(im, FOLDERS[folder], "4F23", 2);
	r->counters[folder].puid = counter_in(im, FOLDERS[folder], "4F24", 2);
	for (size_t i = 0; pbr && i < pbr->record_count; i++) {
		struct room_book b = { .adn = NULL };

		if (image_read_ok(&pbr->record[i]) && pbr_parse(pbr->record[i].bytes, &b.pbr))
			open_book(r, im, folder, &b);
	}
}

bool
room_find(const struct image *im, struct room *r)
{
	static_assert(COUNT(FOLDERS) == COUNT(r->counters), "one set of counters for each folder");

	*r = (struct room){ .books = 0 };
	for (size_t i = 0; i < COUNT(FOLDERS); i++)
		add_folder(r, im, i);
	if (r->books)
		return true;
	struct room_book b = { .adn = room_file(r, file_in(im, TELECOM, "6F3A")), .ext = room_file(r, file_in(im, TELECOM, "6F4A")),
		.sfi = PBR_NO_SFI };
	if (b.ext)
		b.ext->is_shared = true;
	add_book(r, &b);
	return r->books > 0;
}
