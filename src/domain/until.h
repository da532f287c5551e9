/* until.h - last days that a contract gives: of the statutory withdrawal, and of the period that is paid. Pure.
 * Days are local to the operator's zone; a last day is valid up to its 24:00. DATE_NONE: there is no such day. */
#ifndef SIMOFF_UNTIL_H
#define SIMOFF_UNTIL_H
#include "domain/calendar.h"

#define UNTIL_WITHDRAWAL_DAYS 14	/* PRODUCT rule 8 */

/* until_withdrawal(sold, consumer): the last day on which a consumer may withdraw from a contract that was made at a distance
 * on the day SOLD (none: it was not). */
struct date until_withdrawal(struct date sold_online, bool is_consumer);
/* until_withdrawal_is_open: may a wish that was received on DAY still be a withdrawal? */
bool until_withdrawal_is_open(struct date sold_online, bool is_consumer, struct date day);

/* until_month(start, day): the last day of the contract month that DAY is in, counted from the day of the month of START; before
 * START, that of the first month. None where START is not known. */
struct date until_month(struct date start, struct date day);
/* until_credit(expiry, day): the last day of prepaid credit that is still valid on DAY. */
struct date until_credit(struct date expiry, struct date day);
#endif
