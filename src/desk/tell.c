/* tell.c - messages to a subscriber that belong to no case. Their effects are rows of a line, like all others; where a case would
 * stand there is the proof, or an id of their own.
 * A code to block a line never goes to that line: whoever has the telephone must not read it. After a line has ended its codes go to
 * the mail address on record. Sources: PRODUCT P3, rule 11, Block now; PROMISES, security rows. */
#include "desk/tell.h"

#include "base/hash.h"
#include "base/l10n.h"
#include "base/rng.h"
#include "desk/login.h"
#include "desk/subject.h"
#include "domain/calendar.h"
#include "domain/message.h"

#define CODE_MINUTES (DESK_CODE_MS / 60000)
#define FACTS_MAX 3950u			/* as in owe.c */

static bool
is_to_block(const struct proof_row *p)
{
	return str_is(p->purpose, desk_purpose_names.name[DESK_PURPOSE_block]);
}

static bool
is_mail(struct str login)
{
	return login.n && memchr(login.p, '@', login.n);
}

/* Is NUMBER that of one of LINES? When a mail address was typed, nobody knows which of them was stolen. */
static bool
is_among(const struct list *lines, struct str number)
{
	const struct line *l = lines->items;

	for (size_t i = 0; i < lines->n; i++)
		if (str_eq(l[i].msisdn, number))
			return true;
	return false;
}

/* The telephone that a code can go to; empty: none. */
static struct str
phone_of(const struct unit *u, const struct proof_row *p, const struct line *l, const struct list *lines)
{
	if (!l || !desk_settings(u->desk)->has_sms || !str_is(l->status, "active"))
		return STR("");
	if (!is_to_block(p) && !l->blocked)
		return l->msisdn;
	bool is_itself = str_eq(l->phone, l->msisdn) || (is_mail(p->login) && is_among(lines, l->phone));
	return is_itself ? STR("") : l->phone;
}

bool
tell_can(const struct unit *u, const struct proof_row *p, const struct line *l, const struct list *lines)
{
	return l && (l->email.n || phone_of(u, p, l, lines).n);
}

/* A number is answered by SMS first, a mail address and a wish to block by mail; the next code takes the other way, if there is one. */
static bool
goes_by_sms(const struct unit *u, const struct proof_row *p, const struct line *l, struct str phone)
{
	bool first = !is_mail(p->login) && !is_to_block(p);

	if (!l)
		return desk_settings(u->desk)->has_sms && first;
	return phone.n && (!l->email.n || (p->codes_sent % 2 == 1) == first);
}

static void
add_row(struct unit *u, struct effect_row *row, const struct message_facts *f)
{
	AUTO(buf_done) struct buf json;

	buf_init(&json, FACTS_MAX);
	record_to_json(&message_facts_record, f, &json);
	assert(!json.over && "a few short facts fit");
	row->facts = arena_str(u->arena, buf_str(&json));
	struct hash h = HASH_OF(STR("effect"), str_of(effect_kind_names.name[row->kind]), row->address, row->facts);
	row->request_hash = arena_str(u->arena, hash_str(&h));
	row->family = effect_family_of(row->kind);
	row->next_ms = row->created_ms = u->now;
	row->is_due = row->address.n > 0;
	row->state = row->is_due ? EFFECT_STATE_pending : EFFECT_STATE_dropped;
	row->done_ms.ms = row->is_due ? 0 : u->now.ms;
	put_effect_add(u, row);
}

void
tell_code(struct unit *u, const struct proof_row *p, const struct line *l, const struct list *lines, struct str language)
{
	struct str phone = phone_of(u, p, l, lines);
	bool by_sms = goes_by_sms(u, p, l, phone);
	struct effect_row row = {
		.line_id = l ? l->line_id : p->subscriber_id, .case_id = p->proof_id, .generation = p->codes_sent,
		.kind = by_sms ? EFFECT_sms_code : EFFECT_mail_code, .address = !l ? STR("") : by_sms ? phone : l->email, .language = language,
	};
	struct message_facts f = {
		.operator_name = desk_settings(u->desk)->operator_name, .line = login_mask(u, l ? l->msisdn : p->login),
		.minutes = CODE_MINUTES, .purpose = p->purpose, .to_other = by_sms && l && !str_eq(phone, l->msisdn),
	};

	add_row(u, &row, &f);
}

struct str
tell_language(const struct unit *u, const struct subscriber_row *own, const struct line *l, struct str page)
{
	if (own->language.n)
		return own->language;
	if (l && l->language.n)
		return l->language;
	return policy_language_is_known(page) ? page : desk_settings(u->desk)->policy.language;
}

/* The first with a mail address; the list has the active ones first. */
static const struct line *
with_mail(const struct list *lines)
{
	const struct line *l = lines->items;

	for (size_t i = 0; i < lines->n; i++)
		if (l[i].email.n)
			return &l[i];
	return NULL;
}

static struct str
say_now(struct unit *u, struct str language)
{
	enum calendar_zone zone = desk_settings(u->desk)->policy.zone;
	struct clock_fields f = calendar_local(u->now, zone);
	AUTO(buf_done) struct buf b;

	buf_init(&b, 64);
	l10n_time(&b, language, calendar_day_of(u->now, zone), f.hour * 60 + f.minute);
	return arena_str(u->arena, buf_str(&b));
}

void
tell_password(struct unit *u, const struct list *lines, struct str language)
{
	const struct line *l = with_mail(lines);

	if (!l)
		return;
	struct effect_row row = {
		.line_id = l->line_id, .case_id = rng_id(u->now), .generation = 1, .kind = EFFECT_mail_password, .address = l->email,
		.language = language,
	};
	struct message_facts f = {
		.operator_name = desk_settings(u->desk)->operator_name, .line = login_mask(u, l->msisdn), .received = say_now(u, language),
		.browser = u->caller.agent, .link = desk_settings(u->desk)->public_url,
	};

	add_row(u, &row, &f);
}
