/* far_test.c - far ends of the operator's own, as the desk sees them: what they accept and finish
 * later, their hours and rests, and events for the operator's system in the order of each line. */
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

/* ---- hours, rests ---- */

/* 1795000000000 is 18 November 2026, 12:06:40 in Brussels. */
static void
what_may_wait_waits_for_the_hours(void **state)
{
	struct desk_case_view v;

	(void)state;
	W.conf.window[EFFECT_FAMILY_net] = (struct window){ 13 * 60, 14 * 60 };
	world_reopen(&W);
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_cutting, 60));	/* reading does not wait */
	for (int i = 0; i < 50; i++) {
		world_round(&W);
		W.now.ms += 60000;
	}
	assert_int_equal(W.line[0].offs, 0);
	struct desk_effect_view e = effect_of(v.reference, EFFECT_net_off);
	assert_true(str_is(e.state, "pending"));
	assert_int_equal(e.attempts, 0);
	assert_int_equal(e.next_at.ms, INT64_C(1795000000000) + (53 * 60 + 20) * 1000);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 7200));
	assert_in_range(W.now.ms, e.next_at.ms, e.next_at.ms + 120000);
	assert_int_equal(W.line[0].deletes, 1);
}

/* The cut's answer gets lost, or it is refused, shortly before the hours end. */
static enum effect_result answer_at_the_cut;

static enum effect_result
no_answer_at_the_cut(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	*happens = t->kind != EFFECT_net_off;
	return *happens ? EFFECT_RESULT_done : answer_at_the_cut;
}

static void
what_was_begun_goes_on(void **state)
{
	static const struct { enum effect_result answer; bool goes_on; } ROW[] = {
		{ EFFECT_RESULT_unknown, true }, { EFFECT_RESULT_accepted, true }, { EFFECT_RESULT_later, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		char key[8];
		struct desk_case_view v;

		snprintf(key, sizeof key, "k%zu", i);
		W.conf.window[EFFECT_FAMILY_net] = (struct window){ 0 };
		W.fault = no_answer_at_the_cut;
		answer_at_the_cut = ROW[i].answer;
		world_reopen(&W);
		assert_int_equal(world_submit(&W, (int)i, key, &v), DESK_created);
		assert_true(world_until(&W, v.reference, TERMINATION_cutting, 60));
		world_round(&W);				/* begun */
		struct clock_fields f = calendar_local(W.now, CALENDAR_ZONE_brussels);
		W.conf.window[EFFECT_FAMILY_net] = (struct window){ f.hour * 60 + f.minute - 2, f.hour * 60 + f.minute - 1 };
		world_reopen(&W);
		struct utc_ms before = W.now;
		while (W.now.ms - before.ms < 600000) {
			world_round(&W);
			W.now.ms += 10000;
		}
		assert_int_equal(effect_of(v.reference, EFFECT_net_off).next_at.ms - W.now.ms < 3600000, ROW[i].goes_on);
		W.conf.window[EFFECT_FAMILY_net] = (struct window){ 0 };
		W.fault = NULL;
		world_reopen(&W);
		W.now.ms += CLOCK_DAY_MS;
		assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 400));
	}
}

static struct desk_claim_out
claim_net(const struct desk_claim_in *in)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("net") };
	struct desk_claim_out out;

	assert_int_equal(world_call(&W, DESK_OP_effect_claim, &worker, in, &out), DESK_ok);
	return out;
}

static void
not_tried_is_no_try(void **state)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("net") };
	struct desk_case_view v;
	struct desk_empty done;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	for (int i = 0; i < 30; i++) {
		struct desk_claim_out out = claim_net(&(struct desk_claim_in){ .family = EFFECT_FAMILY_net });

		assert_int_equal(out.tasks.n, 1);		/* due at once again */
		const struct effect_task *t = out.tasks.items;
		assert_int_equal(t->attempts, 1);
		struct effect_outcome o = { .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation,
			.fence = t->fence, .result = EFFECT_RESULT_later, .untried = true, .detail = STR("not tried") };
		assert_int_equal(world_call(&W, DESK_OP_effect_settle, &worker, &o, &done), DESK_ok);
	}
	assert_int_equal(effect_of(v.reference, EFFECT_net_read).attempts, 0);
	assert_int_equal(cards(v.reference, TERMINATION_CARD_network_slow), 0);
}

/* A far end's own wish is respected, up to an hour. */
static void
later_means_later(void **state)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("net") };
	static const struct { int64_t asks, waits; } ROW[] = { { 120000, 120000 }, { INT64_C(86400000), 3600000 } };
	struct desk_case_view v;
	struct desk_empty done;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct desk_claim_out out = claim_net(&(struct desk_claim_in){ .family = EFFECT_FAMILY_net });
		const struct effect_task *t = out.tasks.items;

		assert_int_equal(out.tasks.n, 1);
		struct effect_outcome o = { .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation,
			.fence = t->fence, .result = EFFECT_RESULT_later, .wait_ms = ROW[i].asks };
		assert_int_equal(world_call(&W, DESK_OP_effect_settle, &worker, &o, &done), DESK_ok);
		assert_in_range(effect_of(v.reference, EFFECT_net_read).next_at.ms - W.now.ms, ROW[i].waits, ROW[i].waits + 1000);
		W.now.ms += ROW[i].waits + 1000;
	}
}

