/* log.h - what a process tells about itself: one JSON object per line on stderr, for the journal.
 *	{"time":"2026-11-22T18:20:05.123Z","level":"info","role":"desk","pid":812,"event":"batch.failed","text":"..."}
 * No personal data, by construction: records go through record_log(), which leaves it out; TEXT is for numbers, codes and names
 * of our own files and settings, never for what a customer wrote. struct secret has no form that could be printed.
 * Cost one write(2) per line. What cannot be written is lost: there is nobody left to tell. errno is kept. */
#ifndef SIMOFF_LOG_H
#define SIMOFF_LOG_H
#include "base/base.h"
#include "base/record.h"

#define LOG_LINE_MAX 4096u	/* bytes with the newline: what a pipe takes whole (PIPE_BUF), so lines of processes never mix */
#define LOG_TEXT_MAX 600u	/* bytes of a text; the rest is cut off */
#define LOG_NAME_MAX 32u	/* bytes of a role or an event */

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVEL_COUNT };
extern const struct names log_level_names;	/* debug info warn error */

void log_open(const char *role);	/* ROLE is borrowed for good: "desk". Until then it is "simoff". Level: info */
void log_least(enum log_level);		/* what is below is not written */

/* log_write(level, event, fmt...): EVENT is a word of the code ("effect.stale"). In a text that is not UTF-8 bytes become '?'. */
void log_write(enum log_level, const char *event, const char *fmt, ...) PRINTF(3, 4);

/* log_record: as above with the record under its name instead of a text; a record too large for a line is only named. */
void log_record(enum log_level, const char *event, const struct record *, const void *rec);
#endif
