/* ask.c - questions at the controlling terminal. Touches /dev/tty only. Errors: no terminal is the answer no. */
#include "simcopy/ask.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int
open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

bool
ask_is_possible(void)
{
	AUTO(close_fd) int fd = open_terminal();

	return fd >= 0;
}

/* Reads byte by byte up to the newline, so that nothing typed is left in a buffer of ours. */
static bool
read_line(int fd, char out[ASK_MAX])
{
	size_t n = 0;
	char c;

	while (read(fd, &c, 1) == 1) {
		if (c == '\n') {
			out[n] = '\0';
			return true;
		}
		if (n == ASK_MAX - 1)
			return false;
		out[n++] = c;
	}
	return false;
}

static bool
ask(struct progress *p, const char *msgid, const struct catalog_arg *arg, size_t n, bool hidden, char out[ASK_MAX])
{
	AUTO(close_fd) int fd = open_terminal();
	struct termios before, quiet;

	out[0] = '\0';
	if (fd < 0 || tcgetattr(fd, &before))
		return false;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	if (hidden && tcsetattr(fd, TCSAFLUSH, &quiet))
		return false;
	progress_prompt(p, msgid, arg, n);
	bool typed = read_line(fd, out);
	if (hidden) {
		tcsetattr(fd, TCSAFLUSH, &before);
		fputc('\n', p->err);
	}
	return typed;
}

bool
ask_line(struct progress *p, const char *msgid, const struct catalog_arg *arg, size_t n, char out[ASK_MAX])
{
	return ask(p, msgid, arg, n, false, out);
}

bool
ask_secret(struct progress *p, const char *msgid, const struct catalog_arg *arg, size_t n, char out[ASK_MAX])
{
	return ask(p, msgid, arg, n, true, out);
}

bool
ask_yes(struct progress *p, const char *msgid, const struct catalog_arg *arg, size_t n)
{
	char typed[ASK_MAX];

	if (!ask(p, msgid, arg, n, false, typed))
		return false;
	struct str word = str_trim(str_of(typed));
	return str_is(word, "yes") || str_eq(word, catalog_text(p->cat, "yes"));
}
