/* enter.c - signing in and out. A password goes to the process that judges it, and is nowhere on a page again. What was typed into
 * another form meanwhile travels along as hidden fields. Errors: as pages.
 * Sources: PRODUCT O1, P3, rule 11; PROMISES, sessions, throttle, enumeration; WCAG 2.2, 2.2.1 and 2.2.5 (nothing typed is lost). */
#include "web/enter.h"

#include "base/clock.h"
#include "base/rng.h"
#include "web/portal.h"
#include "web/routes.h"
#include "web/visitor.h"

#define CARRIED "keep."			/* before the name of a field that waits */
#define HANDLE_SIZE 32u			/* of a line, in an address */
#define HERE "/sign-in"

/* ---- where to go afterwards ---- */

static bool
is_made_of(struct str s, const char *more)
{
	for (size_t i = 0; i < s.n; i++) {
		char b = s.p[i];
		bool is_alnum = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');

		if (!is_alnum && (!b || !strchr(more, b)))
			return false;
	}
	return true;
}

/* The row of a page of ours; NULL: no such address. */
static const struct routes_row *
page_at(enum httpd_method method, struct str path)
{
	struct str param;
	bool is_known;
	const struct routes_row *row = is_made_of(path, "/-") ? routes_find(method, path, &param, &is_known) : NULL;

	return row && row->channel == METRICS_page && !row->is_quiet ? row : NULL;
}

struct str
enter_place(struct str typed)
{
	struct str path, query, name, handle;
	bool has_query = str_split(typed, '?', &path, &query);

	str_split(query, '=', &name, &handle);
	if (has_query && !(str_is(name, "line") && handle.n == HANDLE_SIZE && is_made_of(handle, "")))
		return STR("");
	return typed.n <= ENTER_TO_MAX && page_at(HTTPD_GET, path) ? typed : STR("");
}

/* The form that waits was sent to a route of ours that has a token of its own. */
static struct str
back_place(struct str typed)
{
	return typed.n <= ENTER_TO_MAX && page_at(HTTPD_POST, typed) ? typed : STR("");
}

/* ---- what a form of these pages says ---- */

static struct str
said(const struct call *c, const char *name)
{
	return c->q->method == HTTPD_POST ? httpd_form(c->q, name) : httpd_query(c->q, name);
}

static struct str
wanted_place(const struct call *c)
{
	return enter_place(said(c, "to"));
}

/* Only from our own form: in an address it could be a link by which somebody else lets the reader's hand send something. */
static struct str
waiting_place(const struct call *c)
{
	return c->q->method == HTTPD_POST ? back_place(httpd_form(c->q, "back")) : STR("");
}

/* Never on a page again, not even hidden; our own token is made anew each time. */
static bool
is_secret(struct str name)
{
	static const char *const SECRETS[] = { "csrf", "password", "old", "again", "code", "identity_number" };

	for (size_t i = 0; i < COUNT(SECRETS); i++)
		if (str_is(name, SECRETS[i]))
			return true;
	return false;
}

/* Where the form is kept that was just sent. A password's, or a code's, is not: there is nothing else in it. */
static struct str
kept_place(const struct call *c)
{
	return httpd_form(c->q, "password").n || httpd_form(c->q, "code").n ? STR("") : back_place(c->q->path);
}

/* The fields whose names begin with PREFIX, without it. */
static struct list
fields_of(struct call *c, const char *prefix)
{
	struct page_carried *f = ARENA_ARRAY(c->q->arena, struct page_carried, ENTER_CARRIED_MAX);
	size_t skip = strlen(prefix), n = 0;

	for (size_t i = 0; i < c->q->form.n && n < ENTER_CARRIED_MAX; i++) {
		struct httpd_pair *pair = &c->q->form.item[i];

		if (!str_starts(pair->name, prefix))
			continue;
		struct str name = { pair->name.p + skip, pair->name.n - skip };
		if (!is_secret(name))
			f[n++] = (struct page_carried){ .found = true, .name = name, .value = pair->value };
	}
	return (struct list){ f, n };
}

