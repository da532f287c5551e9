/* hlr_subscriber.h - what osmo-hlr has on one subscriber, as far as simoff needs it. Never its keys.
 * Source: osmo-hlr 1.5, control variable subscriber.by-*.info. */
#ifndef SIMOFF_HLR_SUBSCRIBER_H
#define SIMOFF_HLR_SUBSCRIBER_H
#include "adapter/ctrl.h"

#define HLR_SUBSCRIBER_DIGITS_MAX 15u	/* of an IMSI and of an MSISDN */
#define HLR_SUBSCRIBER_NODE_MAX   64u	/* bytes of a node's name */

/* The two halves of a subscription, each with a node that serves it: VLR and SGSN. */
enum hlr_subscriber_domain { HLR_SUBSCRIBER_CS, HLR_SUBSCRIBER_PS, HLR_SUBSCRIBER_DOMAIN_COUNT };

struct hlr_subscriber {			/* printable ASCII; empty: it has none */
	char imsi[HLR_SUBSCRIBER_DIGITS_MAX + 1], msisdn[HLR_SUBSCRIBER_DIGITS_MAX + 1];
	struct { char enabled[2], node[HLR_SUBSCRIBER_NODE_MAX + 1]; } domain[HLR_SUBSCRIBER_DOMAIN_COUNT];	/* "0" or "1" */
};

/* hlr_subscriber_parse(info): lines of name, tab, value, each name once. False when it is not what osmo-hlr writes. Pure. */
bool hlr_subscriber_parse(struct str info, struct hlr_subscriber *out) MUST_CHECK;

/* hlr_subscriber_read(c, by, value): BY is "imsi" or "msisdn", VALUE digits. Errors as ctrl_get; an answer that cannot be
 * read is ERR_UNSURE, and closes the connection. */
enum err hlr_subscriber_read(struct ctrl *, const char *by, struct str value, struct utc_ms deadline,
			     struct hlr_subscriber *out) MUST_CHECK;
#endif
