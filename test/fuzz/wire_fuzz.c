/* wire_fuzz.c - bodies of requests that a process vouches for, and of answers. First byte: even a request, odd an answer; second:
 * the operation; third: for whom is vouched. A request goes on with the role and name of who vouches and never with another
 * one's key; its input is not touched. An answer that can be read can be written again and reads the same. */
#include "fuzz.h"

#include "app/wire.h"

static struct str
part_of(struct str *rest)
{
	uint32_t n = 0;
	struct str size = fuzz_bytes(rest, sizeof n);

	memcpy(&n, size.p, size.n);
	return fuzz_bytes(rest, n);
}

static void
try_request(struct arena *a, enum desk_role role, struct str body)
{
	AUTO(buf_done) struct buf out;
	struct desk_caller before, after;

	buf_init(&out, 2 * WIRE_BODY_MAX);
	if (wire_vouch(&out, body, role, STR("voucher"), STR("cli")))
		return;
	struct str rest = buf_str(&out);
	enum err e = record_decode(&desk_caller_record, part_of(&body), &before, a);
	assert(e == ERR_OK);
	e = record_decode(&desk_caller_record, part_of(&rest), &after, a);
	assert(e == ERR_OK);
	assert(after.role == role && str_is(after.name, "voucher") && str_is(after.channel, "cli"));
	assert(role == DESK_ROLE_public ? str_eq(after.credential, before.credential) : !after.credential.n);
	assert(str_eq(after.key, before.key) && str_eq(after.token, before.token) && str_eq(after.network, before.network));
	assert(str_eq(rest, body));
}

static void
try_answer(struct arena *a, uint16_t op, uint16_t code, struct str body)
{
	AUTO(buf_done) struct buf out, two;
	struct chan_message m = { .op = op, .code = code, .body = body };
	struct str why, why_again;
	bool has_out, has_again;

	buf_init(&out, 2 * WIRE_BODY_MAX);
	buf_init(&two, 2 * WIRE_BODY_MAX);
	void *rec = arena_must(a, op < DESK_OP_COUNT ? desk_operations[op].out->size : 1);
	if (wire_answer_parse(&m, &why, &has_out, rec, a))
		return;
	assert(wire_is_answer(&m) && fuzz_within(why, body));
	bool fits = wire_answer(&out, op, why, has_out ? rec : NULL);
	assert(fits);
	void *again = arena_must(a, desk_operations[op].out->size);
	m.body = buf_str(&out);
	enum err e = wire_answer_parse(&m, &why_again, &has_again, again, a);
	assert(e == ERR_OK && str_eq(why, why_again) && has_out == has_again);
	fits = wire_answer(&two, op, why_again, has_again ? again : NULL);
	assert(fits && str_eq(buf_str(&out), buf_str(&two)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str body = fuzz_input(data, n);
	bool is_answer = fuzz_byte(&body) % 2;
	uint8_t op = fuzz_byte(&body), other = fuzz_byte(&body);

	if (is_answer)
		try_answer(a, op % (DESK_OP_COUNT + 1), other % (DESK_CODE_COUNT + 1), body);
	else
		try_request(a, other % DESK_ROLE_COUNT, body);
	return 0;
}