static struct list
carried(struct call *c, struct str back)
{
	return back.n ? fields_of(c, CARRIED) : (struct list){ NULL, 0 };
}

/* "to=..." for an address; PLACE holds nothing else that would have to be escaped. */
static struct str
in_query(struct call *c, struct str place)
{
	struct str path, query, name, handle;

	if (!str_split(place, '?', &path, &query))
		return place.n ? arena_printf(c->q->arena, "to=%.*s", STR_ARG(place)) : STR("");
	str_split(query, '=', &name, &handle);
	return arena_printf(c->q->arena, "to=%.*s%%3F%.*s%%3D%.*s", STR_ARG(path), STR_ARG(name), STR_ARG(handle));
}

/* ---- the first page ---- */

static void
show(struct call *c, int status, const struct page_sign_in *what)
{
	struct page_sign_in p = *what;

	if (!p.to.n)
		p.to = wanted_place(c);
	if (!p.back.n) {
		p.back = waiting_place(c);
		p.carried = carried(c, p.back);
	}
	p.purpose = str_starts(p.to, "/block") || str_starts(p.back, "/block") ? STR("block") : STR("sign_in");
	p.is_wrong = p.login_is_wrong || p.password_is_missing || str_is(p.outcome, "wrong");
	CALL_PAGE(c, status, sign_in, &p);
}

static void
show_outcome(struct call *c, int status, const char *outcome)
{
	show(c, status, &(struct page_sign_in){ .login = c->typed, .outcome = str_of(outcome) });
}

void
enter_form(struct call *c)
{
	show_outcome(c, 200, portal_query_says(c, "expired") ? "lapsed" : portal_query_says(c, "over") ? "over" : "");
}

void
enter_ask(struct call *c)
{
	bool was_known = visitor_seems_known(c);
	struct page_sign_in p = { .outcome = STR("over") };
	struct str handle = httpd_query(c->q, "line"), to = c->q->path;

	visitor_forget(c);
	if (c->q->method == HTTPD_POST) {
		p.back = kept_place(c);
		p.to = p.back.n ? STR("") : enter_place(to);
		p.carried = fields_of(c, "");
		show(c, 401, &p);
		return;
	}
	if (handle.n)
		to = arena_printf(c->q->arena, "%.*s?line=%.*s", STR_ARG(to), STR_ARG(handle));
	to = in_query(c, enter_place(to));
	call_redirect(c, arena_printf(c->q->arena, HERE "%s%.*s%s", to.n || was_known ? "?" : "", STR_ARG(to),
	    !was_known ? "" : to.n ? "&over" : "over"));
}

bool
enter_keep_form(struct call *c)
{
	struct page_resume p = { .is_late = true, .back = kept_place(c) };

	if (!p.back.n || !c->q->form.n || !str_is(httpd_header(c->q, "sec-fetch-site"), "same-origin"))
		return false;
	p.carried = fields_of(c, "");
	CALL_PAGE(c, 403, resume, &p);
	return true;
}

/* ---- signed in ---- */

static void
go_on(struct call *c, const struct desk_session_view *v)
{
	struct str back = waiting_place(c), to = wanted_place(c);

	visitor_enter(c, v);
	if (back.n)
		CALL_PAGE(c, 200, resume, &(struct page_resume){ .back = back, .carried = carried(c, back) });
	else if (v->purpose == DESK_PURPOSE_password)
		call_redirect(c, STR("/account/password"));
	else if (v->purpose == DESK_PURPOSE_block)
		call_redirect(c, STR("/block"));
	else
		call_redirect(c, to.n ? to : STR("/account"));
}

/* ---- with a password ---- */

void
enter_key(struct call *c)
{
	char text[ENTER_KEY_SIZE];

	rng_id_format(rng_id(clock_now()), text);
	c->caller.key = arena_str(c->q->arena, str_of(text));
}

