/* signin.c - passwords, and what they open. The process that hashes stands between web and desk: it asks what to compare with (one
 * attempt), compares, and tells what it found; the desk never has a password, the web never a hash.
 * A login that nobody has costs the same and says the same. A judgement of a password that was changed meanwhile counts for nothing.
 * Source: PROMISES, security rows. */
#include "desk/operations.h"

#include "base/password.h"
#include "desk/tell.h"

static const struct id NO_CASE;

static void
ask_owner(struct unit *u, struct id owner, struct subscriber_row *own)
{
	u->line_id = owner;
	ask_subscriber_get(u, &(struct by_subscriber){ .subscriber_id = owner }, own);
}

static void
ask_rest(struct unit *u, struct signin_work *w)
{
	ask_audit_head(u, &(struct by_line){ .line_id = u->line_id }, &w->head);
	all_lines_of_subscriber(u, &(struct by_subscriber){ .subscriber_id = u->line_id }, &w->lines);
	session_draw(u, &w->draft, u->line_id);
}

static struct str
language_of(struct unit *u, const struct signin_work *w)
{
	return tell_language(u, &w->own, w->lines.n ? w->lines.items : NULL, STR(""));
}

/* ---- what a password is compared with ---- */

static void
look_find(void *v)
{
	struct password_look *s = v;

	if (s->in.login.n)
		login_find(&s->u, s->in.login, &s->login);
}

/* Choosing a password within minutes of a one-time code guesses nothing. */
static void
look_ask(void *v)
{
	struct password_look *s = v;

	if (s->u.code >= DESK_invalid || (!s->in.login.n && !session_needed(&s->u)))
		return;
	ask_owner(&s->u, s->in.login.n ? login_owner(&s->u, &s->login) : s->u.session.subscriber_id, &s->own);
	s->counts = s->in.login.n || !session_is_fresh(&s->u);
	if (s->counts)
		attempt_ask(&s->u, &s->attempt, ATTEMPT_password, s->u.line_id);
}

static void
look_decide(void *v)
{
	struct password_look *s = v;

	if (s->counts && !attempt_may(&s->u, &s->attempt))
		return;
	s->out.hash = s->own.password.n ? s->own.password : password_nobody();
	s->out.chosen = s->own.password_ms;
}

static void
look_write(void *v)
{
	struct password_look *s = v;

	if (s->counts)
		attempt_count(&s->u, &s->attempt);
}

const struct unit_operation operations_password_look = UNIT_OPERATION(password_look, look_find, look_ask, look_decide, look_write);

/* ---- sign in ---- */

static void
sign_in_find(void *v)
{
	struct sign_in *s = v;

	login_find(&s->u, s->in.login, &s->login);
}

static void
sign_in_ask(void *v)
{
	struct sign_in *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	ask_owner(&s->u, login_owner(&s->u, &s->login), &s->w.own);
	ask_rest(&s->u, &s->w);
}

/* Was the password that is in force judged, and found right? */
static bool
is_right(const struct subscriber_row *own, bool right, struct utc_ms chosen)
{
	return right && own->password.n && own->password_ms.ms == chosen.ms;
}

static void
sign_in_decide(void *v)
{
	struct sign_in *s = v;

	s->right = is_right(&s->w.own, s->in.right, s->in.chosen);
	if (!s->right) {
		s->u.why = STR("These do not belong together. Try again, or ask for a one-time code.");
		return;
	}
	session_begin(&s->u, &s->w.draft, "password", (struct utc_ms){ 0 }, &s->out);
	s->out.language = language_of(&s->u, &s->w);
}

static void
sign_in_write(void *v)
{
	struct sign_in *s = v;

	if (s->w.draft.there.found)
		return;
	if (s->right) {
		session_write(&s->u, &s->w.draft, true);
		attempt_forgive(&s->u, ATTEMPT_password, s->u.line_id);
	}
	audit_add(&s->u, &s->w.head, NO_CASE, s->right ? "sign_in" : "sign_in_wrong", STR("{}"));
}

const struct unit_operation operations_sign_in = UNIT_OPERATION(sign_in, sign_in_find, sign_in_ask, sign_in_decide, sign_in_write);

/* ---- a new password ---- */

static void
set_ask(void *v)
{
	struct password_set *s = v;

	if (!session_needed(&s->u))
		return;
	ask_owner(&s->u, s->u.session.subscriber_id, &s->w.own);
	ask_rest(&s->u, &s->w);
}

static void
set_decide(void *v)
{
	struct password_set *s = v;
	struct unit *u = &s->u;

	s->is_fresh = session_is_fresh(u);
	if (!s->is_fresh && !is_right(&s->w.own, s->in.right, s->in.chosen)) {
		unit_say(u, DESK_refused, "This is not your password so far. Ask for a one-time code if you have forgotten it.");
		return;
	}
	if (!password_is_hash(s->in.hash)) {
		unit_say(u, DESK_invalid, "hash: must be Argon2id text, as the process that hashes makes it");
		return;
	}
	session_begin(u, &s->w.draft, "password", (struct utc_ms){ 0 }, &s->out);
	s->out.language = language_of(u, &s->w);
}

/* Every session ends, every code under way too; this browser goes on in a new one. */
static void
set_write(void *v)
{
	struct password_set *s = v;
	struct by_subscriber key = { .subscriber_id = s->u.line_id };
	struct subscriber_row next = s->w.own;

	if (!next.found)
		next = (struct subscriber_row){ .subscriber_id = s->u.line_id, .created_ms = s->u.now };
	next.password = s->in.hash;
	next.password_ms = s->u.now;
	gate_subscriber_set(&s->u, &next);
	put_sessions_drop(&s->u, &key);
	put_proofs_drop(&s->u, &key);
	session_write(&s->u, &s->w.draft, false);
	if (!s->is_fresh)
		attempt_forgive(&s->u, ATTEMPT_password, s->u.line_id);
	audit_add(&s->u, &s->w.head, NO_CASE, "password_set", unit_printf(&s->u, "{\"by\":\"%s\"}", s->is_fresh ? "code" : "password"));
	tell_password(&s->u, &s->w.lines, language_of(&s->u, &s->w));
}

const struct unit_operation operations_password_set = UNIT_OPERATION(password_set, NULL, set_ask, set_decide, set_write);
