/* mailsink.h - starts tools/mailsink.py for one test program and reads what has arrived. Each sink has its own port on
 * HOST and a folder below one temporary folder; it ends with the test. Failing is a failed test. */
#ifndef SIMOFF_TEST_MAILSINK_H
#define SIMOFF_TEST_MAILSINK_H
#include "base/base.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define HOST "127.4.0.1"
#define PASSWORD "pass-W0rd"

struct sink { pid_t pid; int port; char dir[64]; bool secure; };	/* SECURE: STARTTLS, and AUTH as simoff */
static char folder[] = "/tmp/mail_smtp_test.XXXXXX";

/* -- sinks -- */

static void PRINTF(1, 2)
shell(const char *fmt, ...)
{
	char command[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof command, fmt, ap);
	va_end(ap);
	assert_int_equal(system(command), 0);
}

static void
exec_sink(const struct sink *s, int ready_fd)
{
	char port[12], fd[12], cert[80], key[80];
	const char *tls[] = { "--tls", cert, key, "--auth", "simoff:" PASSWORD };
	const char *av[16] = { "/usr/bin/python3", "tools/mailsink.py", HOST, port, s->dir, "--ready-fd", fd };

	snprintf(port, sizeof port, "%d", s->port);
	snprintf(fd, sizeof fd, "%d", ready_fd);
	snprintf(cert, sizeof cert, "%s/cert.pem", folder);
	snprintf(key, sizeof key, "%s/key.pem", folder);
	for (size_t i = 0; s->secure && i < COUNT(tls); i++)
		av[7 + i] = tls[i];
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (freopen("/dev/null", "w", stdout))
		execv(av[0], (char *const *)(uintptr_t)av);
	_exit(127);
}

/* Starts it, again on the same port if it had one, and waits until it is ready. */
static void
start_sink(struct sink *s)
{
	char line[32] = "";
	int fd[2];

	assert_int_equal(pipe(fd), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		close(fd[0]);
		exec_sink(s, fd[1]);
	}
	close(fd[1]);
	FILE *f = fdopen(fd[0], "r");
	assert_non_null(fgets(line, sizeof line, f));
	assert_int_equal(sscanf(line, "READY %d", &s->port), 1);
	fclose(f);
}

static void
stop_sink(struct sink *s)
{
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
}

static struct sink
new_sink(const char *name, bool is_secure)
{
	struct sink s = { .secure = is_secure };

	snprintf(s.dir, sizeof s.dir, "%s/%s", folder, name);
	start_sink(&s);
	return s;
}

/* -- what has arrived -- */

struct row { int number, repeats, connection; char to[80], id[200]; };

/* The last line of the sink's index; all zero if there is none. */
static struct row
last(const struct sink *s)
{
	char path[100], line[2000], subject[1000];
	struct row r = { 0 };

	snprintf(path, sizeof path, "%s/index.tsv", s->dir);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		assert_int_equal(sscanf(line, "%d\t%79[^\t]\t%199[^\t]\t%999[^\t]\t%d\t%d", &r.number, r.to, r.id, subject, &r.repeats,
		    &r.connection), 6);
	if (f)
		fclose(f);
	return r;
}

/* Mail NUMBER as Python reads it: its headers, then each text after its type. Also refuses what no mail may be. */
static void
read_back(const struct sink *s, int number, char *out, size_t size)
{
	static const char READ[] =
	    "import email,email.policy,sys\n"
	    "raw = open(sys.argv[1], 'rb').read()\n"
	    "assert raw.isascii() and raw.count(b'\\n') == raw.count(b'\\r\\n'), 'lines'\n"
	    "assert max(map(len, raw.split(b'\\r\\n'))) <= 78, 'long line'\n"
	    "m = email.message_from_bytes(raw, policy=email.policy.default)\n"
	    "assert not m.defects and not [d for h in m.values() for d in h.defects], 'defects'\n"
	    "out = []\n"
	    "for name in ('From', 'To', 'Subject', 'Message-ID', 'Auto-Submitted', 'Content-Language', 'MIME-Version'):\n"
	    "    assert len(m.get_all(name)) == 1, name\n"
	    "    out.append('%s: %s\\n' % (name, m[name]))\n"
	    "parts = list(m.iter_parts()) if m.is_multipart() else [m]\n"
	    "for p in parts: out.append('[%s %s]\\n%s' % (p.get_content_type(), p.get_content_charset(), p.get_content().replace('\\r\\n', '\\n')))\n"
	    "out.append('[date %d]' % m['Date'].datetime.timestamp())\n"
	    "sys.stdout.buffer.write(''.join(out).encode())\n";
	char command[4000];

	snprintf(command, sizeof command, "/usr/bin/python3 -c \"$READ\" %s/%06d.eml", s->dir, number);
	setenv("READ", READ, 1);
	FILE *f = popen(command, "r");
	size_t n = fread(out, 1, size - 1, f);
	out[n] = '\0';
	assert_int_equal(pclose(f), 0);
}
#endif
