/* block.c - "Phone lost or stolen? Block it now". The network's word counts: until it has come, the page says pending. Errors: as pages.
 * Sources: PRODUCT section 3 (Block now), O2. */
#include "web/block.h"

#include "web/account.h"
#include "web/portal.h"
#include "web/routes.h"

#define HANDLE_SIZE 32u

void
block_page(struct call *c)
{
	account_ask(c);
}

/* How the session that asks began: a code that was sent for blocking opens no more than that. */
static bool
may_only_block(const struct desk_account_view *v)
{
	const struct desk_session_item *s = v->sessions.items;

	for (size_t i = 0; i < v->sessions.n; i++)
		if (s[i].is_this)
			return str_is(s[i].way, "block");
	return false;
}

void
block_page_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_account_view *v = r->out;
	struct str wanted = httpd_query(c->q, "line");

	if (!call_reply_is_good(r)) {
		call_fail_code(c, r);
		return;
	}
	struct page_account_line *line = ARENA_ARRAY(c->q->arena, struct page_account_line, v->lines.n + 1), *asked = NULL;
	size_t n = 0;
	for (size_t i = 0; i < v->lines.n; i++) {
		line[n] = account_line(c, &((const struct desk_account_line *)v->lines.items)[i]);
		if (str_is(line[n].block, "blocked") && str_eq(line[n].handle, wanted))
			asked = &line[n];
		n += line[n].block.n > 0;
	}
	if (asked && may_only_block(v)) {		/* the account has the same button */
		call_redirect(c, STR("/sign-in?to=/account"));
		return;
	}
	struct page_block p = { .lines = { line, n }, .asked = { asked, asked != NULL }, .was_late = portal_query_says(c, "late") };
	CALL_PAGE(c, 200, block, &p);
}

void
block_act(struct call *c)
{
	struct desk_block_in *in = ARENA_NEW(c->q->arena, struct desk_block_in);
	struct str word = httpd_form(c->q, "block");

	*in = (struct desk_block_in){ .found = true, .line = httpd_form(c->q, "line"), .block = str_is(word, "on") };
	if (session_token_fits(in->line) && in->line.n == HANDLE_SIZE && (in->block || str_is(word, "off")))
		call_send(c, c->row->op, in);
	else
		call_redirect(c, STR("/block"));
}

void
block_act_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		call_redirect(c, STR("/block"));
	else if (r->code == DESK_refused || r->code == DESK_unknown)
		call_redirect(c, STR("/block?late"));
	else
		call_fail_code(c, r);
}
