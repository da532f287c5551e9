/* parent.c - the parent's loop. Children that end are started again, never more often than every CHILD_PAUSE_MS; those that are
 * silent are ended. The reader starts when the desk is up, because only the desk can bring the database's log up to date. */
#include "app/parent.h"

#include "app/child.h"
#include "app/door.h"
#include "app/sandbox.h"
#include "base/clock.h"
#include "base/httpd_address.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PREDECESSOR_MS 3000		/* how long the sockets of a daemon that was killed are waited for */
#define PREDECESSOR_LOOK_MS 50
#define LOOK_MS      100		/* how late a deadline may be seen */
#define STOP_MS      2500		/* for web and workers, when all shall end */
#define STOP_DESK_MS 1000		/* then for each of the desks: 5 s in all */
#define REPLACE_MS   5000		/* for one child that is replaced, or as long as its adapter's call */

struct parent {
	const char *dir;
	struct boot *boot;
	int tcp_fd, door_fd, signal_fd;
	struct child child[ROLE_COUNT];
	bool is_announced, must_stop;
	int status;
};

/* Who talks to whom: each client has a channel to each of those that it asks. */
static const struct { enum role client, asked; } LINKS[] = {
	{ ROLE_web, ROLE_desk }, { ROLE_web, ROLE_reader }, { ROLE_web, ROLE_pass }, { ROLE_pass, ROLE_desk },
#define X(family) { ROLE_##family, ROLE_desk },
	EFFECT_FAMILIES(X)
#undef X
};

/* A family that this operator does without has no record for its worker. */
static bool
is_wanted(const struct parent *p, enum role r)
{
	return p->boot->conf[r].n > 0;
}

static bool
is_desk(enum role r)
{
	return r == ROLE_desk || r == ROLE_reader;
}

/* Only who is up is asked: what is sent into a channel is sure to be read, or its reader to have died of it. */
static void
link_client(struct parent *p, enum role client)
{
	for (size_t i = 0; i < COUNT(LINKS); i++)
		if (LINKS[i].client == client && p->child[LINKS[i].asked].up)
			child_link(&p->child[client], &p->child[LINKS[i].asked]);
}

static void
link_asked(struct parent *p, enum role asked)
{
	for (size_t i = 0; i < COUNT(LINKS); i++)
		if (LINKS[i].asked == asked)
			child_link(&p->child[LINKS[i].client], &p->child[asked]);
}

/* ---- start ---- */

static void
start(struct parent *p, struct child *c)
{
	int fd = c->role == ROLE_web ? p->tcp_fd : c->role == ROLE_desk ? p->door_fd : -1;

	child_start(c, p->boot);
	if (fd >= 0)
		(void)!child_tell(c, &(struct control_message){ .kind = CONTROL_listen, .fd = fd });
	link_client(p, c->role);
}

static void
start_missing(struct parent *p)
{
	int64_t now = clock_monotonic().ms;

	for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++)
		if (!c->pid && is_wanted(p, c->role) && !p->must_stop && now - c->started_ms >= CHILD_PAUSE_MS && (c->role != ROLE_reader || p->child[ROLE_desk].up))
			start(p, c);
}

static bool
all_up(const struct parent *p)
{
	for (const struct child *c = p->child; c < p->child + ROLE_COUNT; c++)
		if (is_wanted(p, c->role) ? !c->up || c->stopping : c->pid && c->stopping)
			return false;
	return true;
}

static void
announce(struct parent *p)
{
	if (p->is_announced || !all_up(p))
		return;
	p->is_announced = true;
	printf("ready %s\n", p->boot->url);
	fflush(stdout);
	log_write(LOG_INFO, "parent.ready", "%s", p->boot->url);
}

/* ---- the configuration again ---- */

/* Its own socket when the address is another one; false: not to be had. */
static bool
rebind(struct parent *p, const struct boot *b)
{
	char why[CONFIG_WHY_SIZE];

	if (str_eq(b->config->server.listen, p->boot->config->server.listen))
		return true;
	int fd = boot_listen(b, why);
	if (fd < 0) {
		log_write(LOG_ERROR, "parent.reload", "%s; the old configuration stays", why);
		return false;
	}
	close(p->tcp_fd);
	p->tcp_fd = fd;
	return true;
}

static void
reload(struct parent *p)
{
	char why[CONFIG_WHY_SIZE];
	struct boot *b = boot_load(p->dir, why);

	if (!b) {
		log_write(LOG_ERROR, "parent.reload", "%s; the old configuration stays", why);
		return;
	}
	if (!rebind(p, b)) {
		boot_free(b);
		return;
	}
	boot_make(b, httpd_address_port(p->tcp_fd));
	if (b->admin_gid != p->boot->admin_gid && chown(b->config->socket, (uid_t)-1, b->admin_gid < 0 ? getegid() : (gid_t)b->admin_gid))
		log_write(LOG_ERROR, "parent.reload", "the socket's group: %s", strerror(errno));
	boot_free(p->boot);
	p->boot = b;
	for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++)
		c->stale = c->pid != 0;
	log_write(LOG_INFO, "parent.reload", "the configuration was read again");
}

/* One at a time, and only when all the others are there. */
static void
replace_stale(struct parent *p)
{
	if (p->must_stop || !all_up(p))
		return;
	for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++) {
		int64_t limit = p->boot->call_limit_ms[c->role];

		if (!c->stale)
			continue;
		child_stop(c, limit > REPLACE_MS ? limit : REPLACE_MS);
		return;
	}
}

/* ---- the end ---- */

