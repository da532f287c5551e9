/* sms_test.c - delivery reports and answers by SMS at the door: in any order, repeated, late, forged; STOP and what is answered;
 * codes by SMS; a blocked line; an installation without a gateway. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct world W;

/* The last task of each kind as the gateway got it, and what the gateway does with it. */
static struct { char query[220], address[40], facts[4000]; int64_t validity_ms; int times; } SENT[EFFECT_KIND_COUNT];
static enum effect_result gateway;		/* for all short messages */

static enum effect_result
take(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (effect_family_of(t->kind) != EFFECT_FAMILY_sms)
		return EFFECT_RESULT_done;
	snprintf(SENT[t->kind].query, sizeof SENT[t->kind].query, "%.*s", STR_ARG(t->report));
	snprintf(SENT[t->kind].address, sizeof SENT[t->kind].address, "%.*s", STR_ARG(t->address));
	snprintf(SENT[t->kind].facts, sizeof SENT[t->kind].facts, "%.*s", STR_ARG(t->facts));
	SENT[t->kind].validity_ms = t->validity_ms;
	SENT[t->kind].times++;
	*happens = gateway == EFFECT_RESULT_done;
	return gateway;
}

static int
setup(void **state)
{
	(void)state;
	world_open(&W, 3);
	W.conf.has_sms = true;
	W.conf.policy.stop_window_s = 3600;
	W.conf.policy.drain_s = 60;
	world_reopen(&W);
	W.fault = take;
	gateway = EFFECT_RESULT_done;
	memset(SENT, 0, sizeof SENT);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	assert_true(world_audit_is_whole(&W));
	world_close(&W);
	return 0;
}

/* ---- what a gateway says ---- */

static struct str
part_of(enum effect_kind k, const char *name)
{
	const char *at = strstr(SENT[k].query, name);
	struct str value, rest;

	assert_non_null(at);
	str_split(str_of(at + strlen(name)), '&', &value, &rest);
	return value;
}

static enum desk_code
say(enum effect_kind k, const char *part, int parts, int type)
{
	struct desk_caller c = world_public(part_of(k, "token="));
	struct desk_sms_report_in in = { .effect = part_of(k, "effect="), .part = str_of(part), .parts = parts, .type = type };
	struct desk_empty out;

	return world_call(&W, DESK_OP_sms_report, &c, &in, &out);
}

static enum desk_code
answer(const char *from, const char *text)
{
	struct desk_caller c = world_public(desk_sms_token(W.desk, W.arena));
	struct desk_sms_received_in in = { .from = str_of(from), .text = str_of(text) };
	struct desk_empty out;

	return world_call(&W, DESK_OP_sms_received, &c, &in, &out);
}

/* ---- what is seen ---- */

static struct desk_effect_view
effect(struct str reference, enum effect_kind k)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_effect_view *e = v.effects.items;
	struct desk_effect_view found = { 0 };

	for (size_t i = 0; i < v.effects.n; i++)
		if (e[i].kind == k)
			found = e[i];
	return found;
}

static int
count(struct str reference, const char *what)
{
	struct desk_case_view v = world_case(&W, reference);
	const struct desk_event_view *e = v.events.items;
	int n = 0;

	for (size_t i = 0; i < v.events.n; i++)
		n += str_is(e[i].what, what);
	return n;
}

static void
rounds(int n)
{
	while (n-- > 0)
		world_round(&W);
}

/* A case of LINE in STATE; its reference lives until the world ends. */
static struct str
begin(int line, enum termination_state state)
{
	struct desk_case_view v;

	assert_int_equal(world_submit(&W, line, "k", &v), DESK_created);
	for (int i = 0; i < 100 && world_case(&W, v.reference).state != state; i++) {
		bool is_idle = !world_round(&W);
		struct desk_case_view now = world_case(&W, v.reference);

		if (is_idle && (now.state == TERMINATION_waiting || now.state == TERMINATION_noticing) && now.by_when.ms > W.now.ms)
			W.now = now.by_when;
	}
	assert_int_equal(world_case(&W, v.reference).state, state);
	rounds(2);
	return v.reference;
}

/* ---- reports ---- */

