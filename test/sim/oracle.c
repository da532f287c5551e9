/* oracle.c - what must hold, looked up behind the desk's back. After every event the audit feed says which lines and cases were
 * touched, and only these are looked at; now and then, and at the end, everything is (test/desk/invariants.c). Numbers in the
 * texts are those of PROMISES. */
#include "sim.h"

#include "desk/audit.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

#define FEED_ROWS 200
#define AUDIT_ROWS 200			/* of a case: the statement gives no more */
#define CHAINS_MAX 256
#define CODE_TRIES 5

struct chain { struct id line; int64_t seq, at; };

static struct oracle { struct by_page cursor; struct chain chain[CHAINS_MAX]; int chains; } O, SAVED;

static struct store *
store(struct sim *s)
{
	return desk_store(s->world.desk);
}

static void
ask(struct sim *s, enum store_query q, const void *params, void *out)
{
	if (store_run(store(s), q, params, out, s->world.arena, NULL))
		invariants_broken("the store: %s: %s", store_statements[q].name, store_why(store(s)));
}

/* ---- each row of the feed ---- */

static struct chain *
chain_of(struct id line)
{
	int i = 0;

	while (i < O.chains && !id_eq(O.chain[i].line, line))
		i++;
	assert(i < CHAINS_MAX);
	if (i == O.chains)
		O.chain[O.chains++] = (struct chain){ .line = line };
	return &O.chain[i];
}

static void
look_at_chain(const struct feed_row *r)
{
	struct chain *c = chain_of(r->line_id);

	if (r->seq != c->seq + 1)
		invariants_broken("17: audit row %lld of a line follows row %lld", (long long)r->seq, (long long)c->seq);
	if (r->at_ms.ms < c->at)
		invariants_broken("15: the audit's time fell");
	c->seq = r->seq;
	c->at = r->at_ms.ms;
}

/* Rule 11: five tries for one code, and none after its time. */
static void
look_at_code(struct sim *s, const struct feed_row *r)
{
	struct term_case c;
	struct list rows = { 0 };
	int wrong = 0;

	ask(s, STORE_Q_case_get, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &c);
	if (!c.found)
		return;				/* a code to sign in: test/desk/proof_test.c */
	ask(s, STORE_Q_audit_of_case, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &rows);
	const struct audit_row *a = rows.items;
	for (size_t i = 0; i < rows.n && a[i].seq <= r->seq; i++) {
		if (str_is(a[i].what, "request") || str_is(a[i].what, "code_sent"))
			wrong = 0;
		wrong += str_is(a[i].what, "code_wrong");
	}
	if (wrong > CODE_TRIES || (str_is(r->what, "code_right") && wrong >= CODE_TRIES))
		invariants_broken("20: a code is tried after %d wrong tries", wrong);
	if (str_is(r->what, "code_right") && r->at_ms.ms > c.code_until_ms.ms)
		invariants_broken("20: a code is accepted after its time");
}

static struct str
person_of(struct str actor)
{
	struct str role, person;

	return str_split(actor, ':', &role, &person) ? person : actor;
}

static bool
is_requester(const struct term_case *c, struct str person)
{
	static const struct str MARK = STR("vouched by ");

	return str_starts(c->authority, "vouched by ") && str_eq(person, (struct str){ c->authority.p + MARK.n, c->authority.n - MARK.n });
}

/* Two persons, neither of them who asked for it. */
static void
look_at_two(struct sim *s, const struct feed_row *r)
{
	struct term_case c;
	struct list rows = { 0 };
	bool second = false;

	ask(s, STORE_Q_case_get, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &c);
	ask(s, STORE_Q_audit_of_case, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &rows);
	const struct audit_row *a = rows.items;
	for (size_t i = 0; i < rows.n && a[i].seq < r->seq; i++) {
		bool agrees = str_is(a[i].what, "first_agrees") || (str_is(a[i].what, "card") && memmem(a[i].body.p, a[i].body.n, "\"agree\"", 7));
		second = second || (agrees && !str_eq(person_of(a[i].actor), person_of(r->actor)) && !is_requester(&c, person_of(a[i].actor)));
	}
	if (!second || is_requester(&c, person_of(r->actor)))
		invariants_broken("5: %.*s by %.*s without a second person", STR_ARG(r->what), STR_ARG(r->actor));
}

