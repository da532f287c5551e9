/* billing_csv.h - the columns of balances.csv, in any order; an empty value of one that must be there is refused. */
#ifndef SIMOFF_BILLING_CSV_H
#define SIMOFF_BILLING_CSV_H
#include "adapter/adapter.h"

#define BILLING_CSV_BYTES (8u << 20)	/* of balances.csv: about 100,000 rows */

#define BILLING_CSV_ROW(F, s) \
	F(s, TEXT, reference,    16,               0,                   "of the case, as in the stop's file name; may be left out") \
	F(s, TEXT, msisdn,       15,               REQUIRED | PERSONAL, "E.164 without plus") \
	F(s, TEXT, imsi,         15,               REQUIRED | PERSONAL, "of the line that has ended") \
	F(s, TIME, as_of,        0,                REQUIRED,            "when it was so: RFC 3339, 2026-11-22T20:15:00Z; later than the cut") \
	F(s, INT,  credit_cents, EFFECT_CENTS_MAX, REQUIRED,            "paid credit that is left") \
	F(s, INT,  debt_cents,   EFFECT_CENTS_MAX, REQUIRED,            "used and not paid; without indemnity and device")
RECORD(billing_csv_row, BILLING_CSV_ROW)
#endif
