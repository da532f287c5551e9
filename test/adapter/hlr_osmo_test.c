/* hlr_osmo_test.c - the adapter against a real osmo-hlr and a real osmo-sgsn. What came of it is read from the HLR's
 * database and the SGSN's terminal, not from the adapter. */
#include "adapter/adapter.h"
#include "osmo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sqlite3.h>

#define CALL_MS 1500

/* One line for each test, so that none depends on another. IMSI 21601000000000N has number 3630100000N. */
static const char LINES[] =
	"216010000000001,36301000001,,\n"
	"216010000000002,36301000002,,\n"
	"216010000000003,36301000003,MSC-1,SGSN-REAL\n"
	"216010000000004,36301000004,,\n"
	"216010000000005,36301000005,,\n"
	"216010000000006,36301000006,,SGSN-REAL\n"
	"216010000000007,36301000007,,\n"
	"216010000000008,36301000008,,\n"
	"216010000000009,36301000009,,\n";

static char dir[] = "/tmp/simoff-hlr-XXXXXX";
static pid_t hlr, sgsn;
static sqlite3 *db;		/* the HLR's own database */
static void *self;
static struct effect_outcome got;

static int64_t
query(const char *sql)
{
	sqlite3_stmt *s;
	int64_t v = -1;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	return v;
}

/* Of subscriber N: its nam_cs and nam_ps as two figures (11: on), -1 when there is none. */
static int64_t
nam_of(int n)
{
	char sql[200];

	snprintf(sql, sizeof sql, "SELECT nam_cs * 10 + nam_ps FROM subscriber WHERE imsi = '21601000000000%d'", n);
	return query(sql);
}

static struct effect_task
task_of(enum effect_kind kind, const char *imsi, const char *msisdn)
{
	return (struct effect_task){ .kind = kind, .attempts = 1, .imsi = str_of(imsi), .msisdn = str_of(msisdn) };
}

static void
run(const struct effect_task *t)
{
	got = (struct effect_outcome){ 0 };
	hlr_osmo_adapter.run(self, t, NULL, &got);
}

static void
ask(const struct effect_task *t)
{
	got = (struct effect_outcome){ 0 };
	hlr_osmo_adapter.ask(self, t, &got);
}

static void
expect_(enum effect_result result, enum effect_finding finding, const char *file, int line)
{
	if (got.result == result && got.finding == finding)
		return;
	print_error("got %s %s: %.*s\n", effect_result_names.name[got.result], effect_finding_names.name[got.finding],
		    STR_ARG(got.detail));
	_fail(file, line);
}
#define expect(result, finding) expect_(EFFECT_RESULT_##result, EFFECT_FINDING_##finding, __FILE__, __LINE__)

static void
expect_detail(const char *part)
{
	char detail[300];

	snprintf(detail, sizeof detail, "%.*s", STR_ARG(got.detail));
	if (!strstr(detail, part))
		fail_msg("\"%s\" is not in \"%s\"", part, detail);
}

static void
hlr_up(void)
{
	hlr = osmo_hlr(osmo_address(0), dir);
}

static int
start(void **state)
{
	static struct adapter_conf conf;
	char path[100], args[300], out[2000];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/lines.csv", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(LINES, f);
	fclose(f);
	snprintf(args, sizeof args, "osmo_hlr_load %s/hlr.db %s", dir, path);
	assert_int_equal(osmo_shell(args, out, sizeof out), 0);
	hlr_up();
	sgsn = osmo_spawn((const char *const[]){ OSMO_SCRIPT, "osmo_sgsn_exec", osmo_address(1), osmo_address(0), dir,
						 "SGSN-REAL", NULL });
	osmo_wait_port(osmo_address(1), 4245);
	snprintf(path, sizeof path, "%s/hlr.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	conf.net = (struct adapter_net_conf){ .address = str_of(osmo_address(0)), .gsup_name = STR("SIMOFF-TEST"), .call_ms = CALL_MS };
	self = hlr_osmo_adapter.open(&conf);
	return 0;
}

static int
stop(void **state)
{
	char command[100];

	(void)state;
	hlr_osmo_adapter.close(self);
	sqlite3_close(db);
	osmo_end(sgsn, SIGTERM);
	osmo_end(hlr, SIGTERM);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command);
}

