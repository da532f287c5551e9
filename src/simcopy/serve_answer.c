/* serve_answer.c - the agent's answers. Nothing is logged.
 * Sources: Fetch (CORS), Private Network Access (preflight), RFC 9457 (problem details).  Errors: none of its own. */
#include "simcopy/serve_answer.h"

#include "simcopy/words.h"

#define PROBLEM_MAX 4096u

/* To the portal's page, and only to it, the browser shows the answer. */
static size_t
add_cors(const struct serve_api *s, const struct httpd_request *q, struct httpd_pair h[3])
{
	struct str origin = httpd_header(q, "origin");

	h[0] = (struct httpd_pair){ STR("Vary"), STR("Origin") };
	if (!s->door.origin[0] || !str_is(origin, s->door.origin))
		return 1;
	h[1] = (struct httpd_pair){ STR("Access-Control-Allow-Origin"), str_of(s->door.origin) };
	return 2;
}

void
serve_answer_send(const struct serve_api *s, struct httpd_request *q, int status, const char *type, struct str body)
{
	struct httpd_pair h[4];
	size_t n = add_cors(s, q, h);

	h[n++] = (struct httpd_pair){ STR("Content-Type"), str_of(type) };
	httpd_answer(q, status, h, n, body);
}

const struct catalog *
serve_answer_language(const struct serve_api *s, const struct httpd_request *q)
{
	struct str lang = httpd_query(q, "lang");

	return lang.n ? words_of(lang) : s->cat;
}

static void
refuse(const struct serve_api *s, struct httpd_request *q, int status, struct str why)
{
	AUTO(buf_done) struct buf b = { .max_bytes = PROBLEM_MAX };

	buf_printf(&b, "{\"status\":%d,\"title\":", status);
	buf_json(&b, why);
	buf_addc(&b, '}');
	serve_answer_send(s, q, status, "application/problem+json", buf_str(&b));
}

void
serve_answer_refuse(const struct serve_api *s, struct httpd_request *q, int status, const char *msgid)
{
	refuse(s, q, status, catalog_text(serve_answer_language(s, q), msgid));
}

void
serve_answer_ok(const struct serve_api *s, struct httpd_request *q, int status)
{
	serve_answer_send(s, q, status, SERVE_ANSWER_JSON, STR("{}"));
}

struct str
serve_answer_below(const struct httpd_request *q, const char *prefix)
{
	size_t n = strlen(prefix);

	return (struct str){ q->path.p + n, q->path.n - n };
}

void
serve_answer_preflight(const struct serve_api *s, struct httpd_request *q)
{
	struct httpd_pair h[6];
	size_t n = add_cors(s, q, h);

	h[n++] = (struct httpd_pair){ STR("Access-Control-Allow-Methods"), STR("GET, POST") };
	h[n++] = (struct httpd_pair){ STR("Access-Control-Allow-Headers"), STR("Authorization, Content-Type") };
	if (str_is(httpd_header(q, "access-control-request-private-network"), "true"))
		h[n++] = (struct httpd_pair){ STR("Access-Control-Allow-Private-Network"), STR("true") };
	httpd_answer(q, 204, h, n, STR(""));
}
