/* termination_test.c - the machine, all of it: every state, event and combination of what its guards look at; a walk over
 * everything that can be reached, which shows that no case hangs; and the golden matrix.
 * `--bless` writes test/data/termination_matrix.txt anew: read the difference before it is committed. */
#include "domain/termination.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define MATRIX "test/data/termination_matrix.txt"
#define NOW INT64_C(1795000000000)
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define S(n) TERMINATION_##n
#define ON(n) TERMINATION_ON_##n
#define OWES(n) TERMINATION_OWES(n)
#define CUT (OWES(net_off) | OWES(net_delete))

/* ---- all combinations ---- */

/* One number is one combination; each take() uses up one digit of it. */
static unsigned
take(unsigned *n, unsigned base)
{
	unsigned digit = *n % base;

	*n /= base;
	return digit;
}

static const int64_t SOMETIME[] = { 0, NOW - DAY, NOW + DAY };
#define FACTS (2u * 2 * 2 * 2 * 2 * 2)
#define CASES (2u * 2 * 2 * 2 * 3 * 3)

static struct termination_facts
facts_number(unsigned n)
{
	struct termination_facts f = { .now.ms = NOW, .decide_by.ms = NOW + 3 * DAY, .drain_ms = 2000 };

	f.clean = take(&n, 2);
	f.must_pay = take(&n, 2);
	f.two_agree = take(&n, 2);
	f.port_at.ms = take(&n, 2) ? NOW + DAY : NOW;
	f.balance_ms = take(&n, 2) ? HOUR : 0;
	f.stop_window_ms = take(&n, 2) ? HOUR : 0;
	return f;
}

static struct termination
case_number(enum termination_state s, unsigned n)
{
	struct termination c = { .state = s, .version = 7, .deadline.ms = NOW };

	c.contested = take(&n, 2);
	c.leaving = c.settled = take(&n, 2);		/* one digit: each means something in one state */
	c.leaving = c.leaving && s == S(waiting);
	c.settled = c.settled && s == S(closing);
	c.applied = take(&n, 2);
	c.cause = take(&n, 2) ? TERMINATION_CAUSE_port : TERMINATION_CAUSE_wish;
	c.stop_until.ms = SOMETIME[take(&n, 3)];
	c.end.ms = SOMETIME[take(&n, 3)];
	return c;
}

static bool
same_case(const struct termination *a, const struct termination *b)
{
	return a->state == b->state && a->cause == b->cause && a->version == b->version && a->deadline.ms == b->deadline.ms
	    && a->end.ms == b->end.ms && a->stop_until.ms == b->stop_until.ms && a->contested == b->contested
	    && a->leaving == b->leaving && a->applied == b->applied && a->settled == b->settled;
}

typedef void step_fn(const struct termination *, enum termination_event, const struct termination_facts *, const struct termination_move *);

static void
for_every_step(step_fn *visit)
{
	for (int s = 0; s < TERMINATION_STATE_COUNT; s++)
		for (int e = 0; e < TERMINATION_EVENT_COUNT; e++)
			for (unsigned i = 0; i < CASES; i++)
				for (unsigned k = 0; k < FACTS; k++) {
					struct termination c = case_number((enum termination_state)s, i);
					struct termination_facts f = facts_number(k);
					struct termination_move m = termination_step(&c, (enum termination_event)e, &f);

					visit(&c, (enum termination_event)e, &f, &m);
				}
}

/* Two true guards are the machine's own assertion: this walk meets every combination of what they look at. */
static void
check_move(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	const struct termination *n = &m->next;

	if (!m->accepted) {
		assert_true(same_case(c, n));
		assert_false(m->changes_number);
		assert_int_equal(m->owes, 0);
		assert_int_equal(m->card, TERMINATION_CARD_none);
		return;
	}
	assert_false(termination_is_end(c->state));
	assert_int_equal(n->version, c->version + 1);
	assert_true(m->rule && m->rule[0]);
	if (m->owes & CUT)
		assert_int_equal(n->state, S(cutting));
	if (c->applied)
		assert_true(n->applied);
	if (c->settled)
		assert_true(n->settled);
	assert_int_equal(m->owes & OWES(mail_confirmed) || c->settled, n->settled);	/* the confirmation is owed once the account is decided */
	if (on == ON(confirmation_left))
		assert_true(c->settled);
	if (n->state == S(closing) && c->state != S(closing))
		assert_int_equal(m->owes, f->balance_ms ? OWES(billing_stop) : OWES(mail_confirmed));
	if (n->state == S(cutting) && c->state != S(cutting))
		assert_int_equal(m->owes & CUT, OWES(net_off));
	if (c->cause == TERMINATION_CAUSE_port)
		assert_int_equal(n->cause, TERMINATION_CAUSE_port);
	if (c->contested && !n->contested)
		assert_true(n->state == S(waiting) && c->state != S(waiting));
	if (n->leaving)
		assert_int_equal(n->state, S(waiting));
	if (termination_is_end(n->state))
		assert_int_equal(n->deadline.ms, 0);
	assert_int_equal(m->changes_number, n->state == S(closing) && (c->state != S(closing) || on == ON(port_out)));
}

