/* seen.c - a table of texts with open addressing, at most half full. Keyed with random bytes, so that nobody can write a file
 * whose texts all fall into one place. */
#include "app/seen.h"

#include "base/rng.h"

#include <sodium.h>
#include <stdlib.h>

#define FIRST_SIZE 1024u		/* a power of two, as all sizes */

struct slot { struct str text; int64_t row; };	/* row 0: empty */
struct seen { struct slot *slot; size_t size, used; uint8_t key[crypto_shorthash_KEYBYTES]; };

static struct slot *
slots_new(size_t n)
{
	struct slot *s = calloc(n, sizeof *s);

	if (!s)
		abort();
	return s;
}

struct seen *
seen_new(void)
{
	struct seen *s = calloc(1, sizeof *s);

	if (!s)
		abort();
	s->slot = slots_new(FIRST_SIZE);
	s->size = FIRST_SIZE;
	rng_bytes(s->key, sizeof s->key);
	return s;
}

void
seen_free(struct seen *s)
{
	if (!s)
		return;
	free(s->slot);
	free(s);
}

/* The slot of TEXT, or the empty one where it belongs. */
static struct slot *
slot_of(const struct seen *s, struct str text)
{
	uint64_t h;
	unsigned char bytes[crypto_shorthash_BYTES];

	crypto_shorthash(bytes, (const unsigned char *)text.p, text.n, s->key);
	static_assert(sizeof h == sizeof bytes, "one number");
	memcpy(&h, bytes, sizeof h);
	size_t i = h & (s->size - 1);
	while (s->slot[i].row && !str_eq(s->slot[i].text, text))
		i = (i + 1) & (s->size - 1);
	return &s->slot[i];
}

static void
grow(struct seen *s)
{
	struct slot *old = s->slot;
	size_t n = s->size;

	s->size = n * 2;
	s->slot = slots_new(s->size);
	for (size_t i = 0; i < n; i++)
		if (old[i].row)
			*slot_of(s, old[i].text) = old[i];
	free(old);
}

int64_t
seen_add(struct seen *s, struct str text, int64_t row)
{
	assert(row != 0);
	if (s->used * 2 >= s->size)
		grow(s);
	struct slot *at = slot_of(s, text);
	if (at->row)
		return at->row;
	*at = (struct slot){ text, row };
	s->used++;
	return 0;
}

int64_t
seen_find(const struct seen *s, struct str text)
{
	return slot_of(s, text)->row;
}
