/* staff.c - when the world has healed: careful staff look at every case that has not ended, and do what its state asks for. */
#include "sim.h"

#include "store/store.h"

/* What a person does in a state; in_absence: where the network does not know the line; needs two. */
static const struct duty { enum termination_state in; bool needs_card; enum termination_event on, in_absence; } DUTIES[] = {
	{ TERMINATION_received, false, TERMINATION_ON_withdraw, TERMINATION_ON_withdraw },
	{ TERMINATION_review,   false, TERMINATION_ON_approve,  TERMINATION_ON_approve },
	{ TERMINATION_asked,    false, TERMINATION_ON_answer,   TERMINATION_ON_answer },
	{ TERMINATION_owing,    false, TERMINATION_ON_pay,      TERMINATION_ON_pay },
	{ TERMINATION_waiting,  true,  TERMINATION_ON_retry,    TERMINATION_ON_accept_absence },
	{ TERMINATION_cutting,  true,  TERMINATION_ON_retry,    TERMINATION_ON_accept_absence },
	{ TERMINATION_closing,  true,  TERMINATION_ON_retry,    TERMINATION_ON_retry },
};

static void
do_duty(struct sim *s, const struct term_case *c, enum termination_event on)
{
	static const char *const PERSONS[] = { "dora", "emil" };

	sim_say(s, "staff: %s for %.*s in %s", termination_event_names.name[on], STR_ARG(c->reference), termination_state_names.name[c->state]);
	for (size_t i = 0; i < COUNT(PERSONS) && (i == 0 || on == TERMINATION_ON_accept_absence); i++) {
		struct desk_caller who = { .role = DESK_ROLE_operator, .name = str_of(PERSONS[i]), .channel = STR("api") };
		struct desk_event_in in = { .reference = c->reference, .event = on, .note = STR("healed") };
		house_ask(s, DESK_OP_case_event, &who, &in, SIM_ASKER_staff, 0, 0);
	}
}

/* What billing does not say, a person states in the end. */
static void
state_account(struct sim *s, const struct term_case *c)
{
	struct desk_caller who = { .role = DESK_ROLE_operator, .name = STR("dora"), .channel = STR("api") };
	struct desk_account_in in = { .found = true, .reference = c->reference, .credit_cents = 50, .debt_cents = 70, .note = STR("healed") };

	sim_say(s, "staff: the account of %.*s", STR_ARG(c->reference));
	for (int i = 0; i < s->lines; i++)
		billing_note(s, i, in.credit_cents, in.debt_cents);
	house_ask(s, DESK_OP_case_account, &who, &in, SIM_ASKER_staff, 0, 0);
}

/* LOOKS_AGAIN: now and then a retry where an absence could be accepted: a first person may have agreed to something else. */
static bool
look_after(struct sim *s, struct store *st, const struct term_case *c, bool looks_again)
{
	struct list cards = { 0 };
	bool has_card = false, is_absent = false;

	if (store_run(st, STORE_Q_cards_of_case, &(struct by_case){ .line_id = c->line_id, .case_id = c->case_id }, &cards, s->world.arena, NULL))
		return false;
	const struct card_row *k = cards.items;
	for (size_t i = 0; i < cards.n; i++) {
		bool counts = k[i].is_open && termination_card_holds(k[i].kind);
		has_card = has_card || counts;
		is_absent = is_absent || (counts && k[i].kind == TERMINATION_CARD_network_absent);
	}
	if (c->state == TERMINATION_closing && !c->settled && has_card && looks_again)
		state_account(s, c);
	for (size_t i = 0; i < COUNT(DUTIES); i++)
		if (DUTIES[i].in == c->state && (has_card || !DUTIES[i].needs_card))
			do_duty(s, c, is_absent && !looks_again ? DUTIES[i].in_absence : DUTIES[i].on);
	return true;
}

bool
staff_settle(struct sim *s, int round)
{
	struct store *st = desk_store(s->world.desk);
	struct list cases = { 0 };
	bool any = false;

	arena_reset(s->world.arena);
	for (int i = 0; i < s->lines; i++)
		s->world.line[i].foreign = false;		/* somebody mended the network's side */
	if (store_run(st, STORE_Q_case_page, &(struct by_page){ .limit = 1000 }, &cases, s->world.arena, NULL))
		return false;
	const struct term_case *c = cases.items;
	for (size_t i = 0; i < cases.n; i++)
		if (!termination_is_end(c[i].state))
			any = look_after(s, st, &c[i], round % 4 == 3) || any;
	return any;
}
