/* sandbox_report.c - a log line from a signal handler: no malloc, no stdio, no lock; one write(2) of a line made by hand.
 * Nothing that could hold personal data goes in. Sources: signal-safety(7), seccomp(2) on SECCOMP_RET_TRAP. */
#include "app/sandbox_report.h"

#include "base/clock.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static char calls[SANDBOX_REPORT_CALLS][SANDBOX_REPORT_NAME];
static const char *who = "simoff";

struct line { char text[400]; size_t n; };

static void
add(struct line *l, const char *text)
{
	for (; *text && l->n < sizeof l->text; text++)
		l->text[l->n++] = *text;
}

static void
add_number(struct line *l, unsigned number)
{
	char digits[12];
	size_t at = sizeof digits;

	digits[--at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	add(l, digits + at);
}

/* The signal kills for good when it comes again: SA_RESETHAND has taken us away. */
static void
on_sigsys(int signal, siginfo_t *info, void *context)
{
	unsigned call = (unsigned)info->si_syscall;
	char now[CLOCK_TEXT_SIZE];
	struct line l = { .n = 0 };

	(void)context;
	clock_format(clock_now(), now);
	add(&l, "{\"time\":\"");
	add(&l, now);
	add(&l, "\",\"level\":\"error\",\"role\":\"");
	add(&l, who);
	add(&l, "\",\"pid\":");
	add_number(&l, (unsigned)getpid());
	add(&l, ",\"event\":\"sandbox.call\",\"text\":\"the system call ");
	add_number(&l, call);
	add(&l, " (");
	add(&l, call < SANDBOX_REPORT_CALLS && calls[call][0] ? calls[call] : "unknown");
	add(&l, ") is not for this process, which ends now\"}\n");
	(void)!write(STDERR_FILENO, l.text, l.n);
	(void)raise(signal);
}

void
sandbox_report_name(unsigned number, const char *name)
{
	size_t n = strlen(name);

	if (number >= SANDBOX_REPORT_CALLS)
		return;
	n = n < SANDBOX_REPORT_NAME ? n : SANDBOX_REPORT_NAME - 1;
	memcpy(calls[number], name, n);
	calls[number][n] = '\0';
}

void
sandbox_report_open(const char *name)
{
	struct sigaction a = { .sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO | SA_NODEFER | (int)SA_RESETHAND };

	who = name;
	sigemptyset(&a.sa_mask);
	(void)sigaction(SIGSYS, &a, NULL);
}
