/* digits.h - what the identifiers share: taking typed text apart, the two modulo-97 checks, laying out for people.
 * Every identifier module X has the same four functions:
 *	bool X_parse(struct str text, struct X *out, const char **why_out)
 *		the only maker. True: OUT is filled, *WHY_OUT is NULL. False: OUT is all zero and *WHY_OUT says, in one short
 *		sentence for a person, what is wrong and what is expected; a constant that never repeats the value.
 *		TEXT may hold any bytes. Cost O(text.n).
 *	struct str X_format(const struct X *)
 *		the canonical text, which X_parse takes back unchanged; borrowed from the struct, NUL-ended beyond its n.
 *	struct str X_print(const struct X *, char out[X_PRINT_SIZE])
 *		for people and paper, where such a form exists; borrowed from OUT, NUL-ended beyond its n.
 * Formatting or printing a struct that no X_parse made is a bug (assert). */
#ifndef SIMOFF_DIGITS_H
#define SIMOFF_DIGITS_H
#include "base/base.h"

#define DIGITS_DECIMAL "0123456789"
#define DIGITS_CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS_STRAY   SIZE_MAX

/* digits_gather(text, keep, skip, out, size): copies the characters of KEEP found in TEXT to OUT, small letters as
 * capitals, leaving out those of SKIP and white space at both ends. OUT is NUL-ended and takes at most SIZE - 1.
 * Returns how many there were (more than SIZE - 1: the rest is not in OUT), or DIGITS_STRAY if any other byte is there. */
size_t digits_gather(struct str text, const char *keep, const char *skip, char *out, size_t size);

bool digits_are(struct str, const char *set);		/* is every character of SET? true when empty */
uint64_t digits_value(struct str);			/* of at most 19 decimal digits; anything else is a bug */

/* digits_mod97(s): S as one decimal number modulo 97, A to Z standing for 10 to 35 (ISO 7064, ISO 13616). */
unsigned digits_mod97(struct str);

/* digits_iso7064(s): do the check digits, third and fourth character of S, fit? (MOD 97-10, as IBAN and RF use it:
 * first four moved to the end, remainder 1.) Only 02 to 98 are ever given out, so 00, 01 and 99 do not fit. */
bool digits_iso7064(struct str);

/* digits_belgian97(s): do the last two digits equal the others modulo 97, with 97 standing for 0? */
bool digits_belgian97(struct str);

/* digits_lay_out(text, pattern, out, size): PATTERN with each '#' replaced by the next character of TEXT. As many '#'
 * as characters, and room in OUT, or it is a bug. */
struct str digits_lay_out(struct str text, const char *pattern, char *out, size_t size);
struct str digits_in_fours(struct str text, char *out, size_t size);	/* "BE68 5390 0754 7034" */
#endif
