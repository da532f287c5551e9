/* record_test.c - records: the wire survives any bytes, JSON in refuses with its reason, nothing personal gets out in a log. */
#include "record_test.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ARENA_BYTES (4u << 20)

static const struct part PARTS[] = {
	{ .found = true, .email = { "a@b.be", 6 }, .since = { 0 } },
	{ .found = true, .email = { "c@d.be", 6 }, .since = { INT32_MIN }, .verified = true },
};

static struct thing
full(void)
{
	struct thing t;

	record_init(&thing_record, &t);
	t.found = true;
	t.line_id = (struct id){ { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };
	t.msisdn = STR("32470123456");
	t.is_paid = true;
	t.cents = 100000;
	t.balance = -5;
	t.made_at = (struct utc_ms){ 1795371605123 };
	t.end_date = (struct date){ 20818 };
	t.colour = COLOUR_blue;
	t.password = STR("canary-secret");
	t.hash = (struct str){ "\x00\xff\x10", 3 };
	t.note = STR("hidden note");
	t.contact = PARTS[0];
	t.others = (struct list){ (void *)(uintptr_t)PARTS, 2 };
	return t;
}

static void
same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("got  %.*s\nwant %s", STR_ARG(got), want);
}

static void
init_sets_dates(void **state)
{
	struct thing t;

	(void)state;
	memset(&t, 0xff, sizeof t);
	record_init(&thing_record, &t);
	assert_false(t.found);
	assert_int_equal(t.end_date.days, DATE_NONE.days);
	assert_int_equal(t.contact.since.days, DATE_NONE.days);
	assert_int_equal(t.others.n, 0);
	assert_int_equal(t.msisdn.n, 0);
	assert_int_equal(t.made_at.ms, 0);
}

static void
names_are_found(void **state)
{
	char name[RECORD_NAME_MAX];

	(void)state;
	assert_ptr_equal(record_find(&thing_record, STR("end_date")), &thing_record.field[6]);
	assert_null(record_find(&thing_record, STR("endDate")));
	assert_null(record_find(&thing_record, STR("")));
	record_json_name("end_date", name);
	assert_string_equal(name, "endDate");
	record_json_name("a_long_name_of_5", name);
	assert_string_equal(name, "aLongNameOf_5");
	record_json_name("x", name);
	assert_string_equal(name, "x");
}

static void
wire_round_trip(void **state)
{
	AUTO(buf_done) struct buf one, two;
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t = full(), back;

	(void)state;
	buf_init(&one, 16384);
	buf_init(&two, 16384);
	record_encode(&thing_record, &t, &one);
	assert_int_equal(record_decode(&thing_record, buf_str(&one), &back, a), ERR_OK);
	assert_true(back.found);
	assert_true(id_eq(back.line_id, t.line_id));
	same(back.msisdn, "32470123456");
	assert_true(back.is_paid);
	assert_int_equal(back.cents, 100000);
	assert_int_equal(back.balance, -5);
	assert_int_equal(back.made_at.ms, t.made_at.ms);
	assert_int_equal(back.end_date.days, 20818);
	assert_int_equal(back.colour, COLOUR_blue);
	same(back.password, "canary-secret");
	assert_true(str_eq(back.hash, t.hash));
	assert_true(back.contact.found);
	same(back.contact.email, "a@b.be");
	assert_int_equal(back.others.n, 2);
	const struct part *p = back.others.items;
	assert_true(p[0].found && p[1].found && p[1].verified);
	assert_int_equal(p[1].since.days, DATE_NONE.days);
	same(p[1].email, "c@d.be");
	record_encode(&thing_record, &back, &two);
	assert_true(str_eq(buf_str(&one), buf_str(&two)));
	arena_free(a);
}

static void
wire_long_text(void **state)
{
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t = full(), back;
	char note[400];

	(void)state;
	memset(note, 'n', sizeof note);
	for (size_t n = 0; n <= sizeof note; n++) {
		t.note = (struct str){ note, n };
		buf_init(&b, 16384);
		record_encode(&thing_record, &t, &b);
		assert_int_equal(record_decode(&thing_record, buf_str(&b), &back, a), ERR_OK);
		assert_true(str_eq(back.note, t.note));
		assert_int_equal(back.others.n, 2);
		buf_done(&b);
		arena_reset(a);
	}
	arena_free(a);
}

