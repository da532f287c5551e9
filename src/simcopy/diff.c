/* diff.c - two cards compared by what a person sees of them. Each entry becomes a line; sorted lines are compared.
 * Takes memory for the lines.  Errors: the buffers' limits. */
#include "simcopy/diff.h"
#include "base/clock.h"
#include "simcopy/utf8.h"

#include <stdlib.h>

#define LINES_BYTES_MAX 67108864u

static void
add_clean(struct buf *b, struct str s)
{
	for (size_t i = 0, from = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '\n' && s.p[i] != '\t')
			continue;
		utf8_clean(b, (struct str){ s.p + from, i - from });
		if (i < s.n)
			buf_addc(b, ' ');	/* one entry is one line, its fields parted by tabs */
		from = i + 1;
	}
}

static void
add_field(struct buf *b, struct str s)
{
	buf_addc(b, '\t');
	add_clean(b, s);
}

void
diff_contact(struct buf *b, const struct contact *c)
{
	buf_addz(b, contact_book_word(c->book));
	add_field(b, c->name);
	for (size_t i = 0; i < c->numbers; i++)
		add_field(b, c->number[i].text);
	if (c->second_name.n)
		add_field(b, c->second_name);
	for (size_t i = 0; i < c->emails; i++)
		add_field(b, c->email[i]);
	for (size_t i = 0; i < c->groups; i++)
		add_field(b, c->group[i]);
}

void
diff_message(struct buf *b, const struct message *m)
{
	char when[CLOCK_TEXT_SIZE];

	clock_format(m->first->tpdu.sent.at, when);
	buf_addz(b, message_status_word(m->status));
	add_field(b, str_of(when));
	add_field(b, m->first->tpdu.number);
	add_field(b, m->text);
}

/* -- lines -- */
struct lines {
	struct buf text;
	size_t    *end;			/* of each line in TEXT */
	struct str *line;
	size_t     n;
};

static void
lines_done(struct lines *l)
{
	buf_done(&l->text);
	free(l->end);
	free(l->line);
}

static int
by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
end_line(struct lines *l)
{
	l->end[l->n++] = l->text.n;
}

static void
lines_of(const struct content *c, struct lines *l)
{
	size_t most = c->contacts.n + c->messages.n + 1;

	*l = (struct lines){ .text = { .max_bytes = LINES_BYTES_MAX }, .end = calloc(most, sizeof *l->end), .line = calloc(most, sizeof *l->line) };
	if (!l->end || !l->line)
		abort();
	for (size_t i = 0; i < c->contacts.n; i++) {
		diff_contact(&l->text, &c->contacts.item[i]);
		end_line(l);
	}
	for (size_t i = 0; i < c->messages.n; i++) {
		diff_message(&l->text, &c->messages.item[i]);
		end_line(l);
	}
	for (size_t i = 0, from = 0; i < l->n; from = l->end[i++])
		l->line[i] = (struct str){ l->text.p + from, l->end[i] - from };
	qsort(l->line, l->n, sizeof *l->line, by_bytes);
}

static void
add_line(struct buf *out, const char *sign, struct str line)
{
	buf_addz(out, sign);
	buf_add(out, line);
	buf_addc(out, '\n');
}

size_t
diff_write(struct buf *out, const struct content *a, const struct content *b)
{
	AUTO(lines_done) struct lines was, is;
	size_t i = 0, k = 0, n = 0;

	lines_of(a, &was);
	lines_of(b, &is);
	while (i < was.n || k < is.n) {
		int order = i == was.n ? 1 : k == is.n ? -1 : str_cmp(was.line[i], is.line[k]);

		n += order != 0;
		if (order < 0)
			add_line(out, "- ", was.line[i]);
		else if (order > 0)
			add_line(out, "+ ", is.line[k]);
		i += order <= 0;
		k += order >= 0;
	}
	return n;
}
