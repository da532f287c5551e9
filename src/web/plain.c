/* plain.c - health, metrics, description and static files. Sources: OpenMetrics 1.0, RFC 9110 12.5.3 (Accept-Encoding), 13 (conditional requests). */
#include "web/plain.h"

#include "domain/reference.h"
#include "web/routes.h"

/* ---- /healthz ---- */

static void
answer_health(struct call *c, bool is_well)
{
	if (is_well)
		call_text(c, 200, "text/plain; charset=utf-8", STR("ok\n"));
	else
		call_fail(c, 503, "desk", "No desk answers", STR(""));
}

/* The cheapest question there is: a reference that nobody has. Any answer to it shows that a desk is at work. */
void
plain_health(struct call *c)
{
	int64_t now = call_now_us() / 1000;
	char text[REFERENCE_TEXT_SIZE];

	if (c->web->heard_ms && now - c->web->heard_ms < PLAIN_FRESH_MS) {
		answer_health(c, true);
		return;
	}
	struct desk_case_in *in = ARENA_NEW(c->q->arena, struct desk_case_in);
	reference_format(reference_make(0), text);
	in->reference = arena_str(c->q->arena, str_of(text));
	httpd_deadline(c->q, PLAIN_FRESH_MS);
	call_send(c, DESK_OP_case_get, in);
}

void
plain_health_answer(struct call *c, const struct call_reply *r)
{
	answer_health(c, r->code != DESK_broken && r->code != DESK_busy);
}

/* ---- /metrics ---- */

static bool
is_local(const struct call *c)
{
	return str_starts(c->q->remote, "127.") || str_is(c->q->remote, "::1");
}

/* Counts tell something about the business: from elsewhere only with a key, which the desk checks. */
void
plain_metrics(struct call *c)
{
	struct str scheme, key;
	size_t max = record_find(&desk_caller_record, STR("credential"))->limit;

	str_split(httpd_header(c->q, "authorization"), ' ', &scheme, &key);
	key = str_trim(key);
	if (httpd_check_same(scheme, "bearer") && key.n <= max)
		c->caller.credential = key;
	if (!is_local(c) && !c->caller.credential.n) {
		call_fail(c, 401, "stranger", desk_code_text(DESK_stranger), STR("From another machine, send an API key: Authorization: Bearer KEY"));
		return;
	}
	call_send(c, DESK_OP_metrics, ARENA_NEW(c->q->arena, struct desk_empty));
}

/* Without a desk the rest is still worth a look. */
void
plain_metrics_answer(struct call *c, const struct call_reply *r)
{
	AUTO(buf_done) struct buf out;

	buf_init(&out, METRICS_BYTES_MAX);
	if (r->code == DESK_stranger || r->code == DESK_denied) {
		call_fail_code(c, r);
		return;
	}
	metrics_write(&c->web->metrics, call_reply_is_good(r) ? r->out : NULL, &out);
	call_text(c, 200, METRICS_TYPE, buf_str(&out));
}

/* ---- files ---- */

void
plain_openapi(struct call *c)
{
	call_text(c, 200, "application/json", c->web->openapi);
}

/* "0", "0.", "0.000": the client takes it only if there is nothing else. */
static bool
is_zero(struct str q)
{
	for (size_t i = 0; i < q.n; i++)
		if (q.p[i] != '0' && q.p[i] != '.')
			return false;
	return q.n > 0;
}

/* Does Accept-Encoding name gzip, and not with a weight of nothing? "*" is not taken as a yes: who wants gzip says so. */
static bool
takes_gzip(struct str accepted)
{
	struct str one, coding, weight;

	while (accepted.n) {
		str_split(accepted, ',', &one, &accepted);
		str_split(one, ';', &coding, &weight);
		weight = str_trim(weight);
		if (httpd_check_same(str_trim(coding), "gzip"))
			return !(str_starts(weight, "q=") && is_zero((struct str){ weight.p + 2, weight.n - 2 }));
	}
	return false;
}

/* Pages ask with a version in the query; then the file never changes under that address. */
void
plain_file(struct call *c, const struct page_static *f)
{
	bool is_versioned = httpd_query(c->q, "v").n > 0;

	if (!f) {
		call_fail(c, 404, "unknown", desk_code_text(DESK_unknown), STR(""));
		return;
	}
	bool is_small = f->gzip.n && takes_gzip(httpd_header(c->q, "accept-encoding"));
	const char *etag = is_small ? f->gzip_etag : f->etag;
	const struct httpd_pair headers[] = {
		{ STR("content-type"), str_of(f->type) },
		{ STR("etag"), str_of(etag) },
		{ STR("cache-control"), is_versioned ? STR("public, max-age=31536000, immutable") : STR("no-cache") },
		{ STR("vary"), STR("accept-encoding") },
		{ STR("content-encoding"), STR("gzip") },	/* the last one: left out of what is sent as it is */
	};
	bool is_same = str_is(httpd_header(c->q, "if-none-match"), etag);
	call_answer(c, is_same ? 304 : 200, headers, COUNT(headers) - !is_small, is_same ? STR("") : is_small ? f->gzip : f->body);
}

void
plain_static(struct call *c)
{
	plain_file(c, pages_static_find(c->q->path));
}
