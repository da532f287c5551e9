/* billing_test.c - the final account: every way into closing with and without billing, a balance that is late, refused, too old,
 * or breaks a promise, and the person who settles it. What the confirmation says is compared with what is stored. */
#include "invariants.h"

#include "desk/closing.h"
#include "domain/billing.h"
#include "domain/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#define LATE_S 3600

static struct world W;
static enum effect_kind held;			/* this kind is not carried out; with what result: */
static enum effect_result held_result;
static char confirmed[4000];			/* the facts of the last confirmation */

static enum effect_result
hold_one_kind(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (t->kind == EFFECT_mail_confirmed)
		snprintf(confirmed, sizeof confirmed, "%.*s", STR_ARG(t->facts));
	*happens = t->kind != held;
	return *happens ? EFFECT_RESULT_done : held_result;
}

static int
setup(void **state)
{
	(void)state;
	held = EFFECT_KIND_COUNT;
	confirmed[0] = '\0';
	world_open(&W, 4);
	world_with_billing(&W, LATE_S);
	invariants_begin(&W, hold_one_kind);
	return 0;
}

static int
teardown(void **state)
{
	const char *broken = invariants_look(&W);

	(void)state;
	if (broken)
		fail_msg("%s", broken);
	assert_true(world_audit_is_whole(&W));
	world_close(&W);
	return 0;
}

static void
hold(enum effect_kind k, enum effect_result r)
{
	held = k;
	held_result = r;
}

static void
rounds(int n)
{
	for (; n > 0; n--)
		if (!world_round(&W))
			W.now.ms += 1000;
}

static struct str
closing(int line)
{
	struct desk_case_view v;

	assert_int_equal(world_submit(&W, line, world_number(line), &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_closing, 80));
	return v.reference;
}

static int
open_cards(struct str reference, enum termination_card kind)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_card_view *c = v.cards.items;
	int n = 0;

	for (size_t i = 0; i < v.cards.n; i++)
		n += c[i].open && c[i].kind == kind;
	return n;
}

static struct desk_effect_view
effect_of(struct str reference, enum effect_kind kind)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_effect_view *e = v.effects.items;

	for (size_t i = v.effects.n; i-- > 0; )
		if (e[i].kind == kind)
			return e[i];
	return (struct desk_effect_view){ .found = false };
}

static int
confirmations(void)
{
	return world_mails(&W, EFFECT_mail_confirmed);
}

/* What the last confirmation said, as facts. */
static struct message_facts
confirmed_facts(void)
{
	struct message_facts f;
	struct str why;

	assert_int_equal(record_from_json(&message_facts_record, str_of(confirmed), &f, W.arena, &why), ERR_OK);
	return f;
}

static enum desk_code
state_account(struct str reference, int64_t credit, int64_t debt, struct utc_ms as_of, const char *note, struct desk_case_view *out)
{
	struct desk_caller c = world_client();
	struct desk_account_in in = { .found = true, .reference = reference, .credit_cents = credit, .debt_cents = debt, .as_of = as_of,
		.note = str_of(note) };

	c.name = STR("anna");
	return world_call(&W, DESK_OP_case_account, &c, &in, out);
}

static enum desk_code
retry(struct str reference)
{
	struct desk_caller c = world_client();
	struct desk_case_view v;

	return world_event(&W, &c, reference, TERMINATION_ON_retry, "", &v);
}

/* ---- the straight way ---- */

static void
the_final_figures_are_billings(void **state)
{
	(void)state;
	W.line[0].credit_cents = 850;			/* 12.00 at the wish; some of it was used until the cut */
	W.line[0].debt_cents = 300;
	struct str r = closing(0);
	assert_int_equal(confirmations(), 0);
	assert_false(world_case(&W, r).account.found);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 40));
	struct desk_case_view v = world_case(&W, r);
	assert_int_equal(W.line[0].stops, 1);
	assert_int_equal(v.quote.credit_cents, 1200);		/* the quote stays what it was */
	assert_true(v.account.found);
	assert_int_equal(v.account.credit_cents, 850);
	assert_int_equal(v.account.refund_cents, 850);
	assert_int_equal(v.account.debt_cents, 300);
	assert_int_equal(v.account.due_cents, 300);
	assert_int_equal(v.account.end.days, v.quote.end.days);
	assert_true(v.account.as_of.ms > v.ended.ms);
	assert_int_equal(confirmations(), 1);
	assert_non_null(memmem(confirmed_facts().credit.p, confirmed_facts().credit.n, "8.50", 4));
	assert_non_null(memmem(confirmed_facts().amount_due.p, confirmed_facts().amount_due.n, "3.00", 4));
}

