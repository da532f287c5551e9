/* crash_test.c - the crash sweep: sixteen lives, of cases and of somebody who signs in, and in each the desk and its workers die at every commit, just before it
 * and just after. The outside world keeps what was done to it; clients ask again with the same key. In the end all is as if
 * nothing had happened, and none of the invariants was broken at any moment. Once more with adapters that lose every second
 * answer. All volatile state is lost by leaving the commit with longjmp and opening the file again. */
#include "invariants.h"
#include "subscriber.h"

#include "base/rng.h"
#include "store/store.h"

#include <stdlib.h>

#define ROUNDS_MAX 400
#define SUBMITS_MAX 8

typedef void script_fn(void);

static struct world W;
static jmp_buf DEAD;
static struct { int commits, target; bool after, armed, died; } P;
static bool loses_answers, retried;
static enum effect_result (*script_fault)(struct world *, const struct effect_task *, bool *);
static struct { char key[16], reference[20]; int line; } SUBMITTED[SUBMITS_MAX];
static int submits;
static const char *where = "";

/* ---- dying ---- */

static void
at_commit(void *self, bool after)
{
	(void)self;
	if (!P.armed)
		return;
	P.commits += !after;
	if (P.died || P.commits != P.target || after != P.after)
		return;
	P.died = true;
	P.armed = false;
	longjmp(DEAD, 1);
}

static void
stand_by(void)
{
	store_set_probe(desk_store(W.desk), (struct store_probe){ at_commit, NULL });
}

static void
check(const char *broken)
{
	if (broken)
		fail_msg("%s, commit %d, %s it%s: %s", where, P.target, P.after ? "after" : "before", loses_answers ? ", answers lost" : "", broken);
}

/* False: the desk died on the way; a new one has taken its place. */
static bool
survives(void (*f)(void *), void *arg)
{
	if (setjmp(DEAD)) {
		world_reopen(&W);
		stand_by();
		check(invariants_look(&W));
		return false;
	}
	P.armed = true;
	f(arg);
	P.armed = false;
	return true;
}

/* ---- the client ---- */

struct request { enum desk_op op; const struct desk_caller *caller; const void *in; void *out; enum desk_code code; };

static void
do_request(void *arg)
{
	struct request *r = arg;

	r->code = world_call(&W, r->op, r->caller, r->in, r->out);
}

/* What was not answered is asked again, the same. */
static enum desk_code
request(enum desk_op op, const struct desk_caller *c, const void *in, void *out)
{
	struct request r = { op, c, in, out, DESK_busy };

	retried = false;
	while (!survives(do_request, &r))
		retried = true;
	if (desk_operations[op].out == &desk_case_view_record && r.code < DESK_invalid)
		invariants_acknowledged(((const struct desk_case_view *)out)->reference);
	return r.code;
}

static void
do_round(void *arg)
{
	*(int *)arg = world_round(&W);
}

static bool
something_is_due(void)
{
	bool due = desk_tick(W.desk) == 0;

	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		struct utc_ms at = desk_effect_due(W.desk, (enum effect_family)i);
		due = due || (at.ms && at.ms <= W.now.ms + 1000);	/* a batch may be a little later than the clock */
	}
	return due;
}

/* One round of timers and workers; nothing where nothing is due: claims that find nothing are not worth dying in. */
static int
round_once(void)
{
	static int n;

	if (!something_is_due())
		return 0;
	n = 1;
	survives(do_round, &n);
	check(invariants_look(&W));
	return n;
}

static void
until(struct str reference, enum termination_state state)
{
	for (int i = 0; i < ROUNDS_MAX; i++) {
		if (world_case(&W, reference).state == state)
			return;
		if (!round_once())
			W.now.ms += 1000;
	}
	fail_msg("%s, commit %d, %s it: %s was not reached, but %s", where, P.target, P.after ? "after" : "before",
	    termination_state_names.name[state], termination_state_names.name[world_case(&W, reference).state]);
}

/* Until nothing is under way any more: longer than any lease and any pause between two tries. */
static void
rest(void)
{
	for (int i = 0; i < 12; W.now.ms += 60 * 1000, i++)
		while (round_once())
			W.now.ms += 1000;
}

static void
pass(int64_t ms)
{
	W.now.ms += ms;
	round_once();
}

