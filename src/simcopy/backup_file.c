/* backup_file.c - one file of a card into the image: SELECT, then each record once, with the length it has.
 * Touches the card. Errors: backup.h; what the card refuses is kept as its status word. */
#include "simcopy/backup.h"

#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#define CHUNK      250u		/* bytes of one READ BINARY: every card can */
#define BUSY_MAX   3
#define BUSY_MS    200

static struct str
bytes_of(const struct card_answer *a)
{
	return (struct str){ (const char *)a->bytes, a->n };
}

static bool
is_stopped(const struct backup *b)
{
	return b->options->stop && *b->options->stop;
}

static void
wait_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
}

/* One READ, again while the card is busy, and once more when the PIN it asks for has been given.
 * CLOSED_OUT: the PIN is needed and is not there. */
static enum err
read_once(struct backup *b, const struct image_file *f, size_t at, size_t size, struct card_answer *a, bool *closed_out)
{
	int busy = 0;

	*closed_out = false;
	for (;;) {
		enum pin_state before = b->pin->state;
		enum err e = f->structure == IMAGE_TRANSPARENT ? card_binary(&b->card, at, size, a) : card_record(&b->card, at, size, a);

		if (e)
			return e;
		enum card_meaning m = card_meaning(a->sw);
		if (m == CARD_BUSY && busy++ < BUSY_MAX) {
			wait_ms(BUSY_MS);
			continue;
		}
		if (m != CARD_NEEDS_PIN && m != CARD_PIN_BLOCKED)
			return ERR_OK;
		if ((e = pin_open(b->pin, &b->card, b->progress)))
			return e;
		*closed_out = b->pin->state == PIN_CLOSED;
		if (before != PIN_UNKNOWN || *closed_out)
			return ERR_OK;		/* with the PIN given it is another key that is missing */
	}
}

static void
note(struct backup *b, const struct image_file *f, size_t number, uint16_t sw)
{
	char no[24], word[8];

	snprintf(no, sizeof no, "%zu", number);
	snprintf(word, sizeof word, "%04X", sw);
	PROGRESS_SAY(b->progress, "refused", CATALOG_TEXT("{name} {path}, record {number}: {why} ({sw})."),
		{ "name", b->progress->name }, { "path", f->path }, { "number", str_of(no) },
		{ "why", catalog_text(b->progress->cat, card_text(sw)) }, { "sw", str_of(word) });
}

static void
note_file(struct backup *b, const char *name, const struct image_file *f)
{
	char word[8];

	snprintf(word, sizeof word, "%04X", f->sw);
	PROGRESS_SAY(b->progress, "refused", CATALOG_TEXT("{name} {path}: {why} ({sw})."), { "name", str_of(name) }, { "path", f->path },
		{ "why", catalog_text(b->progress->cat, card_text(f->sw)) }, { "sw", str_of(word) });
}

/* After the end of a file there is nothing: all records from FIRST on get the card's word for it. */
static enum err
end_here(struct backup *b, struct image_file *f, size_t first, uint16_t sw)
{
	enum err e = ERR_OK;

	for (size_t i = first; !e && i < f->record_count; i++)
		if (!f->record[i].sw)
			e = image_record_set(b->im, f, i, sw, STR(""));
	return e;
}

static enum err
read_records(struct backup *b, struct image_file *f)
{
	struct card_answer a;
	size_t size = f->record_size;
	enum err e = ERR_OK;
	bool is_closed;

	for (size_t i = 0; !e && i < f->record_count; i++) {
		if (f->record[i].sw)
			continue;
		if (is_stopped(b))
			return ERR_TEMP;
		if ((e = read_once(b, f, i + 1, size, &a, &is_closed)) || is_closed)
			return e;
		enum card_meaning m = card_meaning(a.sw);
		if (m == CARD_NO_CLASS) {
			note(b, f, i + 1, a.sw);
			b->is_unfit = true;
			return end_here(b, f, i, a.sw);
		}
		if (m == CARD_END)
			return end_here(b, f, i, a.sw);
		if (m != CARD_DONE)
			note(b, f, i + 1, a.sw);
		else if (a.n && a.n <= IMAGE_RECORD_MAX)
			size = a.n;		/* what the card gave is what it will give */
		e = image_record_set(b->im, f, i, a.sw, m == CARD_DONE ? bytes_of(&a) : STR(""));
		progress_step(b->progress);
	}
	return e;
}

