/* sandbox_test.c - inside each sandbox what is forbidden fails and what the process lives of works. Every try is a process of its
 * own that enters first. One test stands in front of a kernel that refuses both walls. */
#include "app/sandbox.h"

#include "base/base.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { WORKED, REFUSED_IT, NOT_INSIDE };	/* how a try ends; or by SIGSYS */
#define ALL ((1u << SANDBOX_KIND_COUNT) - 1)
#define BIT(k) (1u << SANDBOX_##k)
#define CLOSED (BIT(desk) | BIT(reader) | BIT(web) | BIT(worker) | BIT(folder))

static char dir[] = "/tmp/simoff-sandbox-XXXXXX", database[64], beside[64], outside[64];
static int listener = -1, parent_pid;
static struct sockaddr_in listening;

/* ---- what is tried: 0, or an errno ---- */

static int result(long r) { return r < 0 ? errno : 0; }

static int
try_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return result(fd);
}

static int read_shadow(void)   { return try_open("/etc/shadow", O_RDONLY); }
static int read_passwd(void)   { return try_open("/etc/passwd", O_RDONLY); }
static int read_program(void)  { return try_open("/bin/sh", O_RDONLY); }
static int read_database(void) { return try_open(database, O_RDONLY); }
static int write_database(void) { return try_open(database, O_RDWR); }
static int make_beside(void)   { return try_open(beside, O_RDWR | O_CREAT); }
static int write_outside(void) { return try_open(outside, O_WRONLY | O_CREAT); }
static int read_resolver(void) { return try_open("/etc/nsswitch.conf", O_RDONLY); }
static int make_device(void)   { return result(mknod(beside, S_IFCHR | 0600, 0)); }
static int unlink_it(void)     { return result(unlink(database)); }
static int rename_it(void)     { return result(rename(database, beside)); }
static int make_folder(void)   { return result(mkdir(beside, 0700)); }

static int
run_shell(void)
{
	char *const argv[] = { "sh", "-c", ":", NULL };

	return result(execv("/bin/sh", argv));		/* success is the shell's own exit code, 0 */
}

static int
fork_one(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);

	if (pid == 0)
		_exit(0);
	return result(pid);
}

static int
connect_tcp(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? errno : result(connect(fd, (struct sockaddr *)&listening, sizeof listening));
}

static int
bind_tcp(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = listening.sin_addr.s_addr };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? errno : result(bind(fd, (struct sockaddr *)&any, sizeof any));
}

static int make_raw(void)     { return result(socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)) ? EACCES : result(socket(AF_PACKET, SOCK_RAW, 0)); }
static int kill_parent(void)  { return result(kill(parent_pid, 0)); }
static int trace_parent(void) { return result(ptrace(PTRACE_ATTACH, parent_pid, NULL, NULL)); }
static int new_namespace(void) { return result(unshare(CLONE_NEWNS)); }
static int load_bpf(void)     { return result(syscall(SYS_bpf, 5, NULL, 0)); }
static int use_keyring(void)  { return result(syscall(SYS_keyctl, 0, -3, 0)); }
static int use_uring(void)    { return result(syscall(SYS_io_uring_setup, 1, NULL)) == EFAULT ? 0 : errno; }
static int raise_limit(void)  { return result(setrlimit(RLIMIT_NPROC, &(struct rlimit){ 10, 10 })); }

static int
run_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
plain_memory(void)
{
	void *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : result(mprotect(p, 4096, PROT_READ));
}

static void *
in_thread(void *of)
{
	*(int *)of = 1;
	return NULL;
}

static int
start_thread(void)
{
	pthread_t t;
	int ran = 0, error = pthread_create(&t, NULL, in_thread, &ran);

	return error ? error : pthread_join(t, NULL) ? EINVAL : ran ? 0 : EAGAIN;
}

static int
find_host(void)
{
	struct addrinfo *found = NULL, hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	int error = getaddrinfo("localhost", "25", &hints, &found);

	if (!error)
		freeaddrinfo(found);
	return error ? EHOSTUNREACH : 0;
}

static int
find_user(void)
{
	struct passwd *p = getpwuid(1);

	return p && !strcmp(p->pw_name, "daemon") ? 0 : ENOENT;
}

