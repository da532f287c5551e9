/* serve_job.h - work on a card in a process of its own, which ends with it: the agent goes on answering, and what the card's bytes
 * touched is gone with the process. Its events come as lines of JSON; a backup comes as files in memory that no disk has seen.
 * One at a time. Owner: the agent. */
#ifndef SIMOFF_SIMCOPY_SERVE_JOB_H
#define SIMOFF_SIMCOPY_SERVE_JOB_H
#include "base/buf.h"
#include "base/catalog.h"

#include <sys/types.h>

#define SERVE_JOB_EVENTS_MAX 1048576u	/* bytes; more are read and dropped */
#define SERVE_JOB_PIN_SIZE   9u

enum serve_job_state { SERVE_JOB_NONE, SERVE_JOB_RUNS, SERVE_JOB_DONE, SERVE_JOB_PARTLY, SERVE_JOB_FAILED };
enum serve_job_kind { SERVE_JOB_LOOK, SERVE_JOB_BACKUP };

struct serve_job {
	enum serve_job_state state;
	enum serve_job_kind kind;
	pid_t pid;
	int events_fd;			/* readable: serve_job_read; -1: none */
	int files_fd;			/* of the memory that the files come in */
	struct buf events;
	const char *files;		/* a bundle, mapped; NULL: none */
	size_t files_size;
};
struct serve_job_wish {
	enum serve_job_kind kind;
	const char *reader;		/* a part of its name; NULL: the one with a card */
	const char *pin;		/* sent once where it is asked for; "": none. The caller wipes its own */
	bool last_try;
	const struct catalog *cat;
};

void serve_job_init(struct serve_job *);
/* serve_job_start: forgets what was before. The process is told of the end of ours, and then ends too. ERR_CLASH: one runs;
 * ERR_TEMP: no process or memory to be had. */
enum err serve_job_start(struct serve_job *, const struct serve_job_wish *) MUST_CHECK;
void serve_job_read(struct serve_job *);	/* takes what has come; at the end the state tells how it ended */
void serve_job_stop(struct serve_job *);	/* asks it to end at the next record; what was read is kept */
void serve_job_forget(struct serve_job *);	/* ends it if it runs; its events and files are gone */

struct str serve_job_files(const struct serve_job *);	/* for bundle_next; empty: none */
const char *serve_job_state_name(enum serve_job_state);	/* "done" */
#endif
