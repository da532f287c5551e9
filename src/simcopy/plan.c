/* plan.c - from contacts to records of a card's phonebook. Pure. Sources: plan.h. Errors: plan.h; what does not fit is a value. */
#include "simcopy/plan.h"

#include "simcopy/alphabet.h"
#include "simcopy/pbr.h"

#include <stdio.h>

#define BOOKS_MAX  16u
#define FREE_BYTE  0xff
#define TELECOM    "3F007F10"

struct book { const struct image_file *adn, *ext; };
struct planning {
	struct book book[BOOKS_MAX];
	size_t books;
	const struct contact_list *existing;
	bool cut;
	struct plan *plan;
	bool taken[BOOKS_MAX][IMAGE_FILE_RECORDS_MAX], ext_taken[BOOKS_MAX][IMAGE_FILE_RECORDS_MAX];
};

static const struct { const char *word, *text; } FATES[PLAN_FATE_COUNT] = {
#define X(name, word, text) [PLAN_##name] = { word, text },
	PLAN_FATES(X)
#undef X
};

const char *
plan_fate_word(enum plan_fate f)
{
	assert(f < PLAN_FATE_COUNT);
	return FATES[f].word;
}

const char *
plan_fate_text(enum plan_fate f)
{
	assert(f < PLAN_FATE_COUNT);
	return FATES[f].text;
}

/* ---- the books of the card ---- */

static void
add_book(struct planning *p, const struct image_file *adn, const struct image_file *ext)
{
	bool is_book = adn && adn->structure == IMAGE_LINEAR && adn->record_size > NUMBER_TAIL_SIZE;

	for (size_t i = 0; i < p->books; i++)
		is_book = is_book && p->book[i].adn != adn;
	if (ext && ext->record_size != NUMBER_EXT_SIZE)
		ext = NULL;
	if (is_book && p->books < BOOKS_MAX)
		p->book[p->books++] = (struct book){ adn, ext };
}

static const struct image_file *
file_of(const struct image *im, const struct image_file *pbr, const struct pbr_object *o)
{
	char path[IMAGE_PATH_MAX + 1];

	if (!o)
		return NULL;
	snprintf(path, sizeof path, "%.*s%s", (int)pbr->path.n - 4, pbr->path.p, o->id);
	return image_find(im, path, pbr->aid);
}

static void
add_phonebooks(struct planning *p, const struct image *im, const struct image_file *file)
{
	struct pbr pbr;

	for (size_t i = 0; i < file->record_count; i++)
		if (image_read_ok(&file->record[i]) && pbr_parse(file->record[i].bytes, &pbr))
			add_book(p, file_of(im, file, pbr_find(&pbr, PBR_ADN, 0)), file_of(im, file, pbr_find(&pbr, PBR_EXT1, 0)));
}

static void
find_books(struct planning *p, const struct image *im)
{
	static const char *const PBR_PATHS[] = { TELECOM "5F3A4F30", "7FFF5F3A4F30" };

	for (size_t i = 0; i < COUNT(PBR_PATHS); i++) {
		const struct image_file *pbr = image_find(im, PBR_PATHS[i], STR(""));
		if (pbr)
			add_phonebooks(p, im, pbr);
	}
	if (!p->books)
		add_book(p, image_find(im, TELECOM "6F3A", STR("")), image_find(im, TELECOM "6F4A", STR("")));
}

/* A slot that was read and holds nothing: every byte from FROM on is FF. One that could not be read is not free. */
static bool
is_free(const struct image_record *r, size_t from)
{
	for (size_t i = from; i < r->bytes.n; i++)
		if ((uint8_t)r->bytes.p[i] != FREE_BYTE)
			return false;
	return image_read_ok(r) && r->bytes.n > from;
}

/* ---- one number ---- */

static bool
same_number(struct str a, struct str b)
{
	struct number_bcd x, y;

	if (!a.n || !b.n)
		return a.n == b.n;
	return number_parse(a, &x) && number_parse(b, &y) && x.type == y.type && x.digits == y.digits &&
	    memcmp(x.bcd, y.bcd, sizeof x.bcd) == 0;
}

static bool
has_number(const struct contact *c, struct str number)
{
	for (size_t i = 0; i < c->numbers; i++)
		if (same_number(c->number[i].text, number))
			return true;
	return !number.n && !c->numbers;
}

static bool
is_there(const struct planning *p, const struct plan_entry *e)
{
	for (size_t i = 0; i < p->existing->n; i++) {
		const struct contact *c = &p->existing->item[i];

		if (c->book == CONTACT_PHONEBOOK && str_eq(c->name, e->name) && has_number(c, e->number))
			return true;
	}
	for (size_t i = 0; i < p->plan->n; i++) {
		const struct plan_entry *other = &p->plan->entry[i];

		if (other->fate == PLAN_WRITE && str_eq(other->name, e->name) && same_number(other->number, e->number))
			return true;
	}
	return false;
}