static void
reading_compares_imsi_and_number(void **state)
{
	static const struct { const char *imsi, *msisdn; enum effect_finding finding; } CASE[] = {
		{ "216010000000001", "36301000001", EFFECT_FINDING_match },
		{ "216010000000001", "36301000002", EFFECT_FINDING_differs },	/* both there, not of each other */
		{ "216010000000001", "36301009999", EFFECT_FINDING_differs },
		{ "216010000009999", "36301000001", EFFECT_FINDING_differs },
		{ "216010000009999", "36301009999", EFFECT_FINDING_absent },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		struct effect_task t = task_of(EFFECT_net_read, CASE[i].imsi, CASE[i].msisdn);

		run(&t);
		assert_int_equal(got.result, EFFECT_RESULT_done);
		assert_int_equal(got.finding, CASE[i].finding);
		ask(&t);
		assert_int_equal(got.result, EFFECT_RESULT_done);
		assert_int_equal(got.finding, CASE[i].finding);
	}
	struct effect_task hostile = task_of(EFFECT_net_read, "216010000000001.info-all", "36301000001");
	run(&hostile);
	expect(never, none);
}

static void
nothing_else_is_touched(void **state)
{
	(void)state;
	for (int k = EFFECT_net_off; k <= EFFECT_net_unblock; k++) {
		struct effect_task t = task_of((enum effect_kind)k, "216010000000001", "36301000002");

		run(&t);
		expect(never, differs);
		t = task_of((enum effect_kind)k, "216010000009999", "36301009999");
		run(&t);
		expect(never, absent);
	}
	assert_int_equal(nam_of(1), 11);
	assert_int_equal(nam_of(2), 11);
	assert_int_equal(query("SELECT count(*) FROM auc_2g WHERE subscriber_id IN (1, 2)"), 2);
}

static void
off_tells_the_real_sgsn(void **state)
{
	struct effect_task t = task_of(EFFECT_net_off, "216010000000003", "36301000003");
	char args[300], out[4000];

	(void)state;
	snprintf(args, sizeof args, "osmo_sgsn_attached %s SGSN-REAL", osmo_address(0));
	assert_int_equal(osmo_shell(args, out, sizeof out), 0);
	snprintf(args, sizeof args, "osmo_vty %s 4245 'update-subscriber imsi 216010000000003 create' 'show subscriber cache'",
		 osmo_address(1));
	assert_int_equal(osmo_shell(args, out, sizeof out), 0);
	assert_non_null(strstr(out, "IMSI: 216010000000003"));
	assert_null(strstr(out, "CANCELLED"));
	ask(&t);
	expect(later, none);
	run(&t);
	expect(done, match);
	expect_detail("SGSN-REAL told");
	expect_detail("MSC-1 not attached");
	assert_int_equal(nam_of(3), 0);
	snprintf(args, sizeof args, "osmo_vty %s 4245 'show subscriber cache'", osmo_address(1));
	assert_int_equal(osmo_shell(args, out, sizeof out), 0);
	assert_non_null(strstr(out, "CANCELLED"));
	run(&t);						/* again, harmlessly */
	expect(done, match);
	ask(&t);						/* registered still: who knows whether they were told */
	expect(later, none);
}

static void
block_and_unblock_delete_nothing(void **state)
{
	struct effect_task block = task_of(EFFECT_net_block, "216010000000004", "36301000004");
	struct effect_task unblock = task_of(EFFECT_net_unblock, "216010000000004", "36301000004");

	(void)state;
	run(&block);
	expect(done, match);
	assert_int_equal(nam_of(4), 0);
	ask(&block);
	expect(done, match);
	ask(&unblock);
	expect(later, none);
	run(&unblock);
	expect(done, match);
	assert_int_equal(nam_of(4), 11);
	ask(&unblock);
	expect(done, match);
	ask(&block);
	expect(later, none);
	assert_int_equal(query("SELECT count(*) FROM auc_3g WHERE subscriber_id = 4"), 1);
}

static void
delete_removes_subscriber_and_keys(void **state)
{
	struct effect_task t = task_of(EFFECT_net_delete, "216010000000006", "36301000006");

	(void)state;
	ask(&t);
	expect(later, none);
	run(&t);
	expect(done, gone);
	expect_detail("SGSN-REAL");
	assert_int_equal(nam_of(6), -1);
	assert_int_equal(query("SELECT count(*) FROM auc_2g WHERE subscriber_id = 6"), 0);
	assert_int_equal(query("SELECT count(*) FROM auc_3g WHERE subscriber_id = 6"), 0);
	ask(&t);
	expect(done, gone);
	run(&t);						/* a first attempt that finds nothing did not do it */
	expect(never, absent);
	t.attempts = 2;
	run(&t);
	expect(done, gone);
	t.attempts = 1;
	t.uncertain = true;
	run(&t);
	expect(done, gone);
}

