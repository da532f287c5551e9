/* life_test.c - whole lives of cases through the door: real domain, desk and SQL, a false world outside. */
#include "domain/message.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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
	assert_true(world_audit_is_whole(&W));
	world_close(&W);
	return 0;
}

static void
from_wish_to_confirmation(void **state)
{
	struct desk_case_view v, again;

	(void)state;
	W.conf.has_sms = true;			/* the last message needs a gateway */
	world_reopen(&W);
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_int_equal(v.state, TERMINATION_review);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	assert_false(W.line[0].present);
	assert_int_equal(W.line[0].deletes, 1);
	assert_int_equal(world_mails(&W, EFFECT_sms_last), 1);
	assert_int_equal(world_mails(&W, EFFECT_mail_alert), 1);	/* the holder is told, also when the wait was short */
	assert_int_equal(world_mails(&W, EFFECT_mail_received), 1);
	assert_int_equal(world_mails(&W, EFFECT_mail_confirmed), 1);
	assert_int_equal(world_submit(&W, 0, "k1", &again), DESK_created);	/* same key: the same answer */
	assert_int_equal(again.state, TERMINATION_review);
	assert_int_equal(world_submit(&W, 0, "k2", &again), DESK_ok);		/* an ended line: that case */
	assert_true(str_eq(again.reference, v.reference));
	assert_int_equal(again.state, TERMINATION_confirmed);
}

/* The first word of how to complain in the confirmation of a case in Dutch. */
static const char *
complain_in_dutch(int line, struct str conf)
{
	struct desk_submit_in in = { .found = true, .msisdn = str_of(world_number(line)), .language = STR("nl"), .end_date = DATE_NONE,
		.contact = { .found = true, .email = STR("away@example.net") } };
	struct desk_caller client = world_client();
	struct desk_case_view v;

	client.key = in.msisdn;
	W.conf.complain = conf;
	world_reopen(&W);
	assert_int_equal(world_call(&W, DESK_OP_case_submit, &client, &in, &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	for (int i = W.mails - 1; i >= 0; i--)
		if (W.mail[i].kind == EFFECT_mail_confirmed)
			return W.mail[i].complain;
	return "";
}

static void
how_to_complain_is_said_in_the_language_of_the_case(void **state)
{
	(void)state;
	assert_string_equal(complain_in_dutch(0, STR(MESSAGE_COMPLAIN)), "Schrijf");
	assert_string_equal(complain_in_dutch(1, STR("Telephone us.")), "Telephone");	/* the operator's own words */
}

static void
a_key_is_used_once(void **state)
{
	struct desk_case_view v, w;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_int_equal(world_submit(&W, 0, "k", &w), DESK_created);
	assert_true(str_eq(v.reference, w.reference));
	assert_int_equal(world_submit(&W, 1, "k", &w), DESK_key_reused);
	assert_int_equal(world_submit(&W, 0, "other", &w), DESK_ok);
	assert_true(str_eq(v.reference, w.reference));
	assert_int_equal(world_submit(&W, 7, "k7", &w), DESK_unknown);
}

static void
withdrawn_means_nothing(void **state)
{
	struct desk_caller c = world_client();
	struct desk_case_view v, w;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_int_equal(world_event(&W, &c, v.reference, TERMINATION_ON_withdraw, "", &w), DESK_ok);
	assert_int_equal(w.state, TERMINATION_withdrawn);
	for (int i = 0; i < 20; i++, W.now.ms += 60000)
		world_round(&W);
	assert_true(W.line[0].present && W.line[0].enabled);
	assert_int_equal(W.line[0].offs, 0);
	assert_int_equal(world_event(&W, &c, v.reference, TERMINATION_ON_approve, "", &w), DESK_refused);
	assert_int_equal(world_submit(&W, 0, "k2", &w), DESK_created);	/* and a new wish is a new case */
	assert_false(str_eq(v.reference, w.reference));
}

static void
after_the_point_of_no_return(void **state)
{
	struct desk_caller c = world_client();
	struct desk_case_view v, w;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_noticing, 60));
	assert_int_equal(world_event(&W, &c, v.reference, TERMINATION_ON_withdraw, "", &w), DESK_refused);
	assert_true(W.why.n > 20);
}

static void
by_the_portal(void **state)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in;
	struct desk_case_view v, shadow, w;

	(void)state;
	record_init(&desk_submit_in_record, &in);
	in.msisdn = STR("0470 00 00 02");
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	in.msisdn = STR("0499 99 99 99");
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &shadow), DESK_created);
	assert_int_equal(shadow.state, v.state);
	assert_false(v.quote.found);
	while (world_round(&W))
		;
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 1);
	struct desk_caller holder = world_public(v.token);
	struct desk_code_in code = { .reference = v.reference, .code = STR("00000000") };
	for (int i = 0; i < 5; i++)
		assert_int_equal(world_call(&W, DESK_OP_case_prove, &holder, &code, &w), DESK_ok), assert_false(w.proven);
	code.code = str_of(W.mail[0].code);
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &holder, &code, &w), DESK_refused);	/* five tries */
	assert_int_equal(world_call(&W, DESK_OP_case_code, &holder, &(struct desk_case_in){ .reference = v.reference }, &w), DESK_ok);
	while (world_round(&W))
		;
	code.code = str_of(W.mail[W.mails - 1].code);
	assert_int_equal(world_call(&W, DESK_OP_case_confirm, &holder, &(struct desk_case_in){ .reference = v.reference }, &w), DESK_refused);
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &nobody, &code, &w), DESK_unknown);
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &holder, &code, &w), DESK_ok);
	assert_true(w.proven && w.quote.found);
	assert_int_equal(w.quote.refund_cents, 1200);
	assert_int_equal(world_call(&W, DESK_OP_case_confirm, &holder, &(struct desk_case_in){ .reference = v.reference }, &w), DESK_created);
	assert_int_equal(world_call(&W, DESK_OP_case_confirm, &holder, &(struct desk_case_in){ .reference = v.reference }, &w), DESK_ok);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	assert_int_equal(W.line[1].deletes, 1);
}

