/* gsup.c - attaching to osmo-hlr's GSUP port, and Location Cancel.
 * Errors: see gsup.h. Whatever arrives unasked is skipped, pings excepted; framing that is lost closes the connection. */
#include "adapter/gsup.h"

#include "base/buf.h"

/* Connection management (IPA CCM): message types and the identity elements of ID_RESP. */
enum { CCM_PING = 0, CCM_PONG = 1, CCM_ID_GET = 4, CCM_ID_RESP = 5, CCM_ID_ACK = 6 };
enum { ID_SERIAL = 0, ID_NAME = 1, ID_UNIT = 8 };

/* GSUP message types, elements, and the values that we send. */
enum { LOCATION_CANCEL_REQUEST = 0x1c, ROUTING_ERROR = 0x4e };
enum { IE_IMSI = 0x01, IE_CANCEL_TYPE = 0x06, IE_CLASS = 0x0a, IE_DOMAIN = 0x28, IE_SOURCE = 0x60, IE_DESTINATION = 0x61 };
enum { CANCEL_TYPE_WITHDRAW = 1, CLASS_SUBSCRIBER_MANAGEMENT = 1 };

#define MESSAGE_MAX 300u		/* bytes of what we send: an IMSI and two names */
#define NO_WAIT     ((struct utc_ms){ 0 })	/* a deadline long past */

void
gsup_init(struct gsup *g, struct str address, struct str name)
{
	assert(name.n && name.n <= GSUP_NAME_MAX);
	*g = (struct gsup){ .address = address, .name = name, .why = "" };
	ipa_init(&g->link);
}

void
gsup_close(struct gsup *g)
{
	ipa_close(&g->link);
	g->attached = false;
}

static enum err
failed(struct gsup *g, enum err e, const char *why)
{
	g->why = why;
	return e;
}

static enum err
send_ccm(struct gsup *g, char type, struct utc_ms deadline)
{
	return ipa_send(&g->link, IPA_PROTOCOL_CCM, (struct str){ &type, 1 }, deadline);
}

static bool
is_ccm(const struct ipa_frame *frame, char type)
{
	return frame->protocol == IPA_PROTOCOL_CCM && frame->payload.n && frame->payload.p[0] == type;
}

/* The next frame that is not a ping; pings are answered. Errors as ipa_receive. */
static enum err
receive(struct gsup *g, struct utc_ms deadline, struct ipa_frame *out)
{
	while (g->frames_left) {
		g->frames_left--;
		enum err e = ipa_receive(&g->link, deadline, out);

		if (e || !is_ccm(out, CCM_PING))
			return e;
		if ((e = send_ccm(g, CCM_PONG, deadline)))
			return e;
	}
	gsup_close(g);
	return ERR_UNSURE;
}

static enum err
wait_ccm(struct gsup *g, char type, struct utc_ms deadline)
{
	struct ipa_frame frame;
	enum err e;

	do
		e = receive(g, deadline, &frame);
	while (!e && !is_ccm(&frame, type));
	return e;
}

/* An element of ID_RESP: length (2 bytes) of tag and value, tag, value with its NUL. */
static void
add_identity(struct buf *b, char tag, struct str value)
{
	size_t n = 1 + value.n + 1;

	buf_addc(b, (char)(n >> 8));
	buf_addc(b, (char)n);
	buf_addc(b, tag);
	buf_add(b, value);
	buf_addc(b, '\0');
}

/* Without a unit id the HLR closes the connection; it knows its clients by the serial number. */
static enum err
send_identity(struct gsup *g, struct utc_ms deadline)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, MESSAGE_MAX);
	buf_addc(&b, CCM_ID_RESP);
	add_identity(&b, ID_UNIT, STR("0/0/0"));
	add_identity(&b, ID_NAME, g->name);
	add_identity(&b, ID_SERIAL, g->name);
	assert(!b.over);
	return ipa_send(&g->link, IPA_PROTOCOL_CCM, buf_str(&b), deadline);
}

/* Reads what has arrived since the last call. False: nobody is at the other end any more. */
static bool
still_attached(struct gsup *g)
{
	struct ipa_frame frame;
	enum err e;

	if (!g->attached || !ipa_is_open(&g->link))
		return false;
	do
		e = receive(g, NO_WAIT, &frame);
	while (!e);
	return e == ERR_TEMP;
}

enum err
gsup_attach(struct gsup *g, struct utc_ms deadline)
{
	g->frames_left = IPA_FRAMES_MAX;
	if (still_attached(g))
		return ERR_OK;
	gsup_close(g);
	enum err e = ipa_open(&g->link, g->address, GSUP_PORT_HLR, deadline);
	if (e)
		return failed(g, e, e == ERR_PERM ? "its address is not an IP address" : "not reachable");
	if (wait_ccm(g, CCM_ID_GET, deadline) || send_identity(g, deadline) || send_ccm(g, CCM_ID_ACK, deadline) ||
	    wait_ccm(g, CCM_ID_ACK, deadline)) {
		gsup_close(g);
		return failed(g, ERR_TEMP, "it did not let us attach");
	}
	g->attached = true;
	return ERR_OK;
}

