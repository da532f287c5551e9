/* sweep.c - see sweep.h. */
#include "sweep.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

struct shared { struct sweep_report report; long calls; };

static struct { enum fail_kind kind; long at; bool lasts; struct shared *shared; } S;

void
sweep_arm(void)
{
	fail_plan(S.kind, S.at, S.lasts);
}

void
sweep_disarm(void)
{
	S.shared->calls = fail_stop();
}

void
sweep_tell(struct sweep_report *r, int what, struct str text)
{
	assert(r->tolds < SWEEP_TOLD_MAX);
	r->told[r->tolds].what = what;
	snprintf(r->told[r->tolds++].text, sizeof r->told->text, "%.*s", STR_ARG(text));
}

void
sweep_fail(struct sweep_report *r, const char *what, struct str why)
{
	r->failed = true;
	snprintf(r->why, sizeof r->why, "%s: %.*s", what, STR_ARG(why));
	if (!why.n)
		sweep_broken(r, "%s failed and nothing says why", what);
}

void
sweep_broken(struct sweep_report *r, const char *fmt, ...)
{
	va_list ap;

	if (r->broken[0])
		return;
	va_start(ap, fmt);
	vsnprintf(r->broken, sizeof r->broken, fmt, ap);
	va_end(ap);
}

/* ---- one run ---- */

static void
child(const struct sweep *s)
{
	alarm(60);			/* a run that hangs is ended, and judged */
	s->run(&S.shared->report);
	S.shared->report.finished = true;
	exit(0);			/* not _exit: leaks are looked for on the way out */
}

/* What is wrong with how the run ended, or NULL. */
static const char *
end_of(int status)
{
	static char text[80];
	const struct sweep_report *r = &S.shared->report;

	if (r->broken[0])
		return r->broken;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && r->finished)
		return NULL;
	if (S.kind == FAIL_memory && S.at && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)
		return NULL;		/* the defined end: out of memory */
	if (WIFEXITED(status))
		snprintf(text, sizeof text, WEXITSTATUS(status) == FAIL_EXIT_ASSERT ? "an assertion failed" : "exit code %d", WEXITSTATUS(status));
	else
		snprintf(text, sizeof text, "signal %d", WTERMSIG(status));
	return text;
}

static bool
may_be_noticed(void)
{
	return S.at && S.kind != FAIL_interrupt && S.kind != FAIL_again && S.kind != FAIL_piece;
}

/* Is it worth a run in which all calls from AT on fail? No for memory: that ends with the first. EINTR for ever would never end. */
static bool
has_lasting(long at, bool all)
{
	if (S.kind == FAIL_piece)
		return at == 1;		/* everything byte by byte */
	return may_be_noticed() && S.kind != FAIL_memory && (all || at == 1);
}

static void
once(const struct sweep *s, long at, bool lasts)
{
	int status;

	S.at = at;
	S.lasts = lasts;
	memset(S.shared, 0, sizeof *S.shared);
	s->prepare();
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		child(s);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		fail_msg("%s: no process", s->name);
	const char *wrong = end_of(status);
	if (!wrong && S.shared->report.failed && !may_be_noticed())
		wrong = S.shared->report.why;
	if (!wrong)
		wrong = s->judge(&S.shared->report);
	if (wrong)
		fail_msg("%s, call %ld of kind %s fails%s: %s (it said: %s)", s->name, at, fail_name(S.kind), lasts ? ", and all after it" : "",
		    wrong, S.shared->report.why);
}

/* ---- all of them ---- */

void
sweep_run(const struct sweep *s, enum fail_kind kind)
{
	S.shared = mmap(NULL, sizeof *S.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(S.shared, MAP_FAILED);
	S.kind = kind;
	once(s, 0, false);
	const char *wanted = getenv("FAIL_ALL");
	bool all = wanted && *wanted;
	long calls = S.shared->calls, step = all || calls <= SWEEP_SAMPLE ? 1 : calls / SWEEP_SAMPLE;
	int runs = 1;
	for (long at = 1; at <= calls; at += step, runs++) {
		once(s, at, false);
		if (has_lasting(at, all)) {
			once(s, at, true);
			runs++;
		}
	}
	print_message("%s, %s: %ld calls, %d runs\n", s->name, fail_name(kind), calls, runs);
	munmap(S.shared, sizeof *S.shared);
}
