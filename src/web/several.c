/* several.c - one case for each line that was chosen, under a group of their own; then one summary and one button for all of them.
 * The desk decides about each line alone: some may be taken and others not, and the page says which. Reloading does nothing twice.
 * Errors: as pages. Sources: PRODUCT rules 4, 7, 9. */
#include "web/several.h"

#include "base/hash.h"
#include "base/rng.h"
#include "web/account.h"
#include "web/form.h"
#include "web/portal.h"
#include "web/routes.h"
#include "web/show.h"

/* ---- the form, for each line ---- */

struct wish {
	struct form_account *account;
	struct page_form page;
	struct desk_submit_in in;
	struct str reference;		/* of the case made last */
	struct str failed;		/* handles of the lines that were not taken, with dots between them */
	size_t at, made;
};

static struct str
new_group(struct call *c)
{
	uint8_t random[(SEVERAL_GROUP_SIZE - 1) / 2];
	char text[SEVERAL_GROUP_SIZE];

	rng_bytes(random, sizeof random);
	hash_hex(random, sizeof random, text);
	return arena_printf(c->q->arena, "%s", text);
}

static size_t
chosen(const struct form_account *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		n += a->line[i].is_chosen;
	return n;
}

static void
finish(struct call *c, struct wish *w)
{
	if (!w->made)
		call_fail_busy(c);
	else if (chosen(w->account) == 1)
		portal_go_to(c, "cancel", w->reference, "/summary");
	else
		call_redirect(c, arena_printf(c->q->arena, "/group/%.*s%s%.*s", STR_ARG(w->in.group), w->failed.n ? "?failed=" : "", STR_ARG(w->failed)));
}

static void
note_failure(struct call *c, struct wish *w, const struct form_account_line *l)
{
	w->failed = arena_printf(c->q->arena, "%.*s%s%.*s", STR_ARG(w->failed), w->failed.n ? "." : "", STR_ARG(l->handle));
}

/* The next chosen line; behind the last one, what came of them all. */
static void
send_next(struct call *c, struct wish *w)
{
	const struct form_account *a = w->account;

	for (; w->at < a->n; w->at++) {
		const struct form_account_line *l = &a->line[w->at];

		if (!l->is_chosen)
			continue;
		if (call_try(c, DESK_OP_case_request, form_for(c, &w->in, l)))
			return;
		note_failure(c, w, l);
	}
	finish(c, w);
}

void
several_request(struct call *c)
{
	account_ask(c);
}

static void
take_account(struct call *c, const struct call_reply *r)
{
	struct wish *w = ARENA_NEW(c->q->arena, struct wish);

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	c->work = w;
	w->account = form_account_new(c, r->out);
	if (!form_read(c, w->account, &w->page, &w->in)) {
		CALL_PAGE(c, 422, form, &w->page);
		return;
	}
	if (chosen(w->account) > 1)
		w->in.group = new_group(c);
	send_next(c, w);
}

/* What is wrong with the form is wrong for every line: it is shown again, as long as nothing was made. */
static bool
shows_blame(struct call *c, struct wish *w, const struct call_reply *r)
{
	if (w->made || r->code != DESK_invalid || !form_blame(&w->page, r->why))
		return false;
	CALL_PAGE(c, 422, form, &w->page);
	return true;
}

static void
take_case(struct call *c, struct wish *w, const struct call_reply *r)
{
	const struct form_account_line *l = &w->account->line[w->at++];

	if (call_reply_is_good(r)) {
		w->reference = arena_str(c->q->arena, ((const struct desk_case_view *)r->out)->reference);
		w->made++;
	} else if (shows_blame(c, w, r)) {
		return;
	} else if (chosen(w->account) == 1) {
		call_fail_code(c, r);
		return;
	} else {
		note_failure(c, w, l);
	}
	send_next(c, w);
}

void
several_request_answer(struct call *c, const struct call_reply *r)
{
	if (c->op == DESK_OP_account_get)
		take_account(c, r);
	else
		take_case(c, c->work, r);
}

/* ---- the group ---- */

