/* msisdn.c - a mobile number (MSISDN): E.164 without '+', 7 to 15 digits.
 * Pure. Sources: ITU-T E.164; PRODUCT rule 28: Belgian mobile numbers are 32, then 9 digits beginning with 4, and
 * 04 with 7 digits is a landline of Liège. Those beginning with 40 to 44 are not given out today; they are not refused
 * here, so that a range opened tomorrow needs no new release. Errors: none; a text that is no number is refused with its reason. */
#include "domain/msisdn.h"
#include "domain/digits.h"

#include <stdio.h>

#define DIALLED_MAX (2 + MSISDN_DIGITS_MAX + 1)		/* 00 in front, a trunk zero inside */
#define BELGIUM "32"
#define MOBILE_DIGITS 9u				/* after 32 */
#define LANDLINE_DIGITS 8u

/* What is typed in front decides how the rest is read; *D loses it. */
enum reading { AS_BELGIAN, AS_INTERNATIONAL };

static enum reading
reading_of(bool has_plus, struct str *d)
{
	size_t drop = 0;
	enum reading how = AS_INTERNATIONAL;

	if (!has_plus && str_starts(*d, "00")) {
		drop = 2;
	} else if (!has_plus && str_starts(*d, "0")) {
		drop = 1;
		how = AS_BELGIAN;
	}
	*d = (struct str){ d->p + drop, d->n - drop };
	return how;
}

static const char *
belgian_fault(struct str national)
{
	bool four = str_starts(national, "4");

	if (four && national.n == MOBILE_DIGITS)
		return NULL;
	if (four && national.n == LANDLINE_DIGITS)
		return "a landline of Liège (04 and 7 digits), not a mobile number: expected 04 and 8 digits, like 0470 12 34 56";
	if (four)
		return "a Belgian mobile number is 04 and 8 digits, like 0470 12 34 56";
	return "not a Belgian mobile number: expected 04 and 8 digits, or + and the country code";
}

/* Reads TEXT into OUT. Returns what is wrong, or NULL. */
static const char *
read_number(struct str text, struct msisdn *out)
{
	char typed[DIALLED_MAX + 1];
	bool trunk = text.n && memmem(text.p, text.n, "(0)", 3);
	bool has_plus = str_starts(text, "+");
	size_t n = digits_gather(has_plus ? (struct str){ text.p + 1, text.n - 1 } : text,
	    DIGITS_DECIMAL, " .-/()", typed, sizeof typed);

	if (n == DIGITS_STRAY)
		return "a number has only digits, spaces and . - / ( ), and + only in front: expected one like +32470123456";
	if (n == 0)
		return "empty: expected a mobile number, like +32470123456";
	if (n > DIALLED_MAX)
		return "too long: a number has at most 15 digits with its country code";

	struct str d = { typed, n };
	bool belgian = reading_of(has_plus, &d) == AS_BELGIAN;

	if (!belgian && str_starts(d, BELGIUM)) {
		belgian = true;
		d = (struct str){ d.p + 2, d.n - 2 };
		if (str_starts(d, "0"))			/* +32 (0)470: the trunk zero, never part of a Belgian number */
			d = (struct str){ d.p + 1, d.n - 1 };
	}
	if (belgian) {
		(void)snprintf(out->digits, sizeof out->digits, BELGIUM "%.*s", (int)MOBILE_DIGITS, d.p);
		return belgian_fault(d);
	}
	if (trunk)
		return "leave out the (0): it is not dialled from another country";
	if (str_starts(d, "0"))
		return "a country code never begins with 0: expected a number like +32470123456";
	if (d.n < MSISDN_DIGITS_MIN)
		return "too short: a number has at least 7 digits with its country code";
	if (d.n > MSISDN_DIGITS_MAX)
		return "too long: a number has at most 15 digits with its country code";
	memcpy(out->digits, d.p, d.n);
	return NULL;
}

bool
msisdn_parse(struct str text, struct msisdn *out, const char **why_out)
{
	*out = (struct msisdn){ 0 };
	*why_out = read_number(str_trim(text), out);
	if (*why_out)
		*out = (struct msisdn){ 0 };
	return !*why_out;
}

struct str
msisdn_format(const struct msisdn *m)
{
	assert(m->digits[0]);
	return str_of(m->digits);
}

struct str
msisdn_print(const struct msisdn *m, char out[MSISDN_PRINT_SIZE])
{
	int n;

	if (msisdn_is_belgian_mobile(m))
		return digits_lay_out(msisdn_format(m), "+## ### ## ## ##", out, MSISDN_PRINT_SIZE);
	n = snprintf(out, MSISDN_PRINT_SIZE, "+%s", msisdn_format(m).p);
	return (struct str){ out, (size_t)n };
}

struct str
msisdn_show(const struct msisdn *m, struct str lang, char out[MSISDN_PRINT_SIZE])
{
	struct str s = msisdn_format(m);
	bool is_at_home = str_is(lang, "nl") || str_is(lang, "fr") || str_is(lang, "de");

	if (!is_at_home || !msisdn_is_belgian_mobile(m))
		return msisdn_print(m, out);
	return digits_lay_out((struct str){ s.p + 2, s.n - 2 }, "0### ## ## ##", out, MSISDN_PRINT_SIZE);
}

struct str
msisdn_mask(const struct msisdn *m, char out[MSISDN_MASK_SIZE])
{
	struct str s = msisdn_format(m);
	int n = snprintf(out, MSISDN_MASK_SIZE, "..%s", s.p + s.n - 4);

	return (struct str){ out, (size_t)n };
}

bool
msisdn_is_belgian_mobile(const struct msisdn *m)
{
	return str_starts(msisdn_format(m), BELGIUM);		/* no other number of Belgium passes msisdn_parse */
}

bool
msisdn_equal(const struct msisdn *a, const struct msisdn *b)
{
	return str_eq(msisdn_format(a), msisdn_format(b));
}
