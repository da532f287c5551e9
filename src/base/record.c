/* record.c - what every use of a record's table shares, and the wire between processes.
 * Pure but for BUF and ARENA, which belong to the caller. Texts are borrowed, nothing is allocated per field.
 * Wire, in host byte order: `found` (1 byte), then the fields in table order: BOOL 1 byte, INT and TIME 8, DATE and ENUM 4,
 * ID 16; TEXT, SECRET and BYTES 4 bytes of length and the bytes; OBJECT as a record; LIST 4 bytes of count and the items
 * without `found`.
 * Errors: encoding a record that breaks its own limits is a bug (assert); decoding survives any bytes. */
#include "base/clock.h"
#include "base/record.h"

/* Years 0001 to 9999: what has a text form of four digits. A peer may send any number, so decoding asks. */
#define DAY_MIN  (-719162)
#define DAY_MAX  2932896
#define TIME_MIN (DAY_MIN * CLOCK_DAY_MS)
#define TIME_MAX (DAY_MAX * CLOCK_DAY_MS + CLOCK_DAY_MS - 1)

static_assert(sizeof(struct utc_ms) == 8 && sizeof(struct date) == 4 && sizeof(struct id) == 16 && sizeof(enum record_kind) == 4,
              "the wire's sizes are those of the values in memory");

struct cursor { const char *at, *end; struct arena *arena; };

void
record_init(const struct record *r, void *rec)
{
	memset(rec, 0, r->size);
	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (f->kind == F_DATE)
			RECORD_AT(rec, f, struct date) = DATE_NONE;
		else if (f->kind == F_OBJECT)
			record_init(f->sub, &RECORD_AT(rec, f, char));
	}
}

const struct field *
record_find(const struct record *r, struct str name)
{
	for (const struct field *f = r->field; f < r->field + r->n; f++)
		if (str_is(name, f->name))
			return f;
	return NULL;
}

bool
record_int_fits(const struct field *f, int64_t v)
{
	return !f->limit || (v >= 0 && v <= f->limit);
}

/* Takes the next character of a field's name as JSON has it. */
static char
next_json_char(const char **name)
{
	const char *p = *name;
	bool up = *p == '_' && p[1] >= 'a' && p[1] <= 'z';

	*name = p + (up ? 2 : 1);
	return up ? (char)(p[1] - 'a' + 'A') : *p;
}

size_t
record_json_name(const char *name, char out[RECORD_NAME_MAX])
{
	size_t n = 0;

	while (*name) {
		assert(n + 1 < RECORD_NAME_MAX);
		out[n++] = next_json_char(&name);
	}
	out[n] = '\0';
	return n;
}

bool
record_json_name_is(const char *name, struct str json_name)
{
	for (size_t i = 0; i < json_name.n; i++)
		if (!*name || next_json_char(&name) != json_name.p[i])
			return false;
	return !*name;
}

/* -- out -- */

/* Small values are gathered here first: a call of buf_add() per field would cost more than all the rest. */
struct writer { struct buf *out; size_t n; char bytes[256]; };

static void
flush(struct writer *w)
{
	buf_add(w->out, (struct str){ w->bytes, w->n });
	w->n = 0;
}

static inline void
put(struct writer *w, const void *p, size_t n)
{
	if (n > sizeof w->bytes - w->n)
		flush(w);
	memcpy(w->bytes + w->n, p, n);
	w->n += n;
}

static void
put_text(struct writer *w, const struct field *f, struct str s)
{
	uint32_t n = (uint32_t)s.n;

	assert(s.n <= f->limit && "a text longer than its field's limit");
	put(w, &n, 4);
	if (n > sizeof w->bytes) {
		flush(w);
		buf_add(w->out, s);
	} else if (n) {
		put(w, s.p, n);
	}
}

static void encode_fields(struct writer *, const struct record *, const char *rec, unsigned depth);

static void
put_list(struct writer *w, const struct field *f, const struct list *l, unsigned depth)
{
	uint32_t n = (uint32_t)l->n;

	assert(l->n <= RECORD_LIST_MAX);
	put(w, &n, 4);
	for (size_t i = 0; i < l->n; i++)
		encode_fields(w, f->sub, (const char *)l->items + i * f->sub->size, depth + 1);
}

static void
encode_field(struct writer *w, const struct field *f, const void *at, unsigned depth)
{
	switch ((enum record_kind)f->kind) {
	case F_BOOL:
		put(w, at, 1);
		return;
	case F_ENUM:
		assert(*(const uint32_t *)at < (uint32_t)f->names->n);
		put(w, at, 4);
		return;
	case F_DATE:
		put(w, at, 4);
		return;
	case F_INT:
		assert(record_int_fits(f, *(const int64_t *)at));
		put(w, at, 8);
		return;
	case F_TIME:
		put(w, at, 8);
		return;
	case F_ID:
		put(w, at, 16);
		return;
	case F_TEXT:
	case F_SECRET:
	case F_BYTES:
		put_text(w, f, *(const struct str *)at);
		return;
	case F_OBJECT:
		put(w, at, 1);
		encode_fields(w, f->sub, at, depth + 1);
		return;
	case F_LIST:
		put_list(w, f, at, depth);
		return;
	}
}

