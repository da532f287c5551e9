/* client.h - one operation in, one out, over DIR/simoff.sock: for the command line, and for tests of the daemon.
 * Who asks is decided by the daemon from the process's user; role, name and channel of a caller are not looked at.
 * Blocking, with a limit on waiting. Not for several threads. */
#ifndef SIMOFF_CLIENT_H
#define SIMOFF_CLIENT_H
#include "base/arena.h"
#include "desk/desk.h"

#define CLIENT_WHY_SIZE 300u
#define CLIENT_WINDOW   256u		/* requests under way at most */
#define CLIENT_WAIT_MS  30000		/* for an answer: the daemon's own restarts take less than one second */

struct client;

struct client *client_open(const char *dir, char why_out[CLIENT_WHY_SIZE]) MUST_CHECK;	/* NULL: WHY says what to do */
void client_close(struct client *);	/* NULL is fine */

/* client_call: OUT is a record of the operation, its texts and WHY live in ARENA (WHY empty: the code's own text).
 * DESK_busy also when the daemon went away before it answered: whether it happened is not known; WHY says so.
 * No request may be under way by client_send. */
enum desk_code client_call(struct client *, enum desk_op, const struct desk_caller *, const void *in, void *out, struct arena *,
	struct str *why_out);

/* Many at once: client_send until it says false (CLIENT_WINDOW are under way, or the daemon is gone), then client_receive one,
 * and so on; client_receive gives answers in the order of sending, whatever order they were given in. */
bool client_send(struct client *, enum desk_op, const struct desk_caller *, const void *in) MUST_CHECK;
size_t client_under_way(const struct client *);
enum desk_code client_receive(struct client *, void *out, struct arena *, struct str *why_out);
#endif