static void
two_persons_accept_an_absence(void **state)
{
	struct desk_caller shop = world_client(), anna = shop, bert = shop;
	struct desk_case_view v, w;

	(void)state;
	anna.name = STR("anna"), bert.name = STR("bert");
	W.conf.policy.review = POLICY_REVIEW_manual;
	world_reopen(&W);
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	world_round(&W);
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_approve, "", &w), DESK_ok);
	assert_true(world_until(&W, v.reference, TERMINATION_noticing, 60));
	W.line[0].present = false;			/* somebody else removed it */
	for (int i = 0; i < 10; i++, W.now.ms += 1000)
		world_round(&W);
	w = world_case(&W, v.reference);
	assert_int_equal(w.state, TERMINATION_cutting);
	assert_int_equal(w.cards.n, 1);
	assert_int_equal(world_event(&W, &shop, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_denied);
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_ok);
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_refused);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);
	assert_int_equal(world_event(&W, &bert, v.reference, TERMINATION_ON_accept_absence, "", &w), DESK_ok);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	assert_int_equal(W.line[0].deletes, 0);
}

static void
ported_out(void **state)
{
	struct desk_caller c = world_client();
	struct desk_number_view n;
	struct desk_case_view v;
	struct desk_cases all;

	(void)state;
	struct desk_ported_in in = { .msisdn = STR("+32470000003") };
	assert_int_equal(world_call(&W, DESK_OP_number_ported, &c, &in, &n), DESK_ok);
	for (int i = 0; i < 20; i++, W.now.ms += 1000)
		world_round(&W);
	assert_int_equal(world_call(&W, DESK_OP_case_list, &c, &(struct desk_page_in){ .limit = 10 }, &all), DESK_ok);
	assert_int_equal(all.items.n, 1);
	v = world_case(&W, ((struct desk_case_item *)all.items.items)->reference);
	assert_int_equal(v.state, TERMINATION_ported);
	assert_int_equal(W.line[2].deletes, 1);
	assert_int_equal(world_mails(&W, EFFECT_sms_last), 0);
	assert_int_equal(world_call(&W, DESK_OP_number_get, &c, &(struct desk_line_in){ .msisdn = in.msisdn }, &n), DESK_ok);
	assert_true(str_is(n.state, "ported"));
}

static void
blocked_and_unblocked(void **state)
{
	struct desk_caller c = world_client();
	struct desk_line_view l;

	(void)state;
	struct desk_block_in in = { .msisdn = STR("0470000004"), .block = true };
	assert_int_equal(world_call(&W, DESK_OP_line_block, &c, &in, &l), DESK_ok);
	assert_true(l.blocked && str_is(l.block_state, "pending"));
	world_round(&W);
	assert_false(W.line[3].enabled);
	assert_true(W.line[3].present);
	in.block = false;
	assert_int_equal(world_call(&W, DESK_OP_line_block, &c, &in, &l), DESK_ok);
	world_round(&W);
	assert_true(W.line[3].enabled);
	assert_int_equal(world_call(&W, DESK_OP_line_get, &c, &(struct desk_line_in){ .msisdn = in.msisdn }, &l), DESK_ok);
	assert_true(str_is(l.block_state, "done"));
}

static void
a_changed_sim_contests(void **state)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("t") };
	struct desk_import_in in;
	struct desk_import_out out;
	struct desk_case_view v, w;

	(void)state;
	W.conf.policy.stop_window_s = 3600;
	world_reopen(&W);
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_waiting, 10));
	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(0));
	in.row.imsi = STR("206019999999999");
	in.row.email = STR("holder0@example.org");
	in.row.name = STR("Test Holder");
	in.row.credit = STR("12.00");
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	assert_true(str_is(out.result, "changed"));
	w = world_case(&W, v.reference);
	assert_int_equal(w.state, TERMINATION_review);
	assert_true(w.contested);
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	assert_true(str_is(out.result, "same"));
}

/* Half of all attempts lose their answer, and of those half happened: still once each. */
static enum effect_result
loses_answers(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (t->attempts % 2 == 0)
		return EFFECT_RESULT_done;
	*happens = t->generation % 2 == 0 || t->kind == EFFECT_net_delete || t->kind == EFFECT_net_off;
	return EFFECT_RESULT_unknown;
}

static void
answers_get_lost(void **state)
{
	struct desk_case_view v;

	(void)state;
	W.fault = loses_answers;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 200));
	assert_int_equal(W.line[0].deletes, 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(from_wish_to_confirmation), T(how_to_complain_is_said_in_the_language_of_the_case), T(a_key_is_used_once), T(withdrawn_means_nothing), T(after_the_point_of_no_return),
		T(by_the_portal), T(two_persons_accept_an_absence), T(ported_out), T(blocked_and_unblocked), T(a_changed_sim_contests),
		T(answers_get_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
