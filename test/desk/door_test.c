/* door_test.c - who may come in and what they see: every role at every operation, API keys, the cursors of all lists, and the
 * feed while others write. */
#include "subscribers.h"

#include "base/hash.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sqlite3.h>
#include <cmocka.h>

#define MANY 120

static struct world W;

static int
setup(void **state)
{
	(void)state;
	world_open(&W, WORLD_LINES);
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

/* ---- roles ---- */

/* Who may do what, written down a second time: p public, r reader, o operator, a admin, w worker, h pass, t timer. */
static const char *const MAY[DESK_OP_COUNT] = {
	[DESK_OP_case_submit] = "oa",   [DESK_OP_case_request] = "p",    [DESK_OP_case_code] = "p",      [DESK_OP_case_prove] = "p",
	[DESK_OP_case_edit] = "p",      [DESK_OP_case_confirm] = "p",    [DESK_OP_case_get] = "proa",    [DESK_OP_case_list] = "roa",
	[DESK_OP_case_account] = "oa",
	[DESK_OP_case_event] = "poa",   [DESK_OP_line_get] = "roa",      [DESK_OP_line_list] = "roa",    [DESK_OP_line_block] = "poa",
	[DESK_OP_line_import] = "a",    [DESK_OP_number_get] = "roa",    [DESK_OP_number_list] = "roa",  [DESK_OP_number_ported] = "oa",
	[DESK_OP_card_list] = "roa",    [DESK_OP_card_act] = "oa",       [DESK_OP_event_list] = "roa",   [DESK_OP_effect_claim] = "w",
	[DESK_OP_effect_settle] = "w",  [DESK_OP_case_timer] = "t",      [DESK_OP_metrics] = "proa",
	[DESK_OP_sms_report] = "p",     [DESK_OP_sms_received] = "p",
	[DESK_OP_case_person] = "p",    [DESK_OP_group_get] = "p",       [DESK_OP_document_add] = "p",   [DESK_OP_document_get] = "roa",
	[DESK_OP_account_get] = "p",    [DESK_OP_account_language] = "p", [DESK_OP_account_show] = "roa", [DESK_OP_account_end] = "oa",  [DESK_OP_password_look] = "h",
	[DESK_OP_sign_in] = "h",        [DESK_OP_password_set] = "h",    [DESK_OP_proof_begin] = "p",    [DESK_OP_proof_get] = "p",
	[DESK_OP_proof_again] = "p",    [DESK_OP_proof_code] = "p",      [DESK_OP_session_touch] = "p",  [DESK_OP_session_end] = "p",
};
static const char LETTER[DESK_ROLE_COUNT] = { 'p', 'r', 'o', 'a', 'w', 'h', 't' };

/* Inputs that would do something if they were let in. */
static struct desk_submit_in SUBMIT;
static struct desk_case_in CASE;
static struct desk_code_in CODE;
static struct desk_edit_in EDIT;
static struct desk_event_in EVENT;
static struct desk_account_in ACCOUNT;
static struct desk_page_in PAGE;
static struct desk_line_in LINE;
static struct desk_block_in BLOCK;
static struct desk_import_in IMPORT;
static struct desk_ported_in PORTED;
static struct desk_card_in CARD;
static struct desk_claim_in CLAIM;
static struct effect_outcome SETTLE;
static struct desk_timer_in TIMER;
static struct desk_empty EMPTY;
static struct desk_sms_report_in REPORT;
static struct desk_sms_received_in RECEIVED;
static struct desk_group_in GROUP;
static struct desk_document_in DOCUMENT;
static struct desk_language_in LANGUAGE;
static struct desk_account_end_in ACCOUNT_END;
static struct desk_password_look_in LOOK;
static struct desk_sign_in_in SIGN_IN;
static struct desk_password_in PASSWORD;
static struct desk_proof_in PROOF;
static struct desk_proof_code_in PROOF_CODE;
static struct desk_session_in SESSION;
static const void *const INPUT[DESK_OP_COUNT] = {
	[DESK_OP_case_submit] = &SUBMIT,   [DESK_OP_case_request] = &SUBMIT,  [DESK_OP_case_code] = &CASE,     [DESK_OP_case_prove] = &CODE,
	[DESK_OP_case_edit] = &EDIT,       [DESK_OP_case_confirm] = &CASE,    [DESK_OP_case_get] = &CASE,      [DESK_OP_case_list] = &PAGE,
	[DESK_OP_case_account] = &ACCOUNT,
	[DESK_OP_case_event] = &EVENT,     [DESK_OP_line_get] = &LINE,        [DESK_OP_line_list] = &PAGE,     [DESK_OP_line_block] = &BLOCK,
	[DESK_OP_line_import] = &IMPORT,   [DESK_OP_number_get] = &LINE,      [DESK_OP_number_list] = &PAGE,   [DESK_OP_number_ported] = &PORTED,
	[DESK_OP_card_list] = &PAGE,       [DESK_OP_card_act] = &CARD,        [DESK_OP_event_list] = &PAGE,    [DESK_OP_effect_claim] = &CLAIM,
	[DESK_OP_effect_settle] = &SETTLE, [DESK_OP_case_timer] = &TIMER,     [DESK_OP_metrics] = &EMPTY,
	[DESK_OP_sms_report] = &REPORT,    [DESK_OP_sms_received] = &RECEIVED,
	[DESK_OP_case_person] = &CASE,     [DESK_OP_group_get] = &GROUP,      [DESK_OP_document_add] = &DOCUMENT, [DESK_OP_document_get] = &DOCUMENT,
	[DESK_OP_account_get] = &EMPTY,    [DESK_OP_account_language] = &LANGUAGE, [DESK_OP_account_show] = &ACCOUNT_END, [DESK_OP_account_end] = &ACCOUNT_END, [DESK_OP_password_look] = &LOOK,
	[DESK_OP_sign_in] = &SIGN_IN,      [DESK_OP_password_set] = &PASSWORD, [DESK_OP_proof_begin] = &PROOF,    [DESK_OP_proof_get] = &PROOF_CODE,
	[DESK_OP_proof_again] = &PROOF_CODE, [DESK_OP_proof_code] = &PROOF_CODE, [DESK_OP_session_touch] = &EMPTY, [DESK_OP_session_end] = &SESSION,
};

static void
fill_inputs(struct str reference)
{
	record_init(&desk_submit_in_record, &SUBMIT);
	record_init(&desk_edit_in_record, &EDIT);
	record_init(&desk_import_in_record, &IMPORT);
	SUBMIT.msisdn = EDIT.declared.msisdn = LINE.msisdn = BLOCK.msisdn = PORTED.msisdn = str_of(world_number(1));
	EDIT.declared.found = true;
	CASE.reference = CODE.reference = EDIT.reference = EVENT.reference = ACCOUNT.reference = reference;
	ACCOUNT.note = STR("as seen");
	CODE.code = STR("12345678");
	EVENT.event = TERMINATION_ON_withdraw;
	BLOCK.block = true;
	RECEIVED = (struct desk_sms_received_in){ .from = STR("32470000009"), .text = STR("STOP") };
	IMPORT.row = (struct desk_import_row){ .found = true, .msisdn = STR("32479000001"), .imsi = STR("206019000000001"), .contract_start = DATE_NONE,
		.contract_end = DATE_NONE, .price_rise = DATE_NONE, .credit_expiry = DATE_NONE };
	GROUP.group = STR("abc");
	DOCUMENT = (struct desk_document_in){ .reference = reference, .document = STR("0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d") };
	LANGUAGE.language = STR("nl");
	ACCOUNT_END.msisdn = LOOK.login = SIGN_IN.login = PROOF.login = str_of(world_number(1));
	CARD = (struct desk_card_in){ .card = STR("0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d.0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8e"), .action = STR("take") };
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
try_door(sqlite3 *db, enum desk_role role, enum desk_op op)
{
	static char out[8192];
	struct desk_caller c = { .role = role, .name = STR("somebody"), .channel = STR("api") };
	bool may = strchr(MAY[op], LETTER[role]);

	if (op == DESK_OP_sms_received)		/* which is kept out without it */
		c.token = desk_sms_token(W.desk, W.arena);
	if (role == DESK_ROLE_public || role == DESK_ROLE_pass)		/* somebody is signed in; access_test.c tries it without */
		c.session = subscribers_sign_in(&W, 5);
	int64_t before = data_version(db);

	assert_true(desk_operations[op].out->size <= sizeof out);
	enum desk_code code = world_call(&W, op, &c, INPUT[op], out);
	bool kept_out = code == DESK_stranger || code == DESK_denied;
	if (may == kept_out)
		fail_msg("%s at %s: %s", desk_role_names.name[role], desk_operations[op].name, desk_code_name(code));
	if (may)
		return;
	assert_int_equal(code, role == DESK_ROLE_public ? DESK_stranger : DESK_denied);
	assert_int_equal(data_version(db), before);
	assert_true(W.why.n > 10);
}

static void
every_role_at_every_operation(void **state)
{
	struct desk_case_view v;
	sqlite3 *db;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	subscribers_give(&W, 5, 'd');
	fill_inputs(v.reference);
	assert_int_equal(sqlite3_open(W.path, &db), SQLITE_OK);
	for (int i = 0; i < DESK_OP_COUNT; i++) {
		assert_non_null(MAY[i]);
		assert_string_equal(desk_operations[i].callers, MAY[i]);
		for (int r = 0; r < DESK_ROLE_COUNT; r++)
			try_door(db, (enum desk_role)r, (enum desk_op)i);
	}
	sqlite3_close(db);
}

/* What is written needs an operation that writes: a reading one leaves the file as it is, whoever asks. */
static void
reads_write_nothing(void **state)
{
	static char out[8192];
	struct desk_caller c = world_client();
	struct desk_case_view v;
	sqlite3 *db;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	fill_inputs(v.reference);
	assert_int_equal(sqlite3_open(W.path, &db), SQLITE_OK);
	int64_t before = data_version(db);
	for (int i = 0; i < DESK_OP_COUNT; i++)
		if (!desk_operations[i].writes && strchr(MAY[i], 'o')) {
			enum desk_code code = world_call(&W, (enum desk_op)i, &c, INPUT[i], out);
			assert_true(code == DESK_ok || (code == DESK_unknown && i == DESK_OP_document_get));
		}
	assert_int_equal(data_version(db), before);
	sqlite3_close(db);
}

/* ---- API keys ---- */

static struct desk_caller
with_key(const char *key)
{
	return (struct desk_caller){ .role = DESK_ROLE_public, .name = STR("web"), .channel = STR("api"), .credential = str_of(key) };
}

static enum desk_code
list_with(const char *key)
{
	struct desk_cases all;
	struct desk_caller c = with_key(key);

	return world_call(&W, DESK_OP_case_list, &c, &(struct desk_page_in){ .limit = 10 }, &all);
}

static enum desk_code
submit_with(const char *key, int line, const char *idempotency, struct desk_case_view *out)
{
	struct desk_caller c = with_key(key);
	struct desk_submit_in in;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(line));
	c.key = str_of(idempotency);
	return world_call(&W, DESK_OP_case_submit, &c, &in, out);
}

static void
api_keys_give_their_roles(void **state)
{
	struct hash h = HASH_OF(STR("api key"), STR("revoked-key"));
	struct api_client gone = { .key_hash = hash_str(&h), .name = STR("old shop"), .role = STR("operator"), .created_ms = W.now, .revoked_ms = W.now };
	char reader[64], shop[64], other[64];
	struct desk_case_view v, w;

	(void)state;
	assert_int_equal(desk_client_add(W.desk, STR("board"), STR("reader"), reader), ERR_OK);
	assert_int_equal(desk_client_add(W.desk, STR("shop"), STR("operator"), shop), ERR_OK);
	assert_int_equal(desk_client_add(W.desk, STR("other"), STR("operator"), other), ERR_OK);
	assert_int_equal(store_run(desk_store(W.desk), STORE_Q_client_add, &gone, NULL, W.arena, NULL), ERR_OK);
	assert_int_equal(list_with(reader), DESK_ok);
	assert_int_equal(submit_with(reader, 0, "k", &v), DESK_denied);
	assert_int_equal(list_with("revoked-key"), DESK_stranger);
	assert_int_equal(submit_with("revoked-key", 0, "k", &v), DESK_stranger);
	assert_int_equal(list_with("no such key"), DESK_stranger);
	assert_int_equal(submit_with(shop, 0, "k", &v), DESK_created);
	v = world_case(&W, v.reference);
	assert_true(str_is(v.authority, "vouched by shop"));
	assert_int_equal(submit_with(other, 1, "k", &w), DESK_created);	/* another client's key is another key */
	assert_false(str_eq(v.reference, w.reference));
	assert_int_equal(submit_with(shop, 0, "k", &w), DESK_created);
	assert_true(str_eq(v.reference, w.reference));
}

/* ---- cursors ---- */

static char SEEN[4 * MANY][96];
static size_t seen;

static void
note(struct str what)
{
	assert_true(seen < COUNT(SEEN) && what.n < sizeof SEEN[0]);
	for (size_t i = 0; i < seen; i++)
		assert_false(str_is(what, SEEN[i]));		/* once */
	snprintf(SEEN[seen++], sizeof SEEN[0], "%.*s", STR_ARG(what));
}

/* Pages through the list of OP, LIMIT at a time; ITEMS and NEXT are at the same place in all of them. */
static size_t
page_through(enum desk_op op, int64_t limit, struct str (*name_of)(const struct list *, size_t))
{
	struct desk_caller c = world_client();
	struct desk_page_in in = { .limit = limit };
	static char out[8192];

	static_assert(offsetof(struct desk_cases, items) == offsetof(struct desk_feed, items), "lists are alike");
	static_assert(offsetof(struct desk_cases, next) == offsetof(struct desk_lines, next), "lists are alike");
	seen = 0;
	for (;;) {
		assert_int_equal(world_call(&W, op, &c, &in, out), DESK_ok);
		const struct desk_cases *page = (const void *)out;
		assert_true(page->items.n <= (size_t)limit);
		for (size_t i = 0; i < page->items.n; i++)
			note(name_of(&page->items, i));
		if (!page->next.n || !page->items.n)
			return seen;
		in.after = page->next;
	}
}

static struct str
name_of_case(const struct list *l, size_t i)
{
	return ((const struct desk_case_item *)l->items)[i].reference;
}

static struct str
name_of_line(const struct list *l, size_t i)
{
	const struct desk_line_view *v = &((const struct desk_line_view *)l->items)[i];

	return arena_printf(W.arena, "%.*s %.*s", STR_ARG(v->msisdn), STR_ARG(v->imsi));
}

static struct str
name_of_number(const struct list *l, size_t i)
{
	const struct desk_number_view *v = &((const struct desk_number_view *)l->items)[i];

	return arena_printf(W.arena, "%.*s %lld", STR_ARG(v->msisdn), (long long)v->held.ms);
}

static struct str
name_of_card(const struct list *l, size_t i)
{
	return ((const struct desk_card_view *)l->items)[i].card;
}

static struct str
name_of_event(const struct list *l, size_t i)
{
	return ((const struct desk_feed_item *)l->items)[i].id;
}

/* Many in one batch: the same instant of receipt, so that the cursor's second part counts. */
static void
many_cases(void)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in;

	record_init(&desk_submit_in_record, &in);
	for (int i = 0; i < MANY; i++) {
		in.msisdn = arena_printf(W.arena, "+32499%06d", i);
		nobody.network = in.msisdn;		/* each from another one: they are counted */
		assert_true(desk_add(W.desk, DESK_OP_case_request, &nobody, &in, 0, NULL, false));
	}
	while (desk_has_work(W.desk))
		desk_run(W.desk);
}