/* Decodes a copy of exactly N bytes, so that the address sanitizer sees every read beyond them. */
static enum err
decode_copy(const struct record *r, const char *p, size_t n, void *rec, struct arena *a, char **copy_out)
{
	*copy_out = malloc(n ? n : 1);
	assert_non_null(*copy_out);
	memcpy(*copy_out, p, n);
	return record_decode(r, (struct str){ *copy_out, n }, rec, a);
}

static void
wire_refuses_cut_and_trailing(void **state)
{
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t = full(), back;
	char *copy;

	(void)state;
	buf_init(&b, 16384);
	record_encode(&thing_record, &t, &b);
	size_t n = b.n;
	buf_addc(&b, 0);
	for (size_t i = 0; i <= n + 1; i++) {
		enum err e = decode_copy(&thing_record, b.p, i, &back, a, &copy);

		assert_int_equal(e, i == n ? ERR_OK : ERR_INVALID);
		free(copy);
		arena_reset(a);
	}
	arena_free(a);
}

/* Where each field begins in the encoding of full(): found, id 16, text 4 + 11, bool, int, int, time, date, enum ... */
enum { AT_MSISDN = 17, AT_PAID = 32, AT_CENTS = 33, AT_TIME = 49, AT_DATE = 57, AT_COLOUR = 61, AT_PASSWORD = 65, AT_HASH = 82 };

static void
wire_refuses_values(void **state)
{
	static const struct { size_t at, n; int64_t value; } BAD[] = {
		{ 0, 1, 2 },                    /* a bool that is neither */
		{ AT_PAID, 1, 255 },
		{ AT_MSISDN, 4, 0xffffffff },
		{ AT_CENTS, 8, 100001 },
		{ AT_CENTS, 8, -1 },
		{ AT_TIME, 8, INT64_MAX },
		{ AT_TIME, 8, INT64_MIN },
		{ AT_DATE, 4, INT32_MAX },
		{ AT_DATE, 4, INT32_MIN + 1 },
		{ AT_COLOUR, 4, 3 },
		{ AT_COLOUR, 4, -1 },
	};
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t = full(), back;

	(void)state;
	for (size_t i = 0; i < COUNT(BAD); i++) {
		buf_init(&b, 16384);
		record_encode(&thing_record, &t, &b);
		memcpy(b.p + BAD[i].at, &BAD[i].value, BAD[i].n);
		if (record_decode(&thing_record, buf_str(&b), &back, a) != ERR_INVALID)
			fail_msg("row %zu was taken", i);
		buf_done(&b);
	}
	arena_free(a);
}

/* full() with the text at AT, of which WAS bytes are there, replaced by one of N bytes. */
static enum err
decode_with_text(size_t at, size_t was, uint32_t n, struct arena *a)
{
	AUTO(buf_done) struct buf b, changed;
	struct thing t = full(), back;

	buf_init(&b, 16384);
	buf_init(&changed, 16384);
	record_encode(&thing_record, &t, &b);
	buf_add(&changed, (struct str){ b.p, at });
	buf_add(&changed, (struct str){ (char *)&n, 4 });
	for (uint32_t i = 0; i < n; i++)
		buf_addc(&changed, 'x');
	buf_add(&changed, (struct str){ b.p + at + 4 + was, b.n - at - 4 - was });
	return record_decode(&thing_record, buf_str(&changed), &back, a);
}

static void
wire_limits_texts(void **state)
{
	static const struct { size_t at, was; uint32_t limit; } TEXT[] = {
		{ AT_MSISDN, 11, 15 }, { AT_PASSWORD, 13, 30 }, { AT_HASH, 3, 8 },
	};
	struct arena *a = arena_new(ARENA_BYTES);

	(void)state;
	for (size_t i = 0; i < COUNT(TEXT); i++) {
		assert_int_equal(decode_with_text(TEXT[i].at, TEXT[i].was, 0, a), ERR_OK);
		assert_int_equal(decode_with_text(TEXT[i].at, TEXT[i].was, TEXT[i].limit, a), ERR_OK);
		assert_int_equal(decode_with_text(TEXT[i].at, TEXT[i].was, TEXT[i].limit + 1, a), ERR_INVALID);
	}
	arena_free(a);
}