static void
the_last_message_s_report_ends_the_notice(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);

	(void)state;
	assert_int_equal(SENT[EFFECT_sms_last].times, 1);
	assert_int_equal(SENT[EFFECT_sms_last].validity_ms, 60000);
	assert_true(str_is(effect(r, EFFECT_sms_last).finding, "accepted"));
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 8), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 4), DESK_ok);
	assert_true(str_is(effect(r, EFFECT_sms_last).finding, "buffered"));
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_cutting);
	assert_true(str_is(effect(r, EFFECT_sms_last).finding, "delivered"));
	assert_in_range(effect(r, EFFECT_sms_last).reported_at.ms, W.now.ms, W.now.ms + 100);	/* the desk's time, which never stands */
	assert_int_equal(count(r, "sms_report"), 3);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
	/* late, repeated, and after the end: noted or not, nothing moves */
	int64_t entries = count(r, "sms_report");
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	assert_int_equal(say(EFFECT_sms_alert, "m0", 1, 1), DESK_ok);
	assert_int_equal(say(EFFECT_sms_alert, "m0", 1, 1), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_confirmed);
	assert_int_equal(count(r, "sms_report"), entries + 1);
	assert_true(str_is(effect(r, EFFECT_sms_alert).finding, "delivered"));
}

static void
a_failed_last_message_goes_on_without(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);

	(void)state;
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 2), DESK_ok);
	assert_true(str_is(effect(r, EFFECT_sms_last).finding, "failed"));
	struct desk_case_view v = world_case(&W, r);
	assert_int_equal(v.state, TERMINATION_noticing);	/* the phone is off: an alert may still be under way to it */
	assert_in_range(v.by_when.ms - W.now.ms, 65000, 65100);
	W.now = v.by_when;
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
}

static void
without_a_report_the_validity_ends_it(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);
	struct utc_ms by = world_case(&W, r).by_when;

	(void)state;
	assert_in_range(by.ms, W.now.ms + 60000 + 5000, W.now.ms + 60000 + 5000 + 100);
	W.now.ms = by.ms - 1;
	rounds(2);
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	W.now = by;
	rounds(1);
	assert_int_equal(world_case(&W, r).state, TERMINATION_cutting);
}

/* Down for an hour: the line goes off without a last message, and none is sent later. */
static void
a_gateway_that_is_down_is_not_waited_for(void **state)
{
	struct str r = begin(0, TERMINATION_waiting);

	(void)state;
	gateway = EFFECT_RESULT_later;
	W.now = world_case(&W, r).by_when;
	rounds(3);
	struct desk_case_view v = world_case(&W, r);
	assert_int_equal(v.state, TERMINATION_noticing);
	assert_in_range(v.by_when.ms - W.now.ms, 3590000, 3600100);
	int times = SENT[EFFECT_sms_last].times;
	W.now.ms = v.by_when.ms + 1;
	gateway = EFFECT_RESULT_done;
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
	assert_int_equal(SENT[EFFECT_sms_last].times, times);
	assert_true(str_is(effect(r, EFFECT_sms_last).state, "dropped"));
}

static void
all_parts_must_have_their_last_word(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);

	(void)state;
	assert_int_equal(say(EFFECT_sms_last, "p1", 2, 1), DESK_ok);
	assert_int_equal(say(EFFECT_sms_last, "p1", 2, 1), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	assert_int_equal(say(EFFECT_sms_last, "p2", 2, 1), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_cutting);
}

/* The answer to our call got lost: it is not sent again once a report has shown that it was taken. */
static void
a_report_settles_what_is_unsure(void **state)
{
	(void)state;
	gateway = EFFECT_RESULT_unknown;
	struct str r = begin(0, TERMINATION_waiting);
	assert_true(str_is(effect(r, EFFECT_sms_alert).state, "unknown"));
	int times = SENT[EFFECT_sms_alert].times;
	assert_int_equal(say(EFFECT_sms_alert, "m1", 1, 8), DESK_ok);
	assert_true(str_is(effect(r, EFFECT_sms_alert).state, "done"));
	W.now.ms += 600000;
	rounds(3);
	assert_int_equal(SENT[EFFECT_sms_alert].times, times);
}

/* Its answer was lost, and it went out twice: when one copy has arrived, the other may still be on its way. */
static void
a_copy_that_arrives_is_not_the_last(void **state)
{
	struct str r = begin(0, TERMINATION_waiting);

	(void)state;
	gateway = EFFECT_RESULT_unknown;
	W.now = world_case(&W, r).by_when;
	rounds(3);
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	gateway = EFFECT_RESULT_done;
	W.now.ms += 10000;
	rounds(2);
	assert_int_equal(SENT[EFFECT_sms_last].times, 2);
	struct utc_ms by = world_case(&W, r).by_when;
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	assert_int_equal(world_case(&W, r).by_when.ms, by.ms);
	W.now = by;
	rounds(1);
	assert_int_equal(world_case(&W, r).state, TERMINATION_cutting);
}

