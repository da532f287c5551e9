/* becard.c - the number of a Belgian identity card.
 * Pure. Sources: the card's printed number: ten digits, then these modulo 97, 97 instead of 0 (checked against
 * python-stdnum). The cards of foreigners, with letters in front, have no such check and are not taken here.
 * Errors: none; a text that is none is refused with its reason. */
#include "domain/becard.h"
#include "domain/digits.h"

static const char *
read_digits(struct str text, struct becard *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL, " .-/", out->digits, sizeof out->digits);

	if (n == DIGITS_STRAY)
		return "the number of a Belgian identity card has only digits: expected one like 591-1917064-58";
	if (n < BECARD_DIGITS)
		return "too short: the number of a Belgian identity card has 12 digits, like 591-1917064-58";
	if (n > BECARD_DIGITS)
		return "too long: the number of a Belgian identity card has 12 digits, like 591-1917064-58";
	if (!digits_belgian97(str_of(out->digits)))
		return "a digit is wrong: the last two digits of the card number do not fit the others";
	return NULL;
}

bool
becard_parse(struct str text, struct becard *out, const char **why_out)
{
	*out = (struct becard){ 0 };
	*why_out = read_digits(text, out);
	if (*why_out)
		*out = (struct becard){ 0 };
	return !*why_out;
}

struct str
becard_format(const struct becard *b)
{
	assert(b->digits[0]);
	return str_of(b->digits);
}

struct str
becard_print(const struct becard *b, char out[BECARD_PRINT_SIZE])
{
	return digits_lay_out(becard_format(b), "###-#######-##", out, BECARD_PRINT_SIZE);
}
