/* session_test.c - sessions: how long they live, how they end, whose they are; and what an import does to who may sign in. */
#include "subscriber.h"

#include "base/hash.h"

static struct world W;

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 4);
	BROWSER = (struct browser){ .agent = STR("Testfox 1.0") };
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

static enum desk_code
call(enum desk_op op, struct str session, const void *in, void *out)
{
	struct desk_caller c = browser_caller();

	c.session = session;
	return world_call(&W, op, &c, in, out);
}

static enum desk_code
end(struct str session, struct str handle)
{
	return call(DESK_OP_session_end, session, &(struct desk_session_in){ .handle = handle }, &(struct desk_empty){ 0 });
}

static struct desk_account_view
account(struct str session)
{
	struct desk_account_view v;

	assert_int_equal(call(DESK_OP_account_get, session, &(struct desk_empty){ 0 }, &v), DESK_ok);
	return v;
}

/* ---- how long ---- */

static void
half_an_hour_of_quiet_ends_it(void **state)
{
	(void)state;
	struct str s = signed_in(&W, world_number(0));
	for (int i = 0; i < 3; i++) {
		W.now.ms += 29 * 60000;
		assert_int_equal(touch(&W, s), DESK_ok);
	}
	W.now.ms += 30 * 60000;
	assert_int_equal(touch(&W, s), DESK_stranger);
}

static void
eight_hours_end_it_however_busy(void **state)
{
	int minutes = 0;

	(void)state;
	struct str s = signed_in(&W, world_number(0));
	W.now.ms += 1000;
	while (touch(&W, s) == DESK_ok && minutes < 1000) {
		W.now.ms += 20 * 60000;
		minutes += 20;
	}
	assert_int_equal(minutes, 8 * 60);
}

static void
a_touch_writes_once_a_minute(void **state)
{
	(void)state;
	struct str s = signed_in(&W, world_number(0));
	int64_t first = count_of(&W, "SELECT seen_ms FROM session");
	W.now.ms += 50000;
	assert_int_equal(touch(&W, s), DESK_ok);
	assert_int_equal(count_of(&W, "SELECT seen_ms FROM session"), first);
	W.now.ms += 20000;
	assert_int_equal(touch(&W, s), DESK_ok);
	assert_true(count_of(&W, "SELECT seen_ms FROM session") > first);
}

static void
what_is_over_is_swept(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		signed_in(&W, world_number(i));
	W.now.ms += 9 * 3600000;
	signed_in(&W, world_number(3));
	assert_int_equal(count_of(&W, "SELECT count(*) FROM session"), 1);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM proof"), 1);
	assert_true(count_of(&W, "SELECT count(*) FROM attempt") <= 3);
}

/* ---- whose ---- */

static void
a_token_says_nothing_and_cannot_be_made(void **state)
{
	char other[65];

	(void)state;
	struct str a = signed_in(&W, world_number(0)), b = signed_in(&W, world_number(0));
	assert_false(str_eq(a, b));
	assert_memory_not_equal(a.p + 43, b.p + 43, 21);	/* the same subscriber, masked each time differently */
	for (size_t i = 0; i < a.n; i++) {
		snprintf(other, sizeof other, "%.*s", STR_ARG(a));
		other[i] = other[i] == 'A' ? 'B' : 'A';
		assert_int_equal(touch(&W, str_of(other)), DESK_stranger);
	}
	assert_int_equal(touch(&W, STR("")), DESK_stranger);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM session WHERE length(token_hash) = 32"), 2);
}

static void
its_hash_is_all_that_is_kept(void **state)
{
	char sql[160] = "SELECT count(*) FROM session WHERE token_hash = x'";
	size_t n = strlen(sql);

	(void)state;
	struct hash h = HASH_OF(STR("session"), signed_in(&W, world_number(0)));
	for (size_t i = 0; i < HASH_SIZE; i++, n += 2)
		snprintf(sql + n, sizeof sql - n, "%02x", h.b[i]);
	snprintf(sql + n, sizeof sql - n, "'");
	assert_int_equal(count_of(&W, sql), 1);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM session"), 1);
}

