/* number.c - BCD numbers of cards and messages as text and back. Pure. Sources: number.h.  Errors: what is no number is refused. */
#include "simcopy/number.h"
#include "simcopy/alphabet.h"

#define TYPE_OF(type)      ((type) >> 4 & 7)
#define TON_INTERNATIONAL  1
#define TON_ALPHANUMERIC   5
#define END                0xfu
#define ADDRESS_SEPTETS    20u		/* ten bytes hold eleven; more cannot be said */

static const char *const CODES[] = { [NUMBER_OF_CARD] = "0123456789*#p?e", [NUMBER_OF_MESSAGE] = "0123456789*#abc" };

void
number_digits(struct buf *b, struct str bcd, enum number_of of)
{
	for (size_t i = 0; i < 2 * bcd.n; i++) {
		unsigned code = (uint8_t)bcd.p[i / 2] >> (i % 2 * 4) & 15;

		if (code == END)
			return;
		buf_addc(b, CODES[of][code]);
	}
}

void
number_type(struct buf *b, uint8_t type)
{
	if (TYPE_OF(type) == TON_INTERNATIONAL)
		buf_addc(b, '+');
}

struct number_address
number_address(struct buf *b, struct str bytes)
{
	struct number_address a = { 0 };
	uint8_t septets[ADDRESS_SEPTETS];

	if (bytes.n < 2)
		return a;
	a.semi_octets = (uint8_t)bytes.p[0];
	a.type = (uint8_t)bytes.p[1];
	size_t n = (a.semi_octets + 1u) / 2;
	if (a.semi_octets > ADDRESS_SEPTETS || n > bytes.n - 2)
		return a;
	struct str digits = { bytes.p + 2, n };
	a.size = 2 + n;
	a.is_name = TYPE_OF(a.type) == TON_ALPHANUMERIC;
	if (a.is_name) {
		n = alphabet_unpack(digits, 0, a.semi_octets * 4u / 7, septets);
		alphabet_septets(b, (struct str){ (const char *)septets, n }, (struct alphabet_shift){ 0, 0 });
	} else {
		number_type(b, a.type);
		number_digits(b, digits, NUMBER_OF_MESSAGE);
	}
	return a;
}

static bool
is_filler(char c)
{
	return c && strchr(" -.()/", c);
}

bool
number_parse(struct str text, struct number_bcd *out)
{
	text = str_trim(text);
	*out = (struct number_bcd){ .type = NUMBER_UNKNOWN };
	memset(out->bcd, 0xff, sizeof out->bcd);
	if (str_starts(text, "+")) {
		out->type = NUMBER_INTERNATIONAL;
		text = (struct str){ text.p + 1, text.n - 1 };
	}
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		const char *at = c ? strchr(CODES[NUMBER_OF_CARD], c == ',' ? 'p' : c) : NULL;

		if (is_filler(c))
			continue;
		if (!at || out->digits == NUMBER_DIGITS_MAX)
			return false;
		unsigned code = (unsigned)(at - CODES[NUMBER_OF_CARD]), shift = out->digits % 2 * 4;
		out->bcd[out->digits / 2] &= (uint8_t)~(15u << shift);
		out->bcd[out->digits / 2] |= (uint8_t)(code << shift);
		out->digits++;
	}
	return out->digits > 0;
}
