/* utf8.c - characters in and out of UTF-8. Pure. Source: The Unicode Standard 15, table 3-6. */
#include "simcopy/utf8.h"

void
utf8_add(struct buf *b, uint32_t c)
{
	char t[4];
	size_t n = 0;

	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff)
		c = UTF8_UNKNOWN;
	if (c < 0x80) {
		t[n++] = (char)c;
	} else if (c < 0x800) {
		t[n++] = (char)(0xc0 | c >> 6);
		t[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		t[n++] = (char)(0xe0 | c >> 12);
		t[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		t[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		t[n++] = (char)(0xf0 | c >> 18);
		t[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		t[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		t[n++] = (char)(0x80 | (c & 0x3f));
	}
	buf_add(b, (struct str){ t, n });
}

static size_t
size_of(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

uint32_t
utf8_take(struct str *s)
{
	static const uint8_t BITS[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const unsigned char *p = (const unsigned char *)s->p;
	size_t n = size_of(p[0]);
	uint32_t c = p[0] & BITS[n];

	assert(n <= s->n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s = (struct str){ s->p + n, s->n - n };
	return c;
}

struct str
utf8_prefix(struct str s, size_t n)
{
	if (n >= s.n)
		return s;
	while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return (struct str){ s.p, n };
}

static bool
is_clean(uint32_t c)
{
	return c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f) && c != 0xfffe && c != 0xffff);
}

void
utf8_clean(struct buf *b, struct str s)
{
	while (s.n) {
		size_t n = size_of((unsigned char)s.p[0]);
		struct str one = { s.p, n <= s.n ? n : s.n };

		if (!str_is_utf8(one)) {
			utf8_add(b, UTF8_UNKNOWN);
			s = (struct str){ s.p + 1, s.n - 1 };
			continue;
		}
		uint32_t c = utf8_take(&s);
		utf8_add(b, is_clean(c) ? c : UTF8_UNKNOWN);
	}
}
