/* record.c - contacts as bytes of records. Pure. Sources: record.h.  Errors: none; what does not fit is a value. */
#include "simcopy/record.h"
#include "base/catalog.h"
#include "simcopy/alphabet.h"

#define PADDING   0xffu
#define DIGITS_OF_ONE (2 * NUMBER_BCD_SIZE)
#define EXT_DIGITS 2u

const char *
record_fit_text(enum record_fit fit)
{
	static const char *const TEXTS[] = {
		[RECORD_FITS]            = CATALOG_TEXT("it fits"),
		[RECORD_NAME_TOO_LONG]   = CATALOG_TEXT("the name is too long for this card"),
		[RECORD_NUMBER_TOO_LONG] = CATALOG_TEXT("the number is too long for this card"),
		[RECORD_NO_NUMBER]       = CATALOG_TEXT("the number has a character that a card cannot hold"),
	};

	assert(fit < COUNT(TEXTS));
	return TEXTS[fit];
}

static size_t
bytes_of(size_t digits)
{
	return ((digits < DIGITS_OF_ONE ? digits : DIGITS_OF_ONE) + 1) / 2;
}

enum record_fit
record_number(struct str text, const uint8_t *free_ext, size_t n, struct record_number *out)
{
	struct number_bcd bcd;

	memset(out, PADDING, sizeof *out);
	out->exts = 0;
	if (!str_trim(text).n)
		return RECORD_FITS;
	if (!number_parse(text, &bcd))
		return RECORD_NO_NUMBER;
	size_t links = (bcd.digits - 1) / DIGITS_OF_ONE;
	if (links > n)
		return RECORD_NUMBER_TOO_LONG;
	assert(links <= RECORD_EXTS_MAX);
	out->tail[0] = (uint8_t)(1 + bytes_of(bcd.digits));
	out->tail[1] = bcd.type;
	memcpy(out->tail + 2, bcd.bcd, NUMBER_BCD_SIZE);
	if (links)
		out->tail[NUMBER_TAIL_SIZE - 1] = free_ext[0];
	for (size_t i = 0; i < links; i++) {
		out->ext[i][0] = EXT_DIGITS;
		out->ext[i][1] = (uint8_t)bytes_of(bcd.digits - (i + 1) * DIGITS_OF_ONE);
		memcpy(out->ext[i] + 2, bcd.bcd + (i + 1) * NUMBER_BCD_SIZE, NUMBER_BCD_SIZE);
		if (i + 1 < links)
			out->ext[i][NUMBER_EXT_SIZE - 1] = free_ext[i + 1];
	}
	out->exts = links;
	return RECORD_FITS;
}

enum record_fit
record_text(struct str text, bool may_cut, uint8_t *out, size_t room, bool *was_cut_out)
{
	bool fits;
	size_t n;

	fits = alphabet_name_encode(text, out, room, &n);
	if (was_cut_out)
		*was_cut_out = !fits;
	if (fits)
		return RECORD_FITS;
	if (!may_cut)
		return RECORD_NAME_TOO_LONG;
	fits = alphabet_name_encode(alphabet_name_cut(text, room), out, room, &n);
	assert(fits);
	return RECORD_FITS;
}
