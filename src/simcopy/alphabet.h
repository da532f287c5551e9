/* alphabet.h - the alphabets of SIM files and short messages, as UTF-8 and back. Pure.
 * Sources: TS 23.038 6.2.1 (7 bit), annex A (national tables); TS 102.221 annex A (names: 80, 81, 82); TS 23.038 6.2.3 (UCS-2).
 * Every byte that is no character becomes U+FFFD: nothing is dropped without a trace. Errors: none. */
#ifndef SIMOFF_SIMCOPY_ALPHABET_H
#define SIMOFF_SIMCOPY_ALPHABET_H
#include "base/base.h"
#include "base/buf.h"

#define ALPHABET_LANGUAGES 14u		/* 0 none, 1 Turkish, 2 Spanish, 3 Portuguese, 4 Bengali .. 13 Urdu */
#define ALPHABET_NAME_MAX  241u		/* bytes of a name on a card: a record of 255 less the 14 of its number */

/* National language tables, by their identifier of TS 23.038 6.2.1.2.4; an unknown one means the default. */
struct alphabet_shift { uint8_t locking, single; };

/* alphabet_unpack(packed, skip_bits, n, out): N septets, one to a byte, from SKIP_BITS on; fewer when PACKED is shorter.
 * OUT holds N. The number that were there. */
size_t alphabet_unpack(struct str packed, size_t skip_bits, size_t n, uint8_t *out);
/* alphabet_pack(septets, n, out): into (n * 7 + 7) / 8 bytes of OUT, which is how many it returns. */
size_t alphabet_pack(const uint8_t *septets, size_t n, uint8_t *out);

void alphabet_septets(struct buf *, struct str septets, struct alphabet_shift);	/* decodes septets, one to a byte */
void alphabet_ucs2(struct buf *, struct str bytes);	/* big-endian with surrogate pairs; an odd last byte is not read */

/* alphabet_name(b, field): a name as EF_ADN and its like hold it, padded with FF. */
void alphabet_name(struct buf *, struct str field);

/* alphabet_name_encode(utf8, out, room, n_out): the shortest form that holds it, 7-bit, 81, 82 or 80; the rest of ROOM is filled
 * with FF. False: it is longer than ROOM (OUT is then all FF) or no UTF-8. */
bool alphabet_name_encode(struct str utf8, uint8_t *out, size_t room, size_t *n_out) MUST_CHECK;

/* alphabet_name_cut(utf8, room): the longest beginning, of whole characters, that fits in ROOM bytes. */
struct str alphabet_name_cut(struct str utf8, size_t room);
#endif
