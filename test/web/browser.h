/* browser.h - for tests: a browser that keeps its cookies and fills in the form's token of the page it saw last; and the mail box. */
#ifndef SIMOFF_TEST_BROWSER_H
#define SIMOFF_TEST_BROWSER_H
#include "site.h"

/* COOKIE: the header of the form cookie; KEPT: the other cookies, name=value, as long as they are not to be forgotten. */
struct browser { struct site *s; char cookie[160], csrf[80], kept[SESSION_KEEP_COUNT][160]; };

static void
browser_keep_cookie(struct browser *b, struct str value)
{
	static const char *const NAMES[] = { "simoff-session=", "simoff-device=", "simoff-lang=" };
	struct str pair, rest;

	str_split(value, ';', &pair, &rest);
	for (size_t i = 0; i < COUNT(NAMES); i++) {
		if (!str_starts(pair, NAMES[i]))
			continue;
		bool is_gone = has(rest, "Max-Age=0;");
		snprintf(b->kept[i], sizeof b->kept[i], "%.*s", is_gone ? 0 : (int)pair.n, pair.p);
		return;
	}
	snprintf(b->cookie, sizeof b->cookie, "Cookie: %.*s\r\n", STR_ARG(pair));
}

static void
browser_keep(struct browser *b, struct reply r)
{
	struct str line, rest = r.head, name, value, csrf = between(r.body, "name=\"csrf\" value=\"", "\"");

	while (str_split(rest, '\n', &line, &rest))
		if (str_split(line, ':', &name, &value) && httpd_check_same(name, "set-cookie"))
			browser_keep_cookie(b, str_trim(value));
	if (csrf.n)
		snprintf(b->csrf, sizeof b->csrf, "%.*s", STR_ARG(csrf));
}

/* Everything it keeps, as one header. */
static inline const char *
browser_cookies(const struct browser *b)
{
	AUTO(buf_done) struct buf all;
	size_t n = strlen(b->cookie);

	buf_init(&all, 1000);
	buf_printf(&all, "%.*s", n ? (int)n - 2 : 0, b->cookie);
	for (size_t i = 0; i < SESSION_KEEP_COUNT; i++)
		if (b->kept[i][0])
			buf_printf(&all, "%s%s", all.n ? "; " : "Cookie: ", b->kept[i]);
	return site_format("%.*s%s", STR_ARG(buf_str(&all)), all.n ? "\r\n" : "");
}

static inline struct reply
browser_get(struct browser *b, const char *path)
{
	struct reply r = site_ask(b->s, "GET", path, site_format("%sSec-Fetch-Site: none\r\n", browser_cookies(b)), STR(""));

	browser_keep(b, r);
	return r;
}

/* FIELDS: urlencoded, without the form's token. */
static inline struct reply
browser_post(struct browser *b, const char *path, const char *fields)
{
	const char *headers = site_format("%sContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nOrigin: null\r\n", browser_cookies(b));
	struct reply r = site_ask(b->s, "POST", path, headers, str_of(site_format("csrf=%s&%s", b->csrf, fields)));

	browser_keep(b, r);
	return r;
}

/* Where a redirect leads, as a C string. */
static inline const char *
place(struct reply r)
{
	if (r.status != 303)
		fail_msg("%d instead of a redirect: %.*s", r.status, STR_ARG(r.body));
	return site_format("%.*s", STR_ARG(header(r, "location")));
}

/* The one-time code that was mailed last, from what the mail worker would be given. */
static inline const char *
site_code(struct site *s)
{
	struct desk_claim_in in = { .family = EFFECT_FAMILY_mail, .limit = 64 };
	struct desk_claim_out out;
	struct str code = STR("");

	assert_int_equal(site_call(s, DESK_ROLE_worker, DESK_OP_effect_claim, &in, &out), DESK_ok);
	const struct effect_task *t = out.tasks.items;
	for (size_t i = 0; i < out.tasks.n; i++)
		if (t[i].kind == EFFECT_mail_code)
			code = between(t[i].facts, "\"code\":\"", "\"");
	return site_format("%.*s", STR_ARG(code));
}
#endif
