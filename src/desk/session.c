/* session.c - sessions: who is signed in, and how that ends. The token is never stored, only its hash.
 * Every ending is a row in the subscriber's audit chain, whose id is the subscriber's (for a single line that is the line's own).
 * Source: PROMISES, security rows. Errors: a session that is over is no session; the caller is told to sign in. */
#include "desk/operations.h"

#include "base/rng.h"
#include "desk/token.h"

#define TOUCH_MS INT64_C(60000)		/* seen_ms is true to the minute: one write per session and minute at most */

static const struct id NO_CASE;

/* ---- for all operations ---- */

static struct str
hash_of_token(struct unit *u, struct str token)
{
	struct hash h = HASH_OF(STR("session"), token);

	return arena_str(u->arena, hash_str(&h));
}

void
session_find(struct unit *u)
{
	uint8_t secret[TOKEN_SECRET];
	struct by_token key = { .now = u->now };

	if (!token_read(u, "session", u->caller.session, secret, &key.subscriber_id))
		return;
	key.token_hash = hash_of_token(u, u->caller.session);
	ask_session_get(u, &key, &u->session);
	u->session.subscriber_id = key.subscriber_id;
}

bool
session_is_alive(const struct session_row *s, struct utc_ms now)
{
	return now.ms < s->ends_ms.ms && now.ms - s->seen_ms.ms < SESSION_IDLE_MS;
}

void
session_settle(struct unit *u)
{
	if (!u->session.found || !session_is_alive(&u->session, u->now))
		u->session = (struct session_row){ 0 };
}

bool
session_needed(struct unit *u)
{
	if (u->session.found)
		return true;
	unit_say(u, DESK_stranger, "You are not signed in, or not any more. Sign in again.");
	return false;
}

bool
session_owns(const struct unit *u, const struct line *l)
{
	return u->session.found && l->found && !id_is_none(l->subscriber_id) && id_eq(l->subscriber_id, u->session.subscriber_id);
}

bool
session_is_full(const struct unit *u)
{
	return u->session.found && !str_is(u->session.way, "block");
}

bool
session_full(struct unit *u)
{
	if (!session_needed(u))
		return false;
	if (!session_is_full(u))
		unit_say(u, DESK_refused, "You signed in to block a line. To do more, sign in with a password or another code.");
	return session_is_full(u);
}

bool
session_is_fresh(const struct unit *u)
{
	const struct session_row *s = &u->session;

	return s->found && s->proven_ms.ms && u->now.ms - s->proven_ms.ms < SESSION_FRESH_MS;
}

struct str
session_handle(struct unit *u, const char *what, struct id id)
{
	const struct id *owner = &u->session.subscriber_id;
	struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("handle"), str_of(what), ((struct str){ (const char *)owner->b, sizeof owner->b }),
	    ((struct str){ (const char *)id.b, sizeof id.b }));
	char text[2 * sizeof id.b + 1];

	hash_hex(h.b, sizeof id.b, text);
	return arena_str(u->arena, str_of(text));
}

struct str
session_row_handle(struct unit *u, const struct session_row *s)
{
	struct id id = { { 0 } };

	memcpy(id.b, s->token_hash.p, s->token_hash.n < sizeof id.b ? s->token_hash.n : sizeof id.b);
	return session_handle(u, "session", id);
}

/* ---- a new one ---- */

void
session_draw(struct unit *u, struct session_draft *d, struct id subscriber_id)
{
	uint8_t secret[TOKEN_SECRET];

	if (u->caller.key.n) {
		struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("session of a key"),
		    str_of(desk_operations[u->id].name), u->caller.key, u->caller.network, u->caller.agent);
		memcpy(secret, h.b, sizeof secret);
	} else {
		rng_bytes(secret, sizeof secret);
	}
	d->token = token_write(u, "session", secret, subscriber_id);
	d->row = (struct session_row){ .found = true, .subscriber_id = subscriber_id, .token_hash = hash_of_token(u, d->token) };
	ask_session_get(u, &(struct by_token){ .subscriber_id = subscriber_id, .token_hash = d->row.token_hash }, &d->there);
	all_sessions_over(u, &(struct by_time){ .now = u->now, .limit = SESSION_SWEEP }, &d->over);
}

/* The browser keeps what proves that it was signed in to this account before, or gets it now. */
static struct str
device_token(struct unit *u, struct id subscriber_id)
{
	struct id device, owner;

	if (token_open(u, "device", u->caller.device, &device, &owner) && id_eq(owner, subscriber_id))
		return u->caller.device;
	rng_bytes(device.b, sizeof device.b);
	return token_seal(u, "device", device, subscriber_id);
}

