/* invariants.h - for tests: what must never be seen, whatever happened (PROMISES 1-3, 6-13, 15-17, 21, 22), looked up in the
 * tables themselves and in the false world, never by the desk's own replies. */
#ifndef SIMOFF_TEST_INVARIANTS_H
#define SIMOFF_TEST_INVARIANTS_H
#include "world.h"

/* invariants_begin(w, fault): forgets what was seen before, and stands between the desk and the false world from now on: every
 * attempt is looked at, then FAULT (may be NULL) says what becomes of it. */
void invariants_begin(struct world *, enum effect_result (*fault)(struct world *, const struct effect_task *, bool *happens_out));

void invariants_acknowledged(struct str reference);	/* a client was told this reference */

/* For a world of its own, where an attempt takes time: what is claimed, what then happens to the network, and a restored backup,
 * which undoes what was known since _save. */
void invariants_claimed(struct world *, const struct effect_task *);
void invariants_landed(struct world *, const struct effect_task *);
void invariants_delivered(struct world *, const struct effect_task *);	/* a short message reaches its telephone */
void invariants_save(void);
void invariants_back(void);
const char *invariants_look_at(struct world *, struct id line_id, struct id case_id);	/* only these two, and what is broken so far */
bool invariants_broken_yet(void);
void invariants_broken(const char *fmt, ...) PRINTF(1, 2);	/* only the first is kept: what follows is often its consequence */

/* What holds at every moment; and what holds when all is quiet: faults off, nothing due. Both return what is broken, in words,
 * or NULL. */
const char *invariants_look(struct world *);
const char *invariants_at_rest(struct world *);

bool invariants_applied(enum effect_kind);	/* was one of this kind carried out at least once? */
#endif
