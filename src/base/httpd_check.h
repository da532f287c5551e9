/* httpd_check.h - what a request may look like: the strict rules that httpd.c puts on top of its HTTP library, and the
 * decoding of targets, forms and cookies. Pure: every function takes bytes and gives a verdict, so each can
 * be fuzzed alone. Sources: RFC 9110, RFC 9112 (framing), RFC 3986 (targets), WHATWG URL (forms), RFC 6265 (cookies). */
#ifndef SIMOFF_HTTPD_CHECK_H
#define SIMOFF_HTTPD_CHECK_H
#include "base/arena.h"
#include "base/base.h"

#define HTTPD_LINE_BYTES    8192u	/* request line, without its CRLF */
#define HTTPD_HEADERS_BYTES 16384u	/* header lines and the blank line */
#define HTTPD_HEADERS_MAX   100u
#define HTTPD_PAIRS_MAX     1000u	/* parameters of one query or form */

enum httpd_method { HTTPD_GET, HTTPD_HEAD, HTTPD_POST, HTTPD_PUT, HTTPD_PATCH, HTTPD_DELETE, HTTPD_OPTIONS, HTTPD_OTHER };

struct httpd_pair  { struct str name, value; };
struct httpd_pairs { struct httpd_pair *item; size_t n; };

/* Why a request is refused: an HTTP status and a sentence for its sender. Status 0: it is not. */
struct httpd_fault { int status; const char *why; };

/* How the body is sent, as the headers say. LENGTH is 0 when it is chunked or there is none. */
struct httpd_framing { bool is_chunked; uint64_t length; };

/* The request line and headers as the library took them apart, in place: it wrote NUL over the two spaces of the line,
 * over each colon, and over CR and LF. BLOCK runs from the method to the end of the blank line. */
struct httpd_block {
	struct str block, method, version;
	size_t target_n;		/* of the target as it was sent */
	struct httpd_pairs headers;
};

/* httpd_check_block: every byte of the block is part of a token that was handed over or of an exact separator: one
 * space, colon and blanks, CRLF. So no bare LF, folded line, NUL or stray space can have been read over; a library
 * that lays out its memory otherwise fails this for every request, never the other way. It cannot see
 * what the library overwrites alike: a NUL that was sent, or a line that is but a colon, beside a bare LF. */
bool httpd_check_block(const struct httpd_block *);

/* httpd_check_headers: names, values, what may come only once, Host, Expect, and how the body is framed. */
struct httpd_fault httpd_check_headers(struct httpd_pairs headers, struct str version, struct httpd_framing *out);

/* httpd_check_method: a token; those that no table here knows are HTTPD_OTHER. Capitals count. */
struct httpd_fault httpd_check_method(struct str name, enum httpd_method *out);

/* httpd_check_target: the path, decoded once, and the query's parameters. Only origin form. Refused: bad escapes, what
 * is not UTF-8 or has control characters, encoded slashes, "." and ".." segments. Memory from ARENA. */
struct httpd_fault httpd_check_target(struct str target, struct arena *, struct str *path_out, struct httpd_pairs *query_out);

/* httpd_check_form: a=b&c=d, decoded. Refused: bad escapes, NUL, what is not UTF-8, too many. Empty parts are skipped. */
struct httpd_fault httpd_check_form(struct str text, struct arena *, struct httpd_pairs *out);

/* httpd_check_find: the first of that name; empty if none. _CASELESS is for headers (ASCII). */
struct str httpd_check_find(struct httpd_pairs, const char *name);
struct str httpd_check_find_caseless(struct httpd_pairs, const char *name);
bool httpd_check_same(struct str, const char *lower_case);	/* equal but for ASCII case */

/* httpd_check_cookie: a cookie's value out of a Cookie header; empty if there is none, or if two claim the name. */
struct str httpd_check_cookie(struct str header, const char *name);
#endif
