/* records_fuzz.c - a body as JSON for every record that an operation takes or gives, or that a route or a message has. The
 * first byte chooses the record. What is accepted jansson reads in the same way, value by value; it comes back the same from
 * JSON and from the wire, and fits the wire's own checks. What is refused is refused twice with the same words, and what jansson
 * refuses is refused. */
#include "fuzz.h"

#include "base/json.h"
#include "desk/desk.h"
#include "domain/message.h"
#include "web/api.h"

#include <jansson.h>

#define OUT_BYTES (16u << 20)

static const struct record *
record_of(size_t which)
{
	static const struct record *const OTHERS[] = {
		&desk_caller_record, &message_facts_record, &api_note_record, &api_event_record, &api_card_record, &api_ported_record,
		&api_cases_record, &api_feed_record, &api_problem_record,
	};

	which %= 2 * DESK_OP_COUNT + COUNT(OTHERS);
	if (which < 2 * DESK_OP_COUNT)
		return which % 2 ? desk_operations[which / 2].out : desk_operations[which / 2].in;
	return OTHERS[which - 2 * DESK_OP_COUNT];
}

/* ---- jansson's view ---- */

static void same_object(const struct record *, const void *rec, const json_t *);

static void
same_list(const struct field *f, const struct list *list, const json_t *j)
{
	assert(json_array_size(j) == list->n);
	for (size_t i = 0; i < list->n; i++)
		same_object(f->sub, (const char *)list->items + i * f->sub->size, json_array_get(j, i));
}

/* Field F of REC is what J says; values that have a form of their own are compared by the ways back, below. */
static void
same_value(const struct field *f, const void *rec, const json_t *j)
{
	struct str text = { json_string_value(j), json_string_length(j) };

	switch ((enum record_kind)f->kind) {
	case F_BOOL:   assert(RECORD_AT_CONST(rec, f, bool) == json_is_true(j)); break;
	case F_INT:    assert(json_is_integer(j) && RECORD_AT_CONST(rec, f, int64_t) == json_integer_value(j)); break;
	case F_TEXT:
	case F_SECRET: assert(str_eq(RECORD_AT_CONST(rec, f, struct str), text) && text.n <= f->limit); break;
	case F_ENUM:   assert(str_is(text, f->names->name[RECORD_AT_CONST(rec, f, int)])); break;
	case F_OBJECT: same_object(f->sub, (const char *)rec + f->at, j); break;
	case F_LIST:   same_list(f, &RECORD_AT_CONST(rec, f, struct list), j); break;
	case F_TIME:
	case F_DATE:
	case F_ID:
	case F_BYTES:  break;
	}
}

static void
same_object(const struct record *r, const void *rec, const json_t *j)
{
	size_t seen = 0;

	assert(json_is_object(j));
	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		char name[RECORD_NAME_MAX];

		record_json_name(f->name, name);
		const json_t *value = json_object_get(j, name);
		seen += value != NULL;
		assert(!value || (!(f->flags & HIDDEN) && f->kind != F_BYTES));
		if (value && !json_is_null(value))
			same_value(f, rec, value);
		else
			assert(!(f->flags & REQUIRED) || f->flags & HIDDEN);
	}
	assert(seen == json_object_size(j));
}

/* ---- the ways back ---- */

static void
back_by_wire(const struct record *r, const void *rec, struct arena *a)
{
	AUTO(buf_done) struct buf one, two;
	void *again = arena_must(a, r->size);

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	record_encode(r, rec, &one);
	enum err e = record_decode(r, buf_str(&one), again, a);
	assert(e == ERR_OK);
	record_encode(r, again, &two);
	assert(!one.over && str_eq(buf_str(&one), buf_str(&two)));
}

static void
back_by_json(const struct record *r, const void *rec, struct arena *a)
{
	AUTO(buf_done) struct buf one, two;
	void *again = arena_must(a, r->size);
	struct str why;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	record_to_json(r, rec, &one);
	if (one.n > JSON_BYTES_MAX)
		return;			/* fields that were left out took no bytes on the way in */
	enum err e = record_from_json(r, buf_str(&one), again, a, &why);
	assert(e == ERR_OK);
	record_to_json(r, again, &two);
	assert(str_eq(buf_str(&one), buf_str(&two)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str text = fuzz_input(data, n), why = STR(""), why_again = STR("");
	const struct record *r = record_of(fuzz_byte(&text));
	void *rec = arena_must(a, r->size);
	json_t *j = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, NULL);
	enum err e = record_from_json(r, text, rec, a, &why);

	assert(e == record_from_json(r, text, rec, a, &why_again) && str_eq(why, why_again));
	if (e) {
		assert(e == ERR_INVALID && why.n && why.n <= RECORD_WHY_MAX && str_is_utf8(why));
	} else {
		assert(j);
		same_object(r, rec, j);
		back_by_wire(r, rec, a);
		back_by_json(r, rec, a);
	}
	json_decref(j);
	return 0;
}