/* What was typed as a login, into c->typed. False: it cannot be one. */
static bool
take_login(struct call *c)
{
	struct str typed = str_trim(httpd_form(c->q, "login"));
	bool fits = typed.n <= record_find(&desk_sign_in_in_record, STR("login"))->limit && !str_has_control(typed);

	c->typed = fits ? typed : STR("");
	return c->typed.n > 0;
}

/* At most MAX bytes, whole characters. */
static void
cut(struct str *s, size_t max)
{
	if (s->n <= max)
		return;
	s->n = max;
	while (s->n && ((unsigned char)s->p[s->n] & 0xc0) == 0x80)
		s->n--;
}

void
enter_password(struct call *c)
{
	struct desk_sign_in_in *in = ARENA_NEW(c->q->arena, struct desk_sign_in_in);
	size_t max = record_find(&desk_sign_in_in_record, STR("password"))->limit;
	bool has_login = take_login(c);

	*in = (struct desk_sign_in_in){ .found = true, .login = c->typed, .password = httpd_form(c->q, "password") };
	if (!has_login || !in->password.n) {
		show(c, 422, &(struct page_sign_in){ .login = c->typed, .login_is_wrong = !has_login, .password_is_missing = !in->password.n });
		return;
	}
	cut(&in->password, max);	/* longer than any that can be chosen: wrong, and judged like every other */
	enter_key(c);
	call_send(c, c->row->op, in);
}

/* The same for all logins: what is wrong, and whether there is such a subscriber, the page does not know. */
void
enter_password_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_session_view *v = r->out;

	if (call_reply_is_good(r) && v->session.n)
		go_on(c, v);
	else if (call_reply_is_good(r) || r->code == DESK_stranger)
		show_outcome(c, 422, "wrong");
	else if (r->code == DESK_throttled)
		show_outcome(c, 429, "often");
	else if (r->code == DESK_busy)
		show_outcome(c, 503, "busy");
	else if (r->code == DESK_invalid)
		show(c, 422, &(struct page_sign_in){ .login = c->typed, .login_is_wrong = true });
	else
		call_fail_code(c, r);
}

/* ---- with a code: ask for one ---- */

static enum desk_purpose
purpose_of(struct str word)
{
	for (enum desk_purpose p = 0; p < DESK_PURPOSE_COUNT; p++)
		if (str_is(word, desk_purpose_names.name[p]))
			return p;
	return DESK_PURPOSE_sign_in;
}

void
enter_code_begin(struct call *c)
{
	struct desk_proof_in *in = ARENA_NEW(c->q->arena, struct desk_proof_in);

	if (!take_login(c)) {
		show(c, 422, &(struct page_sign_in){ .login_is_wrong = true });
		return;
	}
	*in = (struct desk_proof_in){
		.found = true, .login = c->typed, .purpose = purpose_of(httpd_form(c->q, "purpose")), .language = c->cat->lang,
	};
	enter_key(c);
	call_send(c, c->row->op, in);
}

static bool
code_works(const struct desk_proof_view *v)
{
	return v->tries_left > 0 && clock_now().ms <= v->until.ms;
}

static void
show_code(struct call *c, int status, const struct desk_proof_view *v, struct page_sign_code p)
{
	p.proof = v->proof;
	p.purpose = str_of(desk_purpose_names.name[v->purpose]);
	p.login = v->login;
	p.minutes = PORTAL_CODE_MINUTES;
	p.may_again = v->may_again;
	p.is_expired = !code_works(v);
	p.to = wanted_place(c);
	p.back = waiting_place(c);
	p.carried = carried(c, p.back);
	CALL_PAGE(c, status, sign_code, &p);
}

/* To the page of the code; what waits cannot be in its address and is shown at once. */
static void
go_to_code(struct call *c, const struct desk_proof_view *v, const char *how)
{
	struct str to = in_query(c, wanted_place(c));
	bool is_resent = how[0] != '\0';

	if (waiting_place(c).n) {
		show_code(c, 200, v, (struct page_sign_code){ .is_resent = is_resent });
		return;
	}
	call_redirect(c, arena_printf(c->q->arena, HERE "/%.*s%s%.*s%s%s", STR_ARG(v->proof), to.n || is_resent ? "?" : "", STR_ARG(to),
	    to.n && is_resent ? "&" : "", how));
}

