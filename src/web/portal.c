/* portal.c - the customer's way: form, code, summary, case; and STOP. Whoever holds a case's token (cookie, or the link in our
 * mail) is its customer; the desk checks it each time. Without it a reference shows the state only.
 * Errors: as pages; what was typed is kept. Sources: PRODUCT rules 4 to 13. */
#include "web/portal.h"

#include "domain/reference.h"
#include "web/form.h"
#include "web/routes.h"
#include "web/show.h"

#define CODE_MAX 16u			/* as in desk_code_in */

/* ---- shared ---- */

static void
begin_page(struct call *c)
{
	if (!c->session.id[0])
		c->session = session_read(c->q);
	c->caller.channel = STR("web");
	c->caller.token = c->session.token;
}

/* The reference in the path, as we write it: only this text goes back into addresses. False: answered with 404. */
static bool
take_reference(struct call *c)
{
	struct reference r;
	char text[REFERENCE_TEXT_SIZE];

	if (!reference_parse(c->param, &r)) {
		call_fail(c, 404, "unknown", desk_code_text(DESK_unknown), STR(""));
		return false;
	}
	reference_format(r, text);
	c->param = arena_str(c->q->arena, str_of(text));
	begin_page(c);
	return true;
}

static void
send_case(struct call *c, enum desk_op op)
{
	struct desk_case_in *in = ARENA_NEW(c->q->arena, struct desk_case_in);

	assert(desk_operations[op].in == &desk_case_in_record);
	in->reference = c->param;
	call_send(c, op, in);
}

static void
send_event(struct call *c, enum termination_event event, struct str note)
{
	struct desk_event_in *in = ARENA_NEW(c->q->arena, struct desk_event_in);

	*in = (struct desk_event_in){ .reference = c->param, .event = event, .note = note };
	call_send(c, DESK_OP_case_event, in);
}

/* To /FOLDER/REFERENCE/TAIL; TAIL may be empty or a query. */
static void
go_to(struct call *c, const char *folder, struct str reference, const char *tail)
{
	call_redirect(c, call_printf(c, "/%s/%.*s%s", folder, STR_ARG(reference), tail));
}

/* The browser gets the token that the desk gave, with a new session. */
static void
keep_token(struct call *c, const struct desk_case_view *v)
{
	if (session_token_fits(v->token))
		c->session = session_renew(v->token);
}

/* A view of somebody else's case, or of one that was submitted: not a step of the form any more. True: redirected. */
static bool
is_past_the_form(struct call *c, const struct desk_case_view *v)
{
	if (v->details && v->state == TERMINATION_received)
		return false;
	go_to(c, "case", v->reference, "");
	return true;
}

static void
show_absent(struct call *c)
{
	CALL_PAGE(c, 404, find, &(struct page_find){ .reference = c->param, .is_absent = true });
}

/* ---- without a case ---- */

void
portal_front(struct call *c)
{
	struct pages_labels l = pages_labels(c->web->cat, c->web->conf.country);

	CALL_PAGE(c, 200, front, &(struct page_front){ .begin_label = l.begin, .label_lang = l.lang });
}

void
portal_find(struct call *c)
{
	struct str typed = str_trim(httpd_query(c->q, "reference"));
	struct reference r;
	char text[REFERENCE_TEXT_SIZE];

	if (!reference_parse(typed, &r)) {
		CALL_PAGE(c, typed.n ? 422 : 200, find, &(struct page_find){ .reference = typed, .is_wrong = typed.n > 0 });
		return;
	}
	reference_format(r, text);
	go_to(c, "case", str_of(text), "");
}

/* ---- step 1 ---- */

void
portal_form(struct call *c)
{
	struct page_form p;

	form_empty(c, &p);
	CALL_PAGE(c, 200, form, &p);
}

/* The form as typed. NULL: something in it is wrong, and it was shown again. */
static struct desk_submit_in *
read_form(struct call *c)
{
	struct page_form *p = ARENA_NEW(c->q->arena, struct page_form);
	struct desk_submit_in *in = ARENA_NEW(c->q->arena, struct desk_submit_in);
	bool is_right = form_read(c, p, in);

	p->draft = c->param;
	c->form = p;
	if (is_right)
		return in;
	CALL_PAGE(c, 422, form, p);
	return NULL;
}

