/* portal.c - a wish from the portal: two steps and a one-time code. Rules 4 to 7, 9, 11.
 * An unproven wish occupies nothing and reveals nothing: for a number that is not ours a case is stored all the same, under
 * a line id derived from the number, with the same reply; no code can ever be right for it, and it expires like the rest. */
#include "desk/operations.h"

#include "base/clock.h"
#include "desk/owe.h"
#include "desk/request.h"

#include <inttypes.h>

#define CODE_MS (5 * INT64_C(60000))	/* rule 11 */
#define CODE_TRIES 5
#define CODES_MAX 3			/* per case */

static void
new_code(struct unit *u, struct term_case *c)
{
	c->codes_sent++;
	c->code_tries = 0;
	c->code_until_ms.ms = u->now.ms + CODE_MS;
}

/* The view with the case's own token, which the browser keeps. */
static void
answer_holder(struct unit *u, const struct term_case *c, struct desk_case_view *out)
{
	struct str token = desk_token(u->desk, u->arena, c->case_id, "case");

	u->caller.token = token;
	view_case(u, c, NULL, out);
	out->token = token;
}

/* ---- step one ---- */

static void
request_find(void *v)
{
	struct case_request *r = v;

	operations_find_line(&r->u, r->in.msisdn, &r->msisdn, &r->at);
}

static struct id
shadow_line(struct unit *u, struct str msisdn)
{
	struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("shadow"), msisdn);
	struct id id;

	memcpy(id.b, h.b, sizeof id.b);
	return id;
}

static void
request_ask(void *v)
{
	struct case_request *r = v;

	if (r->u.code >= DESK_invalid)
		return;
	r->u.line_id = r->at.found ? r->at.line_id : shadow_line(&r->u, r->msisdn);
	ask_line_get(&r->u, &(struct by_line){ .line_id = r->u.line_id }, &r->s.line);
	ask_audit_head(&r->u, &(struct by_line){ .line_id = r->u.line_id }, &r->s.head);
}

static void
request_decide(void *v)
{
	struct case_request *r = v;
	struct term_case *c = &r->s.c;

	request_new(&r->u, r->u.line_id, STR("web"), c);
	if (!request_declare(&r->u, &r->in, c))
		return;
	request_compare(&r->u, &r->in.identity, &r->s.line, c);
	if (!c->language.n)
		c->language = desk_settings(r->u.desk)->policy.language;
	new_code(&r->u, c);
	c->version = 1;				/* stored without a step; 0 is a case that is not stored yet */
	r->u.code = DESK_created;
	answer_holder(&r->u, c, &r->out);
}

static void
request_write(void *v)
{
	struct case_request *r = v;
	struct term_case *c = &r->s.c;

	gate_case_add(&r->u, c);
	put_reference_add(&r->u, &(struct dir_reference){ .reference = c->reference, .line_id = c->line_id, .case_id = c->case_id });
	audit_add(&r->u, &r->s.head, c->case_id, "request", STR("{\"to\":\"received\"}"));
	if (r->s.line.found && str_is(r->s.line.status, "active"))
		owe_code(&r->u, &r->s);
}

const struct unit_operation operations_case_request = UNIT_OPERATION(case_request, request_find, request_ask, request_decide, request_write);

/* ---- another code ---- */

/* Still to be proven or submitted, by the browser that began it. */
static bool
is_begun(struct unit *u, const struct case_work *w)
{
	if (!operations_case_is_ours(u, w))
		return false;
	if (w->s.c.state == TERMINATION_received)
		return true;
	unit_say(u, DESK_refused, "This request has been submitted already.");
	return false;
}

OPERATIONS_BY_REFERENCE(case_code, code)

static void
code_decide(void *v)
{
	struct case_code *s = v;

	if (!is_begun(&s->u, &s->w))
		return;
	if (s->w.s.c.codes_sent >= CODES_MAX) {
		unit_say(&s->u, DESK_throttled, "No more codes for this request. Begin a new one, or call us.");
		return;
	}
	new_code(&s->u, &s->w.s.c);
	answer_holder(&s->u, &s->w.s.c, &s->out);
	s->w.plain = true;
}

static void
code_write(void *v)
{
	struct case_code *s = v;

	if (!s->w.plain)
		return;
	operations_write_plain(&s->u, &s->w.s, "code_sent", STR("{}"));
	if (s->w.s.line.found && str_is(s->w.s.line.status, "active"))
		owe_code(&s->u, &s->w.s);
}

const struct unit_operation operations_case_code = UNIT_OPERATION(case_code, code_find, code_ask, code_decide, code_write);

/* ---- the code ---- */

OPERATIONS_BY_REFERENCE(case_prove, prove)

static bool
code_is_right(struct unit *u, const struct subject *s, struct str typed)
{
	struct str want = desk_code(u->desk, u->arena, s->c.case_id, s->c.codes_sent);

	typed = str_trim(typed);
	bool same = typed.n == want.n && hash_eq(typed.p, want.p, want.n);
	return same && s->line.found && owe_can_code(u, &s->line);	/* nobody was sent a code for a number that is not ours */
}

