/* portal.c - a wish from the portal: two steps and a one-time code. Rules 4 to 7, 9, 11.
 * An unproven wish occupies nothing and reveals nothing: for a number that is not ours a case is stored all the same, under
 * a line id derived from the number, with the same reply; no code can ever be right for it, and it expires like the rest. */
#include "desk/operations.h"

#include "base/clock.h"
#include "desk/owe.h"
#include "desk/request.h"

#include <inttypes.h>

static void
new_code(struct unit *u, struct term_case *c)
{
	c->codes_sent++;
	c->code_tries = 0;
	c->code_until_ms.ms = u->now.ms + DESK_CODE_MS;
}

void
operations_answer_holder(struct unit *u, const struct term_case *c, struct desk_case_view *out)
{
	if (view_session_has(u, c)) {
		view_case(u, c, NULL, out);
		return;
	}
	struct str token = desk_token(u->desk, u->arena, c->case_id, "case");

	u->caller.token = token;
	view_case(u, c, NULL, out);
	out->token = token;
}

/* Was the case begun by whoever has the line now? Imports move lines. */
static bool
is_of_holder(const struct term_case *c, const struct line *l)
{
	return id_is_none(c->subscriber_id) || id_eq(c->subscriber_id, l->subscriber_id);
}

/* Another case of the line, to who has proven it: of the holder before, its state only. */
static void
answer_met(struct unit *u, const struct term_case *c, const struct line *l, struct desk_case_view *out)
{
	if (is_of_holder(c, l))
		operations_answer_holder(u, c, out);
	else
		view_case(u, c, NULL, out);
}

/* ---- step one ---- */

static void
request_find(void *v)
{
	struct case_request *r = v;

	own_find(&r->u, &r->own);
	if (!r->in.line.n)
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
	const struct line *l;

	if (r->u.code >= DESK_invalid)
		return;
	if (r->in.line.n) {
		if (!session_full(&r->u) || !(l = own_line(&r->u, &r->own, r->in.line)))
			return;
		r->u.line_id = l->line_id;
	} else {
		r->u.line_id = r->at.found ? r->at.line_id : shadow_line(&r->u, r->msisdn);
	}
	struct by_line key = { .line_id = r->u.line_id };
	ask_line_get(&r->u, &key, &r->s.line);
	ask_audit_head(&r->u, &key, &r->s.head);
	ask_case_open(&r->u, &key, &r->open);
	ask_case_last(&r->u, &key, &r->last);
	attempt_ask(&r->u, &r->attempt, ATTEMPT_request, r->u.line_id);
}

/* A group is made of one's own lines, and its name goes into addresses. */
static bool
group_fits(struct case_request *r)
{
	bool good = r->is_own || !r->in.group.n;

	for (size_t i = 0; i < r->in.group.n; i++)
		good = good && strchr("0123456789abcdefghijklmnopqrstuvwxyz", r->in.group.p[i]);
	if (!good)
		unit_say(&r->u, DESK_invalid, "group: up to 32 digits and small letters, for lines of your own");
	return good;
}

/* What the contract knows and the form left out. */
static void
fill_in(const struct line *l, struct term_case *c)
{
	if (!c->name.n)
		c->name = l->name;
	if (!c->email.n && !c->phone.n) {
		c->email = l->email;
		c->phone = l->phone;
	}
	if (!c->language.n)
		c->language = l->language;
}

/* For a line of one's own the session is the proof: the case waits only for the second step. */
static void
request_own(struct case_request *r)
{
	struct unit *u = &r->u;
	struct term_case *c = &r->s.c;
	struct desk_submit_in in = r->in;

	in.msisdn = r->s.line.msisdn;
	request_new(u, u->line_id, STR("web"), c);
	if (!request_declare(u, &in, c) || !request_withdrawal_fits(u, &r->s.line, c))
		return;
	request_compare(u, &in.identity, &r->s.line, c);
	fill_in(&r->s.line, c);
	c->contested = own_has_changed(u, &r->own);
	c->group_id = in.group;
	request_proven(u, &r->s.line, c);
	c->version = 1;
	u->code = DESK_created;
	view_case(u, c, NULL, &r->out);
}

/* A line of one's own that is being ended, or has ended: that case is the answer (rule 9). */
static void
meet(struct case_request *r, const struct term_case *c)
{
	if (!c->found) {
		unit_say(&r->u, DESK_refused, "This line has ended.");
		return;
	}
	r->met = *c;
	if (c->is_open)
		answer_met(&r->u, c, &r->s.line, &r->out);
	else
		view_case(&r->u, c, NULL, &r->out);
}

