/* owe.c - effects owed: address, facts in the customer's language, key. What is fixed here is never changed again; a worker
 * renders the text from it. Amounts come from the frozen quote, so a confirmation cannot differ from the store. */
#include "desk/owe.h"

#include "base/catalog.h"
#include "base/clock.h"
#include "base/l10n.h"
#include "base/rng.h"
#include "domain/billing.h"
#include "domain/calendar.h"
#include "domain/hold.h"
#include "domain/message.h"
#include "domain/msisdn.h"

#include <inttypes.h>

#define QUIET_MS (7 * CLOCK_DAY_MS)
#define PREVIOUS_CONTACT INT64_C(1000000)	/* added to the generation of the copy to the contact before the change */
#define CODE_MINUTES (DESK_CODE_MS / 60000)
#define TEXT_MAX 512u
#define FACTS_MAX 3950u		/* the limit of the field facts, less the code that is put in when a mail is about to be written */

/* ---- texts in the language of the case ---- */
struct writer { struct unit *u; struct str lang; enum calendar_zone zone; };

static struct str
kept(struct writer *w, struct buf *b)
{
	struct str s = arena_str(w->u->arena, buf_str(b));

	buf_done(b);
	return s;
}

static struct str
say_time(struct writer *w, struct utc_ms t)
{
	struct buf b;

	if (!t.ms)
		return STR("");
	buf_init(&b, TEXT_MAX);
	struct clock_fields f = calendar_local(t, w->zone);
	l10n_time(&b, w->lang, calendar_day_of(t, w->zone), f.hour * 60 + f.minute);
	return kept(w, &b);
}

/* An end of day reads as 24:00 of that day, not as 00:00 of the next. */
static struct str
say_end(struct writer *w, struct utc_ms t)
{
	struct buf b;

	if (!t.ms)
		return STR("");
	struct date before = calendar_day_of((struct utc_ms){ t.ms - 1 }, w->zone);
	if (calendar_end_of_day(before, w->zone).ms != t.ms)
		return say_time(w, t);
	buf_init(&b, TEXT_MAX);
	l10n_time(&b, w->lang, before, 1440);
	return kept(w, &b);
}

static struct str
say_date(struct writer *w, struct date d)
{
	struct buf b;

	if (d.days == DATE_NONE.days)
		return STR("");
	buf_init(&b, TEXT_MAX);
	l10n_date(&b, w->lang, d);
	return kept(w, &b);
}

/* Empty for nothing: the sentence is left out. */
static struct str
say_money(struct writer *w, int64_t cents)
{
	struct buf b;

	if (!cents)
		return STR("");
	buf_init(&b, TEXT_MAX);
	l10n_money(&b, w->lang, (struct money){ cents });
	return kept(w, &b);
}

static struct str
mask_number(struct unit *u, struct str digits)
{
	struct msisdn m;
	char text[MSISDN_MASK_SIZE];

	if (!digits.n || !msisdn_parse(digits, &m, &(const char *){ NULL }))
		return STR("");
	return arena_str(u->arena, msisdn_mask(&m, text));
}

static struct str
mask_iban(struct unit *u, struct str iban)
{
	return iban.n > 8 ? unit_printf(u, "%.4s ... %.4s", iban.p, iban.p + iban.n - 4) : STR("");
}

/* ---- facts ---- */

/* Without PURPOSE: the page that shows the state to anybody, for a link that may be passed on. */
static struct str
link_to(struct unit *u, const struct term_case *c, const char *page, const char *purpose)
{
	struct str url = desk_settings(u->desk)->public_url;

	if (!purpose)
		return unit_printf(u, "%.*s/%s/%.*s", STR_ARG(url), page, STR_ARG(subject_reference(u, c)));
	return unit_printf(u, "%.*s/%s/%.*s?t=%.*s", STR_ARG(url), page, STR_ARG(subject_reference(u, c)),
	    STR_ARG(desk_token(u->desk, u->arena, c->case_id, purpose)));
}

