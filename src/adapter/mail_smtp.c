/* mail_smtp.c - the adapter that hands mails to the operator's mail server. Class D: the far end can neither be asked nor
 * drops a repeat for certain, so there is no ASK; a mail that may have gone is sent again under the same Message-ID,
 * by which a mail server or a reader's program may show it once.
 * The Message-ID is made of the key of the intent and holds no personal data. Sources: DESIGN 7, PRODUCT rule 25. */
#include "adapter/adapter.h"

#include "base/clock.h"
#include "base/rng.h"
#include "base/smtp.h"

#include <stdio.h>
#include <stdlib.h>

struct mail_smtp {
	struct smtp_conf conf;
	struct smtp     *smtp;
};

static void *
open_it(const struct adapter_conf *all)
{
	const struct adapter_mail_conf *c = &all->mail;
	struct mail_smtp *m = calloc(1, sizeof *m);

	if (!m)
		abort();
	m->conf = (struct smtp_conf){
		.url = c->url, .tls = c->tls, .ca_file = c->ca_file, .user = c->user, .password = c->password,
		.hello = c->hello, .from = { c->from, c->from_name }, .call_ms = c->call_ms,
	};
	m->smtp = smtp_open(&m->conf);
	return m;
}

static void
close_it(void *self)
{
	struct mail_smtp *m = self;

	if (!m)
		return;
	smtp_close(m->smtp);
	free(m);
}

/* <K7QM-3XPA-9.mail_alert.2@hello>; a task without a reference has the id of its case or intent. */
static struct str
message_id(const struct effect_task *t, struct str hello, char out[256])
{
	char intent[RNG_ID_SIZE];

	rng_id_format(t->case_id, intent);
	struct str name = t->reference.n ? t->reference : str_of(intent);
	int n = snprintf(out, 256, "<%.*s.%s.%lld@%.*s>", STR_ARG(name), effect_kind_names.name[t->kind],
	    (long long)t->generation, STR_ARG(hello));
	assert(n > 0 && n < 256);
	return (struct str){ out, (size_t)n };
}

static enum effect_result
result_of(enum err e)
{
	switch (e) {
	case ERR_OK:
		return EFFECT_RESULT_done;
	case ERR_TEMP:
		return EFFECT_RESULT_later;
	case ERR_UNSURE:
		return EFFECT_RESULT_unknown;
	case ERR_PERM:
	case ERR_INVALID:
		return EFFECT_RESULT_never;
	case ERR_NOENT:
	case ERR_CLASH:
	case ERR_LIMIT:
	case ERR_DENIED:
	case ERR_COUNT:
		break;
	}
	assert(false && "smtp_send() does not return this");
	return EFFECT_RESULT_unknown;
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct mail_smtp *m = self;
	struct smtp_reply reply;
	char id[256];

	assert(message && effect_family_of(t->kind) == EFFECT_FAMILY_mail);
	enum err e = smtp_send(m->smtp, &(struct mime_mail){
		.to = t->address, .subject = message->subject, .text = message->text, .html = message->html,
		.message_id = message_id(t, m->conf.hello, id), .language = t->language, .date = clock_now(),
	}, &reply);
	if (e == ERR_OK)
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "the mail server took it (%d)", reply.code);
	else
		adapter_say(out, result_of(e), reply.is_bad_address ? EFFECT_FINDING_bounced : EFFECT_FINDING_none, "%s", reply.why);
}

static enum err
check(void *self, char why_out[200])
{
	struct mail_smtp *m = self;
	struct smtp_reply reply;

	static_assert(SMTP_WHY_MAX == 200, "a reason fits as it is");
	enum err e = smtp_check(m->smtp, &reply);
	memcpy(why_out, reply.why, sizeof reply.why);
	return e;
}

const struct adapter mail_smtp_adapter = {
	.name = "mail_smtp", .family = EFFECT_FAMILY_mail,
	.open = open_it, .close = close_it, .run = run, .check = check,
};
