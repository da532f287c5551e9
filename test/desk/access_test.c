/* access_test.c - every operation of the public x whose it is: the subscriber's own, another subscriber's, nobody signed in. Who is
 * kept out learns nothing, writes nothing, and is told the same as for what does not exist. The table must name every operation. */
#include "subscribers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sqlite3.h>
#include <cmocka.h>

static struct world W;

/* What an operation is about: o one's own things, so that others are kept out; s needs only a session of any subscriber;
 * v anybody sees the state, the rest is for the owner; a anybody's: it has another proof of its own, or nothing to hide. */
static const char ABOUT[DESK_OP_COUNT] = {
	[DESK_OP_case_request] = 'o',  [DESK_OP_case_code] = 'o',    [DESK_OP_case_prove] = 'o',   [DESK_OP_case_edit] = 'o',
	[DESK_OP_case_confirm] = 'o',  [DESK_OP_case_get] = 'v',     [DESK_OP_case_event] = 'o',   [DESK_OP_case_person] = 'o',
	[DESK_OP_group_get] = 'o',     [DESK_OP_document_add] = 'o', [DESK_OP_line_block] = 'o',   [DESK_OP_session_end] = 'o',
	[DESK_OP_account_get] = 's',   [DESK_OP_account_language] = 's', [DESK_OP_session_touch] = 's',
	[DESK_OP_proof_begin] = 'a',   [DESK_OP_proof_get] = 'a',    [DESK_OP_proof_again] = 'a',  [DESK_OP_proof_code] = 'a',
	[DESK_OP_sms_report] = 'a',    [DESK_OP_sms_received] = 'a', [DESK_OP_metrics] = 'a',
};

enum who { OWN, OTHER, NOBODY, WHO_COUNT };
static struct str SESSION[WHO_COUNT];

static struct desk_submit_in SUBMIT;
static struct desk_case_in CASE;
static struct desk_code_in CODE;
static struct desk_edit_in EDIT;
static struct desk_event_in EVENT;
static struct desk_group_in GROUP;
static struct desk_document_in DOCUMENT;
static struct desk_block_in BLOCK;
static struct desk_session_in SESSION_IN;
static struct desk_language_in LANGUAGE;
static struct desk_empty EMPTY;
static const void *const INPUT[DESK_OP_COUNT] = {
	[DESK_OP_case_request] = &SUBMIT, [DESK_OP_case_code] = &CASE,        [DESK_OP_case_prove] = &CODE,  [DESK_OP_case_edit] = &EDIT,
	[DESK_OP_case_confirm] = &CASE,   [DESK_OP_case_get] = &CASE,         [DESK_OP_case_event] = &EVENT, [DESK_OP_case_person] = &CASE,
	[DESK_OP_group_get] = &GROUP,     [DESK_OP_document_add] = &DOCUMENT, [DESK_OP_line_block] = &BLOCK, [DESK_OP_session_end] = &SESSION_IN,
	[DESK_OP_account_get] = &EMPTY,   [DESK_OP_account_language] = &LANGUAGE, [DESK_OP_session_touch] = &EMPTY,
};

/* Anna (line 0) has begun a request of a group; all inputs are about it, her line or her session. */
static void
begin(void)
{
	struct desk_account_view a;
	struct desk_case_view v;

	world_open(&W, 2);
	subscribers_give(&W, 0, 'a');
	subscribers_give(&W, 1, 'b');
	SESSION[OWN] = subscribers_sign_in(&W, 0);
	SESSION[OTHER] = subscribers_sign_in(&W, 1);
	SESSION[NOBODY] = STR("");
	struct desk_caller anna = subscribers_caller(SESSION[OWN]);
	assert_int_equal(world_call(&W, DESK_OP_account_get, &anna, &EMPTY, &a), DESK_ok);
	record_init(&desk_submit_in_record, &SUBMIT);
	record_init(&desk_edit_in_record, &EDIT);
	SUBMIT.line = BLOCK.line = ((const struct desk_account_line *)a.lines.items)->handle;
	SUBMIT.group = GROUP.group = STR("abc");
	BLOCK.block = true;
	SESSION_IN.handle = ((const struct desk_session_item *)a.sessions.items)->handle;
	assert_int_equal(world_call(&W, DESK_OP_case_request, &anna, &SUBMIT, &v), DESK_created);
	CASE.reference = CODE.reference = EDIT.reference = EVENT.reference = DOCUMENT.reference = v.reference;
	EDIT.declared.found = true;
	CODE.code = STR("12345678");
	EVENT.event = TERMINATION_ON_withdraw;
	LANGUAGE.language = STR("nl");
	DOCUMENT.document = STR("0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d");
	DOCUMENT.last = true;
	DOCUMENT.content = STR("%PDF-1.7");
}

/* Changes whenever another connection has written to the file. */
static int64_t
data_version(sqlite3 *db)
{
	sqlite3_stmt *q;

	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA data_version", -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return v;
}

static void
try_cell(enum desk_op op, enum who who)
{
	static char out[8192];
	struct desk_caller c = subscribers_caller(SESSION[who]);
	bool is_in = who == OWN || (ABOUT[op] == 's' && who == OTHER) || ABOUT[op] == 'v';
	sqlite3 *db;

	assert_true(desk_operations[op].out->size <= sizeof out);
	assert_int_equal(sqlite3_open(W.path, &db), SQLITE_OK);
	int64_t before = data_version(db);
	enum desk_code code = world_call(&W, op, &c, INPUT[op], out);
	bool kept_out = code == DESK_stranger || code == DESK_denied || code == DESK_unknown;
	if (kept_out == is_in)
		fail_msg("%s, %d: %s: %.*s", desk_operations[op].name, (int)who, desk_code_name(code), STR_ARG(W.why));
	if (!is_in)
		assert_int_equal(data_version(db), before);
	if (ABOUT[op] == 'v')
		assert_int_equal(((const struct desk_case_view *)(const void *)out)->details, who == OWN);
	sqlite3_close(db);
}

static void
every_operation_for_everybody(void **state)
{
	(void)state;
	for (int op = 0; op < DESK_OP_COUNT; op++) {
		if (!strchr(desk_operations[op].callers, 'p'))
			continue;
		if (!ABOUT[op])
			fail_msg("%s: whose is what it is about?", desk_operations[op].name);
		for (int who = 0; who < WHO_COUNT && ABOUT[op] != 'a'; who++) {
			begin();
			try_cell((enum desk_op)op, (enum who)who);
			world_close(&W);
		}
	}
}

/* A session that has ended or was idle opens nothing; nor does one byte of another. */
static void
a_session_that_is_none(void **state)
{
	struct desk_account_view a;
	char other[65];

	(void)state;
	begin();
	struct desk_caller c = subscribers_caller(SESSION[OWN]);
	assert_int_equal(world_call(&W, DESK_OP_account_get, &c, &EMPTY, &a), DESK_ok);
	for (size_t i = 0; i < c.session.n; i += 7) {
		memcpy(other, SESSION[OWN].p, SESSION[OWN].n);
		other[i] = other[i] == 'A' ? 'B' : 'A';
		c.session = (struct str){ other, SESSION[OWN].n };
		assert_int_equal(world_call(&W, DESK_OP_account_get, &c, &EMPTY, &a), DESK_stranger);
	}
	W.now.ms += 31 * INT64_C(60000);
	c = subscribers_caller(SESSION[OWN]);
	assert_int_equal(world_call(&W, DESK_OP_account_get, &c, &EMPTY, &a), DESK_stranger);
	world_close(&W);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_operation_for_everybody), cmocka_unit_test(a_session_that_is_none) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