/* Rule 12: what is approved and then changes is looked at again. */
static void
look_at_change(struct sim *s, const struct feed_row *r)
{
	struct term_case c;

	ask(s, STORE_Q_case_get, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &c);
	if (c.found && (c.state == TERMINATION_waiting || c.state == TERMINATION_owing))
		invariants_broken("12: the line changed, and its case goes on in %s", termination_state_names.name[c.state]);
}

/* Rule 13 and the end date: the point of no return is not passed before the wish says so, nor before everybody had the time to object
 * after an alert that a gateway took. */
static void
look_at_no_return(struct sim *s, const struct feed_row *r, const struct term_case *c)
{
	int64_t window_ms = s->world.conf.policy.stop_window_s * 1000, told = 0;
	struct list effects = { 0 };

	if (c->end_ms.ms > r->at_ms.ms)
		invariants_broken("6: the line goes before the end that was wished");
	if (window_ms == 0)
		return;
	ask(s, STORE_Q_effects_of_case, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &effects);
	const struct effect_row *e = effects.items;
	for (size_t i = 0; i < effects.n; i++)
		if ((e[i].kind == EFFECT_sms_alert || e[i].kind == EFFECT_mail_alert) && e[i].state == EFFECT_STATE_done && (!told || e[i].done_ms.ms < told))
			told = e[i].done_ms.ms;
	if (!told || told + window_ms > r->at_ms.ms)
		invariants_broken("6: the STOP window was not over, or had not begun");
}

static bool
says(struct str text, const char *words)
{
	return text.n && memmem(text.p, text.n, words, strlen(words));
}

static int
index_of_line(struct sim *s, struct id line_id)
{
	struct line line;
	int i = 0;

	ask(s, STORE_Q_line_get, &(struct by_line){ .line_id = line_id }, &line);
	while (i < s->lines && !str_is(line.msisdn, world_number(i)))
		i++;
	assert(i < s->lines);
	return i;
}

static int
count_effects(struct sim *s, const struct feed_row *r, enum effect_kind kind)
{
	struct list effects = { 0 };
	int n = 0;

	ask(s, STORE_Q_effects_of_case, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &effects);
	for (size_t i = 0; i < effects.n; i++)
		n += ((const struct effect_row *)effects.items)[i].kind == kind;
	return n;
}

/* A STOP by SMS: it came from the line, changed something, and is answered at most once; another one counts after the case has been
 * approved again. */
static void
look_at_stop(struct sim *s, const struct feed_row *r)
{
	struct list rows = { 0 };
	int stops = 0, too_late = 0;
	bool waits = true;

	ask(s, STORE_Q_audit_of_case, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &rows);
	const struct audit_row *a = rows.items;
	for (size_t i = 0; i < rows.n && a[i].seq <= r->seq; i++) {
		bool by_sms = str_is(a[i].what, "stop") && says(a[i].body, "by SMS from the line");
		if (by_sms && !waits && stops)
			invariants_broken("8: a second STOP by SMS is taken for another");
		stops += by_sms;
		too_late += str_is(a[i].what, "stop_too_late");
		waits = !by_sms && (waits || says(a[i].body, "\"to\":\"waiting\"") || says(a[i].body, "\"to\":\"owing\""));
	}
	if (stops + too_late > s->stops[index_of_line(s, r->line_id)])
		invariants_broken("8: a STOP by SMS counts that its line has not sent");
	if (too_late > 1 || count_effects(s, r, EFFECT_sms_stop_reply) > stops + too_late)
		invariants_broken("3: a STOP by SMS is answered more than once");
}

