/* message_test.c - every message can be written, says what it must, and carries nothing it must not. */
#include "base/gsm7.h"
#include "base/l10n.h"
#include "domain/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static const struct message_facts SAMPLE = {
	.operator_name = STR("Mobile Nord & Sud"), .reference = STR("K7QM-3XPA-9"), .line = STR("..3456"),
	.code = STR("40718265"), .minutes = 5, .received = STR("22 November 2026 at 09:15"),
	.link = STR("https://sim.example/case/K7QM-3XPA-9"), .next_by = STR("25 November 2026 at 18:00"),
	.end = STR("30 November 2026 at 24:00"), .off_by = STR("1 December 2026 at 00:10"),
	.withdraw_until = STR("30 November 2026 at 23:59"), .stop_by = STR("23 November 2026 at 17:15"),
	.stop_link = STR("https://sim.example/stop/K7QM-3XPA-9"), .asked = STR("A copy of the police report."),
	.amount_due = STR("€12.00"), .pay_to = STR("BE68 5390 0754 7034, Mobile Nord & Sud, +++010/8068/17183+++"),
	.pay_by = STR("6 December 2026"), .reason = STR("The line belongs to a firm."), .way_on = STR("Ask your firm's contact."),
	.restored = STR("The €12.00 that you had paid."), .fees = STR("€0.00"), .credit = STR("€12.00"), .credit_fee = STR("€5.00"),
	.refund = STR("€7.00"), .refund_to = STR("BE68 .... .... 7034"), .refund_by = STR("14 December 2026"),
	.number_port_until = STR("31 December 2026"), .number_until = STR("31 May 2027"),
	.complain = STR("Write to complaints@sim.example, then to the telecom ombudsman."), .help = STR("+32 2 123 45 67"),
	.browser = STR("Firefox 131 on Linux"), .wish_name = STR("Ana Peeters"), .wish_contact = STR("ana@example.org"), .wish_end = STR("30 November 2026"),
	.wish_refund = STR("account"), .wish_refund_to = STR("BE68 .... .... 7034"), .wish_reason = STR("Moving to Lisbon"),
};

static const struct str ENGLISH = STR("en"), LANGS[] = { STR("nl"), STR("fr"), STR("de"), STR("en"), STR("zh") };

struct sent { struct buf subject, text; };

static void
sent_done(struct sent *s)
{
	buf_done(&s->subject);
	buf_done(&s->text);
}

static struct sent
render_in(struct str lang, enum effect_kind kind, const struct message_facts *facts)
{
	struct sent s;

	buf_init(&s.subject, 1000);
	buf_init(&s.text, 10000);
	message_render(kind, catalog_of(lang), facts, &s.subject, &s.text);
	assert_false(s.subject.over || s.text.over);
	return s;
}

static struct sent
render(enum effect_kind kind, const struct message_facts *facts)
{
	return render_in(ENGLISH, kind, facts);
}

static bool
has(const struct buf *b, const char *what)
{
	return b->n && memmem(b->p, b->n, what, strlen(what)) != NULL;
}

#define IS_MESSAGE(family) (#family[0] == 's' || #family[0] == 'm')	/* sms, mail */
static const struct { const char *name; bool is_message, is_mail; } KINDS[EFFECT_KIND_COUNT] = {
#define X(n, f, c, t) [EFFECT_##n] = { #n, IS_MESSAGE(f), #f[0] == 'm' },
	EFFECT_KINDS(X)
#undef X
};

static void
check_message(struct str lang, enum effect_kind kind, const struct message_facts *facts)
{
	AUTO(sent_done) struct sent s = render_in(lang, kind, facts);

	if (getenv("MESSAGES_SHOW") && str_is(lang, getenv("MESSAGES_SHOW")))
		printf("---- %s\nSubject: %.*s\n\n%.*s\n", KINDS[kind].name, STR_ARG(buf_str(&s.subject)), STR_ARG(buf_str(&s.text)));
	assert_true(s.text.n > 40);
	assert_int_equal(s.subject.n > 10, KINDS[kind].is_mail);
	assert_false(has(&s.text, "{") || has(&s.subject, "{"));
	assert_false(has(&s.text, "\n\n\n") || has(&s.text, " .\n") || has(&s.text, ": \n"));
	assert_true(has(&s.text, "K7QM-3XPA-9") || has(&s.subject, "K7QM-3XPA-9") || kind == EFFECT_mail_code || kind == EFFECT_sms_code
	    || kind == EFFECT_mail_password);
	assert_false(str_has_control(buf_str(&s.subject)));
}

