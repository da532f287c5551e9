/* messages.c - the messages of a case: a table of what each kind is called, and one of what became of it. Pure.
 * Codes are left out: whoever reads this has proven enough. Source: PRODUCT rules 25, 26. */
#include "web/messages.h"

#include "web/show.h"

static const struct { enum effect_kind kind; const char *text; } KINDS[] = {
	{ EFFECT_sms_alert,      CATALOG_TEXT("SMS to the line: it is being cancelled, and how to stop that") },
	{ EFFECT_mail_alert,     CATALOG_TEXT("Mail to the address on record: the line is being cancelled, and how to stop that") },
	{ EFFECT_sms_last,       CATALOG_TEXT("Last SMS to the line") },
	{ EFFECT_sms_stop_reply, CATALOG_TEXT("SMS: what came of STOP") },
	{ EFFECT_mail_received,  CATALOG_TEXT("Mail: we have received the request") },
	{ EFFECT_mail_asked,     CATALOG_TEXT("Mail: we need something from you") },
	{ EFFECT_mail_owing,     CATALOG_TEXT("Mail: an amount has to be paid first") },
	{ EFFECT_mail_approved,  CATALOG_TEXT("Mail: approved, and when the line goes off") },
	{ EFFECT_mail_rejected,  CATALOG_TEXT("Mail: why the request was refused") },
	{ EFFECT_mail_withdrawn, CATALOG_TEXT("Mail: the request was taken back") },
	{ EFFECT_mail_contested, CATALOG_TEXT("Mail: somebody objected, or something changed") },
	{ EFFECT_mail_confirmed, CATALOG_TEXT("Mail: the confirmation that the line has ended") },
};

static const char *
text_of(enum effect_kind kind)
{
	for (size_t i = 0; i < COUNT(KINDS); i++)
		if (KINDS[i].kind == kind)
			return KINDS[i].text;
	return NULL;
}

/* What a gateway or a mail server told last. */
static enum messages_fate
fate_of(struct str finding)
{
	static const struct { const char *finding; enum messages_fate fate; } FATES[] = {
		{ "delivered", MESSAGES_delivered }, { "bounced", MESSAGES_returned }, { "failed", MESSAGES_returned },
		{ "buffered", MESSAGES_held }, { "no_gateway", MESSAGES_hidden },
	};

	for (size_t i = 0; i < COUNT(FATES); i++)
		if (str_is(finding, FATES[i].finding))
			return FATES[i].fate;
	return MESSAGES_sent;
}

enum messages_fate
messages_fate(const struct desk_effect_view *e)
{
	if (!text_of(e->kind) || str_is(e->state, "dropped"))
		return MESSAGES_hidden;
	if (str_is(e->state, "dead"))
		return MESSAGES_returned;
	return str_is(e->state, "done") ? fate_of(e->finding) : MESSAGES_waiting;
}

static const char *const FATE_TEXTS[] = {
#define X(n, t) [MESSAGES_##n] = t,
	MESSAGES_FATES(X)
#undef X
};

struct list
messages_list(struct call *c, const struct desk_case_view *v)
{
	struct page_message *m = ARENA_ARRAY(c->q->arena, struct page_message, v->effects.n + 1);
	const struct desk_effect_view *e = v->effects.items;
	size_t n = 0;

	for (size_t i = 0; i < v->effects.n; i++) {
		enum messages_fate fate = messages_fate(&e[i]);

		if (fate != MESSAGES_hidden)
			m[n++] = (struct page_message){
				.found = true, .message = catalog_text(c->cat, text_of(e[i].kind)), .fate = catalog_text(c->cat, FATE_TEXTS[fate]),
				.fate_when = show_time(c, e[i].reported_at.ms ? e[i].reported_at : e[i].done_at), .is_returned = fate == MESSAGES_returned,
			};
	}
	return (struct list){ m, n };
}
