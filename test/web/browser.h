/* browser.h - for tests: a browser with one cookie, that fills in the form's token of the page it saw last; and the mail box. */
#ifndef SIMOFF_TEST_BROWSER_H
#define SIMOFF_TEST_BROWSER_H
#include "site.h"

struct browser { struct site *s; char cookie[160], csrf[80]; };

static void
browser_keep(struct browser *b, struct reply r)
{
	struct str cookie = header(r, "set-cookie"), pair, rest, csrf = between(r.body, "name=\"csrf\" value=\"", "\"");

	if (cookie.n) {
		str_split(cookie, ';', &pair, &rest);
		snprintf(b->cookie, sizeof b->cookie, "Cookie: %.*s\r\n", STR_ARG(pair));
	}
	if (csrf.n)
		snprintf(b->csrf, sizeof b->csrf, "%.*s", STR_ARG(csrf));
}

static struct reply
browser_get(struct browser *b, const char *path)
{
	struct reply r = site_ask(b->s, "GET", path, site_format("%sSec-Fetch-Site: none\r\n", b->cookie), STR(""));

	browser_keep(b, r);
	return r;
}

/* FIELDS: urlencoded, without the form's token. */
static struct reply
browser_post(struct browser *b, const char *path, const char *fields)
{
	const char *headers = site_format("%sContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nOrigin: null\r\n", b->cookie);
	struct reply r = site_ask(b->s, "POST", path, headers, str_of(site_format("csrf=%s&%s", b->csrf, fields)));

	browser_keep(b, r);
	return r;
}

/* Where a redirect leads, as a C string. */
static const char *
place(struct reply r)
{
	if (r.status != 303)
		fail_msg("%d instead of a redirect: %.*s", r.status, STR_ARG(r.body));
	return site_format("%.*s", STR_ARG(header(r, "location")));
}

/* The one-time code that was mailed last, from what the mail worker would be given. */
static const char *
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
