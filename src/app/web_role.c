/* web_role.c - one loop of HTTP and desks: what comes in by HTTP goes to a desk and waits; what comes from a desk is answered.
 * Writes go to the desk, reads to the reader, which sees every commit that was answered, and what has a password in it to the process
 * of passwords. A desk that dies takes no request with it (pending.h). When the process of passwords dies, what it had is answered
 * "busy": it may have told the desk. Nobody waits for ever: httpd has its own deadline, and a late answer finds nobody.
 * Errors: a certificate or socket that is not usable ends the process with ROLE_EXIT_WRONG. */
#include "app/web_role.h"

#include "app/pending.h"
#include "app/sandbox.h"
#include "base/clock.h"
#include "base/httpd.h"
#include "base/log.h"
#include "web/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define DESKS       3			/* those that are asked: ROLE_desk, ROLE_reader, ROLE_pass */
#define EVENTS_MAX  8
#define AT_CONTROL  10
#define AT_HTTPD    11			/* desks are reported as their role */
#define ANSWER_MS   10000		/* httpd's deadline; what is older when a desk comes back was answered by it */
#define DRAIN_MS    2000		/* at the end: for the answers still to come */
#define SPARE_FILES 64			/* what the web has open besides connections */
#define ARENA_BYTES (64u << 20)		/* of one answer: the largest message, with its lists */

struct link { struct chan *chan; struct pending *pending; uint32_t watched; };

struct web_role {
	struct role_self *self;
	const struct role_web_conf *conf;
	struct httpd *httpd;
	struct web *web;
	int epoll_fd, listen_fd;
	struct link desk[DESKS];
	struct arena *arena;
	struct buf scratch;
	bool must_stop;
};
static_assert(ROLE_desk == 0 && ROLE_reader == 1 && ROLE_pass == 2, "those that are asked come first");

static void
watch(struct web_role *r, int op, int fd, uint32_t events, uint32_t at)
{
	if (epoll_ctl(r->epoll_fd, op, fd, &(struct epoll_event){ .events = events, .data.u32 = at }))
		abort();
}

/* ---- to a desk ---- */

static struct link *
link_of(struct web_role *r, enum desk_op op)
{
	const struct desk_operation *o = &desk_operations[op];

	return &r->desk[strcmp(o->callers, "h") == 0 ? ROLE_pass : o->writes ? ROLE_desk : ROLE_reader];
}

/* Without a desk it waits for the next one. At the end nothing new is taken: 503 with Retry-After, for our successor. */
static bool
send_to_desk(void *self, uint64_t tag, enum desk_op op, const struct desk_caller *caller, const void *in)
{
	struct web_role *r = self;
	struct link *l = link_of(r, op);
	struct pending_item item = { tag, op, clock_monotonic().ms };
	struct chan_message m;

	if (r->must_stop)
		return false;
	buf_reset(&r->scratch);
	wire_request(&r->scratch, op, caller, in);
	assert(!r->scratch.over);
	bool has_room = pending_add(l->pending, &item, buf_str(&r->scratch), &m);
	explicit_bzero(r->scratch.p, r->scratch.n);	/* passwords, codes, tokens */
	if (!has_room)
		return false;
	if (l->chan)
		chan_send(l->chan, &m);
	return true;
}

/* ---- from a desk ---- */

static void
hand_answer(struct web_role *r, struct link *l, const struct chan_message *m)
{
	struct pending_item item;
	struct str why;
	bool has_out;

	arena_reset(r->arena);
	void *out = wire_is_answer(m) ? arena_must(r->arena, desk_operations[m->op].out->size) : NULL;
	if (!out || wire_answer_parse(m, &why, &has_out, out, r->arena)) {
		chan_break(l->chan);
		return;
	}
	if (!pending_take(l->pending, m->tag, &item))
		return;				/* answered before: by the desk that was there before */
	bool ok = m->code == DESK_ok || m->code == DESK_created;
	web_answer(r->web, item.tag, item.op, (enum desk_code)m->code, why, ok ? out : NULL);
}

/* A password that may have been judged is not sent again: that would count twice. Whoever it is from is asked to. */
static void
give_up(struct web_role *r, struct link *l)
{
	struct pending_item item;

	while (pending_give_up(l->pending, &item))
		web_answer(r->web, item.tag, item.op, DESK_busy, STR(""), NULL);
}

