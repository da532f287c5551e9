/* reference.h - the public reference of a case, like K7QM-3XPA-9: eight random symbols and a check symbol.
 * Pure. It shows the state of a case only, so it need not be secret; it must not be guessed by typing errors.
 *
 * All nine symbols are of the first 31 of Crockford's base 32 (no I L O U, and no Z: with 32 symbols modulo 31 two of them
 * would be the same to the check). The nine, read as a number in base 17, leave 1 modulo 31 (the scheme of ISO 7064).
 * 31 is prime and 17 a primitive root of it, so every wrong symbol and every two symbols exchanged, neighbours or not, are
 * found; of other nonsense one in 31 passes. */
#ifndef SIMOFF_REFERENCE_H
#define SIMOFF_REFERENCE_H
#include "base/base.h"

#define REFERENCE_COUNT     UINT64_C(852891037441)	/* 31 to the 8th: 39.6 bits */
#define REFERENCE_TEXT_SIZE 12				/* "K7QM-3XPA-9" and its NUL */

struct reference { uint64_t n; };			/* below REFERENCE_COUNT; made here only */

/* reference_make(random): from 64 random bits, each reference equally likely (within 2^-24). The caller makes it unique:
 * the store refuses a second one. */
struct reference reference_make(uint64_t random);

void reference_format(struct reference, char out[REFERENCE_TEXT_SIZE]);

/* reference_parse(s, out): as people type it: lower case, I and L for 1, O for 0, dashes and blanks anywhere or nowhere.
 * False, with OUT unchanged, if it cannot be a reference: a mistake of typing, to be told from an unknown reference. */
bool reference_parse(struct str, struct reference *out) MUST_CHECK;
#endif
