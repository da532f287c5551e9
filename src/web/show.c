/* show.c - records of the desk into records of pages. Sources: PRODUCT section 3 and rules 4, 7, 23, 24. */
#include "web/show.h"

#include "base/clock.h"
#include "base/l10n.h"
#include "domain/hold.h"
#include "domain/msisdn.h"
#include "domain/quote.h"
#include "web/form.h"
#include "web/live.h"
#include "web/messages.h"

#define TEXT_MAX   200u
#define CUT_MS     600000	/* what the network usually takes at the most, beside the drain */

/* ---- one value ---- */

static struct str
lang_of(const struct call *c)
{
	return c->cat->lang;
}

static enum calendar_zone
zone_of(const struct call *c)
{
	return c->web->conf.policy.zone;
}

struct str
show_date(struct call *c, struct date d)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, TEXT_MAX);
	if (d.days != DATE_NONE.days)
		l10n_date(&b, lang_of(c), d);
	return arena_str(c->q->arena, buf_str(&b));
}

struct str
show_time(struct call *c, struct utc_ms t)
{
	AUTO(buf_done) struct buf b;
	enum calendar_zone zone = zone_of(c);

	buf_init(&b, TEXT_MAX);
	if (!t.ms)
		return STR("");
	struct date before = calendar_day_of((struct utc_ms){ t.ms - 1 }, zone);
	struct clock_fields f = calendar_local(t, zone);
	if (calendar_end_of_day(before, zone).ms == t.ms)
		l10n_time(&b, lang_of(c), before, 24 * 60);
	else
		l10n_time(&b, lang_of(c), calendar_day_of(t, zone), f.hour * 60 + f.minute);
	return arena_str(c->q->arena, buf_str(&b));
}

struct str
show_money(struct call *c, int64_t cents)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, TEXT_MAX);
	l10n_money(&b, lang_of(c), (struct money){ cents });
	return arena_str(c->q->arena, buf_str(&b));
}

/* Empty for nothing: the page leaves the sentence out. */
static struct str
some_money(struct call *c, int64_t cents)
{
	return cents ? show_money(c, cents) : STR("");
}

struct str
show_number(struct call *c, struct str digits)
{
	struct msisdn m;
	const char *why;
	char text[MSISDN_MASK_SIZE];

	if (!digits.n || !msisdn_parse(digits, &m, &why))
		return STR("");
	return arena_str(c->q->arena, msisdn_mask(&m, text));
}

struct str
show_whole_number(struct call *c, struct str digits)
{
	struct msisdn m;
	const char *why;
	char text[MSISDN_PRINT_SIZE];

	if (!digits.n || !msisdn_parse(digits, &m, &why))
		return STR("");
	return arena_str(c->q->arena, msisdn_show(&m, lang_of(c), text));
}

static struct str
show_account(struct call *c, struct str iban)
{
	return iban.n > 8 ? arena_printf(c->q->arena, "%.4s ... %.4s", iban.p, iban.p + iban.n - 4) : STR("");
}

/* When somebody else may have the number, if the line goes off at OFF. */
static struct str
show_hold(struct call *c, struct utc_ms off)
{
	struct hold h = hold_start(&c->web->conf.policy, HOLD_ORIGIN_own, off);

	return show_date(c, h.assignable_from);
}

/* What was declared: the same fields in two records. */
#define DECLARED(c, v, p) do { \
	(p)->line = show_number(c, (v)->msisdn); \
	(p)->name = (v)->name; \
	(p)->contact = (v)->contact.email.n ? (v)->contact.email : (v)->contact.phone; \
	(p)->end_wish = show_date(c, (v)->end_date); \
	(p)->refund = str_is((v)->refund.kind, "none") ? STR("nothing") : (v)->refund.kind; \
	(p)->refund_name = (v)->refund.holder; \
	(p)->refund_to = (v)->refund.iban.n ? show_account(c, (v)->refund.iban) : show_number(c, (v)->refund.msisdn); \
	(p)->reason = (v)->reason; \
} while (0)

/* ---- the quote ---- */

