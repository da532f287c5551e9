/* mrz.c - the machine-readable zone of an identity card (TD1) or a passport (TD3).
 * Pure. Sources: ICAO Doc 9303 part 3 (4.9: check digits), part 4 (TD3), part 5 (TD1, numbers longer than nine).
 * Errors: none; a text that is none is refused with its reason. */
#include "domain/mrz.h"
#include "domain/digits.h"

struct span { uint8_t at, n; };

/* Where the fields are, in the lines joined. A check digit stands right behind its field. */
static const struct layout {
	const char *first;			/* letters a document of this kind may begin with */
	struct span issuer, number, number_goes_on, birth, expiry, nationality, personal, names;
	uint8_t sex;
	struct span all[4];			/* under the last check digit */
	uint8_t all_check;
} LAYOUT[] = {
	[MRZ_TD1] = {
		.first = "ACI", .issuer = { 2, 3 }, .number = { 5, 9 }, .number_goes_on = { 15, 15 }, .birth = { 30, 6 }, .sex = 37,
		.expiry = { 38, 6 }, .nationality = { 45, 3 }, .names = { 60, 30 },
		.all = { { 5, 25 }, { 30, 7 }, { 38, 7 }, { 48, 11 } }, .all_check = 59,
	},
	[MRZ_TD3] = {
		.first = "P", .issuer = { 2, 3 }, .names = { 5, 39 }, .number = { 44, 9 }, .nationality = { 54, 3 }, .birth = { 57, 6 },
		.sex = 64, .expiry = { 65, 6 }, .personal = { 72, 14 },
		.all = { { 44, 10 }, { 57, 7 }, { 65, 22 } }, .all_check = 87,
	},
};

/* -- check digits: values 0 to 9, A = 10 to Z = 35, '<' = 0, times 7 3 1 7 3 1 ..., modulo 10 -- */
struct sum { unsigned total, weighed; };

static void
weigh(struct sum *s, struct str field)
{
	static const unsigned WEIGHT[] = { 7, 3, 1 };

	for (size_t i = 0; i < field.n; i++) {
		char c = field.p[i];
		unsigned value = c == '<' ? 0 : c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;

		s->total += value * WEIGHT[s->weighed++ % COUNT(WEIGHT)];
	}
}

static bool
fits(struct sum s, char check)
{
	return check == (char)('0' + s.total % 10);
}

static struct str
field_of(const struct mrz *m, struct span s)
{
	return (struct str){ m->text + s.at, s.n };
}

static bool
field_fits(const struct mrz *m, struct span s)
{
	struct sum sum = { 0 };

	weigh(&sum, field_of(m, s));
	return fits(sum, m->text[s.at + s.n]);
}

/* -- fields -- */

/* Copies FIELD without the fillers at its end, with a space for one inside. */
static void
copy(struct str field, char *out, size_t size)
{
	while (field.n && field.p[field.n - 1] == '<')
		field.n--;
	assert(field.n < size);
	for (size_t i = 0; i < field.n; i++)
		out[i] = field.p[i] == '<' ? ' ' : field.p[i];
	out[field.n] = 0;
}

/* The document number. One longer than nine has '<' for its check digit and goes on in the optional field, up to a filler,
 * the last character before it being the check digit: "591191706<4584<<<" is 591191706458, check 4 (Belgian cards).
 * Whether the '<' between is weighed, the standard does not say and issuers differ: both are taken. */
static bool
read_number(struct mrz *m, const struct layout *l)
{
	struct str nine = field_of(m, l->number), rest = field_of(m, l->number_goes_on), tail, after;
	struct sum sum = { 0 }, with_filler;

	copy(nine, m->number, sizeof m->number);
	if (nine.p[nine.n] != '<' || rest.n == 0)
		return m->number[0] && field_fits(m, l->number);
	if (!str_split(rest, '<', &tail, &after) || tail.n < 2 || memchr(nine.p, '<', nine.n))
		return false;
	tail.n--;
	memcpy(m->number + nine.n, tail.p, tail.n);
	weigh(&sum, nine);
	with_filler = sum;
	weigh(&with_filler, STR("<"));
	weigh(&sum, tail);
	weigh(&with_filler, tail);
	return fits(sum, tail.p[tail.n]) || fits(with_filler, tail.p[tail.n]);
}

