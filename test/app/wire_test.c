/* wire_test.c - requests and answers as bytes: there and back, as whom somebody asks, and bytes that lie. */
#include "app/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct parts { uint32_t caller_n; struct desk_caller caller; struct desk_case_in in; };

/* As the desk takes it apart. */
static void
take_apart(struct str body, struct parts *out, struct arena *a)
{
	memcpy(&out->caller_n, body.p, sizeof out->caller_n);
	struct str caller = { body.p + 4, out->caller_n }, in = { caller.p + caller.n, body.n - 4 - caller.n };
	assert_int_equal(record_decode(&desk_caller_record, caller, &out->caller, a), ERR_OK);
	assert_int_equal(record_decode(&desk_case_in_record, in, &out->in, a), ERR_OK);
}

static void
request(struct buf *b)
{
	const struct desk_caller liar = {
		.found = true, .role = DESK_ROLE_admin, .name = STR("root"), .channel = STR("web"), .network = STR("192.0.2.1"),
		.credential = STR("an api key"), .token = STR("a token"), .key = STR("idempotency"),
	};

	wire_request(b, DESK_OP_case_get, &liar, &(struct desk_case_in){ .found = true, .reference = STR("K7QM-3XPA-9") });
}

static void
vouched_for(void **state)
{
	AUTO(buf_done) struct buf asked, got;
	struct arena *a = arena_new(1 << 16);
	struct parts p;

	(void)state;
	buf_init(&asked, 1 << 16);
	buf_init(&got, 1 << 16);
	request(&asked);
	assert_int_equal(wire_vouch(&got, buf_str(&asked), DESK_ROLE_public, STR(""), STR("")), ERR_OK);
	take_apart(buf_str(&got), &p, a);
	assert_int_equal(p.caller.role, DESK_ROLE_public);
	assert_int_equal(p.caller.name.n, 0);
	assert_true(str_is(p.caller.channel, "web") && str_is(p.caller.credential, "an api key"));
	assert_true(str_is(p.caller.token, "a token") && str_is(p.caller.key, "idempotency") && str_is(p.caller.network, "192.0.2.1"));
	assert_true(str_is(p.in.reference, "K7QM-3XPA-9"));
	buf_reset(&got);
	assert_int_equal(wire_vouch(&got, buf_str(&asked), DESK_ROLE_admin, STR("alice"), STR("cli")), ERR_OK);
	take_apart(buf_str(&got), &p, a);
	assert_int_equal(p.caller.role, DESK_ROLE_admin);
	assert_true(str_is(p.caller.name, "alice") && str_is(p.caller.channel, "cli"));
	assert_int_equal(p.caller.credential.n, 0);		/* a stolen key gives an administrator nothing, and no other name */
	arena_free(a);
}

/* Every prefix, and every size that says more than there is. */
static void
lies_are_refused(void **state)
{
	AUTO(buf_done) struct buf asked, got;
	uint32_t n;

	(void)state;
	buf_init(&asked, 1 << 16);
	buf_init(&got, 1 << 16);
	request(&asked);
	memcpy(&n, asked.p, sizeof n);
	for (size_t cut = 0; cut < sizeof n + n; cut++)
		assert_int_equal(wire_vouch(&got, (struct str){ asked.p, cut }, DESK_ROLE_public, STR(""), STR("")), ERR_INVALID);
	for (uint32_t d = 1; d < 9; d++) {
		uint32_t lie = d < 8 ? n + d : UINT32_MAX;

		memcpy(asked.p, &lie, sizeof lie);
		assert_int_equal(wire_vouch(&got, buf_str(&asked), DESK_ROLE_public, STR(""), STR("")), ERR_INVALID);
	}
}

static void
answers(void **state)
{
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(1 << 20);
	struct desk_import_out sent = { .found = true, .row = 7, .result = STR("new") }, got;
	struct str why;
	bool has_out;

	(void)state;
	buf_init(&b, WIRE_BODY_MAX);
	assert_true(wire_answer(&b, DESK_OP_line_import, STR("why"), &sent));
	struct chan_message m = { DESK_OP_line_import, DESK_ok, 1, buf_str(&b) };
	assert_int_equal(wire_answer_parse(&m, &why, &has_out, &got, a), ERR_OK);
	assert_true(has_out && got.row == 7 && str_is(got.result, "new") && str_is(why, "why"));
	for (size_t cut = 0; cut < b.n; cut++) {
		m.body.n = cut;
		bool is_whole = cut == 4 + 3;		/* with a reason and without a record */
		assert_int_equal(wire_answer_parse(&m, &why, &has_out, &got, a), is_whole ? ERR_OK : ERR_INVALID);
	}
	buf_reset(&b);
	assert_true(wire_answer(&b, DESK_OP_line_import, STR(""), NULL));
	m.body = buf_str(&b);
	assert_int_equal(wire_answer_parse(&m, &why, &has_out, &got, a), ERR_OK);
	assert_true(!has_out && !got.found && got.row == 0);
	m.op = DESK_OP_COUNT;
	assert_int_equal(wire_answer_parse(&m, &why, &has_out, &got, a), ERR_INVALID);
	m.op = DESK_OP_metrics;
	m.code = DESK_CODE_COUNT;
	assert_int_equal(wire_answer_parse(&m, &why, &has_out, &got, a), ERR_INVALID);
	arena_free(a);
}

/* 64 effects with the largest facts fit; more than a message holds is said, not sent. */
static void
the_largest_claim(void **state)
{
	AUTO(buf_done) struct buf b;
	static char facts[4000];
	static struct effect_task task[1000];
	struct desk_claim_out out = { .found = true, .tasks = { task, 64 } };

	(void)state;
	memset(facts, 'f', sizeof facts);
	for (size_t i = 0; i < COUNT(task); i++)
		task[i] = (struct effect_task){ .found = true, .facts = { facts, sizeof facts }, .address = { facts, 254 }, .reference = { facts, 12 },
			.msisdn = { facts, 15 }, .imsi = { facts, 15 }, .language = { facts, 8 } };
	buf_init(&b, WIRE_BODY_MAX + 1);
	assert_true(wire_answer(&b, DESK_OP_effect_claim, STR(""), &out));
	out.tasks.n = COUNT(task);
	buf_reset(&b);
	assert_false(wire_answer(&b, DESK_OP_effect_claim, STR(""), &out));
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(vouched_for),
		cmocka_unit_test(lies_are_refused),
		cmocka_unit_test(answers),
		cmocka_unit_test(the_largest_claim),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
