/* reference.c - the public reference of a case.
 * Pure. Sources: PRODUCT 2 (reference); Crockford's base 32 for the symbols. Errors: false for a text that is none. */
#include "domain/reference.h"

#define PRIME   31		/* symbols, and the modulus of the check */
#define BASE    17
#define REST    1		/* of the nine symbols modulo PRIME */
#define SYMBOLS 8		/* before the check symbol */

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXY";
static_assert(sizeof ALPHABET - 1 == PRIME, "one symbol for each remainder");

struct reference
reference_make(uint64_t random)
{
	return (struct reference){ random % REFERENCE_COUNT };
}

void
reference_format(struct reference r, char out[REFERENCE_TEXT_SIZE])
{
	unsigned symbol[SYMBOLS], sum = 0;

	assert(r.n < REFERENCE_COUNT);
	for (int i = SYMBOLS; i-- > 0; r.n /= PRIME)
		symbol[i] = (unsigned)(r.n % PRIME);
	for (int i = 0; i < SYMBOLS; i++) {
		if (i == 4)
			*out++ = '-';
		*out++ = ALPHABET[symbol[i]];
		sum = (sum * BASE + symbol[i]) % PRIME;
	}
	*out++ = '-';
	*out++ = ALPHABET[(PRIME + REST - sum * BASE % PRIME) % PRIME];
	*out = '\0';
}

/* The value of a symbol as people type it, -1 if it is none. */
static int
symbol_value(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		c = '1';
	if (c == 'O')
		c = '0';
	const char *at = memchr(ALPHABET, c, PRIME);
	return at ? (int)(at - ALPHABET) : -1;
}

bool
reference_parse(struct str s, struct reference *out)
{
	uint64_t n = 0;
	int count = 0, sum = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '-' || s.p[i] == ' ')
			continue;
		int value = symbol_value(s.p[i]);
		if (value < 0 || count > SYMBOLS)
			return false;
		if (count++ < SYMBOLS)
			n = n * PRIME + (uint64_t)value;
		sum = (sum * BASE + value) % PRIME;
	}
	if (count != SYMBOLS + 1 || sum != REST)
		return false;
	out->n = n;
	return true;
}
