/* multipart.h - a form with files (multipart/form-data), as browsers send it. Pure: bytes in, views of them out; nothing is copied.
 * Strict: what browsers do not send is refused: text before the first or behind the last boundary, folded headers, encodings.
 * The name of a file is never handed out. Sources: RFC 7578, RFC 2046 5.1; WHATWG HTML (escaping of names). */
#ifndef SIMOFF_MULTIPART_H
#define SIMOFF_MULTIPART_H
#include "base/base.h"

#define MULTIPART_PARTS_MAX    16u
#define MULTIPART_BOUNDARY_MAX 70u	/* RFC 2046 */
#define MULTIPART_HEAD_BYTES   2048u	/* headers of one part, its file name among them */
#define MULTIPART_NAME_BYTES   64u	/* of a field: letters, digits, '-' and '_' */

struct multipart_part { struct str name, content; bool is_file; };
struct multipart { struct multipart_part part[MULTIPART_PARTS_MAX]; size_t n; };

/* multipart_boundary: out of a Content-Type header. False: it is not multipart/form-data with a fit boundary. */
bool multipart_boundary(struct str content_type, struct str *out) MUST_CHECK;

/* multipart_parse: the parts of BODY, borrowed. ERR_INVALID: malformed; ERR_LIMIT: too many parts, or too much of a header.
 * Then OUT is empty. Cost O(bytes). */
enum err multipart_parse(struct str body, struct str boundary, struct multipart *out) MUST_CHECK;

/* By name, the first: a field's text (empty if none), a file (NULL if none). A file is never a field, nor a field a file. */
struct str multipart_field(const struct multipart *, const char *name);
const struct multipart_part *multipart_file(const struct multipart *, const char *name);
#endif
