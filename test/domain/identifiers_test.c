/* identifiers_test.c - what holds for every identifier: worked examples, every wrong character, every swap of neighbours,
 * lengths, and any bytes at all. */
#include "domain/becard.h"
#include "domain/digits.h"
#include "domain/iban.h"
#include "domain/iccid.h"
#include "domain/imsi.h"
#include "domain/mrz.h"
#include "domain/msisdn.h"
#include "domain/nrn.h"
#include "domain/ogm.h"
#include "domain/rf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define TEXT_MAX 128
#define RANDOM_TEXTS 20000

#define KIND_LIST(K) K(msisdn) K(imsi) K(iccid) K(iban) K(ogm) K(rf) K(nrn) K(becard) K(mrz)

/* Parses TEXT and copies the canonical text to OUT. Refused: there is a reason, and the struct is all zero. */
#define READER(kind) \
static bool \
read_##kind(struct str text, char *out) \
{ \
	static const struct kind EMPTY; \
	struct kind v; \
	const char *why = "untouched"; \
	\
	if (!kind##_parse(text, &v, &why)) { \
		assert_true(strlen(why) > 10 && strlen(why) < 140); \
		assert_memory_equal(&v, &EMPTY, sizeof v); \
		return false; \
	} \
	assert_null(why); \
	memcpy(out, kind##_format(&v).p, kind##_format(&v).n + 1); \
	return true; \
}
KIND_LIST(READER)

static const struct kind { const char *name; bool (*read)(struct str, char *out); } KINDS[] = {
#define ROW(kind) { #kind, read_##kind },
	KIND_LIST(ROW)
};

static void
payment_references_and_cards(void **state)
{
	struct ogm o;
	struct rf r;
	struct becard b;
	const char *why;
	char print[OGM_PRINT_SIZE], print_rf[RF_PRINT_SIZE], print_card[BECARD_PRINT_SIZE];

	(void)state;
	o = ogm_make(108068171);
	assert_true(str_is(ogm_format(&o), "010806817183"));
	assert_true(str_is(ogm_print(&o, print), "+++010/8068/17183+++"));
	o = ogm_make(97);
	assert_true(str_is(ogm_format(&o), "000000009797"));
	o = ogm_make(OGM_NUMBER_MAX);
	assert_true(ogm_parse(ogm_print(&o, print), &o, &why));
	assert_true(rf_parse(STR("rf18 5390 0754 7034"), &r, &why));
	assert_true(str_is(rf_print(&r, print_rf), "RF18 5390 0754 7034"));
	assert_true(becard_parse(STR("591191706458"), &b, &why));
	assert_true(str_is(becard_print(&b, print_card), "591-1917064-58"));
}

static void
every_length(void **state)
{
	static const struct { bool (*read)(struct str, char *); const char *digits; size_t min, max; } ROW[] = {
		{ read_imsi,   "206010000000001206010000000001", IMSI_DIGITS_MIN, IMSI_DIGITS_MAX },
		{ read_ogm,    "000000009797979797979797979797", OGM_DIGITS, OGM_DIGITS },
		{ read_becard, "000000009797979797979797979797", BECARD_DIGITS, BECARD_DIGITS },
		{ read_nrn,    "850730033282828282828282828282", NRN_DIGITS, NRN_DIGITS },
	};
	char out[TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++)
		for (size_t n = 0; n <= strlen(ROW[i].digits); n++)
			assert_int_equal(ROW[i].read((struct str){ ROW[i].digits, n }, out), n >= ROW[i].min && n <= ROW[i].max);
}

/* Examples that a check digit protects from FROM up to END. */
static const struct { bool (*read)(struct str, char *); const char *text; size_t from, end; bool luhn, mrz; } GUARDED[] = {
	{ read_iccid,  "8944500102198304826",              0, 19, true,  false },
	{ read_iccid,  "89445001021983048204",             0, 20, true,  false },
	{ read_iban,   "BE68539007547034",                 2, 16, false, false },
	{ read_iban,   "FR1420041010050500013M02606",      2, 27, false, false },
	{ read_iban,   "MT84MALT011000012345MTLCAST001S",  2, 31, false, false },
	{ read_ogm,    "010806817183",                     0, 12, false, false },
	{ read_ogm,    "000000009797",                     0, 12, false, false },
	{ read_rf,     "RF18539007547034",                 2, 16, false, false },
	{ read_rf,     "RF61TERM2026000123",               2, 18, false, false },
	{ read_becard, "591191706458",                     0, 12, false, false },
	{ read_mrz, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10", 44, 54, false, true },
	{ read_mrz, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10", 57, 64, false, true },
	{ read_mrz, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10", 65, 80, false, true },
	{ read_mrz, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10", 86, 88, false, true },
	{ read_mrz, "IDBEL591191706<4584<<<<<<<<<<<8507309M2908214BEL850730033281PEETERS<<JAN<KAREL<<<<<<<<<<<<",  5, 19, false, true },
	{ read_mrz, "IDBEL591191706<4584<<<<<<<<<<<8507309M2908214BEL850730033281PEETERS<<JAN<KAREL<<<<<<<<<<<<", 30, 37, false, true },
	{ read_mrz, "IDBEL591191706<4584<<<<<<<<<<<8507309M2908214BEL850730033281PEETERS<<JAN<KAREL<<<<<<<<<<<<", 38, 45, false, true },
	{ read_mrz, "IDBEL591191706<4584<<<<<<<<<<<8507309M2908214BEL850730033281PEETERS<<JAN<KAREL<<<<<<<<<<<<", 48, 60, false, true },
};

static void
every_wrong_digit_is_seen(void **state)
{
	char text[TEXT_MAX], out[TEXT_MAX];

	(void)state;
	for (size_t g = 0; g < COUNT(GUARDED); g++) {
		struct str good = str_of(GUARDED[g].text);

		memcpy(text, good.p, good.n);
		assert_true(GUARDED[g].read(good, out));
		assert_string_equal(out, good.p);
		for (size_t at = GUARDED[g].from; at < GUARDED[g].end; at++) {
			for (char c = '0'; c <= '9' && digits_are((struct str){ good.p + at, 1 }, DIGITS_DECIMAL); c++) {
				text[at] = c;
				assert_int_equal(GUARDED[g].read((struct str){ text, good.n }, out), c == good.p[at]);
			}
			text[at] = good.p[at];
		}
	}
}

/* What the checks cannot see when neighbours are swapped: Luhn 09 and 90; 7 3 1 of the documents digits that are five
 * apart (and letters, at times); modulo 97 a letter beside its own digit: M2 and 2M are both 222. */
static bool
swap_is_seen(size_t g, char a, char b)
{
	char low = a < b ? a : b, high = a < b ? b : a;

	if (GUARDED[g].luhn)
		return low != '0' || high != '9';
	if (GUARDED[g].mrz)
		return low >= '0' && high <= '9' && high - low != 5;
	return !((low == '1' && high == 'B') || (low == '2' && high == 'M') || (low == '3' && high == 'X'));
}

static void
every_swap_of_neighbours_is_seen(void **state)
{
	char text[TEXT_MAX], out[TEXT_MAX];
	int tried = 0;

	(void)state;
	for (size_t g = 0; g < COUNT(GUARDED); g++) {
		struct str good = str_of(GUARDED[g].text);

		for (size_t at = GUARDED[g].from; at + 1 < GUARDED[g].end; at++) {
			if (good.p[at] == good.p[at + 1] || !swap_is_seen(g, good.p[at], good.p[at + 1]))
				continue;
			memcpy(text, good.p, good.n);
			text[at] = good.p[at + 1];
			text[at + 1] = good.p[at];
			if (GUARDED[g].read((struct str){ text, good.n }, out))
				fail_msg("%.*s at %zu: the swap was not seen", (int)good.n, text, at);
			tried++;
		}
	}
	assert_true(tried > 150);
}

/* A national number with a wrong digit or a swap may be right for the other century, never for its own. */
static void
national_numbers_err_only_into_the_other_century(void **state)
{
	static const char *const GOOD[] = { "85073003328", "17073003384", "98472899765", "01490700185" };
	struct nrn right, wrong;
	const char *why;
	char text[NRN_DIGITS + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++) {
		assert_true(nrn_parse(str_of(GOOD[i]), &right, &why));
		for (size_t at = 0; at < NRN_DIGITS; at++) {
			memcpy(text, GOOD[i], sizeof text);
			for (text[at] = '0'; text[at] <= '9'; text[at]++)
				if (text[at] != GOOD[i][at] && nrn_parse(str_of(text), &wrong, &why))
					assert_int_not_equal(wrong.century, right.century);
			memcpy(text, GOOD[i], sizeof text);
			if (at + 1 == NRN_DIGITS || text[at] == text[at + 1])
				continue;
			text[at] = GOOD[i][at + 1];
			text[at + 1] = GOOD[i][at];
			if (nrn_parse(str_of(text), &wrong, &why))
				assert_int_not_equal(wrong.century, right.century);
		}
	}
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Any bytes: refused with a reason, or taken, and then the canonical text gives itself again. The text is a heap block of its
 * exact size, so that reading beyond it is seen. */
static void
any_bytes_are_harmless(void **state)
{
	static const char LIKELY[] = "0123456789012345678901234567890123456789+ .-/()<<<<FABEIMPNLXabf\r\n\t\0\x80\xc3\xff";
	static const char *const BEGIN[] = { "", "+32", "0032", "04", "89", "BE", "RF", "P<UTO", "IDBEL" };
	uint32_t seed = 20261122;

	(void)state;
	for (int round = 0; round < RANDOM_TEXTS; round++) {
		const char *begin = BEGIN[next_random(&seed) % COUNT(BEGIN)];
		size_t n = next_random(&seed) % TEXT_MAX;
		char *text = malloc(n ? n : 1), once[TEXT_MAX], twice[TEXT_MAX];

		assert_non_null(text);
		for (size_t i = 0; i < n; i++)
			text[i] = i < strlen(begin) ? begin[i] : next_random(&seed) % 64 == 0 ? (char)next_random(&seed)
			    : LIKELY[next_random(&seed) % (sizeof LIKELY - 1)];
		for (size_t k = 0; k < COUNT(KINDS); k++) {
			if (!KINDS[k].read((struct str){ text, n }, once))
				continue;
			assert_true(KINDS[k].read(str_of(once), twice));
			assert_string_equal(once, twice);
		}
		free(text);
	}
}

/* Nothing but white space, and no bytes at all, is never right. */
static void
empty_is_refused(void **state)
{
	char out[TEXT_MAX];

	(void)state;
	for (size_t k = 0; k < COUNT(KINDS); k++) {
		assert_false(KINDS[k].read((struct str){ NULL, 0 }, out));
		assert_false(KINDS[k].read(STR(" \t\r\n "), out));
		assert_false(KINDS[k].read(STR("\0"), out));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payment_references_and_cards),
		cmocka_unit_test(every_length),
		cmocka_unit_test(every_wrong_digit_is_seen),
		cmocka_unit_test(every_swap_of_neighbours_is_seen),
		cmocka_unit_test(national_numbers_err_only_into_the_other_century),
		cmocka_unit_test(any_bytes_are_harmless),
		cmocka_unit_test(empty_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