static enum err
read_binary(struct backup *b, struct image_file *f)
{
	struct card_answer a = { .sw = 0x9000 };
	size_t n = 0, want;
	bool is_closed;

	if (f->record[0].sw)
		return ERR_OK;
	do {
		if (is_stopped(b))
			return ERR_TEMP;
		want = f->size ? f->size - n : 0;
		want = want < CHUNK ? want : CHUNK;
		enum err e = read_once(b, f, n, want, &a, &is_closed);
		if (e || is_closed)
			return e;
		if (card_meaning(a.sw) != CARD_DONE || !a.n)
			break;
		size_t room = sizeof b->binary - n, taken = a.n < room ? a.n : room;
		memcpy(b->binary + n, a.bytes, taken);
		n += taken;
	} while (n < f->size);
	if (card_meaning(a.sw) != CARD_DONE)
		note(b, f, 1, a.sw);
	return image_record_set(b->im, f, 0, a.sw, (struct str){ (const char *)b->binary, n });
}

static bool
has_all(const struct image_file *f)
{
	for (size_t i = 0; i < f->record_count; i++)
		if (!f->record[i].sw)
			return false;
	return true;
}

static enum err
read_contents(struct backup *b, const char *name, struct image_file *f)
{
	size_t read = 0, refused = 0;

	progress_file(b->progress, name, f->path, f->record_count);
	enum err e = b->options->search && f->structure == IMAGE_LINEAR ? backup_search(b, f) : ERR_OK;
	if (!e)
		e = f->structure == IMAGE_TRANSPARENT ? read_binary(b, f) : read_records(b, f);
	for (size_t i = 0; i < f->record_count; i++) {
		bool is_read = image_read_ok(&f->record[i]);
		read += is_read;
		refused += !is_read && f->record[i].sw && card_meaning(f->record[i].sw) != CARD_END;
	}
	f->is_whole = has_all(f);
	progress_file_end(b->progress, read, refused);
	return e;
}

/* The selected file as a new one of the image. Where the header does not say how many records, there are as many as answer. */
static enum err
add_file(struct backup *b, const char *path, struct str aid, const struct card_answer *a, const struct header *h, struct image_file **out)
{
	struct image_file like = { .path = str_of(path), .aid = aid, .header = bytes_of(a), .sw = a->sw, .structure = h->structure,
		.size = h->size, .record_size = h->record_size };

	if (like.header.n > IMAGE_HEADER_MAX)
		like.header.n = IMAGE_HEADER_MAX;
	if (h->structure == IMAGE_TRANSPARENT)
		like.record_count = 1;
	else if (h->structure != IMAGE_NONE)
		like.record_count = h->record_count ? h->record_count : IMAGE_FILE_RECORDS_MAX;
	return image_file_add(b->im, &like, out);
}

enum err
backup_file(struct backup *b, const char *name, const char *path, struct image_file **out)
{
	bool is_of_application = str_starts(str_of(path), "7FFF");
	struct str aid = is_of_application ? str_of(b->aid) : STR("");
	struct image_file *f = NULL;
	struct card_path where = card_path(path);
	struct card_answer a;
	struct header h;

	if (out)
		*out = NULL;
	if (is_of_application && !b->aid[0])
		return ERR_OK;
	f = image_find(b->im, path, aid);
	if (f && out)
		*out = f;
	if (f && f->is_whole)
		return ERR_OK;
	if (is_stopped(b))
		return ERR_TEMP;
	enum err e = card_select(&b->card, &where, &a, &h);
	if (e || h.is_folder || card_meaning(a.sw) == CARD_ABSENT)
		return e;
	if (!f && (e = add_file(b, path, aid, &a, &h, &f)))
		return e;
	if (out)
		*out = f;
	if (card_meaning(a.sw) != CARD_DONE) {
		f->is_whole = true;		/* the card said why not */
		if (card_meaning(a.sw) != CARD_NO_CLASS)
			note_file(b, name, f);
		return ERR_OK;
	}
	return read_contents(b, name, f);
}
