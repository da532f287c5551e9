/* password_fuzz.c - what somebody chose as a password, what is taken for a hash, and requests to the process that hashes. First byte: which.
 * A rule says the same in capitals and to whoever asks twice; what it lets through is long enough. A hash of ours has one form. A request
 * is refused whole, or its texts lie within it, and nothing of it stays. */
#include "fuzz.h"

#include "app/pass_queue.h"
#include "domain/password_rule.h"

static void
try_rule(struct arena *a, struct str typed)
{
	enum password_rule r = password_rule_of(typed);
	char *upper = arena_must(a, typed.n + 1);

	for (size_t i = 0; i < typed.n; i++)
		upper[i] = typed.p[i] >= 'a' && typed.p[i] <= 'z' ? (char)(typed.p[i] - 'a' + 'A') : typed.p[i];
	assert(password_rule_of((struct str){ upper, typed.n }) == r);
	assert((r == PASSWORD_RULE_fine) == !*password_rule_text(r));
	assert(r == PASSWORD_RULE_short || typed.n >= PASSWORD_RULE_CHARACTERS_MIN);
	assert(r == PASSWORD_RULE_long || r == PASSWORD_RULE_short || typed.n <= 4 * PASSWORD_RULE_CHARACTERS_MAX || !str_is_utf8(typed));
}

static void
try_hash(struct str text)
{
	struct str model = password_nobody();

	if (!password_is_hash(text))
		return;
	assert(text.n == model.n && memcmp(text.p, model.p, 31) == 0 && text.p[53] == '$');
	assert(fuzz_is_printable(text) && !memchr(text.p, ' ', text.n));
}

static void
try_request(enum desk_op op, struct str body)
{
	struct pass_queue *q = pass_queue_new(20000);
	struct pass_queue_item *i;
	enum err e = pass_queue_add(q, 1, op, body, 0, &i);

	assert(e == ERR_OK || e == ERR_INVALID);
	assert(pass_queue_count(q) == (e == ERR_OK));
	if (!e) {
		struct str whole = { i->bytes, sizeof i->bytes };

		assert(fuzz_within(pass_queue_typed(i), whole) && fuzz_within(i->caller.network, whole));
		assert(i->caller.key.n && pass_queue_work_ms(q) >= 20);
		pass_queue_drop(q, i);
		for (size_t n = 0; n < sizeof *i; n++)
			assert(!((const char *)i)[n]);
	}
	assert(!pass_queue_any(q));
	pass_queue_free(q);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = fuzz_input(data, n);
	uint8_t which = fuzz_byte(&rest) % 4;

	if (which == 0)
		try_rule(fuzz_arena(), rest);
	else if (which == 1)
		try_hash(rest);
	else
		try_request(which == 2 ? DESK_OP_sign_in : DESK_OP_password_set, rest);
	return 0;
}