static void
fill_wish(struct writer *w, const struct term_case *c, struct message_facts *f)
{
	f->wish_name = c->name;
	f->wish_contact = c->email.n ? c->email : c->phone;
	f->wish_end = say_date(w, c->end_date);
	f->withdrawal = owe_cause(c) == QUOTE_CAUSE_withdrawal;
	f->wish_refund = str_is(c->refund_kind, "none") ? STR("nothing") : c->refund_kind;
	f->wish_refund_to = c->refund_iban.n ? mask_iban(w->u, c->refund_iban) : mask_number(w->u, c->refund_msisdn);
	f->wish_reason = (struct str){ c->reason.p, c->reason.n > 500 ? 0 : c->reason.n };
}

static void
fill_account(struct writer *w, const struct term_case *c, struct message_facts *f)
{
	struct desk_quote q;

	if (!owe_account_parse(w->u, c, &q))
		return;
	f->amount_due = say_money(w, q.due_cents);
	f->fees = say_money(w, q.indemnity_cents + q.residual_cents);
	f->credit = say_money(w, q.credit_cents);
	f->credit_fee = say_money(w, q.refund_cents ? q.credit_cents - q.refund_cents : 0);
	if (str_is(c->refund_kind, "none"))
		return;
	f->refund = say_money(w, q.refund_cents);
	f->refund_to = f->wish_refund_to;
}

static void
fill_number(struct writer *w, const struct subject *s, struct message_facts *f)
{
	const struct policy *p = &desk_settings(w->u->desk)->policy;

	f->number_moved = s->c.cause == TERMINATION_CAUSE_port;
	if (f->number_moved || s->line.ported_in || !s->c.ended_ms.ms)
		return;
	struct hold h = hold_start(p, HOLD_ORIGIN_own, s->c.ended_ms);
	f->number_port_until = say_date(w, h.portable_until);
	f->number_until = say_date(w, h.assignable_from);
}

static struct str
facts_of(struct unit *u, const struct subject *s, enum effect_kind k)
{
	const struct desk_conf *conf = desk_settings(u->desk);
	const struct term_case *c = &s->c;
	struct writer w = { u, c->language.n ? c->language : conf->policy.language, conf->policy.zone };
	struct message_facts f = {
		.operator_name = conf->operator_name, .reference = subject_reference(u, c), .line = mask_number(u, c->msisdn),
		.minutes = CODE_MINUTES, .received = say_time(&w, c->received_ms), .next_by = say_time(&w, c->deadline_ms),
		.end = say_end(&w, c->ended_ms.ms ? c->ended_ms : c->end_ms),
		.complain = catalog_translate(catalog_of(w.lang), conf->complain),
		.stop_by = say_time(&w, c->stop_until_ms), .reason = c->decision, .asked = c->decision,
		.to_other = s->line.blocked, .too_late = !termination_may_withdraw(c->state),
	};
	bool to_holder = k == EFFECT_mail_alert || k == EFFECT_mail_code || effect_family_of(k) == EFFECT_FAMILY_sms;
	struct buf json;

	if (c->state == TERMINATION_waiting)
		f.off_by = f.withdraw_until = say_time(&w, c->deadline_ms);
	if (to_holder)
		f.stop_link = link_to(u, c, "stop", "stop");
	else
		f.link = link_to(u, c, "case", k == EFFECT_mail_confirmed ? NULL : "case");
	fill_wish(&w, c, &f);
	f.device_back = f.withdrawal && s->line.device_cents > 0;
	fill_account(&w, c, &f);
	fill_number(&w, s, &f);
	buf_init(&json, FACTS_MAX);
	record_to_json(&message_facts_record, &f, &json);
	if (json.over) {			/* too long together: the free texts go, the facts stay */
		f.wish_reason = f.wish_name = STR("");
		buf_reset(&json);
		record_to_json(&message_facts_record, &f, &json);
	}
	return kept(&w, &json);
}