static enum effect_result
report_first(struct world *w, const struct effect_task *t, bool *happens)
{
	enum effect_result result = take(w, t, happens);

	if (t->kind == EFFECT_sms_last)
		assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	return result;
}

/* It comes while our own call is still under way. */
static void
a_report_may_be_faster_than_the_answer(void **state)
{
	(void)state;
	W.fault = report_first;
	struct str r = begin(0, TERMINATION_cutting);
	assert_true(str_is(effect(r, EFFECT_sms_last).finding, "delivered"));
	assert_true(str_is(effect(r, EFFECT_sms_last).state, "done"));
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
}

static enum effect_result
sent_first(struct world *w, const struct effect_task *t, bool *happens)
{
	enum effect_result result = take(w, t, happens);

	if (t->kind == EFFECT_sms_alert)
		assert_int_equal(say(EFFECT_sms_alert, "m1", 1, 8), DESK_ok);
	return t->kind == EFFECT_sms_alert ? EFFECT_RESULT_unknown : result;
}

/* It comes instead of the answer, while the worker still waits for that. */
static void
a_report_settles_what_is_in_hand(void **state)
{
	(void)state;
	W.fault = sent_first;
	struct str r = begin(0, TERMINATION_waiting);
	assert_true(str_is(effect(r, EFFECT_sms_alert).state, "done"));
	assert_true(str_is(effect(r, EFFECT_sms_alert).finding, "accepted"));
	assert_true(world_case(&W, r).by_when.ms > 0);		/* the STOP window has begun */
	W.now.ms += 600000;
	rounds(3);
	assert_int_equal(SENT[EFFECT_sms_alert].times, 1);
}

static void
forged_reports_are_refused(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);
	struct desk_sms_report_in in = { .effect = part_of(EFFECT_sms_last, "effect="), .type = 1 };
	struct desk_caller alert = world_public(part_of(EFFECT_sms_alert, "token=")), none = world_public(STR(""));
	static const char *const WRONG[] = { "", "x", "a.b.sms_last.1", "net_off", "0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d.x.sms_last.1",
		"0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d.0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d.net_off.1" };
	struct desk_empty out;

	(void)state;
	assert_int_equal(world_call(&W, DESK_OP_sms_report, &none, &in, &out), DESK_denied);
	assert_int_equal(world_call(&W, DESK_OP_sms_report, &alert, &in, &out), DESK_denied);	/* of another effect */
	assert_int_equal(say(EFFECT_sms_last, "m", 1, 3), DESK_invalid);
	for (size_t i = 0; i < COUNT(WRONG); i++) {
		in.effect = str_of(WRONG[i]);
		assert_int_equal(world_call(&W, DESK_OP_sms_report, &alert, &in, &out), DESK_invalid);
	}
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	assert_int_equal(count(r, "sms_report"), 0);
}

static void
reports_are_bounded(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);
	char part[16];

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(part, sizeof part, "m%d", i);
		assert_int_equal(say(EFFECT_sms_last, part, 1, 8), DESK_ok);
	}
	assert_int_equal(count(r, "sms_report"), 64);
}

/* ---- STOP ---- */

static void
stop_contests_and_is_answered_once(void **state)
{
	struct str r = begin(0, TERMINATION_waiting);

	(void)state;
	assert_int_equal(SENT[EFFECT_sms_alert].times, 1);
	assert_true(SENT[EFFECT_sms_alert].validity_ms > 3590000);
	assert_int_equal(answer("+32470000001", "Yes please"), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_waiting);
	assert_int_equal(answer("+32470000001", "Stop!"), DESK_ok);
	struct desk_case_view v = world_case(&W, r);
	assert_true(v.state == TERMINATION_review && v.contested);
	rounds(3);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 1);
	assert_string_equal(SENT[EFFECT_sms_stop_reply].address, "32470000001");
	assert_null(strstr(SENT[EFFECT_sms_stop_reply].facts, "\"tooLate\":true"));
	int64_t steps = count(r, "stop");
	for (int i = 0; i < 5; i++)
		assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
	rounds(3);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 1);
	assert_int_equal(count(r, "stop"), steps);
	/* approved by a person, and contested once more: that is answered again */
	struct desk_caller staff = world_client();
	assert_int_equal(world_event(&W, &staff, r, TERMINATION_ON_approve, "it is him", &v), DESK_ok);
	rounds(3);
	assert_int_equal(answer("0470 00 00 01", "nee"), DESK_ok);
	rounds(3);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 2);
	assert_int_equal(world_case(&W, r).state, TERMINATION_review);
}

