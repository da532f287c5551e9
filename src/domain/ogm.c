/* ogm.c - the Belgian structured communication of a payment (OGM, VCS).
 * Pure. Sources: the rule of the Belgian banks (Febelfin): ten digits, then these modulo 97, 97 instead of 0.
 * Errors: none; a text that is none is refused with its reason. */
#include "domain/ogm.h"
#include "domain/digits.h"

#include <inttypes.h>
#include <stdio.h>

static const char *
read_digits(struct str text, struct ogm *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL, "+*/.- ", out->digits, sizeof out->digits);

	if (n == DIGITS_STRAY)
		return "a structured communication has only digits: expected one like +++010/8068/17183+++";
	if (n < OGM_DIGITS)
		return "too short: a structured communication has 12 digits, like +++010/8068/17183+++";
	if (n > OGM_DIGITS)
		return "too long: a structured communication has 12 digits, like +++010/8068/17183+++";
	if (!digits_belgian97(str_of(out->digits)))
		return "a digit is wrong: the last two digits of the communication do not fit the others";
	return NULL;
}

bool
ogm_parse(struct str text, struct ogm *out, const char **why_out)
{
	*out = (struct ogm){ 0 };
	*why_out = read_digits(text, out);
	if (*why_out)
		*out = (struct ogm){ 0 };
	return !*why_out;
}

struct ogm
ogm_make(uint64_t number)
{
	struct ogm o;
	uint64_t rest = number % 97;

	assert(number <= OGM_NUMBER_MAX);
	(void)snprintf(o.digits, sizeof o.digits, "%010" PRIu64 "%02" PRIu64, number, rest ? rest : 97);
	return o;
}

struct str
ogm_format(const struct ogm *o)
{
	assert(o->digits[0]);
	return str_of(o->digits);
}

struct str
ogm_print(const struct ogm *o, char out[OGM_PRINT_SIZE])
{
	return digits_lay_out(ogm_format(o), "+++###/####/#####+++", out, OGM_PRINT_SIZE);
}
