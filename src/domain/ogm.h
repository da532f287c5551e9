/* ogm.h - the Belgian structured communication of a payment (OGM, VCS), +++010/8068/17183+++. The shape of the functions: digits.h. */
#ifndef SIMOFF_OGM_H
#define SIMOFF_OGM_H
#include "base/base.h"

#define OGM_DIGITS 12u
#define OGM_NUMBER_MAX 9999999999u		/* ten digits; the other two are the check */
#define OGM_PRINT_SIZE 21u

struct ogm { char digits[OGM_DIGITS + 1]; };	/* made by ogm_parse() and ogm_make() */

/* ogm_parse: 12 digits, with + * / . - and spaces anywhere. */
bool ogm_parse(struct str text, struct ogm *out, const char **why_out) MUST_CHECK;
struct ogm ogm_make(uint64_t number);			/* NUMBER with its check digits; above OGM_NUMBER_MAX is a bug */
struct str ogm_format(const struct ogm *);					/* 010806817183, as pain.001 wants it */
struct str ogm_print(const struct ogm *, char out[OGM_PRINT_SIZE]);	/* +++010/8068/17183+++ */
#endif
