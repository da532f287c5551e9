/* alphabet.c - septets, UCS-2 and the names of cards, as UTF-8 and back.
 * Pure. The default alphabet is base/gsm7's; national tables are alphabet_tables.c's. Sources: alphabet.h.  Errors: none. */
#include "simcopy/alphabet.h"
#include "simcopy/alphabet_tables.h"
#include "base/gsm7.h"
#include "simcopy/utf8.h"

#define PADDING 0xffu

size_t
alphabet_unpack(struct str packed, size_t skip_bits, size_t n, uint8_t *out)
{
	const uint8_t *p = (const uint8_t *)packed.p;
	size_t there = packed.n * 8 < skip_bits ? 0 : (packed.n * 8 - skip_bits) / 7;

	if (n > there)
		n = there;
	for (size_t i = 0; i < n; i++) {
		size_t bit = skip_bits + 7 * i, at = bit / 8, shift = bit % 8;
		unsigned two = p[at] | (at + 1 < packed.n ? (unsigned)p[at + 1] << 8 : 0);

		out[i] = two >> shift & 0x7f;
	}
	return n;
}

size_t
alphabet_pack(const uint8_t *septets, size_t n, uint8_t *out)
{
	size_t size = (n * 7 + 7) / 8;

	memset(out, 0, size);
	for (size_t i = 0; i < n; i++) {
		size_t at = 7 * i / 8, shift = 7 * i % 8;

		out[at] |= (uint8_t)(septets[i] << shift);
		if (shift > 1)
			out[at + 1] |= (uint8_t)(septets[i] >> (8 - shift));
	}
	return size;
}

/* One septet that stands for itself. */
static void
add_septet(struct buf *b, uint8_t code, uint8_t locking)
{
	uint32_t c = code < 0x80 && code != GSM7_ESCAPE ? alphabet_tables_locking(locking, code) : 0;
	char one = (char)code;

	if (c)
		utf8_add(b, c);
	else if (!gsm7_decode((struct str){ &one, 1 }, b))
		utf8_add(b, UTF8_UNKNOWN);
}

/* The septet after an escape; where its table has nothing, the character without the escape (TS 23.038 6.2.1.1). */
static void
add_escaped(struct buf *b, uint8_t code, struct alphabet_shift shift)
{
	uint32_t c = code < 0x80 ? alphabet_tables_single(shift.single, code) : 0;

	if (c)
		utf8_add(b, c);
	else
		add_septet(b, code, shift.locking);
}

static bool
are_septets(struct str s)
{
	uint8_t all = 0;

	for (size_t i = 0; i < s.n; i++)
		all |= (uint8_t)s.p[i];
	return all < 0x80;
}

void
alphabet_septets(struct buf *b, struct str s, struct alphabet_shift shift)
{
	if (!shift.locking && !shift.single && are_septets(s) && gsm7_decode(s, b))
		return;				/* nearly always, and in one go */
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == GSM7_ESCAPE && i + 1 < s.n)
			add_escaped(b, (uint8_t)s.p[++i], shift);
		else
			add_septet(b, (uint8_t)s.p[i], shift.locking);
	}
}

static bool
is_between(uint32_t c, uint32_t from, uint32_t to)
{
	return c >= from && c <= to;
}

void
alphabet_ucs2(struct buf *b, struct str bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.p;

	for (size_t i = 0; i + 1 < bytes.n; i += 2) {
		uint32_t c = (uint32_t)p[i] << 8 | p[i + 1];

		if (is_between(c, 0xd800, 0xdbff) && i + 3 < bytes.n) {
			uint32_t low = (uint32_t)p[i + 2] << 8 | p[i + 3];

			if (is_between(low, 0xdc00, 0xdfff)) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		utf8_add(b, c);
	}
}

/* -- names on cards -- */

/* 80: UCS-2 up to FFFF or the end. */
static void
name_80(struct buf *b, struct str s)
{
	size_t n = 0;

	while (n + 1 < s.n && !((uint8_t)s.p[n] == PADDING && (uint8_t)s.p[n + 1] == PADDING))
		n += 2;
	alphabet_ucs2(b, (struct str){ s.p, n });
}

/* 81 and 82: N bytes; one with its high bit is BASE plus the rest, another is of 7 bits.
 * CHECK: does an escaped character count as one or as two? Read as two bytes; we never write one. */
static void
name_based(struct buf *b, struct str s, size_t n, uint32_t base)
{
	for (size_t i = 0; i < n && i < s.n; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if (c & 0x80)
			utf8_add(b, base + (c & 0x7f) > 0xffff ? UTF8_UNKNOWN : base + (c & 0x7f));
		else if (c == GSM7_ESCAPE && i + 1 < s.n && !(s.p[i + 1] & 0x80))
			add_escaped(b, (uint8_t)s.p[++i], (struct alphabet_shift){ 0, 0 });
		else
			add_septet(b, c, 0);
	}
}

static struct str
after(struct str s, size_t n)
{
	return n < s.n ? (struct str){ s.p + n, s.n - n } : STR("");
}

void
alphabet_name(struct buf *b, struct str field)
{
	const uint8_t *p = (const uint8_t *)field.p;
	size_t n = 0;

	if (field.n && p[0] == 0x80) {
		name_80(b, after(field, 1));
	} else if (field.n > 2 && p[0] == 0x81) {
		name_based(b, after(field, 3), p[1], (uint32_t)p[2] << 7);
	} else if (field.n > 3 && p[0] == 0x82) {
		name_based(b, after(field, 4), p[1], (uint32_t)p[2] << 8 | p[3]);
	} else {
		while (n < field.n && p[n] != PADDING)
			n++;
		alphabet_septets(b, (struct str){ field.p, n }, (struct alphabet_shift){ 0, 0 });
	}
}

/* -- writing names -- */
struct units { uint16_t u[ALPHABET_NAME_MAX]; size_t n; };	/* UTF-16 */

static bool
units_of(struct str utf8, struct units *out)
{
	out->n = 0;
	while (utf8.n) {
		uint32_t c = utf8_take(&utf8);

		if (out->n + 2 > COUNT(out->u))
			return false;
		if (c > 0xffff) {
			out->u[out->n++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
			out->u[out->n++] = (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff));
		} else {
			out->u[out->n++] = (uint16_t)c;
		}
	}
	return true;
}

#define NO_SEPTET 0xffu

/* The septet of a character of the default alphabet proper. The buffers are of fixed memory: nothing is taken. */
static uint8_t
septet_of(uint16_t c)
{
	char text_mem[8], septets_mem[8];
	struct buf text = { .p = text_mem, .cap = sizeof text_mem, .max_bytes = sizeof text_mem - 2 };
	struct buf septets = { .p = septets_mem, .cap = sizeof septets_mem, .max_bytes = sizeof septets_mem - 2 };

	utf8_add(&text, c);
	return gsm7_encode(buf_str(&text), &septets) && septets.n == 1 ? (uint8_t)septets_mem[0] : NO_SEPTET;
}

/* The lowest and highest character that is not of 7 bits; false when a half of a surrogate pair is among them. */
static bool
window(const struct units *s, uint16_t *low, uint16_t *high)
{
	*low = UINT16_MAX;
	*high = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (is_between(s->u[i], 0xd800, 0xdfff))
			return false;
		if (septet_of(s->u[i]) != NO_SEPTET)
			continue;
		*low = s->u[i] < *low ? s->u[i] : *low;
		*high = s->u[i] > *high ? s->u[i] : *high;
	}
	return *low <= *high && *high - *low < 0x80;
}

