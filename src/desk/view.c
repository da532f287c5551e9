/* view.c - a case as its caller may see it: the state to anybody with the reference, the rest to who is entitled. */
#include "desk/view.h"

#include "base/clock.h"
#include "base/rng.h"
#include "desk/owe.h"
#include "desk/session.h"

#include <inttypes.h>
#include <stdio.h>

#define NEXT_ACCOUNT "The line is off. We settle the final account; then we send the confirmation."
#define PAGE_DEFAULT 50
#define PAGE_MAX 100

/* What happens next, in words, for programs and staff; the portal's pages have texts of their own. */
static const char *
next_of(enum termination_state s)
{
	switch (s) {
	case TERMINATION_received:  return "We wait for the one-time code that proves this line is yours.";
	case TERMINATION_review:    return "We check the request and decide.";
	case TERMINATION_asked:     return "We wait for your answer.";
	case TERMINATION_owing:     return "We wait for the amount that must be paid first.";
	case TERMINATION_waiting:   return "Approved, but not off yet: the line goes off at the time shown. Until then you can take it back.";
	case TERMINATION_noticing:  return "The last message goes to the line; then the network is told.";
	case TERMINATION_cutting:   return "The network switches the line off; we read back that it is gone.";
	case TERMINATION_closing:   return "The line is off. We send the confirmation.";
	case TERMINATION_confirmed: return "Nothing more to do: the line has ended and the confirmation was sent.";
	case TERMINATION_withdrawn: return "Nothing more to do: the request was taken back and the line stays.";
	case TERMINATION_rejected:  return "Nothing more to do here: the request was refused. A new one is possible.";
	case TERMINATION_expired:   return "Nothing more to do here: the time ran out. A new request is possible.";
	case TERMINATION_ported:    return "Nothing more to do: the number has moved to another operator.";
	case TERMINATION_STATE_COUNT:
		break;
	}
	assert(false && "a state without a next step");
	return "";
}

bool
view_token_is(const struct unit *u, const struct term_case *c, const char *purpose)
{
	struct str want = desk_token(u->desk, u->arena, c->case_id, purpose);

	return u->caller.token.n == want.n && hash_eq(u->caller.token.p, want.p, want.n);
}

bool
view_session_has(const struct unit *u, const struct term_case *c)
{
	return session_is_full(u) && !id_is_none(c->subscriber_id) && id_eq(u->session.subscriber_id, c->subscriber_id);
}

bool
view_is_entitled(const struct unit *u, const struct term_case *c)
{
	return u->caller.role != DESK_ROLE_public || view_session_has(u, c) || view_token_is(u, c, "case");
}

void
view_ask(struct unit *u, struct view_parts *p, struct id line_id, struct id case_id)
{
	struct by_case key = { .line_id = line_id, .case_id = case_id };

	all_audit_of_case(u, &key, &p->events);
	all_effects_of_case(u, &key, &p->effects);
	all_cards_of_case(u, &key, &p->cards);
	all_documents_of_case(u, &key, &p->documents);
}

static struct list
event_views(struct unit *u, const struct list *rows)
{
	struct desk_event_view *v = ARENA_ARRAY(u->arena, struct desk_event_view, rows->n + 1);
	const struct audit_row *r = rows->items;

	for (size_t i = 0; i < rows->n; i++)
		v[i] = (struct desk_event_view){ .found = true, .at = r[i].at_ms, .what = r[i].what, .actor = r[i].actor, .body = r[i].body };
	return (struct list){ v, rows->n };
}

static struct list
effect_views(struct unit *u, const struct list *rows)
{
	struct desk_effect_view *v = ARENA_ARRAY(u->arena, struct desk_effect_view, rows->n + 1);
	const struct effect_row *r = rows->items;

	for (size_t i = 0; i < rows->n; i++)
		v[i] = (struct desk_effect_view){
			.found = true, .kind = r[i].kind, .generation = r[i].generation, .state = str_of(effect_state_names.name[r[i].state]),
			.attempts = r[i].attempts, .finding = str_of(effect_finding_names.name[r[i].finding]), .detail = r[i].detail,
			.next_at = r[i].is_due ? r[i].next_ms : (struct utc_ms){ 0 }, .done_at = r[i].done_ms,
			.reported_at = r[i].reported_ms,
		};
	return (struct list){ v, rows->n };
}

void
view_card(struct unit *u, const struct card_row *r, struct str reference, struct desk_card_view *out)
{
	char line[RNG_ID_SIZE], card[RNG_ID_SIZE];

	rng_id_format(r->line_id, line);
	rng_id_format(r->card_id, card);
	*out = (struct desk_card_view){
		.found = true, .card = unit_printf(u, "%s.%s", line, card), .line_id = r->line_id, .reference = reference, .kind = r->kind,
		.text = str_of(termination_card_text(r->kind)), .detail = r->detail, .owner = r->owner, .due = r->due_ms,
		.open = r->is_open, .first_by = r->first_by, .closed_by = r->closed_by, .note = r->note,
	};
}

static struct list
card_views(struct unit *u, const struct list *rows, struct str reference)
{
	struct desk_card_view *v = ARENA_ARRAY(u->arena, struct desk_card_view, rows->n + 1);
	const struct card_row *r = rows->items;

	for (size_t i = 0; i < rows->n; i++)
		view_card(u, &r[i], reference, &v[i]);
	return (struct list){ v, rows->n };
}