/* PROMISES 10: the account is of a time after the cut, somebody has stated it, and what the end costs is what was promised. */
static void
look_at_account(struct sim *s, const struct feed_row *r)
{
	struct term_case c;
	struct desk_quote promised, q;
	struct str why;

	ask(s, STORE_Q_case_get, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &c);
	record_init(&desk_quote_record, &promised);		/* of a port that nobody asked for there is none */
	if (record_from_json(&desk_quote_record, c.account, &q, s->world.arena, &why)
	    || (c.quote.n && record_from_json(&desk_quote_record, c.quote, &promised, s->world.arena, &why))) {
		invariants_broken("10: the account cannot be read: %.*s", STR_ARG(why));
		return;
	}
	if (q.indemnity_cents != promised.indemnity_cents || q.residual_cents != promised.residual_cents)
		invariants_broken("10: the end costs %lld and %lld cents, %lld and %lld were promised", (long long)q.indemnity_cents,
		    (long long)q.residual_cents, (long long)promised.indemnity_cents, (long long)promised.residual_cents);
	if (q.as_of.ms <= c.ended_ms.ms)
		invariants_broken("10: the account is of a time before the cut");
	else if (!billing_has_stated(s, index_of_line(s, r->line_id), q.credit_cents, q.debt_cents))
		invariants_broken("10: nobody has stated the account of %lld and %lld cents", (long long)q.credit_cents, (long long)q.debt_cents);
}

/* A step into a state, seen in the row that made it. */
static void
look_at_step(struct sim *s, const struct feed_row *r, const struct term_case *c)
{
	struct list effects = { 0 };
	struct number_hold hold;
	int sent = 0;

	if ((c->state == TERMINATION_confirmed || c->state == TERMINATION_ported) && c->ended_ms.ms && !c->settled)
		invariants_broken("10: a case ends before its account is settled");
	if (c->state == TERMINATION_noticing && str_is(r->what, "net_match"))
		look_at_no_return(s, r, c);
	bool enters = c->deadline_ms.ms != 0;		/* the timer of cutting itself leaves no deadline */
	if (c->state == TERMINATION_cutting && enters && c->cause == TERMINATION_CAUSE_port && c->port_ms.ms > r->at_ms.ms && str_is(r->what, "timer"))
		invariants_broken("6: the line goes before the number moves");
	if (!termination_is_end(c->state) || !c->ended_ms.ms)
		return;
	ask(s, STORE_Q_number_get, &(struct by_line){ .line_id = r->line_id }, &hold);
	if (c->state == TERMINATION_ported && !str_is(hold.state, "ported"))
		invariants_broken("12: a number that has moved is %.*s here", STR_ARG(hold.state));
	ask(s, STORE_Q_effects_of_case, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &effects);
	for (size_t i = 0; i < effects.n; i++) {
		const struct effect_row *e = &((const struct effect_row *)effects.items)[i];
		sent += e->kind == EFFECT_mail_confirmed && (e->state == EFFECT_STATE_done || e->is_due);
	}
	if (sent > 1)
		invariants_broken("3: %d confirmations of one case", sent);
}

static const struct { const char *what; void (*look)(struct sim *, const struct feed_row *); } LOOKS[] = {
	{ "code_right", look_at_code }, { "code_wrong", look_at_code }, { "accept_absence", look_at_two },
	{ "change", look_at_change }, { "stop", look_at_stop }, { "stop_too_late", look_at_stop },
	{ "account_settled", look_at_account },
};

static void
look_at_row(struct sim *s, const struct feed_row *r)
{
	struct term_case c = { 0 };
	struct line line;

	look_at_chain(r);
	ask(s, STORE_Q_line_get, &(struct by_line){ .line_id = r->line_id }, &line);
	if (!id_is_none(r->case_id))
		ask(s, STORE_Q_case_get, &(struct by_case){ .line_id = r->line_id, .case_id = r->case_id }, &c);
	sim_say(s, "%.*s %.*s: %.*s by %.*s -> %s", STR_ARG(line.msisdn), STR_ARG(r->reference), STR_ARG(r->what), STR_ARG(r->actor),
	    c.found ? termination_state_names.name[c.state] : "-");
	if (c.found)
		look_at_step(s, r, &c);
	if (s->is_old && c.found && c.state == s->old_until)
		sim_push(s, dice_below(&s->dice, 5 * SIM_SECOND), SIM_upgrade, 0, 0);
	for (size_t i = 0; i < COUNT(LOOKS); i++)
		if (str_is(r->what, LOOKS[i].what))
			LOOKS[i].look(s, r);
	invariants_look_at(&s->world, r->line_id, r->case_id);
}

