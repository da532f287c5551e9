/* exec_test.c - programs that answer, die, hang, lie and flood: what becomes of each call, that the next call finds a program
 * again, and that nothing of them stays behind. The programs are shell scripts in a folder of the test. */
#include "adapter/adapter.h"

#include "base/clock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define KEY "K7QM-3XPA-9.net_off.1"
#define SAY(text) "read -r line; echo '" text "'; cat >/dev/null"

static char dir[] = "/tmp/simoff-exec-XXXXXX";
static char path[64], command[128];

static const struct effect_task CUT = {
	.kind = EFFECT_net_off, .generation = 1, .attempts = 1, .reference = { "K7QM-3XPA-9", 11 },
	.imsi = { "206010000000001", 15 }, .msisdn = { "32470000001", 11 },
};

static void
write_script(const char *body)
{
	snprintf(path, sizeof path, "%s/program", dir);
	snprintf(command, sizeof command, "%s %s", path, dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", body);
	fclose(f);
	assert_int_equal(chmod(path, 0700), 0);
}

static void *
open_script(const char *body, int64_t call_ms)
{
	static struct adapter_conf conf;

	write_script(body);
	conf.net = (struct adapter_net_conf){ .call_ms = call_ms, .command = str_of(command) };
	return exec_net_adapter.open(&conf);
}

static struct effect_outcome
run_of(void *self, enum effect_kind kind)
{
	struct effect_task t = CUT;
	struct effect_outcome out = { 0 };

	t.kind = kind;
	exec_net_adapter.run(self, &t, NULL, &out);
	return out;
}

static void
assert_says(struct str detail, const char *part)
{
	if (!memmem(detail.p, detail.n, part, strlen(part)))
		fail_msg("\"%.*s\" does not say \"%s\"", STR_ARG(detail), part);
}

static void
every_answer(void **state)
{
	static const struct { const char *script; enum effect_kind kind; enum effect_result result; enum effect_finding finding; const char *detail; } ROW[] = {
#define R(script, kind, result, finding, detail) { script, EFFECT_##kind, EFFECT_RESULT_##result, EFFECT_FINDING_##finding, detail }
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"done\",\"detail\":\"off\"}"), net_off, done, none, "off"),
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"accepted\",\"detail\":\"order 7\"}"), net_off, accepted, none, "order 7"),
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"later\"}"), net_off, later, none, ""),
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"never\",\"finding\":\"absent\"}"), net_off, never, absent, ""),
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"unknown\"}"), net_off, unknown, none, ""),
		/* a reading without what was read */
		R(SAY("{\"key\":\"K7QM-3XPA-9.net_read.1\",\"result\":\"done\"}"), net_read, unknown, none, "match, differs or absent"),
		R(SAY("{\"key\":\"K7QM-3XPA-9.net_read.1\",\"result\":\"done\",\"finding\":\"match\"}"), net_read, done, match, ""),
		R(SAY("{\"key\":\"K7QM-3XPA-9.net_delete.1\",\"result\":\"done\"}"), net_delete, unknown, none, "done needs gone"),
		R(SAY("{\"key\":\"K7QM-3XPA-9.net_delete.1\",\"result\":\"done\",\"finding\":\"gone\"}"), net_delete, done, gone, ""),
		/* lies */
		R(SAY("{\"key\":\"X\",\"result\":\"done\"}"), net_off, unknown, none, "key of something else"),
		R(SAY("{\"result\":\"done\"}"), net_off, unknown, none, "key"),
		R(SAY("{\"key\":\"" KEY "\"}"), net_off, unknown, none, "result"),
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"ok\"}"), net_off, unknown, none, "result"),
		R(SAY("{\"key\":\"" KEY "\",\"result\":\"done\",\"result\":\"never\"}"), net_off, unknown, none, "by the contract"),
		R(SAY("done"), net_off, unknown, none, "by the contract"),
		R(SAY(""), net_off, unknown, none, "by the contract"),
		R("read -r line; printf '{\"key\":\"" KEY "\",\"result\":\"done\",\"detail\":\"\\377\"}\\n'; cat >/dev/null", net_off, unknown, none, "UTF-8"),
		R("read -r line; echo '{\"key\":\"" KEY "\",\"result\":\"done\"}\n{\"key\":\"" KEY "\",\"result\":\"done\"}'; cat >/dev/null",
		    net_off, unknown, none, "more than one line"),
		/* dies, hangs, floods */
		R("read -r line; exit 1", net_off, unknown, none, "ended without an answer"),
		R("read -r line; kill -9 $$", net_off, unknown, none, "ended without an answer"),
		R("read -r line; printf '{\"key\":'; exit 0", net_off, unknown, none, "ended without an answer"),
		R("read -r line; sleep 100", net_off, unknown, none, "in time"),
		R("sleep 100", net_off, unknown, none, "in time"),
		R("read -r line; exec 2>/dev/null; yes", net_off, unknown, none, "more than one line"),
		R("read -r line; tr '\\0' x </dev/zero", net_off, unknown, none, "too long"),
		R("read -r line; yes >&2", net_off, unknown, none, "in time"),