static struct str
submit(int line, const char *key)
{
	struct desk_caller c = world_client();
	struct desk_submit_in in;
	struct desk_case_view v;

	record_init(&desk_submit_in_record, &in);
	c.key = str_of(key);
	in.msisdn = str_of(world_number(line));
	in.contact = (struct desk_contact){ .found = true, .email = STR("away@example.net") };
	assert_int_equal(request(DESK_OP_case_submit, &c, &in, &v), DESK_created);
	assert_true(submits < SUBMITS_MAX);
	snprintf(SUBMITTED[submits].key, sizeof SUBMITTED[0].key, "%s", key);
	snprintf(SUBMITTED[submits].reference, sizeof SUBMITTED[0].reference, "%.*s", STR_ARG(v.reference));
	SUBMITTED[submits++].line = line;
	return v.reference;
}

static bool
has_open_card(struct str reference)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_card_view *c = v.cards.items;
	bool open = false;

	for (size_t i = 0; i < v.cards.n; i++)
		open = open || c[i].open;
	return open;
}

static void
raise_event(const char *who, struct str reference, enum termination_event on)
{
	struct desk_caller c = world_client();
	struct desk_event_in in = { .reference = reference, .event = on };
	struct desk_case_view v;

	c.name = str_of(who);
	if (on == TERMINATION_ON_retry) {			/* a person looks first: has it been done already? */
		struct request r = { DESK_OP_case_event, &c, &in, &v, DESK_busy };
		while (has_open_card(reference) && !survives(do_request, &r))
			;
		return;
	}
	enum desk_code code = request(DESK_OP_case_event, &c, &in, &v);
	if (code != DESK_ok && !(retried && code == DESK_refused))	/* refused, for it was done before the answer was lost */
		fail_msg("%s: %s: %s", where, termination_event_names.name[on], desk_code_name(code));
}

/* ---- the lives ---- */

static void
to_the_confirmation(void)
{
	until(submit(0, "k1"), TERMINATION_confirmed);
}

static void
taken_back(void)
{
	struct str r = submit(0, "k1");

	until(r, TERMINATION_waiting);
	round_once();
	raise_event("shop", r, TERMINATION_ON_withdraw);
	until(r, TERMINATION_withdrawn);
}

static bool
prove_with_any_code(const struct desk_caller *holder, struct str reference)
{
	struct desk_case_view v;

	for (int i = W.mails - 1; i >= 0; i--) {
		struct desk_code_in in = { .reference = reference, .code = str_of(W.mail[i].code) };
		if (W.mail[i].kind == EFFECT_mail_code && request(DESK_OP_case_prove, holder, &in, &v) == DESK_ok && v.proven)
			return true;
	}
	return false;
}

