/* form.c - the form's fields, each with its check. Limits of lengths are those of the desk's records (record_set).
 * Sources: PRODUCT rules 3 to 6, 28. */
#include "web/form.h"

#include "base/clock.h"
#include "base/mime.h"
#include "base/rng.h"
#include "domain/iban.h"
#include "domain/msisdn.h"
#include "web/show.h"

/* ---- texts ---- */

/* At most FORM_SHOWN_MAX bytes, cut between two characters. */
static struct str
shown(const struct call *c, const char *name)
{
	struct str s = httpd_form(c->q, name);

	if (s.n <= FORM_SHOWN_MAX)
		return s;
	s.n = FORM_SHOWN_MAX;
	while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

struct str
form_line(struct call *c, struct str text)
{
	char *p = arena_must(c->q->arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool is_control = (unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f;

		if (!is_control)
			p[n++] = text.p[i];
		else if (n && p[n - 1] != ' ')
			p[n++] = ' ';
	}
	return str_trim((struct str){ p, n });
}

size_t
form_characters(struct str utf8)
{
	size_t n = 0;

	for (size_t i = 0; i < utf8.n; i++)
		n += ((unsigned char)utf8.p[i] & 0xc0) != 0x80;
	return n;
}

static bool
set(struct call *c, const struct record *r, void *rec, const char *field, struct str text)
{
	struct str why;

	return !record_set(r, rec, record_find(r, str_of(field)), text, c->q->arena, &why);
}

static struct date
today(const struct call *c)
{
	return calendar_day_of(clock_now(), c->web->conf.policy.zone);
}

/* ---- one check per field: true if it is right, and then it is in IN ---- */

/* A number of a line of ours; canonical digits. */
static bool
take_number(struct call *c, struct str typed, struct str *out)
{
	struct msisdn m;
	const char *why;

	if (!msisdn_parse(typed, &m, &why))
		return false;
	if (str_is(c->web->conf.country, "BE") && !msisdn_is_belgian_mobile(&m))
		return false;
	*out = arena_str(c->q->arena, msisdn_format(&m));
	return true;
}

static bool
take_name(struct call *c, struct desk_submit_in *in)
{
	struct str name = str_trim(httpd_form(c->q, "name"));

	return name.n && set(c, &desk_submit_in_record, in, "name", name);
}

static bool
take_contact(struct call *c, struct desk_submit_in *in)
{
	struct str address = str_trim(httpd_form(c->q, "contact"));

	in->contact.found = true;
	return !mime_address_fault(address) && set(c, &desk_contact_record, &in->contact, "email", address);
}

static bool
ends_paid(const struct call *c)
{
	return str_is(httpd_form(c->q, "end"), "paid");
}

/* The paid day is that of each line (form_for); it must be known. */
bool
form_end(struct call *c, const struct form_account *a, struct date *out)
{
	struct date first = today(c);

	*out = DATE_NONE;
	if (ends_paid(c))
		return a && form_account_knows_paid(a);
	if (!str_is(httpd_form(c->q, "end"), "date"))
		return true;
	if (!clock_date_parse(str_trim(httpd_form(c->q, "end_date")), out))
		return false;
	return out->days >= first.days && out->days <= first.days + FORM_AHEAD_DAYS;
}

/* A number of any country: the code goes there, and what concerns a line that is blocked. */
static bool
take_phone(struct call *c, struct desk_submit_in *in)
{
	struct str typed = str_trim(httpd_form(c->q, "phone"));
	struct msisdn m;
	const char *why;

	if (!typed.n)
		return true;
	if (!msisdn_parse(typed, &m, &why))
		return false;
	in->contact.phone = arena_str(c->q->arena, msisdn_format(&m));
	return !str_eq(in->contact.phone, in->msisdn);
}

/* The number goes to the desk, which compares it and forgets it; no page shows it again. */
static bool
take_identity(struct call *c, struct desk_submit_in *in)
{
	static const char *const KINDS[] = { "identity-card", "passport", "residence-permit", "other" };
	struct str kind = httpd_form(c->q, "identity"), number = str_trim(httpd_form(c->q, "identity_number"));

	if (!number.n)
		return true;
	in->identity.found = true;
	for (size_t i = 0; i < COUNT(KINDS); i++)
		if (str_is(kind, KINDS[i]))
			return set(c, &desk_identity_record, &in->identity, "kind", kind)
			    && set(c, &desk_identity_record, &in->identity, "number", number);
	return false;
}

static bool
take_account(struct call *c, struct desk_submit_in *in)
{
	struct str holder = str_trim(httpd_form(c->q, "refund_name"));
	struct iban iban;
	const char *why;

	in->refund = (struct desk_refund){ .found = true, .kind = STR("account") };
	if (!iban_parse(httpd_form(c->q, "refund_iban"), &iban, &why))
		return false;
	in->refund.iban = arena_str(c->q->arena, iban_format(&iban));
	return holder.n && set(c, &desk_refund_record, &in->refund, "holder", holder);
}

static bool
take_other_line(struct call *c, struct desk_submit_in *in)
{
	in->refund = (struct desk_refund){ .found = true, .kind = STR("line") };
	return take_number(c, httpd_form(c->q, "refund_line"), &in->refund.msisdn) && !str_eq(in->refund.msisdn, in->msisdn);
}

static bool
take_reason(struct call *c, struct desk_submit_in *in)
{
	struct str reason = form_line(c, httpd_form(c->q, "reason"));

	return form_characters(reason) <= FORM_REASON_MAX && set(c, &desk_submit_in_record, in, "reason", reason);
}

static void
take_refund(struct call *c, struct page_form *p, struct desk_submit_in *in)
{
	if (str_is(p->refund, "account"))
		p->refund_account_is_wrong = !take_account(c, in);
	else if (str_is(p->refund, "line"))
		p->refund_line_is_wrong = !take_other_line(c, in);
	else if (str_is(p->refund, "nothing"))
		in->refund = (struct desk_refund){ .found = true, .kind = STR("none") };
}

/* ---- the whole form ---- */

struct str
form_day(struct call *c, struct date d)
{
	char text[CLOCK_DATE_SIZE];

	if (d.days == DATE_NONE.days)
		return STR("");
	clock_date_format(d, text);
	return arena_printf(c->q->arena, "%s", text);
}

/* Rule 5: nothing else may be asked. CHECK: the lists of DE (BGB 312k: kind of termination, who, which contract, when, where the
 * confirmation goes) and FR (decree 2023-417: the same, and the reason) against the texts in force. */
static const struct { const char *country; bool identity, phone, refund, reason; } ASKED[] = {
	{ "BE", .identity = true, .phone = true, .refund = true, .reason = true },
	{ "DE", .reason = true },
	{ "FR", .phone = true, .reason = true },
};

static void
ask_by_country(const struct call *c, struct page_form *p)
{
	for (size_t i = 0; i < COUNT(ASKED); i++)
		if (str_is(c->web->conf.country, ASKED[i].country)) {
			p->asks_identity = ASKED[i].identity;
			p->asks_phone = ASKED[i].phone;
			p->asks_refund = ASKED[i].refund;
			p->asks_reason = ASKED[i].reason;
		}
}

void
form_empty(struct call *c, const struct form_account *a, struct page_form *p)
{
	struct id key = rng_id(clock_now());
	char text[RNG_ID_SIZE];

	rng_id_format(key, text);
	*p = (struct page_form){ .key = arena_printf(c->q->arena, "%s", text), .end_date_min = form_day(c, today(c)) };
	ask_by_country(c, p);
	if (!a)
		return;
	p->name = a->name;
	p->contact = a->email;
	p->phone = show_whole_number(c, a->phone);
	form_account_show(c, a, p);
}

/* As it was typed. */
static void
echo(struct call *c, struct page_form *p)
{
	*p = (struct page_form){
		.key = shown(c, "key"), .line = shown(c, "line"), .name = shown(c, "name"), .contact = shown(c, "contact"),
		.end = shown(c, "end"), .end_date = shown(c, "end_date"), .end_date_min = form_day(c, today(c)),
		.refund = shown(c, "refund"), .refund_name = shown(c, "refund_name"), .refund_iban = shown(c, "refund_iban"),
		.refund_line = shown(c, "refund_line"), .reason = shown(c, "reason"), .identity = shown(c, "identity"),
		.phone = shown(c, "phone"),
	};
	ask_by_country(c, p);
}

bool
form_read(struct call *c, struct form_account *a, struct page_form *p, struct desk_submit_in *in)
{
	echo(c, p);
	record_init(&desk_submit_in_record, in);
	in->found = true;
	in->language = c->cat->lang;
	p->line_is_wrong = a ? !form_account_take(c, a) : !take_number(c, p->line, &in->msisdn);
	p->name_is_wrong = !take_name(c, in);
	p->contact_is_wrong = !take_contact(c, in);
	p->end_is_wrong = !form_end(c, a, &in->end_date);
	p->phone_is_wrong = p->asks_phone && !take_phone(c, in);
	p->identity_is_wrong = p->asks_identity && !take_identity(c, in);
	if (p->asks_refund)
		take_refund(c, p, in);
	p->reason_is_wrong = p->asks_reason && !take_reason(c, in);
	if (a)
		form_account_show(c, a, p);
	p->is_wrong = p->line_is_wrong || p->name_is_wrong || p->contact_is_wrong || p->end_is_wrong || p->phone_is_wrong
	    || p->identity_is_wrong || p->refund_account_is_wrong || p->refund_line_is_wrong || p->reason_is_wrong;
	return !p->is_wrong;
}

struct desk_submit_in *
form_for(struct call *c, const struct desk_submit_in *in, const struct form_account_line *l)
{
	struct desk_submit_in *own = ARENA_NEW(c->q->arena, struct desk_submit_in);

	*own = *in;
	own->line = l->handle;
	own->msisdn = l->msisdn;
	if (ends_paid(c))
		own->end_date = l->paid_until;
	return own;
}

void
form_of_case(struct call *c, const struct desk_case_view *v, struct page_form *p)
{
	form_empty(c, NULL, p);
	p->asks_identity = false;		/* compared when the request was made, and forgotten */
	p->draft = v->reference;
	p->line = show_whole_number(c, v->msisdn);
	p->name = v->name;
	p->contact = v->contact.email;
	p->phone = show_whole_number(c, v->contact.phone);
	p->end = v->end_date.days == DATE_NONE.days ? STR("soon") : STR("date");
	p->end_date = form_day(c, v->end_date);
	p->refund = str_is(v->refund.kind, "none") ? STR("nothing") : v->refund.kind;
	p->refund_name = v->refund.holder;
	p->refund_iban = v->refund.iban;
	p->refund_line = show_whole_number(c, v->refund.msisdn);
	p->reason = v->reason;
}

bool
form_blame(struct page_form *p, struct str why)
{
	const struct { const char *begin; bool *flag; } FIELDS[] = {
		{ "msisdn:", &p->line_is_wrong }, { "line:", &p->line_is_wrong }, { "name:", &p->name_is_wrong },
		{ "contact.phone:", &p->phone_is_wrong }, { "contact.", &p->contact_is_wrong }, { "identity.", &p->identity_is_wrong },
		{ "endDate:", &p->end_is_wrong }, { "refund.msisdn:", &p->refund_line_is_wrong },
		{ "refund.", &p->refund_account_is_wrong }, { "reason:", &p->reason_is_wrong },
	};

	for (size_t i = 0; i < COUNT(FIELDS); i++)
		if (str_starts(why, FIELDS[i].begin)) {
			p->is_wrong = *FIELDS[i].flag = true;
			return true;
		}
	return false;
}
