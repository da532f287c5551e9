/* sandbox.h - what each process of simoffd may still ask of the kernel once it is ready to work: system calls by seccomp, files
 * and connections by Landlock, descriptors by a limit. One table in sandbox.c says it for every kind of process; ADR 9 why.
 *	a call that nothing here has a reason for	the process ends by SIGSYS, and its last log line names the call
 *	a call that libraries try and can do without	fails with EACCES
 *	a file or a connection that is not in the table	fails with EACCES
 * There is no way back. Processes started later have it too: what the parent may not, nobody may. */
#ifndef SIMOFF_SANDBOX_H
#define SIMOFF_SANDBOX_H
#include "base/record.h"

#define SANDBOX_WHY_SIZE 200u

/* [server] sandbox: word, meaning */
#define SANDBOX_MODES(X) \
	X(auto,     "as much as this kernel has; what is missing is a warning in the log") \
	X(required, "the daemon does not start without all of it") \
	X(off,      "none, with a warning at every start")
enum sandbox_mode {
#define X(n, t) SANDBOX_MODE_##n,
	SANDBOX_MODES(X)
#undef X
	SANDBOX_MODE_COUNT
};
extern const struct names sandbox_mode_names;

/* Kinds of processes. A runner is a worker whose adapter starts a program of the operator's, which may need anything: it has
 * what the parent has. A folder's worker works on files of the operator's, below one folder, and has no network. */
enum sandbox_kind { SANDBOX_parent, SANDBOX_desk, SANDBOX_reader, SANDBOX_web, SANDBOX_pass, SANDBOX_worker, SANDBOX_folder, SANDBOX_runner, SANDBOX_KIND_COUNT };

/* OWN: the desk's database, a worker's own file of certificates, or its folder; NULL: none. NAME is that of the log lines, borrowed. */
struct sandbox_conf { enum sandbox_mode mode; const char *name, *own; };

/* sandbox_enter(kind, conf): from now on. False: mode `required` and this kernel, or what the container around us allows, does
 * not have all of it; the log says what. Cost: some milliseconds, once. Before any thread is made. */
bool sandbox_enter(enum sandbox_kind, const struct sandbox_conf *) MUST_CHECK;

/* sandbox_lacks(why): does this kernel lack part of it? WHY says which. For doctor; changes nothing. */
bool sandbox_lacks(char why_out[SANDBOX_WHY_SIZE]) MUST_CHECK;
#endif
