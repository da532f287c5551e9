/* httpd.c - the HTTP server: libmicrohttpd inside the caller's epoll loop, with the rules of httpd_check.c on top.
 * The only file that includes libmicrohttpd. One slot per connection holds the request that it carries; a request ends
 * with NOTIFY_COMPLETED, a connection with NOTIFY_CONNECTION. The library (read and tried: 0.9.75) takes lines that end
 * with LF alone, folded lines, NUL in values, `Content-Length :`, repeated lengths, lengths beside codings, and starts
 * its idle timer again at each byte. So before a body is read, every byte of the head is accounted for
 * (httpd_check_block), and the deadlines are ours: a sweep that shuts the socket. Bodies in chunks are framed by the
 * library, less strictly than RFC 9112 7.1, hence their connection ends with the answer: nothing can hide behind one.
 * What the library refuses by itself it answers with a fixed page of its own, without our headers, and closes; after a
 * malformed Content-Length that answer has its head twice. (Its "strict" mode adds nothing to our rules but one more of those.)
 * Errors: none but in httpd_new; out of memory aborts. */
#include "base/httpd.h"
#include "base/httpd_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define SWEEP_MS     100		/* how late a deadline may be seen */
#define QUIET_MS     1000		/* without connections there are no deadlines */
#define POOL_BYTES   32768u		/* per connection: line, headers, their list; above this size the library calls mmap */
#define DRAIN_TURNS  16			/* at the end: turns to send the last answers */

/* P-256 or RSA certificates, forward secrecy, AEAD only. */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:" \
	"-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE"

struct httpd {
	struct httpd_conf conf;
	struct MHD_Daemon *daemon;
	struct httpd_address proxy;	/* if conf.trusted_proxy */
	size_t open;			/* connections */
	int64_t swept_ms;
	struct httpd_slot *slot, *free;	/* conf.connections_max of them */
};

static struct httpd_slot *
slot_of(struct httpd_request *q)
{
	return (struct httpd_slot *)q;
}

/* ---- answers ---- */

/* Lower case, to be compared with the caller's. */
static const struct { const char *name, *value; bool only_tls; } SECURITY[] = {
	{ "content-security-policy",
	  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
	  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'", false },
	{ "x-content-type-options", "nosniff", false },
	{ "referrer-policy", "no-referrer", false },
	{ "cache-control", "no-store", false },
	{ "strict-transport-security", "max-age=31536000; includeSubDomains", true },
};

static bool
add_header(struct MHD_Response *r, struct str name, struct str value)
{
	char n[HTTPD_ANSWER_NAME_BYTES + 1], v[HTTPD_ANSWER_VALUE_BYTES + 1];

	if (name.n >= sizeof n || value.n >= sizeof v || str_has_control(name) || str_has_control(value))
		return false;
	memcpy(n, name.p, name.n);
	n[name.n] = '\0';
	if (value.n)
		memcpy(v, value.p, value.n);
	v[value.n] = '\0';
	return MHD_add_response_header(r, n, v) == MHD_YES;
}

static bool
add_headers(const struct httpd_slot *s, struct MHD_Response *r, const struct httpd_pair *headers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!add_header(r, headers[i].name, headers[i].value))
			return false;
	for (size_t i = 0; i < COUNT(SECURITY); i++) {
		bool is_own = SECURITY[i].only_tls && !s->q.is_tls;

		for (size_t k = 0; k < n && !is_own; k++)
			is_own = httpd_check_same(headers[k].name, SECURITY[i].name);
		if (!is_own && MHD_add_response_header(r, SECURITY[i].name, SECURITY[i].value) != MHD_YES)
			return false;
	}
	return !s->must_close || MHD_add_response_header(r, "connection", "close") == MHD_YES;
}

