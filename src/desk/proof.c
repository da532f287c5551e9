/* proof.c - one-time codes of somebody who has no case: to sign in, to choose a password, to block a line.
 * A login that nobody has is treated like any other, under an id derived from it: same rows, same answers; no code is ever right.
 * Wrong codes are counted in the row, so that a crash forgets none. Sources: PRODUCT rule 11; PROMISES 20 and the security rows. */
#include "desk/operations.h"

#include "base/rng.h"
#include "desk/tell.h"
#include "desk/token.h"

#define PROOF_LIFE_MS (60 * INT64_C(60000))
#define SWEEP 4

static const struct id NO_CASE;

/* ---- parts that several share ---- */

static enum desk_purpose
purpose_of(const struct proof_row *p)
{
	for (int i = 0; i < desk_purpose_names.n; i++)
		if (str_is(p->purpose, desk_purpose_names.name[i]))
			return (enum desk_purpose)i;
	return DESK_PURPOSE_sign_in;
}

static bool
is_usable(const struct unit *u, const struct proof_row *p)
{
	return p->code_tries < DESK_CODE_TRIES && u->now.ms <= p->code_until_ms.ms;
}

static void
view(struct unit *u, const struct proof_row *p, struct desk_proof_view *out)
{
	*out = (struct desk_proof_view){
		.found = true, .proof = token_seal(u, "proof", p->proof_id, p->subscriber_id), .purpose = purpose_of(p),
		.login = login_mask(u, p->login), .until = p->code_until_ms, .tries_left = DESK_CODE_TRIES - p->code_tries,
		.may_again = p->codes_sent < DESK_CODES_MAX,
	};
}

static void
new_code(struct unit *u, struct proof_row *p)
{
	p->codes_sent++;
	p->code_tries = 0;
	p->code_until_ms.ms = u->now.ms + DESK_CODE_MS;
}

static const struct line *
line_of(const struct proof_work *w, struct id line_id)
{
	const struct line *l = w->lines.items;

	for (size_t i = 0; i < w->lines.n; i++)
		if (id_eq(l[i].line_id, line_id))
			return &l[i];
	return NULL;
}

static void
ask_owner(struct unit *u, struct proof_work *w, struct id owner)
{
	struct by_subscriber key = { .subscriber_id = owner };

	u->line_id = owner;
	ask_audit_head(u, &(struct by_line){ .line_id = owner }, &w->head);
	ask_subscriber_get(u, &key, &w->own);
	all_lines_of_subscriber(u, &key, &w->lines);
}

static void
audit(struct unit *u, struct proof_work *w, const char *what)
{
	audit_add(u, &w->head, NO_CASE, what, unit_printf(u, "{\"purpose\":\"%.*s\"}", STR_ARG(w->row.purpose)));
}

/* ---- begin ---- */

static void
begin_find(void *v)
{
	struct proof_begin *s = v;

	if (login_find(&s->u, s->in.login, &s->login))
		all_proofs_over(&s->u, &(struct by_time){ .now.ms = s->u.now.ms - PROOF_LIFE_MS, .limit = SWEEP }, &s->over);
}

/* What is sent twice with one key is one proof. */
static struct id
draw_id(struct unit *u, struct id owner)
{
	struct id id;

	if (u->caller.key.n) {
		struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("proof of a key"), u->caller.key, u->caller.network,
		    ((struct str){ (const char *)owner.b, sizeof owner.b }));
		memcpy(id.b, h.b, sizeof id.b);
	} else {
		rng_bytes(id.b, sizeof id.b);
	}
	return id;
}

static void
begin_ask(void *v)
{
	struct proof_begin *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	struct id owner = login_owner(&s->u, &s->login);
	ask_owner(&s->u, &s->w, owner);
	attempt_ask(&s->u, &s->attempt, ATTEMPT_code, owner);
	s->id = draw_id(&s->u, owner);
	ask_proof_get(&s->u, &(struct by_proof){ .subscriber_id = owner, .proof_id = s->id }, &s->there);
}

/* The line that the code is about: the number's, or the first of the address; of several the active one. NULL: there is none. */
static const struct line *
choose_line(struct proof_begin *s)
{
	const struct line *l = s->w.lines.items;

	for (size_t i = 0; i < s->w.lines.n; i++)
		if (str_eq(s->login.is_mail ? login_mail(&s->u, l[i].email) : l[i].msisdn, s->login.text))
			return &l[i];
	return s->login.is_mail && s->w.lines.n ? &l[0] : NULL;
}

static void
begin_decide(void *v)
{
	struct proof_begin *s = v;
	struct proof_row *p = &s->w.row;

	if (s->there.found) {
		view(&s->u, &s->there, &s->out);
		return;
	}
	if (!attempt_may(&s->u, &s->attempt))
		return;
	*p = (struct proof_row){
		.found = true, .subscriber_id = s->u.line_id, .proof_id = s->id, .version = 1, .login = s->login.text,
		.purpose = str_of(desk_purpose_names.name[s->in.purpose]), .created_ms = s->u.now,
	};
	new_code(&s->u, p);
	s->to = choose_line(s);
	if (tell_can(&s->u, p, s->to, &s->w.lines))
		p->line_id = s->to->line_id;
	else
		s->to = NULL;
	s->u.code = DESK_created;
	view(&s->u, p, &s->out);
}

static void
begin_write(void *v)
{
	struct proof_begin *s = v;
	const struct proof_row *over = s->over.items;

	if (s->there.found)
		return;
	gate_proof_add(&s->u, &s->w.row);
	attempt_count(&s->u, &s->attempt);
	audit(&s->u, &s->w, "code_sent");
	tell_code(&s->u, &s->w.row, s->to, &s->w.lines, tell_language(&s->u, &s->w.own, s->to, s->in.language));
	for (size_t i = 0; i < s->over.n; i++)
		put_proof_drop(&s->u, &(struct by_proof){ .subscriber_id = over[i].subscriber_id, .proof_id = over[i].proof_id });
}

