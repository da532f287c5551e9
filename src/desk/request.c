/* request.c - from what somebody typed to a case: every field checked, in the API's names; nothing else is kept. */
#include "desk/request.h"

#include "base/clock.h"
#include "base/rng.h"
#include "desk/owe.h"
#include "domain/calendar.h"
#include "domain/iban.h"
#include "domain/msisdn.h"
#include "domain/reference.h"
#include "domain/until.h"

#define AHEAD_DAYS_MAX 731	/* an end date further away is a typing error */

struct str
request_number(struct unit *u, struct str text)
{
	struct msisdn m;
	const char *why;

	if (msisdn_parse(text, &m, &why))
		return arena_str(u->arena, msisdn_format(&m));
	unit_say(u, DESK_invalid, "msisdn: %s", why);
	return STR("");
}

/* Enough to refuse what no mail server could take; whether it exists, only a delivery tells. */
static bool
is_address(struct str s)
{
	struct str local, host;

	if (!str_split(s, '@', &local, &host) || !local.n || local.n > 64 || host.n < 3 || memchr(host.p, '@', host.n))
		return false;
	if (!memchr(host.p, '.', host.n) || host.p[0] == '.' || host.p[host.n - 1] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("<>()[]\\,;:\"", s.p[i]))
			return false;
	return true;
}

static bool
declare_contact(struct unit *u, const struct desk_contact *in, struct term_case *c)
{
	struct msisdn m;
	const char *why;

	if (in->email.n && !is_address(str_trim(in->email))) {
		unit_say(u, DESK_invalid, "contact.email: must be a mail address like name@example.org");
		return false;
	}
	c->email = str_trim(in->email);
	c->phone = STR("");
	if (!in->phone.n)
		return true;
	if (!msisdn_parse(in->phone, &m, &why)) {
		unit_say(u, DESK_invalid, "contact.phone: %s", why);
		return false;
	}
	c->phone = arena_str(u->arena, msisdn_format(&m));
	return true;
}

static bool
declare_account(struct unit *u, const struct desk_refund *in, struct term_case *c)
{
	struct iban iban;
	const char *why;

	if (!iban_parse(in->iban, &iban, &why)) {
		unit_say(u, DESK_invalid, "refund.iban: %s", why);
		return false;
	}
	if (!str_trim(in->holder).n) {
		unit_say(u, DESK_invalid, "refund.holder: the name of the account's holder is needed, as the bank knows it");
		return false;
	}
	c->refund_iban = arena_str(u->arena, iban_format(&iban));
	c->refund_holder = str_trim(in->holder);
	return true;
}

static bool
declare_refund(struct unit *u, const struct desk_refund *in, struct term_case *c)
{
	struct msisdn m;
	const char *why;

	c->refund_iban = c->refund_holder = c->refund_msisdn = STR("");
	c->refund_kind = in->found ? in->kind : STR("");
	if (!in->found || str_is(in->kind, "none"))
		return true;
	if (str_is(in->kind, "account"))
		return declare_account(u, in, c);
	if (!str_is(in->kind, "line")) {
		unit_say(u, DESK_invalid, "refund.kind: must be none, account or line");
		return false;
	}
	if (!msisdn_parse(in->msisdn, &m, &why)) {
		unit_say(u, DESK_invalid, "refund.msisdn: %s", why);
		return false;
	}
	c->refund_msisdn = arena_str(u->arena, msisdn_format(&m));
	if (!str_eq(c->refund_msisdn, c->msisdn))
		return true;
	unit_say(u, DESK_invalid, "refund.msisdn: must be another line than the one that ends");
	return false;
}

/* End dates are days of the operator's zone: D means 24:00 of D (PRODUCT section 3). */
static bool
declare_end(struct unit *u, struct date d, struct term_case *c)
{
	enum calendar_zone zone = desk_settings(u->desk)->policy.zone;
	struct date today = calendar_day_of(u->now, zone);

	c->end_date = d;
	c->end_ms = (struct utc_ms){ 0 };
	if (d.days == DATE_NONE.days)
		return true;
	if (c->statutory) {
		unit_say(u, DESK_invalid, "endDate: a withdrawal ends the contract as soon as possible; leave the date out");
		return false;
	}
	if (d.days < today.days) {
		unit_say(u, DESK_invalid, "endDate: must be today or later");
		return false;
	}
	if (d.days > today.days + AHEAD_DAYS_MAX) {
		unit_say(u, DESK_invalid, "endDate: at most two years ahead");
		return false;
	}
	c->end_ms = calendar_end_of_day(d, zone);
	return true;
}

