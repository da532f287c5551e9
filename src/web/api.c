/* api.c - the JSON API, driven by routes.c and the records. What is sent is hostile: it is refused with 4xx and a problem
 * document before anything leaves this process. Sources: RFC 9110, 9457, 6750 (bearer keys). */
#include "web/api.h"

#include "web/poll.h"
#include "web/routes.h"

RECORD_TABLE(api_note, API_NOTE)
RECORD_TABLE(api_event, API_EVENT)
RECORD_TABLE(api_account, API_ACCOUNT)
RECORD_TABLE(api_card, API_CARD)
RECORD_TABLE(api_ported, API_PORTED)
RECORD_TABLE(api_page, API_PAGE)
RECORD_TABLE(api_cases, API_CASES)
RECORD_TABLE(api_feed, API_FEED)
RECORD_TABLE(api_problem, API_PROBLEM)

static bool
refuse(struct call *c, int status, const char *word, const char *title, struct str detail)
{
	call_fail(c, status, word, title, detail);
	return false;
}

static bool
refuse_input(struct call *c, struct str detail)
{
	return refuse(c, 400, "invalid", desk_code_text(DESK_invalid), detail);
}

/* ---- who asks ---- */

static bool
take_key(struct call *c)
{
	struct str header = httpd_header(c->q, "authorization"), scheme, key;
	size_t max = record_find(&desk_caller_record, STR("credential"))->limit;

	str_split(header, ' ', &scheme, &key);
	key = str_trim(key);
	if (!httpd_check_same(scheme, "bearer") || !key.n || key.n > max || str_has_control(key) || !str_is_utf8(key))
		return refuse(c, 401, "stranger", desk_code_text(DESK_stranger), STR("Send your API key as: Authorization: Bearer KEY"));
	c->caller.credential = key;
	c->caller.channel = STR("api");
	return true;
}

/* Printable ASCII, as in draft-ietf-httpapi-idempotency-key-header. */
static bool
is_idempotency_key(struct str s)
{
	size_t max = record_find(&desk_caller_record, STR("key"))->limit;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n <= max;
}

static bool
take_idempotency_key(struct call *c)
{
	struct str key = httpd_header(c->q, "idempotency-key");

	if (!key.n && c->row->needs_key)
		return refuse_input(c, STR("Idempotency-Key: send this header with a value of your own, new for each request and the same when you send it again"));
	if (!is_idempotency_key(key))
		return refuse_input(c, STR("Idempotency-Key: must be at most 200 printable ASCII characters"));
	c->caller.key = key;
	return true;
}

/* ---- the query ---- */

static const struct field *
find_by_json_name(const struct record *r, struct str want)
{
	char name[RECORD_NAME_MAX];

	for (size_t i = 0; i < r->n; i++) {
		record_json_name(r->field[i].name, name);
		if (str_is(want, name))
			return &r->field[i];
	}
	return NULL;
}

static bool
comes_twice(struct httpd_pairs pairs, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (str_eq(pairs.item[i].name, pairs.item[at].name))
			return true;
	return false;
}

/* One parameter: checked by the row's own record, then set in the input's field of that name, if it has one. */
static bool
take_parameter(struct call *c, const struct httpd_pair *pair, void *query, void *in)
{
	const struct record *r = c->row->query, *to = desk_operations[c->row->op].in;
	const struct field *f = r ? find_by_json_name(r, pair->name) : NULL, *g;
	struct str why;

	if (!f)
		return refuse_input(c, STR("The query has a parameter that this address does not know."));
	if (record_set(r, query, f, pair->value, c->q->arena, &why))
		return refuse_input(c, arena_printf(c->q->arena, "%s: %.*s", f->name, STR_ARG(why)));
	g = record_find(to, str_of(f->name));
	if (!g || !pair->value.n)
		return true;
	return !record_set(to, in, g, pair->value, c->q->arena, &why) || refuse_input(c, STR("A parameter of the query is too long."));
}

static bool
take_query(struct call *c, void *in)
{
	const struct record *r = c->row->query;
	void *query = r ? arena_must(c->q->arena, r->size) : NULL;

	if (r)
		record_init(r, query);
	for (size_t i = 0; i < c->q->query.n; i++) {
		if (comes_twice(c->q->query, i))
			return refuse_input(c, STR("The query has a parameter twice."));
		if (!take_parameter(c, &c->q->query.item[i], query, in))
			return false;
	}
	if (r == &api_feed_record)
		c->ask_until_ms = call_now_us() / 1000 + ((const struct api_feed *)query)->wait * 1000;
	return true;
}

