/* backup_search.c - empty records by SEARCH RECORD, so that a half-empty card needs half the commands.
 * Touches the card. Source: TS 102.221 11.1.7 (simple search, forward). Class A0 has no such command.  Errors: backup.h. */
#include "simcopy/backup.h"

enum { SEARCH_RECORD = 0xa2, FORWARD = 0x04 };
#define RECORDS_MIN 8u			/* with fewer records there is nothing to win */

/* An unused record of F: all FF, and of messages with the status 00 before (TS 51.011 10.5.3). */
static void
empty_record(const struct image_file *f, uint8_t out[IMAGE_RECORD_MAX])
{
	memset(out, 0xff, f->record_size);
	if (f->path.n >= 4 && !memcmp(f->path.p + f->path.n - 4, "6F3C", 4))
		out[0] = 0x00;
}

static bool
is_unread(const struct image_file *f)
{
	for (size_t i = 0; i < f->record_count; i++)
		if (f->record[i].sw)
			return false;
	return true;
}

/* Does the record that the card found first really hold that? One that is not as it says is not believed at all. */
static enum err
prove(struct backup *b, const struct image_file *f, uint8_t number, struct str empty, bool *proven_out)
{
	struct card_answer a;

	*proven_out = false;
	if (number < 1 || number > f->record_count)
		return ERR_OK;
	enum err e = card_record(&b->card, number, f->record_size, &a);
	*proven_out = !e && card_meaning(a.sw) == CARD_DONE && str_eq(empty, (struct str){ (const char *)a.bytes, a.n });
	return e;
}

enum err
backup_search(struct backup *b, struct image_file *f)
{
	uint8_t pattern[IMAGE_RECORD_MAX];
	struct card_answer a;
	bool proven;

	if (b->card.cls != IMAGE_USIM || f->record_count < RECORDS_MIN || !f->record_size || !is_unread(f))
		return ERR_OK;
	empty_record(f, pattern);
	struct str empty = { (const char *)pattern, f->record_size };
	enum err e = card_command(&b->card, &(struct card_command){ .ins = SEARCH_RECORD, .p1 = 1, .p2 = FORWARD, .data = empty }, &a);
	if (e || card_meaning(a.sw) != CARD_DONE || !a.n)
		return e;
	if ((e = prove(b, f, a.bytes[0], empty, &proven)) || !proven)
		return e;
	for (size_t i = 0; !e && i < a.n; i++)
		if (a.bytes[i] >= 1 && a.bytes[i] <= f->record_count)
			e = image_record_set(b->im, f, a.bytes[i] - 1u, 0x9000, empty);
	return e;
}
