/* chan.h - framed messages over one end of a stream socket: between the processes of simoffd, and to its clients.
 * Never blocks: messages wait in the output until the socket takes them, and a reader that is slow is noticed by
 * chan_is_full(), not by waiting. One chan_receive() drains the socket, one chan_flush() answers a whole batch.
 * Framing is host byte order, same machine only, never stored. A peer that breaks it is gone. */
#ifndef SIMOFF_CHAN_H
#define SIMOFF_CHAN_H
#include "base/base.h"

#define CHAN_HEADER_BYTES 16u
#define CHAN_MESSAGE_MAX  (512u << 10)	/* header and body: a claim of 64 effects with the largest facts is 300 KB */
#define CHAN_OUT_SOFT     (1u << 20)	/* unsent bytes from which the peer counts as full: read nothing more from it */
#define CHAN_OUT_MAX      (128u << 20)	/* beyond the soft limit: what was already in hand, a batch of the largest answers */

struct chan_message { uint16_t op, code; uint64_t tag; struct str body; };
struct chan;

struct chan *chan_new(int fd);		/* owns FD from now on and makes it non-blocking */
void chan_free(struct chan *);		/* closes; what was not sent is lost; NULL is fine */
int  chan_fd(const struct chan *);

/* chan_send(c, m): copies M to the output; nothing is on its way before chan_flush(). M must be small enough (assert).
 * Dropped when the peer is gone; a peer that let CHAN_OUT_MAX pile up is gone from then on. */
void chan_send(struct chan *, const struct chan_message *);
void chan_flush(struct chan *);		/* as much as the socket takes now */

/* chan_receive(c): one read of what has come. Bodies of earlier messages are no longer valid afterwards, and wiped. */
void chan_receive(struct chan *);
/* chan_next(c, m): the next complete message; its body is borrowed until the next chan_receive(). What had come before the
 * peer was gone is still delivered. */
bool chan_next(struct chan *, struct chan_message *out);

/* chan_break(c): its user found nonsense inside a message: the peer is gone, nothing more is delivered. */
void chan_break(struct chan *);

bool chan_has_output(const struct chan *);	/* something is unsent: watch for writable, flush then */
bool chan_is_full(const struct chan *);		/* the peer does not read: take nothing more from it */
bool chan_is_gone(const struct chan *);		/* closed, broken, or it sent nonsense */
bool chan_is_broken(const struct chan *);	/* gone, and because it sent nonsense or never read: worth a log line */
#endif
