/* far.c - workers, and the network, gateway and mail server as they are seen over bad lines. A worker claims, carries out one by
 * one, and reports; what it asked for may arrive never, late, twice, or without an answer, and may arrive after its worker has died. */
#include "sim.h"

#include "store/store.h"

#include <stdio.h>

#define TIMEOUT_MS (5 * SIM_SECOND)	/* a worker gives up an answer */
#define LATE_MS (4 * SIM_SECOND)	/* what is late arrives within the timeout: longer, and no message could ever be the last */
#define LEASE_MS (5 * SIM_MINUTE)	/* as in desk/outbox.c */
#define PAUSE_MAX_MS SIM_HOUR		/* as there: what a far end may ask for */

/* What becomes of one attempt: what is drawn, does it arrive, when again, and what the worker hears. */
static const struct fate { enum sim_fault fault; bool arrives; enum effect_result heard; } FATES[] = {
	{ SIM_FAULT_lost,        false, EFFECT_RESULT_unknown },
	{ SIM_FAULT_answer_lost, true,  EFFECT_RESULT_unknown },
	{ SIM_FAULT_late,        true,  EFFECT_RESULT_unknown },
	{ SIM_FAULT_twice,       true,  EFFECT_RESULT_done },
	{ SIM_FAULT_later,       false, EFFECT_RESULT_later },
	{ SIM_FAULT_never,       false, EFFECT_RESULT_never },
	{ SIM_FAULT_garbage,     false, EFFECT_RESULT_unknown },
	{ SIM_FAULT_hang,        true,  EFFECT_RESULT_done },
	{ SIM_FAULT_undone,      true,  EFFECT_RESULT_unknown },
	{ SIM_FAULT_accepted,    false, EFFECT_RESULT_accepted },
	{ SIM_FAULT_untried,     false, EFFECT_RESULT_later },
};
static const struct fate WELL = { SIM_FAULT_COUNT, true, EFFECT_RESULT_done };

static const char *
kind_of(const struct effect_task *t)
{
	return effect_kind_names.name[t->kind];
}

/* ---- tasks, with texts of their own ---- */

static struct str
keep(char *to, size_t size, struct str from)
{
	size_t n = from.n < size - 1 ? from.n : size - 1;

	if (n)
		memcpy(to, from.p, n);
	to[n] = '\0';
	return (struct str){ to, n };
}

static int
task_new(struct sim *s, const struct effect_task *t)
{
	int i = s->tasks++ % SIM_TASKS_MAX;		/* the oldest is long over */
	struct sim_task *k = &s->task[i];

	*k = (struct sim_task){ .t = *t, .restores = s->restores };
	k->t.reference = keep(k->reference, sizeof k->reference, t->reference);
	k->t.msisdn = keep(k->msisdn, sizeof k->msisdn, t->msisdn);
	k->t.imsi = keep(k->imsi, sizeof k->imsi, t->imsi);
	k->t.address = keep(k->address, sizeof k->address, t->address);
	k->t.facts = keep(k->facts, sizeof k->facts, t->facts);
	k->t.report = keep(k->report, sizeof k->report, t->report);
	k->t.language = STR("en");
	return i;
}

/* ---- the far end ---- */

/* Was it done already? As the adapter's `ask`; nothing is done by asking. */
static bool
is_reached(struct sim *s, const struct effect_task *t)
{
	const struct world_line *l = world_line_of(&s->world, t->imsi);
	bool there = l && l->present;

	switch ((int)t->kind) {
	case EFFECT_net_off:
	case EFFECT_net_block:   return there && !l->foreign && !l->enabled;
	case EFFECT_net_unblock: return there && !l->foreign && l->enabled;
	case EFFECT_net_delete:  return !there;
	}
	return false;
}

static void
say_result(struct effect_outcome *o, enum effect_result r, enum effect_finding f)
{
	o->result = r;
	o->finding = f;
}

