/* identifiers_fuzz.c - the identifiers and small values that people type, by the first byte. What is accepted has a canonical
 * text that is accepted and gives itself; so does its form for people. What is refused has a reason and leaves nothing behind. */
#include "fuzz.h"

#include "base/clock.h"
#include "base/httpd_address.h"
#include "base/money.h"
#include "base/rng.h"
#include "domain/becard.h"
#include "domain/iban.h"
#include "domain/iccid.h"
#include "domain/imsi.h"
#include "domain/mrz.h"
#include "domain/msisdn.h"
#include "domain/nrn.h"
#include "domain/ogm.h"
#include "domain/reference.h"
#include "domain/rf.h"

#define PRINT_SIZE 64u

#define CANONICAL(kind) \
static struct str \
canonical_##kind(struct str text, struct kind *v) \
{ \
	static const struct kind EMPTY; \
	const char *why = "untouched"; \
	\
	if (!kind##_parse(text, v, &why)) { \
		assert(why && strlen(why) > 10 && memcmp(v, &EMPTY, sizeof EMPTY) == 0); \
		return STR(""); \
	} \
	assert(!why); \
	return kind##_format(v); \
}

#define PLAIN(kind) \
CANONICAL(kind) \
static void \
try_##kind(struct str text) \
{ \
	struct kind v, again; \
	struct str canonical = canonical_##kind(text, &v); \
	\
	assert(!canonical.n || str_eq(canonical_##kind(canonical, &again), canonical)); \
}

#define PRINTED(kind) \
CANONICAL(kind) \
static void \
try_##kind(struct str text) \
{ \
	struct kind v, again; \
	char print[PRINT_SIZE]; \
	struct str canonical = canonical_##kind(text, &v); \
	\
	if (!canonical.n) \
		return; \
	assert(str_eq(canonical_##kind(canonical, &again), canonical)); \
	assert(str_eq(canonical_##kind(kind##_print(&v, print), &again), canonical)); \
}

PLAIN(imsi) PLAIN(mrz)
PRINTED(msisdn) PRINTED(iccid) PRINTED(iban) PRINTED(ogm) PRINTED(rf) PRINTED(nrn) PRINTED(becard)

static void
try_reference(struct str text)
{
	struct reference r, again;
	char out[REFERENCE_TEXT_SIZE];

	if (!reference_parse(text, &r))
		return;
	assert(r.n < REFERENCE_COUNT);
	reference_format(r, out);
	assert(reference_parse(str_of(out), &again) && again.n == r.n);
}

static void
try_money(struct str text)
{
	struct money m, again;
	char out[MONEY_TEXT_SIZE];

	if (!money_parse(text, &m))
		return;
	assert(m.cents <= MONEY_CENTS_MAX && m.cents >= -MONEY_CENTS_MAX);
	money_format(m, out);
	assert(money_parse(str_of(out), &again) && again.cents == m.cents);
}

static void
try_time(struct str text)
{
	struct utc_ms t, again;
	char out[CLOCK_TEXT_SIZE];

	if (!clock_parse(text, &t))
		return;
	assert(t.ms);
	clock_format(t, out);
	assert(clock_parse(str_of(out), &again) && again.ms == t.ms);
}

static void
try_date(struct str text)
{
	struct date d, again;
	char out[CLOCK_DATE_SIZE];

	if (!clock_date_parse(text, &d))
		return;
	clock_date_format(d, out);
	assert(str_is(text, out) && clock_date_parse(str_of(out), &again) && again.days == d.days);
}

static void
try_id(struct str text)
{
	struct id id, again;
	char out[RNG_ID_SIZE];

	if (!rng_id_parse(text, &id))
		return;
	rng_id_format(id, out);
	assert(!id_is_none(id) && rng_id_parse(str_of(out), &again) && id_eq(id, again));
}

static void
try_address(struct str text)
{
	struct httpd_address a, again;
	char out[HTTPD_ADDRESS_TEXT];

	if (!httpd_address_parse(text, &a))
		return;
	assert(httpd_address_parse(httpd_address_format(a, out), &again) && httpd_address_eq(a, again));
}

static void (*const TRY[])(struct str) = {
	try_msisdn, try_imsi, try_iccid, try_iban, try_ogm, try_rf, try_nrn, try_becard, try_mrz,
	try_reference, try_money, try_time, try_date, try_id, try_address,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = fuzz_input(data, n);
	uint8_t which = fuzz_byte(&text);

	TRY[which % COUNT(TRY)](text);
	return 0;
}