static void
import_line(const char *msisdn, const char *imsi)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("t") };
	struct desk_import_in in;
	struct desk_import_out out;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(msisdn);
	in.row.imsi = str_of(imsi);
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	if (!str_is(out.result, "new"))
		fail_msg("import of %s: %.*s", msisdn, STR_ARG(out.what));
}

static void
every_list_gives_each_once(void **state)
{
	static const int64_t LIMITS[] = { 1, 7, 50, 100 };

	(void)state;
	many_cases();
	for (size_t i = 0; i < COUNT(LIMITS); i++) {
		assert_int_equal(page_through(DESK_OP_case_list, LIMITS[i], name_of_case), MANY);
		assert_int_equal(page_through(DESK_OP_line_list, LIMITS[i], name_of_line), WORLD_LINES);
		assert_int_equal(page_through(DESK_OP_event_list, LIMITS[i], name_of_event), MANY + WORLD_LINES);
	}
}

/* Cases that end, a number that is given out again and ends again: the same number twice in both lists. */
static void
numbers_that_were_given_out_twice(void **state)
{
	struct desk_case_view v;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(world_submit(&W, i, world_number(i), &v), DESK_created);
		assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	}
	W.now.ms += INT64_C(800) * 86400000;
	import_line(world_number(1), "206019000000002");
	snprintf(W.line[3].imsi, sizeof W.line[3].imsi, "206019000000002");	/* the world's fourth line is now this one */
	assert_int_equal(world_submit(&W, 1, "again", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 60));
	for (int64_t limit = 1; limit < 5; limit++) {
		assert_int_equal(page_through(DESK_OP_line_list, limit, name_of_line), WORLD_LINES + 1);
		assert_int_equal(page_through(DESK_OP_number_list, limit, name_of_number), 4);
	}
}

