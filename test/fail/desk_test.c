/* desk_test.c - the desk when calls of the operating system fail in it, each in turn: a submit, a batch of different requests, the
 * outbox, an import. Whatever was acknowledged is there when the database is opened again; what was not is there whole or not at
 * all, and can be asked for again with the same key; the invariants hold and every audit chain is whole. */
#include "sweep.h"

#include "../desk/invariants.h"
#include "app/import_rows.h"
#include "store/store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define LINES 4
#define TASKS_MAX 16

enum told { TOLD_case, TOLD_settled, TOLD_line };

static struct world W;
static struct desk_caller ADMIN = { .role = DESK_ROLE_admin, .name = STR("test"), .channel = STR("cli") };
static char SUBMITTED[20];		/* a case that was there before */

/* ---- the start of each run, and its end ---- */

/* Within the world's folder; a database that was closed has no log beside it. */
static void
copy(const char *from, const char *to)
{
	static char bytes[1u << 20];
	char path[2][120];

	snprintf(path[0], sizeof path[0], "%s/%s", W.dir, from);
	snprintf(path[1], sizeof path[1], "%s/%s", W.dir, to);
	int in = open(path[0], O_RDONLY | O_CLOEXEC), out = open(path[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n = read(in, bytes, sizeof bytes);
	if (n <= 0 || n == sizeof bytes || write(out, bytes, (size_t)n) != n)
		abort();
	close(in);
	close(out);
}

static void
prepare(void)
{
	static const char *const LEFT[] = { "simoff.db-wal", "simoff.db-shm" };
	char path[120];

	for (size_t i = 0; i < COUNT(LEFT); i++) {
		snprintf(path, sizeof path, "%s/%s", W.dir, LEFT[i]);
		unlink(path);
	}
	copy("start", "simoff.db");
}

static void
open_desk(desk_answer_fn *answer, void *self)
{
	char why[300];

	W.desk = desk_open(&W.conf, answer, self, why);
	if (!W.desk) {
		fprintf(stderr, "desk_open: %s\n", why);
		abort();
	}
}

static int
setup(void **state)
{
	struct desk_case_view v;

	(void)state;
	world_open(&W, LINES);
	invariants_begin(&W, NULL);
	assert_int_equal(world_submit(&W, 0, "before", &v), DESK_created);
	snprintf(SUBMITTED, sizeof SUBMITTED, "%.*s", STR_ARG(v.reference));
	desk_close(W.desk);
	W.desk = NULL;
	copy("simoff.db", "start");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	open_desk(NULL, NULL);
	world_close(&W);
	return 0;
}

/* What a caller may be told when something failed: nothing happened, ask again. */
static bool
is_clean(enum desk_code code)
{
	return code == DESK_busy || code == DESK_broken;
}

/* ---- what holds after each run ---- */

static bool
line_is_there(struct str msisdn)
{
	struct desk_line_view v;

	return world_call(&W, DESK_OP_line_get, &ADMIN, &(struct desk_line_in){ .msisdn = msisdn }, &v) == DESK_ok;
}

/* The effects that are owed when all leases are over; an acknowledged one among them would be carried out twice. */
static const char *
settled_stays_settled(const struct sweep_report *r)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("mail") };
	struct desk_claim_in in = { .family = EFFECT_FAMILY_mail };
	struct desk_claim_out out;

	W.now.ms += INT64_C(3600) * 1000;
	if (world_call(&W, DESK_OP_effect_claim, &worker, &in, &out) != DESK_ok)
		return "nothing can be claimed any more";
	const struct effect_task *t = out.tasks.items;
	for (size_t i = 0; i < out.tasks.n; i++)
		for (int k = 0; k < r->tolds; k++)
			if (r->told[k].what == TOLD_settled && str_is(str_of(effect_kind_names.name[t[i].kind]), r->told[k].text))
				return "an effect that was settled is owed again";
	return NULL;
}

static const char *
acknowledged_is_there(const struct sweep_report *r)
{
	for (int i = 0; i < r->tolds; i++) {
		struct str text = str_of(r->told[i].text);

		if (r->told[i].what == TOLD_case)
			invariants_acknowledged(text);
		if (r->told[i].what == TOLD_line && !line_is_there(text))
			return "a line that was imported is not there";
	}
	return settled_stays_settled(r);
}

