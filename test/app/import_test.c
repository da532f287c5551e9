/* import_test.c - files of lines: headers, wrong rows with row and column, duplicates, all or nothing, --skip-bad, and the
 * demo's fifty lines. The desk is a fake that remembers what it was asked. */
#include "app/demo.h"
#include "app/import.h"
#include "base/clock.h"
#include "domain/iccid.h"
#include "domain/imsi.h"
#include "domain/msisdn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define HEADER "msisdn,imsi,iccid,name,business,contract_start\n"

/* A desk that finds rows bad whose name is "Bad", answers late and backwards, and dies at row DIES_AT. */
struct fake { int64_t row[1000]; bool dry[1000], bad[1000]; size_t n, answered; int64_t dies_at; int wet; };

static bool
ask(void *self, struct import *im, const struct desk_import_in *in)
{
	struct fake *f = self;

	(void)im;
	assert_true(f->n < COUNT(f->row));
	f->row[f->n] = in->row.row;
	f->bad[f->n] = str_is(in->row.name, "Bad");
	f->dry[f->n++] = in->dry;
	f->wet += !in->dry;
	return in->row.row != f->dies_at;
}

static bool
settle(void *self, struct import *im)
{
	struct fake *f = self;

	for (size_t i = f->n; i-- > f->answered;) {
		struct desk_import_out out = { .row = f->row[i], .result = f->bad[i] ? STR("bad") : STR("new"), .what = STR("name: is bad") };
		import_answer(im, f->row[i], DESK_ok, STR(""), &out);
	}
	f->answered = f->n;
	return true;
}

struct run { enum cli_exit code; char *out, *err; size_t out_n, err_n; struct fake fake; };

static struct run
import(struct str file, bool dry, bool skip_bad, int64_t dies_at)
{
	struct run r = { .fake.dies_at = dies_at };
	struct cli c = { .arena = arena_new(1 << 20), .out = open_memstream(&r.out, &r.out_n), .err = open_memstream(&r.err, &r.err_n) };
	struct import_options o = { "f", dry, skip_bad };
	char *bytes = malloc(file.n ? file.n : 1);

	assert_non_null(bytes);
	if (file.n)
		memcpy(bytes, file.p, file.n);
	r.code = import_run(&c, bytes, file.n, &o, &(struct import_door){ &r.fake, ask, settle });
	free(bytes);
	fclose(c.out);
	fclose(c.err);
	arena_free(c.arena);
	return r;
}

static void
done(struct run *r)
{
	free(r->out);
	free(r->err);
}

static void
expect(struct str file, enum cli_exit code, const char *in_err)
{
	struct run r = import(file, false, false, 0);

	if (r.code != code || !strstr(r.err, in_err))
		fail_msg("%.*s: exit %d, expected %d and \"%s\", said: %s", STR_ARG(file), r.code, code, in_err, r.err);
	assert_true(code == CLI_OK || r.fake.wet == 0);		/* all or nothing */
	done(&r);
}

static void
headers(void **state)
{
	(void)state;
	expect(STR(""), CLI_NO, "the file is empty");
	expect(STR("msisdn\n"), CLI_NO, "the column imsi is missing");
	expect(STR("msisdn,imis\n"), CLI_NO, "imis: there is no such column; did you mean imsi");
	expect(STR("msisdn,imsi,imsi\n"), CLI_NO, "imsi: this column is there twice");
	expect(STR("msisdn,imsi,row\n"), CLI_NO, "row: there is no such column");
	expect(STR("\"msisdn\nimsi\n"), CLI_NO, "a quote is opened and never closed");
	expect(STR("msisdn,imsi\n"), CLI_OK, "");
	expect(STR("\xef\xbb\xbfimsi ; msisdn\r\n206010000000001;+32470000001\r\n"), CLI_OK, "");
}

