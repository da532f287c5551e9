/* until.c - last days that a contract gives. Pure.
 * Sources: PRODUCT rules 3 and 8; directive 2011/83/EU, articles 9 and 11; regulation 1182/71, article 3. Errors: none. */
#include "domain/until.h"

static bool
is_given(struct date d)
{
	return d.days != DATE_NONE.days;
}

/* The day of the contract is not counted. CHECK: a period whose last day is a Saturday, a Sunday or a public holiday runs to the
 * end of the next working day (regulation 1182/71, article 3(4)); counted here with Belgium's holidays. */
struct date
until_withdrawal(struct date sold_online, bool is_consumer)
{
	if (!is_consumer || !is_given(sold_online))
		return DATE_NONE;
	struct date last = calendar_add_days(sold_online, UNTIL_WITHDRAWAL_DAYS);
	return calendar_is_working(last) ? last : calendar_add_working_days(last, 1);
}

bool
until_withdrawal_is_open(struct date sold_online, bool is_consumer, struct date day)
{
	struct date last = until_withdrawal(sold_online, is_consumer);

	return is_given(last) && day.days <= last.days;
}

struct date
until_month(struct date start, struct date day)
{
	if (!is_given(start))
		return DATE_NONE;
	int month = calendar_month_of(start, day);
	struct date next = calendar_add_months(start, month < 1 ? 1 : month);
	return calendar_add_days(next, -1);
}

struct date
until_credit(struct date expiry, struct date day)
{
	return is_given(expiry) && expiry.days >= day.days ? expiry : DATE_NONE;
}