static void
wire_limits_lists(void **state)
{
	static struct part many[RECORD_LIST_MAX];
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(ARENA_BYTES), *small = arena_new(4096);
	struct thing t = full(), back;
	uint32_t count;

	(void)state;
	t.others = (struct list){ many, RECORD_LIST_MAX };
	buf_init(&b, 1u << 20);
	record_encode(&thing_record, &t, &b);
	assert_int_equal(record_decode(&thing_record, buf_str(&b), &back, a), ERR_OK);
	assert_int_equal(back.others.n, RECORD_LIST_MAX);
	assert_int_equal(record_decode(&thing_record, buf_str(&b), &back, small), ERR_LIMIT);
	size_t at = b.n - RECORD_LIST_MAX * 9 - 4;	/* an empty part: text 4, date 4, bool 1 */
	memcpy(&count, b.p + at, 4);
	assert_int_equal(count, RECORD_LIST_MAX);
	count++;
	memcpy(b.p + at, &count, 4);
	for (int i = 0; i < 9; i++)
		buf_addc(&b, 0);
	assert_int_equal(record_decode(&thing_record, buf_str(&b), &back, a), ERR_INVALID);
	arena_free(small);
	arena_free(a);
}

/* found, then per level: n and a count of one kid; the last has none. */
static enum err
decode_tree(unsigned levels)
{
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(ARENA_BYTES);
	struct tree t;

	buf_init(&b, 4096);
	buf_addc(&b, 1);
	for (unsigned i = 0; i <= levels; i++) {
		uint32_t kids = i < levels;

		buf_add(&b, (struct str){ "\0\0\0\0\0\0\0\0", 8 });
		buf_add(&b, (struct str){ (char *)&kids, 4 });
	}
	enum err e = record_decode(&tree_record, buf_str(&b), &t, a);
	arena_free(a);
	return e;
}

