/* record_json.c - a record as JSON, out for the API and for logs, and in from whoever asks.
 * Pure but for BUF and ARENA of the caller. SECRET and BYTES are written by nothing here, whoever asks.
 * Errors: what comes in is hostile; a refusal says where and which rule, and never repeats a value: it may be personal. */
#include "base/clock.h"
#include "base/json.h"
#include "base/record.h"
#include "base/rng.h"

static bool
is_shown(const struct field *f, unsigned skip)
{
	return !(f->flags & skip) && f->kind != F_SECRET && f->kind != F_BYTES;
}

/* -- out -- */

/* Z needs no escaping: a name, a word, a date. */
static void
write_word(struct buf *out, const char *z)
{
	buf_addc(out, '"');
	buf_addz(out, z);
	buf_addc(out, '"');
}

/* A comma but for the first, the field's name in quotes, and a colon. */
static void
write_name(const struct field *f, bool is_first, struct buf *out)
{
	char text[RECORD_NAME_MAX + 4] = ",\"";

	size_t n = 2 + record_json_name(f->name, text + 2);
	text[n++] = '"';
	text[n++] = ':';
	buf_add(out, (struct str){ text + is_first, n - is_first });
}

static void write_object(const struct record *, const void *rec, unsigned skip, unsigned depth, struct buf *out);

static void
write_list(const struct record *r, struct list l, unsigned skip, unsigned depth, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_addc(out, ',');
		write_object(r, (const char *)l.items + i * r->size, skip, depth + 1, out);
	}
	buf_addc(out, ']');
}

static void
write_value(const struct field *f, const void *rec, unsigned skip, unsigned depth, struct buf *out)
{
	char tmp[RNG_ID_SIZE > CLOCK_TEXT_SIZE ? RNG_ID_SIZE : CLOCK_TEXT_SIZE];

	switch ((enum record_kind)f->kind) {
	case F_BOOL:
		buf_addz(out, RECORD_AT_CONST(rec, f, bool) ? "true" : "false");
		return;
	case F_INT:
		buf_addi(out, RECORD_AT_CONST(rec, f, int64_t));
		return;
	case F_TIME:
		clock_format(RECORD_AT_CONST(rec, f, struct utc_ms), tmp);
		write_word(out, tmp);
		return;
	case F_DATE:
		clock_date_format(RECORD_AT_CONST(rec, f, struct date), tmp);
		write_word(out, tmp);
		return;
	case F_TEXT:
		buf_json(out, RECORD_AT_CONST(rec, f, struct str));
		return;
	case F_ID:
		rng_id_format(RECORD_AT_CONST(rec, f, struct id), tmp);
		write_word(out, tmp);
		return;
	case F_ENUM: {
		uint32_t v = RECORD_AT_CONST(rec, f, uint32_t);

		assert(v < (uint32_t)f->names->n);
		write_word(out, f->names->name[v]);
		return;
	}
	case F_OBJECT:
		write_object(f->sub, &RECORD_AT_CONST(rec, f, char), skip, depth + 1, out);
		return;
	case F_LIST:
		write_list(f->sub, RECORD_AT_CONST(rec, f, struct list), skip, depth, out);
		return;
	case F_SECRET:
	case F_BYTES:
		return;			/* write_object() never asks */
	}
}

static void
write_object(const struct record *r, const void *rec, unsigned skip, unsigned depth, struct buf *out)
{
	int n = 0;

	assert(depth <= RECORD_DEPTH_MAX);
	buf_addc(out, '{');
	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (!is_shown(f, skip) || record_is_absent(rec, f))
			continue;
		write_name(f, n++ == 0, out);
		write_value(f, rec, skip, depth, out);
	}
	buf_addc(out, '}');
}

void
record_to_json(const struct record *r, const void *rec, struct buf *out)
{
	write_object(r, rec, HIDDEN, 0, out);
}