static int64_t
failures_told(const char *family)
{
	struct desk_caller c = world_client();
	struct desk_metrics m;

	assert_int_equal(world_call(&W, DESK_OP_metrics, &c, &(struct desk_empty){ .found = true }, &m), DESK_ok);
	const struct desk_count *f = m.far_ends.items;
	for (size_t i = 0; i < m.far_ends.n; i++)
		if (str_is(f[i].word, family))
			return f[i].count;
	return -1;
}

static void
a_rest_is_told(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_int_equal(failures_told("net"), -1);
	struct desk_claim_in rests = { .family = EFFECT_FAMILY_net, .tells = true, .failures = 5, .rests_until.ms = W.now.ms + 1000,
		.detail = STR("down") };
	assert_int_equal(claim_net(&rests).tasks.n, 0);		/* nothing is given to a worker that will not begin it */
	world_reopen(&W);
	assert_int_equal(failures_told("net"), 5);
	assert_int_equal(claim_net(&(struct desk_claim_in){ .family = EFFECT_FAMILY_net, .tells = true }).tasks.n, 1);
	assert_int_equal(failures_told("net"), 0);
}

/* ---- events ---- */

#define EVENTS_MAX 64
static struct event { struct id line; int64_t version; bool is_done; } event[EVENTS_MAX];
static int events;
static int64_t lost_version;

static int64_t
version_of(const struct effect_task *t)
{
	const char *at = memmem(t->facts.p, t->facts.n, "\"version\":", 10);
	int64_t v = 0;

	assert_non_null(at);
	for (at += 10; *at >= '0' && *at <= '9'; at++)
		v = v * 10 + (*at - '0');
	return v;
}

/* Every second attempt at an event fails in one way or the other; the event of one version always. */
static enum effect_result
fails_at_times(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (t->kind != EFFECT_hook_event)
		return EFFECT_RESULT_done;
	*happens = false;
	assert_in_range(events, 0, EVENTS_MAX - 1);
	int64_t version = version_of(t);
	assert_int_equal(version, t->generation);
	if (version == lost_version || (t->attempts % 2 == 1 && version % 2 == 1))
		return version % 4 == 1 ? EFFECT_RESULT_unknown : EFFECT_RESULT_later;
	event[events++] = (struct event){ t->line_id, version, true };
	return EFFECT_RESULT_done;
}

static void
with_hook(void)
{
	W.conf.has_hook = true;
	W.fault = fails_at_times;
	events = 0;
	lost_version = -1;
	world_reopen(&W);
}

/* The versions that came of the line of event I, in their order; without LOST they have no gap. */
static int
assert_in_order(struct id line, int64_t lost)
{
	int64_t last = 0;
	int n = 0;

	for (int i = 0; i < events; i++) {
		if (!id_eq(event[i].line, line))
			continue;
		if (last)
			assert_int_equal(event[i].version, last + 1 + (last + 1 == lost));
		last = event[i].version;
		n++;
	}
	return n;
}

static void
events_in_order(void **state)
{
	struct desk_case_view a, b;

	(void)state;
	with_hook();
	assert_int_equal(world_submit(&W, 0, "k1", &a), DESK_created);
	assert_int_equal(world_submit(&W, 1, "k2", &b), DESK_created);
	assert_true(world_until(&W, a.reference, TERMINATION_confirmed, 200));
	assert_true(world_until(&W, b.reference, TERMINATION_confirmed, 200));
	for (int i = 0; i < 100; i++) {
		world_round(&W);
		W.now.ms += 1000;
	}
	struct id first = event[0].line, other = event[1].line;
	for (int i = 1; i < events && id_eq(other, first); i++)
		other = event[i].line;
	int of_first = assert_in_order(first, -1), of_other = assert_in_order(other, -1);
	assert_true(of_first >= 7);		/* prove, net_match, timer, net_match, notice, net_disabled, net_gone, confirmation */
	assert_int_equal(of_first, of_other);
	assert_int_equal(of_first + of_other, events);
}

/* An event that never gets through does not hold the line up for ever: a card, and the next one goes. */
static void
a_lost_event_gets_a_card(void **state)
{
	struct desk_case_view v;

	(void)state;
	with_hook();
	lost_version = 4;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 400));	/* what is told holds up nothing */
	assert_int_equal(cards(v.reference, TERMINATION_CARD_event_lost), 0);
	int before = events;
	for (int i = 0; i < 7200 && !cards(v.reference, TERMINATION_CARD_event_lost); i++) {
		assert_int_equal(events, before);
		world_round(&W);
		W.now.ms += 1000;
	}
	assert_int_equal(cards(v.reference, TERMINATION_CARD_event_lost), 1);
	for (int i = 0; i < 100; i++) {
		world_round(&W);
		W.now.ms += 1000;
	}
	assert_true(assert_in_order(event[0].line, lost_version) > before);
}

static void
without_a_hook_nothing_is_owed(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	v = world_case(&W, v.reference);
	const struct desk_effect_view *e = v.effects.items;
	for (size_t i = 0; i < v.effects.n; i++)
		assert_int_not_equal(e[i].kind, EFFECT_hook_event);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(accepted_and_done_later), T(accepted_for_too_long), T(an_accepted_message_is_given_up),
		T(what_may_wait_waits_for_the_hours), T(what_was_begun_goes_on), T(not_tried_is_no_try), T(later_means_later), T(a_rest_is_told),
		T(events_in_order), T(a_lost_event_gets_a_card), T(without_a_hook_nothing_is_owed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
