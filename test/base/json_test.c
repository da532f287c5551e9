/* json_test.c - JSON at the edge: what is refused and why, and the walk through what is taken. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

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
	const struct json *value;
	struct str name;
	char why[JSON_WHY_SIZE];
	size_t i = 0;

	(void)state;
	assert_int_equal(json_parse(STR("{\"z\":-9223372036854775808,\"y\":1.0,\"x\":true,\"w\":null,\"v\":\"t\\u20ac\","
	                                "\"u\":[false,7],\"\":{}}"), &doc, why), ERR_OK);
	assert_int_equal(json_kind(doc), JSON_MAP);
	assert_int_equal(json_count(doc), COUNT(WANT));
	for (void *walk = NULL; (value = json_next(doc, &walk, &name)); i++) {
		assert_true(i < COUNT(WANT) && str_is(name, WANT[i].name));
		assert_int_equal(json_kind(value), WANT[i].kind);
	}
	assert_int_equal(i, COUNT(WANT));
	assert_true(json_int(json_find(doc, "z")) == INT64_MIN);
	assert_true(json_bool(json_find(doc, "x")));
	assert_true(str_is(json_text(json_find(doc, "v")), "t\xe2\x82\xac"));
	const struct json *list = json_find(doc, "u");
	assert_int_equal(json_count(list), 2);
	assert_false(json_bool(json_item(list, 0)));
	assert_int_equal(json_int(json_item(list, 1)), 7);
	assert_null(json_find(doc, "nothing"));
	assert_int_equal(json_kind(NULL), JSON_NONE);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