/* ---- the body ---- */

static bool
is_json(struct str content_type)
{
	struct str type, rest;

	str_split(content_type, ';', &type, &rest);
	rest = str_trim(rest);
	return httpd_check_same(str_trim(type), "application/json") && (!rest.n || httpd_check_same(rest, "charset=utf-8"));
}

/* Every field of BODY that is there goes into the field of IN with its name. Both tables are ours, so it fits. */
static void
copy_by_name(struct call *c, const struct record *r, const void *body, const struct record *to, void *in)
{
	AUTO(buf_done) struct buf text;
	struct str why;

	buf_init(&text, HTTPD_BODY_BYTES);
	for (size_t i = 0; i < r->n; i++) {
		const struct field *f = &r->field[i], *g = record_find(to, str_of(f->name));

		assert(g && g->kind == f->kind && g->limit >= f->limit);
		if (record_is_absent(body, f))
			continue;
		buf_reset(&text);
		record_get(body, f, &text);
		enum err e = record_set(to, in, g, buf_str(&text), c->q->arena, &why);
		assert(!e && "the same kind and limit, and the arena holds many bodies");
	}
}

static bool
take_body(struct call *c, void *in)
{
	const struct record *r = c->row->body, *to = desk_operations[c->row->op].in;
	struct str json = c->q->body.n ? c->q->body : STR("{}"), why;

	if (!r)
		return true;
	if (!c->q->body.n && c->row->needs_body)
		return refuse_input(c, STR("This address needs a body: a JSON object."));
	if (c->q->body.n && !is_json(httpd_header(c->q, "content-type")))
		return refuse(c, 415, "content-type", "The body must be JSON", STR("Send Content-Type: application/json"));
	void *body = r == to ? in : arena_must(c->q->arena, r->size);
	if (record_from_json(r, json, body, c->q->arena, &why))
		return refuse_input(c, why);
	if (r != to)
		copy_by_name(c, r, body, to, in);
	return true;
}

/* ---- what the route itself says ---- */

static bool
take_route(struct call *c, void *in)
{
	const struct record *to = desk_operations[c->row->op].in;
	struct str pattern = str_of(c->row->path), path = c->q->path, name, value, why;

	if (c->row->set) {
		enum err e = record_set(to, in, record_find(to, str_of(c->row->set)), str_of(c->row->to), c->q->arena, &why);
		assert(!e && "a row of the table sets what its operation takes");
	}
	while (routes_next_param(&pattern, &path, &name, &value))
		if (record_set(to, in, record_find(to, name), value, c->q->arena, &why))
			return refuse(c, 404, "unknown", desk_code_text(DESK_unknown), STR(""));
	return true;
}

void
api_begin(struct call *c)
{
	const struct record *to = desk_operations[c->row->op].in;
	void *in = arena_must(c->q->arena, to->size);

	record_init(to, in);
	if (take_key(c) && take_idempotency_key(c) && take_query(c, in) && take_body(c, in) && take_route(c, in))
		call_send(c, c->row->op, in);
}

/* ---- answers ---- */

static bool
is_empty_feed(const struct call *c, const struct call_reply *r)
{
	return c->op == DESK_OP_event_list && ((const struct desk_feed *)r->out)->items.n == 0;
}

static void
answer_json(struct call *c, const struct call_reply *r)
{
	AUTO(buf_done) struct buf json;
	struct httpd_pair headers[2] = { { STR("content-type"), STR("application/json") } };
	size_t n = 1;

	buf_init(&json, CALL_PAGE_BYTES);
	record_to_json(desk_operations[c->op].out, r->out, &json);
	buf_addc(&json, '\n');
	if (json.over) {
		call_fail(c, 500, "broken", desk_code_text(DESK_broken), STR("The answer is too large. Ask for fewer items."));
		return;
	}
	if (r->code == DESK_created && c->row->has_location) {
		struct str reference = ((const struct desk_case_view *)r->out)->reference;
		headers[n++] = (struct httpd_pair){ STR("location"), arena_printf(c->q->arena, "%s/%.*s", c->row->path, STR_ARG(reference)) };
	}
	call_answer(c, desk_code_http(r->code), headers, n, buf_str(&json));
}

void
api_answer(struct call *c, const struct call_reply *r)
{
	if (!call_reply_is_good(r))
		call_fail_code(c, r);
	else if (!is_empty_feed(c, r) || !poll_wait(c, API_ASK_MS))
		answer_json(c, r);
}