void
enter_code_begin_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		go_to_code(c, r->out, "");
	else if (r->code == DESK_throttled)
		show_outcome(c, 429, "many");
	else if (r->code == DESK_busy)
		show_outcome(c, 503, "busy");
	else if (r->code == DESK_invalid)
		show(c, 422, &(struct page_sign_in){ .login = c->typed, .login_is_wrong = true });
	else
		call_fail_code(c, r);
}

/* ---- with a code: type it ---- */

static void
send_proof(struct call *c, enum desk_op op, struct str code)
{
	struct desk_proof_code_in *in = ARENA_NEW(c->q->arena, struct desk_proof_code_in);

	*in = (struct desk_proof_code_in){ .found = true, .proof = c->param, .code = code };
	if (desk_operations[op].writes)
		enter_key(c);
	call_send(c, op, in);
}

/* False: answered with 404; what is no handle of ours goes no further. */
static bool
take_proof(struct call *c)
{
	if (session_token_fits(c->param))
		return true;
	call_fail(c, 404, "unknown", desk_code_text(DESK_unknown), STR(""));
	return false;
}

void
enter_code(struct call *c)
{
	if (take_proof(c))
		send_proof(c, c->row->op, STR(""));
}

static void
begin_again(struct call *c)
{
	show_outcome(c, c->q->method == HTTPD_POST ? 422 : 200, "lapsed");
}

void
enter_code_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		show_code(c, 200, r->out, (struct page_sign_code){ .is_resent = portal_query_says(c, "resent") });
	else if (r->code == DESK_unknown || r->code == DESK_refused)
		begin_again(c);
	else
		call_fail_code(c, r);
}

static struct str
typed_code(struct call *c)
{
	return portal_digits(c, httpd_form(c->q, "code"));
}

/* Nothing typed costs no try. */
void
enter_prove(struct call *c)
{
	struct str code = typed_code(c);

	if (take_proof(c))
		send_proof(c, code.n ? c->row->op : DESK_OP_proof_get, code);
}

/* After a wrong code, one that is over, or none, the desk is asked how it stands now. */
static void
prove_again(struct call *c, const struct desk_proof_view *v)
{
	bool is_wrong = typed_code(c).n > 0 && code_works(v);

	show_code(c, 422, v, (struct page_sign_code){ .is_wrong = is_wrong, .tries_left = v->tries_left });
}

void
enter_prove_answer(struct call *c, const struct call_reply *r)
{
	const struct desk_session_view *v = r->out;

	if (c->op == DESK_OP_proof_get && call_reply_is_good(r))
		prove_again(c, r->out);
	else if (r->code == DESK_unknown || c->op == DESK_OP_proof_get)
		begin_again(c);
	else if (r->code == DESK_refused || (call_reply_is_good(r) && !v->session.n))
		send_proof(c, DESK_OP_proof_get, STR(""));
	else if (call_reply_is_good(r))
		go_on(c, v);
	else
		call_fail_code(c, r);
}

void
enter_again(struct call *c)
{
	if (take_proof(c))
		send_proof(c, c->row->op, STR(""));
}

void
enter_again_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		go_to_code(c, r->out, "resent");
	else if (r->code == DESK_unknown || r->code == DESK_refused)
		begin_again(c);
	else if (r->code == DESK_throttled)
		show_outcome(c, 429, "many");
	else
		call_fail_code(c, r);
}

/* ---- out ---- */

void
enter_out(struct call *c)
{
	call_send(c, c->row->op, ARENA_NEW(c->q->arena, struct desk_session_in));
}

/* The browser forgets even when the desk no longer knew the session. */
void
enter_out_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r) && r->code != DESK_stranger) {
		call_fail_code(c, r);
		return;
	}
	visitor_leave(c);
	call_redirect(c, STR("/"));
}
