/* nearest.h - which known word did somebody mean who mistyped one? For messages only: nothing is ever guessed. */
#ifndef SIMOFF_NEAREST_H
#define SIMOFF_NEAREST_H
#include "base/base.h"

#define NEAREST_WORD_MAX 64u		/* bytes; longer words have no neighbour */

/* nearest_of(typed, word_of, of, n): the word nearest to TYPED among word_of(of, 0) .. word_of(of, n - 1), NULL when none is near:
 * at most a third of its letters wrong, swapped neighbours being one mistake. Cost: N times the product of the lengths. */
const char *nearest_of(struct str typed, const char *(*word_of)(const void *of, size_t i), const void *of, size_t n);
#endif
