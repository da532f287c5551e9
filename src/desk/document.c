/* document.c - papers that the customer sends: taken in parts, in order, each part once; never opened here, and given to staff only.
 * Limits: PAPERS_MAX for a case, PAPER_BYTES_MAX each; and for all wishes together that nobody has proven, UNPROVEN_BYTES_MAX, so
 * that no stranger fills the disk. What such a wish sent goes when it ends (subject.c).
 * Source: PROMISES, uploads. Errors: a refusal that says what to send instead; the same part again is the same answer. */
#include "desk/operations.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/rng.h"
#include "domain/paper.h"

#include <inttypes.h>

#define UNFINISHED_MS (60 * INT64_C(60000))	/* a part every now and then; after that it makes room for another paper */
#define UNPROVEN_BYTES_MAX (INT64_C(256) << 20)

static_assert(DESK_PART_BYTES == ROWS_DOCUMENT_PART, "a part on the wire is a part in the store");

static bool
id_fits(struct unit *u, struct str text, struct id *out)
{
	if (rng_id_parse(text, out))
		return true;
	unit_say(u, DESK_unknown, "document: there is no such paper; its id is a UUID");
	return false;
}

/* ---- a part is sent ---- */

static void
add_find(void *v)
{
	struct document_add *s = v;

	if (id_fits(&s->u, s->in.document, &s->id))
		operations_find_case(&s->u, s->in.reference, &s->w);
}

static void
add_ask(void *v)
{
	struct document_add *s = v;
	struct unit *u = &s->u;
	struct id line_id = s->w.at.line_id, case_id = s->w.at.case_id;

	operations_ask_case(u, &s->w);
	if (!s->w.at.found)
		return;
	all_documents_of_case(u, &(struct by_case){ .line_id = line_id, .case_id = case_id }, &s->all);
	ask_document_part_get(u, &(struct by_document){ .line_id = line_id, .document_id = s->id, .part = s->in.part }, &s->there);
	if (!s->in.part)
		ask_documents_unproven(u, &(struct none){ .found = true }, &s->unproven);
}

static bool
is_abandoned(const struct unit *u, const struct document_row *d)
{
	return !d->whole && u->now.ms - d->at_ms.ms > UNFINISHED_MS;
}

static bool
begin(struct document_add *s)
{
	struct unit *u = &s->u;
	const struct document_row *d = s->all.items;
	const char *type = paper_type(s->in.content);
	size_t n = 0;

	for (size_t i = 0; i < s->all.n; i++)
		n += !is_abandoned(u, &d[i]);
	if (s->in.part) {
		unit_say(u, DESK_refused, "This paper was not begun, or lay unfinished for too long. Send it again from its beginning.");
		return false;
	}
	if (s->there.found) {			/* of another case of the line, by an id that was taken twice */
		unit_say(u, DESK_refused, "document: choose another id");
		return false;
	}
	if (!type) {
		unit_say(u, DESK_invalid, "Send a PDF file, or a picture as JPEG or PNG.");
		return false;
	}
	if (n >= PAPERS_MAX) {
		unit_say(u, DESK_refused, "There are five papers already. If you must send another one, call us.");
		return false;
	}
	if (!s->w.s.c.proven_ms.ms && s->unproven.count > UNPROVEN_BYTES_MAX) {
		unit_say(u, DESK_throttled, "Too many papers wait to be looked at. Try again tomorrow, or bring them to a shop.");
		return false;
	}
	s->row = (struct document_row){ .found = true, .line_id = s->w.s.c.line_id, .case_id = s->w.s.c.case_id, .document_id = s->id,
		.type = str_of(type), .at_ms = u->now };
	return true;
}

static bool
part_fits(struct document_add *s)
{
	size_t n = s->in.content.n;

	if (!n || (!s->in.last && n != DESK_PART_BYTES)) {
		unit_say(&s->u, DESK_invalid, "part: all but the last must be full, and none may be empty");
		return false;
	}
	if (s->in.part != s->row.parts || s->row.whole) {
		unit_say(&s->u, DESK_refused, "part: send the parts in their order, each once");
		return false;
	}
	if (s->row.bytes + (int64_t)n > PAPER_BYTES_MAX) {
		unit_say(&s->u, DESK_invalid, "A paper may have at most 10 MB. Send a smaller picture of it.");
		return false;
	}
	return true;
}

