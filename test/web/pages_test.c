/* pages_test.c - every page in every variant: well-formed, escaped, labelled, without anything from elsewhere; and what a
 * reference alone does not show. With PAGES_OUT=folder the samples are also written there, to be looked at. */
#include "pages_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define PAGE_MAX 60000u
#define CANARY "Zq7canary"
#define HOSTILE "\"'><script>alert(1)</script>&"

static struct page_language languages[] = {
	{ .code = STR("en"), .label = STR("English"), .url = STR("/?lang=en"), .is_current = true },
	{ .code = STR("nl"), .label = STR("Nederlands"), .url = STR("/?lang=nl") },
	{ .code = STR("fr"), .label = STR("Français"), .url = STR("/?lang=fr") },
	{ .code = STR("zh"), .label = STR("中文"), .url = STR("/?lang=zh") },
};

static const char *const LANGS[] = { "nl", "fr", "de", "zh", "en" };
static const char *lang_now = "en";	/* of the pages that are made */

#include "pages_sample_account.h"	/* which shows these languages */

static struct page_env
sample_env(void)
{
	return (struct page_env){
		.cat = catalog_of(str_of(lang_now)), .lang = str_of(lang_now), .dir = STR("ltr"), .csrf = STR("token-of-this-session"),
		.operator_name = STR("Mobile Nord & Sud"), .help_phone = STR("+32 2 123 45 67"), .help_mail = STR("help@sim.example"),
		.languages = { languages, COUNT(languages) },
	};
}

static bool
has(struct str html, const char *what)
{
	return html.n && memmem(html.p, html.n, what, strlen(what)) != NULL;
}

/* ---- a small reader of what we write: elements nest, ids are unique, what is pointed at is there ---- */
struct seen { struct str ids[200], wanted[400]; size_t ids_n, wanted_n; };

static void
attribute(struct seen *seen, struct str name, struct str value)
{
	struct str word;

	assert_false(str_starts(name, "on") || str_is(name, "style"));
	if (str_is(name, "id")) {
		for (size_t i = 0; i < seen->ids_n; i++)
			assert_false(str_eq(seen->ids[i], value));
		seen->ids[seen->ids_n++] = value;
	}
	if (str_is(name, "href") && value.n > 1 && value.p[0] == '#')
		seen->wanted[seen->wanted_n++] = (struct str){ value.p + 1, value.n - 1 };
	if (str_is(name, "href") || str_is(name, "src") || str_is(name, "action"))
		assert_true(str_starts(value, "/") || str_starts(value, "#") || str_starts(value, "tel:") || str_starts(value, "mailto:"));
	if (str_is(name, "for") || str_is(name, "aria-labelledby") || str_is(name, "aria-describedby"))
		for (bool more = true; more;) {
			more = str_split(value, ' ', &word, &value);
			seen->wanted[seen->wanted_n++] = word;
		}
}

/* Reads the attributes of a tag, from behind its name; returns what stands behind '>'. */
static struct str
attributes(struct seen *seen, struct str s)
{
	struct str name, value;

	for (;;) {
		s = str_trim(s);
		assert_true(s.n > 0);
		if (s.p[0] == '>')
			return (struct str){ s.p + 1, s.n - 1 };
		size_t n = 0;
		while (n < s.n && !strchr(" \n=>", s.p[n]))
			n++;
		name = (struct str){ s.p, n };
		s = (struct str){ s.p + n, s.n - n };
		if (!str_starts(s, "=")) {
			attribute(seen, name, STR(""));
			continue;
		}
		assert_true(str_starts(s, "=\""));
		assert_true(str_split((struct str){ s.p + 2, s.n - 2 }, '"', &value, &s));
		attribute(seen, name, value);
	}
}

