/* call.h - inside web: one HTTP request on its way, and the ways in which it ends. A call lives in the arena of its request
 * and dies with it. */
#ifndef SIMOFF_WEB_CALL_H
#define SIMOFF_WEB_CALL_H
#include "base/multipart.h"
#include "web/dress.h"
#include "web/metrics.h"
#include "web/rate.h"
#include "web/session.h"
#include "web/web.h"
#include <pages.h>		/* made by tools/pagegen.py; includes web/pages.h, which "pages.h" would mean here */

#define CALL_PAGE_BYTES    262144u	/* one page, or one JSON answer: a list of 100 lines is 60 KB */
#define CALL_HEADERS_MAX   12u
#define CALL_TOUCHED_MAX   1024u	/* sessions remembered; of two in one place the desk hears more often */
#define CALL_EVEN_US       25000	/* answers that must not tell by their time what was found leave at multiples of this */
#define CALL_POLLS_MAX     256u		/* long polls at a time in one web process; beyond it they are answered at once */

struct routes_row;
struct poll { uint64_t id; int64_t due_ms; };
#define PAPER_SLOTS 4			/* 10 MB each */
struct paper_slot { uint64_t request; struct buf content; };	/* a paper being put together (paper.h); REQUEST 0: free */
struct touched { uint64_t who; int64_t at_ms; };	/* a session in use, by a hash, and when the desk heard of it */

struct web {
	struct web_conf conf;		/* texts in ARENA */
	struct arena *arena;
	web_send_fn *send;
	void *send_self;
	struct httpd *httpd;
	const struct catalog *cat;
	struct str openapi;
	struct dress dress;		/* of the operator */
	struct metrics metrics;
	struct rate rate;
	struct poll poll[CALL_POLLS_MAX];
	size_t polls;
	struct paper_slot paper[PAPER_SLOTS];
	struct touched touched[CALL_TOUCHED_MAX];
	int64_t heard_ms;		/* when a desk last answered, monotonic; 0: never */
};

struct call {
	struct web *web;
	struct httpd_request *q;
	const struct routes_row *row;	/* NULL: no such route */
	struct str param;		/* what stands for the row's {parameter} */
	struct session session;		/* pages only */
	struct { struct str value; bool is_new; } kept[SESSION_KEEP_COUNT];	/* IS_NEW: told to the browser with the answer */
	const struct catalog *cat;	/* in the reader's language */
	struct desk_caller caller;
	enum desk_op op;		/* the last one sent */
	const void *in;
	bool is_sent;			/* an answer of a desk is awaited */
	bool is_tls;			/* to us, or to a proxy before us */
	int64_t began_us;		/* monotonic */
	int64_t ask_until_ms;		/* long poll: ask again until then; 0: do not */
	const struct page_form *form;	/* as typed */
	struct str typed;		/* one text as typed */
	const struct multipart *files;	/* of a route that takes them */
	const char *wrong;		/* word of what was wrong with what was sent, for the page that is shown again */
	struct held *held;		/* the answer, where it waits for its time */
	void *work;			/* of a route that sends several operations: where it stands */
};

/* What a desk said. OUT: a record of the operation; NULL unless CODE is ok or created. */
struct call_reply { enum desk_code code; struct str why; const void *out; };
bool call_reply_is_good(const struct call_reply *);

struct call *call_new(struct web *, struct httpd_request *);

/* call_send: the operation goes to a desk; its answer reaches the route's answer function. Too many in flight: answered 503.
 * IN lives in the request's arena. */
void call_send(struct call *, enum desk_op, const void *in);
/* call_try: the same, but where too many are in flight it answers nothing and says false. */
bool call_try(struct call *, enum desk_op, const void *in) MUST_CHECK;

/* call_keep: the browser shall keep VALUE from now on (arena or static text; empty: forget it). */
void call_keep(struct call *, enum session_keep, struct str value);

/* -- every call ends in exactly one of these -- */
void call_answer(struct call *, int status, const struct httpd_pair *headers, size_t n, struct str body);
void call_let_go(struct call *);	/* for poll.c: what was held leaves now */
void call_text(struct call *, int status, const char *type, struct str body);
void call_redirect(struct call *, struct str path);	/* 303: seen with GET */

/* call_fail: a page for browsers, a problem document (RFC 9457) for programs. WORD: of its kind, stable. DETAIL for the reader;
 * may be empty. */
void call_fail(struct call *, int status, const char *word, const char *title, struct str detail);
void call_fail_code(struct call *, const struct call_reply *);	/* what the desk refused */
void call_fail_busy(struct call *);

/* -- pages -- */
struct page_env call_env(struct call *);
/* CALL_PAGE(c, 200, form, &rec): renders page_form with REC and answers. */
#define CALL_PAGE(c, status, page, ...) do { \
	AUTO(buf_done) struct buf call_html_; \
	struct page_env call_env_ = call_env(c); \
	buf_init(&call_html_, CALL_PAGE_BYTES); \
	page_##page##_render(&call_html_, &call_env_, __VA_ARGS__); \
	call_html(c, status, &call_html_); \
} while (0)
void call_html(struct call *, int status, const struct buf *html);

int64_t call_now_us(void);		/* monotonic */
#endif