bool
oracle_look(struct sim *s)
{
	struct list rows = { 0 };

	if (!s->desk_is_up)
		return !invariants_broken_yet();
	do {
		arena_reset(s->world.arena);
		ask(s, STORE_Q_audit_feed, &O.cursor, &rows);
		const struct feed_row *r = rows.items;
		for (size_t i = 0; i < rows.n; i++) {
			look_at_row(s, &r[i]);
			O.cursor.after_ms = r[i].at_ms;
			O.cursor.after_id = r[i].line_id;
			O.cursor.after_seq = r[i].seq;
		}
	} while (rows.n == FEED_ROWS);
	return !invariants_broken_yet();
}

/* What the far end never had is not done; and what was begun does not wait for the hours of its family. */
static void
look_at_effect(struct sim *s, const struct effect_row *e)
{
	const struct sim_intent *i = intent_find(s, &(struct effect_key){ .line_id = e->line_id, .case_id = e->case_id, .kind = e->kind, .generation = e->generation });

	if (e->state == EFFECT_STATE_done && effect_family_of(e->kind) != EFFECT_FAMILY_net && (!i || !i->has_happened))
		invariants_broken("10: %s is called done, and never happened", effect_kind_names.name[e->kind]);
	if (e->is_due && e->uncertain && e->next_ms.ms > s->wall_most + SIM_HOUR + SIM_MINUTE)
		invariants_broken("23: %s was begun, and rests for %lld s", effect_kind_names.name[e->kind], (long long)(e->next_ms.ms - s->wall_most) / 1000);
}

bool
oracle_sweep(struct sim *s)
{
	struct list cases = { 0 }, effects = { 0 };

	arena_reset(s->world.arena);
	ask(s, STORE_Q_case_page, &(struct by_page){ .limit = 1000 }, &cases);
	const struct term_case *c = cases.items;
	for (size_t i = 0; i < cases.n; i++) {
		ask(s, STORE_Q_effects_of_case, &(struct by_case){ .line_id = c[i].line_id, .case_id = c[i].case_id }, &effects);
		for (size_t k = 0; k < effects.n; k++)
			look_at_effect(s, &((const struct effect_row *)effects.items)[k]);
	}
	return invariants_look(&s->world) == NULL;
}

/* ---- begin and end ---- */

void
oracle_begin(struct sim *s)
{
	invariants_begin(&s->world, NULL);
	O = (struct oracle){ .cursor.limit = FEED_ROWS };
	oracle_look(s);
}

void
oracle_save(struct sim *s)
{
	(void)s;
	SAVED = O;
	invariants_save();
}

void
oracle_back(struct sim *s)
{
	(void)s;
	O = SAVED;
	invariants_back();
}

static bool
has_open_card(struct sim *s, const struct term_case *c)
{
	struct list cards = { 0 };
	bool open = false;

	ask(s, STORE_Q_cards_of_case, &(struct by_case){ .line_id = c->line_id, .case_id = c->case_id }, &cards);
	const struct card_row *k = cards.items;
	for (size_t i = 0; i < cards.n; i++)
		open = open || (k[i].is_open && k[i].owner.n && k[i].due_ms.ms);
	return open;
}

static int64_t
version_in(struct str body)
{
	static const char MARK[] = "\"version\":";
	const char *at = body.n ? memmem(body.p, body.n, MARK, sizeof MARK - 1) : NULL;
	int64_t v = 0;

	for (at = at ? at + sizeof MARK - 1 : NULL; at && at < body.p + body.n && *at >= '0' && *at <= '9'; at++)
		v = 10 * v + *at - '0';
	return v;
}