static void
wire_limits_depth(void **state)
{
	(void)state;
	assert_int_equal(decode_tree(RECORD_DEPTH_MAX), ERR_OK);
	assert_int_equal(decode_tree(RECORD_DEPTH_MAX + 1), ERR_INVALID);
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* What is taken from damaged bytes is a record within its limits: it can be encoded, to the same bytes, and logged. */
static void
wire_survives_anything(void **state)
{
	AUTO(buf_done) struct buf good, again;
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t = full(), back;
	uint64_t seed = 20261122;
	unsigned taken = 0;
	char *copy;

	(void)state;
	buf_init(&good, 16384);
	buf_init(&again, 1u << 20);
	for (int i = 0; i < 20000; i++) {
		buf_reset(&good);
		record_encode(&thing_record, &t, &good);
		for (uint64_t k = next_random(&seed) % 4 + 1; k; k--)
			good.p[next_random(&seed) % good.n] = (char)(i % 2 ? next_random(&seed) : next_random(&seed) % 4);
		if (decode_copy(&thing_record, good.p, good.n, &back, a, &copy) == ERR_OK) {
			taken++;
			buf_reset(&again);
			record_encode(&thing_record, &back, &again);
			assert_true(str_eq(buf_str(&again), buf_str(&good)));
			buf_reset(&again);
			record_log(&thing_record, &back, &again);
		}
		free(copy);
		arena_reset(a);
	}
	assert_in_range(taken, 1000, 19000);
	arena_free(a);
}

static void
encode_too_long(void)
{
	AUTO(buf_done) struct buf b;
	struct thing t = full();

	buf_init(&b, 16384);
	t.msisdn = STR("1234567890123456");
	record_encode(&thing_record, &t, &b);
}

static void
wire_over_limit_is_a_bug(void **state)
{
	int status;

	(void)state;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		encode_too_long();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

#define PARTS_JSON \
	"\"contact\":{\"email\":\"a@b.be\",\"since\":\"1970-01-01\",\"verified\":false}," \
	"\"others\":[{\"email\":\"a@b.be\",\"since\":\"1970-01-01\",\"verified\":false},{\"email\":\"c@d.be\",\"verified\":true}]"
#define FULL_JSON \
	"{\"lineId\":\"01020304-0506-0708-090a-0b0c0d0e0f10\",\"msisdn\":\"32470123456\",\"isPaid\":true,\"cents\":100000," \
	"\"balance\":-5,\"madeAt\":\"2026-11-22T18:20:05.123Z\",\"endDate\":\"2026-12-31\",\"colour\":\"blue\"," PARTS_JSON "}"

static void
json_out(void **state)
{
	AUTO(buf_done) struct buf b;
	struct thing t = full();

	(void)state;
	buf_init(&b, 16384);
	record_to_json(&thing_record, &t, &b);
	same(buf_str(&b), FULL_JSON);
	buf_reset(&b);
	record_init(&thing_record, &t);
	record_to_json(&thing_record, &t, &b);
	same(buf_str(&b), "{\"isPaid\":false,\"cents\":0,\"balance\":0,\"colour\":\"red\",\"others\":[]}");
}

static void
log_leaves_out_what_is_personal(void **state)
{
	AUTO(buf_done) struct buf b;
	struct thing t = full();

	(void)state;
	buf_init(&b, 16384);
	record_log(&thing_record, &t, &b);
	same(buf_str(&b),
	     "{\"lineId\":\"01020304-0506-0708-090a-0b0c0d0e0f10\",\"isPaid\":true,\"cents\":100000,\"balance\":-5,"
	     "\"madeAt\":\"2026-11-22T18:20:05.123Z\",\"endDate\":\"2026-12-31\",\"colour\":\"blue\",\"note\":\"hidden note\","
	     "\"contact\":{\"since\":\"1970-01-01\",\"verified\":false},"
	     "\"others\":[{\"since\":\"1970-01-01\",\"verified\":false},{\"verified\":true}]}");
}

static void
json_round_trip(void **state)
{
	AUTO(buf_done) struct buf b;
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t;
	struct str why;

	(void)state;
	buf_init(&b, 16384);
	assert_int_equal(record_from_json(&thing_record, STR(FULL_JSON), &t, a, &why), ERR_OK);
	assert_true(t.found && t.contact.found);
	record_to_json(&thing_record, &t, &b);
	same(buf_str(&b), FULL_JSON);
	assert_int_equal(record_from_json(&thing_record,
	                                  STR(" { \"endDate\" : \"2026-12-31\", \"msisdn\":\"1\\u00e9\", \"password\":\"x y\",\n"
	                                      "\"madeAt\":null, \"contact\":null, \"cents\":null }"), &t, a, &why), ERR_OK);
	same(t.msisdn, "1\xc3\xa9");
	same(t.password, "x y");
	assert_false(t.contact.found);
	assert_int_equal(t.contact.since.days, DATE_NONE.days);
	assert_int_equal(t.cents, 0);
	arena_free(a);
}

#define OK_START "{\"msisdn\":\"1\",\"endDate\":\"2026-12-31\","
static const struct { const char *json, *why; } WRONG[] = {
	{ "", "not JSON: it ends too early (line 1, column 1)" },
	{ "[]", "must be an object" },
	{ "{} {}", "not JSON: something follows the end (line 1, column 4)" },
	{ "{\"msisdn\":\"1\",\"msisdn\":\"2\"}", "not JSON: a name is there twice (line 1, column 23)" },
	{ "{\"msisdn\":\"1\xff\"}", "not JSON: not UTF-8 (line 1, column 12)" },
	{ "{\"cents\":99999999999999999999}", "not JSON: a number is too large (line 1, column 30)" },
	{ "{}", "msisdn: is required" },
	{ "{\"msisdn\":\"\",\"endDate\":\"2026-12-31\"}", "msisdn: is required" },
	{ "{\"msisdn\":null,\"endDate\":\"2026-12-31\"}", "msisdn: is required" },
	{ "{\"msisdn\":\"1\"}", "endDate: is required" },
	{ OK_START "\"smell\":1}", "smell: is not a field of this request" },
	{ OK_START "\"end_date\":\"2026-12-31\"}", "end_date: is not a field of this request" },
	{ OK_START "\"note\":\"x\"}", "note: is not a field of this request" },
	{ OK_START "\"hash\":\"00\"}", "hash: is not a field of this request" },
	{ OK_START "\"a\\nb\":1}", "a name: is not a field of this request" },
	{ OK_START "\"isPaid\":1}", "isPaid: must be true or false" },
	{ OK_START "\"isPaid\":\"true\"}", "isPaid: must be true or false" },
	{ OK_START "\"cents\":100001}", "cents: must be a whole number from 0 to 100000" },
	{ OK_START "\"cents\":-1}", "cents: must be a whole number from 0 to 100000" },
	{ OK_START "\"cents\":1.0}", "cents: must be a whole number from 0 to 100000" },
	{ OK_START "\"cents\":\"1\"}", "cents: must be a whole number from 0 to 100000" },
	{ OK_START "\"balance\":1e3}", "balance: must be a whole number" },
	{ OK_START "\"madeAt\":\"yesterday\"}", "madeAt: must be a time like 2026-12-31T12:00:00Z" },
	{ OK_START "\"madeAt\":\"\"}", "madeAt: must be a time like 2026-12-31T12:00:00Z" },
	{ "{\"msisdn\":\"1\",\"endDate\":\"2026-02-29\"}", "endDate: must be a date like 2026-12-31" },
	{ "{\"msisdn\":\"1\",\"endDate\":20261231}", "endDate: must be a date like 2026-12-31" },
	{ "{\"msisdn\":\"1234567890123456\"}", "msisdn: must be text of at most 15 bytes without control characters" },
	{ "{\"msisdn\":\"1\\n2\"}", "msisdn: must be text of at most 15 bytes without control characters" },
	{ "{\"msisdn\":\"1\\u007f\"}", "msisdn: must be text of at most 15 bytes without control characters" },
	{ "{\"msisdn\":true}", "msisdn: must be text of at most 15 bytes without control characters" },
	{ OK_START "\"colour\":\"pink\"}", "colour: must be one of red, green, blue" },
	{ OK_START "\"colour\":\"\"}", "colour: must be one of red, green, blue" },
	{ OK_START "\"lineId\":\"00000000-0000-0000-0000-000000000000\"}", "lineId: must be an id like "
	  "0198c0de-0000-7000-8000-000000000000" },
	{ OK_START "\"contact\":[]}", "contact: must be an object" },
	{ OK_START "\"contact\":{\"since\":\"x\"}}", "contact.since: must be a date like 2026-12-31" },
	{ OK_START "\"contact\":{\"x\":1}}", "contact.x: is not a field of this request" },
	{ OK_START "\"others\":{}}", "others: must be a list of at most 1000 objects" },
	{ OK_START "\"others\":[null]}", "others: must be a list of at most 1000 objects" },
	{ OK_START "\"others\":[{},{\"verified\":0}]}", "others[1].verified: must be true or false" },
};

static void
json_in_refuses(void **state)
{
	struct arena *a = arena_new(ARENA_BYTES);
	struct thing t;

	(void)state;
	for (size_t i = 0; i < COUNT(WRONG); i++) {
		struct str why = STR("");

		if (record_from_json(&thing_record, str_of(WRONG[i].json), &t, a, &why) != ERR_INVALID)
			fail_msg("taken: %s", WRONG[i].json);
		same(why, WRONG[i].why);
	}
	arena_free(a);
}

static enum err
read_list_of(unsigned n, struct arena *a, struct thing *t, struct str *why_out)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, 65536);
	buf_addz(&b, OK_START "\"others\":[");
	for (unsigned i = 0; i < n; i++)
		buf_addz(&b, i ? ",{}" : "{}");
	buf_addz(&b, "]}");
	return record_from_json(&thing_record, buf_str(&b), t, a, why_out);
}

