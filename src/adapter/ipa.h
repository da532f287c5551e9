/* ipa.h - frames over one TCP connection, as the CTRL and GSUP ports of Osmocom programs speak them:
 * length (2 bytes, big endian, of what follows the protocol byte), protocol, payload.
 * Blocking up to a DEADLINE, an instant of clock_monotonic(); one user, no threads. What arrives is hostile until checked:
 * sizes are limited here, content by the caller. Source: the IPA multiplex of libosmo-abis. */
#ifndef SIMOFF_IPA_H
#define SIMOFF_IPA_H
#include "base/base.h"

#define IPA_PAYLOAD_MAX   4096u		/* bytes of one frame, either way; an answer of osmo-hlr has about 300 */
#define IPA_HEADER_SIZE   3u
#define IPA_FRAMES_MAX    1000u		/* frames that nobody asked for, skipped in one call before it gives up */
#define IPA_PROTOCOL_CCM  0xfeu		/* connection management: ping, identity */
#define IPA_PROTOCOL_OSMO 0xeeu		/* extension: the payload's first byte says which */
#define IPA_OSMO_CTRL     0x00u
#define IPA_OSMO_GSUP     0x05u

struct ipa {
	int    fd;			/* -1: closed */
	size_t have, used;		/* bytes in IN; of these, those of the frame handed out last */
	unsigned char in[IPA_HEADER_SIZE + IPA_PAYLOAD_MAX];
};
struct ipa_frame { uint8_t protocol; struct str payload; };	/* borrowed until the next ipa_receive or ipa_close */

void ipa_init(struct ipa *);		/* closed */
void ipa_close(struct ipa *);		/* closed already: nothing happens */
bool ipa_is_open(const struct ipa *);

/* ipa_open: connects to ADDRESS, an IP address in figures. Closed before, open after ERR_OK.
 * ERR_TEMP: refused, unreachable, or not by DEADLINE; ERR_PERM: ADDRESS is none. */
enum err ipa_open(struct ipa *, struct str address, uint16_t port, struct utc_ms deadline) MUST_CHECK;

/* ipa_send: ERR_UNSURE: not all of it was taken by DEADLINE, or the connection broke; it is closed then. */
enum err ipa_send(struct ipa *, uint8_t protocol, struct str payload, struct utc_ms deadline) MUST_CHECK;

/* ipa_receive: the next frame. ERR_TEMP: none by DEADLINE, and the connection stays usable; ERR_UNSURE: the far end closed
 * it or sent a frame over IPA_PAYLOAD_MAX; it is closed then. A deadline in the past takes only what has arrived. */
enum err ipa_receive(struct ipa *, struct utc_ms deadline, struct ipa_frame *out) MUST_CHECK;
#endif
