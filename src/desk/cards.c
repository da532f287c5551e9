/* cards.c - what a person must settle: listing, taking, closing. What two persons must agree on is agreed by the case's own
 * event (review.c); `agree` here is the first person's half: to accept the absence where the network knows no such line, else to reject. A card's id for people is LINE.CARD: both keys. */
#include "desk/operations.h"

#include "base/rng.h"

static void
list_ask(void *v)
{
	struct card_list *s = v;

	if (view_page(&s->u, &s->in, &s->page))
		all_card_page(&s->u, &s->page, &s->rows);
}

static void
list_decide(void *v)
{
	struct card_list *s = v;
	const struct card_view_row *r = s->rows.items;
	struct desk_card_view *item = ARENA_ARRAY(s->u.arena, struct desk_card_view, s->rows.n + 1);

	for (size_t i = 0; i < s->rows.n; i++) {
		struct card_row plain = { 0 };

		static_assert(offsetof(struct card_view_row, note) == offsetof(struct card_row, note), "the view's row begins with the card");
		memcpy(&plain, &r[i], offsetof(struct card_row, note) + sizeof plain.note);
		struct term_case c = { .reference = r[i].reference };
		view_card(&s->u, &plain, r[i].reference.n ? subject_reference(&s->u, &c) : STR(""), &item[i]);
	}
	s->out.items = (struct list){ item, s->rows.n };
	if (s->rows.n && s->rows.n == (size_t)s->page.limit)
		s->out.next = view_cursor(&s->u, r[s->rows.n - 1].due_ms, r[s->rows.n - 1].card_id, 0);
}

const struct unit_operation operations_card_list = UNIT_OPERATION(card_list, NULL, list_ask, list_decide, NULL);

/* ---- take, close, agree ---- */

static void
act_find(void *v)
{
	struct card_act *s = v;
	struct str line, card;

	if (str_split(s->in.card, '.', &line, &card) && rng_id_parse(line, &s->key.line_id) && rng_id_parse(card, &s->key.card_id))
		return;
	unit_say(&s->u, DESK_unknown, "card: there is no such card; take the id from the list of cards");
}

static void
act_ask(void *v)
{
	struct card_act *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	s->u.line_id = s->key.line_id;
	ask_card_get(&s->u, &s->key, &s->card);
	ask_case_open(&s->u, &(struct by_line){ .line_id = s->key.line_id }, &s->open);
	ask_audit_head(&s->u, &(struct by_line){ .line_id = s->key.line_id }, &s->head);
}

/* A person's first half of what two must agree on. */
static void
agree(struct unit *u, struct card_row *c)
{
	if (c->first_by.n)
		return;
	c->first_by = u->actor;
	c->note = c->kind == TERMINATION_CARD_network_absent ? STR("accept_absence") : STR("reject");
}

static void
close_card(struct card_act *s)
{
	struct unit *u = &s->u;
	bool goes_on = s->open.found && id_eq(s->open.case_id, s->card.case_id);

	if (goes_on && termination_card_holds(s->card.kind)) {
		unit_say(u, DESK_refused, "The case waits for this: %s The card then closes itself.", termination_card_text(s->card.kind));
		return;
	}
	s->card.is_open = false;
	s->card.closed_by = u->actor;
	s->card.closed_ms = u->now;
	s->card.note = s->in.note;
}

static void
act_decide(void *v)
{
	struct card_act *s = v;
	struct unit *u = &s->u;

	if (u->code >= DESK_invalid)
		return;
	if (!s->card.found || !s->card.is_open) {
		unit_say(u, s->card.found ? DESK_refused : DESK_unknown, s->card.found ? "This card is settled already." : "There is no such card.");
		return;
	}
	if (str_is(s->in.action, "take"))
		s->card.owner = u->actor;
	else if (str_is(s->in.action, "agree"))
		agree(u, &s->card);
	else if (str_is(s->in.action, "close"))
		close_card(s);
	else
		unit_say(u, DESK_invalid, "action: must be take, close or agree");
	if (u->code < DESK_invalid)
		view_card(u, &s->card, STR(""), &s->out);
}

static void
act_write(void *v)
{
	struct card_act *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	gate_card_set(&s->u, &s->card);
	audit_add(&s->u, &s->head, s->card.case_id, "card", unit_printf(&s->u, "{\"kind\":\"%s\",\"action\":\"%.*s\"}",
	    termination_card_names.name[s->card.kind], STR_ARG(s->in.action)));
}

const struct unit_operation operations_card_act = UNIT_OPERATION(card_act, act_find, act_ask, act_decide, act_write);
