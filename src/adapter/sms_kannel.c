/* sms_kannel.c - the adapter that hands short messages to Kannel's smsbox (sendsms over HTTP). Class D: Kannel can neither be
 * asked what it took nor drops a repeat, so there is no ASK; a message whose answer got lost may come twice, and carries the
 * reference. A report that comes meanwhile spares the repeat (desk/sms.c).
 * The coding is chosen here from the text: Kannel makes "?" of what is not in the GSM alphabet, and tells nobody.
 * Kannel counts validity in whole minutes, rounded down here, so that nothing is under way after the task's validity.
 * Errors: as outcomes. Settings at fault: later, the message waits until they are mended. Source: Kannel's user guide 1.4.5,
 * "Using the SMS sender"; what it really answers: seen. */
#include "adapter/adapter.h"

#include "base/buf.h"
#include "base/fetch.h"
#include "base/gsm7.h"
#include "domain/report.h"

#include <stdio.h>
#include <stdlib.h>

#define ANSWER_BYTES 200u		/* "0: Accepted for delivery" */
#define MINUTE_MS INT64_C(60000)

struct sms_kannel {
	const struct adapter_sms_conf *conf;
	struct fetch_conf fetch_conf;
	struct fetch *fetch;
	struct buf url, report;
};

static void *
open_it(const struct adapter_conf *all)
{
	struct sms_kannel *k = calloc(1, sizeof *k);

	if (!k)
		abort();
	k->conf = &all->sms;
	k->fetch_conf = (struct fetch_conf){ .peer = "Kannel", .section = "sms", .ca_file = all->sms.ca_file, .call_ms = all->sms.call_ms };
	k->fetch = fetch_open(&k->fetch_conf);
	buf_init(&k->url, FETCH_URL_MAX);
	buf_init(&k->report, FETCH_URL_MAX);
	return k;
}

static void
wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);	/* there is a password in it, or a token */
	buf_done(b);
}

static void
close_it(void *self)
{
	struct sms_kannel *k = self;

	if (!k)
		return;
	fetch_close(k->fetch);
	wipe(&k->url);
	wipe(&k->report);
	free(k);
}

/* -- the request -- */

static void
add(struct buf *url, const char *name, struct str value)
{
	buf_printf(url, "&%s=", name);
	fetch_escape(url, value);
}

static void
add_number(struct buf *url, const char *name, int64_t value)
{
	buf_printf(url, "&%s=%lld", name, (long long)value);
}

static void
begin(struct sms_kannel *k)
{
	buf_reset(&k->url);
	buf_add(&k->url, k->conf->url);
	buf_addz(&k->url, "?username=");
	fetch_escape(&k->url, k->conf->user);
	add(&k->url, "password", k->conf->password);
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n >= 7 && s.n <= 15;
}

/* Kannel fills in %d and %F: the kind of report, and the SMS centre's name of the part. */
static struct str
report_url(struct sms_kannel *k, const struct effect_task *t, size_t parts)
{
	buf_reset(&k->report);
	buf_printf(&k->report, "%.*s/sms/report?%.*s&parts=%zu&type=%%d&part=%%F", STR_ARG(k->conf->callback_url), STR_ARG(t->report), parts);
	return buf_str(&k->report);
}

static void
write_request(struct sms_kannel *k, const struct effect_task *t, struct str text, const struct gsm7_size *size)
{
	int64_t minutes = t->validity_ms / MINUTE_MS;

	begin(k);
	add(&k->url, "from", k->conf->sender);
	buf_addz(&k->url, "&to=%2B");
	buf_add(&k->url, t->address);
	add(&k->url, "text", text);
	buf_addz(&k->url, "&charset=UTF-8");
	add_number(&k->url, "coding", size->is_ucs2 ? 2 : 0);
	add_number(&k->url, "validity", minutes > 0 ? minutes : 1);
	if (!t->report.n)
		return;
	add_number(&k->url, "dlr-mask", REPORT_MASK);
	add(&k->url, "dlr-url", report_url(k, t, size->parts));
}

/* -- what came of it -- */

