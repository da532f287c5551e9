/* sandbox.c - the table of what each kind of process may ask of the kernel, and seccomp by libseccomp, whose only user this is.
 * Groups of calls are what a kind of work needs, with the relatives that another C library or kernel would use instead.
 * A group under QUIET fails with EACCES: libraries try it and do without (a name service cache, a time zone, a preallocation).
 * What is in neither ends the process: only a bug or an intruder asks for it, and neither shall get a second try.
 * Sources: seccomp(2), seccomp_rule_add(3); the calls that the end-to-end tests make, by strace. Errors: see sandbox.h. */
#include "app/sandbox.h"

#include "app/sandbox_paths.h"
#include "app/sandbox_report.h"
#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <seccomp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const MODES[] = {
#define X(n, t) #n,
	SANDBOX_MODES(X)
#undef X
};
const struct names sandbox_mode_names = { MODES, SANDBOX_MODE_COUNT };

/* ---- the table ---- */

enum { RUN = 1, LOG = 2, STREAMS = 4, WAIT = 8, ACCEPT = 16, READ = 32, WRITE = 64, CONNECT = 128, ODD = 256, SANITIZER = 512, FOLDER = 1024 };
#define GROUPS 11

static const char *const CALLS[GROUPS][48] = {
	/* RUN: memory, time, signals to oneself, its own descriptors. With arguments watched: mmap, mprotect, tgkill, prlimit64 */
	{ "brk", "munmap", "mremap", "madvise", "exit", "exit_group", "rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack",
	  "restart_syscall", "futex", "sched_yield", "sched_getaffinity", "membarrier", "rseq", "set_robust_list", "clock_gettime",
	  "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep", "pause", "times", "getrusage", "getrandom", "getpid", "gettid",
	  "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo", "read", "readv", "close", "fcntl", "fstat", "newfstatat", "stat",
	  "lstat", "statx", "lseek" },
	/* LOG */
	{ "write", "writev" },
	/* STREAMS: on sockets that it was given */
	{ "recvfrom", "recvmsg", "sendto", "sendmsg", "shutdown", "getsockopt", "setsockopt", "getsockname", "getpeername", "poll", "ppoll" },
	/* WAIT */
	{ "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2" },
	/* ACCEPT */
	{ "accept", "accept4" },
	/* READ: Landlock says which files */
	{ "open", "openat", "pread64", "preadv", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents64", "getcwd", "statfs",
	  "fstatfs" },
	/* WRITE: as SQLite does */
	{ "pwrite64", "pwritev", "ftruncate", "fallocate", "fsync", "fdatasync", "unlink", "unlinkat" },
	/* CONNECT: with what resolvers and libcurl need; threads. With arguments watched: socket, clone */
	{ "connect", "bind", "socketpair", "eventfd2", "pipe2", "sendmmsg", "recvmmsg", "select", "pselect6" },
	/* ODD: nobody needs it, libraries ask all the same */
	{ "ioctl", "chown", "fchown", "prctl", "mlock", "mlock2", "munlock", "sched_setaffinity", "setpriority", "mkdir" },
	/* SANITIZER: their own bookkeeping, and the leak check at the end, which stops and reads the process from a clone of it */
	{ "ptrace", "wait4", "prctl", "readlink", "open", "openat", "getdents64", "getdents", "getppid", "mincore", "pipe2" },
	/* FOLDER: files that are finished under another name, for somebody else */
	{ "mkdir", "mkdirat", "rename", "renameat", "renameat2", "chmod", "fchmod", "fchmodat", "umask" },
};

/* What nobody may, not even a program that an adapter starts: the kernel's own doors. */
static const char *const REFUSED[] = {
	"ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
	"io_uring_enter", "io_uring_register", "add_key", "request_key", "keyctl", "mount", "umount2", "pivot_root", "chroot", "move_mount",
	"fsopen", "fsmount", "fsconfig", "fspick", "open_tree", "mount_setattr", "unshare", "setns", "swapon", "swapoff", "reboot",
	"kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "iopl", "ioperm", "acct", "quotactl",
	"settimeofday", "clock_settime", "sethostname", "setdomainname", "personality", "vhangup", "syslog", "open_by_handle_at",
};

