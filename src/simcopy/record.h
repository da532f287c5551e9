/* record.h - numbers and texts of a contact as the bytes of a card's records: EF_ADN with its extensions, EF_ANR, EF_EMAIL, EF_SNE. Pure.
 * That something does not fit is a value, decided on by whoever restores. Sources: TS 31.102 4.4.2.3, 4.4.2.4, 4.4.2.9, 4.4.2.13. */
#ifndef SIMOFF_SIMCOPY_RECORD_H
#define SIMOFF_SIMCOPY_RECORD_H
#include "simcopy/contact.h"
#include "simcopy/number.h"

#define RECORD_EXTS_MAX (NUMBER_DIGITS_MAX / (2 * NUMBER_BCD_SIZE) - 1)

enum record_fit {
	RECORD_FITS,
	RECORD_NAME_TOO_LONG,		/* the name, or the text; it may be cut with consent */
	RECORD_NUMBER_TOO_LONG,		/* more digits than this card can take, extensions included */
	RECORD_NO_NUMBER,		/* a character that no card can hold */
};
const char *record_fit_text(enum record_fit);	/* a sentence without its full stop, msgid */

struct record_number {
	uint8_t tail[NUMBER_TAIL_SIZE];				/* length, type, digits, CCP, EXT1 */
	uint8_t ext[RECORD_EXTS_MAX][NUMBER_EXT_SIZE];		/* to be written into the free records given, in their order */
	size_t  exts;
};

/* record_number(text, free_ext, n, out): FREE_EXT are the numbers of free records of EF_EXT1, N of them. An empty text gives a tail
 * of no number. */
enum record_fit record_number(struct str text, const uint8_t *free_ext, size_t n, struct record_number *out) MUST_CHECK;

/* record_text(text, may_cut, out, room): a name, a mail address, a second name; padded with FF. WAS_CUT_OUT may be NULL. */
enum record_fit record_text(struct str text, bool may_cut, uint8_t *out, size_t room, bool *was_cut_out) MUST_CHECK;
#endif
