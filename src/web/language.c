/* language.c - the reader's language: by choice, by browser, by operator. Pure. Errors: none; nonsense counts as nothing said. */
#include "web/language.h"

#include "web/routes.h"

#define QUALITY_MAX 1000u		/* q=1, in thousandths */

static const struct { const char *code, *label; } LANGUAGES[] = {
	{ "nl", "Nederlands" }, { "fr", "Français" }, { "de", "Deutsch" }, { "en", "English" }, { "zh", "中文" },
};

/* Parts of a query that a link to the same page may repeat. */
static const char *const KEPT[] = { "new", "resent", "expired", "to", "line" };

bool
language_offers(struct str code)
{
	for (size_t i = 0; i < catalog_source_count; i++)
		if (str_is(code, catalog_sources[i].lang))
			return true;
	return false;
}

/* ---- Accept-Language ---- */

/* "0.8" in thousandths; what is not such a number is 0: not wanted. */
static unsigned
quality(struct str s)
{
	unsigned q = 0, unit = QUALITY_MAX;

	for (size_t i = 0; i < s.n; i++) {
		bool is_digit = s.p[i] >= '0' && s.p[i] <= '9';

		if (i > 4 || is_digit == (i == 1) || (i == 1 && s.p[i] != '.'))
			return 0;
		if (i == 1)
			continue;
		q += (unsigned)(s.p[i] - '0') * unit;
		unit /= 10;
	}
	return q <= QUALITY_MAX ? q : 0;
}

/* "nl-BE;q=0.8": the language alone ("nl", or "*"), and how much it is wanted. */
static unsigned
range(struct str item, struct str *code_out)
{
	struct str tag, parameter, rest;

	str_split(item, ';', &tag, &parameter);
	str_split(str_trim(tag), '-', code_out, &rest);
	parameter = str_trim(parameter);
	if (!parameter.n)
		return QUALITY_MAX;
	return str_starts(parameter, "q=") ? quality((struct str){ parameter.p + 2, parameter.n - 2 }) : 0;
}

struct str
language_accepted(struct str header, struct str otherwise)
{
	struct str best = otherwise, item, code;
	unsigned most = 0;

	for (bool more = header.n > 0; more;) {
		more = str_split(header, ',', &item, &header);
		unsigned q = range(item, &code);
		if (q <= most || !(str_is(code, "*") || language_offers(code)))
			continue;
		most = q;
		best = str_is(code, "*") ? otherwise : code;
	}
	return best;
}

/* ---- of a request ---- */

void
language_settle(struct call *c)
{
	struct str chosen = c->q->method == HTTPD_POST ? STR("") : httpd_query(c->q, "lang");
	struct str kept = session_kept(c->q, SESSION_KEEP_language, c->is_tls);

	if (language_offers(chosen) && !str_eq(chosen, kept))
		call_keep(c, SESSION_KEEP_language, chosen);
	if (!language_offers(chosen))
		chosen = language_offers(kept) ? kept : language_accepted(httpd_header(c->q, "accept-language"), c->web->conf.language);
	c->cat = catalog_of(chosen);
}

/* ---- the switch ---- */

static bool
is_plain(unsigned char b)
{
	return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || strchr("-._~/", b);
}

static void
add_escaped(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] && is_plain((unsigned char)s.p[i]))
			buf_addc(out, s.p[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)s.p[i]);
}

/* Where this page is seen again: its own path and what may be kept of its query, ready for "lang=xx". */
static struct str
own_address(struct call *c)
{
	AUTO(buf_done) struct buf out;
	struct str param;
	bool is_known;

	buf_init(&out, LANGUAGE_URL_MAX);
	bool is_seen = c->q->method != HTTPD_POST || routes_find(HTTPD_GET, c->q->path, &param, &is_known);
	add_escaped(&out, is_seen ? c->q->path : STR("/"));
	buf_addc(&out, '?');
	for (size_t i = 0; i < COUNT(KEPT); i++) {
		for (size_t j = 0; j < c->q->query.n; j++) {
			if (!str_is(c->q->query.item[j].name, KEPT[i]))
				continue;
			buf_printf(&out, "%s=", KEPT[i]);
			add_escaped(&out, c->q->query.item[j].value);
			buf_addc(&out, '&');
		}
	}
	return out.over ? STR("/?") : arena_str(c->q->arena, buf_str(&out));
}

struct list
language_choices(struct call *c)
{
	struct page_language *l = ARENA_ARRAY(c->q->arena, struct page_language, COUNT(LANGUAGES));
	struct str here = own_address(c);
	size_t n = 0;

	for (size_t i = 0; i < COUNT(LANGUAGES); i++) {
		struct str code = str_of(LANGUAGES[i].code);

		if (!language_offers(code))
			continue;
		l[n++] = (struct page_language){
			.found = true, .code = code, .label = str_of(LANGUAGES[i].label), .is_current = str_eq(code, c->cat->lang),
			.url = arena_printf(c->q->arena, "%.*slang=%.*s", STR_ARG(here), STR_ARG(code)),
		};
	}
	return (struct list){ l, n > 1 ? n : 0 };
}