#define PATHS_MAX 16
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED SANITIZER
#define SANITIZED_PATHS { "/proc", SANDBOX_READ },
#else
#define SANITIZED 0
#define SANITIZED_PATHS
#endif

static const struct row {
	bool is_free;			/* all calls but REFUSED, which fail with EPERM */
	bool may_connect;
	unsigned calls, quiet;
	rlim_t files;			/* open at once; 0: as it was given */
	unsigned own;			/* rights on the folder of the desk's database, or on the worker's file or folder */
	struct sandbox_path paths[PATHS_MAX];
} ROWS[SANDBOX_KIND_COUNT] = {
	/* reads the configuration again at SIGHUP, wherever it then points; what it must not, no child can */
	[SANDBOX_parent] = { .is_free = true, .paths = { { "/", SANDBOX_ALL } } },
	/* /etc: names of those who use the socket; the file of users is replaced, not rewritten, when there is a new one */
	[SANDBOX_desk] = { .calls = RUN | LOG | STREAMS | WAIT | ACCEPT | READ | WRITE, .quiet = CONNECT, .files = 256,
		.own = SANDBOX_READ | SANDBOX_WRITE, .paths = { SANITIZED_PATHS { "/etc", SANDBOX_READ }, { "/dev/urandom", SANDBOX_READ } } },
	/* its files are open; it may write to the log and to sockets only */
	[SANDBOX_reader] = { .calls = RUN | STREAMS | WAIT | READ, .quiet = CONNECT | WRITE, .files = 256,
		.own = SANDBOX_READ, .paths = { SANITIZED_PATHS { "/dev/urandom", SANDBOX_READ } } },
	/* how many files, the configuration says: web_role.c */
	[SANDBOX_web] = { .calls = RUN | LOG | STREAMS | WAIT | ACCEPT, .quiet = READ | WRITE, .paths = { SANITIZED_PATHS } },
	/* memory, its three sockets, and the log */
	[SANDBOX_pass] = { .calls = RUN | STREAMS, .files = 16, .paths = { SANITIZED_PATHS } },
	/* certificates, and what the resolver reads; libraries, because name services are such */
	[SANDBOX_worker] = { .may_connect = true, .calls = RUN | LOG | STREAMS | WAIT | READ | CONNECT, .quiet = WRITE, .files = 128,
		.own = SANDBOX_READ,
		.paths = { SANITIZED_PATHS { "/etc/ssl/certs", SANDBOX_READ }, { "/etc/ssl/openssl.cnf", SANDBOX_READ },
			{ "/usr/share/ca-certificates", SANDBOX_READ }, { "/usr/local/share/ca-certificates", SANDBOX_READ },
			{ "/usr/lib", SANDBOX_READ }, { "/etc/ld.so.cache", SANDBOX_READ }, { "/etc/resolv.conf", SANDBOX_READ },
			{ "/run/systemd/resolve", SANDBOX_READ }, { "/etc/hosts", SANDBOX_READ }, { "/etc/host.conf", SANDBOX_READ },
			{ "/etc/nsswitch.conf", SANDBOX_READ }, { "/etc/gai.conf", SANDBOX_READ }, { "/etc/services", SANDBOX_READ },
			{ "/dev/urandom", SANDBOX_READ } } },
	/* a folder that is made anew, or mounted, later is another one for Landlock: SIGHUP */
	[SANDBOX_folder] = { .calls = RUN | LOG | STREAMS | WAIT | READ | WRITE | FOLDER, .quiet = CONNECT, .files = 128,
		.own = SANDBOX_READ | SANDBOX_WRITE | SANDBOX_FOLDERS, .paths = { SANITIZED_PATHS { "/dev/urandom", SANDBOX_READ } } },
	[SANDBOX_runner] = { .is_free = true, .paths = { { "/", SANDBOX_ALL } } },
};

