/* web.h - what HTTP means here: routes, the JSON API, the portal, static files, /healthz and /metrics. Stands between
 * base/httpd.h, which hands requests in, and whoever carries operations to a desk (app/web_role.c; in tests a desk in the
 * same process). No database, no key but its own; decides nothing that the desk decides.
 * Not a loop: everything happens inside the calls below, one thread, nothing blocks.
 *
 *	struct httpd_conf.handle  -> web_handle      .expired -> web_expired      .body_limit -> web_body_limit
 *	SEND carries one operation away; its answer comes back by web_answer() with the same tag, later, never inside SEND.
 * A tag is the id of the HTTP request (httpd_find). One request has at most one operation under way; a long poll asks several
 * times with the same tag. An answer whose request is gone meanwhile is dropped. */
#ifndef SIMOFF_WEB_H
#define SIMOFF_WEB_H
#include "base/httpd.h"
#include "desk/desk.h"
#include "domain/policy.h"

/* web_send_fn: takes OP for the desk. CALLER and IN are copied (encoded) before it returns; IN is a record of the operation.
 * False: too many in flight; the client gets 503 with Retry-After: 1. */
typedef bool web_send_fn(void *self, uint64_t tag, enum desk_op, const struct desk_caller *, const void *in);

/* Texts are copied. Empty means: nothing to say, or the default in brackets. */
struct web_conf {
	struct str operator_name;	/* [simoff] on every page */
	struct str public_url;		/* "https://sim.example", no slash at the end: where browsers come from, Origin is compared with it
					 * and with the Host of the request; [only Host] */
	struct str language;		/* [en] of pages, for readers who say nothing else */
	struct str country;		/* [BE] the words on the two buttons, PRODUCT rule 4 */
	struct str help_phone, help_mail;	/* where a person answers */
	struct str complain;		/* how to complain, in one line */
	struct str mark;		/* SVG that mark_check let pass; [simoff's] */
	struct str colour;		/* "#0f6b5f" that brand_check let pass; [simoff's] */
	struct str sms_from;		/* the only address that SMS reports and answers are taken from; [none] */
	struct policy policy;		/* [policy_default()] for the dates that a summary promises, and whose midnight ends a day */
	bool is_tls;			/* browsers come by TLS even where httpd_request says otherwise: behind a silent proxy */
	uint8_t key[32];		/* of form tokens; the same in every web process of an installation. All zero: a random one */
};

struct web;
struct web *web_new(const struct web_conf *, web_send_fn *, void *self);	/* never fails but by abort */
void web_free(struct web *);		/* NULL is fine; answers nobody */
void web_attach(struct web *, struct httpd *);	/* once, before the first request: where answers find their requests */

void web_handle(struct web *, struct httpd_request *);	/* answers it, or sends an operation and returns */
void web_expired(struct web *, struct httpd_request *);	/* nobody answered in time: 504 in the form its sender reads */

/* web_body_limit: files only where they are taken, and only from a browser that holds a case's token or a session. */
size_t web_body_limit(struct web *, const struct httpd_request *);

/* web_answer: what the desk said to TAG. OUT is a record of the operation, or NULL when CODE is neither ok nor created;
 * borrowed, like WHY, for the time of the call. */
void web_answer(struct web *, uint64_t tag, enum desk_op, enum desk_code, struct str why, const void *out);

/* web_tick: asks again for those who wait for events. Returns in how many ms it wants to be called again. */
int web_tick(struct web *);
#endif
