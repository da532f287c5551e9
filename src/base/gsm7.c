/* gsm7.c - the two tables of TS 23.038 and what is counted with them.
 * Pure. The default alphabet is read as code -> Unicode; the other way is a search of 128 entries, which a message of a few
 * hundred characters can afford. Errors: none, see gsm7.h. */
#include "base/gsm7.h"

#define EXTENDED 0x80u		/* flag beside a code: of the extension table */
#define NO_CODE  SIZE_MAX

/* TS 23.038, 6.2.1. At 0x1b stands the escape, which is no character. */
static const uint16_t DEFAULT[128] = {
	'@',  0xa3, '$',  0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, '\n', 0xd8, 0xf8, '\r', 0xc5, 0xe5,
	0x394, '_', 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, 0, 0xc6, 0xe6, 0xdf, 0xc9,
	' ',  '!',  '"',  '#',  0xa4, '%',  '&',  '\'', '(',  ')',  '*',  '+',  ',',  '-',  '.',  '/',
	'0',  '1',  '2',  '3',  '4',  '5',  '6',  '7',  '8',  '9',  ':',  ';',  '<',  '=',  '>',  '?',
	0xa1, 'A',  'B',  'C',  'D',  'E',  'F',  'G',  'H',  'I',  'J',  'K',  'L',  'M',  'N',  'O',
	'P',  'Q',  'R',  'S',  'T',  'U',  'V',  'W',  'X',  'Y',  'Z',  0xc4, 0xd6, 0xd1, 0xdc, 0xa7,
	0xbf, 'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
	'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  0xe4, 0xf6, 0xf1, 0xfc, 0xe0,
};

/* TS 23.038, 6.2.1.1. */
static const struct { uint8_t code; uint16_t unicode; } EXTENSION[] = {
	{ 0x0a, '\f' }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' }, { 0x2f, '\\' },
	{ 0x3c, '[' },  { 0x3d, '~' }, { 0x3e, ']' }, { 0x40, '|' }, { 0x65, 0x20ac },
};

/* The code of a character, with EXTENDED where it takes an escape; NO_CODE: in neither table. */
static size_t
code_of(uint32_t unicode)
{
	for (size_t code = 0; code < COUNT(DEFAULT); code++)
		if (DEFAULT[code] == unicode && code != GSM7_ESCAPE)
			return code;
	for (size_t i = 0; i < COUNT(EXTENSION); i++)
		if (EXTENSION[i].unicode == unicode)
			return EXTENSION[i].code | EXTENDED;
	return NO_CODE;
}

/* What stands at CODE after an escape. */
static uint32_t
extended_at(uint8_t code)
{
	for (size_t i = 0; i < COUNT(EXTENSION); i++)
		if (EXTENSION[i].code == code)
			return EXTENSION[i].unicode;
	return code == GSM7_ESCAPE ? ' ' : DEFAULT[code];
}