static void
prove_decide(void *v)
{
	struct case_prove *s = v;
	struct unit *u = &s->u;
	struct term_case *c = &s->w.s.c;

	if (!is_begun(u, &s->w))
		return;
	if (c->code_tries >= CODE_TRIES || u->now.ms > c->code_until_ms.ms) {
		unit_say(u, DESK_refused, "This code is no longer valid. Ask for a new one.");
		return;
	}
	s->w.plain = true;
	if (!code_is_right(u, &s->w.s, s->in.code)) {
		c->code_tries++;
		s->w.audit = "code_wrong";
		u->code = DESK_ok;		/* it is written; the reply says that nothing is proven */
		answer_holder(u, c, &s->out);
		u->why = unit_printf(u, "This is not the code. Tries left: %d.", (int)(CODE_TRIES - c->code_tries));
		return;
	}
	s->w.audit = "code_right";
	c->proven_ms = u->now;
	request_quote(u, &s->w.s.line, c);
	answer_holder(u, c, &s->out);
}

static void
prove_write(void *v)
{
	struct case_prove *s = v;

	if (s->w.plain)
		operations_write_plain(&s->u, &s->w.s, s->w.audit, STR("{}"));
}

const struct unit_operation operations_case_prove = UNIT_OPERATION(case_prove, prove_find, prove_ask, prove_decide, prove_write);

/* ---- edit ---- */

OPERATIONS_BY_REFERENCE(case_edit, edit)

static void
edit_decide(void *v)
{
	struct case_edit *s = v;
	struct term_case *c = &s->w.s.c;
	struct str before = c->msisdn;

	if (!is_begun(&s->u, &s->w) || !request_declare(&s->u, &s->in.declared, c))
		return;
	if (!str_eq(before, c->msisdn)) {
		unit_say(&s->u, DESK_invalid, "msisdn: for another line, begin another request");
		return;
	}
	if (c->proven_ms.ms)
		request_quote(&s->u, &s->w.s.line, c);
	answer_holder(&s->u, c, &s->out);
	s->w.plain = true;
}

static void
edit_write(void *v)
{
	struct case_edit *s = v;

	if (s->w.plain)
		operations_write_plain(&s->u, &s->w.s, "edited", STR("{}"));
}

const struct unit_operation operations_case_edit = UNIT_OPERATION(case_edit, edit_find, edit_ask, edit_decide, edit_write);

/* ---- step two ---- */

static void
confirm_find(void *v)
{
	struct case_confirm *s = v;

	operations_find_case(&s->u, s->in.reference, &s->w);
}

static void
confirm_ask(void *v)
{
	struct case_confirm *s = v;

	operations_ask_case(&s->u, &s->w);
	if (!s->w.at.found)
		return;
	ask_case_open(&s->u, &(struct by_line){ .line_id = s->w.at.line_id }, &s->w.other.c);
}

/* A proven repeat meets the case that is open (rule 9); what was begun here is put away. */
static void
meet_open(struct case_confirm *s, const struct termination_facts *f)
{
	bool ok = subject_step(&s->u, &s->w.s, TERMINATION_ON_withdraw, f);

	assert(ok && "a received case can be taken back");
	answer_holder(&s->u, &s->w.other.c, &s->out);
}

static void
confirm_decide(void *v)
{
	struct case_confirm *s = v;
	struct unit *u = &s->u;
	struct subject *j = &s->w.s;

	if (!operations_case_is_ours(u, &s->w))
		return;
	if (j->c.authority.n) {				/* submitted twice: the same answer */
		answer_holder(u, &j->c, &s->out);
		return;
	}
	if (j->c.state == TERMINATION_withdrawn && j->c.proven_ms.ms && s->w.other.c.found) {	/* it had met this one */
		answer_holder(u, &s->w.other.c, &s->out);
		return;
	}
	if (!is_begun(u, &s->w))
		return;
	if (!j->c.proven_ms.ms || !str_is(j->line.status, "active")) {
		unit_say(u, DESK_refused, "The one-time code is missing. Ask for a new one if it did not arrive.");
		return;
	}
	struct termination_facts f = subject_facts(u, j);
	if (s->w.other.c.found) {
		meet_open(s, &f);
		return;
	}
	j->c.authority = STR("code");
	bool ok = subject_step(u, j, TERMINATION_ON_prove, &f);
	assert(ok && "a received case can be proven");
	u->code = DESK_created;
	answer_holder(u, &j->c, &s->out);
}

static void
confirm_write(void *v)
{
	struct case_confirm *s = v;

	if (s->w.s.moved)
		subject_write(&s->u, &s->w.s, true, STR(""), STR(""));
}

const struct unit_operation operations_case_confirm = UNIT_OPERATION(case_confirm, confirm_find, confirm_ask, confirm_decide, confirm_write);
