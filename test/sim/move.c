/* move.c - what an actor can do: a move sends one request and hears its answer. A new move is a row of MOVES. */
#include "sim.h"

#include <stdio.h>

#define PATIENCE_MS (30 * SIM_SECOND)
#define PERSONS { "shop", "anna", "bert", "carl" }	/* shop makes the requests, too */

/* ---- asking ---- */

static int
index_of(const struct sim *s, const struct sim_play *p)
{
	return (int)(p - s->play);
}

static bool
request(struct sim *s, struct sim_play *p, enum desk_op op, const struct desk_caller *c, const void *in)
{
	p->serial = ++s->serial;
	sim_push(s, PATIENCE_MS, SIM_patience, index_of(s, p), p->serial);
	if (!sim_strikes(s, SIM_FAULT_asked_lost, &p->dice))
		house_ask(s, op, c, in, SIM_ASKER_play, index_of(s, p), p->serial);
	return true;
}

static struct desk_caller
client(const char *name, const char *key)
{
	return (struct desk_caller){ .role = DESK_ROLE_operator, .name = str_of(name), .channel = STR("api"), .key = str_of(key) };
}

static struct desk_caller
anybody(struct sim_play *p)
{
	struct dice d = p->dice;			/* the same again when it is asked again */
	static const char *const NAMES[] = PERSONS;

	return client(NAMES[dice_below(&d, COUNT(NAMES))], "");
}

static struct desk_caller
holder(const struct sim_play *p)
{
	struct desk_caller c = world_public(str_of(p->token));

	c.session = str_of(p->session);
	return c;
}

static bool
raise_event(struct sim *s, struct sim_play *p, const struct desk_caller *c, enum termination_event on)
{
	struct desk_event_in in = { .reference = str_of(p->reference), .event = on, .note = STR("because") };

	return p->reference[0] && request(s, p, DESK_OP_case_event, c, &in);
}

static void
copy(char *to, size_t size, struct str from)
{
	snprintf(to, size, "%.*s", STR_ARG(from));
}

/* ---- wishes of API clients ---- */

static const char *
mail_of(const struct sim_play *p, const char *who)
{
	static char text[64];

	snprintf(text, sizeof text, "%s%d@example.net", who, p->line);
	return text;
}

static struct desk_submit_in
wish(const struct sim *s, const struct sim_play *p, const char *who)
{
	struct dice d = dice_of(s->setup->seed, 'w', (uint64_t)index_of(s, p));
	struct desk_submit_in in;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(p->line));
	in.name = STR("Canary Holder");
	if (dice_below(&d, 8))
		in.contact = (struct desk_contact){ .found = true, .email = str_of(mail_of(p, who)) };
	if (dice_below(&d, 4) == 0)
		in.end_date.days = (int32_t)(INT64_C(1795000000000) / SIM_DAY + dice_between(&d, 7, 20));
	return in;
}

static bool
submit_as(struct sim *s, struct sim_play *p, const char *name, const char *who)
{
	struct desk_submit_in in = wish(s, p, who);
	struct desk_caller c = client(name, p->key);

	return request(s, p, DESK_OP_case_submit, &c, &in);
}

static bool
send_submit(struct sim *s, struct sim_play *p)
{
	return submit_as(s, p, "shop", "away");
}

static enum sim_heard
hear_submit(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s;
	if (code == DESK_busy)
		return SIM_AGAIN;
	if (code == DESK_key_reused)
		invariants_broken("16: the same key and body, and it is called another body");
	if (code >= DESK_invalid)
		return SIM_OVER;
	if (p->is_answered && !str_is(v->reference, p->reference))
		invariants_broken("16: the same key and body has another answer, %.*s", STR_ARG(v->reference));
	p->is_answered = true;
	copy(p->reference, sizeof p->reference, v->reference);
	return SIM_NEXT;
}

static bool
send_other_body(struct sim *s, struct sim_play *p)
{
	return p->is_answered && submit_as(s, p, "shop", "elsewhere");
}

static enum sim_heard
hear_other_body(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	struct dice d = dice_of(s->setup->seed, 'w', (uint64_t)index_of(s, p));
	bool is_the_same = dice_below(&d, 8) == 0;	/* without a contact there is nothing to differ in */

	(void)out;
	if (p->is_answered && !is_the_same && code < DESK_invalid)
		invariants_broken("16: a key is used for another body, and answered");
	return SIM_NEXT;
}