static void
json_in_limits_lists(void **state)
{
	struct arena *a = arena_new(ARENA_BYTES), *small = arena_new(4096);
	struct thing t;
	struct str why;

	(void)state;
	assert_int_equal(read_list_of(RECORD_LIST_MAX, a, &t, &why), ERR_OK);
	assert_int_equal(t.others.n, RECORD_LIST_MAX);
	const struct part *last = (const struct part *)t.others.items + RECORD_LIST_MAX - 1;
	assert_true(last->found);
	assert_int_equal(last->since.days, DATE_NONE.days);
	assert_int_equal(read_list_of(RECORD_LIST_MAX + 1, a, &t, &why), ERR_INVALID);
	same(why, "others: must be a list of at most 1000 objects");
	assert_int_equal(read_list_of(RECORD_LIST_MAX, small, &t, &why), ERR_LIMIT);
	same(why, "is more than there is room for");
	arena_free(small);
	arena_free(a);
}

/* With any size of arena JSON in ends in an answer, not in an assertion. */
static void
json_in_small_arenas(void **state)
{
	(void)state;
	for (size_t cap = 64; cap < 2048; cap += 16) {
		struct arena *a = arena_new(cap);
		struct thing t;
		struct str why;

		assert_int_not_equal(record_from_json(&thing_record, STR(FULL_JSON), &t, a, &why), ERR_INVALID);
		arena_reset(a);
		for (size_t i = 0; i < COUNT(WRONG); i++)
			assert_int_not_equal(record_from_json(&thing_record, str_of(WRONG[i].json), &t, a, &why), ERR_OK);
		arena_free(a);
	}
}