static void
without_billing_all_is_as_it_was(void **state)
{
	struct desk_case_view v;

	(void)state;
	world_with_billing(&W, 0);
	W.line[0].credit_cents = 850;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 80));
	assert_false(effect_of(v.reference, EFFECT_billing_stop).found);
	assert_false(effect_of(v.reference, EFFECT_billing_balance).found);
	assert_false(world_case(&W, v.reference).account.found);
	assert_int_equal(confirmations(), 1);
	assert_non_null(memmem(confirmed_facts().credit.p, confirmed_facts().credit.n, "12.00", 5));
}

static void
a_port_is_settled_too(void **state)
{
	struct desk_caller c = world_client();
	struct desk_ported_in in = { .found = true, .msisdn = str_of(world_number(0)) };
	struct desk_number_view n;
	struct desk_cases all;

	(void)state;
	W.line[0].present = false;			/* the network has let it go before we came: accepted for a port */
	W.line[0].credit_cents = 100;
	assert_int_equal(world_call(&W, DESK_OP_number_ported, &c, &in, &n), DESK_ok);
	assert_int_equal(world_call(&W, DESK_OP_case_list, &c, &(struct desk_page_in){ .limit = 10 }, &all), DESK_ok);
	struct str r = ((const struct desk_case_item *)all.items.items)->reference;
	assert_true(world_until(&W, r, TERMINATION_ported, 60));
	assert_int_equal(world_case(&W, r).account.refund_cents, 100);
	assert_int_equal(W.line[0].stops, 1);
	assert_int_equal(confirmations(), 1);
}

static void
two_accept_an_absence_and_it_is_settled(void **state)
{
	struct desk_caller c = world_client();
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_noticing, 60));
	W.line[0].present = false;
	assert_true(world_until(&W, v.reference, TERMINATION_cutting, 60));
	rounds(10);
	struct str r = v.reference;
	c.name = STR("anna");
	assert_int_equal(world_event(&W, &c, r, TERMINATION_ON_accept_absence, "", &v), DESK_ok);
	c.name = STR("bert");
	assert_int_equal(world_event(&W, &c, r, TERMINATION_ON_accept_absence, "", &v), DESK_ok);
	assert_int_equal(v.state, TERMINATION_closing);
	assert_int_equal(confirmations(), 0);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
	assert_true(world_case(&W, r).account.found);
	assert_int_equal(W.line[0].stops, 1);
}

/* ---- billing is slow, old, silent, or says no ---- */

static void
a_balance_from_before_the_cut_is_not_taken(void **state)
{
	(void)state;
	W.balance_age_ms = 3600 * 1000;
	struct str r = closing(0);
	rounds(30);
	assert_int_equal(world_case(&W, r).state, TERMINATION_closing);
	assert_int_equal(confirmations(), 0);
	assert_non_null(strstr(effect_of(r, EFFECT_billing_balance).detail.p, "not later than the cut"));
	W.balance_age_ms = 0;
	assert_true(world_until(&W, r, TERMINATION_confirmed, 400));
}

static void
a_late_balance_is_a_card_and_goes_on(void **state)
{
	(void)state;
	hold(EFFECT_billing_balance, EFFECT_RESULT_later);
	struct str r = closing(0);
	rounds(20);
	assert_int_equal(open_cards(r, TERMINATION_CARD_billing_failed), 0);
	W.now.ms += LATE_S * INT64_C(1000);
	rounds(5);
	assert_int_equal(open_cards(r, TERMINATION_CARD_billing_failed), 1);
	assert_int_equal(confirmations(), 0);
	hold(EFFECT_KIND_COUNT, EFFECT_RESULT_done);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 800));
	assert_int_equal(open_cards(r, TERMINATION_CARD_billing_failed), 0);
}

