/* poll.c - requests that wait for news: a list of fixed size in each web process. A request that has ended meanwhile is forgotten at
 * its turn. Errors: none; who finds no place is answered at once. */
#include "web/poll.h"

#include "web/routes.h"

#define ANSWER_MS 10000			/* left for the last answer */

static bool
is_page(const struct call *c)
{
	return c->row->channel == METRICS_page;
}

static bool
has_place(const struct call *c)
{
	const struct web *w = c->web;

	return w->polls < (is_page(c) ? POLL_PAGES_MAX : COUNT(w->poll));
}

bool
poll_wait(struct call *c, int64_t after_ms)
{
	struct web *w = c->web;
	int64_t now = call_now_us() / 1000;

	if (c->ask_until_ms <= now || !has_place(c))
		return false;
	httpd_deadline(c->q, c->ask_until_ms - now + ANSWER_MS);
	w->poll[w->polls++] = (struct poll){ c->q->id, now + after_ms };
	return true;
}

bool
poll_until(struct call *c, int64_t due_ms)
{
	struct web *w = c->web;

	if (!has_place(c))
		return false;
	w->poll[w->polls++] = (struct poll){ c->q->id, due_ms };
	return true;
}

/* True: it was asked again, has left, or is gone. */
static bool
ask_again(struct web *w, const struct poll *p, int64_t now)
{
	if (now < p->due_ms)
		return false;
	struct httpd_request *q = httpd_find(w->httpd, p->id);
	struct call *c = q ? q->user : NULL;
	if (c && c->held)
		call_let_go(c);
	else if (c)
		call_send(c, c->op, c->in);
	return true;
}

int
poll_tick(struct web *w)
{
	int64_t now = call_now_us() / 1000, next = now + POLL_TICK_MS;
	size_t kept = 0, n = w->polls;

	for (size_t i = 0; i < n; i++) {
		if (ask_again(w, &w->poll[i], now))
			continue;
		if (w->poll[i].due_ms < next)
			next = w->poll[i].due_ms;
		w->poll[kept++] = w->poll[i];
	}
	w->polls = kept;
	return (int)(next - now);
}