static void
check_structure(struct str html)
{
	static const char *const VOID[] = { "meta", "link", "img", "input", "circle", "path" };	/* the last two: of a picture in the page */
	struct seen seen = { .ids_n = 0 };
	struct str open[64], before, rest = html;
	size_t depth = 0;

	assert_true(str_starts(html, "<!doctype html>\n"));
	rest = (struct str){ html.p + 16, html.n - 16 };
	while (str_split(rest, '<', &before, &rest)) {
		bool closes = str_starts(rest, "/"), is_void = false;
		size_t n = 0;

		rest = (struct str){ rest.p + closes, rest.n - closes };
		while (n < rest.n && ((rest.p[n] >= 'a' && rest.p[n] <= 'z') || (rest.p[n] >= '0' && rest.p[n] <= '9')))
			n++;
		struct str name = { rest.p, n };
		assert_true(n > 0);
		assert_false(str_is(name, "style"));
		if (str_is(name, "script") && !closes)	/* a file of ours, and nothing else */
			assert_true(str_starts((struct str){ rest.p + n, rest.n - n }, " src=\"/static/") && has(rest, "\" defer></script>"));
		rest = attributes(&seen, (struct str){ rest.p + n, rest.n - n });
		is_void = rest.p[-2] == '/';		/* a shape of a picture */
		for (size_t i = 0; i < COUNT(VOID); i++)
			is_void |= str_is(name, VOID[i]);
		if (closes)
			assert_true(depth > 0 && str_eq(open[--depth], name));
		else if (!is_void)
			open[depth++] = name;
	}
	assert_int_equal(depth, 0);
	for (size_t w = 0; w < seen.wanted_n; w++) {
		bool found = false;

		for (size_t i = 0; i < seen.ids_n; i++)
			found |= str_eq(seen.ids[i], seen.wanted[w]);
		if (!found)
			fail_msg("no element has the id %.*s", STR_ARG(seen.wanted[w]));
	}
}

static size_t
count(struct str html, const char *what)
{
	size_t n = 0, size = strlen(what);

	for (const char *p = html.p; (p = memmem(p, html.n - (size_t)(p - html.p), what, size)); p += size)
		n++;
	return n;
}

static void
check_page(struct buf *out, const char *name)
{
	struct str html = buf_str(out);

	assert_false(out->over);
	assert_true(str_is_utf8(html));
	check_structure(html);
	assert_int_equal(count(html, "method=\"post\""), count(html, "name=\"csrf\""));
	assert_int_equal(count(html, "<h1"), 1);
	assert_int_equal(count(html, "<main"), 1);
	assert_false(has(html, "{"));			/* a text with a place for a value that nobody filled */
	if (!getenv("PAGES_OUT"))
		return;
	char path[300];
	snprintf(path, sizeof path, "%s/%s.%s.html", getenv("PAGES_OUT"), name, lang_now);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fwrite(html.p, 1, html.n, f);
	fclose(f);
}

#define CHECK(page, rec, name) do { \
	AUTO(buf_done) struct buf out; \
	struct page_env env = sample_env(); \
	buf_init(&out, PAGE_MAX); \
	page_##page##_render(&out, &env, rec); \
	check_page(&out, name); \
} while (0)

static void
check_account_pages(void)
{
	char name[40];

	CHECK(sign_in, &SIGN_IN, "sign_in");
	CHECK(sign_in, &SIGN_IN_WRONG, "sign_in_wrong");
	CHECK(sign_in, &SIGN_IN_EMPTY, "sign_in_empty");
	CHECK(sign_in, &SIGN_IN_AGAIN, "sign_in_again");
	CHECK(sign_code, &SIGN_CODE, "sign_code");
	CHECK(sign_code, &SIGN_CODE_WRONG, "sign_code_wrong");
	CHECK(sign_code, &SIGN_CODE_OVER, "sign_code_over");
	CHECK(resume, &RESUME, "resume");
	CHECK(resume, &RESUME_LATE, "resume_late");
	CHECK(account, &MY_ACCOUNT, "account");
	CHECK(account, &MY_ACCOUNT_BARE, "account_bare");
	CHECK(block, &BLOCK, "block");
	CHECK(block, &BLOCK_NONE, "block_none");
	CHECK(block, &UNBLOCK, "unblock");
	CHECK(password, &NEW_PASSWORD, "password");
	for (size_t i = 0; i < COUNT(SIGN_IN_OUTCOMES); i++) {
		snprintf(name, sizeof name, "sign_in_%s", SIGN_IN_OUTCOMES[i]);
		CHECK(sign_in, (&(struct page_sign_in){ .purpose = STR("sign_in"), .outcome = str_of(SIGN_IN_OUTCOMES[i]) }), name);
	}
	for (size_t i = 0; i < COUNT(PASSWORD_FAULTS); i++) {
		snprintf(name, sizeof name, "password_%s", PASSWORD_FAULTS[i]);
		CHECK(password, (&(struct page_password){ .asks_old = true, .is_wrong = true, .wrong = str_of(PASSWORD_FAULTS[i]) }), name);
	}
}