/* Reasons in the order of QUOTE_REASONS: up to LAST they are about WHAT. */
static const struct { enum quote_reason last; const char *what; bool is_open; } SUBJECTS[] = {
	{ QUOTE_REASON_withdrawn,     CATALOG_TEXT("Ending the contract early"),            false },
	{ QUOTE_REASON_device_capped, CATALOG_TEXT("The rest of the price of your device"), false },
	{ QUOTE_REASON_refund_whole,  CATALOG_TEXT("Your paid credit"),                     true },
	{ QUOTE_REASON_debt_disputed, CATALOG_TEXT("Unpaid bills"),                         true },
};

static struct page_quote_line
quote_line(struct call *c, const struct desk_quote_line *l)
{
	const struct catalog *cat = c->cat;

	for (int r = 0; r < QUOTE_REASON_COUNT; r++) {
		if (!str_is(l->reason, quote_reason_names.name[r]))
			continue;
		for (size_t i = 0; i < COUNT(SUBJECTS); i++)
			if (r <= (int)SUBJECTS[i].last)
				return (struct page_quote_line){
					.found = true, .what = catalog_text(cat, SUBJECTS[i].what), .is_open = SUBJECTS[i].is_open,
					.why = catalog_text(cat, quote_reason_text((enum quote_reason)r)), .amount = show_money(c, l->amount_cents),
				};
		return (struct page_quote_line){ .found = false };	/* about the number: said elsewhere on the page */
	}
	return (struct page_quote_line){
		.found = true, .what = catalog_text(cat, "Not worked out yet"), .is_open = true,
		.why = catalog_text(cat, "A person works out what you pay or get, before the line is switched off."),
	};
}

static void
quote_lines(struct call *c, const struct desk_quote *q, struct page_quote_line room[SHOW_QUOTE_LINES], struct page_summary *p)
{
	const struct desk_quote_line *l = q->lines.items;
	bool is_free = true;
	size_t n = 0;

	for (size_t i = 0; i < q->lines.n && n < SHOW_QUOTE_LINES; i++) {
		room[n] = quote_line(c, &l[i]);
		if (!room[n].found)
			continue;
		is_free = is_free && l[i].amount_cents == 0 && room[n].amount.n;
		n++;
	}
	p->quote_lines = (struct list){ room, is_free ? 0 : n };
	int64_t total = q->due_cents - q->refund_cents;
	p->total = show_money(c, total < 0 ? -total : total);
	p->total_is = total > 0 ? STR("due") : total < 0 ? STR("credit") : STR("zero");
}

/* ---- step 3 ---- */

static struct utc_ms
later(int64_t a, int64_t b)
{
	return (struct utc_ms){ a > b ? a : b };
}

/* What can be promised before it is sent: taking back is possible at least until the end of the STOP window, and the line is
 * off at the latest when also the decision took all its days. */
static void
show_bounds(struct call *c, const struct desk_case_view *v, struct page_summary *p)
{
	const struct policy *policy = &c->web->conf.policy;
	int64_t now = clock_now().ms, stop_ms = policy->stop_window_s * 1000, decided = now, end = now;
	struct date today = calendar_day_of((struct utc_ms){ now }, policy->zone);

	if (policy->review == POLICY_REVIEW_manual)
		decided = calendar_end_of_day(calendar_add_working_days(today, (int)policy->decide_days), policy->zone).ms;
	if (v->end_date.days != DATE_NONE.days)
		end = calendar_end_of_day(v->end_date, policy->zone).ms;
	struct utc_ms off = later(decided + stop_ms, end);
	off.ms += policy->drain_s * 1000 + CUT_MS;
	p->withdraw_until = show_time(c, later(now + stop_ms, end));
	p->off_by = show_time(c, off);
	p->number_until = show_hold(c, off);
}

