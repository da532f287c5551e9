/* utf8.h - characters in and out of UTF-8 text. Pure. What is no text is shown as U+FFFD, never dropped and never passed on. */
#ifndef SIMOFF_SIMCOPY_UTF8_H
#define SIMOFF_SIMCOPY_UTF8_H
#include "base/base.h"
#include "base/buf.h"

#define UTF8_UNKNOWN 0xfffdu

void utf8_add(struct buf *, uint32_t unicode);		/* NUL, a surrogate, U+FFFE, U+FFFF and what is above U+10FFFF become U+FFFD */

/* utf8_take(s): the first character of S, which is well-formed (str_is_utf8) and not empty; S goes on behind it. */
uint32_t utf8_take(struct str *s);

/* utf8_prefix(s, n): the longest beginning of S, well-formed, that has at most N bytes and parts no character. */
struct str utf8_prefix(struct str s, size_t n);

/* utf8_clean(b, text): TEXT with every byte that is no UTF-8, and every control character but line feed and tab, as U+FFFD. */
void utf8_clean(struct buf *, struct str text);
#endif
