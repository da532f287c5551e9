/* httpd_check.c - the strict rules on requests. Pure; memory only from the caller's arena.
 * Errors: none; a request that breaks a rule is a fault with its HTTP status. */
#include "base/httpd_check.h"

static const struct httpd_fault FINE = { 0, NULL };
#define FAULT(status, why) ((struct httpd_fault){ (status), (why) })

/* ---- layout ---- */

/* Steps over N bytes that must all be NUL. */
static bool
skip_nuls(struct str *rest, size_t n)
{
	if (rest->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (rest->p[i] != '\0')
			return false;
	*rest = (struct str){ rest->p + n, rest->n - n };
	return true;
}

/* Steps over a token that must start exactly here. */
static bool
skip_token(struct str *rest, struct str token)
{
	if (token.p != rest->p || token.n > rest->n)
		return false;
	*rest = (struct str){ rest->p + token.n, rest->n - token.n };
	return true;
}

static void
skip_blanks(struct str *rest)
{
	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = (struct str){ rest->p + 1, rest->n - 1 };
}

bool
httpd_check_block(const struct httpd_block *b)
{
	struct str rest = b->block;

	if (!skip_token(&rest, b->method) || !skip_nuls(&rest, 1) || b->target_n > rest.n)
		return false;
	rest = (struct str){ rest.p + b->target_n, rest.n - b->target_n };
	if (!skip_nuls(&rest, 1) || !skip_token(&rest, b->version) || !skip_nuls(&rest, 2))
		return false;
	for (size_t i = 0; i < b->headers.n; i++) {
		if (!skip_token(&rest, b->headers.item[i].name) || !skip_nuls(&rest, 1))
			return false;
		skip_blanks(&rest);
		if (!skip_token(&rest, b->headers.item[i].value) || !skip_nuls(&rest, 2))
			return false;
	}
	return skip_nuls(&rest, 2) && rest.n == 0;
}

/* ---- headers ---- */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

/* Are all bytes, of which there is at least one, letters, digits or one of OTHERS? */
static bool
is_made_of(struct str s, const char *others)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && (s.p[i] == '\0' || !strchr(others, s.p[i])))
			return false;
	return s.n > 0;
}

static bool
is_token(struct str s)
{
	return is_made_of(s, "!#$%&'*+-.^_`|~");
}

static bool
is_field_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return true;
}

bool
httpd_check_same(struct str s, const char *lower_case)
{
	if (s.n != strlen(lower_case))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (lower(s.p[i]) != lower_case[i])
			return false;
	return true;
}

/* Of these a second one would let two readers of one request disagree. */
static const char *const ONLY_ONCE[] = {
	"host", "content-length", "transfer-encoding", "expect", "content-type", "authorization", "cookie", "origin",
	"sec-fetch-site", "idempotency-key", "x-forwarded-proto",
};
enum { HOST, CONTENT_LENGTH, TRANSFER_ENCODING, EXPECT };

/* 15 digits hold any body there is, and no overflow. */
static bool
parse_length(struct str s, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(s.p[i] - '0');
	}
	return s.n > 0 && s.n <= 15;
}

static struct httpd_fault
check_framing(const struct httpd_pair *const once[], bool is_1_1, struct httpd_framing *out)
{
	const struct httpd_pair *length = once[CONTENT_LENGTH], *coding = once[TRANSFER_ENCODING], *expect = once[EXPECT];

	if (once[HOST] ? !is_made_of(once[HOST]->value, ".-_:[]") : is_1_1)
		return FAULT(400, "one valid Host header is needed");
	if (length && coding)
		return FAULT(400, "Content-Length and Transfer-Encoding exclude each other");
	if (length && !parse_length(length->value, &out->length))
		return FAULT(400, "Content-Length is not a number");
	if (coding && (!is_1_1 || !httpd_check_same(coding->value, "chunked")))
		return FAULT(400, "the only Transfer-Encoding is chunked, in HTTP/1.1");
	if (expect && !httpd_check_same(expect->value, "100-continue"))
		return FAULT(417, "the only expectation is 100-continue");
	out->is_chunked = coding != NULL;
	return FINE;
}

