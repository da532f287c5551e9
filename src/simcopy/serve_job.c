/* serve_job.c - the process that works on a card. Touches processes, pipes, memory files; the card in the child only.
 * The child has its own session, so no terminal: nothing is ever asked there. Errors: serve_job.h, and events. */
#include "simcopy/serve_job.h"

#include "simcopy/backup.h"
#include "simcopy/bundle.h"
#include "simcopy/command.h"
#include "simcopy/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_FD = 3, FIRST_OF_PARENT };	/* in the child */

/* ---- in the child ---- */

static enum command_exit
fail(struct progress *p, struct str why, enum err e)
{
	return command_fail(p, COMMAND_FAILED, why.n ? why : str_of(err_text(e)));
}

/* Which class, by whether it can select the card's number; then what it says of its PIN. */
static enum err
look_at(struct card *c, struct pcsc_card *wire, struct pin_tries *out)
{
	struct card_path path = card_path("3F002FE2");
	struct card_answer a;
	struct header h;

	card_start(c, wire, IMAGE_USIM);
	enum err e = card_select(c, &path, &a, &h);
	if (e)
		return e;
	if (card_meaning(a.sw) != CARD_DONE)
		card_start(c, wire, IMAGE_GSM);
	return pin_look(c, out);
}

static enum command_exit
look(const struct serve_job_wish *wish, struct progress *p)
{
	AUTO(session_done) struct session s = { 0 };
	struct card c = { 0 };
	struct pin_tries t;
	char why[PCSC_WHY_SIZE] = "", left[12] = "";
	enum err e = session_open(&s, wish->reader, p, why);

	if (!e && (e = look_at(&c, s.card, &t)))
		snprintf(why, sizeof why, "%s", c.why);
	if (e)
		return fail(p, str_of(why), e);
	if (t.left >= 0)
		snprintf(left, sizeof left, "%d", t.left);
	PROGRESS_SAY(p, "card", t.is_open ? CATALOG_TEXT("The card can be read without a PIN.")
		: t.is_blocked ? CATALOG_TEXT("The PIN is blocked. Put the card in a phone, enter the PUK from your operator, and come back.")
		: t.left < 0 ? CATALOG_TEXT("The card asks for its PIN and does not say how many tries are left.")
		: CATALOG_TEXT("The card asks for its PIN. Tries left: {left}."),
		{ "left", str_of(left) }, { "pin", t.is_open ? STR("open") : t.is_blocked ? STR("blocked") : STR("needed") },
		{ "reader", str_of(s.reader.name) });
	return COMMAND_OK;
}

static enum err
write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_TEMP;
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return ERR_OK;
}

static enum command_exit
hand_over(const struct image *im, struct progress *p)
{
	AUTO(buf_done) struct buf all = { .max_bytes = BUNDLE_BYTES_MAX };
	char files[24], refused[24];
	size_t refused_count = backup_refused(im);
	enum err e = bundle_plain(im, &(struct export_options){ .cat = p->cat }, &all);

	if (!e)
		e = write_all(FILES_FD, buf_str(&all));
	if (e)
		return fail(p, STR(""), e);
	snprintf(files, sizeof files, "%zu", im->files);
	snprintf(refused, sizeof refused, "%zu", refused_count);
	PROGRESS_SAY(p, "end", im->is_whole
		? CATALOG_TEXT("The card was read: {files} files. Refused by the card: {refused}.")
		: CATALOG_TEXT("Only a part of the card was read: {files} files. Refused by the card: {refused}. Begin again to read all of it."),
		{ "files", str_of(files) }, { "refused", str_of(refused) }, { "whole", im->is_whole ? STR("yes") : STR("no") });
	return im->is_whole && !refused_count ? COMMAND_OK : COMMAND_PARTLY;
}

static enum command_exit
backup(const struct serve_job_wish *wish, struct progress *p)
{
	AUTO(session_done) struct session s = { 0 };
	AUTO(image_free) struct image *im = NULL;
	struct backup_options options = { .stop = &session_stop };
	struct pin pin = { .given = wish->pin, .last_try = wish->last_try };
	char why[PCSC_WHY_SIZE] = "";
	unsigned exchanges;

	if (!files_groups("other,contacts,messages", options.group))
		return COMMAND_FAILED;
	enum err e = session_open(&s, wish->reader, p, why);
	if (!e)
		e = backup_run(s.card, &s.reader, &options, p, &pin, &im, &exchanges, why);
	if (e)
		fail(p, e == ERR_TEMP && session_stop ? catalog_text(p->cat, CATALOG_TEXT("stopped")) : str_of(why), e);
	if (!im)
		return COMMAND_FAILED;
	enum command_exit code = hand_over(im, p);
	return e && code == COMMAND_OK ? COMMAND_PARTLY : code;
}

