/* desk.c - the door: a store, a batch, the clock of the cases, and the secrets that are derived from the desk's key. */
#include "desk/desk.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/rng.h"
#include "desk/batch.h"
#include "desk/operations.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TICK_MAX_MS 1000
#define TIMERS_PER_BATCH 64
#define TOKEN_BYTES 20			/* 160 bits */
#define SCRATCH_BYTES (UINT64_C(16) << 20)

struct desk {
	struct desk_conf conf;
	struct store *store;
	struct batch *batch;
	desk_answer_fn *answer;
	void *self;
	struct arena *scratch;		/* of the desk's own look-ups between batches */
	struct utc_ms started;
	bool stale;			/* something was written since the caches below were filled */
	struct utc_ms timer;		/* next deadline; 0: none */
	struct utc_ms due[EFFECT_FAMILY_COUNT];
};

/* ---- what the rest of the desk asks of it ---- */

struct batch *
desk_batch(struct desk *d)
{
	return d->batch;
}

struct store *
desk_store(struct desk *d)
{
	return d->store;
}

const struct desk_conf *
desk_settings(const struct desk *d)
{
	return &d->conf;
}

struct utc_ms
desk_now(struct desk *d)
{
	return d->conf.now ? d->conf.now(d->conf.now_self) : clock_now();
}

struct utc_ms
desk_started(const struct desk *d)
{
	return d->started;
}

void
desk_answer(struct desk *d, const struct unit *u, const void *out)
{
	if (d->answer)
		d->answer(d->self, u->tag, u->from, u->id, u->code, u->why, out);
}

void
desk_complain(struct desk *d, enum desk_op op, const char *why)
{
	(void)d;
	if (op == DESK_OP_COUNT)
		log_write(LOG_WARN, "desk.batch_failed", "run again one by one: %s", why);
	else
		log_write(LOG_ERROR, "desk.request_failed", "%s: %s", desk_operations[op].name, why);
}

/* ---- derived secrets: nothing to store, nothing to leak from the database ---- */

struct str
desk_token(struct desk *d, struct arena *a, struct id case_id, const char *purpose)
{
	static const char ALPHABET[] = "0123456789abcdefghjkmnpqrstvwxyz";
	struct hash h = HASH_KEYED(d->conf.key, STR("token"), str_of(purpose), ((struct str){ (const char *)case_id.b, sizeof case_id.b }));
	char text[TOKEN_BYTES * 8 / 5];

	for (size_t i = 0; i < sizeof text; i++) {
		size_t bit = i * 5;
		unsigned pair = (unsigned)h.b[bit / 8] << 8 | h.b[bit / 8 + 1];
		text[i] = ALPHABET[pair >> (11 - bit % 8) & 31];
	}
	return arena_str(a, (struct str){ text, sizeof text });
}

struct str
desk_code(struct desk *d, struct arena *a, struct id case_id, int64_t n)
{
	struct hash h = HASH_KEYED(d->conf.key, STR("code"), ((struct str){ (const char *)case_id.b, sizeof case_id.b }),
	    ((struct str){ (const char *)&n, sizeof n }));
	uint64_t v;

	memcpy(&v, h.b, sizeof v);
	return arena_printf(a, "%08u", (unsigned)(v % 100000000u));
}

/* ---- life ---- */

struct desk *
desk_open(const struct desk_conf *conf, desk_answer_fn *answer, void *self, char why_out[300])
{
	struct desk *d = calloc(1, sizeof *d);
	struct moment_row latest;

	if (!d)
		abort();
	d->conf = *conf;
	d->answer = answer;
	d->self = self;
	d->stale = true;
	d->store = store_open(conf->path, conf->reader ? STORE_READER : STORE_WRITER, why_out);
	if (!d->store) {
		free(d);
		return NULL;
	}
	d->scratch = arena_new(SCRATCH_BYTES);
	d->started = desk_now(d);
	if (store_run(d->store, STORE_Q_audit_latest, &(struct by_time){ 0 }, &latest, d->scratch, NULL)) {
		snprintf(why_out, 300, "%s", store_why(d->store));
		desk_close(d);
		return NULL;
	}
	d->batch = batch_new(d, d->store, latest.at_ms);
	return d;
}

void
desk_close(struct desk *d)
{
	if (!d)
		return;
	batch_free(d->batch);
	arena_free(d->scratch);
	store_close(d->store);
	explicit_bzero(d->conf.key, sizeof d->conf.key);
	free(d);
}

/* ---- requests ---- */

enum err
desk_add_encoded(struct desk *d, enum desk_op op, struct str bytes, uint64_t tag, void *from, bool alone)
{
	if (desk_is_full(d) || (alone && batch_count(d->batch)))
		return ERR_LIMIT;
	return batch_add(d->batch, op, bytes, tag, from, alone);
}

bool
desk_add(struct desk *d, enum desk_op op, const struct desk_caller *caller, const void *in, uint64_t tag, void *from, bool alone)
{
	struct buf b, c;
	uint32_t n;

	buf_init(&b, BATCH_REQUEST_MAX);
	buf_init(&c, BATCH_REQUEST_MAX);
	record_encode(&desk_caller_record, caller, &c);
	n = (uint32_t)c.n;
	buf_add(&b, (struct str){ (const char *)&n, sizeof n });
	buf_add(&b, buf_str(&c));
	record_encode(desk_operations[op].in, in, &b);
	enum err e = desk_add_encoded(d, op, buf_str(&b), tag, from, alone);
	buf_done(&b);
	buf_done(&c);
	assert(e == ERR_OK || e == ERR_LIMIT);
	return e == ERR_OK;
}