static void
check_withdrawal(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	(void)f;
	if (on == ON(withdraw)) {
		assert_int_equal(m->accepted, termination_may_withdraw(c->state));
		if (m->accepted)
			assert_int_equal(m->next.state, S(withdrawn));
	}
	if (m->accepted && m->next.state == S(withdrawn)) {
		assert_int_equal(on, ON(withdraw));
		assert_int_equal(m->owes & ~OWES(mail_withdrawn), 0);
		assert_int_equal(m->card, TERMINATION_CARD_none);
	}
	if (m->accepted && !termination_may_withdraw(c->state))	/* nobody comes back over the line */
		assert_true(!termination_may_withdraw(m->next.state));
}

static void
every_step_keeps_the_rules(void **state)
{
	(void)state;
	for_every_step(check_move);
	for_every_step(check_withdrawal);
}

static void
check_port(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	if (!m->accepted || on != ON(port_out))
		return;
	assert_int_equal(m->next.cause, TERMINATION_CAUSE_port);
	if (!termination_may_withdraw(c->state))
		return;
	if (f->port_at.ms <= f->now.ms) {
		assert_int_equal(m->next.state, S(cutting));
		return;
	}
	assert_int_equal(m->next.state, S(waiting));		/* a port that is ahead: until then, whatever went on */
	assert_false(m->next.leaving);
	assert_int_equal(m->next.deadline.ms, f->port_at.ms);
}

static void
a_port_that_is_ahead_is_waited_for(void **state)
{
	(void)state;
	for_every_step(check_port);
}

/* ---- rows: each is taken by some combination ---- */

static struct { uint8_t state, on, to, card; bool starts, settles; uint32_t owes; } ROW_SEEN[200];
static size_t rows_seen;

static void
note_row(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	bool starts = !c->stop_until.ms && m->next.stop_until.ms;	/* the STOP window */
	bool settles = !c->settled && m->next.settled;

	(void)f;
	if (!m->accepted)
		return;
	for (size_t i = 0; i < rows_seen; i++)
		if (ROW_SEEN[i].state == c->state && ROW_SEEN[i].on == on && ROW_SEEN[i].to == m->next.state
		    && ROW_SEEN[i].owes == m->owes && ROW_SEEN[i].card == m->card && ROW_SEEN[i].starts == starts && ROW_SEEN[i].settles == settles)
			return;
	assert_true(rows_seen < COUNT(ROW_SEEN));
	ROW_SEEN[rows_seen].state = (uint8_t)c->state;
	ROW_SEEN[rows_seen].on = (uint8_t)on;
	ROW_SEEN[rows_seen].to = (uint8_t)m->next.state;
	ROW_SEEN[rows_seen].owes = m->owes;
	ROW_SEEN[rows_seen].starts = starts;
	ROW_SEEN[rows_seen].settles = settles;
	ROW_SEEN[rows_seen++].card = (uint8_t)m->card;
}

static size_t
lines_of(char format)
{
	AUTO(buf_done) struct buf b;
	size_t n = 0;

	buf_init(&b, 1 << 20);
	termination_print(format, &b);
	for (size_t i = 0; i < b.n; i++)
		n += b.p[i] == '\n';
	return n;
}

static void
every_row_is_taken(void **state)
{
	(void)state;
	rows_seen = 0;
	for_every_step(note_row);
	assert_int_equal(rows_seen, lines_of('t') - 1);
	assert_int_equal(rows_seen + TERMINATION_STATE_COUNT + 4, lines_of('d'));
}

