/* client.c - the command line's end of the Unix socket. A request's tag is its number; its answer waits in the window until
 * its turn comes. */
#include "app/client.h"

#include "app/door.h"
#include "app/wire.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define SOCKET_NAME "simoff.sock"

struct place { enum desk_op op; enum desk_code code; bool answered; struct buf body; };

struct client {
	struct chan *chan;
	uint64_t sent, taken;		/* numbers: the next to be sent, the next to be given to the caller */
	struct place place[CLIENT_WINDOW];
	struct buf scratch;
};

struct client *
client_open(const char *dir, char why_out[CLIENT_WHY_SIZE])
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/" SOCKET_NAME, dir);

	static_assert(CLIENT_WHY_SIZE == DOOR_WHY_SIZE, "one text for both");
	assert(n > 0);
	int fd = door_connect(path, why_out);
	if (fd < 0)
		return NULL;
	struct client *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->chan = chan_new(fd);
	buf_init(&c->scratch, WIRE_BODY_MAX);
	for (size_t i = 0; i < CLIENT_WINDOW; i++)
		buf_init(&c->place[i].body, WIRE_BODY_MAX);
	return c;
}

void
client_close(struct client *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < CLIENT_WINDOW; i++)
		buf_done(&c->place[i].body);
	buf_done(&c->scratch);
	chan_free(c->chan);
	free(c);
}

size_t
client_under_way(const struct client *c)
{
	return (size_t)(c->sent - c->taken);
}

bool
client_send(struct client *c, enum desk_op op, const struct desk_caller *caller, const void *in)
{
	struct place *p = &c->place[c->sent % CLIENT_WINDOW];

	if (client_under_way(c) == CLIENT_WINDOW || chan_is_gone(c->chan))
		return false;
	p->op = op;
	p->answered = false;
	buf_reset(&c->scratch);
	wire_request(&c->scratch, op, caller, in);
	chan_send(c->chan, &(struct chan_message){ .op = (uint16_t)op, .tag = c->sent++, .body = buf_str(&c->scratch) });
	return true;
}

/* Keeps what has come. An answer that nobody asked for is nonsense. */
static void
collect(struct client *c)
{
	struct chan_message m;

	chan_receive(c->chan);
	while (chan_next(c->chan, &m)) {
		struct place *p = &c->place[m.tag % CLIENT_WINDOW];

		if (!wire_is_answer(&m) || m.tag < c->taken || m.tag >= c->sent || p->answered || m.op != p->op) {
			chan_break(c->chan);
			return;
		}
		p->answered = true;
		p->code = (enum desk_code)m.code;
		buf_reset(&p->body);
		buf_add(&p->body, m.body);
	}
}

/* Until P is answered; false: the daemon went away, or nothing came for too long. */
static bool
wait_for(struct client *c, const struct place *p)
{
	int64_t end = clock_monotonic().ms + CLIENT_WAIT_MS;

	for (;;) {
		int64_t left = end - clock_monotonic().ms;

		chan_flush(c->chan);
		if (p->answered)
			return true;
		if (chan_is_gone(c->chan) || left <= 0)
			return false;
		struct pollfd fd = { chan_fd(c->chan), (short)(POLLIN | (chan_has_output(c->chan) ? POLLOUT : 0)), 0 };
		if (poll(&fd, 1, (int)left) >= 0 && (fd.revents & ~POLLOUT))
			collect(c);
	}
}

enum desk_code
client_receive(struct client *c, void *out, struct arena *arena, struct str *why_out)
{
	struct place *p = &c->place[c->taken % CLIENT_WINDOW];
	bool has_out;

	assert(client_under_way(c) > 0);
	bool ok = wait_for(c, p);
	c->taken++;
	record_init(desk_operations[p->op].out, out);
	if (ok) {
		struct chan_message m = { (uint16_t)p->op, (uint16_t)p->code, 0, arena_str(arena, buf_str(&p->body)) };

		if (wire_answer_parse(&m, why_out, &has_out, out, arena) == ERR_OK)
			return p->code;
		chan_break(c->chan);
	}
	*why_out = STR("The daemon went away before it answered. Whether it happened is not known; look, then repeat it.");
	return DESK_busy;
}

enum desk_code
client_call(struct client *c, enum desk_op op, const struct desk_caller *caller, const void *in, void *out, struct arena *arena,
    struct str *why_out)
{
	assert(client_under_way(c) == 0);
	if (client_send(c, op, caller, in))
		return client_receive(c, out, arena, why_out);
	record_init(desk_operations[op].out, out);
	*why_out = STR("The daemon is gone. Nothing was sent.");
	return DESK_busy;
}