/* Billing may answer once a night: however often it puts us off, or says that it works on it, nobody is told but by the time, and
 * nothing is given up; the network, and messages, are. */
static void
slow_billing_is_neither_given_up_nor_nagged_about(void **state)
{
	static const struct { enum effect_kind kind; enum effect_result result; int64_t attempts_min, attempts_max; } ROW[] = {
		{ EFFECT_billing_balance, EFFECT_RESULT_later, 41, 10000 }, { EFFECT_billing_balance, EFFECT_RESULT_accepted, 0, 0 },
		{ EFFECT_billing_stop, EFFECT_RESULT_later, 41, 10000 }, { EFFECT_billing_stop, EFFECT_RESULT_accepted, 0, 0 },
	};

	(void)state;
	for (int i = 0; i < (int)COUNT(ROW); i++) {
		hold(ROW[i].kind, ROW[i].result);
		struct str r = closing(i);
		for (int k = 0; k < 80; k++) {			/* each is more than the longest pause: in all 6 hours */
			world_round(&W);
			W.now.ms += 300000;
		}
		struct desk_effect_view e = effect_of(r, ROW[i].kind);
		assert_true(str_is(e.state, ROW[i].result == EFFECT_RESULT_later ? "pending" : "unknown"));
		assert_in_range(e.attempts, ROW[i].attempts_min, ROW[i].attempts_max);
		assert_int_equal(open_cards(r, TERMINATION_CARD_billing_failed), 1);	/* of the time */
		assert_int_equal(world_case(&W, r).cards.n, 1);
		hold(EFFECT_KIND_COUNT, EFFECT_RESULT_done);
		assert_true(world_until(&W, r, TERMINATION_confirmed, 800));
		assert_int_equal(W.line[i].stops, 1);
	}
}

/* 1795000000000 is 18 November 2026, 12:06:40 in Brussels. */
static void
billing_waits_for_its_hours(void **state)
{
	const int64_t opens_ms = INT64_C(1795000000000) + (53 * 60 + 20) * 1000;

	(void)state;
	W.conf.window[EFFECT_FAMILY_billing] = (struct window){ 13 * 60, 14 * 60 };
	world_reopen(&W);
	struct str r = closing(0);
	assert_true(W.now.ms < opens_ms);
	rounds(20);
	struct desk_effect_view e = effect_of(r, EFFECT_billing_stop);
	assert_true(str_is(e.state, "pending"));
	assert_int_equal(e.attempts, 0);
	assert_int_equal(e.next_at.ms, opens_ms);
	assert_int_equal(W.line[0].stops, 0);
	W.now.ms = opens_ms;
	assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
}

static void
a_refusal_is_a_card_and_a_retry_mends_it(void **state)
{
	static const enum effect_kind KIND[] = { EFFECT_billing_stop, EFFECT_billing_balance };

	(void)state;
	for (int i = 0; i < 2; i++) {
		hold(KIND[i], EFFECT_RESULT_never);
		struct str r = closing(i);
		rounds(10);
		assert_int_equal(open_cards(r, TERMINATION_CARD_billing_failed) + open_cards(r, TERMINATION_CARD_account_differs), 1);
		assert_true(str_is(effect_of(r, KIND[i]).state, "dead"));
		hold(EFFECT_KIND_COUNT, EFFECT_RESULT_done);
		assert_int_equal(retry(r), DESK_ok);
		assert_int_equal(retry(r), DESK_ok);		/* twice: the same */
		assert_int_equal(open_cards(r, TERMINATION_CARD_billing_failed), 0);
		assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
		assert_int_equal(W.line[i].stops, 1);
		assert_int_equal(confirmations(), i + 1);
	}
}