/* NULL when one of the caller's headers cannot be sent. */
static struct MHD_Response *
response_new(const struct httpd_slot *s, const struct httpd_pair *headers, size_t n, struct str body)
{
	union { const char *in; void *out; } p = { .in = body.p };	/* copied, never written */
	struct MHD_Response *r = MHD_create_response_from_buffer(body.n, p.out, MHD_RESPMEM_MUST_COPY);

	if (!r)
		abort();
	if (add_headers(s, r, headers, n))
		return r;
	MHD_destroy_response(r);
	return NULL;
}

void
httpd_answer(struct httpd_request *q, int status, const struct httpd_pair *headers, size_t n, struct str body)
{
	struct httpd_slot *s = slot_of(q);
	bool is_suspended = s->phase == HTTPD_SLOT_WAITING;

	assert(s->phase == HTTPD_SLOT_HANDLING || s->phase == HTTPD_SLOT_WAITING);
	assert(status >= 200 && status <= 599);
	struct MHD_Response *r = response_new(s, headers, n, body);
	if (!r) {
		status = 500;
		r = response_new(s, NULL, 0, STR(""));
	}
	if (!r || MHD_queue_response(s->connection, (unsigned)status, r) != MHD_YES)
		abort();
	MHD_destroy_response(r);
	s->answer_n = body.n;
	httpd_slot_enter(s, HTTPD_SLOT_ANSWERED);
	if (is_suspended)
		MHD_resume_connection(s->connection);
}

static void
answer_problem(struct httpd_slot *s, struct httpd_fault f)
{
	static const struct httpd_pair JSON = {
		{ "content-type", sizeof "content-type" - 1 },
		{ "application/problem+json", sizeof "application/problem+json" - 1 },
	};
	char text[256];
	int n = snprintf(text, sizeof text, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}\n", f.why, f.status);

	assert(n > 0 && (size_t)n < sizeof text);
	httpd_answer(&s->q, f.status, &JSON, 1, (struct str){ text, (size_t)n });
}

/* After something odd the connection is not trusted with another request. */
static void
refuse(struct httpd_slot *s, struct httpd_fault f)
{
	s->must_close = true;
	httpd_slot_enter(s, HTTPD_SLOT_HANDLING);
	answer_problem(s, f);
}

/* ---- the head of a request ---- */

static enum MHD_Result
collect_header(void *self, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value, size_t value_n)
{
	struct httpd_pairs *headers = self;

	(void)kind;
	headers->item[headers->n++] = (struct httpd_pair){ { name, name_n }, { value, value_n } };
	return MHD_YES;
}

/* Takes the headers over and checks that nothing was read over (httpd_check_block). */
static struct httpd_fault
check_block(struct httpd_slot *s, struct str method, struct str version)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(s->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	int n = MHD_get_connection_values_n(s->connection, MHD_HEADER_KIND, NULL, NULL);
	size_t line_n = method.n + 1 + s->target.n + 1 + version.n;
	struct httpd_block b = { .method = method, .version = version, .target_n = s->target.n };

	assert(info && n >= 0);
	if (line_n > HTTPD_LINE_BYTES)
		return (struct httpd_fault){ 414, "the request line is too long" };
	if ((size_t)n > HTTPD_HEADERS_MAX || info->header_size > line_n + 2 + HTTPD_HEADERS_BYTES)
		return (struct httpd_fault){ 431, "the headers are too long" };
	b.block = (struct str){ method.p, info->header_size };
	b.headers.item = ARENA_ARRAY(s->q.arena, struct httpd_pair, (size_t)n);
	MHD_get_connection_values_n(s->connection, MHD_HEADER_KIND, collect_header, &b.headers);
	if (!httpd_check_block(&b))
		return (struct httpd_fault){ 400, "a line of the head is not well-formed" };
	s->q.headers = b.headers;
	return (struct httpd_fault){ 0, NULL };
}

