/* pass_role.c - one loop: requests from the web, answers from the desk, and between two looks at them at most one hash.
 * A request: the desk says what to compare with, or that this is one try too many (then nothing is hashed); it is compared; the desk is told
 * what came of it, without what was typed; its answer goes to the web as it is. More than two seconds of work: busy, at once.
 * A desk that dies takes no request with it (pending.h); the request's key makes what is sent twice count once.
 * Errors: answers. No memory for a hash: busy, because nobody knows whether it was right. */
#include "app/pass_role.h"

#include "app/pass_queue.h"
#include "app/pending.h"
#include "base/clock.h"
#include "base/log.h"
#include "domain/password_rule.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE       10			/* a desk that has work goes first */
#define MEASURED   4			/* hashes at the start, to know how many make two seconds */
#define LAST_MS    2000			/* at the end: for what is in hand */
#define TELL_MS    60000		/* between two log lines that say how many were refused */

struct pass_role {
	struct role_self *self;
	struct chan *web, *desk;	/* NULL: not there now */
	struct pass_queue *queue;
	struct pending *pending;	/* what the desk was asked; tags are serials of the queue */
	struct buf scratch;
	int64_t refused, told_ms;
	bool must_stop;
};

static int64_t
now_ms(void)
{
	return clock_monotonic().ms;
}

/* ---- to the web ---- */

static void
say(struct pass_role *r, enum desk_op op, uint64_t web_tag, enum desk_code code, struct str why)
{
	if (!r->web)
		return;
	buf_reset(&r->scratch);
	if (!wire_answer(&r->scratch, op, why, NULL))
		abort();
	chan_send(r->web, &(struct chan_message){ (uint16_t)op, (uint16_t)code, web_tag, buf_str(&r->scratch) });
}

static void
end(struct pass_role *r, struct pass_queue_item *i, enum desk_code code, struct str why)
{
	say(r, i->op, i->web_tag, code, why);
	pass_queue_drop(r->queue, i);
}

/* ---- to the desk ---- */

static void
ask(struct pass_role *r, struct pass_queue_item *i, enum desk_op op, const void *in)
{
	struct pending_item p = { i->serial, op, now_ms() };
	struct chan_message m;

	buf_reset(&r->scratch);
	wire_request(&r->scratch, op, &i->caller, in);
	assert(!r->scratch.over);
	bool has_room = pending_add(r->pending, &p, buf_str(&r->scratch), &m);
	explicit_bzero(r->scratch.p, r->scratch.n);		/* a new hash, a session */
	if (!has_room)
		end(r, i, DESK_busy, STR(""));
	else if (r->desk)
		chan_send(r->desk, &m);
}

static void
ask_look(struct pass_role *r, struct pass_queue_item *i)
{
	struct desk_password_look_in in = { .found = true, .login = i->op == DESK_OP_sign_in ? i->in.sign_in.login : STR("") };

	i->step = PASS_QUEUE_look;
	ask(r, i, DESK_OP_password_look, &in);
}

/* What was typed stays here. */
static void
tell(struct pass_role *r, struct pass_queue_item *i, bool is_right, struct str hash)
{
	i->step = PASS_QUEUE_tell;
	if (i->op == DESK_OP_sign_in)
		ask(r, i, i->op, &(struct desk_sign_in_in){ .found = true, .login = i->in.sign_in.login, .right = is_right, .chosen = i->chosen });
	else
		ask(r, i, i->op, &(struct desk_password_in){ .found = true, .right = is_right, .hash = hash, .chosen = i->chosen });
}

/* ---- hashing ---- */

static void
check(struct pass_role *r, struct pass_queue_item *i)
{
	enum err e = password_check(str_of(i->hash), pass_queue_typed(i));

	if (e == ERR_TEMP)
		end(r, i, DESK_busy, STR(""));
	else if (i->op == DESK_OP_sign_in || e != ERR_OK)
		tell(r, i, e == ERR_OK, STR(""));
	else
		i->step = PASS_QUEUE_make;
}

static void
make(struct pass_role *r, struct pass_queue_item *i)
{
	if (password_hash(i->in.password.password, i->hash))
		end(r, i, DESK_busy, STR(""));
	else
		tell(r, i, i->in.password.old.n > 0, str_of(i->hash));
}

/* At most one. True: there may be more. */
static bool
hash_one(struct pass_role *r)
{
	struct pass_queue_item *i = pass_queue_next(r->queue);
	int64_t began = clock_monotonic_us();

	if (!i)
		return false;
	if (i->step == PASS_QUEUE_check)
		check(r, i);
	else
		make(r, i);
	pass_queue_took(r->queue, clock_monotonic_us() - began);
	return true;
}

