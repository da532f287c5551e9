/* staff.c - what staff see and do of a subscriber's sign-in: sessions and the password's age, never a secret; and an end to all sessions
 * when a phone was stolen. A number says whose: it is that of its newest line. Sources: PRODUCT P4; PROMISES, security rows. */
#include "desk/operations.h"

#include "desk/request.h"

static void
find_owner(struct unit *u, struct str typed, struct dir_login *at)
{
	struct str msisdn = request_number(u, typed);

	if (msisdn.n)
		ask_login_find(u, &(struct by_login){ .login = msisdn }, at);
}

/* ---- show ---- */

static void
show_find(void *v)
{
	struct account_show *s = v;

	find_owner(&s->u, s->in.msisdn, &s->at);
}

static void
show_ask(void *v)
{
	struct account_show *s = v;
	struct by_subscriber key = { .subscriber_id = s->at.subscriber_id };

	if (!s->at.found)
		return;
	ask_subscriber_get(&s->u, &key, &s->own);
	all_sessions_of_subscriber(&s->u, &key, &s->sessions);
	all_lines_of_subscriber(&s->u, &key, &s->lines);
}

static void
show_decide(void *v)
{
	struct account_show *s = v;
	const struct session_row *r = s->sessions.items;
	struct desk_staff_session *item = ARENA_ARRAY(s->u.arena, struct desk_staff_session, s->sessions.n + 1);
	size_t n = 0;

	if (!s->at.found) {
		operations_say_unknown(&s->u);
		return;
	}
	for (size_t i = 0; i < s->sessions.n; i++)
		if (session_is_alive(&r[i], s->u.now))
			item[n++] = (struct desk_staff_session){ .found = true, .way = r[i].way, .created = r[i].created_ms, .seen = r[i].seen_ms,
			    .agent = r[i].agent };
	s->out = (struct desk_staff_view){
		.found = true, .lines = (int64_t)s->lines.n, .password_set = s->own.password_ms, .language = s->own.language,
		.sessions = { item, n },
	};
}

const struct unit_operation operations_account_show = UNIT_OPERATION(account_show, show_find, show_ask, show_decide, NULL);

/* ---- end ---- */

static void
end_find(void *v)
{
	struct account_end *s = v;

	find_owner(&s->u, s->in.msisdn, &s->at);
}

static void
end_ask(void *v)
{
	struct account_end *s = v;

	if (!s->at.found)
		return;
	s->u.line_id = s->at.subscriber_id;
	ask_audit_head(&s->u, &(struct by_line){ .line_id = s->u.line_id }, &s->head);
}

static void
end_decide(void *v)
{
	struct account_end *s = v;

	if (!s->at.found)
		operations_say_unknown(&s->u);
}

/* Codes under way go too: whoever has the phone may be about to type one. */
static void
end_write(void *v)
{
	struct account_end *s = v;
	struct by_subscriber key = { .subscriber_id = s->at.subscriber_id };

	put_sessions_drop(&s->u, &key);
	put_proofs_drop(&s->u, &key);
	audit_add(&s->u, &s->head, (struct id){ { 0 } }, "session_end", STR("{\"which\":\"all\"}"));
}

const struct unit_operation operations_account_end = UNIT_OPERATION(account_end, end_find, end_ask, end_decide, end_write);
