/* imsi.h - the number of a subscription in the network (IMSI): 6 to 15 digits. The shape of the functions: digits.h. */
#ifndef SIMOFF_IMSI_H
#define SIMOFF_IMSI_H
#include "base/base.h"

#define IMSI_DIGITS_MIN 6u
#define IMSI_DIGITS_MAX 15u

struct imsi { char digits[IMSI_DIGITS_MAX + 1]; };	/* imsi_parse() is the only maker */

bool imsi_parse(struct str text, struct imsi *out, const char **why_out) MUST_CHECK;	/* spaces and '-' are left out */
struct str imsi_format(const struct imsi *);
bool imsi_equal(const struct imsi *, const struct imsi *);
#endif
