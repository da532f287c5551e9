/* far_test.c - far ends of the operator's own, as the desk sees them: what they accept and finish later. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static struct world W;
static int polls, polls_wanted;

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 4);
	polls = 0;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	assert_true(world_audit_is_whole(&W));
	world_close(&W);
	return 0;
}

static struct desk_effect_view
effect_of(struct str reference, enum effect_kind kind)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_effect_view *e = v.effects.items;

	for (size_t i = 0; i < v.effects.n; i++)
		if (e[i].kind == kind)
			return e[i];
	fail_msg("%s is not owed", effect_kind_names.name[kind]);
	return (struct desk_effect_view){ 0 };
}

static int
cards(struct str reference, enum termination_card kind)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_card_view *c = v.cards.items;
	int n = 0;

	for (size_t i = 0; i < v.cards.n; i++)
		n += c[i].kind == kind && c[i].open;
	return n;
}

/* The first call takes the deletion on, and it happens then; so many questions later it is said to be done. */
static enum effect_result
takes_its_time(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (t->kind != EFFECT_net_delete)
		return EFFECT_RESULT_done;
	assert_int_equal(t->uncertain, polls > 0);		/* asked about from the second call on */
	assert_int_equal(t->attempts, 1);			/* no call counts as a failed try */
	*happens = polls == 0;
	return polls++ < polls_wanted ? EFFECT_RESULT_accepted : EFFECT_RESULT_done;
}

static void
accepted_and_done_later(void **state)
{
	struct desk_case_view v;

	(void)state;
	W.fault = takes_its_time;
	polls_wanted = 30;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	while (polls < 10) {
		world_round(&W);
		W.now.ms += 1000;
	}
	assert_true(str_is(effect_of(v.reference, EFFECT_net_delete).state, "unknown"));
	world_reopen(&W);
	struct utc_ms before = W.now;
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 3600));
	assert_int_equal(polls, 31);
	assert_true(W.now.ms - before.ms > 15 * 45000);		/* asked about ever more rarely, a minute apart in the end */
	assert_int_equal(W.line[0].deletes, 1);
	assert_int_equal(cards(v.reference, TERMINATION_CARD_network_slow), 0);
}

static void
accepted_for_too_long(void **state)
{
	struct desk_case_view v;

	(void)state;
	W.fault = takes_its_time;
	polls_wanted = 1000;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	for (int i = 0; polls < 140 && i < 20000; i++) {
		world_round(&W);
		W.now.ms += 1000;
	}
	assert_int_equal(polls, 140);				/* the network is asked for ever */
	assert_int_equal(cards(v.reference, TERMINATION_CARD_network_slow), 1);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);
	polls_wanted = 0;
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 3600));
	assert_int_equal(W.line[0].deletes, 1);
	assert_int_equal(cards(v.reference, TERMINATION_CARD_network_slow), 0);
}

/* A message that is never finished is given up after about an hour, and the case goes on. */
static enum effect_result
never_sends(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	*happens = t->kind != EFFECT_mail_received;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_accepted;
}

static void
an_accepted_message_is_given_up(void **state)
{
	struct desk_case_view v;
	struct utc_ms begun;

	(void)state;
	W.fault = never_sends;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	begun = W.now;
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	for (int i = 0; i < 7200 && !str_is(effect_of(v.reference, EFFECT_mail_received).state, "dead"); i++) {
		world_round(&W);
		W.now.ms += 1000;
	}
	assert_true(str_is(effect_of(v.reference, EFFECT_mail_received).state, "dead"));
	assert_in_range(W.now.ms - begun.ms, 2700000, 4000000);
	assert_int_equal(cards(v.reference, TERMINATION_CARD_effect_failed), 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(accepted_and_done_later), T(accepted_for_too_long), T(an_accepted_message_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
