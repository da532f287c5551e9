/* submit.c - a wish that somebody vouches for: API clients, staff, the command line. Rules 1 to 3, 7, 9.
 * The client's key lives with the case: same key and body, same answer; other body refused. A wish for a line that has an
 * open case meets that case. */
#include "desk/operations.h"

#include "desk/owe.h"
#include "desk/request.h"
#include "desk/view.h"

static void
submit_find(void *v)
{
	struct case_submit *s = v;
	struct unit *u = &s->u;

	s->msisdn = request_number(u, s->in.msisdn);
	if (!s->msisdn.n)
		return;
	ask_line_find(u, &(struct by_msisdn){ .msisdn = s->msisdn }, &s->at);
	if (!u->caller.key.n)
		return;
	struct hash key = HASH_OF(STR("idempotency"), u->caller.credential, u->caller.credential.n ? STR("") : u->caller.name, u->caller.key);
	s->key_hash = arena_str(u->arena, hash_str(&key));
	memcpy(u->key_id.b, key.b, sizeof u->key_id.b);
	ask_key_find(u, &(struct by_hash){ .key_hash = s->key_hash }, &s->key);
}

static struct hash
body_hash(const struct desk_submit_in *in)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	record_encode(&desk_submit_in_record, in, &b);
	struct hash h = HASH_OF(STR("body"), buf_str(&b));
	buf_done(&b);
	return h;
}

static void
submit_ask(void *v)
{
	struct case_submit *s = v;
	struct unit *u = &s->u;

	if (s->key.found)
		ask_key_seen(u, &(struct by_key){ .line_id = s->key.line_id, .key_hash = s->key_hash }, &s->seen);
	if (!s->at.found)
		return;
	subject_open(u, &s->open, s->at.line_id);
	ask_case_last(u, &(struct by_line){ .line_id = s->at.line_id }, &s->last);
}

/* The same key again: the same answer, or no. True: answered. */
static bool
answer_key(struct case_submit *s)
{
	if (!s->seen.found)
		return false;
	if (s->seen.body_hash.n != HASH_SIZE || !hash_eq(s->seen.body_hash.p, s->body.b, HASH_SIZE)) {
		unit_say(&s->u, DESK_key_reused, "This Idempotency-Key was used with another body. Use a new key for a new request.");
		return true;
	}
	struct term_case c;
	subject_of_key(&s->seen, &c);
	view_case(&s->u, &c, NULL, &s->out);
	s->u.code = s->seen.made ? DESK_created : DESK_ok;
	return true;
}

/* A line that is open or has ended: that case is the answer. True: answered. */
static bool
answer_case(struct case_submit *s, const struct term_case *c)
{
	if (!c->found)
		return false;
	view_case(&s->u, c, NULL, &s->out);
	s->u.code = DESK_ok;
	s->met = *c;
	return true;
}

static void
make_case(struct case_submit *s)
{
	struct unit *u = &s->u;
	struct subject *j = &s->open;

	request_new(u, s->at.line_id, u->caller.channel, &j->c);
	if (!request_declare(u, &s->in, &j->c) || !request_withdrawal_fits(u, &j->line, &j->c))
		return;
	request_compare(u, &s->in.identity, &j->line, &j->c);
	j->c.authority = unit_printf(u, "vouched by %.*s", STR_ARG(u->caller.name));
	request_proven(u, &j->line, &j->c);
	struct termination_facts f = subject_facts(u, j);
	bool ok = subject_step(u, j, TERMINATION_ON_prove, &f);
	assert(ok && "a received case can be proven");
	view_case(u, &j->c, NULL, &s->out);
	u->code = DESK_created;
}

static void
submit_decide(void *v)
{
	struct case_submit *s = v;

	if (s->u.code >= DESK_invalid)
		return;
	s->body = body_hash(&s->in);
	if (answer_key(s))
		return;
	if (!s->at.found || !s->open.line.found) {
		unit_say(&s->u, DESK_unknown, "This number is not one of ours, or not any more.");
		return;
	}
	if (answer_case(s, &s->open.c))
		return;
	if (str_is(s->open.line.status, "ended")) {
		if (!answer_case(s, &s->last))
			unit_say(&s->u, DESK_unknown, "This line has ended.");
		return;
	}
	make_case(s);
}

static void
write_key(struct case_submit *s, const struct term_case *c, bool made)
{
	if (!s->key_hash.n)
		return;
	put_key_line_add(&s->u, &(struct dir_key){ .key_hash = s->key_hash, .line_id = c->line_id });
	put_key_add(&s->u, &(struct case_key){
		.line_id = c->line_id, .key_hash = s->key_hash, .body_hash = arena_str(s->u.arena, hash_str(&s->body)),
		.case_id = c->case_id, .made = made, .answer_state = c->state, .created_ms = s->u.now,
	});
}

static void
submit_write(void *v)
{
	struct case_submit *s = v;

	if (s->met.found) {
		write_key(s, &s->met, false);
		audit_add(&s->u, &s->open.head, s->met.case_id, "asked_again", STR("{}"));
	}
	if (!s->open.moved || s->u.code != DESK_created)
		return;
	subject_write(&s->u, &s->open, true, STR(""), STR(""));
	write_key(s, &s->open.c, true);
}

const struct unit_operation operations_case_submit = UNIT_OPERATION(case_submit, submit_find, submit_ask, submit_decide, submit_write);