/* The desk saw what we did not. */
static void
refuse_form(struct call *c, const struct call_reply *r)
{
	struct page_form p = *c->form;

	if (r->code == DESK_invalid && form_blame(&p, r->why))
		CALL_PAGE(c, 422, form, &p);
	else
		call_fail_code(c, r);
}

void
portal_request(struct call *c)
{
	begin_page(c);
	struct desk_submit_in *in = read_form(c);

	if (in)
		call_send(c, c->row->op, in);
}

void
portal_request_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (!call_reply_is_good(r)) {
		refuse_form(c, r);
		return;
	}
	keep_token(c, v);
	go_to(c, "cancel", v->reference, "");
}

/* ---- step 2 ---- */

static void
show_code(struct call *c, int status, const struct desk_case_view *v, struct page_code *p)
{
	p->draft = v->reference;
	p->line = show_number(c, v->msisdn);
	p->minutes = PORTAL_CODE_MINUTES;
	CALL_PAGE(c, status, code, p);
}

static bool
query_says(const struct call *c, const char *word)
{
	for (size_t i = 0; i < c->q->query.n; i++)
		if (str_is(c->q->query.item[i].name, word))
			return true;
	return false;
}

void
portal_code(struct call *c)
{
	if (take_reference(c))
		send_case(c, c->row->op);
}

void
portal_code_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;
	struct page_code p = { .is_resent = query_says(c, "resent"), .is_expired = query_says(c, "expired") };

	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (is_past_the_form(c, v))
		return;
	else if (v->proven)
		go_to(c, "cancel", v->reference, "/summary");
	else
		show_code(c, 200, v, &p);
}

/* The digits of what was typed; blanks and the like do not matter. */
static struct str
digits_of(struct call *c, struct str typed)
{
	char *p = arena_must(c->q->arena, CODE_MAX);
	size_t n = 0;

	for (size_t i = 0; i < typed.n && n < CODE_MAX; i++)
		if (typed.p[i] >= '0' && typed.p[i] <= '9')
			p[n++] = typed.p[i];
	return (struct str){ p, n };
}

void
portal_prove(struct call *c)
{
	struct desk_code_in *in = ARENA_NEW(c->q->arena, struct desk_code_in);

	if (!take_reference(c))
		return;
	*in = (struct desk_code_in){ .reference = c->param, .code = digits_of(c, httpd_form(c->q, "code")) };
	if (in->code.n)
		call_send(c, c->row->op, in);
	else
		go_to(c, "cancel", c->param, "");	/* nothing typed costs no try */
}

/* How many tries the desk's sentence leaves: the number in it. */
static int64_t
tries_of(struct str why)
{
	int64_t n = 0;

	for (size_t i = 0; i < why.n && n < 100; i++)
		if (why.p[i] >= '0' && why.p[i] <= '9')
			n = n * 10 + (why.p[i] - '0');
	return n;
}

void
portal_prove_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (r->code == DESK_refused) {
		go_to(c, "cancel", c->param, "?expired");
		return;
	}
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (v->proven) {
		keep_token(c, v);
		go_to(c, "cancel", v->reference, "/summary");
		return;
	}
	struct page_code p = { .tries_left = tries_of(r->why) };
	p.is_wrong = p.tries_left > 0;
	p.is_expired = !p.is_wrong;
	show_code(c, 422, v, &p);
}

void
portal_resend(struct call *c)
{
	if (take_reference(c))
		send_case(c, c->row->op);
}

void
portal_resend_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		go_to(c, "cancel", c->param, "?resent");
	else
		call_fail_code(c, r);
}

/* ---- the form again ---- */

void
portal_edit(struct call *c)
{
	if (take_reference(c))
		send_case(c, c->row->op);
}

void
portal_edit_answer(struct call *c, const struct call_reply *r)
{
	struct page_form p;

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (is_past_the_form(c, r->out))
		return;
	form_of_case(c, r->out, &p);
	CALL_PAGE(c, 200, form, &p);
}

void
portal_change(struct call *c)
{
	if (!take_reference(c))
		return;
	struct desk_edit_in *in = ARENA_NEW(c->q->arena, struct desk_edit_in);
	struct desk_submit_in *declared = read_form(c);

	if (!declared)
		return;
	in->reference = c->param;
	in->declared = *declared;
	call_send(c, c->row->op, in);
}

void
portal_change_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (!call_reply_is_good(r))
		refuse_form(c, r);
	else
		go_to(c, "cancel", v->reference, v->proven ? "/summary" : "");
}

/* ---- step 3 ---- */

