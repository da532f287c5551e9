/* task.c - from a claimed effect to its outcome. */
#include "app/task.h"

#include "base/clock.h"
#include "domain/message.h"

#define MESSAGE_BYTES 65536u		/* of a rendered mail */
#define DETAIL_MAX    200u		/* as in EFFECT_OUTCOME */

bool
task_open(struct task *k, struct role_self *self, enum effect_family family, const struct adapter_conf *conf)
{
	*k = (struct task){ .self = self, .family = family, .conf = *conf };
	k->adapter = adapter_find(family, adapter_common_of(conf, family).adapter);
	if (!k->adapter)
		return false;
	buf_init(&k->subject, MESSAGE_BYTES);
	buf_init(&k->text, MESSAGE_BYTES);
	k->adapter_self = k->adapter->open(&k->conf);
	return true;
}

void
task_close(struct task *k)
{
	k->adapter->close(k->adapter_self);
	buf_done(&k->subject);
	buf_done(&k->text);
}

static struct effect_outcome
outcome_of(const struct effect_task *t)
{
	return (struct effect_outcome){
		.found = true, .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation,
		.fence = t->fence, .result = EFFECT_RESULT_unknown, .finding = EFFECT_FINDING_none,
	};
}

void
task_put_back(const struct effect_task *t, const char *why, struct effect_outcome *out)
{
	*out = outcome_of(t);
	out->result = t->uncertain ? EFFECT_RESULT_unknown : EFFECT_RESULT_later;
	out->untried = true;
	out->detail = str_of(why);
}

/* The parent knows how long a call may take: while one runs, nobody else can say that we are alive. */
static void
call_ask(struct task *k, const struct effect_task *t, struct effect_outcome *out)
{
	if (k->self)
		role_call_begins();
	k->adapter->ask(k->adapter_self, t, out);
	if (k->self)
		role_beat_now(k->self);
}

static void
call_run(struct task *k, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	if (k->self)
		role_call_begins();
	k->adapter->run(k->adapter_self, t, m, out);
	if (k->self)
		role_beat_now(k->self);
}

/* False: the facts cannot be read; no second try will change that. */
static bool
write_message(struct task *k, const struct effect_task *t, struct arena *arena, struct adapter_message *m)
{
	struct message_facts facts;
	struct str why;

	if (record_from_json(&message_facts_record, t->facts, &facts, arena, &why))
		return false;
	buf_reset(&k->subject);
	buf_reset(&k->text);
	message_render(t->kind, catalog_of(t->language), &facts, &k->subject, &k->text);
	*m = (struct adapter_message){ .subject = buf_str(&k->subject), .text = buf_str(&k->text) };
	return !k->subject.over && !k->text.over;
}

/* Details are for staff and the audit: short, and text. */
static struct str
detail_of(struct arena *arena, struct str s)
{
	if (s.n > DETAIL_MAX)
		s.n = DETAIL_MAX;
	while (s.n && !str_is_utf8(s))
		s.n--;
	return arena_str(arena, s);
}

/* True: what was asked has settled it; running would be wrong. */
static bool
asked_and_known(struct task *k, const struct effect_task *t, struct effect_outcome *out)
{
	if (!t->uncertain || !k->adapter->ask)
		return false;
	call_ask(k, t, out);
	return out->result != EFFECT_RESULT_later;
}

void
task_run(struct task *k, const struct effect_task *t, struct arena *arena, struct effect_outcome *out)
{
	struct adapter_message m = { .subject = STR("") };
	bool has_message = effect_is_message(t->kind);
	int64_t begun = clock_monotonic().ms;

	*out = outcome_of(t);
	if (effect_family_of(t->kind) != k->family) {
		out->result = EFFECT_RESULT_never;
		out->detail = STR("an effect of another family");
	} else if (has_message && !write_message(k, t, arena, &m)) {
		out->result = EFFECT_RESULT_never;
		out->detail = STR("the message cannot be written from its facts");
	} else if (!asked_and_known(k, t, out)) {
		*out = outcome_of(t);
		call_run(k, t, has_message ? &m : NULL, out);
	}
	out->detail = detail_of(arena, out->detail);
	out->took_ms = clock_monotonic().ms - begun;
}
