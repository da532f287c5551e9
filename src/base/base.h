/* base.h - the vocabulary every file may use: errors, borrowed text, instants, ids, money.
 * Knows nothing of phones. Values are small and passed by value, so that a mix-up does not compile. */
#ifndef SIMOFF_BASE_H
#define SIMOFF_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef NDEBUG
#error "assertions stay on in production (DESIGN, sentence 8)"
#endif

#define MUST_CHECK   __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define NORETURN     __attribute__((noreturn))
#define AUTO(fn)     __attribute__((cleanup(fn)))
#define COUNT(a)     (sizeof(a) / sizeof((a)[0]))
#define CAT_(a, b)   a##b
#define CAT(a, b)    CAT_(a, b)

/* An error is the outside world failing. A refusal (the customer may not) is a value in a reply;
 * a bug is an assert. ERR_UNSURE: it may have happened; ask the far end by key, never guess. */
#define ERR_LIST(X) \
	X(OK,      "ok") \
	X(TEMP,    "try again later, with the same key") \
	X(PERM,    "will never work; ask a person") \
	X(UNSURE,  "it may or may not have happened: ask before trying again") \
	X(NOENT,   "there is no such thing") \
	X(CLASH,   "somebody else changed it first") \
	X(INVALID, "the input is wrong") \
	X(LIMIT,   "a limit was reached") \
	X(DENIED,  "not allowed")
enum err {
#define X(n, t) ERR_##n,
	ERR_LIST(X)
#undef X
	ERR_COUNT
};
const char *err_name(enum err);		/* "TEMP" */
const char *err_text(enum err);		/* "try again later, ..." */

/* A borrowed view of bytes, not NUL-ended. An empty str has n == 0; p may then be anything but is never read. */
struct str { const char *p; size_t n; };
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_ARG(s) (int)(s).n, (s).p	/* for "%.*s" */

struct str str_of(const char *z);	/* borrows Z; NULL gives the empty str */
bool str_eq(struct str, struct str);
bool str_is(struct str, const char *z);
bool str_starts(struct str, const char *z);
int  str_cmp(struct str, struct str);	/* bytewise order, -1 0 1 */
struct str str_trim(struct str);	/* without ASCII white space at both ends */
bool str_split(struct str s, char sep, struct str *head_out, struct str *rest_out);	/* false: no SEP; head = s, rest empty */
bool str_is_utf8(struct str);		/* well-formed UTF-8, no NUL, no surrogates, no noncharacters above U+10FFFF */
bool str_to_i64(struct str, int64_t *out) MUST_CHECK;	/* whole decimal, optional '-', no overflow */
bool str_has_control(struct str);	/* any byte below 0x20 or 0x7f: refused in headers, names, SMS */

struct utc_ms { int64_t ms; };		/* an instant: milliseconds since 1970-01-01 UTC; 0 = none */
struct date   { int32_t days; };	/* a calendar day: days since 1970-01-01, no zone; DATE_NONE = none */
struct money  { int64_t cents; };	/* EUR; sums refuse overflow (money.h); never a float */
struct id     { uint8_t b[16]; };	/* UUIDv7 made by rng_id(); all zero = none */
struct secret { char *p; size_t n; };	/* wiped by secret_done(); has no _format, so no log can print it */
#define DATE_NONE ((struct date){ INT32_MIN })

bool id_eq(struct id, struct id);
bool id_is_none(struct id);

#endif