/* As the adapter's `run`, after `ask` where an earlier attempt is uncertain. */
static void
carry_out(struct sim *s, const struct sim_task *k, struct effect_outcome *o)
{
	const struct effect_task *t = &k->t;
	const struct world_line *l = world_line_of(&s->world, t->imsi);
	bool is_net = effect_family_of(t->kind) == EFFECT_FAMILY_net;
	enum effect_result no = t->kind == EFFECT_net_read ? EFFECT_RESULT_done : EFFECT_RESULT_never;

	if (effect_family_of(t->kind) == EFFECT_FAMILY_billing) {
		billing_carry_out(s, t, k->restores == s->restores, o);
		return;
	}
	if (is_net && t->uncertain && is_reached(s, t)) {
		say_result(o, EFFECT_RESULT_done, t->kind == EFFECT_net_delete ? EFFECT_FINDING_gone : EFFECT_FINDING_match);
		return;
	}
	if (is_net && (!l || !l->present)) {
		bool ours = t->kind == EFFECT_net_delete && (t->uncertain || t->attempts > 1);
		say_result(o, ours ? EFFECT_RESULT_done : no, ours ? EFFECT_FINDING_gone : EFFECT_FINDING_absent);
		return;
	}
	if (is_net && l->foreign) {
		say_result(o, no, EFFECT_FINDING_differs);
		return;
	}
	say_result(o, EFFECT_RESULT_done, world_find(&s->world, t));
	world_apply(&s->world, t);
	invariants_landed(&s->world, t);
}

/* What is known of it by its key from now on. */
static void
note_landing(struct sim *s, const struct effect_task *t, const struct effect_outcome *o)
{
	struct sim_intent *i = intent_of(s, t);

	i->has_happened = i->has_happened || o->result == EFFECT_RESULT_done;
	if (i->is_job && !i->is_over) {
		i->is_over = true;
		i->result = o->result;
		i->finding = o->finding;
		i->balance = o->balance;
	}
}

void
far_land(struct sim *s, int task, bool again)
{
	struct sim_task *k = &s->task[task];
	struct effect_outcome o = { 0 };

	carry_out(s, k, &o);
	sim_say(s, "  %s %.*s arrives%s: %s %s", kind_of(&k->t), STR_ARG(k->t.msisdn), again ? " again" : "",
	    effect_result_names.name[o.result], effect_finding_names.name[o.finding]);
	note_landing(s, &k->t, &o);
	if (effect_family_of(k->t.kind) == EFFECT_FAMILY_sms)
		gateway_took(s, task);
	for (int i = 0; i < SIM_WORKERS; i++) {
		struct sim_worker *w = &s->worker[i];
		if (w->is_busy && w->next < w->n && w->task[w->next] == task && w->outcome.result == EFFECT_RESULT_done && !again) {
			say_result(&w->outcome, o.result, o.finding);
			w->outcome.balance = o.balance;
		}
	}
}

/* Somebody set the far end back to its backup: off is on again. What was deleted stays so. */
void
far_undo(struct sim *s, int task)
{
	struct sim_task *k = &s->task[task];
	struct world_line *l = world_line_of(&s->world, k->t.imsi);

	if (k->t.kind != EFFECT_net_off || !l || !l->present)
		return;
	l->enabled = true;
	sim_say(s, "  the far end is set back: %.*s is on", STR_ARG(k->t.msisdn));
}

/* ---- an attempt ---- */

static const struct fate *
draw_fate(struct sim *s, struct dice *d)
{
	for (size_t i = 0; i < COUNT(FATES); i++) {
		bool is_new = FATES[i].fault == SIM_FAULT_accepted || FATES[i].fault == SIM_FAULT_untried;
		if (sim_strikes(s, FATES[i].fault, d) && !(is_new && s->is_old))
			return &FATES[i];
	}
	return &WELL;
}

/* Given up for dead, and its place is taken. What it had begun it will still report. */
static void
become_ghost(struct sim *s, int worker)
{
	struct sim_worker *w = &s->worker[worker], *ghost = &s->worker[worker + EFFECT_FAMILY_COUNT];

	if (!ghost->is_busy) {
		*ghost = *w;
		ghost->is_ghost = true;
		ghost->n = ghost->next + 1;			/* the one in its hands */
		sim_push(s, LEASE_MS + 1 + dice_below(&s->dice, dice_below(&s->dice, 2) ? 200 : SIM_HOUR), SIM_report, worker + EFFECT_FAMILY_COUNT, ghost->life);
	}
	w->life += 2;
	w->is_busy = false;
	w->is_fresh = dice_below(&s->dice, 2);			/* else nobody noticed: only the lease helps */
	sim_alarm_set(s, &s->wake[worker], SIM_SECOND, SIM_claim, worker);
}

/* What the fate makes of the answer, beside its result. */
static void
shape_answer(struct effect_outcome *o, const struct effect_task *t, const struct fate *f, struct dice *d)
{
	o->result = f->heard;
	if (f->fault == SIM_FAULT_garbage) {
		o->finding = (enum effect_finding)dice_below(d, EFFECT_FINDING_no_gateway);
		o->detail = STR("\x01 no sense \x7f");
	}
	if (f->fault == SIM_FAULT_untried) {
		o->untried = true;
		o->result = t->uncertain ? EFFECT_RESULT_unknown : EFFECT_RESULT_later;
	}
	if (f->fault == SIM_FAULT_later && dice_below(d, 2))
		o->wait_ms = dice_between(d, 1, 3 * SIM_HOUR);
}

