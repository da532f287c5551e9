/* httpd_slot.c - one connection and the request that it carries.
 * Memory: the request's arena, kept between requests unless it grew; the body, freed with the request. Out of memory aborts. */
#include "base/httpd_slot.h"

#include <stdlib.h>
#include <time.h>

#define ARENA_KEEP 65536u	/* a request that took more gives its pages back */
#define BODY_MORE  65536u	/* how much of a body that is too large is read to be able to say so */

/* ---- time ---- */

int64_t
httpd_slot_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
httpd_slot_enter(struct httpd_slot *s, enum httpd_slot_phase phase)
{
	s->phase = phase;
	s->since_ms = httpd_slot_now_ms();
}

/* Until when N bytes must have passed that began to at the start of the phase. */
static int64_t
paced(const struct httpd_slot *s, size_t n)
{
	return s->since_ms + s->conf->grace_ms + (int64_t)n * 1000 / s->conf->rate_min;
}

int64_t
httpd_slot_due_ms(const struct httpd_slot *s, bool is_crowded)
{
	switch (s->phase) {
	case HTTPD_SLOT_FREE:
	case HTTPD_SLOT_HANDLING:
		return INT64_MAX;
	case HTTPD_SLOT_FRESH:
	case HTTPD_SLOT_HEADER:
		return s->since_ms + s->conf->header_ms;
	case HTTPD_SLOT_IDLE:
		return s->since_ms + (is_crowded ? s->conf->header_ms : s->conf->idle_ms);
	case HTTPD_SLOT_BODY:
		return paced(s, s->body_n);
	case HTTPD_SLOT_WAITING:
		return s->since_ms + s->wait_ms;
	case HTTPD_SLOT_ANSWERED:
		return paced(s, s->answer_n);
	}
	abort();
}

/* ---- begin and end ---- */

void
httpd_slot_begin(struct httpd_slot *s, struct str target)
{
	if (!s->q.arena)
		s->q.arena = arena_new(HTTPD_ARENA_BYTES);
	s->q.id = (uint64_t)s->generation << 32 | s->at;
	s->target = target.n <= HTTPD_LINE_BYTES ? arena_str(s->q.arena, target) : target;
	if (s->phase == HTTPD_SLOT_FRESH)
		s->phase = HTTPD_SLOT_HEADER;
	else
		httpd_slot_enter(s, HTTPD_SLOT_HEADER);
}

void
httpd_slot_over(struct httpd_slot *s)
{
	struct arena *a = s->q.arena;

	if (a && arena_used(a) > ARENA_KEEP) {
		arena_free(a);
		a = NULL;
	}
	if (a)
		arena_reset(a);
	if (s->body)
		explicit_bzero(s->body, s->body_cap);	/* passwords are in there */
	free(s->body);
	s->body = NULL;
	s->body_n = s->body_cap = s->body_max = 0;
	s->target = STR("");
	s->framing = (struct httpd_framing){ 0 };
	s->must_close = false;
	s->q = (struct httpd_request){ .arena = a };
	s->generation++;
	httpd_slot_enter(s, HTTPD_SLOT_IDLE);
}

/* ---- who it is from ---- */

void
httpd_slot_remote(struct httpd_slot *s, const struct httpd_address *proxy)
{
	struct httpd_address from = s->peer, hop;
	struct str list = STR("");

	s->q.is_tls = s->is_tls;
	if (proxy && httpd_address_eq(s->peer, *proxy)) {
		for (size_t i = 0; i < s->q.headers.n; i++)
			if (httpd_check_same(s->q.headers.item[i].name, "x-forwarded-for"))
				list = s->q.headers.item[i].value;
		if (httpd_address_parse(httpd_address_last_hop(list), &hop))
			from = hop;
		s->q.is_tls = s->q.is_tls || httpd_check_same(httpd_header(&s->q, "x-forwarded-proto"), "https");
	}
	s->q.remote = httpd_address_format(from, s->remote);
	s->q.network = httpd_address_network(from);
}

/* ---- the body ---- */

/* Room for N bytes: at once when the length was told, else doubling. */
static void
make_room(struct httpd_slot *s, size_t n)
{
	size_t cap = s->body_cap ? s->body_cap * 2 : (size_t)s->framing.length;

	if (n <= s->body_cap)
		return;
	s->body_cap = cap < n ? n : cap;
	s->body = realloc(s->body, s->body_cap);
	if (!s->body)
		abort();
}

bool
httpd_slot_add(struct httpd_slot *s, struct str piece)
{
	size_t n = s->body_n + piece.n;

	if (n <= s->body_max) {
		make_room(s, n);
		memcpy(s->body + s->body_n, piece.p, piece.n);
	}
	s->body_n = n;
	return n <= s->body_max + BODY_MORE;
}

struct httpd_fault
httpd_slot_body(struct httpd_slot *s)
{
	struct str type, rest;

	if (s->body_n > s->body_max)
		return (struct httpd_fault){ 413, "the body is too large" };
	s->q.body = (struct str){ s->body, s->body_n };
	str_split(httpd_header(&s->q, "content-type"), ';', &type, &rest);
	if (httpd_check_same(str_trim(type), "application/x-www-form-urlencoded"))
		return httpd_check_form(s->q.body, s->q.arena, &s->q.form);
	return (struct httpd_fault){ 0, NULL };
}
