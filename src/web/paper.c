/* paper.c - papers that customers sent, for staff. What is collected lives beside the request, which may end before it is complete: a
 * slot whose request is gone is free. Errors: as the API's; a paper that changes while it is read is a failure.
 * Source: PROMISES, uploads. */
#include "web/paper.h"

#include "domain/paper.h"
#include "web/api.h"
#include "web/routes.h"

/* The request's own slot, or one that nobody waits for; NULL: all are in use. */
static struct paper_slot *
slot_of(struct call *c)
{
	struct paper_slot *idle = NULL;

	for (size_t i = 0; i < COUNT(c->web->paper); i++) {
		struct paper_slot *s = &c->web->paper[i];

		if (s->request == c->q->id)
			return s;
		if (!s->request || !httpd_find(c->web->httpd, s->request))
			idle = s;
	}
	if (idle) {
		buf_done(&idle->content);
		buf_init(&idle->content, PAPER_BYTES_MAX);
		idle->request = c->q->id;
	}
	return idle;
}

static void
release(struct paper_slot *s)
{
	buf_done(&s->content);
	s->request = 0;
}

static struct str
disposition_of(struct str type)
{
	if (str_is(type, "application/pdf"))
		return STR("attachment; filename=\"paper.pdf\"");
	return str_is(type, "image/png") ? STR("attachment; filename=\"paper.png\"") : STR("attachment; filename=\"paper.jpg\"");
}

static void
ask_next(struct call *c, int64_t part)
{
	struct desk_document_in *in = ARENA_NEW(c->q->arena, struct desk_document_in);

	*in = *(const struct desk_document_in *)c->in;
	in->part = part;
	call_send(c, c->op, in);
}

static void
finish(struct call *c, struct paper_slot *s, const struct desk_document_view *about)
{
	struct httpd_pair headers[] = { { STR("content-type"), about->type }, { STR("content-disposition"), disposition_of(about->type) } };

	if (s->content.over || (int64_t)s->content.n != about->bytes)
		call_fail(c, 500, "broken", desk_code_text(DESK_broken), STR("The paper could not be read whole. Ask for it again."));
	else
		call_answer(c, 200, headers, COUNT(headers), buf_str(&s->content));
	release(s);
}

void
paper_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_document_part *p = r->out;
	struct paper_slot *s = slot_of(c);

	if (!s) {
		call_fail_busy(c);
		return;
	}
	if (!call_reply_is_good(r)) {
		release(s);
		call_fail_code(c, r);
		return;
	}
	buf_add(&s->content, p->content);
	if (p->last)
		finish(c, s, &p->about);
	else
		ask_next(c, p->part + 1);
}

void
paper_free(struct web *w)
{
	for (size_t i = 0; i < COUNT(w->paper); i++)
		buf_done(&w->paper[i].content);
}
