/* billing.c - the operator's billing as the desk sees it: it stops what it is told to stop, and states balances as of its last run,
 * which may be from before the cut; now and then it says nothing for days. What anybody has stated is kept for the oracle. */
#include "sim.h"

static int
index_of(struct sim *s, const struct effect_task *t)
{
	const struct world_line *l = world_line_of(&s->world, t->imsi);

	return l ? (int)(l - s->world.line) : -1;
}

bool
billing_is_mute(struct sim *s, const struct effect_task *t)
{
	int i = index_of(s, t);

	return effect_family_of(t->kind) == EFFECT_FAMILY_billing && i >= 0 && s->is_mute[i];
}

void
billing_note(struct sim *s, int line, int64_t credit_cents, int64_t debt_cents)
{
	struct sim_stated *st = &s->stated[line];

	for (int i = 0; i < st->n; i++)
		if (st->credit_cents[i] == credit_cents && st->debt_cents[i] == debt_cents)
			return;
	assert(st->n < SIM_STATED_MAX);
	st->credit_cents[st->n] = credit_cents;
	st->debt_cents[st->n++] = debt_cents;
}

bool
billing_has_stated(const struct sim *s, int line, int64_t credit_cents, int64_t debt_cents)
{
	const struct sim_stated *st = &s->stated[line];

	for (int i = 0; i < st->n; i++)
		if (st->credit_cents[i] == credit_cents && st->debt_cents[i] == debt_cents)
			return true;
	return false;
}

/* As of its last run. */
static struct effect_balance
balance_of(struct sim *s, int line)
{
	const struct world_line *l = &s->world.line[line];
	int64_t now = sim_wall(s).ms;

	billing_note(s, line, l->credit_cents, l->debt_cents);
	return (struct effect_balance){ .found = true, .credit_cents = l->credit_cents, .debt_cents = l->debt_cents,
		.as_of.ms = now - now % s->billing_period_ms };
}

/* What was told to it before a backup was brought back is no news to the desk, nor to the invariants. */
void
billing_carry_out(struct sim *s, const struct effect_task *t, bool is_of_now, struct effect_outcome *o)
{
	int i = index_of(s, t);

	o->result = i < 0 ? EFFECT_RESULT_never : EFFECT_RESULT_done;
	o->finding = i < 0 ? EFFECT_FINDING_differs : EFFECT_FINDING_match;
	if (i < 0)
		return;
	if (t->kind == EFFECT_billing_balance)
		o->balance = balance_of(s, i);
	if (is_of_now) {
		world_apply(&s->world, t);
		invariants_landed(&s->world, t);
	}
}

/* The backup may be from before the line's end; it will be told again, and drops the repeat. */
void
billing_back(struct sim *s)
{
	for (int i = 0; i < s->lines; i++)
		s->world.line[i].stops = 0;
}