/* ---- system calls ---- */

static void
context_done(scmp_filter_ctx *c)
{
	seccomp_release(*c);
}

/* A call of another architecture has no number here, and needs no rule. */
static int
rule(scmp_filter_ctx c, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);

	assert(call != __NR_SCMP_ERROR && "libseccomp does not know this name");
	return call < 0 ? 0 : seccomp_rule_add(c, action, call, 0);
}

static bool
is_in(unsigned groups, const char *name)
{
	for (int g = 0; g < GROUPS; g++)
		for (const char *const *call = CALLS[g]; groups >> g & 1 && *call; call++)
			if (strcmp(*call, name) == 0)
				return true;
	return false;
}

/* Those of GROUPS that are not of BUT. */
static int
rules_of(scmp_filter_ctx c, uint32_t action, unsigned groups, unsigned but)
{
	int error = 0;

	for (int g = 0; g < GROUPS; g++)
		for (const char *const *call = CALLS[g]; groups >> g & 1 && *call && !error; call++)
			if (!is_in(but | (groups & ((1u << g) - 1)), *call))
				error = rule(c, action, *call);
	return error;
}

#define DENY SCMP_ACT_ERRNO(EACCES)
#define WHEN(c, action, name, ...) seccomp_rule_add(c, action, SCMP_SYS(name), 1, __VA_ARGS__)

/* Memory that can be run is made by the loader before us, or when a library is loaded; signals go to oneself; limits are read. */
static int
watch_run(scmp_filter_ctx c, const struct row *r)
{
	bool loads = r->calls & CONNECT;
	int error = WHEN(c, SCMP_ACT_ALLOW, tgkill, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));

	error = error ? error : WHEN(c, SCMP_ACT_ALLOW, prlimit64, SCMP_A2(SCMP_CMP_EQ, 0, 0));
	if (loads) {
		error = error ? error : rule(c, SCMP_ACT_ALLOW, "mmap");
		return error ? error : rule(c, SCMP_ACT_ALLOW, "mprotect");
	}
	error = error ? error : WHEN(c, SCMP_ACT_ALLOW, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	error = error ? error : WHEN(c, DENY, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
	return error ? error : WHEN(c, SCMP_ACT_ALLOW, mprotect, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* The internet, and the kernel's list of our own addresses. */
static int
watch_sockets(scmp_filter_ctx c, const struct row *r)
{
	static const int FAMILIES[] = { AF_INET, AF_INET6, AF_NETLINK };
	int error = 0;

	if (!(r->calls & CONNECT))
		return r->quiet & CONNECT ? rule(c, DENY, "socket") : 0;
	for (size_t i = 0; i < COUNT(FAMILIES) && !error; i++)
		error = WHEN(c, SCMP_ACT_ALLOW, socket, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)FAMILIES[i], 0));
	return error ? error : WHEN(c, DENY, socket, SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
}

/* Of clone: a thread, never a process; clone3 hides its flags from us, and the C library then takes clone. */
static int
fill(scmp_filter_ctx c, const struct row *r)
{
	int error = rules_of(c, SCMP_ACT_ALLOW, r->calls | SANITIZED, 0);

	error = error ? error : rules_of(c, DENY, r->quiet | ODD, r->calls | SANITIZED);
	error = error ? error : watch_run(c, r);
	error = error ? error : watch_sockets(c, r);
	if (!error && SANITIZED)
		error = rule(c, SCMP_ACT_ALLOW, "clone");
	else if (!error && r->calls & CONNECT)
		error = WHEN(c, SCMP_ACT_ALLOW, clone, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	error = error ? error : rule(c, SCMP_ACT_ERRNO(ENOSYS), "clone3");
	if (!error && !(r->calls & LOG))
		error = WHEN(c, SCMP_ACT_ALLOW, write, SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0));
	return error;
}

static int
refuse(scmp_filter_ctx c)
{
	int error = 0;

	for (size_t i = 0; i < COUNT(REFUSED) && !error; i++)
		if (!is_in(SANITIZED, REFUSED[i]))
			error = rule(c, SCMP_ACT_ERRNO(EPERM), REFUSED[i]);
	return error;
}

/* What a report will call them. */
static void
name_calls(void)
{
	for (unsigned i = 0; i < SANDBOX_REPORT_CALLS; i++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)i);

		if (name)
			sandbox_report_name(i, name);
		free(name);
	}
}

