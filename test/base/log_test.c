/* log_test.c - every line is one write and one JSON object, whatever is logged, and holds nothing personal.
 * stderr is replaced by a datagram socket: one write is one datagram. */
#include "base/log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "record_test.h"

static int reader, saved_stderr;

static int
catch_stderr(void **state)
{
	int pair[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	saved_stderr = dup(STDERR_FILENO);
	dup2(pair[1], STDERR_FILENO);
	close(pair[1]);
	reader = pair[0];
	log_open("test");
	return 0;
}

static int
give_stderr_back(void **state)
{
	(void)state;
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	close(reader);
	return 0;
}

/* The next line without its newline, empty if there is none; in a buffer valid until the next call. */
static struct str
next_line(void)
{
	static char line[2 * LOG_LINE_MAX];
	ssize_t n = recv(reader, line, sizeof line, MSG_DONTWAIT);

	if (n <= 0)
		return STR("");
	assert_in_range(n, 2, LOG_LINE_MAX);
	assert_int_equal(line[n - 1], '\n');
	assert_null(memchr(line, '\n', (size_t)n - 1));
	return (struct str){ line, (size_t)n - 1 };
}

static struct json *
next_object(void)
{
	struct json *doc;
	struct str line = next_line();
	char why[JSON_WHY_SIZE];

	if (json_parse(line, &doc, why))
		fail_msg("%s: %.*s", why, STR_ARG(line));
	return doc;
}

static struct str
text_at(const struct json *doc, const char *name)
{
	const struct json *value = json_find(doc, name);

	return value ? json_text(value) : STR("");
}

static void
a_line_says_who_when_what(void **state)
{
	(void)state;
	errno = ENOSPC;
	log_write(LOG_WARN, "disk.full", "%d blocks \"left\"\n\x01", 7);
	assert_int_equal(errno, ENOSPC);
	AUTO(json_free) struct json *doc = next_object();
	assert_true(str_is(text_at(doc, "level"), "warn"));
	assert_true(str_is(text_at(doc, "role"), "test"));
	assert_true(str_is(text_at(doc, "event"), "disk.full"));
	assert_true(str_is(text_at(doc, "text"), "7 blocks \"left\"\n\x01"));
	assert_int_equal(json_int(json_find(doc, "pid")), getpid());
	assert_int_equal(text_at(doc, "time").n, strlen("2026-11-22T18:20:05.123Z"));
	assert_int_equal(json_count(doc), 6);
	assert_int_equal(next_line().n, 0);
}

static void
levels_are_filtered(void **state)
{
	(void)state;
	log_write(LOG_DEBUG, "x", "quiet");
	assert_int_equal(next_line().n, 0);
	log_least(LOG_DEBUG);
	log_write(LOG_DEBUG, "x", "loud");
	assert_int_not_equal(next_line().n, 0);
	log_least(LOG_ERROR);
	log_write(LOG_WARN, "x", "quiet");
	log_record(LOG_WARN, "x", &part_record, &(struct part){ .found = true });
	assert_int_equal(next_line().n, 0);
	log_write(LOG_ERROR, "x", "loud");
	assert_int_not_equal(next_line().n, 0);
	log_open("test");
}

static void
any_text_fits(void **state)
{
	char text[2 * LOG_TEXT_MAX];

	(void)state;
	memset(text, 1, sizeof text);		/* each becomes six bytes */
	for (int n = 0; n < (int)sizeof text; n += 7) {
		log_write(LOG_INFO, "x", "%.*s", n, text);
		AUTO(json_free) struct json *doc = next_object();
		assert_int_equal(text_at(doc, "text").n, n < (int)LOG_TEXT_MAX ? n : (int)LOG_TEXT_MAX);
	}
}

static void
cut_text_stays_utf8(void **state)
{
	char text[LOG_TEXT_MAX + 20];

	(void)state;
	for (size_t start = 0; start < 4; start++) {
		memset(text, 'a', sizeof text);
		for (size_t i = start; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "\xe2\x82\xac", 3);
		log_write(LOG_INFO, "x", "%.*s", (int)sizeof text - 3, text);
		AUTO(json_free) struct json *doc = next_object();
		struct str got = text_at(doc, "text");
		assert_in_range(got.n, LOG_TEXT_MAX - 4, LOG_TEXT_MAX);
		assert_memory_equal(got.p, text, got.n);
		assert_null(memchr(got.p, '?', got.n));
	}
	log_write(LOG_INFO, "x", "bad \xff\xe2\x82 end");
	AUTO(json_free) struct json *doc = next_object();
	assert_true(str_is(text_at(doc, "text"), "bad ??? end"));
}

static void
records_are_redacted(void **state)
{
	struct part others[2] = { { .found = true, .email = STR("canary-1") }, { .found = true, .email = STR("canary-2") } };
	struct thing t;

	(void)state;
	record_init(&thing_record, &t);
	t.msisdn = STR("canary-3");
	t.password = STR("canary-4");
	t.hash = STR("canary-5");
	t.contact = others[0];
	t.others = (struct list){ others, 2 };
	t.cents = 42;
	log_record(LOG_INFO, "thing.made", &thing_record, &t);
	struct str line = next_line();
	assert_null(memmem(line.p, line.n, "canary", 6));
	assert_non_null(memmem(line.p, line.n, "\"event\":\"thing.made\",\"thing\":{", 30));
	assert_non_null(memmem(line.p, line.n, "\"cents\":42", 10));
}

/* A list that nearly fills a line and a note of every length: the record is there whole, or only named, never cut. */
static void
large_records_are_named(void **state)
{
	static struct part many[190];
	char note[400];
	struct thing t;
	bool was_named = false, was_whole = false;

	(void)state;
	memset(note, 'n', sizeof note);
	for (size_t i = 0; i < COUNT(many); i++)
		record_init(&part_record, &many[i]);
	record_init(&thing_record, &t);
	t.others = (struct list){ many, COUNT(many) };
	for (size_t n = 0; n <= sizeof note; n++) {
		t.note = (struct str){ note, n };
		log_record(LOG_INFO, "x", &thing_record, &t);
		AUTO(json_free) struct json *doc = next_object();
		bool is_named = str_is(text_at(doc, "text"), "thing is too large for a line");
		assert_true(is_named || json_count(json_find(json_find(doc, "thing"), "others")) == COUNT(many));
		assert_true(is_named || !was_named);
		was_named |= is_named;
		was_whole |= !is_named;
	}
	assert_true(was_named && was_whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_says_who_when_what, catch_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(levels_are_filtered, catch_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(any_text_fits, catch_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(cut_text_stays_utf8, catch_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(records_are_redacted, catch_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(large_records_are_named, catch_stderr, give_stderr_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
