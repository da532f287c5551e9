/* ctrl.c - the client of an Osmocom control port.
 * A request is text: "GET ID VARIABLE" or "SET ID VARIABLE VALUE"; answers are "GET_REPLY ID VARIABLE VALUE" and
 * "ERROR ID TEXT"; TRAPs arrive unasked and are skipped, as is any answer to an earlier request.
 * Errors: see ctrl.h. An answer that cannot be read is no answer. */
#include "adapter/ctrl.h"

#include <inttypes.h>
#include <stdio.h>

/* The only two texts of osmo-hlr that mean absence. Any other may be a database locked for a moment. */
static const char *const ABSENT[] = { "No such subscriber.", "Subscriber doesn't exist." };

void
ctrl_init(struct ctrl *c, struct str address, uint16_t port)
{
	*c = (struct ctrl){ .address = address, .port = port };
	ipa_init(&c->link);
}

void
ctrl_close(struct ctrl *c)
{
	ipa_close(&c->link);
}

/* Keeps TEXT of the far end as WHY: printable ASCII, figures masked, cut to size. */
static void
keep_why(struct ctrl *c, struct str text)
{
	size_t n = text.n < sizeof c->why ? text.n : sizeof c->why - 1;

	for (size_t i = 0; i < n; i++) {
		char byte = text.p[i];

		c->why[i] = byte >= '0' && byte <= '9' ? '#' : byte >= ' ' && byte <= '~' ? byte : '?';
	}
	c->why[n] = '\0';
}

static enum err
failed(struct ctrl *c, enum err e, const char *why)
{
	keep_why(c, str_of(why));
	return e;
}

static enum err
refused(struct ctrl *c, struct str text)
{
	keep_why(c, text);
	for (size_t i = 0; i < COUNT(ABSENT); i++)
		if (str_is(text, ABSENT[i]))
			return ERR_NOENT;
	return ERR_DENIED;
}

/* Does FRAME answer request ID for VARIABLE? Then RESULT is ERR_OK with VALUE, or what the ERROR means. */
static bool
is_answer(struct ctrl *c, const struct ipa_frame *frame, const char *reply, const char *variable, enum err *result_out,
	  struct str *value_out)
{
	struct str head, rest = frame->payload;
	int64_t id;

	if (frame->protocol != IPA_PROTOCOL_OSMO || !rest.n || rest.p[0] != IPA_OSMO_CTRL)
		return false;
	rest.p++, rest.n--;
	str_split(rest, ' ', &head, &rest);
	bool is_error = str_is(head, "ERROR");
	if (!is_error && !str_is(head, reply))
		return false;
	str_split(rest, ' ', &head, &rest);
	if (!str_to_i64(head, &id) || id != c->id)
		return false;
	if (is_error) {
		*result_out = refused(c, rest);
		return true;
	}
	str_split(rest, ' ', &head, value_out);
	*result_out = ERR_OK;
	return str_is(head, variable);
}

static enum err
wait_answer(struct ctrl *c, const char *reply, const char *variable, struct utc_ms deadline, struct str *value_out)
{
	struct ipa_frame frame;
	enum err result;

	for (unsigned i = 0; i < IPA_FRAMES_MAX; i++) {
		enum err e = ipa_receive(&c->link, deadline, &frame);

		if (e)
			return failed(c, ERR_UNSURE, e == ERR_TEMP ? "no answer in time" : "the connection broke");
		if (is_answer(c, &frame, reply, variable, &result, value_out))
			return result;
	}
	ipa_close(&c->link);
	return failed(c, ERR_UNSURE, "a flood of messages without the answer");
}

/* One request, one answer. VALUE is "" for a GET. */
static enum err
ask_once(struct ctrl *c, const char *verb, const char *variable, const char *value, struct utc_ms deadline, struct str *value_out)
{
	char request[CTRL_REQUEST_MAX], reply[16];
	int n;

	if (!ipa_is_open(&c->link)) {
		enum err e = ipa_open(&c->link, c->address, c->port, deadline);

		if (e)
			return failed(c, e, e == ERR_PERM ? "its address is not an IP address" : "not reachable");
	}
	c->id = c->id % 1000000000 + 1;
	n = snprintf(request, sizeof request, "%c%s %" PRIu32 " %s%s%s", IPA_OSMO_CTRL, verb, c->id, variable,
		     *value ? " " : "", value);
	assert(n > 0 && (size_t)n < sizeof request);
	if (ipa_send(&c->link, IPA_PROTOCOL_OSMO, (struct str){ request, (size_t)n }, deadline))
		return failed(c, ERR_UNSURE, "the connection broke while asking");
	snprintf(reply, sizeof reply, "%s_REPLY", verb);
	return wait_answer(c, reply, variable, deadline, value_out);
}

enum err
ctrl_get(struct ctrl *c, const char *variable, struct utc_ms deadline, struct str *value_out)
{
	bool kept = ipa_is_open(&c->link);
	enum err e = ask_once(c, "GET", variable, "", deadline, value_out);

	if (e == ERR_UNSURE && kept && !ipa_is_open(&c->link))	/* it had been restarted meanwhile; asking twice is harmless */
		e = ask_once(c, "GET", variable, "", deadline, value_out);
	return e;
}

enum err
ctrl_set(struct ctrl *c, const char *variable, const char *value, struct utc_ms deadline, struct str *value_out)
{
	assert(*value);
	return ask_once(c, "SET", variable, value, deadline, value_out);
}
