/* json_test.c - JSON at the edge: what is refused and why, the walk through what is taken, and the same of jansson: it takes
 * and refuses what we do, and finds the same values. */
#include "base/json.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

static const struct { const char *text, *why; } REFUSED[] = {
	{ "", "it ends too early" },
	{ " ", "it ends too early" },
	{ "7", "not well-formed" },
	{ "\"text\"", "not well-formed" },
	{ "{", "it ends too early" },
	{ "{}x", "something follows the end" },
	{ "{\"a\":1,}", "not well-formed" },
	{ "{'a':1}", "not well-formed" },
	{ "{\"a\":01}", "not well-formed" },
	{ "{\"a\":NaN}", "not well-formed" },
	{ "{} // comment", "something follows the end" },
	{ "{\"a\":1,\"b\":2,\"a\":3}", "a name is there twice" },
	{ "{\"a\":{\"b\":1,\"\\u0062\":2}}", "a name is there twice" },
	{ "{\"a\":\"\\u0000\"}", "a NUL character" },
	{ "{\"\\u0000\":1}", "a NUL character" },
	{ "{\"a\":\"\\ud800\"}", "not well-formed" },
	{ "{\"a\":\"\xc0\x80\"}", "not UTF-8" },
	{ "{\"a\":\"\xed\xa0\x80\"}", "not UTF-8" },
	{ "{\"a\":9223372036854775808}", "a number is too large" },
	{ "{\"a\":1e999}", "a number is too large" },
	{ "\xef\xbb\xbf{}", "not well-formed" },
	{ "{\"a\":\"tab\there\"}", "not well-formed" },
};

static void
refusals_say_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(REFUSED); i++) {
		struct json *doc = NULL;
		char why[JSON_WHY_SIZE] = "";

		if (json_parse(str_of(REFUSED[i].text), &doc, why) != ERR_INVALID)
			fail_msg("taken: %s", REFUSED[i].text);
		assert_null(doc);
		if (!strstr(why, REFUSED[i].why))
			fail_msg("%s: '%s', not '%s'", REFUSED[i].text, why, REFUSED[i].why);
	}
}

/* A refusal goes back to a stranger and into logs: nothing of the text may be in it. */
static void
refusals_repeat_nothing(void **state)
{
	static const char *const TEXTS[] = { "{\"a\":canary}", "{\"canary\":1,\"canary\":1}", "{} canary", "{\"a\":\"canary" };

	(void)state;
	for (size_t i = 0; i < COUNT(TEXTS); i++) {
		struct json *doc;
		char why[JSON_WHY_SIZE];

		assert_int_equal(json_parse(str_of(TEXTS[i]), &doc, why), ERR_INVALID);
		assert_null(strstr(why, "canary"));
	}
}

static enum err
parse_nested(unsigned levels, const char *inside)
{
	struct json *doc;
	char text[256] = "", why[JSON_WHY_SIZE];
	size_t n = 0;

	for (unsigned i = 0; i < levels; i++)
		text[n++] = '[';
	n += strlen(memcpy(text + n, inside, strlen(inside)));
	for (unsigned i = 0; i < levels; i++)
		text[n++] = ']';
	enum err e = json_parse((struct str){ text, n }, &doc, why);
	json_free(&doc);
	return e;
}

static void
depth_is_limited(void **state)
{
	(void)state;
	assert_int_equal(parse_nested(JSON_DEPTH_MAX, ""), ERR_OK);
	assert_int_equal(parse_nested(JSON_DEPTH_MAX + 1, ""), ERR_INVALID);
	assert_int_equal(parse_nested(JSON_DEPTH_MAX, "\"[[[[ \\\" [[[ \\\\\""), ERR_OK);
	assert_int_equal(parse_nested(JSON_DEPTH_MAX - 1, "{},{},{},{}"), ERR_OK);
	assert_int_equal(parse_nested(JSON_DEPTH_MAX, "\"\\\\\",[]"), ERR_INVALID);
}