static bool
is_event(struct str what)
{
	for (int i = 0; i < termination_event_names.n; i++)
		if (str_is(what, termination_event_names.name[i]))
			return true;
	return false;
}

/* The events of a case and its steps are the same, but for the steps before there was a hook; each arrived, or a card tells of it. */
static void
look_at_events(struct sim *s, const struct term_case *c)
{
	struct by_case key = { .line_id = c->line_id, .case_id = c->case_id };
	struct list effects = { 0 }, rows = { 0 }, cards = { 0 };
	int64_t first = INT64_MAX, events = 0, steps = 0;
	bool has_card = false;

	ask(s, STORE_Q_effects_of_case, &key, &effects);
	ask(s, STORE_Q_audit_of_case, &key, &rows);
	ask(s, STORE_Q_cards_of_case, &key, &cards);
	for (size_t i = 0; i < cards.n; i++)
		has_card = has_card || ((const struct card_row *)cards.items)[i].kind == TERMINATION_CARD_event_lost;
	const struct effect_row *e = effects.items;
	for (size_t i = 0; i < effects.n; i++) {
		if (e[i].kind != EFFECT_hook_event)
			continue;
		events++;
		first = e[i].generation < first ? e[i].generation : first;
		if (e[i].state != EFFECT_STATE_done && !(e[i].state == EFFECT_STATE_dead && has_card))
			invariants_broken("21: the event of version %lld has not arrived, and no card says so", (long long)e[i].generation);
	}
	const struct audit_row *a = rows.items;
	for (size_t i = 0; i < rows.n; i++)
		steps += is_event(a[i].what) && (!s->was_old || version_in(a[i].body) >= first);
	if (events != steps && rows.n < AUDIT_ROWS)
		invariants_broken("17: %lld steps of a case, %lld events of it", (long long)steps, (long long)events);
}

static void
add_heads_to_trace(struct sim *s)
{
	for (int i = 0; i < O.chains; i++) {
		struct audit_row head;
		ask(s, STORE_Q_audit_head, &(struct by_line){ .line_id = O.chain[i].line }, &head);
		assert(head.hash.n == HASH_SIZE);
		sim_say(s, "line %d: %lld audit rows, %02x%02x%02x%02x", i, (long long)head.seq, (uint8_t)head.hash.p[0], (uint8_t)head.hash.p[1],
		    (uint8_t)head.hash.p[2], (uint8_t)head.hash.p[3]);
	}
}

/* The world is well and nobody has anything left to do: every case ended, or a card says who has it; and none was lost. */
void
oracle_end(struct sim *s)
{
	struct list cases = { 0 }, counts = { 0 };
	int64_t sum = 0;

	arena_reset(s->world.arena);
	ask(s, STORE_Q_case_page, &(struct by_page){ .limit = 1000 }, &cases);
	ask(s, STORE_Q_case_counts, &(struct by_time){ 0 }, &counts);
	const struct term_case *c = cases.items;
	for (size_t i = 0; i < cases.n; i++) {
		bool is_end = termination_is_end(c[i].state);
		s->result->ended += is_end;
		if (!is_end && !has_open_card(s, &c[i]))
			invariants_broken("21: %.*s rests in %s, and nobody has it", STR_ARG(c[i].reference), termination_state_names.name[c[i].state]);
	}
	for (size_t i = 0; i < counts.n; i++)
		sum += ((const struct count_row *)counts.items)[i].count;
	for (size_t i = 0; s->world.conf.has_hook && i < cases.n; i++)
		look_at_events(s, &c[i]);
	if (sum != (int64_t)cases.n)
		invariants_broken("24: %lld cases by state, %zu received", (long long)sum, cases.n);
	s->result->cases = (int64_t)cases.n;
	add_heads_to_trace(s);
	invariants_at_rest(&s->world);
}