void
show_summary(struct call *c, const struct desk_case_view *v, struct page_quote_line room[SHOW_QUOTE_LINES], struct page_summary *p)
{
	struct pages_labels labels = pages_labels(c->cat, c->web->conf.country);

	*p = (struct page_summary){
		.draft = v->reference, .by_account = c->caller.session.n > 0, .quote = v->reference, .quoted = show_time(c, v->quote.as_of),
		.submit_label = labels.submit, .label_lang = labels.lang,
	};
	p->end_date = form_day(c, v->end_date);
	p->end_date_min = form_day(c, calendar_day_of(clock_now(), zone_of(c)));
	p->end_is_wrong = c->wrong != NULL;
	DECLARED(c, v, p);
	quote_lines(c, &v->quote, room, p);
	show_bounds(c, v, p);
}

/* ---- a group ---- */

static const char *const STATE_TEXTS[] = {
	[TERMINATION_received]  = CATALOG_TEXT("Not sent yet"),
	[TERMINATION_review]    = CATALOG_TEXT("We are checking your request"),
	[TERMINATION_asked]     = CATALOG_TEXT("We need something from you"),
	[TERMINATION_owing]     = CATALOG_TEXT("An amount has to be paid first"),
	[TERMINATION_waiting]   = CATALOG_TEXT("Approved. The line is still on."),
	[TERMINATION_noticing]  = CATALOG_TEXT("The line is about to go off"),
	[TERMINATION_cutting]   = CATALOG_TEXT("The line is being switched off"),
	[TERMINATION_closing]   = CATALOG_TEXT("The line is off"),
	[TERMINATION_confirmed] = CATALOG_TEXT("Ended and confirmed"),
	[TERMINATION_withdrawn] = CATALOG_TEXT("Taken back"),
	[TERMINATION_rejected]  = CATALOG_TEXT("We cannot end the line on this request"),
	[TERMINATION_expired]   = CATALOG_TEXT("The request has lapsed"),
	[TERMINATION_ported]    = CATALOG_TEXT("The number has moved"),
};
static_assert(COUNT(STATE_TEXTS) == TERMINATION_STATE_COUNT, "every state has its words");

struct str
show_state(struct call *c, enum termination_state state)
{
	return catalog_text(c->cat, STATE_TEXTS[state]);
}

void
show_group_line(struct call *c, const struct desk_case_view *v, struct page_group_line *out)
{
	struct page_quote_line *room = ARENA_ARRAY(c->q->arena, struct page_quote_line, SHOW_QUOTE_LINES);
	struct page_summary p;

	show_summary(c, v, room, &p);
	*out = (struct page_group_line){
		.found = true, .reference = v->reference, .number = show_whole_number(c, v->msisdn), .state = show_state(c, v->state),
		.end_wish = p.end_wish, .quote = p.quote, .quoted = p.quoted, .quote_lines = p.quote_lines, .total = p.total,
		.total_is = p.total_is, .off_by = p.off_by, .withdraw_until = p.withdraw_until,
		.number_until = p.number_until,
		.case_url = arena_printf(c->q->arena, "/case/%.*s", STR_ARG(v->reference)),
		.edit_url = arena_printf(c->q->arena, "/cancel/%.*s/edit", STR_ARG(v->reference)),
	};
}

/* ---- the case ---- */

static struct str
size_text(struct call *c, int64_t bytes)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, TEXT_MAX);
	l10n_size(&b, lang_of(c), bytes);
	return arena_str(c->q->arena, buf_str(&b));
}

struct list
show_papers(struct call *c, const struct desk_case_view *v)
{
	static const struct { const char *type, *kind; } KINDS[] = { { "application/pdf", "PDF" }, { "image/jpeg", "JPEG" }, { "image/png", "PNG" } };
	struct page_paper *p = ARENA_ARRAY(c->q->arena, struct page_paper, v->documents.n + 1);
	const struct desk_document_view *d = v->documents.items;

	for (size_t i = 0; i < v->documents.n; i++) {
		p[i] = (struct page_paper){ .found = true, .paper_size = size_text(c, d[i].bytes), .paper_when = show_time(c, d[i].at) };
		for (size_t k = 0; k < COUNT(KINDS); k++)
			if (str_is(d[i].type, KINDS[k].type))
				p[i].paper_kind = str_of(KINDS[k].kind);
	}
	return (struct list){ p, v->documents.n };
}

