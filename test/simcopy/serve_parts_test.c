/* serve_parts_test.c - the agent's pure parts: links with a clock of the test's, the door, the pages; and the archive. */
#include "base/clock.h"
#include "simcopy/serve_api.h"
#include "simcopy/serve_page.h"
#include "simcopy/serve_store.h"
#include "simcopy/words.h"
#include "simcopy/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BEGIN_MS INT64_C(1795000000000)

static struct utc_ms
after(int64_t ms)
{
	return (struct utc_ms){ BEGIN_MS + ms };
}

static const struct serve_store_link *
put(struct serve_store *s, struct utc_ms now)
{
	const struct serve_store_link *l;

	assert_int_equal(serve_store_put(s, now, STR("sealed"), &l), ERR_OK);
	return l;
}

static bool
take(struct serve_store *s, struct utc_ms now, const char *id)
{
	AUTO(serve_store_wipe) struct buf b = { 0 };
	bool is_there = serve_store_take(s, now, str_of(id), &b);

	assert_true(!is_there || str_is(buf_str(&b), "sealed"));
	return is_there;
}

static void
a_link_works_once(void **state)
{
	AUTO(serve_store_done) struct serve_store s = { 0 };
	const struct serve_store_link *l = put(&s, after(0));
	char id[SERVE_STORE_ID_SIZE];

	(void)state;
	memcpy(id, l->id, sizeof id);
	assert_int_equal(l->until.ms, BEGIN_MS + 24 * 3600 * 1000);
	assert_false(take(&s, after(1), ""));
	assert_false(take(&s, after(1), "00000000000000000000000000000000"));
	assert_true(take(&s, after(1), id));
	assert_false(take(&s, after(1), id));
	assert_null(s.link[0].bytes.p);
}

static void
a_link_ends_after_24_hours(void **state)
{
	AUTO(serve_store_done) struct serve_store s = { 0 };
	const struct serve_store_link *l = put(&s, after(0));
	char id[SERVE_STORE_ID_SIZE];

	(void)state;
	memcpy(id, l->id, sizeof id);
	serve_store_expire(&s, after(SERVE_STORE_LIFE_MS - 1));
	assert_non_null(s.link[0].bytes.p);
	serve_store_expire(&s, after(SERVE_STORE_LIFE_MS));
	assert_null(s.link[0].bytes.p);
	assert_false(take(&s, after(0), id));
	memcpy(id, put(&s, after(0))->id, sizeof id);
	assert_false(take(&s, after(SERVE_STORE_LIFE_MS), id));	/* also when nobody looked before */
	memcpy(id, put(&s, after(0))->id, sizeof id);
	assert_false(take(&s, after(-1), id));			/* the clock was set back */
}

static void
links_are_few_and_their_names_differ(void **state)
{
	AUTO(serve_store_done) struct serve_store s = { 0 };
	const struct serve_store_link *l;

	(void)state;
	for (size_t i = 0; i < SERVE_STORE_LINKS_MAX; i++)
		put(&s, after((int64_t)i));
	for (size_t i = 1; i < SERVE_STORE_LINKS_MAX; i++)
		assert_string_not_equal(s.link[i].id, s.link[0].id);
	assert_int_equal(serve_store_put(&s, after(20), STR("x"), &l), ERR_LIMIT);
	assert_null(l);
	assert_int_equal(serve_store_put(&s, after(SERVE_STORE_LIFE_MS), STR("x"), &l), ERR_OK);	/* the first is over */
	serve_store_done(&s);
	assert_int_equal(serve_store_put(&s, after(0), STR(""), &l), ERR_INVALID);
	char *large = calloc(1, SERVE_STORE_BYTES_MAX + 1);
	assert_int_equal(serve_store_put(&s, after(0), (struct str){ large, SERVE_STORE_BYTES_MAX + 1 }, &l), ERR_LIMIT);
	free(large);
}

static struct utc_ms clock_of_test;

static struct utc_ms
now_of_test(void)
{
	return clock_of_test;
}

/* A backup that is there, last asked about at the beginning, and a link of the same time. */
static void
begin(struct serve_api *s)
{
	serve_api_init(s, 1);
	s->now = now_of_test;
	s->asked = clock_of_test = after(0);
	s->job.state = SERVE_JOB_DONE;
	buf_addz(&s->job.events, "{}\n");
	memcpy(s->view, "0", 2);
	put(&s->store, after(0));
}

