/* house.c - the desk's process in the false world: requests gathered into batches, its clock, its deaths at a commit, its backups.
 * A death loses all that is volatile: the desk is left by longjmp and opened again on the same file. */
#include "sim.h"

#include "base/clock.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STRIKES_MEAN (6 * SIM_HOUR)

static jmp_buf DEAD;
static struct { struct sim *sim; bool is_armed; const char *how; } HERE;

static uint64_t
tag_of(enum sim_asker a, int who, int64_t serial)
{
	return (uint64_t)a << 56 | (uint64_t)who << 40 | (uint64_t)serial;
}

static void
answered(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct sim *s = self;
	int who = (int)(tag >> 40 & 0xffff);
	int64_t serial = (int64_t)(tag & UINT64_C(0xffffffffff));

	(void)from, (void)why;
	if (op == DESK_OP_case_timer)
		return;
	switch ((enum sim_asker)(tag >> 56)) {
	case SIM_ASKER_play:   actor_heard(s, who, serial, op, code, out); return;
	case SIM_ASKER_claim:  far_claimed(s, who, serial, code, out); return;
	case SIM_ASKER_report: far_reported(s, who, serial); return;
	case SIM_ASKER_staff:  return;
	case SIM_ASKER_gateway: gateway_heard(s, code); return;
	}
}

/* ---- dying ---- */

static void
at_commit(void *self, bool after)
{
	struct sim *s = self;

	if (!HERE.is_armed)
		return;
	s->result->commits += !after;
	if (!sim_strikes(s, after ? SIM_FAULT_crash_after : SIM_FAULT_crash_before, &s->deaths))
		return;
	HERE.how = after ? "just after a commit" : "just before a commit";
	longjmp(DEAD, 1);
}

void
house_die(struct sim *s, const char *how)
{
	if (!s->desk_is_up)
		return;
	sim_say(s, "the desk dies, %s", how);
	s->result->crashes++;
	desk_close(s->world.desk);
	s->world.desk = NULL;
	s->desk_is_up = false;
	s->batch_is_due = false;
	sim_push(s, dice_between(&s->dice, 20, dice_below(&s->dice, 10) ? 2000 : 20 * SIM_MINUTE), SIM_start, 0, 0);
	far_unanswered(s);
	if (dice_below(&s->dice, 2))
		far_restart(s);
}

static void
open_desk(struct sim *s)
{
	char why[300];

	s->world.desk = desk_open(&s->world.conf, answered, s, why);
	if (!s->world.desk) {
		fprintf(stderr, "simulator: the desk does not open: %s\n", why);
		abort();
	}
	store_set_probe(desk_store(s->world.desk), (struct store_probe){ at_commit, s });
	s->desk_is_up = true;
	if (s->wall_most < sim_wall(s).ms)
		s->wall_most = sim_wall(s).ms;
}

/* As the daemon does at its start: the schema first, then the desk. */
void
house_start(struct sim *s)
{
	char why[300];

	if (s->desk_is_up)
		return;
	enum err e = store_migrate(s->world.path, sim_wall(s), why);
	assert(!e);
	sim_say(s, "the desk starts");
	open_desk(s);
	house_wake(s);
}

/* ---- batches ---- */

bool
house_ask(struct sim *s, enum desk_op op, const struct desk_caller *c, const void *in, enum sim_asker a, int who, int64_t serial)
{
	if (!s->desk_is_up || desk_is_full(s->world.desk) || !desk_add(s->world.desk, op, c, in, tag_of(a, who, serial), NULL, false))
		return false;
	if (!s->batch_is_due)
		sim_push(s, dice_below(&s->dice, 20), SIM_batch, 0, 0);
	s->batch_is_due = true;
	return true;
}

void
house_batch(struct sim *s)
{
	if (!s->desk_is_up || !s->batch_is_due)
		return;
	if (sim_strikes(s, SIM_FAULT_killed, &s->deaths) && dice_below(&s->deaths, 4) == 0) {
		house_die(s, "while requests wait");
		return;
	}
	s->batch_is_due = false;
	HERE.sim = s;
	if (setjmp(DEAD)) {
		HERE.is_armed = false;
		house_die(HERE.sim, HERE.how);
		return;
	}
	far_before_batch(s);
	if (s->wall_most < sim_wall(s).ms)
		s->wall_most = sim_wall(s).ms;
	HERE.is_armed = true;
	desk_run(s->world.desk);
	HERE.is_armed = false;
	house_wake(s);
}

