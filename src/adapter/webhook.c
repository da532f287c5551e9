/* webhook.c - the adapter of every family that POSTs effects to a web address of the operator's own (doc/integrate.md): the
 * words of talk.h, signed, with the effect's key as Idempotency-Key.
 * Class A: the far end drops a repeat by its key, and can be asked too. Errors: what did not leave: later; what left and has
 * no answer: unknown; else the status says. Neither the address nor the far end's own words get into a detail. */
#include "adapter/adapter.h"

#include "adapter/talk.h"
#include "base/clock.h"
#include "base/fetch.h"
#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define REQUEST_MAX (512u << 10)	/* the longest mail, every byte escaped */
#define ARENA_BYTES (256u << 10)	/* an answer as a document */

struct webhook {
	struct adapter_common conf;
	struct fetch_conf fetch_conf;
	struct fetch *fetch;
	struct buf request, sealed;
	struct arena *arena;
};

static void *
open_it(const struct adapter_conf *conf, enum effect_family family)
{
	struct webhook *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->conf = adapter_common_of(conf, family);
	w->fetch_conf = (struct fetch_conf){
		.peer = "the webhook", .section = effect_family_names.name[family], .ca_file = w->conf.webhook_ca, .call_ms = w->conf.call_ms,
	};
	w->fetch = fetch_open(&w->fetch_conf);
	buf_init(&w->request, REQUEST_MAX);
	buf_init(&w->sealed, REQUEST_MAX + 32);
	w->arena = arena_new(ARENA_BYTES);
	return w;
}

static void
close_it(void *self)
{
	struct webhook *w = self;

	fetch_close(w->fetch);
	buf_done(&w->request);
	buf_done(&w->sealed);
	arena_free(w->arena);
	free(w);
}

/* "t=1795000000,v1=" and the HMAC of "1795000000.BODY": a copy of an old request has an old time. */
static struct str
signature(struct webhook *w, int64_t unix_s)
{
	buf_reset(&w->sealed);
	buf_printf(&w->sealed, "%" PRId64 ".", unix_s);
	buf_add(&w->sealed, buf_str(&w->request));
	struct hash h = hash_hmac(w->conf.webhook_secret, buf_str(&w->sealed));
	buf_reset(&w->sealed);
	buf_printf(&w->sealed, "t=%" PRId64 ",v1=", unix_s);
	for (size_t i = 0; i < sizeof h.b; i++)
		buf_printf(&w->sealed, "%02x", h.b[i]);
	return buf_str(&w->sealed);
}

/* POSTs what is in w->request. */
static enum err
post(struct webhook *w, struct str key, struct fetch_reply *reply)
{
	const struct fetch_header header[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("Idempotency-Key"), key },
		{ STR("Simoff-Signature"), signature(w, clock_now().ms / 1000) },
	};

	return fetch_call(w->fetch, &(struct fetch_request){
		.method = FETCH_POST, .url = w->conf.webhook_url, .header = header, .headers = COUNT(header), .body = buf_str(&w->request),
		.answer_max = TALK_ANSWER_MAX,
	}, reply);
}

/* An answer of the class 2xx. */
static void
read_answer(struct webhook *w, const struct fetch_reply *reply, struct str key, enum effect_kind kind, struct effect_outcome *out)
{
	struct str answered;

	if (reply->status == 202 && kind != EFFECT_hook_event) {
		adapter_say(out, EFFECT_RESULT_accepted, EFFECT_FINDING_none, "webhook: taken (202)");
	} else if (reply->is_cut) {
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "webhook: the answer is too long, or its end got lost");
	} else if (!reply->body.n || reply->status == 202) {
		talk_done(kind, out);
	} else {
		arena_reset(w->arena);
		(void)talk_read(reply->body, key, kind, w->arena, &answered, out);	/* every verdict has its outcome */
	}
}

/* What a status without an answer says: 4xx is for good, but for the three that ask for patience; a redirect goes nowhere.
 * To a question it says nothing. */
static void
judge_status(enum talk_verb verb, const struct fetch_reply *reply, struct effect_outcome *out)
{
	int s = reply->status;
	bool is_for_now = s < 400 || s >= 500 || s == 408 || s == 425 || s == 429;

	if (s < 400)
		adapter_say(out, talk_not_begun(verb), EFFECT_FINDING_none, "webhook: it answers %d, which is not followed: webhook_url needs the final address", s);
	else
		adapter_say(out, is_for_now || verb == TALK_ask ? talk_not_begun(verb) : EFFECT_RESULT_never, EFFECT_FINDING_none, "webhook: it answers %d", s);
	if (is_for_now && reply->retry_after_s < INT64_MAX / 1000)
		out->wait_ms = reply->retry_after_s * 1000;
}

static void
call(struct webhook *w, enum talk_verb verb, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	struct fetch_reply reply;
	char text[TALK_KEY_SIZE];
	struct str key = talk_key(t, text);

	buf_reset(&w->request);
	talk_write(verb, t, m, &w->request);
	if (w->request.over) {
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "webhook: the message is too long");
		return;
	}
	enum err e = post(w, key, &reply);
	if (e)
		adapter_say(out, e == ERR_UNSURE ? EFFECT_RESULT_unknown : talk_not_begun(verb), EFFECT_FINDING_none, "%s", reply.why);
	else if (reply.status >= 200 && reply.status < 300)
		read_answer(w, &reply, key, t->kind, out);
	else
		judge_status(verb, &reply, out);
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	call(self, TALK_run, t, m, out);
}

static void
ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	call(self, TALK_ask, t, NULL, out);
}

static enum err
check(void *self, char why_out[200])
{
	struct webhook *w = self;
	struct fetch_reply reply;

	buf_reset(&w->request);
	talk_write_check(&w->request);
	enum err e = post(w, STR(TALK_CHECK_KEY), &reply);
	if (e) {
		snprintf(why_out, 200, "%s", reply.why);
		return e == ERR_UNSURE ? ERR_TEMP : e;
	}
	if (reply.status < 200 || reply.status >= 300) {
		snprintf(why_out, 200, "webhook_url answers %d to a signed check; its log should say why", reply.status);
		return reply.status >= 500 ? ERR_TEMP : ERR_PERM;
	}
	why_out[0] = '\0';
	arena_reset(w->arena);
	return reply.body.n ? talk_read_check(reply.body, w->arena, why_out) : ERR_OK;
}

#define ADAPTER(family_, ask_) \
static void * \
open_##family_(const struct adapter_conf *conf) \
{ \
	return open_it(conf, EFFECT_FAMILY_##family_); \
} \
const struct adapter webhook_##family_##_adapter = { \
	.name = "webhook", .family = EFFECT_FAMILY_##family_, \
	.open = open_##family_, .close = close_it, .run = run, .ask = ask_, .check = check, \
};
ADAPTER(net, ask)
ADAPTER(sms, ask)
ADAPTER(mail, ask)
ADAPTER(billing, ask)
ADAPTER(hook, NULL)			/* an event that may have arrived is sent again: its key tells */
