/* role.c - what all children share: their start, their beat, their end. */
#include "app/role.h"

#include "app/desk_role.h"
#include "app/pass_role.h"
#include "app/web_role.h"
#include "app/worker_role.h"
#include "base/clock.h"
#include "base/log.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONF_WAIT_MS 5000		/* the parent sends it right after the start */
#define CONF_ARENA   (1u << 20)

RECORD_TABLE(role_desk_conf, ROLE_DESK_CONF)
RECORD_TABLE(role_web_conf, ROLE_WEB_CONF)
RECORD_TABLE(role_pass_conf, ROLE_PASS_CONF)
RECORD_TABLE(role_worker_conf, ROLE_WORKER_CONF)

static const char *const NAMES[] = {
#define X(n, t) #n,
	ROLES(X)
#undef X
};
const struct names role_names = { NAMES, ROLE_COUNT };

void
role_beat_now(struct role_self *self)
{
	/* A parent that does not read is about to end us, or gone: role_next() tells. */
	(void)!control_send(ROLE_CONTROL_FD, CONTROL_MESSAGE(.kind = CONTROL_beat));
	self->beat_ms = clock_monotonic().ms;
}

void
role_beat(struct role_self *self)
{
	if (clock_monotonic().ms - self->beat_ms >= ROLE_BEAT_MS)
		role_beat_now(self);
}

void
role_up(struct role_self *self)
{
	(void)!control_send(ROLE_CONTROL_FD, CONTROL_MESSAGE(.kind = CONTROL_up));
	self->beat_ms = clock_monotonic().ms;
	log_write(LOG_INFO, "role.up", "%s is ready", role_names.name[self->role]);
}

void
role_call_begins(void)
{
	(void)!control_send(ROLE_CONTROL_FD, CONTROL_MESSAGE(.kind = CONTROL_call));
}

bool
role_next(struct control_message *out)
{
	switch (control_receive(ROLE_CONTROL_FD, out)) {
	case CONTROL_NOTHING:
		return false;
	case CONTROL_GOT:
		return true;
	case CONTROL_CLOSED:
		*out = (struct control_message){ .kind = CONTROL_stop, .fd = -1 };
		return true;
	}
	return false;
}

void
role_wait(struct role_self *self, int fd, bool also_writable, int64_t wait_ms)
{
	struct pollfd p[2] = {
		{ .fd = ROLE_CONTROL_FD, .events = POLLIN },
		{ .fd = fd, .events = (short)(POLLIN | (also_writable ? POLLOUT : 0)) },
	};

	role_beat(self);
	if (wait_ms > ROLE_BEAT_MS)
		wait_ms = ROLE_BEAT_MS;
	(void)poll(p, 2, wait_ms > 0 ? (int)wait_ms : 0);
}

/* Signals go to the whole group of a terminal or a unit; what they mean is the parent's to say, over the control socket. */
static void
harden(void)
{
	static const int IGNORED[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

	for (size_t i = 0; i < COUNT(IGNORED); i++)
		(void)signal(IGNORED[i], SIG_IGN);
	(void)close_range(ROLE_CONTROL_FD + 1, ~0u, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);		/* no secrets for other processes of our user */
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });	/* nor in a core file */
	(void)umask(077);
}

/* The first message; false when the parent is gone, or did not send it. */
static bool
first_message(struct str *body_out)
{
	struct pollfd p = { .fd = ROLE_CONTROL_FD, .events = POLLIN };
	struct control_message m;

	if (poll(&p, 1, CONF_WAIT_MS) != 1 || control_receive(ROLE_CONTROL_FD, &m) != CONTROL_GOT || m.kind != CONTROL_conf)
		return false;
	*body_out = m.body;
	return true;
}

static const struct record *
conf_of(enum role role)
{
	switch (role) {
	case ROLE_desk:
	case ROLE_reader:
		return &role_desk_conf_record;
	case ROLE_web:
		return &role_web_conf_record;
	case ROLE_pass:
		return &role_pass_conf_record;
#define X(family) case ROLE_##family:
	EFFECT_FAMILIES(X)
#undef X
		return &role_worker_conf_record;
	case ROLE_COUNT:
		break;
	}
	abort();
}

static int
run(struct role_self *self, struct str body, struct arena *arena)
{
	union { struct role_desk_conf desk; struct role_web_conf web; struct role_pass_conf pass; struct role_worker_conf worker; } conf;
	const struct record *r = conf_of(self->role);

	if (record_decode(r, arena_str(arena, body), &conf, arena)) {
		log_write(LOG_ERROR, "role.conf", "the configuration from the parent is malformed");
		return ROLE_EXIT_WRONG;
	}
	if (r == &role_desk_conf_record)
		return desk_role_run(self, &conf.desk);
	if (r == &role_web_conf_record)
		return web_role_run(self, &conf.web);
	return r == &role_pass_conf_record ? pass_role_run(self, &conf.pass) : worker_role_run(self, &conf.worker);
}

int
role_main(const char *name)
{
	struct role_self self = { 0 };
	struct str body;
	int i = 0;

	while (i < ROLE_COUNT && strcmp(name, role_names.name[i]) != 0)
		i++;
	harden();
	if (i == ROLE_COUNT || !first_message(&body))
		return ROLE_EXIT_OK;		/* no parent: somebody typed the hidden argument */
	self.role = (enum role)i;
	log_open(role_names.name[i]);
	struct arena *arena = arena_new(CONF_ARENA);
	int status = run(&self, body, arena);
	arena_free(arena);
	return status;
}
