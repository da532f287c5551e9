/* claim.c - what must hold of a task at the moment in which it is handed to a worker: the hours of its family, the pause that its
 * far end asked for, and that no event of a line overtakes another. Looked up behind the desk's back. Numbers are those of PROMISES. */
#include "sim.h"

#include "store/store.h"

#define LEASE_MS (5 * SIM_MINUTE)	/* as in desk/outbox.c */

static const char *
kind_of(const struct effect_task *t)
{
	return effect_kind_names.name[t->kind];
}

static void
ask(struct sim *s, enum store_query q, const void *params, void *out)
{
	if (store_run(desk_store(s->world.desk), q, params, out, s->world.arena, NULL))
		invariants_broken("the store: %s", store_statements[q].name);
}

/* Codes, alerts, readings, blocks and what answers somebody at once are done at any hour; written down here a second time. */
static bool
may_wait(enum effect_kind k)
{
	static const enum effect_kind AT_ONCE[] = { EFFECT_net_read, EFFECT_net_block, EFFECT_net_unblock, EFFECT_sms_alert, EFFECT_sms_code,
		EFFECT_sms_stop_reply, EFFECT_mail_code, EFFECT_mail_alert, EFFECT_mail_received };

	for (size_t i = 0; i < COUNT(AT_ONCE); i++)
		if (AT_ONCE[i] == k)
			return false;
	return true;
}

static void
look_at_hours(struct sim *s, const struct effect_task *t, const struct effect_row *r)
{
	const struct desk_conf *c = &s->world.conf;
	struct utc_ms claimed = { r->next_ms.ms - LEASE_MS };

	if (may_wait(t->kind) && !t->uncertain && !window_is_open(&c->window[effect_family_of(t->kind)], claimed, c->policy.zone))
		invariants_broken("6: %s is begun outside the hours of its family", kind_of(t));
}

/* A person's retry may be sooner. */
static void
look_at_pause(struct sim *s, const struct effect_task *t)
{
	bool may_be_hurried = t->kind == EFFECT_net_off || t->kind == EFFECT_net_delete || t->kind == EFFECT_sms_last
	    || effect_family_of(t->kind) == EFFECT_FAMILY_billing;

	if (!may_be_hurried && s->wall_most + SIM_SECOND < intent_of(s, t)->not_before)
		invariants_broken("23: %s is tried before its far end wants to be asked again", kind_of(t));
}

static void
look_at_message(struct sim *s, const struct effect_task *t)
{
	struct list reports = { 0 };

	ask(s, STORE_Q_sms_reports, &(struct effect_key){ .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation }, &reports);
	if (reports.n)
		invariants_broken("3: %s is sent again, though a report shows that it was taken", kind_of(t));
}

/* Rows of the same line that were owed before, and are not over. */
static void
look_at_order(struct sim *s, const struct effect_task *t, const struct effect_row *mine)
{
	struct list cases = { 0 }, effects = { 0 };

	ask(s, STORE_Q_case_page, &(struct by_page){ .limit = 1000 }, &cases);
	const struct term_case *c = cases.items;
	for (size_t i = 0; i < cases.n; i++) {
		if (!id_eq(c[i].line_id, t->line_id))
			continue;
		ask(s, STORE_Q_effects_of_case, &(struct by_case){ .line_id = c[i].line_id, .case_id = c[i].case_id }, &effects);
		const struct effect_row *e = effects.items;
		for (size_t k = 0; k < effects.n; k++)
			if (e[k].kind == EFFECT_hook_event && e[k].created_ms.ms < mine->created_ms.ms && e[k].state != EFFECT_STATE_done
			    && e[k].state != EFFECT_STATE_dead && e[k].state != EFFECT_STATE_dropped)
				invariants_broken("9: an event is sent before an earlier one of its line is over");
	}
}

void
claim_look(struct sim *s, const struct effect_task *t)
{
	struct effect_key key = { .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation };
	struct effect_row row;

	ask(s, STORE_Q_effect_get, &key, &row);
	look_at_hours(s, t, &row);
	look_at_pause(s, t);
	if (effect_family_of(t->kind) == EFFECT_FAMILY_sms)
		look_at_message(s, t);
	if (t->kind == EFFECT_hook_event)
		look_at_order(s, t, &row);
}
