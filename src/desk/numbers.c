/* numbers.c - numbers: which are active, which rest, went back or moved (rule 23). */
#include "desk/operations.h"

#include "domain/hold.h"

static void
view_number(const struct number_hold *h, struct desk_number_view *out)
{
	*out = (struct desk_number_view){
		.found = true, .msisdn = h->msisdn, .state = h->state, .held = h->held_ms, .portable_until = h->portable_until,
		.assignable_from = h->assignable_from, .ported = h->ported_ms,
	};
}

static void
number_find(void *v)
{
	struct number_get *s = v;

	operations_find_line(&s->u, s->in.msisdn, &s->msisdn, &s->at);
}

static void
number_ask(void *v)
{
	struct number_get *s = v;

	if (!s->at.found)
		return;
	ask_line_get(&s->u, &(struct by_line){ .line_id = s->at.line_id }, &s->line);
	ask_number_get(&s->u, &(struct by_line){ .line_id = s->at.line_id }, &s->hold);
}

static void
number_decide(void *v)
{
	struct number_get *s = v;

	if (!s->at.found || !s->line.found)
		operations_say_unknown(&s->u);
	else if (s->hold.found)
		view_number(&s->hold, &s->out);
	else
		s->out = (struct desk_number_view){ .found = true, .msisdn = s->line.msisdn, .state = STR("active"),
		    .portable_until = DATE_NONE, .assignable_from = DATE_NONE };
}

const struct unit_operation operations_number_get = UNIT_OPERATION(number_get, number_find, number_ask, number_decide, NULL);

static void
numbers_ask(void *v)
{
	struct number_list *s = v;

	if (view_state_is_known(&s->u, s->in.state, &hold_state_names) && view_number_page(&s->u, &s->in, &s->page))
		all_number_page(&s->u, &s->page, &s->rows);
}

static void
numbers_decide(void *v)
{
	struct number_list *s = v;
	const struct number_hold *h = s->rows.items;
	struct desk_number_view *item = ARENA_ARRAY(s->u.arena, struct desk_number_view, s->rows.n + 1);

	for (size_t i = 0; i < s->rows.n; i++)
		view_number(&h[i], &item[i]);
	s->out.items = (struct list){ item, s->rows.n };
	if (s->rows.n && s->rows.n == (size_t)s->page.limit)
		s->out.next = view_number_cursor(&s->u, h[s->rows.n - 1].msisdn, h[s->rows.n - 1].line_id);
}

const struct unit_operation operations_number_list = UNIT_OPERATION(number_list, NULL, numbers_ask, numbers_decide, NULL);
