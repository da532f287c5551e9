/* own_test.c - what a subscriber who is signed in may see and do, and what others may not: own and other lines in every
 * operation, several lines at once, one case per line, the withdrawal of the first 14 days. */
#include "subscribers.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct world W;
static struct str ANNA, BEN;		/* their sessions: Anna has lines 0 and 1, Ben line 2 */

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 4);
	subscribers_give(&W, 0, 'a');
	subscribers_give(&W, 1, 'a');
	subscribers_give(&W, 2, 'b');
	ANNA = subscribers_sign_in(&W, 0);
	BEN = subscribers_sign_in(&W, 2);
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

static struct desk_account_view
account_of(struct str session)
{
	struct desk_caller c = subscribers_caller(session);
	struct desk_account_view v;

	assert_int_equal(world_call(&W, DESK_OP_account_get, &c, &(struct desk_empty){ .found = true }, &v), DESK_ok);
	return v;
}

static const struct desk_account_line *
line_of(const struct desk_account_view *v, int line)
{
	const struct desk_account_line *l = v->lines.items;

	for (size_t i = 0; i < v->lines.n; i++)
		if (str_is(l[i].msisdn, world_number(line)))
			return &l[i];
	fail_msg("line %d is not in the account", line);
	return NULL;
}

static struct str
handle_of(struct str session, int line)
{
	struct desk_account_view v = account_of(session);

	return line_of(&v, line)->handle;
}

static struct desk_submit_in
wish(struct str handle)
{
	struct desk_submit_in in;

	record_init(&desk_submit_in_record, &in);
	in.line = handle;
	return in;
}

static enum desk_code
request(struct str session, const struct desk_submit_in *in, struct desk_case_view *out)
{
	struct desk_caller c = subscribers_caller(session);

	return world_call(&W, DESK_OP_case_request, &c, in, out);
}

static enum desk_code
confirm(struct str session, struct str reference, struct desk_case_view *out)
{
	struct desk_caller c = subscribers_caller(session);

	return world_call(&W, DESK_OP_case_confirm, &c, &(struct desk_case_in){ .reference = reference }, out);
}

static struct desk_case_view
begun(struct str session, int line)
{
	struct desk_submit_in in = wish(handle_of(session, line));
	struct desk_case_view v;

	assert_int_equal(request(session, &in, &v), DESK_created);
	return v;
}

static struct desk_case_view
submitted(struct str session, int line)
{
	struct desk_case_view v = begun(session, line);

	assert_int_equal(confirm(session, v.reference, &v), DESK_created);
	return v;
}

/* ---- one line ---- */

static void
two_steps_without_a_code(void **state)
{
	struct desk_case_view v = begun(ANNA, 0);

	(void)state;
	assert_true(v.details && v.proven && v.quote.found);
	assert_int_equal(v.token.n, 0);			/* the session is enough */
	assert_int_equal(v.state, TERMINATION_received);
	assert_true(str_is(v.name, "Test Holder"));	/* the form is filled in */
	assert_true(str_is(v.contact.email, "holder0@example.org"));
	assert_int_equal(confirm(ANNA, v.reference, &v), DESK_created);
	assert_true(str_is(v.authority, "session"));
	assert_true(v.state != TERMINATION_received);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 200));
	assert_int_equal(world_mails(&W, EFFECT_mail_code) + world_mails(&W, EFFECT_sms_code), 0);
	assert_int_equal(confirm(ANNA, v.reference, &v), DESK_ok);	/* once more: the same answer */
}

static void
by_number_too(void **state)
{
	struct desk_submit_in in = wish(STR(""));
	struct desk_case_view v;

	(void)state;
	in.msisdn = str_of(world_number(1));
	assert_int_equal(request(ANNA, &in, &v), DESK_created);
	assert_true(v.proven);
	in.msisdn = str_of(world_number(2));			/* Ben's: Anna is a stranger there, and is told what a stranger is told */
	assert_int_equal(request(ANNA, &in, &v), DESK_created);
	assert_false(v.proven);
	assert_int_equal(v.name.n, 0);
	assert_int_equal(v.contact.email.n, 0);
	world_round(&W);
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 1);	/* to Ben */
}