static void
a_letter_does_not_replace_the_account(void **state)
{
	struct desk_caller c = world_client();
	struct desk_case_view v;

	(void)state;
	hold(EFFECT_billing_balance, EFFECT_RESULT_later);
	struct str r = closing(0);
	assert_int_equal(world_event(&W, &c, r, TERMINATION_ON_confirmation_left, "letter", &v), DESK_refused);
	assert_non_null(strstr(W.why.p, "final account"));
	assert_int_equal(world_event(&W, &c, r, TERMINATION_ON_account_settled, "", &v), DESK_denied);	/* not without figures */
}

static void
billing_is_taken_out_of_the_configuration(void **state)
{
	(void)state;
	hold(EFFECT_billing_stop, EFFECT_RESULT_later);
	struct str r = closing(0);
	rounds(5);
	world_with_billing(&W, 0);
	assert_int_equal(desk_effect_due(W.desk, EFFECT_FAMILY_billing).ms, 0);	/* it has no worker to wake */
	assert_int_equal(retry(r), DESK_ok);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
	assert_false(world_case(&W, r).account.found);
}

/* ---- what was promised ---- */

static void
import_with_a_term(const char *fee, const char *start, const char *price_rise)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("t"), .channel = STR("cli") };
	struct desk_import_in in;
	struct desk_import_out out;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(0));
	in.row.imsi = str_of(W.line[0].imsi);
	in.row.email = STR("holder0@example.org");
	in.row.name = STR("Test Holder");
	in.row.credit = STR("12.00");
	in.row.monthly_fee = str_of(fee);
	assert_int_equal(record_set(&desk_import_row_record, &in.row, record_find(&desk_import_row_record, STR("contract_start")), str_of(start),
	    W.arena, &W.why), ERR_OK);
	assert_int_equal(record_set(&desk_import_row_record, &in.row, record_find(&desk_import_row_record, STR("contract_end")), STR("2027-12-31"),
	    W.arena, &W.why), ERR_OK);
	assert_int_equal(record_set(&desk_import_row_record, &in.row, record_find(&desk_import_row_record, STR("price_rise")), str_of(price_rise),
	    W.arena, &W.why), ERR_OK);
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
}

/* The quote binds: a fee that rose after it makes a card, and the customer pays what was promised. */
static void
what_was_promised_is_kept(void **state)
{
	struct desk_case_view v;

	(void)state;
	import_with_a_term("10.00", "2026-11-01", "");
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	struct str r = v.reference;
	int64_t promised = v.quote.indemnity_cents;
	assert_true(promised > 0);
	assert_true(world_until(&W, r, TERMINATION_noticing, 60));
	import_with_a_term("20.00", "2026-11-01", "");
	assert_true(world_until(&W, r, TERMINATION_closing, 60));
	rounds(20);
	assert_int_equal(world_case(&W, r).state, TERMINATION_closing);
	assert_int_equal(open_cards(r, TERMINATION_CARD_account_differs), 1);
	assert_int_equal(confirmations(), 0);
	assert_int_equal(state_account(r, 1200, 50, (struct utc_ms){ 0 }, "the fee rose after the wish", &v), DESK_ok);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
	v = world_case(&W, r);
	assert_int_equal(v.account.indemnity_cents, promised);
	assert_int_equal(v.account.due_cents, promised + 50);
	const struct desk_quote_line *l = v.account.lines.items;
	assert_int_equal(l[0].amount_cents, promised);
	assert_int_equal(open_cards(r, TERMINATION_CARD_account_differs), 0);
	assert_int_equal(confirmations(), 1);
}

/* An unchanged line keeps its quote, however long review, network and billing take: a price rise within three months of the
 * wish counts, also when the account is made later. */
static void
a_long_wait_changes_no_promise(void **state)
{
	(void)state;
	import_with_a_term("10.00", "2026-11-01", "2026-09-01");
	hold(EFFECT_billing_balance, EFFECT_RESULT_later);
	struct str r = closing(0);
	W.now.ms += INT64_C(86400000) * 60;
	rounds(3);
	hold(EFFECT_KIND_COUNT, EFFECT_RESULT_done);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 800));
	struct desk_case_view v = world_case(&W, r);
	const struct desk_quote_line *then = v.quote.lines.items, *last = v.account.lines.items;
	assert_true(str_is(then[0].reason, "price_rise") && str_is(last[0].reason, "price_rise"));
	assert_int_equal(v.account.indemnity_cents, 0);
}

