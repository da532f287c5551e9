/* table.c - rows and columns for people on a terminal. What is how wide is asked of the C library's tables for UTF-8.
 * Errors: none; bytes that are no character are shown as '?'. */
#include "app/table.h"

#include <ctype.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

#define ARENA_BYTES ((size_t)256 << 20)		/* address space; pages are taken as rows come */
#define GAP 2

struct cell { struct cell *next; struct str text; int width; };

struct table {
	struct arena *arena;
	struct { struct str heading; bool right; int width; } column[TABLE_COLUMNS_MAX];
	size_t n, at;			/* columns; the column of the next cell */
	struct cell *first, *last;
};

/* ---- characters ---- */

/* The locale whose tables are asked: UTF-8, whatever the user's is. Lives as long as the process. */
static locale_t
utf8(void)
{
	static locale_t made;

	if (!made)
		made = newlocale(LC_CTYPE_MASK, "C.UTF-8", 0);
	return made;
}

/* The character at S, which moves behind it. WIDTH -1: it is none that may be shown. */
static struct str
next_character(struct str *s, int *width_out)
{
	wchar_t c;
	mbstate_t state = { 0 };
	size_t n = mbrtowc(&c, s->p, s->n, &state);
	bool is_one = n != (size_t)-1 && n != (size_t)-2 && n != 0;
	struct str character = { s->p, is_one ? n : 1 };

	*width_out = is_one ? wcwidth(c) : -1;
	if (is_one && ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)))
		*width_out = -1;		/* would turn the direction of what follows */
	*s = (struct str){ s->p + character.n, s->n - character.n };
	return character;
}

int
table_width(struct str text)
{
	locale_t before = utf8() ? uselocale(utf8()) : (locale_t)0;
	int sum = 0, width;

	while (text.n) {
		next_character(&text, &width);
		sum += width < 0 ? 1 : width;
	}
	if (before)
		uselocale(before);
	return sum;
}

void
table_safe(struct str text, struct buf *out)
{
	locale_t before = utf8() ? uselocale(utf8()) : (locale_t)0;

	while (text.n) {
		int width;
		struct str c = next_character(&text, &width);

		buf_add(out, width < 0 ? STR("?") : c);
	}
	if (before)
		uselocale(before);
}

/* ---- the table ---- */

struct table *
table_new(void)
{
	struct table *t = calloc(1, sizeof *t);

	if (!t)
		abort();
	t->arena = arena_new(ARENA_BYTES);
	return t;
}

void
table_free(struct table *t)
{
	if (!t)
		return;
	arena_free(t->arena);
	free(t);
}

static struct str
safe_copy(struct table *t, struct str text)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, SIZE_MAX / 2);
	table_safe(text, &b);
	return arena_str(t->arena, buf_str(&b));
}

void
table_column(struct table *t, const char *heading, bool to_the_right)
{
	assert(t->n < TABLE_COLUMNS_MAX && !t->first);
	struct str h = arena_str(t->arena, str_of(heading));
	char *p = ARENA_ARRAY(t->arena, char, h.n + 1);

	for (size_t i = 0; i < h.n; i++)
		p[i] = h.p[i] == '_' ? ' ' : (char)toupper((unsigned char)h.p[i]);
	t->column[t->n].heading = (struct str){ p, h.n };
	t->column[t->n].right = to_the_right;
	t->column[t->n++].width = table_width((struct str){ p, h.n });
}

void
table_cell(struct table *t, struct str text)
{
	struct cell *c = ARENA_NEW(t->arena, struct cell);

	assert(t->n > 0);
	c->text = safe_copy(t, text);
	c->width = table_width(c->text);
	if (t->last)
		t->last->next = c;
	else
		t->first = c;
	t->last = c;
	if (t->column[t->at].width < c->width)
		t->column[t->at].width = c->width;
	t->at = (t->at + 1) % t->n;
}

static void
add_spaces(struct buf *out, int n)
{
	for (; n > 0; n--)
		buf_addc(out, ' ');
}

/* PENDING: spaces owed since the last value of the line; they are written only if another value comes. */
static void
add_value(const struct table *t, size_t column, struct str text, int width, int *pending, struct buf *out)
{
	int room = t->column[column].width - width;

	if (t->column[column].right)
		*pending += room;
	if (text.n) {
		add_spaces(out, *pending);
		buf_add(out, text);
		*pending = 0;
	} else {
		*pending += width;
	}
	*pending += t->column[column].right ? GAP : room + GAP;
	if (column + 1 == t->n) {
		buf_addc(out, '\n');
		*pending = 0;
	}
}

void
table_print(const struct table *t, struct buf *out)
{
	int pending = 0;
	size_t at = 0;

	assert(t->at == 0 && "rows are complete");
	for (size_t i = 0; i < t->n; i++)
		add_value(t, i, t->column[i].heading, table_width(t->column[i].heading), &pending, out);
	for (const struct cell *c = t->first; c; c = c->next, at = (at + 1) % t->n)
		add_value(t, at, c->text, c->width, &pending, out);
}
