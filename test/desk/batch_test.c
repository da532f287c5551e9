/* batch_test.c - many requests in one batch: second writers, retries, bad ones, a full batch, one alone, garbage; and what the
 * workers' claims meet there. Requests go in by desk_add(), answers are heard as the web process hears them. */
#include "world.h"

#include "base/rng.h"
#include "desk/batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sqlite3.h>
#include <cmocka.h>

static struct world W;

struct answer { int times; enum desk_code code; char reference[20]; enum termination_state state; size_t tasks; struct effect_task task; struct utc_ms next; };
static struct answer ANSWER[2 * BATCH_UNITS_MAX];

static void
hear(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct answer *a = &ANSWER[tag];

	(void)why, (void)from;
	assert_ptr_equal(self, ANSWER);
	assert_true(tag < COUNT(ANSWER));
	a->times++;
	a->code = code;
	if (desk_operations[op].out == &desk_case_view_record && code < DESK_invalid) {
		const struct desk_case_view *v = out;
		snprintf(a->reference, sizeof a->reference, "%.*s", STR_ARG(v->reference));
		a->state = v->state;
	}
	if (op == DESK_OP_effect_claim && code == DESK_ok) {
		const struct desk_claim_out *c = out;
		a->tasks = c->tasks.n;
		a->next = c->next;
		if (c->tasks.n)
			a->task = *(const struct effect_task *)c->tasks.items;
	}
}

static int
setup(void **state)
{
	char why[300];

	(void)state;
	world_open(&W, WORLD_LINES);
	desk_close(W.desk);
	W.desk = desk_open(&W.conf, hear, ANSWER, why);
	assert_non_null(W.desk);
	memset(ANSWER, 0, sizeof ANSWER);
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

static bool
add_submit(int line, const char *key, uint64_t tag)
{
	struct desk_caller c = world_client();
	struct desk_submit_in in;

	record_init(&desk_submit_in_record, &in);
	c.key = str_of(key);
	in.msisdn = line < WORLD_LINES ? str_of(world_number(line)) : STR("not a number");
	in.contact = (struct desk_contact){ .found = true, .email = STR("away@example.net") };
	return desk_add(W.desk, DESK_OP_case_submit, &c, &in, tag, NULL, false);
}

static bool
add_event(struct str reference, enum termination_event on, const char *who, uint64_t tag)
{
	struct desk_caller c = world_client();

	c.name = str_of(who);
	return desk_add(W.desk, DESK_OP_case_event, &c, &(struct desk_event_in){ .reference = reference, .event = on }, tag, NULL, false);
}

static bool
add_claim(enum effect_family family, uint64_t tag)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = str_of(effect_family_names.name[family]) };

	return desk_add(W.desk, DESK_OP_effect_claim, &worker, &(struct desk_claim_in){ .family = family }, tag, NULL, false);
}

static int
run_all(void)
{
	int batches = 0;

	for (; desk_has_work(W.desk); batches++)
		desk_run(W.desk);
	return batches;
}