/* Every guard both ways, in words. A letter switches something on: c clean, d debt that must be paid, x contested,
 * 2 two persons agree, a applied, l leaving, p cause port, f the port is in the future, b billing, s settled. TO -1: refused. */
static void
every_guard_both_ways(void **state)
{
	static const struct { enum termination_state from; enum termination_event on; const char *given; int to; uint32_t owes; } ROW[] = {
		{ S(received), ON(port_out), "", S(cutting), OWES(net_off) },       { S(received), ON(port_out), "f", S(waiting), 0 },
		{ S(review), ON(port_out), "", S(cutting), OWES(net_off) },         { S(review), ON(port_out), "f", S(waiting), 0 },
		{ S(asked), ON(port_out), "", S(cutting), OWES(net_off) },          { S(asked), ON(port_out), "f", S(waiting), 0 },
		{ S(owing), ON(port_out), "", S(cutting), OWES(net_off) },          { S(owing), ON(port_out), "f", S(waiting), 0 },
		{ S(waiting), ON(port_out), "", S(cutting), OWES(net_off) },        { S(waiting), ON(port_out), "f", S(waiting), 0 },
		{ S(review), ON(net_match), "c", S(waiting), OWES(mail_approved) | OWES(mail_alert) | OWES(sms_alert) },
		{ S(review), ON(net_match), "", S(review), 0 },                     { S(review), ON(net_match), "cd", S(review), 0 },
		{ S(review), ON(net_match), "cx", S(review), 0 },
		{ S(review), ON(approve), "d", S(owing), OWES(mail_owing) },
		{ S(review), ON(approve), "x", S(waiting), OWES(mail_approved) | OWES(mail_alert) | OWES(sms_alert) | OWES(net_read) },
		{ S(waiting), ON(timer), "", S(waiting), OWES(net_read) },          { S(waiting), ON(timer), "p", S(cutting), OWES(net_off) },
		{ S(waiting), ON(net_match), "l", S(noticing), OWES(sms_last) },    { S(waiting), ON(net_match), "", S(waiting), 0 },
		{ S(waiting), ON(accept_absence), "2", S(closing), OWES(mail_confirmed) }, { S(waiting), ON(accept_absence), "", -1, 0 },
		{ S(cutting), ON(accept_absence), "2", S(closing), OWES(mail_confirmed) }, { S(cutting), ON(accept_absence), "", -1, 0 },
		{ S(cutting), ON(reject), "2", S(rejected), OWES(mail_rejected) },  { S(cutting), ON(reject), "", -1, 0 },
		{ S(cutting), ON(reject), "2a", -1, 0 },                            { S(cutting), ON(reject), "a", -1, 0 },
		{ S(cutting), ON(net_absent), "", S(cutting), 0 },                  { S(cutting), ON(net_absent), "p", S(closing), OWES(mail_confirmed) },
		{ S(waiting), ON(accept_absence), "2b", S(closing), OWES(billing_stop) }, { S(waiting), ON(accept_absence), "b", -1, 0 },
		{ S(cutting), ON(accept_absence), "2b", S(closing), OWES(billing_stop) }, { S(cutting), ON(accept_absence), "b", -1, 0 },
		{ S(cutting), ON(net_gone), "", S(closing), OWES(mail_confirmed) }, { S(cutting), ON(net_gone), "b", S(closing), OWES(billing_stop) },
		{ S(cutting), ON(net_absent), "b", S(cutting), 0 },                 { S(cutting), ON(net_absent), "pb", S(closing), OWES(billing_stop) },
		{ S(closing), ON(billing_stopped), "b", S(closing), OWES(billing_balance) }, { S(closing), ON(billing_stopped), "bs", -1, 0 },
		{ S(closing), ON(account_settled), "b", S(closing), OWES(mail_confirmed) },  { S(closing), ON(account_settled), "bs", -1, 0 },
		{ S(closing), ON(account_differs), "b", S(closing), 0 },            { S(closing), ON(account_differs), "bs", -1, 0 },
		{ S(closing), ON(billing_failed), "b", S(closing), 0 },             { S(closing), ON(billing_failed), "bs", -1, 0 },
		{ S(closing), ON(retry), "b", S(closing), OWES(billing_stop) },     { S(closing), ON(retry), "", S(closing), OWES(mail_confirmed) },
		{ S(closing), ON(retry), "bs", S(closing), OWES(mail_confirmed) },  { S(closing), ON(retry), "s", S(closing), OWES(mail_confirmed) },
		{ S(closing), ON(confirmation_left), "s", S(confirmed), 0 },        { S(closing), ON(confirmation_left), "sp", S(ported), 0 },
		{ S(closing), ON(confirmation_left), "", -1, 0 },                   { S(closing), ON(confirmation_left), "bp", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		const char *g = ROW[i].given;
		struct termination c = { .state = ROW[i].from, .cause = strchr(g, 'p') ? TERMINATION_CAUSE_port : TERMINATION_CAUSE_wish,
			.contested = strchr(g, 'x'), .leaving = strchr(g, 'l'), .applied = strchr(g, 'a'), .settled = strchr(g, 's') };
		struct termination_facts f = { .now.ms = NOW, .decide_by.ms = NOW + DAY, .port_at.ms = strchr(g, 'f') ? NOW + DAY : NOW,
			.clean = strchr(g, 'c'), .must_pay = strchr(g, 'd'), .two_agree = strchr(g, '2'), .balance_ms = strchr(g, 'b') ? HOUR : 0 };
		struct termination_move m = termination_step(&c, ROW[i].on, &f);

		assert_int_equal(m.accepted, ROW[i].to >= 0);
		assert_int_equal(m.accepted ? (int)m.next.state : -1, ROW[i].to);
		assert_int_equal(m.owes, ROW[i].owes);
	}
}

/* ---- the graph of the states ---- */

static bool edge[TERMINATION_STATE_COUNT][TERMINATION_STATE_COUNT];

static void
note_edge(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	(void)on, (void)f;
	if (m->accepted)
		edge[c->state][m->next.state] = true;
}

static void
close_graph(void)
{
	for (int k = 0; k < TERMINATION_STATE_COUNT; k++)
		for (int i = 0; i < TERMINATION_STATE_COUNT; i++)
			for (int j = 0; j < TERMINATION_STATE_COUNT; j++)
				edge[i][j] = edge[i][j] || (edge[i][k] && edge[k][j]);
}

static void
every_state_is_reached_and_left(void **state)
{
	(void)state;
	memset(edge, 0, sizeof edge);
	for_every_step(note_edge);
	close_graph();
	for (int s = 0; s < TERMINATION_STATE_COUNT; s++) {
		bool ends = termination_is_end((enum termination_state)s);

		assert_true(s == S(received) || edge[S(received)][s]);
		for (int e = 0; e < TERMINATION_STATE_COUNT; e++)
			ends = ends || (edge[s][e] && termination_is_end((enum termination_state)e));
		assert_true(ends);
		for (int t = 0; termination_is_end((enum termination_state)s) && t < TERMINATION_STATE_COUNT; t++)
			assert_false(edge[s][t]);
	}
}

static void
check_timer(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	(void)f;
	if (on == ON(timer))
		assert_int_equal(m->accepted, !termination_is_end(c->state));
}

static void
every_state_with_a_deadline_has_a_timer(void **state)
{
	(void)state;
	for_every_step(check_timer);
}

static void
deadlines_are_those_of_the_states(void **state)
{
	struct termination c = termination_new((struct utc_ms){ NOW }, (struct utc_ms){ 0 });
	struct termination_facts f = { .now.ms = NOW, .decide_by.ms = NOW + 3 * DAY, .drain_ms = 2000, .stop_window_ms = HOUR };

	(void)state;
	assert_int_equal(c.state, S(received));
	assert_int_equal(c.version, 0);
	assert_int_equal(c.deadline.ms, NOW + 7 * DAY);
	c = termination_step(&c, ON(prove), &f).next;
	assert_int_equal(c.deadline.ms, NOW + 3 * DAY);
	assert_int_equal(termination_step(&c, ON(ask), &f).next.deadline.ms, NOW + 14 * DAY);
	c = termination_step(&c, ON(approve), &f).next;
	assert_int_equal(c.deadline.ms, 0);			/* the STOP window has not started */
	c = termination_step(&c, ON(alert_accepted), &f).next;
	assert_int_equal(c.deadline.ms, NOW + HOUR);
	f.now.ms += 1000;
	c = termination_step(&c, ON(alert_accepted), &f).next;
	assert_int_equal(c.deadline.ms, NOW + HOUR);		/* the second alert does not move it */
	f.now = c.deadline;
	c = termination_step(&c, ON(timer), &f).next;
	c = termination_step(&c, ON(net_match), &f).next;
	assert_int_equal(c.state, S(noticing));
	assert_int_equal(c.deadline.ms, f.now.ms + HOUR);
	struct termination blocked = { .state = S(waiting), .leaving = true };
	struct termination_facts nobody = f;
	nobody.nobody_to_notice = true;
	assert_int_equal(termination_step(&blocked, ON(net_match), &nobody).next.deadline.ms, f.now.ms);	/* on at once */
	struct termination failed = termination_step(&c, ON(notice_failed), &f).next;
	assert_int_equal(failed.state, S(noticing));		/* what was sent before may still be in flight */
	assert_int_equal(failed.deadline.ms, f.now.ms + 2000 + 5000);
	c = termination_step(&c, ON(notice_accepted), &f).next;
	assert_int_equal(c.deadline.ms, f.now.ms + 2000 + 5000);	/* the drain, and a margin */
	c = termination_step(&c, ON(timer), &f).next;
	assert_int_equal(c.deadline.ms, f.now.ms + HOUR);
	struct termination cut = c;
	c = termination_step(&cut, ON(net_gone), &f).next;
	assert_int_equal(c.deadline.ms, f.now.ms + DAY);
	f.balance_ms = 5 * HOUR;
	c = termination_step(&cut, ON(net_gone), &f).next;
	assert_int_equal(c.deadline.ms, f.now.ms + 5 * HOUR);
	f.now.ms += HOUR;
	assert_int_equal(termination_step(&c, ON(billing_stopped), &f).next.deadline.ms, c.deadline.ms);	/* one time for both */
	assert_int_equal(termination_step(&c, ON(account_settled), &f).next.deadline.ms, f.now.ms + DAY);
}

/* ---- nothing hangs: all that can be reached, with the effects under way and the cards ---- */

enum fate { NOT_OWED, UNDER_WAY, DONE, DEAD };
struct model { struct termination c; enum fate fate[EFFECT_KIND_COUNT]; bool card; };
struct walk { uint8_t *seen; struct model *todo; size_t n, room, reached; int64_t window; bool no_mail; };

#define MODEL_BITS 27
static const enum effect_kind MOVERS[] = { EFFECT_net_read, EFFECT_sms_alert, EFFECT_mail_alert, EFFECT_sms_last, EFFECT_net_off,
	EFFECT_net_delete, EFFECT_mail_confirmed, EFFECT_billing_stop, EFFECT_billing_balance };

static uint32_t
number_of(const struct model *m)
{
	uint32_t n = (uint32_t)m->c.state;

	n = n << 1 | m->c.cause;
	n = n << 1 | m->c.contested;
	n = n << 1 | m->c.leaving;
	n = n << 1 | m->c.applied;
	n = n << 1 | m->c.settled;
	n = n << 1 | (m->c.deadline.ms != 0);
	n = n << 1 | (m->c.stop_until.ms != 0);
	n = n << 1 | m->card;
	for (size_t i = 0; i < COUNT(MOVERS); i++)
		n = n << (i < 3 ? 1 : 2) | (i < 3 ? m->fate[MOVERS[i]] == UNDER_WAY : m->fate[MOVERS[i]]);
	assert_true(n < 1u << MODEL_BITS);
	return n;
}

static bool
is_once(enum effect_kind k)
{
	return k == EFFECT_net_off || k == EFFECT_net_delete || k == EFFECT_sms_last || k == EFFECT_billing_stop || k == EFFECT_billing_balance;
}

/* As the desk does: what is owed once is not owed again; a retry takes up what had given up; a message without an address
 * is left out, the confirmation then is a card; what this state does not want is dropped. */
static struct model
apply(const struct walk *w, const struct model *before, enum termination_event on, const struct termination_move *m)
{
	struct model n = *before;

	n.c = m->next;
	if (on == ON(retry) || (n.c.state == S(closing) && before->c.state != S(closing)) || termination_is_end(n.c.state))
		n.card = false;
	for (int k = 0; k < EFFECT_KIND_COUNT; k++) {
		bool owed = m->owes >> k & 1, once = is_once((enum effect_kind)k);

		if (owed && w->no_mail && effect_family_of((enum effect_kind)k) == EFFECT_FAMILY_mail)
			n.card = n.card || k == EFFECT_mail_confirmed;
		else if (owed && (!once || n.fate[k] == NOT_OWED))
			n.fate[k] = UNDER_WAY;
		if (on == ON(retry) && once && n.fate[k] == DEAD)
			n.fate[k] = UNDER_WAY;
		if (n.fate[k] == UNDER_WAY && !termination_wants(n.c.state, (enum effect_kind)k))
			n.fate[k] = DEAD;
	}
	n.card = n.card || m->card;
	return n;
}

static void
reach(struct walk *w, const struct model *m)
{
	uint32_t n = number_of(m);

	if (w->seen[n])
		return;
	w->seen[n] = 1;
	w->reached++;
	if (w->n == w->room) {
		w->room = w->room ? 2 * w->room : 1024;
		w->todo = realloc(w->todo, w->room * sizeof *w->todo);
		assert_non_null(w->todo);
	}
	w->todo[w->n++] = *m;
}

static void
raise_event(struct walk *w, const struct model *m, enum termination_event on)
{
	for (unsigned k = 0; k < FACTS / 2; k++) {		/* the last digit is the window: fixed in one walk */
		struct termination_facts f = facts_number(k);
		f.stop_window_ms = w->window;
		struct termination_move move = termination_step(&m->c, on, &f);

		if (move.accepted) {
			struct model n = apply(w, m, on, &move);
			reach(w, &n);
		}
	}
}

/* One outcome of an effect under way. Refused by the machine: only noted; what failed then is a card. */
static void
settle(struct walk *w, const struct model *m, enum effect_kind k, enum effect_result r, enum effect_finding f)
{
	enum termination_event on = termination_event_of(k, r, f);
	struct model n = *m;

	n.fate[k] = r == EFFECT_RESULT_done ? DONE : DEAD;
	if (on == TERMINATION_EVENT_COUNT || !termination_step(&n.c, on, &(struct termination_facts){ .now.ms = NOW }).accepted) {
		n.card = n.card || r == EFFECT_RESULT_never;
		reach(w, &n);
		return;
	}
	raise_event(w, &n, on);
}

/* What an adapter may say of each kind; net_off and net_delete never say that they did what they did not. */
static void
settle_all(struct walk *w, const struct model *m, enum effect_kind k)
{
	static const enum effect_finding NET[] = { EFFECT_FINDING_none, EFFECT_FINDING_differs, EFFECT_FINDING_absent };

	for (size_t i = 0; effect_family_of(k) == EFFECT_FAMILY_net && i < COUNT(NET); i++)
		settle(w, m, k, EFFECT_RESULT_never, NET[i]);
	switch ((int)k) {
	case EFFECT_net_read:
		settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_match);
		settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_differs);
		settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_absent);
		return;
	case EFFECT_net_off:
		settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_match);
		return;
	case EFFECT_net_delete:
		settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_gone);
		return;
	}
	settle(w, m, k, EFFECT_RESULT_never, EFFECT_FINDING_differs);
	settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_accepted);
	settle(w, m, k, EFFECT_RESULT_done, EFFECT_FINDING_delivered);
	settle(w, m, k, EFFECT_RESULT_never, EFFECT_FINDING_bounced);
}