static void
from_the_portal(void)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in;
	struct desk_case_view v, w;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	assert_int_equal(request(DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	struct desk_caller holder = world_public(v.token);
	for (int i = 0; i < 10 && !prove_with_any_code(&holder, v.reference); i++)
		if (!round_once())
			W.now.ms += 1000;
	assert_true(request(DESK_OP_case_confirm, &holder, &(struct desk_case_in){ .reference = v.reference }, &w) < DESK_invalid);
	until(v.reference, TERMINATION_confirmed);
}

static struct str
port(int64_t ahead_ms)
{
	struct desk_caller c = world_client();
	struct desk_ported_in in = { .msisdn = str_of(world_number(0)), .at.ms = ahead_ms ? W.now.ms + ahead_ms : 0 };
	struct desk_number_view n;
	struct desk_cases all;

	assert_int_equal(request(DESK_OP_number_ported, &c, &in, &n), DESK_ok);
	assert_int_equal(request(DESK_OP_case_list, &c, &(struct desk_page_in){ .limit = 10 }, &all), DESK_ok);
	assert_int_equal(all.items.n, 1);
	return ((const struct desk_case_item *)all.items.items)->reference;
}

static void
ported_now(void)
{
	until(port(0), TERMINATION_ported);
}

static void
ported_tomorrow(void)
{
	struct str r = port(86400 * 1000);

	until(r, TERMINATION_waiting);
	pass(3600 * 1000);
	assert_int_equal(world_case(&W, r).state, TERMINATION_waiting);
	assert_true(W.line[0].present && W.line[0].enabled);
	pass(86400 * 1000);
	until(r, TERMINATION_ported);
}

static void
contested_by_an_import(void)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("t"), .channel = STR("cli") };
	struct desk_import_in in;
	struct desk_import_out out;
	struct str r = submit(0, "k1");

	until(r, TERMINATION_waiting);
	snprintf(W.line[0].imsi, sizeof W.line[0].imsi, "206019999999999");	/* the holder got another SIM */
	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(0));
	in.row.imsi = str_of(W.line[0].imsi);
	in.row.email = STR("holder0@example.org");
	in.row.name = STR("Test Holder");
	in.row.credit = STR("12.00");
	assert_int_equal(request(DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	until(r, TERMINATION_review);
	raise_event("anna", r, TERMINATION_ON_approve);
	until(r, TERMINATION_confirmed);
}

static void
gone_by_somebody_else(void)
{
	struct str r = submit(0, "k1");

	until(r, TERMINATION_noticing);
	W.line[0].present = false;
	until(r, TERMINATION_cutting);
	for (int i = 0; i < 20 && !has_open_card(r); i++)
		if (!round_once())
			W.now.ms += 1000;
	raise_event("anna", r, TERMINATION_ON_accept_absence);
	raise_event("bert", r, TERMINATION_ON_accept_absence);
	until(r, TERMINATION_confirmed);
}

static enum effect_kind refused;

static enum effect_result
refuse_one_kind(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	*happens = t->kind != refused;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_never;
}

static void
refused_until_mended(enum effect_kind k, enum termination_state stuck)
{
	struct str r = submit(0, "k1");

	script_fault = refuse_one_kind;
	refused = k;
	until(r, stuck);
	for (int i = 0; i < 20 && !has_open_card(r); i++)
		if (!round_once())
			W.now.ms += 1000;
	assert_int_equal(world_case(&W, r).state, stuck);
	refused = EFFECT_KIND_COUNT;
	raise_event("anna", r, TERMINATION_ON_retry);
	until(r, TERMINATION_confirmed);
}

static void
network_refuses_then_retry(void)
{
	refused_until_mended(EFFECT_net_off, TERMINATION_cutting);
}

static void
mail_bounces_then_retry(void)
{
	refused_until_mended(EFFECT_mail_confirmed, TERMINATION_closing);
}

static void
blocked_then_cut(void)
{
	struct desk_caller c = world_client();
	struct desk_block_in in = { .msisdn = str_of(world_number(0)), .block = true };
	struct desk_line_view l;

	assert_int_equal(request(DESK_OP_line_block, &c, &in, &l), DESK_ok);
	assert_true(l.blocked);
	for (int i = 0; i < 10 && W.line[0].enabled; i++)
		if (!round_once())
			W.now.ms += 1000;
	in.block = false;
	assert_int_equal(request(DESK_OP_line_block, &c, &in, &l), DESK_ok);
	until(submit(0, "k1"), TERMINATION_confirmed);
	assert_int_equal(W.line[0].deletes, 1);
}

static void
several_at_once(void)
{
	struct str r[3];

	for (int i = 0; i < 3; i++)
		r[i] = submit(i, world_number(i));
	raise_event("shop", r[1], TERMINATION_ON_withdraw);
	until(r[0], TERMINATION_confirmed);
	until(r[2], TERMINATION_confirmed);
}

static void
settled_with_billing(void)
{
	struct str r = submit(0, "k1");

	W.line[0].credit_cents = 850;
	until(r, TERMINATION_confirmed);
	assert_int_equal(world_case(&W, r).account.credit_cents, 850);
}

static void
billing_refuses_then_retry(void)
{
	refused_until_mended(EFFECT_billing_stop, TERMINATION_closing);
}

static void
balance_refused_then_retry(void)
{
	refused_until_mended(EFFECT_billing_balance, TERMINATION_closing);
}

static void
stated_by_a_person(void)
{
	struct desk_caller c = world_client();
	struct desk_case_view v;
	struct str r = submit(0, "k1");

	script_fault = refuse_one_kind;
	refused = EFFECT_billing_balance;
	until(r, TERMINATION_closing);
	for (int i = 0; i < 20 && !has_open_card(r); i++)
		if (!round_once())
			W.now.ms += 1000;
	struct desk_account_in in = { .found = true, .reference = r, .debt_cents = 725, .note = STR("read on their screen") };
	enum desk_code code = request(DESK_OP_case_account, &c, &in, &v);
	if (code != DESK_ok && !(retried && code == DESK_refused))
		fail_msg("%s: %s", where, desk_code_name(code));
	until(r, TERMINATION_confirmed);
	assert_int_equal(world_case(&W, r).account.due_cents, 725);
}

/* A wrong code, twice, then the right one: no death gives a try back, and what is asked again makes no second session. */
static void
signs_in(void)
{
	static const char *const KEYS[] = { "wrong 1", "wrong 2" };
	struct desk_caller c = world_public(STR(""));
	struct desk_proof_in begin = { .login = str_of(world_number(0)) };
	struct desk_proof_view p;
	struct desk_session_view v;
	struct desk_empty none;

	c.key = STR("begin");
	assert_true(request(DESK_OP_proof_begin, &c, &begin, &p) < DESK_invalid);
	struct desk_proof_code_in code = { .proof = p.proof, .code = STR("00000000") };
	for (int i = 0; i < 2; i++) {
		c.key = str_of(KEYS[i]);
		assert_int_equal(request(DESK_OP_proof_code, &c, &code, &v), DESK_ok);
		assert_true(!v.session.n && v.tries_left <= 4 - i && v.tries_left >= 2 - i);
	}
	for (int i = 0; i < 20 && !W.mails; i++)
		if (!round_once())
			W.now.ms += 1000;
	c.key = STR("right");
	code.code = str_of(W.mail[0].code);
	assert_int_equal(request(DESK_OP_proof_code, &c, &code, &v), DESK_ok);
	c.session = v.session;
	assert_int_equal(request(DESK_OP_session_touch, &c, &none, &none), DESK_ok);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM session"), 1);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM proof"), 1);
	assert_int_equal(count_of(&W, "SELECT max(in_quarter) FROM attempt"), 0);
}

