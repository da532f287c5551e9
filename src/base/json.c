/* json.c - the only place that knows jansson. A struct json is jansson's value under our name.
 * jansson seeds its hash tables from /dev/urandom on first use; a sandboxed process cannot open that, so we give it a seed. */
#include "base/json.h"

#include "base/rng.h"

#include <jansson.h>
#include <stdio.h>

static const json_t *
value_of(const struct json *j)
{
	return (const void *)j;
}

/* Our own count, before jansson recurses. Up to its first error a text is JSON, so counting brackets outside strings is exact
 * for as far as jansson would read. */
static bool
is_too_deep(struct str text)
{
	unsigned depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
			return true;
		else if (!in_string && (c == ']' || c == '}') && depth)
			depth--;
	}
	return false;
}

static const char *
words_of(const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_duplicate_key:              return "a name is there twice";
	case json_error_invalid_utf8:               return "not UTF-8";
	case json_error_numeric_overflow:           return "a number is too large";
	case json_error_null_character:
	case json_error_null_byte_in_key:           return "a NUL character";
	case json_error_premature_end_of_input:     return "it ends too early";
	case json_error_end_of_input_expected:      return "something follows the end";
	case json_error_unknown:
	case json_error_out_of_memory:
	case json_error_stack_overflow:
	case json_error_cannot_open_file:
	case json_error_invalid_argument:
	case json_error_invalid_syntax:
	case json_error_invalid_format:
	case json_error_wrong_type:
	case json_error_null_value:
	case json_error_item_not_found:
	case json_error_index_out_of_range:         break;
	}
	return "not well-formed";
}

static void
seed_once(void)
{
	static bool is_seeded;
	uint32_t seed;

	if (is_seeded)
		return;
	rng_bytes(&seed, sizeof seed);
	json_object_seed(seed | 1);		/* 0 would mean: find one yourself */
	is_seeded = true;
}

enum err
json_parse(struct str text, struct json **doc_out, char why_out[JSON_WHY_SIZE])
{
	json_error_t e;

	*doc_out = NULL;
	if (text.n > JSON_BYTES_MAX) {
		snprintf(why_out, JSON_WHY_SIZE, "not JSON that we take: longer than %u bytes", JSON_BYTES_MAX);
		return ERR_INVALID;
	}
	if (is_too_deep(text)) {
		snprintf(why_out, JSON_WHY_SIZE, "not JSON that we take: deeper than %u levels", JSON_DEPTH_MAX);
		return ERR_INVALID;
	}
	seed_once();
	*doc_out = (void *)json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &e);
	if (!*doc_out) {
		snprintf(why_out, JSON_WHY_SIZE, "not JSON: %s (line %d, column %d)", words_of(&e), e.line, e.column);
		return ERR_INVALID;
	}
	return ERR_OK;
}

void
json_free(struct json **doc)
{
	json_decref((json_t *)(void *)*doc);
	*doc = NULL;
}

enum json_kind
json_kind(const struct json *j)
{
	if (!j)
		return JSON_NONE;
	switch (json_typeof(value_of(j))) {
	case JSON_NULL:    return JSON_NONE;
	case JSON_TRUE:
	case JSON_FALSE:   return JSON_BOOL;
	case JSON_INTEGER: return JSON_INT;
	case JSON_REAL:    return JSON_FRACTION;
	case JSON_STRING:  return JSON_TEXT;
	case JSON_ARRAY:   return JSON_LIST;
	case JSON_OBJECT:  return JSON_MAP;
	}
	return JSON_NONE;
}

bool
json_bool(const struct json *j)
{
	assert(json_kind(j) == JSON_BOOL);
	return json_is_true(value_of(j));
}

int64_t
json_int(const struct json *j)
{
	assert(json_kind(j) == JSON_INT);
	return json_integer_value(value_of(j));
}

struct str
json_text(const struct json *j)
{
	assert(json_kind(j) == JSON_TEXT);
	return (struct str){ json_string_value(value_of(j)), json_string_length(value_of(j)) };
}

size_t
json_count(const struct json *j)
{
	assert(json_kind(j) == JSON_LIST || json_kind(j) == JSON_MAP);
	return json_kind(j) == JSON_LIST ? json_array_size(value_of(j)) : json_object_size(value_of(j));
}

const struct json *
json_item(const struct json *list, size_t i)
{
	assert(json_kind(list) == JSON_LIST && i < json_count(list));
	return (void *)json_array_get(value_of(list), i);
}

const struct json *
json_find(const struct json *map, const char *name)
{
	assert(json_kind(map) == JSON_MAP);
	return (void *)json_object_get(value_of(map), name);
}

const struct json *
json_next(const struct json *map, void **walk, struct str *name_out)
{
	json_t *j = (json_t *)(uintptr_t)map;		/* jansson's iterators take it without const and change nothing */

	assert(json_kind(map) == JSON_MAP);
	*walk = *walk ? json_object_iter_next(j, *walk) : json_object_iter(j);
	if (!*walk)
		return NULL;
	*name_out = (struct str){ json_object_iter_key(*walk), json_object_iter_key_len(*walk) };
	return (void *)json_object_iter_value(*walk);
}
