/* talk_fuzz.c - what a program or a webhook of the operator's answers, and what it is asked. Every verdict has its outcome; only an
 * answer with the right key counts, and done never comes without the finding, or the balance, that the kind needs: no case is left
 * hanging. A request, whatever its texts, is one line of JSON that says what it was made of. */
#include "fuzz.h"

#include "adapter/talk.h"
#include "base/json.h"

#define OUT_BYTES (1u << 20)
#define DETAIL_MAX 200u			/* of an outcome, domain/effect.h */
#define WHY_SIZE 200u

static bool
needs_finding(enum effect_kind k)
{
	return k == EFFECT_net_read || k == EFFECT_net_delete;
}

/* A finding that moves the case on: what was looked for, or what stands in the way. */
static bool
moves_on(enum effect_kind k, enum effect_finding f)
{
	if (f == EFFECT_FINDING_differs || f == EFFECT_FINDING_absent)
		return true;
	return f == (k == EFFECT_net_read ? EFFECT_FINDING_match : EFFECT_FINDING_gone);
}

static void
check_outcome(enum effect_kind k, const struct effect_outcome *o)
{
	assert(o->result < EFFECT_RESULT_COUNT && o->finding < EFFECT_FINDING_COUNT);
	assert(o->detail.n <= DETAIL_MAX && str_is_utf8(o->detail));
	assert(o->result != EFFECT_RESULT_done || !needs_finding(k) || moves_on(k, o->finding));
	assert(o->result != EFFECT_RESULT_accepted || k != EFFECT_hook_event);
	assert(o->balance.found == (o->result == EFFECT_RESULT_done && k == EFFECT_billing_balance));
	assert(o->balance.credit_cents >= 0 && o->balance.debt_cents >= 0);
}

static void
try_answer(struct arena *a, struct str json, struct str key, enum effect_kind k)
{
	struct effect_outcome o = { .result = EFFECT_RESULT_COUNT, .finding = EFFECT_FINDING_COUNT };
	struct str answered;
	enum talk_verdict v = talk_read(json, key, k, a, &answered, &o);

	check_outcome(k, &o);
	if (v == TALK_FITS)
		assert(str_eq(answered, key));
	else
		assert(o.result == EFFECT_RESULT_unknown && o.finding == EFFECT_FINDING_none && o.detail.n);
	if (v == TALK_OTHER_KEY)
		assert(answered.n && !str_eq(answered, key));
}

static void
try_check(struct arena *a, struct str json)
{
	char why[WHY_SIZE] = "";
	enum err e = talk_read_check(json, a, why);

	assert(e == ERR_OK || e == ERR_TEMP || e == ERR_PERM);
	assert(why[0] && memchr(why, '\0', sizeof why) && str_is_utf8(str_of(why)));
	if (!e)
		assert(memmem(json.p, json.n, TALK_CHECK_KEY, sizeof TALK_CHECK_KEY - 1));
}

static void
try_done(enum effect_kind k)
{
	struct effect_outcome o = { 0 };

	talk_done(k, &o);
	check_outcome(k, &o);
	assert(o.result == (needs_finding(k) || k == EFFECT_billing_balance ? EFFECT_RESULT_unknown : EFFECT_RESULT_done));
}

/* As much of S as a field of the task holds; empty where no record would have taken it. */
static struct str
text(struct str s, const char *field)
{
	uint32_t limit = record_find(&effect_task_record, str_of(field))->limit;

	s.n = s.n < limit ? s.n : limit;
	return str_is_utf8(s) && !str_has_control(s) ? s : STR("");
}

/* NAME is a text in the request, and says VALUE; empty texts may be left out. */
static bool
says(const struct json *request, const char *name, struct str value)
{
	const struct json *j = json_find(request, name);

	return j ? json_kind(j) == JSON_TEXT && str_eq(json_text(j), value) : !value.n;
}

static void
try_request(struct str rest, enum effect_kind k)
{
	AUTO(buf_done) struct buf out;
	AUTO(json_free) struct json *request = NULL;
	struct str line = fuzz_line(&rest);
	bool asks = fuzz_byte(&rest) % 2;
	struct effect_task t = { .kind = k, .generation = 1, .attempts = fuzz_byte(&rest) + 1, .reference = STR("K7QM-3XPA-9"),
		.address = text(line, "address"), .language = text(line, "language") };
	struct adapter_message m = { .text = str_is_utf8(rest) ? rest : STR("") };
	char key[TALK_KEY_SIZE], why[JSON_WHY_SIZE];

	buf_init(&out, OUT_BYTES);
	talk_write(asks ? TALK_ask : TALK_run, &t, &m, &out);
	assert(!out.over && !memchr(out.p, '\n', out.n));
	enum err e = json_parse(buf_str(&out), &request, why);
	assert(!e && says(request, "do", asks ? STR("ask") : STR("run")) && says(request, "key", talk_key(&t, key)));
	assert(says(request, "kind", str_of(effect_kind_names.name[k])) && json_int(json_find(request, "attempt")) == t.attempts);
	assert(says(request, "address", t.address) && says(request, "language", t.language) && says(request, "text", m.text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str rest = fuzz_input(data, n);
	enum effect_kind k = fuzz_byte(&rest) % EFFECT_KIND_COUNT;

	try_done(k);
	try_check(a, rest);
	try_answer(a, rest, STR("K7QM-3XPA-9.net_off.1"), k);
	try_request(rest, k);
	return 0;
}
