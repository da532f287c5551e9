/* quote.h - what a customer still owes and is still owed when a line ends: the preview that binds, and the final account.
 * Pure. Whole cents; days are local to the operator's zone; the line ends at 24:00 of the end day.
 *
 * Months: month N of a contract begins on the day of the month of its start (the last day of a shorter month) and ends the
 * day before month N + 1 begins (calendar_month_of).
 * Fees left, up to the end of a month M: the monthly fee for each whole month after the one in which the line ends, plus the
 * days that are left of that one, each worth the fee divided by the days of that contract month. Ending on the last day of
 * month M leaves nothing.
 * Rounding: half up to a cent, once per amount. Credit is whole cents and needs none. */
#ifndef SIMOFF_QUOTE_H
#define SIMOFF_QUOTE_H
#include "base/base.h"
#include "base/record.h"
#include "domain/hold.h"
#include "domain/policy.h"

#define QUOTE_CENTS_MAX        100000000u	/* each amount of a line: EUR 1,000,000 */
#define QUOTE_SUM_MAX          1000000000u	/* what they can add up to: under EUR 10,000,000 */
#define QUOTE_TERM_MONTHS_MAX  60u		/* longest fixed term */
#define QUOTE_AHEAD_MONTHS_MAX 120		/* an end must be nearer than this */

#define QUOTE_CAUSES(X) \
	X(asked, "the holder asked for the end") \
	X(port,  "the number is being ported to another operator") \
	X(withdrawal, "a consumer withdraws from the contract in the first 14 days")

/* Why an amount is what it is: the English text is the key in the catalogues. */
#define QUOTE_REASONS(X) \
	X(open_ended,     "Your contract has no fixed term, so ending it costs nothing.") \
	X(term_over,      "The fixed term of your contract is over by then, so ending it costs nothing.") \
	X(six_months,     "The first six months are over by then, so ending the contract costs nothing.") \
	X(price_rise,     "We raised our prices in the last three months, so ending the contract costs nothing.") \
	X(early_end,      "The fees that remain until the end of the sixth month of your contract, or of its fixed term.") \
	X(withdrawn,      "You withdraw from the contract within 14 days, so ending it costs nothing.") \
	X(no_device,      "No device came with this contract.") \
	X(device_back,    "The device goes back to us with the withdrawal, so nothing is due for it.") \
	X(device_over,    "The device is fully paid off by then.") \
	X(device_no_term, "No fees of a fixed term are left by then, so nothing is due for the device.") \
	X(device_share,   "What remains of the price of your device, spread evenly over 24 months.") \
	X(device_capped,  "For your device, never more than the fees that remain in the fixed term.") \
	X(no_credit,      "There is no paid credit on this line.") \
	X(credit_expired, "The paid credit will have expired by then.") \
	X(refund_never,   "By the published terms, remaining credit is not paid out.") \
	X(refund_on_port, "By the published terms, credit is paid out when the number moves to another operator.") \
	X(refund_small,   "The credit does not exceed the fee for paying it out.") \
	X(refund_fee,     "Your paid credit, less the fee for paying it out.") \
	X(refund_whole,   "All of your paid credit.") \
	X(no_debt,        "Nothing is unpaid.") \
	X(debt_collect,   "This stays due and will be on the final bill. It does not delay the end.") \
	X(debt_block,     "This must be paid before the line can end.") \
	X(debt_disputed,  "Disputed: it is not collected until the dispute is settled, for up to four months.") \
	X(number_held,    "The number rests. For a while you can still move it to another operator; nobody else gets it.") \
	X(number_returned, "The number goes back to the operator it came from.") \
	X(number_ported,  "The number goes with you to your new operator.")

/* What cannot be computed. */
#define QUOTE_REFUSALS(X) \
	X(none,         "computed") \
	X(no_start,     "the start of the contract is not known, but a fixed term or a device is") \
	X(before_start, "the end is before the start of the contract") \
	X(too_far,      "the end is ten years ahead or more") \
	X(bad_term,     "the fixed term of the line is negative or above 60 months") \
	X(bad_amount,   "an amount of the line is negative or above EUR 1,000,000")

#define X(n, t) QUOTE_CAUSE_##n,
enum quote_cause { QUOTE_CAUSES(X) QUOTE_CAUSE_COUNT };
#undef X
#define X(n, t) QUOTE_REASON_##n,
enum quote_reason { QUOTE_REASONS(X) QUOTE_REASON_COUNT };
#undef X
#define X(n, t) QUOTE_REFUSAL_##n,
enum quote_refusal { QUOTE_REFUSALS(X) QUOTE_REFUSAL_COUNT };
#undef X
extern const struct names quote_cause_names, quote_reason_names, quote_refusal_names;

