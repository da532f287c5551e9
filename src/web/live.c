/* live.c - server-sent events without a stream. The version is a hash of what the page shows, as far as this reader may see it; the
 * browser tells the one it knows. Errors: an empty answer and a longer pause; 204 ends it (WHATWG HTML, server-sent events). */
#include "web/live.h"

#include "base/hash.h"
#include "web/messages.h"
#include "web/poll.h"
#include "web/portal.h"
#include "web/routes.h"

#include <inttypes.h>

#define FACTS_BYTES 65536u

struct str
live_version(struct call *c, const struct desk_case_view *v)
{
	AUTO(buf_done) struct buf b;
	const struct desk_effect_view *e = v->effects.items;
	char text[2 * HASH_SIZE + 1];

	buf_init(&b, FACTS_BYTES);
	buf_printf(&b, "%d %" PRId64 " %" PRId64 " %" PRId64 " %d %d %d %d %zu ", v->state, v->by_when.ms, v->no_return.ms, v->ended.ms, v->details,
	    v->contested, v->by_person, v->account.found, v->documents.n);
	buf_add(&b, v->decision);
	for (size_t i = 0; i < v->effects.n; i++)
		if (messages_fate(&e[i]) != MESSAGES_hidden)
			buf_printf(&b, " %d.%" PRId64 ".%d", e[i].kind, e[i].generation, messages_fate(&e[i]));
	struct hash h = HASH_OF(buf_str(&b));
	hash_hex(h.b, sizeof h.b, text);
	return arena_str(c->q->arena, (struct str){ text, 16 });
}

void
live_events(struct call *c)
{
	struct str last = httpd_header(c->q, "last-event-id");

	if (!portal_take_reference(c))
		return;
	c->typed = last.n ? last : httpd_query(c->q, "v");
	c->ask_until_ms = call_now_us() / 1000 + LIVE_WAIT_MS;
	portal_send_case(c, c->row->op);
}

static void
answer_empty(struct call *c, int retry_ms)
{
	call_text(c, 200, "text/event-stream; charset=utf-8", arena_printf(c->q->arena, "retry: %d\n: nothing new\n\n", retry_ms));
}

static void
answer_news(struct call *c, struct str version)
{
	call_text(c, 200, "text/event-stream; charset=utf-8",
	    arena_printf(c->q->arena, "retry: %d\nid: %.*s\nevent: news\ndata: %.*s\n\n", LIVE_RETRY_MS, STR_ARG(version), STR_ARG(version)));
}

void
live_events_answer(struct call *c, const struct call_reply *r)
{
	if (r->code == DESK_unknown) {
		call_answer(c, 204, NULL, 0, STR(""));
		return;
	}
	if (!call_reply_is_good(r)) {
		answer_empty(c, LIVE_LATER_MS);
		return;
	}
	struct str version = live_version(c, r->out);
	if (!str_eq(version, c->typed))
		answer_news(c, version);
	else if (!poll_wait(c, LIVE_ASK_MS))
		answer_empty(c, call_now_us() / 1000 < c->ask_until_ms ? LIVE_LATER_MS : LIVE_RETRY_MS);
}