static void
encode_fields(struct writer *w, const struct record *r, const char *rec, unsigned depth)
{
	assert(depth <= RECORD_DEPTH_MAX);
	for (const struct field *f = r->field, *end = f + r->n; f < end; f++)
		encode_field(w, f, rec + f->at, depth);
}

void
record_encode(const struct record *r, const void *rec, struct buf *out)
{
	struct writer w;

	w.out = out;
	w.n = 0;
	put(&w, rec, 1);
	encode_fields(&w, r, rec, 0);
	flush(&w);
}

/* -- in -- */

static bool
take(struct cursor *c, void *to, size_t n)
{
	if ((size_t)(c->end - c->at) < n)
		return false;
	memcpy(to, c->at, n);
	c->at += n;
	return true;
}

static bool
take_bool(struct cursor *c, bool *out)
{
	unsigned char b;

	if (!take(c, &b, 1) || b > 1)
		return false;		/* a bool of 2 is undefined behaviour from its first use on */
	*out = b;
	return true;
}

static bool
take_int(struct cursor *c, const struct field *f, int64_t *out)
{
	return take(c, out, 8) && record_int_fits(f, *out);
}

static bool
take_time(struct cursor *c, struct utc_ms *out)
{
	return take(c, &out->ms, 8) && out->ms >= TIME_MIN && out->ms <= TIME_MAX;
}

static bool
take_date(struct cursor *c, struct date *out)
{
	return take(c, &out->days, 4) && (out->days == DATE_NONE.days || (out->days >= DAY_MIN && out->days <= DAY_MAX));
}

static bool
take_text(struct cursor *c, const struct field *f, struct str *out)
{
	uint32_t n;

	if (!take(c, &n, 4) || n > f->limit || n > (size_t)(c->end - c->at))
		return false;
	*out = (struct str){ c->at, n };
	c->at += n;
	return true;
}

static enum err decode_fields(struct cursor *, const struct record *, char *rec, unsigned depth);

/* An item takes at least one byte, so a count above the bytes that are left is a lie told before any memory is taken. */
static enum err
take_list(struct cursor *c, const struct field *f, struct list *out, unsigned depth)
{
	uint32_t n;

	if (!take(c, &n, 4) || n > RECORD_LIST_MAX || n > (size_t)(c->end - c->at))
		return ERR_INVALID;
	char *items = n ? arena_take(c->arena, (size_t)n * f->sub->size) : NULL;
	if (n && !items)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < n; i++) {
		char *item = items + (size_t)i * f->sub->size;
		enum err e = decode_fields(c, f->sub, item, depth + 1);

		if (e)
			return e;
		*(bool *)(void *)item = true;
	}
	*out = (struct list){ items, n };
	return ERR_OK;
}

static enum err
decode_field(struct cursor *c, const struct field *f, void *at, unsigned depth)
{
	bool ok = false;

	switch ((enum record_kind)f->kind) {
	case F_BOOL:   ok = take_bool(c, at); break;
	case F_INT:    ok = take_int(c, f, at); break;
	case F_TIME:   ok = take_time(c, at); break;
	case F_DATE:   ok = take_date(c, at); break;
	case F_ID:     ok = take(c, at, 16); break;
	case F_ENUM:   ok = take(c, at, 4) && *(uint32_t *)at < (uint32_t)f->names->n; break;
	case F_TEXT:
	case F_SECRET:
	case F_BYTES:  ok = take_text(c, f, at); break;
	case F_OBJECT: return take_bool(c, at) ? decode_fields(c, f->sub, at, depth + 1) : ERR_INVALID;
	case F_LIST:   return take_list(c, f, at, depth);
	}
	return ok ? ERR_OK : ERR_INVALID;
}

/* Depth is a refusal here, not an assert: a record that lists its own kind could be nested without end by a peer. */
static enum err
decode_fields(struct cursor *c, const struct record *r, char *rec, unsigned depth)
{
	if (depth > RECORD_DEPTH_MAX)
		return ERR_INVALID;
	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		enum err e = decode_field(c, f, rec + f->at, depth);

		if (e)
			return e;
	}
	return ERR_OK;
}

/* Every field is on the wire, so zeroes are enough to start from: record_init() would set dates that are set again. */
enum err
record_decode(const struct record *r, struct str bytes, void *rec, struct arena *arena)
{
	struct cursor c = { bytes.p, bytes.p + bytes.n, arena };
	enum err e;

	memset(rec, 0, r->size);
	if (!bytes.n || !take_bool(&c, rec))
		return ERR_INVALID;
	if ((e = decode_fields(&c, r, rec, 0)))
		return e;
	return c.at == c.end ? ERR_OK : ERR_INVALID;
}
