/* messages_json.c - messages as JSON. Pure. Source: RFC 8259; members as simcopy(1) lists them.  Errors: the buffer's limit. */
#include "simcopy/messages_json.h"
#include "base/clock.h"
#include "simcopy/hex.h"

static void
add_text(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_printf(b, ",\"%s\":", name);
	buf_json(b, value);
}

static void
add_number(struct buf *b, const char *name, int64_t value)
{
	buf_printf(b, ",\"%s\":%lld", name, (long long)value);
}

static void
add_time(struct buf *b, const char *name, struct tpdu_time t)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format(t.at, text);
	add_text(b, name, str_of(text));
}

/* What was in the message beside its text. */
static void
add_details(struct buf *b, const struct tpdu *t)
{
	if (t->message_class != TPDU_NO_CLASS)
		add_number(b, "class", t->message_class);
	if (t->protocol)
		add_number(b, "protocol", t->protocol);
	if (t->has_ports) {
		add_number(b, "port_to", t->port_to);
		add_number(b, "port_from", t->port_from);
	}
	if (t->coding == TPDU_8BIT || t->coding == TPDU_COMPRESSED) {
		buf_addz(b, ",\"data\":\"");
		hex_add(b, t->data);
		buf_addc(b, '"');
	}
	if (t->kind == TPDU_REPORT)
		add_number(b, "report_status", t->status);
}

static void
add_message(struct buf *b, const struct content *c, const struct message *m)
{
	const struct tpdu *t = &m->first->tpdu;

	buf_addz(b, "{\"status\":");
	buf_json(b, str_of(message_status_word(m->status)));
	add_text(b, "number", t->number);
	add_text(b, "name", content_name(c, t->number));
	add_time(b, "sent", t->sent);
	if (t->sent.at.ms)
		add_number(b, "zone_minutes", t->sent.zone_min);
	add_time(b, "delivered", t->discharged);
	buf_addz(b, ",\"text\":");
	buf_json(b, m->text);
	add_number(b, "parts", (int64_t)m->parts);
	add_number(b, "parts_there", (int64_t)m->there);
	buf_printf(b, ",\"cut\":%s", m->is_cut ? "true" : "false");
	add_text(b, "coding", str_of(tpdu_coding_name(t->coding)));
	add_details(b, t);
	add_text(b, "service_centre", m->first->centre);
	add_text(b, "file", m->first->file->path);
	add_number(b, "record", (int64_t)m->first->record);
	buf_addc(b, '}');
}

void
messages_json_write(struct buf *b, const struct content *c)
{
	buf_addc(b, '[');
	for (size_t i = 0; i < c->messages.n; i++) {
		buf_addz(b, i ? ",\n" : "\n");
		add_message(b, c, &c->messages.item[i]);
	}
	buf_addz(b, "\n]\n");
}