static const char *
judge(const struct sweep_report *r)
{
	char why[300];

	open_desk(NULL, NULL);
	arena_reset(W.arena);
	invariants_begin(&W, NULL);
	invariants_acknowledged(str_of(SUBMITTED));
	const char *broken = store_check(desk_store(W.desk), why) ? "the database is damaged" : acknowledged_is_there(r);
	if (!broken)
		broken = invariants_look(&W);
	if (!broken && !world_audit_is_whole(&W))
		broken = "an audit chain is broken";
	desk_close(W.desk);
	W.desk = NULL;
	return broken;
}

/* ---- a submit ---- */

static void
submit(struct sweep_report *r)
{
	struct desk_case_view v, again;

	open_desk(NULL, NULL);
	sweep_arm();
	enum desk_code code = world_submit(&W, 1, "key", &v);
	sweep_disarm();
	if (code == DESK_created)
		sweep_tell(r, TOLD_case, v.reference);
	else if (is_clean(code))
		sweep_fail(r, "submit", str_of(desk_code_text(code)));
	else
		sweep_broken(r, "submit: %s: %.*s", desk_code_name(code), STR_ARG(W.why));
	enum desk_code second = world_submit(&W, 1, "key", &again);
	if (second != DESK_created || (code == DESK_created && !str_eq(v.reference, again.reference)))
		sweep_broken(r, "asked again with the same key: %s", desk_code_name(second));
	desk_close(W.desk);
}

/* ---- a batch of different requests ---- */

struct request { enum desk_op op; const struct desk_caller *caller; const void *in; enum desk_code good; };
struct answers { struct sweep_report *report; const struct request *request; int count[8]; };

static void
on_answer(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct answers *a = self;

	(void)from;
	if (a->count[tag]++)
		sweep_broken(a->report, "%s was answered twice", desk_operations[op].name);
	if (is_clean(code))
		sweep_fail(a->report, desk_operations[op].name, str_of(desk_code_text(code)));
	else if (code != a->request[tag].good)
		sweep_broken(a->report, "%s: %s: %.*s", desk_operations[op].name, desk_code_name(code), STR_ARG(why));
	else if (op == DESK_OP_case_submit)
		sweep_tell(a->report, TOLD_case, ((const struct desk_case_view *)out)->reference);
}

static void
batch(struct sweep_report *r)
{
	struct desk_caller one = world_client(), two = world_client();
	struct desk_submit_in in_one, in_two;

	record_init(&desk_submit_in_record, &in_one);
	one.key = STR("one");
	in_one.msisdn = str_of(world_number(1));
	in_two = in_one;
	two.key = STR("two");
	in_two.msisdn = str_of(world_number(2));
	const struct request REQUEST[] = {
		{ DESK_OP_case_submit, &one, &in_one, DESK_created },
		{ DESK_OP_case_get, &ADMIN, &(struct desk_case_in){ .reference = str_of(SUBMITTED) }, DESK_ok },
		{ DESK_OP_case_submit, &two, &in_two, DESK_created },
		{ DESK_OP_line_block, &ADMIN, &(struct desk_block_in){ .msisdn = str_of(world_number(3)), .block = true }, DESK_ok },
		{ DESK_OP_case_event, &ADMIN, &(struct desk_event_in){ .reference = str_of(SUBMITTED), .event = TERMINATION_ON_withdraw }, DESK_ok },
		{ DESK_OP_line_list, &ADMIN, &(struct desk_page_in){ .found = true }, DESK_ok },
	};
	struct answers a = { .report = r, .request = REQUEST };

	open_desk(on_answer, &a);
	sweep_arm();
	for (size_t i = 0; i < COUNT(REQUEST); i++)
		if (!desk_add(W.desk, REQUEST[i].op, REQUEST[i].caller, REQUEST[i].in, i, NULL, false))
			sweep_broken(r, "the batch is full");
	while (desk_has_work(W.desk))
		desk_run(W.desk);
	sweep_disarm();
	for (size_t i = 0; i < COUNT(REQUEST); i++)
		if (a.count[i] != 1)
			sweep_broken(r, "%s was answered %d times", desk_operations[REQUEST[i].op].name, a.count[i]);
	desk_close(W.desk);
}