static void
json_in_limits_depth(void **state)
{
	struct arena *a = arena_new(ARENA_BYTES);
	struct tree t;
	struct str why;

	(void)state;
	assert_int_equal(record_from_json(&tree_record, STR("{\"kids\":[{\"kids\":[{\"kids\":[{\"kids\":[{\"n\":9}]}]}]}]}"), &t, a,
	                                  &why), ERR_OK);
	assert_int_equal(record_from_json(&tree_record, STR("{\"kids\":[{\"kids\":[{\"kids\":[{\"kids\":[{\"kids\":[{}]}]}]}]}]}"), &t,
	                                  a, &why), ERR_INVALID);
	same(why, "kids[0].kids[0].kids[0].kids[0].kids: is nested too deep");
	arena_free(a);
}

static const struct { const char *field, *text, *get; } TEXTS[] = {	/* GET NULL: refused */
	{ "is_paid", "yes", "yes" }, { "is_paid", "false", "no" }, { "is_paid", "1", "yes" }, { "is_paid", "0", "no" },
	{ "is_paid", "", NULL }, { "is_paid", "YES", NULL }, { "is_paid", "maybe", NULL },
	{ "cents", "100000", "100000" }, { "cents", "0", "0" }, { "cents", "100001", NULL }, { "cents", "-1", NULL },
	{ "cents", "", NULL }, { "cents", "1 ", NULL }, { "balance", "-9223372036854775808", "-9223372036854775808" },
	{ "balance", "9223372036854775808", NULL },
	{ "made_at", "2026-11-22T19:20:05.123+01:00", "2026-11-22T18:20:05.123Z" }, { "made_at", "", "" },
	{ "made_at", "2026-11-22", NULL },
	{ "end_date", "2026-12-31", "2026-12-31" }, { "end_date", "", "" }, { "end_date", "31/12/2026", NULL },
	{ "line_id", "01020304-0506-0708-090A-0b0c0d0e0f10", "01020304-0506-0708-090a-0b0c0d0e0f10" }, { "line_id", "", "" },
	{ "line_id", "7", NULL },
	{ "colour", "green", "green" }, { "colour", "Green", NULL }, { "colour", "", NULL },
	{ "msisdn", "123456789012345", "123456789012345" }, { "msisdn", "1234567890123456", NULL }, { "msisdn", "", "" },
	{ "msisdn", "a\tb", NULL }, { "msisdn", "a\xff", NULL }, { "msisdn", "\xe2\x82\xac", "\xe2\x82\xac" },
	{ "password", "hush", "***" }, { "password", "", "" },
	{ "hash", "00ff10ab", "00ff10ab" }, { "hash", "", "" }, { "hash", "0", NULL }, { "hash", "0g", NULL },
	{ "hash", "001122334455667788", NULL },
	{ "contact", "x", NULL }, { "others", "", NULL },
};