static void
wrong_rows(void **state)
{
	(void)state;
	expect(STR(HEADER "32470000001,206010000000001,,A,,\nx,y\n"), CLI_NO, "f:3: 2 fields; expected are 6");
	expect(STR(HEADER ",206010000000001,,A,,\n"), CLI_NO, "f:2: msisdn: is missing");
	expect(STR(HEADER "32470000001,206010000000001,,A,perhaps,\n"), CLI_NO, "f:2: business: must be true or false");
	expect(STR(HEADER "32470000001,206010000000001,,A,,31/12/2026\n"), CLI_NO, "f:2: contract_start: must be a date");
	expect(STR(HEADER "32470000001,206010000000001,,\"A\nB\",,\n"), CLI_NO, "f:2: name: must be text");
	expect(STR(HEADER "32470000001,206010000000001,,A,,\n32470000002,206010000000002,,Bad,,\n"), CLI_NO, "f:3: name: is bad");
	expect(STR(HEADER "32470000001,206010000000001,,A,,\n0470 00 00 01,206010000000002,,B,,\n"), CLI_NO, "f:3: msisdn: the same as in row 2");
	expect(STR(HEADER "32470000001,206010000000001,,A,,\n32470000002,206010000000001,,B,,\n"), CLI_NO, "f:3: imsi: the same as in row 2");
	expect(STR(HEADER "32470000001,206010000000001,8932010000070000017,A,,\n32470000002,206010000000002,893201000007000001,B,,\n"), CLI_NO,
	    "f:3: iccid: the same as in row 2");
	expect(STR(HEADER "32470000001,206010000000001,,A,,\n32470000002,206010000000002,,B,,\n"), CLI_OK, "");
}

static void
skipping(void **state)
{
	const struct str file = STR(HEADER "32470000001,206010000000001,,A,,\nwrong\n32470000002,206010000000002,,Bad,,\n32470000003,206010000000003,,C,,\n");
	struct run r = import(file, true, false, 0);

	(void)state;
	assert_int_equal(r.code, CLI_NO);
	assert_int_equal(r.fake.wet, 0);
	assert_string_equal(r.out, "checked: new 2 changed 0 same 0 bad 2\n");
	done(&r);
	r = import(file, false, true, 0);
	assert_int_equal(r.code, CLI_OK);
	assert_int_equal(r.fake.wet, 2);
	assert_string_equal(r.out, "imported: new 2 changed 0 same 0 bad 2\n");
	assert_int_equal(r.fake.row[r.fake.n - 1], 5);
	done(&r);
	r = import(file, false, true, 2);
	assert_int_equal(r.code, CLI_AWAY);
	done(&r);
}

static void
demo(void **state)
{
	AUTO(buf_done) struct buf a, b;
	struct date today = clock_date(2026, 11, 22);

	(void)state;
	buf_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	demo_lines(today, &a);
	demo_lines(today, &b);
	assert_true(str_eq(buf_str(&a), buf_str(&b)));
	struct run r = import(buf_str(&a), false, false, 0);
	assert_int_equal(r.code, CLI_OK);
	assert_string_equal(r.out, "imported: new 50 changed 0 same 0 bad 0\n");
	done(&r);
	struct str line, rest = buf_str(&a), field[3];
	str_split(rest, '\n', &line, &rest);
	for (int n = 0; n < DEMO_LINES; n++) {
		struct msisdn m;
		struct imsi i;
		struct iccid c;
		const char *why;

		str_split(rest, '\n', &line, &rest);
		for (size_t k = 0; k < COUNT(field); k++)
			str_split(line, ',', &field[k], &line);
		assert_true(msisdn_parse(field[0], &m, &why) && msisdn_is_belgian_mobile(&m));
		assert_true(imsi_parse(field[1], &i, &why) && iccid_parse(field[2], &c, &why));
	}
	assert_int_equal(rest.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(wrong_rows),
		cmocka_unit_test(skipping),
		cmocka_unit_test(demo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
