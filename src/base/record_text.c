/* record_text.c - one value of a record as text: configuration, CSV, forms; and the rule of a field in words.
 * Pure but for ARENA and BUF of the caller. A refusal names the rule and never repeats the value: it may be personal. */
#include "base/clock.h"
#include "base/record.h"
#include "base/rng.h"

bool
record_is_absent(const void *rec, const struct field *f)
{
	switch ((enum record_kind)f->kind) {
	case F_TEXT:
	case F_SECRET:
	case F_BYTES:  return RECORD_AT_CONST(rec, f, struct str).n == 0;
	case F_TIME:   return RECORD_AT_CONST(rec, f, struct utc_ms).ms == 0;
	case F_DATE:   return RECORD_AT_CONST(rec, f, struct date).days == DATE_NONE.days;
	case F_ID:     return id_is_none(RECORD_AT_CONST(rec, f, struct id));
	case F_OBJECT: return !RECORD_AT_CONST(rec, f, bool);
	case F_BOOL:
	case F_INT:
	case F_ENUM:
	case F_LIST:   return false;
	}
	return false;
}

static void
rule_of_words(const struct names *names, struct buf *out)
{
	buf_addz(out, "must be one of ");
	for (int i = 0; i < names->n; i++) {
		if (i)
			buf_addz(out, ", ");
		buf_addz(out, names->name[i]);
	}
}

void
record_rule(const struct field *f, struct buf *out)
{
	switch ((enum record_kind)f->kind) {
	case F_BOOL:
		buf_addz(out, "must be true or false");
		return;
	case F_INT:
		buf_addz(out, "must be a whole number");
		if (f->limit)
			buf_printf(out, " from 0 to %u", f->limit);
		return;
	case F_TIME:
		buf_addz(out, "must be a time like 2026-12-31T12:00:00Z");
		return;
	case F_DATE:
		buf_addz(out, "must be a date like 2026-12-31");
		return;
	case F_TEXT:
	case F_SECRET:
		buf_printf(out, "must be text of at most %u bytes without control characters", f->limit);
		return;
	case F_BYTES:
		buf_printf(out, "must be at most %u bytes in hexadecimal", f->limit);
		return;
	case F_ID:
		buf_addz(out, "must be an id like 0198c0de-0000-7000-8000-000000000000");
		return;
	case F_ENUM:
		rule_of_words(f->names, out);
		return;
	case F_OBJECT:
		buf_addz(out, "must be an object");
		return;
	case F_LIST:
		buf_printf(out, "must be a list of at most %u objects", RECORD_LIST_MAX);
		return;
	}
}

static bool
set_bool(struct str text, bool *out)
{
	static const struct { const char *word; bool value; } WORDS[] = {
		{ "yes", true }, { "no", false }, { "true", true }, { "false", false }, { "1", true }, { "0", false },
	};

	for (size_t i = 0; i < COUNT(WORDS); i++)
		if (str_is(text, WORDS[i].word)) {
			*out = WORDS[i].value;
			return true;
		}
	return false;
}

static bool
set_int(const struct field *f, struct str text, int64_t *out)
{
	int64_t v;

	if (!str_to_i64(text, &v) || !record_int_fits(f, v))
		return false;
	*out = v;
	return true;
}

static bool
set_time(struct str text, struct utc_ms *out)
{
	struct utc_ms v = { 0 };

	if (text.n && !clock_parse(text, &v))
		return false;
	*out = v;
	return true;
}

static bool
set_date(struct str text, struct date *out)
{
	struct date v = DATE_NONE;

	if (text.n && !clock_date_parse(text, &v))
		return false;
	*out = v;
	return true;
}

static bool
set_id(struct str text, struct id *out)
{
	struct id v = { { 0 } };

	if (text.n && !rng_id_parse(text, &v))
		return false;
	*out = v;
	return true;
}

static bool
set_word(const struct names *names, struct str text, uint32_t *out)
{
	for (int i = 0; i < names->n; i++)
		if (str_is(text, names->name[i])) {
			*out = (uint32_t)i;
			return true;
		}
	return false;
}

