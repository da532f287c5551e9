/* policy.c - defaults and limits of an operator's settings.
 * Pure. Sources: PRODUCT rules 3, 13, 18, 20, 23; PRODUCT 3 (decide_days, drain). Errors: a refusal with its reason. */
#include "domain/policy.h"

#define X(n, t) #n,
static const char *const REVIEW[] = { POLICY_REVIEWS(X) };
static const char *const DEBT[] = { POLICY_DEBTS(X) };
static const char *const REFUND[] = { POLICY_REFUNDS(X) };
static const char *const CUSTOMERS[] = { POLICY_CUSTOMERS(X) };
static const char *const COUNTRY[] = { POLICY_COUNTRIES(X) };
#undef X
const struct names policy_review_names = { REVIEW, COUNT(REVIEW) };
const struct names policy_debt_names = { DEBT, COUNT(DEBT) };
const struct names policy_refund_names = { REFUND, COUNT(REFUND) };
const struct names policy_customers_names = { CUSTOMERS, COUNT(CUSTOMERS) };
const struct names policy_country_names = { COUNTRY, COUNT(COUNTRY) };

RECORD_TABLE(policy, POLICY)

struct policy
policy_default(void)
{
	return (struct policy){
		.found = true,
		.review = POLICY_REVIEW_manual,
		.debt = POLICY_DEBT_collect,
		.refund = POLICY_REFUND_on_port,
		.refund_fee_cents = 0,
		.stop_window_s = 8 * 3600,
		.drain_s = 60,
		.hold_portable_days = POLICY_PORTABLE_DAYS_MIN,
		.hold_months = 6,
		.customers = POLICY_CUSTOMERS_anyone,
		.notice_days = 0,
		.decide_days = 3,
		.zone = CALENDAR_ZONE_brussels,
		.country = POLICY_COUNTRY_BE,
		.language = STR("en"),
	};
}

bool
policy_language_is_known(struct str language)
{
	static const char *const KNOWN[] = { "nl", "fr", "de", "en", "zh" };

	for (size_t i = 0; i < COUNT(KNOWN); i++)
		if (str_is(language, KNOWN[i]))
			return true;
	return false;
}

bool
policy_check(const struct policy *p, const char **why_out)
{
	const int64_t notice_max = p->customers == POLICY_CUSTOMERS_firms ? POLICY_NOTICE_DAYS_MAX : 0;
	const struct { int64_t value, min, max; const char *why; } LIMITS[] = {
		{ p->refund_fee_cents, 0, POLICY_REFUND_FEE_MAX, "refund_fee_cents: 0 to 500 (EUR 5.00)" },
		{ p->stop_window_s, 0, POLICY_STOP_WINDOW_MAX, "stop_window_s: 0 to 604800 (7 days)" },
		{ p->drain_s, 0, POLICY_DRAIN_MAX, "drain_s: 0 to 3600" },
		{ p->hold_portable_days, POLICY_PORTABLE_DAYS_MIN, POLICY_PORTABLE_DAYS_MAX, "hold_portable_days: 31 to 366" },
		{ p->hold_months, 1, POLICY_HOLD_MONTHS_MAX, "hold_months: 1 to 24" },
		{ p->notice_days, 0, POLICY_NOTICE_DAYS_MAX, "notice_days: 0 to 28 (at most one month)" },
		{ p->notice_days, 0, notice_max, "notice_days: consumers and firms of up to 9 people have no notice period; "
			"above 0 only with customers = firms" },
		{ p->decide_days, 1, POLICY_DECIDE_DAYS_MAX, "decide_days: 1 to 30 working days" },
	};

	for (size_t i = 0; i < COUNT(LIMITS); i++)
		if (LIMITS[i].value < LIMITS[i].min || LIMITS[i].value > LIMITS[i].max) {
			*why_out = LIMITS[i].why;
			return false;
		}
	if (!policy_language_is_known(p->language)) {
		*why_out = "language: nl, fr, de, en or zh";
		return false;
	}
	return true;
}
