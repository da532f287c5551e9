/* document_test.c - papers: only these kinds, sizes and numbers, in order, each part once; only by whose case it is, only to staff;
 * and the person who checks when no code can reach the holder. */
#include "subscribers.h"

#include "base/clock.h"
#include "domain/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sqlite3.h>
#include <cmocka.h>

#define FULL DESK_PART_BYTES

static struct world W;
static struct str ANNA;
static char PART[FULL];
static int NAMES;

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 3);
	W.conf.policy.review = POLICY_REVIEW_manual;
	world_reopen(&W);
	subscribers_give(&W, 0, 'a');
	ANNA = subscribers_sign_in(&W, 0);
	memset(PART, 'x', sizeof PART);
	memcpy(PART, "%PDF-1.7", 8);
	NAMES = 0;
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

static struct str
new_id(void)
{
	return arena_printf(W.arena, "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b%04x", (unsigned)++NAMES);
}

static enum desk_code
send(const struct desk_caller *c, struct str reference, struct str id, int64_t part, size_t n, bool last, struct desk_document_part *out)
{
	struct desk_document_in in = { .found = true, .reference = reference, .document = id, .part = part, .last = last, .content = { PART, n } };

	return world_call(&W, DESK_OP_document_add, c, &in, out);
}

static enum desk_code
fetch(const struct desk_caller *c, struct str reference, struct str id, int64_t part, struct desk_document_part *out)
{
	struct desk_document_in in = { .found = true, .reference = reference, .document = id, .part = part };

	return world_call(&W, DESK_OP_document_get, c, &in, out);
}

/* A case of Anna's in review. */
static struct str
in_review(void)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct desk_submit_in in;
	struct desk_case_view v;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(0));
	assert_int_equal(world_call(&W, DESK_OP_case_request, &anna, &in, &v), DESK_created);
	assert_int_equal(world_call(&W, DESK_OP_case_confirm, &anna, &(struct desk_case_in){ .reference = v.reference }, &v), DESK_created);
	assert_int_equal(v.state, TERMINATION_review);
	return v.reference;
}

/* A wish for LINE that nobody has proven; TOKEN_OUT opens it. */
static struct str
unproven(const char *number, struct str *token_out)
{
	struct desk_caller nobody = world_public(STR(""));
	struct desk_submit_in in;
	struct desk_case_view v;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(number);
	assert_int_equal(world_call(&W, DESK_OP_case_request, &nobody, &in, &v), DESK_created);
	*token_out = v.token;
	return v.reference;
}

