/* simcopy_restore_fuzz.c - any bytes as what is restored from: vCards with an even first byte, a table with an odd one. What is taken must
 * be written as vCards that read as the same contacts, and must be told to fit on a card or not. */
#include "simcopy/record.h"
#include "simcopy/table.h"
#include "simcopy/vcard.h"

#define ARENA_BYTES (96u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The list as vCards, read again: false when nothing is left, as of a contact whose only number is "tel:". */
static bool
by_cards(struct keep *k, const struct contact_list *l, struct contact_list *back)
{
	AUTO(buf_done) struct buf b = { .max_bytes = 1 << 24 };
	char why[IMAGE_WHY_SIZE];

	for (size_t i = 0; i < l->n; i++)
		vcard_add(&b, &l->item[i], VCARD_3);
	enum err e = vcard_read(buf_str(&b), k, back, why);
	return e == ERR_OK && !b.over && !k->over;
}

/* What was once a vCard of ours stays as it is. */
static void
again(struct keep *k, const struct contact_list *l)
{
	struct contact_list one, two;

	if (!by_cards(k, l, &one))
		return;
	assert(one.n <= l->n);
	if (!by_cards(k, &one, &two)) {
		assert(k->over);
		return;
	}
	assert(one.n == two.n);
	for (size_t i = 0; i < one.n; i++)
		assert(contact_same(&one.item[i], &two.item[i]));
}

static void
as_records(const struct contact *c)
{
	static const uint8_t FREE[] = { 1, 2, 3, 4, 5 };
	uint8_t out[IMAGE_RECORD_MAX];
	struct record_number n;

	for (size_t size = NUMBER_TAIL_SIZE; size <= IMAGE_RECORD_MAX; size += 61)
		if (record_text(c->name, true, out, size - NUMBER_TAIL_SIZE, NULL) == RECORD_FITS && c->numbers &&
		    record_number(c->number[0].text, FREE, size % COUNT(FREE), &n) == RECORD_FITS)
			assert(n.exts <= size % COUNT(FREE));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(keep_done) struct keep k = { .arena = NULL };
	char why[IMAGE_WHY_SIZE];
	struct contact_list l;

	if (!n || n > VCARD_TEXT_MAX / 64)
		return 0;
	struct arena *a = arena_new(ARENA_BYTES);
	keep_init(&k, a);
	struct str text = { (const char *)data + 1, n - 1 };
	enum err e = data[0] % 2 ? table_read(text, &k, &l, why) : vcard_read(text, &k, &l, why);
	assert(e == ERR_OK || why[0]);
	if (!e) {
		again(&k, &l);
		for (size_t i = 0; i < l.n; i++)
			as_records(&l.item[i]);
	}
	arena_free(a);
	return 0;
}
