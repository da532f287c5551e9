/* iccid.c - the number printed on a SIM card (ICCID): 89, then 16 to 18 more digits.
 * Pure. Sources: ITU-T E.118 (89 + country + issuer + account + Luhn digit, 19 in all), ETSI TS 102 221 13.2 (EF-ICCID:
 * 10 bytes of swapped digits, F where one is missing; 20-digit cards exist). Errors: none; refusals with a reason. */
#include "domain/iccid.h"
#include "domain/digits.h"

#define UNCHECKED_DIGITS 18u			/* exported without the check digit */

/* Luhn: from the right, every second digit is doubled and its digits added; the sum ends in 0. */
static bool
luhn_fits(struct str s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(s.p[s.n - 1 - i] - '0');

		if (i % 2)
			digit = digit > 4 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return sum % 10 == 0;
}

static const char *
read_digits(struct str text, struct iccid *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL "F", " -", out->digits, sizeof out->digits);

	if (n == DIGITS_STRAY)
		return "a SIM number has only digits: expected 19 or 20 of them, beginning with 89";
	if (n > ICCID_DIGITS_MAX)
		return "too long: a SIM number (ICCID) has 19 or 20 digits";
	while (n && out->digits[n - 1] == 'F')
		out->digits[--n] = 0;
	if (strchr(out->digits, 'F'))
		return "the filler F stands only at the end of a SIM number";
	if (n < UNCHECKED_DIGITS)
		return "too short: a SIM number (ICCID) has 19 or 20 digits";
	if (!str_starts(str_of(out->digits), "89"))
		return "a SIM number (ICCID) begins with 89";
	if (n > UNCHECKED_DIGITS && !luhn_fits(str_of(out->digits)))
		return "a digit is wrong: the last one, the check digit of the SIM number, does not fit the others";
	return NULL;
}

bool
iccid_parse(struct str text, struct iccid *out, const char **why_out)
{
	*out = (struct iccid){ 0 };
	*why_out = read_digits(text, out);
	if (*why_out)
		*out = (struct iccid){ 0 };
	return !*why_out;
}

struct str
iccid_format(const struct iccid *c)
{
	assert(c->digits[0]);
	return str_of(c->digits);
}

struct str
iccid_print(const struct iccid *c, char out[ICCID_PRINT_SIZE])
{
	return digits_in_fours(iccid_format(c), out, ICCID_PRINT_SIZE);
}

bool
iccid_equal(const struct iccid *a, const struct iccid *b)
{
	struct str x = iccid_format(a), y = iccid_format(b);

	if (x.n > UNCHECKED_DIGITS + 1 || y.n > UNCHECKED_DIGITS + 1)
		return str_eq(x, y);
	if (x.n != y.n)
		x.n = y.n = UNCHECKED_DIGITS;
	return str_eq(x, y);
}
