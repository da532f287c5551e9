/* table.c - contacts and messages as CSV. Pure. Source: RFC 4180. Reading: table_read.c.  Errors: the buffer's limit. */
#include "simcopy/table.h"
#include "base/clock.h"
#include "simcopy/hex.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* What a spreadsheet would calculate. "+32..." is a number and stays as it is. */
static bool
is_formula(struct str s)
{
	size_t digits = 0;

	if (!s.n || !memchr("=+-@\t\r", s.p[0], 6))
		return false;
	while (digits + 1 < s.n && s.p[digits + 1] >= '0' && s.p[digits + 1] <= '9')
		digits++;
	return !(s.p[0] == '+' && digits && digits + 1 == s.n);
}

static void
add_cell(struct buf *b, struct str s)
{
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++)
		quoted |= s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == ';';
	if (quoted)
		buf_addc(b, '"');
	if (is_formula(s))
		buf_addc(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	if (quoted)
		buf_addc(b, '"');
}

static void
add_next(struct buf *b, struct str s)
{
	buf_addc(b, ',');
	add_cell(b, s);
}

static void
add_number(struct buf *b, size_t v)
{
	buf_addc(b, ',');
	buf_addi(b, (int64_t)v);
}

static void
add_place(struct buf *b, const struct image_file *f, size_t record)
{
	add_next(b, f ? f->path : STR(""));
	add_number(b, record);
	buf_addz(b, "\r\n");
}

static void
add_contact(struct buf *b, const struct contact *c)
{
	add_cell(b, str_of(contact_book_word(c->book)));
	add_next(b, c->name);
	add_next(b, c->second_name);
	for (size_t i = 0; i < CONTACT_NUMBERS_MAX; i++)
		add_next(b, i < c->numbers ? c->number[i].text : STR(""));
	for (size_t i = 0; i < CONTACT_EMAILS_MAX; i++)
		add_next(b, i < c->emails ? c->email[i] : STR(""));
	for (size_t i = 0; i < CONTACT_GROUPS_MAX; i++)
		add_next(b, i < c->groups ? c->group[i] : STR(""));
	buf_addz(b, c->is_hidden ? ",yes" : ",no");
	add_place(b, c->file, c->record);
}

static void
add_heads(struct buf *b, const char *name, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		buf_printf(b, ",%s_%zu", name, i);
}

void
table_contacts(struct buf *b, const struct contact_list *l)
{
	buf_addz(b, BYTE_ORDER_MARK "book,name,second_name");
	add_heads(b, "number", CONTACT_NUMBERS_MAX);
	add_heads(b, "email", CONTACT_EMAILS_MAX);
	add_heads(b, "group", CONTACT_GROUPS_MAX);
	buf_addz(b, ",hidden,file,record\r\n");
	for (size_t i = 0; i < l->n; i++)
		add_contact(b, &l->item[i]);
}

static void
add_message(struct buf *b, const struct content *c, const struct message *m)
{
	const struct tpdu *t = &m->first->tpdu;
	char when[CLOCK_TEXT_SIZE];

	clock_format(t->sent.at, when);
	add_cell(b, str_of(message_status_word(m->status)));
	add_next(b, t->number);
	add_next(b, content_name(c, t->number));
	add_next(b, str_of(when));
	buf_addc(b, ',');
	buf_addi(b, t->sent.zone_min);
	add_next(b, m->text);
	add_number(b, m->parts);
	add_number(b, m->there);
	add_next(b, str_of(tpdu_coding_name(t->coding)));
	buf_addc(b, ',');
	if (t->coding == TPDU_8BIT || t->coding == TPDU_COMPRESSED)
		hex_add(b, t->data);
	add_next(b, m->first->centre);
	add_place(b, m->first->file, m->first->record);
}

void
table_messages(struct buf *b, const struct content *c)
{
	buf_addz(b, BYTE_ORDER_MARK "status,number,name,sent,zone_minutes,text,parts,parts_there,coding,data,service_centre,file,record\r\n");
	for (size_t i = 0; i < c->messages.n; i++)
		add_message(b, c, &c->messages.item[i]);
}