static void
size_is_limited(void **state)
{
	struct json *doc;
	char *text = malloc(JSON_BYTES_MAX + 1), why[JSON_WHY_SIZE];

	(void)state;
	assert_non_null(text);
	memset(text, ' ', JSON_BYTES_MAX + 1);
	memcpy(text, "{}", 2);
	assert_int_equal(json_parse((struct str){ text, JSON_BYTES_MAX }, &doc, why), ERR_OK);
	json_free(&doc);
	assert_null(doc);
	json_free(&doc);
	assert_int_equal(json_parse((struct str){ text, JSON_BYTES_MAX + 1 }, &doc, why), ERR_INVALID);
	assert_string_equal(why, "not JSON that we take: longer than 65536 bytes");
	free(text);
}

static void
walk_in_order(void **state)
{
	static const struct { const char *name; enum json_kind kind; } WANT[] = {
		{ "z", JSON_INT }, { "y", JSON_FRACTION }, { "x", JSON_BOOL }, { "w", JSON_NONE }, { "v", JSON_TEXT },
		{ "u", JSON_LIST }, { "", JSON_MAP },
	};
	AUTO(json_free) struct json *doc = NULL;
	struct str name;
	char why[JSON_WHY_SIZE];
	size_t i = 0;

	(void)state;
	assert_int_equal(json_parse(STR("{\"z\":-9223372036854775808,\"y\":1.0,\"x\":true,\"w\":null,\"v\":\"t\\u20ac\","
	                                "\"u\":[false,7],\"\":{}}"), &doc, why), ERR_OK);
	assert_int_equal(json_kind(doc), JSON_MAP);
	assert_int_equal(json_count(doc), COUNT(WANT));
	for (const struct json *value = NULL; (value = json_next(doc, value, &name)); i++) {
		assert_true(i < COUNT(WANT) && str_is(name, WANT[i].name));
		assert_int_equal(json_kind(value), WANT[i].kind);
	}
	assert_int_equal(i, COUNT(WANT));
	assert_true(json_int(json_find(doc, "z")) == INT64_MIN);
	assert_true(json_bool(json_find(doc, "x")));
	assert_true(str_is(json_text(json_find(doc, "v")), "t\xe2\x82\xac"));
	const struct json *list = json_find(doc, "u");
	assert_int_equal(json_count(list), 2);
	const struct json *item = json_next(list, NULL, NULL);
	assert_false(json_bool(item));
	item = json_next(list, item, NULL);
	assert_int_equal(json_int(item), 7);
	assert_null(json_next(list, item, NULL));
	assert_null(json_find(doc, "nothing"));
	assert_int_equal(json_kind(NULL), JSON_NONE);
}

static void
members_are_limited(void **state)
{
	AUTO(buf_done) struct buf b;
	struct json *doc;
	char why[JSON_WHY_SIZE];

	(void)state;
	buf_init(&b, JSON_BYTES_MAX);
	for (int i = 0; i < 256; i++)
		buf_printf(&b, "%s\"n%d\":%d", i ? "," : "{", i, i);
	struct str most = buf_str(&b);
	buf_addc(&b, '}');
	assert_int_equal(json_parse(buf_str(&b), &doc, why), ERR_OK);
	assert_int_equal(json_int(json_find(doc, "n255")), 255);
	json_free(&doc);
	b.n = most.n;
	buf_addz(&b, ",\"more\":1}");
	assert_int_equal(json_parse(buf_str(&b), &doc, why), ERR_INVALID);
	assert_non_null(strstr(why, "more than 256 names"));
}

/* ---- jansson ---- */

static void same_value(const struct json *ours, const json_t *theirs);

static void
same_inside(const struct json *ours, const json_t *theirs)
{
	const struct json *j = NULL;
	struct str name;
	size_t i = 0;

	for (; (j = json_next(ours, j, &name)); i++) {
		if (json_kind(ours) == JSON_LIST) {
			same_value(j, json_array_get(theirs, i));
			continue;
		}
		json_t *member = json_object_getn(theirs, name.p, name.n);
		assert_non_null(member);
		same_value(j, member);
	}
	assert_int_equal(i, json_kind(ours) == JSON_LIST ? json_array_size(theirs) : json_object_size(theirs));
	assert_int_equal(i, json_count(ours));
}