/* ---- one run ---- */

struct life { const char *name; script_fn *script; int lines; int64_t stop_window_s, balance_late_s; };

/* Every first try, and every second after it, loses its answer; of these one in two had happened. */
static enum effect_result
fate(struct world *w, const struct effect_task *t, bool *happens)
{
	enum effect_result r = script_fault ? script_fault(w, t, happens) : EFFECT_RESULT_done;

	if (!loses_answers || t->attempts % 2 == 0)
		return r;
	*happens = *happens && (t->kind == EFFECT_net_off || t->kind == EFFECT_net_delete || t->kind == EFFECT_billing_stop || t->generation % 2 == 0);
	return EFFECT_RESULT_unknown;
}

/* The end of a run, in words: what must be the same whenever the desk died. */
static void
sum_up(const struct life *l, struct buf *out)
{
	static const enum effect_kind TOLD[] = { EFFECT_mail_confirmed, EFFECT_mail_withdrawn, EFFECT_mail_rejected };
	struct desk_caller c = world_client();
	struct desk_cases all;
	struct desk_number_view n;

	for (int i = 0; i < l->lines; i++) {
		assert_int_equal(world_call(&W, DESK_OP_number_get, &c, &(struct desk_line_in){ .msisdn = str_of(world_number(i)) }, &n), DESK_ok);
		buf_printf(out, "line %d: present %d, enabled %d, deletes %d, stops %d, number %.*s\n", i, W.line[i].present, W.line[i].enabled,
		    W.line[i].deletes, W.line[i].stops, STR_ARG(n.state));
	}
	assert_int_equal(world_call(&W, DESK_OP_case_list, &c, &(struct desk_page_in){ .limit = 100 }, &all), DESK_ok);
	const struct desk_case_item *k = all.items.items;
	for (size_t i = 0; i < all.items.n; i++) {
		struct desk_case_view v = world_case(&W, k[i].reference);
		if (v.authority.n)				/* a wish from the portal may have been begun twice */
			buf_printf(out, "case of %.*s: %s, %.*s, account %d: %d, %d\n", STR_ARG(v.msisdn), termination_state_names.name[v.state],
			    STR_ARG(v.cause), v.account.found, (int)v.account.due_cents, (int)v.account.refund_cents);
	}
	for (size_t i = 0; i < COUNT(TOLD); i++)
		buf_printf(out, "%s: %d\n", effect_kind_names.name[TOLD[i]], invariants_applied(TOLD[i]));
}