/* ---- the clock ---- */

static int64_t
until(const struct sim *s, struct utc_ms at)
{
	int64_t wait = at.ms - sim_wall(s).ms;

	return wait > 0 ? wait : 0;
}

void
house_wake(struct sim *s)
{
	struct moment_row m;

	if (!s->desk_is_up)
		return;
	if (desk_has_work(s->world.desk) && !s->batch_is_due) {		/* carried over from the batch before */
		s->batch_is_due = true;
		sim_push(s, 1, SIM_batch, 0, 0);
	}
	arena_reset(s->world.arena);
	enum err e = store_run(desk_store(s->world.desk), STORE_Q_case_next_deadline, &(struct by_time){ 0 }, &m, s->world.arena, NULL);
	assert(!e);
	if (m.found && m.at_ms.ms)
		sim_alarm_set(s, &s->timer, until(s, m.at_ms) + 1, SIM_timer, 0);
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		struct utc_ms due = desk_effect_due(s->world.desk, (enum effect_family)i);
		if (due.ms && !s->worker[i].is_busy)
			sim_alarm_set(s, &s->wake[i], until(s, due) + 1, SIM_claim, i);
	}
}

void
house_timer(struct sim *s, int64_t serial)
{
	if (!sim_alarm_rings(&s->timer, serial) || !s->desk_is_up || s->batch_is_due)
		return;
	if (desk_tick(s->world.desk) == 0) {
		s->batch_is_due = true;
		house_batch(s);
	} else {
		house_wake(s);				/* too early: the clock was set back, or the deadline moved */
	}
}

/* ---- strikes ---- */

static void
jump(struct sim *s, int64_t ms)
{
	s->skew += ms;
	s->world.now = sim_wall(s);
	sim_say(s, "the wall clock jumps by %lld s", (long long)(ms / 1000));
	house_wake(s);
}

static void
backup(struct sim *s)
{
	char to[120], why[300];

	snprintf(to, sizeof to, "%s.backup", s->world.path);
	unlink(to);
	enum err e = desk_backup(s->world.desk, to, why);
	assert(!e);
	oracle_save(s);
	s->has_backup = true;
	s->backup_is_old = s->is_old;
	sim_say(s, "a backup is made");
}

static void
copy_file(const char *from, const char *to)
{
	static char block[1 << 16];
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	size_t n;

	assert(in && out);
	while ((n = fread(block, 1, sizeof block, in)))
		assert(fwrite(block, 1, n, out) == n);
	fclose(in);
	fclose(out);
}

/* As `simoff restore` does: the daemon stops, the file takes the place of the other, and the world is asked about all that is
 * owed. What was agreed since the backup is lost: people who have references from then are told so. */
static void
restore(struct sim *s)
{
	char from[120], beside[120];

	sim_say(s, "the backup is brought back");
	desk_close(s->world.desk);
	for (const char *const *end = (const char *const[]){ "-wal", "-shm", NULL }; *end; end++) {
		snprintf(beside, sizeof beside, "%s%s", s->world.path, *end);
		unlink(beside);
	}
	snprintf(from, sizeof from, "%s.backup", s->world.path);
	copy_file(from, s->world.path);
	if (s->backup_is_old)
		past_bring_back(s->world.path);
	s->desk_is_up = s->batch_is_due = false;
	oracle_back(s);
	actor_forget(s);
	intent_forget_pauses(s);
	billing_back(s);
	s->restores++;
	far_restart(s);
	house_start(s);
	enum err e = desk_ask_world(s->world.desk);
	assert(!e);
	house_wake(s);
}

void
house_strike(struct sim *s)
{
	struct dice *d = &s->dice;

	if (s->is_healed)
		return;
	if (s->desk_is_up && s->has_backup && sim_strikes(s, SIM_FAULT_restored, d))
		restore(s);
	else if (s->desk_is_up && s->rate[SIM_FAULT_restored] && dice_below(d, 4) == 0)
		backup(s);
	if (sim_strikes(s, SIM_FAULT_jump_ahead, d))
		jump(s, dice_between(d, 1, dice_below(d, 2) ? 2 * SIM_DAY : SIM_HOUR));
	if (sim_strikes(s, SIM_FAULT_jump_back, d))
		jump(s, -dice_between(d, 1, SIM_HOUR));
	if (s->now < SIM_STRIKES_END)
		sim_push(s, dice_between(d, 1, 2 * STRIKES_MEAN), SIM_strike, 0, 0);
}

