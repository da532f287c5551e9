/* keep.h - texts of unknown length into an arena of limited size: written into a scratch buffer, then kept. Pure.
 * When the arena is full OVER is set and empty texts come out, so that a decoder asks once at its end. */
#ifndef SIMOFF_SIMCOPY_KEEP_H
#define SIMOFF_SIMCOPY_KEEP_H
#include "base/arena.h"
#include "base/buf.h"

#define KEEP_TEXT_MAX 65536u		/* bytes of one text */

struct keep {
	struct arena *arena;		/* borrowed */
	struct buf    scratch;		/* keep_done frees it */
	bool          over;		/* something did not fit: what was decoded is not whole */
};

void keep_init(struct keep *, struct arena *);
void keep_done(struct keep *);				/* also as cleanup */
struct buf *keep_begin(struct keep *);			/* an empty buffer */
struct str keep_end(struct keep *);			/* what is in it, copied into the arena */
void *keep_take(struct keep *, size_t bytes);		/* zeroed; NULL when the arena is full */
#endif
