/* import.c - one row of an import: a new line, a change, nothing, or a bad row that says why.
 * The same row twice changes nothing. A SIM, holder or contact that changes during a case contests it, or makes a card
 * after the point of no return (rule 12). A number whose line has ended is a new line, once its hold is over. */
#include "desk/operations.h"

#include "base/money.h"
#include "base/rng.h"
#include "desk/login.h"
#include "desk/request.h"
#include "domain/calendar.h"
#include "domain/iccid.h"
#include "domain/imsi.h"
#include "domain/msisdn.h"

static void
import_find(void *v)
{
	struct line_import *s = v;

	operations_find_line(&s->u, s->in.row.msisdn, &s->msisdn, &s->at);
	s->u.code = DESK_ok;			/* a bad number is a bad row, not a bad request */
	s->mail = login_mail(&s->u, s->in.row.email);
	if (s->mail.n)
		ask_login_find(&s->u, &(struct by_login){ .login = s->mail }, &s->mail_at);
}

static void
import_ask(void *v)
{
	struct line_import *s = v;

	if (!s->msisdn.n)
		return;
	if (s->mail_at.found)
		all_lines_of_subscriber(&s->u, &(struct by_subscriber){ .subscriber_id = s->mail_at.subscriber_id }, &s->others);
	if (!s->at.found) {
		s->u.line_id = rng_id(s->u.now);	/* shared by nobody; the number's directory row is the gate's twin */
		memcpy(s->u.key_id.b, s->msisdn.p, s->msisdn.n < 16 ? s->msisdn.n : 16);	/* no second new line of this number in the batch */
		return;
	}
	subject_open(&s->u, &s->s, s->at.line_id);
	ask_number_get(&s->u, &(struct by_line){ .line_id = s->at.line_id }, &s->hold);
}

static bool
bad(struct line_import *s, const char *column, const char *why)
{
	s->out.result = STR("bad");
	s->out.what = unit_printf(&s->u, "%s: %s", column, why);
	return false;
}

static bool
read_money(struct line_import *s, const char *column, struct str text, int64_t *cents_out)
{
	struct money m = { 0 };

	if (text.n && (!money_parse(text, &m) || m.cents < 0))
		return bad(s, column, "must be an amount in EUR like 12.34");
	*cents_out = m.cents;
	return true;
}

static bool
read_numbers(struct line_import *s, struct line *l)
{
	const struct desk_import_row *r = &s->in.row;
	struct msisdn m;
	struct imsi imsi;
	struct iccid iccid;
	const char *why;

	if (!msisdn_parse(r->msisdn, &m, &why))
		return bad(s, "msisdn", why);
	l->msisdn = arena_str(s->u.arena, msisdn_format(&m));
	if (!imsi_parse(r->imsi, &imsi, &why))
		return bad(s, "imsi", why);
	l->imsi = arena_str(s->u.arena, imsi_format(&imsi));
	l->iccid = STR("");
	if (r->iccid.n && !iccid_parse(r->iccid, &iccid, &why))
		return bad(s, "iccid", why);
	if (r->iccid.n)
		l->iccid = arena_str(s->u.arena, iccid_format(&iccid));
	l->phone = STR("");
	if (r->phone.n && !msisdn_parse(r->phone, &m, &why))
		return bad(s, "phone", why);
	if (r->phone.n)
		l->phone = arena_str(s->u.arena, msisdn_format(&m));
	return true;
}

static bool
read_word(struct line_import *s, const char *column, struct str text, const char *first, const char *second, struct str *out)
{
	*out = text.n ? text : str_of(first);
	if (str_is(*out, first) || str_is(*out, second))
		return true;
	return bad(s, column, unit_printf(&s->u, "must be %s or %s", first, second).p);
}