/* What the database itself counts, past the desk. */
static int64_t
count(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *q;

	assert_int_equal(sqlite3_open(W.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

static void
raw(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(W.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* ---- writers that meet ---- */

static void
two_wishes_and_a_retry_are_one_case(void **state)
{
	(void)state;
	assert_true(add_submit(0, "a", 0) && add_submit(0, "b", 1) && add_submit(0, "a", 2) && add_submit(1, "c", 3));
	run_all();
	assert_int_equal(ANSWER[0].code, DESK_created);
	assert_int_equal(ANSWER[1].code, DESK_ok);
	assert_int_equal(ANSWER[2].code, DESK_created);
	assert_int_equal(ANSWER[3].code, DESK_created);
	for (int i = 0; i < 4; i++)
		assert_int_equal(ANSWER[i].times, 1);
	assert_string_equal(ANSWER[0].reference, ANSWER[1].reference);
	assert_string_equal(ANSWER[0].reference, ANSWER[2].reference);
	assert_string_not_equal(ANSWER[0].reference, ANSWER[3].reference);
	assert_int_equal(count("SELECT count(*) FROM term_case"), 2);
	assert_int_equal(count("SELECT count(*) FROM dir_reference"), 2);
	assert_int_equal(count("SELECT count(*) FROM case_key"), 3);
}

static void
one_key_for_two_lines_is_one_case(void **state)
{
	(void)state;
	assert_true(add_submit(0, "k", 0) && add_submit(1, "k", 1));
	run_all();
	assert_int_equal(ANSWER[0].code, DESK_created);
	assert_int_equal(ANSWER[1].code, DESK_key_reused);
	assert_int_equal(count("SELECT count(*) FROM term_case"), 1);
}

static void
a_thousand_wishes_for_a_line_are_one_case(void **state)
{
	char key[16];
	uint64_t tag = 0;

	(void)state;
	while (!desk_is_full(W.desk)) {
		snprintf(key, sizeof key, "k%d", (int)tag);
		assert_true(add_submit((int)(tag % WORLD_LINES), key, tag));
		tag++;
	}
	assert_int_equal(tag, BATCH_UNITS_MAX);
	assert_false(add_submit(0, "one too many", tag));
	run_all();
	for (uint64_t i = 0; i < tag; i++) {
		assert_int_equal(ANSWER[i].times, 1);
		assert_int_equal(ANSWER[i].code, i < WORLD_LINES ? DESK_created : DESK_ok);
		assert_string_equal(ANSWER[i].reference, ANSWER[i % WORLD_LINES].reference);
	}
	assert_int_equal(count("SELECT count(*) FROM term_case"), WORLD_LINES);
	assert_true(add_submit(0, "one too many", tag));	/* there is room again */
	run_all();
	assert_int_equal(ANSWER[tag].code, DESK_ok);
}

static void
withdrawn_twice_in_one_batch(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(add_event(v.reference, TERMINATION_ON_withdraw, "shop", 0) && add_event(v.reference, TERMINATION_ON_approve, "shop", 1));
	run_all();
	assert_int_equal(ANSWER[0].code, DESK_ok);
	assert_int_equal(ANSWER[1].code, DESK_refused);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_withdrawn);
}

/* ---- the commit ---- */

static void
look_before_commit(void *self, bool after)
{
	int *commits = self;

	if (after)
		return;
	++*commits;
	assert_int_equal(ANSWER[0].times, 0);			/* nobody was told what is not written yet */
	assert_int_equal(ANSWER[1].times, 0);
}

static void
nobody_hears_before_the_commit(void **state)
{
	int commits = 0;

	(void)state;
	store_set_probe(desk_store(W.desk), (struct store_probe){ look_before_commit, &commits });
	assert_true(add_submit(0, "a", 0) && add_submit(1, "b", 1));
	run_all();
	assert_int_equal(commits, 1);				/* and one commit was for both */
	assert_int_equal(ANSWER[0].code, DESK_created);
	assert_int_equal(ANSWER[1].code, DESK_created);
}

/* Somebody else always gets there first: the database lets no gate through. */
static void
a_lost_gate_writes_nothing(void **state)
{
	(void)state;
	raw("CREATE TRIGGER lose BEFORE INSERT ON term_case BEGIN SELECT RAISE(IGNORE); END");
	int64_t audit = count("SELECT count(*) FROM audit");
	assert_true(add_submit(0, "a", 0) && add_submit(99, "b", 1));
	run_all();
	assert_int_equal(ANSWER[0].times, 1);
	assert_int_equal(ANSWER[0].code, DESK_busy);
	assert_int_equal(ANSWER[1].code, DESK_invalid);
	assert_int_equal(count("SELECT count(*) FROM audit"), audit);
	assert_int_equal(count("SELECT count(*) FROM effect"), 0);
	assert_int_equal(count("SELECT count(*) FROM dir_reference"), 0);
	assert_int_equal(count("SELECT count(*) FROM case_key"), 0);
	raw("DROP TRIGGER lose");
	assert_true(add_submit(0, "a", 2));			/* asked again with the same key */
	run_all();
	assert_int_equal(ANSWER[2].code, DESK_created);
}

/* ---- bad ones among good ones ---- */

static void
a_bad_request_harms_nobody(void **state)
{
	(void)state;
	raw("UPDATE line SET kind = 'something longer than this version allows' WHERE msisdn = '32470000003'");
	assert_true(add_submit(0, "a", 0) && add_submit(99, "b", 1) && add_submit(2, "c", 2) && add_submit(1, "d", 3));
	assert_true(add_submit(0, "a", 4));
	run_all();
	static const enum desk_code WANT[] = { DESK_created, DESK_invalid, DESK_broken, DESK_created, DESK_created };
	for (size_t i = 0; i < COUNT(WANT); i++) {
		assert_int_equal(ANSWER[i].times, 1);
		assert_int_equal(ANSWER[i].code, WANT[i]);
	}
	assert_string_equal(ANSWER[0].reference, ANSWER[4].reference);
	assert_int_equal(count("SELECT count(*) FROM term_case"), 2);
}

static void
reads_see_what_is_committed(void **state)
{
	struct desk_caller c = world_client();
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(add_event(v.reference, TERMINATION_ON_withdraw, "shop", 0));
	assert_true(desk_add(W.desk, DESK_OP_case_get, &c, &(struct desk_case_in){ .reference = v.reference }, 1, NULL, false));
	run_all();
	assert_int_equal(ANSWER[1].state, TERMINATION_review);		/* not what the same batch is about to write */
	assert_int_equal(ANSWER[0].state, TERMINATION_withdrawn);
}

/* ---- alone ---- */

static void
one_alone_has_a_batch_of_its_own(void **state)
{
	struct desk_caller c = world_client();
	struct desk_page_in page = { .limit = 10 };

	(void)state;
	assert_true(desk_add(W.desk, DESK_OP_case_list, &c, &page, 0, NULL, true));
	assert_true(desk_is_full(W.desk));
	assert_false(desk_add(W.desk, DESK_OP_case_list, &c, &page, 1, NULL, false));
	assert_int_equal(run_all(), 1);
	assert_int_equal(ANSWER[0].times, 1);
	assert_true(desk_add(W.desk, DESK_OP_case_list, &c, &page, 1, NULL, false));
	assert_false(desk_add(W.desk, DESK_OP_case_list, &c, &page, 2, NULL, true));	/* others wait already */
	assert_int_equal(run_all(), 1);
	assert_int_equal(ANSWER[2].times, 0);
}

/* ---- garbage ---- */

static struct str
encode(struct buf *b, const struct desk_caller *caller, enum desk_op op, const void *in)
{
	struct buf c;

	buf_init(&c, BATCH_REQUEST_MAX);
	record_encode(&desk_caller_record, caller, &c);
	uint32_t n = (uint32_t)c.n;
	buf_reset(b);
	buf_add(b, (struct str){ (const char *)&n, sizeof n });
	buf_add(b, buf_str(&c));
	record_encode(desk_operations[op].in, in, b);
	buf_done(&c);
	return buf_str(b);
}

static void
garbage_is_refused(void **state)
{
	struct desk_caller c = world_client();
	struct desk_event_in in = { .reference = STR("K7QM-3XPA-9"), .event = TERMINATION_ON_approve, .note = STR("well") };
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 2 * BATCH_REQUEST_MAX);
	struct str whole = encode(&b, &c, DESK_OP_case_event, &in);
	for (size_t n = 0; n < whole.n; n++)
		assert_int_equal(desk_add_encoded(W.desk, DESK_OP_case_event, (struct str){ whole.p, n }, 0, NULL, false), ERR_INVALID);
	assert_int_equal(desk_add_encoded(W.desk, DESK_OP_COUNT, whole, 0, NULL, false), ERR_INVALID);
	assert_int_equal(desk_add_encoded(W.desk, (enum desk_op)-1, whole, 0, NULL, false), ERR_INVALID);
	while (b.n <= BATCH_REQUEST_MAX)
		buf_add(&b, STR("0123456789abcdef"));
	assert_int_equal(desk_add_encoded(W.desk, DESK_OP_case_event, buf_str(&b), 0, NULL, false), ERR_INVALID);
	assert_false(desk_has_work(W.desk));
	assert_int_equal(desk_add_encoded(W.desk, DESK_OP_case_event, encode(&b, &c, DESK_OP_case_event, &in), 0, NULL, false), ERR_OK);
	run_all();
	assert_int_equal(ANSWER[0].code, DESK_unknown);
}

/* Whatever a broken process sends is refused, or is a request like another; the chains hold. */
static void
damaged_requests_break_nothing(void **state)
{
	struct desk_caller c = world_client();
	struct desk_submit_in in;
	AUTO(buf_done) struct buf b;
	char bytes[1024];
	int taken = 0;

	(void)state;
	rng_seed(12);
	buf_init(&b, BATCH_REQUEST_MAX);
	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	in.reason = STR("moving abroad");
	for (int i = 0; i < 3000; i++) {
		struct str whole = encode(&b, &c, DESK_OP_case_submit, &in);
		assert_true(whole.n < sizeof bytes);
		memcpy(bytes, whole.p, whole.n);
		for (uint64_t k = 1 + rng_below(3); k > 0; k--)
			bytes[rng_below(whole.n)] = (char)rng_below(256);
		enum err e = desk_add_encoded(W.desk, DESK_OP_case_submit, (struct str){ bytes, whole.n }, 0, NULL, false);
		assert_true(e == ERR_OK || e == ERR_INVALID);
		taken += e == ERR_OK;
		if (desk_is_full(W.desk))
			run_all();
	}
	run_all();
	assert_true(taken > 100 && taken < 2900);
	assert_int_equal(ANSWER[0].times, taken);
	assert_in_range(count("SELECT count(*) FROM term_case WHERE is_open = 1"), 0, WORLD_LINES);
}

/* ---- claims ---- */

static void
two_claims_give_a_task_once(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(add_claim(EFFECT_FAMILY_mail, 0) && add_claim(EFFECT_FAMILY_mail, 1) && add_claim(EFFECT_FAMILY_net, 2));
	run_all();
	assert_int_equal(ANSWER[0].tasks + ANSWER[1].tasks, 1);
	assert_int_equal(ANSWER[2].tasks, 1);
}

/* A case in cutting may be given up only while nothing was done: not in the very batch that hands the cut to a worker. */
static void
a_cut_is_not_handed_out_and_given_up_at_once(void **state)
{
	struct desk_case_view v, w;
	struct desk_caller anna = world_client();

	(void)state;
	anna.name = STR("anna");
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_noticing, 60));
	W.now.ms += 10000;					/* the drain and its margin */
	while (desk_tick(W.desk) == 0)
		desk_run(W.desk);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_cutting);
	raw("INSERT INTO card SELECT line_id, case_id, case_id, 'network_slow', 1, 'desk', 1, 1, '', '', '', 0, '' FROM term_case");
	assert_int_equal(world_event(&W, &anna, v.reference, TERMINATION_ON_reject, "", &w), DESK_ok);
	assert_true(add_claim(EFFECT_FAMILY_net, 0) && add_event(v.reference, TERMINATION_ON_reject, "bert", 1));
	run_all();
	w = world_case(&W, v.reference);
	assert_true(ANSWER[0].tasks == 0 ? w.state == TERMINATION_rejected : w.state == TERMINATION_cutting);
	assert_int_equal(ANSWER[1].code, ANSWER[0].tasks == 0 ? DESK_ok : DESK_refused);
}

