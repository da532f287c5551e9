/* call.c - one HTTP request from its beginning to its answer. Errors end as a page or a problem document; nothing a stranger
 * sends can do more than that. */
#include "web/call.h"

#include "base/clock.h"
#include "base/log.h"
#include "web/enter.h"
#include "web/language.h"
#include "web/poll.h"
#include "web/routes.h"
#include "web/visitor.h"

#include <time.h>

int64_t
call_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

bool
call_reply_is_good(const struct call_reply *r)
{
	return r->code == DESK_ok || r->code == DESK_created;
}

struct call *
call_new(struct web *w, struct httpd_request *q)
{
	struct call *c = ARENA_NEW(q->arena, struct call);
	char network[HTTPD_ADDRESS_TEXT];

	c->web = w;
	c->q = q;
	c->cat = w->cat;
	c->is_tls = q->is_tls || w->conf.is_tls;
	c->began_us = call_now_us();
	record_init(&desk_caller_record, &c->caller);
	c->caller.role = DESK_ROLE_public;
	c->caller.network = arena_str(q->arena, httpd_address_format(q->network, network));
	q->user = c;
	return c;
}

bool
call_try(struct call *c, enum desk_op op, const void *in)
{
	struct web *w = c->web;

	assert(!c->is_sent);
	c->op = op;
	c->in = in;
	if (!w->send(w->send_self, c->q->id, op, &c->caller, in)) {
		w->metrics.refused_busy++;
		return false;
	}
	c->is_sent = true;
	w->metrics.waiting++;
	return true;
}

void
call_send(struct call *c, enum desk_op op, const void *in)
{
	if (!call_try(c, op, in))
		call_fail_busy(c);
}

void
call_keep(struct call *c, enum session_keep which, struct str value)
{
	c->kept[which].value = value;
	c->kept[which].is_new = true;
}

/* ---- ends ---- */

static enum metrics_channel
channel_of(const struct call *c)
{
	return c->row ? c->row->channel : str_starts(c->q->path, "/api/") ? METRICS_api : METRICS_page;
}

/* An answer that is ready, and leaves at its time. */
struct held { int status; size_t n; struct httpd_pair headers[CALL_HEADERS_MAX]; struct str body; };

static void
leave(struct call *c, int status, const struct httpd_pair *headers, size_t n, struct str body)
{
	metrics_add(&c->web->metrics, channel_of(c), status, call_now_us() - c->began_us);
	c->q->user = NULL;
	httpd_answer(c->q, status, headers, n, body);
}

void
call_let_go(struct call *c)
{
	leave(c, c->held->status, c->held->headers, c->held->n, c->held->body);
}

/* Until the next whole multiple of CALL_EVEN_US after the request came. False: too many wait. */
static bool
hold(struct call *c, int status, const struct httpd_pair *headers, size_t n, struct str body)
{
	struct held *h = ARENA_NEW(c->q->arena, struct held);
	int64_t took = call_now_us() - c->began_us;

	*h = (struct held){ .status = status, .n = n, .body = arena_str(c->q->arena, body) };
	memcpy(h->headers, headers, n * sizeof *headers);
	c->held = h;
	return poll_until(c, (c->began_us + (took / CALL_EVEN_US + 1) * CALL_EVEN_US) / 1000 + 1);
}

void
call_answer(struct call *c, int status, const struct httpd_pair *headers, size_t n, struct str body)
{
	struct httpd_pair all[CALL_HEADERS_MAX];

	assert(n + 1 + SESSION_KEEP_COUNT <= COUNT(all));
	for (size_t i = 0; i < n; i++)
		all[i] = headers[i];
	for (enum session_keep k = 0; k < SESSION_KEEP_COUNT; k++)
		if (c->kept[k].is_new)
			all[n++] = (struct httpd_pair){ STR("set-cookie"), session_keep(k, c->kept[k].value, c->is_tls, c->q->arena) };
	if (c->session.is_new)
		all[n++] = (struct httpd_pair){ STR("set-cookie"), session_cookie(&c->session, c->is_tls, c->q->arena) };
	if (c->is_sent)
		c->web->metrics.waiting--;
	c->is_sent = false;
	if (!c->row || !c->row->is_even || !hold(c, status, all, n, body))
		leave(c, status, all, n, body);
}

void
call_text(struct call *c, int status, const char *type, struct str body)
{
	call_answer(c, status, &(struct httpd_pair){ STR("content-type"), str_of(type) }, 1, body);
}

void
call_redirect(struct call *c, struct str path)
{
	call_answer(c, 303, &(struct httpd_pair){ STR("location"), path }, 1, STR(""));
}

