/* program.h - a program that is kept running beside a worker and is asked one line at a time.
 * It has a process group of its own and nothing of ours but standard input and output; what it writes to standard error goes
 * to the log, line by line, cut and counted. It is ended, with its group, when an answer does not come in time or is no line,
 * and started again with the next call; one that fails again and again is left alone for a while, longer each time.
 * It dies with the worker. Not for programs that answer without being asked.
 * Owner: program_close(). Blocks as long as a call's deadline. */
#ifndef SIMOFF_PROGRAM_H
#define SIMOFF_PROGRAM_H
#include "base/base.h"
#include "base/buf.h"

#define PROGRAM_LINE_MAX  4096u		/* bytes of an answer, without its newline */
#define PROGRAM_WHY_SIZE  160u
#define PROGRAM_WORDS_MAX 16u		/* program and arguments */
#define PROGRAM_COMMAND_MAX 512u

struct program {
	char  words[PROGRAM_COMMAND_MAX];	/* the command, cut into words */
	char *argv[PROGRAM_WORDS_MAX + 1];
	int   pid;				/* 0: not running */
	int   to, from, says;			/* its standard input, output, error */
	char  line[PROGRAM_LINE_MAX + 1];
	size_t n;				/* bytes of an answer that has begun */
	struct buf said;			/* a line of standard error that has begun */
	unsigned said_lines;			/* in this call */
	int64_t pause_ms, again_ms;		/* after an early end; no start before AGAIN on the monotonic clock */
	char  why[PROGRAM_WHY_SIZE];		/* of the last error, for staff */
};

/* program_can_run: COMMAND has a word and not too many. */
bool program_can_run(struct str command);
/* program_init(p, command): COMMAND is a path and arguments divided by spaces, no quotes, no shell, and program_can_run() it. Starts nothing.
 * From then on this process ignores SIGPIPE. */
void program_init(struct program *, struct str command);
void program_close(struct program *);		/* ends it */

/* program_send(p, request, deadline): starts it if need be, drops what an earlier call left behind, sends REQUEST and a newline.
 * ERR_TEMP: it could not be started or rests; nothing was sent. ERR_UNSURE: it may have read it; it was ended. */
enum err program_send(struct program *, struct str request, struct utc_ms deadline) MUST_CHECK;

/* program_line(p, deadline, line): the next line of its standard output, borrowed until the next call. ERR_UNSURE: there is
 * none: too late, ended, too long, or more than one; it was ended. Call it again to pass over a line of an earlier call. */
enum err program_line(struct program *, struct utc_ms deadline, struct str *line_out) MUST_CHECK;

void program_went_well(struct program *);	/* the answer was good: the next early end begins with a short pause again */
void program_end(struct program *, const char *why);	/* ends it, with its group; WHY goes to the log */
#endif
