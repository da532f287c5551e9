/* sms.c - the two addresses for Kannel. From the gateway's address of the configuration, and nowhere else; what is said there
 * is believed by the desk for its token alone.
 * Reports come by GET and are written down: a GET that changes something, which this project has nowhere else. Kannel knows no
 * other way for reports (dlr-url). It does no harm here: nobody is led to such an address by a link, as it needs a token that
 * only the gateway was given; HEAD is refused; and a repeated report changes nothing.
 * Answers come by POST (post-url), which Kannel can: the body is the message as it was sent, in any alphabet.
 * Sources: Kannel's user guide 1.4.5, "Delivery reports" and "SMS services". */
#include "web/sms.h"

#include "base/gsm7.h"

#define TEXT_BYTES 160u			/* as in DESK_SMS_RECEIVED_IN: how a message begins is enough */
#define CODING_UCS2 "2"

RECORD_TABLE(sms_report_query, SMS_REPORT_QUERY)
RECORD_TABLE(sms_received_query, SMS_RECEIVED_QUERY)

/* False: answered with 403. */
static bool
is_gateway(struct call *c)
{
	struct str from = c->web->conf.sms_from;
	struct httpd_address want, is;

	if (from.n && httpd_address_parse(from, &want) && httpd_address_parse(c->q->remote, &is) && httpd_address_eq(want, is))
		return true;
	call_fail(c, 403, "denied", desk_code_text(DESK_denied), STR("Only the SMS gateway may call this address: [sms] callback_from."));
	return false;
}

/* One parameter of the query into the input's field of the same name; what is missing stays empty, for the desk to judge.
 * False: answered with 400. */
static bool
take(struct call *c, const struct record *r, void *in, const char *name)
{
	struct str value = httpd_query(c->q, name), why;
	const struct field *f = record_find(r, str_of(name));

	if (!value.n || !record_set(r, in, f, value, c->q->arena, &why))
		return true;
	call_fail(c, 400, "invalid", desk_code_text(DESK_invalid), arena_printf(c->q->arena, "%s: %.*s", name, STR_ARG(why)));
	return false;
}

static void
take_token(struct call *c)
{
	struct str token = httpd_query(c->q, "token");

	c->caller.channel = STR("sms");
	c->caller.name = STR("gateway");
	c->caller.token = token.n <= record_find(&desk_caller_record, STR("token"))->limit ? token : STR("");
}

void
sms_report(struct call *c)
{
	struct desk_sms_report_in *in = ARENA_NEW(c->q->arena, struct desk_sms_report_in);

	if (!is_gateway(c))
		return;
	if (c->q->method != HTTPD_GET) {
		call_fail(c, 405, "method", "This method is not for this address", STR(""));
		return;
	}
	take_token(c);
	for (size_t i = 0; i < desk_sms_report_in_record.n; i++)
		if (!take(c, &desk_sms_report_in_record, in, desk_sms_report_in_record.field[i].name))
			return;
	call_send(c, DESK_OP_sms_report, in);
}

/* The beginning of the message as UTF-8; empty: it cannot be read, as what a phone sends to a phone. */
static struct str
text_of(struct call *c)
{
	AUTO(buf_done) struct buf b;
	struct str body = c->q->body;

	buf_init(&b, HTTPD_BODY_BYTES * 2);
	if (str_is(httpd_query(c->q, "coding"), CODING_UCS2)) {
		if (!gsm7_from_ucs2(body, &b))
			return STR("");
		body = arena_str(c->q->arena, buf_str(&b));
	}
	if (!str_is_utf8(body))
		return STR("");
	while (body.n > TEXT_BYTES || !str_is_utf8(body))
		body.n--;
	return body;
}

void
sms_received(struct call *c)
{
	struct desk_sms_received_in *in = ARENA_NEW(c->q->arena, struct desk_sms_received_in);

	if (!is_gateway(c))
		return;
	take_token(c);
	if (!take(c, &desk_sms_received_in_record, in, "from"))
		return;
	in->text = text_of(c);
	call_send(c, DESK_OP_sms_received, in);
}

void
sms_answer(struct call *c, const struct call_reply *r)
{
	if (call_reply_is_good(r))
		call_text(c, 200, "text/plain; charset=utf-8", STR(""));
	else
		call_fail_code(c, r);
}