static int
accept_one(void)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	return fd < 0 && errno != EAGAIN ? errno : 0;
}

static int
wait_epoll(void)
{
	int e = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event ev = { .events = EPOLLIN };

	return e < 0 || epoll_ctl(e, EPOLL_CTL_ADD, listener, &ev) ? errno : result(epoll_wait(e, &ev, 1, 0));
}

static int
write_log(void)
{
	log_write(LOG_INFO, "sandbox.test", "a line");
	return 0;
}

/* ---- who may ---- */

static const struct try {
	const char *name;
	int (*run)(void);
	unsigned may;			/* kinds for which it must work; for the others it must not */
	unsigned either;		/* kinds for which both are right */
} TRIES[] = {
	{ "read /etc/shadow",     read_shadow,    BIT(parent) | BIT(runner), BIT(desk) },	/* the desk: as its user may */
	{ "read /etc/passwd",     read_passwd,    BIT(parent) | BIT(runner) | BIT(desk), 0 },
	{ "read /bin/sh",         read_program,   BIT(parent) | BIT(runner), BIT(worker) },	/* where /bin is /usr/bin, or not */
	{ "read the database",    read_database,  ALL & ~(BIT(web) | BIT(pass) | BIT(worker)), 0 },
	{ "write the database",   write_database, BIT(parent) | BIT(runner) | BIT(desk) | BIT(folder), 0 },
	{ "make a file beside it", make_beside,   BIT(parent) | BIT(runner) | BIT(desk) | BIT(folder), 0 },
	{ "remove it",            unlink_it,      BIT(parent) | BIT(runner) | BIT(desk) | BIT(folder), 0 },
	{ "rename it",            rename_it,      BIT(parent) | BIT(runner) | BIT(folder), 0 },
	{ "make a folder",        make_folder,    BIT(parent) | BIT(runner) | BIT(folder), 0 },
	{ "write elsewhere",      write_outside,  BIT(parent) | BIT(runner), 0 },
	{ "read nsswitch.conf",   read_resolver,  ALL & ~(BIT(web) | BIT(pass) | BIT(reader) | BIT(folder)), 0 },
	{ "make a device",        make_device,    0, 0 },
	{ "execve",               run_shell,      BIT(parent) | BIT(runner), 0 },
	{ "fork",                 fork_one,       BIT(parent) | BIT(runner), 0 },
	{ "connect",              connect_tcp,    BIT(parent) | BIT(runner) | BIT(worker), 0 },
	{ "bind",                 bind_tcp,       BIT(parent) | BIT(runner), 0 },
	{ "raw sockets",          make_raw,       0, BIT(parent) | BIT(runner) },		/* as root may */
	{ "kill the parent",      kill_parent,    BIT(parent) | BIT(runner), 0 },
	{ "ptrace",               trace_parent,   0, 0 },
	{ "unshare",              new_namespace,  0, 0 },
	{ "bpf",                  load_bpf,       0, 0 },
	{ "keyctl",               use_keyring,    0, 0 },
	{ "io_uring",             use_uring,      0, 0 },
	{ "set a limit",          raise_limit,    BIT(parent) | BIT(runner), 0 },
	{ "memory to run",        run_memory,     BIT(parent) | BIT(runner) | BIT(worker), 0 },
	{ "memory",               plain_memory,   ALL, 0 },
	{ "thread",               start_thread,   BIT(parent) | BIT(runner) | BIT(worker), 0 },
	{ "find a host",          find_host,      BIT(parent) | BIT(runner) | BIT(worker), BIT(desk) },	/* the desk: by /etc/hosts */
	{ "find a user",          find_user,      BIT(parent) | BIT(runner) | BIT(desk), BIT(worker) | BIT(reader) | BIT(web) | BIT(folder) },
	{ "accept",               accept_one,     ALL & ~(BIT(reader) | BIT(pass) | BIT(worker) | BIT(folder)), 0 },
	{ "epoll",                wait_epoll,     ALL & ~BIT(pass), 0 },
	{ "log",                  write_log,      ALL, 0 },
};
#if defined(__SANITIZE_ADDRESS__)
/* What the sanitizers need themselves says nothing about a release; e2e and tools run that one. */
static const char *const SANITIZERS[] = { "fork", "ptrace", "thread", "memory to run" };
#else
static const char *const SANITIZERS[] = { "" };
#endif

