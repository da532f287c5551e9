/* desk_role.c - the desk's loop: drain everything that waits, run it as one batch, answer all; then tick, wake workers, and
 * say that we are alive. Never waits for a peer: output full, stop reading from it. A peer that sends nonsense is closed.
 * Errors: a database that cannot be opened ends the process with ROLE_EXIT_WRONG; the desk tells why. */
#include "app/desk_role.h"

#include "app/peer.h"
#include "app/sandbox.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEERS_MAX      64		/* web, workers, and the rest for the command line */
#define EVENTS_MAX     32
#define AT_CONTROL     (PEERS_MAX + 0)	/* what epoll reports that is no peer */
#define AT_LISTEN      (PEERS_MAX + 1)
#define STUCK_MS       1000		/* a due effect that a claim did not give is tried again so often */
#define LAST_FLUSH_MS  1000		/* at the end: how long the last answers may take to leave */

struct desk_loop {
	struct role_self *self;
	const struct role_desk_conf *conf;
	struct desk *desk;
	int epoll_fd, listen_fd;
	struct peer peer[PEERS_MAX];
	int first;			/* the peer that is taken from first: everybody's turn comes */
	struct buf scratch;
	char path[4097];
	bool must_stop;
};

/* ---- peers come and go ---- */

static void
watch(struct desk_loop *r, int op, int fd, uint32_t events, uint32_t at)
{
	if (epoll_ctl(r->epoll_fd, op, fd, &(struct epoll_event){ .events = events, .data.u32 = at }))
		abort();
}

static void
peer_put(struct desk_loop *r, struct peer p)
{
	uint32_t at = 0;

	while (at < PEERS_MAX && r->peer[at].chan)
		at++;
	if (at == PEERS_MAX) {
		log_write(LOG_WARN, "peer.full", "more than %d connections", PEERS_MAX);
		chan_free(p.chan);
		return;
	}
	p.watched = EPOLLIN;
	r->peer[at] = p;
	watch(r, EPOLL_CTL_ADD, chan_fd(p.chan), EPOLLIN, at);
}

static void
peer_drop(struct desk_loop *r, struct peer *p)
{
	if (chan_is_broken(p->chan))
		log_write(LOG_ERROR, "peer.nonsense", "%s: closed after a malformed message", p->role < ROLE_COUNT ? role_names.name[p->role] : p->name);
	watch(r, EPOLL_CTL_DEL, chan_fd(p->chan), 0, 0);
	chan_free(p->chan);
	*p = (struct peer){ .chan = NULL };
}

/* Answers find their peer by its place, so before one is freed nothing may wait in the desk. */
static void
reap(struct desk_loop *r)
{
	for (struct peer *p = r->peer; p < r->peer + PEERS_MAX; p++) {
		if (!p->chan || !chan_is_gone(p->chan))
			continue;
		while (desk_has_work(r->desk))
			desk_run(r->desk);
		peer_drop(r, p);
	}
}

