/* arena.h - memory of one unit of work: taken piece by piece, given back all at once.
 * Owner: whoever made it. Nothing in it is freed alone. Not shared between processes or threads. */
#ifndef SIMOFF_ARENA_H
#define SIMOFF_ARENA_H
#include "base/base.h"

struct arena;

/* arena_new(cap_bytes): an arena that may hold up to CAP bytes; pages are touched only as used.
 * Cost one mmap. Never fails but by abort (no address space). */
struct arena *arena_new(size_t cap_bytes);
void arena_free(struct arena *);		/* NULL is fine */
void arena_reset(struct arena *);		/* everything taken is wiped and gone; the pages stay for the next unit */

/* arena_take(a, n): N zeroed bytes, aligned to 16. NULL when the cap would be passed: report ERR_LIMIT. */
void *arena_take(struct arena *, size_t n) MUST_CHECK;

/* arena_must(a, n): as above where the caller has already limited N; passing the cap is a bug (assert). */
void *arena_must(struct arena *, size_t n);
size_t arena_room(const struct arena *);	/* bytes left */
size_t arena_used(const struct arena *);

struct str arena_str(struct arena *, struct str);	/* a copy, NUL-ended beyond its n for C interfaces */
struct str arena_printf(struct arena *, const char *fmt, ...) PRINTF(2, 3);

#define ARENA_NEW(a, type) ((type *)arena_must((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_must((a), sizeof(type) * (n)))
#endif
