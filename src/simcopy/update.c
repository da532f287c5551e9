/* update.c - UPDATE RECORD, UPDATE BINARY and the proof that it worked. Touches the card.
 * Sources: TS 102.221 11.1.4 and 11.1.6, TS 51.011 9.2.4 and 9.2.6. Errors: update.h. */
#include "simcopy/update.h"

#include <stdio.h>

enum { UPDATE_BINARY = 0xd6, UPDATE_RECORD = 0xdc, ABSOLUTE = 0x04 };

static enum err
say(struct update *u, enum err e, const struct image_file *f, size_t number, const char *why, uint16_t sw)
{
	char no[24], word[8];

	snprintf(no, sizeof no, "%zu", number);
	snprintf(word, sizeof word, "%04X", sw);
	PROGRESS_SAY(u->progress, "not_written", CATALOG_TEXT("{path}, record {number} was not written: {why} ({sw})."), { "path", f->path },
		{ "number", str_of(no) }, { "why", catalog_text(u->progress->cat, why) }, { "sw", str_of(word) });
	return e;
}

static enum err
select_file(struct update *u, const struct image_file *f)
{
	char path[IMAGE_PATH_MAX + 1];
	struct card_answer a;
	struct header h;

	if (u->selected == f)
		return ERR_OK;
	snprintf(path, sizeof path, "%.*s", STR_ARG(f->path));
	struct card_path where = card_path(path);
	enum err e = card_select(u->card, &where, &a, &h);
	if (e)
		return e;
	if (card_meaning(a.sw) != CARD_DONE)
		return say(u, ERR_DENIED, f, 0, card_text(a.sw), a.sw);
	u->selected = f;
	return ERR_OK;
}

/* Sends it, and once more when the PIN it asks for has been given. */
static enum err
send(struct update *u, const struct card_command *k, struct card_answer *a)
{
	bool was_unknown = u->pin->state == PIN_UNKNOWN;
	enum err e = card_command(u->card, k, a);

	if (e || card_meaning(a->sw) != CARD_NEEDS_PIN || !was_unknown)
		return e;
	if ((e = pin_open(u->pin, u->card, u->progress)) || u->pin->state != PIN_OPEN)
		return e;
	return card_command(u->card, k, a);
}

/* Writes by K what is then read back; NUMBER: of the record, 0 of a transparent file. */
static enum err
write_and_read(struct update *u, const struct image_file *f, size_t number, const struct card_command *k)
{
	struct card_answer a;
	enum err e = select_file(u, f);

	if (e || (e = send(u, k, &a)))
		return e;
	if (card_meaning(a.sw) != CARD_DONE)
		return say(u, ERR_DENIED, f, number, card_text(a.sw), a.sw);
	if ((e = number ? card_record(u->card, number, k->data.n, &a) : card_binary(u->card, 0, k->data.n, &a)))
		return e;
	if (card_meaning(a.sw) != CARD_DONE || !str_eq(k->data, (struct str){ (const char *)a.bytes, a.n }))
		return say(u, ERR_UNSURE, f, number, CATALOG_TEXT("the card gives back something else than was written"), a.sw);
	u->written++;
	progress_step(u->progress);
	return ERR_OK;
}

enum err
update_record(struct update *u, const struct image_file *f, size_t number, struct str bytes)
{
	assert(number >= 1 && number <= f->record_count && bytes.n <= IMAGE_RECORD_MAX);
	return write_and_read(u, f, number, &(struct card_command){ .ins = UPDATE_RECORD, .p1 = (uint8_t)number, .p2 = ABSOLUTE, .data = bytes });
}

enum err
update_binary(struct update *u, const struct image_file *f, struct str bytes)
{
	assert(f->structure == IMAGE_TRANSPARENT && bytes.n >= 1 && bytes.n <= IMAGE_RECORD_MAX);
	return write_and_read(u, f, 0, &(struct card_command){ .ins = UPDATE_BINARY, .data = bytes });
}