static bool
hangs(const struct model *m)
{
	bool moves = m->c.deadline.ms || m->card || termination_is_end(m->c.state);

	for (size_t i = 0; i < COUNT(MOVERS) && !moves; i++)
		moves = m->fate[MOVERS[i]] == UNDER_WAY;
	return !moves;
}

static void
go_on(struct walk *w, const struct model *m)
{
	if (hangs(m))
		fail_msg("a case hangs in %s: leaving %d, cause %d", termination_state_names.name[m->c.state], m->c.leaving, m->c.cause);
	for (int e = 0; e < TERMINATION_EVENT_COUNT; e++) {
		enum termination_event on = (enum termination_event)e;

		if (on == ON(prove) || termination_may_raise(on, 'c') || termination_may_raise(on, 'f') || termination_may_raise(on, 'e') || on == ON(change) || on == ON(account_settled))
			raise_event(w, m, on);
	}
	if (m->c.deadline.ms)
		raise_event(w, m, ON(timer));
	for (size_t i = 0; i < COUNT(MOVERS); i++)
		if (m->fate[MOVERS[i]] == UNDER_WAY)
			settle_all(w, m, MOVERS[i]);
}

static size_t
walk_all(int64_t window, bool no_mail)
{
	struct walk w = { .seen = calloc(1u << MODEL_BITS, 1), .window = window, .no_mail = no_mail };
	struct model first = { .c = termination_new((struct utc_ms){ NOW }, (struct utc_ms){ 0 }) };

	assert_non_null(w.seen);
	reach(&w, &first);
	while (w.n) {
		struct model m = w.todo[--w.n];
		go_on(&w, &m);
	}
	free(w.seen);
	free(w.todo);
	return w.reached;
}

