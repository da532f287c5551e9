/* digits.c - what the identifiers share: taking typed text apart, the two modulo-97 checks, laying out for people.
 * Pure. Sources: ISO 7064 (MOD 97-10), ISO 13616.
 * Errors: none; a wrong argument is a bug. */
#include "domain/digits.h"

static bool
in_set(char c, const char *set)
{
	return c && strchr(set, c);
}

static char
capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

size_t
digits_gather(struct str text, const char *keep, const char *skip, char *out, size_t size)
{
	size_t n = 0;

	assert(size > 0);
	out[0] = 0;
	text = str_trim(text);
	for (size_t i = 0; i < text.n; i++) {
		char c = capital(text.p[i]);

		if (in_set(c, skip))
			continue;
		if (!in_set(c, keep))
			return DIGITS_STRAY;
		if (n < size - 1) {
			out[n] = c;
			out[n + 1] = 0;
		}
		n++;
	}
	return n;
}

bool
digits_are(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (!in_set(s.p[i], set))
			return false;
	return true;
}

uint64_t
digits_value(struct str s)
{
	uint64_t v = 0;

	assert(s.n <= 19 && digits_are(s, DIGITS_DECIMAL));
	for (size_t i = 0; i < s.n; i++)
		v = v * 10 + (unsigned)(s.p[i] - '0');
	return v;
}

static unsigned
mod97_from(unsigned rest, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		assert(in_set(c, DIGITS_DECIMAL DIGITS_CAPITAL));
		rest = c <= '9' ? rest * 10 + (unsigned)(c - '0') : rest * 100 + (unsigned)(c - 'A') + 10;
		rest %= 97;
	}
	return rest;
}

unsigned
digits_mod97(struct str s)
{
	return mod97_from(0, s);
}

bool
digits_iso7064(struct str s)
{
	assert(s.n > 4);
	struct str check = { s.p + 2, 2 };

	if (!digits_are(check, DIGITS_DECIMAL) || digits_value(check) < 2 || digits_value(check) > 98)
		return false;
	return mod97_from(digits_mod97((struct str){ s.p + 4, s.n - 4 }), (struct str){ s.p, 4 }) == 1;
}

bool
digits_belgian97(struct str s)
{
	assert(s.n > 2);
	unsigned rest = digits_mod97((struct str){ s.p, s.n - 2 });

	return digits_value((struct str){ s.p + s.n - 2, 2 }) == (rest ? rest : 97);
}

struct str
digits_lay_out(struct str text, const char *pattern, char *out, size_t size)
{
	size_t used = 0, n = strlen(pattern);

	assert(n < size);
	for (size_t i = 0; i < n; i++) {
		assert(pattern[i] != '#' || used < text.n);
		out[i] = pattern[i] == '#' ? text.p[used++] : pattern[i];
	}
	assert(used == text.n);
	out[n] = 0;
	return (struct str){ out, n };
}

struct str
digits_in_fours(struct str text, char *out, size_t size)
{
	size_t n = 0;

	assert(text.n && text.n + (text.n - 1) / 4 < size);
	for (size_t i = 0; i < text.n; i++) {
		if (i && i % 4 == 0)
			out[n++] = ' ';
		out[n++] = text.p[i];
	}
	out[n] = 0;
	return (struct str){ out, n };
}
