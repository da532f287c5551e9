/* openapi.c - writes the OpenAPI file. Every API and plain route is in it; pages are for people and are not.
 * Errors: none; a record too many is a bug (assert). */
#include "web/openapi.h"

#include "web/api.h"
#include "web/routes.h"

#define SCHEMAS_MAX 64u

/* ---- which records are spoken of ---- */
struct schemas { const struct record *item[SCHEMAS_MAX]; size_t n; };

static void
collect(struct schemas *s, const struct record *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->item[i] == r)
			return;
	assert(s->n < COUNT(s->item));
	s->item[s->n++] = r;
	for (size_t i = 0; i < r->n; i++)
		if (!(r->field[i].flags & HIDDEN))
			collect(s, r->field[i].sub);
}

static void
collect_all(struct schemas *s)
{
	collect(s, &api_problem_record);
	for (size_t i = 0; i < routes_count; i++) {
		collect(s, routes[i].query);
		if (routes[i].channel != METRICS_api || routes[i].op == ROUTES_NO_OP)
			continue;
		collect(s, routes[i].body);
		if (!routes[i].gives_file)
			collect(s, desk_operations[routes[i].op].out);
	}
}

static void
write_schemas(struct buf *out)
{
	struct schemas s = { .n = 0 };

	collect_all(&s);
	for (size_t i = 0; i < s.n; i++) {
		buf_printf(out, "%s\"%s\":", i ? "," : "", s.item[i]->name);
		record_schema(s.item[i], out);
	}
}

/* ---- one route ---- */

static void
write_parameter(struct buf *out, const char *in, const char *name, const char *text, bool is_required, int *n)
{
	buf_printf(out, "%s{\"in\":\"%s\",\"name\":\"%s\",\"required\":%s,\"description\":", (*n)++ ? "," : "", in, name, is_required ? "true" : "false");
	buf_json(out, str_of(text));
	buf_addz(out, ",\"schema\":");
}

static void
write_query(const struct record *r, struct buf *out, int *n)
{
	char name[RECORD_NAME_MAX];

	for (size_t i = 0; r && i < r->n; i++) {
		record_json_name(r->field[i].name, name);
		write_parameter(out, "query", name, r->field[i].doc, r->field[i].flags & REQUIRED, n);
		buf_printf(out, "{\"$ref\":\"#/components/schemas/%s/properties/%s\"}}", r->name, name);
	}
}

static void
write_parameters(const struct routes_row *row, struct buf *out)
{
	struct str pattern = str_of(row->path), name, value;
	int n = 0;

	buf_addz(out, ",\"parameters\":[");
	while (routes_next_param(&pattern, NULL, &name, &value)) {
		const struct field *f = record_find(desk_operations[row->op].in, name);
		write_parameter(out, "path", f->name, f->doc, true, &n);
		buf_printf(out, "{\"type\":\"string\",\"minLength\":1,\"maxLength\":%u}}", f->limit);
	}
	write_query(row->query, out, &n);
	if (row->needs_key) {
		write_parameter(out, "header", "Idempotency-Key", "your own value for this request: sent again, it gives the same answer", true, &n);
		buf_addz(out, "{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}}");
	}
	buf_addc(out, ']');
}

static void
write_body(const struct routes_row *row, struct buf *out)
{
	if (row->body)
		buf_printf(out, ",\"requestBody\":{\"required\":%s,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}}}",
		    row->needs_body ? "true" : "false", row->body->name);
}

static void
write_content(const struct routes_row *row, struct buf *out)
{
	if (row->gives_file)
		buf_addz(out, "\"application/pdf\":{},\"image/jpeg\":{},\"image/png\":{}");
	else if (row->channel == METRICS_api && row->op != ROUTES_NO_OP)
		buf_printf(out, "\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}", desk_operations[row->op].out->name);
	else if (row->channel == METRICS_api)
		buf_addz(out, "\"application/json\":{\"schema\":{\"type\":\"object\"}}");
	else
		buf_addz(out, "\"text/plain\":{\"schema\":{\"type\":\"string\"}}");
}