struct httpd_fault
httpd_check_headers(struct httpd_pairs headers, struct str version, struct httpd_framing *out)
{
	const struct httpd_pair *once[COUNT(ONLY_ONCE)] = { NULL };

	*out = (struct httpd_framing){ 0 };
	if (!str_is(version, "HTTP/1.1") && !str_is(version, "HTTP/1.0"))
		return FAULT(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
	for (size_t i = 0; i < headers.n; i++) {
		const struct httpd_pair *h = &headers.item[i];

		if (!is_token(h->name))
			return FAULT(400, "a header name is not valid");
		if (!is_field_value(h->value))
			return FAULT(400, "a header has control characters");
		for (size_t k = 0; k < COUNT(ONLY_ONCE); k++) {
			if (!httpd_check_same(h->name, ONLY_ONCE[k]))
				continue;
			if (once[k])
				return FAULT(400, "a header that may come only once came twice");
			once[k] = h;
		}
	}
	return check_framing(once, str_is(version, "HTTP/1.1"), out);
}

struct str
httpd_check_find(struct httpd_pairs pairs, const char *name)
{
	for (size_t i = 0; i < pairs.n; i++)
		if (str_is(pairs.item[i].name, name))
			return pairs.item[i].value;
	return STR("");
}

struct str
httpd_check_find_caseless(struct httpd_pairs pairs, const char *name)
{
	for (size_t i = 0; i < pairs.n; i++)
		if (httpd_check_same(pairs.item[i].name, name))
			return str_trim(pairs.item[i].value);
	return STR("");
}

/* ---- methods, targets and forms ---- */

struct httpd_fault
httpd_check_method(struct str name, enum httpd_method *out)
{
	static const char *const NAME[HTTPD_OTHER] = {
		[HTTPD_GET] = "GET", [HTTPD_HEAD] = "HEAD", [HTTPD_POST] = "POST", [HTTPD_PUT] = "PUT",
		[HTTPD_PATCH] = "PATCH", [HTTPD_DELETE] = "DELETE", [HTTPD_OPTIONS] = "OPTIONS",
	};
	enum httpd_method m = HTTPD_GET;

	if (!is_token(name))
		return FAULT(400, "the method is not a word");
	while (m < HTTPD_OTHER && !str_is(name, NAME[m]))
		m++;
	*out = m;
	return FINE;
}


static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes %XX once, in place; '+' is a space when PLUS says so. False for a broken escape or what is then not text. */
static bool
unescape(char *p, struct str *s, char plus)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++, n++) {
		char c = s->p[i];

		if (c == '%') {
			int high = i + 2 < s->n ? hex_digit(s->p[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(s->p[i + 2]) : -1;

			if (low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+') {
			c = plus;
		}
		p[n] = c;
	}
	*s = (struct str){ p, n };
	return str_is_utf8(*s);
}

struct httpd_fault
httpd_check_form(struct str text, struct arena *a, struct httpd_pairs *out)
{
	struct str rest = text, part;
	size_t n = 1;

	*out = (struct httpd_pairs){ 0 };
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '&';
	if (n > HTTPD_PAIRS_MAX)
		return FAULT(400, "too many parameters");
	char *p = arena_take(a, text.n + 1);
	out->item = arena_take(a, n * sizeof *out->item);
	if (!p || !out->item)
		return FAULT(413, "the parameters are too long");
	while (rest.n) {
		struct httpd_pair pair;

		str_split(rest, '&', &part, &rest);
		if (!part.n)
			continue;
		str_split(part, '=', &pair.name, &pair.value);
		if (!unescape(p, &pair.name, ' ') || !unescape(p + pair.name.n, &pair.value, ' '))
			return FAULT(400, "a parameter is not valid");
		p += pair.name.n + pair.value.n;
		out->item[out->n++] = pair;
	}
	return FINE;
}

static bool
has_dot_segment(struct str path)
{
	struct str part;

	while (path.n) {
		str_split(path, '/', &part, &path);
		if (str_is(part, ".") || str_is(part, ".."))
			return true;
	}
	return false;
}

struct httpd_fault
httpd_check_target(struct str target, struct arena *a, struct str *path_out, struct httpd_pairs *query_out)
{
	struct str path, query;

	*query_out = (struct httpd_pairs){ 0 };
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] <= 0x20 || target.p[i] >= 0x7f || target.p[i] == '#')
			return FAULT(400, "the target has characters that must be escaped");
	if (!str_starts(target, "/"))
		return FAULT(400, "the target must be a path");
	str_split(target, '?', &path, &query);
	size_t slashes = 0;
	for (size_t i = 0; i < path.n; i++)
		slashes += path.p[i] == '/';
	char *p = arena_take(a, path.n + 1);
	if (!p)
		return FAULT(414, "the target is too long");
	if (!unescape(p, &path, '+') || str_has_control(path))
		return FAULT(400, "the path is not valid text");
	for (size_t i = 0; i < path.n; i++)
		slashes -= path.p[i] == '/';
	if (slashes != 0 || has_dot_segment(path))
		return FAULT(400, "the path has encoded slashes or dot segments");
	*path_out = path;
	return query.n ? httpd_check_form(query, a, query_out) : FINE;
}

/* ---- cookies ---- */

struct str
httpd_check_cookie(struct str header, const char *name)
{
	struct str found = STR(""), part, key, value;
	bool seen = false;

	while (header.n) {
		str_split(header, ';', &part, &header);
		if (!str_split(part, '=', &key, &value) || !str_is(str_trim(key), name))
			continue;
		if (seen)
			return STR("");
		seen = true;
		found = str_trim(value);
	}
	return found;
}
