/* child.c - children of simoffd: fork, drop rights, exec, listen, end. */
#include "app/child.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *
name_of(const struct child *c)
{
	return role_names.name[c->role];
}

/* ---- in the new process, before the program is loaded ---- */

static void
set_descriptors(int control)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		_exit(127);
	if (control == ROLE_CONTROL_FD ? fcntl(control, F_SETFD, 0) : dup2(control, ROLE_CONTROL_FD) < 0)
		_exit(127);
}

static void
drop_rights(const struct boot *b)
{
	if (b->drops && (setgroups(0, NULL) || setgid(b->gid) || setuid(b->uid)))
		_exit(126);
}

static NORETURN void
become(const struct child *c, const struct boot *b, int control)
{
	union { const char *in; char *out; } name = { .in = name_of(c) };
	char program[] = "simoffd", argument[] = "--role";
	char *argv[] = { program, argument, name.out, NULL };
	sigset_t none;

	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	set_descriptors(control);
	drop_rights(b);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	/* after setuid, which clears it */
	execv("/proc/self/exe", argv);
	_exit(127);
}

/* ---- in the parent ---- */

void
child_start(struct child *c, const struct boot *b)
{
	int pair[2], pid;

	assert(!c->pid);
	control_pair(pair);
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0)
		become(c, b, pair[1]);
	close(pair[1]);
	*c = (struct child){ .role = c->role, .pid = pid, .control = pair[0], .started_ms = clock_monotonic().ms };
	c->deadline_ms = c->started_ms + CHILD_START_MS;
	(void)!child_tell(c, CONTROL_MESSAGE(.kind = CONTROL_conf, .body = buf_str(&b->conf[c->role])));
}

static void
kill_it(struct child *c, const char *why)
{
	log_write(LOG_ERROR, "child.killed", "%s (pid %d): %s", name_of(c), c->pid, why);
	(void)kill(c->pid, SIGKILL);
	c->deadline_ms = INT64_MAX;
	c->up = false;
}

bool
child_tell(struct child *c, const struct control_message *m)
{
	if (!c->pid || c->deadline_ms == INT64_MAX)
		return false;
	if (control_send(c->control, m))
		return true;
	if (errno == EAGAIN)
		kill_it(c, "does not take what it is told");
	return false;			/* else it has just ended: waitpid() tells how */
}

void
child_link(struct child *a, struct child *b)
{
	int pair[2];

	if (!a->pid || !b->pid)
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		abort();
	if (child_tell(a, &(struct control_message){ .kind = CONTROL_channel, .who = b->role, .fd = pair[0] }))
		(void)!child_tell(b, &(struct control_message){ .kind = CONTROL_channel, .who = a->role, .fd = pair[1] });
	close(pair[0]);
	close(pair[1]);
}

void
child_stop(struct child *c, int64_t within_ms)
{
	if (!c->pid || c->stopping)
		return;
	c->stopping = true;
	c->deadline_ms = clock_monotonic().ms + within_ms;
	(void)!child_tell(c, CONTROL_MESSAGE(.kind = CONTROL_stop));
}

bool
child_hear(struct child *c, const struct boot *b)
{
	struct control_message m;
	bool is_up = false;

	while (c->pid && control_receive(c->control, &m) == CONTROL_GOT) {
		int64_t now = clock_monotonic().ms;

		if (m.fd >= 0)
			close(m.fd);		/* no child has one to give */
		if (c->deadline_ms == INT64_MAX)
			continue;		/* said before it was ended */
		is_up = is_up || (m.kind == CONTROL_up && !c->up);
		c->up = c->up || m.kind == CONTROL_up;
		if (!c->stopping)
			c->deadline_ms = now + (m.kind == CONTROL_call ? b->call_limit_ms[c->role] : CHILD_SILENT_MS);
	}
	return is_up;
}

void
child_check(struct child *c)
{
	if (c->pid && clock_monotonic().ms >= c->deadline_ms)
		kill_it(c, c->stopping ? "did not end in time" : c->up ? "silent, or in a call for too long" : "did not come up");
}

void
child_gone(struct child *c, int status)
{
	bool is_wanted = c->stopping && WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_OK;

	if (WIFSIGNALED(status))
		log_write(LOG_ERROR, "child.ended", "%s (pid %d): signal %d%s", name_of(c), c->pid, WTERMSIG(status),
		    WTERMSIG(status) == SIGSYS ? ", a system call that its sandbox does not have" : "");
	else
		log_write(is_wanted ? LOG_INFO : LOG_ERROR, "child.ended", "%s (pid %d): status %d", name_of(c), c->pid, WEXITSTATUS(status));
	close(c->control);
	*c = (struct child){ .role = c->role, .control = -1, .started_ms = c->started_ms };
}