static int64_t
count(const char *sql)
{
	sqlite3_stmt *q;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(W.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

/* ---- papers ---- */

static void
there_and_back(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA), staff = world_client();
	struct str reference = in_review(), id = new_id();
	struct desk_document_part p;
	struct desk_case_view v;

	(void)state;
	assert_int_equal(send(&anna, reference, id, 0, FULL, false, &p), DESK_created);
	assert_int_equal(world_case(&W, reference).documents.n, 0);		/* not whole yet: neither shown nor given */
	assert_int_equal(fetch(&staff, reference, id, 0, &p), DESK_unknown);
	PART[0] = '*';
	assert_int_equal(send(&anna, reference, id, 1, 1000, true, &p), DESK_created);
	assert_true(p.about.bytes == FULL + 1000 && str_is(p.about.type, "application/pdf"));
	v = world_case(&W, reference);
	assert_int_equal(v.documents.n, 1);
	const struct desk_document_view *d = v.documents.items;
	assert_true(str_eq(d->document, id) && d->bytes == FULL + 1000);
	assert_int_equal(fetch(&staff, reference, id, 1, &p), DESK_ok);
	assert_true(p.last && p.content.n == 1000 && p.content.p[0] == '*');
	assert_int_equal(fetch(&staff, reference, id, 0, &p), DESK_ok);
	assert_true(!p.last && p.content.n == FULL && p.content.p[0] == '%');
	assert_int_equal(fetch(&staff, reference, id, 2, &p), DESK_unknown);
	assert_int_equal(fetch(&anna, reference, id, 0, &p), DESK_stranger);	/* it is not given back, not even to the sender */
}

static void
each_part_once_in_order(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct str reference = in_review(), id = new_id();
	struct desk_document_part p;

	(void)state;
	assert_int_equal(send(&anna, reference, id, 1, 10, true, &p), DESK_refused);	/* not begun */
	assert_int_equal(send(&anna, reference, id, 0, FULL, false, &p), DESK_created);
	assert_int_equal(send(&anna, reference, id, 0, FULL, false, &p), DESK_ok);	/* the answer was lost */
	assert_int_equal(send(&anna, reference, id, 2, FULL, false, &p), DESK_refused);
	PART[9] = 'y';
	assert_int_equal(send(&anna, reference, id, 0, FULL, false, &p), DESK_refused);	/* another content */
	assert_int_equal(send(&anna, reference, id, 1, 10, false, &p), DESK_invalid);	/* not full, not last */
	assert_int_equal(send(&anna, reference, id, 1, 0, true, &p), DESK_invalid);
	assert_int_equal(send(&anna, reference, id, 1, FULL, true, &p), DESK_created);
	assert_int_equal(send(&anna, reference, id, 1, FULL, true, &p), DESK_ok);
	assert_int_equal(send(&anna, reference, id, 2, 10, true, &p), DESK_refused);	/* it is whole */
	assert_int_equal(count("SELECT count(*) FROM document_part"), 2);
	assert_int_equal(send(&anna, reference, STR("../x"), 0, 10, true, &p), DESK_unknown);
}

static void
only_these_kinds(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct str reference = in_review();
	struct desk_document_part p;

	(void)state;
	memcpy(PART, "<html>..", 8);
	assert_int_equal(send(&anna, reference, new_id(), 0, 100, true, &p), DESK_invalid);
	assert_true(W.why.n > 20);
	memcpy(PART, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(send(&anna, reference, new_id(), 0, 100, true, &p), DESK_created);
	assert_true(str_is(p.about.type, "image/png"));
	memcpy(PART, "\xff\xd8\xff\xe0", 4);
	assert_int_equal(send(&anna, reference, new_id(), 0, 100, true, &p), DESK_created);
	assert_true(str_is(p.about.type, "image/jpeg"));
}

static void
ten_megabytes_and_no_more(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct str reference = in_review(), id = new_id();
	struct desk_document_part p;

	(void)state;
	for (unsigned i = 0; i < PAPER_BYTES_MAX / FULL; i++)
		assert_int_equal(send(&anna, reference, id, i, FULL, false, &p), DESK_created);
	assert_int_equal(send(&anna, reference, id, PAPER_BYTES_MAX / FULL, 1, true, &p), DESK_invalid);
	assert_int_equal(world_case(&W, reference).documents.n, 0);
}

/* What was begun and left lying makes room after an hour, and is gone from the disk. */
static void
five_for_a_case(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA);
	struct str reference = in_review(), left = new_id();
	struct desk_document_part p;

	(void)state;
	assert_int_equal(send(&anna, reference, left, 0, FULL, false, &p), DESK_created);
	for (int i = 1; i < PAPERS_MAX; i++)
		assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_created);
	assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_refused);
	W.now.ms += 61 * INT64_C(60000);
	ANNA = subscribers_sign_in(&W, 0);
	anna = subscribers_caller(ANNA);
	assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_created);
	assert_int_equal(count("SELECT count(*) FROM document"), PAPERS_MAX);
	assert_int_equal(count("SELECT count(*) FROM document_part"), PAPERS_MAX);
	assert_int_equal(send(&anna, reference, left, 1, 50, true, &p), DESK_refused);
	assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_refused);
}

static void
only_while_it_is_checked(void **state)
{
	struct desk_caller anna = subscribers_caller(ANNA), staff = world_client();
	struct str reference = in_review();
	struct desk_document_part p;
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_event(&W, &staff, reference, TERMINATION_ON_ask, "a proof of loss", &v), DESK_ok);
	assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_created);
	assert_int_equal(world_event(&W, &anna, reference, TERMINATION_ON_answer, "here it is", &v), DESK_ok);
	assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_created);
	assert_int_equal(world_event(&W, &staff, reference, TERMINATION_ON_approve, "", &v), DESK_ok);
	assert_int_equal(send(&anna, reference, new_id(), 0, 50, true, &p), DESK_refused);
	assert_int_equal(count("SELECT count(*) FROM audit WHERE what = 'document' AND body LIKE '%\"state\":\"asked\"%'"), 1);
	assert_int_equal(world_case(&W, reference).documents.n, 2);
}

static void
only_of_ones_own_case(void **state)
{
	struct str token, other_token, reference = unproven(world_number(1), &token), other = unproven(world_number(1), &other_token), id = new_id();
	struct desk_caller holder = world_public(token), stranger = world_public(other_token), nobody = world_public(STR("")),
	    anna = subscribers_caller(ANNA), staff = world_client();
	struct desk_document_part p;

	(void)state;
	assert_int_equal(send(&stranger, reference, id, 0, 50, true, &p), DESK_unknown);
	assert_int_equal(send(&nobody, reference, id, 0, 50, true, &p), DESK_unknown);
	assert_int_equal(send(&anna, reference, id, 0, 50, true, &p), DESK_unknown);
	assert_int_equal(count("SELECT count(*) FROM document_part"), 0);
	assert_int_equal(send(&holder, reference, id, 0, 50, true, &p), DESK_created);
	assert_int_equal(fetch(&staff, other, id, 0, &p), DESK_unknown);	/* by its own case only, also of the same line */
	assert_int_equal(send(&stranger, other, id, 0, 50, true, &p), DESK_refused);	/* nor under its name */
	assert_int_equal(fetch(&staff, reference, id, 0, &p), DESK_ok);
}