/* ---- from the web ---- */

static void
refuse(struct pass_role *r, const struct chan_message *m)
{
	r->refused++;
	say(r, (enum desk_op)m->op, m->tag, DESK_busy, STR("Too many people are signing in at this moment. Try again in a few seconds."));
}

/* False: nonsense. */
static bool
take(struct pass_role *r, const struct chan_message *m)
{
	struct pass_queue_item *i = NULL;

	if (m->op != DESK_OP_sign_in && m->op != DESK_OP_password_set)
		return false;
	enum err e = r->must_stop ? ERR_LIMIT : pass_queue_add(r->queue, m->tag, (enum desk_op)m->op, m->body, now_ms(), &i);
	if (e == ERR_LIMIT)
		refuse(r, m);
	if (e)
		return e == ERR_LIMIT;
	enum password_rule rule = i->op == DESK_OP_sign_in ? PASSWORD_RULE_fine : password_rule_of(i->in.password.password);
	if (rule != PASSWORD_RULE_fine)
		end(r, i, DESK_invalid, str_of(password_rule_text(rule)));
	else
		ask_look(r, i);
	return true;
}

/* Whoever asked is gone, and what it was told would reach nobody. */
static void
lose_web(struct pass_role *r)
{
	struct pass_queue_item *i;

	if (chan_is_broken(r->web))
		log_write(LOG_ERROR, "peer.nonsense", "web: closed after a malformed message");
	chan_free(r->web);
	r->web = NULL;
	while ((i = pass_queue_any(r->queue)))
		pass_queue_drop(r->queue, i);
}

static void
hear_web(struct pass_role *r)
{
	struct chan_message m;

	if (!r->web)
		return;
	chan_receive(r->web);
	while (!chan_is_full(r->web) && chan_next(r->web, &m))
		if (!take(r, &m))
			chan_break(r->web);
	if (chan_is_gone(r->web))
		lose_web(r);
}

/* ---- from the desk ---- */

/* What to compare with, or why not. False: nonsense. */
static bool
looked(struct pass_role *r, struct pass_queue_item *i, const struct chan_message *m)
{
	struct desk_password_look_out out;
	struct str why;
	bool has_out;

	if (m->op != DESK_OP_password_look || wire_answer_parse(m, &why, &has_out, &out, NULL))
		return false;
	if (m->code != DESK_ok && m->code != DESK_created) {
		end(r, i, (enum desk_code)m->code, why);
		return true;
	}
	static_assert(sizeof i->hash > PASSWORD_HASH_SIZE, "the largest of a record, and its NUL");
	memcpy(i->hash, out.hash.p, out.hash.n);
	i->chosen = out.chosen;
	i->step = i->op == DESK_OP_sign_in || pass_queue_typed(i).n ? PASS_QUEUE_check : PASS_QUEUE_make;
	return true;
}

static bool
answered(struct pass_role *r, const struct chan_message *m)
{
	struct pending_item p;

	if (!wire_is_answer(m))
		return false;
	if (!pending_take(r->pending, m->tag, &p))
		return true;			/* answered before: by the desk that was there before */
	struct pass_queue_item *i = pass_queue_find(r->queue, p.tag);
	if (!i)
		return true;			/* was too late, or its web is gone */
	if (i->step == PASS_QUEUE_look)
		return looked(r, i, m);
	if (m->op != i->op)
		return false;
	if (r->web)
		chan_send(r->web, &(struct chan_message){ m->op, m->code, i->web_tag, m->body });
	pass_queue_drop(r->queue, i);
	return true;
}

static void
lose_desk(struct pass_role *r)
{
	struct pending_item culprit;
	struct pass_queue_item *i;

	if (chan_is_broken(r->desk))
		log_write(LOG_ERROR, "desk.nonsense", "closed after a malformed answer");
	chan_free(r->desk);
	r->desk = NULL;
	if (!pending_blame(r->pending, &culprit))
		return;
	log_write(LOG_ERROR, "desk.culprit", "%s: more than one desk ended with this request alone in hand", desk_operations[culprit.op].name);
	if ((i = pass_queue_find(r->queue, culprit.tag)))
		end(r, i, DESK_broken, STR("The request could not be completed."));
}

static void
hear_desk(struct pass_role *r)
{
	struct chan_message m;

	if (!r->desk)
		return;
	chan_receive(r->desk);
	while (chan_next(r->desk, &m))
		if (!answered(r, &m))
			chan_break(r->desk);
	if (chan_is_gone(r->desk))
		lose_desk(r);
}

/* ---- the parent ---- */