static void
stop(struct parent *p, int status)
{
	if (p->must_stop)
		return;
	p->must_stop = true;
	p->status = status;
	log_write(LOG_INFO, "parent.stop", "ending the children");
	for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++)
		if (!is_desk(c->role)) {
			c->stopping = false;		/* being replaced does not make it later */
			child_stop(c, STOP_MS);
		}
}

/* The desks go last, because web and workers still have something to say to them; the one that writes after the one that
 * reads, because who closes the database last puts its log in order. True: nobody is left. */
static bool
stop_desks(struct parent *p)
{
	for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++)
		if (c->pid && !is_desk(c->role))
			return false;
	child_stop(&p->child[ROLE_reader], STOP_DESK_MS);
	if (!p->child[ROLE_reader].pid)
		child_stop(&p->child[ROLE_desk], STOP_DESK_MS);
	return !p->child[ROLE_reader].pid && !p->child[ROLE_desk].pid;
}

/* ---- what happens ---- */

static void
reap(struct parent *p)
{
	int status, pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++) {
			if (c->pid != pid)
				continue;
			child_gone(c, status);
			if (!p->is_announced && WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_WRONG)
				stop(p, PARENT_EXIT_CONFIG);	/* at the first start it is better to say so than to try for ever */
		}
}

static void
take_signals(struct parent *p)
{
	struct signalfd_siginfo s;

	while (read(p->signal_fd, &s, sizeof s) == (ssize_t)sizeof s) {
		if (s.ssi_signo == SIGHUP && !p->must_stop)
			reload(p);
		else if (s.ssi_signo == SIGTERM || s.ssi_signo == SIGINT)
			stop(p, PARENT_EXIT_OK);
	}
	reap(p);
}

static void
wait_and_hear(struct parent *p)
{
	struct pollfd fd[ROLE_COUNT + 1] = { [ROLE_COUNT] = { .fd = p->signal_fd, .events = POLLIN } };

	for (int i = 0; i < ROLE_COUNT; i++)
		fd[i] = (struct pollfd){ .fd = p->child[i].pid ? p->child[i].control : -1, .events = POLLIN };
	(void)poll(fd, COUNT(fd), LOOK_MS);
	for (int i = 0; i < ROLE_COUNT; i++)
		if (fd[i].revents && child_hear(&p->child[i], p->boot))
			link_asked(p, (enum role)i);
	take_signals(p);
}

static void
loop(struct parent *p)
{
	while (!p->must_stop || !stop_desks(p)) {
		start_missing(p);
		wait_and_hear(p);
		for (struct child *c = p->child; c < p->child + ROLE_COUNT; c++)
			child_check(c);
		announce(p);
		replace_stale(p);
	}
}

/* ---- from the outside ---- */

static int
open_signals(void)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, SIGHUP);
	sigaddset(&s, SIGTERM);
	sigaddset(&s, SIGINT);
	sigaddset(&s, SIGCHLD);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigprocmask(SIG_BLOCK, &s, NULL);
	return signalfd(-1, &s, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Both sockets. A daemon that was killed leaves children that hold them until they have noticed: it is waited for. */
static bool
open_sockets(struct parent *p, char why_out[CONFIG_WHY_SIZE])
{
	int64_t until = clock_monotonic().ms + PREDECESSOR_MS;

	for (;;) {
		if (p->door_fd < 0)
			p->door_fd = door_open(p->boot->config->socket, p->boot->admin_gid, why_out);
		if (p->door_fd >= 0 && (p->tcp_fd = boot_listen(p->boot, why_out)) >= 0)
			return true;
		if (clock_monotonic().ms >= until)
			return false;
		(void)poll(NULL, 0, PREDECESSOR_LOOK_MS);
	}
}

/* The sockets; the exit status of what failed, or PARENT_EXIT_OK. */
static int
prepare(struct parent *p)
{
	char why[CONFIG_WHY_SIZE];
	int status = PARENT_EXIT_CONFIG;

	static_assert(DOOR_WHY_SIZE == CONFIG_WHY_SIZE, "one text for both");
	p->boot = boot_load(p->dir, why);
	if (p->boot) {
		status = PARENT_EXIT_FAILED;
		if (open_sockets(p, why))
			return PARENT_EXIT_OK;
	}
	log_write(LOG_ERROR, "parent.start", "%s", why);
	return status;
}

static bool
enter_sandbox(const struct parent *p)
{
	return sandbox_enter(SANDBOX_parent, &(struct sandbox_conf){ p->boot->config->server.sandbox, "parent", NULL });
}

int
parent_run(const char *dir)
{
	struct parent p = { .dir = dir, .tcp_fd = -1, .door_fd = -1 };
	int status;

	log_open("parent");
	(void)close_range(3, ~0u, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);	/* it holds every key */
	for (int i = 0; i < ROLE_COUNT; i++)
		p.child[i] = (struct child){ .role = (enum role)i, .control = -1, .started_ms = -CHILD_PAUSE_MS };
	p.signal_fd = open_signals();
	if ((status = prepare(&p)) == PARENT_EXIT_OK && !enter_sandbox(&p))
		status = PARENT_EXIT_CONFIG;
	if (status == PARENT_EXIT_OK) {
		boot_make(p.boot, httpd_address_port(p.tcp_fd));
		loop(&p);
		status = p.status;
		log_write(LOG_INFO, "parent.end", "all children have ended");
	}
	if (p.door_fd >= 0) {
		(void)unlink(p.boot->config->socket);
		close(p.door_fd);
	}
	if (p.tcp_fd >= 0)
		close(p.tcp_fd);
	close(p.signal_fd);
	boot_free(p.boot);
	return status;
}
