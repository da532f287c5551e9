/* json.c - a JSON text (RFC 8259) as nodes in the order of the text: one pass, one allocation for nodes and texts together.
 * Ours, where a library was: reading a case spent half of its time in one (bench/RESULTS.md). It is held against that
 * library, jansson, by test/base/json_test.c and the fuzzer. Errors: see json.h. Out of memory: abort. */
#include "base/json.h"

#include "base/json_scan.h"

#include <stdio.h>
#include <stdlib.h>

struct json {
	enum json_kind kind;
	size_t count;			/* of a list or map */
	struct json *first, *next;	/* what is inside; what follows beside it */
	struct str name;		/* in a map */
	union { bool truth; int64_t number; struct str text; };
};

struct parser {
	struct json_scan scan;
	struct json *node;		/* the next free one */
	unsigned depth;
};

/* ---- lists and maps ---- */

static bool read_value(struct parser *, struct json *out);

static bool
is_named(const struct json *map, struct str name)
{
	for (const struct json *j = map->first; j; j = j->next)
		if (str_eq(j->name, name))
			return true;
	return false;
}

static bool
read_name(struct parser *p, const struct json *map, struct str *name_out)
{
	if (!json_scan_string(&p->scan, name_out))
		return false;
	if (map->count == JSON_SCAN_MEMBERS_MAX)
		return json_scan_fail(&p->scan, JSON_SCAN_MEMBERS);
	return !is_named(map, *name_out) ? json_scan_expect(&p->scan, ':') : json_scan_fail(&p->scan, JSON_SCAN_TWICE);
}

/* From behind the opening bracket to behind CLOSE. */
static bool
read_inside(struct parser *p, struct json *out, char close)
{
	struct json **link = &out->first;
	struct str name = STR("");

	if (++p->depth > JSON_DEPTH_MAX)
		return json_scan_fail(&p->scan, JSON_SCAN_DEEP);
	if (!json_scan_take(&p->scan, close)) {
		do {
			if (out->kind == JSON_MAP && !read_name(p, out, &name))
				return false;
			struct json *j = p->node++;
			*j = (struct json){ .name = name };
			if (!read_value(p, j))
				return false;
			*link = j;
			link = &j->next;
			out->count++;
		} while (json_scan_take(&p->scan, ','));
		if (!json_scan_expect(&p->scan, close))
			return false;
	}
	p->depth--;
	return true;
}

static bool
read_number(struct parser *p, struct json *out)
{
	bool is_int;

	if (!json_scan_number(&p->scan, &is_int, &out->number))
		return false;
	out->kind = is_int ? JSON_INT : JSON_FRACTION;
	return true;
}

static bool
read_value(struct parser *p, struct json *out)
{
	json_scan_blanks(&p->scan);
	if (p->scan.at == p->scan.end)
		return json_scan_fail(&p->scan, JSON_SCAN_ENDS);
	switch (*p->scan.at) {
	case '{':
	case '[':
		out->kind = *p->scan.at == '{' ? JSON_MAP : JSON_LIST;
		p->scan.at++;
		return read_inside(p, out, out->kind == JSON_MAP ? '}' : ']');
	case '"':
		out->kind = JSON_TEXT;
		return json_scan_string(&p->scan, &out->text);
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return read_number(p, out);
	default:
		return json_scan_word(&p->scan, &out->kind, &out->truth);
	}
}

static bool
read_document(struct parser *p, struct json *out)
{
	json_scan_blanks(&p->scan);
	if (p->scan.at < p->scan.end && *p->scan.at != '{' && *p->scan.at != '[')
		return json_scan_fail(&p->scan, JSON_SCAN_SYNTAX);
	if (!read_value(p, out))
		return false;
	json_scan_blanks(&p->scan);
	return p->scan.at == p->scan.end || json_scan_fail(&p->scan, JSON_SCAN_FOLLOWS);
}

/* Every value but the first stands behind a bracket or a comma. */
static size_t
count_values(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == ',' || text.p[i] == '[' || text.p[i] == '{';
	return n;
}

static void
say_fault(const struct parser *p, struct str text, char why_out[JSON_WHY_SIZE])
{
	static const char *const WORDS[] = {
#define X(n, t) t,
		JSON_SCAN_FAULTS(X)
#undef X
	};
	int line = 1;
	const char *start = text.p;

	for (const char *c = text.p; c < p->scan.at; c++)
		if (*c == '\n') {
			line++;
			start = c + 1;
		}
	snprintf(why_out, JSON_WHY_SIZE, "not JSON: %s (line %d, column %d)", WORDS[p->scan.fault], line, (int)(p->scan.at - start) + 1);
}

enum err
json_parse(struct str text, struct json **doc_out, char why_out[JSON_WHY_SIZE])
{
	*doc_out = NULL;
	if (text.n > JSON_BYTES_MAX) {
		snprintf(why_out, JSON_WHY_SIZE, "not JSON that we take: longer than %u bytes", JSON_BYTES_MAX);
		return ERR_INVALID;
	}
	size_t values = count_values(text);
	struct json *doc = malloc(values * sizeof *doc + text.n);
	if (!doc)
		abort();
	struct parser p = { .node = doc + 1, .scan = { .at = text.p, .end = text.p + text.n, .text = (char *)(doc + values) } };
	*doc = (struct json){ .kind = JSON_NONE };
	if (!read_document(&p, doc)) {
		say_fault(&p, text, why_out);
		free(doc);
		return ERR_INVALID;
	}
	*doc_out = doc;
	return ERR_OK;
}

void
json_free(struct json **doc)
{
	free(*doc);
	*doc = NULL;
}

/* ---- the walk ---- */

enum json_kind
json_kind(const struct json *j)
{
	return j ? j->kind : JSON_NONE;
}

bool
json_bool(const struct json *j)
{
	assert(json_kind(j) == JSON_BOOL);
	return j->truth;
}

int64_t
json_int(const struct json *j)
{
	assert(json_kind(j) == JSON_INT);
	return j->number;
}

struct str
json_text(const struct json *j)
{
	assert(json_kind(j) == JSON_TEXT);
	return j->text;
}

size_t
json_count(const struct json *j)
{
	assert(json_kind(j) == JSON_LIST || json_kind(j) == JSON_MAP);
	return j->count;
}

const struct json *
json_find(const struct json *map, const char *name)
{
	assert(json_kind(map) == JSON_MAP);
	for (const struct json *j = map->first; j; j = j->next)
		if (str_is(j->name, name))
			return j;
	return NULL;
}

const struct json *
json_next(const struct json *in, const struct json *before, struct str *name_out)
{
	assert(json_kind(in) == JSON_LIST || json_kind(in) == JSON_MAP);
	const struct json *j = before ? before->next : in->first;
	if (j && name_out)
		*name_out = j->name;
	return j;
}
