/* mark.c - the operator's mark, tag by tag. It is shown as a picture, where browsers run no script; this is the second wall, for
 * whoever opens its address. What is not on the lists is refused. Pure. Errors: a sentence that names what stands in the way.
 * Sources: SVG 2 (elements and attributes), XML 1.0 (tags, entities). */
#include "web/mark.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const ELEMENTS[] = {
	"svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
	"tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "style",
};
static const char SPACE[] = " \t\r\n";

struct look { struct str rest; bool has_svg; char *why; };

static bool PRINTF(2, 3)
wrong(struct look *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->why, MARK_WHY_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

static bool
is_space(char c)
{
	return c && memchr(SPACE, c, sizeof SPACE - 1);
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* Where WHAT (small letters) stands in S, whatever its case; NULL: nowhere. */
static const char *
find(struct str s, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= s.n; i++) {
		size_t same = 0;

		while (same < n && lower(s.p[i + same]) == what[same])
			same++;
		if (same == n)
			return s.p + i;
	}
	return NULL;
}

static struct str
from(struct str s, const char *at)
{
	return (struct str){ at, s.n - (size_t)(at - s.p) };
}

static void
skip(struct look *l, size_t n)
{
	l->rest = (struct str){ l->rest.p + n, l->rest.n - n };
}

static void
skip_space(struct look *l)
{
	while (l->rest.n && is_space(l->rest.p[0]))
		skip(l, 1);
}

/* Letters, digits and what else a name may have here. */
static struct str
take_name(struct look *l)
{
	struct str s = { l->rest.p, 0 };

	while (s.n < l->rest.n && !is_space(s.p[s.n]) && !memchr("<>/=\"'&", s.p[s.n], 7))
		s.n++;
	skip(l, s.n);
	return s;
}

/* ---- what may stand in a value or a style ---- */

/* "url(" only with a name in the same file behind it. */
static bool
points_elsewhere(struct str s)
{
	for (const char *at = find(s, "url("); at; at = find(s, "url(")) {
		s = from(s, at + 4);
		struct str to = str_trim(s);
		if (to.n && (to.p[0] == '"' || to.p[0] == '\''))
			to = from(to, to.p + 1);
		if (!str_starts(to, "#"))
			return true;
	}
	return false;
}

/* An escape could spell what is looked for: & begins one in XML, \ in CSS. */
static bool
value_is_plain(struct look *l, struct str value)
{
	static const char *const NEVER[] = { "javascript:", "data:", "@import", "expression(", "image-set(", "src(" };

	for (size_t i = 0; i < COUNT(NEVER); i++)
		if (find(value, NEVER[i]))
			return wrong(l, "it has \"%s\"", NEVER[i]);
	if (memchr(value.p, '&', value.n) || memchr(value.p, '\\', value.n))
		return wrong(l, "it has an escape (& or \\) in a value or a style; write the character itself");
	if (points_elsewhere(value))
		return wrong(l, "url() points out of the file; only url(#name) may stand there");
	return true;
}

/* ---- tags ---- */

static bool
check_attribute(struct look *l, struct str name, struct str value)
{
	if (find((struct str){ name.p, name.n < 2 ? name.n : 2 }, "on"))
		return wrong(l, "it has the handler %.*s", (int)(name.n < 40 ? name.n : 40), name.p);
	if ((str_is(name, "href") || str_is(name, "xlink:href")) && !str_starts(value, "#"))
		return wrong(l, "%.*s points out of the file; only #name may stand there", STR_ARG(name));
	if (str_is(name, "src") || str_is(name, "xml:base"))
		return wrong(l, "it has the attribute %.*s", STR_ARG(name));
	return value_is_plain(l, value);
}

/* name="value", with the blanks around it. */
static bool
take_attribute(struct look *l)
{
	struct str name = take_name(l), value;

	skip_space(l);
	if (!name.n || !str_starts(l->rest, "="))
		return wrong(l, "a tag is not well-formed");
	skip(l, 1);
	skip_space(l);
	if (!l->rest.n || (l->rest.p[0] != '"' && l->rest.p[0] != '\''))
		return wrong(l, "a value is not in quotes");
	char quote = l->rest.p[0];
	skip(l, 1);
	if (!memchr(l->rest.p, quote, l->rest.n))
		return wrong(l, "a quote does not end");
	str_split(l->rest, quote, &value, &l->rest);
	return check_attribute(l, name, value);
}

static bool
is_known(struct str name)
{
	for (size_t i = 0; i < COUNT(ELEMENTS); i++)
		if (str_is(name, ELEMENTS[i]))
			return true;
	return false;
}

/* After "<". */
static bool
take_tag(struct look *l)
{
	if (str_starts(l->rest, "/"))
		skip(l, 1);
	struct str name = take_name(l);
	if (!is_known(name))
		return wrong(l, "it has the element <%.*s>; a mark is made of shapes, gradients and text", (int)(name.n < 40 ? name.n : 40), name.p);
	if (!l->has_svg && !str_is(name, "svg"))
		return wrong(l, "it does not begin with <svg>");
	l->has_svg = true;
	for (skip_space(l); l->rest.n && l->rest.p[0] != '>'; skip_space(l)) {
		if (l->rest.p[0] == '/')
			skip(l, 1);
		else if (!take_attribute(l))
			return false;
	}
	if (!l->rest.n)
		return wrong(l, "a tag does not end");
	skip(l, 1);
	return true;
}

/* A comment, or the XML declaration. */
static bool
take_remark(struct look *l, const char *begin, const char *end)
{
	const char *at;

	skip(l, strlen(begin));
	if (!(at = find(l->rest, end)))
		return wrong(l, "%s does not end", begin);
	l->rest = from(l->rest, at + strlen(end));
	return true;
}

static bool
take_one(struct look *l)
{
	struct str text;

	if (l->rest.p[0] != '<') {
		text = (struct str){ l->rest.p, 0 };
		while (text.n < l->rest.n && text.p[text.n] != '<')
			text.n++;
		skip(l, text.n);
		return value_is_plain(l, text);
	}
	if (str_starts(l->rest, "<!--"))
		return take_remark(l, "<!--", "-->");
	if (str_starts(l->rest, "<?xml "))
		return take_remark(l, "<?xml ", "?>");
	if (str_starts(l->rest, "<!") || str_starts(l->rest, "<?"))
		return wrong(l, "it has a declaration (<! or <?); save it as plain SVG");
	skip(l, 1);
	return take_tag(l);
}

bool
mark_check(struct str svg, char why_out[MARK_WHY_SIZE])
{
	struct look l = { .rest = svg, .why = why_out };

	if (svg.n > MARK_BYTES_MAX)
		return wrong(&l, "it is larger than %u bytes, and is sent with every first page", MARK_BYTES_MAX);
	if (str_starts(l.rest, "\xef\xbb\xbf"))
		skip(&l, 3);
	if (!str_is_utf8(svg))
		return wrong(&l, "it is not text in UTF-8");
	while (l.rest.n)
		if (!take_one(&l))
			return false;
	return l.has_svg || wrong(&l, "it is not an SVG file");
}