static void
nothing_hangs(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(walk_all(i & 1 ? HOUR : 0, i & 2) > 100);
}

/* ---- wants and event_of ---- */

#define ALL_STATES ((1u << TERMINATION_STATE_COUNT) - 1)
#define IN(n) (1u << TERMINATION_##n)

static void
effects_are_wanted_in_their_states(void **state)
{
	static const unsigned WANTED[EFFECT_KIND_COUNT] = {
		[EFFECT_net_read] = IN(review) | IN(waiting), [EFFECT_net_off] = IN(cutting), [EFFECT_net_delete] = IN(cutting),
		[EFFECT_net_block] = ALL_STATES, [EFFECT_net_unblock] = ALL_STATES, [EFFECT_sms_alert] = IN(waiting),
		[EFFECT_sms_last] = IN(noticing), [EFFECT_sms_code] = IN(received),
		[EFFECT_sms_stop_reply] = IN(review) | IN(asked) | IN(noticing), [EFFECT_mail_code] = IN(received), [EFFECT_mail_received] = ALL_STATES,
		[EFFECT_mail_alert] = IN(waiting) | IN(noticing) | IN(cutting) | IN(closing) | IN(confirmed) | IN(ported),
		[EFFECT_mail_asked] = ALL_STATES, [EFFECT_mail_owing] = ALL_STATES,
		[EFFECT_mail_approved] = IN(waiting), [EFFECT_mail_rejected] = ALL_STATES, [EFFECT_mail_withdrawn] = ALL_STATES,
		[EFFECT_mail_contested] = ALL_STATES, [EFFECT_mail_confirmed] = IN(closing), [EFFECT_billing_balance] = IN(closing),
		[EFFECT_billing_stop] = IN(closing) | IN(confirmed) | IN(ported),
		[EFFECT_hook_event] = ALL_STATES, [EFFECT_mail_password] = ALL_STATES,
	};

	(void)state;
	for (int k = 0; k < EFFECT_KIND_COUNT; k++)
		for (int s = 0; s < TERMINATION_STATE_COUNT; s++)
			assert_int_equal(termination_wants((enum termination_state)s, (enum effect_kind)k), WANTED[k] >> s & 1);
}

