/* httpd_slot.h - one connection and the request that it carries: phases, deadlines, the body, who it is from.
 * Of httpd.c only. Knows the HTTP library's connection as a name; calls nothing of it. */
#ifndef SIMOFF_HTTPD_SLOT_H
#define SIMOFF_HTTPD_SLOT_H
#include "base/httpd.h"

enum httpd_slot_phase {
	HTTPD_SLOT_FREE,	/* no connection */
	HTTPD_SLOT_FRESH,	/* connected, no request line yet */
	HTTPD_SLOT_IDLE,	/* answered, no new request line yet */
	HTTPD_SLOT_HEADER,	/* request line seen, headers not complete */
	HTTPD_SLOT_BODY,	/* headers are fine, body not complete */
	HTTPD_SLOT_HANDLING,	/* inside handle(), or being refused */
	HTTPD_SLOT_WAITING,	/* handle() returned without an answer: suspended in the library */
	HTTPD_SLOT_ANSWERED,	/* the client has to take it now */
};

struct httpd_slot {
	struct httpd_request q;		/* first member: what the caller holds */
	const struct httpd_conf *conf;
	struct MHD_Connection *connection;
	struct httpd_slot *next_free;
	struct httpd_address peer;
	int fd;
	uint32_t at, generation;	/* together the id */
	enum httpd_slot_phase phase;
	int64_t since_ms;		/* when the phase began; a first HEADER: when the connection did */
	int64_t wait_ms;
	struct str target;		/* as sent; only its length if it is over HTTPD_LINE_BYTES */
	struct httpd_framing framing;
	char *body;
	size_t body_n, body_cap, body_max;	/* BODY_N counts what came; beyond BODY_MAX it was not kept */
	size_t answer_n;
	bool is_tls;			/* to us */
	bool must_close;		/* with the answer */
	char remote[HTTPD_ADDRESS_TEXT];
};

int64_t httpd_slot_now_ms(void);		/* monotonic */
void httpd_slot_enter(struct httpd_slot *, enum httpd_slot_phase);
int64_t httpd_slot_due_ms(const struct httpd_slot *, bool is_crowded);	/* when its patience ends; INT64_MAX: never */

void httpd_slot_begin(struct httpd_slot *, struct str target);	/* a request line came */
void httpd_slot_over(struct httpd_slot *);			/* its request is done with: memory, id */

/* httpd_slot_remote: sets remote, network, is_tls from the peer and, if that is PROXY (NULL: none), from its headers. */
void httpd_slot_remote(struct httpd_slot *, const struct httpd_address *proxy);

/* httpd_slot_add: False: a body in chunks that is over its limit and doesn't end; there is no way to answer inside it. */
bool httpd_slot_add(struct httpd_slot *, struct str piece) MUST_CHECK;
struct httpd_fault httpd_slot_body(struct httpd_slot *);	/* the whole body came: sets body and form */
#endif
