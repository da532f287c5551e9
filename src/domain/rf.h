/* rf.h - the international creditor reference of a payment (ISO 11649), RF18 5390 0754 7034. The shape of the functions: digits.h. */
#ifndef SIMOFF_RF_H
#define SIMOFF_RF_H
#include "base/base.h"

#define RF_SIZE_MIN 5u				/* RF, two check digits, one to 21 characters */
#define RF_SIZE_MAX 25u
#define RF_PRINT_SIZE 32u

struct rf { char text[RF_SIZE_MAX + 1]; };	/* rf_parse() is the only maker */

bool rf_parse(struct str text, struct rf *out, const char **why_out) MUST_CHECK;	/* small letters and spaces are fine */
struct str rf_format(const struct rf *);					/* RF18539007547034 */
struct str rf_print(const struct rf *, char out[RF_PRINT_SIZE]);	/* RF18 5390 0754 7034 */
#endif
