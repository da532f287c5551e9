/* session_fuzz.c - what a browser may send to be known again: the cookie header, the token of a form, the cursor of a list. The
 * session read is well-formed whatever came; what goes back as a cookie is read as the same session, and cannot add an attribute. A
 * form of another session never fits. A cursor that is taken comes back as it was. */
#include "fuzz.h"

#include "base/rng.h"
#include "desk/view.h"
#include "web/session.h"

static void
check_shape(const struct session *s)
{
	assert(strlen(s->id) == SESSION_ID_SIZE - 1 && strspn(s->id, "0123456789abcdef") == SESSION_ID_SIZE - 1);
	assert(!s->token.n || session_token_fits(s->token));
}

/* A request with one cookie header. */
static struct httpd_request
request_of(struct str header, struct httpd_pair *pair)
{
	*pair = (struct httpd_pair){ STR("Cookie"), header };
	return (struct httpd_request){ .headers = { pair, 1 } };
}

static void
try_cookie(struct arena *a, struct str header, struct str form, bool is_tls)
{
	static const uint8_t KEY[32] = { 7 };
	struct httpd_pair pair;
	struct httpd_request q = request_of(header, &pair);
	struct session s = session_read(&q, is_tls), again;
	struct str cookie, attributes;

	check_shape(&s);
	assert(!session_form_fits(&s, KEY, form));
	str_split(session_cookie(&s, is_tls, a), ';', &cookie, &attributes);
	assert(str_is(attributes, is_tls ? " Path=/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure" : " Path=/; Max-Age=28800; HttpOnly; SameSite=Lax"));
	q = request_of(cookie, &pair);
	again = session_read(&q, is_tls);
	assert(!again.is_new && strcmp(s.id, again.id) == 0 && str_eq(s.token, again.token));
}

static void
try_cursor(struct arena *a, struct str text)
{
	struct unit u = { .arena = a };
	struct by_page page = { .limit = 50 }, again = { .limit = 50 };

	if (!view_cursor_parse(text, &page)) {
		assert(id_is_none(page.after_id) && !page.after_ms.ms && !page.after_seq);
		return;
	}
	bool is_read = view_cursor_parse(view_cursor(&u, page.after_ms, page.after_id, page.after_seq), &again);
	assert(is_read && again.after_ms.ms == page.after_ms.ms && again.after_seq == page.after_seq && id_eq(again.after_id, page.after_id));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str input = fuzz_input(data, n);
	bool is_tls = fuzz_byte(&input) % 2;
	struct str header = fuzz_line(&input), form = fuzz_line(&input), cursor = fuzz_line(&input);

	try_cookie(a, header, form, is_tls);
	try_cursor(a, cursor);
	return 0;
}
