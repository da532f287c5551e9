/* rate.c - requests of a network in the running minute. */
#include "web/rate.h"

#include "base/hash.h"

#define MINUTE_MS 60000

static const uint32_t PER_MINUTE[] = {
#define X(n, per_minute, t) per_minute,
	RATE_CLASSES(X)
#undef X
};

void
rate_init(struct rate *r, const uint8_t key[32])
{
	memset(r, 0, sizeof *r);
	memcpy(r->key, key, sizeof r->key);
}

/* 127.0.0.0/8 and ::1 */
static bool
is_loopback(struct httpd_address a)
{
	static const uint8_t V4[13] = { [10] = 0xff, [11] = 0xff, [12] = 127 };
	static const uint8_t V6[16] = { [15] = 1 };
	static const uint8_t V6_NETWORK[16] = { 0 };	/* ::1 cut to its /64 */

	return !memcmp(a.b, V4, sizeof V4) || !memcmp(a.b, V6, sizeof V6) || !memcmp(a.b, V6_NETWORK, sizeof V6_NETWORK);
}

bool
rate_take(struct rate *r, enum rate_class class, struct httpd_address network, int64_t monotonic_ms)
{
	uint64_t at;

	if (!PER_MINUTE[class] || is_loopback(network))
		return true;
	struct hash h = HASH_KEYED(r->key, STR("rate"), (struct str){ (const char *)network.b, sizeof network.b });
	memcpy(&at, h.b, sizeof at);
	struct rate_slot *s = &r->slot[class][at % RATE_SLOTS];
	int64_t minute = monotonic_ms / MINUTE_MS + 1;

	if (s->minute != minute)
		*s = (struct rate_slot){ .minute = minute };
	if (s->used == PER_MINUTE[class])
		return false;
	s->used++;
	return true;
}
