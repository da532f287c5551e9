/* subscribers.h - for tests: who holds the lines of the false world, and their sessions. Rows that an import would write are written
 * into the file directly, so that a test of what follows from them does not depend on the import. */
#ifndef SIMOFF_TEST_SUBSCRIBERS_H
#define SIMOFF_TEST_SUBSCRIBERS_H
#include "world.h"

/* LINE is of the subscriber WHO (a letter); it was of another before, or of its own. */
void subscribers_give(struct world *, int line, char who);
void subscribers_change(struct world *, int line, const char *email);	/* its contact changed just now */
void subscribers_sold(struct world *, int line, int days);		/* at a distance, so many days from today */
void subscribers_ended(struct world *, int line);				/* elsewhere, without a case here */
void subscribers_owes(struct world *, int line, int64_t cents);

/* The token of a new session of whoever holds LINE; text in the world's arena. */
struct str subscribers_sign_in(struct world *, int line);
struct desk_caller subscribers_caller(struct str session);		/* a browser that holds it; empty: somebody who is not signed in */
#endif
