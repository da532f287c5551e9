/* sync.c - counters of a phonebook. Pure but for the arena. Sources: sync.h.  Errors: sync.h. */
#include "simcopy/sync.h"

#define TWO_BYTES_MAX 0xffffu
#define BOOK_WRITES   3u		/* PSC, PUID, CC */

struct sync {
	struct arena *arena;
	struct entry_write *write;
	size_t writes;
	bool over;
};

static uint32_t
number_of(struct str bytes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes.n; i++)
		n = n << 8 | (uint8_t)bytes.p[i];
	return n;
}

static uint32_t
counter_of(const struct image_file *f)
{
	return f ? number_of(f->record[0].bytes) : 0;
}

static void
number_bytes(uint32_t n, char *out, size_t size)
{
	for (size_t i = size; i > 0; i--, n >>= 8)
		out[i - 1] = (char)n;
}

static void
add_write(struct sync *s, const struct image_file *f, size_t record, uint32_t n, size_t size)
{
	char *bytes = f ? arena_take(s->arena, size) : NULL;

	s->over |= f && !bytes;
	if (!bytes)
		return;
	number_bytes(n, bytes, size);
	s->write[s->writes++] = (struct entry_write){ f, record, { bytes, size } };
}

/* The highest UID in use, for a card without a PUID. */
static uint32_t
last_uid(const struct room *r, size_t counters)
{
	uint32_t last = counter_of(r->counters[counters].puid);

	for (size_t i = 0; i < r->books; i++)
		for (size_t n = 1; r->book[i].counters == counters && r->book[i].uid && n <= r->book[i].uid->file->record_count; n++) {
			uint32_t uid = number_of(room_record(r->book[i].uid, n));
			last = uid > last && uid < TWO_BYTES_MAX ? uid : last;	/* FFFF: never written */
		}
	return last;
}

/* Gives every entry that is on the card a new UID. The last one given. */
static uint32_t
renumber(struct sync *s, const struct room *r, size_t counters)
{
	uint32_t uid = 0;

	for (size_t i = 0; i < r->books; i++) {
		const struct room_book *b = &r->book[i];

		for (size_t n = 1; b->counters == counters && b->uid && n <= b->adn->file->record_count; n++)
			if (!room_is_free(b->adn, n, 0) && room_record(b->uid, n).n == 2)
				add_write(s, b->uid->file, n, ++uid, 2);
	}
	return uid;
}

enum err
sync_make(struct room *r, size_t counters, char *const *uid, size_t n, struct arena *a, struct entry_write **out, size_t *n_out)
{
	const struct room_counters *c = &r->counters[counters];
	struct sync s = { .arena = a, .write = arena_take(a, sizeof *s.write * (BOOK_WRITES + ROOM_BOOKS_MAX * IMAGE_FILE_RECORDS_MAX)) };
	uint32_t last = last_uid(r, counters), changes = counter_of(c->cc);

	assert(n <= TWO_BYTES_MAX / 2);
	if (!s.write)
		return ERR_LIMIT;
	if (last + n > TWO_BYTES_MAX || changes + n > TWO_BYTES_MAX) {
		add_write(&s, c->psc, 1, counter_of(c->psc) + 1, 4);
		last = renumber(&s, r, counters);
		changes = 0;
	}
	for (size_t i = 0; i < n; i++)
		if (uid[i])
			number_bytes(++last, uid[i], 2);
	add_write(&s, c->puid, 1, last, 2);
	add_write(&s, c->cc, 1, changes + (uint32_t)n, 2);
	*out = s.write;
	*n_out = s.writes;
	return s.over ? ERR_LIMIT : ERR_OK;
}
