/* child.h - one child process as the parent sees it: started, told, listened to, ended. */
#ifndef SIMOFF_CHILD_H
#define SIMOFF_CHILD_H
#include "app/boot.h"

#define CHILD_PAUSE_MS  200		/* between two starts of the same child */
#define CHILD_START_MS  30000		/* until it must have said that it is up: a large database may have a log to replay */
#define CHILD_SILENT_MS 5000		/* then without a beat it is ended */

struct child {
	enum role role;
	int pid;			/* 0: not running */
	int control;			/* -1: not running */
	int64_t started_ms, deadline_ms;	/* monotonic; INT64_MAX: ended by force, not yet gone */
	bool up;			/* said so */
	bool stale;			/* started with a configuration that is no longer the one */
	bool stopping;			/* was asked to end */
};

/* child_start: this program again, in the role of C, with its configuration on its control socket. Aborts when the
 * machine has no processes or descriptors to give. */
void child_start(struct child *, const struct boot *);
/* child_tell: false when it does not listen; one that is there and does not read is ended by force. */
bool child_tell(struct child *, const struct control_message *) MUST_CHECK;
/* child_link: a channel between A and B, one end to each. */
void child_link(struct child *a, struct child *b);
void child_stop(struct child *, int64_t within_ms);	/* asked to; ended by force after that time */
/* child_hear: what it said. True: it has just said that it is up. */
bool child_hear(struct child *, const struct boot *);
void child_check(struct child *);	/* past its deadline: ended by force */
void child_gone(struct child *, int status);	/* waitpid() reported its end: say how, forget it */
#endif