static void
accept_all(struct desk_loop *r)
{
	struct peer p;
	int fd;

	while ((fd = accept4(r->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
		if (peer_accepted(fd, r->conf->admin_gid, &p))
			peer_put(r, p);
}

/* ---- the parent ---- */

static void
obey(struct desk_loop *r)
{
	struct control_message m;

	while (!r->must_stop && role_next(&m)) {
		if (m.kind == CONTROL_stop) {
			r->must_stop = true;
		} else if (m.kind == CONTROL_listen && m.fd >= 0 && r->listen_fd < 0) {
			r->listen_fd = m.fd;
			watch(r, EPOLL_CTL_ADD, m.fd, EPOLLIN, AT_LISTEN);
		} else if (m.kind == CONTROL_channel && m.fd >= 0 && m.who > ROLE_reader && m.who < ROLE_COUNT) {
			peer_put(r, peer_linked((enum role)m.who, m.fd));
		} else if (m.fd >= 0) {
			close(m.fd);
		}
	}
}

/* ---- requests and answers ---- */

static void
answer(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct desk_loop *r = self;
	struct peer *p = from;

	if (!p)
		return;			/* one of the desk's own timers */
	if (code != DESK_ok && code != DESK_created)
		out = NULL;
	if (op == DESK_OP_effect_claim)
		p->found_nothing = !out || ((const struct desk_claim_out *)out)->tasks.n == 0;
	buf_reset(&r->scratch);
	if (!wire_answer(&r->scratch, op, why, out)) {
		log_write(LOG_ERROR, "answer.size", "%s: more than a message holds", desk_operations[op].name);
		code = DESK_broken;
		buf_reset(&r->scratch);
		if (!wire_answer(&r->scratch, op, STR("The answer is too large. Ask for less at once."), NULL))
			abort();
	}
	chan_send(p->chan, &(struct chan_message){ (uint16_t)op, (uint16_t)code, tag, buf_str(&r->scratch) });
}

/* One request into the batch. False: it is nonsense. */
static bool
take_one(struct desk_loop *r, struct peer *p, const struct chan_message *m)
{
	bool alone = m->code == WIRE_ALONE;
	struct str channel = p->role == ROLE_COUNT ? STR("cli") : STR("");

	while (alone && desk_has_work(r->desk))
		desk_run(r->desk);
	buf_reset(&r->scratch);
	if (m->op >= DESK_OP_COUNT || wire_vouch(&r->scratch, m->body, p->vouched, str_of(p->name), channel))
		return false;
	if (m->op == DESK_OP_effect_claim)
		p->is_woken = false;
	return desk_add_encoded(r->desk, (enum desk_op)m->op, buf_str(&r->scratch), m->tag, p, alone) == ERR_OK;
}

/* As much as the batch takes. True: somebody's request is left over. */
static bool
take_all(struct desk_loop *r)
{
	struct chan_message m;

	r->first = (r->first + 1) % PEERS_MAX;
	for (int i = 0; i < PEERS_MAX; i++) {
		struct peer *p = &r->peer[(r->first + i) % PEERS_MAX];

		while (p->chan && !chan_is_full(p->chan)) {
			if (desk_is_full(r->desk))
				return true;
			if (!chan_next(p->chan, &m))
				break;
			if (!take_one(r, p, &m))
				chan_break(p->chan);
		}
	}
	return false;
}

/* What is left goes when the socket takes it; a peer that does not read is not read from. */
static void
flush_all(struct desk_loop *r)
{
	for (struct peer *p = r->peer; p < r->peer + PEERS_MAX; p++) {
		if (!p->chan)
			continue;
		chan_flush(p->chan);
		uint32_t want = (chan_has_output(p->chan) ? EPOLLOUT : 0u) | (chan_is_full(p->chan) ? 0u : EPOLLIN);
		if (want == p->watched)
			continue;
		p->watched = want;
		watch(r, EPOLL_CTL_MOD, chan_fd(p->chan), want, (uint32_t)(p - r->peer));
	}
}

/* ---- workers ---- */

/* Wakes P if something is due for it. Returns in how many ms that has to be looked at again. */
static int64_t
wake(struct desk_loop *r, struct peer *p)
{
	struct utc_ms due = desk_effect_due(r->desk, p->family);
	int64_t now = clock_monotonic().ms, wait = due.ms - clock_now().ms;

	if (p->found_nothing && due.ms == p->seen.ms) {	/* not for what the same batch has just owed */
		p->stuck = due;
		p->stuck_until_ms = now + STUCK_MS;
	}
	p->found_nothing = false;
	p->seen = due;
	if (!due.ms || p->is_woken)
		return ROLE_BEAT_MS;
	if (due.ms == p->stuck.ms && wait < p->stuck_until_ms - now)
		wait = p->stuck_until_ms - now;
	if (wait > 0)
		return wait;
	chan_send(p->chan, &(struct chan_message){ .op = WIRE_WAKE });
	p->is_woken = true;
	return ROLE_BEAT_MS;
}

static int64_t
wake_all(struct desk_loop *r)
{
	int64_t wait = ROLE_BEAT_MS;

	for (struct peer *p = r->peer; p < r->peer + PEERS_MAX; p++) {
		int64_t w = peer_is_worker(p) && !chan_is_gone(p->chan) ? wake(r, p) : ROLE_BEAT_MS;

		wait = w < wait ? w : wait;
	}
	return wait;
}

/* ---- the loop ---- */

static void
receive_all(struct desk_loop *r, int64_t wait_ms)
{
	struct epoll_event ev[EVENTS_MAX];
	int n = epoll_wait(r->epoll_fd, ev, EVENTS_MAX, (int)wait_ms);

	for (int i = 0; i < n; i++) {
		uint32_t at = ev[i].data.u32;

		if (at == AT_CONTROL)
			obey(r);
		else if (at == AT_LISTEN)
			accept_all(r);
		else if (r->peer[at].chan && (ev[i].events & ~(uint32_t)EPOLLOUT))
			chan_receive(r->peer[at].chan);
	}
}

static void
loop(struct desk_loop *r)
{
	int64_t wait = 0;

	while (!r->must_stop) {
		receive_all(r, wait);
		bool more = take_all(r);
		if (desk_has_work(r->desk))
			desk_run(r->desk);
		flush_all(r);			/* who asked need not wait for what follows */
		int64_t until_tick = desk_tick(r->desk), until_wake = wake_all(r);
		flush_all(r);
		reap(r);
		role_beat(r->self);
		wait = more ? 0 : until_tick < until_wake ? until_tick : until_wake;
	}
}

/* The batch in hand, its answers, the end. What was not read yet, the web sends to our successor. */
static void
finish(struct desk_loop *r)
{
	int64_t end = clock_monotonic().ms + LAST_FLUSH_MS;

	while (desk_has_work(r->desk))
		desk_run(r->desk);
	for (struct peer *p = r->peer; p < r->peer + PEERS_MAX; p++) {
		if (!p->chan)
			continue;
		while (chan_flush(p->chan), chan_has_output(p->chan) && clock_monotonic().ms < end)
			role_wait(r->self, chan_fd(p->chan), true, 10);
		chan_free(p->chan);
	}
	desk_close(r->desk);
	log_write(LOG_INFO, "role.end", "asked to");
}

static struct desk *
open_desk(struct desk_loop *r, char why_out[300])
{
	const struct role_desk_conf *c = r->conf;
	struct desk_conf conf = {
		.path = r->path, .reader = c->reader, .policy = c->policy,
		.operator_name = c->operator_name, .public_url = c->public_url, .complain = c->complain,
		.balance_late_s = c->balance_late_s, .has_hook = c->has_hook, .has_sms = c->has_sms,
	};

	if (c->key.n != sizeof conf.key)
		return NULL;
#define X(family) \
	if (!window_parse(c->family##_window, &conf.window[EFFECT_FAMILY_##family])) \
		return NULL;
	EFFECT_FAMILIES(X)
#undef X
	snprintf(r->path, sizeof r->path, "%.*s", STR_ARG(c->path));
	memcpy(conf.key, c->key.p, sizeof conf.key);
	struct desk *d = desk_open(&conf, answer, r, why_out);
	explicit_bzero(conf.key, sizeof conf.key);
	return d;
}

int
desk_role_run(struct role_self *self, const struct role_desk_conf *conf)
{
	struct desk_loop *r = calloc(1, sizeof *r);
	char why[300] = "the desk's key is missing";

	if (!r)
		abort();
	*r = (struct desk_loop){ .self = self, .conf = conf, .listen_fd = -1, .epoll_fd = epoll_create1(EPOLL_CLOEXEC) };
	buf_init(&r->scratch, WIRE_BODY_MAX + 1);
	r->desk = open_desk(r, why);
	if (!r->desk) {
		log_write(LOG_ERROR, "desk.open", "%s", why);
		free(r);
		return ROLE_EXIT_WRONG;
	}
	watch(r, EPOLL_CTL_ADD, ROLE_CONTROL_FD, EPOLLIN, AT_CONTROL);
	if (!sandbox_enter(conf->reader ? SANDBOX_reader : SANDBOX_desk,
	    &(struct sandbox_conf){ conf->sandbox, role_names.name[self->role], r->path })) {
		desk_close(r->desk);
		free(r);
		return ROLE_EXIT_WRONG;
	}
	role_up(self);
	loop(r);
	finish(r);
	buf_done(&r->scratch);
	free(r);
	return ROLE_EXIT_OK;
}
