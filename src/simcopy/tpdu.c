/* tpdu.c - one short message out of its bytes. Pure but for the arena. Sources: tpdu.h.  Errors: is_cut, TPDU_NONE. */
#include "simcopy/tpdu.h"
#include "base/clock.h"
#include "simcopy/number.h"

#define TYPE_BITS   3u
#define HAS_HEADER  0x40u		/* TP-UDHI */
#define ASKS_REPORT 0x20u		/* TP-SRI, TP-SRR */
#define TIME_SIZE   7u
#define OCTETS_MAX  140u		/* of user data */
#define SEPTETS_MAX 160u

static const char *const KINDS[] = { [TPDU_NONE] = "none", [TPDU_DELIVER] = "deliver", [TPDU_SUBMIT] = "submit", [TPDU_REPORT] = "report" };
static const char *const CODINGS[] = { [TPDU_7BIT] = "7bit", [TPDU_8BIT] = "8bit", [TPDU_UCS2] = "ucs2", [TPDU_COMPRESSED] = "compressed" };

const char *
tpdu_kind_name(enum tpdu_kind k)
{
	assert(k < COUNT(KINDS));
	return KINDS[k];
}

const char *
tpdu_coding_name(enum tpdu_coding c)
{
	assert(c < COUNT(CODINGS));
	return CODINGS[c];
}

/* Takes bytes off the front; past the end it gives zeros and remembers. */
struct cursor { struct str rest; bool is_cut; };

static uint8_t
take(struct cursor *c)
{
	if (!c->rest.n) {
		c->is_cut = true;
		return 0;
	}
	uint8_t b = (uint8_t)c->rest.p[0];
	c->rest = (struct str){ c->rest.p + 1, c->rest.n - 1 };
	return b;
}

static struct str
take_many(struct cursor *c, size_t n)
{
	struct str s = { c->rest.p, n < c->rest.n ? n : c->rest.n };

	c->is_cut |= n > c->rest.n;
	c->rest = (struct str){ c->rest.p + s.n, c->rest.n - s.n };
	return s;
}

/* -- time -- */
static int
semi_octets(uint8_t b)
{
	unsigned tens = b & 15, ones = b >> 4;

	return tens > 9 || ones > 9 ? -1 : (int)(10 * tens + ones);
}

struct tpdu_time
tpdu_time(const uint8_t p[7])
{
	struct tpdu_time t = { .zone_min = 0 };
	int v[6], quarters = semi_octets((uint8_t)(p[6] & ~8u));

	for (size_t i = 0; i < COUNT(v); i++)
		v[i] = semi_octets(p[i]);
	int year = v[0] + (v[0] >= 70 ? 1900 : 2000);
	if (v[0] < 0 || v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > clock_month_days(year, v[1]) || v[3] < 0 || v[3] > 23 ||
	    v[4] < 0 || v[4] > 59 || v[5] < 0 || v[5] > 59)
		return t;
	if (quarters >= 0 && quarters <= 79)
		t.zone_min = 15 * (p[6] & 8 ? -quarters : quarters);
	t.at.ms = clock_date(year, v[1], v[2]).days * CLOCK_DAY_MS +
	    ((v[3] * 60 + v[4] - t.zone_min) * INT64_C(60) + v[5]) * 1000;
	return t;
}

static struct tpdu_time
take_time(struct cursor *c)
{
	struct str s = take_many(c, TIME_SIZE);

	return s.n == TIME_SIZE ? tpdu_time((const uint8_t *)s.p) : (struct tpdu_time){ .zone_min = 0 };
}

/* -- coding: TS 23.038 section 4 -- */
static void
read_dcs(struct tpdu *t)
{
	static const enum tpdu_coding GENERAL[] = { TPDU_7BIT, TPDU_8BIT, TPDU_UCS2, TPDU_7BIT };
	unsigned group = t->dcs >> 4;

	t->message_class = TPDU_NO_CLASS;
	if (group < 8) {			/* general, or marked for deletion */
		t->coding = t->dcs & 0x20 ? TPDU_COMPRESSED : GENERAL[t->dcs >> 2 & 3];
		if (t->dcs & 0x10)
			t->message_class = t->dcs & 3;
	} else if (group == 0xe) {		/* messages are waiting, in UCS-2 */
		t->coding = TPDU_UCS2;
	} else if (group == 0xf) {
		t->coding = t->dcs & 4 ? TPDU_8BIT : TPDU_7BIT;
		t->message_class = t->dcs & 3;
	} else {				/* reserved, or waiting in 7 bits */
		t->coding = TPDU_7BIT;
	}
}

