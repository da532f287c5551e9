/* money.h - amounts in EUR as whole cents: sums that refuse overflow, and text without floats.
 * The text here is for machines and forms ("-1234.50"); what a customer reads is made from the language's own tables. */
#ifndef SIMOFF_MONEY_H
#define SIMOFF_MONEY_H
#include "base/base.h"

#define MONEY_CENTS_MAX INT64_C(99999999999)	/* one amount typed, imported or paid: 999999999.99, the most that SEPA carries */
#define MONEY_TEXT_SIZE 24			/* any int64_t of cents, with its NUL */

/* money_add(a, b, out), money_sub(a, b, out): false, with OUT unchanged, when int64_t cannot hold the result. */
bool money_add(struct money a, struct money b, struct money *out) MUST_CHECK;
bool money_sub(struct money a, struct money b, struct money *out) MUST_CHECK;

/* money_format(m, out): always two decimals and a dot, a leading '-' if negative: "12.34", "-0.05". No grouping, no sign of
 * the currency. */
void money_format(struct money, char out[MONEY_TEXT_SIZE]);

/* money_parse(s, out): optional '-', digits, then at most two decimals after a dot or a comma: "12", "12.5" (= 12.50),
 * "-0,05". Refused, with OUT unchanged: blanks, a plus sign, ".5", "5.", grouping ("1.234" has three decimals), and
 * anything further from zero than MONEY_CENTS_MAX. */
bool money_parse(struct str, struct money *out) MUST_CHECK;
#endif