static void
too_late_is_said_once_while_the_line_is_on(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
		rounds(2);
	}
	assert_int_equal(world_case(&W, r).state, TERMINATION_noticing);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 1);
	assert_non_null(strstr(SENT[EFFECT_sms_stop_reply].facts, "\"tooLate\":true"));
	assert_in_range(SENT[EFFECT_sms_stop_reply].validity_ms, 59000, 60000);
	assert_int_equal(count(r, "stop_too_late"), 1);
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
	assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
	rounds(2);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 1);
}

/* It is under way no longer than the last message that went before it. */
static void
a_reply_does_not_outlive_the_notice(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);
	struct utc_ms by = world_case(&W, r).by_when;

	(void)state;
	W.now.ms = by.ms - 20000;
	assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
	rounds(2);
	assert_in_range(SENT[EFFECT_sms_stop_reply].validity_ms, 14000, 15000);
}

static void
a_reply_without_time_is_not_sent(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);

	(void)state;
	W.now.ms = world_case(&W, r).by_when.ms - 4000;
	assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
	rounds(2);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 0);
	assert_true(str_is(effect(r, EFFECT_sms_stop_reply).state, "dropped"));
}

/* The gateway comes back when the hour for the last message is all but over. */
static void
a_last_message_does_not_outlive_the_notice(void **state)
{
	struct str r = begin(0, TERMINATION_waiting);

	(void)state;
	gateway = EFFECT_RESULT_later;
	W.now = world_case(&W, r).by_when;
	rounds(3);
	int times = SENT[EFFECT_sms_last].times;
	W.now.ms = world_case(&W, r).by_when.ms - 20000;
	rounds(1);
	assert_in_range(SENT[EFFECT_sms_last].validity_ms, 14000, 15000);
	W.now.ms = world_case(&W, r).by_when.ms - 4000;
	gateway = EFFECT_RESULT_done;
	rounds(2);
	assert_int_equal(SENT[EFFECT_sms_last].times, times + 1);
	assert_true(str_is(effect(r, EFFECT_sms_last).state, "dropped"));
}

/* The number may be cut already. */
static void
while_it_is_cut_nothing_is_owed(void **state)
{
	struct str r = begin(0, TERMINATION_noticing);

	(void)state;
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	assert_int_equal(world_case(&W, r).state, TERMINATION_cutting);
	assert_int_equal(answer("32470000001", "STOP"), DESK_ok);
	assert_int_equal(count(r, "stop_too_late"), 0);
	assert_int_equal(effect(r, EFFECT_sms_stop_reply).generation, 0);
	assert_int_equal(world_case(&W, r).state, TERMINATION_cutting);
}

static void
strangers_get_nothing(void **state)
{
	static const char *const FROM[] = { "32470000002", "+32470009999", "4040", "Bank", "", "32470000001 " };
	struct desk_caller forged = world_public(STR("x"));
	struct desk_sms_received_in in = { .from = STR("32470000001"), .text = STR("STOP") };
	struct desk_empty out;
	struct str r = begin(0, TERMINATION_waiting);

	(void)state;
	assert_int_equal(world_call(&W, DESK_OP_sms_received, &forged, &in, &out), DESK_denied);
	assert_int_equal(world_case(&W, r).state, TERMINATION_waiting);
	for (size_t i = 0; i + 1 < COUNT(FROM); i++)
		assert_int_equal(answer(FROM[i], "STOP"), DESK_ok);
	rounds(3);
	assert_int_equal(world_case(&W, r).state, TERMINATION_waiting);
	assert_int_equal(SENT[EFFECT_sms_stop_reply].times, 0);
}

/* ---- codes ---- */

static struct desk_case_view
request(int line)
{
	struct desk_caller c = world_public(STR(""));
	struct desk_submit_in in;
	struct desk_case_view v;

	record_init(&desk_submit_in_record, &in);
	in.msisdn = str_of(world_number(line));
	assert_int_equal(world_call(&W, DESK_OP_case_request, &c, &in, &v), DESK_created);
	rounds(2);
	return v;
}

