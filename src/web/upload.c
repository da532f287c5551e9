/* upload.c - a paper for a request. What is wrong with it is said on the page of the request, which loses nothing.
 * Errors: as pages. Sources: PROMISES, security rows (uploads); PRODUCT rule 5. */
#include "web/upload.h"

#include "base/clock.h"
#include "base/rng.h"
#include "web/follow.h"
#include "web/person.h"
#include "web/portal.h"
#include "web/routes.h"

struct sending { struct str content, document; int64_t part; };

void
upload_read(struct call *c)
{
	struct multipart *files = ARENA_NEW(c->q->arena, struct multipart);
	struct str boundary;

	c->files = files;
	if (multipart_boundary(httpd_header(c->q, "content-type"), &boundary) && multipart_parse(c->q->body, boundary, files))
		files->n = 0;
}

/* The type is looked at here too, so that ten megabytes need not go to the desk to be refused. */
static const char *
problem_of(const struct multipart_part *file)
{
	if (!file || !file->content.n)
		return "none";
	if (file->content.n > PAPER_BYTES_MAX)
		return "large";
	return paper_type(file->content) ? NULL : "type";
}

/* The page of the request, with WORD. */
static void
complain(struct call *c, const char *word)
{
	c->wrong = word;
	portal_send_case(c, DESK_OP_case_get);
}

static void
send_part(struct call *c, struct sending *s)
{
	struct desk_document_in *in = ARENA_NEW(c->q->arena, struct desk_document_in);
	size_t n = s->content.n < DESK_PART_BYTES ? s->content.n : DESK_PART_BYTES;

	*in = (struct desk_document_in){ .reference = c->param, .document = s->document, .part = s->part++, .last = n == s->content.n,
		.content = { s->content.p, n } };
	s->content = (struct str){ s->content.p + n, s->content.n - n };
	call_send(c, c->row->op, in);
}

void
upload_file(struct call *c)
{
	const struct multipart_part *file = multipart_file(c->files, "file");
	const char *problem = problem_of(file);
	char text[RNG_ID_SIZE];

	if (!portal_take_reference(c))
		return;
	if (problem) {
		complain(c, problem);
		return;
	}
	struct sending *s = c->work = ARENA_NEW(c->q->arena, struct sending);
	rng_id_format(rng_id(clock_now()), text);
	*s = (struct sending){ .content = file->content, .document = arena_str(c->q->arena, str_of(text)) };
	send_part(c, s);
}

/* A request that waits for a person has a page of its own. */
static void
show_again(struct call *c, const struct desk_case_view *v)
{
	if (v->state == TERMINATION_received && v->by_person)
		person_page(c, 422, v);
	else
		follow_show(c, 422, v);
}

void
upload_file_answer(struct call *c, const struct call_reply *r)
{
	struct sending *s = c->work;

	if (c->op == DESK_OP_case_get && call_reply_is_good(r))
		show_again(c, r->out);
	else if (c->op != DESK_OP_case_get && r->code == DESK_refused)
		complain(c, "many");
	else if (c->op != DESK_OP_case_get && r->code == DESK_invalid)
		complain(c, "type");
	else if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (s->content.n)
		send_part(c, s);
	else
		portal_go_to(c, "case", c->param, "?stored");
}
