/* rng.h - random bytes, numbers without bias, and ids.
 * From the kernel (getrandom), unless rng_seed() was called. State is per process; there are no threads. */
#ifndef SIMOFF_RNG_H
#define SIMOFF_RNG_H
#include "base/base.h"

#define RNG_ID_SIZE 37			/* "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d" and its NUL */

/* rng_bytes(out, n): N bytes fit for secrets. Never fails but by abort (no kernel random). Cost one system call. */
void rng_bytes(void *out, size_t n);

/* rng_below(n): 0 .. N-1, each equally likely; N > 0. */
uint64_t rng_below(uint64_t n);

/* rng_id(now): a new UUIDv7 (RFC 9562 5.7). Ids of one process ascend, also within a millisecond and when the clock is set
 * back (then they keep the latest time seen). NOW must not be negative. */
struct id rng_id(struct utc_ms now);

/* Text of an id, 8-4-4-4-12 in lower case. Parsing takes upper case too; the id of all zeros, which means none, is refused,
 * with OUT unchanged. */
void rng_id_format(struct id, char out[RNG_ID_SIZE]);
bool rng_id_parse(struct str, struct id *out) MUST_CHECK;

/* rng_seed(seed): from now on everything above is a function of SEED and of the calls made: for tests and the simulator,
 * so that one seed replays a whole world. Forgets the ids made so far. Never called by the programs; there is no way back. */
void rng_seed(uint64_t seed);
#endif