static void
lose_desk(struct web_role *r, struct link *l)
{
	struct pending_item culprit;

	watch(r, EPOLL_CTL_DEL, chan_fd(l->chan), 0, 0);
	if (chan_is_broken(l->chan))
		log_write(LOG_ERROR, "desk.nonsense", "%s: closed after a malformed answer", role_names.name[l - r->desk]);
	chan_free(l->chan);
	l->chan = NULL;
	if (l == &r->desk[ROLE_pass])
		give_up(r, l);
	if (!pending_blame(l->pending, &culprit))
		return;
	log_write(LOG_ERROR, "desk.culprit", "%s: more than one desk ended with this request alone in hand", desk_operations[culprit.op].name);
	web_answer(r->web, culprit.tag, culprit.op, DESK_broken,
	    STR("The request could not be completed. Look at the case before you send it again."), NULL);
}

static void
hear(struct web_role *r, struct link *l)
{
	struct chan_message m;

	chan_receive(l->chan);
	while (chan_next(l->chan, &m))
		hand_answer(r, l, &m);
	if (chan_is_gone(l->chan))
		lose_desk(r, l);
}

static void
take_desk(struct web_role *r, uint32_t who, int fd)
{
	struct link *l = &r->desk[who];

	if (l->chan)
		hear(r, l);			/* its last answers */
	if (l->chan)
		lose_desk(r, l);
	l->chan = chan_new(fd);
	l->watched = EPOLLIN;
	watch(r, EPOLL_CTL_ADD, fd, EPOLLIN, who);
	size_t n = pending_resend(l->pending, l->chan, clock_monotonic().ms, ANSWER_MS);
	if (n)
		log_write(LOG_INFO, "desk.resent", "%zu requests, each alone", n);
}

static void
flush_desks(struct web_role *r)
{
	for (uint32_t i = 0; i < DESKS; i++) {
		struct link *l = &r->desk[i];

		if (!l->chan)
			continue;
		chan_flush(l->chan);
		uint32_t want = EPOLLIN | (chan_has_output(l->chan) ? EPOLLOUT : 0u);
		if (want != l->watched)
			watch(r, EPOLL_CTL_MOD, chan_fd(l->chan), l->watched = want, i);
	}
}

/* ---- HTTP ---- */

static void
handle(void *self, struct httpd_request *q)
{
	web_handle(((struct web_role *)self)->web, q);
}

static void
expired(void *self, struct httpd_request *q)
{
	web_expired(((struct web_role *)self)->web, q);
}

static size_t
body_limit(void *self, const struct httpd_request *q)
{
	return web_body_limit(((struct web_role *)self)->web, q);
}

/* So many connections as this process may have descriptors for. */
static size_t
connections_of(const struct role_web_conf *c)
{
	rlim_t wanted = (rlim_t)c->connections + SPARE_FILES;
	struct rlimit l = { 0 };

	if (getrlimit(RLIMIT_NOFILE, &l) || l.rlim_max < wanted) {
		log_write(LOG_WARN, "web.connections", "only %llu descriptors are allowed here, for [server] connections = %lld",
		    (unsigned long long)l.rlim_max, (long long)c->connections);
		wanted = l.rlim_max;
	}
	(void)setrlimit(RLIMIT_NOFILE, &(struct rlimit){ wanted, wanted });
	return wanted > 2 * SPARE_FILES ? (size_t)(wanted - SPARE_FILES) : SPARE_FILES;
}

/* False: not usable, and why is in the log. */
static bool
open_httpd(struct web_role *r)
{
	const struct role_web_conf *c = r->conf;
	struct arena *pem = arena_new(1u << 17);
	struct str why;
	struct httpd_conf h = {
		.listen_fd = r->listen_fd, .trusted_proxy = c->trusted_proxy, .wait_ms = ANSWER_MS,
		.connections_max = connections_of(c),
		.tls_cert = c->is_tls ? arena_str(pem, c->tls_cert).p : NULL, .tls_key = c->is_tls ? arena_str(pem, c->tls_key).p : NULL,
		.self = r, .handle = handle, .expired = expired, .body_limit = body_limit,
	};

	r->httpd = httpd_new(&h, &why);
	arena_free(pem);
	if (!r->httpd)
		log_write(LOG_ERROR, "web.open", "%.*s", STR_ARG(why));
	return r->httpd != NULL;
}