/* What was sent for a wish that nobody proved goes with it; what was sent for a proven one stays. */
static void
gone_with_an_unproven_wish(void **state)
{
	struct str token, reference = unproven(world_number(1), &token), proven = in_review();
	struct desk_caller holder = world_public(token), anna = subscribers_caller(ANNA);
	struct desk_document_part p;
	struct desk_case_view v;

	(void)state;
	assert_int_equal(send(&holder, reference, new_id(), 0, 50, true, &p), DESK_created);
	assert_int_equal(send(&anna, proven, new_id(), 0, 50, true, &p), DESK_created);
	assert_int_equal(world_event(&W, &anna, proven, TERMINATION_ON_withdraw, "", &v), DESK_ok);
	W.now.ms += 8 * CLOCK_DAY_MS;
	world_round(&W);
	assert_int_equal(world_case(&W, reference).state, TERMINATION_expired);
	assert_int_equal(count("SELECT count(*) FROM document"), 1);
	assert_int_equal(count("SELECT count(*) FROM document_part"), 1);
}

/* ---- a person checks ---- */

static enum desk_code
ask_a_person(struct str reference, struct str token, struct desk_case_view *out)
{
	struct desk_caller c = world_public(token);

	return world_call(&W, DESK_OP_case_person, &c, &(struct desk_case_in){ .reference = reference }, out);
}

static void
the_same_for_any_number(void **state)
{
	struct str token[2], reference[2] = { unproven(world_number(1), &token[0]), unproven("32479999999", &token[1]) };
	struct desk_case_view v[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct utc_ms before = world_case(&W, reference[i]).by_when;

		assert_int_equal(ask_a_person(reference[i], token[i], &v[i]), DESK_ok);
		assert_int_equal(ask_a_person(reference[i], token[i], &v[i]), DESK_ok);		/* once */
		assert_true(v[i].by_person && v[i].state == TERMINATION_received && !v[i].proven);
		assert_int_equal(v[i].by_when.ms, before.ms);
	}
	assert_int_equal(world_case(&W, reference[0]).cards.n, 1);
	assert_int_equal(world_case(&W, reference[1]).cards.n, 0);
	assert_int_equal(count("SELECT count(*) FROM audit WHERE what = 'person'"), 2);
	assert_int_equal(ask_a_person(reference[0], token[1], &v[0]), DESK_unknown);
}

static void
a_person_vouches(void **state)
{
	struct str token, reference = unproven(world_number(1), &token), second, none;
	struct desk_caller staff = world_client(), holder;
	struct desk_case_view v;

	(void)state;
	second = unproven(world_number(1), &holder.token);
	none = unproven("32479999999", &holder.token);
	holder = world_public(token);
	assert_int_equal(ask_a_person(reference, token, &v), DESK_ok);
	assert_int_equal(world_event(&W, &holder, reference, TERMINATION_ON_prove, "", &v), DESK_unknown);	/* not oneself */
	assert_int_equal(world_event(&W, &staff, none, TERMINATION_ON_prove, "", &v), DESK_refused);
	assert_int_equal(world_event(&W, &staff, reference, TERMINATION_ON_prove, "passport seen", &v), DESK_ok);
	assert_true(v.state == TERMINATION_review && str_is(v.authority, "vouched by shop") && v.quote.found);
	v = world_case(&W, reference);
	const struct desk_card_view *card = v.cards.items;
	assert_true(v.cards.n == 1 && !card->open);
	assert_int_equal(world_event(&W, &staff, second, TERMINATION_ON_prove, "", &v), DESK_refused);		/* one case for a line */
	assert_true(memmem(W.why.p, W.why.n, reference.p, reference.n) != NULL);
	assert_int_equal(world_event(&W, &staff, reference, TERMINATION_ON_prove, "", &v), DESK_refused);	/* it is proven */
}

static void
the_card_may_be_closed(void **state)
{
	struct str token, reference = unproven(world_number(1), &token);
	struct desk_caller staff = world_client();
	struct desk_case_view v;
	struct desk_card_view card;

	(void)state;
	assert_int_equal(ask_a_person(reference, token, &v), DESK_ok);
	v = world_case(&W, reference);
	struct desk_card_in in = { .found = true, .card = ((const struct desk_card_view *)v.cards.items)->card, .action = STR("close"), .note = STR("not the holder") };
	assert_int_equal(world_call(&W, DESK_OP_card_act, &staff, &in, &card), DESK_ok);
	W.now.ms += 8 * CLOCK_DAY_MS;
	world_round(&W);
	assert_int_equal(world_case(&W, reference).state, TERMINATION_expired);
}

int
main(void)
{
#define ONE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		ONE(there_and_back), ONE(each_part_once_in_order), ONE(only_these_kinds), ONE(ten_megabytes_and_no_more), ONE(five_for_a_case),
		ONE(only_while_it_is_checked), ONE(only_of_ones_own_case), ONE(gone_with_an_unproven_wish),
		ONE(the_same_for_any_number), ONE(a_person_vouches), ONE(the_card_may_be_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