static bool
send_rival(struct sim *s, struct sim_play *p)
{
	return p->is_answered && submit_as(s, p, "rival", "away");
}

static enum sim_heard
hear_rival(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s;
	if (code == DESK_key_reused || (code == DESK_created && p->is_answered && str_is(v->reference, p->reference)))
		invariants_broken("16: another client's key is answered");
	return SIM_NEXT;
}

/* ---- wishes from the portal ---- */

static bool
send_begin(struct sim *s, struct sim_play *p)
{
	struct desk_submit_in in = wish(s, p, "away");
	struct desk_caller c = world_public(STR(""));

	return request(s, p, DESK_OP_case_request, &c, &in);
}

static enum sim_heard
hear_begin(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s;
	if (code != DESK_created)
		return SIM_AGAIN;
	copy(p->reference, sizeof p->reference, v->reference);
	copy(p->token, sizeof p->token, v->token);
	return SIM_NEXT;
}

/* The latest code that reached the holder, by mail or on the line; empty: none yet. */
static const char *
code_in_mail(const struct sim *s, const struct sim_play *p)
{
	for (int i = s->world.mails - 1; i >= 0; i--)
		if ((s->world.mail[i].kind == EFFECT_mail_code || s->world.mail[i].kind == EFFECT_sms_code) && strcmp(s->world.mail[i].reference, p->reference) == 0)
			return s->world.mail[i].code;
	return "";
}

static bool
prove_with(struct sim *s, struct sim_play *p, const char *code)
{
	struct desk_caller c = holder(p);
	struct desk_code_in in = { .reference = str_of(p->reference), .code = str_of(code[0] ? code : "00000000") };

	return request(s, p, DESK_OP_case_prove, &c, &in);
}

static bool
send_prove(struct sim *s, struct sim_play *p)
{
	return prove_with(s, p, code_in_mail(s, p));
}

static enum sim_heard
hear_prove(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s, (void)p;
	if (code == DESK_ok && !v->proven)
		return SIM_AGAIN;
	return SIM_NEXT;
}

static bool
send_guess(struct sim *s, struct sim_play *p)
{
	return prove_with(s, p, "12345678");
}

static enum sim_heard
hear_guess(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s, (void)p;
	if (code == DESK_ok && v->proven && !v->details)
		invariants_broken("20: a guess proves a line");
	return SIM_NEXT;
}

static bool
send_code(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = holder(p);

	return request(s, p, DESK_OP_case_code, &c, &(struct desk_case_in){ .reference = str_of(p->reference) });
}

static bool
send_confirm(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = holder(p);

	return request(s, p, DESK_OP_case_confirm, &c, &(struct desk_case_in){ .reference = str_of(p->reference) });
}

static enum sim_heard
hear_confirm(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s;
	if (code == DESK_busy)
		return SIM_AGAIN;
	if (code < DESK_invalid && (v->token.n || p->session[0])) {	/* it may have met another case of this line */
		copy(p->reference, sizeof p->reference, v->reference);
		copy(p->token, sizeof p->token, v->token);
	}
	return SIM_NEXT;
}

static bool
send_edit(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = holder(p);
	struct desk_edit_in in = { .reference = str_of(p->reference), .declared = wish(s, p, "edited") };

	in.declared.found = true;
	return request(s, p, DESK_OP_case_edit, &c, &in);
}

/* ---- signed in ---- */

static bool
send_ask_code(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = world_public(STR(""));
	struct desk_proof_in in = { .found = true, .login = str_of(world_number(p->line)), .purpose = DESK_PURPOSE_sign_in };

	c.network = c.key = str_of(p->key);
	return request(s, p, DESK_OP_proof_begin, &c, &in);
}

static enum sim_heard
hear_ask_code(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_proof_view *v = out;

	(void)s;
	if (code == DESK_busy)
		return SIM_AGAIN;
	if (code >= DESK_invalid)
		return SIM_OVER;
	copy(p->proof, sizeof p->proof, v->proof);
	return SIM_NEXT;
}

