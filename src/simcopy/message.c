/* message.c - records of EF_SMS to messages; joins parts by sender, reference and count. Pure but for the arena.
 * Sources: message.h.  Errors: k->over; what is no message is counted. */
#include "simcopy/message.h"
#include "base/catalog.h"
#include "simcopy/number.h"

#define IN_USE 1u			/* bit of the status byte */

static const struct { const char *word, *text; } STATUS[] = {
	[MESSAGE_READ]    = { "read", CATALOG_TEXT("Received") },
	[MESSAGE_UNREAD]  = { "unread", CATALOG_TEXT("Received, not read") },
	[MESSAGE_SENT]    = { "sent", CATALOG_TEXT("Sent") },
	[MESSAGE_TO_SEND] = { "to be sent", CATALOG_TEXT("Not sent") },
	[MESSAGE_REPORT]  = { "report", CATALOG_TEXT("Delivery report") },
};

const char *
message_status_word(enum message_status s)
{
	assert(s < COUNT(STATUS));
	return STATUS[s].word;
}

const char *
message_status_text(enum message_status s)
{
	assert(s < COUNT(STATUS));
	return STATUS[s].text;
}

bool
message_is_received(const struct message *m)
{
	return m->status == MESSAGE_READ || m->status == MESSAGE_UNREAD || m->status == MESSAGE_REPORT;
}

/* The service centre in front of a stored TPDU: length, type, digits. False: the record is shorter than it says. */
static bool
take_centre(struct keep *k, struct str *r, struct str *out)
{
	struct buf *b = keep_begin(k);
	size_t n = r->n ? (uint8_t)r->p[0] : 0;

	if (n == 0xff)
		n = 0;				/* not there at all */
	if (!r->n || n + 1 > r->n || n > 12)
		return false;
	if (n > 1) {
		number_type(b, (uint8_t)r->p[1]);
		number_digits(b, (struct str){ r->p + 2, n - 1 }, NUMBER_OF_MESSAGE);
	}
	*out = keep_end(k);
	*r = (struct str){ r->p + n + 1, r->n - n - 1 };
	return true;
}

static enum message_status
status_of(uint8_t byte)
{
	switch (byte & 7) {
	case 1:
		return MESSAGE_READ;
	case 3:
		return MESSAGE_UNREAD;
	case 5:
		return MESSAGE_SENT;
	}
	return MESSAGE_TO_SEND;
}

/* One record of EF_SMS; false when it is free. KIND_NONE: in use, and no message. */
static bool
read_sms(struct keep *k, struct str r, struct message_part *out)
{
	uint8_t byte = r.n ? (uint8_t)r.p[0] : 0;

	if (!(byte & IN_USE) || byte == 0xff)
		return false;
	out->status = status_of(byte);
	r = (struct str){ r.p + 1, r.n - 1 };
	if (take_centre(k, &r, &out->centre))
		tpdu_parse(k, r, out->status == MESSAGE_READ || out->status == MESSAGE_UNREAD, &out->tpdu);
	if (out->tpdu.kind == TPDU_REPORT)
		out->status = MESSAGE_REPORT;
	return true;
}

/* One record of EF_SMSR: the record of EF_SMS that it reports on, then the report itself. */
static bool
read_smsr(struct keep *k, struct str r, struct message_part *out)
{
	if (r.n < 2 || r.p[0] == 0 || (uint8_t)r.p[0] == 0xff)
		return false;
	out->status = MESSAGE_REPORT;
	tpdu_parse(k, (struct str){ r.p + 1, r.n - 1 }, true, &out->tpdu);
	return true;
}

static const struct { const char *path; bool (*read)(struct keep *, struct str, struct message_part *); const char *twin; } FILES[] = {
	{ "7FFF6F3C",     read_sms,  NULL },
	{ "3F007F106F3C", read_sms,  "7FFF6F3C" },	/* on a USIM most often the same file */
	{ "7FFF6F47",     read_smsr, NULL },
	{ "3F007F106F47", read_smsr, "7FFF6F47" },
};

static bool
is_as_its_twin(const struct image *im, const struct image_file *f, const char *twin_path)
{
	const struct image_file *twin = twin_path ? image_find(im, twin_path, STR("")) : NULL;

	if (!twin || twin->record_count != f->record_count)
		return false;
	for (size_t i = 0; i < f->record_count; i++)
		if (f->record[i].sw && !str_eq(f->record[i].bytes, twin->record[i].bytes))
			return false;
	return true;
}