/* STATUS 0: any other. Texts are ours; what Kannel says may hold anything. */
static const struct { int status; enum effect_result result; const char *text; } ANSWERS[] = {
	{ 400, EFFECT_RESULT_never, "Kannel refuses the message: see sendsms-chars, and the smsbox log" },
	{ 401, EFFECT_RESULT_later, "Kannel refuses us: see [sms] user, password, and user-allow-ip" },
	{ 403, EFFECT_RESULT_later, "Kannel refuses us: see [sms] user, password, and user-allow-ip" },
	{ 404, EFFECT_RESULT_later, "there is no sendsms at this address: see [sms] url" },
	{ 500, EFFECT_RESULT_later, "Kannel failed" },
	{ 503, EFFECT_RESULT_later, "Kannel has no way to the network now" },
	{ 0,   EFFECT_RESULT_later, "this is not how Kannel answers: see [sms] url" },
};

static void
say_answer(const struct fetch_reply *r, size_t parts, struct effect_outcome *out)
{
	bool is_taken = r->status == 202 && (str_starts(r->body, "0:") || str_starts(r->body, "3:") || (r->is_cut && !r->body.n));
	size_t i = 0;

	if (is_taken) {
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "Kannel took it, in %zu short message%s%s", parts, parts == 1 ? "" : "s",
		    str_starts(r->body, "3:") ? "; it waits for the SMS centre" : "");
		return;
	}
	while (ANSWERS[i].status && ANSWERS[i].status != r->status)
		i++;
	adapter_say(out, ANSWERS[i].result, EFFECT_FINDING_none, "%s (%d)", ANSWERS[i].text, r->status);
}

static void
say_failure(enum err e, const struct fetch_reply *r, struct effect_outcome *out)
{
	switch (e) {
	case ERR_TEMP:
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "%s", r->why);
		return;
	case ERR_INVALID:
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "%s", r->why);
		return;
	case ERR_UNSURE:
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "%s", r->why);
		return;
	case ERR_OK:
	case ERR_PERM:
	case ERR_NOENT:
	case ERR_CLASH:
	case ERR_LIMIT:
	case ERR_DENIED:
	case ERR_COUNT:
		break;
	}
	assert(false && "fetch_call() does not return this");
}

/* What keeps a message from being sent as it is; false: nothing. */
static bool
is_unfit(const struct sms_kannel *k, const struct effect_task *t, struct str text, const struct gsm7_size *size, struct effect_outcome *out)
{
	if (!is_number(t->address))
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the number is not 7 to 15 digits");
	else if (!text.n || !size->parts)
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the text is empty, or no UTF-8");
	else if ((int64_t)size->parts > k->conf->parts_max)
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the text takes %zu short messages; [sms] parts_max is %lld", size->parts,
		    (long long)k->conf->parts_max);
	else if (k->url.over || k->report.over)
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the request is longer than %u bytes", FETCH_URL_MAX);
	else
		return false;
	return true;
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct sms_kannel *k = self;
	struct fetch_reply reply;

	assert(message && effect_family_of(t->kind) == EFFECT_FAMILY_sms);
	struct str text = str_trim(message->text);
	struct gsm7_size size = gsm7_measure(text);
	write_request(k, t, text, &size);
	if (is_unfit(k, t, text, &size, out))
		return;
	enum err e = fetch_call(k->fetch, &(struct fetch_request){ .method = FETCH_GET, .url = buf_str(&k->url), .answer_max = ANSWER_BYTES }, &reply);
	if (e)
		say_failure(e, &reply, out);
	else
		say_answer(&reply, size.parts, out);
}

/* A message to nobody: Kannel looks at name and password first, then misses the receiver (400). */
static enum err
check(void *self, char why_out[200])
{
	struct sms_kannel *k = self;
	struct fetch_reply reply;

	begin(k);
	enum err e = fetch_call(k->fetch, &(struct fetch_request){ .method = FETCH_GET, .url = buf_str(&k->url), .answer_max = ANSWER_BYTES }, &reply);
	snprintf(why_out, 200, "%s", reply.why);
	if (e)
		return e == ERR_INVALID || reply.needs_mending ? ERR_PERM : ERR_TEMP;
	if (reply.status == 400)
		return ERR_OK;
	struct effect_outcome out = { .found = true };
	say_answer(&reply, 1, &out);
	snprintf(why_out, 200, "%.*s", STR_ARG(out.detail));
	return ERR_PERM;
}

const struct adapter sms_kannel_adapter = {
	.name = "sms_kannel", .family = EFFECT_FAMILY_sms,
	.open = open_it, .close = close_it, .run = run, .check = check,
};
