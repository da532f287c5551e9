/* billing_csv_test.c - the file exchange with billing: a stop is written once and whole, under one name; a balance is taken from
 * the one row that can be meant, and what is wrong with the file is told with its line. */
#include "adapter/billing_csv.h"

#include "base/clock.h"
#include "domain/billing.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define HEADER "msisdn,imsi,as_of,credit_cents,debt_cents\n"
#define STOP "stop-K7QM-3XPA-9-1.csv"

static char dir[64];
static void *self;
static struct effect_outcome out;

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/dev/shm/simoff-billing-XXXXXX");
	assert_non_null(mkdtemp(dir));
	self = billing_csv_adapter.open(&(struct adapter_conf){ .billing = { .found = true, .folder = str_of(dir) } });
	return 0;
}

static int
teardown(void **state)
{
	char cmd[200];

	(void)state;
	billing_csv_adapter.close(self);
	snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	return system(cmd);
}

static const char *
path(const char *name)
{
	static char text[160];

	snprintf(text, sizeof text, "%s/%s", dir, name);
	return text;
}

static void
put(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(path(name), "w");

	assert_true(f && fwrite(text, 1, n, f) == n);
	assert_int_equal(fclose(f), 0);
}

static const char *
get(const char *name)
{
	static char text[1000];
	FILE *f = fopen(path(name), "r");

	if (!f)
		return NULL;
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	return text;
}

static struct effect_task
task(enum effect_kind kind)
{
	return (struct effect_task){ .found = true, .kind = kind, .generation = 1, .attempts = 1, .reference = STR("K7QM-3XPA-9"),
		.msisdn = STR("32470000001"), .imsi = STR("206010000000001"),
		.facts = STR("{\"end\":\"2026-11-22\",\"cut\":\"2026-11-22T20:00:00Z\",\"cause\":\"wish\",\"creditCents\":1200}") };
}

static void
run(enum effect_kind kind)
{
	struct effect_task t = task(kind);

	out = (struct effect_outcome){ .found = true };
	billing_csv_adapter.run(self, &t, NULL, &out);
}

static void
ask(enum effect_kind kind)
{
	struct effect_task t = task(kind);

	out = (struct effect_outcome){ .found = true };
	billing_csv_adapter.ask(self, &t, &out);
}

/* ---- the stop ---- */

static int
files_in_stop(void)
{
	DIR *d = opendir(path("stop"));
	int n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)); )
		n += e->d_name[0] != '.' || strlen(e->d_name) > 2;
	closedir(d);
	return n;
}