/* -- user data header: TS 23.040 9.2.3.24 -- */
static uint16_t
two(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void
read_element(struct tpdu *t, uint8_t id, struct str value)
{
	const uint8_t *v = (const uint8_t *)value.p;
	bool is_wide = id == 0x08;

	if ((id == 0x00 && value.n == 3) || (is_wide && value.n == 4)) {
		uint8_t parts = v[value.n - 2], part = v[value.n - 1];

		if (part < 1 || part > parts)
			return;			/* to be ignored, says 9.2.3.24.1 */
		t->concat.reference = is_wide ? two(v) : v[0];
		t->concat.parts = parts;
		t->concat.part = part;
		t->concat.is_wide = is_wide;
	} else if ((id == 0x04 && value.n == 2) || (id == 0x05 && value.n == 4)) {
		t->has_ports = true;
		t->port_to = id == 0x05 ? two(v) : v[0];
		t->port_from = id == 0x05 ? two(v + 2) : v[1];
	} else if (id == 0x24 && value.n == 1) {
		t->shift.single = v[0];
	} else if (id == 0x25 && value.n == 1) {
		t->shift.locking = v[0];
	}
}

static void
read_header(struct tpdu *t, struct str header)
{
	struct cursor c = { .rest = header };

	while (c.rest.n >= 2) {
		uint8_t id = take(&c), n = take(&c);
		struct str value = take_many(&c, n);

		if (!c.is_cut)
			read_element(t, id, value);
	}
	t->is_cut |= c.is_cut;
}

/* -- user data -- */
static void
add_text(struct keep *k, struct tpdu *t)
{
	uint8_t septets[SEPTETS_MAX];
	struct buf *b = keep_begin(k);
	size_t n;

	if (t->coding == TPDU_7BIT) {
		n = alphabet_unpack(t->data, t->skip_bits, t->septets, septets);
		t->is_cut |= n < t->septets;
		alphabet_septets(b, (struct str){ (const char *)septets, n }, t->shift);
	} else if (t->coding == TPDU_UCS2) {
		alphabet_ucs2(b, t->data);
	}
	t->text = keep_end(k);
}

static void
read_user_data(struct keep *k, struct tpdu *t, struct cursor *c, bool has_header)
{
	bool is_7bit = t->coding == TPDU_7BIT;
	size_t length = take(c), octets;

	if (length > (is_7bit ? SEPTETS_MAX : OCTETS_MAX)) {
		t->is_cut = true;
		length = is_7bit ? SEPTETS_MAX : OCTETS_MAX;
	}
	octets = is_7bit ? (length * 7 + 7) / 8 : length;
	struct cursor user = { .rest = take_many(c, octets) };
	size_t header = 0;
	if (has_header) {
		uint8_t n = take(&user);

		read_header(t, take_many(&user, n));
		header = n + 1u;
	}
	t->is_cut |= c->is_cut | user.is_cut;
	t->data = user.rest;
	size_t header_septets = (header * 8 + 6) / 7;
	t->septets = is_7bit && length > header_septets ? length - header_septets : 0;
	t->skip_bits = header_septets * 7 - header * 8;
	add_text(k, t);
}

/* -- the three kinds -- */
static void
take_number(struct keep *k, struct tpdu *t, struct cursor *c)
{
	struct number_address a = number_address(keep_begin(k), c->rest);

	c->is_cut |= a.size == 0;
	take_many(c, a.size);
	t->number = keep_end(k);
	t->is_name = a.is_name;
}

static void
take_coding(struct tpdu *t, struct cursor *c)
{
	t->protocol = take(c);
	t->dcs = take(c);
	read_dcs(t);
}

static void
parse_deliver(struct keep *k, struct tpdu *t, struct cursor *c, uint8_t first)
{
	take_number(k, t, c);
	take_coding(t, c);
	t->sent = take_time(c);
	read_user_data(k, t, c, first & HAS_HEADER);
}

static void
parse_submit(struct keep *k, struct tpdu *t, struct cursor *c, uint8_t first)
{
	static const uint8_t VALIDITY_SIZE[] = { 0, 7, 1, 7 };	/* none, enhanced, relative, absolute */

	t->reference = take(c);
	take_number(k, t, c);
	take_coding(t, c);
	take_many(c, VALIDITY_SIZE[first >> 3 & 3]);
	read_user_data(k, t, c, first & HAS_HEADER);
}

static void
parse_report(struct keep *k, struct tpdu *t, struct cursor *c)
{
	t->reference = take(c);
	take_number(k, t, c);
	t->sent = take_time(c);
	t->discharged = take_time(c);
	t->status = take(c);
	t->message_class = TPDU_NO_CLASS;
}

void
tpdu_parse(struct keep *k, struct str bytes, bool from_network, struct tpdu *out)
{
	struct cursor c = { .rest = bytes };
	uint8_t first = take(&c);
	unsigned type = first & TYPE_BITS;

	*out = (struct tpdu){ .message_class = TPDU_NO_CLASS };
	if (c.is_cut)
		return;
	out->asks_report = first & ASKS_REPORT;
	if (type == 1) {
		out->kind = TPDU_SUBMIT;
		parse_submit(k, out, &c, first);
	} else if (type == 0 && from_network) {
		out->kind = TPDU_DELIVER;
		parse_deliver(k, out, &c, first);
	} else if (type == 2 && from_network) {
		out->kind = TPDU_REPORT;
		parse_report(k, out, &c);
	}
	out->is_cut |= c.is_cut;
}