static void
a_repeat_meets_the_case(void **state)
{
	struct desk_submit_in in = wish(handle_of(ANNA, 0));
	struct desk_case_view v = submitted(ANNA, 0), again, other;

	(void)state;
	assert_int_equal(request(ANNA, &in, &again), DESK_ok);
	assert_true(str_eq(again.reference, v.reference) && again.details);
	assert_int_equal(world_submit(&W, 1, "k", &other), DESK_created);	/* begun at the counter */
	in = wish(handle_of(ANNA, 1));
	assert_int_equal(request(ANNA, &in, &again), DESK_ok);
	assert_true(str_eq(again.reference, other.reference) && again.details);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 200));
	in = wish(handle_of(ANNA, 0));
	assert_int_equal(request(ANNA, &in, &again), DESK_ok);		/* it has ended: its case */
	assert_true(str_eq(again.reference, v.reference) && again.details);
}

static void
two_begun_one_case(void **state)
{
	struct desk_case_view a = begun(ANNA, 0), b = begun(ANNA, 0), v, w;

	(void)state;
	assert_false(str_eq(a.reference, b.reference));
	assert_int_equal(confirm(ANNA, b.reference, &v), DESK_created);
	assert_int_equal(confirm(ANNA, a.reference, &w), DESK_ok);
	assert_true(str_eq(v.reference, w.reference));
	assert_int_equal(world_case(&W, a.reference).state, TERMINATION_withdrawn);
}

/* While the summary is read, the line is ended at the counter: the answer is that case, not a refusal without a way on. */
static void
ended_while_the_summary_is_read(void **state)
{
	struct desk_case_view mine = begun(ANNA, 0), bens = begun(BEN, 2), theirs, v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "counter", &theirs), DESK_created);
	assert_true(world_until(&W, theirs.reference, TERMINATION_confirmed, 200));
	assert_int_equal(confirm(ANNA, mine.reference, &v), DESK_ok);
	assert_true(str_eq(v.reference, theirs.reference) && v.details);
	assert_int_equal(world_case(&W, mine.reference).state, TERMINATION_withdrawn);
	assert_int_equal(confirm(ANNA, mine.reference, &v), DESK_ok);		/* pressed twice: the same answer */
	assert_true(str_eq(v.reference, theirs.reference));
	subscribers_ended(&W, 2);		/* without any case */
	assert_int_equal(confirm(BEN, bens.reference, &v), DESK_ok);
	assert_true(str_eq(v.reference, bens.reference) && v.state == TERMINATION_withdrawn);
	assert_int_equal(confirm(BEN, bens.reference, &v), DESK_ok);
	assert_true(str_eq(v.reference, bens.reference));
}

static void
edited_before_it_is_submitted(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct desk_case_view v = begun(ANNA, 0);
	struct desk_edit_in in;

	(void)state;
	record_init(&desk_edit_in_record, &in);
	in.reference = v.reference;
	in.declared.found = true;
	in.declared.reason = STR("I leave Belgium");
	assert_int_equal(world_call(&W, DESK_OP_case_edit, &anna, &in, &v), DESK_ok);
	assert_true(str_is(v.reason, "I leave Belgium") && v.quote.found);
	assert_int_equal(world_call(&W, DESK_OP_case_code, &anna, &(struct desk_case_in){ .reference = v.reference }, &v), DESK_refused);
	world_round(&W);
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 0);
}

/* ---- rule 12 ---- */