static void
check_pages(void)
{
	CHECK(front, &FRONT, "front");
	CHECK(form, &FORM_EMPTY, "form");
	CHECK(form, &FORM_SIGNED_IN, "form_signed_in");
	CHECK(form, &FORM_WRONG, "form_wrong");
	CHECK(group, &GROUP, "group");
	CHECK(group, &GROUP_SENT, "group_sent");
	CHECK(code, &CODE, "code");
	CHECK(code, &CODE_WRONG, "code_wrong");
	CHECK(code, &CODE_EXPIRED, "code_expired");
	CHECK(summary, &SUMMARY, "summary");
	CHECK(summary, &SUMMARY_FREE, "summary_free");
	CHECK(declaration, &DECLARATION, "declaration");
	CHECK(withdrawal, &WITHDRAWAL, "withdrawal");
	CHECK(withdrawal, &WITHDRAWAL_NONE, "withdrawal_none");
	CHECK(withdrawal_check, &WITHDRAWAL_CHECK, "withdrawal_check");
	CHECK(person, &PERSON, "person");
	CHECK(person, &PERSON_WRONG, "person_wrong");
	CHECK(find, &FIND, "find");
	CHECK(find, &FIND_WRONG, "find_wrong");
	CHECK(find, &FIND_ABSENT, "find_absent");
	for (size_t i = 0; i < COUNT(OUTCOMES); i++) {
		struct page_stop stop = STOP;
		char name[40];

		stop.outcome = str_of(OUTCOMES[i]);
		snprintf(name, sizeof name, "stop_%s", OUTCOMES[i]);
		CHECK(stop, &stop, name);
	}
	for (size_t i = 0; i < COUNT(PROBLEMS); i++) {
		char name[40];

		snprintf(name, sizeof name, "problem_%s", PROBLEMS[i]);
		CHECK(problem, (&(struct page_problem){ .kind = str_of(PROBLEMS[i]), .detail = STR("This line has ended already."), .request = STR("r-81f2") }), name);
	}
}

static void
every_page_is_sound(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(LANGS); i++) {
		lang_now = LANGS[i];		/* English comes last, and stays */
		check_pages();
		check_account_pages();
	}
}

/* ---- the case page: one part for each state of the machine ---- */
static struct page_case
sample_case(size_t state, struct page_step *steps, bool is_proven)
{
	struct page_case c = CASE_PROVEN;

	c.state = str_of(STATES[state]);
	c.is_proven = is_proven;
	c.steps = (struct list){ steps, pages_steps(catalog_of(str_of(lang_now)), c.state, steps) };
	if (c.steps.n)
		steps[0].when = c.received;
	c.prove_url = STR("/sign-in?to=/case/K7QM-3XPA-9");
	c.withdraw_url = state < TERMINATION_noticing ? STR("/case/K7QM-3XPA-9/withdraw") : STR("");
	c.answer_url = state == TERMINATION_asked ? STR("/case/K7QM-3XPA-9/answer") : STR("");
	c.upload_url = state == TERMINATION_asked ? STR("/case/K7QM-3XPA-9/documents") : STR("");
	c.is_new = is_proven && state == TERMINATION_review;
	return c;
}

/* Until a gateway has taken the alert, nobody knows when the line goes off: no time is said, instead of an empty one. */
static void
a_wait_without_a_time_says_none(void **unused)
{
	AUTO(buf_done) struct buf out;
	struct page_env env = sample_env();
	struct page_step steps[PAGES_STEPS];
	struct page_case c = sample_case(TERMINATION_waiting, steps, true);

	(void)unused;
	buf_init(&out, PAGE_MAX);
	c.by = c.end = STR("");
	page_case_render(&out, &env, &c);
	assert_true(has(buf_str(&out), "You can still use it.") && has(buf_str(&out), "Unless somebody objects"));
	assert_false(has(buf_str(&out), "until .") || has(buf_str(&out), "after  we"));
}

