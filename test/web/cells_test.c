/* cells_test.c - every page route x nobody, another subscriber, the owner: made from the route table, every cell tried. A stranger sees nothing
 * of somebody's and changes nothing of it, and a GET changes nothing at all. */
#include "signed.h"
#include "web/routes.h"

#define CANARY "Zq7canary"
#define WISH "{\"msisdn\":\"+32470000001\",\"name\":\"" CANARY " Peeters\",\"contact\":{\"email\":\"" CANARY "@example.net\"},\"reason\":\"" CANARY "\"}"

enum who { NOBODY, OTHER, OWNER, WHO_COUNT };
static const char *const WHO[] = { "nobody", "another subscriber", "the owner" };

struct cells { struct browser b[WHO_COUNT]; const char *reference, *proof, *handle; };

/* What there is of the owner's: a request, a line, a code under way. */
static struct cells
open_cells(struct site *s)
{
	struct cells c = { .b = { { .s = s }, { .s = s }, { .s = s } } };

	signed_give(s, "32470000001", SIGNED_FAMILY);
	signed_give(s, "32470000003", SIGNED_OTHER);
	struct reply r = site_api(s, "POST", "/api/v1/cases", "cells", WISH);
	assert_int_equal(r.status, 201);
	c.reference = arena_str(s->arena, between(r.body, "\"reference\":\"", "\"")).p;
	signed_in(&c.b[OTHER], SIGNED_OTHER);
	signed_in(&c.b[OWNER], SIGNED_FAMILY);
	r = browser_get(&c.b[OWNER], "/account");
	c.handle = arena_str(s->arena, between(r.body, "name=\"line\" value=\"", "\"")).p;
	assert_int_equal(strlen(c.handle), 32);
	browser_get(&c.b[OWNER], "/sign-in");
	c.proof = arena_str(s->arena, str_of(place(browser_post(&c.b[OWNER], "/sign-in/code", "login=0470000001")) + strlen("/sign-in/"))).p;
	return c;
}

static const char *
path_of(const struct cells *c, const struct routes_row *row)
{
	const char *at = strchr(row->path, '{');

	if (!at)
		return row->path;
	const char *value = str_starts(str_of(at), "{proof}") ? c->proof : str_starts(str_of(at), "{group}") ? c->handle : c->reference;
	assert_null(strchr(at + 1, '{'));
	return site_format("%.*s%s%s", (int)(at - row->path), row->path, value, strchr(at, '}') + 1);
}

/* All that a clerk can see of it. */
static struct str
world_of(const struct cells *c)
{
	struct site *s = c->b[0].s;
	struct reply a = site_api(s, "GET", site_format("/api/v1/cases/%s", c->reference), NULL, NULL);
	struct reply l = site_api(s, "GET", "/api/v1/lines/+32470000001", NULL, NULL);

	assert_true(a.status == 200 && l.status == 200 && has(a.body, CANARY));
	return arena_printf(s->arena, "%.*s%.*s", STR_ARG(a.body), STR_ARG(l.body));
}

static bool
is_page(const struct routes_row *row)
{
	return row->channel == METRICS_page && !str_starts(str_of(row->path), "/static/");
}

static struct reply
visit(const struct cells *c, enum who who, const struct routes_row *row)
{
	struct browser b = c->b[who];		/* as it is now: signing out in one cell is not felt in the next */

	if (row->method == HTTPD_GET)
		return browser_get(&b, path_of(c, row));
	browser_get(&b, "/sign-in");		/* for the form's token */
	return browser_post(&b, path_of(c, row), site_format("line=%s&block=on&code=00000000&answer=x&language=nl&handle=others&name=x&contact=x%%40example.com"
	    "&login=nobody%%40example.com&password=x&again=x&end=soon", c->handle));
}

