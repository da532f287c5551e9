/* words_fuzz.c - small readers of text, by the first byte. stopword: what surrounds a word does not change it, nor does its case.
 * gsm7: what is encoded reads back as it was, its size is what was counted, and no text needs more parts than characters.
 * What is made simple is text as before, once is enough, and a text that the alphabet has stays.
 * window: what is taken has a minute in it; what is next is open, not before, and within two days. */
#include "fuzz.h"

#include "base/gsm7.h"
#include "domain/stopword.h"
#include "domain/window.h"

#define OUT_BYTES (1u << 18)
#define YEAR_2026_MS INT64_C(1767225600000)
#define MINUTE_MS 60000

/* ---- stopword ---- */

static void
try_stopword(struct str s)
{
	AUTO(buf_done) struct buf b;

	bool is = stopword_is(s);
	buf_init(&b, OUT_BYTES);
	buf_addz(&b, " \r\n\"");
	buf_add(&b, s);
	assert(stopword_is(buf_str(&b)) == is);
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] >= 'a' && b.p[i] <= 'z')
			b.p[i] = (char)(b.p[i] - 'a' + 'A');
	assert(stopword_is(buf_str(&b)) == is && (!is || str_is_utf8(s)));
}

/* ---- gsm7 ---- */

static void
check_size(struct str s)
{
	struct gsm7_size size = gsm7_measure(s);
	size_t alone = size.is_ucs2 ? GSM7_UCS2_ALONE : GSM7_ALONE, many = size.is_ucs2 ? GSM7_UCS2_OF_MANY : GSM7_OF_MANY;

	assert((size.parts == 0) == !str_is_utf8(s));
	if (!size.parts)
		return;
	assert((size.parts == 1) == (size.units <= alone) && (size.parts == 1 || size.units <= size.parts * many));
	assert(size.units >= (size.parts - 1) * (many - 1));	/* a part ends one unit early at most */
}

static void
try_gsm7(struct str s)
{
	AUTO(buf_done) struct buf septets, back;
	size_t n = gsm7_septets(s);

	check_size(s);
	buf_init(&septets, OUT_BYTES);
	buf_init(&back, OUT_BYTES);
	bool fits = gsm7_encode(s, &septets);
	assert(fits == (n != GSM7_NOT_IN_IT));
	if (!fits)
		return;
	bool is_read = gsm7_decode(buf_str(&septets), &back);
	assert(septets.n == n && is_read && str_eq(buf_str(&back), s));
}

static void
try_gsm7_simplify(struct str s)
{
	AUTO(buf_done) struct buf once, twice;

	buf_init(&once, OUT_BYTES);
	buf_init(&twice, OUT_BYTES);
	gsm7_simplify(&once, s);
	gsm7_simplify(&twice, buf_str(&once));
	assert(str_eq(buf_str(&once), buf_str(&twice)) && str_is_utf8(buf_str(&once)) == str_is_utf8(s));
	assert(gsm7_septets(s) == GSM7_NOT_IN_IT || str_eq(buf_str(&once), s));
}

static void
add_unit(struct buf *out, uint32_t unit)
{
	buf_addc(out, (char)(unit >> 8));
	buf_addc(out, (char)(unit & 0xff));
}

/* Well-formed UTF-8 as UTF-16 in network order. */
static void
add_utf16(struct buf *out, struct str s)
{
	while (s.n) {
		uint32_t c = fuzz_byte(&s);
		int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

		c &= more ? 0x3fu >> more : 0x7f;
		for (int i = 0; i < more; i++)
			c = c << 6 | (fuzz_byte(&s) & 0x3f);
		if (c > 0xffff)
			add_unit(out, 0xd800 | (c - 0x10000) >> 10);
		add_unit(out, c > 0xffff ? 0xdc00 | ((c - 0x10000) & 0x3ff) : c);
	}
}

/* Any bytes as septets, and as UTF-16: what is read is text, and the latter is what it was. */
static void
try_gsm7_read(struct str s)
{
	AUTO(buf_done) struct buf a, b, units;

	buf_init(&a, OUT_BYTES);
	buf_init(&b, OUT_BYTES);
	buf_init(&units, OUT_BYTES);
	if (gsm7_decode(s, &a))
		assert(str_is_utf8(buf_str(&a)));
	if (!gsm7_from_ucs2(s, &b))
		return;
	assert(str_is_utf8(buf_str(&b)));
	add_utf16(&units, buf_str(&b));
	assert(str_eq(buf_str(&units), s));
}

/* ---- window ---- */

static void
try_window(struct str s)
{
	struct window w = { 7, 7 };
	struct utc_ms t = { YEAR_2026_MS };

	for (int i = 0; i < 3; i++)
		t.ms = (t.ms - YEAR_2026_MS) * 256 + YEAR_2026_MS + fuzz_byte(&s) * INT64_C(1000);
	if (!window_parse(s, &w)) {
		assert(w.from == 7 && w.to == 7);
		return;
	}
	assert(w.from >= 0 && w.from <= 1440 && w.to >= 0 && w.to <= 1440 && (w.from == w.to) == !s.n);
	for (int zone = 0; zone < CALENDAR_ZONE_COUNT; zone++) {
		struct utc_ms next = window_next(&w, t, (enum calendar_zone)zone), before = { next.ms - 1 };

		assert(next.ms >= t.ms && next.ms - t.ms <= 2 * CLOCK_DAY_MS && window_is_open(&w, next, (enum calendar_zone)zone));
		assert(next.ms == t.ms || (next.ms % MINUTE_MS == 0 && !window_is_open(&w, before, (enum calendar_zone)zone)));
	}
}

static void (*const TRY[])(struct str) = { try_stopword, try_gsm7, try_gsm7_read, try_window, try_gsm7_simplify };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = fuzz_input(data, n);
	uint8_t which = fuzz_byte(&text);

	TRY[which % COUNT(TRY)](text);
	return 0;
}
