/* iccid.h - the number printed on a SIM card (ICCID): 89, then 16 to 18 more digits. The shape of the functions: digits.h. */
#ifndef SIMOFF_ICCID_H
#define SIMOFF_ICCID_H
#include "base/base.h"

#define ICCID_DIGITS_MAX 20u
#define ICCID_PRINT_SIZE 25u

struct iccid { char digits[ICCID_DIGITS_MAX + 1]; };	/* iccid_parse() is the only maker */

/* iccid_parse: takes 18, 19 or 20 digits; spaces, '-' and the filler F of the card's memory at the end are left out.
 * The last of 19 or 20 digits is a Luhn check and must fit. 18 digits are a card of 19 whose check digit an export left
 * out: nothing can be checked then. The digits are kept as given, the missing one is not made up:
 * compare with iccid_equal, never by text. */
bool iccid_parse(struct str text, struct iccid *out, const char **why_out) MUST_CHECK;
struct str iccid_format(const struct iccid *);
struct str iccid_print(const struct iccid *, char out[ICCID_PRINT_SIZE]);	/* 8932 0100 ... as on the card */

/* iccid_equal: is it the same card? An ICCID without its check digit equals the one of 19 digits with it. One of
 * 20 digits is equal only to itself: its 19th digit tells cards apart. */
bool iccid_equal(const struct iccid *, const struct iccid *);
#endif