static const char *const KINDS[] = { "parent", "desk", "reader", "web", "pass", "worker", "folder", "runner" };
static_assert(COUNT(KINDS) == SANDBOX_KIND_COUNT, "every kind has a name");

static bool
is_sanitizers(const char *name)
{
	for (size_t i = 0; i < COUNT(SANITIZERS); i++)
		if (!strcmp(SANITIZERS[i], name))
			return true;
	return false;
}

/* ---- one try in a process of its own ---- */

static void
put_back(void)
{
	int fd = open(database, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
	unlink(beside);
	rmdir(beside);
	unlink(outside);
}

/* Its wait status; what it said is in LOG. */
static int
in_sandbox(enum sandbox_kind kind, enum sandbox_mode mode, int (*run)(void), char *log, size_t size)
{
	struct sandbox_conf conf = { mode, KINDS[kind], kind == SANDBOX_desk || kind == SANDBOX_reader ? database : kind == SANDBOX_folder ? dir : NULL };
	int out[2], status;
	size_t n = 0;
	ssize_t got;

	put_back();
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	int pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (dup2(out[1], 2) < 0 || !sandbox_enter(kind, &conf))
			_exit(NOT_INSIDE);
		_exit(run() == 0 ? WORKED : REFUSED_IT);
	}
	close(out[1]);
	while (n < size - 1 && (got = read(out[0], log + n, size - 1 - n)) > 0)
		n += (size_t)got;
	log[n] = '\0';
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static bool
has_worked(const struct try *t, enum sandbox_kind kind)
{
	char log[4096];
	int status = in_sandbox(kind, SANDBOX_MODE_required, t->run, log, sizeof log);

	if (WIFSIGNALED(status)) {
		if (WTERMSIG(status) != SIGSYS)
			fail_msg("%s, %s: signal %d", KINDS[kind], t->name, WTERMSIG(status));
		if (t->run == start_thread)
			return false;		/* made with all signals blocked: the kernel lets nobody speak then */
		if (!strstr(log, "\"event\":\"sandbox.call\"") || !strstr(log, KINDS[kind]) || !strstr(log, "}\n"))
			fail_msg("%s, %s: ended without a word: %s", KINDS[kind], t->name, log);
		return false;
	}
	if (WEXITSTATUS(status) == NOT_INSIDE)
		fail_msg("%s: %s", KINDS[kind], log);
	return WEXITSTATUS(status) == WORKED;
}

/* ---- tests ---- */

static void
each_kind_has_its_walls(void **state)
{
	(void)state;
	for (int kind = 0; kind < SANDBOX_KIND_COUNT; kind++)
		for (const struct try *t = TRIES; t < TRIES + COUNT(TRIES); t++) {
			bool worked, may = t->may >> kind & 1 && (t->run != read_shadow || geteuid() == 0);

			if (t->either >> kind & 1 || is_sanitizers(t->name))
				continue;
			worked = has_worked(t, (enum sandbox_kind)kind);
			if (worked != may)
				fail_msg("%s: \"%s\" %s", KINDS[kind], t->name, worked ? "works" : "does not work");
		}
}

static void
a_forbidden_call_is_named(void **state)
{
	char log[4096];
	int status = in_sandbox(SANDBOX_web, SANDBOX_MODE_required, run_shell, log, sizeof log);

	(void)state;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	assert_non_null(strstr(log, "(execve)"));
	assert_non_null(strstr(log, "\"role\":\"web\""));
}

static int
core_limit(void)
{
	struct rlimit l = { 1, 1 };

	return getrlimit(RLIMIT_CORE, &l) || l.rlim_max ? EINVAL : 0;
}

static void
no_core_files(void **state)
{
	char log[4096];

	(void)state;
	for (int kind = 0; kind < SANDBOX_KIND_COUNT; kind++) {
		int status = in_sandbox((enum sandbox_kind)kind, SANDBOX_MODE_off, core_limit, log, sizeof log);

		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == WORKED);
	}
}