/* ---- the outbox ---- */

static void
outbox(struct sweep_report *r)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = STR("mail") };
	struct desk_claim_in in = { .family = EFFECT_FAMILY_mail };
	struct desk_claim_out out;
	struct desk_empty empty;

	open_desk(NULL, NULL);
	sweep_arm();
	enum desk_code code = world_call(&W, DESK_OP_effect_claim, &worker, &in, &out);
	const struct effect_task *t = out.tasks.items;
	size_t n = code == DESK_ok ? out.tasks.n : 0;
	if (code != DESK_ok && !is_clean(code))
		sweep_broken(r, "claim: %s", desk_code_name(code));
	else if (code != DESK_ok)
		sweep_fail(r, "claim", str_of(desk_code_text(code)));
	for (size_t i = 0; i < n && i < TASKS_MAX; i++) {
		struct effect_outcome o = { .line_id = t[i].line_id, .case_id = t[i].case_id, .kind = t[i].kind, .generation = t[i].generation,
			.fence = t[i].fence, .result = EFFECT_RESULT_done, .finding = EFFECT_FINDING_accepted };

		code = world_call(&W, DESK_OP_effect_settle, &worker, &o, &empty);
		if (code == DESK_ok)
			sweep_tell(r, TOLD_settled, str_of(effect_kind_names.name[t[i].kind]));
		else
			sweep_fail(r, "settle", str_of(desk_code_text(code)));
	}
	sweep_disarm();
	if (!r->tolds && !r->failed)
		sweep_broken(r, "there was nothing to carry out");
	desk_close(W.desk);
}

/* ---- an import ---- */

static void
import(struct sweep_report *r)
{
	char file[] = "msisdn,imsi,name,credit\n32470000101,206010000000101,A,1.00\n32470000102,206010000000102,B,\n", why[IMPORT_ROWS_WHY_SIZE];
	struct desk_import_in in = { .found = true };
	struct import_rows_fault fault;
	struct desk_import_out out;

	open_desk(NULL, NULL);
	sweep_arm();
	struct import_rows *rows = import_rows_new(file, sizeof file - 1, why);
	if (!rows)
		sweep_broken(r, "the header is refused: %s", why);
	for (enum csv_step step; rows && (step = import_rows_next(rows, &in.row, &fault)) != CSV_END;) {
		if (step == CSV_BAD) {
			sweep_broken(r, "a row is refused: %s", fault.why);
			continue;
		}
		enum desk_code code = world_call(&W, DESK_OP_line_import, &ADMIN, &in, &out);
		if (code == DESK_ok && str_is(out.result, "new"))
			sweep_tell(r, TOLD_line, in.row.msisdn);
		else if (is_clean(code))
			sweep_fail(r, "import", str_of(desk_code_text(code)));
		else
			sweep_broken(r, "import: %s, %.*s: %.*s", desk_code_name(code), STR_ARG(out.result), STR_ARG(out.what));
	}
	sweep_disarm();
	import_rows_free(rows);
	desk_close(W.desk);
}

static const struct sweep SWEEP[] = {
	{ "submit", prepare, submit, judge }, { "batch", prepare, batch, judge },
	{ "outbox", prepare, outbox, judge }, { "import", prepare, import, judge },
};

static void
every_call_fails(void **state)
{
	enum fail_kind kind = (enum fail_kind)(uintptr_t)*state;

	for (size_t i = 0; i < COUNT(SWEEP); i++)
		sweep_run(&SWEEP[i], kind);
}

int
main(void)
{
	struct CMUnitTest tests[FAIL_KIND_COUNT];

	for (size_t i = 0; i < FAIL_KIND_COUNT; i++)
		tests[i] = (struct CMUnitTest){ .name = fail_name((enum fail_kind)i), .test_func = every_call_fails, .initial_state = (void *)i };
	return cmocka_run_group_tests(tests, setup, teardown);
}
