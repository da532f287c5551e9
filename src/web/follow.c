/* follow.c - how a customer, or anybody, follows a request: find it, see it, take it back, answer, stop it. Whoever holds the
 * case's token (cookie, or the link in our mail) sees all; a reference alone shows the state only; the alert's link only stops.
 * Errors: as pages. Sources: PRODUCT section 3, rules 10, 13, 26. */
#include "web/follow.h"

#include "domain/reference.h"
#include "web/form.h"
#include "web/portal.h"
#include "web/routes.h"
#include "web/show.h"

static void
send_event(struct call *c, enum termination_event event, struct str note)
{
	struct desk_event_in *in = ARENA_NEW(c->q->arena, struct desk_event_in);

	*in = (struct desk_event_in){ .reference = c->param, .event = event, .note = note };
	call_send(c, DESK_OP_case_event, in);
}

static void
show_absent(struct call *c)
{
	CALL_PAGE(c, 404, find, &(struct page_find){ .reference = c->param, .is_absent = true });
}

void
follow_find(struct call *c)
{
	struct str typed = str_trim(httpd_query(c->q, "reference"));
	struct reference r;
	char text[REFERENCE_TEXT_SIZE];

	if (!reference_parse(typed, &r)) {
		CALL_PAGE(c, typed.n ? 422 : 200, find, &(struct page_find){ .reference = typed, .is_wrong = typed.n > 0 });
		return;
	}
	reference_format(r, text);
	portal_go_to(c, "case", str_of(text), "");
}

/* ---- the case ---- */

/* A secret link becomes a cookie, and leaves the address. */
void
follow_case(struct call *c)
{
	struct str token = httpd_query(c->q, "t");

	if (!portal_take_reference(c))
		return;
	if (!session_token_fits(token)) {
		portal_send_case(c, c->row->op);
		return;
	}
	c->session = session_renew(token);
	portal_go_to(c, "case", c->param, "");
}

void
follow_show(struct call *c, int status, const struct desk_case_view *v)
{
	struct page_step steps[PAGES_STEPS];
	struct page_case p;

	show_case(c, v, steps, &p);
	p.is_new = portal_query_says(c, "new");
	p.was_overtaken = portal_query_says(c, "overtaken");
	p.answer_is_wrong = status == 422 && !c->wrong;
	p.withdraw_was_late = status == 409 && !v->may_withdraw && v->state != TERMINATION_withdrawn;
	p.upload_problem = status == 422 ? str_of(c->wrong) : STR("");
	p.was_uploaded = portal_query_says(c, "stored");
	p.answer = c->typed;
	CALL_PAGE(c, status, case, &p);
}

void
follow_case_answer(struct call *c, const struct call_reply *r)
{
	if (r->code == DESK_unknown)
		show_absent(c);
	else if (call_reply_is_good(r))
		follow_show(c, c->wrong ? 409 : 200, r->out);
	else
		call_fail_code(c, r);
}

void
follow_withdraw(struct call *c)
{
	if (portal_take_reference(c))
		send_event(c, TERMINATION_ON_withdraw, STR(""));
}

/* Too late: the page says so, and until when it would have been possible. */
void
follow_withdraw_answer(struct call *c, const struct call_reply *r)
{
	if (c->op == DESK_OP_case_get) {
		follow_case_answer(c, r);
	} else if (call_reply_is_good(r)) {
		portal_go_to(c, "case", c->param, "");
	} else if (r->code == DESK_refused) {
		c->wrong = "late";
		portal_send_case(c, DESK_OP_case_get);
	} else {
		call_fail_code(c, r);
	}
}

/* ---- what was declared ---- */

void
follow_declared(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

static void
save_declaration(struct call *c, const struct page_declaration *p)
{
	AUTO(buf_done) struct buf html;
	struct page_env env = call_env(c);
	const struct httpd_pair headers[] = {
		{ STR("content-type"), STR("text/html; charset=utf-8") },
		{ STR("content-disposition"), arena_printf(c->q->arena, "attachment; filename=\"%.*s.html\"", STR_ARG(p->reference)) },
	};

	buf_init(&html, CALL_PAGE_BYTES);
	page_declaration_render(&html, &env, p);
	assert(!html.over);
	call_answer(c, 200, headers, COUNT(headers), buf_str(&html));
}

void
follow_declared_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;
	struct page_declaration p;
	bool is_file = portal_query_says(c, "save");

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (!v->details || !v->authority.n) {
		portal_go_to(c, "case", v->reference, "");
		return;
	}
	show_declaration(c, v, is_file, &p);
	if (is_file)
		save_declaration(c, &p);
	else
		CALL_PAGE(c, 200, declaration, &p);
}

/* An answer that is empty or too long is shown again in its case: then the case is read instead. */
void
follow_reply(struct call *c)
{
	size_t max = record_find(&desk_event_in_record, STR("note"))->limit;

	if (!portal_take_reference(c))
		return;
	c->typed = form_line(c, httpd_form(c->q, "answer"));
	if (c->typed.n && c->typed.n <= max) {
		send_event(c, TERMINATION_ON_answer, c->typed);
		return;
	}
	c->typed.n = c->typed.n < FORM_SHOWN_MAX ? c->typed.n : 0;
	portal_send_case(c, DESK_OP_case_get);
}

void
follow_reply_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (c->op == DESK_OP_case_get)
		follow_show(c, 422, r->out);
	else
		portal_go_to(c, "case", c->param, "");
}

/* ---- STOP ---- */

/* The token of the alert's link: for stopping only, and not kept. */
static bool
take_stop(struct call *c)
{
	struct str token = httpd_query(c->q, "t");

	if (!portal_take_reference(c))
		return false;
	c->caller.token = session_token_fits(token) ? token : STR("");
	return true;
}

static void
show_stop(struct call *c, const char *outcome, const struct desk_case_view *v)
{
	struct page_stop p = {
		.reference = c->param, .outcome = str_of(outcome), .by = v ? show_time(c, v->by_when) : STR(""),
		.line = v && v->details ? show_number(c, v->msisdn) : catalog_text(c->cat, "your line"),
		.stop_url = arena_printf(c->q->arena, "/stop/%.*s?t=%.*s", STR_ARG(c->param), STR_ARG(c->caller.token)),
	};

	CALL_PAGE(c, 200, stop, &p);
}

void
follow_stop(struct call *c)
{
	if (take_stop(c))
		portal_send_case(c, c->row->op);
}

void
follow_stop_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (r->code == DESK_unknown)
		show_absent(c);
	else if (call_reply_is_good(r))
		show_stop(c, v->may_withdraw ? "open" : "late", v);
	else
		call_fail_code(c, r);
}

void
follow_halt(struct call *c)
{
	if (take_stop(c))
		send_event(c, TERMINATION_ON_stop, STR(""));
}

void
follow_halt_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		show_stop(c, "stopped", r->out);
	else if (r->code == DESK_refused)
		show_stop(c, "late", NULL);
	else
		call_fail_code(c, r);
}
