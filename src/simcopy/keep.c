/* keep.c - texts into an arena of limited size. Pure but for the scratch buffer's memory.  Errors: OVER. */
#include "simcopy/keep.h"

void
keep_init(struct keep *k, struct arena *arena)
{
	*k = (struct keep){ .arena = arena };
	buf_init(&k->scratch, KEEP_TEXT_MAX);
}

void
keep_done(struct keep *k)
{
	buf_done(&k->scratch);
}

struct buf *
keep_begin(struct keep *k)
{
	buf_reset(&k->scratch);
	return &k->scratch;
}

void *
keep_take(struct keep *k, size_t bytes)
{
	void *p = arena_take(k->arena, bytes);

	k->over |= !p;
	return p;
}

struct str
keep_end(struct keep *k)
{
	char *p = k->scratch.n ? keep_take(k, k->scratch.n + 1) : NULL;

	k->over |= k->scratch.over;
	if (!p)
		return STR("");
	memcpy(p, k->scratch.p, k->scratch.n);
	return (struct str){ p, k->scratch.n };
}
