/* attempt_test.c - throttling: how many passwords and codes, for whom, for how long; durable, and no lock that a stranger can use. */
#include "subscriber.h"

static struct world W;

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 8);
	BROWSER = (struct browser){ .agent = STR("Testfox 1.0") };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	world_close(&W);
	return 0;
}

/* A wrong password from NETWORK (0: this browser's own). */
static enum desk_code
guess(const char *login, int network)
{
	struct desk_caller c = browser_caller();
	struct desk_password_look_out out;
	char text[32];

	c.role = DESK_ROLE_pass;
	snprintf(text, sizeof text, "127.31.1.%d/32", network);
	if (network)
		c.network = str_of(text);
	return world_call(&W, DESK_OP_password_look, &c, &(struct desk_password_look_in){ .login = str_of(login) }, &out);
}

static enum desk_code
ask_code(const char *login, int network)
{
	struct desk_proof_view p;
	char text[32];

	snprintf(text, sizeof text, "127.31.1.%d/32", network);
	BROWSER.network = str_of(text);
	enum desk_code code = proof_begin(&W, login, DESK_PURPOSE_sign_in, "", &p);
	BROWSER.network = STR("");
	return code;
}

static void
five_in_a_quarter_ten_in_an_hour_per_account(void **state)
{
	int asked = 0;

	(void)state;
	for (int quarter = 0; quarter < 3; quarter++) {
		for (int i = 0; i < 5 && quarter < 2; i++)
			assert_int_equal(guess(world_number(0), ++asked), DESK_ok);	/* each from another network */
		assert_int_equal(guess(world_number(0), ++asked), DESK_throttled);
		world_reopen(&W);			/* a crash forgets nothing */
		assert_int_equal(guess(quarter % 2 ? "holder0@example.org" : world_number(0), ++asked), DESK_throttled);
		W.now.ms += 15 * 60000 + 1000;
	}
	assert_int_equal(guess(world_number(1), 1), DESK_ok);
	W.now.ms += 30 * 60000;				/* an hour after the first */
	assert_int_equal(guess(world_number(0), ++asked), DESK_ok);
}

static void
five_in_a_quarter_per_network(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(guess(world_number(i), 1), DESK_ok);	/* one guess at each account */
	assert_int_equal(guess(world_number(5), 1), DESK_throttled);
	assert_int_equal(guess("nobody@example.org", 1), DESK_throttled);
	assert_int_equal(guess(world_number(5), 2), DESK_ok);
}

/* Nobody's account runs full like any other. */
static void
nobodys_account_is_counted_too(void **state)
{
	(void)state;
	for (int i = 1; i <= 5; i++)
		assert_int_equal(guess("nobody@example.org", i), DESK_ok);
	assert_int_equal(guess("nobody@example.org", 6), DESK_throttled);
}

static void
a_right_one_does_not_count(void **state)
{
	struct desk_caller c = browser_caller();
	struct desk_password_look_out out;
	struct desk_session_view v;

	(void)state;
	c.role = DESK_ROLE_pass;
	c.session = signed_in(&W, world_number(0));
	assert_int_equal(world_call(&W, DESK_OP_password_set, &c, &(struct desk_password_in){
	    .hash = STR("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Y2hlY2tlZCBieSBmb3JtIG9ubHksIG5vdCBieSBoYXM") }, &v), DESK_ok);
	c.session = STR("");
	for (int i = 0; i < 12; i++) {
		assert_int_equal(world_call(&W, DESK_OP_password_look, &c, &(struct desk_password_look_in){ .login = str_of(world_number(0)) }, &out), DESK_ok);
		assert_int_equal(world_call(&W, DESK_OP_sign_in, &c, &(struct desk_sign_in_in){ .login = str_of(world_number(0)), .right = true,
		    .chosen = out.chosen }, &v), DESK_ok);
		assert_int_equal(v.session.n, 64);
	}
	for (int i = 0; i < 12; i++)			/* codes likewise */
		signed_in(&W, world_number(1));
}

