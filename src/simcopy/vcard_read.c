/* vcard_read.c - vCards 2.1, 3.0 and 4.0 as contacts: what a card can hold is taken, the rest is passed over.
 * Pure but for the arena. Sources: RFC 2425 5.8 (lines, folding), RFC 2426, RFC 6350.  Errors: ERR_INVALID, ERR_LIMIT with a sentence. */
#include "simcopy/vcard.h"

#include <ctype.h>
#include <stdio.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct reader {
	struct str rest;
	size_t     line;			/* of the file, from 1 */
	struct buf folded;			/* the line at hand, unfolded */
	struct keep *k;
	struct contact_list *out;
	struct contact card;			/* the one at hand */
	bool       in_card;
};

/* A line with its continuations: those that begin with a blank. False at the end of the text. */
static bool
next_line(struct reader *r)
{
	struct str piece;

	buf_reset(&r->folded);
	if (!r->rest.n)
		return false;
	do {
		str_split(r->rest, '\n', &piece, &r->rest);
		r->line++;
		if (piece.n && piece.p[piece.n - 1] == '\r')
			piece.n--;
		buf_add(&r->folded, r->folded.n ? (struct str){ piece.p + 1, piece.n - 1 } : piece);
	} while (r->folded.n && r->rest.n && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t'));
	return true;
}

static bool
is_word(struct str s, const char *upper)
{
	size_t i = 0;

	for (; i < s.n && upper[i]; i++)
		if (toupper((unsigned char)s.p[i]) != upper[i])
			return false;
	return i == s.n && !upper[i];
}

/* The colon that ends name and parameters: not one inside quotes. */
static bool
split_line(struct str line, struct str *head, struct str *value)
{
	bool quoted = false;

	for (size_t i = 0; i < line.n; i++) {
		quoted ^= line.p[i] == '"';
		if (line.p[i] != ':' || quoted)
			continue;
		*head = (struct str){ line.p, i };
		*value = (struct str){ line.p + i + 1, line.n - i - 1 };
		return true;
	}
	return false;
}

/* The text of a value up to an unescaped SEPARATOR (0: to the end), unescaped and kept; REST is what follows. */
static struct str
take_text(struct keep *k, struct str value, char separator, struct str *rest)
{
	struct buf *b = keep_begin(k);
	size_t i = 0;

	for (; i < value.n && (!separator || value.p[i] != separator); i++) {
		char c = value.p[i];

		if (c == '\\' && i + 1 < value.n) {
			c = value.p[++i];
			if (c == 'n' || c == 'N')
				c = '\n';
		}
		buf_addc(b, (c != '\n' && (unsigned char)c < 0x20) || c == 0x7f ? ' ' : c);
	}
	*rest = i < value.n ? (struct str){ value.p + i + 1, value.n - i - 1 } : STR("");
	return str_trim(keep_end(k));
}

/* "tel:" and what follows a number in that form. */
static struct str
bare_number(struct str s)
{
	struct str head, rest;

	if (s.n < 4 || !is_word((struct str){ s.p, 4 }, "TEL:"))
		return s;
	str_split((struct str){ s.p + 4, s.n - 4 }, ';', &head, &rest);
	return str_trim(head);
}

/* Family and given name as one name, given name first; only for cards without FN. */
static struct str
name_of_parts(struct keep *k, struct str value)
{
	struct str rest, family = take_text(k, value, ';', &rest), given = take_text(k, rest, ';', &rest);
	struct buf *b = keep_begin(k);

	buf_add(b, given);
	if (given.n && family.n)
		buf_addc(b, ' ');
	buf_add(b, family);
	return keep_end(k);
}

static void
read_property(struct reader *r, struct str name, struct str value)
{
	struct contact *c = &r->card;
	struct str rest;

	if (is_word(name, "FN"))
		c->name = take_text(r->k, value, 0, &rest);
	else if (is_word(name, "N") && !c->name.n)
		c->name = name_of_parts(r->k, value);
	else if (is_word(name, "NICKNAME"))
		c->second_name = take_text(r->k, value, ',', &rest);
	else if (is_word(name, "TEL"))
		contact_add_number(r->out, c, (struct contact_number){ .text = bare_number(take_text(r->k, value, 0, &rest)) });
	else if (is_word(name, "EMAIL"))
		contact_add_email(r->out, c, take_text(r->k, value, 0, &rest));
	else if (is_word(name, "CATEGORIES"))
		for (rest = value; rest.n; )
			contact_add_group(r->out, c, take_text(r->k, rest, ',', &rest));
	else if (is_word(name, "X-SIMCOPY-BOOK"))
		c->book = contact_book_find(str_trim(value));
}

/* "item1.TEL;TYPE=cell" -> "TEL" */
static struct str
property_name(struct str head)
{
	struct str name, rest, after;

	str_split(head, ';', &name, &rest);
	return str_split(name, '.', &rest, &after) ? after : name;
}

static bool
add_card(struct reader *r)
{
	struct contact *c = &r->card;

	if (!c->name.n && c->second_name.n) {
		c->name = c->second_name;
		c->second_name = STR("");
	}
	if (c->numbers && str_eq(c->name, c->number[0].text))
		c->name = STR("");		/* FN must not be empty: we write the number there */
	if (contact_is_empty(c))
		return true;
	if (r->out->n == r->out->room)
		return false;
	r->out->item[r->out->n++] = *c;
	return true;
}

static enum err
read_line(struct reader *r, char *why)
{
	struct str head, value;

	if (!r->folded.n || !split_line(buf_str(&r->folded), &head, &value))
		return ERR_OK;				/* an empty line, or one that is none of a vCard */
	struct str name = property_name(head);
	if (is_word(name, "BEGIN") && is_word(str_trim(value), "VCARD")) {
		r->card = (struct contact){ .book = CONTACT_PHONEBOOK };
		r->in_card = true;
	} else if (is_word(name, "END") && r->in_card) {
		r->in_card = false;
		if (!add_card(r)) {
			snprintf(why, IMAGE_WHY_SIZE, "line %zu: more than %u contacts", r->line, VCARD_CONTACTS_MAX);
			return ERR_LIMIT;
		}
	} else if (r->in_card) {
		read_property(r, name, value);
	}
	return ERR_OK;
}

enum err
vcard_read(struct str text, struct keep *k, struct contact_list *out, char why[IMAGE_WHY_SIZE])
{
	struct reader r = { .rest = text, .k = k, .out = out, .folded = { .max_bytes = KEEP_TEXT_MAX } };
	enum err e = ERR_OK;

	why[0] = '\0';
	*out = (struct contact_list){ .item = keep_take(k, sizeof(struct contact) * VCARD_CONTACTS_MAX) };
	out->room = out->item ? VCARD_CONTACTS_MAX : 0;
	if (text.n > VCARD_TEXT_MAX || !str_is_utf8(text)) {
		snprintf(why, IMAGE_WHY_SIZE, text.n > VCARD_TEXT_MAX ? "the file is too long" : "the file is not UTF-8");
		return text.n > VCARD_TEXT_MAX ? ERR_LIMIT : ERR_INVALID;
	}
	if (str_starts(text, BYTE_ORDER_MARK))
		r.rest = (struct str){ text.p + 3, text.n - 3 };
	while (!e && next_line(&r))
		e = r.folded.over ? ERR_LIMIT : read_line(&r, why);
	buf_done(&r.folded);
	if (!e && !out->n) {
		snprintf(why, IMAGE_WHY_SIZE, "there is no vCard with a name, a number or a mail address in it");
		return ERR_INVALID;
	}
	if ((e == ERR_LIMIT || k->over) && !why[0])
		snprintf(why, IMAGE_WHY_SIZE, "line %zu: a line or the whole is too long", r.line);
	return k->over ? ERR_LIMIT : e;
}
