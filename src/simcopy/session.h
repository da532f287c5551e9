/* session.h - a reader with its card, both open, and the wish to stop. What every command that needs a card begins and ends with. */
#ifndef SIMOFF_SIMCOPY_SESSION_H
#define SIMOFF_SIMCOPY_SESSION_H
#include "base/pcsc.h"
#include "simcopy/progress.h"

struct session {
	struct pcsc *pcsc;
	struct pcsc_card *card;
	struct pcsc_reader reader;
};

/* session_open(s, name, progress, why): S begins all zero. Errors as reader_choose and pcsc_connect. */
enum err session_open(struct session *, const char *name, struct progress *, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;
void session_done(struct session *);		/* AUTO(session_done) struct session s = { 0 } */

/* session_stop: not 0 after Ctrl-C or SIGTERM, once session_watch was called: end at the next record, and what was read is kept.
 * A second signal ends the program at once. */
extern volatile int session_stop;
void session_watch(void);
#endif