/* A year, a month and a day of two digits each, or "<<" where it is not known. */
static bool
is_date(struct str d)
{
	static const unsigned MAX[] = { 99, 12, 31 };

	for (size_t i = 0; i < COUNT(MAX); i++) {
		struct str part = { d.p + 2 * i, 2 };

		if (str_is(part, "<<"))
			continue;
		if (!digits_are(part, DIGITS_DECIMAL) || digits_value(part) > MAX[i] || (i && digits_value(part) == 0))
			return false;
	}
	return true;
}

/* "SURNAME<NAME<<GIVEN<NAMES<<<<": some have no given names, and then all of it is the surname. */
static bool
read_names(struct mrz *m, struct span at)
{
	struct str all = field_of(m, at);
	const char *gap = memmem(all.p, all.n, "<<", 2);
	struct str surname = { all.p, gap ? (size_t)(gap - all.p) : all.n };
	struct str given = { all.p + surname.n, all.n - surname.n };

	if (!digits_are(all, DIGITS_CAPITAL "<") || all.p[0] == '<')
		return false;
	while (given.n && given.p[0] == '<')
		given = (struct str){ given.p + 1, given.n - 1 };
	copy(surname, m->surname, sizeof m->surname);
	copy(given, m->given_names, sizeof m->given_names);
	return true;
}

/* A card has no such field. Only an empty one may have '<' for its check digit. */
static bool
personal_fits(const struct mrz *m, struct span personal)
{
	if (personal.n == 0)
		return true;
	if (digits_are(field_of(m, personal), "<") && m->text[personal.at + personal.n] == '<')
		return true;
	return field_fits(m, personal);
}

static bool
all_fits(const struct mrz *m, const struct layout *l)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < COUNT(l->all); i++)
		weigh(&sum, field_of(m, l->all[i]));
	return fits(sum, m->text[l->all_check]);
}

static const char *
read_fields(struct mrz *m, const struct layout *l)
{
	if (!strchr(l->first, m->text[0]))
		return "not an identity card or passport: a card begins with I, A or C, a passport with P";
	if (!digits_are(field_of(m, l->issuer), DIGITS_CAPITAL "<") || !digits_are(field_of(m, l->nationality), DIGITS_CAPITAL "<"))
		return "a digit stands where the country of the document or of its holder is expected";
	if (!read_number(m, l))
		return "a character is wrong: the check digit of the document number does not fit";
	if (!is_date(field_of(m, l->birth)) || !field_fits(m, l->birth))
		return "a character is wrong in the birth date: expected year, month, day and a check digit that fits";
	if (!strchr("MF<", m->text[l->sex]))
		return "a character is wrong: M, F or < is expected between the two dates";
	if (!is_date(field_of(m, l->expiry)) || !field_fits(m, l->expiry))
		return "a character is wrong in the expiry date: expected year, month, day and a check digit that fits";
	if (!personal_fits(m, l->personal))
		return "a character is wrong: the check digit of the personal number does not fit";
	if (!all_fits(m, l))
		return "a character is wrong: the last check digit, over all fields, does not fit";
	if (!read_names(m, l->names))
		return "a name begins with a letter and has only letters and <";
	copy(field_of(m, l->issuer), m->issuer, sizeof m->issuer);
	copy(field_of(m, l->nationality), m->nationality, sizeof m->nationality);
	memcpy(m->birth, field_of(m, l->birth).p, l->birth.n);
	memcpy(m->expiry, field_of(m, l->expiry).p, l->expiry.n);
	m->sex = m->text[l->sex];
	return NULL;
}

static const char *
read_text(struct str text, struct mrz *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL DIGITS_CAPITAL "<", " \t\r\n", out->text, sizeof out->text);

	if (n == DIGITS_STRAY)
		return "the machine-readable lines have only letters without accents, digits and <";
	if (n != MRZ_TD1_SIZE && n != MRZ_TD3_SIZE)
		return "wrong length: expected 3 lines of 30 characters (card) or 2 lines of 44 (passport)";
	out->kind = n == MRZ_TD1_SIZE ? MRZ_TD1 : MRZ_TD3;
	return read_fields(out, &LAYOUT[out->kind]);
}

bool
mrz_parse(struct str text, struct mrz *out, const char **why_out)
{
	*out = (struct mrz){ 0 };
	*why_out = read_text(text, out);
	if (*why_out)
		*out = (struct mrz){ 0 };
	return !*why_out;
}

struct str
mrz_format(const struct mrz *m)
{
	assert(m->text[0]);
	return str_of(m->text);
}
