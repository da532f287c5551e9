/* sim.c - the queue of events, the clocks, the history, and the end in which the world heals. */
#include "sim.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/rng.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define EVENTS_MAX 60000		/* more than any run needs: it runs in circles */
#define SWEEP_EVERY 256
#define HEALED_ROUNDS 400

const char *const sim_fault_names[SIM_FAULT_COUNT] = {
#define X(n, most, t) #n,
	SIM_FAULTS(X)
#undef X
};
static const unsigned MOST[SIM_FAULT_COUNT] = {
#define X(n, most, t) most,
	SIM_FAULTS(X)
#undef X
};

/* ---- the history ---- */

static void
add_to_trace(struct sim *s, const char *text)
{
	uint64_t h = s->result->trace;

	for (const char *p = text; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);	/* FNV-1a */
	s->result->trace = h;
}

void
sim_say(struct sim *s, const char *fmt, ...)
{
	struct sim_result *r = s->result;
	char *line = r->last[r->lines++ % SIM_TOLD_LINES];
	va_list ap;
	int n = snprintf(line, sizeof r->last[0], "%8lld.%03d  ", (long long)(s->now / 1000), (int)(s->now % 1000));

	va_start(ap, fmt);
	vsnprintf(line + n, sizeof r->last[0] - (size_t)n, fmt, ap);
	va_end(ap);
	add_to_trace(s, line);
	if (s->setup->says)
		printf("%s\n", line);
}

/* ---- clocks and chance ---- */

struct utc_ms
sim_wall(const struct sim *s)
{
	return (struct utc_ms){ INT64_C(1795000000000) + s->now + s->skew };
}

bool
sim_strikes(struct sim *s, enum sim_fault f, struct dice *d)
{
	bool hit = dice_permille(d, s->rate[f]);

	if (hit && !s->is_healed)
		s->result->faults++;
	return hit && !s->is_healed;
}

static void
draw_rates(struct sim *s)
{
	for (int f = 0; f < SIM_FAULT_COUNT; f++) {
		struct dice d = dice_of(s->setup->seed, 'f', (uint64_t)f);
		bool is_on = dice_below(&d, 3) && !(s->setup->without_faults >> f & 1);

		s->rate[f] = is_on ? (unsigned)dice_between(&d, 1, MOST[f]) : 0;
	}
}

/* ---- the queue: a heap, earliest first, then first come ---- */

static bool
is_before(const struct sim_item *a, const struct sim_item *b)
{
	return a->at < b->at || (a->at == b->at && a->order < b->order);
}

static void
swap(struct sim_item *a, struct sim_item *b)
{
	struct sim_item t = *a;

	*a = *b;
	*b = t;
}

void
sim_push(struct sim *s, int64_t in_ms, enum sim_event kind, int who, int64_t serial)
{
	int i = s->queued++;

	assert(i < SIM_QUEUE_MAX && in_ms >= 0);
	s->queue[i] = (struct sim_item){ s->now + in_ms, s->order++, kind, who, serial };
	for (; i && is_before(&s->queue[i], &s->queue[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&s->queue[i], &s->queue[(i - 1) / 2]);
}

void
sim_alarm_set(struct sim *s, struct sim_alarm *a, int64_t in_ms, enum sim_event kind, int who)
{
	if (a->at && a->at <= s->now + in_ms)
		return;
	a->at = s->now + in_ms;
	sim_push(s, in_ms, kind, who, ++a->serial);
}

bool
sim_alarm_rings(struct sim_alarm *a, int64_t serial)
{
	if (serial != a->serial || !a->at)
		return false;
	a->at = 0;
	return true;
}

static struct sim_item
pop(struct sim *s)
{
	struct sim_item first = s->queue[0];

	s->queue[0] = s->queue[--s->queued];
	for (int i = 0;;) {
		int least = i;
		for (int k = 2 * i + 1; k <= 2 * i + 2; k++)
			if (k < s->queued && is_before(&s->queue[k], &s->queue[least]))
				least = k;
		if (least == i)
			return first;
		swap(&s->queue[i], &s->queue[least]);
		i = least;
	}
}

static void
happen(struct sim *s, const struct sim_item *e)
{
	switch (e->kind) {
	case SIM_act:      actor_act(s, e->who); return;
	case SIM_patience: actor_patience(s, e->who, e->serial); return;
	case SIM_batch:    house_batch(s); return;
	case SIM_timer:    house_timer(s, e->serial); return;
	case SIM_claim:    far_claim(s, e->who, e->serial); return;
	case SIM_land:     far_land(s, e->who, e->serial); return;
	case SIM_deliver:  gateway_deliver(s, e->who, e->serial); return;
	case SIM_tell:     gateway_tell(s, e->who); return;
	case SIM_undo:     far_undo(s, e->who); return;
	case SIM_report:   far_report(s, e->who, e->serial); return;
	case SIM_start:    house_start(s); return;
	case SIM_upgrade:  house_upgrade(s); return;
	case SIM_strike:   house_strike(s); return;
	}
}

/* ---- one run ---- */

static bool
goes_on(struct sim *s)
{
	if (s->result->events % SWEEP_EVERY == 0 && s->desk_is_up && !oracle_sweep(s))
		return false;
	if (s->result->events > EVENTS_MAX)
		invariants_broken("23: the world runs in circles: %d events", EVENTS_MAX);
	return oracle_look(s);
}

/* Until the queue is empty, or nothing is broken no more. */
static bool
run_all(struct sim *s)
{
	while (s->queued) {
		struct sim_item e = pop(s);
		s->now = e.at;
		s->world.now = sim_wall(s);
		if (!s->is_healed && s->setup->events_max && s->result->events >= s->setup->events_max)
			far_heal(s);
		happen(s, &e);
		s->result->events++;
		if (!goes_on(s))
			return false;
	}
	return true;
}

/* Faults end, people come back from their holidays: now every case must end, or show who has it. */
static bool
heal(struct sim *s)
{
	far_heal(s);
	sim_say(s, "the world heals");
	house_start(s);
	house_wake(s);
	if (!run_all(s))
		return false;
	for (int i = 0; i < HEALED_ROUNDS && staff_settle(s, i); i++) {
		if (!run_all(s))
			return false;
		s->now += SIM_HOUR;
		s->world.now = sim_wall(s);
		house_wake(s);
	}
	return run_all(s) && oracle_sweep(s);
}

/* The JSON library draws its hash's seed once in a process: before ours begins. */
static void
draw_what_is_drawn_once(void)
{
	char why[JSON_WHY_SIZE];
	struct json *doc;

	enum err e = json_parse(STR("{}"), &doc, why);
	assert(!e);
	json_free(&doc);
}

void
sim_run(const struct sim_setup *setup, struct sim_result *out)
{
	static struct sim s;

	memset(&s, 0, sizeof s);
	memset(out, 0, sizeof *out);
	s.setup = setup;
	s.result = out;
	out->trace = UINT64_C(14695981039346656037);
	s.dice = dice_of(setup->seed, 's', 0);
	s.deaths = dice_of(setup->seed, 'd', 0);
	log_least(LOG_ERROR);
	draw_rates(&s);
	draw_what_is_drawn_once();
	rng_seed(setup->seed);
	house_open(&s);
	far_begin(&s);
	actor_begin(&s);
	oracle_begin(&s);
	house_wake(&s);
	if (run_all(&s) && heal(&s))
		oracle_end(&s);
	const char *broken = s.desk_is_up ? invariants_look(&s.world) : NULL;
	if (broken) {
		out->is_broken = true;
		snprintf(out->what, sizeof out->what, "%s", broken);
	}
	house_close(&s);
}