/* What is owed on the way into a state is wanted there. */
static void
check_wanted(const struct termination *c, enum termination_event on, const struct termination_facts *f, const struct termination_move *m)
{
	(void)c, (void)on, (void)f;
	for (int k = 0; k < EFFECT_KIND_COUNT; k++)
		if (m->owes >> k & 1)
			assert_true(termination_wants(m->next.state, (enum effect_kind)k));
}

static void
what_is_owed_is_wanted(void **state)
{
	(void)state;
	for_every_step(check_wanted);
}

static enum termination_event
event_expected(enum effect_kind k, bool done, enum effect_finding f)
{
	bool net = k == EFFECT_net_read || k == EFFECT_net_off || k == EFFECT_net_delete;

	if (net && f == EFFECT_FINDING_differs)
		return ON(net_differs);
	if (net && f == EFFECT_FINDING_absent)
		return ON(net_absent);
	if (net && !done)
		return ON(net_refused);
	switch ((int)k) {
	case EFFECT_net_read:       return f == EFFECT_FINDING_match ? ON(net_match) : TERMINATION_EVENT_COUNT;
	case EFFECT_net_off:        return ON(net_disabled);
	case EFFECT_net_delete:     return f == EFFECT_FINDING_gone ? ON(net_gone) : TERMINATION_EVENT_COUNT;
	case EFFECT_sms_alert:
	case EFFECT_mail_alert:     return done ? ON(alert_accepted) : ON(alert_failed);
	case EFFECT_sms_last:       return !done || f == EFFECT_FINDING_failed ? ON(notice_failed) : f == EFFECT_FINDING_delivered ? ON(notice_final) : ON(notice_accepted);
	case EFFECT_mail_confirmed: return done ? ON(confirmation_left) : ON(confirmation_failed);
	case EFFECT_billing_stop:
	case EFFECT_billing_balance:
		if (!done)
			return f == EFFECT_FINDING_differs ? ON(account_differs) : ON(billing_failed);
		return k == EFFECT_billing_stop ? ON(billing_stopped) : ON(account_settled);
	}
	return TERMINATION_EVENT_COUNT;
}

