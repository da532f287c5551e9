/* withdrawal.c - the withdrawal of the first 14 days. The desk decides whether it is still possible; here only lines are offered for
 * which the account says so. Errors: as pages. Source: PRODUCT rule 8; EU 2023/2673, article 11a.
 * CHECK: the words of the two buttons in the directive's own versions (in po/). */
#include "web/withdrawal.h"

#include "web/account.h"
#include "web/form.h"
#include "web/portal.h"
#include "web/routes.h"
#include "web/show.h"

/* Only lines for which it is possible. */
static struct form_account *
account_of(struct call *c, const struct desk_account_view *v)
{
	struct form_account *a = form_account_new(c, v);
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (a->line[i].statutory_until.days != DATE_NONE.days)
			a->line[n++] = a->line[i];
	a->n = n;
	return a;
}

static void
show_form(struct call *c, int status, const struct form_account *a, const struct page_form *f)
{
	struct page_withdrawal_line *l = ARENA_ARRAY(c->q->arena, struct page_withdrawal_line, a->n + 1);
	struct page_withdrawal p = {
		.lines = { l, a->n }, .is_wrong = f->line_is_wrong || f->name_is_wrong || f->contact_is_wrong, .line_is_wrong = f->line_is_wrong,
		.name = f->name, .name_is_wrong = f->name_is_wrong, .contact = f->contact, .contact_is_wrong = f->contact_is_wrong,
	};

	for (size_t i = 0; i < a->n; i++)
		l[i] = (struct page_withdrawal_line){
			.found = true, .handle = a->line[i].handle, .number = show_whole_number(c, a->line[i].msisdn),
			.until = show_date(c, a->line[i].statutory_until), .is_chosen = a->line[i].is_chosen || a->n == 1,
		};
	CALL_PAGE(c, status, withdrawal, &p);
}

static void
ask_account(struct call *c)
{
	portal_begin(c);
	account_ask(c);
}

/* ---- step 1: the statement ---- */

void
withdrawal_form(struct call *c)
{
	ask_account(c);
}

void
withdrawal_form_answer(struct call *c, const struct call_reply *r)
{
	struct page_form f;

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	struct form_account *a = account_of(c, r->out);
	form_account_choose(a, httpd_query(c->q, "line"));
	form_empty(c, a, &f);
	show_form(c, 200, a, &f);
}

void
withdrawal_state(struct call *c)
{
	ask_account(c);
}

/* The line of one radio button: the only one that is chosen. */
static const struct form_account_line *
chosen(const struct form_account *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->line[i].is_chosen)
			return &a->line[i];
	return NULL;
}

static void
take_statement(struct call *c, const struct desk_account_view *v)
{
	struct form_account *a = account_of(c, v);
	struct desk_submit_in in;
	struct page_form f;

	if (!form_read(c, a, &f, &in)) {
		show_form(c, 422, a, &f);
		return;
	}
	struct desk_submit_in *own = form_for(c, &in, chosen(a));
	own->statutory = true;
	call_send(c, DESK_OP_case_request, own);
}

void
withdrawal_state_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (c->op == DESK_OP_account_get)
		take_statement(c, r->out);
	else
		portal_go_to(c, "withdrawal", v->reference, "");
}

/* ---- step 2: its confirmation ---- */

void
withdrawal_check(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

void
withdrawal_check_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;
	struct page_quote_line room[SHOW_QUOTE_LINES];
	struct page_summary s;

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (!v->details || v->state != TERMINATION_received || !v->statutory) {
		portal_go_to(c, "case", v->reference, "");
		return;
	}
	show_summary(c, v, room, &s);
	CALL_PAGE(c, 200, withdrawal_check, &(struct page_withdrawal_check){
		.draft = v->reference, .number = show_whole_number(c, v->msisdn), .name = v->name, .contact = s.contact, .off_by = s.off_by,
		.quote = s.quote, .quoted = s.quoted, .quote_lines = s.quote_lines, .total = s.total, .total_is = s.total_is,
	});
}

void
withdrawal_confirm(struct call *c)
{
	portal_submit(c);
}

void
withdrawal_confirm_answer(struct call *c, const struct call_reply *r)
{
	portal_submit_answer(c, r);
}