/* Whoever moved the contact of one line could sign in by it, and end the others. */
static void
a_fresh_contact_makes_the_session_weak(void **state)
{
	struct desk_case_view v;

	(void)state;
	subscribers_change(&W, 1, "thief@example.org");
	v = submitted(ANNA, 0);				/* line 0 itself is as it was */
	assert_true(v.contested);
	for (int i = 0; i < 20; i++)
		world_round(&W);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_review);
	assert_int_equal(world_event(&W, &(struct desk_caller){ .role = DESK_ROLE_operator, .name = STR("shop") }, v.reference, TERMINATION_ON_reject, "no", &v), DESK_ok);
	W.now.ms += 7 * CLOCK_DAY_MS;
	ANNA = subscribers_sign_in(&W, 0);
	v = submitted(ANNA, 0);				/* a week later by rule again */
	assert_false(v.contested);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 200));
}

/* What is printed on the card and the bill proves nothing (rule 11). */
static void
a_document_proves_nothing(void **state)
{
	struct desk_submit_in in = wish(STR(""));
	struct desk_caller nobody = world_public(STR(""));
	struct desk_case_view v;

	(void)state;
	in.msisdn = str_of(world_number(0));
	in.identity = (struct desk_identity){ .found = true, .kind = STR("passport"), .number = STR("P1") };
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	assert_false(v.proven);
	assert_int_equal(world_call(&W, DESK_OP_case_confirm, &(struct desk_caller){ .role = DESK_ROLE_public, .token = v.token },
	    &(struct desk_case_in){ .reference = v.reference }, &v), DESK_refused);
}

/* ---- whose is it ---- */

static void
what_a_stranger_began_is_not_shown(void **state)
{
	struct desk_submit_in in = wish(STR(""));
	struct desk_caller nobody = world_public(STR("")), anna = subscribers_caller(ANNA);
	struct desk_case_view begun_by_other, v;

	(void)state;
	in.msisdn = str_of(world_number(0));
	in.name = STR("Mallory");
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &begun_by_other), DESK_created);
	assert_int_equal(world_call(&W, DESK_OP_case_get, &anna, &(struct desk_case_in){ .reference = begun_by_other.reference }, &v), DESK_ok);
	assert_false(v.details);
	assert_int_equal(v.name.n, 0);
	assert_int_equal(confirm(ANNA, begun_by_other.reference, &v), DESK_unknown);
	assert_int_equal(account_of(ANNA).cases.n, 0);
}

/* The line has another holder now: what was before is the former's alone. */
static void
the_next_holder_sees_nothing_of_before(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA), ben = subscribers_caller(BEN);
	struct desk_case_view v = submitted(ANNA, 0), seen;

	(void)state;
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_withdraw, "", &seen), DESK_ok);
	subscribers_give(&W, 0, 'b');
	assert_int_equal(account_of(BEN).lines.n, 2);
	assert_int_equal(account_of(BEN).cases.n, 0);
	assert_int_equal(world_call(&W, DESK_OP_case_get, &ben, &(struct desk_case_in){ .reference = v.reference }, &seen), DESK_ok);
	assert_false(seen.details);
	assert_int_equal(account_of(ANNA).lines.n, 1);
	assert_int_equal(account_of(ANNA).cases.n, 1);
	assert_int_equal(world_call(&W, DESK_OP_case_get, &anna, &(struct desk_case_in){ .reference = v.reference }, &seen), DESK_ok);
	assert_true(seen.details);
}

/* The line moves while its summary is read: the button ends nothing of the new holder's, and shows nothing of theirs. */
static void
a_summary_does_not_outlive_the_holder(void **state)
{
	struct desk_case_view mine = begun(ANNA, 0), v, bens;

	(void)state;
	subscribers_give(&W, 0, 'b');
	assert_int_equal(confirm(ANNA, mine.reference, &v), DESK_ok);
	assert_true(str_eq(v.reference, mine.reference) && v.state == TERMINATION_withdrawn);
	bens = submitted(BEN, 0);
	assert_int_equal(confirm(ANNA, mine.reference, &v), DESK_ok);
	assert_true(str_eq(v.reference, mine.reference) && v.details && !v.token.n);
	assert_true(world_case(&W, bens.reference).state != TERMINATION_withdrawn);
}

