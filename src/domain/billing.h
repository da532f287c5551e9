/* billing.h - what billing is told when a line has ended, and when its balance can be the final account's. Pure.
 * Sources: PRODUCT rules 7, 18, 22. */
#ifndef SIMOFF_DOMAIN_BILLING_H
#define SIMOFF_DOMAIN_BILLING_H
#include "base/base.h"
#include "base/record.h"
#include "domain/effect.h"

#define BILLING_AHEAD_MS 300000		/* how far the clock of a billing system may be ahead of ours */

/* The facts of billing_stop and billing_balance: fixed when they are owed, JSON in the task's FACTS. */
#define BILLING_ORDER(F, s) \
	F(s, DATE, end,          0,  0, "last day that is charged, in the operator's zone") \
	F(s, TIME, cut,          0,  0, "when the network was read back as gone: a balance must be later") \
	F(s, TEXT, cause,        8,  0, "wish or port") \
	F(s, INT,  credit_cents, 0,  0, "as simoff was told last") \
	F(s, INT,  debt_cents,   0,  0, "likewise")
RECORD(billing_order, BILLING_ORDER)

/* billing_fault(b, cut, now): why B cannot be the balance of a line that was cut at CUT; NULL: it can. Static text, for staff. */
const char *billing_fault(const struct effect_balance *, struct utc_ms cut, struct utc_ms now);
#endif