static void
off_is_said(void **state)
{
	char log[4096];
	int status = in_sandbox(SANDBOX_parent, SANDBOX_MODE_off, load_bpf, log, sizeof log);

	(void)state;
	(void)status;
	assert_non_null(strstr(log, "sandbox.off"));
}

/* ---- a kernel, or a container, that has neither ---- */

struct filter_op { uint16_t code; uint8_t jt, jf; uint32_t k; };
struct filter { uint16_t n; struct filter_op *op; };
#define LOAD   0x20
#define EQUAL  0x15
#define RETURN 0x06
#define WITH(e) (0x00050000u | (e))

/* landlock_create_ruleset: ENOSYS; a second filter, by either call: EPERM. */
static bool
refuse_both(void)
{
	struct filter_op op[] = {
		{ LOAD, 0, 0, 0 },
		{ EQUAL, 0, 1, SYS_landlock_create_ruleset }, { RETURN, 0, 0, WITH(ENOSYS) },
		{ EQUAL, 0, 1, SYS_seccomp }, { RETURN, 0, 0, WITH(EPERM) },
		{ EQUAL, 0, 3, SYS_prctl }, { LOAD, 0, 0, 16 }, { EQUAL, 0, 1, PR_SET_SECCOMP }, { RETURN, 0, 0, WITH(EPERM) },
		{ RETURN, 0, 0, 0x7fff0000u },
	};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
	    && prctl(PR_SET_SECCOMP, 2, &(struct filter){ COUNT(op), op }) == 0;
}

static int
enter_bare(enum sandbox_kind kind, enum sandbox_mode mode, char *log, size_t size)
{
	int out[2], status, pid;
	ssize_t got;
	size_t n = 0;

	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	if ((pid = fork()) == 0) {
		char why[SANDBOX_WHY_SIZE];

		if (dup2(out[1], 2) < 0 || !refuse_both() || !sandbox_lacks(why))
			_exit(9);
		_exit(sandbox_enter(kind, &(struct sandbox_conf){ mode, KINDS[kind], NULL }) ? WORKED : NOT_INSIDE);
	}
	close(out[1]);
	while (n < size - 1 && (got = read(out[0], log + n, size - 1 - n)) > 0)
		n += (size_t)got;
	log[n] = '\0';
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
never_silently_off(void **state)
{
	char log[4096];

	(void)state;
	assert_int_equal(enter_bare(SANDBOX_parent, SANDBOX_MODE_auto, log, sizeof log), WORKED);
	assert_non_null(strstr(log, "Landlock: "));
	assert_non_null(strstr(log, "seccomp: "));
	assert_int_equal(enter_bare(SANDBOX_web, SANDBOX_MODE_auto, log, sizeof log), WORKED);
	assert_null(strstr(log, "Landlock: "));		/* the parent said it for all */
	for (int kind = 0; kind < SANDBOX_KIND_COUNT; kind++) {
		assert_int_equal(enter_bare((enum sandbox_kind)kind, SANDBOX_MODE_required, log, sizeof log), NOT_INSIDE);
		assert_non_null(strstr(log, "sandbox = required"));
	}
}

/* ---- the stage ---- */

static int
set_up(void **state)
{
	socklen_t size = sizeof listening;

	(void)state;
	parent_pid = getpid();
	listening = (struct sockaddr_in){ .sin_family = AF_INET };
	inet_pton(AF_INET, "127.35.2.1", &listening.sin_addr);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (!mkdtemp(dir) || bind(listener, (struct sockaddr *)&listening, sizeof listening) || listen(listener, 100)
	    || getsockname(listener, (struct sockaddr *)&listening, &size))
		return -1;
	snprintf(database, sizeof database, "%s/simoff.db", dir);
	snprintf(beside, sizeof beside, "%s/simoff.db-journal", dir);
	snprintf(outside, sizeof outside, "%s.outside", dir);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	put_back();
	unlink(database);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_its_walls),
		cmocka_unit_test(a_forbidden_call_is_named),
		cmocka_unit_test(no_core_files),
		cmocka_unit_test(off_is_said),
		cmocka_unit_test(never_silently_off),
	};

	return cmocka_run_group_tests_name("sandbox", tests, set_up, tear_down);
}
