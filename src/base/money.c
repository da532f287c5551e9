/* money.c - amounts in whole cents. Pure, no allocation, no float.
 * Sources: facts/money 1 (InstdAmt of pain.001: two decimals, at most 999999999.99). Errors: false. */
#include "base/money.h"

bool
money_add(struct money a, struct money b, struct money *out)
{
	int64_t sum;

	if (__builtin_add_overflow(a.cents, b.cents, &sum))
		return false;
	out->cents = sum;
	return true;
}

bool
money_sub(struct money a, struct money b, struct money *out)
{
	int64_t rest;

	if (__builtin_sub_overflow(a.cents, b.cents, &rest))
		return false;
	out->cents = rest;
	return true;
}

void
money_format(struct money m, char out[MONEY_TEXT_SIZE])
{
	uint64_t left = m.cents < 0 ? 0 - (uint64_t)m.cents : (uint64_t)m.cents;
	char text[MONEY_TEXT_SIZE], *p = text + sizeof text;

	*--p = '\0';
	for (int place = 0; place < 3 || left; place++) {	/* from the right: two decimals, one digit before them */
		if (place == 2)
			*--p = '.';
		*--p = (char)('0' + left % 10);
		left /= 10;
	}
	if (m.cents < 0)
		*--p = '-';
	memcpy(out, p, (size_t)(text + sizeof text - p));
}

/* Takes the digits at the front of S into *CENTS; how many there were. Values past the limit stay past it. */
static size_t
take_digits(struct str *s, int64_t *cents)
{
	size_t n = 0;

	for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++)
		if (*cents <= MONEY_CENTS_MAX)
			*cents = *cents * 10 + (s->p[n] - '0');
	s->p += n;
	s->n -= n;
	return n;
}

bool
money_parse(struct str s, struct money *out)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t cents = 0;
	size_t decimals = 0;

	if (minus)
		s.p++, s.n--;
	if (!take_digits(&s, &cents))
		return false;
	if (s.n && (s.p[0] == '.' || s.p[0] == ',')) {
		s.p++, s.n--;
		decimals = take_digits(&s, &cents);
		if (decimals < 1 || decimals > 2)
			return false;
	}
	if (s.n)
		return false;
	for (; decimals < 2; decimals++)
		cents *= 10;
	if (cents > MONEY_CENTS_MAX)
		return false;
	out->cents = minus ? -cents : cents;
	return true;
}
