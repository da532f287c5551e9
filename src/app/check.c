/* check.c - the command `simoff check KIND [VALUE...]`: is this identifier well-formed?
 * Reads standard input, writes standard output; no daemon, no database. The identifiers are the functions of src/domain.
 * Errors: unreadable input and a full disk end it with 2. */
#include "app/check.h"
#include "domain/becard.h"
#include "domain/iban.h"
#include "domain/iccid.h"
#include "domain/imsi.h"
#include "domain/mrz.h"
#include "domain/msisdn.h"
#include "domain/nrn.h"
#include "domain/ogm.h"
#include "domain/rf.h"

/* Every kind: its word, which is also its module's, and what it is. */
#define KIND_LIST(K) \
	K(msisdn, "mobile number, like +32470123456") \
	K(imsi,   "number of a subscription in the network") \
	K(iccid,  "number of a SIM card") \
	K(iban,   "bank account") \
	K(ogm,    "Belgian structured communication, like +++010/8068/17183+++") \
	K(rf,     "international payment reference (ISO 11649)") \
	K(nrn,    "Belgian national number or BIS number") \
	K(becard, "number of a Belgian identity card") \
	K(mrz,    "machine-readable lines of a card (TD1) or passport (TD3), joined")

/* Writes the line of one value; false: it is wrong. */
#define CHECKER(module, what) \
static bool \
check_##module(struct str text, FILE *out) \
{ \
	struct module value; \
	const char *why; \
	\
	if (!module##_parse(text, &value, &why)) { \
		fprintf(out, "no %s\n", why); \
		return false; \
	} \
	fprintf(out, "ok %.*s\n", STR_ARG(module##_format(&value))); \
	return true; \
}
KIND_LIST(CHECKER)
#undef CHECKER

static const struct kind {
	const char *name, *what;
	bool (*check)(struct str text, FILE *out);
} KINDS[] = {
#define ROW(module, what) { #module, what, check_##module },
	KIND_LIST(ROW)
#undef ROW
};

static const struct kind *
kind_find(const char *name)
{
	for (size_t i = 0; i < COUNT(KINDS); i++)
		if (str_is(str_of(name), KINDS[i].name))
			return &KINDS[i];
	return NULL;
}

static int
usage(FILE *err)
{
	fprintf(err, "usage: simoff check KIND [VALUE...]\n"
	    "Without VALUE, one value per line is read from standard input. KIND is one of:\n");
	for (size_t i = 0; i < COUNT(KINDS); i++)
		fprintf(err, "  %-7s %s\n", KINDS[i].name, KINDS[i].what);
	return 2;
}

/* One line of IN without its end. N counts all its bytes; those beyond CHECK_LINE_MAX are not kept. */
struct line { char bytes[CHECK_LINE_MAX]; size_t n; };

/* False: there is no further line. */
static bool
line_read(struct line *l, FILE *in)
{
	int c = getc(in), last = 0;

	if (c == EOF)
		return false;
	for (l->n = 0; c != EOF && c != '\n'; l->n++, c = getc(in)) {
		if (l->n < sizeof l->bytes)
			l->bytes[l->n] = (char)c;
		last = c;
	}
	if (last == '\r')
		l->n--;
	return true;
}

static bool
line_check(const struct kind *k, const struct line *l, FILE *out)
{
	if (l->n > sizeof l->bytes) {
		fprintf(out, "no the line is too long: at most %u bytes are expected\n", CHECK_LINE_MAX);
		return false;
	}
	return k->check((struct str){ l->bytes, l->n }, out);
}

int
check_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
	const struct kind *k = argc > 1 ? kind_find(argv[1]) : NULL;
	struct line line;
	bool all_right = true;

	if (!k) {
		fprintf(err, argc > 1 ? "simoff check: there is no such kind\n" : "simoff check: which kind?\n");
		return usage(err);
	}
	for (int i = 2; i < argc; i++)
		all_right &= k->check(str_of(argv[i]), out);
	while (argc == 2 && line_read(&line, in))
		all_right &= line_check(k, &line, out);
	if (ferror(in)) {
		fprintf(err, "simoff check: cannot read the input\n");
		return 2;
	}
	if (fflush(out) != 0 || ferror(out)) {
		fprintf(err, "simoff check: cannot write the answer\n");
		return 2;
	}
	return all_right ? 0 : 1;
}
