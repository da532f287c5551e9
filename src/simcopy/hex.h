/* hex.h - bytes as upper-case hex digits and back. Pure. */
#ifndef SIMOFF_SIMCOPY_HEX_H
#define SIMOFF_SIMCOPY_HEX_H
#include "base/base.h"
#include "base/buf.h"

void hex_add(struct buf *, struct str bytes);		/* "6F3A" */

/* hex_parse(text, out, max, n_out): TEXT, digits of either case, as bytes. False: an odd number of digits, another
 * character, or more than MAX bytes. Cost O(n). */
bool hex_parse(struct str text, uint8_t *out, size_t max, size_t *n_out) MUST_CHECK;
bool hex_is(struct str text);				/* an even number of upper-case hex digits, possibly none */
#endif