/* The holder before asked for the end: the next one is told that it is under way, and not who asked. */
static void
what_the_holder_before_asked_for_is_not_shown(void **state)
{
	struct desk_case_view theirs = submitted(ANNA, 0), v;

	(void)state;
	subscribers_give(&W, 0, 'b');
	struct desk_submit_in in = wish(handle_of(BEN, 0));
	assert_int_equal(request(BEN, &in, &v), DESK_ok);
	assert_true(str_eq(v.reference, theirs.reference));
	assert_false(v.details || v.token.n);
}

/* ---- My account ---- */

static void
my_account(void **state)
{
	struct desk_case_view v = submitted(ANNA, 1);
	struct desk_account_view a = account_of(ANNA);
	const struct desk_account_line *l = line_of(&a, 1);
	const struct desk_case_item *c = a.cases.items;
	const struct desk_session_item *s = a.sessions.items;

	(void)state;
	assert_int_equal(a.lines.n, 2);
	assert_true(str_is(a.name, "Test Holder"));
	assert_true(str_eq(l->reference, v.reference) && str_is(l->status, "active") && l->credit_cents == 1200);
	assert_int_equal(line_of(&a, 0)->reference.n, 0);
	assert_int_equal(a.cases.n, 1);
	assert_true(str_eq(c[0].reference, v.reference));
	assert_int_equal(a.sessions.n, 1);
	assert_true(s[0].is_this);
	assert_int_equal(account_of(BEN).cases.n, 0);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 200));
	a = account_of(ANNA);
	l = a.lines.items;
	assert_true(str_is(l[0].msisdn, world_number(0)) && str_is(l[1].status, "ended"));	/* active ones first */
	assert_int_equal(line_of(&a, 1)->reference.n, 0);
	c = a.cases.items;
	assert_int_equal(c[0].state, TERMINATION_confirmed);
	assert_int_equal(account_of(BEN).lines.n, 1);
}

static void
block_and_unblock(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct desk_block_in in = { .found = true, .block = true, .line = handle_of(ANNA, 0) };
	struct desk_line_view v;
	struct desk_account_view a;

	(void)state;
	assert_int_equal(world_call(&W, DESK_OP_line_block, &anna, &in, &v), DESK_ok);
	assert_true(v.blocked && str_is(v.block_state, "pending"));
	assert_int_equal(v.imsi.n + v.iccid.n, 0);
	a = account_of(ANNA);
	assert_true(line_of(&a, 0)->blocked && str_is(line_of(&a, 0)->block_state, "pending"));
	world_round(&W);
	a = account_of(ANNA);
	assert_true(str_is(line_of(&a, 0)->block_state, "done"));
	assert_false(W.line[0].enabled);
	assert_false(line_of(&a, 1)->blocked);
	in.block = false;
	assert_int_equal(world_call(&W, DESK_OP_line_block, &anna, &in, &v), DESK_ok);
	world_round(&W);
	assert_true(W.line[0].enabled);
	in.line = STR("");				/* a number alone opens nothing to the public */
	in.msisdn = str_of(world_number(0));
	assert_int_equal(world_call(&W, DESK_OP_line_block, &anna, &in, &v), DESK_unknown);
}

/* ---- several lines ---- */