static void
a_backup_nobody_asks_about_is_forgotten(void **state)
{
	static const struct { int64_t at; bool is_kept, link_is_kept; } CASES[] = {
		{ 0, true, true }, { SERVE_API_HOLD_MS - 1, true, true }, { SERVE_API_HOLD_MS, false, true },
		{ SERVE_STORE_LIFE_MS, false, false }, { -1, false, false },	/* the clock was set back */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		AUTO(serve_api_done) struct serve_api s;

		begin(&s);
		clock_of_test = after(CASES[i].at);
		assert_in_range(serve_api_tick(&s), 1, 60000);
		assert_int_equal(s.job.state == SERVE_JOB_DONE && s.job.events.n && s.view[0], CASES[i].is_kept);
		assert_int_equal(s.store.link[0].id[0] != '\0', CASES[i].link_is_kept);
	}
}

static void
an_origin_has_no_path(void **state)
{
	static const char *const GOOD[] = { "https://portal.example", "http://10.0.0.1:8080", "https://[::1]:8443" };
	static const char *const BAD[] = { "", "*", "null", "portal.example", "https://", "https://portal.example/", "https://Portal.example",
		"https://portal.example path", "https://user@portal.example", "ftp://portal.example" };

	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++)
		assert_true(serve_door_origin(str_of(GOOD[i])));
	for (size_t i = 0; i < COUNT(BAD); i++)
		assert_false(serve_door_origin(str_of(BAD[i])));
}

static void
the_door(void **state)
{
	static const struct serve_door D = { .port = 7446, .token = "0123", .origin = "https://portal.example" };
	static const struct { const char *host, *origin, *authorization; int place, key; } CASES[] = {
		{ "127.0.0.1:7446",  "",                       "Bearer 0123",  0,   0 },
		{ "localhost:7446",  "https://portal.example", "bearer 0123",  0,   0 },
		{ "localhost:7446",  "http://localhost:7446",  "Basic 0123",   0,   401 },
		{ "127.0.0.1:7446",  "http://127.0.0.1:7446",  "Bearer 01234", 0,   401 },
		{ "127.0.0.1:7446",  "null",                   "Bearer",       403, 401 },
		{ "127.0.0.1:7447",  "",                       "",             421, 401 },
		{ "",                "",                       "Bearer 0124",  421, 401 },
		{ "127.0.0.1:74460", "https://portal.example", "0123",         421, 401 },
		{ "localhost:7446",  "http://portal.example",  "Bearer  0123", 403, 401 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		struct serve_door_ask ask = { str_of(CASES[i].host), str_of(CASES[i].origin), str_of(CASES[i].authorization) };

		assert_int_equal(serve_door_place(&D, &ask).status, CASES[i].place);
		assert_int_equal(serve_door_key(&D, &ask).status, CASES[i].key);
	}
	static const struct serve_door CLOSED = { .port = 1, .token = "0" };
	assert_int_equal(serve_door_place(&CLOSED, &(struct serve_door_ask){ STR("localhost:1"), STR("https://portal.example"), STR("") }).status, 403);
}

static void
every_page_in_every_language(void **state)
{
	static const char *const LANGS[] = { "nl", "fr", "de", "en", "zh" };

	(void)state;
	for (size_t i = 0; i < serve_page_count; i++)
		for (size_t k = 0; k < COUNT(LANGS); k++) {
			AUTO(buf_done) struct buf b = { .max_bytes = SERVE_PAGE_BYTES_MAX };

			serve_page_write(&b, &serve_page_files[i], words_of(str_of(LANGS[k])));
			assert_false(b.over);
			assert_null(memmem(b.p, b.n, "{{", 2));
			assert_true(str_is_utf8(buf_str(&b)));
		}
	assert_string_equal(serve_page_find(STR("/"))->path, "/agent.html");
	assert_null(serve_page_find(STR("/agent.htm")));
}

static void
the_archive(void **state)
{
	AUTO(buf_done) struct buf b = { .max_bytes = 1000 };
	struct zip z;

	(void)state;
	assert_int_equal(zip_crc(STR("123456789")), 0xcbf43926);	/* the check value of CRC-32 */
	zip_begin(&z, &b, (struct utc_ms){ clock_date(2026, 11, 22).days * CLOCK_DAY_MS });
	zip_add(&z, "a.txt", STR("123456789"));
	zip_end(&z);
	assert_false(b.over);
	assert_int_equal(b.n, 30 + 5 + 9 + 46 + 5 + 22);
	assert_memory_equal(b.p, "PK\3\4\24\0\0\0\0\0\0\0\166\135\46\71\364\313", 18);
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(a_link_works_once), cmocka_unit_test(a_link_ends_after_24_hours),
		cmocka_unit_test(links_are_few_and_their_names_differ), cmocka_unit_test(a_backup_nobody_asks_about_is_forgotten),
		cmocka_unit_test(an_origin_has_no_path), cmocka_unit_test(the_door),
		cmocka_unit_test(every_page_in_every_language), cmocka_unit_test(the_archive),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