void
session_begin(struct unit *u, struct session_draft *d, const char *way, struct utc_ms proven, struct desk_session_view *out)
{
	struct session_row *r = &d->row;

	r->way = str_of(way);
	r->proven_ms = proven;
	r->created_ms = r->seen_ms = u->now;
	r->ends_ms.ms = u->now.ms + SESSION_LIFE_MS;
	r->agent = u->caller.agent;
	r->network = u->caller.network;
	if (d->there.found)
		*r = d->there;			/* asked twice with one key: it is there */
	out->session = d->token;
	out->device = device_token(u, r->subscriber_id);
	out->until = r->ends_ms;
}

static void
drop(struct unit *u, const struct session_row *s)
{
	put_session_drop(u, &(struct by_token){ .subscriber_id = s->subscriber_id, .token_hash = s->token_hash });
}

void
session_write(struct unit *u, const struct session_draft *d, bool gated)
{
	const struct session_row *over = d->over.items;

	if (!d->there.found && gated)
		gate_session_add(u, &d->row);
	else if (!d->there.found)
		put_session_add(u, &d->row);
	if (u->session.found && !str_eq(u->session.token_hash, d->row.token_hash))
		drop(u, &u->session);
	for (size_t i = 0; i < d->over.n; i++)
		drop(u, &over[i]);
}

/* ---- in use ---- */

static void
touch_decide(void *v)
{
	struct session_touch *s = v;

	s->is_due = session_needed(&s->u) && s->u.now.ms - s->u.session.seen_ms.ms >= TOUCH_MS;
}

static void
touch_write(void *v)
{
	struct session_touch *s = v;
	const struct session_row *r = &s->u.session;

	if (s->is_due)
		gate_session_seen(&s->u, &(struct by_token){ .subscriber_id = r->subscriber_id, .token_hash = r->token_hash, .now = s->u.now });
}

const struct unit_operation operations_session_touch = UNIT_OPERATION(session_touch, NULL, NULL, touch_decide, touch_write);

/* ---- sign out ---- */

/* Asks for the chain of the subscriber who is signed in, and makes it what this unit writes. False: nobody is. */
static bool
ask_own_chain(struct unit *u, struct audit_row *head)
{
	if (!session_needed(u))
		return false;
	u->line_id = u->session.subscriber_id;
	ask_audit_head(u, &(struct by_line){ .line_id = u->line_id }, head);
	return true;
}

static void
end_ask(void *v)
{
	struct session_end *s = v;

	if (ask_own_chain(&s->u, &s->head))
		all_sessions_of_subscriber(&s->u, &(struct by_subscriber){ .subscriber_id = s->u.session.subscriber_id }, &s->all);
}

static void
end_decide(void *v)
{
	struct session_end *s = v;
	const struct session_row *r = s->all.items;

	if (!s->in.handle.n || str_is(s->in.handle, "others")) {
		s->which = s->in.handle.n ? "others" : "this";
		s->target = s->u.session;
		return;
	}
	for (size_t i = 0; i < s->all.n; i++)
		if (str_eq(session_row_handle(&s->u, &r[i]), s->in.handle))
			s->target = r[i];
	s->which = "one";
	if (!s->target.found)
		unit_say(&s->u, DESK_unknown, "This session has ended already.");
}

static void
end_write(void *v)
{
	struct session_end *s = v;
	struct by_token key = { .subscriber_id = s->target.subscriber_id, .token_hash = s->target.token_hash };

	if (strcmp(s->which, "others") == 0)
		put_sessions_drop_others(&s->u, &key);
	else
		put_session_drop(&s->u, &key);
	audit_add(&s->u, &s->head, NO_CASE, "session_end", unit_printf(&s->u, "{\"which\":\"%s\"}", s->which));
}

const struct unit_operation operations_session_end = UNIT_OPERATION(session_end, NULL, end_ask, end_decide, end_write);

/* ---- language ---- */

static void
language_ask(void *v)
{
	struct account_language *s = v;

	if (!policy_language_is_known(s->in.language))
		unit_say(&s->u, DESK_invalid, "language: must be nl, fr, de, en or zh");
	else if (ask_own_chain(&s->u, &s->head))
		ask_subscriber_get(&s->u, &(struct by_subscriber){ .subscriber_id = s->u.session.subscriber_id }, &s->row);
}

static void
language_write(void *v)
{
	struct account_language *s = v;

	if (!s->row.found) {
		s->row.subscriber_id = s->u.session.subscriber_id;
		s->row.created_ms = s->u.now;
	}
	s->row.language = s->in.language;
	gate_subscriber_set(&s->u, &s->row);
	audit_add(&s->u, &s->head, NO_CASE, "language", unit_printf(&s->u, "{\"language\":\"%.*s\"}", STR_ARG(s->in.language)));
}

const struct unit_operation operations_account_language = UNIT_OPERATION(account_language, NULL, language_ask, NULL, language_write);
