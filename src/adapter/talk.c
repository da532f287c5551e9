/* talk.c - the words of exec and webhook: requests from tasks, outcomes from answers. Pure.
 * An answer is believed only where it is whole: right key, known words, and a finding or a balance where the machine needs one. */
#include "adapter/talk.h"

#include "base/rng.h"

#include <inttypes.h>
#include <stdio.h>

RECORD_TABLE(talk_request, TALK_REQUEST)
RECORD_TABLE(talk_answer, TALK_ANSWER)

static const char *const VERB[] = {
#define X(n) #n,
	TALK_VERBS(X)
#undef X
};

struct str
talk_key(const struct effect_task *t, char out[TALK_KEY_SIZE])
{
	char intent[RNG_ID_SIZE];

	rng_id_format(t->case_id, intent);
	struct str name = t->reference.n ? t->reference : str_of(intent);
	int n = snprintf(out, TALK_KEY_SIZE, "%.*s.%s.%" PRId64, STR_ARG(name), effect_kind_names.name[t->kind], t->generation);
	assert(n > 0 && n < (int)TALK_KEY_SIZE);
	return (struct str){ out, (size_t)n };
}

enum effect_result
talk_not_begun(enum talk_verb verb)
{
	return verb == TALK_run ? EFFECT_RESULT_later : EFFECT_RESULT_unknown;
}

/* The members of REC follow what is in OUT; the object stays open. */
static void
add_members(const struct talk_request *rec, struct buf *out)
{
	AUTO(buf_done) struct buf json;

	buf_init(&json, out->max_bytes);
	record_to_json(&talk_request_record, rec, &json);
	assert(json.over || (json.n > 2 && json.p[0] == '{' && json.p[json.n - 1] == '}'));
	if (json.over)
		out->over = true;
	else
		buf_add(out, (struct str){ json.p + 1, json.n - 2 });
}

void
talk_write(enum talk_verb verb, const struct effect_task *t, const struct adapter_message *m, struct buf *out)
{
	char key[TALK_KEY_SIZE];
	struct talk_request r = {
		.found = true, .key = talk_key(t, key), .kind = t->kind, .attempt = t->attempts, .reference = t->reference,
		.msisdn = t->msisdn, .imsi = t->imsi, .iccid = t->iccid, .address = t->address, .language = t->language,
		.validity_ms = t->validity_ms, .subject = m ? m->subject : STR(""), .text = m ? m->text : STR(""),
	};

	buf_printf(out, "{\"do\":\"%s\",", VERB[verb]);
	add_members(&r, out);
	if (t->facts.n)
		buf_printf(out, ",\"facts\":%.*s", STR_ARG(t->facts));	/* JSON already, made by the desk */
	buf_addc(out, '}');
}

void
talk_write_check(struct buf *out)
{
	buf_printf(out, "{\"do\":\"%s\",\"key\":\"" TALK_CHECK_KEY "\"}", VERB[TALK_check]);
}

/* What `done` lacks of a kind whose case would wait for ever without it; NULL: nothing. */
static const char *
missing_in_done(enum effect_kind k, enum effect_finding f, const struct effect_balance *b)
{
	bool is_seen = f == EFFECT_FINDING_differs || f == EFFECT_FINDING_absent;

	if (k == EFFECT_net_read && !is_seen && f != EFFECT_FINDING_match)
		return "finding: done needs match, differs or absent";
	if (k == EFFECT_net_delete && !is_seen && f != EFFECT_FINDING_gone)
		return "finding: done needs gone, differs or absent";
	if (k == EFFECT_billing_balance && !b->found)
		return "balance: done needs creditCents, debtCents and asOf";
	return NULL;
}

static enum talk_verdict
junk(struct effect_outcome *out, struct str why)
{
	adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "not an answer by the contract: %.*s", STR_ARG(why));
	return TALK_JUNK;
}

enum talk_verdict
talk_read(struct str json, struct str key, enum effect_kind kind, struct arena *arena, struct str *key_out,
	  struct effect_outcome *out)
{
	struct talk_answer a;
	const char *missing;
	struct str why;

	*key_out = STR("");
	if (!str_is_utf8(json))
		return junk(out, STR("it is not UTF-8"));
	if (record_from_json(&talk_answer_record, json, &a, arena, &why))
		return junk(out, why);
	*key_out = a.key;
	if (!str_eq(a.key, key)) {
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "the answer has the key of something else");
		return TALK_OTHER_KEY;
	}
	if (a.result == EFFECT_RESULT_done && (missing = missing_in_done(kind, a.finding, &a.balance)))
		return junk(out, str_of(missing));
	if (a.result == EFFECT_RESULT_done && kind == EFFECT_billing_balance)
		out->balance = a.balance;
	if (kind == EFFECT_hook_event && a.result == EFFECT_RESULT_accepted)
		a.result = EFFECT_RESULT_done;		/* an event that was taken is all that was wanted */
	adapter_say(out, a.result, a.finding, "%.*s", STR_ARG(a.detail));
	return TALK_FITS;
}

void
talk_done(enum effect_kind kind, struct effect_outcome *out)
{
	const char *missing = missing_in_done(kind, EFFECT_FINDING_none, &(struct effect_balance){ 0 });

	if (missing)
		junk(out, str_of(missing));
	else
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_none, "%s", "");
}

enum err
talk_read_check(struct str json, struct arena *arena, char why_out[200])
{
	struct talk_answer a;
	struct str why;

	if (!str_is_utf8(json) || record_from_json(&talk_answer_record, json, &a, arena, &why)) {
		snprintf(why_out, 200, "its answer is not by the contract (doc/integrate.md)");
		return ERR_PERM;
	}
	a.detail.n = a.detail.n < 150 ? a.detail.n : 150;
	while (!str_is_utf8(a.detail))			/* cut within a character */
		a.detail.n--;
	snprintf(why_out, 200, "it says %s: %.*s", effect_result_names.name[a.result], STR_ARG(a.detail));
	if (a.result == EFFECT_RESULT_done && str_is(a.key, TALK_CHECK_KEY))
		return ERR_OK;
	return a.result == EFFECT_RESULT_never ? ERR_PERM : ERR_TEMP;
}