static void
the_code_goes_to_the_line_then_to_the_mail(void **state)
{
	struct desk_case_view v = request(0), again;
	struct desk_caller c = world_public(v.token);
	const char *code = strstr(SENT[EFFECT_sms_code].facts, "\"code\":\"");

	(void)state;
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 0);
	assert_string_equal(SENT[EFFECT_sms_code].address, "32470000001");
	assert_in_range(SENT[EFFECT_sms_code].validity_ms, 299000, 300000);	/* as long as it works */
	assert_non_null(code);
	struct desk_code_in in = { .reference = v.reference, .code = { code + 8, 8 } };
	assert_int_equal(world_call(&W, DESK_OP_case_code, &c, &(struct desk_case_in){ .reference = v.reference }, &again), DESK_ok);
	rounds(2);
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 1);
	assert_int_equal(SENT[EFFECT_sms_code].times, 1);
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &c, &in, &again), DESK_ok);
	assert_false(again.proven);				/* only the newest works */
	in.code = str_of(W.mail[W.mails - 1].code);
	assert_int_equal(world_call(&W, DESK_OP_case_prove, &c, &in, &again), DESK_ok);
	assert_true(again.proven);
}

/* The gateway was down for as long as the code works: it would be told for nothing. */
static void
a_code_that_works_no_more_is_not_sent(void **state)
{
	(void)state;
	gateway = EFFECT_RESULT_later;
	struct desk_case_view v = request(0);
	int times = SENT[EFFECT_sms_code].times;
	gateway = EFFECT_RESULT_done;
	W.now.ms += 301000;
	rounds(2);
	assert_int_equal(SENT[EFFECT_sms_code].times, times);
	assert_true(str_is(effect(v.reference, EFFECT_sms_code).state, "dropped"));
}

/* ---- a blocked line ---- */

static void
block(int line)
{
	struct desk_caller c = world_client();
	struct desk_block_in in = { .msisdn = str_of(world_number(line)), .block = true };
	struct desk_line_view v;

	assert_int_equal(world_call(&W, DESK_OP_line_block, &c, &in, &v), DESK_ok);
	rounds(2);
}

static void
import_row(int line, const char *phone, const char *email)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("test"), .channel = STR("cli") };
	struct desk_import_in in;
	struct desk_import_out out;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(world_number(line));
	in.row.imsi = str_of(W.line[line].imsi);
	in.row.phone = str_of(phone);
	in.row.email = str_of(email);
	assert_int_equal(world_call(&W, DESK_OP_line_import, &admin, &in, &out), DESK_ok);
	assert_true(str_is(out.result, "changed"));
	W.now.ms += INT64_C(8) * 86400000;			/* it rests: a change sends the case to review */
}

static void
a_blocked_line_is_told_nothing(void **state)
{
	(void)state;
	block(0);
	request(0);						/* the code goes by mail */
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 1);
	struct str r = begin(0, TERMINATION_cutting);
	for (int k = 0; k < EFFECT_KIND_COUNT; k++)
		assert_int_equal(SENT[k].times, 0);
	assert_int_equal(world_mails(&W, EFFECT_mail_alert), 1);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
}

static void
its_other_phone_is_told(void **state)
{
	(void)state;
	import_row(0, "32471234567", "other@example.org");
	block(0);
	struct str r = begin(0, TERMINATION_noticing);
	assert_string_equal(SENT[EFFECT_sms_alert].address, "32471234567");
	assert_string_equal(SENT[EFFECT_sms_last].address, "32471234567");
	assert_non_null(strstr(SENT[EFFECT_sms_alert].facts, "\"toOther\":true"));
	assert_int_equal(say(EFFECT_sms_last, "m1", 1, 1), DESK_ok);
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
}

static void
a_block_drops_what_waits_for_the_line(void **state)
{
	(void)state;
	gateway = EFFECT_RESULT_later;
	struct str r = begin(0, TERMINATION_waiting);
	int times = SENT[EFFECT_sms_alert].times;
	block(0);
	gateway = EFFECT_RESULT_done;
	W.now.ms += 600000;
	rounds(3);
	assert_int_equal(SENT[EFFECT_sms_alert].times, times);
	assert_true(str_is(effect(r, EFFECT_sms_alert).state, "dropped"));
}

