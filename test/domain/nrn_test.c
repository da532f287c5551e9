/* nrn_test.c - Belgian national and BIS numbers: the century by the check, and what is known of the birth date. */
#include "domain/nrn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void
birth_date_as_far_as_known(void **state)
{
	static const struct { const char *text; int century, year, month, day; bool bis; } ROW[] = {
		{ "85073003328", 1900, 1985, 7,  30, false },
		{ "17073003384", 2000, 2017, 7,  30, false },
		{ "98472899765", 1900, 1998, 7,  28, true },
		{ "01490700185", 2000, 2001, 9,  7,  true },
		{ "85521200340", 1900, 1985, 12, 12, true },
		{ "85000012313", 1900, 1985, 0,  0,  false },	/* only the year, or the numbers of the day had run out */
		{ "85070012362", 1900, 1985, 7,  0,  false },
		{ "85073212372", 1900, 1985, 7,  0,  false },	/* a day that July does not have */
		{ "85023012397", 1900, 1985, 2,  0,  false },
		{ "04022912307", 2000, 2004, 2,  29, false },	/* leap years */
		{ "05022912328", 2000, 2005, 2,  0,  false },
		{ "00022912320", 2000, 2000, 2,  29, false },
		{ "00022912388", 1900, 1900, 2,  0,  false },
		{ "00000100166", 1900, 0,    0,  0,  false },	/* nothing known */
		{ "00000100195", 2000, 0,    0,  0,  false },
		{ "00200100735", 2000, 0,    0,  0,  true },
		{ "00400101273", 2000, 0,    0,  0,  true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct nrn n;
		const char *why;

		assert_true(nrn_parse(str_of(ROW[i].text), &n, &why));
		assert_int_equal(n.century, ROW[i].century);
		assert_int_equal(n.birth_year, ROW[i].year);
		assert_int_equal(n.birth_month, ROW[i].month);
		assert_int_equal(n.birth_day, ROW[i].day);
		assert_int_equal(n.is_bis, ROW[i].bis);
	}
}

/* All hundred months with a check that fits: the 39 legal ones are taken. */
static void
months(void **state)
{
	struct nrn n;
	const char *why;
	char text[NRN_DIGITS + 1];
	int taken = 0;

	(void)state;
	for (unsigned month = 0; month < 100; month++) {
		unsigned nine = 850015033 + month * 100000;
		bool legal = month <= 12 || (month >= 20 && month <= 32) || (month >= 40 && month <= 52);

		snprintf(text, sizeof text, "%09u%02u", nine, 97 - nine % 97);
		assert_int_equal(nrn_parse(str_of(text), &n, &why), legal);
		assert_true(legal || strstr(why, "month"));
		taken += legal;
	}
	assert_int_equal(taken, 39);
}

/* Of all check digits exactly two fit any nine digits: one for each century. */
static void
one_check_for_each_century(void **state)
{
	static const unsigned NINE[] = { 850730033, 170730033, 490700123, 730033 };
	struct nrn n;
	const char *why;
	char text[NRN_DIGITS + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(NINE); i++) {
		int in_1900 = 0, in_2000 = 0;

		for (unsigned check = 0; check < 100; check++) {
			snprintf(text, sizeof text, "%09u%02u", NINE[i], check);
			if (!nrn_parse(str_of(text), &n, &why))
				continue;
			in_1900 += n.century == 1900;
			in_2000 += n.century == 2000;
		}
		assert_int_equal(in_1900, 1);
		assert_int_equal(in_2000, 1);
	}
}

static void
form_for_people(void **state)
{
	struct nrn n;
	const char *why;
	char print[NRN_PRINT_SIZE];

	(void)state;
	assert_true(nrn_parse(STR("85 07 30 033 28"), &n, &why));
	assert_true(str_is(nrn_format(&n), "85073003328"));
	assert_true(str_is(nrn_print(&n, print), "85.07.30-033.28"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(birth_date_as_far_as_known),
		cmocka_unit_test(months),
		cmocka_unit_test(one_check_for_each_century),
		cmocka_unit_test(form_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