static void
a_stop_is_one_file(void **state)
{
	(void)state;
	ask(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	run(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_string_equal(get("stop/" STOP), "reference,msisdn,imsi,end,cut,cause\n"
	    "K7QM-3XPA-9,32470000001,206010000000001,2026-11-22,2026-11-22T20:00:00.000Z,wish\n");
	assert_int_equal(files_in_stop(), 1);		/* nothing is left of the way there */
	ask(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_done);
}

/* Billing is another user, in the folder's group or not at all; whatever the daemon's mask is. */
static void
files_have_the_rights_of_the_folder(void **state)
{
	static const mode_t RIGHTS[] = { 02770, 0700 };
	struct stat st;

	(void)state;
	mode_t mask = umask(077);
	for (size_t i = 0; i < COUNT(RIGHTS); i++) {
		assert_int_equal(chmod(dir, RIGHTS[i]), 0);
		run(EFFECT_billing_stop);
		assert_int_equal(stat(path("stop"), &st), 0);
		assert_int_equal(st.st_mode & 07777, RIGHTS[i]);
		assert_int_equal(stat(path("stop/" STOP), &st), 0);
		assert_int_equal(st.st_mode & 07777, RIGHTS[i] & 0660);
		assert_int_equal(unlink(path("stop/" STOP)), 0);
		assert_int_equal(rmdir(path("stop")), 0);
	}
	umask(mask);
}

/* Whatever billing made of the file: what lies there under its name, here or in done, is not written again. */
static void
a_repeat_writes_nothing(void **state)
{
	struct stat first, second;

	(void)state;
	run(EFFECT_billing_stop);
	assert_int_equal(stat(path("stop/" STOP), &first), 0);
	run(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_int_equal(stat(path("stop/" STOP), &second), 0);
	assert_int_equal(first.st_ino, second.st_ino);
	assert_int_equal(mkdir(path("done"), 0700), 0);
	char from[160];
	snprintf(from, sizeof from, "%s", path("stop/" STOP));
	assert_int_equal(rename(from, path("done/" STOP)), 0);
	ask(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	run(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_null(get("stop/" STOP));
}

/* A crash may leave a piece of the next file behind: it has another name, and is overwritten. */
static void
half_a_file_is_none(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path("stop"), 0700), 0);
	char name[40];
	snprintf(name, sizeof name, "stop/.new-%d", (int)getpid());
	put(name, "reference,msisdn and then the machine st", 40);
	ask(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	run(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_int_equal(strlen(get("stop/" STOP)), 117);
}

static void
a_folder_that_cannot_be_written_is_said(void **state)
{
	char why[200];

	(void)state;
	put("stop", "", 0);				/* a file where the folder should be, also for root */
	run(EFFECT_billing_stop);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	assert_non_null(strstr(out.detail.p, "[billing] folder"));
	void *gone = billing_csv_adapter.open(&(struct adapter_conf){ .billing = { .found = true, .folder = STR("/nowhere/billing") } });
	assert_int_equal(billing_csv_adapter.check(gone, why), ERR_PERM);
	assert_non_null(strstr(why, "make it"));
	billing_csv_adapter.close(gone);
}

static void
facts_that_are_none_are_refused(void **state)
{
	struct effect_task t = task(EFFECT_billing_stop);

	(void)state;
	t.facts = STR("{\"end\":7}");
	billing_csv_adapter.run(self, &t, NULL, &out);
	assert_int_equal(out.result, EFFECT_RESULT_never);
	assert_null(get("stop/" STOP));
}

/* ---- the balance ---- */

#define OURS "32470000001,206010000000001,2026-11-22T21:00:00Z,850,300\n"
#define OTHER "32470000002,206010000000002,2026-11-22T21:00:00Z,1,2\n"

static const struct { const char *text; enum effect_result result; enum effect_finding finding; const char *detail; } FILES[] = {
	{ HEADER OTHER OURS, EFFECT_RESULT_done, EFFECT_FINDING_match, "line 3" },
	{ "\xef\xbb\xbf" "debt_cents;imsi;as_of;msisdn;credit_cents\r\n300;206010000000001;2026-11-22T22:00:00+01:00;32470000001;850\r\n",
		EFFECT_RESULT_done, EFFECT_FINDING_match, "line 2" },
	{ "reference," HEADER "K7QM-3XPA-9," OURS, EFFECT_RESULT_done, EFFECT_FINDING_match, "line 2" },
	{ HEADER "32470000001,206010000000001,2026-11-22T19:00:00Z,9,9\n" OURS, EFFECT_RESULT_done, EFFECT_FINDING_match, "line 3" },
	{ HEADER "32470000002,oops\n" OURS, EFFECT_RESULT_done, EFFECT_FINDING_match, "line 3" },	/* somebody else's trouble */
	{ HEADER "32470000002,206010000000002,2026-11-22T21:00:00Z,-1,zero\n" OURS, EFFECT_RESULT_done, EFFECT_FINDING_match, "line 3" },
	{ HEADER OTHER, EFFECT_RESULT_accepted, EFFECT_FINDING_none, "not in it yet" },
	{ HEADER "\"open\n" OTHER, EFFECT_RESULT_later, EFFECT_FINDING_none, "line 2 cannot be read" },
	{ HEADER "32470000001,206010000000001,2026-11-22T20:00:00Z,9,9\n", EFFECT_RESULT_accepted, EFFECT_FINDING_none, "not later than the cut" },
	{ HEADER OURS OURS, EFFECT_RESULT_later, EFFECT_FINDING_none, "lines 2 and 3" },
	{ HEADER OURS "32470000001,206010000000001,2026-11-22T22:00:00Z,850,400\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "which one" },
	{ HEADER "32470000001,206010000000009,2026-11-22T21:00:00Z,850,300\n", EFFECT_RESULT_never, EFFECT_FINDING_differs, "another IMSI" },
	{ "reference," HEADER "AAAA-AAAA-A," OURS, EFFECT_RESULT_never, EFFECT_FINDING_differs, "reference" },
	{ HEADER "32470000001,206010000000001,2026-11-22T21:00:00Z,850\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "4 fields instead of 5" },
	{ HEADER "32470000001,206010000000001,2026-11-22T21:00:00Z,850,3", EFFECT_RESULT_later, EFFECT_FINDING_none, "still being written" },
	{ HEADER "32470000001,206010000000001,2026-11-22T21:00:00Z,8.50,300\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "credit_cents" },
	{ HEADER "32470000001,206010000000001,2026-11-22T21:00:00Z,850,-300\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "debt_cents" },
	{ HEADER "32470000001,206010000000001,2026-11-22T21:00:00Z,850,\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "debt_cents" },
	{ HEADER "32470000001,206010000000001,yesterday,850,300\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "as_of" },
	{ HEADER "32470000001,206010000000001,,850,300\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "as_of: must not be empty" },
	{ HEADER "32470000001,206010000000001,2026-11-22T21:00:00Z,100000001,0\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "credit_cents" },
	{ "msisdn,imsi,as_of,credit_cents\n32470000001,206010000000001,2026-11-22T21:00:00Z,850\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "debt_cents is missing" },
	{ "msisdn,imsi,as_of,credit,debt_cents\n" OURS, EFFECT_RESULT_later, EFFECT_FINDING_none, "column 4 is none" },
	{ "msisdn,imsi,as_of,debt_cents,debt_cents\n" OURS, EFFECT_RESULT_later, EFFECT_FINDING_none, "column 5 is there twice" },
	{ OURS, EFFECT_RESULT_later, EFFECT_FINDING_none, "column 1" },
	{ "\n\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "first line" },
	{ "", EFFECT_RESULT_later, EFFECT_FINDING_none, "still being written" },
	{ "PK\x03\x04\xff\xfe\n", EFFECT_RESULT_later, EFFECT_FINDING_none, "first line" },
};

static void
a_balance_is_read_or_the_file_is_explained(void **state)
{
	(void)state;
	run(EFFECT_billing_balance);
	assert_int_equal(out.result, EFFECT_RESULT_accepted);
	assert_non_null(strstr(out.detail.p, "not put it there yet"));
	for (size_t i = 0; i < COUNT(FILES); i++) {
		put("balances.csv", FILES[i].text, strlen(FILES[i].text));
		run(EFFECT_billing_balance);
		if (out.result != FILES[i].result || out.finding != FILES[i].finding || !strstr(out.detail.p, FILES[i].detail))
			fail_msg("file %zu: %s, %s", i, effect_result_names.name[out.result], out.detail.p);
		assert_int_equal(out.balance.found, out.result == EFFECT_RESULT_done);
		assert_null(strstr(out.detail.p, "32470000001"));	/* details are for the log, too */
		if (out.result != EFFECT_RESULT_done)
			continue;
		assert_int_equal(out.balance.credit_cents, 850);
		assert_int_equal(out.balance.debt_cents, 300);
		assert_int_equal(out.balance.as_of.ms, INT64_C(1795381200000));
	}
}

static void
many_rows_fit_and_too_many_bytes_do_not(void **state)
{
	FILE *f = fopen(path("balances.csv"), "w");

	(void)state;
	assert_non_null(f);
	fputs(HEADER, f);
	for (int i = 0; i < 100000; i++)
		fprintf(f, "3248%07d,206019%09d,2026-11-22T21:00:00Z,%d,0\n", i, i, i);
	fputs(OURS, f);
	assert_int_equal(fclose(f), 0);
	run(EFFECT_billing_balance);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_int_equal(truncate(path("balances.csv"), (off_t)BILLING_CSV_BYTES + 1), 0);
	run(EFFECT_billing_balance);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	assert_non_null(strstr(out.detail.p, "at most"));
}

static void
doctor_looks_at_the_header(void **state)
{
	char why[200];

	(void)state;
	assert_int_equal(billing_csv_adapter.check(self, why), ERR_OK);		/* nothing yet is fine */
	put("balances.csv", HEADER OURS, strlen(HEADER OURS));
	assert_int_equal(billing_csv_adapter.check(self, why), ERR_OK);
	put("balances.csv", "msisdn,imsi\n", 12);
	assert_int_equal(billing_csv_adapter.check(self, why), ERR_PERM);
	assert_non_null(strstr(why, "as_of is missing"));
}

/* Asking about a balance has no meaning of its own: it is read. */
static void
a_balance_is_not_asked_about(void **state)
{
	(void)state;
	put("balances.csv", HEADER OURS, strlen(HEADER OURS));
	ask(EFFECT_billing_balance);
	assert_int_equal(out.result, EFFECT_RESULT_later);
}

static void
null_agrees(void **state)
{
	struct effect_task t = task(EFFECT_billing_balance);
	void *null = billing_null_adapter.open(&(struct adapter_conf){ .billing = { .found = true } });

	(void)state;
	out = (struct effect_outcome){ .found = true };
	billing_null_adapter.run(null, &t, NULL, &out);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_true(out.balance.found && out.balance.as_of.ms > 0);
	assert_int_equal(out.balance.credit_cents, 1200);
	billing_null_adapter.close(null);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_stop_is_one_file), T(files_have_the_rights_of_the_folder), T(a_repeat_writes_nothing), T(half_a_file_is_none), T(a_folder_that_cannot_be_written_is_said),
		T(facts_that_are_none_are_refused), T(a_balance_is_read_or_the_file_is_explained), T(many_rows_fit_and_too_many_bytes_do_not),
		T(doctor_looks_at_the_header), T(a_balance_is_not_asked_about), T(null_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
