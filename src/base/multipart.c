/* multipart.c - a form with files. Pure, no allocation; reads forward only.
 * Sources: RFC 7578, RFC 2046 5.1. Errors: what is not well-formed is refused as a whole. */
#include "base/multipart.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"

static bool
is_of(struct str s, size_t max, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr(set, s.p[i], strlen(set)))
			return false;
	return s.n > 0 && s.n <= max;
}

/* ASCII, without regard to case; WANT in small letters. */
static bool
same(struct str s, const char *want)
{
	if (s.n != strlen(want))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		if (c != want[i])
			return false;
	}
	return true;
}

/* Takes WANT off the front of S. */
static bool
skip(struct str *s, struct str want)
{
	if (s->n < want.n || memcmp(s->p, want.p, want.n))
		return false;
	*s = (struct str){ s->p + want.n, s->n - want.n };
	return true;
}

/* What stands before MARK goes to HEAD; S goes on behind it. */
static bool
cut(struct str *s, struct str mark, struct str *head)
{
	const char *at = s->n ? memmem(s->p, s->n, mark.p, mark.n) : NULL;

	if (!at)
		return false;
	*head = (struct str){ s->p, (size_t)(at - s->p) };
	size_t gone = head->n + mark.n;
	*s = (struct str){ s->p + gone, s->n - gone };
	return true;
}

/* ---- parameters of a header: ; name=value ; name="value" ---- */

/* The next one. Browsers write %22 for a quote inside, so the value ends at the next one. False: none, or malformed; then S is
 * not empty. */
static bool
parameter(struct str *s, struct str *name, struct str *value)
{
	struct str rest = str_trim(*s);

	if (!skip(&rest, STR(";")) || !cut(&rest, STR("="), name))
		return false;
	*name = str_trim(*name);
	if (skip(&rest, STR("\""))) {
		if (!cut(&rest, STR("\""), value))
			return false;
	} else {
		size_t n = 0;

		while (n < rest.n && rest.p[n] != ';' && rest.p[n] != ' ' && rest.p[n] != '\t')
			n++;
		*value = (struct str){ rest.p, n };
		rest = (struct str){ rest.p + n, rest.n - n };
	}
	*s = str_trim(rest);
	return true;
}

bool
multipart_boundary(struct str content_type, struct str *out)
{
	struct str type, rest, name, value;
	size_t n = 0;

	str_split(content_type, ';', &type, &rest);
	if (!same(str_trim(type), "multipart/form-data"))
		return false;
	rest = (struct str){ content_type.p + type.n, content_type.n - type.n };
	while (parameter(&rest, &name, &value))
		if (same(name, "boundary") && n++ == 0)
			*out = value;
	return n == 1 && !rest.n && is_of(*out, MULTIPART_BOUNDARY_MAX, LETTERS DIGITS "'()+_,-./:=?");
}

/* ---- one part ---- */

static bool
take_disposition(struct str value, struct multipart_part *p)
{
	struct str name, text;
	size_t names = 0;

	if (!skip(&value, STR("form-data")))
		return false;
	while (parameter(&value, &name, &text)) {
		if (same(name, "name") && names++ == 0)
			p->name = text;
		else if (same(name, "filename") || same(name, "filename*"))
			p->is_file = true;
	}
	return names == 1 && !value.n && is_of(p->name, MULTIPART_NAME_BYTES, LETTERS DIGITS "-_");
}

/* Lines up to the empty one. Only the disposition counts; what a file says that it is, nobody believes. */
static bool
take_head(struct str head, struct multipart_part *p)
{
	struct str line, name, value;
	size_t found = 0;

	for (bool more = true; more && head.n;) {
		more = cut(&head, STR("\r\n"), &line);
		if (!more)
			line = head;
		if (str_has_control(line) || !str_split(line, ':', &name, &value) || !is_of(name, MULTIPART_NAME_BYTES, LETTERS DIGITS "-"))
			return false;
		if (same(name, "content-transfer-encoding"))
			return false;
		if (same(name, "content-disposition") && (found++ || !take_disposition(str_trim(value), p)))
			return false;
	}
	return found == 1;
}

static enum err
take_part(struct str *body, struct str mark, struct multipart_part *p)
{
	struct str head;

	*p = (struct multipart_part){ .is_file = false };
	if (!skip(body, STR("\r\n")))
		return ERR_INVALID;
	struct str near = { body->p, body->n < MULTIPART_HEAD_BYTES ? body->n : MULTIPART_HEAD_BYTES };
	if (!cut(&near, STR("\r\n\r\n"), &head))
		return body->n > MULTIPART_HEAD_BYTES ? ERR_LIMIT : ERR_INVALID;
	*body = (struct str){ body->p + head.n + 4, body->n - head.n - 4 };
	return take_head(head, p) && cut(body, mark, &p->content) ? ERR_OK : ERR_INVALID;
}

enum err
multipart_parse(struct str body, struct str boundary, struct multipart *out)
{
	char text[MULTIPART_BOUNDARY_MAX + 4] = "\r\n--";
	struct str mark = { text, boundary.n + 4 };
	enum err e = ERR_OK;

	*out = (struct multipart){ .n = 0 };
	assert(boundary.n > 0 && boundary.n <= MULTIPART_BOUNDARY_MAX);
	memcpy(text + 4, boundary.p, boundary.n);
	if (!skip(&body, (struct str){ mark.p + 2, mark.n - 2 }))
		return ERR_INVALID;
	while (!e && !skip(&body, STR("--"))) {
		if (out->n == MULTIPART_PARTS_MAX)
			e = ERR_LIMIT;
		else
			e = take_part(&body, mark, &out->part[out->n++]);
	}
	if (!e && body.n && !str_is(body, "\r\n"))
		e = ERR_INVALID;
	if (e)
		*out = (struct multipart){ .n = 0 };
	return e;
}

/* ---- by name ---- */

static const struct multipart_part *
find(const struct multipart *m, const char *name, bool is_file)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->part[i].is_file == is_file && str_is(m->part[i].name, name))
			return &m->part[i];
	return NULL;
}

struct str
multipart_field(const struct multipart *m, const char *name)
{
	const struct multipart_part *p = find(m, name, false);

	return p ? p->content : STR("");
}

const struct multipart_part *
multipart_file(const struct multipart *m, const char *name)
{
	return find(m, name, true);
}