/* 0, or an errno. */
static int
calls_enter(const struct row *r, const char *name)
{
	AUTO(context_done) scmp_filter_ctx c = seccomp_init(r->is_free ? SCMP_ACT_ALLOW : SCMP_ACT_TRAP);

	if (!c)
		abort();
	if (!r->is_free) {
		name_calls();
		sandbox_report_open(name);
	}
	int error = seccomp_attr_set(c, SCMP_FLTATR_API_SYSRAWRC, 1);
	error = error ? error : r->is_free ? refuse(c) : fill(c, r);
	return -(error ? error : seccomp_load(c));
}

/* ---- files ---- */

/* The folder that PATH, absolute, is in. */
static void
cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	slash[slash == path ? 1 : 0] = '\0';
}

/* The desk's own is a folder: SQLite makes files beside its own. A worker's may be missing; libcurl, or the adapter, then
 * says so. */
static int
files_enter(const struct row *r, enum sandbox_kind kind, const char *own)
{
	struct sandbox_path list[PATHS_MAX + 2] = { { 0 } };
	char path[PATH_MAX];
	size_t n = 0;

	for (; n < PATHS_MAX && r->paths[n].path; n++)
		list[n] = r->paths[n];
	if (own && r->own && realpath(own, path)) {
		if (kind == SANDBOX_desk || kind == SANDBOX_reader)
			cut_last(path);
		list[n] = (struct sandbox_path){ path, r->own };
	}
	return sandbox_paths_enter(&(struct sandbox_paths){ list, r->is_free, r->may_connect });
}

/* ---- all of it ---- */

static void
limit(int what, rlim_t most)
{
	struct rlimit l;

	if (getrlimit((enum __rlimit_resource)what, &l) || l.rlim_max <= most)
		most = l.rlim_max;
	(void)setrlimit((enum __rlimit_resource)what, &(struct rlimit){ most, most });
}

/* What the kernel does not have at all is one line for the daemon: its children have the same. False: it must not go on. */
static bool
judge(enum sandbox_kind kind, enum sandbox_mode mode, const char *what, int error)
{
	bool is_required = mode == SANDBOX_MODE_required;

	if (!error)
		return true;
	if (is_required || kind == SANDBOX_parent || error != ENOSYS)
		log_write(is_required ? LOG_ERROR : LOG_WARN, "sandbox.lacks", "%s: %s%s", what, strerror(error),
		    is_required ? "; [server] sandbox = required, so this does not start" : "; going on without");
	return !is_required;
}

bool
sandbox_enter(enum sandbox_kind kind, const struct sandbox_conf *conf)
{
	const struct row *r = &ROWS[kind];

	limit(RLIMIT_CORE, 0);
	if (r->files)
		limit(RLIMIT_NOFILE, r->files);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (conf->mode == SANDBOX_MODE_off) {
		if (kind == SANDBOX_parent)
			log_write(LOG_WARN, "sandbox.off", "[server] sandbox = off: a process that is taken over may do what its user may");
		return true;
	}
	return judge(kind, conf->mode, "Landlock", files_enter(r, kind, conf->own))
	    && judge(kind, conf->mode, "seccomp", calls_enter(r, conf->name));
}

bool
sandbox_lacks(char why_out[SANDBOX_WHY_SIZE])
{
	bool has_seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
	int version = sandbox_paths_version();

	snprintf(why_out, SANDBOX_WHY_SIZE, "seccomp: %s; Landlock: ", has_seccomp ? "yes" : "no");
	size_t n = strlen(why_out);
	snprintf(why_out + n, SANDBOX_WHY_SIZE - n, version ? "version %d" : "no", version);
	return !has_seccomp || !version;
}