static void
read_parts(const struct image *im, struct keep *k, struct message_list *out)
{
	for (size_t i = 0; i < COUNT(FILES); i++) {
		const struct image_file *f = image_find(im, FILES[i].path, STR(""));

		if (!f || is_as_its_twin(im, f, FILES[i].twin))
			continue;
		for (size_t n = 0; n < f->record_count; n++) {
			struct message_part *p = &out->part[out->parts];

			*p = (struct message_part){ .file = f, .record = n + 1 };
			if (!image_read_ok(&f->record[n]) || !FILES[i].read(k, f->record[n].bytes, p))
				continue;
			if (p->tpdu.kind == TPDU_NONE)
				out->odd++;
			else
				out->parts++;
		}
	}
}

/* -- joining -- */
static bool
belongs(const struct message_part *a, const struct message_part *b)
{
	return a->tpdu.kind == b->tpdu.kind && a->tpdu.concat.reference == b->tpdu.concat.reference &&
	    a->tpdu.concat.parts == b->tpdu.concat.parts && a->tpdu.concat.is_wide == b->tpdu.concat.is_wide &&
	    a->tpdu.coding == b->tpdu.coding && str_eq(a->tpdu.number, b->tpdu.number);
}

/* A message that is being put together: its parts by their number. */
struct group { const struct message_part *part[TPDU_PARTS_MAX + 1]; };

/* Gathers the parts of the message that AT begins; used ones are marked. A number that is there twice begins another message. */
static size_t
gather(const struct message_list *l, size_t at, bool *used, struct group *g)
{
	size_t there = 0;

	memset(g, 0, sizeof *g);
	for (size_t i = at; i < l->parts; i++) {
		const struct message_part *p = &l->part[i];

		if (used[i] || !p->tpdu.concat.parts || !belongs(&l->part[at], p) || g->part[p->tpdu.concat.part])
			continue;
		g->part[p->tpdu.concat.part] = p;
		used[i] = true;
		there++;
	}
	return there;
}

/* Pieces of UCS-2 are put together before they are decoded: a surrogate pair may be cut in two by the sender. */
static void
flush_ucs2(struct buf *out, struct buf *units)
{
	alphabet_ucs2(out, buf_str(units));
	buf_reset(units);
}

static struct str
joined_text(struct keep *k, const struct group *g, size_t parts)
{
	AUTO(buf_done) struct buf units;
	struct buf *b = keep_begin(k);

	buf_init(&units, KEEP_TEXT_MAX);
	for (size_t i = 1; i <= parts; i++) {
		const struct message_part *p = g->part[i];

		if (p && p->tpdu.coding == TPDU_UCS2) {
			buf_add(&units, (struct str){ p->tpdu.data.p, p->tpdu.data.n & ~(size_t)1 });
			continue;
		}
		flush_ucs2(b, &units);
		buf_add(b, p ? p->tpdu.text : STR(MESSAGE_GAP));
	}
	flush_ucs2(b, &units);
	return keep_end(k);
}

static void
add_joined(struct keep *k, struct message_list *l, size_t at, bool *used)
{
	struct message *m = &l->item[l->n++];
	struct group g;

	*m = (struct message){ .parts = l->part[at].tpdu.concat.parts, .there = gather(l, at, used, &g), .status = l->part[at].status };
	for (size_t i = m->parts; i >= 1; i--) {
		if (!g.part[i])
			continue;
		m->first = g.part[i];
		m->is_cut |= g.part[i]->tpdu.is_cut;
		if (g.part[i]->status == MESSAGE_UNREAD)
			m->status = MESSAGE_UNREAD;
	}
	m->text = joined_text(k, &g, m->parts);
}

void
message_read(const struct image *im, struct keep *k, struct message_list *out)
{
	*out = (struct message_list){ .part = keep_take(k, sizeof(struct message_part) * (im->records + 1)) };
	if (!out->part)
		return;
	read_parts(im, k, out);
	bool *used = keep_take(k, out->parts + 1);
	out->item = keep_take(k, sizeof(struct message) * (out->parts + 1));
	if (!used || !out->item)
		return;
	for (size_t i = 0; i < out->parts; i++) {
		const struct message_part *p = &out->part[i];

		if (p->tpdu.concat.parts > 1 && !used[i])
			add_joined(k, out, i, used);
		else if (!used[i])
			out->item[out->n++] = (struct message){ .first = p, .status = p->status, .text = p->tpdu.text, .parts = 1,
				.there = 1, .is_cut = p->tpdu.is_cut };
	}
}
