/* entry.c - a contact's parts into records of one entry. Pure but for the arena. Sources: entry.h.  Errors: values, and e->over. */
#include "simcopy/entry.h"

#include "simcopy/alphabet.h"

#define ANR_SIZE 15u		/* AAS, length, type, digits, CCP, EXT1 */
#define UID_SIZE 2u
#define NO_GROUP 0x00u

/* What goes into a record of its own: a number, or a text. */
struct part {
	enum pbr_tag tag;
	size_t free_from;		/* byte of a record from which on FF means that it is free */
	const uint8_t *number;		/* ANR_SIZE bytes; NULL: a text */
	struct str text;
};
struct chain { size_t link[RECORD_EXTS_MAX], links, writes_before; };	/* extensions of one number */

const char *
entry_fit_text(enum entry_fit fit)
{
	static const char *const TEXTS[ENTRY_FIT_COUNT] = {
#define X(name, text) [ENTRY_##name] = text,
		ENTRY_FITS(X)
#undef X
	};

	assert(fit < ENTRY_FIT_COUNT);
	return TEXTS[fit];
}

void
entry_begin(struct entry *e, struct room_book *b, size_t slot, struct arena *a)
{
	assert(slot >= 1 && slot <= b->adn->file->record_count && !b->adn->taken[slot - 1]);
	*e = (struct entry){ .book = b, .arena = a, .slot = slot };
	memset(e->adn, ROOM_FREE, sizeof e->adn);
	memset(e->iap, ROOM_FREE, sizeof e->iap);
}

/* BYTES into record NUMBER of F. The copy, which may be changed until it is written; NULL: the arena is full. */
static char *
always_write(struct entry *e, const struct room_file *f, size_t number, struct str bytes)
{
	assert(e->writes < ENTRY_WRITES_MAX);
	char *copy = arena_take(e->arena, bytes.n);
	if (!copy) {
		e->over = true;
		return NULL;
	}
	memcpy(copy, bytes.p, bytes.n);
	e->write[e->writes++] = (struct entry_write){ f->file, number, { copy, bytes.n } };
	return copy;
}

static void
add_write(struct entry *e, const struct room_file *f, size_t number, struct str bytes)
{
	if (!str_eq(room_record(f, number), bytes))
		(void)always_write(e, f, number, bytes);
}

/* ---- numbers ---- */

static void
chain_undo(struct entry *e, const struct chain *c)
{
	for (size_t i = 0; i < c->links; i++)
		room_give_back(e->book->ext, c->link[i]);
	e->writes = c->writes_before;
}

/* The extensions of N get records, the last one first, so that each is there before one refers to it. */
static enum entry_fit
chain_take(struct entry *e, struct record_number *n, struct chain *c)
{
	uint8_t next = ROOM_FREE;

	*c = (struct chain){ .writes_before = e->writes };
	for (size_t i = n->exts; i > 0; i--) {
		uint8_t *ext = n->ext[i - 1];

		ext[NUMBER_EXT_SIZE - 1] = next;
		struct str bytes = { (const char *)ext, NUMBER_EXT_SIZE };
		size_t number = room_take(e->book->ext, bytes, 1);
		if (!number) {
			chain_undo(e, c);
			return ENTRY_TOO_LONG;
		}
		c->link[c->links++] = number;
		add_write(e, e->book->ext, number, bytes);
		next = (uint8_t)number;
	}
	n->tail[NUMBER_TAIL_SIZE - 1] = next;
	return ENTRY_YES;
}

static enum entry_fit
take_number(struct entry *e, struct str text, struct record_number *n, struct chain *c)
{
	static const uint8_t ANY[RECORD_EXTS_MAX] = { 0 };	/* which records: chain_take */

	switch (record_number(text, ANY, e->book->ext ? COUNT(ANY) : 0, n)) {
	case RECORD_FITS:
		return chain_take(e, n, c);
	case RECORD_NO_NUMBER:
		return ENTRY_NO_NUMBER;
	case RECORD_NAME_TOO_LONG:
	case RECORD_NUMBER_TOO_LONG:
		break;
	}
	return ENTRY_TOO_LONG;
}

enum entry_fit
entry_adn(struct entry *e, struct str name, struct str number)
{
	size_t room = e->book->adn->file->record_size - NUMBER_TAIL_SIZE;
	struct record_number n;
	struct chain c;

	if (record_text(name, false, e->adn, room, NULL) != RECORD_FITS)
		return ENTRY_TOO_LONG;
	enum entry_fit fit = take_number(e, number, &n, &c);
	if (fit)
		return fit;
	memcpy(e->adn + room, n.tail, NUMBER_TAIL_SIZE);
	e->book->adn->taken[e->slot - 1] = true;
	return ENTRY_YES;
}

/* ---- records of types 1 and 2 ---- */

static bool
part_bytes(const struct part *p, uint8_t *out, size_t room)
{
	if (!p->number)
		return record_text(p->text, false, out, room, NULL) == RECORD_FITS;
	if (room < ANR_SIZE)
		return false;
	memset(out, ROOM_FREE, room);
	memcpy(out, p->number, ANR_SIZE);
	return true;
}

