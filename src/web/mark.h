/* mark.h - may an operator's mark (an SVG file) be shown on every page? Pure, no allocation. */
#ifndef SIMOFF_WEB_MARK_H
#define SIMOFF_WEB_MARK_H
#include "base/base.h"

#define MARK_BYTES_MAX 16384u
#define MARK_WHY_SIZE  200u

/* mark_check: is SVG a drawing and nothing more: known elements only, no script, no handler, nothing from elsewhere? False: WHY says
 * what stands in the way. Cost O(n). Not a whole XML parser: what it does not know, it refuses; a browser judges the rest. */
bool mark_check(struct str svg, char why_out[MARK_WHY_SIZE]) MUST_CHECK;
#endif
