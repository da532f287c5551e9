/* vcard.c - contacts as vCards 3.0 and 4.0; lines folded at 75 octets, ended by CRLF. Pure. Sources: RFC 2426, RFC 6350.
 * Reading: vcard_read.c.  Errors: the buffer's limit. */
#include "simcopy/vcard.h"
#include "simcopy/utf8.h"

#define LINE_MAX_OCTETS 75u

/* Text of a value: backslash before , ; \ and line ends as \n. */
static void
add_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\n')
			buf_addz(b, "\\n");
		else if ((unsigned char)c < 0x20 || c == 0x7f)
			buf_addc(b, ' ');
		else {
			if (c == ',' || c == ';' || c == '\\')
				buf_addc(b, '\\');
			buf_addc(b, c);
		}
	}
}

/* A line, folded: no more than 75 octets, and no character parted. */
static void
add_line(struct buf *b, struct str line)
{
	size_t room = LINE_MAX_OCTETS;

	for (;;) {
		struct str piece = utf8_prefix(line, room);

		buf_add(b, piece);
		buf_addz(b, "\r\n");
		line = (struct str){ line.p + piece.n, line.n - piece.n };
		if (!line.n)
			return;
		buf_addc(b, ' ');
		room = LINE_MAX_OCTETS - 1;
	}
}

struct line { struct buf *out, text; };

static void
begin(struct line *l, const char *name)
{
	buf_reset(&l->text);
	buf_addz(&l->text, name);
}

static void
end(struct line *l)
{
	add_line(l->out, buf_str(&l->text));
}

static void
add_value(struct line *l, const char *name, struct str value)
{
	begin(l, name);
	add_escaped(&l->text, value);
	end(l);
}

static void
add_names(struct line *l, const struct contact *c)
{
	struct str shown = c->name.n ? c->name : c->numbers ? c->number[0].text : c->emails ? c->email[0] : c->second_name;

	begin(l, "N:");
	add_escaped(&l->text, c->name);
	buf_addz(&l->text, ";;;;");
	end(l);
	add_value(l, "FN:", shown);
	if (c->second_name.n)
		add_value(l, "NICKNAME:", c->second_name);
}

static void
add_numbers(struct line *l, const struct contact *c)
{
	for (size_t i = 0; i < c->numbers; i++) {
		const struct contact_number *n = &c->number[i];

		begin(l, "");
		if (n->label.n)
			buf_printf(&l->text, "item%zu.", i + 1);
		buf_addz(&l->text, i == 0 ? "TEL;TYPE=voice,pref:" : "TEL;TYPE=voice:");
		add_escaped(&l->text, n->text);
		end(l);
		if (n->label.n) {
			begin(l, "");
			buf_printf(&l->text, "item%zu.X-ABLabel:", i + 1);
			add_escaped(&l->text, n->label);
			end(l);
		}
	}
}

static void
add_groups(struct line *l, const struct contact *c)
{
	if (!c->groups)
		return;
	begin(l, "CATEGORIES:");
	for (size_t i = 0; i < c->groups; i++) {
		if (i)
			buf_addc(&l->text, ',');
		add_escaped(&l->text, c->group[i]);
	}
	end(l);
}

void
vcard_add(struct buf *b, const struct contact *c, enum vcard_version version)
{
	struct line l = { .out = b };

	buf_init(&l.text, KEEP_TEXT_MAX);
	buf_addz(b, "BEGIN:VCARD\r\n");
	buf_addz(b, version == VCARD_4 ? "VERSION:4.0\r\n" : "VERSION:3.0\r\n");
	add_names(&l, c);
	add_numbers(&l, c);
	for (size_t i = 0; i < c->emails; i++)
		add_value(&l, version == VCARD_4 ? "EMAIL:" : "EMAIL;TYPE=internet:", c->email[i]);
	add_groups(&l, c);
	if (c->is_hidden)
		buf_addz(b, version == VCARD_4 ? "X-CLASS:PRIVATE\r\n" : "CLASS:PRIVATE\r\n");
	if (c->book != CONTACT_PHONEBOOK)
		add_value(&l, "X-SIMCOPY-BOOK:", str_of(contact_book_word(c->book)));
	buf_addz(b, "END:VCARD\r\n");
	buf_done(&l.text);
}

static bool
is_in_phonebook(const struct contact_list *l, const struct contact *c)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].book == CONTACT_PHONEBOOK && contact_same(&l->item[i], c))
			return true;
	return false;
}

void
vcard_list(struct buf *b, const struct contact_list *l, enum vcard_version version)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct contact *c = &l->item[i];

		if (c->book == CONTACT_PHONEBOOK || ((c->book == CONTACT_FIXED || c->book == CONTACT_OWN) && !is_in_phonebook(l, c)))
			vcard_add(b, c, version);
	}
}
