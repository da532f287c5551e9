/* session.c - the portal's cookie, the token in its forms, and who may have sent a form.
 * Errors: none; whatever a stranger sends is either well-formed or not there. */
#include "web/session.h"

#include "base/hash.h"
#include "base/rng.h"

#define ID_BYTES 16u

static const char *
cookie_name(bool is_tls)
{
	return is_tls ? "__Host-simoff" : "simoff";
}

static bool
is_word(struct str s, size_t max, const char *set)
{
	if (!s.n || s.n > max)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!memchr(set, s.p[i], strlen(set)))
			return false;
	return true;
}

bool
session_token_fits(struct str s)
{
	return is_word(s, SESSION_TOKEN_MAX, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/* ---- what else is kept ---- */

static const struct { const char *name; bool speaks; int age_s; } KEEPS[] = {
#define X(n, name, speaks, age) { name, speaks, age },
	SESSION_KEEPS(X)
#undef X
};

static const char *
prefix_of(enum session_keep which, bool is_tls)
{
	return is_tls && KEEPS[which].speaks ? "__Host-" : "";
}

struct str
session_kept(const struct httpd_request *q, enum session_keep which, bool is_tls)
{
	struct str name = arena_printf(q->arena, "%s%s", prefix_of(which, is_tls), KEEPS[which].name);
	struct str value = httpd_cookie(q, name.p);

	return session_token_fits(value) ? value : STR("");
}

struct str
session_keep(enum session_keep which, struct str value, bool is_tls, struct arena *a)
{
	int age_s = value.n ? KEEPS[which].age_s : 0;
	bool has_age = age_s || !value.n;

	return arena_printf(a, "%s%s=%.*s; Path=/; %.*sHttpOnly; SameSite=Lax%s", prefix_of(which, is_tls), KEEPS[which].name,
	    STR_ARG(value), STR_ARG(has_age ? arena_printf(a, "Max-Age=%d; ", age_s) : STR("")), is_tls ? "; Secure" : "");
}

/* ---- the cookie of forms and cases ---- */

struct session
session_renew(struct str token)
{
	struct session s = { .token = token, .is_new = true };
	uint8_t random[ID_BYTES];

	rng_bytes(random, sizeof random);
	hash_hex(random, sizeof random, s.id);
	return s;
}

struct session
session_read(const struct httpd_request *q, bool is_tls)
{
	struct str id, token;
	struct session s = { .is_new = false };
	bool has_token = str_split(httpd_cookie(q, cookie_name(is_tls)), '.', &id, &token);

	if (id.n != SESSION_ID_SIZE - 1 || !is_word(id, id.n, "0123456789abcdef"))
		return session_renew(STR(""));
	if (has_token && !session_token_fits(token))
		return session_renew(STR(""));
	memcpy(s.id, id.p, id.n);
	s.token = token;
	return s;
}

struct str
session_cookie(const struct session *s, bool is_tls, struct arena *a)
{
	return arena_printf(a, "%s=%s%s%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", cookie_name(is_tls), s->id,
	    s->token.n ? "." : "", STR_ARG(s->token), SESSION_MAX_AGE_S, is_tls ? "; Secure" : "");
}

void
session_form(const struct session *s, const uint8_t key[32], char out[SESSION_FORM_SIZE])
{
	struct hash h = HASH_KEYED(key, STR("form"), str_of(s->id));

	hash_hex(h.b, sizeof h.b, out);
}

bool
session_form_fits(const struct session *s, const uint8_t key[32], struct str sent)
{
	char want[SESSION_FORM_SIZE];

	session_form(s, key, want);
	return !s->is_new && sent.n == sizeof want - 1 && hash_eq(sent.p, want, sent.n);
}

/* ORIGIN without its scheme, when the scheme is the one we are reached by. */
static struct str
host_of(struct str origin, bool is_tls)
{
	struct str scheme = is_tls ? STR("https://") : STR("http://");

	if (!str_starts(origin, is_tls ? "https://" : "http://"))
		return STR("");
	return (struct str){ origin.p + scheme.n, origin.n - scheme.n };
}

bool
session_is_same_site(const struct httpd_request *q, bool is_tls, struct str public_url)
{
	struct str fetch = httpd_header(q, "sec-fetch-site"), origin = httpd_header(q, "origin");

	if (fetch.n && !str_is(fetch, "same-origin") && !str_is(fetch, "none"))
		return false;
	if (!origin.n || str_is(origin, "null"))
		return true;
	if (public_url.n && str_eq(origin, public_url))
		return true;
	struct str host = host_of(origin, is_tls);
	return host.n && str_eq(host, httpd_header(q, "host"));
}