/* Does a record of object I belong to the entry, or can one be made to? */
static bool
is_usable(const struct entry *e, size_t i)
{
	const struct pbr_object *o = &e->book->pbr.object[i];
	const struct room_file *f = e->book->object[i];

	if (!f)
		return false;
	if (o->type == 1)
		return room_record(f, e->slot).n > 0;
	return o->type == 2 && o->place < room_record(e->book->iap, e->slot).n && f->file->record_size > ROOM_TYPE_2_TAIL;
}

static enum entry_fit
put_in(struct entry *e, size_t i, const struct part *p)
{
	const struct pbr_object *o = &e->book->pbr.object[i];
	struct room_file *f = e->book->object[i];
	size_t size = f->file->record_size, tail = o->type == 2 ? ROOM_TYPE_2_TAIL : 0, number = e->slot;
	uint8_t bytes[IMAGE_RECORD_MAX];

	if (!part_bytes(p, bytes, size - tail))
		return ENTRY_TOO_LONG;
	struct str record = { (const char *)bytes, size };
	if (o->type == 2) {
		bytes[size - 2] = e->book->sfi;
		bytes[size - 1] = (uint8_t)e->slot;
		number = room_take(f, record, p->free_from);
		if (!number)
			return ENTRY_FULL;
		e->iap[o->place] = (uint8_t)number;
	}
	add_write(e, f, number, record);
	e->used[i] = true;
	return ENTRY_YES;
}

/* Into the first object of its kind that has room. */
static enum entry_fit
put(struct entry *e, const struct part *p)
{
	enum entry_fit why = ENTRY_NO_FILE;

	for (size_t i = 0; i < e->book->pbr.n; i++) {
		if (e->book->pbr.object[i].tag != p->tag || !is_usable(e, i))
			continue;
		enum entry_fit fit = e->used[i] ? ENTRY_FULL : put_in(e, i, p);
		if (fit == ENTRY_YES)
			return fit;
		why = why == ENTRY_FULL ? why : fit;
	}
	return why;
}

/* The record of F whose text is NAME; 0: none. */
static size_t
find_text(const struct room_file *f, struct str name)
{
	AUTO(buf_done) struct buf text;
	size_t found = 0;

	buf_init(&text, KEEP_TEXT_MAX);
	for (size_t n = 1; f && !found && n <= f->file->record_count; n++) {
		buf_reset(&text);
		alphabet_name(&text, room_record(f, n));
		found = str_eq(str_trim(buf_str(&text)), name) ? n : 0;
	}
	return found;
}

enum entry_fit
entry_number(struct entry *e, const struct contact_number *number)
{
	uint8_t bytes[ANR_SIZE];
	struct record_number n;
	struct chain c;
	enum entry_fit fit = take_number(e, number->text, &n, &c);

	if (fit)
		return fit;
	bytes[0] = number->label.n ? (uint8_t)find_text(e->book->aas, number->label) : 0;
	memcpy(bytes + 1, n.tail, NUMBER_TAIL_SIZE);
	fit = put(e, &(struct part){ .tag = PBR_ANR, .free_from = 1, .number = bytes });
	if (fit)
		chain_undo(e, &c);
	return fit;
}

enum entry_fit
entry_label(const struct entry *e, struct str name)
{
	return !e->book->aas ? ENTRY_NO_FILE : find_text(e->book->aas, name) ? ENTRY_YES : ENTRY_NO_SUCH;
}

enum entry_fit
entry_email(struct entry *e, struct str text)
{
	return put(e, &(struct part){ .tag = PBR_EMAIL, .text = text });
}

enum entry_fit
entry_second_name(struct entry *e, struct str text)
{
	return put(e, &(struct part){ .tag = PBR_SNE, .text = text });
}

enum entry_fit
entry_group(struct entry *e, struct str name)
{
	size_t room = room_record(e->book->grp, e->slot).n, id;

	if (!room || !e->book->gas)
		return ENTRY_NO_FILE;
	id = find_text(e->book->gas, name);
	if (!id)
		return ENTRY_NO_SUCH;
	if (e->groups == room)
		return ENTRY_FULL;
	e->grp[e->groups++] = (uint8_t)id;
	return ENTRY_YES;
}

/* ---- the end ---- */

void
entry_end(struct entry *e)
{
	const struct room_book *b = e->book;
	struct str grp = room_record(b->grp, e->slot), iap = room_record(b->iap, e->slot);

	if (e->groups) {
		memset(e->grp + e->groups, NO_GROUP, grp.n - e->groups);
		add_write(e, b->grp, e->slot, (struct str){ (const char *)e->grp, grp.n });
	}
	if (room_record(b->uid, e->slot).n == UID_SIZE)
		e->uid = always_write(e, b->uid, e->slot, room_record(b->uid, e->slot));
	if (iap.n)
		add_write(e, b->iap, e->slot, (struct str){ (const char *)e->iap, iap.n });
	add_write(e, b->adn, e->slot, (struct str){ (const char *)e->adn, b->adn->file->record_size });
}