static void
outcomes_mean_their_events(void **state)
{
	(void)state;
	for (int k = 0; k < EFFECT_KIND_COUNT; k++)
		for (int f = 0; f < EFFECT_FINDING_COUNT; f++)
			for (int r = 0; r < EFFECT_RESULT_COUNT; r++) {
				enum termination_event want = TERMINATION_EVENT_COUNT;

				if (r == EFFECT_RESULT_done || r == EFFECT_RESULT_never)
					want = event_expected((enum effect_kind)k, r == EFFECT_RESULT_done, (enum effect_finding)f);
				assert_int_equal(termination_event_of((enum effect_kind)k, (enum effect_result)r, (enum effect_finding)f), want);
			}
}

static void
lists_have_words(void **state)
{
	(void)state;
	assert_int_equal(termination_state_names.n, TERMINATION_STATE_COUNT);
	assert_int_equal(termination_event_names.n, TERMINATION_EVENT_COUNT);
	assert_int_equal(termination_card_names.n, TERMINATION_CARD_COUNT);
	assert_int_equal(termination_cause_names.n, 2);
	for (int s = 0; s < TERMINATION_STATE_COUNT; s++)
		assert_true(strlen(termination_meaning((enum termination_state)s)) > 10);
	for (int e = 0; e < TERMINATION_EVENT_COUNT; e++) {
		assert_true(strlen(termination_event_text((enum termination_event)e)) > 10);
		assert_false(termination_may_raise((enum termination_event)e, 'x'));
		assert_false(termination_may_raise((enum termination_event)e, '\0'));
	}
	for (int k = 1; k < TERMINATION_CARD_COUNT; k++) {
		assert_true(termination_card_text((enum termination_card)k)[0]);
		assert_in_range(termination_card_days((enum termination_card)k), 1, 3);
	}
	assert_false(termination_may_raise(ON(stop), 's'));
	assert_true(termination_may_raise(ON(stop), 'a'));
	assert_false(termination_may_raise(ON(withdraw), 'a'));
	assert_false(termination_may_raise(ON(approve), 'c'));
	assert_false(termination_may_raise(ON(prove), 'c'));	/* the desk itself, when the code is right */
}

