/* proof_test.c - one-time codes of somebody who has no case: what they open, who may be sent one, and that nothing tells whether
 * anybody has a login. */
#include "subscriber.h"

static struct world W;

static int
setup(void **state)
{
	(void)state;
	world_open_with(&W, 4, 1u << 1);
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

/* ---- the code ---- */

static void
a_code_opens_a_session(void **state)
{
	struct desk_proof_view p;
	struct desk_session_view v;

	(void)state;
	assert_int_equal(proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p), DESK_created);
	assert_int_equal(p.tries_left, 5);
	assert_true(p.may_again && str_is(p.login, "..0001"));
	assert_int_equal(proof_code(&W, p.proof, newest_code(&W, EFFECT_mail_code), &v), DESK_ok);
	assert_int_equal(v.session.n, 64);
	assert_true(v.device.n == 64 && v.until.ms - W.now.ms - 8 * 3600000 < 1000);
	assert_int_equal(touch(&W, v.session), DESK_ok);
	assert_int_equal(proof_code(&W, p.proof, newest_code(&W, EFFECT_mail_code), &v), DESK_refused);	/* it works once */
}

static void
a_wrong_code_is_counted(void **state)
{
	struct desk_proof_view p;
	struct desk_session_view v;

	(void)state;
	proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p);
	const char *right = newest_code(&W, EFFECT_mail_code);
	for (int left = 4; left >= 0; left--) {
		assert_int_equal(proof_code(&W, p.proof, "00000000", &v), DESK_ok);
		assert_true(v.session.n == 0 && v.tries_left == left);
		world_reopen(&W);		/* no crash gives a try back */
	}
	assert_int_equal(proof_code(&W, p.proof, right, &v), DESK_refused);
	assert_int_equal(v.session.n, 0);
}

static void
a_code_ends_after_five_minutes(void **state)
{
	struct desk_proof_view p;
	struct desk_session_view v;

	(void)state;
	proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p);
	const char *right = newest_code(&W, EFFECT_mail_code);
	W.now.ms += 5 * 60000 + 1000;
	assert_int_equal(proof_code(&W, p.proof, right, &v), DESK_refused);
	assert_int_equal(proof_again(&W, p.proof, &p), DESK_ok);
	assert_int_equal(proof_code(&W, p.proof, right, &v), DESK_ok);
	assert_int_equal(v.session.n, 0);	/* the old one is not the new one */
	assert_int_equal(proof_code(&W, p.proof, newest_code(&W, EFFECT_mail_code), &v), DESK_ok);
	assert_int_equal(v.session.n, 64);
}

static void
three_codes_and_no_more(void **state)
{
	struct desk_proof_view p, q;

	(void)state;
	proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p);
	assert_int_equal(proof_again(&W, p.proof, &q), DESK_ok);
	assert_int_equal(proof_again(&W, p.proof, &q), DESK_ok);
	assert_false(q.may_again);
	assert_int_equal(proof_again(&W, p.proof, &q), DESK_throttled);
	assert_int_equal(proof_get(&W, p.proof, &q), DESK_ok);
	W.now.ms += 3601000;
	assert_int_equal(proof_get(&W, p.proof, &q), DESK_unknown);
}

static void
a_handle_is_sealed(void **state)
{
	struct desk_proof_view p, q;
	char other[65];

	(void)state;
	proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p);
	for (size_t i = 0; i < p.proof.n; i++) {
		snprintf(other, sizeof other, "%.*s", STR_ARG(p.proof));
		other[i] = other[i] == 'A' ? 'B' : 'A';
		assert_int_equal(proof_get(&W, str_of(other), &q), DESK_unknown);
	}
	assert_int_equal(proof_get(&W, STR("short"), &q), DESK_unknown);
	assert_int_equal(touch(&W, p.proof), DESK_stranger);		/* and worth nothing as another token */
}

/* ---- where it goes ---- */