/* Nothing of the parent's is open here but its standard error: its connections end when it ends them. */
static NORETURN void
run(const struct serve_job_wish *wish, int events_fd, int files_fd, pid_t parent)
{
	struct progress p;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || setsid() < 0)
		_exit(COMMAND_FAILED);
	int nothing = open("/dev/null", O_RDONLY);
	int events = fcntl(events_fd, F_DUPFD, FIRST_OF_PARENT), files = fcntl(files_fd, F_DUPFD, FIRST_OF_PARENT);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(events, STDOUT_FILENO) < 0 || dup2(files, FILES_FD) < 0 ||
	    close_range(FIRST_OF_PARENT, UINT32_MAX, 0))
		_exit(COMMAND_FAILED);
	progress_start(&p, wish->cat, stdout, stderr, true);
	enum command_exit code = wish->kind == SERVE_JOB_LOOK ? look(wish, &p) : backup(wish, &p);
	fflush(stdout);
	_exit((int)code);
}

/* ---- in the agent ---- */

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
serve_job_init(struct serve_job *j)
{
	*j = (struct serve_job){ .events_fd = -1, .files_fd = -1 };
	buf_init(&j->events, SERVE_JOB_EVENTS_MAX);
}

enum err
serve_job_start(struct serve_job *j, const struct serve_job_wish *wish)
{
	int pipe_fd[2] = { -1, -1 };
	pid_t us = getpid();

	if (j->state == SERVE_JOB_RUNS)
		return ERR_CLASH;
	serve_job_forget(j);
	j->files_fd = memfd_create("backup", MFD_CLOEXEC);
	if (j->files_fd < 0 || pipe2(pipe_fd, O_CLOEXEC | O_NONBLOCK))
		goto failed;
	fcntl(pipe_fd[1], F_SETFL, 0);		/* the child waits when we are slow */
	fflush(NULL);
	j->pid = fork();
	if (j->pid == 0)
		run(wish, pipe_fd[1], j->files_fd, us);
	close_fd(&pipe_fd[1]);
	if (j->pid < 0)
		goto failed;
	j->kind = wish->kind;
	j->events_fd = pipe_fd[0];
	j->state = SERVE_JOB_RUNS;
	return ERR_OK;
failed:
	close_fd(&pipe_fd[0]);
	close_fd(&j->files_fd);
	return ERR_TEMP;
}

static void
map_files(struct serve_job *j)
{
	struct stat st;
	void *p = MAP_FAILED;

	if (!fstat(j->files_fd, &st) && st.st_size > 0 && (size_t)st.st_size <= BUNDLE_BYTES_MAX)
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, j->files_fd, 0);
	close_fd(&j->files_fd);
	if (p == MAP_FAILED)
		return;
	j->files = p;
	j->files_size = (size_t)st.st_size;
}

static void
end(struct serve_job *j)
{
	int status = 0;

	close_fd(&j->events_fd);
	while (waitpid(j->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : COMMAND_FAILED;
	j->state = code == COMMAND_OK ? SERVE_JOB_DONE : code == COMMAND_PARTLY ? SERVE_JOB_PARTLY : SERVE_JOB_FAILED;
	map_files(j);
}

void
serve_job_read(struct serve_job *j)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(j->events_fd, piece, sizeof piece)) > 0)
		buf_add(&j->events, (struct str){ piece, (size_t)n });
	if (n == 0)
		end(j);
}

void
serve_job_stop(struct serve_job *j)
{
	if (j->state == SERVE_JOB_RUNS)
		kill(j->pid, SIGTERM);
}

void
serve_job_forget(struct serve_job *j)
{
	if (j->state == SERVE_JOB_RUNS) {
		kill(j->pid, SIGKILL);
		end(j);
	}
	if (j->files)
		munmap((void *)(uintptr_t)j->files, j->files_size);
	if (j->events.p)
		explicit_bzero(j->events.p, j->events.cap);
	buf_done(&j->events);
	serve_job_init(j);
}

struct str
serve_job_files(const struct serve_job *j)
{
	return (struct str){ j->files, j->files_size };
}

const char *
serve_job_state_name(enum serve_job_state state)
{
	switch (state) {
	case SERVE_JOB_NONE:
		return "none";
	case SERVE_JOB_RUNS:
		return "running";
	case SERVE_JOB_DONE:
		return "done";
	case SERVE_JOB_PARTLY:
		return "partly";
	case SERVE_JOB_FAILED:
		return "failed";
	}
	return "?";
}