/* For whoever is proven. */
static void
show_details(struct call *c, const struct desk_case_view *v, struct page_case *p)
{
	bool is_account = v->state == TERMINATION_confirmed || v->state == TERMINATION_ported;

	p->is_contested = v->contested;
	p->received = show_time(c, v->received);
	p->withdraw_until = show_time(c, v->no_return);
	p->end = show_time(c, v->ended.ms ? v->ended : v->no_return);
	if (v->may_withdraw)
		p->withdraw_url = arena_printf(c->q->arena, "/case/%.*s/withdraw", STR_ARG(v->reference));
	if (v->state == TERMINATION_asked)
		p->answer_url = arena_printf(c->q->arena, "/case/%.*s/answer", STR_ARG(v->reference));
	p->asked = p->why = v->decision;
	p->papers = show_papers(c, v);
	p->messages = messages_list(c, v);
	p->is_statutory = v->statutory;
	p->is_by_person = v->by_person;
	if (v->state == TERMINATION_received)
		p->go_on_url = arena_printf(c->q->arena, "/cancel/%.*s%s", STR_ARG(v->reference), v->by_person ? "/person" : "");
	if (v->authority.n)
		p->declared_url = arena_printf(c->q->arena, "/case/%.*s/declared", STR_ARG(v->reference));
	if (v->group.n && c->caller.session.n)
		p->group_url = arena_printf(c->q->arena, "/group/%.*s", STR_ARG(v->group));
	if (v->state == TERMINATION_asked || v->state == TERMINATION_review || (v->state == TERMINATION_received && v->by_person))
		p->upload_url = arena_printf(c->q->arena, "/case/%.*s/documents", STR_ARG(v->reference));
	p->amount_due = show_money(c, v->quote.due_cents);
	p->complain = catalog_translate(c->cat, c->web->conf.complain);
	DECLARED(c, v, p);
	if (!is_account)
		return;
	const struct desk_quote *account = v->account.found ? &v->account : &v->quote;
	p->balance_due = some_money(c, account->due_cents);
	p->refund_amount = str_is(p->refund, "nothing") ? STR("") : some_money(c, account->refund_cents);
	if (str_is(v->quote.number, "held") && v->ended.ms)
		p->number_until = show_hold(c, v->ended);
}

void
show_case(struct call *c, const struct desk_case_view *v, struct page_step steps[PAGES_STEPS], struct page_case *p)
{
	struct str state = str_of(termination_state_names.name[v->state]);

	*p = (struct page_case){ .reference = v->reference, .state = state, .by = show_time(c, v->by_when), .is_proven = v->details };
	p->steps = (struct list){ steps, pages_steps(c->cat, state, steps) };
	if (p->steps.n) {
		steps[PAGES_STEP_RECEIVED].when = show_time(c, v->received);
		steps[PAGES_STEP_OFF].when = show_time(c, v->ended);
	}
	p->live_url = arena_printf(c->q->arena, "/case/%.*s/events?v=%.*s", STR_ARG(v->reference), STR_ARG(live_version(c, v)));
	if (v->details)
		show_details(c, v, p);
	else
		p->prove_url = arena_printf(c->q->arena, "/sign-in?to=/case/%.*s", STR_ARG(v->reference));
}

void
show_declaration(struct call *c, const struct desk_case_view *v, bool is_file, struct page_declaration *p)
{
	*p = (struct page_declaration){
		.reference = v->reference, .received = show_time(c, v->received), .printed = show_time(c, clock_now()), .state = show_state(c, v->state),
		.is_statutory = v->statutory,
	};
	DECLARED(c, v, p);
	p->line = show_whole_number(c, v->msisdn);	/* whoever keeps it as evidence needs to see which line it was */
	if (is_file)
		return;
	p->save_url = arena_printf(c->q->arena, "/case/%.*s/declared?save", STR_ARG(v->reference));
	p->case_url = arena_printf(c->q->arena, "/case/%.*s", STR_ARG(v->reference));
}