static void
take_channel(struct pass_role *r, const struct control_message *m)
{
	if (m->who == ROLE_web) {
		if (r->web)
			lose_web(r);
		r->web = chan_new(m->fd);
		return;
	}
	hear_desk(r);				/* its last answers */
	if (r->desk)
		lose_desk(r);
	r->desk = chan_new(m->fd);
	size_t n = pending_resend(r->pending, r->desk, now_ms(), PASS_QUEUE_LATE_MS);
	if (n)
		log_write(LOG_INFO, "desk.resent", "%zu requests, each alone", n);
}

static void
obey(struct pass_role *r)
{
	struct control_message m;

	while (!r->must_stop && role_next(&m)) {
		if (m.kind == CONTROL_stop)
			r->must_stop = true;
		else if (m.kind == CONTROL_channel && m.fd >= 0 && (m.who == ROLE_web || m.who == ROLE_desk))
			take_channel(r, &m);
		else if (m.fd >= 0)
			close(m.fd);
	}
}

/* ---- the loop ---- */

static struct pollfd
watch(struct chan *c)
{
	return (struct pollfd){ c ? chan_fd(c) : -1, (short)(POLLIN | (c && chan_has_output(c) ? POLLOUT : 0)), 0 };
}

static void
wait(struct pass_role *r, int wait_ms)
{
	struct pollfd p[] = { { ROLE_CONTROL_FD, POLLIN, 0 }, watch(r->web), watch(r->desk) };

	(void)poll(p, COUNT(p), wait_ms);
}

static void
flush(struct pass_role *r)
{
	if (r->web)
		chan_flush(r->web);
	if (r->desk)
		chan_flush(r->desk);
}

static void
end_late(struct pass_role *r)
{
	struct pass_queue_item *i;

	while ((i = pass_queue_late(r->queue, now_ms())))
		end(r, i, DESK_busy, STR(""));
	if (!r->refused || now_ms() - r->told_ms < TELL_MS)
		return;
	log_write(LOG_WARN, "pass.busy", "%lld requests were refused: more than %d s of work was waiting", (long long)r->refused, PASS_QUEUE_WORK_MS / 1000);
	r->refused = 0;
	r->told_ms = now_ms();
}

static void
turn(struct pass_role *r)
{
	wait(r, pass_queue_next(r->queue) ? 0 : ROLE_BEAT_MS);
	obey(r);
	hear_web(r);
	hear_desk(r);
	end_late(r);
	flush(r);				/* nobody waits for somebody else's hash */
	if (hash_one(r))
		flush(r);
	role_beat(r->self);
}

/* ---- start and end ---- */

/* The best of some, in microseconds: what this machine can. 0: no memory for a single one. */
static int64_t
measure(void)
{
	int64_t best = INT64_MAX;

	for (int i = 0; i < MEASURED; i++) {
		int64_t began = clock_monotonic_us();

		if (password_check(password_nobody(), STR("nobody's")) == ERR_TEMP)
			return 0;
		int64_t us = clock_monotonic_us() - began;
		best = us < best ? us : best;
	}
	return best;
}

static void
yield_to_others(void)
{
	if (setpriority(PRIO_PROCESS, 0, NICE))
		log_write(LOG_WARN, "pass.nice", "runs at the same priority as the desk: %s", strerror(errno));
}

int
pass_role_run(struct role_self *self, const struct role_pass_conf *conf)
{
	struct pass_role r = { .self = self, .pending = pending_new(), .told_ms = -TELL_MS };
	int64_t cost_us = measure();

	(void)mallopt(M_PERTURB, 1);		/* what is freed is wiped: buffers that grew */
	yield_to_others();
	buf_init(&r.scratch, WIRE_BODY_MAX);
	r.queue = pass_queue_new(cost_us);
	if (!cost_us || !sandbox_enter(SANDBOX_pass, &(struct sandbox_conf){ conf->sandbox, role_names.name[self->role], NULL })) {
		if (!cost_us)
			log_write(LOG_ERROR, "pass.memory", "not enough memory for a single password (%u KiB)", PASSWORD_MEMORY_KIB);
		return ROLE_EXIT_WRONG;
	}
	log_write(LOG_INFO, "pass.cost", "a password takes %lld us here", (long long)cost_us);
	role_up(self);
	while (!r.must_stop)
		turn(&r);
	for (int64_t until = now_ms() + LAST_MS; pass_queue_count(r.queue) && now_ms() < until;)
		turn(&r);
	flush(&r);
	chan_free(r.web);
	chan_free(r.desk);
	pending_free(r.pending);
	pass_queue_free(r.queue);
	buf_done(&r.scratch);
	log_write(LOG_INFO, "role.end", "asked to");
	return ROLE_EXIT_OK;
}