static bool
may_send(struct document_add *s)
{
	enum termination_state at = s->w.s.c.state;

	if (!operations_case_is_ours(&s->u, &s->w))
		return false;
	if (at == TERMINATION_received || at == TERMINATION_review || at == TERMINATION_asked)
		return true;
	unit_say(&s->u, DESK_refused, "Papers are taken only while a request is being checked.");
	return false;
}

static void
answer(struct document_add *s)
{
	s->out.found = true;
	view_document(&s->u, &s->row, &s->out.about);
	s->out.part = s->in.part;
	s->out.last = s->in.last;
}

static void
append(struct document_add *s)
{
	struct hash h = HASH_OF(STR("document"), s->row.digest, s->in.content);

	s->row.digest = arena_str(s->u.arena, hash_str(&h));
	s->row.bytes += (int64_t)s->in.content.n;
	s->row.parts++;
	s->row.whole = s->in.last;
	s->adds = true;
}

static void
add_decide(void *v)
{
	struct document_add *s = v;
	const struct document_row *d = s->all.items;

	if (!may_send(s))
		return;
	for (size_t i = 0; i < s->all.n; i++)
		if (id_eq(d[i].document_id, s->id))
			s->row = d[i];
	if (s->row.found && s->there.found && str_eq(s->there.content, s->in.content)) {
		answer(s);			/* sent again: it is there */
		return;
	}
	if ((!s->row.found && !begin(s)) || !part_fits(s))
		return;
	append(s);
	answer(s);
	s->u.code = DESK_created;
}

/* The chain keeps what proves that the paper is the one that was sent, and in which state: an answer, if the customer was asked. */
static struct str
about(struct document_add *s)
{
	char hex[2 * HASH_SIZE + 1];

	hash_hex(s->row.digest.p, HASH_SIZE, hex);
	return unit_printf(&s->u, "{\"document\":\"%.*s\",\"type\":\"%.*s\",\"bytes\":%" PRId64 ",\"digest\":\"%s\",\"state\":\"%s\"}",
	    STR_ARG(s->out.about.document), STR_ARG(s->row.type), s->row.bytes, hex, termination_state_names.name[s->w.s.c.state]);
}

static void
add_write(void *v)
{
	struct document_add *s = v;
	struct unit *u = &s->u;
	const struct document_row *d = s->all.items;

	if (!s->adds)
		return;
	if (s->row.parts == 1)
		gate_document_add(u, &s->row);
	else
		gate_document_step(u, &s->row);
	put_document_part_add(u, &(struct document_part){ .line_id = s->row.line_id, .document_id = s->id, .part = s->in.part, .content = s->in.content });
	for (size_t i = 0; i < s->all.n && s->row.parts == 1; i++)
		if (is_abandoned(u, &d[i])) {
			put_document_drop(u, &d[i]);
			put_document_drop_parts(u, &d[i]);
		}
	if (s->row.whole)
		audit_add(u, &s->w.s.head, s->w.s.c.case_id, "document", about(s));
}

const struct unit_operation operations_document_add = UNIT_OPERATION(document_add, add_find, add_ask, add_decide, add_write);

/* ---- a part is fetched, by staff ---- */

static void
get_find(void *v)
{
	struct document_get *s = v;

	if (id_fits(&s->u, s->in.document, &s->id))
		operations_find_case(&s->u, s->in.reference, &s->w);
}

static void
get_ask(void *v)
{
	struct document_get *s = v;
	struct by_document key = { .line_id = s->w.at.line_id, .document_id = s->id, .part = s->in.part };

	if (!s->w.at.found)
		return;
	ask_document_get(&s->u, &key, &s->row);
	ask_document_part_get(&s->u, &key, &s->part);
}

static void
get_decide(void *v)
{
	struct document_get *s = v;
	const struct document_row *d = &s->row;

	if (!d->found || !d->whole || !s->part.found || !id_eq(d->case_id, s->w.at.case_id)) {
		unit_say(&s->u, DESK_unknown, "document: this case has no such paper; simoff case show lists what it has");
		return;
	}
	s->out.found = true;
	view_document(&s->u, d, &s->out.about);
	s->out.part = s->in.part;
	s->out.last = s->in.part == d->parts - 1;
	s->out.content = s->part.content;
}

const struct unit_operation operations_document_get = UNIT_OPERATION(document_get, get_find, get_ask, get_decide, NULL);
