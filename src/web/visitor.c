/* visitor.c - a browser's cookies and the desk's caller. Errors: none; what is malformed is not there. */
#include "web/visitor.h"

#include "base/hash.h"
#include "web/language.h"

#define AGENT_MAX 80u			/* as in desk_caller */

/* The first that is found wins: browsers name those that they descend from, systems those that they look like. */
static const struct { const char *in, *name; } BROWSERS[] = {
	{ "MicroMessenger/", "WeChat" }, { "EdgA/", "Edge" }, { "EdgiOS/", "Edge" }, { "Edg/", "Edge" }, { "OPR/", "Opera" },
	{ "SamsungBrowser/", "Samsung Internet" }, { "FxiOS/", "Firefox" }, { "Firefox/", "Firefox" }, { "CriOS/", "Chrome" },
	{ "Chrome/", "Chrome" }, { "Safari/", "Safari" },
}, SYSTEMS[] = {
	{ "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" }, { "CrOS", "ChromeOS" }, { "Windows", "Windows" },
	{ "Mac OS X", "macOS" }, { "Linux", "Linux" },
};

static bool
contains(struct str s, const char *what)
{
	return s.n && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

/* As it came, but for what could disturb a page or a log. */
static struct str
printable(struct str s, struct arena *a)
{
	char *p = arena_must(a, AGENT_MAX);
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < AGENT_MAX; i++)
		if (s.p[i] >= ' ' && s.p[i] <= '~')
			p[n++] = s.p[i];
	return str_trim((struct str){ p, n });
}

struct str
visitor_agent(struct str user_agent, struct arena *a)
{
	const char *browser = NULL, *system = NULL;

	for (size_t i = 0; i < COUNT(BROWSERS) && !browser; i++)
		browser = contains(user_agent, BROWSERS[i].in) ? BROWSERS[i].name : NULL;
	for (size_t i = 0; i < COUNT(SYSTEMS) && !system; i++)
		system = contains(user_agent, SYSTEMS[i].in) ? SYSTEMS[i].name : NULL;
	return browser && system ? arena_printf(a, "%s, %s", browser, system) : printable(user_agent, a);
}

void
visitor_settle(struct call *c)
{
	c->caller.channel = STR("web");
	c->caller.session = session_kept(c->q, SESSION_KEEP_session, c->is_tls);
	c->caller.device = session_kept(c->q, SESSION_KEEP_device, c->is_tls);
	c->caller.agent = visitor_agent(httpd_header(c->q, "user-agent"), c->q->arena);
}

bool
visitor_seems_known(const struct call *c)
{
	return c->caller.session.n > 0;
}

/* ---- in use ---- */

void
visitor_touch(struct call *c)
{
	static const struct desk_empty NOTHING;
	struct web *w = c->web;
	uint64_t who;

	if (!visitor_seems_known(c))
		return;
	struct hash h = HASH_KEYED(w->conf.key, STR("touch"), c->caller.session);
	memcpy(&who, h.b, sizeof who);
	struct touched *t = &w->touched[who % CALL_TOUCHED_MAX];
	int64_t now = c->began_us / 1000;
	if (t->who == who && now - t->at_ms < VISITOR_TOUCH_MS)
		return;
	if (w->send(w->send_self, 0, DESK_OP_session_touch, &c->caller, &NOTHING))
		*t = (struct touched){ who, now };
}

/* ---- in and out ---- */

void
visitor_enter(struct call *c, const struct desk_session_view *v)
{
	bool has_chosen = session_kept(c->q, SESSION_KEEP_language, c->is_tls).n > 0;

	assert(session_token_fits(v->session));
	call_keep(c, SESSION_KEEP_session, arena_str(c->q->arena, v->session));
	if (session_token_fits(v->device))
		call_keep(c, SESSION_KEEP_device, arena_str(c->q->arena, v->device));
	if (!has_chosen && language_offers(v->language))
		call_keep(c, SESSION_KEEP_language, arena_str(c->q->arena, v->language));
	c->caller.session = c->kept[SESSION_KEEP_session].value;
	c->session = session_renew(c->session.token);
}

void
visitor_forget(struct call *c)
{
	if (visitor_seems_known(c))
		call_keep(c, SESSION_KEEP_session, STR(""));
	c->caller.session = STR("");
}

void
visitor_leave(struct call *c)
{
	visitor_forget(c);
	c->session = session_renew(STR(""));
}
