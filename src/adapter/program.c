/* program.c - a child with three pipes: started, written to, read by lines, ended.
 * Nothing is waited for without a deadline: the pipes do not block, poll() has the time that is left.
 * Errors: program.h. What could not be read is no answer; it is never guessed. */
#include "adapter/program.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_FIRST_MS 1000
#define PAUSE_MAX_MS   60000
#define SAID_MAX       300u		/* bytes of a line of standard error that reach the log */
#define SAID_LINES_MAX 20u		/* of them for each call */
#define START_FD       3		/* in the child: tells why it did not start, closed by exec */

enum end { READ, WRITE };

static enum err PRINTF(3, 4)
failed(struct program *p, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->why, sizeof p->why, fmt, ap);
	va_end(ap);
	return e;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool
program_can_run(struct str command)
{
	struct str word, rest = command;
	size_t words = 0;

	while (rest.n) {
		str_split(rest, ' ', &word, &rest);
		words += word.n > 0;
	}
	return words > 0 && words <= PROGRAM_WORDS_MAX && command.n < PROGRAM_COMMAND_MAX / 2;
}

void
program_init(struct program *p, struct str command)
{
	struct str word, rest = command;
	size_t n = 0, words = 0;

	*p = (struct program){ .to = -1, .from = -1, .says = -1 };
	buf_init(&p->said, SAID_MAX);
	assert(program_can_run(command));
	(void)signal(SIGPIPE, SIG_IGN);		/* one that has ended must not end us: the write says so */
	while (rest.n) {
		str_split(rest, ' ', &word, &rest);
		if (!word.n)
			continue;
		p->argv[words++] = p->words + n;
		memcpy(p->words + n, word.p, word.n);
		n += word.n + 1;			/* the rest is zero already */
	}
}

/* ---- the end ---- */

static void
end_now(struct program *p)
{
	int status;

	if (!p->pid)
		return;
	(void)kill(-p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	p->pid = 0;
	p->n = 0;
	buf_reset(&p->said);
	shut(&p->to);
	shut(&p->from);
	shut(&p->says);
}

static void
rest_a_while(struct program *p)
{
	p->pause_ms = !p->pause_ms ? PAUSE_FIRST_MS : p->pause_ms < PAUSE_MAX_MS / 2 ? p->pause_ms * 2 : PAUSE_MAX_MS;
	p->again_ms = clock_monotonic().ms + p->pause_ms;
}

void
program_end(struct program *p, const char *why)
{
	if (!p->pid)
		return;
	log_write(LOG_WARN, "exec.ended", "%s (pid %d): %s", p->argv[0], p->pid, why);
	end_now(p);
	rest_a_while(p);
}

void
program_close(struct program *p)
{
	end_now(p);
	buf_done(&p->said);
}

void
program_went_well(struct program *p)
{
	p->pause_ms = 0;
}

/* ---- the start ---- */

static NORETURN void
become(const struct program *p, const int *in, const int *out, const int *err, const int *start)
{
	static const int DEFAULT[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < COUNT(DEFAULT); i++)
		(void)signal(DEFAULT[i], SIG_DFL);
	if (dup2(in[READ], 0) == 0 && dup2(out[WRITE], 1) == 1 && dup2(err[WRITE], 2) == 2 && dup3(start[WRITE], START_FD, O_CLOEXEC) == START_FD) {
		(void)close_range(START_FD + 1, ~0u, 0);
		execv(p->argv[0], p->argv);
	}
	int e = errno;
	(void)!write(START_FD, &e, sizeof e);
	_exit(127);
}

/* Descriptors above those that the child gives its own meaning, so that none is overwritten by dup2. */
static bool
open_pipe(int fd[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC))
		return false;
	for (int i = 0; i < 2; i++)
		fd[i] = fcntl(low[i], F_DUPFD_CLOEXEC, START_FD + 1);
	close(low[READ]);
	close(low[WRITE]);
	if (fd[READ] >= 0 && fd[WRITE] >= 0)
		return true;
	shut(&fd[READ]);
	shut(&fd[WRITE]);
	return false;
}

/* Our half of the pipes stays; the child's half goes. The child says on START why exec failed; else it is closed by exec. */
static enum err
take_over(struct program *p, int pid, int pipes[4][2])
{
	int e = 0;

	shut(&pipes[0][READ]);
	shut(&pipes[1][WRITE]);
	shut(&pipes[2][WRITE]);
	shut(&pipes[3][WRITE]);
	p->pid = pid;
	p->to = pipes[0][WRITE];
	p->from = pipes[1][READ];
	p->says = pipes[2][READ];
	(void)setpgid(pid, pid);		/* both say it: whoever comes first */
	for (int i = 0; i < 3; i++) {
		int fd = i == 0 ? p->to : i == 1 ? p->from : p->says;

		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	}
	ssize_t n = read(pipes[3][READ], &e, sizeof e);
	shut(&pipes[3][READ]);
	if (n != (ssize_t)sizeof e)
		return ERR_OK;
	end_now(p);
	rest_a_while(p);
	return failed(p, ERR_TEMP, "%.80s cannot be started: %s", p->argv[0], strerror(e));
}

