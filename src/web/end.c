/* end.c - what would another end cost? The case is changed as by the form, all else as it was declared, and its summary shown again.
 * Errors: as pages. Source: PRODUCT rules 3, 7. */
#include "web/end.h"

#include "web/form.h"
#include "web/portal.h"
#include "web/routes.h"
#include "web/show.h"

void
end_change(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, DESK_OP_case_get);
}

/* As it was declared, with an end of END. */
static void
send_edit(struct call *c, const struct desk_case_view *v, struct date end)
{
	struct desk_edit_in *in = ARENA_NEW(c->q->arena, struct desk_edit_in);

	record_init(&desk_edit_in_record, in);
	in->reference = c->param;
	in->declared = (struct desk_submit_in){
		.found = true, .msisdn = v->msisdn, .name = v->name, .end_date = end, .reason = v->reason, .contact = v->contact,
		.language = v->language, .refund = v->refund, .statutory = v->statutory,
	};
	call_send(c, DESK_OP_case_edit, in);
}

static void
change(struct call *c, const struct desk_case_view *v)
{
	struct page_quote_line room[SHOW_QUOTE_LINES];
	struct page_summary p;
	struct date end;

	if (!v->details || v->state != TERMINATION_received || !v->proven) {
		portal_go_to(c, "cancel", v->reference, "/summary");	/* which knows where this one belongs */
	} else if (form_end(c, NULL, &end)) {
		send_edit(c, v, end);
	} else {
		c->wrong = "end";
		show_summary(c, v, room, &p);
		CALL_PAGE(c, 422, summary, &p);
	}
}

void
end_change_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (c->op == DESK_OP_case_get)
		change(c, r->out);
	else
		portal_go_to(c, "cancel", c->param, "/summary");
}
