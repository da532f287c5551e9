/* form_account.c - the lines of the subscriber who is signed in, as the form needs them. Everything lives in the request's arena.
 * Errors: none; a handle that is not in the account chooses nothing. Source: PRODUCT row O3, rule 3. */
#include "web/form_account.h"

#include "web/show.h"

struct form_account *
form_account_new(struct call *c, const struct desk_account_view *v)
{
	struct form_account *a = ARENA_NEW(c->q->arena, struct form_account);
	const struct desk_account_line *l = v->lines.items;
	struct arena *room = c->q->arena;

	*a = (struct form_account){ .name = arena_str(room, v->name), .email = arena_str(room, v->email), .phone = arena_str(room, v->phone) };
	for (size_t i = 0; i < v->lines.n && a->n < FORM_ACCOUNT_LINES_MAX; i++)
		if (str_is(l[i].status, "active"))
			a->line[a->n++] = (struct form_account_line){
				.handle = arena_str(room, l[i].handle), .msisdn = arena_str(room, l[i].msisdn), .plan = arena_str(room, l[i].plan),
				.reference = arena_str(room, l[i].reference), .paid_until = l[i].paid_until, .statutory_until = l[i].statutory_until,
			};
	return a;
}

bool
form_account_choose(struct form_account *a, struct str handle)
{
	for (size_t i = 0; i < a->n; i++)
		if (str_eq(a->line[i].handle, handle) && !a->line[i].reference.n)
			return a->line[i].is_chosen = true;
	return false;
}

bool
form_account_take(struct call *c, struct form_account *a)
{
	bool any = false;

	for (size_t i = 0; i < c->q->form.n; i++)
		if (str_is(c->q->form.item[i].name, "pick"))
			any |= form_account_choose(a, c->q->form.item[i].value);
	return any;
}

bool
form_account_knows_paid(const struct form_account *a)
{
	bool has_choice = false, knows_all = true, knows_chosen = true;

	for (size_t i = 0; i < a->n; i++) {
		bool knows = a->line[i].paid_until.days != DATE_NONE.days;

		knows_all = knows_all && knows;
		has_choice |= a->line[i].is_chosen;
		knows_chosen = knows_chosen && (knows || !a->line[i].is_chosen);
	}
	return a->n && (has_choice ? knows_chosen : knows_all);
}

/* The last paid day of all lines; none: they differ. */
static struct date
paid_until(const struct form_account *a)
{
	for (size_t i = 1; i < a->n; i++)
		if (a->line[i].paid_until.days != a->line[0].paid_until.days)
			return DATE_NONE;
	return a->n ? a->line[0].paid_until : DATE_NONE;
}

void
form_account_show(struct call *c, const struct form_account *a, struct page_form *page)
{
	struct page_form_line *l = ARENA_ARRAY(c->q->arena, struct page_form_line, a->n + 1);
	size_t open = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct form_account_line *from = &a->line[i];

		l[i] = (struct page_form_line){
			.found = true, .handle = from->handle, .number = show_whole_number(c, from->msisdn), .plan = from->plan,
			.is_chosen = from->is_chosen, .open_reference = from->reference,
		};
		open += from->reference.n == 0;
	}
	page->by_account = true;
	page->lines = (struct list){ l, a->n };
	page->has_several = open > 1;
	page->knows_paid = form_account_knows_paid(a);
	page->paid_until = show_date(c, paid_until(a));
}
