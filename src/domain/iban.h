/* iban.h - a bank account (IBAN). The shape of the functions: digits.h. */
#ifndef SIMOFF_IBAN_H
#define SIMOFF_IBAN_H
#include "base/base.h"

#define IBAN_SIZE_MAX 34u
#define IBAN_PRINT_SIZE 43u

struct iban { char text[IBAN_SIZE_MAX + 1]; };	/* iban_parse() is the only maker */

/* iban_parse: takes capitals or small letters, with spaces and '-' anywhere. Checked: a country of the IBAN registry, its
 * length, where it has letters and where digits, the two check digits; for BE the check of the account number in it.
 * That the account exists and whose it is, only a bank can say (the payee check). */
bool iban_parse(struct str text, struct iban *out, const char **why_out) MUST_CHECK;
struct str iban_format(const struct iban *);					/* BE68539007547034 */
struct str iban_print(const struct iban *, char out[IBAN_PRINT_SIZE]);	/* BE68 5390 0754 7034 */
struct str iban_country(const struct iban *);					/* BE; borrowed from the struct */
#endif
