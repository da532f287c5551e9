/* nrn.c - the Belgian national number, and the BIS number of people who are not in the national register.
 * Pure. Sources: the register's instruction IT000 (YYMMDD, serial, 97 - rest; a 2 in front of the nine digits for those born
 * from 2000), BIS: month + 20 when the sex is not known, + 40 when it is. Checked against python-stdnum.
 * Errors: none; a text that is none is refused with its reason. */
#include "domain/nrn.h"
#include "base/clock.h"
#include "domain/digits.h"

#define BIS_SEX_UNKNOWN 20
#define BIS_SEX_KNOWN 40

static int
two_digits(const struct nrn *n, size_t at)
{
	return (int)digits_value((struct str){ n->digits + at, 2 });
}

/* The century whose check fits, 0 if none does: the two never give the same check digits. */
static int
century_of(const struct nrn *n)
{
	uint64_t nine = digits_value((struct str){ n->digits, 9 });
	uint64_t check = digits_value((struct str){ n->digits + 9, 2 });

	if (97 - nine % 97 == check)
		return 1900;
	if (97 - (2000000000 + nine) % 97 == check)
		return 2000;
	return 0;
}

/* Fills in what YYMMDD says. False: there is no such month. */
static bool
read_birth(struct nrn *n)
{
	int year = two_digits(n, 0), month = two_digits(n, 2), day = two_digits(n, 4);
	int shift = month >= BIS_SEX_KNOWN ? BIS_SEX_KNOWN : month >= BIS_SEX_UNKNOWN ? BIS_SEX_UNKNOWN : 0;

	n->is_bis = shift > 0;
	month -= shift;
	if (month > 12)
		return false;
	if (year == 0 && month == 0 && day == 1)	/* the made-up date of those whose birth date nobody knows */
		return true;
	n->birth_year = n->century + year;
	n->birth_month = month;
	if (month && day <= clock_month_days(n->birth_year, month))
		n->birth_day = day;
	return true;
}

static const char *
read_digits(struct str text, struct nrn *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL, " .-/", out->digits, sizeof out->digits);

	if (n == DIGITS_STRAY)
		return "a national number has only digits: expected one like 85.07.30-033.28";
	if (n < NRN_DIGITS)
		return "too short: a national number has 11 digits, like 85.07.30-033.28";
	if (n > NRN_DIGITS)
		return "too long: a national number has 11 digits, like 85.07.30-033.28";
	out->century = century_of(out);
	if (!out->century)
		return "a digit is wrong: the last two digits of the national number do not fit the others";
	if (!read_birth(out))
		return "the third and fourth digit of a national number are a month: 00 to 12, in a BIS number 20 or 40 more";
	return NULL;
}

bool
nrn_parse(struct str text, struct nrn *out, const char **why_out)
{
	*out = (struct nrn){ 0 };
	*why_out = read_digits(text, out);
	if (*why_out)
		*out = (struct nrn){ 0 };
	return !*why_out;
}

struct str
nrn_format(const struct nrn *n)
{
	assert(n->digits[0]);
	return str_of(n->digits);
}

struct str
nrn_print(const struct nrn *n, char out[NRN_PRINT_SIZE])
{
	return digits_lay_out(nrn_format(n), "##.##.##-###.##", out, NRN_PRINT_SIZE);
}