static void
request_decide(void *v)
{
	struct case_request *r = v;
	struct term_case *c = &r->s.c;

	r->is_own = r->s.line.found && session_is_full(&r->u) && session_owns(&r->u, &r->s.line);
	if (!group_fits(r))
		return;
	if (r->is_own && (r->open.found || !str_is(r->s.line.status, "active"))) {
		meet(r, r->open.found ? &r->open : &r->last);
		return;
	}
	if (r->is_own) {
		request_own(r);
		return;
	}
	request_new(&r->u, r->u.line_id, STR("web"), c);
	if (!request_declare(&r->u, &r->in, c) || !attempt_may(&r->u, &r->attempt))
		return;
	request_compare(&r->u, &r->in.identity, &r->s.line, c);
	if (!c->language.n)
		c->language = desk_settings(r->u.desk)->policy.language;
	new_code(&r->u, c);
	c->version = 1;				/* stored without a step; 0 is a case that is not stored yet */
	r->u.code = DESK_created;
	operations_answer_holder(&r->u, c, &r->out);
}

static void
write_group(struct case_request *r, const struct term_case *c)
{
	if (r->in.group.n)
		put_group_add(&r->u, &(struct dir_group){ .group_id = r->in.group, .line_id = c->line_id, .case_id = c->case_id });
}

static void
request_write(void *v)
{
	struct case_request *r = v;
	struct term_case *c = &r->s.c;

	if (r->met.found) {
		audit_add(&r->u, &r->s.head, r->met.case_id, "asked_again", STR("{}"));
		write_group(r, &r->met);
		return;
	}
	gate_case_add(&r->u, c);
	put_reference_add(&r->u, &(struct dir_reference){ .reference = c->reference, .line_id = c->line_id, .case_id = c->case_id });
	write_group(r, c);
	audit_add(&r->u, &r->s.head, c->case_id, "request", r->is_own ? STR("{\"to\":\"received\",\"proof\":\"session\"}") : STR("{\"to\":\"received\"}"));
	if (!c->codes_sent)
		return;
	attempt_count(&r->u, &r->attempt);
	owe_code(&r->u, &r->s);
}

const struct unit_operation operations_case_request = UNIT_OPERATION(case_request, request_find, request_ask, request_decide, request_write);

/* ---- another code ---- */

bool
operations_is_begun(struct unit *u, const struct case_work *w)
{
	if (!operations_case_is_ours(u, w))
		return false;
	if (w->s.c.state == TERMINATION_received)
		return true;
	unit_say(u, DESK_refused, "This request has been submitted already.");
	return false;
}

/* Proven by a session: no code was ever sent for it. */
static bool
by_session(const struct term_case *c)
{
	return c->proven_ms.ms && !c->codes_sent;
}

OPERATIONS_BY_REFERENCE(case_code, code_case)

static void
code_ask(void *v)
{
	struct case_code *s = v;

	code_case_ask(v);
	if (s->w.at.found)
		attempt_ask(&s->u, &s->attempt, ATTEMPT_request, s->w.at.line_id);
}

static void
code_decide(void *v)
{
	struct case_code *s = v;

	if (!operations_is_begun(&s->u, &s->w))
		return;
	if (by_session(&s->w.s.c)) {
		unit_say(&s->u, DESK_refused, "No code is needed: you were signed in. Go on to the summary.");
		return;
	}
	if (s->w.s.c.codes_sent >= DESK_CODES_MAX) {
		unit_say(&s->u, DESK_throttled, "No more codes for this request. Begin a new one, or call us.");
		return;
	}
	if (!attempt_may(&s->u, &s->attempt))
		return;
	new_code(&s->u, &s->w.s.c);
	operations_answer_holder(&s->u, &s->w.s.c, &s->out);
	s->w.plain = true;
}

static void
code_write(void *v)
{
	struct case_code *s = v;

	if (!s->w.plain)
		return;
	operations_write_plain(&s->u, &s->w.s, "code_sent", STR("{}"));
	attempt_count(&s->u, &s->attempt);
	owe_code(&s->u, &s->w.s);
}

const struct unit_operation operations_case_code = UNIT_OPERATION(case_code, code_case_find, code_ask, code_decide, code_write);

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

/* It ran out, was guessed at too often, or went to whoever had the line before its SIM, holder or contact changed. */
static bool
code_is_over(const struct unit *u, const struct subject *s)
{
	return s->c.code_tries >= DESK_CODE_TRIES || u->now.ms > s->c.code_until_ms.ms || s->line.changed_ms.ms > s->c.code_until_ms.ms - DESK_CODE_MS;
}

