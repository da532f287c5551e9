/* session.c - opening reader and card, and signals. Touches the smart card service and the process's signals. Errors: session.h. */
#include "simcopy/session.h"

#include "simcopy/reader.h"

#include <signal.h>

volatile int session_stop;

static void
on_signal(int sig)
{
	(void)sig;
	session_stop = 1;
}

void
session_watch(void)
{
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
}

void
session_done(struct session *s)
{
	pcsc_disconnect(&s->card);
	pcsc_close(&s->pcsc);
}

enum err
session_open(struct session *s, const char *name, struct progress *p, char why_out[PCSC_WHY_SIZE])
{
	enum err e = pcsc_open(&s->pcsc, why_out);

	if (!e)
		e = reader_choose(s->pcsc, name, p, &s->reader, why_out);
	if (!e)
		e = pcsc_connect(s->pcsc, s->reader.name, &s->card, why_out);
	return e;
}