static void
cards_are_listed_once(void **state)
{
	struct desk_case_view v;

	(void)state;
	for (int i = 0; i < WORLD_LINES; i++) {
		W.line[i].present = false;			/* each becomes a card: the network does not know it */
		assert_int_equal(world_submit(&W, i, world_number(i), &v), DESK_created);
	}
	while (world_round(&W))
		;
	for (int64_t limit = 1; limit < 5; limit++)
		assert_int_equal(page_through(DESK_OP_card_list, limit, name_of_card), WORLD_LINES);
	struct desk_caller c = world_client();
	struct desk_card_in in = { .card = str_of(SEEN[2]), .action = STR("close"), .note = STR("mended") };
	struct desk_card_view card;
	assert_int_equal(world_call(&W, DESK_OP_card_act, &c, &in, &card), DESK_refused);	/* its case still waits for it */
	in.action = STR("take");
	assert_int_equal(world_call(&W, DESK_OP_card_act, &c, &in, &card), DESK_ok);	/* an id is good as it is listed */
	assert_true(card.open && str_is(card.owner, "operator:shop"));
	assert_int_equal(world_event(&W, &c, v.reference, TERMINATION_ON_withdraw, "", &v), DESK_ok);
	assert_int_equal(page_through(DESK_OP_card_list, 3, name_of_card), WORLD_LINES - 1);
}