static void
delete_without_keys(void **state)
{
	struct effect_task t = task_of(EFFECT_net_delete, "216010000000005", "36301000005");

	(void)state;
	query("DELETE FROM auc_2g WHERE subscriber_id = 5");
	query("DELETE FROM auc_3g WHERE subscriber_id = 5");
	run(&t);
	expect(done, gone);
	assert_int_equal(nam_of(5), -1);
}

static void
locked_database_is_not_absence(void **state)
{
	struct effect_task off = task_of(EFFECT_net_off, "216010000000007", "36301000007");
	struct effect_task delete = task_of(EFFECT_net_delete, "216010000000007", "36301000007");

	(void)state;
	query("BEGIN IMMEDIATE");
	run(&off);
	expect(later, none);
	query("ROLLBACK");
	assert_int_equal(nam_of(7), 11);
	run(&off);
	expect(done, match);
	query("BEGIN IMMEDIATE");
	run(&delete);
	expect(later, none);
	expect_detail("Cannot delete subscriber.");
	query("ROLLBACK");
	assert_int_equal(nam_of(7), 0);
	assert_int_equal(query("SELECT count(*) FROM auc_2g WHERE subscriber_id = 7"), 1);
	run(&delete);
	expect(done, gone);
	assert_int_equal(nam_of(7), -1);
}

static void
survives_the_end_of_the_hlr(void **state)
{
	struct effect_task off = task_of(EFFECT_net_off, "216010000000008", "36301000008");
	char why[200];

	(void)state;
	assert_int_equal(hlr_osmo_adapter.check(self, why), ERR_OK);	/* both connections are open */
	osmo_end(hlr, SIGKILL);
	run(&off);
	expect(later, none);
	ask(&off);
	expect(unknown, none);
	assert_int_equal(hlr_osmo_adapter.check(self, why), ERR_TEMP);
	assert_non_null(strstr(why, "CTRL port 4259: not reachable"));
	hlr_up();
	run(&off);
	expect(done, match);
	assert_int_equal(hlr_osmo_adapter.check(self, why), ERR_OK);
	osmo_end(hlr, SIGKILL);					/* ended and started between two calls: nobody notices */
	hlr_up();
	ask(&off);
	expect(done, match);
	assert_int_equal(hlr_osmo_adapter.check(self, why), ERR_OK);
}

static void
hung_hlr_costs_call_ms(void **state)
{
	struct effect_task off = task_of(EFFECT_net_off, "216010000000009", "36301000009");

	(void)state;
	kill(hlr, SIGSTOP);
	struct utc_ms end = osmo_in(CALL_MS + 1000);
	run(&off);
	bool in_time = clock_monotonic().ms < end.ms;
	struct effect_outcome ran = got;
	ask(&off);
	kill(hlr, SIGCONT);
	expect(unknown, none);
	assert_true(in_time);
	assert_int_equal(ran.result, EFFECT_RESULT_later);	/* nothing was sent but a question */
	run(&off);						/* the late answers to old questions confuse nobody */
	expect(done, match);
	assert_int_equal(nam_of(9), 0);
}

static void
check_knows_a_wrong_address(void **state)
{
	struct adapter_conf conf = { .net = { .address = STR("no.such.host"), .gsup_name = STR("X"), .call_ms = CALL_MS } };
	struct effect_task off = task_of(EFFECT_net_off, "216010000000001", "36301000001");
	void *other = hlr_osmo_adapter.open(&conf);
	char why[200];

	(void)state;
	assert_int_equal(hlr_osmo_adapter.check(other, why), ERR_PERM);
	assert_non_null(strstr(why, "not an IP address"));
	hlr_osmo_adapter.run(other, &off, NULL, &got);
	expect(later, none);
	hlr_osmo_adapter.close(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_compares_imsi_and_number),
		cmocka_unit_test(nothing_else_is_touched),
		cmocka_unit_test(off_tells_the_real_sgsn),
		cmocka_unit_test(block_and_unblock_delete_nothing),
		cmocka_unit_test(delete_removes_subscriber_and_keys),
		cmocka_unit_test(delete_without_keys),
		cmocka_unit_test(locked_database_is_not_absence),
		cmocka_unit_test(survives_the_end_of_the_hlr),
		cmocka_unit_test(hung_hlr_costs_call_ms),
		cmocka_unit_test(check_knows_a_wrong_address),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
