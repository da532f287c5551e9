/* rng.c - random bytes, ids. Touches the world through getrandom only.
 * Sources: RFC 9562 5.7 and 6.2 method 1 (a counter in the 12 bits after the version).
 * Errors: none; a kernel without random numbers ends the process. */
#include "base/rng.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#define COUNTER_MAX  0xfffu
#define COUNTER_SEED 0x7ffu	/* a new millisecond starts in the lower half: room for 2048 ids and more */

static struct {
	bool     seeded;
	uint64_t state;		/* of the seeded generator */
	int64_t  id_ms;		/* the time in the latest id, and its counter */
	unsigned id_counter;
} rng = { .id_ms = -1 };

void
rng_seed(uint64_t seed)
{
	rng.seeded = true;
	rng.state = seed;
	rng.id_ms = -1;
	rng.id_counter = 0;
}

/* Weyl sequence and finaliser (SplitMix64): any seed will do, and none is a bad one. Not for secrets. */
static uint64_t
seeded_next(void)
{
	uint64_t z = rng.state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void
seeded_bytes(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(seeded_next() >> 56);
}

void
rng_bytes(void *out, size_t n)
{
	unsigned char *p = out;

	if (rng.seeded) {
		seeded_bytes(p, n);
		return;
	}
	for (size_t done = 0; done < n;) {
		ssize_t got = getrandom(p + done, n - done, 0);

		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0)
			done += (size_t)got;
	}
}

uint64_t
rng_below(uint64_t n)
{
	uint64_t x;

	assert(n > 0);
	uint64_t uneven = (UINT64_MAX % n + 1) % n;	/* 2^64 mod n: so many values would make the first ones likelier */
	do
		rng_bytes(&x, sizeof x);
	while (x < uneven);
	return x % n;
}

struct id
rng_id(struct utc_ms now)
{
	struct id id;

	assert(now.ms >= 0 && now.ms < INT64_C(1) << 47);
	rng_bytes(id.b, sizeof id.b);
	if (now.ms > rng.id_ms) {
		rng.id_ms = now.ms;
		rng.id_counter = (id.b[6] * 256u + id.b[7]) & COUNTER_SEED;
	} else if (rng.id_counter++ == COUNTER_MAX) {
		rng.id_ms++;
		rng.id_counter = 0;
	}
	for (int i = 0; i < 6; i++)
		id.b[i] = (uint8_t)(rng.id_ms >> (40 - 8 * i));
	id.b[6] = (uint8_t)(0x70 | rng.id_counter >> 8);
	id.b[7] = (uint8_t)rng.id_counter;
	id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
	return id;
}

static bool
dash_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void
rng_id_format(struct id id, char out[RNG_ID_SIZE])
{
	static const char HEX[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof id.b; i++) {
		if (dash_before(i))
			*out++ = '-';
		*out++ = HEX[id.b[i] >> 4];
		*out++ = HEX[id.b[i] & 15];
	}
	*out = '\0';
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
rng_id_parse(struct str s, struct id *out)
{
	const char *p = s.p;
	struct id id;

	if (s.n != RNG_ID_SIZE - 1)
		return false;
	for (size_t i = 0; i < sizeof id.b; i++) {
		if (dash_before(i) && *p++ != '-')
			return false;
		int high = hex_value(*p++), low = hex_value(*p++);
		if (high < 0 || low < 0)
			return false;
		id.b[i] = (uint8_t)(high * 16 + low);
	}
	if (id_is_none(id))
		return false;
	*out = id;
	return true;
}
