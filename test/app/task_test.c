/* task_test.c - one effect carried out: ask before run where it may have happened, messages from facts, and outcomes that keep
 * the key of the intent whatever the adapter does to them. */
#include "app/task.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int asks, runs;
static enum effect_result asked_result;
static struct str seen_text;

static void
fake_run(void *self, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	(void)self, (void)t;
	runs++;
	seen_text = m ? m->text : STR("");
	adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "ran");
}

static void
fake_ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	(void)self, (void)t;
	asks++;
	adapter_say(out, asked_result, EFFECT_FINDING_gone, "asked");
}

static void
garbage_run(void *self, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	static char noise[300];

	(void)self, (void)t, (void)m;
	memset(noise, 0xc3, sizeof noise);
	out->result = EFFECT_RESULT_unknown;
	out->detail = (struct str){ noise, sizeof noise };
}

static const struct adapter FAKE = { .name = "fake", .family = EFFECT_FAMILY_net, .run = fake_run, .ask = fake_ask };
static const struct adapter BLIND = { .name = "blind", .family = EFFECT_FAMILY_sms, .run = fake_run };
static const struct adapter GARBAGE = { .name = "garbage", .family = EFFECT_FAMILY_net, .run = garbage_run };

static struct task
task_of(const struct adapter *a)
{
	struct task k = { .family = a->family, .adapter = a };

	buf_init(&k.subject, 65536);
	buf_init(&k.text, 65536);
	asks = runs = 0;
	return k;
}

static void
task_done(struct task *k)
{
	buf_done(&k->subject);
	buf_done(&k->text);
}

static const struct effect_task CUT = {
	.found = true, .line_id = { { 1 } }, .case_id = { { 2 } }, .kind = EFFECT_net_off, .generation = 3, .fence = 4, .attempts = 1,
};

static void
run_it(struct task *k, const struct effect_task *t, struct effect_outcome *out)
{
	static struct arena *a;

	if (!a)
		a = arena_new(1 << 20);
	arena_reset(a);
	task_run(k, t, a, out);
	assert_true(id_eq(out->line_id, t->line_id) && id_eq(out->case_id, t->case_id));
	assert_true(out->kind == t->kind && out->generation == t->generation && out->fence == t->fence);
	assert_true(out->detail.n <= 200 && str_is_utf8(out->detail));
}

static void
asks_first_when_uncertain(void **state)
{
	static const struct { bool uncertain; enum effect_result asked; int asks, runs; enum effect_result result; } ROW[] = {
		{ false, EFFECT_RESULT_done,    0, 1, EFFECT_RESULT_done },
		{ true,  EFFECT_RESULT_done,    1, 0, EFFECT_RESULT_done },
		{ true,  EFFECT_RESULT_later,   1, 1, EFFECT_RESULT_done },
		{ true,  EFFECT_RESULT_unknown, 1, 0, EFFECT_RESULT_unknown },
		{ true,  EFFECT_RESULT_never,   1, 0, EFFECT_RESULT_never },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct task k = task_of(&FAKE);
		struct effect_task t = CUT;
		struct effect_outcome out;

		t.uncertain = ROW[i].uncertain;
		asked_result = ROW[i].asked;
		run_it(&k, &t, &out);
		assert_int_equal(asks, ROW[i].asks);
		assert_int_equal(runs, ROW[i].runs);
		assert_int_equal(out.result, ROW[i].result);
		assert_int_equal(out.finding, ROW[i].runs ? EFFECT_FINDING_accepted : EFFECT_FINDING_gone);
		task_done(&k);
	}
}

static void
writes_the_message(void **state)
{
	struct task k = task_of(&BLIND);
	struct effect_task t = CUT;
	struct effect_outcome out;

	(void)state;
	t.kind = EFFECT_sms_last;
	t.uncertain = true;			/* blind: nobody to ask; the text carries the reference */
	t.reference = STR("K7QM3XPA9");
	t.language = STR("en");
	t.facts = STR("{\"operatorName\":\"Acme\",\"reference\":\"K7QM-3XPA-9\",\"line\":\"..3456\"}");
	run_it(&k, &t, &out);
	assert_int_equal(runs, 1);
	assert_non_null(memmem(seen_text.p, seen_text.n, "Acme", 4));
	assert_int_equal(out.result, EFFECT_RESULT_done);
	t.facts = STR("{\"operatorName\":");
	run_it(&k, &t, &out);
	assert_int_equal(runs, 1);
	assert_int_equal(out.result, EFFECT_RESULT_never);	/* a card: no second try would help */
	t.kind = EFFECT_net_off;
	run_it(&k, &t, &out);
	assert_int_equal(runs, 1);
	assert_int_equal(out.result, EFFECT_RESULT_never);
	task_done(&k);
}

static void
garbage_is_cut_to_text(void **state)
{
	struct task k = task_of(&GARBAGE);
	struct effect_outcome out;

	(void)state;
	run_it(&k, &CUT, &out);
	assert_int_equal(out.result, EFFECT_RESULT_unknown);
	task_done(&k);
}

static void
put_back(void **state)
{
	struct effect_task t = CUT;
	struct effect_outcome out;

	(void)state;
	task_put_back(&t, "not tried", &out);
	assert_int_equal(out.result, EFFECT_RESULT_later);
	assert_int_equal(out.fence, 4);
	t.uncertain = true;
	task_put_back(&t, "not tried", &out);
	assert_int_equal(out.result, EFFECT_RESULT_unknown);	/* it was uncertain, and still is */
}

static void
no_such_adapter(void **state)
{
	struct adapter_conf conf = { .net.adapter = STR("nonsense"), .sms.adapter = STR("null") };
	struct task k;

	(void)state;
	assert_false(task_open(&k, NULL, EFFECT_FAMILY_net, &conf));
	assert_true(task_open(&k, NULL, EFFECT_FAMILY_sms, &conf));
	task_close(&k);
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(asks_first_when_uncertain),
		cmocka_unit_test(writes_the_message),
		cmocka_unit_test(garbage_is_cut_to_text),
		cmocka_unit_test(put_back),
		cmocka_unit_test(no_such_adapter),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
