/* table_read.c - contacts out of a CSV file whose first line names the columns. Pure but for the arena. Source: RFC 4180; a semicolon
 * is taken as the separator when the first line has one and no comma.  Errors: ERR_INVALID, ERR_LIMIT with a sentence. */
#include "simcopy/table.h"
#include "simcopy/vcard.h"

#include <stdio.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define COLUMNS_MAX     64u

enum column { OTHER, BOOK, NAME, SECOND_NAME, NUMBER, EMAIL, GROUP };
static const struct { const char *begin; enum column column; } COLUMNS[] = {
	{ "book", BOOK }, { "second_name", SECOND_NAME }, { "name", NAME }, { "number", NUMBER }, { "phone", NUMBER }, { "email", EMAIL }, { "group", GROUP },
};

struct reader {
	struct str rest;
	size_t     line;
	char       separator;
	struct keep *k;
};

/* One cell, unquoted and kept; LAST: it ended its line. */
static struct str
take_cell(struct reader *r, bool *last)
{
	struct buf *b = keep_begin(r->k);
	bool quoted = r->rest.n && r->rest.p[0] == '"';
	size_t i = quoted;

	for (; i < r->rest.n; i++) {
		char c = r->rest.p[i];

		r->line += c == '\n';
		if (quoted && c == '"') {
			quoted = i + 1 < r->rest.n && r->rest.p[i + 1] == '"';
			if (!quoted)
				continue;		/* what follows is the separator, or belongs to the cell as it is */
			i++;
		} else if (!quoted && (c == r->separator || c == '\n')) {
			break;
		} else if (!quoted && c == '\r') {
			continue;
		}
		buf_addc(b, (c != '\n' && (unsigned char)c < 0x20) || c == 0x7f ? ' ' : c);
	}
	*last = i >= r->rest.n || r->rest.p[i] == '\n';
	r->rest = i < r->rest.n ? (struct str){ r->rest.p + i + 1, r->rest.n - i - 1 } : STR("");
	struct str s = str_trim(keep_end(r->k));
	if (s.n > 1 && s.p[0] == '\'' && memchr("=+-@", s.p[1], 4))
		s = (struct str){ s.p + 1, s.n - 1 };
	return s;
}

static enum column
column_of(struct str s)
{
	for (size_t i = 0; i < COUNT(COLUMNS); i++)
		if (str_starts(s, COLUMNS[i].begin))
			return COLUMNS[i].column;
	return OTHER;
}

static size_t
read_head(struct reader *r, enum column column[COLUMNS_MAX])
{
	struct str line, rest;
	bool last = false;
	size_t n = 0;

	str_split(r->rest, '\n', &line, &rest);
	r->separator = line.n && memchr(line.p, ';', line.n) && !memchr(line.p, ',', line.n) ? ';' : ',';
	while (!last && n < COLUMNS_MAX)
		column[n++] = column_of(take_cell(r, &last));
	return last ? n : 0;
}

static void
put_cell(struct contact_list *l, struct contact *c, enum column column, struct str cell)
{
	switch (column) {
	case OTHER:
		break;
	case BOOK:
		c->book = contact_book_find(cell);
		break;
	case NAME:
		c->name = cell;
		break;
	case SECOND_NAME:
		c->second_name = cell;
		break;
	case NUMBER:
		contact_add_number(l, c, (struct contact_number){ .text = cell });
		break;
	case EMAIL:
		contact_add_email(l, c, cell);
		break;
	case GROUP:
		contact_add_group(l, c, cell);
		break;
	}
}

static enum err
fail(char *why, enum err e, size_t line, const char *what)
{
	snprintf(why, IMAGE_WHY_SIZE, "line %zu: %s", line, what);
	return e;
}

static enum err
read_lines(struct reader *r, const enum column *column, size_t columns, struct contact_list *out, char *why)
{
	while (r->rest.n) {
		struct contact c = { .book = CONTACT_PHONEBOOK };
		size_t line = r->line, i = 0;

		for (bool last = false; !last; i++) {
			struct str cell = take_cell(r, &last);

			if (i < columns)
				put_cell(out, &c, column[i], cell);
		}
		if (contact_is_empty(&c))
			continue;
		if (out->n == out->room)
			return fail(why, ERR_LIMIT, line, "more contacts than can be read at once");
		out->item[out->n++] = c;
	}
	return ERR_OK;
}

enum err
table_read(struct str text, struct keep *k, struct contact_list *out, char why[IMAGE_WHY_SIZE])
{
	struct reader r = { .rest = text, .line = 1, .k = k };
	enum column column[COLUMNS_MAX] = { OTHER };
	bool is_known = false;
	enum err e;

	why[0] = '\0';
	*out = (struct contact_list){ .item = keep_take(k, sizeof(struct contact) * VCARD_CONTACTS_MAX) };
	out->room = out->item ? VCARD_CONTACTS_MAX : 0;
	if (text.n > VCARD_TEXT_MAX)
		return fail(why, ERR_LIMIT, 1, "the file is too long");
	if (!str_is_utf8(text))
		return fail(why, ERR_INVALID, 1, "the file is not UTF-8");
	if (str_starts(text, BYTE_ORDER_MARK))
		r.rest = (struct str){ text.p + 3, text.n - 3 };
	size_t columns = read_head(&r, column);
	for (size_t i = 0; i < columns; i++)
		is_known |= column[i] == NUMBER || column[i] == NAME || column[i] == EMAIL;
	if (!is_known)
		return fail(why, ERR_INVALID, 1, "no column is called name, number or email");
	if ((e = read_lines(&r, column, columns, out, why)))
		return e;
	if (k->over)
		return fail(why, ERR_LIMIT, r.line, "more text than can be read at once");
	return out->n ? ERR_OK : fail(why, ERR_INVALID, r.line, "there is no contact");
}
