/* mrz_test.c - machine-readable lines: what is read out of them, and every check digit. */
#include "domain/mrz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

/* The specimens of Doc 9303, and a made-up Belgian card with its twelve-digit number. */
#define PASSPORT "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define CARD     "I<UTOD231458907<<<<<<<<<<<<<<<" "7408122F1204159UTO<<<<<<<<<<<6" "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define BELGIAN  "IDBEL591191706<4584<<<<<<<<<<<" "8507309M2908214BEL850730033281" "PEETERS<<JAN<KAREL<<<<<<<<<<<<"

static struct mrz
document(const char *text)
{
	struct mrz m;
	const char *why;

	assert_true(mrz_parse(str_of(text), &m, &why));
	assert_null(why);
	return m;
}

static const char *
refusal(const char *text)
{
	struct mrz m;
	const char *why;

	return mrz_parse(str_of(text), &m, &why) ? "" : why;
}

static void
fields(void **state)
{
	static const struct {
		const char *text;
		enum mrz_kind kind;
		const char *issuer, *nationality, *number, *birth, *expiry;
		char sex;
		const char *surname, *given_names;
	} ROW[] = {
		{ PASSPORT, MRZ_TD3, "UTO", "UTO", "L898902C3",    "740812", "120415", 'F', "ERIKSSON", "ANNA MARIA" },
		{ CARD,     MRZ_TD1, "UTO", "UTO", "D23145890",    "740812", "120415", 'F', "ERIKSSON", "ANNA MARIA" },
		{ BELGIAN,  MRZ_TD1, "BEL", "BEL", "591191706458", "850730", "290821", 'M', "PEETERS",  "JAN KAREL" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct mrz m = document(ROW[i].text);

		assert_int_equal(m.kind, ROW[i].kind);
		assert_true(str_is(mrz_format(&m), ROW[i].text));
		assert_string_equal(m.issuer, ROW[i].issuer);
		assert_string_equal(m.nationality, ROW[i].nationality);
		assert_string_equal(m.number, ROW[i].number);
		assert_string_equal(m.birth, ROW[i].birth);
		assert_string_equal(m.expiry, ROW[i].expiry);
		assert_int_equal(m.sex, ROW[i].sex);
		assert_string_equal(m.surname, ROW[i].surname);
		assert_string_equal(m.given_names, ROW[i].given_names);
	}
}

/* TEXT with one character replaced. */
static const char *
with(const char *text, size_t at, char c)
{
	static char copy[MRZ_TD1_SIZE + 1];

	snprintf(copy, sizeof copy, "%s", text);
	copy[at] = c;
	return copy;
}

static void
each_check_is_named(void **state)
{
	static const struct { const char *text; size_t at; char c; const char *why; } ROW[] = {
		{ PASSPORT, 0,  'X', "not an identity card or passport" },
		{ PASSPORT, 2,  '1', "country" },
		{ PASSPORT, 5,  '<', "a name" },
		{ PASSPORT, 8,  '1', "a name" },
		{ PASSPORT, 44, 'K', "document number" },
		{ PASSPORT, 53, '<', "document number" },	/* a passport's number never goes on */
		{ PASSPORT, 53, '7', "document number" },
		{ PASSPORT, 55, '0', "country" },
		{ PASSPORT, 59, '9', "birth date" },		/* month 98 */
		{ PASSPORT, 62, '3', "birth date" },
		{ PASSPORT, 63, '3', "birth date" },
		{ PASSPORT, 64, 'X', "M, F or <" },
		{ PASSPORT, 70, '6', "expiry date" },
		{ PASSPORT, 71, '<', "expiry date" },
		{ PASSPORT, 72, 'Y', "personal number" },
		{ PASSPORT, 86, '<', "personal number" },
		{ PASSPORT, 87, '1', "last check digit" },
		{ CARD,     14, '8', "document number" },
		{ CARD,     14, '<', "document number" },
		{ CARD,     20, '1', "last check digit" },
		{ CARD,     59, '5', "last check digit" },
		{ BELGIAN,  18, '5', "document number" },
		{ BELGIAN,  16, '6', "document number" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++)
		assert_non_null(strstr(refusal(with(ROW[i].text, ROW[i].at, ROW[i].c)), ROW[i].why));
}

/* An empty personal number may have '<' or '0' behind it; the last check digit is the same for both. */
static void
empty_personal_number(void **state)
{
	char text[] = "P<CHNLI<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<<<LI80912344CHN8507309F2908214<<<<<<<<<<<<<<<6";

	(void)state;
	assert_string_equal(refusal(text), "");
	for (char c = '0'; c <= '9'; c++)
		assert_int_equal(*refusal(with(text, 86, c)) == 0, c == '0');
}

/* A passport with birth date DATE, its check digit and the last one worked out here, by hand as it were. */
static const char *
born(const char *date)
{
	static char text[MRZ_TD3_SIZE + 1];
	static const unsigned WEIGHT[] = { 7, 3, 1 };
	unsigned sum = 0, at = 0;

	snprintf(text, sizeof text, "%.57s%s%.25s", PASSPORT, date, &PASSPORT[63]);
	for (size_t i = 0; i < 6; i++)
		sum += (text[57 + i] == '<' ? 0 : (unsigned)(text[57 + i] - '0')) * WEIGHT[i % 3];
	text[63] = (char)('0' + sum % 10);
	sum = 0;
	for (size_t i = 44; i < 87; i++) {
		if ((i >= 54 && i <= 56) || i == 64)
			continue;
		unsigned v = text[i] == '<' ? 0 : text[i] <= '9' ? (unsigned)(text[i] - '0') : (unsigned)(text[i] - 'A') + 10;

		sum += v * WEIGHT[at++ % 3];
	}
	text[87] = (char)('0' + sum % 10);
	return text;
}

static void
birth_dates(void **state)
{
	static const struct { const char *date; bool fine; } ROW[] = {
		{ "740812", true }, { "7408<<", true }, { "74<<<<", true }, { "<<<<<<", true }, { "741231", true },
		{ "741331", false }, { "740032", false }, { "740800", false }, { "740012", false }, { "740832", false },
		{ "7<0812", false }, { "74081<", false },
	};

	(void)state;
	assert_string_equal(born("740812"), PASSPORT);
	for (size_t i = 0; i < COUNT(ROW); i++)
		assert_int_equal(*refusal(born(ROW[i].date)) == 0, ROW[i].fine);
}

static void
names(void **state)
{
	static const struct { const char *field, *surname, *given_names; } ROW[] = {
		{ "DE<SMET<VAN<ACKER<<JAN<PIET<JORIS<<<<<<", "DE SMET VAN ACKER", "JAN PIET JORIS" },
		{ "SUHARTO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "SUHARTO", "" },
		{ "PAPANDROPOULOUSPAPANDROPOULOUSPAPANDROP", "PAPANDROPOULOUSPAPANDROPOULOUSPAPANDROP", "" },
		{ "LI<<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<<", "LI", "XIAOMING" },
	};
	char text[MRZ_TD3_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		snprintf(text, sizeof text, "P<UTO%s%s", ROW[i].field, &PASSPORT[44]);
		struct mrz m = document(text);
		assert_string_equal(m.surname, ROW[i].surname);
		assert_string_equal(m.given_names, ROW[i].given_names);
	}
}

/* Whether the '<' inside a long number is weighed: both ways of reckoning are taken, no other check digit is. */
static void
long_numbers_of_either_reckoning(void **state)
{
	int taken = 0;

	(void)state;
	for (char c = '0'; c <= '9'; c++)
		taken += strstr(refusal(with(BELGIAN, 18, c)), "document number") == NULL;
	assert_int_equal(taken, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields),
		cmocka_unit_test(each_check_is_named),
		cmocka_unit_test(empty_personal_number),
		cmocka_unit_test(birth_dates),
		cmocka_unit_test(names),
		cmocka_unit_test(long_numbers_of_either_reckoning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
