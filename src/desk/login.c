/* login.c - numbers and mail addresses as logins. Two people who share a mail address share nothing else: it signs in the one who had
 * it first (import.c). Errors: what is neither number nor address is refused, in the same words for everybody. */
#include "desk/login.h"

#include "base/hash.h"
#include "base/mime.h"
#include "desk/subject.h"
#include "domain/msisdn.h"

struct str
login_mail(struct unit *u, struct str address)
{
	struct str s = str_trim(address);
	char *to = arena_must(u->arena, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		to[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] - 'A' + 'a' : s.p[i]);
	return (struct str){ to, s.n };
}

bool
login_find(struct unit *u, struct str typed, struct login *l)
{
	struct msisdn m;
	const char *why;

	l->is_mail = typed.n && memchr(typed.p, '@', typed.n);
	if (l->is_mail) {
		l->text = login_mail(u, typed);
		why = mime_address_fault(l->text) ? "must be a mail address like name@example.org" : NULL;
	} else if (msisdn_parse(typed, &m, &why)) {
		l->text = arena_str(u->arena, msisdn_format(&m));
		why = NULL;
	}
	if (why) {
		unit_say(u, DESK_invalid, "login: %s", why);
		return false;
	}
	ask_login_find(u, &(struct by_login){ .login = l->text }, &l->at);
	return true;
}

struct id
login_owner(struct unit *u, const struct login *l)
{
	struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("shadow login"), l->text);
	struct id id;

	memcpy(id.b, h.b, sizeof id.b);
	return l->at.found ? l->at.subscriber_id : id;
}

struct str
login_mask(struct unit *u, struct str login)
{
	char text[MSISDN_MASK_SIZE];
	struct msisdn m;
	struct str name, host;

	if (str_split(login, '@', &name, &host))
		return unit_printf(u, "%.*s...@%.*s", (int)(name.n > 0), name.p, STR_ARG(host));
	if (!msisdn_parse(login, &m, &(const char *){ NULL }))
		return STR("");
	return arena_str(u->arena, msisdn_mask(&m, text));
}
