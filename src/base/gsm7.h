/* gsm7.h - what a text costs as short messages: the GSM 7-bit default alphabet with its extension table, and UCS-2 for
 * every other text. Pure. Septets are unpacked here, one to a byte; whoever packs them is the SMS centre's side.
 * Sources: 3GPP TS 23.038, 6.2.1 and 6.2.1.1 (alphabets); TS 23.040, 9.2.3.24.1 (parts with a 6-byte header).
 * National language tables are not used: no SMS centre is sure to have them. Errors: none; a text that cannot be
 * represented is a value. */
#ifndef SIMOFF_GSM7_H
#define SIMOFF_GSM7_H
#include "base/base.h"
#include "base/buf.h"

#define GSM7_NOT_IN_IT SIZE_MAX		/* not representable */
#define GSM7_ESCAPE    0x1b		/* the next septet is of the extension table */

/* Units of one part: septets of the 7-bit alphabet, or UTF-16 units of UCS-2; alone, and as one of several. */
#define GSM7_ALONE  160u
#define GSM7_OF_MANY 153u
#define GSM7_UCS2_ALONE  70u
#define GSM7_UCS2_OF_MANY 67u

/* gsm7_septets(utf8): septets that the text takes, two for a character of the extension table. GSM7_NOT_IN_IT: it is no
 * UTF-8, or a character is in neither table. Cost: O(length). */
size_t gsm7_septets(struct str utf8);

/* gsm7_encode: adds one byte, 0 to 0x7f, a septet. False: not representable; nothing useful was added. */
bool gsm7_encode(struct str utf8, struct buf *out) MUST_CHECK;

/* gsm7_simplify: adds UTF-8 with the nearest of the alphabet for what it lacks: a letter with a mark it has not loses the mark (ê to
 * e), quotes, dashes and no-break spaces become the plain ones. One circumflex would else turn a message of 160 characters into
 * three of 67. Where that is not enough for the whole text, it goes as UCS-2 in any case, and stays as it is. */
void gsm7_simplify(struct buf *out, struct str utf8);

/* gsm7_decode: adds UTF-8. False: a byte above 0x7f, so these are no septets. As TS 23.038 has it, an escape with nothing
 * of its table behind it shows the default alphabet's character, and an escape with no character at all is a space. */
bool gsm7_decode(struct str septets, struct buf *out) MUST_CHECK;

/* gsm7_from_ucs2: UTF-16 in network order, as UCS-2 messages are, to UTF-8. False: an odd byte, half a pair, or a NUL. */
bool gsm7_from_ucs2(struct str utf16, struct buf *out) MUST_CHECK;

struct gsm7_size {
	bool   is_ucs2;		/* a character is not in the 7-bit alphabet: the whole text goes as UCS-2 */
	size_t units;		/* septets, or UTF-16 units */
	size_t parts;		/* short messages that it takes; 0: the text is no UTF-8 */
};

/* gsm7_measure(utf8): the coding that loses nothing, and its size. Neither an escape and its character nor the two halves of
 * a UTF-16 pair are parted, so a part may end one unit early. An empty text is one part. Cost: O(length). */
struct gsm7_size gsm7_measure(struct str utf8);
#endif
