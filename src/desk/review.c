/* review.c - one case by its reference: showing it, and every event that a person, a customer or a feed may raise.
 * Decisions that need two persons are agreed on the case's card by one and carried out by the other (PROMISES 5). */
#include "desk/operations.h"

#include "desk/owe.h"
#include "desk/request.h"
#include "domain/reference.h"

/* ---- shared by the operations on one case ---- */

void
operations_find_case(struct unit *u, struct str reference, struct case_work *w)
{
	struct reference r;
	char text[REFERENCE_TEXT_SIZE], plain[REFERENCE_TEXT_SIZE];
	size_t n = 0;

	if (!reference_parse(reference, &r)) {
		unit_say(u, DESK_unknown, "There is no case with this reference. Check it letter by letter.");
		return;
	}
	reference_format(r, text);
	for (const char *p = text; *p; p++)
		if (*p != '-')
			plain[n++] = *p;
	ask_reference_find(u, &(struct by_reference){ .reference = arena_str(u->arena, (struct str){ plain, n }) }, &w->at);
}

void
operations_ask_case(struct unit *u, struct case_work *w)
{
	if (w->at.found)
		subject_ask(u, &w->s, w->at.line_id, w->at.case_id);
}

bool
operations_case_is_ours(struct unit *u, const struct case_work *w)
{
	if (u->code >= DESK_invalid)
		return false;
	if (w->s.c.found && view_is_entitled(u, &w->s.c))
		return true;
	unit_say(u, DESK_unknown, "There is no case with this reference for you. Open it with the link in our mail.");
	return false;
}

void
operations_write_plain(struct unit *u, struct subject *s, const char *what, struct str body)
{
	gate_case_step(u, &s->c);		/* compares the version that was read, and adds one */
	audit_add(u, &s->head, s->c.case_id, what, body);
}

void
subject_of_key(const struct key_case *k, struct term_case *out)
{
	static_assert(offsetof(struct key_case, subscriber_id) == offsetof(struct term_case, subscriber_id), "a key's row begins with its case");
	memset(out, 0, sizeof *out);
	memcpy(out, k, offsetof(struct term_case, subscriber_id) + sizeof out->subscriber_id);
	out->state = k->answer_state;
}

/* ---- show ---- */

static void
get_find(void *v)
{
	struct case_get *s = v;

	operations_find_case(&s->u, s->in.reference, &s->w);
}

static void
get_ask(void *v)
{
	struct case_get *s = v;

	if (!s->w.at.found)
		return;
	subject_ask(&s->u, &s->w.s, s->w.at.line_id, s->w.at.case_id);
	view_ask(&s->u, &s->w.parts, s->w.at.line_id, s->w.at.case_id);
}

static void
get_decide(void *v)
{
	struct case_get *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	if (!s->w.s.c.found) {
		unit_say(&s->u, DESK_unknown, "There is no case with this reference. Check it letter by letter.");
		return;
	}
	view_case(&s->u, &s->w.s.c, &s->w.parts, &s->out);
}

const struct unit_operation operations_case_get = UNIT_OPERATION(case_get, get_find, get_ask, get_decide, NULL);

/* ---- events ---- */

static void
event_find(void *v)
{
	struct case_event *s = v;

	operations_find_case(&s->u, s->in.reference, &s->w);
}

static void
event_ask(void *v)
{
	struct case_event *s = v;

	operations_ask_case(&s->u, &s->w);
	if (!s->w.at.found)
		return;
	view_ask(&s->u, &s->w.parts, s->w.at.line_id, s->w.at.case_id);
	if (s->in.event == TERMINATION_ON_prove)
		ask_case_open(&s->u, &(struct by_line){ .line_id = s->w.at.line_id }, &s->w.other.c);
}

static bool
may_raise(struct case_event *s)
{
	struct unit *u = &s->u;
	const struct term_case *c = &s->w.s.c;

	if (u->caller.role != DESK_ROLE_public) {
		if (termination_may_raise(s->in.event, 'f') || termination_may_raise(s->in.event, 'e'))
			return true;
		unit_say(u, DESK_denied, "The event %s comes from the system itself.", termination_event_names.name[s->in.event]);
		return false;
	}
	bool holder = view_is_entitled(u, c);
	if (holder && termination_may_raise(s->in.event, 'c'))
		return true;
	if ((holder || view_token_is(u, c, "stop")) && termination_may_raise(s->in.event, 'a'))
		return true;
	unit_say(u, DESK_unknown, "There is no case with this reference for you. Open it with the link in our mail.");
	return false;
}

static bool
needs_two(const struct case_event *s)
{
	return s->in.event == TERMINATION_ON_accept_absence
	    || (s->in.event == TERMINATION_ON_reject && s->w.s.c.state == TERMINATION_cutting);
}

/* Is this actor who made the request? operator:anna and admin:anna are one person. */
static bool
is_requester(struct unit *u, const struct term_case *c, struct str person)
{
	return str_eq(c->authority, unit_printf(u, "vouched by %.*s", STR_ARG(person)));
}