static void
every_state_says_what_it_means_and_what_is_next(void **unused)
{
	AUTO(buf_done) struct buf out;
	struct page_env env = sample_env();
	struct page_step steps[PAGES_STEPS];

	(void)unused;
	buf_init(&out, PAGE_MAX);
	for (size_t i = 0; i < 2 * COUNT(STATES); i++) {
		size_t state = i / 2;
		struct page_case c = sample_case(state, steps, i % 2);

		buf_reset(&out);
		page_case_render(&out, &env, &c);
		assert_true(has(buf_str(&out), "K7QM-3XPA-9"));
		if (!STATE_IS_END[state]) {
			assert_true(has(buf_str(&out), "Next: "));
			assert_true(has(buf_str(&out), "25 November 2026 at 18:00"));
		}
		assert_int_equal(has(buf_str(&out), "/withdraw\""), c.is_proven && state < TERMINATION_noticing);
		assert_int_equal(has(buf_str(&out), "22 November 2026 at 09:20") && has(buf_str(&out), "Moving to Lisbon"), c.is_proven);
	}
}

static void
every_state_is_told_in_every_language(void **unused)
{
	struct page_step steps[PAGES_STEPS];
	char name[60];

	(void)unused;
	for (size_t i = 0; i < COUNT(LANGS); i++) {
		lang_now = LANGS[i];
		for (size_t s = 0; s < 2 * COUNT(STATES); s++) {
			struct page_case c = sample_case(s / 2, steps, s % 2);

			snprintf(name, sizeof name, "case_%s%s", STATES[s / 2], c.is_proven ? "" : "_by_reference");
			CHECK(case, &c, name);
		}
	}
}

/* ---- all fields at once, by the records' own tables ---- */
static void
fill(const struct record *r, void *rec, struct str text, unsigned flags, struct arena *a)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct field *f = &r->field[i];

		if (f->kind == F_BOOL)
			RECORD_AT(rec, f, bool) = true;
		if (f->kind == F_INT)
			RECORD_AT(rec, f, int64_t) = 2;
		if (f->kind == F_TEXT && (!flags || f->flags & flags))
			RECORD_AT(rec, f, struct str) = text;
		if (f->kind == F_LIST) {
			struct list *list = &RECORD_AT(rec, f, struct list);

			*list = (struct list){ arena_must(a, f->sub->size), 1 };
			fill(f->sub, list->items, text, flags, a);
		}
	}
}

#define FILLED(page, text) do { \
	struct page_##page rec = { .found = false }; \
	fill(&page_##page##_record, &rec, text, 0, a); \
	buf_reset(&out); \
	page_##page##_render(&out, &env, &rec); \
	check_structure(buf_str(&out)); \
	assert_false(has(buf_str(&out), "<script>") || has(buf_str(&out), "'>")); \
} while (0)

static void
no_field_can_leave_its_place(void **unused)
{
	AUTO(buf_done) struct buf out;
	struct page_env env = sample_env();
	struct arena *a = arena_new(1 << 20);
	static const struct str TEXTS[] = { STR(HOSTILE), STR("javascript:alert(1)"), STR("//evil.example/"), STR("{line} {{ t }} {%") };

	(void)unused;
	buf_init(&out, PAGE_MAX);
	env.operator_name = env.csrf = STR(HOSTILE);
	for (size_t i = 0; i < COUNT(TEXTS); i++) {
		FILLED(front, TEXTS[i]);
		FILLED(form, TEXTS[i]);
		FILLED(group, TEXTS[i]);
		FILLED(person, TEXTS[i]);
		FILLED(declaration, TEXTS[i]);
		FILLED(withdrawal, TEXTS[i]);
		FILLED(withdrawal_check, TEXTS[i]);
		FILLED(code, TEXTS[i]);
		FILLED(summary, TEXTS[i]);
		FILLED(case, TEXTS[i]);
		FILLED(stop, TEXTS[i]);
		FILLED(find, TEXTS[i]);
		FILLED(problem, TEXTS[i]);
		FILLED(sign_in, TEXTS[i]);
		FILLED(sign_code, TEXTS[i]);
		FILLED(resume, TEXTS[i]);
		FILLED(account, TEXTS[i]);
		FILLED(password, TEXTS[i]);
		FILLED(block, TEXTS[i]);
	}
	arena_free(a);
}