bool
desk_is_full(const struct desk *d)
{
	return batch_is_full(d->batch);
}

bool
desk_has_work(const struct desk *d)
{
	return batch_count(d->batch) > 0;
}

void
desk_run(struct desk *d)
{
	batch_run(d->batch);
	d->stale = true;
}

/* ---- the clock ---- */

static bool
has_worker(const struct desk_conf *c, enum effect_family family)
{
	if (family == EFFECT_FAMILY_billing)
		return c->balance_late_s > 0;
	return family != EFFECT_FAMILY_hook || c->has_hook;
}

static void
refill(struct desk *d)
{
	struct moment_row m;
	struct by_time t = { 0 };

	arena_reset(d->scratch);
	if (store_run(d->store, STORE_Q_case_next_deadline, &t, &m, d->scratch, NULL))
		return;
	d->timer = m.at_ms;
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		struct by_family f = { .family = (enum effect_family)i };

		if (!has_worker(&d->conf, f.family))
			continue;
		if (store_run(d->store, STORE_Q_effect_next, &f, &m, d->scratch, NULL))
			return;
		d->due[i] = m.at_ms;
	}
	d->stale = false;
}

struct utc_ms
desk_effect_due(struct desk *d, enum effect_family family)
{
	if (d->stale)
		refill(d);
	return d->due[family];
}

static void
add_timers(struct desk *d, struct utc_ms now)
{
	struct by_time due = { .now = now, .limit = TIMERS_PER_BATCH };
	struct desk_caller clock = { .role = DESK_ROLE_timer, .name = STR("clock"), .channel = STR("timer") };
	struct list rows;

	arena_reset(d->scratch);
	if (store_run(d->store, STORE_Q_cases_due, &due, &rows, d->scratch, NULL))
		return;
	const struct case_due *c = rows.items;
	for (size_t i = 0; i < rows.n && !desk_is_full(d); i++) {
		struct desk_timer_in in = { .line_id = c[i].line_id, .case_id = c[i].case_id, .version = c[i].version };
		if (!desk_add(d, DESK_OP_case_timer, &clock, &in, 0, NULL, false))
			return;
	}
}

int
desk_tick(struct desk *d)
{
	struct utc_ms now = desk_now(d);

	if (d->conf.reader)
		return TICK_MAX_MS;
	if (desk_has_work(d))
		return 0;
	if (d->stale)
		refill(d);
	if (d->timer.ms && d->timer.ms <= now.ms)
		add_timers(d, now);
	if (desk_has_work(d))
		return 0;
	if (!d->timer.ms || d->timer.ms - now.ms > TICK_MAX_MS)
		return TICK_MAX_MS;
	return d->timer.ms > now.ms ? (int)(d->timer.ms - now.ms) : TICK_MAX_MS;
}

/* ---- one call in this process ---- */

struct call { enum desk_op op; bool done; enum desk_code code; void *out; struct arena *a; struct str *why; };

/* The reply outlives the batch: through the wire's own encoding into the caller's arena. */
static void
keep_reply(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct call *c = from;
	struct buf b;

	(void)self, (void)tag;
	if (!c)
		return;
	c->done = true;
	c->code = code;
	*c->why = arena_str(c->a, why);
	buf_init(&b, 1 << 24);
	record_encode(desk_operations[op].out, out, &b);
	enum err e = record_decode(desk_operations[op].out, arena_str(c->a, buf_str(&b)), c->out, c->a);
	assert(!e && "what was encoded here can be decoded here");
	buf_done(&b);
}

enum desk_code
desk_call(struct desk *d, enum desk_op op, const struct desk_caller *caller, const void *in, void *out, struct arena *a, struct str *why_out)
{
	struct call c = { .op = op, .out = out, .a = a, .why = why_out };
	desk_answer_fn *answer = d->answer;

	record_init(desk_operations[op].out, out);
	while (desk_is_full(d))
		desk_run(d);
	d->answer = keep_reply;
	bool ok = desk_add(d, op, caller, in, 0, &c, false);
	assert(ok);
	while (!c.done)
		desk_run(d);
	d->answer = answer;
	return c.code;
}

/* ---- rarely ---- */

static enum err
write_once(struct desk *d, enum store_query q, const void *params)
{
	enum err e;

	arena_reset(d->scratch);
	if ((e = store_begin(d->store, true)))
		return e;
	if ((e = store_run(d->store, q, params, NULL, d->scratch, NULL)) || (e = store_commit(d->store)))
		store_rollback(d->store);
	d->stale = true;
	return e;
}

enum err
desk_ask_world(struct desk *d)
{
	return write_once(d, STORE_Q_effects_ask_again, &(struct by_time){ .now = desk_now(d) });
}

enum err
desk_backup(struct desk *d, const char *to, char why_out[300])
{
	return store_backup(d->store, to, why_out);
}

enum err
desk_client_add(struct desk *d, struct str name, struct str role, char key_out[64])
{
	uint8_t random[24];

	rng_bytes(random, sizeof random);
	hash_hex(random, sizeof random, key_out);
	struct hash h = HASH_OF(STR("api key"), str_of(key_out));
	return write_once(d, STORE_Q_client_add, &(struct api_client){
		.key_hash = hash_str(&h), .name = name, .role = role, .created_ms = desk_now(d),
	});
}
