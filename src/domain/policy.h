/* policy.h - what one operator has decided: the settings that rules and quotes depend on, their defaults and their limits.
 * Pure. A policy is used only after policy_check() has accepted it. Sources: PRODUCT 3 and 4. */
#ifndef SIMOFF_POLICY_H
#define SIMOFF_POLICY_H
#include "base/base.h"
#include "base/record.h"
#include "domain/calendar.h"

#define POLICY_REVIEWS(X) \
	X(manual, "a person decides every case") \
	X(clean,  "approved by rule if proven or vouched for, unchanged for 7 days, no debt under block, network agrees")
#define POLICY_DEBTS(X) \
	X(collect, "terminate; the claim stays and is on the final bill") \
	X(block,   "the case waits until the debt is paid")
#define POLICY_REFUNDS(X) \
	X(on_port, "paid credit is refunded when the number is ported out") \
	X(never,   "credit is not refunded") \
	X(always,  "paid credit is refunded whenever a line ends")
#define POLICY_CUSTOMERS(X) \
	X(anyone, "consumers and small firms may be among the customers") \
	X(firms,  "only firms of more than 9 people")
#define POLICY_COUNTRIES(X) \
	X(BE, "Belgium") \
	X(DE, "Germany") \
	X(FR, "France")

#define X(n, t) POLICY_REVIEW_##n,
enum policy_review { POLICY_REVIEWS(X) POLICY_REVIEW_COUNT };
#undef X
#define X(n, t) POLICY_DEBT_##n,
enum policy_debt { POLICY_DEBTS(X) POLICY_DEBT_COUNT };
#undef X
#define X(n, t) POLICY_REFUND_##n,
enum policy_refund { POLICY_REFUNDS(X) POLICY_REFUND_COUNT };
#undef X
#define X(n, t) POLICY_CUSTOMERS_##n,
enum policy_customers { POLICY_CUSTOMERS(X) POLICY_CUSTOMERS_COUNT };
#undef X
#define X(n, t) POLICY_COUNTRY_##n,
enum policy_country { POLICY_COUNTRIES(X) POLICY_COUNTRY_COUNT };
#undef X
extern const struct names policy_review_names, policy_debt_names, policy_refund_names, policy_customers_names,
	policy_country_names;

#define POLICY_REFUND_FEE_MAX    500		/* EUR 5.00, rule 18 */
#define POLICY_STOP_WINDOW_MAX   (7 * 86400)	/* s */
#define POLICY_DRAIN_MAX         3600		/* s */
#define POLICY_PORTABLE_DAYS_MIN 31		/* rule 23; also the shortest hold */
#define POLICY_PORTABLE_DAYS_MAX 366
#define POLICY_HOLD_MONTHS_MAX   24
#define POLICY_NOTICE_DAYS_MAX   28		/* never more than one month, February included; rule 3 */
#define POLICY_DECIDE_DAYS_MAX   30

#define POLICY(F, s) \
	F(s, ENUM, review,             policy_review,            0, "manual: a person decides; clean: by rule if nothing speaks against") \
	F(s, ENUM, debt,               policy_debt,              0, "collect: end the line, claim stays; block: wait until it is paid") \
	F(s, ENUM, refund,             policy_refund,            0, "when paid credit goes back: on_port, never, always") \
	F(s, INT,  refund_fee_cents,   POLICY_REFUND_FEE_MAX,    0, "kept from a refund where the contract says so, at most 500") \
	F(s, INT,  stop_window_s,      POLICY_STOP_WINDOW_MAX,   0, "seconds from the alert to the cut in which STOP contests it") \
	F(s, INT,  drain_s,            POLICY_DRAIN_MAX,         0, "seconds for the last message to arrive before the cut; 0 only where nothing is sent") \
	F(s, INT,  hold_portable_days, POLICY_PORTABLE_DAYS_MAX, 0, "days after the cut in which the holder may port, 31 or more") \
	F(s, INT,  hold_months,        POLICY_HOLD_MONTHS_MAX,   0, "months before anyone else has the number; never under 31 days") \
	F(s, ENUM, customers,          policy_customers,         0, "anyone, or only firms of more than 9 people") \
	F(s, INT,  notice_days,        POLICY_NOTICE_DAYS_MAX,   0, "notice period; 0 unless all are firms of more than 9 people") \
	F(s, INT,  decide_days,        POLICY_DECIDE_DAYS_MAX,   0, "working days to decide a case, then somebody is reminded") \
	F(s, ENUM, zone,               calendar_zone,            0, "Europe/Brussels or UTC: whose midnight ends a day") \
	F(s, ENUM, country,            policy_country,           0, "BE, DE or FR: wording of the buttons and fields of the form") \
	F(s, TEXT, language,           8,                        0, "of staff, and of customers who chose none: nl fr de en zh")
RECORD(policy, POLICY)

struct policy policy_default(void);		/* a Belgian operator that does what the law gives, no more */

/* policy_check(p, why): may P be used? If not, WHY is one line for the sysadmin, naming the setting (static, not to free). */
bool policy_check(const struct policy *, const char **why_out) MUST_CHECK;
bool policy_language_is_known(struct str);	/* nl fr de en zh */
#endif