/* The latest code that is about no case and reached this line, or its holder's mail; empty: none yet. */
static const char *
code_to_sign_in(const struct sim *s, const struct sim_play *p)
{
	for (int i = s->world.mails - 1; i >= 0; i--) {
		const struct world_mail *m = &s->world.mail[i];

		if ((m->kind == EFFECT_mail_code || m->kind == EFFECT_sms_code) && !m->reference[0] && strcmp(m->about, world_number(p->line)) == 0)
			return m->code;
	}
	return "";
}

static bool
send_sign_in(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = world_public(STR(""));
	const char *code = code_to_sign_in(s, p);
	struct desk_proof_code_in in = { .found = true, .proof = str_of(p->proof), .code = str_of(code[0] ? code : "00000000") };

	c.network = c.key = str_of(p->key);
	return request(s, p, DESK_OP_proof_code, &c, &in);
}

static enum sim_heard
hear_sign_in(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_session_view *v = out;

	(void)s;
	if (code == DESK_busy)
		return SIM_AGAIN;
	if (code >= DESK_invalid)
		return SIM_OVER;
	copy(p->session, sizeof p->session, v->session);
	return p->session[0] ? SIM_NEXT : SIM_AGAIN;
}

static bool
send_my(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = holder(p);

	return p->session[0] && request(s, p, DESK_OP_account_get, &c, &(struct desk_empty){ .found = true });
}

/* Each line here is its own subscriber. */
static enum sim_heard
hear_my(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_account_view *v = out;
	const struct desk_account_line *l = v->lines.items;

	(void)s;
	for (size_t i = 0; code == DESK_ok && i < v->lines.n; i++) {
		if (!str_is(l[i].msisdn, world_number(p->line)))
			invariants_broken("19: the account of %s shows %.*s", world_number(p->line), STR_ARG(l[i].msisdn));
		copy(p->handle, sizeof p->handle, l[i].handle);
	}
	return SIM_NEXT;
}

static bool
send_begin_own(struct sim *s, struct sim_play *p)
{
	struct desk_submit_in in = wish(s, p, "away");
	struct desk_caller c = holder(p);

	if (p->handle[0]) {
		in.msisdn = STR("");
		in.line = str_of(p->handle);
	}
	return p->session[0] && request(s, p, DESK_OP_case_request, &c, &in);
}

static enum sim_heard
hear_begin_own(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s;
	if (code == DESK_busy)
		return SIM_AGAIN;
	if (code >= DESK_invalid)
		return SIM_NEXT;
	copy(p->reference, sizeof p->reference, v->reference);
	copy(p->token, sizeof p->token, v->token);
	return SIM_NEXT;
}

static bool
block_own(struct sim *s, struct sim_play *p, bool on)
{
	struct desk_caller c = holder(p);
	struct desk_block_in in = { .found = true, .line = str_of(p->handle), .block = on };

	return p->handle[0] && request(s, p, DESK_OP_line_block, &c, &in);
}

static bool
send_own_block(struct sim *s, struct sim_play *p)
{
	return block_own(s, p, true);
}

static bool
send_own_unblock(struct sim *s, struct sim_play *p)
{
	return block_own(s, p, false);
}

/* No code reaches the holder: a person checks, and vouches. */
static bool
send_person(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = holder(p);

	return p->reference[0] && request(s, p, DESK_OP_case_person, &c, &(struct desk_case_in){ .reference = str_of(p->reference) });
}

static bool
send_vouch(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = anybody(p);

	return raise_event(s, p, &c, TERMINATION_ON_prove);
}

/* A stranger with the reference sees the state, and nothing else. */
static bool
send_peek(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = world_public(STR("0123456789abcdefghjkmnpqrstvwxyz"));

	return p->reference[0] && request(s, p, DESK_OP_case_get, &c, &(struct desk_case_in){ .reference = str_of(p->reference) });
}

static enum sim_heard
hear_peek(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s, (void)p;
	if (code == DESK_ok && (v->details || v->name.n || v->msisdn.n || v->contact.found || v->events.n || v->quote.found))
		invariants_broken("19: a stranger with the reference sees more than the state");
	return SIM_NEXT;
}

/* ---- events ---- */

static bool
send_withdraw(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = p->token[0] || p->session[0] ? holder(p) : client("shop", "");

	return raise_event(s, p, &c, TERMINATION_ON_withdraw);
}

