/* fetch.h - one HTTP request at a time to servers that the configuration names, over a connection that is kept and made again
 * when it is gone. Blocking. What counts is told apart: nothing was sent (TEMP), or it was and the answer got lost (UNSURE).
 * No redirects, no proxy, no cookies, no HTTP/0.9; TLS 1.2 or newer. No URL, header or server's own words get into a WHY. */
#ifndef SIMOFF_FETCH_H
#define SIMOFF_FETCH_H
#include "base/base.h"
#include "base/buf.h"

#define FETCH_URL_MAX     8000u		/* bytes */
#define FETCH_HEADERS_MAX 16u
#define FETCH_HEADER_MAX  4000u		/* bytes of one header's value */
#define FETCH_BODY_MAX    (1u << 20)	/* bytes of a request's body */
#define FETCH_WHY_MAX     200u

/* Borrowed while the handle lives. */
struct fetch_conf {
	const char *peer;		/* in a WHY: "the SMS gateway" */
	const char *section;		/* in a WHY, where to mend it: "sms" */
	struct str ca_file;		/* empty: the system's certificates */
	int64_t call_ms;		/* longest time of one call, name, connection and TLS included; 1 .. 600,000 */
};

enum fetch_method { FETCH_GET, FETCH_POST };
struct fetch_header { struct str name, value; };

struct fetch_request {
	enum fetch_method method;
	struct str url;			/* http:// or https://, path and query escaped already (fetch_escape); no user, no fragment */
	const struct fetch_header *header;	/* HEADERS of them; also Content-Type for a body */
	size_t headers;
	struct str body;		/* POST only */
	size_t answer_max;		/* keep so many bytes of the answer's body */
};

struct fetch_reply {
	int  status;			/* with ERR_OK: 200 .. 599 */
	struct str body;		/* valid until the next call; what the server likes to say */
	int64_t retry_after_s;		/* what the server asks for (Retry-After); 0: it does not say */
	bool is_cut;			/* the body was longer than ANSWER_MAX, or its end got lost */
	bool needs_mending;		/* with ERR_TEMP: a setting is at fault, waiting alone will not help */
	char why[FETCH_WHY_MAX];	/* a sentence for staff; empty with ERR_OK */
};

struct fetch;

/* fetch_open(conf): touches no network. A wrong setting is said by each later call, not here. Never NULL. */
struct fetch *fetch_open(const struct fetch_conf *);
void fetch_close(struct fetch *);	/* NULL is fine */

/* fetch_call(f, q, out): one request; ends within CALL_MS. The texts of Q are borrowed for the time of the call.
 *	OK       an answer came: STATUS says what the server thinks of it, also 4xx and 5xx
 *	TEMP     nothing was sent: later
 *	UNSURE   it was sent, at least in part, and no answer that can be read came back: it may have happened. Never sent
 *	         twice by itself
 *	INVALID  nothing was sent: URL or header cannot be put into HTTP, as a header with a line break */
enum err fetch_call(struct fetch *, const struct fetch_request *, struct fetch_reply *out) MUST_CHECK;

/* fetch_escape: adds S for a path segment or a query value: all but A-Z a-z 0-9 - . _ ~ as %XX (RFC 3986, 2.3). */
void fetch_escape(struct buf *, struct str s);

/* fetch_is_url(s): http:// or https://, a host, printable ASCII; no user or password before the host, no fragment. */
bool fetch_is_url(struct str);
#endif