static void
a_group(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA), ben = subscribers_caller(BEN);
	struct desk_group_in in = { .found = true, .group = STR("0f3a9") };
	struct desk_submit_in w;
	struct desk_case_view first, v;
	struct desk_group g;

	(void)state;
	first = submitted(ANNA, 0);			/* one of them was under way already */
	for (int i = 0; i < 2; i++) {
		w = wish(handle_of(ANNA, i));
		w.group = in.group;
		assert_int_equal(request(ANNA, &w, &v), i ? DESK_created : DESK_ok);
	}
	assert_true(str_eq(v.group, in.group));
	assert_int_equal(world_call(&W, DESK_OP_group_get, &anna, &in, &g), DESK_ok);
	assert_int_equal(g.cases.n, 2);
	const struct desk_case_view *c = g.cases.items;
	assert_true(str_eq(c[0].reference, first.reference) && str_eq(c[1].reference, v.reference));
	assert_true(c[0].quote.found && c[1].quote.found && c[1].details);
	w = wish(handle_of(BEN, 2));			/* another's line in it does not open it to them, nor theirs to her */
	w.group = in.group;
	assert_int_equal(request(BEN, &w, &v), DESK_created);
	assert_int_equal(world_call(&W, DESK_OP_group_get, &ben, &in, &g), DESK_ok);
	assert_int_equal(g.cases.n, 1);
	assert_int_equal(world_call(&W, DESK_OP_group_get, &anna, &in, &g), DESK_ok);
	assert_int_equal(g.cases.n, 2);
	w.group = STR("../x");
	assert_int_equal(request(BEN, &w, &v), DESK_invalid);
	w = wish(STR(""));				/* without a session there are no groups */
	w.msisdn = str_of(world_number(3));
	w.group = in.group;
	assert_int_equal(request(STR(""), &w, &v), DESK_invalid);
}

/* A line is asked for elsewhere between the form and the button: the group shows the request that counts, also when that is over. */
static void
a_group_meets_another_request(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct desk_group_in in = { .found = true, .group = STR("0f3aa") };
	struct desk_submit_in w = wish(handle_of(ANNA, 0));
	struct desk_case_view mine, other;
	struct desk_case_in which = { .found = true };
	struct desk_group g;

	(void)state;
	w.group = in.group;
	assert_int_equal(request(ANNA, &w, &mine), DESK_created);
	assert_int_equal(world_submit(&W, 0, "shop", &other), DESK_created);
	which.reference = mine.reference;
	assert_int_equal(world_call(&W, DESK_OP_case_confirm, &anna, &which, &mine), DESK_ok);
	assert_int_equal(world_call(&W, DESK_OP_group_get, &anna, &in, &g), DESK_ok);
	const struct desk_case_view *c = g.cases.items;
	assert_true(g.cases.n == 1 && str_eq(c[0].reference, other.reference));
	assert_true(world_until(&W, other.reference, TERMINATION_confirmed, 200));
	assert_int_equal(world_call(&W, DESK_OP_group_get, &anna, &in, &g), DESK_ok);
	c = g.cases.items;
	assert_true(g.cases.n == 1 && str_eq(c[0].reference, other.reference) && c[0].state == TERMINATION_confirmed);
}

/* ---- the first 14 days ---- */

static void
withdrawal_in_time(void **state)
{
	struct desk_submit_in in = wish(STR(""));
	struct desk_case_view v;
	struct desk_account_view a;

	(void)state;
	subscribers_sold(&W, 0, -13);
	a = account_of(ANNA);
	assert_true(line_of(&a, 0)->statutory_until.days != DATE_NONE.days);
	assert_int_equal(line_of(&a, 1)->statutory_until.days, DATE_NONE.days);
	in = wish(handle_of(ANNA, 0));
	in.statutory = true;
	in.end_date = (struct date){ 30000 };
	assert_int_equal(request(ANNA, &in, &v), DESK_invalid);	/* it ends now */
	in.end_date = DATE_NONE;
	assert_int_equal(request(ANNA, &in, &v), DESK_created);
	assert_true(v.statutory && v.quote.indemnity_cents == 0 && v.quote.refund_cents == 1200);
	assert_int_equal(confirm(ANNA, v.reference, &v), DESK_created);
	a = account_of(ANNA);
	assert_int_equal(line_of(&a, 0)->statutory_until.days, DATE_NONE.days);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 200));
	in = wish(handle_of(ANNA, 1));			/* this one was sold in a shop */
	in.statutory = true;
	assert_int_equal(request(ANNA, &in, &v), DESK_invalid);
}