/* The outcome that arrives after its lease ran out, together with the next claim: either counts, not both. */
static void
a_late_outcome_and_the_next_claim(void **state)
{
	struct desk_case_view v;
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("net") };

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(add_claim(EFFECT_FAMILY_net, 0));
	run_all();
	assert_int_equal(ANSWER[0].tasks, 1);
	const struct effect_task t = ANSWER[0].task;
	struct effect_outcome o = { .line_id = t.line_id, .case_id = t.case_id, .kind = t.kind, .generation = t.generation,
		.fence = t.fence, .result = EFFECT_RESULT_done, .finding = EFFECT_FINDING_match };
	W.now.ms += 3600 * 1000;
	assert_true(desk_add(W.desk, DESK_OP_effect_settle, &worker, &o, 1, NULL, false) && add_claim(EFFECT_FAMILY_net, 2));
	run_all();
	assert_int_equal(ANSWER[1].code, DESK_ok);
	assert_int_equal(ANSWER[2].tasks, 0);
	assert_int_equal(count("SELECT count(*) FROM effect WHERE kind = 'net_read' AND state = 'done'"), 1);
	o.result = EFFECT_RESULT_never;				/* and a third time: nothing changes */
	assert_true(desk_add(W.desk, DESK_OP_effect_settle, &worker, &o, 3, NULL, false));
	run_all();
	assert_int_equal(count("SELECT count(*) FROM effect WHERE kind = 'net_read' AND state = 'done'"), 1);
	assert_int_equal(count("SELECT count(*) FROM audit WHERE what = 'stale_outcome'"), 1);
}

