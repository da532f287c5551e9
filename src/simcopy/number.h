/* number.h - telephone numbers as cards hold them: BCD digits, lower half first, with a byte for type and plan. Pure.
 * Sources: TS 24.008 10.5.4.7 (type, plan, digits), TS 31.102 4.4.2.3 (EF_ADN), 4.4.2.4 (EF_EXT1), TS 23.040 9.1.2 (addresses).
 * In text: digits, '+' before an international number, '*' '#'; on cards 'p' a pause, '?' any digit, 'e' for the code E;
 * in messages 'a' 'b' 'c'. */
#ifndef SIMOFF_SIMCOPY_NUMBER_H
#define SIMOFF_SIMCOPY_NUMBER_H
#include "base/base.h"
#include "base/buf.h"

#define NUMBER_BCD_SIZE   10u		/* bytes of digits in a record of EF_ADN */
#define NUMBER_TAIL_SIZE  14u		/* length, type, digits, CCP and EXT of a record of EF_ADN */
#define NUMBER_EXT_SIZE   13u		/* of a record of EF_EXT1 */
#define NUMBER_DIGITS_MAX 120u		/* of one number with all its extensions; longer chains are cut and marked */
#define NUMBER_INTERNATIONAL 0x91u
#define NUMBER_UNKNOWN       0x81u

enum number_of { NUMBER_OF_CARD, NUMBER_OF_MESSAGE };		/* which characters A to E stand for */

/* number_digits(b, bcd, of): up to the first F. */
void number_digits(struct buf *, struct str bcd, enum number_of);
/* number_type(b, type): '+' for an international number. */
void number_type(struct buf *, uint8_t type);

/* An address of a message (TS 23.040 9.1.2.5): semi-octets in use, type, digits; an alphanumeric sender is a text. */
struct number_address {
	uint8_t semi_octets, type;
	bool    is_name;		/* alphanumeric: a text, no number to call */
	size_t  size;			/* bytes it takes in the message, its two first included; 0: cut off, nothing was read */
};
struct number_address number_address(struct buf *, struct str bytes);

/* A number to be written: a text of the characters above, blanks, '-', '.', '(', ')' and '/' left out. */
struct number_bcd {
	uint8_t type;
	uint8_t bcd[NUMBER_DIGITS_MAX / 2];	/* padded with F */
	size_t  digits;
};
/* number_parse(text, out): false: no digit, another character, or more than NUMBER_DIGITS_MAX. */
bool number_parse(struct str text, struct number_bcd *out) MUST_CHECK;
#endif
