/* hard_test.c - what somebody could try, and what had gone wrong once: authority that was not proven, one person who is two,
 * attempts that are forgotten, texts at their limits, cards that nobody sees. Each test shows one fault that was there. */
#include "world.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct world W;

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 4);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	W.fault = NULL;
	assert_true(world_audit_is_whole(&W));
	world_close(&W);
	return 0;
}

static struct desk_caller
person(const char *name)
{
	struct desk_caller c = world_client();

	c.name = str_of(name);
	return c;
}

static struct desk_case_view
begin(const char *msisdn)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in;
	struct desk_case_view v;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(msisdn);
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	return v;
}

/* ---- authority ---- */

static void
a_token_is_not_a_proof(void **state)
{
	struct desk_case_view v = begin(world_number(0)), w;
	struct desk_caller holder = world_public(v.token);

	(void)state;
	for (int e = 0; e < TERMINATION_EVENT_COUNT; e++) {
		if (e == TERMINATION_ON_withdraw)
			continue;
		enum desk_code code = world_event(&W, &holder, v.reference, (enum termination_event)e, "", &w);
		if (code == DESK_ok)
			fail_msg("whoever begins a request can raise %s in it", termination_event_names.name[e]);
		assert_int_equal(world_case(&W, v.reference).state, TERMINATION_received);
	}
}

static void
an_unproven_wish_is_not_ported(void **state)
{
	struct desk_case_view v = begin(world_number(0)), w;
	struct desk_caller shop = world_client();

	(void)state;
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_port_out, "", &w), DESK_refused);
	for (int i = 0; i < 20; i++, W.now.ms += 1000)
		world_round(&W);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_received);
	assert_true(W.line[0].present && W.line[0].enabled);
}

static void
a_wish_that_nobody_touched_ends(void **state)
{
	struct desk_case_view v = begin(world_number(0)), other = begin(world_number(1)), w;
	struct desk_caller holder = world_public(other.token);

	(void)state;
	assert_int_equal(world_event(&W, &holder, other.reference, TERMINATION_ON_withdraw, "", &w), DESK_ok);
	assert_int_equal(w.state, TERMINATION_withdrawn);
	W.now.ms += INT64_C(8) * 86400000;
	for (int i = 0; i < 10 && desk_tick(W.desk) == 0; i++)
		desk_run(W.desk);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_expired);
	assert_int_equal(desk_tick(W.desk), 1000);		/* and the clock rests */
}

/* A case in cutting whose line somebody else removed: the one thing that two persons accept. */
static struct desk_case_view
absent_case(void)
{
	struct desk_case_view v;

	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_noticing, 60));
	W.line[0].present = false;
	for (int i = 0; i < 10; i++, W.now.ms += 1000)
		world_round(&W);
	v = world_case(&W, v.reference);
	assert_int_equal(v.state, TERMINATION_cutting);
	assert_int_equal(v.cards.n, 1);
	return v;
}

static enum desk_code
agree_on_card(const char *who, const struct desk_case_view *v)
{
	struct desk_caller c = person(who);
	struct desk_card_in in = { .card = ((const struct desk_card_view *)v->cards.items)->card, .action = STR("agree") };
	struct desk_card_view out;

	return world_call(&W, DESK_OP_card_act, &c, &in, &out);
}

static void
the_requester_is_neither_of_the_two(void **state)
{
	struct desk_case_view v = absent_case(), w;
	struct desk_caller anna = person("anna"), bert = person("bert");

	(void)state;
	agree_on_card("shop", &v);				/* shop made the request */
	world_event(&W, &anna, v.reference, TERMINATION_ON_accept_absence, "", &w);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);
	assert_int_equal(world_event(&W, &bert, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_ok);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_closing);
}

static void
one_person_with_two_roles_is_one(void **state)
{
	struct desk_case_view v = absent_case(), w;
	struct desk_caller anna = person("anna"), root = { .role = DESK_ROLE_admin, .name = STR("anna"), .channel = STR("cli") };

	(void)state;
	assert_int_equal(agree_on_card("anna", &v), DESK_ok);
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_event(&W, &root, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);
}

/* ---- attempts ---- */

/* The cut is carried out and its answer lost; from then on the network is not there. */
static enum effect_result
cut_then_silence(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (t->kind != EFFECT_net_off)
		return EFFECT_RESULT_done;
	*happens = t->attempts == 1;
	return t->attempts == 1 ? EFFECT_RESULT_unknown : EFFECT_RESULT_later;
}

