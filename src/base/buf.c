/* buf.c - growing text with a limit. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
buf_init(struct buf *b, size_t max_bytes)
{
	*b = (struct buf){ .max_bytes = max_bytes };
}

void
buf_done(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ .max_bytes = b->max_bytes };
}

void
buf_reset(struct buf *b)
{
	b->n = 0;
	b->over = false;
}

/* Room for N more bytes and a NUL; false and OVER when the limit would be passed. */
static bool
room(struct buf *b, size_t n)
{
	if (b->over || n > b->max_bytes || b->n > b->max_bytes - n) {
		b->over = true;
		return false;
	}
	if (b->n + n < b->cap)
		return true;
	size_t cap = b->cap ? b->cap * 2 : 512;
	while (cap <= b->n + n)
		cap *= 2;
	b->p = realloc(b->p, cap);
	if (!b->p)
		abort();
	b->cap = cap;
	return true;
}

void
buf_add(struct buf *b, struct str s)
{
	if (!s.n || !room(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void
buf_addz(struct buf *b, const char *z)
{
	buf_add(b, str_of(z));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, (struct str){ &c, 1 });
}

void
buf_addi(struct buf *b, int64_t v)
{
	char t[24], *p = t + sizeof t;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	buf_add(b, (struct str){ p, (size_t)(t + sizeof t - p) });
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if (room(b, (size_t)n)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

/* Adds S with each byte that ESCAPE names replaced; clean runs are copied whole. */
static void
add_escaped(struct buf *b, struct str s, const char *(*escape)(unsigned char c, char tmp[8]))
{
	size_t from = 0;
	char tmp[8];

	for (size_t i = 0; i < s.n; i++) {
		const char *e = escape((unsigned char)s.p[i], tmp);

		if (!e)
			continue;
		buf_add(b, (struct str){ s.p + from, i - from });
		buf_addz(b, e);
		from = i + 1;
	}
	if (from < s.n)			/* an empty S may have no P at all */
		buf_add(b, (struct str){ s.p + from, s.n - from });
}

static const char *
html_escape(unsigned char c, char tmp[8])
{
	(void)tmp;
	switch (c) {
	case '&':  return "&amp;";
	case '<':  return "&lt;";
	case '>':  return "&gt;";
	case '"':  return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

static const char *
json_escape(unsigned char c, char tmp[8])
{
	switch (c) {
	case '"':  return "\\\"";
	case '\\': return "\\\\";
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	}
	if (c >= 0x20 && c != 0x7f)
		return NULL;
	snprintf(tmp, 8, "\\u%04x", c);
	return tmp;
}

void
buf_html(struct buf *b, struct str s)
{
	add_escaped(b, s, html_escape);
}

void
buf_json(struct buf *b, struct str s)
{
	buf_addc(b, '"');
	add_escaped(b, s, json_escape);
	buf_addc(b, '"');
}

struct str
buf_str(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}
