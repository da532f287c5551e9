/* record_json.c - a record as JSON, for the API and for logs, and its description as JSON Schema.
 * Pure but for BUF of the caller. SECRET and BYTES are written by nothing here, whoever asks.
 * Sources: RFC 8259; JSON Schema 2020-12 as OpenAPI 3.1 uses it. */
#include "base/clock.h"
#include "base/record.h"
#include "base/rng.h"

static bool
is_shown(const struct field *f, unsigned skip)
{
	return !(f->flags & skip) && f->kind != F_SECRET && f->kind != F_BYTES;
}

/* -- values -- */

/* Z needs no escaping: a name, a word, a date. */
static void
write_word(struct buf *out, const char *z)
{
	buf_addc(out, '"');
	buf_addz(out, z);
	buf_addc(out, '"');
}

/* SEP, the field's name and a colon. */
static void
write_name(const struct field *f, const char *sep, struct buf *out)
{
	char name[RECORD_NAME_MAX];

	record_json_name(f->name, name);
	buf_addz(out, sep);
	buf_addz(out, name);
	buf_addz(out, "\":");
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
	const char *sep = "{\"";

	assert(depth <= RECORD_DEPTH_MAX);
	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (!is_shown(f, skip) || record_is_absent(rec, f))
			continue;
		write_name(f, sep, out);
		write_value(f, rec, skip, depth, out);
		sep = ",\"";
	}
	buf_addz(out, *sep == '{' ? "{}" : "}");
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