/* A stranger uses up what an account has: its owner signs in all the same, from a browser that was signed in before, or with a code. */
static void
no_stranger_locks_the_owner_out(void **state)
{
	struct desk_proof_view p;
	struct desk_session_view v;

	(void)state;
	assert_int_equal(proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p), DESK_created);
	assert_int_equal(proof_code(&W, p.proof, newest_code(&W, EFFECT_mail_code), &v), DESK_ok);
	for (int i = 1; i <= 10; i++)
		guess(world_number(0), i);
	for (int i = 0; i < 10; i++)
		ask_code(world_number(0), 1);
	assert_int_equal(guess(world_number(0), 0), DESK_throttled);	/* a strange browser */
	assert_int_equal(proof_begin(&W, world_number(0), DESK_PURPOSE_sign_in, "", &p), DESK_created);	/* but a code */
	BROWSER.device = v.device;
	for (int i = 0; i < 5; i++)
		assert_int_equal(guess(world_number(0), 0), DESK_ok);	/* the owner's browser */
	assert_int_equal(guess(world_number(0), 0), DESK_throttled);
	assert_int_equal(guess(world_number(1), 0), DESK_ok);		/* for another account it is a browser like any other */
}

static uint8_t
sextet(char c)
{
	static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	return (uint8_t)(strchr(ALPHABET, c) - ALPHABET);
}

/* Whoever knows two ids can turn the masked one of a token of his own into the other; the seal breaks by it. */
static void
a_device_cannot_be_made_anothers(void **state)
{
	static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct desk_proof_view p;
	struct desk_session_view v, w;
	struct id id[2];
	char made[65];

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(made, sizeof made, "SELECT 0, subscriber_id FROM line WHERE msisdn = '%s'", world_number(i));
		id[i] = id_of(&W, made);
		assert_int_equal(proof_begin(&W, world_number(i), DESK_PURPOSE_sign_in, "", &p), DESK_created);
		assert_int_equal(proof_code(&W, p.proof, newest_code(&W, EFFECT_mail_code), i ? &w : &v), DESK_ok);
	}
	snprintf(made, sizeof made, "%.*s", STR_ARG(v.device));
	for (size_t bit = 0; bit < 128; bit++)		/* the id begins at byte 32: at bit 4 of a character */
		if ((id[0].b[bit / 8] ^ id[1].b[bit / 8]) >> (7 - bit % 8) & 1) {
			size_t at = (256 + bit) / 6;
			made[at] = ALPHABET[sextet(made[at]) ^ 1u << (5 - (256 + bit) % 6)];
		}
	for (int i = 1; i <= 10; i++)
		guess(world_number(1), i);
	BROWSER.device = str_of(made);
	assert_int_equal(guess(world_number(1), 0), DESK_throttled);
	BROWSER.device = w.device;
	assert_int_equal(guess(world_number(1), 0), DESK_ok);
}

static void
codes_are_counted_apart(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(ask_code(world_number(i), 1), DESK_created);
	assert_int_equal(ask_code(world_number(5), 1), DESK_throttled);
	assert_int_equal(guess(world_number(5), 1), DESK_ok);
	for (int i = 2; i <= 15; i++)			/* 15 for an account in a quarter of an hour, however many networks */
		assert_int_equal(ask_code(world_number(0), i), DESK_created);
	assert_int_equal(ask_code(world_number(0), 16), DESK_throttled);
}

static enum desk_code
request_from(int line, int network, struct desk_case_view *out)
{
	struct desk_caller c = world_public(STR(""));
	struct desk_submit_in in;
	char text[32];

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(line));
	snprintf(text, sizeof text, "127.31.1.%d/32", network);
	c.network = str_of(text);
	return world_call(&W, DESK_OP_case_request, &c, &in, out);
}

/* Requests that nobody has proven: five from a network, fifteen for a line; another code counts, a right one is taken back; and the
 * holder's own way in is counted apart. */