static bool
declare_language(struct unit *u, struct str lang, struct term_case *c)
{
	static const char *const KNOWN[] = { "nl", "fr", "de", "en", "zh" };

	c->language = lang;
	if (!lang.n)
		return true;
	for (size_t i = 0; i < COUNT(KNOWN); i++)
		if (str_is(lang, KNOWN[i]))
			return true;
	unit_say(u, DESK_invalid, "language: must be nl, fr, de, en or zh");
	return false;
}

bool
request_declare(struct unit *u, const struct desk_submit_in *in, struct term_case *c)
{
	c->msisdn = request_number(u, in->msisdn);
	if (!c->msisdn.n)
		return false;
	c->name = str_trim(in->name);
	c->reason = str_trim(in->reason);
	c->statutory = in->statutory;
	return declare_end(u, in->end_date, c) && declare_contact(u, &in->contact, c)
	    && declare_refund(u, &in->refund, c) && declare_language(u, in->language, c);
}

/* A wish that was sent in time counts, also when it is proven later (directive 2011/83/EU, article 11(2)). */
bool
request_may_withdraw(const struct unit *u, const struct line *l, const struct term_case *c)
{
	struct date day = calendar_day_of(c->received_ms, desk_settings(u->desk)->policy.zone);

	return until_withdrawal_is_open(l->sold_online, l->consumer, day);
}

bool
request_withdrawal_fits(struct unit *u, const struct line *l, const struct term_case *c)
{
	if (!c->statutory || request_may_withdraw(u, l, c))
		return true;
	unit_say(u, DESK_invalid, "statutory: " REQUEST_NO_WITHDRAWAL);
	return false;
}

void
request_proven(struct unit *u, const struct line *l, struct term_case *c)
{
	c->proven_ms = u->now;
	c->subscriber_id = l->subscriber_id;
	request_quote(u, l, c);
}

void
request_quote(struct unit *u, const struct line *l, struct term_case *c)
{
	struct quote q = owe_quote(u, l, c->end_date, u->now, owe_cause(c));
	struct desk_quote view;

	owe_quote_view(u, &q, &view);
	c->quote = owe_quote_json(u, &view);
	if (q.refusal != QUOTE_REFUSAL_none)
		c->contested = true;
	if (!c->language.n)
		c->language = l->language.n ? l->language : desk_settings(u->desk)->policy.language;
}

void
request_compare(struct unit *u, const struct desk_identity *in, const struct line *l, struct term_case *c)
{
	if (!in->found)
		return;
	c->document_result = STR("unknown");
	if (!l->document_hash.n)
		return;
	struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("document"), in->kind, in->number);
	bool same = l->document_hash.n == HASH_SIZE && hash_eq(l->document_hash.p, h.b, HASH_SIZE);
	c->document_result = same ? STR("match") : STR("differs");
}

void
request_new(struct unit *u, struct id line_id, struct str channel, struct term_case *c)
{
	struct termination t = termination_new(u->now, (struct utc_ms){ 0 });
	uint64_t random;
	char text[REFERENCE_TEXT_SIZE], *to = text;

	rng_bytes(&random, sizeof random);
	reference_format(reference_make(random), text);
	for (const char *p = text; *p; p++)
		if (*p != '-')
			*to++ = *p;
	record_init(&term_case_record, c);
	c->found = true;
	c->line_id = line_id;
	c->case_id = rng_id(u->now);
	c->reference = arena_str(u->arena, (struct str){ text, (size_t)(to - text) });
	c->state = t.state;
	c->cause = t.cause;
	c->deadline_ms = t.deadline;
	c->channel = channel.n ? channel : STR("api");
	c->received_ms = u->now;
}