static void
text_set_and_get(void **state)
{
	AUTO(buf_done) struct buf b, rule;
	struct arena *a = arena_new(ARENA_BYTES);

	(void)state;
	buf_init(&b, 1024);
	buf_init(&rule, 1024);
	for (size_t i = 0; i < COUNT(TEXTS); i++) {
		const struct field *f = record_find(&thing_record, str_of(TEXTS[i].field));
		struct thing t = full(), before = t;
		struct str why = STR("");

		assert_non_null(f);
		enum err e = record_set(&thing_record, &t, f, str_of(TEXTS[i].text), a, &why);
		if (e != (TEXTS[i].get ? ERR_OK : ERR_INVALID))
			fail_msg("%s = '%s': %s", TEXTS[i].field, TEXTS[i].text, err_name(e));
		buf_reset(&b);
		buf_reset(&rule);
		if (e == ERR_OK) {
			record_get(&t, f, &b);
			same(buf_str(&b), TEXTS[i].get);
		} else {
			record_rule(f, &rule);
			assert_true(str_eq(why, buf_str(&rule)));
			assert_memory_equal(&t, &before, sizeof t);
		}
	}
	arena_free(a);
}

static void
text_is_copied(void **state)
{
	struct arena *a = arena_new(4096), *tiny = arena_new(64);
	struct thing t = full();
	struct str why;
	char text[] = "0470";

	(void)state;
	const struct field *f = record_find(&thing_record, STR("msisdn"));
	assert_int_equal(record_set(&thing_record, &t, f, str_of(text), a, &why), ERR_OK);
	memset(text, 'x', sizeof text - 1);
	same(t.msisdn, "0470");
	assert_non_null(arena_take(tiny, 32));
	assert_int_equal(record_set(&thing_record, &t, f, str_of(text), tiny, &why), ERR_LIMIT);
	same(t.msisdn, "0470");
	arena_free(tiny);
	arena_free(a);
}

static void
schema(void **state)
{
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 16384);
	record_schema(&thing_record, &b);
	same(buf_str(&b),
	     "{\"type\":\"object\",\"properties\":{"
	     "\"lineId\":{\"description\":\"the line\",\"type\":\"string\",\"format\":\"uuid\"},"
	     "\"msisdn\":{\"description\":\"the number\",\"type\":\"string\",\"minLength\":1,\"maxLength\":15},"
	     "\"isPaid\":{\"description\":\"nothing is owed\",\"type\":\"boolean\"},"
	     "\"cents\":{\"description\":\"an amount\",\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"maximum\":100000},"
	     "\"balance\":{\"description\":\"any amount\",\"type\":\"integer\",\"format\":\"int64\"},"
	     "\"madeAt\":{\"description\":\"when it was made\",\"type\":\"string\",\"format\":\"date-time\"},"
	     "\"endDate\":{\"description\":\"the last \\\"day\\\"\",\"type\":\"string\",\"format\":\"date\"},"
	     "\"colour\":{\"description\":\"its colour\",\"type\":\"string\",\"enum\":[\"red\",\"green\",\"blue\"]},"
	     "\"contact\":{\"description\":\"who\",\"$ref\":\"#/components/schemas/part\"},"
	     "\"others\":{\"description\":\"who else\",\"type\":\"array\",\"maxItems\":1000,"
	     "\"items\":{\"$ref\":\"#/components/schemas/part\"}}},"
	     "\"required\":[\"msisdn\",\"endDate\"],\"additionalProperties\":false}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_sets_dates),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(wire_round_trip),
		cmocka_unit_test(wire_long_text),
		cmocka_unit_test(wire_refuses_cut_and_trailing),
		cmocka_unit_test(wire_refuses_values),
		cmocka_unit_test(wire_limits_texts),
		cmocka_unit_test(wire_limits_lists),
		cmocka_unit_test(wire_limits_depth),
		cmocka_unit_test(wire_survives_anything),
		cmocka_unit_test(wire_over_limit_is_a_bug),
		cmocka_unit_test(json_out),
		cmocka_unit_test(log_leaves_out_what_is_personal),
		cmocka_unit_test(json_round_trip),
		cmocka_unit_test(json_in_refuses),
		cmocka_unit_test(json_in_limits_lists),
		cmocka_unit_test(json_in_small_arenas),
		cmocka_unit_test(json_in_limits_depth),
		cmocka_unit_test(text_set_and_get),
		cmocka_unit_test(text_is_copied),
		cmocka_unit_test(schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