/* ---- the golden matrix ---- */

static void
the_matrix_is_the_golden_one(void **state)
{
	AUTO(buf_done) struct buf b;
	char golden[65536];
	FILE *f = fopen(MATRIX, "r");

	(void)state;
	if (!f)
		fail_msg("%s cannot be read: run from the top of the tree", MATRIX);
	size_t n = fread(golden, 1, sizeof golden, f);
	fclose(f);
	buf_init(&b, sizeof golden);
	termination_print('m', &b);
	if (b.n != n || memcmp(b.p, golden, n) != 0)
		fail_msg("the machine differs from %s; if that is meant, run with --bless and read the difference", MATRIX);
}

static int
bless(void)
{
	AUTO(buf_done) struct buf b;
	FILE *f = fopen(MATRIX, "w");

	buf_init(&b, 65536);
	termination_print('m', &b);
	if (!f || fwrite(b.p, 1, b.n, f) != b.n || fclose(f) != 0) {
		perror(MATRIX);
		return 1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_keeps_the_rules), cmocka_unit_test(a_port_that_is_ahead_is_waited_for),
		cmocka_unit_test(every_row_is_taken), cmocka_unit_test(every_guard_both_ways),
		cmocka_unit_test(every_state_is_reached_and_left), cmocka_unit_test(every_state_with_a_deadline_has_a_timer),
		cmocka_unit_test(deadlines_are_those_of_the_states), cmocka_unit_test(nothing_hangs),
		cmocka_unit_test(effects_are_wanted_in_their_states), cmocka_unit_test(what_is_owed_is_wanted),
		cmocka_unit_test(outcomes_mean_their_events), cmocka_unit_test(lists_have_words),
		cmocka_unit_test(the_matrix_is_the_golden_one),
	};

	if (argc == 2 && strcmp(argv[1], "--bless") == 0)
		return bless();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
