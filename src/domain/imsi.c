/* imsi.c - the number of a subscription in the network (IMSI): 6 to 15 digits.
 * Pure. Sources: ITU-T E.212 and 3GPP TS 23.003 2.2 (country 3, network 2 or 3, subscriber the rest; no check digit, so
 * a wrong digit cannot be seen here). Errors: none; a text that is no IMSI is refused with its reason. */
#include "domain/imsi.h"
#include "domain/digits.h"

static const char *
read_digits(struct str text, struct imsi *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL, " -", out->digits, sizeof out->digits);

	if (n == DIGITS_STRAY)
		return "an IMSI has only digits: expected 6 to 15 of them, like 206010000000001";
	if (n < IMSI_DIGITS_MIN)
		return "too short: an IMSI has 6 to 15 digits, like 206010000000001";
	if (n > IMSI_DIGITS_MAX)
		return "too long: an IMSI has 6 to 15 digits, like 206010000000001";
	return NULL;
}

bool
imsi_parse(struct str text, struct imsi *out, const char **why_out)
{
	*out = (struct imsi){ 0 };
	*why_out = read_digits(text, out);
	if (*why_out)
		*out = (struct imsi){ 0 };
	return !*why_out;
}

struct str
imsi_format(const struct imsi *i)
{
	assert(i->digits[0]);
	return str_of(i->digits);
}

bool
imsi_equal(const struct imsi *a, const struct imsi *b)
{
	return str_eq(imsi_format(a), imsi_format(b));
}