static enum sim_heard
hear_withdraw(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s, (void)p;
	if (code == DESK_ok && v->state != TERMINATION_withdrawn)
		invariants_broken("8: a withdrawal is accepted, and the case is in %s", termination_state_names.name[v->state]);
	return code == DESK_busy ? SIM_AGAIN : SIM_NEXT;
}

/* With the link of the alert, which anybody may have who got it. */
static bool
send_stop(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = world_public(STR("none"));

	for (int i = 0; i < s->world.mails; i++)
		if (s->world.mail[i].kind == EFFECT_mail_alert && strcmp(s->world.mail[i].reference, p->reference) == 0)
			c = world_public(str_of(s->world.mail[i].stop));
	return raise_event(s, p, &c, TERMINATION_ON_stop);
}

static enum sim_heard
hear_stop(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	(void)s, (void)p;
	if (code == DESK_ok && v->state != TERMINATION_review && v->state != TERMINATION_asked)
		invariants_broken("8: a STOP is accepted, and the case is in %s", termination_state_names.name[v->state]);
	return code == DESK_busy ? SIM_AGAIN : SIM_NEXT;
}

#define STAFF(name) \
	static bool \
	send_##name(struct sim *s, struct sim_play *p) \
	{ \
		struct desk_caller c = anybody(p); \
		return raise_event(s, p, &c, TERMINATION_ON_##name); \
	}
STAFF(approve) STAFF(reject) STAFF(ask) STAFF(answer) STAFF(pay) STAFF(retry) STAFF(accept_absence) STAFF(port_out) STAFF(confirmation_left)

/* ---- the account ---- */

/* Billing's own figures move on, or it falls silent, or speaks again. */
static bool
send_bill(struct sim *s, struct sim_play *p)
{
	struct world_line *l = &s->world.line[p->line];

	l->credit_cents = dice_below(&p->dice, 2) ? 100 * dice_below(&p->dice, 20) : 0;
	l->debt_cents = dice_below(&p->dice, 2) ? 100 * dice_below(&p->dice, 20) : 0;
	sim_say(s, "  billing has %lld and %lld cents for %s", (long long)l->credit_cents, (long long)l->debt_cents, world_number(p->line));
	return false;
}

static bool
send_mute(struct sim *s, struct sim_play *p)
{
	s->is_mute[p->line] = !s->is_mute[p->line];
	sim_say(s, "  billing says %s of %s", s->is_mute[p->line] ? "nothing" : "something", world_number(p->line));
	return false;
}

/* A person states it, now and then as of a time that is over, or has not come. */
static bool
send_account(struct sim *s, struct sim_play *p)
{
	static const int64_t OFF[] = { 0, 0, 0, -SIM_MINUTE, -SIM_DAY, SIM_DAY };
	struct desk_caller c = anybody(p);
	int64_t off = OFF[dice_below(&p->dice, COUNT(OFF))];
	struct desk_account_in in = { .found = true, .reference = str_of(p->reference), .credit_cents = 50, .debt_cents = 70, .note = STR("by telephone") };

	if (!p->reference[0])
		return false;
	in.as_of.ms = off ? sim_wall(s).ms + off : 0;
	for (int i = 0; i < s->lines; i++)
		billing_note(s, i, in.credit_cents, in.debt_cents);
	return request(s, p, DESK_OP_case_account, &c, &in);
}

/* ---- cards ---- */

static bool
send_look(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = anybody(p);

	return request(s, p, DESK_OP_card_list, &c, &(struct desk_page_in){ .limit = 20 });
}

static enum sim_heard
hear_look(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	const struct desk_cards *v = out;
	const struct desk_card_view *k = v->items.items;

	(void)s;
	p->card[0] = '\0';
	if (code != DESK_ok || !v->items.n)
		return SIM_NEXT;
	k += dice_below(&p->dice, (int64_t)v->items.n);
	copy(p->card, sizeof p->card, k->card);
	copy(p->reference, sizeof p->reference, k->reference);
	return SIM_NEXT;
}

static bool
send_card(struct sim *s, struct sim_play *p)
{
	static const char *const ACTIONS[] = { "take", "close", "agree", "agree" };
	struct desk_caller c = anybody(p);
	struct desk_card_in in = { .card = str_of(p->card), .action = str_of(ACTIONS[dice_below(&p->dice, COUNT(ACTIONS))]) };

	return p->card[0] && request(s, p, DESK_OP_card_act, &c, &in);
}

/* ---- by SMS, through the gateway ---- */

static bool
text(struct sim *s, struct sim_play *p, struct desk_caller c, const char *from, const char *text)
{
	struct desk_sms_received_in in = { .from = str_of(from), .text = str_of(text) };

	return s->world.conf.has_sms && request(s, p, DESK_OP_sms_received, &c, &in);
}

static bool
text_from_line(struct sim *s, struct sim_play *p, const char *words)
{
	s->stops[p->line]++;
	return text(s, p, gateway_caller(s), world_number(p->line), words);
}

static bool
send_text_stop(struct sim *s, struct sim_play *p)
{
	return text_from_line(s, p, "STOP");
}

static bool
send_text_odd(struct sim *s, struct sim_play *p)
{
	static const char *const WORDS[] = { " stop. ", "Stop!!!", "\"STOP\"", "ＳＴＯＰ", "ARRÊT", "nein danke", "停止。", "Nee, dit was ik niet" };

	return text_from_line(s, p, WORDS[dice_below(&p->dice, COUNT(WORDS))]);
}

/* No word of ours; nobody's number; our number, but not by our gateway. None of it may change anything. */
static bool
send_text_other(struct sim *s, struct sim_play *p)
{
	static const char *const WORDS[] = { "hello", "stopgap", "please do not stop", "", "1", "\xff\xfe" };

	return text(s, p, gateway_caller(s), world_number(p->line), WORDS[dice_below(&p->dice, COUNT(WORDS))]);
}

static bool
send_text_stranger(struct sim *s, struct sim_play *p)
{
	static const char *const FROM[] = { "32479999999", "STOP", "", "1234", "33612345678" };

	return text(s, p, gateway_caller(s), FROM[dice_below(&p->dice, COUNT(FROM))], "STOP");
}

static bool
send_text_forged(struct sim *s, struct sim_play *p)
{
	return text(s, p, world_public(STR("0123456789abcdefghjkmnpqrstvwxyz")), world_number(p->line), "STOP");
}

static bool
send_report_forged(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = gateway_caller(s);	/* good for answers, not for reports */
	struct desk_sms_report_in in = { 0 };

	return gateway_forge(s, p->line, &in) && request(s, p, DESK_OP_sms_report, &c, &in);
}

static enum sim_heard
hear_denied(struct sim *s, struct sim_play *p, enum desk_code code, const void *out)
{
	(void)s, (void)p, (void)out;
	if (code != DESK_denied && code != DESK_busy)
		invariants_broken("19: what does not come from our gateway is answered %s", desk_code_name(code));
	return SIM_NEXT;
}

/* ---- the line ---- */

static bool
import(struct sim *s, struct sim_play *p, const char *email)
{
	struct desk_caller c = { .role = DESK_ROLE_admin, .name = STR("import"), .channel = STR("cli") };
	struct desk_import_in in = house_row(s, p, email);

	return request(s, p, DESK_OP_line_import, &c, &in);
}

static bool
send_same(struct sim *s, struct sim_play *p)
{
	return import(s, p, mail_of(p, "holder"));
}

static bool
send_contact(struct sim *s, struct sim_play *p)
{
	return import(s, p, mail_of(p, "changed"));
}

/* A device with the contract: what it costs to leave is another amount from now on. */
static bool
send_device(struct sim *s, struct sim_play *p)
{
	struct desk_caller c = { .role = DESK_ROLE_admin, .name = STR("import"), .channel = STR("cli") };
	struct desk_import_in in = house_row(s, p, mail_of(p, "holder"));
	int32_t today = (int32_t)(sim_wall(s).ms / SIM_DAY);

	in.row.contract_start.days = today - (int32_t)dice_below(&p->dice, 300);
	in.row.contract_end.days = today + 100;
	in.row.monthly_fee = STR("20.00");
	in.row.device = STR("240.00");
	return request(s, p, DESK_OP_line_import, &c, &in);
}

static bool
send_phone(struct sim *s, struct sim_play *p)
{
	char *phone = s->world.line[p->line].phone;

	snprintf(phone, sizeof s->world.line[0].phone, "324%02u%06u", 71 + (unsigned)dice_below(&p->dice, 3) % 10, (unsigned)(p->line + 1) % 1000000u);
	return import(s, p, mail_of(p, "holder"));
}

/* The network's side first; the import may be a while behind, or be another line's. */
static bool
send_swap(struct sim *s, struct sim_play *p)
{
	struct world_line *l = &s->world.line[p->line];

	if (!p->codes_tried++)
		snprintf(l->imsi, sizeof l->imsi, "20601%010u", 1000000u + (unsigned)dice_below(&p->dice, 8000000));
	return false;
}

static bool
send_vanish(struct sim *s, struct sim_play *p)
{
	s->world.line[p->line].present = false;
	sim_say(s, "  somebody removes %s from the network", world_number(p->line));
	return false;
}

static bool
send_foreign(struct sim *s, struct sim_play *p)
{
	s->world.line[p->line].foreign = !s->world.line[p->line].foreign;
	sim_say(s, "  the network has %s for %s", world_number(p->line), s->world.line[p->line].foreign ? "somebody else" : "its holder");
	return false;
}

static bool
block(struct sim *s, struct sim_play *p, bool on)
{
	struct desk_caller c = client("shop", "");
	struct desk_block_in in = { .msisdn = str_of(world_number(p->line)), .block = on };

	return request(s, p, DESK_OP_line_block, &c, &in);
}

static bool
send_block(struct sim *s, struct sim_play *p)
{
	return block(s, p, true);
}

static bool
send_unblock(struct sim *s, struct sim_play *p)
{
	return block(s, p, false);
}

static bool
port(struct sim *s, struct sim_play *p, int64_t ahead_ms)
{
	struct desk_caller c = client("shop", "");
	struct desk_ported_in in = { .msisdn = str_of(world_number(p->line)), .at.ms = ahead_ms ? sim_wall(s).ms + ahead_ms : 0 };

	return request(s, p, DESK_OP_number_ported, &c, &in);
}

static bool
send_port(struct sim *s, struct sim_play *p)
{
	return port(s, p, 0);
}

static bool
send_port_ahead(struct sim *s, struct sim_play *p)
{
	return port(s, p, dice_between(&p->dice, SIM_MINUTE, 2 * SIM_DAY));
}

/* ---- the table ---- */

#define MOVE(name, hear) { #name, send_##name, hear }
static const struct sim_move MOVES[] = {
	MOVE(submit, hear_submit), MOVE(other_body, hear_other_body), MOVE(rival, hear_rival), MOVE(begin, hear_begin),
	MOVE(prove, hear_prove), MOVE(guess, hear_guess), MOVE(code, NULL), MOVE(confirm, hear_confirm), MOVE(edit, NULL),
	MOVE(peek, hear_peek), MOVE(withdraw, hear_withdraw), MOVE(stop, hear_stop), MOVE(approve, NULL), MOVE(reject, NULL),
	MOVE(ask, NULL), MOVE(answer, NULL), MOVE(pay, NULL), MOVE(retry, NULL), MOVE(accept_absence, NULL),
	MOVE(port_out, NULL), MOVE(look, hear_look), MOVE(card, NULL), MOVE(same, NULL), MOVE(contact, NULL),
	MOVE(swap, NULL), MOVE(vanish, NULL), MOVE(foreign, NULL), MOVE(block, NULL), MOVE(unblock, NULL), MOVE(port, NULL),
	MOVE(port_ahead, NULL), MOVE(text_stop, NULL), MOVE(text_odd, NULL), MOVE(text_other, NULL), MOVE(text_stranger, NULL),
	MOVE(text_forged, hear_denied), MOVE(report_forged, hear_denied), MOVE(phone, NULL), MOVE(bill, NULL), MOVE(mute, NULL),
	MOVE(ask_code, hear_ask_code), MOVE(sign_in, hear_sign_in), MOVE(my, hear_my), MOVE(begin_own, hear_begin_own), MOVE(own_block, NULL), MOVE(own_unblock, NULL),
	MOVE(person, NULL), MOVE(vouch, NULL),
	MOVE(account, NULL), MOVE(device, NULL), MOVE(confirmation_left, NULL),
};

int
move_named(struct str name)
{
	for (size_t i = 0; i < COUNT(MOVES); i++)
		if (str_is(name, MOVES[i].name))
			return (int)i;
	assert(false && "a word of ACTORS that is no move");
	return -1;
}

const struct sim_move *
move_get(int i)
{
	return &MOVES[i];
}