static enum err
start(struct program *p)
{
	int pipes[4][2], made = 0;
	int64_t wait = p->again_ms - clock_monotonic().ms;

	if (wait > 0)
		return failed(p, ERR_TEMP, "it failed before and rests for %lld ms; see the log, and try it by hand", (long long)wait);
	while (made < 4 && open_pipe(pipes[made]))
		made++;
	fflush(NULL);
	int pid = made == 4 ? fork() : -1;
	if (pid == 0)
		become(p, pipes[0], pipes[1], pipes[2], pipes[3]);
	if (pid > 0)
		return take_over(p, pid, pipes);
	for (int i = 0; i < made; i++) {
		shut(&pipes[i][READ]);
		shut(&pipes[i][WRITE]);
	}
	rest_a_while(p);
	return failed(p, ERR_TEMP, "no process or pipe to be had: %s", strerror(errno));
}

/* ---- what it says ---- */

static void
log_said(struct program *p)
{
	if (p->said.n && p->said_lines++ < SAID_LINES_MAX)
		log_write(LOG_WARN, "exec.says", "%.*s", (int)p->said.n, p->said.p);
	buf_reset(&p->said);
}

/* Takes what is on standard error now. A line longer than the limit is cut. */
static void
hear_complaints(struct program *p)
{
	char piece[1024];
	ssize_t n;

	for (unsigned turns = 0; turns < 64 && (n = read(p->says, piece, sizeof piece)) > 0; turns++)
		for (ssize_t i = 0; i < n; i++)
			if (piece[i] == '\n')
				log_said(p);
			else if (p->said.n < SAID_MAX)
				buf_addc(&p->said, piece[i]);
}

/* Waits until FD is ready for EVENTS, hearing complaints meanwhile. False: the time is over. */
static bool
ready(struct program *p, int fd, short events, struct utc_ms deadline)
{
	for (;;) {
		struct pollfd at[2] = { { .fd = fd, .events = events }, { .fd = p->says, .events = POLLIN } };
		int64_t left = deadline.ms - clock_monotonic().ms;

		if (left <= 0 || (poll(at, 2, (int)left) < 0 && errno != EINTR))
			return false;
		if (at[1].revents)
			hear_complaints(p);
		if (at[1].revents & POLLHUP && !(at[1].revents & POLLIN))
			shut(&p->says);		/* it closed its standard error: nothing more will come */
		if (at[0].revents)
			return true;
	}
}

static enum err
lost(struct program *p, const char *why)
{
	if (p->says >= 0)
		hear_complaints(p);
	log_said(p);
	program_end(p, why);
	return failed(p, ERR_UNSURE, "%s", why);
}

/* It ended while nobody asked, or left something behind: both belong to no call. */
static void
look_after(struct program *p)
{
	char left[256];
	ssize_t n, bytes = 0;
	int status;

	p->said_lines = 0;
	if (!p->pid)
		return;
	while (bytes < (ssize_t)PROGRAM_LINE_MAX && (n = read(p->from, left, sizeof left)) > 0)
		bytes += n;
	if (bytes > 0 || p->n > 0)
		log_write(LOG_WARN, "exec.unasked", "%s: dropped what it said without being asked", p->argv[0]);
	p->n = 0;
	if (bytes >= (ssize_t)PROGRAM_LINE_MAX)
		program_end(p, "it writes without being asked");
	else if (waitpid(p->pid, &status, WNOHANG) == p->pid)
		end_now(p);			/* after a good answer it may: it is started again without a pause */
}

enum err
program_send(struct program *p, struct str request, struct utc_ms deadline)
{
	struct str rest = request;
	enum err e;

	assert(!memchr(request.p, '\n', request.n));
	look_after(p);
	if (!p->pid && (e = start(p)))
		return e;
	for (bool ended = false; !ended;) {
		ssize_t n = rest.n ? write(p->to, rest.p, rest.n) : write(p->to, "\n", 1);

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return lost(p, "it ended while it was being told");
		ended = n > 0 && !rest.n;
		if (n > 0 && rest.n)
			rest = (struct str){ rest.p + n, rest.n - (size_t)n };
		if (n < 0 && !ready(p, p->to, POLLOUT, deadline))
			return lost(p, "it did not read what it was told in time");
	}
	return ERR_OK;
}

enum err
program_line(struct program *p, struct utc_ms deadline, struct str *line_out)
{
	if (!p->pid)
		return failed(p, ERR_UNSURE, "it has ended");
	for (;;) {
		ssize_t n = read(p->from, p->line + p->n, sizeof p->line - p->n);

		if (n == 0)
			return lost(p, "it ended without an answer");
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return lost(p, "its answer cannot be read");
		p->n += n > 0 ? (size_t)n : 0;
		const char *end = memchr(p->line, '\n', p->n);
		if (end && end + 1 < p->line + p->n)
			return lost(p, "it said more than one line");
		if (end) {
			*line_out = (struct str){ p->line, p->n - 1 };
			p->n = 0;
			return ERR_OK;
		}
		if (p->n == sizeof p->line)
			return lost(p, "its answer is too long: a line of 4096 bytes at most");
		if (n < 0 && !ready(p, p->from, POLLIN, deadline))
			return lost(p, "it did not answer in time (call_ms)");
	}
}
