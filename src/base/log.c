/* log.c - JSON lines to stderr. A line is made whole, then written with one call. */
#include "base/log.h"

#include "base/clock.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Escaping makes six bytes of one at most; the rest of a line are names, a time and a number. */
#define HEAD_MAX (CLOCK_TEXT_SIZE + 2 * LOG_NAME_MAX + 100)
static_assert(HEAD_MAX + 6 * LOG_TEXT_MAX < LOG_LINE_MAX, "a line with the worst text fits");

static const char *role_name = "simoff";
static enum log_level least = LOG_INFO;

static const char *const LEVELS[] = { [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error" };
static_assert(COUNT(LEVELS) == LOG_LEVEL_COUNT, "every level has a word");
const struct names log_level_names = { LEVELS, COUNT(LEVELS) };

void
log_open(const char *role)
{
	assert(strlen(role) <= LOG_NAME_MAX);
	role_name = role;
	least = LOG_INFO;
}

void
log_least(enum log_level level)
{
	assert(level < LOG_LEVEL_COUNT);
	least = level;
}

static void
begin_line(struct buf *line, enum log_level level, const char *event)
{
	char now[CLOCK_TEXT_SIZE];

	assert(level < LOG_LEVEL_COUNT && strlen(event) <= LOG_NAME_MAX);
	clock_format(clock_now(), now);
	buf_init(line, LOG_LINE_MAX);
	buf_printf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"role\":\"%s\",\"pid\":%d,\"event\":\"%s\",", now, LEVELS[level], role_name,
	           (int)getpid(), event);
}

static void
end_line(struct buf *line)
{
	ssize_t n;

	buf_addz(line, "}\n");
	assert(!line->over && "a log line passed its limit");
	do
		n = write(STDERR_FILENO, line->p, line->n);
	while (n < 0 && errno == EINTR);
}

/* Text of LENGTH bytes, of which at most LOG_TEXT_MAX are there. A character that may have been cut in two is dropped. */
static struct str
clean(char *text, size_t length)
{
	size_t n = length < LOG_TEXT_MAX ? length : LOG_TEXT_MAX;

	if (n < length) {
		while (n && ((unsigned char)text[n - 1] & 0xc0) == 0x80)
			n--;
		if (n && (unsigned char)text[n - 1] >= 0xc0)
			n--;
	}
	if (!str_is_utf8((struct str){ text, n }))
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)text[i] >= 0x80)
				text[i] = '?';
	return (struct str){ text, n };
}

void
log_write(enum log_level level, const char *event, const char *fmt, ...)
{
	AUTO(buf_done) struct buf line = { 0 };
	int error = errno;
	char text[LOG_TEXT_MAX + 1];
	va_list ap;

	if (level < least)
		return;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	begin_line(&line, level, event);
	buf_addz(&line, "\"text\":");
	buf_json(&line, clean(text, (size_t)n));
	end_line(&line);
	errno = error;
}

void
log_record(enum log_level level, const char *event, const struct record *r, const void *rec)
{
	AUTO(buf_done) struct buf line = { 0 };
	int error = errno;

	if (level < least)
		return;
	begin_line(&line, level, event);
	size_t head = line.n;
	buf_printf(&line, "\"%s\":", r->name);
	record_log(r, rec, &line);
	if (line.over || line.n > LOG_LINE_MAX - 2) {
		line.n = head;
		line.over = false;
		buf_printf(&line, "\"text\":\"%s is too large for a line\"", r->name);
	}
	end_line(&line);
	errno = error;
}