static void
a_reference_alone_shows_no_personal_data(void **unused)
{
	AUTO(buf_done) struct buf out;
	struct page_env env = sample_env();
	struct arena *a = arena_new(1 << 20);

	(void)unused;
	buf_init(&out, PAGE_MAX);
	for (size_t i = 0; i < COUNT(STATES); i++) {
		struct page_case c = { .found = false };

		fill(&page_case_record, &c, STR(CANARY), PERSONAL, a);
		c.state = str_of(STATES[i]);
		c.is_proven = false;
		buf_reset(&out);
		page_case_render(&out, &env, &c);
		assert_false(has(buf_str(&out), CANARY));
		c.is_proven = true;
		buf_reset(&out);
		page_case_render(&out, &env, &c);
		assert_true(has(buf_str(&out), CANARY));
	}
	arena_free(a);
}

static void
only_known_addresses_become_links(void **unused)
{
	static const struct { const char *url, *want; } CASES[] = {
		{ "/case/X?a=1&b=2", "/case/X?a=1&amp;b=2" }, { "https://e.example/", "https://e.example/" }, { "tel:+322", "tel:+322" },
		{ "javascript:alert(1)", "#" }, { "//evil.example", "#" }, { "/\\evil.example", "#" }, { "http://x.example", "#" },
		{ "/a\nb", "#" }, { "/\t/evil.example", "#" }, { "", "#" }, { "data:text/html,x", "#" }, { " /x", "#" },
	};
	AUTO(buf_done) struct buf out;

	(void)unused;
	buf_init(&out, 200);
	for (size_t i = 0; i < COUNT(CASES); i++) {
		buf_reset(&out);
		pages_url(&out, str_of(CASES[i].url));
		assert_true(str_is(buf_str(&out), CASES[i].want));
	}
}

static void
the_buttons_are_worded_by_country(void **unused)
{
	const struct catalog *en = catalog_of(STR("en"));

	(void)unused;
	assert_true(str_is(pages_labels(en, STR("DE")).begin, "Verträge hier kündigen"));
	assert_true(str_is(pages_labels(en, STR("DE")).submit, "jetzt kündigen"));
	assert_true(str_is(pages_labels(en, STR("FR")).begin, "résilier votre contrat"));
	assert_true(str_is(pages_labels(en, STR("FR")).submit, "notifier la résiliation"));
	assert_true(str_is(pages_labels(en, STR("FR")).lang, "fr"));
	assert_true(str_is(pages_labels(en, STR("BE")).begin, "Cancel my SIM"));
	assert_true(str_is(pages_labels(en, STR("BE")).lang, "en"));
}

static void
static_files_are_there_and_the_first_page_is_light(void **unused)
{
	AUTO(buf_done) struct buf out;
	struct page_env env = sample_env();
	const struct page_static *css = pages_static_find(STR("/static/simoff.css"));

	(void)unused;
	assert_non_null(css);
	assert_string_equal(css->type, "text/css; charset=utf-8");
	assert_false(has(css->body, "url(") || has(css->body, "@import"));
	assert_null(pages_static_find(STR("/static/../simoff.css")));
	assert_null(pages_static_find(STR("/static/")));
	buf_init(&out, PAGE_MAX);
	page_front_render(&out, &env, &FRONT);
	size_t total = out.n;
	for (size_t i = 0; i < page_static_count; i++) {
		bool is_script = strstr(page_statics[i].path, ".js") != NULL;	/* of other pages */

		total += page_statics[i].body.n;
		assert_true(strlen(page_statics[i].etag) == 14 && has(buf_str(&out), page_statics[i].path) != is_script);
	}
	assert_true(total < 60 * 1024);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_is_sound),
		cmocka_unit_test(every_state_says_what_it_means_and_what_is_next),
		cmocka_unit_test(a_wait_without_a_time_says_none),
		cmocka_unit_test(every_state_is_told_in_every_language),
		cmocka_unit_test(no_field_can_leave_its_place),
		cmocka_unit_test(a_reference_alone_shows_no_personal_data),
		cmocka_unit_test(only_known_addresses_become_links),
		cmocka_unit_test(the_buttons_are_worded_by_country),
		cmocka_unit_test(static_files_are_there_and_the_first_page_is_light),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