/* The same for who is vouched for: at a counter, by the API. */
static void
withdrawal_vouched_for(void **state)
{
	struct desk_caller shop = world_client();
	struct desk_submit_in in;
	struct desk_case_view v;

	(void)state;
	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	in.statutory = true;
	subscribers_sold(&W, 0, -30);
	assert_int_equal(world_call(&W, DESK_OP_case_submit, &shop, &in, &v), DESK_invalid);
	subscribers_sold(&W, 0, -14);
	assert_int_equal(world_call(&W, DESK_OP_case_submit, &shop, &in, &v), DESK_created);
	assert_true(v.statutory);
}

/* Nobody learns when a line was sold by asking: only who has proven it is told. */
static void
withdrawal_by_code(void **state)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in = wish(STR(""));
	struct desk_case_view v, other;

	(void)state;
	subscribers_sold(&W, 0, -30);
	in.statutory = true;
	for (int i = 0; i < 2; i++) {
		in.msisdn = i ? STR("32479999999") : str_of(world_number(0));
		assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, i ? &other : &v), DESK_created);
	}
	assert_true(v.statutory && other.statutory);
	world_round(&W);
	struct desk_caller holder = world_public(v.token);
	struct desk_code_in code = { .found = true, .reference = v.reference, .code = str_of(W.mail[0].code) };
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &holder, &code, &v), DESK_ok);
	assert_true(v.proven);
	assert_false(v.statutory);
	assert_true(W.why.n > 40);
}

/* A code that went to the contact of before proves nothing any more; the next one does. */
static void
a_code_ends_with_a_change(void **state)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in = wish(STR(""));
	struct desk_case_view v, w;

	(void)state;
	in.msisdn = str_of(world_number(3));
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	world_round(&W);
	struct desk_caller holder = world_public(v.token);
	struct desk_code_in code = { .found = true, .reference = v.reference, .code = str_of(W.mail[0].code) };
	W.now.ms += 1000;
	subscribers_change(&W, 3, "next@example.org");
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &holder, &code, &w), DESK_refused);
	W.now.ms += 1000;
	assert_int_equal(world_call(&W, DESK_OP_case_code, &holder, &(struct desk_case_in){ .reference = v.reference }, &w), DESK_ok);
	world_round(&W);
	code.code = str_of(W.mail[1].code);
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &holder, &code, &w), DESK_ok);
	assert_true(w.proven);
}

static void
withdrawal_does_not_wait_for_money(void **state)
{
	struct desk_submit_in in;
	struct desk_case_view v;

	(void)state;
	subscribers_sold(&W, 0, -3);
	subscribers_owes(&W, 0, 5000);
	subscribers_owes(&W, 1, 5000);
	W.conf.policy.debt = POLICY_DEBT_block;
	world_reopen(&W);
	for (int i = 0; i < 2; i++) {
		in = wish(handle_of(ANNA, i));
		in.statutory = i == 0;
		assert_int_equal(request(ANNA, &in, &v), DESK_created);
		assert_int_equal(confirm(ANNA, v.reference, &v), DESK_created);
		for (int k = 0; k < 20; k++)
			world_round(&W);
		assert_int_equal(world_case(&W, v.reference).state == TERMINATION_review, i == 1);
	}
}

int
main(void)
{
#define ONE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		ONE(two_steps_without_a_code), ONE(by_number_too), ONE(a_repeat_meets_the_case), ONE(two_begun_one_case),
		ONE(ended_while_the_summary_is_read), ONE(edited_before_it_is_submitted),
		ONE(a_fresh_contact_makes_the_session_weak), ONE(a_document_proves_nothing),
		ONE(what_a_stranger_began_is_not_shown), ONE(the_next_holder_sees_nothing_of_before), ONE(my_account),
		ONE(a_summary_does_not_outlive_the_holder), ONE(what_the_holder_before_asked_for_is_not_shown),
		ONE(block_and_unblock), ONE(a_group), ONE(withdrawal_in_time), ONE(withdrawal_vouched_for), ONE(withdrawal_by_code),
		ONE(withdrawal_does_not_wait_for_money), ONE(a_code_ends_with_a_change),
		ONE(a_group_meets_another_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