/* What the rules need to know of a line. */
#define QUOTE_LINE(F, s) \
	F(s, DATE, start,             0,                     0, "first day of the contract or its latest renewal: month 1 begins") \
	F(s, INT,  fixed_months,      QUOTE_TERM_MONTHS_MAX, 0, "fixed term in months; 0 = open-ended") \
	F(s, INT,  fee_cents,         QUOTE_CENTS_MAX,       0, "monthly fee") \
	F(s, INT,  device_cents,      QUOTE_CENTS_MAX,       0, "price of the device at the start, to be paid off in 24 months") \
	F(s, DATE, price_rise,        0,                     0, "day on which the holder was told of the latest price rise") \
	F(s, INT,  credit_cents,      QUOTE_CENTS_MAX,       0, "credit actually paid for; without promotions and period bundles") \
	F(s, DATE, credit_expires,    0,                     0, "last day on which it can be used; none = it stays") \
	F(s, BOOL, refund_fee_agreed, 0,                     0, "the contract allows a fee for paying credit out") \
	F(s, INT,  debt_cents,        QUOTE_CENTS_MAX,       0, "unpaid and due") \
	F(s, DATE, disputed,          0,                     0, "day on which the ombudsman took up a dispute of the debt") \
	F(s, ENUM, origin,            hold_origin,           0, "own or ported_in: where the number goes")
RECORD(quote_line, QUOTE_LINE)

#define QUOTE(F, s) \
	F(s, ENUM, refusal,          quote_refusal,   0, "none, or why nothing could be computed; all amounts are 0 then") \
	F(s, DATE, end,              0,               0, "the line ends at 24:00 of this day") \
	F(s, TIME, as_of,            0,               0, "when credit and debts were read; they may change until the end") \
	F(s, INT,  indemnity_cents,  QUOTE_SUM_MAX,   0, "for ending early; binds") \
	F(s, ENUM, indemnity_why,    quote_reason,    0, "why") \
	F(s, INT,  residual_cents,   QUOTE_CENTS_MAX, 0, "for the device; binds") \
	F(s, ENUM, residual_why,     quote_reason,    0, "why") \
	F(s, INT,  credit_cents,     QUOTE_CENTS_MAX, 0, "paid credit that is still valid on the end day") \
	F(s, INT,  refund_fee_cents, QUOTE_CENTS_MAX, 0, "kept from it for paying it out; never more than the credit") \
	F(s, INT,  refund_cents,     QUOTE_CENTS_MAX, 0, "paid out") \
	F(s, ENUM, refund_why,       quote_reason,    0, "why") \
	F(s, INT,  debt_cents,       QUOTE_CENTS_MAX, 0, "unpaid, disputed or not") \
	F(s, ENUM, debt_why,         quote_reason,    0, "why, and what happens with it") \
	F(s, INT,  due_cents,        QUOTE_SUM_MAX,   0, "indemnity + residual + debt if not disputed; refund not set off") \
	F(s, INT,  pay_first_cents,  QUOTE_CENTS_MAX, 0, "of this, what must be paid before the line can end") \
	F(s, TEXT, number,           8,               0, "held, returned or ported: what happens to the number") \
	F(s, ENUM, number_why,       quote_reason,    0, "the same as a sentence")
RECORD(quote, QUOTE)

const char *quote_reason_text(enum quote_reason);	/* English, for people: the catalogue's key */
const char *quote_refusal_text(enum quote_refusal);	/* English, for staff */

/* quote_make(line, policy, end, as_of, cause): what LINE owes and is owed when it ends at 24:00 of END.
 * AS_OF is when the line's credit and debts were read, and the time of the request: rules that run "within N months" count
 * up to its day, both ends included. An END in the past is computed, not refused (a late review still charges by it).
 * POLICY has passed policy_check; AS_OF and END are given (assert). A later END never raises indemnity, residual or refund. */
struct quote quote_make(const struct quote_line *, const struct policy *, struct date end, struct utc_ms as_of,
			enum quote_cause);

/* quote_is_kept(promised, final): does the final account equal what bound the operator: end, indemnity, residual? */
bool quote_is_kept(const struct quote *promised, const struct quote *final);
#endif