#undef R
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		void *self = open_script(ROW[i].script, strstr(ROW[i].script, "sleep") || strstr(ROW[i].script, ">&2") ? 300 : 10000);
		struct effect_outcome out = run_of(self, ROW[i].kind);

		if (out.result != ROW[i].result)
			fail_msg("%s: %s, %.*s", ROW[i].script, effect_result_names.name[out.result], STR_ARG(out.detail));
		assert_int_equal(out.finding, ROW[i].finding);
		assert_says(out.detail, ROW[i].detail);
		exec_net_adapter.close(self);
	}
}

/* What it is told is the contract; a program is started once for many calls. */
static void
what_it_is_told(void **state)
{
	void *self = open_script("echo $$ >>$1/started\nwhile read -r line; do\n\techo \"$line\" >>$1/told\n"
	    "\techo '{\"key\":\"" KEY "\",\"result\":\"done\"}'\ndone", 10000);
	struct effect_outcome out;
	char text[2000];

	(void)state;
	assert_int_equal(run_of(self, EFFECT_net_off).result, EFFECT_RESULT_done);
	exec_net_adapter.ask(self, &CUT, &out);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	exec_net_adapter.close(self);
	snprintf(text, sizeof text, "%s/told", dir);
	FILE *f = fopen(text, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(text,
	    "{\"do\":\"run\",\"key\":\"" KEY "\",\"kind\":\"net_off\",\"attempt\":1,\"reference\":\"K7QM-3XPA-9\","
	    "\"msisdn\":\"32470000001\",\"imsi\":\"206010000000001\",\"validityMs\":0}\n"
	    "{\"do\":\"ask\",\"key\":\"" KEY "\",\"kind\":\"net_off\",\"attempt\":1,\"reference\":\"K7QM-3XPA-9\","
	    "\"msisdn\":\"32470000001\",\"imsi\":\"206010000000001\",\"validityMs\":0}\n");
	snprintf(text, sizeof text, "%s/started", dir);
	f = fopen(text, "r");
	assert_non_null(f);
	int starts = 0;
	while (fgets(text, sizeof text, f))
		starts++;
	fclose(f);
	assert_int_equal(starts, 1);
}

/* A script that ends after each good answer is started again without a pause; one that fails rests. */
static void
again_after_the_end(void **state)
{
	void *self = open_script("read -r line; echo '{\"key\":\"" KEY "\",\"result\":\"done\"}'", 10000);
	enum effect_result before = EFFECT_RESULT_unknown;
	int good = 0;

	(void)state;
	for (int i = 0; good < 3 && i < 100; i++) {
		enum effect_result r = run_of(self, EFFECT_net_off).result;

		assert_false(before == EFFECT_RESULT_done && r == EFFECT_RESULT_later);
		before = r;
		good += r == EFFECT_RESULT_done;
		usleep(100000);		/* it may still be ending: then the call is lost, not repeated, and the program rests */
	}
	assert_int_equal(good, 3);
	exec_net_adapter.close(self);

	self = open_script("exit 1", 10000);
	assert_int_equal(run_of(self, EFFECT_net_off).result, EFFECT_RESULT_unknown);
	struct effect_outcome out = run_of(self, EFFECT_net_off);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	assert_says(out.detail, "rests");
	exec_net_adapter.close(self);
}

/* It ends between two calls without having been asked for more: the write finds out, and does not end us. */
static void
a_closed_door_is_no_end(void **state)
{
	void *self = open_script("read -r line; exec <&-; echo '{\"key\":\"" KEY "\",\"result\":\"done\"}'; sleep 100", 10000);

	(void)state;
	assert_int_equal(run_of(self, EFFECT_net_off).result, EFFECT_RESULT_done);
	struct effect_outcome out = run_of(self, EFFECT_net_off);
	assert_int_equal(out.result, EFFECT_RESULT_unknown);
	assert_says(out.detail, "while it was being told");
	exec_net_adapter.close(self);
}

static void
cannot_be_started(void **state)
{
	void *self = open_script("exit 0", 1000);
	char why[200];

	(void)state;
	assert_int_equal(unlink(path), 0);
	struct effect_outcome out = run_of(self, EFFECT_net_off);
	assert_int_equal(out.result, EFFECT_RESULT_later);	/* nothing was sent: no reason to ask */
	assert_says(out.detail, "cannot be started: No such file");
	exec_net_adapter.ask(self, &CUT, &out);
	assert_int_equal(out.result, EFFECT_RESULT_unknown);	/* not "it did not happen" */
	assert_int_equal(exec_net_adapter.check(self, why), ERR_TEMP);
	exec_net_adapter.close(self);
}

/* What hangs is ended with its whole group: no grandchild stays. */
static void
the_group_is_ended(void **state)
{
	void *self = open_script("sleep 100 & echo $! >$1/child; read -r line; wait", 3000);
	char text[80];
	int pid = 0;

	(void)state;
	assert_int_equal(run_of(self, EFFECT_net_off).result, EFFECT_RESULT_unknown);
	snprintf(text, sizeof text, "%s/child", dir);
	FILE *f = fopen(text, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	for (int i = 0; i < 1000 && kill(pid, 0) == 0; i++) {		/* until init has taken it away */
		snprintf(text, sizeof text, "/proc/%d/stat", pid);
		f = fopen(text, "r");
		char state_of = 'Z';
		if (f && fscanf(f, "%*d (%*[^)]) %c", &state_of) == 1 && state_of == 'Z')
			pid = 0;
		if (f)
			fclose(f);
		if (!pid)
			break;
		usleep(10000);
	}
	assert_true(pid == 0 || kill(pid, 0) != 0);
	exec_net_adapter.close(self);
}

/* The second line of a call comes during the next one: it has that call's key and is passed over. */
static void
a_late_answer_is_dropped(void **state)
{
	void *self = open_script("read -r a; echo '{\"key\":\"K7QM-3XPA-9.net_block.1\",\"result\":\"done\"}'\n"
	    "read -r b; echo '{\"key\":\"K7QM-3XPA-9.net_block.1\",\"result\":\"never\"}'; sleep 0.3\n"
	    "echo '{\"key\":\"" KEY "\",\"result\":\"done\",\"detail\":\"mine\"}'; cat >/dev/null", 10000);

	(void)state;
	assert_int_equal(run_of(self, EFFECT_net_block).result, EFFECT_RESULT_done);
	struct effect_outcome out = run_of(self, EFFECT_net_off);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_says(out.detail, "mine");
	exec_net_adapter.close(self);
}

static void
checked_by_doctor(void **state)
{
	static const struct { const char *answer; enum err e; } ROW[] = {
		{ "{\"key\":\"check\",\"result\":\"done\"}", ERR_OK },
		{ "{\"key\":\"check\",\"result\":\"later\",\"detail\":\"the MVNE does not answer\"}", ERR_TEMP },
		{ "{\"key\":\"check\",\"result\":\"never\",\"detail\":\"no password\"}", ERR_PERM },
		{ "{\"key\":\"other\",\"result\":\"done\"}", ERR_TEMP },
		{ "hello", ERR_PERM },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		char script[300], why[200];

		snprintf(script, sizeof script, "read -r line; case $line in '{\"do\":\"check\",\"key\":\"check\"}') echo '%s';; esac", ROW[i].answer);
		void *self = open_script(script, 10000);
		assert_int_equal(exec_net_adapter.check(self, why), ROW[i].e);
		exec_net_adapter.close(self);
	}
}

/* A message has its text, escaped; a far end of messages is asked too. */
static void
messages(void **state)
{
	void *self = open_script("while read -r line; do case $line in\n"
	    "*'\"text\":\"a\\nb\\\"\"'*'\"facts\":{\"reference\":\"R\"}}') r=done;; *'\"do\":\"ask\"'*) r=later;; *) r=never;; esac\n"
	    "echo \"{\\\"key\\\":\\\"K7QM-3XPA-9.sms_last.1\\\",\\\"result\\\":\\\"$r\\\"}\"; done", 10000);
	struct adapter_message m = { .text = STR("a\nb\"") };
	struct effect_task t = CUT;
	struct effect_outcome out;

	(void)state;
	t.kind = EFFECT_sms_last;
	t.facts = STR("{\"reference\":\"R\"}");
	exec_sms_adapter.run(self, &t, &m, &out);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	exec_sms_adapter.ask(self, &t, &out);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	exec_sms_adapter.close(self);
}

/* A balance is believed with all its figures only, asked for or read; nothing else carries one. */
static void
balances(void **state)
{
#define STOP_KEY "K7QM-3XPA-9.billing_stop.1"
#define BALANCE_KEY "K7QM-3XPA-9.billing_balance.1"
#define DONE(figures) "{\"key\":\"" BALANCE_KEY "\",\"result\":\"done\",\"balance\":{" figures "}}"
#define FIGURES "\"creditCents\":850,\"debtCents\":0,\"asOf\":\"2026-11-22T21:00:00Z\""
	static const struct { enum effect_kind kind; const char *answer; enum effect_result result; bool has_balance; const char *detail; } ROW[] = {
		{ EFFECT_billing_balance, DONE(FIGURES), EFFECT_RESULT_done, true, "" },
		{ EFFECT_billing_balance, "{\"key\":\"" BALANCE_KEY "\",\"result\":\"done\"}", EFFECT_RESULT_unknown, false, "creditCents, debtCents and asOf" },
		{ EFFECT_billing_balance, DONE("\"creditCents\":850,\"debtCents\":0"), EFFECT_RESULT_unknown, false, "balance.asOf" },
		{ EFFECT_billing_balance, DONE("\"creditCents\":850,\"asOf\":\"2026-11-22T21:00:00Z\""), EFFECT_RESULT_unknown, false, "balance.debtCents" },
		{ EFFECT_billing_balance, DONE("\"creditCents\":8.5,\"debtCents\":0,\"asOf\":\"2026-11-22T21:00:00Z\""), EFFECT_RESULT_unknown, false, "creditCents" },
		{ EFFECT_billing_balance, DONE("\"creditCents\":850,\"debtCents\":-1,\"asOf\":\"2026-11-22T21:00:00Z\""), EFFECT_RESULT_unknown, false, "debtCents" },
		{ EFFECT_billing_balance, DONE("\"creditCents\":100000001,\"debtCents\":0,\"asOf\":\"2026-11-22T21:00:00Z\""), EFFECT_RESULT_unknown, false, "creditCents" },
		{ EFFECT_billing_balance, "{\"key\":\"" BALANCE_KEY "\",\"result\":\"accepted\",\"balance\":{" FIGURES "}}", EFFECT_RESULT_accepted, false, "" },
		{ EFFECT_billing_balance, "{\"key\":\"" BALANCE_KEY "\",\"result\":\"never\",\"finding\":\"differs\"}", EFFECT_RESULT_never, false, "" },
		{ EFFECT_billing_stop, "{\"key\":\"" STOP_KEY "\",\"result\":\"done\"}", EFFECT_RESULT_done, false, "" },
		{ EFFECT_billing_stop, "{\"key\":\"" STOP_KEY "\",\"result\":\"done\",\"balance\":{" FIGURES "}}", EFFECT_RESULT_done, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(ROW); i++) {
		size_t k = i / 2;
		char script[400];
		struct effect_outcome out = { 0 };
		struct effect_task t = CUT;

		t.kind = ROW[k].kind;
		snprintf(script, sizeof script, "read -r line; echo '%s'; cat >/dev/null", ROW[k].answer);
		write_script(script);
		void *self = exec_billing_adapter.open(&(struct adapter_conf){ .billing = { .call_ms = 10000, .command = str_of(command) } });
		if (i % 2)
			exec_billing_adapter.ask(self, &t, &out);
		else
			exec_billing_adapter.run(self, &t, NULL, &out);
		if (out.result != ROW[k].result || out.balance.found != ROW[k].has_balance)
			fail_msg("%s: %s, %.*s", ROW[k].answer, effect_result_names.name[out.result], STR_ARG(out.detail));
		assert_says(out.detail, ROW[k].detail);
		assert_int_equal(out.balance.credit_cents, ROW[k].has_balance ? 850 : 0);
		assert_int_equal(out.balance.as_of.ms, ROW[k].has_balance ? INT64_C(1795381200000) : 0);
		exec_billing_adapter.close(self);
	}
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	char rm[64];

	(void)state;
	snprintf(rm, sizeof rm, "rm -rf %s", dir);
	return system(rm);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer),
		cmocka_unit_test(what_it_is_told),
		cmocka_unit_test(again_after_the_end),
		cmocka_unit_test(a_closed_door_is_no_end),
		cmocka_unit_test(cannot_be_started),
		cmocka_unit_test(the_group_is_ended),
		cmocka_unit_test(a_late_answer_is_dropped),
		cmocka_unit_test(checked_by_doctor),
		cmocka_unit_test(messages),
		cmocka_unit_test(balances),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
