/* record_schema.c - a record's description as JSON Schema, for the OpenAPI file. Pure but for BUF of the caller.
 * What is described is what the API shows: no HIDDEN, SECRET or BYTES.
 * Sources: JSON Schema 2020-12 as OpenAPI 3.1 uses it. */
#include "base/record.h"

static bool
is_described(const struct field *f)
{
	return !(f->flags & HIDDEN) && f->kind != F_SECRET && f->kind != F_BYTES;
}

/* SEP and Z in quotes; Z is an identifier or a word and needs no escaping. */
static void
add_word(struct buf *out, const char *sep, const char *z)
{
	buf_addz(out, sep);
	buf_addc(out, '"');
	buf_addz(out, z);
	buf_addc(out, '"');
}

static void
schema_ref(const struct record *r, struct buf *out)
{
	buf_printf(out, "\"$ref\":\"#/components/schemas/%s\"", r->name);
}

static void
schema_words(const struct names *names, struct buf *out)
{
	buf_addz(out, "\"type\":\"string\",\"enum\":");
	for (int i = 0; i < names->n; i++)
		add_word(out, i ? "," : "[", names->name[i]);
	buf_addc(out, ']');
}

/* maxLength counts characters and our limit bytes; a character is one byte at least, so the description never promises less. */
static void
schema_type(const struct field *f, struct buf *out)
{
	switch ((enum record_kind)f->kind) {
	case F_BOOL:
		buf_addz(out, "\"type\":\"boolean\"");
		return;
	case F_INT:
		buf_addz(out, "\"type\":\"integer\",\"format\":\"int64\"");
		if (f->limit)
			buf_printf(out, ",\"minimum\":0,\"maximum\":%u", f->limit);
		return;
	case F_TIME:
		buf_addz(out, "\"type\":\"string\",\"format\":\"date-time\"");
		return;
	case F_DATE:
		buf_addz(out, "\"type\":\"string\",\"format\":\"date\"");
		return;
	case F_ID:
		buf_addz(out, "\"type\":\"string\",\"format\":\"uuid\"");
		return;
	case F_TEXT:
		buf_printf(out, "\"type\":\"string\",\"minLength\":%d,\"maxLength\":%u", f->flags & REQUIRED ? 1 : 0, f->limit);
		return;
	case F_ENUM:
		schema_words(f->names, out);
		return;
	case F_OBJECT:
		schema_ref(f->sub, out);
		return;
	case F_LIST:
		buf_printf(out, "\"type\":\"array\",\"maxItems\":%u,\"items\":{", RECORD_LIST_MAX);
		schema_ref(f->sub, out);
		buf_addc(out, '}');
		return;
	case F_SECRET:
	case F_BYTES:
		return;			/* record_schema() never asks */
	}
}

static void
schema_required(const struct record *r, struct buf *out)
{
	char name[RECORD_NAME_MAX];
	int n = 0;

	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (!(f->flags & REQUIRED) || !is_described(f))
			continue;
		record_json_name(f->name, name);
		add_word(out, n++ ? "," : ",\"required\":[", name);
	}
	if (n)
		buf_addc(out, ']');
}

void
record_schema(const struct record *r, struct buf *out)
{
	char name[RECORD_NAME_MAX];
	int n = 0;

	buf_addz(out, "{\"type\":\"object\",\"properties\":{");
	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (!is_described(f))
			continue;
		record_json_name(f->name, name);
		add_word(out, n++ ? "," : "", name);
		buf_addz(out, ":{\"description\":");
		buf_json(out, str_of(f->doc));
		buf_addc(out, ',');
		schema_type(f, out);
		buf_addc(out, '}');
	}
	buf_addc(out, '}');
	schema_required(r, out);
	buf_addz(out, ",\"additionalProperties\":false}");
}