static enum err
set_text(const struct field *f, struct str text, struct arena *arena, struct str *out)
{
	if (text.n > f->limit || str_has_control(text) || !str_is_utf8(text))
		return ERR_INVALID;
	if (arena_room(arena) <= text.n)
		return ERR_LIMIT;
	*out = arena_str(arena, text);
	return ERR_OK;
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum err
set_bytes(const struct field *f, struct str text, struct arena *arena, struct str *out)
{
	size_t n = text.n / 2;

	if (text.n % 2 || n > f->limit)
		return ERR_INVALID;
	char *p = arena_take(arena, n);
	if (!p)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(text.p[2 * i]), low = hex_value(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return ERR_INVALID;
		p[i] = (char)(high << 4 | low);
	}
	*out = (struct str){ p, n };
	return ERR_OK;
}

static enum err
set_value(const struct field *f, void *at, struct str text, struct arena *arena)
{
	bool ok = false;

	switch ((enum record_kind)f->kind) {
	case F_BOOL:   ok = set_bool(text, at); break;
	case F_INT:    ok = set_int(f, text, at); break;
	case F_TIME:   ok = set_time(text, at); break;
	case F_DATE:   ok = set_date(text, at); break;
	case F_ID:     ok = set_id(text, at); break;
	case F_ENUM:   ok = set_word(f->names, text, at); break;
	case F_TEXT:
	case F_SECRET: return set_text(f, text, arena, at);
	case F_BYTES:  return set_bytes(f, text, arena, at);
	case F_OBJECT:
	case F_LIST:   break;			/* not one value */
	}
	return ok ? ERR_OK : ERR_INVALID;
}

/* WHY_OUT gets the rule, copied into ARENA, or a fixed text when ARENA is full. */
static void
say_rule(const struct field *f, struct arena *arena, struct str *why_out)
{
	AUTO(buf_done) struct buf rule;

	buf_init(&rule, RECORD_WHY_MAX);
	record_rule(f, &rule);
	*why_out = arena_room(arena) > rule.n ? arena_str(arena, buf_str(&rule)) : STR("is wrong");
}

enum err
record_set(const struct record *r, void *rec, const struct field *f, struct str text, struct arena *arena, struct str *why_out)
{
	assert(f >= r->field && f < r->field + r->n && "a field of another record");
	enum err e = set_value(f, &RECORD_AT(rec, f, char), text, arena);

	if (e == ERR_INVALID)
		say_rule(f, arena, why_out);
	else if (e)
		*why_out = STR("is more than there is room for");
	return e;
}

static void
get_bytes(struct str bytes, struct buf *out)
{
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char b = (unsigned char)bytes.p[i];

		buf_addc(out, "0123456789abcdef"[b >> 4]);
		buf_addc(out, "0123456789abcdef"[b & 15]);
	}
}

void
record_get(const void *rec, const struct field *f, struct buf *out)
{
	char tmp[RNG_ID_SIZE > CLOCK_TEXT_SIZE ? RNG_ID_SIZE : CLOCK_TEXT_SIZE];

	if (record_is_absent(rec, f))
		return;
	switch ((enum record_kind)f->kind) {
	case F_BOOL:
		buf_addz(out, RECORD_AT_CONST(rec, f, bool) ? "yes" : "no");
		return;
	case F_INT:
		buf_addi(out, RECORD_AT_CONST(rec, f, int64_t));
		return;
	case F_TIME:
		clock_format(RECORD_AT_CONST(rec, f, struct utc_ms), tmp);
		buf_addz(out, tmp);
		return;
	case F_DATE:
		clock_date_format(RECORD_AT_CONST(rec, f, struct date), tmp);
		buf_addz(out, tmp);
		return;
	case F_TEXT:
		buf_add(out, RECORD_AT_CONST(rec, f, struct str));
		return;
	case F_SECRET:
		buf_addz(out, "***");
		return;
	case F_BYTES:
		get_bytes(RECORD_AT_CONST(rec, f, struct str), out);
		return;
	case F_ID:
		rng_id_format(RECORD_AT_CONST(rec, f, struct id), tmp);
		buf_addz(out, tmp);
		return;
	case F_ENUM: {
		uint32_t v = RECORD_AT_CONST(rec, f, uint32_t);

		assert(v < (uint32_t)f->names->n);
		buf_addz(out, f->names->name[v]);
		return;
	}
	case F_OBJECT:
	case F_LIST:
		return;			/* not one value */
	}
}
