/* sync.h - how a phone notices that a phonebook was changed: the change counter (CC), a number for each entry (UID), the last one given
 * (PUID), and the identity of the phonebook (PSC), which changes when the others begin again. Pure but for the arena.
 * They are raised before the change, so that a restore that is interrupted is noticed too. Source: TS 31.102 4.4.2.12. */
#ifndef SIMOFF_SIMCOPY_SYNC_H
#define SIMOFF_SIMCOPY_SYNC_H
#include "simcopy/entry.h"

/* sync_make(room, counters, uid, n, arena, out, n_out): N entries are to be added to the books that have these COUNTERS; UID has the two
 * bytes of each one's UID, or NULL, which are filled in. OUT: what is to be written before, in this order. ERR_LIMIT: the arena is full. */
enum err sync_make(struct room *, size_t counters, char *const *uid, size_t n, struct arena *, struct entry_write **out, size_t *n_out) MUST_CHECK;
#endif