/* The row as the line would be; what the file cannot say is taken over from the line that is there. */
static bool
read_row(struct line_import *s, struct line *l)
{
	const struct desk_import_row *r = &s->in.row;

	if (!read_numbers(s, l) || !read_word(s, "kind", r->kind, "prepaid", "postpaid", &l->kind) || !read_word(s, "sim", r->sim, "sim", "esim", &l->sim))
		return false;
	if (!read_money(s, "monthly_fee", r->monthly_fee, &l->monthly_fee_cents) || !read_money(s, "device", r->device, &l->device_cents)
	    || !read_money(s, "credit", r->credit, &l->credit_cents) || !read_money(s, "exit_fee", r->exit_fee, &l->exit_fee_cents)
	    || !read_money(s, "debt", r->debt, &l->debt_cents))
		return false;
	if (r->contract_end.days != DATE_NONE.days && r->contract_start.days == DATE_NONE.days)
		return bad(s, "contract_start", "is needed where contract_end is given");
	if (r->contract_end.days != DATE_NONE.days && r->contract_end.days < r->contract_start.days)
		return bad(s, "contract_end", "must not be before contract_start");
	l->operator = r->operator.n ? r->operator : STR("own");
	l->plan = r->plan;
	l->consumer = !r->business;
	l->ported_in = r->ported_in;
	l->contract_start = r->contract_start;
	l->contract_end = r->contract_end;
	l->price_rise = r->price_rise;
	l->credit_expiry = r->credit_expiry;
	l->name = r->name;
	l->email = r->email;
	l->language = r->language.n ? r->language : desk_settings(s->u.desk)->policy.language;
	l->customer = str_trim(r->customer);
	l->sold_online = r->sold_online;
	l->document_kind = r->document_kind;
	l->document_hash = STR("");
	if (r->document_number.n) {
		struct hash h = HASH_KEYED(desk_settings(s->u.desk)->key, STR("document"), r->document_kind, r->document_number);
		l->document_hash = arena_str(s->u.arena, hash_str(&h));
	}
	return true;
}

static bool
field_differs(const struct field *f, const void *a, const void *b)
{
	switch ((enum record_kind)f->kind) {
	case F_BOOL:   return RECORD_AT_CONST(a, f, bool) != RECORD_AT_CONST(b, f, bool);
	case F_INT:    return RECORD_AT_CONST(a, f, int64_t) != RECORD_AT_CONST(b, f, int64_t);
	case F_DATE:   return RECORD_AT_CONST(a, f, struct date).days != RECORD_AT_CONST(b, f, struct date).days;
	case F_TEXT:
	case F_BYTES:  return !str_eq(RECORD_AT_CONST(a, f, struct str), RECORD_AT_CONST(b, f, struct str));
	case F_TIME:
	case F_SECRET:
	case F_ID:
	case F_ENUM:
	case F_OBJECT:
	case F_LIST:
		break;
	}
	return false;				/* instants and ids are ours, not the file's */
}

/* Names the columns that differ; notes whether they are of the SIM or of holder and contact. */
static size_t
compare(struct line_import *s, const struct line *old, const struct line *l)
{
	static const char *const SIM[] = { "imsi", "iccid" }, *const HOLDER[] = { "name", "email", "phone" };
	struct buf names;
	size_t n = 0;

	buf_init(&names, 190);
	for (int i = 0; i < line_record.n; i++) {
		const struct field *f = &line_record.field[i];

		if (!field_differs(f, old, l))
			continue;
		buf_printf(&names, "%s%s", n++ ? " " : "", f->name);
		for (size_t k = 0; k < COUNT(SIM); k++)
			s->moves_sim |= strcmp(f->name, SIM[k]) == 0;
		for (size_t k = 0; k < COUNT(HOLDER); k++)
			s->moves_holder |= strcmp(f->name, HOLDER[k]) == 0;
	}
	s->out.what = arena_str(s->u.arena, buf_str(&names));
	buf_done(&names);
	return n;
}

/* The number of a line that has ended: the same row again is nothing; another SIM is a new line, when the hold is over. */
static bool
may_reuse(struct line_import *s)
{
	struct date today = calendar_day_of(s->u.now, desk_settings(s->u.desk)->policy.zone);
	char day[CLOCK_DATE_SIZE];

	if (s->hold.assignable_from.days != DATE_NONE.days && s->hold.assignable_from.days <= today.days)
		return true;
	clock_date_format(s->hold.assignable_from, day);
	return bad(s, "msisdn", day[0] ? unit_printf(&s->u, "this number rests until %s", day).p : "this number belongs to another operator now");
}

/* Whose line it is: the customer's; without a customer number OWN, an id that no other line has. */
static struct id
subscriber_of(const struct line *l, struct id own)
{
	struct hash h = HASH_OF(STR("customer"), l->operator, l->customer);

	if (l->customer.n)
		memcpy(own.b, h.b, sizeof own.b);
	return own;
}

/* Has the line another holder? A new address or telephone of somebody with the same name is still the same person. */
static bool
has_new_holder(const struct line_import *s)
{
	const struct line *old = &s->s.line, *l = &s->next;

	return !str_eq(old->name, l->name) || (!l->name.n && s->moves_holder);
}

