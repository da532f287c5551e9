/* batch.c - the loop: find, ask, decide, write for all that waits; one commit; then the answers.
 * A unit whose gate changed nothing loses its puts and joins the next batch (TRIES_MAX, then busy). A second writer of one
 * line, or of one key, in the same batch waits for the next: it then sees what the first one did. A batch that fails is run
 * again one by one, so that one bad request harms nobody. Nothing is ever waited for to fill a batch: the fsync fills it. */
#include "desk/batch.h"

#include "base/clock.h"
#include "base/hash.h"
#include "desk/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define TRIES_MAX 4
#define CALLER_NAME_MAX 64u		/* bytes; with a role or a few words before it, it is an actor or an authority (rows.h) */
#define ARENA_BYTES (UINT64_C(256) << 20)	/* of address space; pages are taken as used */
#define UNIT_ROOM (UINT64_C(384) << 10)	/* what one unit may take: 64 effects with their facts, 100 cases of a page */
#define SEEN_SLOTS 1024			/* twice the ids of a full batch and of a claim of each family, a power of two */

struct call { struct unit *u; const void *params; void *out; enum store_query q; bool is_gate; };

struct seen { struct id id; const struct unit *writer; };	/* a line or key; WRITER NULL: only claims look at it */

struct batch {
	struct desk *desk;
	struct store *store;
	struct arena *arena[2];		/* the batch being filled, and the one being run */
	int filling;
	struct unit *waiting[BATCH_UNITS_MAX];
	int n;
	struct call call[BATCH_CALLS_MAX];
	int calls;
	struct seen seen[SEEN_SLOTS];	/* of the batch being run */
	struct utc_ms last;		/* of the latest batch: time never falls */
	struct batch_stats stats;
};

struct batch *
batch_new(struct desk *d, struct store *s, struct utc_ms last)
{
	struct batch *b = calloc(1, sizeof *b);

	if (!b)
		abort();
	b->desk = d;
	b->store = s;
	b->last = last;
	for (int i = 0; i < 2; i++)
		b->arena[i] = arena_new(ARENA_BYTES);
	return b;
}

void
batch_free(struct batch *b)
{
	if (!b)
		return;
	arena_free(b->arena[0]);
	arena_free(b->arena[1]);
	free(b);
}

int
batch_count(const struct batch *b)
{
	return b->n;
}

bool
batch_is_full(const struct batch *b)
{
	return b->n == BATCH_UNITS_MAX || arena_room(b->arena[b->filling]) < 2 * UNIT_ROOM
	    || (b->n > 0 && b->waiting[0]->alone);
}

const struct batch_stats *
batch_stats(const struct batch *b)
{
	return &b->stats;
}

static void *
in_of(struct unit *u)
{
	return (char *)u + unit_operations[u->id]->in_at;
}

static void *
out_of(struct unit *u)
{
	return (char *)u + unit_operations[u->id]->out_at;
}

/* Makes a unit of encoded bytes, which must stay as long as the unit. */
static struct unit *
unit_make(struct batch *b, enum desk_op id, struct str bytes)
{
	struct arena *a = b->arena[b->filling];
	struct unit *u = arena_must(a, unit_operations[id]->size);
	uint32_t caller_n;

	u->id = id;
	u->desk = b->desk;
	u->arena = a;
	u->encoded = bytes;
	if (bytes.n < sizeof caller_n)
		return NULL;
	memcpy(&caller_n, bytes.p, sizeof caller_n);
	if (caller_n > bytes.n - sizeof caller_n)
		return NULL;
	struct str caller = { bytes.p + sizeof caller_n, caller_n };
	struct str in = { caller.p + caller_n, bytes.n - sizeof caller_n - caller_n };
	if (record_decode(&desk_caller_record, caller, &u->caller, a) || record_decode(desk_operations[id].in, in, in_of(u), a))
		return NULL;
	return u;
}

enum err
batch_add(struct batch *b, enum desk_op id, struct str bytes, uint64_t tag, void *from, bool alone)
{
	assert(!batch_is_full(b));
	if ((unsigned)id >= DESK_OP_COUNT || bytes.n > BATCH_REQUEST_MAX)
		return ERR_INVALID;
	struct unit *u = unit_make(b, id, arena_str(b->arena[b->filling], bytes));
	if (!u)
		return ERR_INVALID;
	u->tag = tag;
	u->from = from;
	u->alone = alone;
	b->waiting[b->n++] = u;
	return ERR_OK;
}

/* ---- calls ---- */

void
unit_call(struct unit *u, enum store_query q, bool is_gate, const void *params, void *out)
{
	struct batch *b = desk_batch(u->desk);
	size_t size = store_statements[q].params->size;

	assert(b->calls < BATCH_CALLS_MAX);
	void *copy = arena_must(u->arena, size);
	memcpy(copy, params, size);
	b->call[b->calls++] = (struct call){ u, copy, out, q, is_gate };
}

