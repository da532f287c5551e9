/* android.c - messages as the XML file of "SMS Backup & Restore". Pure. Source: android.h; XML 1.0 section 2.2 (characters).
 * Errors: the buffer's limit. */
#include "simcopy/android.h"
#include "base/clock.h"
#include "simcopy/utf8.h"

static bool
is_text(const struct message *m)
{
	enum tpdu_coding c = m->first->tpdu.coding;

	return m->status != MESSAGE_REPORT && (c == TPDU_7BIT || c == TPDU_UCS2) && !m->first->tpdu.has_ports;
}

/* An attribute's value: line ends must be numbers, or a reader turns them into blanks; what XML does not know is U+FFFD. */
static void
add_value(struct buf *b, struct str s)
{
	while (s.n) {
		struct str from = s;
		uint32_t c = utf8_take(&s);

		if (c == '\n' || c == '\r' || c == '\t')
			buf_printf(b, "&#%u;", c);
		else if (c < 0x20 || c == 0xfffe || c == 0xffff)
			utf8_add(b, UTF8_UNKNOWN);
		else
			buf_html(b, (struct str){ from.p, from.n - s.n });
	}
}

static void
add_attribute(struct buf *b, const char *name, struct str value)
{
	buf_printf(b, " %s=\"", name);
	add_value(b, value.n ? value : STR("null"));
	buf_addc(b, '"');
}

static int
type_of(enum message_status s)
{
	return s == MESSAGE_SENT ? 2 : s == MESSAGE_TO_SEND ? 3 : 1;
}

static void
add_message(struct buf *b, const struct content *c, const struct message *m)
{
	struct str name = content_name(c, m->first->tpdu.number);
	int64_t ms = m->first->tpdu.sent.at.ms;
	char when[CLOCK_TEXT_SIZE];

	clock_format(m->first->tpdu.sent.at, when);
	buf_addz(b, "  <sms protocol=\"0\"");
	add_attribute(b, "address", m->first->tpdu.number);
	buf_printf(b, " date=\"%lld\" type=\"%d\" subject=\"null\"", (long long)ms, type_of(m->status));
	buf_addz(b, " body=\"");
	add_value(b, m->text);
	buf_addz(b, "\" toa=\"null\" sc_toa=\"null\"");
	add_attribute(b, "service_center", m->first->centre);
	buf_printf(b, " read=\"%d\" status=\"-1\" locked=\"0\" date_sent=\"%lld\"", m->status != MESSAGE_UNREAD, (long long)ms);
	add_attribute(b, "readable_date", str_of(when));
	add_attribute(b, "contact_name", name.n ? name : STR("(Unknown)"));
	buf_addz(b, " />\n");
}

void
android_write(struct buf *b, const struct content *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->messages.n; i++)
		count += is_text(&c->messages.item[i]);
	buf_printf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<smses count=\"%zu\">\n", count);
	for (size_t i = 0; i < c->messages.n; i++)
		if (is_text(&c->messages.item[i]))
			add_message(b, c, &c->messages.item[i]);
	buf_addz(b, "</smses>\n");
}
