/* report.h - what was read of a card, and what was not and why, as text for a person and for whoever helps them. Pure. */
#ifndef SIMOFF_SIMCOPY_REPORT_H
#define SIMOFF_SIMCOPY_REPORT_H
#include "base/catalog.h"
#include "simcopy/content.h"

void report_write(struct buf *, const struct content *, const struct catalog *);
#endif