struct str
unit_printf(struct unit *u, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < sizeof text);
	return arena_str(u->arena, (struct str){ text, (size_t)n });
}

void
unit_say(struct unit *u, enum desk_code code, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	u->code = code;
	u->why = arena_str(u->arena, (struct str){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
}

static enum err
flush_asks(struct batch *b)
{
	enum err e = ERR_OK;

	for (int i = 0; i < b->calls && !e; i++) {
		struct call *c = &b->call[i];
		e = store_run(b->store, c->q, c->params, c->out, c->u->arena, NULL);
	}
	b->calls = 0;
	return e;
}

/* All gates, then the puts of the units that were let through. */
static enum err
flush_writes(struct batch *b)
{
	enum err e = ERR_OK;

	for (int gates = 1; gates >= 0; gates--)
		for (int i = 0; i < b->calls && !e; i++) {
			struct call *c = &b->call[i];
			int64_t changed;

			if (c->is_gate != gates || (!gates && c->u->lost))
				continue;
			e = store_run(b->store, c->q, c->params, NULL, c->u->arena, &changed);
			if (gates && !e && changed == 0)
				c->u->lost = true;
		}
	b->calls = 0;
	return e;
}

/* ---- one attempt ---- */

/* The place of ID, marked as USER's if it was nobody's. NULL: no room. */
static struct seen *
seen_of(struct batch *b, struct id id, const struct unit *user)
{
	uint64_t h;

	memcpy(&h, id.b + 8, sizeof h);
	for (uint64_t i = 0; i < SEEN_SLOTS; i++) {
		struct seen *s = &b->seen[(h + i) & (SEEN_SLOTS - 1)];
		if (id_is_none(s->id))
			*s = (struct seen){ id, user };
		if (id_eq(s->id, id))
			return s;
	}
	return NULL;
}

bool
unit_takes(struct unit *u, struct id id)
{
	const struct seen *s = seen_of(desk_batch(u->desk), id, u);

	return s && s->writer == u;
}

bool
unit_shares(struct unit *u, struct id id)
{
	const struct seen *s = seen_of(desk_batch(u->desk), id, NULL);

	return s && !s->writer;
}

static void
reset(struct unit *u, struct utc_ms now)
{
	const struct unit_operation *op = unit_operations[u->id];

	memset((char *)u + op->out_at, 0, op->size - op->out_at);
	record_init(desk_operations[u->id].out, out_of(u));
	u->client = (struct api_client){ 0 };
	u->session = (struct session_row){ 0 };
	u->now = now;
	u->code = DESK_ok;
	u->why = u->actor = STR("");
	u->line_id = u->key_id = (struct id){ { 0 } };
	u->lost = u->postponed = false;
}

static void
find(struct unit *u)
{
	if (u->caller.credential.n) {
		struct hash h = HASH_OF(STR("api key"), u->caller.credential);
		ask_client_find(u, &(struct by_hash){ .key_hash = arena_str(u->arena, hash_str(&h)) }, &u->client);
	}
	session_find(u);
	if (unit_operations[u->id]->find)
		unit_operations[u->id]->find(u);
}

/* After find: who is it, and may they? False: u->code says no. */
static bool
authorise(struct unit *u)
{
	struct desk_caller *c = &u->caller;

	session_settle(u);
	if (c->credential.n) {
		if (!u->client.found || u->client.revoked_ms.ms) {
			unit_say(u, DESK_stranger, "This API key is not known. Send it as: Authorization: Bearer KEY");
			return false;
		}
		c->role = str_is(u->client.role, "reader") ? DESK_ROLE_reader : DESK_ROLE_operator;
		c->name = u->client.name;
	}
	if (c->name.n > CALLER_NAME_MAX) {
		unit_say(u, DESK_invalid, "The caller's name is longer than %u bytes.", CALLER_NAME_MAX);
		return false;
	}
	u->actor = unit_printf(u, "%s:%.*s", desk_role_names.name[c->role], STR_ARG(c->name));
	if (strchr(desk_operations[u->id].callers, desk_role_letter(c->role)))
		return true;
	if (c->role == DESK_ROLE_public)
		unit_say(u, DESK_stranger, "An API key is needed. Send it as: Authorization: Bearer KEY");
	else
		unit_say(u, DESK_denied, "The role %s may not do this.", desk_role_names.name[c->role]);
	return false;
}

/* The unit's own questions; those of a second writer of one line are taken back: it waits for the next batch. */
static void
ask(struct batch *b, struct unit *u)
{
	int mark = b->calls;

	if (!authorise(u))
		return;
	if (unit_operations[u->id]->ask)
		unit_operations[u->id]->ask(u);
	if (!desk_operations[u->id].writes || u->code >= DESK_invalid)
		return;
	if ((!id_is_none(u->line_id) && !unit_takes(u, u->line_id)) || (!id_is_none(u->key_id) && !unit_takes(u, u->key_id))) {
		b->calls = mark;
		u->postponed = true;
	}
}

static void
answer(struct batch *b, struct unit *u)
{
	if (u->answered)
		return;
	u->answered = true;
	desk_answer(b->desk, u, out_of(u));
}

static bool
goes_on(const struct unit *u)
{
	return !u->answered && !u->postponed && u->code < DESK_invalid;
}

static enum err
run_phases(struct batch *b, struct unit **u, int n)
{
	enum err e;

	for (int i = 0; i < n; i++)
		find(u[i]);
	if ((e = flush_asks(b)))
		return e;
	memset(b->seen, 0, sizeof b->seen);
	for (int i = 0; i < n; i++)
		ask(b, u[i]);
	if ((e = flush_asks(b)))
		return e;
	for (int i = 0; i < n; i++)
		if (goes_on(u[i]) && unit_operations[u[i]->id]->decide)
			unit_operations[u[i]->id]->decide(u[i]);
	for (int i = 0; i < n; i++)
		if (!desk_operations[u[i]->id].writes)
			answer(b, u[i]);	/* reads saw only committed rows */
	for (int i = 0; i < n; i++)
		if (goes_on(u[i]) && unit_operations[u[i]->id]->write)
			unit_operations[u[i]->id]->write(u[i]);
	return flush_writes(b);
}

static enum err
attempt(struct batch *b, struct unit **u, int n)
{
	bool writes = false;
	struct utc_ms now = desk_now(b->desk);
	enum err e;

	for (int i = 0; i < n; i++)
		writes |= desk_operations[u[i]->id].writes;
	if (now.ms <= b->last.ms)
		now.ms = b->last.ms + writes;	/* a batch that writes is later than every one before */
	for (int i = 0; i < n; i++)
		reset(u[i], now);
	b->calls = 0;
	if ((e = store_begin(b->store, writes)))
		return e;
	if ((e = run_phases(b, u, n))) {
		store_rollback(b->store);
		return e;
	}
	int64_t t0 = clock_monotonic_us();
	if ((e = store_commit(b->store))) {
		store_rollback(b->store);
		return e;
	}
	b->stats.commit_us += clock_monotonic_us() - t0;
	b->last = now;
	return ERR_OK;
}

/* ---- the batch ---- */

static void
run_alone(struct batch *b, struct unit *u)
{
	if (u->answered)
		return;
	enum err e = attempt(b, &u, 1);
	if (e == ERR_CLASH)
		e = attempt(b, &u, 1);		/* the reference that was drawn is taken: draw again */
	if (!e)
		return;
	desk_complain(b->desk, u->id, store_why(b->store));
	unit_say(u, e == ERR_TEMP ? DESK_busy : DESK_broken, "%s", "");
	u->lost = u->postponed = false;
}

/* Into the batch being filled, with its input decoded afresh: this batch's arena is about to be emptied. */
static void
carry_over(struct batch *b, struct unit *old)
{
	struct unit *u = unit_make(b, old->id, arena_str(b->arena[b->filling], old->encoded));

	assert(u && "it could be decoded before");
	u->tag = old->tag;
	u->from = old->from;
	u->alone = old->alone;
	u->tries = old->tries;
	b->waiting[b->n++] = u;
}

static void
finish(struct batch *b, struct unit *u)
{
	if (u->lost) {
		b->stats.lost++;
		if (++u->tries < TRIES_MAX) {
			carry_over(b, u);
			return;
		}
		unit_say(u, DESK_busy, "Others keep changing this. Ask again with the same key.");
	}
	if (u->postponed)
		carry_over(b, u);
	else
		answer(b, u);
}

void
batch_run(struct batch *b)
{
	struct unit *u[BATCH_UNITS_MAX];
	int n = b->n, running = b->filling;

	if (!n)
		return;
	memcpy(u, b->waiting, sizeof *u * (size_t)n);
	b->n = 0;
	b->filling = !running;
	b->stats.batches++;
	b->stats.units += n;
	bool fails = n > 1 && attempt(b, u, n);
	if (fails) {
		desk_complain(b->desk, DESK_OP_COUNT, store_why(b->store));
		b->stats.reruns += n;
	}
	for (int i = 0; i < n && (fails || n == 1); i++)
		run_alone(b, u[i]);
	for (int i = 0; i < n; i++)
		finish(b, u[i]);
	arena_reset(b->arena[running]);
}
