/* portal.c - how a customer makes a request: form, code, summary. Whoever holds a case's token (cookie) is its customer; the
 * desk checks it each time. Errors: as pages; what was typed is kept. Sources: PRODUCT rules 4 to 11. */
#include "web/portal.h"

#include "domain/reference.h"
#include "web/form.h"
#include "web/routes.h"
#include "web/several.h"
#include "web/show.h"

#define CODE_MAX 16u			/* as in desk_code_in */

/* ---- shared ---- */

void
portal_begin(struct call *c)
{
	if (!c->session.id[0])
		c->session = session_read(c->q, c->is_tls);
	c->caller.token = c->session.token;
}

bool
portal_take_reference(struct call *c)
{
	struct reference r;
	char text[REFERENCE_TEXT_SIZE];

	if (!reference_parse(c->param, &r)) {
		call_fail(c, 404, "unknown", desk_code_text(DESK_unknown), STR(""));
		return false;
	}
	reference_format(r, text);
	c->param = arena_str(c->q->arena, str_of(text));
	portal_begin(c);
	return true;
}

void
portal_send_case(struct call *c, enum desk_op op)
{
	struct desk_case_in *in = ARENA_NEW(c->q->arena, struct desk_case_in);

	assert(desk_operations[op].in == &desk_case_in_record);
	in->reference = c->param;
	call_send(c, op, in);
}

void
portal_go_to(struct call *c, const char *folder, struct str reference, const char *tail)
{
	call_redirect(c, arena_printf(c->q->arena, "/%s/%.*s%s", folder, STR_ARG(reference), tail));
}

/* The browser gets the token that the desk gave, with a new session. */
static void
keep_token(struct call *c, const struct desk_case_view *v)
{
	if (session_token_fits(v->token))
		c->session = session_renew(v->token);
}

/* A view of somebody else's case, of one that was submitted, or of a withdrawal, which has steps of its own: no step of the form.
 * True: redirected. */
static bool
is_past_the_form(struct call *c, const struct desk_case_view *v)
{
	bool is_open = v->details && v->state == TERMINATION_received;

	if (is_open && !v->statutory)
		return false;
	portal_go_to(c, is_open ? "withdrawal" : "case", v->reference, "");
	return true;
}

bool
portal_query_says(const struct call *c, const char *word)
{
	for (size_t i = 0; i < c->q->query.n; i++)
		if (str_is(c->q->query.item[i].name, word))
			return true;
	return false;
}

/* ---- step 1 ---- */

void
portal_front(struct call *c)
{
	struct pages_labels l = pages_labels(c->cat, c->web->conf.country);

	CALL_PAGE(c, 200, front, &(struct page_front){ .begin_label = l.begin, .label_lang = l.lang });
}

void
portal_form(struct call *c)
{
	struct page_form p;

	portal_begin(c);
	if (c->caller.session.n) {
		call_send(c, c->row->op, ARENA_NEW(c->q->arena, struct desk_empty));
		return;
	}
	form_empty(c, NULL, &p);
	CALL_PAGE(c, 200, form, &p);
}

/* Everything known is filled in. A session that has ended is none. */
void
portal_form_answer(struct call *c, const struct call_reply *r)
{
	struct page_form p;
	struct form_account *a = NULL;

	if (!call_reply_is_good(r) && (r->code != DESK_stranger || httpd_query(c->q, "line").n)) {
		call_fail_code(c, r);
		return;
	}
	if (call_reply_is_good(r)) {
		a = form_account_new(c, r->out);
		form_account_choose(a, httpd_query(c->q, "line"));
	}
	form_empty(c, a, &p);
	CALL_PAGE(c, 200, form, &p);
}

/* The form as typed. NULL: something in it is wrong, and it was shown again. */
static struct desk_submit_in *
read_form(struct call *c)
{
	struct page_form *p = ARENA_NEW(c->q->arena, struct page_form);
	struct desk_submit_in *in = ARENA_NEW(c->q->arena, struct desk_submit_in);
	bool is_right = form_read(c, NULL, p, in);

	p->draft = c->param;
	p->asks_identity = p->asks_identity && !p->draft.n;
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
	portal_begin(c);
	if (c->caller.session.n) {
		several_request(c);
		return;
	}
	struct desk_submit_in *in = read_form(c);

	if (in)
		call_send(c, c->row->op, in);
}

void
portal_request_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (c->caller.session.n) {
		several_request_answer(c, r);
		return;
	}
	if (!call_reply_is_good(r)) {
		refuse_form(c, r);
		return;
	}
	keep_token(c, v);
	portal_go_to(c, "cancel", v->reference, "");
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

void
portal_code(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

void
portal_code_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;
	struct page_code p = { .is_resent = portal_query_says(c, "resent"), .is_expired = portal_query_says(c, "expired") };

	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (is_past_the_form(c, v))
		return;
	else if (v->proven)
		portal_go_to(c, "cancel", v->reference, "/summary");
	else
		show_code(c, 200, v, &p);
}

/* The digits of what was typed; blanks and the like do not matter. */
struct str
portal_digits(struct call *c, struct str typed)
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

	if (!portal_take_reference(c))
		return;
	*in = (struct desk_code_in){ .reference = c->param, .code = portal_digits(c, httpd_form(c->q, "code")) };
	if (in->code.n)
		call_send(c, c->row->op, in);
	else
		portal_go_to(c, "cancel", c->param, "");	/* nothing typed costs no try */
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
		portal_go_to(c, "cancel", c->param, "?expired");
		return;
	}
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	if (v->proven) {
		keep_token(c, v);
		portal_go_to(c, "cancel", v->reference, "/summary");
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
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

void
portal_resend_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		portal_go_to(c, "cancel", c->param, "?resent");
	else
		call_fail_code(c, r);
}

/* ---- the form again ---- */

void
portal_edit(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
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
	if (!portal_take_reference(c))
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
	else if (v->group.n)
		portal_go_to(c, "group", v->group, "");		/* one of several: back to the summary of all */
	else
		portal_go_to(c, "cancel", v->reference, v->proven ? "/summary" : "");
}

/* ---- step 3 ---- */

void
portal_summary(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
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
		portal_go_to(c, "cancel", v->reference, "");
		return;
	}
	show_summary(c, v, lines, &p);
	CALL_PAGE(c, 200, summary, &p);
}

void
portal_submit(struct call *c)
{
	if (portal_take_reference(c))
		portal_send_case(c, c->row->op);
}

/* Something else was faster: another request for the line, or its end. The desk answers with that, and the page says so. */
static bool
is_overtaken(const struct call *c, const struct desk_case_view *v)
{
	return !str_eq(v->reference, c->param) || v->state == TERMINATION_withdrawn;
}

void
portal_submit_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_case_view *v = r->out;

	if (r->code == DESK_refused) {
		portal_go_to(c, "cancel", c->param, "");	/* not proven, or over: that page knows which */
		return;
	}
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	keep_token(c, v);
	portal_go_to(c, "case", v->reference, r->code == DESK_created ? "?new" : is_overtaken(c, v) ? "?overtaken" : "");
}