/* A body above the usual limit is kept in memory: only so many at a time, and no network has them all. */
static struct httpd_fault
check_large(const struct httpd *h, struct httpd_slot *s)
{
	const struct httpd_conf *conf = &h->conf;
	size_t all = 0, same = 0;

	if (s->body_max <= conf->body_max_bytes || (!s->framing.is_chunked && s->framing.length <= conf->body_max_bytes)) {
		s->body_max = s->body_max < conf->body_max_bytes ? s->body_max : conf->body_max_bytes;
		return (struct httpd_fault){ 0, NULL };
	}
	for (size_t i = 0; i < conf->connections_max; i++) {
		bool is_large = &h->slot[i] != s && h->slot[i].body_max > conf->body_max_bytes;

		all += is_large;
		same += is_large && httpd_address_eq(h->slot[i].q.network, s->q.network);
	}
	if (all < conf->large_max && same < (conf->large_max + 3) / 4)
		return (struct httpd_fault){ 0, NULL };
	s->body_max = conf->body_max_bytes;
	return (struct httpd_fault){ 503, "too many large files are on their way; send it again in a minute" };
}

static struct httpd_fault
check_head(const struct httpd *h, struct httpd_slot *s, struct str method, struct str version)
{
	const struct httpd_conf *conf = &h->conf;
	struct httpd_fault f = check_block(s, method, version);

	if (!f.status)
		f = httpd_check_headers(s->q.headers, version, &s->framing);
	if (!f.status)
		f = httpd_check_method(method, &s->q.method);
	if (!f.status)
		f = httpd_check_target(s->target, s->q.arena, &s->q.path, &s->q.query);
	if (f.status)
		return f;
	httpd_slot_remote(s, conf->trusted_proxy.n ? &h->proxy : NULL);
	s->body_max = conf->body_limit ? conf->body_limit(conf->self, &s->q) : conf->body_max_bytes;
	if (s->framing.length > s->body_max)
		return (struct httpd_fault){ 413, "the body is too large" };
	return check_large(h, s);
}

static void
hand_over(struct httpd_slot *s)
{
	struct httpd_fault f = httpd_slot_body(s);

	if (f.status) {
		refuse(s, f);
		return;
	}
	s->must_close = s->framing.is_chunked;
	s->wait_ms = s->conf->wait_ms;
	httpd_slot_enter(s, HTTPD_SLOT_HANDLING);
	s->conf->handle(s->conf->self, &s->q);
	if (s->phase != HTTPD_SLOT_HANDLING)
		return;
	s->phase = HTTPD_SLOT_WAITING;
	MHD_suspend_connection(s->connection);
}

/* ---- what the library tells ---- */

/* Called for a head that is complete, for each piece of a body, and, without a piece, for the end of the request. A piece of
 * nothing is not the end: it comes where 100-continue was asked for, no body is announced, and something follows. */
static enum MHD_Result
on_request(void *self, struct MHD_Connection *c, const char *url, const char *method, const char *version,
    const char *piece, size_t *piece_n, void **context)
{
	struct httpd_slot *s = *context;

	(void)c, (void)url;
	if (s->phase == HTTPD_SLOT_HEADER) {
		struct httpd_fault f = check_head(self, s, str_of(method), str_of(version));

		httpd_slot_enter(s, HTTPD_SLOT_BODY);
		if (f.status)
			refuse(s, f);
	} else if (!piece) {
		hand_over(s);
	} else if (*piece_n) {
		if (!httpd_slot_add(s, (struct str){ piece, *piece_n }))
			return MHD_NO;
		*piece_n = 0;
	}
	return MHD_YES;
}

/* The request line is there, and the target still as it was sent. What is returned is on_request's context. */
static void *
on_line(void *self, const char *target, struct MHD_Connection *c)
{
	struct httpd_slot *s = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;

	(void)self;
	httpd_slot_begin(s, str_of(target));
	return s;
}

/* Targets are decoded by httpd_check_target, once. */
static size_t
on_unescape(void *self, struct MHD_Connection *c, char *text)
{
	(void)self, (void)c;
	return strlen(text);
}

static void
on_completed(void *self, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode how)
{
	(void)self, (void)c, (void)how;
	if (*context)
		httpd_slot_over(*context);
}