static struct str
person_of(struct str actor)
{
	struct str role, person;

	return str_split(actor, ':', &role, &person) ? person : actor;
}

/* Of the line as it is now: what was said of the SIM before says nothing. */
static bool
says_absent(const struct case_event *s, const struct card_row *r)
{
	return r->kind == TERMINATION_CARD_network_absent && r->created_ms.ms > s->w.s.line.changed_ms.ms;
}

/* The first of two persons is written on the card, with what they agreed to; the second carries out just that. Neither may be
 * the requester. An absence is accepted only on the card that says that the network was asked and found none. True: both agree. */
static bool
agree(struct case_event *s)
{
	struct unit *u = &s->u;
	const struct term_case *c = &s->w.s.c;
	const struct card_row *r = s->w.parts.cards.items, *card = NULL;
	const char *event = termination_event_names.name[s->in.event];

	for (size_t i = 0; i < s->w.parts.cards.n && !card; i++)
		if (r[i].is_open && (s->in.event != TERMINATION_ON_accept_absence || says_absent(s, &r[i])))
			card = &r[i];
	if (!card) {
		unit_say(u, DESK_refused, s->in.event == TERMINATION_ON_accept_absence
		    ? "The network has not said that this line, as it is now, is absent: there is no such card. Retry asks it."
		    : "There is no open card for this case: nothing to agree on.");
		return false;
	}
	struct str first = person_of(card->first_by);
	if (is_requester(u, c, u->caller.name)) {
		unit_say(u, DESK_denied, "You made this request yourself: two other persons must agree.");
		return false;
	}
	if (str_eq(first, u->caller.name)) {
		unit_say(u, DESK_refused, "You have agreed already: a second person is needed.");
		return false;
	}
	if (first.n && !is_requester(u, c, first)) {
		if (str_is(card->note, event))
			return true;
		unit_say(u, DESK_refused, "%.*s agreed to %.*s, not to %s.", STR_ARG(first), STR_ARG(card->note), event);
		return false;
	}
	s->first = *card;
	s->first.first_by = u->actor;
	s->first.note = str_of(event);
	view_case(u, c, NULL, &s->out);
	u->why = STR("Noted. A second person must agree before it is done.");
	return false;
}

/* Nothing was, and nothing can have been, applied to the line in the network. */
static bool
network_is_untouched(const struct case_event *s)
{
	const struct effect_row *r = s->w.parts.effects.items;

	for (size_t i = 0; i < s->w.parts.effects.n; i++) {
		if (r[i].kind != EFFECT_net_off && r[i].kind != EFFECT_net_delete)
			continue;
		if (r[i].uncertain || r[i].state == EFFECT_STATE_claimed || r[i].state == EFFECT_STATE_unknown || r[i].state == EFFECT_STATE_done)
			return false;
	}
	return !s->w.s.c.applied;
}

static const char *
way_on(enum termination_event on)
{
	switch ((int)on) {
	case TERMINATION_ON_withdraw: return "The point of no return has passed. If you want the number back, call us at once.";
	case TERMINATION_ON_stop:     return "It can no longer be stopped this way. Call us at once.";
	case TERMINATION_ON_approve:  return "Only a case in review can be approved.";
	case TERMINATION_ON_confirmation_left: return "The final account comes first: retry, or state it (simoff case account).";
	case TERMINATION_ON_reject:   return "Once the network may have been told, the way on is through.";
	default:                      return "Look at the case's state first.";
	}
}

/* Owing a second confirmation while the first is under way would send two. */
static bool
confirmation_is_under_way(const struct case_event *s)
{
	const struct effect_row *r = s->w.parts.effects.items;

	for (size_t i = 0; i < s->w.parts.effects.n; i++)
		if (r[i].kind == EFFECT_mail_confirmed && r[i].is_due)
			return s->in.event == TERMINATION_ON_retry;
	return false;
}

static void
refuse(struct case_event *s)
{
	const struct term_case *c = &s->w.s.c;

	unit_say(&s->u, DESK_refused, "Not possible in state %s (%s). %s", termination_state_names.name[c->state],
	    termination_meaning(c->state), way_on(s->in.event));
}

/* Staff vouch for what a customer began on the portal: they checked by other means who it is. False: not possible. */
static bool
vouch(struct case_event *s)
{
	struct unit *u = &s->u;
	struct term_case *c = &s->w.s.c;
	const struct line *l = &s->w.s.line;

	if (c->state != TERMINATION_received)
		return true;			/* the machine refuses it */
	if (!l->found || !str_is(l->status, "active")) {
		unit_say(u, DESK_refused, "There is no active line with this number: nothing to vouch for.");
		return false;
	}
	if (s->w.other.c.found) {
		unit_say(u, DESK_refused, "This line has an open case already: %.*s.", STR_ARG(subject_reference(u, &s->w.other.c)));
		return false;
	}
	if (!request_withdrawal_fits(u, l, c))
		return false;
	c->authority = unit_printf(u, "vouched by %.*s", STR_ARG(u->caller.name));
	request_proven(u, l, c);
	return true;
}