static struct web *
open_web(struct web_role *r)
{
	const struct role_web_conf *c = r->conf;
	struct web_conf conf = {
		.operator_name = c->operator_name, .public_url = c->public_url, .language = c->policy.language,
		.country = str_of(policy_country_names.name[c->policy.country]), .policy = c->policy,
		.help_phone = c->help_phone, .help_mail = c->help_mail, .mark = c->mark, .colour = c->colour, .complain = c->complain, .sms_from = c->sms_from,
		.is_tls = c->is_tls || str_starts(c->public_url, "https://"),
	};

	assert(c->form_key.n == sizeof conf.key);
	memcpy(conf.key, c->form_key.p, sizeof conf.key);
	return web_new(&conf, send_to_desk, r);
}

/* ---- the loop ---- */

static void
obey(struct web_role *r)
{
	struct control_message m;

	while (role_next(&m)) {
		if (m.kind == CONTROL_stop) {
			r->must_stop = true;
			return;
		}
		if (m.kind == CONTROL_channel && m.fd >= 0 && m.who < DESKS)
			take_desk(r, m.who, m.fd);
		else if (m.fd >= 0)
			close(m.fd);
	}
}

static void
turn(struct web_role *r)
{
	struct epoll_event ev[EVENTS_MAX];
	int wait = httpd_wait_ms(r->httpd), tick = web_tick(r->web);

	flush_desks(r);
	wait = tick < wait ? tick : wait;
	wait = wait < ROLE_BEAT_MS ? wait : ROLE_BEAT_MS;
	int n = epoll_wait(r->epoll_fd, ev, EVENTS_MAX, wait);
	for (int i = 0; i < n; i++) {
		uint32_t at = ev[i].data.u32;

		if (at == AT_CONTROL)
			obey(r);
		else if (at < DESKS && r->desk[at].chan)
			hear(r, &r->desk[at]);
	}
	httpd_run(r->httpd);			/* also sends what was just answered */
	role_beat(r->self);
}

/* The parent's second message. */
static bool
wait_for_socket(struct web_role *r)
{
	struct control_message m;

	while (r->listen_fd < 0 && !r->must_stop) {
		role_wait(r->self, -1, false, ROLE_BEAT_MS);
		while (role_next(&m)) {
			if (m.kind == CONTROL_stop)
				return false;
			if (m.kind == CONTROL_listen) {
				r->listen_fd = m.fd;
				break;
			}
			if (m.fd >= 0)
				close(m.fd);
		}
	}
	return true;
}

static int
run(struct web_role *r)
{
	r->web = open_web(r);
	web_attach(r->web, r->httpd);
	watch(r, EPOLL_CTL_ADD, ROLE_CONTROL_FD, EPOLLIN, AT_CONTROL);
	watch(r, EPOLL_CTL_ADD, httpd_fd(r->httpd), EPOLLIN, AT_HTTPD);
	if (!sandbox_enter(SANDBOX_web, &(struct sandbox_conf){ r->conf->sandbox, role_names.name[r->self->role], NULL }))
		return ROLE_EXIT_WRONG;
	role_up(r->self);
	while (!r->must_stop)
		turn(r);
	for (int64_t end = clock_monotonic().ms + DRAIN_MS; clock_monotonic().ms < end;) {
		size_t open = 0;

		for (int i = 0; i < DESKS; i++)
			open += pending_count(r->desk[i].pending);
		if (!open)
			break;
		turn(r);
	}
	log_write(LOG_INFO, "role.end", "asked to");
	return ROLE_EXIT_OK;
}

int
web_role_run(struct role_self *self, const struct role_web_conf *conf)
{
	struct web_role *r = calloc(1, sizeof *r);
	int status = ROLE_EXIT_OK;	/* told to end before there was a socket */

	if (!r)
		abort();
	*r = (struct web_role){ .self = self, .conf = conf, .listen_fd = -1, .arena = arena_new(ARENA_BYTES) };
	r->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	buf_init(&r->scratch, WIRE_BODY_MAX);
	for (int i = 0; i < DESKS; i++)
		r->desk[i].pending = pending_new();
	if (wait_for_socket(r))
		status = open_httpd(r) ? run(r) : ROLE_EXIT_WRONG;
	httpd_free(r->httpd);
	web_free(r->web);
	for (int i = 0; i < DESKS; i++) {
		chan_free(r->desk[i].chan);
		pending_free(r->desk[i].pending);
	}
	buf_done(&r->scratch);
	arena_free(r->arena);
	free(r);
	return status;
}
