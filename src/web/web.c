/* web.c - the way of a request: route, checks that hold for all, the route's own functions, the desk's answer.
 * Errors: none but abort for lack of memory at the start; all else is an answer to somebody. */
#include "web/web.h"

#include "base/log.h"
#include "base/rng.h"
#include "web/enter.h"
#include "web/language.h"
#include "web/live.h"
#include "web/openapi.h"
#include "web/paper.h"
#include "web/plain.h"
#include "web/poll.h"
#include "web/routes.h"
#include "web/upload.h"
#include "web/visitor.h"

#include <stdlib.h>

#define TEXT_BYTES (1u << 20)		/* of the configuration's texts and the OpenAPI file */

/* ---- start and end ---- */

static struct str
keep(struct web *w, struct str s, const char *otherwise)
{
	return arena_str(w->arena, s.n ? s : str_of(otherwise));
}

static void
take_conf(struct web *w, const struct web_conf *conf)
{
	static const uint8_t NO_KEY[sizeof conf->key];
	struct web_conf *c = &w->conf;

	*c = *conf;
	c->operator_name = keep(w, conf->operator_name, "simoff");
	c->public_url = keep(w, conf->public_url, "");
	c->language = keep(w, conf->language, "en");
	c->country = keep(w, conf->country, "BE");
	c->help_phone = keep(w, conf->help_phone, "");
	c->help_mail = keep(w, conf->help_mail, "");
	c->complain = keep(w, conf->complain, "");
	c->mark = keep(w, conf->mark, "");
	c->colour = keep(w, conf->colour, "");
	c->sms_from = keep(w, conf->sms_from, "");
	if (!conf->policy.hold_portable_days)
		c->policy = policy_default();
	if (!memcmp(conf->key, NO_KEY, sizeof NO_KEY))
		rng_bytes(c->key, sizeof c->key);
}

struct web *
web_new(const struct web_conf *conf, web_send_fn *send, void *self)
{
	AUTO(buf_done) struct buf description;
	struct web *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->arena = arena_new(TEXT_BYTES);
	w->send = send;
	w->send_self = self;
	take_conf(w, conf);
	w->cat = catalog_of(w->conf.language);
	dress_init(&w->dress, w->conf.colour, w->conf.mark, w->arena);
	rate_init(&w->rate, w->conf.key);
	buf_init(&description, OPENAPI_BYTES_MAX);
	openapi_write(w->conf.operator_name, w->conf.public_url, &description);
	assert(!description.over);
	w->openapi = arena_str(w->arena, buf_str(&description));
	return w;
}

void
web_free(struct web *w)
{
	if (!w)
		return;
	paper_free(w);
	arena_free(w->arena);
	explicit_bzero(w, sizeof *w);
	free(w);
}

void
web_attach(struct web *w, struct httpd *h)
{
	w->httpd = h;
}

/* ---- a request ---- */

/* Only one's own forms change anything: the form's token, and no other site behind it. */
static bool
is_from_our_form(struct call *c)
{
	struct str token = c->files ? multipart_field(c->files, "csrf") : httpd_form(c->q, "csrf");

	c->session = session_read(c->q, c->is_tls);
	return session_is_same_site(c->q, c->is_tls, c->web->conf.public_url)
	    && session_form_fits(&c->session, c->web->conf.key, token);
}

static bool
may_begin(struct call *c, bool is_known)
{
	if (!c->row) {
		call_fail(c, is_known ? 405 : 404, is_known ? "method" : "unknown", is_known ? "This method is not for this address" : "Not found",
		    is_known ? STR("") : STR("There is nothing at this address."));
		return false;
	}
	if (!rate_take(&c->web->rate, c->row->rate, c->q->network, c->began_us / 1000)) {
		call_fail(c, 429, "throttled", desk_code_text(DESK_throttled), STR(""));
		return false;
	}
	if (c->row->takes_files)
		upload_read(c);
	if (c->row->is_guarded && !is_from_our_form(c)) {
		if (!enter_keep_form(c))
			call_fail(c, 403, "form", "This form is too old, or was not made here", STR(""));
		return false;
	}
	return true;
}

size_t
web_body_limit(struct web *w, const struct httpd_request *q)
{
	struct str param;
	bool is_known, is_tls = q->is_tls || w->conf.is_tls;
	const struct routes_row *row = q->method == HTTPD_POST ? routes_find(q->method, q->path, &param, &is_known) : NULL;

	if (!row || !row->takes_files)
		return HTTPD_BODY_BYTES;
	if (!session_read(q, is_tls).token.n && !session_kept(q, SESSION_KEEP_session, is_tls).n)
		return HTTPD_BODY_BYTES;
	return UPLOAD_BODY_BYTES;
}

void
web_handle(struct web *w, struct httpd_request *q)
{
	struct call *c = call_new(w, q);
	bool is_known;

	c->row = routes_find(q->method, q->path, &c->param, &is_known);
	language_settle(c);
	if (c->row && c->row->channel == METRICS_page)
		visitor_settle(c);
	if (!may_begin(c, is_known))
		return;
	if (c->row->channel == METRICS_page && !c->row->is_quiet)
		visitor_touch(c);
	c->row->begin(c);
}

void
web_expired(struct web *w, struct httpd_request *q)
{
	struct call *c = q->user;

	(void)w;
	if (c && c->row && c->row->begin == plain_metrics)
		plain_metrics_answer(c, &(struct call_reply){ .code = DESK_busy });
	else if (c && c->row && c->row->begin == live_events)
		live_events_answer(c, &(struct call_reply){ .code = DESK_busy });
	else if (c)
		call_fail(c, 504, "late", "No answer in time; ask again with the same key", STR(""));
}

/* ---- what a desk said ---- */

void
web_answer(struct web *w, uint64_t tag, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct httpd_request *q = httpd_find(w->httpd, tag);
	struct call *c = q ? q->user : NULL;
	struct call_reply r = { code, why, code == DESK_ok || code == DESK_created ? out : NULL };

	if (code != DESK_broken && code != DESK_busy)
		w->heard_ms = call_now_us() / 1000;
	if (!c || !c->is_sent || c->op != op)
		return;			/* its sender was told already */
	c->is_sent = false;
	w->metrics.waiting--;
	if (call_reply_is_good(&r) && !out) {
		log_write(LOG_ERROR, "web.answer", "%s: answered without a record", desk_operations[op].name);
		r = (struct call_reply){ .code = DESK_broken };
	}
	c->row->answer(c, &r);
}

/* ---- time ---- */

int
web_tick(struct web *w)
{
	return poll_tick(w);
}
