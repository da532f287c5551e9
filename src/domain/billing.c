/* billing.c - the record of what billing is told, and the test of what it says. Pure.
 * Source: PRODUCT rule 22 ("read after the cut"). Errors: a refusal with its reason. */
#include "domain/billing.h"

RECORD_TABLE(billing_order, BILLING_ORDER)

const char *
billing_fault(const struct effect_balance *b, struct utc_ms cut, struct utc_ms now)
{
	if (!b->found || !b->as_of.ms)
		return "there is no balance, or no time with it";
	if (b->credit_cents < 0 || b->credit_cents > EFFECT_CENTS_MAX || b->debt_cents < 0 || b->debt_cents > EFFECT_CENTS_MAX)
		return "an amount is negative or above EUR 1,000,000";
	if (b->as_of.ms <= cut.ms)
		return "the balance is not later than the cut";
	if (b->as_of.ms > now.ms + BILLING_AHEAD_MS)
		return "the balance is of a time that has not come yet; compare the clocks";
	return NULL;
}
