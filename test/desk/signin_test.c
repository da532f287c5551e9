/* signin_test.c - passwords: what they open, what a new one ends, and that nothing tells whether anybody has a login. The process that
 * hashes is played by the test: it says what it found. */
#include "subscriber.h"

#define HASH "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Y2hlY2tlZCBieSBmb3JtIG9ubHksIG5vdCBieSBoYXM"

static struct world W;
static struct utc_ms chosen;

static struct desk_caller
pass(void)
{
	struct desk_caller c = browser_caller();

	c.role = DESK_ROLE_pass;
	return c;
}

static enum desk_code
look(const char *login, struct desk_password_look_out *out)
{
	struct desk_caller c = pass();

	return world_call(&W, DESK_OP_password_look, &c, &(struct desk_password_look_in){ .login = str_of(login) }, out);
}

static enum desk_code
judged(const char *login, bool right, struct desk_session_view *out)
{
	struct desk_caller c = pass();

	return world_call(&W, DESK_OP_sign_in, &c, &(struct desk_sign_in_in){ .login = str_of(login), .right = right, .chosen = chosen }, out);
}

static enum desk_code
set(bool right, const char *hash, struct desk_session_view *out)
{
	struct desk_caller c = pass();

	return world_call(&W, DESK_OP_password_set, &c, &(struct desk_password_in){ .right = right, .hash = str_of(hash), .chosen = chosen }, out);
}

/* Line 0 chooses a password by a one-time code; this browser is then signed in. */
static void
choose(void)
{
	struct desk_session_view v;
	struct desk_password_look_out out;

	BROWSER.session = signed_in(&W, world_number(0));
	assert_int_equal(set(false, HASH, &v), DESK_ok);
	BROWSER.session = v.session;
	assert_int_equal(look("", &out), DESK_ok);
	chosen = out.chosen;
}

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 3);
	BROWSER = (struct browser){ .agent = STR("Testfox 1.0") };
	chosen = (struct utc_ms){ 0 };
	choose();
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
a_right_password_opens_a_session(void **state)
{
	struct desk_password_look_out out;
	struct desk_session_view v;

	(void)state;
	BROWSER.session = STR("");
	assert_int_equal(look(world_number(0), &out), DESK_ok);
	assert_true(str_is(out.hash, HASH));
	assert_int_equal(judged(world_number(0), true, &v), DESK_ok);
	assert_true(v.session.n == 64 && v.device.n == 64 && touch(&W, v.session) == DESK_ok);
	assert_int_equal(judged("HOLDER0@example.org", true, &v), DESK_ok);
	assert_int_equal(v.session.n, 64);
	assert_int_equal(judged(world_number(0), false, &v), DESK_ok);
	assert_int_equal(v.session.n, 0);
}

static void
only_the_hashing_process_judges(void **state)
{
	struct desk_caller web = browser_caller(), shop = world_client();
	struct desk_sign_in_in in = { .login = str_of(world_number(0)), .right = true, .chosen = chosen };
	struct desk_session_view v;

	(void)state;
	assert_int_equal(world_call(&W, DESK_OP_sign_in, &web, &in, &v), DESK_stranger);
	assert_int_equal(world_call(&W, DESK_OP_sign_in, &shop, &in, &v), DESK_denied);
	assert_int_equal(world_call(&W, DESK_OP_password_look, &web, &(struct desk_password_look_in){ 0 }, &(struct desk_password_look_out){ 0 }), DESK_stranger);
}

/* A session of a code proves more than one of a password: only that one chooses a new password without the old. */
static void
a_new_password_needs_the_old_one_or_a_code(void **state)
{
	struct desk_session_view v;

	(void)state;
	assert_int_equal(set(false, HASH, &v), DESK_refused);	/* the code was used up by the first one */
	assert_int_equal(set(true, HASH, &v), DESK_ok);
	BROWSER.session = signed_in(&W, world_number(0));
	W.now.ms += 9 * 60000;
	assert_int_equal(set(false, "as typed", &v), DESK_invalid);
	W.now.ms += 2 * 60000;
	assert_int_equal(set(false, HASH, &v), DESK_refused);
	BROWSER.session = STR("");
	assert_int_equal(set(true, HASH, &v), DESK_stranger);
}

