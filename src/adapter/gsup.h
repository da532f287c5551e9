/* gsup.h - a client of osmo-hlr's GSUP port: attaches under a name of its own and has the HLR forward Location Cancel to
 * the node that serves a subscriber (which osmo-hlr 1.5 itself never sends). One connection, kept, made again by itself;
 * pings that arrived between two calls are answered in the next.
 * A forwarded message is not confirmed by the node: proof is the absence of a routing error, and later the HLR's own state.
 * Sources: osmo-hlr 1.5 and libosmocore (GSUP), libosmo-abis (IPA identity). */
#ifndef SIMOFF_GSUP_H
#define SIMOFF_GSUP_H
#include "adapter/ipa.h"

#define GSUP_PORT_HLR 4222u
#define GSUP_NAME_MAX 64u		/* bytes of a node's name */
#define GSUP_IMSI_MAX 15u		/* digits */

enum gsup_domain { GSUP_DOMAIN_PS = 1, GSUP_DOMAIN_CS = 2 };	/* as on the wire: 1 the SGSN's, 2 the VLR's */

struct gsup {
	struct ipa  link;
	struct str  address, name;	/* borrowed; NAME is unique among the HLR's clients */
	bool        attached;
	unsigned    frames_left;	/* of this call, see IPA_FRAMES_MAX */
	const char *why;		/* of the last error, for staff */
};

void gsup_init(struct gsup *, struct str address, struct str name);	/* both outlive it; NAME 1..GSUP_NAME_MAX bytes */
void gsup_close(struct gsup *);

/* gsup_attach: reads what has arrived; attached after ERR_OK. ERR_TEMP: not by DEADLINE; ERR_PERM: the address is none. */
enum err gsup_attach(struct gsup *, struct utc_ms deadline) MUST_CHECK;

/* gsup_cancel(g, imsi, node, domain): has NODE told that the subscription is withdrawn; harmless to repeat.
 * ERR_OK: the HLR forwarded it. ERR_NOENT: no node of that name is attached to the HLR. ERR_TEMP, ERR_PERM: as gsup_attach,
 * nothing was sent. ERR_UNSURE: sent, and the connection was lost or silent. IMSI: 6..15 digits, already checked. */
enum err gsup_cancel(struct gsup *, struct str imsi, struct str node, enum gsup_domain, struct utc_ms deadline) MUST_CHECK;
#endif
