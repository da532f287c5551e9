/* http_check_fuzz.c - targets, forms, cookies and header lists of a request. What is accepted has the form that httpd_check.h
 * promises, whatever was sent; escaped again it is accepted again and is the same. */
#include "fuzz.h"

#include "base/httpd_check.h"

#define OUT_BYTES (1u << 20)

static void
escape(struct buf *out, struct str s, const char *plain)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] && strchr(plain, s.p[i]))
			buf_addc(out, s.p[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)s.p[i]);
}

static void
escape_pairs(struct buf *out, struct httpd_pairs pairs)
{
	for (size_t i = 0; i < pairs.n; i++) {
		assert(str_is_utf8(pairs.item[i].name) && str_is_utf8(pairs.item[i].value));
		if (i)
			buf_addc(out, '&');
		escape(out, pairs.item[i].name, "abc");
		buf_addc(out, '=');
		escape(out, pairs.item[i].value, "abc");
	}
}

static void
same_pairs(struct httpd_pairs a, struct httpd_pairs b)
{
	assert(a.n == b.n && a.n <= HTTPD_PAIRS_MAX);
	for (size_t i = 0; i < a.n; i++)
		assert(str_eq(a.item[i].name, b.item[i].name) && str_eq(a.item[i].value, b.item[i].value));
}

static void
check_path(struct str path)
{
	struct str part, rest = path;

	assert(str_starts(path, "/") && str_is_utf8(path) && !str_has_control(path));
	while (rest.n) {
		str_split(rest, '/', &part, &rest);
		assert(!str_is(part, ".") && !str_is(part, ".."));
	}
}

static void
try_target(struct arena *a, struct str target)
{
	AUTO(buf_done) struct buf out;
	struct str path, path_again;
	struct httpd_pairs query, query_again;
	struct httpd_fault fault = httpd_check_target(target, a, &path, &query);

	buf_init(&out, OUT_BYTES);
	if (fault.status) {
		assert(fault.status >= 400 && fault.status < 500 && strlen(fault.why) > 10);
		return;
	}
	check_path(path);
	escape(&out, path, "/abc");
	buf_addc(&out, '?');
	escape_pairs(&out, query);
	fault = httpd_check_target(buf_str(&out), a, &path_again, &query_again);
	assert(!fault.status && str_eq(path, path_again));
	same_pairs(query, query_again);
}

static void
try_form(struct arena *a, struct str form)
{
	AUTO(buf_done) struct buf out;
	struct httpd_pairs pairs, again;

	buf_init(&out, OUT_BYTES);
	if (httpd_check_form(form, a, &pairs).status)
		return;
	escape_pairs(&out, pairs);
	struct httpd_fault fault = httpd_check_form(buf_str(&out), a, &again);
	assert(!fault.status);
	same_pairs(pairs, again);
}

static void
try_cookie(struct str header)
{
	struct str value = httpd_check_cookie(header, "c"), rest = header, part, key, given;
	size_t claims = 0;

	while (rest.n) {
		str_split(rest, ';', &part, &rest);
		claims += str_split(part, '=', &key, &given) && str_is(str_trim(key), "c");
	}
	assert(fuzz_within(value, header) && !memchr(value.n ? value.p : "", ';', value.n));
	assert(!value.n || claims == 1);
}

static size_t
count(struct httpd_pairs headers, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < headers.n; i++)
		n += httpd_check_same(headers.item[i].name, name);
	return n;
}

/* Lines of name, colon, value; blanks around the value are not part of it. */
static void
try_headers(struct arena *a, struct str text)
{
	struct httpd_pairs headers = { ARENA_ARRAY(a, struct httpd_pair, HTTPD_HEADERS_MAX), 0 };
	struct httpd_framing framing;
	struct str version = fuzz_line(&text);

	while (text.n && headers.n < HTTPD_HEADERS_MAX) {
		struct httpd_pair *h = &headers.item[headers.n++];
		str_split(fuzz_line(&text), ':', &h->name, &h->value);
		h->value = str_trim(h->value);
	}
	struct httpd_fault fault = httpd_check_headers(headers, version, &framing);
	if (fault.status) {
		assert(fault.status >= 400 && fault.status < 600 && strlen(fault.why) > 10);
		return;
	}
	size_t lengths = count(headers, "content-length"), codings = count(headers, "transfer-encoding");
	assert(count(headers, "host") <= 1 && (count(headers, "host") == 1 || str_is(version, "HTTP/1.0")));
	assert(lengths + codings <= 1 && framing.is_chunked == (codings == 1) && (lengths || !framing.length));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str text = fuzz_input(data, n);
	enum httpd_method method;

	switch (fuzz_byte(&text) % 5) {
	case 0: try_target(a, text); break;
	case 1: try_form(a, text); break;
	case 2: try_cookie(text); break;
	case 3: try_headers(a, text); break;
	case 4:
		if (!httpd_check_method(text, &method).status)
			assert(text.n && fuzz_is_printable(text) && method <= HTTPD_OTHER);
		break;
	}
	return 0;
}