void
record_log(const struct record *r, const void *rec, struct buf *out)
{
	write_object(r, rec, PERSONAL, 0, out);
}

/* -- in -- */

/* The object that a value is in, NULL at the top. The way to it is written only when something is wrong. */
struct place { const struct place *up; const struct field *field; size_t item; };
struct reader { struct arena *arena; struct str *why_out; };

static void
write_place(const struct place *in, struct buf *out)
{
	char name[RECORD_NAME_MAX];

	if (!in)
		return;
	write_place(in->up, out);
	record_json_name(in->field->name, name);
	buf_addz(out, name);
	if (in->field->kind == F_LIST)
		buf_printf(out, "[%zu]", in->item);
	buf_addc(out, '.');
}

/* WHY_OUT gets "contact.email: WHAT"; ERR_INVALID. */
static enum err
refuse(const struct reader *rd, const struct place *in, struct str name, struct str what)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, RECORD_WHY_MAX);
	write_place(in, &b);
	buf_add(&b, name);
	buf_addz(&b, ": ");
	buf_add(&b, what);
	*rd->why_out = arena_room(rd->arena) > b.n ? arena_str(rd->arena, buf_str(&b)) : STR("a field is wrong");
	return ERR_INVALID;
}

static enum err
refuse_field(const struct reader *rd, const struct place *in, const struct field *f, struct str what)
{
	char name[RECORD_NAME_MAX];

	record_json_name(f->name, name);
	return refuse(rd, in, str_of(name), what);
}

static enum err
refuse_rule(const struct reader *rd, const struct place *in, const struct field *f)
{
	AUTO(buf_done) struct buf rule;

	buf_init(&rule, RECORD_WHY_MAX);
	record_rule(f, &rule);
	return refuse_field(rd, in, f, buf_str(&rule));
}

/* A stranger's name comes back only if it is short and plain. */
static enum err
refuse_name(const struct reader *rd, const struct place *in, struct str name)
{
	bool is_plain = name.n < RECORD_NAME_MAX && !str_has_control(name);

	return refuse(rd, in, is_plain ? name : STR("a name"), STR("is not a field of this request"));
}

static enum err
refuse_size(const struct reader *rd)
{
	*rd->why_out = STR("is more than there is room for");
	return ERR_LIMIT;
}

static bool
is_taken(const struct field *f)
{
	return !(f->flags & HIDDEN) && f->kind != F_BYTES;
}

static const struct field *
find_json_name(const struct record *r, struct str json_name)
{
	for (const struct field *f = r->field; f < r->field + r->n; f++)
		if (record_json_name_is(f->name, json_name))
			return is_taken(f) ? f : NULL;
	return NULL;
}

/* A record may list its own kind, so the table alone does not end the nesting. */
static bool
is_nested_too_deep(const struct place *in)
{
	unsigned depth = 0;

	for (; in; in = in->up)
		depth++;
	return depth > RECORD_DEPTH_MAX;
}

static enum err read_object(const struct reader *, const struct place *in, const struct record *, const struct json *, void *rec);

static enum err
read_list(const struct reader *rd, const struct place *in, const struct field *f, const struct json *json, struct list *out)
{
	size_t n = json_kind(json) == JSON_LIST ? json_count(json) : SIZE_MAX;

	if (n > RECORD_LIST_MAX)
		return refuse_rule(rd, in, f);
	char *items = n ? arena_take(rd->arena, n * f->sub->size) : NULL;
	if (n && !items)
		return refuse_size(rd);
	const struct json *j = NULL;
	for (size_t i = 0; i < n; i++) {
		struct place item = { in, f, i };

		j = json_next(json, j, NULL);
		if (json_kind(j) != JSON_MAP)
			return refuse_rule(rd, in, f);
		enum err e = read_object(rd, &item, f->sub, j, items + i * f->sub->size);
		if (e)
			return e;
	}
	*out = (struct list){ items, n };
	return ERR_OK;
}