static void
requests_are_counted(void **state)
{
	struct desk_case_view v[6], again;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(request_from(i, 1, &v[i]), DESK_created);
	struct desk_caller c = world_public(v[0].token);
	c.network = STR("127.31.1.1/32");
	struct desk_case_in in = { .reference = v[0].reference };
	assert_int_equal(world_call(&W, DESK_OP_case_code, &c, &in, &again), DESK_ok);
	assert_int_equal(request_from(4, 1, &v[4]), DESK_throttled);
	assert_int_equal(world_call(&W, DESK_OP_case_code, &c, &in, &again), DESK_throttled);
	world_reopen(&W);
	assert_int_equal(request_from(4, 1, &v[4]), DESK_throttled);
	assert_int_equal(ask_code(world_number(4), 1), DESK_created);
	for (int i = 2; i <= 14; i++)
		assert_int_equal(request_from(0, i, &v[5]), DESK_created);
	assert_int_equal(request_from(0, 15, &v[5]), DESK_throttled);
	assert_int_equal(request_from(5, 15, &v[5]), DESK_created);
	W.now.ms += 15 * 60000 + 1000;
	assert_int_equal(request_from(4, 1, &v[4]), DESK_created);
}

/* A right code is taken back once, however often it, or a wrong one after it, is typed: nobody makes room for more. */
static void
a_right_request_is_taken_back_once(void **state)
{
	struct desk_case_view v, proven;

	(void)state;
	assert_int_equal(request_from(0, 1, &v), DESK_created);
	world_round(&W);
	for (int i = 1; i < 5; i++)
		assert_int_equal(request_from(i, 1, &(struct desk_case_view){ 0 }), DESK_created);
	struct desk_caller c = world_public(v.token);
	c.network = STR("127.31.1.1/32");
	for (int i = 0; i < 4; i++) {
		struct desk_code_in in = { .reference = v.reference, .code = i % 2 ? STR("00000000") : str_of(W.mail[0].code) };

		assert_int_equal(world_call(&W, DESK_OP_case_prove, &c, &in, &proven), DESK_ok);
		assert_true(proven.proven);
	}
	assert_int_equal(request_from(5, 1, &proven), DESK_created);
	assert_int_equal(request_from(6, 1, &proven), DESK_throttled);
}

/* Judged together or one after the other: no more than five. */
static int right_answers;

static void
count_answers(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	(void)self, (void)tag, (void)from, (void)op, (void)why, (void)out;
	right_answers += code == DESK_ok;
}

static void
a_hundred_at_once_are_five(void **state)
{
	struct desk_caller c = browser_caller();
	char why[300];

	(void)state;
	c.role = DESK_ROLE_pass;
	desk_close(W.desk);
	W.desk = desk_open(&W.conf, count_answers, NULL, why);
	assert_non_null(W.desk);
	right_answers = 0;
	for (int i = 0; i < 100; i++) {
		struct desk_password_look_in in = { .login = str_of(world_number(i % 8)) };
		while (desk_is_full(W.desk))
			desk_run(W.desk);
		assert_true(desk_add(W.desk, DESK_OP_password_look, &c, &in, 0, NULL, false));
	}
	while (desk_has_work(W.desk))
		desk_run(W.desk);
	assert_int_equal(right_answers, 5);
}

static void
there_is_a_ceiling_for_all(void **state)
{
	int n = 0;

	(void)state;
	for (; n < 1000; n++) {
		char login[32];
		struct desk_caller c = browser_caller();
		struct desk_password_look_out out;

		c.role = DESK_ROLE_pass;
		snprintf(login, sizeof login, "somebody%d@example.org", n);
		c.network = str_of(login);
		if (world_call(&W, DESK_OP_password_look, &c, &(struct desk_password_look_in){ .login = str_of(login) }, &out) == DESK_throttled)
			break;
	}
	assert_int_equal(n, 600);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(five_in_a_quarter_ten_in_an_hour_per_account), T(five_in_a_quarter_per_network), T(nobodys_account_is_counted_too),
		T(a_right_one_does_not_count), T(no_stranger_locks_the_owner_out), T(a_device_cannot_be_made_anothers), T(codes_are_counted_apart), T(requests_are_counted), T(a_right_request_is_taken_back_once), T(a_hundred_at_once_are_five),
		T(there_is_a_ceiling_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