/* Rule 22: nothing is charged after the requested end, also when review or network were late. A port ends when it happens. */
static struct date
charged_until(struct unit *u, const struct term_case *c)
{
	struct desk_quote q;

	if (c->end_date.days != DATE_NONE.days)
		return c->end_date;
	if (c->cause == TERMINATION_CAUSE_port && c->port_ms.ms)
		return calendar_day_of(c->port_ms, desk_settings(u->desk)->policy.zone);
	return owe_quote_parse(u, c->quote, &q) ? q.end : calendar_day_of(c->proven_ms, desk_settings(u->desk)->policy.zone);
}

static struct str
order_of(struct unit *u, const struct subject *s)
{
	struct writer w = { .u = u };
	struct billing_order o = {
		.end = charged_until(u, &s->c), .cut = s->c.ended_ms, .cause = str_of(termination_cause_names.name[s->c.cause]),
		.credit_cents = s->line.credit_cents, .debt_cents = s->line.debt_cents,
	};
	struct buf json;

	buf_init(&json, FACTS_MAX);
	record_to_json(&billing_order_record, &o, &json);
	return kept(&w, &json);
}

/* A step of the case as the feed tells it, and the line's number. */
#define OWE_EVENT(F, s) \
	F(s, TEXT, id,        80, 0,                 "as in /api/v1/events") \
	F(s, ENUM, event,     termination_event, 0,  "what happened") \
	F(s, ENUM, state,     termination_state, 0,  "where the case is now") \
	F(s, TEXT, reference, 12, 0,                 "of the case") \
	F(s, INT,  version,   0,  0,                 "of the case: 1, 2, 3 ...") \
	F(s, TIME, at,        0,  0,                 "when") \
	F(s, TEXT, actor,     80, 0,                 "who") \
	F(s, ID,   line,      0,  0,                 "the line; order holds within it") \
	F(s, TEXT, msisdn,    15, PERSONAL,          "its number")
RECORD(owe_event, OWE_EVENT)
RECORD_TABLE(owe_event, OWE_EVENT)

static struct str
event_facts(struct unit *u, const struct subject *s)
{
	AUTO(buf_done) struct buf json;
	char line[RNG_ID_SIZE];

	rng_id_format(u->line_id, line);
	buf_init(&json, FACTS_MAX);
	record_to_json(&owe_event_record, &(struct owe_event){
		.found = true, .id = unit_printf(u, "%s.%" PRId64, line, s->head.seq), .event = s->on, .state = s->c.state,
		.reference = subject_reference(u, &s->c), .version = s->c.version, .at = u->now, .actor = u->actor, .line = u->line_id,
		.msisdn = s->line.msisdn,
	}, &json);
	assert(!json.over);
	return arena_str(u->arena, buf_str(&json));
}

struct str
owe_sms_number(const struct line *l)
{
	if (!l->blocked)
		return l->msisdn;
	return str_eq(l->phone, l->msisdn) ? STR("") : l->phone;
}

static struct str
address_of(const struct subject *s, enum effect_kind k)
{
	if (effect_family_of(k) == EFFECT_FAMILY_sms)
		return owe_sms_number(&s->line);
	if (!effect_is_message(k))
		return STR("");
	if (k == EFFECT_mail_code || k == EFFECT_mail_alert)
		return s->line.email;
	return s->c.email.n ? s->c.email : s->line.email;
}

/* ---- rows ---- */

static struct str
facts_of_kind(struct unit *u, const struct subject *s, enum effect_kind k)
{
	switch (effect_family_of(k)) {
	case EFFECT_FAMILY_sms:
	case EFFECT_FAMILY_mail:
		return facts_of(u, s, k);
	case EFFECT_FAMILY_billing:
		return order_of(u, s);
	case EFFECT_FAMILY_hook:
		return event_facts(u, s);
	case EFFECT_FAMILY_net:
	case EFFECT_FAMILY_COUNT:
		break;
	}
	return STR("");
}

