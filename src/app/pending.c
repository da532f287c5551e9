/* pending.c - requests in flight to one desk, in slots; a tag is generation and slot, so that a late answer finds nobody.
 * Slots are few, so that what needs an order looks through all of them. */
#include "app/pending.h"

#include <stdlib.h>

struct slot {
	bool used, alone;
	int blamed;
	uint32_t generation;
	uint64_t order;			/* of first sending */
	struct pending_item item;
	struct buf body;
};

struct pending {
	struct slot slot[PENDING_MAX];
	uint32_t free[PENDING_MAX];
	size_t free_n;
	uint64_t orders;
};

struct pending *
pending_new(void)
{
	struct pending *p = calloc(1, sizeof *p);

	if (!p)
		abort();
	for (uint32_t i = 0; i < PENDING_MAX; i++) {
		buf_init(&p->slot[i].body, WIRE_BODY_MAX);
		p->free[p->free_n++] = PENDING_MAX - 1 - i;
	}
	return p;
}

void
pending_free(struct pending *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < PENDING_MAX; i++)
		buf_done(&p->slot[i].body);
	free(p);
}

size_t
pending_count(const struct pending *p)
{
	return PENDING_MAX - p->free_n;
}

static struct chan_message
message_of(const struct pending *p, const struct slot *s)
{
	return (struct chan_message){
		.op = (uint16_t)s->item.op, .code = s->alone ? WIRE_ALONE : 0,
		.tag = (uint64_t)s->generation << 32 | (uint64_t)(s - p->slot), .body = buf_str(&s->body),
	};
}

bool
pending_add(struct pending *p, const struct pending_item *item, struct str body, struct chan_message *message_out)
{
	if (!p->free_n)
		return false;
	struct slot *s = &p->slot[p->free[--p->free_n]];
	s->used = true;
	s->alone = false;
	s->blamed = 0;
	s->order = p->orders++;
	s->item = *item;
	buf_reset(&s->body);
	buf_add(&s->body, body);
	assert(!s->body.over);
	*message_out = message_of(p, s);
	return true;
}

static void
forget(struct pending *p, struct slot *s)
{
	if (s->body.n)
		explicit_bzero(s->body.p, s->body.n);	/* codes, tokens and keys are in there */
	s->used = false;
	s->generation++;
	p->free[p->free_n++] = (uint32_t)(s - p->slot);
}

bool
pending_take(struct pending *p, uint64_t wire_tag, struct pending_item *out)
{
	size_t at = (uint32_t)wire_tag;
	struct slot *s = at < PENDING_MAX ? &p->slot[at] : NULL;

	if (!s || !s->used || s->generation != wire_tag >> 32)
		return false;
	*out = s->item;
	forget(p, s);
	return true;
}

/* The first one after ORDER; NULL at the end. */
static struct slot *
following(struct pending *p, uint64_t order)
{
	struct slot *best = NULL;

	for (struct slot *s = p->slot; s < p->slot + PENDING_MAX; s++)
		if (s->used && s->order >= order && (!best || s->order < best->order))
			best = s;
	return best;
}

bool
pending_give_up(struct pending *p, struct pending_item *out)
{
	struct slot *s = following(p, 0);

	if (!s)
		return false;
	*out = s->item;
	forget(p, s);
	return true;
}

bool
pending_blame(struct pending *p, struct pending_item *out)
{
	struct slot *s = following(p, 0);

	if (!s || !s->alone || ++s->blamed < PENDING_BLAME_MAX)
		return false;
	*out = s->item;
	forget(p, s);
	return true;
}

size_t
pending_resend(struct pending *p, struct chan *c, int64_t now_ms, int64_t old_ms)
{
	size_t n = 0;

	for (struct slot *s = following(p, 0); s; s = following(p, s->order + 1)) {
		if (now_ms - s->item.since_ms > old_ms) {
			forget(p, s);
			continue;
		}
		s->alone = true;
		struct chan_message m = message_of(p, s);
		chan_send(c, &m);
		n++;
	}
	return n;
}