/* ---- a person states it ---- */

static void
a_person_states_the_account(void **state)
{
	struct desk_case_view v;

	(void)state;
	hold(EFFECT_billing_balance, EFFECT_RESULT_never);
	struct str r = closing(0);
	rounds(10);
	assert_int_equal(state_account(r, 0, 725, (struct utc_ms){ 0 }, " ", &v), DESK_invalid);
	assert_int_equal(state_account(r, 0, 725, (struct utc_ms){ W.now.ms - 86400000 }, "as of yesterday", &v), DESK_invalid);
	assert_int_equal(state_account(r, 0, 725, (struct utc_ms){ W.now.ms + 86400000 }, "as of tomorrow", &v), DESK_invalid);
	assert_int_equal(confirmations(), 0);
	assert_int_equal(state_account(r, 0, 725, (struct utc_ms){ 0 }, "billing is being replaced", &v), DESK_ok);
	assert_int_equal(v.account.due_cents, 725);
	assert_int_equal(v.account.refund_cents, 0);
	assert_int_equal(state_account(r, 9, 9, (struct utc_ms){ 0 }, "again", &v), DESK_refused);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
	assert_int_equal(state_account(r, 9, 9, (struct utc_ms){ 0 }, "again", &v), DESK_refused);
	assert_non_null(memmem(confirmed_facts().amount_due.p, confirmed_facts().amount_due.n, "7.25", 4));
	v = world_case(&W, r);
	const struct desk_card_view *c = v.cards.items;
	for (size_t i = 0; i < v.cards.n; i++)
		assert_false(c[i].open);
	assert_true(v.cards.n > 0 && str_is(c[0].note, "billing is being replaced"));
}

/* The stop is still owed when the account was stated without it, also after the confirmation. */
static void
the_stop_is_not_forgotten(void **state)
{
	struct desk_case_view v;

	(void)state;
	hold(EFFECT_billing_stop, EFFECT_RESULT_later);
	struct str r = closing(0);
	rounds(5);
	assert_int_equal(state_account(r, 0, 0, (struct utc_ms){ 0 }, "read on their screen", &v), DESK_ok);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 60));
	assert_int_equal(W.line[0].stops, 0);
	hold(EFFECT_KIND_COUNT, EFFECT_RESULT_done);
	W.now.ms += 600 * 1000;
	rounds(5);
	assert_int_equal(W.line[0].stops, 1);
	assert_int_equal(confirmations(), 1);
	assert_int_equal(world_case(&W, r).state, TERMINATION_confirmed);
}

static void
strangers_state_nothing(void **state)
{
	static const enum desk_role ROLE[] = { DESK_ROLE_public, DESK_ROLE_reader, DESK_ROLE_worker };
	struct desk_case_view v;

	(void)state;
	hold(EFFECT_billing_balance, EFFECT_RESULT_later);
	struct str r = closing(0);
	for (size_t i = 0; i < COUNT(ROLE); i++) {
		struct desk_caller c = { .role = ROLE[i], .name = STR("x"), .channel = STR("api") };
		struct desk_account_in in = { .found = true, .reference = r, .note = STR("mine") };

		assert_true(world_call(&W, DESK_OP_case_account, &c, &in, &v) >= DESK_invalid);
	}
	assert_false(world_case(&W, r).account.found);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_final_figures_are_billings), T(without_billing_all_is_as_it_was), T(a_port_is_settled_too),
		T(two_accept_an_absence_and_it_is_settled), T(a_balance_from_before_the_cut_is_not_taken),
		T(a_late_balance_is_a_card_and_goes_on), T(slow_billing_is_neither_given_up_nor_nagged_about), T(billing_waits_for_its_hours),
		T(a_refusal_is_a_card_and_a_retry_mends_it),
		T(a_letter_does_not_replace_the_account), T(billing_is_taken_out_of_the_configuration), T(what_was_promised_is_kept),
		T(a_long_wait_changes_no_promise), T(a_person_states_the_account), T(the_stop_is_not_forgotten), T(strangers_state_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