/* TEXT and SECRET may be empty; for the others an empty text is not another way to say null. */
static enum err
read_text(const struct reader *rd, const struct place *in, const struct record *r, const struct field *f, const struct json *json,
          void *rec)
{
	struct str text = json_kind(json) == JSON_TEXT ? json_text(json) : STR(""), why;

	if (json_kind(json) != JSON_TEXT || (!text.n && f->kind != F_TEXT && f->kind != F_SECRET))
		return refuse_rule(rd, in, f);
	enum err e = record_set(r, rec, f, text, rd->arena, &why);
	if (e == ERR_INVALID)
		return refuse_field(rd, in, f, why);
	return e ? refuse_size(rd) : ERR_OK;
}

static enum err
read_value(const struct reader *rd, const struct place *in, const struct record *r, const struct field *f, const struct json *json,
           void *rec)
{
	struct place inner = { in, f, 0 };

	switch ((enum record_kind)f->kind) {
	case F_BOOL:
		if (json_kind(json) != JSON_BOOL)
			return refuse_rule(rd, in, f);
		RECORD_AT(rec, f, bool) = json_bool(json);
		return ERR_OK;
	case F_INT:
		if (json_kind(json) != JSON_INT || !record_int_fits(f, json_int(json)))
			return refuse_rule(rd, in, f);
		RECORD_AT(rec, f, int64_t) = json_int(json);
		return ERR_OK;
	case F_OBJECT:
		if (json_kind(json) != JSON_MAP)
			return refuse_rule(rd, in, f);
		return read_object(rd, &inner, f->sub, json, &RECORD_AT(rec, f, char));
	case F_LIST:
		return read_list(rd, in, f, json, &RECORD_AT(rec, f, struct list));
	case F_TIME:
	case F_DATE:
	case F_TEXT:
	case F_SECRET:
	case F_ID:
	case F_ENUM:
	case F_BYTES:			/* is_taken() keeps these out */
		break;
	}
	return read_text(rd, in, r, f, json, rec);
}

/* Required fields that are missing, null or empty. */
static enum err
read_missing(const struct reader *rd, const struct place *in, const struct record *r, const struct json *map, const void *rec)
{
	char name[RECORD_NAME_MAX];

	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (!(f->flags & REQUIRED) || !is_taken(f))
			continue;
		record_json_name(f->name, name);
		if (json_kind(json_find(map, name)) == JSON_NONE || record_is_absent(rec, f))
			return refuse_field(rd, in, f, STR("is required"));
	}
	return ERR_OK;
}

static enum err
read_object(const struct reader *rd, const struct place *in, const struct record *r, const struct json *map, void *rec)
{
	struct str name;
	enum err e;

	if (is_nested_too_deep(in))
		return refuse_field(rd, in->up, in->field, STR("is nested too deep"));
	record_init(r, rec);
	*(bool *)rec = true;
	for (const struct json *value = NULL; (value = json_next(map, value, &name));) {
		const struct field *f = find_json_name(r, name);

		if (!f)
			return refuse_name(rd, in, name);
		if (json_kind(value) != JSON_NONE && (e = read_value(rd, in, r, f, value, rec)))
			return e;
	}
	return read_missing(rd, in, r, map, rec);
}

enum err
record_from_json(const struct record *r, struct str json, void *rec, struct arena *arena, struct str *why_out)
{
	AUTO(json_free) struct json *doc = NULL;
	struct reader rd = { arena, why_out };
	char why[JSON_WHY_SIZE];

	record_init(r, rec);
	*why_out = STR("");
	if (json_parse(json, &doc, why)) {
		*why_out = arena_room(arena) > sizeof why ? arena_str(arena, str_of(why)) : STR("not JSON");
		return ERR_INVALID;
	}
	if (json_kind(doc) != JSON_MAP) {
		*why_out = STR("must be an object");
		return ERR_INVALID;
	}
	return read_object(&rd, NULL, r, doc, rec);
}