void
view_document(struct unit *u, const struct document_row *d, struct desk_document_view *out)
{
	char id[RNG_ID_SIZE];

	rng_id_format(d->document_id, id);
	*out = (struct desk_document_view){ .found = true, .document = arena_str(u->arena, str_of(id)), .type = d->type, .bytes = d->bytes, .at = d->at_ms };
}

static struct list
document_views(struct unit *u, const struct list *rows)
{
	struct desk_document_view *v = ARENA_ARRAY(u->arena, struct desk_document_view, rows->n + 1);
	const struct document_row *d = rows->items;
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (d[i].whole)
			view_document(u, &d[i], &v[n++]);
	return (struct list){ v, n };
}

static void
fill_details(struct unit *u, const struct term_case *c, struct desk_case_view *v)
{
	v->details = true;
	v->authority = c->authority;
	v->channel = c->channel;
	v->cause = str_of(termination_cause_names.name[c->cause]);
	v->contested = c->contested;
	v->msisdn = c->msisdn;
	v->name = c->name;
	v->contact = (struct desk_contact){ .found = c->email.n || c->phone.n, .email = c->email, .phone = c->phone };
	v->end_date = c->end_date;
	v->reason = c->reason;
	v->language = c->language;
	v->refund = (struct desk_refund){ .found = c->refund_kind.n, .kind = c->refund_kind, .iban = c->refund_iban,
		.holder = c->refund_holder, .msisdn = c->refund_msisdn };
	v->document = c->document_result;
	v->decision = c->decision;
	v->group = c->group_id;
	v->statutory = c->statutory;
	v->by_person = c->by_person;
	if (c->proven_ms.ms)			/* the quote tells about the line: only after the proof */
		owe_quote_parse(u, c->quote, &v->quote);
	owe_quote_parse(u, c->account, &v->account);
}

void
view_case(struct unit *u, const struct term_case *c, const struct view_parts *p, struct desk_case_view *v)
{
	record_init(&desk_case_view_record, v);
	v->found = true;
	v->reference = subject_reference(u, c);
	v->state = c->state;
	v->meaning = str_of(termination_meaning(c->state));
	v->received = c->received_ms;
	v->next = str_of(c->state == TERMINATION_closing && !c->settled ? NEXT_ACCOUNT : next_of(c->state));
	v->by_when = c->deadline_ms;
	v->may_withdraw = termination_may_withdraw(c->state);
	v->proven = c->proven_ms.ms != 0;
	if (c->state == TERMINATION_waiting)
		v->no_return = c->deadline_ms;
	v->ended = c->ended_ms;
	if (!view_is_entitled(u, c))
		return;
	fill_details(u, c, v);
	if (!p)
		return;
	v->events = event_views(u, &p->events);
	v->effects = effect_views(u, &p->effects);
	v->cards = card_views(u, &p->cards, v->reference);
	v->documents = document_views(u, &p->documents);
}

/* ---- cursors ---- */

struct str
view_cursor(struct unit *u, struct utc_ms at, struct id id, int64_t seq)
{
	char text[RNG_ID_SIZE];

	rng_id_format(id, text);
	return unit_printf(u, "%" PRId64 ".%s.%" PRId64, at.ms, text, seq);
}

bool
view_cursor_parse(struct str s, struct by_page *out)
{
	struct str at, id, seq;
	struct by_page p = *out;

	if (!str_split(s, '.', &at, &s) || !str_split(s, '.', &id, &seq))
		return false;
	if (!str_to_i64(at, &p.after_ms.ms) || !rng_id_parse(id, &p.after_id) || !str_to_i64(seq, &p.after_seq))
		return false;
	*out = p;
	return true;
}

bool
view_page(struct unit *u, const struct desk_page_in *in, struct by_page *out)
{
	*out = (struct by_page){ .state = in->state, .limit = in->limit ? in->limit : PAGE_DEFAULT };
	if (in->limit < 0 || in->limit > PAGE_MAX) {
		unit_say(u, DESK_invalid, "limit: from 1 to %d", PAGE_MAX);
		return false;
	}
	if (in->after.n && !view_cursor_parse(in->after, out)) {
		unit_say(u, DESK_invalid, "after: take it unchanged from `next` of the answer before");
		return false;
	}
	return true;
}

struct str
view_number_cursor(struct unit *u, struct str msisdn, struct id line_id)
{
	char text[RNG_ID_SIZE];

	rng_id_format(line_id, text);
	return unit_printf(u, "%.*s.%s", STR_ARG(msisdn), text);
}

bool
view_number_page(struct unit *u, const struct desk_page_in *in, struct by_page *out)
{
	struct desk_page_in plain = *in;
	struct str id;

	plain.after = STR("");
	if (!view_page(u, &plain, out))
		return false;
	if (!in->after.n)
		return true;
	if (str_split(in->after, '.', &out->after_text, &id) && out->after_text.n <= ROWS_MSISDN_MAX && rng_id_parse(id, &out->after_id))
		return true;
	unit_say(u, DESK_invalid, "after: take it unchanged from `next` of the answer before");
	return false;
}

bool
view_state_is_known(struct unit *u, struct str state, const struct names *words)
{
	struct buf known;
	bool found = state.n == 0;

	buf_init(&known, 400);
	for (int i = 0; i < words->n; i++) {
		found |= str_is(state, words->name[i]);
		buf_printf(&known, "%s%s", i ? ", " : "", words->name[i]);
	}
	if (!found)
		unit_say(u, DESK_invalid, "state: must be one of %.*s", STR_ARG(buf_str(&known)));
	buf_done(&known);
	return found;
}
