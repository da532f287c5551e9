/* l10n.h - dates, times, euros and sizes as people write them in the five languages (nl fr de en zh; Belgian forms of nl, fr, de).
 * Pure tables: no locale, no ICU. Unknown languages are written as English. LANG may carry a region ("nl-BE").
 * Sources: Unicode CLDR through node's Intl, compared by test/base/l10n_oracle.mjs. */
#ifndef SIMOFF_L10N_H
#define SIMOFF_L10N_H
#include "base/base.h"
#include "base/buf.h"

void l10n_date(struct buf *, struct str lang, struct date day);		/* "22 november 2026" */

/* A local time of day, to the minute: "22 november 2026 om 09:15". MINUTE counts from 00:00 of DAY in the place's own
 * clock, 0 to 1440; 1440 is 24:00, the end of DAY. */
void l10n_time(struct buf *, struct str lang, struct date day, int minute);

void l10n_money(struct buf *, struct str lang, struct money);	/* "€ 12.345,90"; groups and signs as the language has them */

/* What a file takes, BYTES from 0: "812 kB" (begun thousands), from a million on "3 MB" (rounded). */
void l10n_size(struct buf *, struct str lang, int64_t bytes);
#endif
