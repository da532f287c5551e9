/* becard.h - the number of a Belgian identity card, 591-1917064-58. The shape of the functions: digits.h. */
#ifndef SIMOFF_BECARD_H
#define SIMOFF_BECARD_H
#include "base/base.h"

#define BECARD_DIGITS 12u
#define BECARD_PRINT_SIZE 15u

struct becard { char digits[BECARD_DIGITS + 1]; };	/* becard_parse() is the only maker */

bool becard_parse(struct str text, struct becard *out, const char **why_out) MUST_CHECK;	/* with . - / and spaces anywhere */
struct str becard_format(const struct becard *);					/* 591191706458 */
struct str becard_print(const struct becard *, char out[BECARD_PRINT_SIZE]);	/* 591-1917064-58 */
#endif