static bool
take_group(struct call *c)
{
	bool fits = c->param.n == SEVERAL_GROUP_SIZE - 1;

	for (size_t i = 0; i < c->param.n; i++)
		fits = fits && memchr("0123456789abcdef", c->param.p[i], 16);
	portal_begin(c);
	if (!fits)
		call_fail(c, 404, "unknown", desk_code_text(DESK_unknown), STR(""));
	return fits;
}

static void
send_group(struct call *c)
{
	struct desk_group_in *in = ARENA_NEW(c->q->arena, struct desk_group_in);

	in->group = c->param;
	call_send(c, DESK_OP_group_get, in);
}

/* Lines that were not taken are named by their numbers, which only the account tells. */
void
several_group(struct call *c)
{
	if (!take_group(c))
		return;
	if (httpd_query(c->q, "failed").n)
		account_ask(c);
	else
		send_group(c);
}

static void
show_failed(struct call *c, struct form_account *a, struct page_group *p)
{
	struct page_group_failed *f = ARENA_ARRAY(c->q->arena, struct page_group_failed, a->n + 1);
	struct str rest = httpd_query(c->q, "failed"), handle;
	size_t n = 0;

	for (bool more = true; more;) {
		more = str_split(rest, '.', &handle, &rest);
		form_account_choose(a, handle);
	}
	for (size_t i = 0; i < a->n; i++)
		if (a->line[i].is_chosen)
			f[n++] = (struct page_group_failed){
				.found = true, .failed_number = show_whole_number(c, a->line[i].msisdn),
				.again_url = arena_printf(c->q->arena, "/cancel?line=%.*s", STR_ARG(a->line[i].handle)),
			};
	p->failed = (struct list){ f, n };
}

static bool
waits_for_button(const struct desk_case_view *v)
{
	return v->details && v->proven && v->state == TERMINATION_received;
}

static void
show_group(struct call *c, const struct desk_group *g)
{
	struct pages_labels labels = pages_labels(c->cat, c->web->conf.country);
	const struct desk_case_view *v = g->cases.items;
	struct page_group_line *l = ARENA_ARRAY(c->q->arena, struct page_group_line, g->cases.n + 1);
	struct page_group p = { .group = c->param, .submit_label = labels.submit, .label_lang = labels.lang,
		.was_sent = portal_query_says(c, "sent"), .lines = { l, g->cases.n } };

	for (size_t i = 0; i < g->cases.n; i++) {
		show_group_line(c, &v[i], &l[i]);
		l[i].waits = waits_for_button(&v[i]);
		p.waiting += l[i].waits;
		p.sent += v[i].state != TERMINATION_received && v[i].state != TERMINATION_withdrawn;
	}
	if (p.waiting > 1 && str_eq(labels.submit, catalog_text(c->cat, "Cancel this line")))
		p.submit_label = catalog_text(c->cat, "Cancel these lines");
	if (c->work)
		show_failed(c, c->work, &p);
	CALL_PAGE(c, 200, group, &p);
}

void
several_group_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
	} else if (c->op == DESK_OP_account_get) {
		c->work = form_account_new(c, r->out);
		send_group(c);
	} else {
		show_group(c, r->out);
	}
}

/* ---- the one button ---- */

struct sending { struct str reference[FORM_ACCOUNT_LINES_MAX]; size_t n, at; };

void
several_submit(struct call *c)
{
	if (take_group(c))
		send_group(c);
}

static void
confirm_next(struct call *c, struct sending *s)
{
	struct desk_case_in *in = ARENA_NEW(c->q->arena, struct desk_case_in);

	while (s->at < s->n) {
		in->reference = s->reference[s->at++];
		if (call_try(c, DESK_OP_case_confirm, in))
			return;
	}
	portal_go_to(c, "group", c->param, "?sent");
}

/* What is not taken stays as it is: the group's page shows it with its button. */
void
several_submit_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_group *g = r->out;
	struct sending *s = c->work;

	if (s) {
		confirm_next(c, s);
		return;
	}
	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	c->work = s = ARENA_NEW(c->q->arena, struct sending);
	const struct desk_case_view *v = g->cases.items;
	for (size_t i = 0; i < g->cases.n && s->n < COUNT(s->reference); i++)
		if (waits_for_button(&v[i]))
			s->reference[s->n++] = arena_str(c->q->arena, v[i].reference);
	confirm_next(c, s);
}