/* Numbers of the free extensions of BOOK. */
static size_t
free_links(const struct planning *p, size_t book, uint8_t out[IMAGE_FILE_RECORDS_MAX])
{
	const struct image_file *ext = p->book[book].ext;
	size_t n = 0;

	for (size_t i = 0; ext && i < ext->record_count; i++)
		if (!p->ext_taken[book][i] && is_free(&ext->record[i], 1))
			out[n++] = (uint8_t)(i + 1);
	return n;
}

static bool
fit_name(const struct planning *p, size_t book, struct str whole, struct plan_entry *e)
{
	size_t room = p->book[book].adn->record_size - NUMBER_TAIL_SIZE;

	if (record_text(whole, p->cut, e->bytes, room, &e->is_cut) != RECORD_FITS)
		return false;
	e->name = e->is_cut ? alphabet_name_cut(whole, room) : whole;
	return true;
}

static enum plan_fate
fit_number(const struct planning *p, size_t book, struct plan_entry *e)
{
	uint8_t link[IMAGE_FILE_RECORDS_MAX];
	size_t n = free_links(p, book, link);

	switch (record_number(e->number, link, n, &e->digits)) {
	case RECORD_FITS:
		memcpy(e->link, link, e->digits.exts);
		memcpy(e->bytes + p->book[book].adn->record_size - NUMBER_TAIL_SIZE, e->digits.tail, NUMBER_TAIL_SIZE);
		return PLAN_WRITE;
	case RECORD_NO_NUMBER:
		return PLAN_NO_NUMBER;
	case RECORD_NAME_TOO_LONG:
	case RECORD_NUMBER_TOO_LONG:
		break;
	}
	return PLAN_LONG;
}

/* Looks for a place in BOOK. What stands in the way is the entry's fate. */
static enum plan_fate
place_in(struct planning *p, size_t book, struct str name, struct plan_entry *e)
{
	const struct image_file *adn = p->book[book].adn;
	size_t slot = 0;

	if (!fit_name(p, book, name, e))
		return PLAN_LONG_NAME;
	if (is_there(p, e))
		return PLAN_DUPLICATE;
	while (slot < adn->record_count && (p->taken[book][slot] || !is_free(&adn->record[slot], 0)))
		slot++;
	if (slot == adn->record_count)
		return PLAN_NO_ROOM;
	enum plan_fate fate = fit_number(p, book, e);
	if (fate != PLAN_WRITE)
		return fate;
	e->file = adn;
	e->ext = p->book[book].ext;
	e->record = slot + 1;
	p->taken[book][slot] = true;
	for (size_t i = 0; i < e->digits.exts; i++)
		p->ext_taken[book][e->link[i] - 1] = true;
	return PLAN_WRITE;
}

static void
plan_one(struct planning *p, struct str name, struct str number)
{
	struct plan_entry *e = &p->plan->entry[p->plan->n];

	if (p->plan->n == PLAN_ENTRIES_MAX) {
		p->plan->left_out++;
		return;
	}
	e->number = number;
	e->fate = PLAN_NO_ROOM;
	for (size_t i = 0; i < p->books && e->fate != PLAN_WRITE && e->fate != PLAN_DUPLICATE; i++)
		e->fate = place_in(p, i, name, e);
	if (e->fate != PLAN_WRITE && e->fate != PLAN_DUPLICATE)
		e->name = name;
	p->plan->count[e->fate]++;
	p->plan->n++;
}

static void
plan_contact(struct planning *p, const struct contact *c)
{
	if (c->emails || c->groups || c->second_name.n)
		p->plan->details++;
	for (size_t i = 0; i < c->numbers; i++)
		plan_one(p, c->name, c->number[i].text);
	if (!c->numbers && c->name.n)
		plan_one(p, c->name, STR(""));
}

enum err
plan_make(const struct image *card, const struct contact_list *existing, const struct contact_list *wanted, bool cut,
	struct arena *a, struct plan *out)
{
	struct planning *p = arena_take(a, sizeof *p);

	*out = (struct plan){ .entry = arena_take(a, sizeof *out->entry * PLAN_ENTRIES_MAX) };
	if (!p || !out->entry)
		return ERR_LIMIT;
	p->existing = existing;
	p->cut = cut;
	p->plan = out;
	find_books(p, card);
	if (!p->books)
		return ERR_NOENT;
	for (size_t i = 0; i < wanted->n; i++)
		if (wanted->item[i].book == CONTACT_PHONEBOOK)
			plan_contact(p, &wanted->item[i]);
	return ERR_OK;
}
