/* ctrl.h - asks and tells an Osmocom program over its control port: GET and SET of named variables, one at a time.
 * One connection, kept, made again by itself. On one connection the far end answers in order: the answer to a GET shows
 * everything that was SET before it, also where that answer was lost. Not encrypted, no password: loopback or own VLAN.
 * Source: osmo-hlr 1.5, control interface. */
#ifndef SIMOFF_CTRL_H
#define SIMOFF_CTRL_H
#include "adapter/ipa.h"

#define CTRL_PORT_HLR     4259u
#define CTRL_REQUEST_MAX  200u		/* bytes of one request */
#define CTRL_WHY_MAX      80u

struct ctrl {
	struct ipa link;
	struct str address;		/* borrowed */
	uint16_t   port;
	uint32_t   id;			/* of the last request: another's answer is skipped */
	char       why[CTRL_WHY_MAX];	/* of the last error, for staff: figures are masked, so no number gets into a log */
};

void ctrl_init(struct ctrl *, struct str address, uint16_t port);	/* ADDRESS outlives it */
void ctrl_close(struct ctrl *);

/* ctrl_get, ctrl_set: VALUE_OUT is borrowed until the next call on this ctrl.
 * ERR_NOENT: there is no such subscriber. ERR_DENIED: the far end refused, WHY has its words; nothing changed.
 * ERR_TEMP, ERR_PERM: not reached, nothing was sent (see ipa_open). ERR_UNSURE: sent, no answer by the deadline, or the
 * connection broke; a SET may have happened. A GET whose connection broke is sent once more over a new one. */
enum err ctrl_get(struct ctrl *, const char *variable, struct utc_ms deadline, struct str *value_out) MUST_CHECK;
enum err ctrl_set(struct ctrl *, const char *variable, const char *value, struct utc_ms deadline,
		  struct str *value_out) MUST_CHECK;
#endif