static void
event_decide(void *v)
{
	struct case_event *s = v;
	struct unit *u = &s->u;
	struct subject *j = &s->w.s;

	if (u->code >= DESK_invalid)
		return;
	if (!j->c.found) {
		unit_say(u, DESK_unknown, "There is no case with this reference. Check it letter by letter.");
		return;
	}
	if (!may_raise(s))
		return;
	if (s->in.event == TERMINATION_ON_port_out && !j->c.authority.n) {
		unit_say(u, DESK_refused, "Nobody has proven this request. Mark the number as ported instead.");
		return;
	}
	if (confirmation_is_under_way(s)) {
		unit_say(u, DESK_refused, "The confirmation is still being sent; see its effect.");
		return;
	}
	if (s->in.event == TERMINATION_ON_prove && !vouch(s))
		return;
	struct termination_facts f = subject_facts(u, j);
	if (s->in.event == TERMINATION_ON_port_out && s->in.at.ms)
		f.port_at = j->c.port_ms = s->in.at;
	j->c.applied = j->c.applied || (j->c.state == TERMINATION_cutting && !network_is_untouched(s));
	if (needs_two(s)) {
		struct termination_facts both = f;
		struct subject probe = *j;
		both.two_agree = true;
		if (subject_step(u, &probe, s->in.event, &both) && !agree(s))
			return;
		f.two_agree = true;
	}
	if (s->in.note.n)
		j->c.decision = s->in.note;
	if (!subject_step(u, j, s->in.event, &f)) {
		refuse(s);
		return;
	}
	view_case(u, &j->c, NULL, &s->out);
}

/* The words themselves are with the case, which can be erased; the chain keeps what proves that they were these. */
static struct str
note_digest(struct unit *u, struct str note)
{
	struct hash h = HASH_OF(STR("note"), note);
	char hex[2 * HASH_SIZE + 1];

	if (!note.n)
		return STR("");
	hash_hex(h.b, sizeof h.b, hex);
	return unit_printf(u, "\"sha256:%s\"", hex);
}

static void
event_write(void *v)
{
	struct case_event *s = v;

	if (s->first.found) {
		gate_card_set(&s->u, &s->first);
		audit_add(&s->u, &s->w.s.head, s->w.s.c.case_id, "first_agrees", STR("{}"));
		return;
	}
	if (!s->w.s.moved || s->u.code >= DESK_invalid)
		return;
	subject_write(&s->u, &s->w.s, true, note_digest(&s->u, s->in.note), STR(""));
}

const struct unit_operation operations_case_event = UNIT_OPERATION(case_event, event_find, event_ask, event_decide, event_write);

/* ---- the timer ---- */

static void
timer_ask(void *v)
{
	struct case_timer *s = v;

	subject_ask(&s->u, &s->s, s->in.line_id, s->in.case_id);
}

static void
timer_decide(void *v)
{
	struct case_timer *s = v;
	struct termination_facts f = subject_facts(&s->u, &s->s);

	if (!s->s.c.found || s->s.c.version != s->in.version || !s->s.c.deadline_ms.ms || s->s.c.deadline_ms.ms > s->u.now.ms)
		return;
	bool ok = subject_step(&s->u, &s->s, TERMINATION_ON_timer, &f);
	assert(ok && "every state with a deadline has a row for its timer");
}

static void
timer_write(void *v)
{
	struct case_timer *s = v;

	if (s->s.moved)
		subject_write(&s->u, &s->s, true, STR(""), STR("the time of this state is over"));
}

const struct unit_operation operations_case_timer = UNIT_OPERATION(case_timer, NULL, timer_ask, timer_decide, timer_write);

/* ---- the list ---- */

static void
list_ask(void *v)
{
	struct case_list *s = v;

	if (view_state_is_known(&s->u, s->in.state, &termination_state_names) && view_page(&s->u, &s->in, &s->page))
		all_case_page(&s->u, &s->page, &s->rows);
}

static void
list_decide(void *v)
{
	struct case_list *s = v;
	const struct term_case *c = s->rows.items;
	struct desk_case_item *item = ARENA_ARRAY(s->u.arena, struct desk_case_item, s->rows.n + 1);

	for (size_t i = 0; i < s->rows.n; i++)
		item[i] = (struct desk_case_item){ .found = true, .reference = subject_reference(&s->u, &c[i]), .state = c[i].state,
		    .msisdn = c[i].msisdn, .received = c[i].received_ms, .by_when = c[i].deadline_ms, .contested = c[i].contested };
	s->out.items = (struct list){ item, s->rows.n };
	if (s->rows.n && s->rows.n == (size_t)s->page.limit)
		s->out.next = view_cursor(&s->u, c[s->rows.n - 1].received_ms, c[s->rows.n - 1].case_id, 0);
}

const struct unit_operation operations_case_list = UNIT_OPERATION(case_list, NULL, list_ask, list_decide, NULL);
