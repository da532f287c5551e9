/* progress.h - what a person, or a program, sees while a card is worked on: a bar on a terminal, notes, JSON events.
 * Everything a person reads comes from the catalogue; what steers a terminal is shown as '?'. */
#ifndef SIMOFF_SIMCOPY_PROGRESS_H
#define SIMOFF_SIMCOPY_PROGRESS_H
#include "base/buf.h"
#include "base/catalog.h"

#include <stdio.h>

struct progress {
	const struct catalog *cat;
	FILE *out, *err;	/* results and events; notes and the bar */
	bool json;		/* one JSON object per event on OUT */
	bool has_bar;		/* ERR is a terminal, and no JSON */
	struct str name;	/* of the file being worked on */
	size_t done, of;
	int    percent;		/* shown last; -1: no bar on the line */
};

void progress_start(struct progress *, const struct catalog *, FILE *out, FILE *err, bool json);

/* One file: its name and how many steps it has; a step; its end. */
void progress_file(struct progress *, const char *name, struct str path, size_t of);
void progress_step(struct progress *);
void progress_file_end(struct progress *, size_t read, size_t refused);

/* A sentence for people on ERR, or {"event":EVENT,"text":...,each argument} on OUT. N arguments. */
void progress_say(struct progress *, const char *event, const char *msgid, const struct catalog_arg *, size_t n);
#define PROGRESS_SAY(p, event, msgid, ...) progress_say((p), (event), (msgid), (const struct catalog_arg[]){ __VA_ARGS__ }, \
	COUNT(((const struct catalog_arg[]){ __VA_ARGS__ })))
/* A text alone, for a prompt or a list: without a newline, to ERR. */
void progress_prompt(struct progress *, const char *msgid, const struct catalog_arg *, size_t n);
void progress_clear(struct progress *);		/* the bar is gone from the line */
#endif