static void
what_may_have_happened_is_not_forgotten(void **state)
{
	struct desk_case_view v, w;
	struct desk_caller anna = person("anna"), bert = person("bert");

	(void)state;
	W.fault = cut_then_silence;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_cutting, 60));
	for (int i = 0; i < 9; i++, W.now.ms += 600 * 1000)	/* until the card: it takes too long */
		world_round(&W);
	assert_false(W.line[0].enabled);
	assert_int_equal(world_case(&W, v.reference).cards.n, 1);
	world_event(&W, &anna, v.reference, TERMINATION_ON_reject, "no", &w);
	world_event(&W, &bert, v.reference, TERMINATION_ON_reject, "no", &w);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);	/* the way on is through */
	W.fault = NULL;
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 400));
	assert_int_equal(W.line[0].deletes, 1);
}

static enum effect_result
refuses_the_cut(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	*happens = t->kind != EFFECT_net_off;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_never;
}

static void
a_retry_wakes_the_worker(void **state)
{
	struct desk_case_view v, w;
	struct desk_caller shop = world_client();

	(void)state;
	W.fault = refuses_the_cut;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_cutting, 60));
	for (int i = 0; i < 5; i++)
		world_round(&W);
	assert_int_equal(world_case(&W, v.reference).cards.n, 1);
	assert_int_equal(desk_effect_due(W.desk, EFFECT_FAMILY_net).ms, 0);	/* nothing is due */
	W.fault = NULL;
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_retry, "", &w), DESK_ok);
	assert_int_not_equal(desk_effect_due(W.desk, EFFECT_FAMILY_net).ms, 0);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
}

/* ---- cards ---- */

static void
import_without_mail(int line)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("t") };
	struct desk_import_in in;
	struct desk_import_out out;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(line));
	in.row.imsi = str_of(W.line[line].imsi);
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	assert_true(str_is(out.result, "changed"));
}

/* A case that waits in cutting: the network refuses, but it has the line. */
static struct desk_case_view
refused_case(void)
{
	struct desk_case_view v;

	W.fault = refuses_the_cut;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_cutting, 60));
	for (int i = 0; i < 5; i++)
		world_round(&W);
	W.fault = NULL;
	return world_case(&W, v.reference);
}

static void
an_absence_is_what_the_network_said(void **state)
{
	struct desk_case_view v = refused_case(), w;
	struct desk_caller anna = person("anna"), bert = person("bert");

	(void)state;
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_event(&W, &bert, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);
}

/* The holder got another SIM, and the import came after the network had been asked for the old one. */
static void
an_absence_is_of_the_line_as_it_is(void **state)
{
	struct desk_case_view v = absent_case(), w;
	struct desk_caller anna = person("anna"), bert = person("bert");

	(void)state;
	snprintf(W.line[0].imsi, sizeof W.line[0].imsi, "206019000000009");
	W.line[0].present = W.line[0].enabled = true;
	import_without_mail(0);
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_event(&W, &bert, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_event(&W, &bert, v.reference, TERMINATION_ON_retry, "", &w), DESK_ok);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	assert_false(W.line[0].present);
}

/* Closing the card of a case that waits for it would leave the case with nobody. */
static void
a_card_that_holds_a_case_is_not_closed_by_hand(void **state)
{
	struct desk_case_view v = refused_case();
	struct desk_caller anna = person("anna");
	struct desk_card_in in = { .card = ((const struct desk_card_view *)v.cards.items)->card, .action = STR("close"), .note = STR("seen") };
	struct desk_card_view out;

	(void)state;
	assert_int_equal(world_call(&W, DESK_OP_card_act, &anna, &in, &out), DESK_refused);
	assert_true(W.why.n > 40);
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_retry, "", &v), DESK_ok);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
}

static bool
has_open_card(struct str reference, enum termination_card kind)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_card_view *c = v.cards.items;

	for (size_t i = 0; i < v.cards.n; i++)
		if (c[i].open && c[i].kind == kind)
			return true;
	return false;
}

static void
a_confirmation_without_an_address_is_a_card(void **state)
{
	struct desk_caller shop = world_client();
	struct desk_submit_in in;
	struct desk_case_view v;

	(void)state;
	import_without_mail(0);
	W.now.ms += INT64_C(8) * 86400000;			/* the change is old enough for the rule */
	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	assert_int_equal(world_call(&W, DESK_OP_case_submit, &shop, &in, &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_closing, 60));
	assert_true(has_open_card(v.reference, TERMINATION_CARD_confirmation_failed));
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_retry, "", &v), DESK_ok);
	assert_true(has_open_card(v.reference, TERMINATION_CARD_confirmation_failed));
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_confirmation_left, "by post", &v), DESK_ok);
	assert_int_equal(v.state, TERMINATION_confirmed);
	assert_false(has_open_card(v.reference, TERMINATION_CARD_confirmation_failed));
}

static enum effect_result
loses_the_confirmation(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	*happens = t->kind != EFFECT_mail_confirmed;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_never;
}

