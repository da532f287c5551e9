/* rf.c - the international creditor reference of a payment (ISO 11649).
 * Pure. Sources: ISO 11649 (RF, check digits by ISO 7064 MOD 97-10, up to 21 letters and digits).
 * Errors: none; a text that is none is refused with its reason. */
#include "domain/rf.h"
#include "domain/digits.h"

static const char *
read_text(struct str text, struct rf *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL DIGITS_CAPITAL, " ", out->text, sizeof out->text);

	if (n == DIGITS_STRAY)
		return "a payment reference has only letters, digits and spaces: expected one like RF18 5390 0754 7034";
	if (!str_starts(str_of(out->text), "RF"))
		return "a payment reference begins with RF, like RF18 5390 0754 7034";
	if (n < RF_SIZE_MIN)
		return "too short: a payment reference is RF, two digits and at least one character more";
	if (n > RF_SIZE_MAX)
		return "too long: a payment reference has at most 25 characters, RF included";
	if (!digits_iso7064(str_of(out->text)))
		return "a character is wrong: the two check digits behind RF do not fit the others";
	return NULL;
}

bool
rf_parse(struct str text, struct rf *out, const char **why_out)
{
	*out = (struct rf){ 0 };
	*why_out = read_text(text, out);
	if (*why_out)
		*out = (struct rf){ 0 };
	return !*why_out;
}

struct str
rf_format(const struct rf *r)
{
	assert(r->text[0]);
	return str_of(r->text);
}

struct str
rf_print(const struct rf *r, char out[RF_PRINT_SIZE])
{
	return digits_in_fours(rf_format(r), out, RF_PRINT_SIZE);
}
