/* intent.c - what the world knows of each effect by its key, and far ends that take something on and do it later: asked about, they
 * say that they work on it, then what came of it. */
#include "sim.h"

static const int64_t MOST_MS[] = { SIM_MINUTE, SIM_MINUTE, SIM_MINUTE, SIM_MINUTE, 10 * SIM_MINUTE, 10 * SIM_MINUTE, SIM_HOUR, 2 * SIM_HOUR };

static bool
is_key(const struct effect_key *a, const struct effect_key *b)
{
	return a->kind == b->kind && a->generation == b->generation && id_eq(a->line_id, b->line_id) && id_eq(a->case_id, b->case_id);
}

const struct sim_intent *
intent_find(const struct sim *s, const struct effect_key *k)
{
	for (int i = s->intents - 1; i >= 0; i--)
		if (is_key(&s->intent[i].key, k))
			return &s->intent[i];
	return NULL;
}

struct sim_intent *
intent_of(struct sim *s, const struct effect_task *t)
{
	struct effect_key k = { .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation };
	const struct sim_intent *known = intent_find(s, &k);

	if (known)
		return &s->intent[known - s->intent];
	assert(s->intents < SIM_INTENTS_MAX);
	s->intent[s->intents] = (struct sim_intent){ .key = k };
	return &s->intent[s->intents++];
}

/* A short message is done while it is worth something: half of its validity is for the job, half for the gateway. Mails and events
 * may be forgotten: they are given up; the network is asked for ever. */
void
intent_take(struct sim *s, int task, struct dice *d)
{
	struct effect_task *t = &s->task[task].t;
	struct sim_intent *i = intent_of(s, t);
	enum effect_family f = effect_family_of(t->kind);
	int64_t in_ms = dice_between(d, 1, MOST_MS[dice_below(d, COUNT(MOST_MS))]);

	i->is_job = true;
	i->is_over = false;
	i->is_forgotten = (f == EFFECT_FAMILY_mail || f == EFFECT_FAMILY_hook) && dice_below(d, 6) == 0;
	if (f == EFFECT_FAMILY_sms) {
		t->validity_ms = (t->validity_ms + 1) / 2;
		in_ms = dice_below(d, t->validity_ms);
	}
	if (!i->is_forgotten)
		sim_push(s, in_ms, SIM_land, task, false);
}

/* What came to nothing can be asked for again, and a balance is read anew. */
void
intent_ask(struct sim *s, int task, struct effect_outcome *out)
{
	struct sim_intent *i = intent_of(s, &s->task[task].t);

	if (!i->is_over && i->is_forgotten && s->is_healed)
		far_land(s, task, false);
	out->result = i->is_over ? i->result : EFFECT_RESULT_accepted;
	out->finding = i->is_over ? i->finding : EFFECT_FINDING_none;
	out->balance = i->balance;
	i->is_job = !i->is_over || (i->result == EFFECT_RESULT_done && i->key.kind != EFFECT_billing_balance);
}

void
intent_forget_pauses(struct sim *s)
{
	for (int i = 0; i < s->intents; i++)
		s->intent[i].not_before = 0;
}