static void
on_connection(void *self, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode what)
{
	struct httpd *h = self;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		struct httpd_slot *s = h->free;

		assert(s && "the library keeps to its connection limit");
		h->free = s->next_free;
		s->connection = c;
		s->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
		s->peer = httpd_address_of(MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
		httpd_slot_enter(s, HTTPD_SLOT_FRESH);
		h->open++;
		*context = s;
	} else {
		struct httpd_slot *s = *context;

		httpd_slot_over(s);
		s->phase = HTTPD_SLOT_FREE;
		s->next_free = h->free;
		h->free = s;
		h->open--;
	}
}

/* ---- deadlines ---- */

static void
sweep(struct httpd *h)
{
	int64_t now = httpd_slot_now_ms();
	bool is_crowded = h->open > h->conf.connections_max / 4 * 3;

	if (now - h->swept_ms < SWEEP_MS)
		return;
	h->swept_ms = now;
	for (size_t i = 0; i < h->conf.connections_max; i++) {
		struct httpd_slot *s = &h->slot[i];

		if (now < httpd_slot_due_ms(s, is_crowded))
			continue;
		if (s->phase != HTTPD_SLOT_WAITING) {
			shutdown(s->fd, SHUT_RDWR);	/* the library sees the end and cleans up */
			continue;
		}
		if (h->conf.expired)
			h->conf.expired(h->conf.self, &s->q);
		if (s->phase == HTTPD_SLOT_WAITING)
			answer_problem(s, (struct httpd_fault){ 504, "no answer in time; ask again with the same key" });
	}
}

void
httpd_deadline(struct httpd_request *q, int64_t wait_ms)
{
	struct httpd_slot *s = slot_of(q);

	assert(s->phase == HTTPD_SLOT_HANDLING || s->phase == HTTPD_SLOT_WAITING);
	s->wait_ms = httpd_slot_now_ms() - s->since_ms + wait_ms;
}

/* ---- the caller's loop ---- */

int
httpd_fd(const struct httpd *h)
{
	return MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int
httpd_wait_ms(const struct httpd *h)
{
	MHD_UNSIGNED_LONG_LONG t;
	int wait = h->open ? SWEEP_MS : QUIET_MS;

	return MHD_get_timeout(h->daemon, &t) == MHD_YES && t < (unsigned)wait ? (int)t : wait;
}

void
httpd_run(struct httpd *h)
{
	sweep(h);
	MHD_run(h->daemon);
}

struct httpd_request *
httpd_find(struct httpd *h, uint64_t id)
{
	size_t at = (uint32_t)id;
	struct httpd_slot *s = at < h->conf.connections_max ? &h->slot[at] : NULL;

	return s && s->phase == HTTPD_SLOT_WAITING && s->q.id == id ? &s->q : NULL;
}

/* ---- what a request holds ---- */

struct str
httpd_header(const struct httpd_request *q, const char *name)
{
	return httpd_check_find_caseless(q->headers, name);
}

struct str
httpd_query(const struct httpd_request *q, const char *name)
{
	return httpd_check_find(q->query, name);
}

struct str
httpd_form(const struct httpd_request *q, const char *name)
{
	return httpd_check_find(q->form, name);
}

struct str
httpd_cookie(const struct httpd_request *q, const char *name)
{
	return httpd_check_cookie(httpd_header(q, "cookie"), name);
}

/* ---- start and end ---- */

/* The library's first complaint since the last httpd_new: why it did not start. */
static char complaint[200];

static void
on_complaint(void *self, const char *fmt, va_list ap) PRINTF(2, 0);

static void
on_complaint(void *self, const char *fmt, va_list ap)
{
	(void)self;
	if (!complaint[0])
		vsnprintf(complaint, sizeof complaint, fmt, ap);
}

static struct httpd_conf
with_defaults(const struct httpd_conf *given)
{
	struct httpd_conf c = *given;

	c.connections_max = c.connections_max ? c.connections_max : 1024;
	c.body_max_bytes = c.body_max_bytes ? c.body_max_bytes : HTTPD_BODY_BYTES;
	c.large_max = c.large_max ? c.large_max : 8;
	c.header_ms = c.header_ms ? c.header_ms : 10000;
	c.idle_ms = c.idle_ms ? c.idle_ms : 75000;
	c.wait_ms = c.wait_ms ? c.wait_ms : 10000;
	c.grace_ms = c.grace_ms ? c.grace_ms : 10000;
	c.rate_min = c.rate_min ? c.rate_min : 500;
	return c;
}

static struct MHD_Daemon *
start(struct httpd *h, int listen_fd)
{
	const struct httpd_conf *c = &h->conf;
	bool is_tls = c->tls_cert != NULL;
	union { const char *in; void *out; } cert = { c->tls_cert }, key = { c->tls_key }, priorities = { TLS_PRIORITIES };
	struct MHD_OptionItem tls[] = {
		{ is_tls ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0, cert.out },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, key.out },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, priorities.out },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (is_tls ? MHD_USE_TLS : 0u);

	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, h,
	    MHD_OPTION_EXTERNAL_LOGGER, on_complaint, NULL,
	    MHD_OPTION_LISTEN_SOCKET, listen_fd,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections_max,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)c->per_address_max,
	    MHD_OPTION_CONNECTION_TIMEOUT, 0u,
	    MHD_OPTION_URI_LOG_CALLBACK, on_line, NULL,
	    MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
	    MHD_OPTION_ARRAY, tls,
	    MHD_OPTION_END);
}