static void
a_new_password_ends_all_sessions_and_tells(void **state)
{
	struct desk_session_view v, there;
	struct desk_proof_view p;
	int told;

	(void)state;
	while (world_round(&W))
		;
	told = world_mails(&W, EFFECT_mail_password);
	struct str here = BROWSER.session;
	BROWSER.session = STR("");
	assert_int_equal(judged(world_number(0), true, &there), DESK_ok);
	assert_int_equal(proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p), DESK_created);
	BROWSER.session = here;
	assert_int_equal(set(true, HASH, &v), DESK_ok);
	assert_int_equal(touch(&W, there.session), DESK_stranger);
	assert_int_equal(touch(&W, here), DESK_stranger);	/* this browser's token is a new one */
	assert_int_equal(touch(&W, v.session), DESK_ok);
	assert_int_equal(proof_get(&W, p.proof, &p), DESK_unknown);
	while (world_round(&W))
		;
	assert_int_equal(world_mails(&W, EFFECT_mail_password), told + 1);
	assert_string_equal(W.mail[W.mails - 1].address, "holder0@example.org");
}

/* Judged right, then changed by its owner: the thief's answer comes too late. */
static void
a_judgement_of_an_old_password_is_worth_nothing(void **state)
{
	struct desk_session_view v;
	struct utc_ms before = chosen;

	(void)state;
	W.now.ms += 1000;
	assert_int_equal(set(true, HASH, &v), DESK_ok);
	BROWSER.session = STR("");
	chosen = before;
	assert_int_equal(judged(world_number(0), true, &v), DESK_ok);
	assert_int_equal(v.session.n, 0);
}

static void
nobodys_login_looks_like_any_other(void **state)
{
	static const char *const LOGINS[] = { "32470000001", "32470000002", "32470999999", "nobody@example.org" };	/* one with a password */
	int64_t rows[COUNT(LOGINS)];

	(void)state;
	BROWSER.session = STR("");
	W.now.ms += 3601000;
	look(world_number(2), &(struct desk_password_look_out){ 0 });	/* the counters of the network are there, of setup none */
	for (size_t i = 0; i < COUNT(LOGINS); i++) {
		struct desk_password_look_out out;
		struct desk_session_view v;
		int64_t before = rows_written(&W);

		assert_int_equal(look(LOGINS[i], &out), DESK_ok);
		assert_true(str_starts(out.hash, "$argon2id$") && out.hash.n < 128);
		chosen = out.chosen;
		assert_int_equal(judged(LOGINS[i], i > 0, &v), DESK_ok);	/* whatever is judged: there is no password */
		assert_int_equal(v.session.n, 0);
		rows[i] = rows_written(&W) - before;
		W.now.ms += 3601000;
		look(LOGINS[i], &out);			/* sweeps */
		assert_int_equal(rows[i], rows[0]);
	}
}

/* Sent twice, as after the death of a desk: one session. */
static void
what_is_sent_twice_makes_one_session(void **state)
{
	struct desk_session_view v, again;

	(void)state;
	BROWSER.session = STR("");
	BROWSER.key = STR("form-1");
	judged(world_number(0), true, &v);
	world_reopen(&W);
	judged(world_number(0), true, &again);
	assert_true(v.session.n && str_eq(v.session, again.session));
	assert_int_equal(count_of(&W, "SELECT count(*) FROM session WHERE way = 'password'"), 2);	/* and the one of setup */
	BROWSER.key = STR("form-2");
	judged(world_number(0), true, &again);
	assert_false(str_eq(v.session, again.session));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_right_password_opens_a_session), T(only_the_hashing_process_judges), T(a_new_password_needs_the_old_one_or_a_code),
		T(a_new_password_ends_all_sessions_and_tells), T(a_judgement_of_an_old_password_is_worth_nothing),
		T(nobodys_login_looks_like_any_other), T(what_is_sent_twice_makes_one_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
