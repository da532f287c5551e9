/* nrn.h - the Belgian national number, and the BIS number of people who are not in the national register.
 * The shape of the functions: digits.h. For checking while typed only: not stored unless the operator has the legal
 * ground (PRODUCT rule 14). */
#ifndef SIMOFF_NRN_H
#define SIMOFF_NRN_H
#include "base/base.h"

#define NRN_DIGITS 11u
#define NRN_PRINT_SIZE 16u

/* Made by nrn_parse() only. The birth date is known as far as the register knew it when the number was given out. */
struct nrn {
	char digits[NRN_DIGITS + 1];
	bool is_bis;
	int  century;		/* 1900 or 2000, told by which check fits */
	int  birth_year;	/* 1985; 0 = not known */
	int  birth_month;	/* 1 to 12; 0 = not known */
	int  birth_day;		/* 1 to 31, a day of that month; 0 = not known */
};

/* nrn_parse: 11 digits, with . - / and spaces anywhere. Month 0 and a day that the month does not have are legal: the date
 * was not known, or the numbers of that day had run out. There is no clock here: someone born in the future passes. */
bool nrn_parse(struct str text, struct nrn *out, const char **why_out) MUST_CHECK;
struct str nrn_format(const struct nrn *);				/* 85073003328 */
struct str nrn_print(const struct nrn *, char out[NRN_PRINT_SIZE]);	/* 85.07.30-033.28 */
#endif
