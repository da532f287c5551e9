/* csv.c - reads CSV from memory. Pure. Source: RFC 4180. Errors: bad rows, with a reason. */
#include "base/csv.h"

static char
separator_of(const char *p, const char *end)
{
	int64_t semicolons = 0, commas = 0;
	bool quoted = false;

	for (; p < end && *p != '\n'; p++) {
		quoted ^= *p == '"';
		semicolons += !quoted && *p == ';';
		commas += !quoted && *p == ',';
	}
	return semicolons > commas ? ';' : ',';
}

void
csv_init(struct csv *c, char *bytes, size_t n)
{
	*c = (struct csv){ .at = bytes, .end = bytes + n, .next_line = 1 };
	if (str_starts((struct str){ bytes, n }, "\xef\xbb\xbf"))
		c->at += 3;
	c->separator = separator_of(c->at, c->end);
}

/* Length of the line end at P: 0, 1 (LF), or 2 (CR LF). */
static size_t
line_end(const struct csv *c, const char *p)
{
	if (p < c->end && *p == '\n')
		return 1;
	return p + 1 < c->end && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

static bool
field_ends(const struct csv *c, const char *p)
{
	return p == c->end || *p == c->separator || line_end(c, p);
}

/* The quote that closes what begins at P, behind the first one; NULL: there is none. */
static char *
closing_quote(const struct csv *c, char *p)
{
	for (; p < c->end; p++) {
		if (*p != '"')
			continue;
		if (p + 1 == c->end || p[1] != '"')
			return p;
		p++;				/* a doubled quote */
	}
	return NULL;
}

/* The text between quotes from P on, doubled quotes made one. Returns where it ends, behind the last quote; NULL: it does not. */
static char *
quoted_field(struct csv *c, char *p, struct str *out)
{
	char *last = closing_quote(c, p), *to = p;

	if (!last)
		return NULL;
	out->p = p;
	for (; p < last; p++) {
		c->next_line += *p == '\n';
		if (*p == '"')
			p++;
		*to++ = *p;
	}
	out->n = (size_t)(to - out->p);
	return last + 1;
}

static char *
bare_field(const struct csv *c, char *p, struct str *out)
{
	char *from = p;

	while (!field_ends(c, p))
		p++;
	*out = (struct str){ from, (size_t)(p - from) };
	return p;
}

/* The reason why F is not acceptable, or NULL. */
static const char *
field_fault(struct str f, bool quoted)
{
	if (f.n > CSV_FIELD_MAX)
		return "a field is longer than 4096 bytes";
	if (f.n && memchr(f.p, '\0', f.n))
		return "there is a NUL byte in it; is it really CSV?";
	if (!quoted && f.n && memchr(f.p, '"', f.n))
		return "a quote in a field that does not begin with one; expected is \"a \"\"quoted\"\" word\"";
	if (!str_is_utf8(f))
		return "it is not UTF-8";
	return NULL;
}

/* Bad: the next row begins behind the first line end after FROM. */
static enum csv_step
bad(struct csv *c, struct csv_row *out, char *from, const char *why)
{
	char *lf = memchr(from, '\n', (size_t)(c->end - from));

	c->at = lf ? lf + 1 : c->end;
	c->next_line += lf != NULL;
	out->n = 0;
	out->why = why;
	return CSV_BAD;
}

static void
skip_empty_lines(struct csv *c)
{
	for (size_t n; (n = line_end(c, c->at)); c->next_line++)
		c->at += n;
}

/* The field at *P, which moves behind it. NULL, or the reason why it is none. */
static const char *
take_field(struct csv *c, char **p, struct csv_row *out)
{
	struct str f;
	bool quoted = *p < c->end && **p == '"';
	char *next = quoted ? quoted_field(c, *p + 1, &f) : bare_field(c, *p, &f);

	if (!next)
		return "a quote is opened and never closed";
	*p = next;
	const char *fault = field_fault(f, quoted);
	if (!fault && !field_ends(c, next))
		fault = "text behind a closing quote; expected is the separator or the end of the line";
	if (!fault && out->n == CSV_FIELDS_MAX)
		fault = "more than 64 fields";
	if (!fault)
		out->field[out->n++] = f;
	return fault;
}

enum csv_step
csv_next(struct csv *c, struct csv_row *out)
{
	skip_empty_lines(c);
	char *p = c->at;

	out->line = c->next_line;
	out->n = 0;
	if (p == c->end)
		return CSV_END;
	for (;; p++) {
		const char *fault = take_field(c, &p, out);

		if (fault)
			return bad(c, out, p, fault);
		if (p == c->end || *p != c->separator)
			break;
	}
	size_t end = line_end(c, p);
	c->at = p + end;
	c->next_line += end > 0;
	return CSV_ROW;
}
