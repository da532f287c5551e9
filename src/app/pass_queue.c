/* pass_queue.c - places of fixed size, and few, so that what needs an order looks through all of them. Errors: see pass_queue.h. */
#include "app/pass_queue.h"

#include "base/hash.h"
#include "base/rng.h"

#include <stdlib.h>

#define FOLLOWS 8			/* the measure moves by this part of each difference */

struct pass_queue {
	struct pass_queue_item item[PASS_QUEUE_MAX];
	uint64_t serials, turn;		/* the latest of each that was given, and that was served */
	int64_t cost_us;
};

struct pass_queue *
pass_queue_new(int64_t cost_us)
{
	struct pass_queue *q = calloc(1, sizeof *q);

	if (!q)
		abort();
	q->cost_us = cost_us;
	return q;
}

void
pass_queue_free(struct pass_queue *q)
{
	if (!q)
		return;
	explicit_bzero(q, sizeof *q);
	free(q);
}

struct str
pass_queue_typed(const struct pass_queue_item *i)
{
	return i->op == DESK_OP_sign_in ? i->in.sign_in.password : i->in.password.old;
}

/* How many hashes it still takes. */
static int
hashes(const struct pass_queue_item *i)
{
	switch (i->step) {
	case PASS_QUEUE_look:
	case PASS_QUEUE_check:
		return i->op == DESK_OP_sign_in ? 1 : i->in.password.old.n ? 2 : 1;
	case PASS_QUEUE_make:
		return 1;
	case PASS_QUEUE_tell:
		return 0;
	}
	abort();
}

int64_t
pass_queue_work_ms(const struct pass_queue *q)
{
	int64_t n = 0;

	for (size_t i = 0; i < PASS_QUEUE_MAX; i++)
		n += q->item[i].serial ? hashes(&q->item[i]) : 0;
	return n * q->cost_us / 1000;
}

/* ---- come and go ---- */

/* The first message part is the caller, with its size before it. */
static enum err
decode(struct pass_queue_item *i, size_t n)
{
	uint32_t caller;
	void *in = i->op == DESK_OP_sign_in ? (void *)&i->in.sign_in : &i->in.password;

	if (n < sizeof caller)
		return ERR_INVALID;
	memcpy(&caller, i->bytes, sizeof caller);
	if (caller > n - sizeof caller || record_decode(&desk_caller_record, (struct str){ i->bytes + sizeof caller, caller }, &i->caller, NULL))
		return ERR_INVALID;
	return record_decode(desk_operations[i->op].in, (struct str){ i->bytes + sizeof caller + caller, n - sizeof caller - caller }, in, NULL);
}

static void
give_key(struct pass_queue_item *i)
{
	uint8_t random[(PASS_QUEUE_KEY - 1) / 2];

	if (i->caller.key.n)
		return;
	rng_bytes(random, sizeof random);
	hash_hex(random, sizeof random, i->key);
	i->caller.key = str_of(i->key);
}

/* One after the latest of its network, and not before those who have waited. */
static uint64_t
turn_of(const struct pass_queue *q, struct str network)
{
	uint64_t last = q->turn;

	for (const struct pass_queue_item *i = q->item; i < q->item + PASS_QUEUE_MAX; i++)
		if (i->serial && i->turn > last && str_eq(i->caller.network, network))
			last = i->turn;
	return last + 1;
}

enum err
pass_queue_add(struct pass_queue *q, uint64_t web_tag, enum desk_op op, struct str body, int64_t now_ms, struct pass_queue_item **out)
{
	struct pass_queue_item *i = q->item;
	int64_t work = pass_queue_work_ms(q);

	assert(op == DESK_OP_sign_in || op == DESK_OP_password_set);
	while (i < q->item + PASS_QUEUE_MAX && i->serial)
		i++;
	if (body.n > PASS_QUEUE_BYTES)
		return ERR_INVALID;
	if (i == q->item + PASS_QUEUE_MAX)
		return ERR_LIMIT;
	*i = (struct pass_queue_item){ .web_tag = web_tag, .op = op, .since_ms = now_ms };
	memcpy(i->bytes, body.p, body.n);
	if (decode(i, body.n)) {
		pass_queue_drop(q, i);
		return ERR_INVALID;
	}
	if (work && work + hashes(i) * q->cost_us / 1000 > PASS_QUEUE_WORK_MS) {
		pass_queue_drop(q, i);
		return ERR_LIMIT;
	}
	give_key(i);
	i->turn = turn_of(q, i->caller.network);
	i->serial = ++q->serials;
	*out = i;
	return ERR_OK;
}

void
pass_queue_drop(struct pass_queue *q, struct pass_queue_item *i)
{
	assert(i >= q->item && i < q->item + PASS_QUEUE_MAX);
	explicit_bzero(i, sizeof *i);
}

/* ---- which ---- */

struct pass_queue_item *
pass_queue_find(struct pass_queue *q, uint64_t serial)
{
	for (struct pass_queue_item *i = q->item; i < q->item + PASS_QUEUE_MAX; i++)
		if (serial && i->serial == serial)
			return i;
	return NULL;
}

static bool
is_before(const struct pass_queue_item *a, const struct pass_queue_item *b)
{
	return a->turn < b->turn || (a->turn == b->turn && a->serial < b->serial);
}

struct pass_queue_item *
pass_queue_next(struct pass_queue *q)
{
	struct pass_queue_item *best = NULL;

	for (struct pass_queue_item *i = q->item; i < q->item + PASS_QUEUE_MAX; i++)
		if (i->serial && (i->step == PASS_QUEUE_check || i->step == PASS_QUEUE_make) && (!best || is_before(i, best)))
			best = i;
	if (best && best->turn > q->turn)
		q->turn = best->turn;
	return best;
}

struct pass_queue_item *
pass_queue_late(struct pass_queue *q, int64_t now_ms)
{
	for (struct pass_queue_item *i = q->item; i < q->item + PASS_QUEUE_MAX; i++)
		if (i->serial && now_ms - i->since_ms > PASS_QUEUE_LATE_MS)
			return i;
	return NULL;
}

struct pass_queue_item *
pass_queue_any(struct pass_queue *q)
{
	for (struct pass_queue_item *i = q->item; i < q->item + PASS_QUEUE_MAX; i++)
		if (i->serial)
			return i;
	return NULL;
}

size_t
pass_queue_count(const struct pass_queue *q)
{
	size_t n = 0;

	for (size_t i = 0; i < PASS_QUEUE_MAX; i++)
		n += q->item[i].serial != 0;
	return n;
}

void
pass_queue_took(struct pass_queue *q, int64_t us)
{
	q->cost_us += (us - q->cost_us) / FOLLOWS;
}
