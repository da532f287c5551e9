/* closing.c - the final account: from billing's balance, or from a person's statement, by the rules that made the quote.
 * Nothing is guessed: a balance that cannot be the line's is asked for again, one that would break a promise is a card. */
#include "desk/closing.h"

#include "desk/operations.h"
#include "desk/owe.h"
#include "domain/billing.h"

static_assert(EFFECT_CENTS_MAX == QUOTE_CENTS_MAX, "a balance that was read can be computed with");

/* The account of the case with balance B. KEPT_OUT: the bound part, computed anew, is what was promised. */
static struct quote
account_of(struct unit *u, const struct subject *s, const struct desk_quote *promised, const struct effect_balance *b, bool *kept_out)
{
	struct quote bound = { .end = promised->end, .indemnity_cents = promised->indemnity_cents, .residual_cents = promised->residual_cents };
	struct line l = s->line;

	l.credit_cents = b->credit_cents;
	l.debt_cents = b->debt_cents;
	l.balance_as_of = b->as_of;
	struct quote made = owe_quote(u, &l, promised->end, s->c.proven_ms, owe_cause(&s->c));
	*kept_out = made.refusal == QUOTE_REFUSAL_none && quote_is_kept(&bound, &made);
	return made;
}

/* Whatever the line's row says by now: the customer pays what was promised for the end and the device, and no more. */
static void
keep_promise(const struct desk_quote *promised, const struct effect_balance *b, struct desk_quote *a)
{
	const struct desk_quote_line *from = promised->lines.items;
	struct desk_quote_line *to = a->lines.items;

	a->due_cents += promised->indemnity_cents - a->indemnity_cents + promised->residual_cents - a->residual_cents;
	a->indemnity_cents = promised->indemnity_cents;
	a->residual_cents = promised->residual_cents;
	if (a->lines.n < 2) {			/* no quote can be made of this line: the balance as it is, and nothing paid out */
		a->credit_cents = b->credit_cents;
		a->debt_cents = b->debt_cents;
		a->due_cents += b->debt_cents;
		return;
	}
	for (size_t i = 0; i < 2 && i < promised->lines.n; i++)		/* indemnity and residual, with their reasons */
		to[i] = from[i];
}

static void
take(struct unit *u, struct subject *s, const struct desk_quote *account)
{
	s->c.account = owe_quote_json(u, account);
}

/* The chain keeps what proves the figures, and who stated them; the figures are with the case. */
static struct str
note_of(struct unit *u, const struct subject *s, const char *by, struct str why)
{
	struct hash h = HASH_OF(STR("account"), s->c.account, why);
	char hex[2 * HASH_SIZE + 1];

	hash_hex(h.b, sizeof h.b, hex);
	return unit_printf(u, "{\"by\":\"%s\",\"account\":\"sha256:%s\"}", by, hex);
}

void
closing_judge(struct unit *u, struct subject *s, struct effect_outcome *o, struct str *audit_out)
{
	const char *fault = billing_fault(&o->balance, s->c.ended_ms, u->now);
	struct desk_quote promised, account;
	bool kept;

	if (fault) {
		o->result = EFFECT_RESULT_later;
		o->detail = str_of(fault);
		return;
	}
	if (!owe_quote_parse(u, s->c.quote, &promised))
		record_init(&desk_quote_record, &promised);
	struct quote made = account_of(u, s, &promised, &o->balance, &kept);
	if (!kept) {
		o->result = EFFECT_RESULT_never;
		o->finding = EFFECT_FINDING_differs;
		o->detail = STR("indemnity or residual of the line as it is now are not those of the quote");
		return;
	}
	owe_quote_view(u, &made, &account);
	take(u, s, &account);
	*audit_out = note_of(u, s, "billing", STR(""));
}

/* ---- a person states it ---- */

OPERATIONS_BY_REFERENCE(case_account, account)

static bool
is_possible(struct case_account *s, const struct effect_balance *b)
{
	struct unit *u = &s->u;
	const struct term_case *c = &s->w.s.c;
	const char *fault;

	if (!operations_case_is_ours(u, &s->w))
		return false;
	if (c->state != TERMINATION_closing) {
		unit_say(u, DESK_refused, "Not possible in state %s: an account is stated between the cut and the confirmation.",
		    termination_state_names.name[c->state]);
		return false;
	}
	if (c->settled) {
		unit_say(u, DESK_refused, "The final account is settled already; see the case.");
		return false;
	}
	if (!str_trim(s->in.note).n) {
		unit_say(u, DESK_invalid, "note: say why a person states the balance");
		return false;
	}
	if ((fault = billing_fault(b, c->ended_ms, u->now)))
		unit_say(u, DESK_invalid, "asOf: %s", fault);
	return !fault;
}

static void
account_decide(void *v)
{
	struct case_account *s = v;
	struct unit *u = &s->u;
	struct subject *j = &s->w.s;
	struct effect_balance b = { .found = true, .credit_cents = s->in.credit_cents, .debt_cents = s->in.debt_cents,
		.as_of = s->in.as_of.ms ? s->in.as_of : u->now };
	struct desk_quote promised, account;
	bool kept;

	if (!is_possible(s, &b))
		return;
	if (!owe_quote_parse(u, j->c.quote, &promised))
		record_init(&desk_quote_record, &promised);
	struct quote made = account_of(u, j, &promised, &b, &kept);
	owe_quote_view(u, &made, &account);
	if (!kept)
		keep_promise(&promised, &b, &account);
	take(u, j, &account);
	j->card_note = s->in.note;
	s->audit = note_of(u, j, "person", s->in.note);
	struct termination_facts f = subject_facts(u, j);
	bool ok = subject_step(u, j, TERMINATION_ON_account_settled, &f);
	assert(ok && "a case in closing that is not settled can be");
	view_case(u, &j->c, NULL, &s->out);
}

static void
account_write(void *v)
{
	struct case_account *s = v;

	if (s->w.s.moved)
		subject_write(&s->u, &s->w.s, true, s->audit, STR(""));
}

const struct unit_operation operations_case_account = UNIT_OPERATION(case_account, account_find, account_ask, account_decide, account_write);
