/* dice.c - see dice.h. SplitMix64, as in base/rng.c; the bias of a remainder does not matter here. Pure. */
#include "dice.h"

#define GAMMA UINT64_C(0x9e3779b97f4a7c15)

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = d->state += GAMMA;

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct dice
dice_of(uint64_t seed, uint64_t stream, uint64_t number)
{
	struct dice d = { seed };

	d.state = dice_next(&d) ^ stream * GAMMA;
	d.state = dice_next(&d) ^ number * GAMMA;
	return d;
}

int64_t
dice_below(struct dice *d, int64_t n)
{
	assert(n > 0);
	return (int64_t)(dice_next(d) % (uint64_t)n);
}

int64_t
dice_between(struct dice *d, int64_t least, int64_t most)
{
	return least + dice_below(d, most - least + 1);
}

bool
dice_permille(struct dice *d, unsigned n)
{
	return dice_below(d, 1000) < n;
}

int64_t
dice_pause(struct dice *d)
{
	static const int64_t MOST[] = { 100, 3000, 3000, 60000, 60000, 3600000, 3600000, 86400000, 3 * INT64_C(86400000) };

	return 1 + dice_below(d, MOST[dice_below(d, COUNT(MOST))]);
}