void
portal_summary(struct call *c)
{
	if (take_reference(c))
		send_case(c, c->row->op);
}

void
portal_summary_answer(struct call *c, const struct call_reply *r)
{
	struct page_quote_line lines[SHOW_QUOTE_LINES];
	const struct desk_case_view *v = r->out;
	struct page_summary p;

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (is_past_the_form(c, v))
		return;
	if (!v->proven) {
		go_to(c, "cancel", v->reference, "");
		return;
	}
	show_summary(c, v, lines, &p);
	CALL_PAGE(c, 200, summary, &p);
}

void
portal_submit(struct call *c)
{
	if (take_reference(c))
		send_case(c, c->row->op);
}

void
portal_submit_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (r->code == DESK_refused) {
		go_to(c, "cancel", c->param, "");	/* not proven, or submitted: that page knows which */
		return;
	}
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	keep_token(c, v);
	go_to(c, "case", v->reference, r->code == DESK_created ? "?new" : "");
}

/* ---- the case ---- */

/* A secret link becomes a cookie, and leaves the address. */
void
portal_case(struct call *c)
{
	struct str token = httpd_query(c->q, "t");

	if (!take_reference(c))
		return;
	if (!session_token_fits(token)) {
		send_case(c, c->row->op);
		return;
	}
	c->session = session_renew(token);
	go_to(c, "case", c->param, "");
}

static void
show_it(struct call *c, int status, const struct desk_case_view *v)
{
	struct page_step steps[PAGES_STEPS];
	struct page_case p;

	show_case(c, v, steps, &p);
	p.is_new = query_says(c, "new");
	p.answer_is_wrong = status == 422;
	p.answer = c->typed;
	CALL_PAGE(c, status, case, &p);
}

void
portal_case_answer(struct call *c, const struct call_reply *r)
{
	if (r->code == DESK_unknown)
		show_absent(c);
	else if (call_reply_is_good(r))
		show_it(c, 200, r->out);
	else
		call_fail_code(c, r);
}

void
portal_withdraw(struct call *c)
{
	if (take_reference(c))
		send_event(c, TERMINATION_ON_withdraw, STR(""));
}

void
portal_withdraw_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		go_to(c, "case", c->param, "");
	else
		call_fail_code(c, r);
}

/* An answer that is empty or too long is shown again in its case: then the case is read instead. */
void
portal_reply(struct call *c)
{
	size_t max = record_find(&desk_event_in_record, STR("note"))->limit;

	if (!take_reference(c))
		return;
	c->typed = form_line(c, httpd_form(c->q, "answer"));
	if (c->typed.n && c->typed.n <= max) {
		send_event(c, TERMINATION_ON_answer, c->typed);
		return;
	}
	c->typed.n = c->typed.n < FORM_SHOWN_MAX ? c->typed.n : 0;
	send_case(c, DESK_OP_case_get);
}

void
portal_reply_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (c->op == DESK_OP_case_get)
		show_it(c, 422, r->out);
	else
		go_to(c, "case", c->param, "");
}

/* ---- STOP ---- */

/* The token of the alert's link: for stopping only, and not kept. */
static bool
take_stop(struct call *c)
{
	struct str token = httpd_query(c->q, "t");

	if (!take_reference(c))
		return false;
	c->caller.token = session_token_fits(token) ? token : STR("");
	return true;
}

static void
show_stop(struct call *c, const char *outcome, const struct desk_case_view *v)
{
	struct page_stop p = {
		.reference = c->param, .outcome = str_of(outcome), .by = v ? show_time(c, v->by_when) : STR(""),
		.line = v && v->details ? show_number(c, v->msisdn) : catalog_text(c->web->cat, "your line"),
		.stop_url = call_printf(c, "/stop/%.*s?t=%.*s", STR_ARG(c->param), STR_ARG(c->caller.token)),
	};

	CALL_PAGE(c, 200, stop, &p);
}

void
portal_stop(struct call *c)
{
	if (take_stop(c))
		send_case(c, c->row->op);
}

void
portal_stop_answer(struct call *c, const struct call_reply *r)
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
portal_halt(struct call *c)
{
	if (take_stop(c))
		send_event(c, TERMINATION_ON_stop, STR(""));
}

void
portal_halt_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		show_stop(c, "stopped", r->out);
	else if (r->code == DESK_refused)
		show_stop(c, "late", NULL);
	else
		call_fail_code(c, r);
}
