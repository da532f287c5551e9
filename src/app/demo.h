/* demo.h - fifty made-up lines for trying simoff out: the same ones every time, but for their dates. */
#ifndef SIMOFF_DEMO_H
#define SIMOFF_DEMO_H
#include "base/buf.h"

#define DEMO_LINES 50

/* demo_lines: CSV for `simoff import lines`: Belgian mobile numbers, IMSIs and ICCIDs that fit together, people of example.org, several
 * plans; some with a fixed term, a device, credit or debt. Dates are counted from TODAY. Pure. */
void demo_lines(struct date today, struct buf *out);
#endif