static void
a_port_while_closing_keeps_the_card(void **state)
{
	struct desk_case_view v, w;
	struct desk_caller shop = world_client();

	(void)state;
	W.fault = loses_the_confirmation;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_closing, 60));
	world_round(&W);
	W.now.ms += INT64_C(25) * 3600000;
	world_round(&W);
	assert_true(has_open_card(v.reference, TERMINATION_CARD_confirmation_failed));
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_port_out, "", &w), DESK_ok);
	assert_true(has_open_card(v.reference, TERMINATION_CARD_confirmation_failed));
}

static enum effect_result
puts_the_confirmation_off(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	*happens = t->kind != EFFECT_mail_confirmed;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_later;
}

static void
a_confirmation_under_way_is_not_owed_again(void **state)
{
	struct desk_case_view v, w;
	struct desk_caller shop = world_client();

	(void)state;
	W.fault = puts_the_confirmation_off;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_closing, 60));
	world_round(&W);
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_retry, "", &w), DESK_refused);
	W.fault = NULL;
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	assert_int_equal(world_mails(&W, EFFECT_mail_confirmed), 1);
}

/* ---- texts at their limits ---- */

static struct str
repeat(const char *z, size_t n)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	while (b.n < n)
		buf_addz(&b, z);
	struct str s = arena_str(W.arena, buf_str(&b));
	buf_done(&b);
	return s;
}

static void
texts_full_of_quotes_are_sent(void **state)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in;
	struct desk_case_view v;

	(void)state;
	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	in.name = repeat("\"", 120);
	in.reason = repeat("\"", 500);
	in.contact = (struct desk_contact){ .found = true, .email = STR("away@example.net") };
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	while (world_round(&W))
		;
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 1);
}

static void
notes_of_any_bytes_are_kept(void **state)
{
	static const char *const BYTE[] = { "\x01", "\"", "\\", "\xc3\xab" };
	struct desk_caller shop = world_client();
	struct desk_case_view v, w;
	struct desk_event_in in;

	(void)state;
	for (int i = 0; i < (int)COUNT(BYTE); i++) {
		assert_int_equal(world_submit(&W, i, world_number(i), &v), DESK_created);
		in = (struct desk_event_in){ .reference = v.reference, .event = TERMINATION_ON_reject, .note = repeat(BYTE[i], 400) };
		assert_int_equal(world_call(&W, DESK_OP_case_event, &shop, &in, &w), DESK_ok);
		while (world_round(&W))
			;
		assert_true(str_eq(world_case(&W, v.reference).decision, in.note));
	}
	assert_int_equal(world_mails(&W, EFFECT_mail_rejected), COUNT(BYTE));
}

static void
a_long_name_locks_no_line(void **state)
{
	struct desk_caller c = world_client();
	struct desk_submit_in in;
	struct desk_case_view v;
	struct desk_ported_in ported = { .msisdn = str_of(world_number(1)) };
	struct desk_number_view n;

	(void)state;
	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	for (size_t i = 60; i <= 80; i += 4) {
		c.name = repeat("x", i);
		world_call(&W, DESK_OP_case_submit, &c, &in, &v);
		world_call(&W, DESK_OP_number_ported, &c, &ported, &n);
	}
	assert_true(world_submit(&W, 0, "k", &v) < DESK_invalid);	/* what is stored can be read */
	c = world_client();
	assert_true(world_call(&W, DESK_OP_number_ported, &c, &ported, &n) < DESK_invalid);
}

/* ---- references ---- */

static void
a_reference_belongs_to_one_case(void **state)
{
	struct desk_case_view v, w;

	(void)state;
	rng_seed(7);
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	rng_seed(7);						/* the same number is drawn again */
	assert_int_equal(world_submit(&W, 1, "k2", &w), DESK_created);
	assert_false(str_eq(v.reference, w.reference));
	assert_true(str_is(world_case(&W, v.reference).msisdn, world_number(0)));
	assert_true(str_is(world_case(&W, w.reference).msisdn, world_number(1)));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_token_is_not_a_proof), T(an_unproven_wish_is_not_ported), T(a_wish_that_nobody_touched_ends),
		 T(the_requester_is_neither_of_the_two),
		T(one_person_with_two_roles_is_one), T(what_may_have_happened_is_not_forgotten), T(a_retry_wakes_the_worker), T(an_absence_is_what_the_network_said),
		T(an_absence_is_of_the_line_as_it_is), T(a_card_that_holds_a_case_is_not_closed_by_hand),
		T(a_confirmation_without_an_address_is_a_card), T(a_port_while_closing_keeps_the_card),
		T(a_confirmation_under_way_is_not_owed_again), T(texts_full_of_quotes_are_sent),
		T(notes_of_any_bytes_are_kept), T(a_long_name_locks_no_line), T(a_reference_belongs_to_one_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