struct httpd *
httpd_new(const struct httpd_conf *conf, struct str *why_out)
{
	struct httpd *h = calloc(1, sizeof *h);

	assert(conf->handle && (conf->tls_cert == NULL) == (conf->tls_key == NULL));
	if (!h)
		abort();
	h->conf = with_defaults(conf);
	h->slot = calloc(h->conf.connections_max, sizeof *h->slot);
	if (!h->slot)
		abort();
	for (size_t i = h->conf.connections_max; i-- > 0; h->free = &h->slot[i])
		h->slot[i] = (struct httpd_slot){ .conf = &h->conf, .is_tls = conf->tls_cert != NULL,
		    .at = (uint32_t)i, .generation = 1, .next_free = h->free };
	if (conf->trusted_proxy.n && !httpd_address_parse(conf->trusted_proxy, &h->proxy)) {
		*why_out = STR("the trusted proxy is not an address");
		httpd_free(h);
		return NULL;
	}
	int fd = fcntl(conf->listen_fd, F_DUPFD_CLOEXEC, 0);
	snprintf(complaint, sizeof complaint, "%s", fd < 0 ? strerror(errno) : "");
	if (fd >= 0)
		h->daemon = start(h, fd);	/* which takes FD over */
	if (!h->daemon) {
		*why_out = str_trim(str_of(complaint));
		if (!why_out->n)
			*why_out = STR("the HTTP library gave no reason; is there memory left?");
		httpd_free(h);
		return NULL;
	}
	h->conf.tls_cert = h->conf.tls_key = NULL;	/* the caller's; not needed any more */
	return h;
}

void
httpd_free(struct httpd *h)
{
	MHD_UNSIGNED_LONG_LONG t = 0;

	if (!h)
		return;
	for (size_t i = 0; i < h->conf.connections_max; i++) {
		h->slot[i].must_close = true;
		if (h->slot[i].phase == HTTPD_SLOT_WAITING)
			answer_problem(&h->slot[i], (struct httpd_fault){ 503, "the service restarts; ask again with the same key" });
	}
	for (int i = 0; h->daemon && i < DRAIN_TURNS && (i == 0 || (MHD_get_timeout(h->daemon, &t) == MHD_YES && t == 0)); i++)
		MHD_run(h->daemon);
	if (h->daemon)
		MHD_stop_daemon(h->daemon);
	for (size_t i = 0; i < h->conf.connections_max; i++)
		arena_free(h->slot[i].q.arena);
	free(h->slot);
	free(h);
}