static void
every_message_has_a_text(void **unused)
{
	const struct message_facts bare = {	/* what message.h says is always needed */
		.operator_name = STR("N"), .reference = STR("K7QM-3XPA-9"), .line = STR("..3456"), .code = STR("40718265"),
		.minutes = 5, .received = SAMPLE.received, .wish_name = SAMPLE.wish_name, .wish_contact = SAMPLE.wish_contact,
		.asked = SAMPLE.asked, .amount_due = SAMPLE.amount_due,
	};

	(void)unused;
	for (size_t l = 0; l < COUNT(LANGS); l++)
		for (int kind = 0; kind < EFFECT_KIND_COUNT; kind++)
			if (KINDS[kind].is_message) {
				check_message(LANGS[l], (enum effect_kind)kind, &SAMPLE);
				check_message(LANGS[l], (enum effect_kind)kind, &bare);
			}
}

static void
each_message_says_what_it_must(void **unused)
{
	static const struct { enum effect_kind kind; const char *words[9]; } MUST[] = {
		{ EFFECT_mail_code, { "40718265", "to CANCEL ..3456", "5 minutes" } },
		{ EFFECT_mail_received, { "22 November 2026 at 09:15", "Ana Peeters", "ana@example.org", "30 November 2026, 24:00", "Moving to Lisbon",
		  "still on", "25 November 2026 at 18:00", "take the request back" } },
		{ EFFECT_mail_alert, { "23 November 2026 at 17:15", "/stop/K7QM-3XPA-9", "STOP", "no code and no password" } },
		{ EFFECT_mail_asked, { "police report", "25 November 2026 at 18:00" } },
		{ EFFECT_mail_owing, { "€12.00", "BE68 5390 0754 7034", "6 December 2026" } },
		{ EFFECT_mail_approved, { "NOT off yet", "30 November 2026 at 24:00", "1 December 2026 at 00:10", "30 November 2026 at 23:59" } },
		{ EFFECT_mail_rejected, { "belongs to a firm", "Ask your firm's contact", "ombudsman" } },
		{ EFFECT_mail_withdrawn, { "stays on", "The €12.00 that you had paid." } },
		{ EFFECT_mail_contested, { "still on", "25 November 2026 at 18:00" } },
		{ EFFECT_mail_confirmed, { "..3456", "30 November 2026 at 24:00", "€12.00", "€5.00", "€7.00", "31 May 2027", "31 December 2026", "ombudsman",
		  "https://sim.example/case/K7QM-3XPA-9" } },
		{ EFFECT_mail_password, { "..3456", "22 November 2026 at 09:15", "Firefox 131 on Linux", "https://sim.example/case/K7QM-3XPA-9", "signed out" } },
		{ EFFECT_sms_alert, { "CANCEL", "STOP", "23 November 2026 at 17:15" } },
		{ EFFECT_sms_last, { "about to go off", "by mail" } },
		{ EFFECT_sms_code, { "40718265", "to CANCEL ..3456" } },
		{ EFFECT_sms_stop_reply, { "stopped", "stays on", "K7QM-3XPA-9" } },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(MUST); i++) {
		AUTO(sent_done) struct sent s = render(MUST[i].kind, &SAMPLE);

		for (size_t w = 0; w < COUNT(MUST[i].words) && MUST[i].words[w]; w++)
			if (!has(&s.text, MUST[i].words[w]))
				fail_msg("%s does not say \"%s\"", KINDS[MUST[i].kind].name, MUST[i].words[w]);
	}
}

/* Whoever reads a code to somebody on the telephone is told what for (rule 11). */
static void
a_code_names_the_act(void **unused)
{
	static const struct { const char *purpose, *act; } ACTS[] = {
		{ "", "to CANCEL ..3456" }, { "sign_in", "to sign in for ..3456" }, { "password", "password for ..3456" }, { "block", "to BLOCK ..3456" },
	};
	static const enum effect_kind KIND[] = { EFFECT_mail_code, EFFECT_sms_code };
	struct message_facts facts = SAMPLE;

	(void)unused;
	for (size_t i = 0; i < COUNT(ACTS); i++)
		for (size_t k = 0; k < COUNT(KIND); k++) {
			facts.purpose = str_of(ACTS[i].purpose);
			AUTO(sent_done) struct sent s = render(KIND[k], &facts);

			assert_true(has(&s.text, ACTS[i].act) && has(&s.text, "Tell it to nobody"));
			assert_int_equal(has(&s.text, "CANCEL"), i == 0);
		}
}

/* A Latin one is one short message of the 7-bit alphabet, a Chinese one two of UCS-2 at the most. */
static void
check_short(struct str lang, enum effect_kind kind, const struct message_facts *facts)
{
	AUTO(sent_done) struct sent s = render_in(lang, kind, facts);
	struct gsm7_size size = gsm7_measure(str_trim(buf_str(&s.text)));
	bool is_latin = !str_is(lang, "zh");

	if (size.parts > (is_latin ? 1u : 2u) || size.is_ucs2 == is_latin)
		fail_msg("%.*s %s: %zu units%s in %zu parts: %.*s", STR_ARG(lang), KINDS[kind].name, size.units, size.is_ucs2 ? " of UCS-2" : "",
		    size.parts, STR_ARG(buf_str(&s.text)));
}