/* ---- pages ---- */

struct page_env
call_env(struct call *c)
{
	const struct web_conf *conf = &c->web->conf;
	char form[SESSION_FORM_SIZE];

	if (!c->session.id[0])
		c->session = session_read(c->q, c->is_tls);
	session_form(&c->session, conf->key, form);
	return (struct page_env){
		.cat = c->cat, .lang = c->cat->lang, .dir = STR("ltr"), .csrf = arena_printf(c->q->arena, "%s", form),
		.languages = language_choices(c), .is_known = visitor_seems_known(c),
		.brand_css = c->web->dress.css.url, .mark = c->web->dress.mark.url,
		.operator_name = conf->operator_name, .help_phone = conf->help_phone, .help_mail = conf->help_mail,
	};
}

/* ---- failures ---- */

/* The kind of page_problem that says what STATUS means to a customer. */
static struct str
kind_of(int status)
{
	static const struct { int status; const char *kind; } KINDS[] = {
		{ 400, "refused" }, { 403, "late" }, { 404, "absent" }, { 405, "absent" }, { 409, "refused" }, { 422, "refused" },
		{ 429, "often" }, { 503, "busy" }, { 504, "busy" },
	};

	for (size_t i = 0; i < COUNT(KINDS); i++)
		if (KINDS[i].status == status)
			return str_of(KINDS[i].kind);
	return STR("other");
}

/* What else a program should be told, by status. */
static size_t
headers_of(const struct call *c, int status, struct httpd_pair out[2])
{
	size_t n = 0;

	if (status == 401)
		out[n++] = (struct httpd_pair){ STR("www-authenticate"), STR("Bearer realm=\"simoff\"") };
	if (status == 405)
		out[n++] = (struct httpd_pair){ STR("allow"), routes_allow(c->q->path, c->q->arena) };
	if (status == 429)
		out[n++] = (struct httpd_pair){ STR("retry-after"), STR("60") };
	if (status == 503)
		out[n++] = (struct httpd_pair){ STR("retry-after"), STR("1") };
	return n;
}

void
call_html(struct call *c, int status, const struct buf *html)
{
	struct httpd_pair headers[3];
	size_t n = headers_of(c, status, headers);

	if (html->over) {
		log_write(LOG_ERROR, "web.page", "a page is larger than %u bytes", CALL_PAGE_BYTES);
		call_text(c, 500, "text/plain; charset=utf-8", STR("This page could not be made.\n"));
		return;
	}
	headers[n++] = (struct httpd_pair){ STR("content-type"), STR("text/html; charset=utf-8") };
	call_answer(c, status, headers, n, buf_str(html));
}

static void
write_problem(struct buf *out, int status, const char *word, const char *title, struct str detail)
{
	buf_printf(out, "{\"type\":\"urn:simoff:problem:%s\",\"title\":", word);
	buf_json(out, str_of(title));
	buf_printf(out, ",\"status\":%d", status);
	if (detail.n) {
		buf_addz(out, ",\"detail\":");
		buf_json(out, detail);
	}
	buf_addz(out, "}\n");
}

/* A sentence of the desk's that is no text of the catalogue was written for programs: the page has one of its own. */
static void
write_page(struct call *c, int status, struct str detail, struct buf *out)
{
	struct page_env env = call_env(c);
	struct page_problem p = { .kind = kind_of(status) };

	if (!catalog_find(env.cat, detail, &p.detail))
		p.detail = STR("");
	page_problem_render(out, &env, &p);
}

void
call_fail(struct call *c, int status, const char *word, const char *title, struct str detail)
{
	AUTO(buf_done) struct buf body;
	struct httpd_pair headers[3];
	size_t n = headers_of(c, status, headers);
	bool is_page = channel_of(c) == METRICS_page;

	buf_init(&body, CALL_PAGE_BYTES);
	if (is_page)
		write_page(c, status, detail, &body);
	else
		write_problem(&body, status, word, title, detail);
	headers[n++] = (struct httpd_pair){ STR("content-type"), is_page ? STR("text/html; charset=utf-8") : STR("application/problem+json") };
	call_answer(c, status, headers, n, buf_str(&body));
}

void
call_fail_code(struct call *c, const struct call_reply *r)
{
	if (r->code == DESK_stranger && channel_of(c) == METRICS_page)
		enter_ask(c);
	else
		call_fail(c, desk_code_http(r->code), desk_code_name(r->code), desk_code_text(r->code), r->why);
}

void
call_fail_busy(struct call *c)
{
	call_fail(c, 503, "busy", "Busy; ask again with the same key", STR(""));
}
