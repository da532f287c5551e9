/* rate.h - how often one network may come: a first, cheap wall before the desk, which counts durably by itself.
 * Per web process, in memory of fixed size, forgotten at its end. Networks share a slot only when their addresses collide
 * (1 in RATE_SLOTS); then they share the allowance. No lock that a stranger could use against somebody else's network.
 * Loopback is never counted: it is this machine, or a proxy that does not say for whom it asks. */
#ifndef SIMOFF_WEB_RATE_H
#define SIMOFF_WEB_RATE_H
#include "base/httpd_address.h"

/* class, requests per minute and network, meaning */
#define RATE_CLASSES(X) \
	X(free,   0,   "never counted") \
	X(look,   120, "pages and look-ups by reference") \
	X(attempt, 20, "forms: requests, codes, decisions")
enum rate_class {
#define X(n, per_minute, t) RATE_##n,
	RATE_CLASSES(X)
#undef X
	RATE_CLASS_COUNT
};

#define RATE_SLOTS 4096u
#define RATE_RETRY_S 60			/* what a refused client is told to wait */

struct rate_slot { int64_t minute; uint32_t used; };
struct rate { uint8_t key[32]; struct rate_slot slot[RATE_CLASS_COUNT][RATE_SLOTS]; };

/* rate_init: KEY hides which networks collide. */
void rate_init(struct rate *, const uint8_t key[32]);

/* rate_take: one request of NETWORK at MONOTONIC_MS; false: too many in this minute. O(1). */
bool rate_take(struct rate *, enum rate_class, struct httpd_address network, int64_t monotonic_ms);
#endif