/* Takes the first character off S, which is well-formed and not empty. */
static uint32_t
take_char(struct str *s)
{
	static const struct { uint8_t below, size, bits; } LEAD[] = { { 0x80, 1, 0x7f }, { 0xe0, 2, 0x1f }, { 0xf0, 3, 0x0f }, { 0xff, 4, 0x07 } };
	const unsigned char *p = (const unsigned char *)s->p;
	size_t row = 0;

	while (p[0] >= LEAD[row].below)
		row++;
	uint32_t c = p[0] & LEAD[row].bits;
	for (size_t i = 1; i < LEAD[row].size; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s = (struct str){ s->p + LEAD[row].size, s->n - LEAD[row].size };
	return c;
}

static void
add_char(uint32_t c, struct buf *out)
{
	int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;		/* bytes after the first */
	static const uint8_t LEAD[] = { 0, 0xc0, 0xe0, 0xf0 };

	buf_addc(out, (char)(LEAD[more] | c >> (6 * more)));
	while (more-- > 0)
		buf_addc(out, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

size_t
gsm7_septets(struct str utf8)
{
	size_t n = 0;

	if (!str_is_utf8(utf8))
		return GSM7_NOT_IN_IT;
	while (utf8.n) {
		size_t code = code_of(take_char(&utf8));

		if (code == NO_CODE)
			return GSM7_NOT_IN_IT;
		n += code & EXTENDED ? 2 : 1;
	}
	return n;
}

/* CHARS of the languages we write, which the alphabet lacks, and what a reader takes for the same. */
static const struct { const char *chars, *near; } NEAR[] = {
	{ "áâã", "a" }, { "ç", "c" }, { "êë", "e" }, { "íîï", "i" }, { "óôõ", "o" }, { "úû", "u" }, { "ýÿ", "y" }, { "œ", "oe" },
	{ "ÀÁÂÃ", "A" }, { "ÈÊË", "E" }, { "ÌÍÎÏ", "I" }, { "ÒÓÔÕ", "O" }, { "ÙÚÛ", "U" }, { "ÝŸ", "Y" }, { "Œ", "OE" },
	{ "\u2018\u2019", "'" }, { "\u201c\u201d\u201e\u00ab\u00bb", "\"" }, { "\u2010\u2011\u2013\u2014", "-" },
	{ "\u00a0\u202f", " " },
};

static void
add_near(struct buf *out, struct str utf8)
{
	while (utf8.n) {
		struct str at = utf8;
		size_t row = 0;

		take_char(&utf8);
		at.n -= utf8.n;
		while (row < COUNT(NEAR) && !memmem(NEAR[row].chars, strlen(NEAR[row].chars), at.p, at.n))
			row++;
		buf_add(out, row < COUNT(NEAR) ? str_of(NEAR[row].near) : at);
	}
}

void
gsm7_simplify(struct buf *out, struct str utf8)
{
	AUTO(buf_done) struct buf near;

	buf_init(&near, utf8.n * 4 + 1);
	if (str_is_utf8(utf8))
		add_near(&near, utf8);
	assert(!near.over && "nothing becomes four times as long");
	buf_add(out, gsm7_septets(buf_str(&near)) == GSM7_NOT_IN_IT || !near.n ? utf8 : buf_str(&near));
}

bool
gsm7_encode(struct str utf8, struct buf *out)
{
	if (!str_is_utf8(utf8))
		return false;
	while (utf8.n) {
		size_t code = code_of(take_char(&utf8));

		if (code == NO_CODE)
			return false;
		if (code & EXTENDED)
			buf_addc(out, GSM7_ESCAPE);
		buf_addc(out, (char)(code & 0x7f));
	}
	return true;
}

bool
gsm7_decode(struct str septets, struct buf *out)
{
	for (size_t i = 0; i < septets.n; i++) {
		uint8_t code = (uint8_t)septets.p[i];
		bool escaped = code == GSM7_ESCAPE && i + 1 < septets.n;

		if (escaped)
			code = (uint8_t)septets.p[++i];
		if (code > 0x7f)
			return false;
		add_char(escaped || code == GSM7_ESCAPE ? extended_at(code) : DEFAULT[code], out);
	}
	return true;
}

bool
gsm7_from_ucs2(struct str s, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t high = 0;			/* the first half of a pair */

	for (size_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t unit = (uint32_t)p[i] << 8 | p[i + 1];
		bool is_low = (unit & 0xfc00) == 0xdc00;

		if (!unit || is_low != (high != 0))
			return false;
		if ((unit & 0xfc00) == 0xd800) {
			high = unit;
			continue;
		}
		add_char(high ? 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff)) : unit, out);
		high = 0;
	}
	return s.n % 2 == 0 && !high;
}

/* Parts of a text, given the units that each character takes: never parted within one. */
static size_t
parts_of(struct str utf8, bool is_ucs2, size_t units)
{
	size_t room = is_ucs2 ? GSM7_UCS2_OF_MANY : GSM7_OF_MANY, parts = 1, used = 0;

	if (units <= (is_ucs2 ? GSM7_UCS2_ALONE : GSM7_ALONE))
		return 1;
	while (utf8.n) {
		uint32_t c = take_char(&utf8);
		size_t n = (is_ucs2 ? c > 0xffff : code_of(c) & EXTENDED) ? 2 : 1;

		if (used + n > room) {
			parts++;
			used = 0;
		}
		used += n;
	}
	return parts;
}

struct gsm7_size
gsm7_measure(struct str utf8)
{
	struct gsm7_size size = { .units = gsm7_septets(utf8) };

	if (!str_is_utf8(utf8))
		return (struct gsm7_size){ 0 };
	if (size.units == GSM7_NOT_IN_IT) {
		size = (struct gsm7_size){ .is_ucs2 = true };
		for (struct str rest = utf8; rest.n; )
			size.units += take_char(&rest) > 0xffff ? 2 : 1;
	}
	size.parts = parts_of(utf8, size.is_ucs2, size.units);
	return size;
}