/* An old password must never open a new holder's line. */
static void
move_line(struct line_import *s)
{
	const struct line *old = &s->s.line;
	bool leaves = old->customer.n > 0 && !s->next.customer.n;

	s->next.subscriber_id = subscriber_of(&s->next, has_new_holder(s) || leaves ? rng_id(s->u.now) : old->subscriber_id);
}

static void
add_line(struct line_import *s)
{
	s->is_new = true;
	s->u.line_id = s->at.found ? rng_id(s->u.now) : s->u.line_id;
	s->next.line_id = s->u.line_id;
	s->next.subscriber_id = subscriber_of(&s->next, s->u.line_id);
	s->next.version = 1;
	s->next.status = STR("active");
	s->next.created_ms = s->next.balance_as_of = s->u.now;
	s->out.result = STR("new");
}

static void
change_line(struct line_import *s)
{
	struct line *l = &s->s.line;
	struct termination_facts f = subject_facts(&s->u, &s->s);

	if (!compare(s, l, &s->next)) {
		s->out.result = STR("same");
		return;
	}
	s->out.result = STR("changed");
	s->next.balance_as_of = s->u.now;
	move_line(s);
	if (!s->moves_sim && !s->moves_holder)
		return;
	s->next.changed_ms = s->u.now;
	if (!str_eq(l->email, s->next.email) && l->email.n)
		s->next.previous_email = l->email;
	if (s->s.c.found)
		subject_step(&s->u, &s->s, TERMINATION_ON_change, &f);
}

static void
import_decide(void *v)
{
	struct line_import *s = v;

	s->out.row = s->in.row.row;
	if (s->at.found && s->s.line.found)
		s->next = s->s.line;
	else
		record_init(&line_record, &s->next);
	s->next.found = true;
	if (!read_row(s, &s->next))
		return;
	if (!s->at.found || !s->s.line.found) {
		add_line(s);
	} else if (str_is(s->s.line.status, "active")) {
		change_line(s);
	} else if (str_eq(s->next.imsi, s->s.line.imsi)) {
		s->out.result = STR("same");
	} else if (may_reuse(s)) {
		add_line(s);
		s->next.ended_ms = s->next.changed_ms = (struct utc_ms){ 0 };
		s->next.blocked = false;
		s->next.previous_email = STR("");
		s->s.head = (struct audit_row){ 0 };
	}
}

/* The first subscriber keeps an address while one of the lines is active. */
static bool
is_mail_taken(const struct line_import *s)
{
	const struct line *l = s->others.items;

	for (size_t i = 0; i < s->others.n; i++)
		if (str_is(l[i].status, "active") && !id_eq(l[i].line_id, s->next.line_id))
			return true;
	return false;
}

/* What the holder signs in with from now on. */
static void
write_logins(struct line_import *s)
{
	struct unit *u = &s->u;
	struct id owner = s->next.subscriber_id;
	struct str before = login_mail(u, s->s.line.email);

	put_login_set(u, &(struct dir_login){ .login = s->next.msisdn, .subscriber_id = owner });
	put_subscriber_line_add(u, &(struct dir_subscriber){ .subscriber_id = owner, .line_id = s->next.line_id });
	if (before.n)
		put_login_drop(u, &(struct dir_login){ .login = before, .subscriber_id = s->s.line.subscriber_id });
	if (s->mail.n)
		put_login_add(u, &(struct dir_login){ .login = s->mail, .subscriber_id = owner });
	if (s->mail_at.found && !id_eq(s->mail_at.subscriber_id, owner) && !is_mail_taken(s))
		put_login_take(u, &(struct login_move){ .login = s->mail, .subscriber_id = owner, .was = s->mail_at.subscriber_id });
}

static void
import_write(void *v)
{
	struct line_import *s = v;
	struct id none = { { 0 } };

	if (s->in.dry || !(s->is_new || str_is(s->out.result, "changed")))
		return;
	if (s->is_new) {
		gate_line_add(&s->u, &s->next);
		put_dir_msisdn_set(&s->u, &(struct dir_msisdn){ .msisdn = s->next.msisdn, .line_id = s->next.line_id });
		write_logins(s);
		audit_add(&s->u, &s->s.head, none, "import", STR("{\"result\":\"new\"}"));
		return;
	}
	gate_line_change(&s->u, &s->next);
	write_logins(s);
	audit_add(&s->u, &s->s.head, none, "import", unit_printf(&s->u, "{\"changed\":\"%.*s\"}", STR_ARG(s->out.what)));
	if (s->s.moved)
		subject_write(&s->u, &s->s, false, STR(""), STR("by an import"));
}

const struct unit_operation operations_line_import = UNIT_OPERATION(line_import, import_find, import_ask, import_decide, import_write);