const struct unit_operation operations_proof_begin = UNIT_OPERATION(proof_begin, begin_find, begin_ask, begin_decide, begin_write);

/* ---- one that was begun ---- */

static bool
open_proof(struct unit *u, struct str handle, struct by_proof *key)
{
	if (token_open(u, "proof", handle, &key->proof_id, &key->subscriber_id))
		return true;
	unit_say(u, DESK_unknown, "This page is no longer valid. Begin again.");
	return false;
}

/* Is it there, and not over for good? */
static bool
is_there(struct unit *u, const struct proof_row *p)
{
	if (p->found && u->now.ms - p->created_ms.ms < PROOF_LIFE_MS)
		return true;
	unit_say(u, DESK_unknown, "This page is no longer valid. Begin again.");
	return false;
}

static void
get_ask(void *v)
{
	struct proof_get *s = v;
	struct by_proof key = { .now = s->u.now };

	if (open_proof(&s->u, s->in.proof, &key))
		ask_proof_get(&s->u, &key, &s->row);
}

static void
get_decide(void *v)
{
	struct proof_get *s = v;

	if (is_there(&s->u, &s->row))
		view(&s->u, &s->row, &s->out);
}

const struct unit_operation operations_proof_get = UNIT_OPERATION(proof_get, NULL, get_ask, get_decide, NULL);

/* ---- another code ---- */

static void
again_ask(void *v)
{
	struct proof_again *s = v;
	struct by_proof key = { .now = s->u.now };

	if (!open_proof(&s->u, s->in.proof, &key))
		return;
	ask_owner(&s->u, &s->w, key.subscriber_id);
	ask_proof_get(&s->u, &key, &s->w.row);
}

static void
again_decide(void *v)
{
	struct proof_again *s = v;

	if (!is_there(&s->u, &s->w.row))
		return;
	if (s->w.row.codes_sent >= DESK_CODES_MAX) {
		unit_say(&s->u, DESK_throttled, "No more codes here. Begin again, or call us.");
		return;
	}
	new_code(&s->u, &s->w.row);
	view(&s->u, &s->w.row, &s->out);
}

static void
again_write(void *v)
{
	struct proof_again *s = v;
	const struct line *l = line_of(&s->w, s->w.row.line_id);

	gate_proof_step(&s->u, &s->w.row);
	audit(&s->u, &s->w, "code_sent");
	tell_code(&s->u, &s->w.row, l, &s->w.lines, tell_language(&s->u, &s->w.own, l, STR("")));
}

const struct unit_operation operations_proof_again = UNIT_OPERATION(proof_again, NULL, again_ask, again_decide, again_write);

/* ---- the code ---- */

static void
code_ask(void *v)
{
	struct proof_code *s = v;
	struct by_proof key = { .now = s->u.now };

	if (!open_proof(&s->u, s->in.proof, &key))
		return;
	ask_owner(&s->u, &s->w, key.subscriber_id);
	ask_proof_get(&s->u, &key, &s->w.row);
	session_draw(&s->u, &s->draft, key.subscriber_id);
}

static bool
is_right(struct proof_code *s)
{
	struct str want = desk_code(s->u.desk, s->u.arena, s->w.row.proof_id, s->w.row.codes_sent);
	struct str typed = str_trim(s->in.code);
	bool same = typed.n == want.n && hash_eq(typed.p, want.p, want.n);

	return same && line_of(&s->w, s->w.row.line_id);	/* nobody was sent a code for a login that nobody has */
}

static void
sign_in(struct proof_code *s, enum desk_purpose purpose)
{
	bool to_block = purpose == DESK_PURPOSE_block;

	session_begin(&s->u, &s->draft, to_block ? "block" : "code", to_block ? (struct utc_ms){ 0 } : s->u.now, &s->out);
	s->out.language = tell_language(&s->u, &s->w.own, line_of(&s->w, s->w.row.line_id), STR(""));
	s->out.purpose = purpose;
}

static void
code_decide(void *v)
{
	struct proof_code *s = v;
	struct proof_row *p = &s->w.row;

	if (!is_there(&s->u, p))
		return;
	s->out.purpose = purpose_of(p);
	if (s->draft.there.found) {		/* sent twice with one key: the same answer */
		sign_in(s, s->out.purpose);
		return;
	}
	if (!is_usable(&s->u, p)) {
		unit_say(&s->u, DESK_refused, "This code is no longer valid. Ask for a new one.");
		return;
	}
	s->tried = true;
	s->right = is_right(s);
	if (s->right) {
		p->code_tries = DESK_CODE_TRIES;	/* it works once, and no other one of this proof does */
		p->codes_sent = DESK_CODES_MAX;
		sign_in(s, s->out.purpose);
		return;
	}
	p->code_tries++;			/* written; the reply says that nobody is signed in */
	s->out.tries_left = DESK_CODE_TRIES - p->code_tries;
	s->u.why = unit_printf(&s->u, "This is not the code. Tries left: %d.", (int)s->out.tries_left);
}

static void
code_write(void *v)
{
	struct proof_code *s = v;

	if (!s->tried)
		return;
	gate_proof_step(&s->u, &s->w.row);
	audit(&s->u, &s->w, s->right ? "code_right" : "code_wrong");
	if (!s->right)
		return;
	session_write(&s->u, &s->draft, false);
	attempt_forgive(&s->u, ATTEMPT_code, s->w.row.subscriber_id);
}

const struct unit_operation operations_proof_code = UNIT_OPERATION(proof_code, NULL, code_ask, code_decide, code_write);
