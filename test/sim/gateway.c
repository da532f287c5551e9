/* gateway.c - the SMS gateway of the false world: what becomes of a message that it took, and what it reports of it, in any order,
 * repeated, late or never. Its own line to the desk is HTTP with tokens, as in desk/sms.c. */
#include "sim.h"

#include <stdio.h>

#define LATE_MS (3 * SIM_DAY)
#define RING_MS 500			/* no telephone has it sooner */

/* What a message meets: how often, does it arrive, what is told of it (Kannel's numbers), and of when: b the beginning, a the arrival,
 * e the end of its validity. */
static const struct life { int weight; bool arrives; struct { int type; char when; } told[3]; } LIVES[] = {
	{ 5, true,  { { 8, 'b' }, { 1, 'a' } } },
	{ 3, true,  { { 8, 'b' }, { 4, 'b' }, { 1, 'a' } } },
	{ 2, false, { { 8, 'b' }, { 4, 'b' }, { 2, 'e' } } },
	{ 1, false, { { 16, 'b' } } },
	{ 1, true,  { { 1, 'a' } } },
	{ 1, true,  { { 8, 'b' } } },
	{ 1, true,  { { 0, 0 } } },
};

static const struct life *
draw_life(struct dice *d)
{
	int all = 0;

	for (size_t i = 0; i < COUNT(LIVES); i++)
		all += LIVES[i].weight;
	int64_t at = dice_below(d, all);
	for (size_t i = 0;; i++)
		if ((at -= LIVES[i].weight) < 0)
			return &LIVES[i];
}

/* "effect=...&token=..." */
static void
read_query(const char *query, struct sim_tell *out)
{
	struct str effect, token;

	str_split(str_of(query), '&', &effect, &token);
	assert(str_starts(effect, "effect=") && str_starts(token, "token="));
	snprintf(out->effect, sizeof out->effect, "%.*s", (int)effect.n - 7, effect.p + 7);
	snprintf(out->token, sizeof out->token, "%.*s", (int)token.n - 6, token.p + 6);
}

/* ---- what is told ---- */

static void
plan(struct sim *s, const struct sim_tell *tell, int64_t in_ms, struct dice *d)
{
	int i = s->tells++ % SIM_TELLS_MAX;		/* the oldest is long told */

	s->tell[i] = *tell;
	if (sim_strikes(s, SIM_FAULT_report_late, d))
		in_ms += dice_below(d, dice_below(d, 2) ? SIM_MINUTE : LATE_MS);
	if (!sim_strikes(s, SIM_FAULT_report_lost, d))
		sim_push(s, in_ms, SIM_tell, i, 0);
	if (sim_strikes(s, SIM_FAULT_report_again, d))
		sim_push(s, in_ms + dice_below(d, SIM_HOUR), SIM_tell, i, 0);
}

/* A gateway keeps what it took until the telephone is there, or the message's validity is over. */
void
gateway_took(struct sim *s, int task)
{
	struct sim_task *k = &s->task[task];
	struct dice d = dice_of(s->setup->seed, 'g', (uint64_t)s->now * SIM_TASKS_MAX + (uint64_t)task);
	const struct life *l = draw_life(&d);
	int64_t validity = k->t.validity_ms, least = validity > RING_MS ? RING_MS : validity - 1;
	int64_t arrival = dice_between(&d, least, validity - 1), again = s->serial++;
	int parts = dice_below(&d, 5) ? 1 : 2;
	struct sim_tell tell = { .parts = parts };

	k->in_flight = l->arrives;
	if (l->arrives)
		sim_push(s, arrival, SIM_deliver, task, s->skew);
	read_query(k->report, &tell);
	for (int part = 0; part < parts; part++)
		for (size_t i = 0; i < COUNT(l->told) && l->told[i].type; i++) {
			char when = l->told[i].when;
			int64_t at = when == 'b' ? 0 : when == 'a' ? arrival : validity;
			tell.type = l->told[i].type;
			snprintf(tell.part, sizeof tell.part, "m%u.%c", (unsigned)again % 100000, '0' + part);
			plan(s, &tell, at + dice_between(&d, 1, 2 * SIM_SECOND), &d);
		}
}

void
gateway_tell(struct sim *s, int tell)
{
	struct sim_tell *t = &s->tell[tell];
	struct desk_caller c = world_public(str_of(t->token));
	struct desk_sms_report_in in = { .effect = str_of(t->effect), .type = t->type, .parts = t->parts, .part = str_of(t->part) };

	sim_say(s, "  the gateway reports %d of %s, part %s of %d", t->type, strchr(t->effect, '.') ? strrchr(t->effect, '.') - 10 : "", t->part, t->parts);
	house_ask(s, DESK_OP_sms_report, &c, &in, SIM_ASKER_gateway, 0, 0);
}

void
gateway_heard(struct sim *s, enum desk_code code)
{
	(void)s;
	if (code != DESK_ok && code != DESK_busy)
		invariants_broken("11: a report of our own gateway is answered %s", desk_code_name(code));
}

/* ---- what arrives ---- */

/* A telephone that gets one message is on, and gets all that waited for it. Both clocks count the validity: where ours has jumped
 * ahead since (it led by SKEW then), the drain was shorter than the validity, and nobody can help it. */
void
gateway_deliver(struct sim *s, int task, int64_t skew)
{
	struct str phone = s->task[task].t.address;

	if (!s->task[task].in_flight)
		return;
	for (int i = 0; i < SIM_TASKS_MAX; i++) {
		struct sim_task *k = &s->task[i];
		if (!k->in_flight || !str_eq(k->t.address, phone))
			continue;
		k->in_flight = false;
		sim_say(s, "  %s reaches %.*s", effect_kind_names.name[k->t.kind], STR_ARG(phone));
		if (s->skew <= skew)
			invariants_delivered(&s->world, &k->t);
	}
}

/* ---- what telephones send, and what strangers make up ---- */

struct desk_caller
gateway_caller(const struct sim *s)
{
	return world_public(str_of(s->gateway_token));
}

bool
gateway_forge(struct sim *s, int line, struct desk_sms_report_in *out)
{
	static struct sim_tell made_up;

	for (int i = 0; i < SIM_TASKS_MAX; i++) {
		const struct sim_task *k = &s->task[i];
		if (!k->report[0] || strcmp(k->msisdn, world_number(line)) != 0)
			continue;
		read_query(k->report, &made_up);
		*out = (struct desk_sms_report_in){ .found = true, .effect = str_of(made_up.effect), .type = 1, .parts = 1, .part = STR("forged") };
	}
	return out->found;
}