static size_t
put_based(const struct units *s, uint8_t *out, size_t head, uint16_t base)
{
	for (size_t i = 0; i < s->n; i++) {
		uint8_t septet = septet_of(s->u[i]);

		out[head + i] = septet != NO_SEPTET ? septet : (uint8_t)(0x80 | (s->u[i] - base));
	}
	out[1] = (uint8_t)s->n;
	return head + s->n;
}

/* The form with a base that fits, 81 before 82; 0: neither. */
static size_t
encode_based(const struct units *s, uint8_t *out, size_t room)
{
	uint16_t low, high;

	if (!window(s, &low, &high))
		return 0;
	if (low >> 7 == high >> 7 && high < 0x8000 && s->n + 3 <= room) {
		out[0] = 0x81;
		out[2] = (uint8_t)(low >> 7);
		return put_based(s, out, 3, low & 0xff80);
	}
	if (s->n + 4 > room)
		return 0;
	out[0] = 0x82;
	out[2] = (uint8_t)(low >> 8);
	out[3] = (uint8_t)low;
	return put_based(s, out, 4, low);
}

static size_t
encode_80(const struct units *s, uint8_t *out, size_t room)
{
	if (2 * s->n + 1 > room)
		return 0;
	out[0] = 0x80;
	for (size_t i = 0; i < s->n; i++) {
		out[1 + 2 * i] = (uint8_t)(s->u[i] >> 8);
		out[2 + 2 * i] = (uint8_t)s->u[i];
	}
	return 2 * s->n + 1;
}

/* All of 7 bits: true, and N_OUT 0 when ROOM is too small. */
static bool
encode_septets(struct str utf8, uint8_t *out, size_t room, size_t *n_out)
{
	AUTO(buf_done) struct buf septets = { .max_bytes = 2 * ALPHABET_NAME_MAX };

	*n_out = 0;
	if (!gsm7_encode(utf8, &septets))
		return false;
	if (!septets.over && septets.n <= room) {
		memcpy(out, septets.p, septets.n);
		*n_out = septets.n;
	}
	return true;
}

bool
alphabet_name_encode(struct str utf8, uint8_t *out, size_t room, size_t *n_out)
{
	struct units s;

	memset(out, PADDING, room);
	*n_out = 0;
	if (!utf8.n)
		return true;
	if (!str_is_utf8(utf8) || !units_of(utf8, &s))
		return false;
	if (encode_septets(utf8, out, room, n_out))
		return *n_out > 0;
	if (2 * s.n + 1 <= s.n + 3)		/* of one or two characters: 80 is no longer than 81 */
		*n_out = encode_80(&s, out, room);
	if (!*n_out)
		*n_out = encode_based(&s, out, room);
	if (!*n_out)
		*n_out = encode_80(&s, out, room);
	return *n_out > 0;
}

struct str
alphabet_name_cut(struct str utf8, size_t room)
{
	uint8_t out[ALPHABET_NAME_MAX];
	size_t n, most = utf8.n;

	room = room < sizeof out ? room : sizeof out;
	if (!str_is_utf8(utf8))
		return STR("");
	for (;;) {
		struct str s = utf8_prefix(utf8, most);

		if (!s.n || alphabet_name_encode(s, out, room, &n))
			return s;
		most = s.n - 1;
	}
}
