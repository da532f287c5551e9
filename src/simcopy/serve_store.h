/* serve_store.h - what waits to be fetched by a link, once: bytes that were encrypted by whoever put them here, whose key we never
 * have. Gone when taken, and after 24 hours. In memory only. The clock is the caller's.
 * The counter's own route can stand behind the same three functions. */
#ifndef SIMOFF_SIMCOPY_SERVE_STORE_H
#define SIMOFF_SIMCOPY_SERVE_STORE_H
#include "base/base.h"
#include "base/buf.h"

#define SERVE_STORE_LINKS_MAX 16u
#define SERVE_STORE_BYTES_MAX 33554432u		/* of one */
#define SERVE_STORE_LIFE_MS   INT64_C(86400000)
#define SERVE_STORE_ID_SIZE   33u		/* 16 random bytes as hex, and the NUL */

struct serve_store_link {
	char id[SERVE_STORE_ID_SIZE];		/* "": free */
	struct utc_ms made, until;
	struct buf bytes;
};
struct serve_store { struct serve_store_link link[SERVE_STORE_LINKS_MAX]; };	/* begins all zero */

/* serve_store_put(s, now, bytes, out): BYTES are copied. OUT is the store's. ERR_LIMIT: too many wait, or too long; ERR_INVALID: empty. */
enum err serve_store_put(struct serve_store *, struct utc_ms now, struct str bytes, const struct serve_store_link **out) MUST_CHECK;

/* serve_store_take(s, now, id, out): the bytes, which are the caller's then (serve_store_wipe), and nobody's again. False: unknown,
 * taken or too old. OUT begins all zero. */
bool serve_store_take(struct serve_store *, struct utc_ms now, struct str id, struct buf *out) MUST_CHECK;

/* serve_store_expire: what is past its time is wiped; a clock that was set back before a link was made ends it too. */
void serve_store_expire(struct serve_store *, struct utc_ms now);
void serve_store_done(struct serve_store *);	/* all of it; also as cleanup */
void serve_store_wipe(struct buf *);		/* overwrites, then frees; also as cleanup */
#endif
