/* lines.c - lines: showing them, and Block now. A block disables the line in the network and deletes nothing; the state of
 * the wish is in the line's row at once, the network follows by an effect. */
#include "desk/operations.h"

#include "desk/owe.h"
#include "desk/request.h"

void
operations_find_line(struct unit *u, struct str typed, struct str *msisdn_out, struct dir_msisdn *at)
{
	*msisdn_out = request_number(u, typed);
	if (msisdn_out->n)
		ask_line_find(u, &(struct by_msisdn){ .msisdn = *msisdn_out }, at);
}

void
operations_say_unknown(struct unit *u)
{
	if (u->code < DESK_invalid)
		unit_say(u, DESK_unknown, "This number is not one of ours, or not any more.");
}

static void
view_line(struct unit *u, const struct line *l, const struct term_case *open, struct desk_line_view *out)
{
	*out = (struct desk_line_view){
		.found = true, .msisdn = l->msisdn, .imsi = l->imsi, .iccid = l->iccid, .operator = l->operator, .status = l->status,
		.blocked = l->blocked, .kind = l->kind, .plan = l->plan, .name = l->name, .email = l->email, .language = l->language,
		.reference = open && open->found ? subject_reference(u, open) : STR(""), .ended = l->ended_ms,
	};
}

/* ---- one ---- */

static void
get_find(void *v)
{
	struct line_get *s = v;

	operations_find_line(&s->u, s->in.msisdn, &s->msisdn, &s->at);
}

static void
get_ask(void *v)
{
	struct line_get *s = v;

	if (!s->at.found)
		return;
	subject_open(&s->u, &s->s, s->at.line_id);
	ask_effect_last_block(&s->u, &(struct by_line){ .line_id = s->at.line_id }, &s->block);
}

static void
get_decide(void *v)
{
	struct line_get *s = v;

	if (!s->at.found || !s->s.line.found) {
		operations_say_unknown(&s->u);
		return;
	}
	view_line(&s->u, &s->s.line, &s->s.c, &s->out);
	if (s->block.found)
		s->out.block_state = str_of(effect_state_names.name[s->block.state]);
}

const struct unit_operation operations_line_get = UNIT_OPERATION(line_get, get_find, get_ask, get_decide, NULL);

/* ---- block and unblock: by staff with the number, by the subscriber who is signed in with the line's handle ---- */

static bool
is_public(const struct unit *u)
{
	return u->caller.role == DESK_ROLE_public && !u->caller.credential.n;
}

static void
block_find(void *v)
{
	struct line_block *s = v;

	if (is_public(&s->u))
		own_find(&s->u, &s->own);
	else
		operations_find_line(&s->u, s->in.msisdn, &s->msisdn, &s->at);
}

static void
block_ask(void *v)
{
	struct line_block *s = v;
	const struct line *l;

	if (s->at.found)
		subject_open(&s->u, &s->s, s->at.line_id);
	else if (is_public(&s->u) && (s->in.block || session_full(&s->u)) && (l = own_line(&s->u, &s->own, s->in.line)))
		subject_open(&s->u, &s->s, l->line_id);
}

static void
block_decide(void *v)
{
	struct line_block *s = v;
	struct line *l = &s->s.line;

	if (!l->found) {
		operations_say_unknown(&s->u);
		return;
	}
	if (!str_is(l->status, "active") || (s->s.c.found && !termination_may_withdraw(s->s.c.state))) {
		unit_say(&s->u, DESK_refused, "This line has ended, or is being switched off right now.");
		return;
	}
	s->change = l->blocked != s->in.block;
	l->blocked = s->in.block;
	view_line(&s->u, l, &s->s.c, &s->out);
	if (is_public(&s->u))
		s->out.imsi = s->out.iccid = STR("");		/* nobody needs them on a page */
	if (s->change)
		s->out.block_state = STR("pending");
}

static void
block_write(void *v)
{
	struct line_block *s = v;
	struct line *l = &s->s.line;

	if (!s->change)
		return;
	l->block_generation++;
	gate_line_change(&s->u, l);
	audit_add(&s->u, &s->s.head, (struct id){ { 0 } }, s->in.block ? "block" : "unblock", STR("{}"));
	owe_one(&s->u, &s->s, s->in.block ? EFFECT_net_block : EFFECT_net_unblock, l->block_generation, (struct id){ { 0 } });
}

const struct unit_operation operations_line_block = UNIT_OPERATION(line_block, block_find, block_ask, block_decide, block_write);

/* ---- the list, ordered by number ---- */

static void
list_ask(void *v)
{
	struct line_list *s = v;

	if (view_number_page(&s->u, &s->in, &s->page))
		all_line_page(&s->u, &s->page, &s->rows);
}

static void
list_decide(void *v)
{
	struct line_list *s = v;
	const struct line *l = s->rows.items;
	struct desk_line_view *item = ARENA_ARRAY(s->u.arena, struct desk_line_view, s->rows.n + 1);

	for (size_t i = 0; i < s->rows.n; i++)
		view_line(&s->u, &l[i], NULL, &item[i]);
	s->out.items = (struct list){ item, s->rows.n };
	if (s->rows.n && s->rows.n == (size_t)s->page.limit)
		s->out.next = view_number_cursor(&s->u, l[s->rows.n - 1].msisdn, l[s->rows.n - 1].line_id);
}

const struct unit_operation operations_line_list = UNIT_OPERATION(line_list, NULL, list_ask, list_decide, NULL);