static void
same_value(const struct json *ours, const json_t *theirs)
{
	switch (json_kind(ours)) {
	case JSON_NONE:     assert_true(json_is_null(theirs)); return;
	case JSON_BOOL:     assert_true(json_is_boolean(theirs) && json_bool(ours) == json_is_true(theirs)); return;
	case JSON_INT:      assert_true(json_is_integer(theirs) && json_int(ours) == json_integer_value(theirs)); return;
	case JSON_FRACTION: assert_true(json_is_real(theirs)); return;
	case JSON_TEXT:
		assert_true(json_is_string(theirs) && json_text(ours).n == json_string_length(theirs));
		assert_memory_equal(json_text(ours).p, json_string_value(theirs), json_text(ours).n);
		return;
	case JSON_LIST:     assert_true(json_is_array(theirs)); same_inside(ours, theirs); return;
	case JSON_MAP:      assert_true(json_is_object(theirs)); same_inside(ours, theirs); return;
	}
}

/* Our limits are narrower: how deep, how many names; and a number with an exponent, which no field takes, is judged by it alone. */
static bool
may_differ(struct str text, const char *why, const char *their_why)
{
	bool has_exponent = memchr(text.p, 'e', text.n) || memchr(text.p, 'E', text.n);

	return strstr(why, "deeper") || strstr(why, "names") || (has_exponent && (strstr(why, "too large") || strstr(their_why, "overflow")));
}

static void
same_as_jansson(struct str text)
{
	AUTO(json_free) struct json *ours = NULL;
	json_error_t error;
	char why[JSON_WHY_SIZE] = "";

	json_t *theirs = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	enum err e = json_parse(text, &ours, why);
	if (!e != !!theirs && !may_differ(text, why, error.text))
		fail_msg("%.*s: ours '%s', theirs '%s'", STR_ARG(text), why, error.text);
	if (!e && theirs)
		same_value(ours, theirs);
	json_decref(theirs);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Texts put together of pieces that JSON is made of, and of bytes that hurt. */
static void
random_texts_read_as_by_jansson(void **state)
{
	static const char *const PIECES[] = {
		"{", "}", "[", "]", "[", "]", ",", ",", ":", "\"a\":", "\"b\":", "\"\":", "\"text\"", "\"\\u20ac\"", "\"\\ud83d\\ude00\"",
		"\"\\ud83d\"", "\"\\n\\\"\\/\"", "\"\xc3\xa9\"", "\"\xff\"", "\"", "\\", "0", "7", "-1", "-0", "01", "1.5", "1e3", "2E-3", "1.", "-", "1e",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "true", "false", "null", "nul", " ", "\n", "\t", "\x01", "x",
		"{\"a\":1}", "[1,2]", "[]", "{}", "\"\\u0000\"", "\"\\x\"", "\"\\udc00\"",
	};
	uint32_t seed = 20261122;
	size_t taken = 0;
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 4096);
	for (int i = 0; i < 200000; i++) {
		bool is_map = next_random(&seed) % 2;
		uint32_t pieces = next_random(&seed) % 9;

		buf_reset(&b);
		buf_addz(&b, is_map ? "{\"k\":" : "[");
		for (uint32_t k = 0; k < pieces; k++)
			buf_addz(&b, PIECES[next_random(&seed) % COUNT(PIECES)]);
		buf_addz(&b, is_map ? "}" : "]");
		same_as_jansson(buf_str(&b));
		struct json *doc;
		char why[JSON_WHY_SIZE];
		taken += !json_parse(buf_str(&b), &doc, why);
		json_free(&doc);
	}
	assert_true(taken > 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_say_why),
		cmocka_unit_test(refusals_repeat_nothing),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(size_is_limited),
		cmocka_unit_test(walk_in_order),
		cmocka_unit_test(members_are_limited),
		cmocka_unit_test(random_texts_read_as_by_jansson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
