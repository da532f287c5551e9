/* json.h - JSON at the edge: text to a document that can be walked. Strict: what another reader might understand in another
 * way is refused (a name twice, trailing bytes, bad UTF-8, NUL, numbers out of range).
 * Owner: who parsed frees the document (json_free, also as cleanup); everything found in it is borrowed from it. */
#ifndef SIMOFF_JSON_H
#define SIMOFF_JSON_H
#include "base/base.h"

#define JSON_BYTES_MAX 65536u		/* of one document */
#define JSON_DEPTH_MAX 16		/* maps and lists in each other */
#define JSON_WHY_SIZE  80u

enum json_kind { JSON_NONE, JSON_BOOL, JSON_INT, JSON_FRACTION, JSON_TEXT, JSON_LIST, JSON_MAP };
struct json;

/* json_parse: one map or list and nothing after it, at most 256 names in one map. ERR_INVALID: DOC_OUT is NULL and WHY says what
 * and where, without a word of the text. Cost O(bytes) time and memory, times the names of a map. TEXT is not needed afterwards. */
enum err json_parse(struct str text, struct json **doc_out, char why_out[JSON_WHY_SIZE]) MUST_CHECK;
void json_free(struct json **doc);	/* AUTO(json_free) struct json *doc = NULL; NULL is fine */

/* Of a value, which may be NULL: then the kind is NONE, as for null. The others ask for their own kind (assert). */
enum json_kind json_kind(const struct json *);
bool json_bool(const struct json *);
int64_t json_int(const struct json *);
struct str json_text(const struct json *);		/* UTF-8 without NUL */
size_t json_count(const struct json *list_or_map);
const struct json *json_find(const struct json *map, const char *name);		/* NULL: there is none */

/* json_next: what follows BEFORE in a list or map, in the order of the text; NULL: the first. NULL at the end. NAME_OUT, of a
 * member of a map, may be NULL.
 *	for (const struct json *j = NULL; (j = json_next(map, j, &name));) ... */
const struct json *json_next(const struct json *in, const struct json *before, struct str *name_out);
#endif