static void
nobody_ends_the_session_of_another(void **state)
{
	(void)state;
	struct str mine = signed_in(&W, world_number(0)), theirs = signed_in(&W, world_number(1));
	struct desk_account_view v = account(theirs);
	const struct desk_session_item *item = v.sessions.items;

	assert_int_equal(v.sessions.n, 1);
	assert_int_equal(end(mine, item[0].handle), DESK_unknown);
	assert_int_equal(touch(&W, theirs), DESK_ok);
	assert_int_equal(end(theirs, item[0].handle), DESK_ok);
	assert_int_equal(touch(&W, theirs), DESK_stranger);
	assert_int_equal(touch(&W, mine), DESK_ok);
}

/* ---- how it ends ---- */

static void
this_one_or_the_others(void **state)
{
	struct str s[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		s[i] = signed_in(&W, world_number(0));
	assert_int_equal(end(s[0], STR("")), DESK_ok);
	assert_int_equal(touch(&W, s[0]), DESK_stranger);
	assert_int_equal(end(s[1], STR("others")), DESK_ok);
	assert_int_equal(touch(&W, s[1]), DESK_ok);
	assert_int_equal(touch(&W, s[2]), DESK_stranger);
	assert_int_equal(end(s[2], STR("others")), DESK_stranger);
}

/* A browser that signs in again gets a new token, and the one it had is worth nothing (session fixation). */
static void
signing_in_again_ends_the_session_before(void **state)
{
	(void)state;
	BROWSER.session = signed_in(&W, world_number(0));
	struct str next = signed_in(&W, world_number(0));
	assert_int_equal(touch(&W, BROWSER.session), DESK_stranger);
	assert_int_equal(touch(&W, next), DESK_ok);
}

static void
staff_end_all_when_a_phone_was_stolen(void **state)
{
	struct desk_caller shop = world_client(), web = world_public(STR(""));
	struct desk_account_end_in in = { .msisdn = str_of(world_number(0)) };
	struct desk_proof_view p;

	(void)state;
	struct desk_staff_view seen;
	struct str s = signed_in(&W, world_number(0)), other = signed_in(&W, world_number(1));
	assert_int_equal(world_call(&W, DESK_OP_account_show, &web, &in, &seen), DESK_stranger);
	assert_int_equal(world_call(&W, DESK_OP_account_show, &shop, &in, &seen), DESK_ok);
	const struct desk_staff_session *item = seen.sessions.items;
	assert_true(seen.sessions.n == 1 && seen.lines == 1 && !seen.password_set.ms && str_is(item[0].agent, "Testfox 1.0"));
	assert_int_equal(proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p), DESK_created);
	assert_int_equal(world_call(&W, DESK_OP_account_end, &web, &in, &(struct desk_empty){ 0 }), DESK_stranger);
	assert_int_equal(world_call(&W, DESK_OP_account_end, &shop, &in, &(struct desk_empty){ 0 }), DESK_ok);
	assert_int_equal(touch(&W, s), DESK_stranger);
	assert_int_equal(proof_get(&W, p.proof, &p), DESK_unknown);	/* nor does a code under way open a new one */
	assert_int_equal(touch(&W, other), DESK_ok);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM audit WHERE what = 'session_end' AND actor = 'operator:shop'"), 1);
	in.msisdn = STR("32470999999");
	assert_int_equal(world_call(&W, DESK_OP_account_end, &shop, &in, &(struct desk_empty){ 0 }), DESK_unknown);
}

static void
the_language_stays(void **state)
{
	(void)state;
	struct str s = signed_in(&W, world_number(0));
	assert_int_equal(call(DESK_OP_account_language, s, &(struct desk_language_in){ .language = STR("zh") }, &(struct desk_empty){ 0 }), DESK_ok);
	assert_true(str_is(account(s).language, "zh"));
	assert_int_equal(call(DESK_OP_account_language, s, &(struct desk_language_in){ .language = STR("xx") }, &(struct desk_empty){ 0 }), DESK_invalid);
	assert_int_equal(call(DESK_OP_account_language, STR(""), &(struct desk_language_in){ .language = STR("nl") }, &(struct desk_empty){ 0 }), DESK_stranger);
}

/* ---- what an import does ---- */

struct change { const char *name, *email, *imsi, *customer; };

static void
import(int i, struct change c)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("test"), .channel = STR("cli") };
	struct desk_import_in in;
	struct desk_import_out out;
	char mail[32];

	record_init(&desk_import_in_record, &in);
	snprintf(mail, sizeof mail, "holder%d@example.org", i);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(i));
	in.row.imsi = str_of(c.imsi ? c.imsi : W.line[i].imsi);
	in.row.email = str_of(c.email ? c.email : mail);
	in.row.name = str_of(c.name ? c.name : "Test Holder");
	in.row.credit = STR("12.00");
	in.row.customer = str_of(c.customer);
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	assert_false(str_is(out.result, "bad"));
}

