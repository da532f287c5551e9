/* dice.h - chance from a seed, in streams that do not disturb each other: what one actor or attempt draws does not depend on
 * what another draws, so that a history with one of them left out stays the same elsewhere. */
#ifndef SIMOFF_SIM_DICE_H
#define SIMOFF_SIM_DICE_H
#include "base/base.h"

struct dice { uint64_t state; };

struct dice dice_of(uint64_t seed, uint64_t stream, uint64_t number);
uint64_t dice_next(struct dice *);
int64_t dice_below(struct dice *, int64_t n);		/* 0 .. N-1 */
int64_t dice_between(struct dice *, int64_t least, int64_t most);
bool dice_permille(struct dice *, unsigned n);
int64_t dice_pause(struct dice *);			/* ms: most often seconds, now and then days */
#endif