static void
prove_decide(void *v)
{
	struct case_prove *s = v;
	struct unit *u = &s->u;
	struct term_case *c = &s->w.s.c;

	if (!operations_is_begun(u, &s->w))
		return;
	if (code_is_over(u, &s->w.s)) {
		unit_say(u, DESK_refused, "This code is no longer valid. Ask for a new one.");
		return;
	}
	s->w.plain = true;
	if (!code_is_right(u, &s->w.s, s->in.code)) {
		c->code_tries++;
		s->w.audit = "code_wrong";
		u->code = DESK_ok;		/* it is written; the reply says that nothing is proven */
		operations_answer_holder(u, c, &s->out);
		u->why = unit_printf(u, "This is not the code. Tries left: %d.", (int)(DESK_CODE_TRIES - c->code_tries));
		return;
	}
	s->w.audit = "code_right";
	s->is_first = !c->proven_ms.ms;
	if (c->statutory && !request_may_withdraw(u, &s->w.s.line, c)) {	/* told only now, to who has proven the line */
		c->statutory = false;
		u->why = STR("It goes on as an ordinary request: " REQUEST_NO_WITHDRAWAL);
	}
	request_proven(u, &s->w.s.line, c);
	operations_answer_holder(u, c, &s->out);
}

static void
prove_write(void *v)
{
	struct case_prove *s = v;

	if (!s->w.plain)
		return;
	operations_write_plain(&s->u, &s->w.s, s->w.audit, STR("{}"));
	if (s->is_first)		/* typed again, it makes no room for more */
		attempt_forgive(&s->u, ATTEMPT_request, s->w.s.c.line_id);
}

const struct unit_operation operations_case_prove = UNIT_OPERATION(case_prove, prove_find, prove_ask, prove_decide, prove_write);

/* ---- edit ---- */

OPERATIONS_BY_REFERENCE(case_edit, edit)

static void
edit_decide(void *v)
{
	struct case_edit *s = v;
	struct term_case *c = &s->w.s.c;
	struct desk_submit_in in = s->in.declared;
	struct str before = c->msisdn;

	if (!operations_is_begun(&s->u, &s->w))
		return;
	if (by_session(c) && !in.msisdn.n)
		in.msisdn = c->msisdn;
	if (!request_declare(&s->u, &in, c) || (c->proven_ms.ms && !request_withdrawal_fits(&s->u, &s->w.s.line, c)))
		return;
	if (!str_eq(before, c->msisdn)) {
		unit_say(&s->u, DESK_invalid, "msisdn: for another line, begin another request");
		return;
	}
	if (c->proven_ms.ms)
		request_quote(&s->u, &s->w.s.line, c);
	operations_answer_holder(&s->u, c, &s->out);
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
	struct by_line key = { .line_id = s->w.at.line_id };
	ask_case_open(&s->u, &key, &s->w.other.c);
	ask_case_last(&s->u, &key, &s->last);
}

/* Is there nothing left to submit: another case is open, the line has ended, or it is somebody else's now? */
static bool
is_overtaken(const struct case_confirm *s)
{
	return s->w.other.c.found || !str_is(s->w.s.line.status, "active") || !is_of_holder(&s->w.s.c, &s->w.s.line);
}

/* What is answered instead (rule 9): the case that is open, or the one that ended the line; without any, or to who no longer has
 * the line, what was begun here. */
static void
answer_overtaken(struct case_confirm *s)
{
	const struct term_case *mine = &s->w.s.c;

	if (!is_of_holder(mine, &s->w.s.line))
		view_case(&s->u, mine, NULL, &s->out);
	else if (s->w.other.c.found)
		answer_met(&s->u, &s->w.other.c, &s->w.s.line, &s->out);
	else
		view_case(&s->u, s->last.found ? &s->last : mine, NULL, &s->out);
}

/* What was begun here is put away. */
static void
overtake(struct case_confirm *s, const struct termination_facts *f)
{
	bool ok = subject_step(&s->u, &s->w.s, TERMINATION_ON_withdraw, f);

	assert(ok && "a received case can be taken back");
	answer_overtaken(s);
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
		operations_answer_holder(u, &j->c, &s->out);
		return;
	}
	if (j->c.state == TERMINATION_withdrawn && j->c.proven_ms.ms && is_overtaken(s)) {	/* as before */
		answer_overtaken(s);
		return;
	}
	if (!operations_is_begun(u, &s->w))
		return;
	if (!j->c.proven_ms.ms) {
		unit_say(u, DESK_refused, "The one-time code is missing. Ask for a new one if it did not arrive.");
		return;
	}
	struct termination_facts f = subject_facts(u, j);
	if (is_overtaken(s)) {
		overtake(s, &f);
		return;
	}
	j->c.authority = by_session(&j->c) ? STR("session") : STR("code");
	bool ok = subject_step(u, j, TERMINATION_ON_prove, &f);
	assert(ok && "a received case can be proven");
	u->code = DESK_created;
	operations_answer_holder(u, &j->c, &s->out);
}

static void
confirm_write(void *v)
{
	struct case_confirm *s = v;

	if (s->w.s.moved)
		subject_write(&s->u, &s->w.s, true, STR(""), STR(""));
}

const struct unit_operation operations_case_confirm = UNIT_OPERATION(case_confirm, confirm_find, confirm_ask, confirm_decide, confirm_write);