static void
try_it(struct sim *s, int worker, struct dice *d)
{
	struct sim_worker *w = &s->worker[worker];
	const struct effect_task *t = &s->task[w->task[w->next]].t;
	const struct fate *f = draw_fate(s, d);
	int64_t there = dice_between(d, 1, 50), back = dice_between(d, 1, 50);

	shape_answer(&w->outcome, t, f, d);
	sim_say(s, "  worker %d: %s %lld of %.*s %.*s, fence %lld%s%s%s", worker, kind_of(t), (long long)t->generation, STR_ARG(t->msisdn),
	    STR_ARG(t->reference), (long long)t->fence, t->uncertain ? ", uncertain" : "", f != &WELL ? ": " : "",
	    f != &WELL ? sim_fault_names[f->fault] : "");
	if (f->fault == SIM_FAULT_late)
		there = dice_between(d, 50, LATE_MS);
	if (f->fault == SIM_FAULT_accepted)
		intent_take(s, w->task[w->next], d);
	if (f->arrives)
		sim_push(s, there, SIM_land, w->task[w->next], false);
	if (f->fault == SIM_FAULT_twice)
		sim_push(s, there + dice_between(d, 1, 50), SIM_land, w->task[w->next], true);
	if (f->fault == SIM_FAULT_undone)
		sim_push(s, there + back, SIM_undo, w->task[w->next], 0);
	if (f->fault == SIM_FAULT_hang)
		become_ghost(s, worker);
	else
		sim_push(s, f->heard == EFFECT_RESULT_unknown ? TIMEOUT_MS : there + back, SIM_report, worker, w->life);
}

/* What the far end has taken on is asked about, without a gateway nothing is sent, and billing may say nothing: none of it is a try. */
static void
attempt(struct sim *s, int worker)
{
	struct sim_worker *w = &s->worker[worker];
	int task = w->task[w->next];
	const struct effect_task *t = &s->task[task].t;
	struct dice d = dice_of(s->setup->seed ^ (uint64_t)t->fence << 32, (uint64_t)t->kind * 64 + (uint64_t)t->generation,
	    (uint64_t)s->now);
	w->began = sim_wall(s).ms;
	bool is_unsent = effect_family_of(t->kind) == EFFECT_FAMILY_sms && !s->world.conf.has_sms;

	w->outcome = (struct effect_outcome){ .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind,
		.generation = t->generation, .fence = t->fence, .detail = STR("by the false world") };
	bool is_mute = billing_is_mute(s, t);

	if (!is_unsent && !is_mute && !intent_of(s, t)->is_job) {
		try_it(s, worker, &d);
		return;
	}
	if (is_unsent)
		say_result(&w->outcome, EFFECT_RESULT_never, EFFECT_FINDING_no_gateway);
	else if (is_mute)
		w->outcome.result = EFFECT_RESULT_later, w->outcome.wait_ms = PAUSE_MAX_MS;
	else
		intent_ask(s, task, &w->outcome);
	sim_say(s, "  worker %d: %s %lld of %.*s %.*s, fence %lld: the far end says %s", worker, kind_of(t), (long long)t->generation,
	    STR_ARG(t->msisdn), STR_ARG(t->reference), (long long)t->fence, effect_result_names.name[w->outcome.result]);
	sim_push(s, dice_between(&d, 1, 100), SIM_report, worker, w->life);
}

/* ---- the worker's round ---- */

void
far_begin(struct sim *s)
{
	for (int i = 0; i < SIM_WORKERS; i++)
		s->worker[i] = (struct sim_worker){ .family = (enum effect_family)(i % EFFECT_FAMILY_COUNT), .life = 1, .is_fresh = true };
}

static struct desk_caller
worker_caller(const struct sim_worker *w)
{
	return (struct desk_caller){ .role = DESK_ROLE_worker, .name = str_of(effect_family_names.name[w->family]) };
}

