/* message.c - from an effect's kind to its template. Pure; the templates are compiled into build/gen/messages.c.
 * Sources: PRODUCT rules 11, 13, 24, 25; section 1, O5. Errors: none; an effect that is no message is a bug. */
#include "domain/message.h"

#include "messages.h"

RECORD_TABLE(message_facts, MESSAGE_FACTS)

typedef void render_fn(const struct catalog *, const struct message_facts *, struct buf *, struct buf *);

static render_fn *const RENDER[EFFECT_KIND_COUNT] = {
	[EFFECT_sms_alert]      = message_sms_alert_render,
	[EFFECT_sms_last]       = message_sms_last_render,
	[EFFECT_sms_code]       = message_sms_code_render,
	[EFFECT_sms_stop_reply] = message_sms_stop_reply_render,
	[EFFECT_mail_code]      = message_mail_code_render,
	[EFFECT_mail_received]  = message_mail_received_render,
	[EFFECT_mail_alert]     = message_mail_alert_render,
	[EFFECT_mail_asked]     = message_mail_asked_render,
	[EFFECT_mail_owing]     = message_mail_owing_render,
	[EFFECT_mail_approved]  = message_mail_approved_render,
	[EFFECT_mail_rejected]  = message_mail_rejected_render,
	[EFFECT_mail_withdrawn] = message_mail_withdrawn_render,
	[EFFECT_mail_contested] = message_mail_contested_render,
	[EFFECT_mail_confirmed] = message_mail_confirmed_render,
	[EFFECT_mail_password]  = message_mail_password_render,
};

void
message_render(enum effect_kind kind, const struct catalog *cat, const struct message_facts *facts, struct buf *subject,
	struct buf *text)
{
	assert(kind < EFFECT_KIND_COUNT && RENDER[kind] && "only the families mail and sms have a text");
	RENDER[kind](cat, facts, subject, text);
}

void
message_line(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		buf_addc(out, c < 0x20 || c == 0x7f ? ' ' : s.p[i]);
	}
}
