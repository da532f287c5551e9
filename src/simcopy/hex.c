/* hex.c - bytes as hex digits and back. Pure, no allocation but the buffer's. */
#include "simcopy/hex.h"

static const char DIGIT[] = "0123456789ABCDEF";

void
hex_add(struct buf *b, struct str bytes)
{
	char piece[512];

	while (bytes.n) {
		size_t n = bytes.n < sizeof piece / 2 ? bytes.n : sizeof piece / 2;

		for (size_t i = 0; i < n; i++) {
			piece[2 * i] = DIGIT[(uint8_t)bytes.p[i] >> 4];
			piece[2 * i + 1] = DIGIT[bytes.p[i] & 15];
		}
		buf_add(b, (struct str){ piece, 2 * n });
		bytes = (struct str){ bytes.p + n, bytes.n - n };
	}
}

/* The value of a digit plus one; 0 for what is none. */
static const uint8_t VALUE[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ['A'] = 11, 12, 13, 14, 15, 16, ['a'] = 11, 12, 13, 14, 15, 16,
};

bool
hex_parse(struct str text, uint8_t *out, size_t max, size_t *n_out)
{
	if (text.n % 2 || text.n / 2 > max)
		return false;
	for (size_t i = 0; i < text.n / 2; i++) {
		unsigned high = VALUE[(uint8_t)text.p[2 * i]], low = VALUE[(uint8_t)text.p[2 * i + 1]];

		if (!high || !low)
			return false;
		out[i] = (uint8_t)((high - 1) << 4 | (low - 1));
	}
	*n_out = text.n / 2;
	return true;
}

bool
hex_is(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!VALUE[(uint8_t)text.p[i]] || (text.p[i] >= 'a' && text.p[i] <= 'f'))
			return false;
	return text.n % 2 == 0;
}