void
far_claim(struct sim *s, int worker, int64_t serial)
{
	struct sim_worker *w = &s->worker[worker];
	struct desk_caller c = worker_caller(w);
	struct dice d = dice_of(s->setup->seed, 'c', (uint64_t)s->now);
	struct desk_claim_in in = { .family = w->family, .limit = dice_between(&d, 1, SIM_CLAIM_MAX), .fresh = w->is_fresh };

	if (!sim_alarm_rings(&s->wake[worker], serial) || w->is_busy)
		return;
	w->is_busy = house_ask(s, DESK_OP_effect_claim, &c, &in, SIM_ASKER_claim, worker, w->life);
	w->n = w->next = 0;
}

void
far_claimed(struct sim *s, int worker, int64_t life, enum desk_code code, const struct desk_claim_out *out)
{
	struct sim_worker *w = &s->worker[worker];
	const struct effect_task *t = out->tasks.items;

	for (size_t i = 0; code == DESK_ok && i < out->tasks.n; i++)
		invariants_claimed(&s->world, &t[i]), claim_look(s, &t[i]);
	if (life != w->life)
		return;
	w->is_busy = false;
	if (code != DESK_ok)
		return;
	w->is_fresh = false;
	for (size_t i = 0; i < out->tasks.n; i++)
		w->task[w->n++] = task_new(s, &t[i]);
	if (!w->n)
		return;
	w->is_busy = true;
	attempt(s, worker);
}

/* The row of what W reports; its number of changes, as the fence counts them. */
static struct effect_row
row_of(struct sim *s, const struct sim_worker *w)
{
	const struct effect_outcome *o = &w->outcome;
	struct effect_row row = { 0 };

	enum err e = store_run(desk_store(s->world.desk), STORE_Q_effect_get, &(struct effect_key){ .line_id = o->line_id, .case_id = o->case_id,
	    .kind = o->kind, .generation = o->generation }, &row, s->world.arena, NULL);
	assert(!e);
	return row;
}

/* A ghost whose lease is over reports: in that batch nobody else may write this line, so its row must stay as it was. */
static void
look_at_fence(struct sim *s, const struct sim_worker *ghost)
{
	if (ghost->fence_before != ghost->outcome.fence && row_of(s, ghost).fence != ghost->fence_before)
		invariants_broken("14: the outcome of a stale worker changed %s", kind_of(&s->task[ghost->task[ghost->next]].t));
}

void
far_before_batch(struct sim *s)
{
	for (int i = EFFECT_FAMILY_COUNT; i < SIM_WORKERS; i++)
		if (s->worker[i].is_busy)
			s->worker[i].fence_before = row_of(s, &s->worker[i]).fence;
}

/* The outcome goes to the desk; a desk that is not there is asked again. */
void
far_report(struct sim *s, int worker, int64_t life)
{
	struct sim_worker *w = &s->worker[worker];
	struct desk_caller c = worker_caller(w);

	if (life != w->life || !w->is_busy)
		return;
	house_ask(s, DESK_OP_effect_settle, &c, &w->outcome, SIM_ASKER_report, worker, life);
	sim_push(s, 10 * SIM_SECOND, SIM_report, worker, life);		/* unless it is answered before */
}

/* The desk has heard that the far end wants to be left alone for a while. */
static void
note_pause(struct sim *s, const struct sim_worker *w)
{
	const struct effect_outcome *o = &w->outcome;
	struct effect_row row = row_of(s, w);
	int64_t from = w->began < sim_wall(s).ms ? w->began : sim_wall(s).ms;	/* it may have been told twice */

	if (o->wait_ms && row.fence == o->fence + 1 && row.state == EFFECT_STATE_pending)
		intent_of(s, &s->task[w->task[w->next]].t)->not_before = from + (o->wait_ms < PAUSE_MAX_MS ? o->wait_ms : PAUSE_MAX_MS);
}

void
far_reported(struct sim *s, int worker, int64_t life)
{
	struct sim_worker *w = &s->worker[worker];

	if (life != w->life)
		return;
	if (w->is_ghost)
		look_at_fence(s, w);
	else
		note_pause(s, w);
	w->life += 2;							/* what is still in the queue for it is void */
	w->next++;
	w->is_busy = w->next < w->n;
	if (w->is_busy)
		attempt(s, worker);
}

/* The desk died: a claim that was not answered is made again; an outcome is reported until it is heard. */
void
far_unanswered(struct sim *s)
{
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++)
		if (s->worker[i].n == 0)
			s->worker[i].is_busy = false;
}

void
far_restart(struct sim *s)
{
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		struct sim_worker *w = &s->worker[i];
		w->life += 2;
		w->is_busy = false;
		w->is_fresh = true;
	}
}

void
far_heal(struct sim *s)
{
	s->is_healed = true;
	memset(s->is_mute, 0, sizeof s->is_mute);
}
