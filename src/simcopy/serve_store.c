/* serve_store.c - bytes that are fetched once. Touches memory and the random source.  Errors: serve_store.h. */
#include "simcopy/serve_store.h"

#include "base/hash.h"
#include "base/rng.h"

#include <stdio.h>

void
serve_store_wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);
	buf_done(b);
}

static void
end(struct serve_store_link *l)
{
	serve_store_wipe(&l->bytes);
	*l = (struct serve_store_link){ 0 };
}

static void
name(struct serve_store_link *l)
{
	uint8_t id[(SERVE_STORE_ID_SIZE - 1) / 2];

	rng_bytes(id, sizeof id);
	for (size_t i = 0; i < sizeof id; i++)
		snprintf(l->id + 2 * i, 3, "%02x", id[i]);
}

enum err
serve_store_put(struct serve_store *s, struct utc_ms now, struct str bytes, const struct serve_store_link **out)
{
	*out = NULL;
	serve_store_expire(s, now);
	if (!bytes.n)
		return ERR_INVALID;
	for (size_t i = 0; i < COUNT(s->link) && bytes.n <= SERVE_STORE_BYTES_MAX; i++) {
		struct serve_store_link *l = &s->link[i];

		if (l->id[0])
			continue;
		*l = (struct serve_store_link){ .made = now, .until = { now.ms + SERVE_STORE_LIFE_MS } };
		buf_init(&l->bytes, SERVE_STORE_BYTES_MAX);
		buf_add(&l->bytes, bytes);
		name(l);
		*out = l;
		return ERR_OK;
	}
	return ERR_LIMIT;
}

bool
serve_store_take(struct serve_store *s, struct utc_ms now, struct str id, struct buf *out)
{
	serve_store_expire(s, now);
	for (size_t i = 0; i < COUNT(s->link); i++) {
		struct serve_store_link *l = &s->link[i];

		if (!l->id[0] || id.n != SERVE_STORE_ID_SIZE - 1 || !hash_eq(id.p, l->id, id.n))
			continue;
		*out = l->bytes;
		*l = (struct serve_store_link){ 0 };
		return true;
	}
	return false;
}

void
serve_store_expire(struct serve_store *s, struct utc_ms now)
{
	for (size_t i = 0; i < COUNT(s->link); i++)
		if (s->link[i].id[0] && (now.ms >= s->link[i].until.ms || now.ms < s->link[i].made.ms))
			end(&s->link[i]);
}

void
serve_store_done(struct serve_store *s)
{
	for (size_t i = 0; i < COUNT(s->link); i++)
		end(&s->link[i]);
}
