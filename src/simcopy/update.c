/* update.c - UPDATE RECORD and the proof that it worked. Touches the card.
 * Sources: TS 102.221 11.1.6, TS 51.011 9.2.6. Errors: update.h. */
#include "simcopy/update.h"

#include <stdio.h>

enum { UPDATE_RECORD = 0xdc, ABSOLUTE = 0x04 };

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
send(struct update *u, size_t number, struct str bytes, struct card_answer *a)
{
	struct card_command k = { .ins = UPDATE_RECORD, .p1 = (uint8_t)number, .p2 = ABSOLUTE, .data = bytes };
	bool was_unknown = u->pin->state == PIN_UNKNOWN;
	enum err e = card_command(u->card, &k, a);

	if (e || card_meaning(a->sw) != CARD_NEEDS_PIN || !was_unknown)
		return e;
	if ((e = pin_open(u->pin, u->card, u->progress)) || u->pin->state != PIN_OPEN)
		return e;
	return card_command(u->card, &k, a);
}

enum err
update_record(struct update *u, const struct image_file *f, size_t number, struct str bytes)
{
	struct card_answer a;
	enum err e = select_file(u, f);

	assert(number >= 1 && number <= f->record_count && bytes.n <= IMAGE_RECORD_MAX);
	if (e || (e = send(u, number, bytes, &a)))
		return e;
	if (card_meaning(a.sw) != CARD_DONE)
		return say(u, ERR_DENIED, f, number, card_text(a.sw), a.sw);
	if ((e = card_record(u->card, number, bytes.n, &a)))
		return e;
	if (card_meaning(a.sw) != CARD_DONE || !str_eq(bytes, (struct str){ (const char *)a.bytes, a.n }))
		return say(u, ERR_UNSURE, f, number, CATALOG_TEXT("the card gives back something else than was written"), a.sw);
	u->written++;
	progress_step(u->progress);
	return ERR_OK;
}
