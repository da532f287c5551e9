/* msisdn.h - a mobile number (MSISDN): E.164 without '+', 7 to 15 digits. The shape of the functions: digits.h. */
#ifndef SIMOFF_MSISDN_H
#define SIMOFF_MSISDN_H
#include "base/base.h"

#define MSISDN_DIGITS_MIN 7u
#define MSISDN_DIGITS_MAX 15u
#define MSISDN_PRINT_SIZE 18u		/* "+32 470 12 34 56", "+" and 15 digits */
#define MSISDN_MASK_SIZE 7u		/* "..3456" */

struct msisdn { char digits[MSISDN_DIGITS_MAX + 1]; };	/* msisdn_parse() is the only maker */

/* msisdn_parse: takes +32470123456, 0032470123456, 0470 12 34 56 (one leading zero is Belgium, the product's country),
 * 32470123456, with space . - / ( ) between digits, and +32 (0)470. Without '+' or zeros in front the digits are read as
 * E.164, the canonical form: "470123456" is a number of country 47, so a form for customers asks
 * msisdn_is_belgian_mobile as well. A Belgian number must be mobile: 32 and 9 digits beginning with 4; of other
 * countries only the length is known. The operator never follows from the digits: numbers are ported. */
bool msisdn_parse(struct str text, struct msisdn *out, const char **why_out) MUST_CHECK;
struct str msisdn_format(const struct msisdn *);				/* 32470123456 */
struct str msisdn_print(const struct msisdn *, char out[MSISDN_PRINT_SIZE]);	/* +32 470 12 34 56 */
/* msisdn_show(m, lang, out): as a reader of LANG writes it. In the languages of Belgium (nl, fr, de) a Belgian number is 0470 12 34 56;
 * in others, and a number from elsewhere in any, it has its country: as msisdn_print. */
struct str msisdn_show(const struct msisdn *, struct str lang, char out[MSISDN_PRINT_SIZE]);
struct str msisdn_mask(const struct msisdn *, char out[MSISDN_MASK_SIZE]);	/* ..3456, for texts that others may see */
bool msisdn_is_belgian_mobile(const struct msisdn *);
bool msisdn_equal(const struct msisdn *, const struct msisdn *);
#endif