/* What is due on a line that is being written in the same batch is given a batch later, not reported as nothing: the worker
 * would rest, and the case stand still for a second. */
static void
a_claim_waits_for_a_writer_of_its_line(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(add_event(v.reference, TERMINATION_ON_stop, "anna", 0) && add_claim(EFFECT_FAMILY_net, 1));
	run_all();
	assert_int_equal(ANSWER[0].code, DESK_ok);
	assert_int_equal(ANSWER[1].tasks, 1);
}

/* A claim that only dropped what nobody wants any more is no rest for its worker: more may be due behind it. */
static void
a_claim_that_only_dropped_is_made_again(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	raw("UPDATE effect SET kind = 'net_delete' WHERE kind = 'net_read'");	/* wanted when cutting, not in review */
	assert_true(add_claim(EFFECT_FAMILY_net, 1));
	run_all();
	assert_int_equal(count("SELECT count(*) FROM effect WHERE kind = 'net_delete' AND state = 'dropped'"), 1);
	assert_int_equal(ANSWER[1].tasks, 0);
	assert_true(ANSWER[1].next.ms);
	assert_true(add_claim(EFFECT_FAMILY_net, 2));
	run_all();
	assert_int_equal(ANSWER[2].next.ms, 0);
}

static void
an_old_fence_changes_nothing(void **state)
{
	struct desk_case_view v;
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("net") };

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(add_claim(EFFECT_FAMILY_net, 0));
	run_all();
	struct effect_task t = ANSWER[0].task;
	W.now.ms += 3600 * 1000;
	assert_true(add_claim(EFFECT_FAMILY_net, 1));
	run_all();
	assert_int_equal(ANSWER[1].tasks, 1);
	assert_int_equal(ANSWER[1].task.fence, t.fence + 1);
	assert_true(ANSWER[1].task.uncertain);
	struct effect_outcome o = { .line_id = t.line_id, .case_id = t.case_id, .kind = t.kind, .generation = t.generation,
		.fence = t.fence, .result = EFFECT_RESULT_done, .finding = EFFECT_FINDING_match };
	assert_true(desk_add(W.desk, DESK_OP_effect_settle, &worker, &o, 2, NULL, false));
	run_all();
	assert_int_equal(count("SELECT count(*) FROM effect WHERE kind = 'net_read' AND state = 'claimed'"), 1);
	assert_int_equal(world_case(&W, v.reference).state, TERMINATION_review);
	assert_int_equal(count("SELECT count(*) FROM audit WHERE what = 'stale_outcome'"), 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(two_wishes_and_a_retry_are_one_case), T(one_key_for_two_lines_is_one_case), T(a_thousand_wishes_for_a_line_are_one_case),
		T(withdrawn_twice_in_one_batch), T(nobody_hears_before_the_commit), T(a_lost_gate_writes_nothing), T(a_bad_request_harms_nobody), T(reads_see_what_is_committed),
		T(one_alone_has_a_batch_of_its_own), T(garbage_is_refused), T(damaged_requests_break_nothing),
		T(two_claims_give_a_task_once), T(a_cut_is_not_handed_out_and_given_up_at_once), T(a_late_outcome_and_the_next_claim),
		T(a_claim_waits_for_a_writer_of_its_line), T(a_claim_that_only_dropped_is_made_again),
		T(an_old_fence_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
