/* pending.h - what a web process has asked of one desk and not been answered: kept until the answer comes, so that a desk that
 * dies takes nothing with it. The new desk gets it again, in order, each marked alone; every write has a key, which makes that
 * safe. A request that was alone in hand when a desk died, and again when the next one died, is taken for the culprit. */
#ifndef SIMOFF_PENDING_H
#define SIMOFF_PENDING_H
#include "app/wire.h"

#define PENDING_MAX       512u		/* in flight to one desk; then the client gets 503 */
#define PENDING_BLAME_MAX 2		/* desks that died with the same request alone in hand */

struct pending;
struct pending_item { uint64_t tag; enum desk_op op; int64_t since_ms; };

struct pending *pending_new(void);
void pending_free(struct pending *);	/* NULL is fine */
size_t pending_count(const struct pending *);

/* pending_add: keeps a copy of the request; MESSAGE_OUT is ready to be sent, its body borrowed until the request is taken.
 * False: PENDING_MAX are in flight. */
bool pending_add(struct pending *, const struct pending_item *, struct str body, struct chan_message *message_out) MUST_CHECK;
/* pending_take: the answer to WIRE_TAG is here: the request is forgotten. False: no such request, or answered before. */
bool pending_take(struct pending *, uint64_t wire_tag, struct pending_item *out) MUST_CHECK;
/* pending_give_up: whoever was asked is gone, and its successor shall not be: OUT, the oldest, is forgotten; answer it. False: none. */
bool pending_give_up(struct pending *, struct pending_item *out) MUST_CHECK;
/* pending_blame: a desk died. True: OUT is the culprit and forgotten; answer it. */
bool pending_blame(struct pending *, struct pending_item *out) MUST_CHECK;
/* pending_resend: to a new desk, the oldest first. What is older than OLD_MS was answered otherwise meanwhile and is forgotten.
 * Returns how many were sent. */
size_t pending_resend(struct pending *, struct chan *, int64_t now_ms, int64_t old_ms);
#endif