static void
add_element(struct buf *b, char tag, struct str value)
{
	buf_addc(b, tag);
	buf_addc(b, (char)value.n);
	buf_add(b, value);
}

/* Digits in nibbles, low first, filled up with f. Returns what was used of OUT. */
static struct str
imsi_bytes(struct str imsi, char out[8])
{
	size_t n = (imsi.n + 1) / 2;

	for (size_t i = 0; i < n; i++) {
		unsigned low = (unsigned)(imsi.p[2 * i] - '0');
		unsigned high = 2 * i + 1 < imsi.n ? (unsigned)(imsi.p[2 * i + 1] - '0') : 0xf;

		out[i] = (char)(high << 4 | low);
	}
	return (struct str){ out, n };
}

/* The value of element TAG in a GSUP message, empty when it has none or is cut short. */
static struct str
find_element(struct str message, char tag)
{
	for (size_t at = 2; at + 2 <= message.n;) {	/* after the extension byte and the message type */
		size_t n = (unsigned char)message.p[at + 1];

		if (n > message.n - at - 2)
			break;
		if (message.p[at] == tag)
			return (struct str){ message.p + at + 2, n };
		at += 2 + n;
	}
	return STR("");
}

/* NODE_Z: with its NUL, as names are on the wire. */
static bool
is_routing_error(const struct ipa_frame *frame, struct str imsi_bcd, struct str node_z)
{
	struct str m = frame->payload;

	return frame->protocol == IPA_PROTOCOL_OSMO && m.n > 2 && m.p[0] == IPA_OSMO_GSUP && m.p[1] == ROUTING_ERROR &&
	       str_eq(find_element(m, IE_IMSI), imsi_bcd) && str_eq(find_element(m, IE_SOURCE), node_z);
}

static enum err
send_cancel(struct gsup *g, struct str imsi_bcd, struct str node_z, enum gsup_domain domain, struct utc_ms deadline)
{
	AUTO(buf_done) struct buf b;
	char name_z[GSUP_NAME_MAX + 1] = { 0 };

	memcpy(name_z, g->name.p, g->name.n);
	buf_init(&b, MESSAGE_MAX);
	buf_addc(&b, IPA_OSMO_GSUP);
	buf_addc(&b, LOCATION_CANCEL_REQUEST);
	add_element(&b, IE_IMSI, imsi_bcd);
	add_element(&b, IE_CANCEL_TYPE, (struct str){ (char[]){ CANCEL_TYPE_WITHDRAW }, 1 });
	add_element(&b, IE_DOMAIN, (struct str){ (char[]){ (char)domain }, 1 });
	add_element(&b, IE_CLASS, (struct str){ (char[]){ CLASS_SUBSCRIBER_MANAGEMENT }, 1 });
	add_element(&b, IE_SOURCE, (struct str){ name_z, g->name.n + 1 });
	add_element(&b, IE_DESTINATION, node_z);
	assert(!b.over);
	return ipa_send(&g->link, IPA_PROTOCOL_OSMO, buf_str(&b), deadline);
}

/* Pings, and reads up to the pong. ERR_NOENT: there was a routing error on the way. */
static enum err
ping(struct gsup *g, struct str imsi_bcd, struct str node_z, struct utc_ms deadline)
{
	struct ipa_frame frame;
	bool no_route = false;
	enum err e = send_ccm(g, CCM_PING, deadline);

	while (!e && !(e = receive(g, deadline, &frame)) && !is_ccm(&frame, CCM_PONG))
		no_route |= is_routing_error(&frame, imsi_bcd, node_z);
	return e ? e : no_route ? ERR_NOENT : ERR_OK;
}

enum err
gsup_cancel(struct gsup *g, struct str imsi, struct str node, enum gsup_domain domain, struct utc_ms deadline)
{
	char bcd[8], name[GSUP_NAME_MAX + 1] = { 0 };
	enum err e = gsup_attach(g, deadline);

	assert(imsi.n && imsi.n <= GSUP_IMSI_MAX && node.n && node.n <= GSUP_NAME_MAX);
	if (e)
		return e;
	struct str imsi_bcd = imsi_bytes(imsi, bcd);
	struct str node_z = { name, node.n + 1 };
	memcpy(name, node.p, node.n);
	e = send_cancel(g, imsi_bcd, node_z, domain, deadline);
	/* The HLR writes a pong at once but a routing error only in its next round: the first pong may overtake it, the
	 * second cannot. Silence is thus told from an answer without waiting for a time. */
	for (int i = 0; !e && i < 2; i++)
		e = ping(g, imsi_bcd, node_z, deadline);
	if (!e || e == ERR_NOENT)
		return e;
	gsup_close(g);
	return failed(g, ERR_UNSURE, "the connection was lost or silent");
}