static void
add_row(struct unit *u, const struct subject *s, enum effect_kind k, int64_t generation, struct id case_id, struct str address)
{
	struct str facts = facts_of_kind(u, s, k);
	struct hash h = HASH_OF(STR("effect"), str_of(effect_kind_names.name[k]), s->line.imsi, s->line.msisdn, address, facts);
	bool is_due = address.n || !effect_is_message(k);
	struct effect_row row = {
		.line_id = u->line_id, .case_id = case_id, .kind = k, .generation = generation, .family = effect_family_of(k),
		.state = is_due ? EFFECT_STATE_pending : EFFECT_STATE_dropped, .is_due = is_due, .next_ms = u->now, .address = address, .facts = facts,
		.request_hash = arena_str(u->arena, hash_str(&h)), .created_ms = u->now, .done_ms.ms = is_due ? 0 : u->now.ms,
	};

	if (k == EFFECT_hook_event)
		put_event_add(u, &row);
	else
		put_effect_add(u, &row);
}

void
owe_one(struct unit *u, const struct subject *s, enum effect_kind k, int64_t generation, struct id case_id)
{
	struct str address = address_of(s, k);

	if (address.n || !effect_is_message(k))
		add_row(u, s, k, generation, case_id, address);
}

void
owe_event(struct unit *u, const struct subject *s)
{
	if (desk_settings(u->desk)->has_hook)
		owe_one(u, s, EFFECT_hook_event, s->c.version, s->c.case_id);
}

bool
owe_can_code(const struct unit *u, const struct line *l)
{
	return l->email.n || (desk_settings(u->desk)->has_sms && !l->blocked);
}

void
owe_code(struct unit *u, const struct subject *s)
{
	bool by_sms = desk_settings(u->desk)->has_sms && !s->line.blocked && (s->c.codes_sent % 2 == 1 || !s->line.email.n);
	enum effect_kind k = by_sms ? EFFECT_sms_code : EFFECT_mail_code;
	bool can_reach = s->line.found && str_is(s->line.status, "active");

	add_row(u, s, k, s->c.codes_sent, s->c.case_id, can_reach ? address_of(s, k) : STR(""));
}

static int64_t
generation_of(enum effect_kind k, const struct term_case *c)
{
	bool once = k == EFFECT_net_off || k == EFFECT_net_delete || k == EFFECT_sms_last || effect_family_of(k) == EFFECT_FAMILY_billing;

	return once ? 1 : c->version;
}

/* Rule 12: the contact before a recent change is told too. */
static void
tell_previous(struct unit *u, const struct subject *s)
{
	const struct line *l = &s->line;

	if (l->previous_email.n && !str_eq(l->previous_email, l->email) && u->now.ms - l->changed_ms.ms < QUIET_MS)
		add_row(u, s, EFFECT_mail_alert, s->c.version + PREVIOUS_CONTACT, s->c.case_id, l->previous_email);
}

void
owe_effects(struct unit *u, const struct subject *s, uint32_t mask)
{
	for (int i = 0; i < EFFECT_KIND_COUNT; i++) {
		enum effect_kind k = (enum effect_kind)i;

		if (!(mask >> i & 1))
			continue;
		owe_one(u, s, k, generation_of(k, &s->c), s->c.case_id);
		if (k == EFFECT_mail_alert)
			tell_previous(u, s);
		if (k == EFFECT_mail_confirmed && !address_of(s, k).n)
			put_card_add(u, &(struct card_row){ .line_id = s->c.line_id, .card_id = rng_id(u->now), .case_id = s->c.case_id,
			    .kind = TERMINATION_CARD_confirmation_failed, .is_open = true, .owner = STR("desk"),
			    .due_ms.ms = u->now.ms + CLOCK_DAY_MS, .created_ms = u->now, .detail = STR("there is no mail address") });
	}
}