static void
short_messages_are_short(void **unused)
{
	static const enum effect_kind SMS[] = { EFFECT_sms_alert, EFFECT_sms_last, EFFECT_sms_code, EFFECT_sms_stop_reply };
	static const char *const PURPOSES[] = { "", "sign_in", "password", "block" };
	static const struct date DAYS[] = { { 20481 }, { 20512 }, { 20540 }, { 20571 }, { 20601 }, { 20632 }, { 20662 }, { 20693 }, { 20724 },
		{ 20754 }, { 20785 }, { 20815 } };	/* the 28th of each month of 2026: the alert names a day */
	AUTO(buf_done) struct buf when;

	(void)unused;
	buf_init(&when, 100);
	for (size_t l = 0; l < COUNT(LANGS); l++)
		for (size_t i = 0; i < COUNT(DAYS); i++) {
			struct message_facts facts = SAMPLE;

			buf_reset(&when);
			l10n_time(&when, LANGS[l], DAYS[i], 17 * 60 + 15);
			facts.stop_by = buf_str(&when);
			facts.too_late = i % 3 == 0;
			facts.purpose = str_of(PURPOSES[i % COUNT(PURPOSES)]);
			for (size_t k = 0; k < COUNT(SMS); k++)
				check_short(LANGS[l], SMS[k], &facts);
			facts.stop_by = STR("");
			check_short(LANGS[l], EFFECT_sms_alert, &facts);
		}
}

/* The holder's other phone cannot answer STOP for the line: it gets the link. */
static void
another_phone_is_told_of_which_line(void **unused)
{
	struct message_facts other = SAMPLE;

	(void)unused;
	other.to_other = true;
	AUTO(sent_done) struct sent alert = render(EFFECT_sms_alert, &other), last = render(EFFECT_sms_last, &other);
	assert_true(has(&alert.text, "..3456") && has(&alert.text, "/stop/") && !has(&alert.text, "Answer STOP"));
	assert_true(has(&last.text, "..3456"));
}

static void
a_subject_is_one_line_whatever_the_facts(void **unused)
{
	struct message_facts hostile = SAMPLE;

	(void)unused;
	hostile.line = STR("..34\r\nBcc: all@example.org");
	for (int kind = 0; kind < EFFECT_KIND_COUNT; kind++) {
		if (!KINDS[kind].is_mail)
			continue;
		AUTO(sent_done) struct sent s = render((enum effect_kind)kind, &hostile);
		assert_false(str_has_control(buf_str(&s.subject)));
	}
}

/* Only the code's own messages carry it, and only the alert the way to stop. */
static void
secrets_stay_in_their_own_message(void **unused)
{
	(void)unused;
	for (int kind = 0; kind < EFFECT_KIND_COUNT; kind++) {
		if (!KINDS[kind].is_message)
			continue;
		AUTO(sent_done) struct sent s = render((enum effect_kind)kind, &SAMPLE);
		assert_int_equal(has(&s.text, "40718265"), kind == EFFECT_mail_code || kind == EFFECT_sms_code);
		assert_int_equal(has(&s.text, "/stop/"), kind == EFFECT_mail_alert);
	}
}

/* PRODUCT rule 8: a withdrawal from the contract is called so, in the acknowledgement and in the confirmation; nothing else is. */
static void
a_withdrawal_is_called_so(void **state)
{
	static const enum effect_kind MAILS[] = { EFFECT_mail_received, EFFECT_mail_confirmed };
	struct message_facts f = SAMPLE;

	(void)state;
	for (size_t i = 0; i < COUNT(MAILS); i++)
		for (int how = 0; how < 3; how++) {
			f.withdrawal = how > 0;
			f.device_back = how > 1;
			struct sent s = render(MAILS[i], &f);

			assert_int_equal(has(&s.text, "from the contract within the first 14 days") || has(&s.text, "from the contract, within the first 14 days"), how > 0);
			assert_int_equal(has(&s.text, "The device that came with it goes back"), how > 1);
			sent_done(&s);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_has_a_text),
		cmocka_unit_test(each_message_says_what_it_must),
		cmocka_unit_test(a_code_names_the_act), cmocka_unit_test(short_messages_are_short),
		cmocka_unit_test(another_phone_is_told_of_which_line),
		cmocka_unit_test(a_subject_is_one_line_whatever_the_facts),
		cmocka_unit_test(secrets_stay_in_their_own_message), cmocka_unit_test(a_withdrawal_is_called_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
