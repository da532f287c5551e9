/* adapter_test.c - finding adapters, giving verdicts, and the null and faulty worlds. */
#include "adapter/faulty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct adapter_conf conf;
static const struct adapter_message message = { .subject = { "s", 1 }, .text = { "t", 1 } };

static struct effect_task
task_of(enum effect_kind kind)
{
	return (struct effect_task){ .kind = kind, .attempts = 1, .imsi = STR("216010000000001"), .msisdn = STR("36301000001") };
}

static void
found_by_family_and_name(void **state)
{
	static const struct { enum effect_family family; const char *name; const struct adapter *adapter; } CASE[] = {
		{ EFFECT_FAMILY_net,  "hlr_osmo",  &hlr_osmo_adapter },
		{ EFFECT_FAMILY_net,  "null",      &net_null_adapter },
		{ EFFECT_FAMILY_net,  "faulty",    &net_faulty_adapter },
		{ EFFECT_FAMILY_mail, "mail_smtp", &mail_smtp_adapter },
		{ EFFECT_FAMILY_mail, "null",      &mail_null_adapter },
		{ EFFECT_FAMILY_mail, "faulty",    &mail_faulty_adapter },
		{ EFFECT_FAMILY_sms,  "sms_kannel", &sms_kannel_adapter },
		{ EFFECT_FAMILY_sms,  "null",      &sms_null_adapter },
		{ EFFECT_FAMILY_sms,  "faulty",    &sms_faulty_adapter },
		{ EFFECT_FAMILY_billing, "billing_csv", &billing_csv_adapter },
		{ EFFECT_FAMILY_billing, "null",   &billing_null_adapter },
		{ EFFECT_FAMILY_billing, "faulty", &billing_faulty_adapter },
		{ EFFECT_FAMILY_billing, "",       NULL },
		{ EFFECT_FAMILY_net,  "exec",      &exec_net_adapter },
		{ EFFECT_FAMILY_mail, "webhook",   &webhook_mail_adapter },
		{ EFFECT_FAMILY_billing, "exec",   &exec_billing_adapter },
		{ EFFECT_FAMILY_billing, "webhook", &webhook_billing_adapter },
		{ EFFECT_FAMILY_hook, "webhook",   &webhook_hook_adapter },
		{ EFFECT_FAMILY_hook, "null",      NULL },
		{ EFFECT_FAMILY_sms,  "hlr_osmo",  NULL },
		{ EFFECT_FAMILY_net,  "",          NULL },
		{ EFFECT_FAMILY_net,  "nul",       NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		const struct adapter *a = adapter_find(CASE[i].family, str_of(CASE[i].name));

		assert_ptr_equal(a, CASE[i].adapter);
		if (a)
			assert_true(a->open && a->close && a->run && a->check);
	}
}

/* What is asked about before a repeat must be able to answer. */
static void
only_blind_families_cannot_be_asked(void **state)
{
	static const char *const NAME[] = { "hlr_osmo", "mail_smtp", "null", "faulty" };

	(void)state;
	for (size_t k = 0; k < EFFECT_KIND_COUNT; k++)
		for (size_t i = 0; i < COUNT(NAME); i++) {
			enum effect_kind kind = (enum effect_kind)k;
			const struct adapter *a = adapter_find(effect_family_of(kind), str_of(NAME[i]));

			if (a)
				assert_int_equal(!a->ask, effect_class(kind) == 'D');
		}
}

static void
a_verdict_is_cut_to_size(void **state)
{
	struct effect_outcome out = { .fence = 7 };

	(void)state;
	adapter_say(&out, EFFECT_RESULT_never, EFFECT_FINDING_differs, "%0300d", 1);
	assert_int_equal(out.detail.n, 200);
	assert_int_equal(out.result, EFFECT_RESULT_never);
	assert_int_equal(out.finding, EFFECT_FINDING_differs);
	assert_int_equal(out.fence, 7);
	adapter_say(&out, EFFECT_RESULT_never, EFFECT_FINDING_none, "%0199d\xc3\xa9", 1);	/* the last character does not fit */
	assert_int_equal(out.detail.n, 199);
}

static void
the_null_network_remembers(void **state)
{
	static const struct { enum effect_kind kind; int attempts; enum effect_result asked, result; enum effect_finding finding; } STEP[] = {
#define S(k, n, a, r, f) { EFFECT_net_##k, n, EFFECT_RESULT_##a, EFFECT_RESULT_##r, EFFECT_FINDING_##f }
		S(read, 1, done, done, match),
		S(unblock, 1, done, done, match),
		S(off, 1, later, done, match),
		S(off, 2, done, done, match),
		S(block, 1, done, done, match),
		S(unblock, 1, later, done, match),
		S(delete, 1, later, done, gone),
		S(delete, 2, done, done, gone),
		S(delete, 1, done, never, absent),
		S(off, 1, later, never, absent),
		S(read, 1, later, done, absent),
#undef S
	};
	void *self = net_null_adapter.open(&conf);
	char why[200] = "x";

	(void)state;
	for (size_t i = 0; i < COUNT(STEP); i++) {
		struct effect_task t = task_of(STEP[i].kind);
		struct effect_outcome out = { 0 };

		t.attempts = STEP[i].attempts;
		net_null_adapter.ask(self, &t, &out);
		assert_int_equal(out.result, STEP[i].asked);
		net_null_adapter.run(self, &t, NULL, &out);
		assert_int_equal(out.result, STEP[i].result);
		assert_int_equal(out.finding, STEP[i].finding);
	}
	assert_int_equal(net_null_adapter.check(self, why), ERR_OK);
	assert_string_equal(why, "");
	net_null_adapter.close(self);
}

/* A mail that is thrown away was sent, for trying out; where there is no SMS gateway, nothing was. */
static void
null_messages(void **state)
{
	struct effect_task sms = task_of(EFFECT_sms_last), mail = task_of(EFFECT_mail_code);
	struct effect_outcome out;
	void *s = sms_null_adapter.open(&conf), *m = mail_null_adapter.open(&conf);

	(void)state;
	sms_null_adapter.run(s, &sms, &message, &out);
	assert_int_equal(out.result, EFFECT_RESULT_never);
	assert_int_equal(out.finding, EFFECT_FINDING_no_gateway);
	mail_null_adapter.run(m, &mail, &message, &out);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_int_equal(out.finding, EFFECT_FINDING_accepted);
	sms_null_adapter.close(s);
	mail_null_adapter.close(m);
}

/* Runs a delete, then asks about it without faults, with one fault at 100 %. */
static void
with_fault(const char *fault, enum effect_result result, enum effect_result truth)
{
	struct effect_task t = task_of(EFFECT_net_delete);
	struct effect_outcome out = { 0 };
	char options[64];

	snprintf(options, sizeof options, "seed=3 %s=100", fault);
	setenv("SIMOFF_FAULTY", options, 1);
	struct faulty *f = faulty_open(&net_null_adapter, &conf);
	faulty_run(f, &t, NULL, &out);
	assert_int_equal(out.result, result);
	faulty_ask(f, &t, &out);
	assert_int_equal(out.result, EFFECT_RESULT_unknown);
	faulty_close(f);

	snprintf(options, sizeof options, "seed=3 %s=50", fault);
	setenv("SIMOFF_FAULTY", options, 1);
	f = faulty_open(&net_null_adapter, &conf);
	for (out.result = EFFECT_RESULT_done; out.result != result;) {	/* until the fault strikes, each time on another line */
		static char imsi[16];

		snprintf(imsi, sizeof imsi, "21601%010d", rand());
		t.imsi = str_of(imsi);
		faulty_run(f, &t, NULL, &out);
	}
	do
		faulty_ask(f, &t, &out);
	while (out.result == EFFECT_RESULT_unknown);
	assert_int_equal(out.result, truth);
	faulty_close(f);
}

static void
each_fault_is_what_it_says(void **state)
{
	(void)state;
	with_fault("lost", EFFECT_RESULT_unknown, EFFECT_RESULT_later);
	with_fault("answer_lost", EFFECT_RESULT_unknown, EFFECT_RESULT_done);
	with_fault("later", EFFECT_RESULT_later, EFFECT_RESULT_later);
	with_fault("never", EFFECT_RESULT_never, EFFECT_RESULT_later);
	with_fault("garbage", EFFECT_RESULT_unknown, EFFECT_RESULT_later);
}

static void
a_seed_replays(void **state)
{
	unsigned count[FAULTY_FAULT_COUNT + 1] = { 0 };

	(void)state;
	setenv("SIMOFF_FAULTY", "seed=9 lost=10 later=20 hang=30", 1);
	struct faulty *a = faulty_open(&sms_null_adapter, &conf), *b = faulty_open(&mail_null_adapter, &conf);
	for (int i = 0; i < 10000; i++) {
		enum faulty_fault fault = faulty_draw(a);

		assert_int_equal(fault, faulty_draw(b));
		count[fault]++;
	}
	assert_in_range(count[FAULTY_lost], 900, 1100);
	assert_in_range(count[FAULTY_later], 1850, 2150);
	assert_in_range(count[FAULTY_hang], 2850, 3150);
	assert_in_range(count[FAULTY_FAULT_COUNT], 3800, 4200);
	assert_int_equal(count[FAULTY_never] + count[FAULTY_garbage] + count[FAULTY_answer_lost], 0);
	faulty_close(a);
	faulty_close(b);
}

/* What BODY does in a child: true if it ended by itself, with CODE_OUT; else it hung for 300 ms and was ended. */
static bool
child_ends(void (*body)(void), int *code_out)
{
	pid_t pid = fork();
	int status, waited = 0;

	if (pid == 0) {
		close(2);
		body();
		_exit(0);
	}
	for (; waitpid(pid, &status, WNOHANG) == 0; waited++) {
		if (waited == 30)
			kill(pid, SIGKILL);
		usleep(10000);
	}
	*code_out = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return WIFEXITED(status);
}

static void
hang_forever(void)
{
	struct effect_task t = task_of(EFFECT_sms_last);
	struct effect_outcome out;

	setenv("SIMOFF_FAULTY", "hang=100", 1);
	sms_faulty_adapter.run(sms_faulty_adapter.open(&conf), &t, &message, &out);
}

static void
open_malformed(void)
{
	faulty_open(&sms_null_adapter, &conf);
}

static void
hangs_and_refuses_nonsense(void **state)
{
	static const char *const WRONG[] = { "lost", "lost=", "lost=x", "lost=-1", "lost=101", "no_such=1", "seed=-1" };
	int code;

	(void)state;
	assert_false(child_ends(hang_forever, &code));
	for (size_t i = 0; i < COUNT(WRONG); i++) {
		setenv("SIMOFF_FAULTY", WRONG[i], 1);
		assert_true(child_ends(open_malformed, &code));
		assert_int_equal(code, 1);
	}
	unsetenv("SIMOFF_FAULTY");
	void *f = mail_faulty_adapter.open(&conf);
	char why[200];
	assert_int_equal(mail_faulty_adapter.check(f, why), ERR_OK);
	assert_non_null(strstr(why, "never use it in production"));
	mail_faulty_adapter.close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_family_and_name),
		cmocka_unit_test(only_blind_families_cannot_be_asked),
		cmocka_unit_test(a_verdict_is_cut_to_size),
		cmocka_unit_test(the_null_network_remembers),
		cmocka_unit_test(null_messages),
		cmocka_unit_test(each_fault_is_what_it_says),
		cmocka_unit_test(a_seed_replays),
		cmocka_unit_test(hangs_and_refuses_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
