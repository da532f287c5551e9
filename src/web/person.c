/* person.c - no code can arrive: the phone is gone, and the mail too. What will be asked, by when, and where to send a proof now.
 * The pages are the same whether or not there is such a line. Errors: as pages. Source: PRODUCT rule 5, row C1. */
#include "web/person.h"

#include "web/portal.h"
#include "web/routes.h"
#include "web/show.h"

void
person_ask(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

void
person_ask_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		portal_go_to(c, "cancel", c->param, "/person");
	else
		call_fail_code(c, r);
}

void
person_show(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

void
person_page(struct call *c, int status, const struct desk_case_view *v)
{
	struct page_person p = {
		.draft = v->reference, .line = show_number(c, v->msisdn), .by = show_time(c, v->by_when), .days = c->web->conf.policy.decide_days,
		.papers = show_papers(c, v), .upload_url = arena_printf(c->q->arena, "/case/%.*s/documents", STR_ARG(v->reference)),
		.upload_problem = str_of(c->wrong), .was_uploaded = portal_query_says(c, "stored"),
	};

	CALL_PAGE(c, status, person, &p);
}

void
person_show_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (!v->details || v->state != TERMINATION_received)
		portal_go_to(c, "case", v->reference, "");
	else if (!v->by_person)
		portal_go_to(c, "cancel", v->reference, "");
	else
		person_page(c, 200, v);
}
