/* httpd.h - the HTTP/1.1 (and TLS) server of the web process. One thread, no loop of its own: the caller watches
 * httpd_fd() in its epoll set, sleeps no longer than httpd_wait_ms(), and calls httpd_run() after every sleep and after
 * answering. A request reaches the caller whole and checked (httpd_check.h says against what); what breaks a rule is
 * refused here with a problem document, and its connection ends. A caller that has no answer yet simply returns:
 * the request waits, and httpd_answer() may come later. Knows nothing of phones. */
#ifndef SIMOFF_HTTPD_H
#define SIMOFF_HTTPD_H
#include "base/arena.h"
#include "base/base.h"
#include "base/httpd_address.h"
#include "base/httpd_check.h"

#define HTTPD_BODY_BYTES        65536u		/* of a request, unless conf says otherwise */
#define HTTPD_ARENA_BYTES       (1u << 20)	/* what one request may take from its arena */
#define HTTPD_ANSWER_NAME_BYTES   64u		/* of one header of an answer */
#define HTTPD_ANSWER_VALUE_BYTES  4096u

/* A request, valid from handle() until it is answered; only USER is for the caller to change. */
struct httpd_request {
	uint64_t id;			/* never used twice: for httpd_find() when the answer comes later */
	enum httpd_method method;	/* HEAD: answer as for GET; the body is not sent */
	struct str path;		/* decoded once, UTF-8, no control characters, no dot segments */
	struct httpd_pairs query, form;	/* decoded, UTF-8; form: of a body that is application/x-www-form-urlencoded */
	struct httpd_pairs headers;	/* as sent; use httpd_header() */
	struct str body;		/* any bytes */
	struct str remote;		/* address of the client as text: behind a trusted proxy, the one it reports */
	struct httpd_address network;	/* the same for counting: IPv4 address or IPv6 /64 */
	bool is_tls;			/* to us, or to the trusted proxy by its word */
	struct arena *arena;		/* freed with the request */
	void *user;
};

/* Times in ms; 0 anywhere means the default in brackets. */
struct httpd_conf {
	int listen_fd;			/* from httpd_address_listen(); stays the caller's, used by a copy */
	const char *tls_cert, *tls_key;	/* PEM, NULL: plain HTTP. Read by httpd_new only: wipe the key then */
	struct str trusted_proxy;	/* one address whose X-Forwarded-For (last hop) and X-Forwarded-Proto are believed;
					 * empty: nobody's. The proxy must set both headers itself on every request */
	size_t connections_max;		/* [1024] above it new ones wait in the kernel */
	size_t per_address_max;		/* [no limit] leave 0 behind a proxy */
	size_t body_max_bytes;		/* [HTTPD_BODY_BYTES] */
	size_t large_max;		/* [8] requests at a time with a body above it, a quarter of them of one network; beyond: 503 */
	int64_t header_ms;		/* [10 s] from the connection, or from the request line, to the last header */
	int64_t idle_ms;		/* [75 s] from an answer to the next request line; header_ms when 3/4 full */
	int64_t wait_ms;		/* [10 s] from handle() to the answer; see httpd_deadline() */
	int64_t grace_ms;		/* [10 s] before the rate below counts, for bodies and for answers */
	int64_t rate_min;		/* [500] bytes per second that a client must send, or take */
	void *self;			/* given to the functions below; called from httpd_run only */
	void (*handle)(void *self, struct httpd_request *);	/* must not be NULL */
	/* Called once when nobody answered in time; may answer, or stay silent: then it is a 504. NULL: silent. */
	void (*expired)(void *self, struct httpd_request *);
	/* The largest body for this request, asked before one is read: all but the body is there. NULL: body_max_bytes for all. */
	size_t (*body_limit)(void *self, const struct httpd_request *);
};

struct httpd;

/* httpd_new: NULL with WHY, valid until the next call, when certificate, key or socket are not usable. */
struct httpd *httpd_new(const struct httpd_conf *, struct str *why_out);
void httpd_free(struct httpd *);	/* waiting requests get 503; NULL is fine */

int  httpd_fd(const struct httpd *);		/* readable: call httpd_run */
int  httpd_wait_ms(const struct httpd *);	/* ignoring it stalls large bodies and deadlines */
void httpd_run(struct httpd *);

/* httpd_find: the request of that id if it still waits for its answer, else NULL: then drop what you have. */
struct httpd_request *httpd_find(struct httpd *, uint64_t id);
/* httpd_deadline: this request may wait so long from now (long poll). A client that hung up meanwhile is not noticed. */
void httpd_deadline(struct httpd_request *, int64_t wait_ms);

/* httpd_answer: once per request, in handle() or later. Everything is copied. The security headers are added, and
 * Cache-Control: no-store, unless HEADERS has its own of that name. A header that is too long or has control
 * characters makes it an empty 500: nothing a client sends may end the process, or split an answer. */
void httpd_answer(struct httpd_request *, int status, const struct httpd_pair *headers, size_t n, struct str body);

/* By name; empty when there is none. Headers: lower case, the first one, trimmed. */
struct str httpd_header(const struct httpd_request *, const char *name);
struct str httpd_query(const struct httpd_request *, const char *name);
struct str httpd_form(const struct httpd_request *, const char *name);
struct str httpd_cookie(const struct httpd_request *, const char *name);
#endif