static void
a_cursor_of_somebody_else_is_refused(void **state)
{
	static const enum desk_op LIST[] = { DESK_OP_case_list, DESK_OP_line_list, DESK_OP_number_list, DESK_OP_card_list, DESK_OP_event_list };
	static const char *const BAD[] = { "x", "1.2", "-", "1.0197d0c2-6b1b-7c3e-9c1a", "99999999999999999999.0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d.0" };
	struct desk_caller c = world_client();
	static char out[8192];

	(void)state;
	for (size_t i = 0; i < COUNT(LIST); i++)
		for (size_t k = 0; k < COUNT(BAD); k++)
			assert_int_equal(world_call(&W, LIST[i], &c, &(struct desk_page_in){ .limit = 5, .after = str_of(BAD[k]) }, out), DESK_invalid);
}

/* ---- the feed while others write ---- */

struct chain { struct id line; int64_t seq; };

/* True: this event is the next of its line. At least once: what was seen may come again. */
static void
follow(struct chain *chain, size_t *lines, const struct desk_feed_item *e)
{
	struct str line, seq;
	int64_t n;
	size_t i = 0;

	assert_true(str_split(e->id, '.', &line, &seq) && str_to_i64(seq, &n));
	while (i < *lines && !id_eq(chain[i].line, e->line))
		i++;
	if (i == *lines)
		chain[(*lines)++] = (struct chain){ e->line, 0 };
	assert_true(n <= chain[i].seq + 1);
	if (n == chain[i].seq + 1)
		chain[i].seq = n;
}