/* The answer to a key is the same for ever. */
static void
ask_all_keys_again(void)
{
	for (int i = 0; i < submits; i++) {
		struct desk_case_view v;

		assert_int_equal(world_submit(&W, SUBMITTED[i].line, SUBMITTED[i].key, &v), DESK_created);
		assert_true(str_is(v.reference, SUBMITTED[i].reference));
		assert_int_equal(v.state, TERMINATION_review);
	}
}

static void
live(const struct life *l, int target, bool after, struct buf *sum)
{
	P.commits = 0;
	P.target = target;
	P.after = after;
	P.armed = P.died = false;
	submits = 0;
	script_fault = NULL;
	where = l->name;
	rng_seed(1);				/* the same history up to the commit where it dies */
	world_open(&W, l->lines);
	if (l->stop_window_s) {
		W.conf.policy.stop_window_s = l->stop_window_s;
		world_reopen(&W);
	}
	if (l->balance_late_s)
		world_with_billing(&W, l->balance_late_s);
	invariants_begin(&W, fate);
	stand_by();
	l->script();
	rest();
	assert_int_equal(P.died, target > 0);
	check(invariants_at_rest(&W));
	ask_all_keys_again();
	sum_up(l, sum);
	world_close(&W);
}

/* ---- the sweep ---- */

static const struct life LIFE[] = {
	{ "to the confirmation", to_the_confirmation, 1, 0, 0 },       { "taken back", taken_back, 1, 3600, 0 },
	{ "from the portal", from_the_portal, 1, 0, 0 },               { "ported now", ported_now, 1, 0, 0 },
	{ "ported tomorrow", ported_tomorrow, 1, 0, 3600 },            { "contested by an import", contested_by_an_import, 1, 60, 0 },
	{ "gone by somebody else", gone_by_somebody_else, 1, 0, 0 },   { "refused, then mended", network_refuses_then_retry, 1, 0, 0 },
	{ "bounced, then mended", mail_bounces_then_retry, 1, 0, 0 },  { "blocked, then cut", blocked_then_cut, 1, 0, 0 },
	{ "several at once", several_at_once, 3, 0, 0 },               { "settled with billing", settled_with_billing, 1, 0, 3600 },
	{ "billing refuses", billing_refuses_then_retry, 1, 0, 3600 }, { "no balance, then mended", balance_refused_then_retry, 1, 0, 3600 },
	{ "stated by a person", stated_by_a_person, 1, 0, 3600 },      { "signs in", signs_in, 1, 0, 0 },
};

static void
sweep(const struct life *l, int stride)
{
	struct buf first, now;

	buf_init(&first, 1 << 16);
	buf_init(&now, 1 << 16);
	live(l, 0, false, &first);
	int commits = P.commits;
	assert_true(commits > 3);
	for (int i = 1; i <= commits; i += stride)
		for (int after = 0; after < 2; after++) {
			buf_reset(&now);
			live(l, i, after, &now);
			if (!str_eq(buf_str(&first), buf_str(&now)))
				fail_msg("%s, commit %d, %s it: not the same end:\n%.*sinstead of\n%.*s", l->name, i, after ? "after" : "before",
				    STR_ARG(buf_str(&now)), STR_ARG(buf_str(&first)));
		}
	print_message("%s: %d commits\n", l->name, commits);
	buf_done(&first);
	buf_done(&now);
}

static void
dies_at_every_commit(void **state)
{
	loses_answers = false;
	sweep(*state, 1);
}

static void
dies_and_answers_get_lost(void **state)
{
	loses_answers = true;
	sweep(*state, 5);
}

int
main(int argc, char **argv)
{
	struct CMUnitTest tests[2 * COUNT(LIFE)];
	static char name[2 * COUNT(LIFE)][80];

	for (size_t i = 0; i < COUNT(LIFE); i++)
		for (size_t lossy = 0; lossy < 2; lossy++) {
			size_t k = 2 * i + lossy;
			snprintf(name[k], sizeof name[k], "%s%s", LIFE[i].name, lossy ? ", answers lost" : "");
			tests[k] = (struct CMUnitTest){ .name = name[k], .test_func = lossy ? dies_and_answers_get_lost : dies_at_every_commit,
				.initial_state = (void *)(uintptr_t)&LIFE[i] };
		}
	if (argc > 1)				/* only those of this name, for whoever works on one */
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