static void
a_customer_number_joins_lines(void **state)
{
	(void)state;
	import(0, (struct change){ .customer = "C-17" });
	import(1, (struct change){ .customer = "C-17" });
	struct str s = signed_in(&W, world_number(1));
	assert_int_equal(account(s).lines.n, 2);
	import(1, (struct change){ .customer = "C-18" });
	assert_int_equal(account(s).lines.n, 1);
	assert_int_equal(account(signed_in(&W, world_number(1))).lines.n, 1);
}

/* An old password, or session, must never open a new holder's line. */
static void
a_new_holder_is_a_new_subscriber(void **state)
{
	(void)state;
	struct str s = signed_in(&W, world_number(0));
	import(0, (struct change){ .email = "moved@example.org" });
	assert_int_equal(account(s).lines.n, 1);		/* the same person with another address */
	import(0, (struct change){ .name = "Somebody Else", .email = "else@example.org" });
	assert_int_equal(account(s).lines.n, 0);
	assert_int_equal(account(signed_in(&W, "else@example.org")).lines.n, 1);
	assert_int_equal(count_of(&W, "SELECT count(*) FROM dir_login WHERE login = 'moved@example.org'"), 0);
}

/* Two people with one mail address: it signs in the one who had it first, until that one has no active line. */
static void
the_first_keeps_a_shared_address(void **state)
{
	struct desk_case_view v;

	(void)state;
	import(1, (struct change){ .email = "Holder0@Example.org" });
	struct desk_account_view a = account(signed_in(&W, "holder0@example.org"));
	assert_true(str_is(((const struct desk_account_line *)a.lines.items)[0].msisdn, world_number(0)));
	assert_int_equal(world_submit(&W, 0, "k", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 400));
	import(2, (struct change){ .email = "holder0@example.org" });
	a = account(signed_in(&W, "holder0@example.org"));
	assert_true(str_is(((const struct desk_account_line *)a.lines.items)[0].msisdn, world_number(2)));
}

/* Codes to block may block, and nothing else: they are asked for by whoever says that a phone was stolen. */
static void
a_code_to_block_opens_no_more(void **state)
{
	struct desk_proof_view p;
	struct desk_session_view v;
	struct desk_caller c = browser_caller();

	(void)state;
	assert_int_equal(proof_begin(&W, world_number(0), DESK_PURPOSE_block, "", &p), DESK_created);
	assert_int_equal(proof_code(&W, p.proof, newest_code(&W, EFFECT_mail_code), &v), DESK_ok);
	assert_true(v.session.n && v.purpose == DESK_PURPOSE_block && !account(v.session).may_set);
	c.session = v.session;
	const struct desk_account_line *l = account(v.session).lines.items;
	struct desk_block_in block = { .line = l[0].handle, .block = true };
	struct desk_submit_in wish;
	struct desk_line_view line;
	record_init(&desk_submit_in_record, &wish);
	wish.line = l[0].handle;
	assert_int_equal(world_call(&W, DESK_OP_line_block, &c, &block, &line), DESK_ok);
	assert_true(line.blocked);
	block.block = false;
	assert_int_equal(world_call(&W, DESK_OP_line_block, &c, &block, &line), DESK_refused);
	assert_int_equal(world_call(&W, DESK_OP_case_request, &c, &wish, &(struct desk_case_view){ 0 }), DESK_refused);
	c.role = DESK_ROLE_pass;
	assert_int_equal(world_call(&W, DESK_OP_password_set, &c, &(struct desk_password_in){ .hash = STR("x") }, &(struct desk_session_view){ 0 }), DESK_refused);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(half_an_hour_of_quiet_ends_it), T(eight_hours_end_it_however_busy), T(a_touch_writes_once_a_minute), T(what_is_over_is_swept),
		T(a_token_says_nothing_and_cannot_be_made), T(its_hash_is_all_that_is_kept), T(nobody_ends_the_session_of_another), T(this_one_or_the_others),
		T(signing_in_again_ends_the_session_before), T(staff_end_all_when_a_phone_was_stolen), T(the_language_stays),
		T(a_customer_number_joins_lines), T(a_new_holder_is_a_new_subscriber), T(the_first_keeps_a_shared_address),
		T(a_code_to_block_opens_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