/* ---- opening ---- */

static void
draw_windows(struct sim *s, struct dice *d)
{
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		int from = (int)dice_below(d, 24 * 60), length = (int)dice_between(d, 60, 20 * 60);
		if (dice_below(d, 4) == 0)
			s->world.conf.window[i] = (struct window){ from, (from + length) % (24 * 60) };
	}
}

/* What there is beside the network and the mail: a gateway, billing, hours, a system of the operator's own. The first release knew none. */
static void
draw_house(struct sim *s)
{
	struct dice d = dice_of(s->setup->seed, 'h', 0);

	s->world.conf.has_sms = dice_below(&d, 4) > 0;
	s->world.conf.has_hook = dice_below(&d, 2) > 0;
	s->world.conf.balance_late_s = dice_below(&d, 2) ? dice_between(&d, 600, 2 * 86400) : 0;
	s->billing_period_ms = dice_below(&d, 2) ? 1 : dice_between(&d, SIM_MINUTE, 24 * SIM_HOUR);
	draw_windows(s, &d);
}

/* The first release is stopped, its database is as it left it, and this one is started: in the fifth day, or when a case has just come
 * into the state that the seed has drawn. */
void
house_upgrade(struct sim *s)
{
	bool was_up = s->desk_is_up;

	if (!s->is_old)
		return;
	sim_say(s, "the program is new");
	if (was_up)
		desk_close(s->world.desk);
	s->desk_is_up = s->batch_is_due = s->is_old = false;
	past_bring_back(s->world.path);
	draw_house(s);
	s->world.billing_since.ms = s->wall_most;
	far_restart(s);
	if (was_up)
		house_start(s);
}

static struct policy
draw_policy(struct sim *s)
{
	struct dice d = dice_of(s->setup->seed, 'p', 0);
	struct policy p = policy_default();

	p.review = dice_below(&d, 3) ? POLICY_REVIEW_clean : POLICY_REVIEW_manual;
	p.debt = dice_below(&d, 2) ? POLICY_DEBT_block : POLICY_DEBT_collect;
	p.refund = (enum policy_refund)dice_below(&d, POLICY_REFUND_COUNT);
	p.stop_window_s = dice_below(&d, 3) ? dice_below(&d, 8 * 3600) : 0;
	p.drain_s = dice_between(&d, 1, 60);
	return p;
}

void
house_open(struct sim *s)
{
	struct dice d = dice_of(s->setup->seed, 'l', 0);

	s->lines = (int)dice_between(&d, 1, WORLD_LINES);
	world_open_with(&s->world, s->lines, (uint32_t)dice_next(&d) & (uint32_t)dice_next(&d));
	desk_close(s->world.desk);
	s->world.now = sim_wall(s);
	s->world.conf.policy = draw_policy(s);
	s->was_old = s->is_old = dice_below(&d, 5) == 0;
	s->old_until = (enum termination_state)dice_between(&d, TERMINATION_review, TERMINATION_closing);
	if (s->is_old)
		sim_push(s, 4 * SIM_DAY, SIM_upgrade, 0, 0);
	else
		draw_house(s);
	open_desk(s);
	struct str token = desk_sms_token(s->world.desk, s->world.arena);
	snprintf(s->gateway_token, sizeof s->gateway_token, "%.*s", STR_ARG(token));
	sim_push(s, dice_between(&s->dice, 1, 2 * STRIKES_MEAN), SIM_strike, 0, 0);
}

void
house_close(struct sim *s)
{
	world_close(&s->world);
}

struct desk_import_in
house_row(const struct sim *s, struct sim_play *p, const char *email)
{
	struct desk_import_in in;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(p->line));
	in.row.imsi = str_of(s->world.line[p->line].imsi);
	in.row.email = str_of(email);
	in.row.phone = str_of(s->world.line[p->line].phone);
	in.row.name = STR("Canary Holder");
	in.row.credit = STR("12.00");
	in.row.debt = dice_below(&p->dice, 4) ? STR("") : STR("5.00");
	return in;
}