static void
the_feed_misses_nothing(void **state)
{
	struct chain chain[WORLD_LINES + 1];
	size_t lines = 0, events = 0;
	struct desk_caller c = world_client();
	struct desk_page_in in = { .limit = 3 };
	struct desk_feed feed;
	struct desk_case_view v;

	(void)state;
	for (int turn = 0; turn < 400; turn++) {
		if (turn % 10 == 0 && turn / 10 < WORLD_LINES)
			assert_int_equal(world_submit(&W, turn / 10, world_number(turn / 10), &v), DESK_created);
		if (turn < 200 && !world_round(&W))
			W.now.ms += turn % 3 == 0 ? -50 : 400;		/* a clock that is set back now and then */
		assert_int_equal(world_call(&W, DESK_OP_event_list, &c, &in, &feed), DESK_ok);
		const struct desk_feed_item *e = feed.items.items;
		for (size_t i = 0; i < feed.items.n; i++, events++)
			follow(chain, &lines, &e[i]);
		in.after = feed.next;
	}
	assert_int_equal(feed.items.n, 0);
	assert_int_equal(lines, WORLD_LINES);
	int64_t sum = 0;
	for (size_t i = 0; i < lines; i++) {
		struct audit_row head;
		assert_int_equal(store_run(desk_store(W.desk), STORE_Q_audit_head, &(struct by_line){ .line_id = chain[i].line }, &head, W.arena, NULL), ERR_OK);
		assert_int_equal(head.seq, chain[i].seq);
		sum += head.seq;
	}
	assert_true(events >= (size_t)sum);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(every_role_at_every_operation), T(reads_write_nothing), T(api_keys_give_their_roles), T(every_list_gives_each_once),
		T(numbers_that_were_given_out_twice), T(cards_are_listed_once), T(a_cursor_of_somebody_else_is_refused), T(the_feed_misses_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