static struct world_mail
sent(const char *login, enum desk_purpose purpose, int codes)
{
	struct desk_proof_view p;
	int before = W.mails;

	assert_int_equal(proof_begin(&W, login, purpose, "", &p), DESK_created);
	for (int i = 1; i < codes; i++) {
		while (world_round(&W))
			;
		assert_int_equal(proof_again(&W, p.proof, &p), DESK_ok);
	}
	while (world_round(&W))
		;
	return W.mails == before ? (struct world_mail){ .address = "" } : W.mail[W.mails - 1];
}

static void
a_number_is_answered_by_sms(void **state)
{
	(void)state;
	W.conf.has_sms = true;
	world_reopen(&W);
	assert_string_equal(sent(world_number(0), DESK_PURPOSE_sign_in, 1).address, world_number(0));
	assert_string_equal(sent(world_number(0), DESK_PURPOSE_sign_in, 2).address, "holder0@example.org");
	assert_string_equal(sent("Holder0@Example.ORG", DESK_PURPOSE_sign_in, 1).address, "holder0@example.org");
}

static void
a_code_to_block_never_goes_to_the_line(void **state)
{
	(void)state;
	W.conf.has_sms = true;
	world_reopen(&W);
	W.now.ms += 3600000;
	for (int codes = 1; codes <= 3; codes++)
		assert_string_equal(sent(world_number(0), DESK_PURPOSE_block, codes).address, "holder0@example.org");
	W.now.ms += 3600000;
	assert_string_equal(sent(world_number(1), DESK_PURPOSE_block, 1).address, "holder1@example.org");
	assert_string_equal(sent(world_number(1), DESK_PURPOSE_block, 2).address, W.line[1].phone);
}

static void
after_the_end_it_goes_by_mail(void **state)
{
	struct desk_case_view v;

	(void)state;
	assert_int_equal(world_submit(&W, 0, "k1", &v), DESK_created);
	assert_true(world_until(&W, v.reference, TERMINATION_confirmed, 400));
	W.conf.has_sms = true;
	world_reopen(&W);
	assert_string_equal(sent(world_number(0), DESK_PURPOSE_sign_in, 1).address, "holder0@example.org");
	assert_string_equal(sent("holder0@example.org", DESK_PURPOSE_sign_in, 2).address, "holder0@example.org");
}

/* ---- nobody ---- */

static void
nobodys_login_looks_like_any_other(void **state)
{
	static const char *const LOGINS[][2] = { { "32470000001", "32470999999" }, { "holder1@example.org", "holder9@example.org" } };

	(void)state;
	assert_int_equal(proof_begin(&W, world_number(3), DESK_PURPOSE_sign_in, "", &(struct desk_proof_view){ 0 }), DESK_created);
	for (size_t i = 0; i < COUNT(LOGINS); i++) {
		struct desk_proof_view p[2];
		struct desk_session_view v;
		int64_t rows[2], before = rows_written(&W);

		for (int k = 0; k < 2; k++) {
			assert_int_equal(proof_begin(&W, LOGINS[i][k], DESK_PURPOSE_sign_in, "", &p[k]), DESK_created);
			rows[k] = rows_written(&W) - before;
			before += rows[k];
		}
		assert_int_equal(rows[0], rows[1]);
		assert_true(p[0].proof.n == p[1].proof.n && p[0].until.ms - p[1].until.ms < 10 && p[0].tries_left == p[1].tries_left);
		assert_true(proof_get(&W, p[1].proof, &p[1]) == DESK_ok && proof_again(&W, p[1].proof, &p[1]) == DESK_ok);
		assert_int_equal(proof_code(&W, p[1].proof, derived_code(&W), &v), DESK_ok);
		assert_true(v.session.n == 0 && v.tries_left == 4);	/* no code is right for it, not even the one derived */
	}
	assert_int_equal(proof_begin(&W, "not a login", DESK_PURPOSE_sign_in, "", &(struct desk_proof_view){ 0 }), DESK_invalid);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_code_opens_a_session), T(a_wrong_code_is_counted), T(a_code_ends_after_five_minutes), T(three_codes_and_no_more),
		T(a_handle_is_sealed), T(a_number_is_answered_by_sms), T(a_code_to_block_never_goes_to_the_line), T(after_the_end_it_goes_by_mail),
		T(nobodys_login_looks_like_any_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