static void
assert_nothing_is_seen(struct reply r, enum who who, const char *method, const char *path)
{
	static const char *const THEIRS[] = { CANARY, "ana@example.org", "470 00 00 01" };

	for (size_t i = 0; i < COUNT(THEIRS); i++)
		if (has(r.body, THEIRS[i]) || has(r.head, THEIRS[i]))
			fail_msg("%s %s shows %s to %s", method, path, THEIRS[i], WHO[who]);
}

static void
strangers_see_nothing_and_change_nothing(void **state)
{
	struct cells c = open_cells(*state);
	struct str before = world_of(&c);
	size_t cells = 0;

	for (size_t i = 0; i < routes_count; i++) {
		for (enum who who = NOBODY; is_page(&routes[i]) && who < OWNER; who++) {
			struct reply r = visit(&c, who, &routes[i]);

			cells++;
			assert_nothing_is_seen(r, who, routes_method(routes[i].method), routes[i].path);
			if (r.status >= 500 || r.status == 0)
				fail_msg("%s %s: %d to %s", routes_method(routes[i].method), routes[i].path, r.status, WHO[who]);
			if (!str_eq(before, world_of(&c)))
				fail_msg("%s %s: changed by %s", routes_method(routes[i].method), routes[i].path, WHO[who]);
		}
	}
	assert_true(cells > 60);
}

static void
a_get_changes_nothing_for_its_owner_either(void **state)
{
	struct cells c = open_cells(*state);
	struct str before = world_of(&c);

	for (size_t i = 0; i < routes_count; i++) {
		if (!is_page(&routes[i]) || routes[i].method != HTTPD_GET)
			continue;
		struct reply r = visit(&c, OWNER, &routes[i]);
		if (r.status >= 500)
			fail_msg("GET %s: %d", routes[i].path, r.status);
		if (!str_eq(before, world_of(&c)))
			fail_msg("GET %s changes something", routes[i].path);
		if (r.status == 200 && !str_is(header(r, "cache-control"), "no-store") && has(r.body, "<html"))
			fail_msg("GET %s may be stored", routes[i].path);
	}
}

/* Without this the cells above would prove nothing. */
static void
the_owner_sees_and_acts(void **state)
{
	struct cells c = open_cells(*state);
	struct browser b = c.b[OWNER];

	assert_true(has(browser_get(&b, site_format("/case/%s", c.reference)).body, CANARY));
	struct reply r = browser_get(&b, "/account");
	assert_true(has(r.body, "ana@example.org") && has(r.body, "470 00 00 01") && has(r.body, c.reference));
	assert_string_equal(place(browser_post(&b, "/block", site_format("line=%s&block=on", c.handle))), "/block");
	assert_true(has(world_of(&c), "\"blocked\":true"));
	browser_get(&b, site_format("/case/%s", c.reference));
	place(browser_post(&b, site_format("/case/%s/withdraw", c.reference), ""));
	assert_true(has(world_of(&c), "\"state\":\"withdrawn\""));
}

/* Who is not signed in is sent to sign in by every page that needs it, and comes back to the same page. */
static void
pages_of_an_account_ask_who_is_there(void **state)
{
	struct cells c = open_cells(*state);
	size_t n = 0;

	for (size_t i = 0; i < routes_count; i++) {
		bool needs = routes[i].op == DESK_OP_account_get || routes[i].op == DESK_OP_account_language || routes[i].op == DESK_OP_password_set;

		if (!is_page(&routes[i]) || !needs || str_starts(str_of(routes[i].path), "/cancel") || str_starts(str_of(routes[i].path), "/withdraw"))
			continue;
		struct reply r = visit(&c, NOBODY, &routes[i]);
		if (routes[i].method == HTTPD_GET)
			assert_string_equal(place(r), site_format("/sign-in?to=%s", routes[i].path));
		else
			assert_true(r.status == 422 || (r.status == 401 && has(r.body, "name=\"login\"")));
		n++;
	}
	assert_true(n >= 5);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(strangers_see_nothing_and_change_nothing),
		TEST(a_get_changes_nothing_for_its_owner_either),
		TEST(the_owner_sees_and_acts),
		TEST(pages_of_an_account_ask_who_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