static enum effect_result
mail_is_down(struct world *w, const struct effect_task *t, bool *happens)
{
	if (effect_family_of(t->kind) == EFFECT_FAMILY_sms)
		return take(w, t, happens);
	*happens = effect_family_of(t->kind) == EFFECT_FAMILY_net;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_later;
}

/* Without a mail address either, somebody must know that nobody was told. */
static void
a_block_that_leaves_nobody_alerted_is_a_card(void **state)
{
	(void)state;
	import_row(0, "", "");
	gateway = EFFECT_RESULT_later;
	W.fault = mail_is_down;
	struct str r = begin(0, TERMINATION_waiting);
	block(0);
	W.now.ms += 600000;
	rounds(3);
	struct desk_case_view v = world_case(&W, r);
	const struct desk_card_view *card = v.cards.items;
	assert_int_equal(v.cards.n, 1);
	assert_int_equal(card->kind, TERMINATION_CARD_alert_failed);
}

/* ---- no gateway ---- */

static enum effect_result
no_gateway(struct world *w, const struct effect_task *t, bool *happens)
{
	*happens = effect_family_of(t->kind) != EFFECT_FAMILY_sms;
	w->finding = *happens ? EFFECT_FINDING_COUNT : EFFECT_FINDING_no_gateway;
	return *happens ? EFFECT_RESULT_done : EFFECT_RESULT_never;
}

static void
without_a_gateway_the_mail_alone_alerts(void **state)
{
	(void)state;
	W.conf.has_sms = false;
	world_reopen(&W);
	W.fault = no_gateway;
	request(1);
	assert_int_equal(world_mails(&W, EFFECT_mail_code), 1);
	struct str r = begin(0, TERMINATION_waiting);
	struct desk_case_view v = world_case(&W, r);
	assert_int_equal(v.cards.n, 0);
	assert_true(v.by_when.ms > 0);				/* the mail has started the window */
	assert_true(str_is(effect(r, EFFECT_sms_alert).state, "dropped"));
	W.now = v.by_when;
	struct utc_ms before = W.now;
	assert_true(world_until(&W, r, TERMINATION_confirmed, 50));
	assert_true(W.now.ms - before.ms < 60000);		/* no last message is waited for */
	assert_int_equal(world_case(&W, r).cards.n, 0);
}

static enum effect_result
mail_later(struct world *w, const struct effect_task *t, bool *happens)
{
	if (t->kind != EFFECT_mail_alert)
		return no_gateway(w, t, happens);
	*happens = false;
	return EFFECT_RESULT_later;
}

static void
without_a_gateway_the_window_waits_for_the_mail(void **state)
{
	(void)state;
	W.fault = mail_later;
	struct str r = begin(0, TERMINATION_waiting);
	assert_int_equal(world_case(&W, r).by_when.ms, 0);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_last_message_s_report_ends_the_notice),
		TEST(a_failed_last_message_goes_on_without),
		TEST(without_a_report_the_validity_ends_it),
		TEST(a_gateway_that_is_down_is_not_waited_for),
		TEST(all_parts_must_have_their_last_word),
		TEST(a_report_settles_what_is_unsure),
		TEST(a_copy_that_arrives_is_not_the_last),
		TEST(a_report_may_be_faster_than_the_answer),
		TEST(a_report_settles_what_is_in_hand),
		TEST(forged_reports_are_refused),
		TEST(reports_are_bounded),
		TEST(stop_contests_and_is_answered_once),
		TEST(too_late_is_said_once_while_the_line_is_on),
		TEST(a_reply_does_not_outlive_the_notice),
		TEST(a_reply_without_time_is_not_sent),
		TEST(a_last_message_does_not_outlive_the_notice),
		TEST(while_it_is_cut_nothing_is_owed),
		TEST(strangers_get_nothing),
		TEST(the_code_goes_to_the_line_then_to_the_mail),
		TEST(a_code_that_works_no_more_is_not_sent),
		TEST(a_blocked_line_is_told_nothing),
		TEST(its_other_phone_is_told),
		TEST(a_block_drops_what_waits_for_the_line),
		TEST(a_block_that_leaves_nobody_alerted_is_a_card),
		TEST(without_a_gateway_the_mail_alone_alerts),
		TEST(without_a_gateway_the_window_waits_for_the_mail),
	};

	return cmocka_run_group_tests_name("sms", tests, NULL, NULL);
}