static void
write_responses(const struct routes_row *row, struct buf *out)
{
	buf_printf(out, ",\"responses\":{\"%d\":{\"description\":\"%s\"", row->status, row->status == 201 ? "created, or made before with the same key" : "done");
	if (row->has_location)
		buf_addz(out, ",\"headers\":{\"Location\":{\"description\":\"where it is\",\"schema\":{\"type\":\"string\"}}}");
	buf_addz(out, ",\"content\":{");
	write_content(row, out);
	buf_addz(out, "}}");
	if (row->status == 201) {
		buf_addz(out, ",\"200\":{\"description\":\"this line has a case already: here it is\",\"content\":{");
		write_content(row, out);
		buf_addz(out, "}}");
	}
	buf_addz(out, ",\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}");
}

/* GET /api/v1/cases/{reference} -> getCasesReference: letters and digits, each word with a capital. */
static void
write_id(const struct routes_row *row, struct buf *out)
{
	struct str path = str_of(row->path), api = STR("/api/v1");
	bool is_start = true;

	if (str_starts(path, api.p))
		path = (struct str){ path.p + api.n, path.n - api.n };
	for (const char *m = routes_method(row->method); *m; m++)
		buf_addc(out, (char)(*m | 0x20));
	for (size_t i = 0; i < path.n; i++) {
		char ch = path.p[i];
		bool is_letter = (ch | 0x20) >= 'a' && (ch | 0x20) <= 'z';

		if (is_letter)
			buf_addc(out, is_start ? (char)(ch & ~0x20) : ch);
		is_start = !is_letter;
	}
}

static void
write_route(const struct routes_row *row, struct buf *out)
{
	bool is_open = row->channel != METRICS_api || row->op == ROUTES_NO_OP;

	buf_addc(out, '"');
	for (const char *m = routes_method(row->method); *m; m++)
		buf_addc(out, (char)(*m | 0x20));
	buf_addz(out, "\":{\"operationId\":\"");
	write_id(row, out);
	buf_addz(out, "\",\"summary\":");
	buf_json(out, str_of(row->text));
	if (is_open)
		buf_addz(out, ",\"security\":[]");
	write_parameters(row, out);
	write_body(row, out);
	write_responses(row, out);
	buf_addc(out, '}');
}

/* ---- all of them, each path once ---- */

static bool
is_described(const struct routes_row *row)
{
	return row->channel == METRICS_api || row->channel == METRICS_plain;
}

static bool
is_first_of_path(size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_described(&routes[i]) && str_is(str_of(routes[i].path), routes[at].path))
			return false;
	return is_described(&routes[at]);
}

static void
write_paths(struct buf *out)
{
	int paths = 0;

	for (size_t i = 0; i < routes_count; i++) {
		int methods = 0;

		if (!is_first_of_path(i))
			continue;
		buf_printf(out, "%s\"%s\":{", paths++ ? "," : "", routes[i].path);
		for (size_t k = i; k < routes_count; k++)
			if (str_is(str_of(routes[k].path), routes[i].path)) {
				buf_addz(out, methods++ ? "," : "");
				write_route(&routes[k], out);
			}
		buf_addc(out, '}');
	}
}

void
openapi_write(struct str title, struct str url, struct buf *out)
{
	buf_addz(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
	buf_json(out, title);
	buf_addz(out, ",\"version\":\"1\",\"summary\":\"Termination of mobile lines\",\"description\":\"Every answer that is not a success is a problem "
	    "document (RFC 9457). Times are RFC 3339 in UTC, dates are days where the operator is, amounts are whole cents of EUR.\","
	    "\"license\":{\"name\":\"see the installation\",\"identifier\":\"LicenseRef-simoff\"}}");
	if (url.n) {
		buf_addz(out, ",\"servers\":[{\"url\":");
		buf_json(out, url);
		buf_addz(out, "}]");
	}
	buf_addz(out, ",\"security\":[{\"key\":[]}],\"paths\":{");
	write_paths(out);
	buf_addz(out, "},\"components\":{\"securitySchemes\":{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"an API key\"}},"
	    "\"responses\":{\"problem\":{\"description\":\"refused, or failed: type, title, status and detail say why\",\"content\":{\"application/problem+json\":"
	    "{\"schema\":{\"$ref\":\"#/components/schemas/api_problem\"}}}}},\"schemas\":{");
	write_schemas(out);
	buf_addz(out, "}}}\n");
}
