/* sms_kannel_test.c - the Kannel adapter against an HTTP server that loses answers, hangs and talks nonsense: what is sent, and what
 * is said of it. The real Kannel is in test/e2e/sms_test.py. */
#include "../base/httppeer.h"
#include "adapter/adapter.h"
#include "domain/message.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CALL_MS 10000
#define SHORT_MS 500
#define PASSWORD "pass-W0rd"
#define ACCEPTED { "HTTP/1.1 202 Accepted\r\nContent-Length: 24\r\n\r\n0: Accepted for delivery", false, false }

static struct adapter_conf conf;

static void *
open_to(const struct httppeer *p, int64_t call_ms)
{
	static char url[100];

	snprintf(url, sizeof url, "%s/cgi-bin/sendsms", p->url);
	conf.sms = (struct adapter_sms_conf){ .url = str_of(url), .user = STR("simoff"), .password = STR(PASSWORD), .sender = STR("8850"),
		.parts_max = 2, .callback_url = STR("https://sim.example"), .call_ms = call_ms };
	return sms_kannel_adapter.open(&conf);
}

static struct effect_task
task(void)
{
	return (struct effect_task){ .kind = EFFECT_sms_alert, .generation = 1, .reference = STR("K7QM-3XPA-9"), .address = STR("32470123456"),
		.validity_ms = 150000, .report = STR("effect=a.b.sms_alert.1&token=t") };
}

/* One message to a server with this one step. OUT's detail is copied. */
static struct effect_outcome
send_to(struct httppeer_step step, const struct effect_task *t, const char *text, int64_t call_ms, int requests, char query[20000])
{
	static char detail[400];
	struct effect_outcome out = { 0 };
	struct httppeer p;

	httppeer_start(&p, &step, 1);
	void *self = open_to(&p, call_ms);
	sms_kannel_adapter.run(self, t, &(struct adapter_message){ .text = str_of(text) }, &out);
	assert_int_equal(p.seen->requests, requests);
	if (query)
		memcpy(query, (const void *)(uintptr_t)p.seen->last, 20000);
	assert_true(out.detail.n > 0 && out.detail.n < 200);
	snprintf(detail, sizeof detail, "%.*s", STR_ARG(out.detail));
	assert_null(strstr(detail, PASSWORD));
	assert_null(strstr(detail, "0123456"));
	assert_null(strstr(detail, "token"));
	out.detail = str_of(detail);
	sms_kannel_adapter.close(self);
	httppeer_stop(&p);
	return out;
}

static void
expect(struct effect_outcome out, enum effect_result result, const char *words)
{
	enum effect_finding finding = result == EFFECT_RESULT_done ? EFFECT_FINDING_accepted : EFFECT_FINDING_none;

	if (out.result != result || out.finding != finding || !strstr(out.detail.p, words))
		fail_msg("%s %s \"%s\" instead of %s \"%s\"", effect_result_names.name[out.result], effect_finding_names.name[out.finding],
		    out.detail.p, effect_result_names.name[result], words);
}

static void
what_is_asked_for(void **state)
{
	static char query[20000];
	struct effect_task t = task();
	struct str line, rest;

	(void)state;
	expect(send_to((struct httppeer_step)ACCEPTED, &t, "Answer STOP & 100% {now}\n", CALL_MS, 1, query), EFFECT_RESULT_done, "1 short message");
	str_split(str_of(query), '\r', &line, &rest);
	const char *want = "GET /cgi-bin/sendsms?username=simoff&password=" PASSWORD "&from=8850&to=%2B32470123456"
	    "&text=Answer%20STOP%20%26%20100%25%20%7Bnow%7D&charset=UTF-8&coding=0&validity=2&dlr-mask=31"
	    "&dlr-url=https%3A%2F%2Fsim.example%2Fsms%2Freport%3Feffect%3Da.b.sms_alert.1%26token%3Dt%26parts%3D1%26type%3D%25d%26part%3D%25F HTTP/1.1";
	if (!str_is(line, want))
		fail_msg("%.*s\n%s", STR_ARG(line), want);
	t.report = STR("");
	t.validity_ms = 1000;			/* Kannel's smallest */
	send_to((struct httppeer_step)ACCEPTED, &t, "a", CALL_MS, 1, query);
	assert_non_null(strstr(query, "&validity=1"));
	assert_null(strstr(query, "dlr"));
}

static void
the_coding_follows_from_the_text(void **state)
{
	static const struct { const char *text, *coding, *parts; } CASE[] = {
		{ "Déjà à l'été: £, ñ, €", "&coding=0&", "1 short message" },
		{ "Rezygnacja: łódź", "&coding=2&", "1 short message" },
		{ "您的号码", "&coding=2&", "1 short message" },
		{ "ő", "&coding=2&", "1 short message" },
		{ "您的号码终止申请已收到接下来会发生什么以及何时发生我们会在这里告诉您您的号码终止申请已收到接下来会发生什么以及何时发生我们会在这里告诉您",
		  "&coding=2&", "1 short message" },
		{ "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		  "0123456789012345678901234567890123456789012345678901234567890", "&coding=0&", "2 short messages" },
	};
	static char query[20000];
	struct effect_task t = task();

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		expect(send_to((struct httppeer_step)ACCEPTED, &t, CASE[i].text, CALL_MS, 1, query), EFFECT_RESULT_done, CASE[i].parts);
		assert_non_null(strstr(query, CASE[i].coding));
	}
}

/* A code as customers get it: one short message, and only Chinese needs UCS-2. */
static void
check_code(struct str lang, struct str purpose)
{
	const struct message_facts facts = {
		.operator_name = STR("Mobile Nord & Sud"), .reference = STR("K7QM-3XPA-9"), .line = STR("..3456"), .code = STR("40718265"), .minutes = 5,
		.purpose = purpose,
	};
	static char query[20000];
	struct effect_task t = task();
	AUTO(buf_done) struct buf text, none;

	buf_init(&text, 1000);
	buf_init(&none, 1);
	t.kind = EFFECT_sms_code;
	message_render(EFFECT_sms_code, catalog_of(lang), &facts, &none, &text);
	buf_addc(&text, '\0');
	expect(send_to((struct httppeer_step)ACCEPTED, &t, text.p, CALL_MS, 1, query), EFFECT_RESULT_done, "1 short message");
	assert_non_null(strstr(query, str_is(lang, "zh") ? "&coding=2&" : "&coding=0&"));
	assert_non_null(strstr(query, "40718265"));
}

static void
our_own_texts_have_their_coding(void **state)
{
	static const struct str PURPOSES[] = { STR(""), STR("sign_in"), STR("password"), STR("block") };

	(void)state;
	for (size_t i = 0; i < catalog_source_count; i++)
		for (size_t p = 0; p < COUNT(PURPOSES); p++)
			check_code(str_of(catalog_sources[i].lang), PURPOSES[p]);
}

static void
answers_and_their_meaning(void **state)
{
	static const struct { struct httppeer_step step; enum effect_result result; const char *words; } CASE[] = {
		{ { "HTTP/1.1 202 Accepted\r\nContent-Length: 29\r\n\r\n3: Queued for later delivery.", false, false }, EFFECT_RESULT_done, "waits for the SMS centre" },
		{ { "HTTP/1.1 202 Accepted\r\nContent-Length: 25\r\n\r\n", true, false }, EFFECT_RESULT_done, "took it" },
		{ { "HTTP/1.1 202 Accepted\r\nContent-Length: 6\r\n\r\n<html>", false, false }, EFFECT_RESULT_later, "[sms] url" },
		{ { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, false }, EFFECT_RESULT_later, "not how Kannel answers" },
		{ { "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", false, false }, EFFECT_RESULT_later, "not how Kannel answers" },
		{ { "HTTP/1.1 400 Bad\r\nContent-Length: 27\r\n\r\nMissing receiver number, re", false, false }, EFFECT_RESULT_never, "smsbox log" },
		{ { "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false, false }, EFFECT_RESULT_later, "user, password" },
		{ { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", false, false }, EFFECT_RESULT_later, "[sms] url" },
		{ { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", false, false }, EFFECT_RESULT_later, "no way to the network" },
		{ { "", true, false }, EFFECT_RESULT_unknown, "no answer" },
		{ { "HTTP/1.1 202 Acc", true, false }, EFFECT_RESULT_unknown, "no answer" },
		{ { "\x02garbage\r\n\r\n", true, false }, EFFECT_RESULT_unknown, "no answer" },
		{ { "", false, true }, EFFECT_RESULT_unknown, "no answer" },
	};
	struct effect_task t = task();

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++)
		expect(send_to(CASE[i].step, &t, "hello", CASE[i].step.hangs ? SHORT_MS : CALL_MS, 1, NULL), CASE[i].result, CASE[i].words);
}

/* Nothing is sent that is not as it must be. */
static void
what_is_not_sent(void **state)
{
	static const char *const NUMBER[] = { "", "123456", "+32470123456", "32470123456&to=1", "3247012345a", "32470123456\r\nX: y", "3247012345678901" };
	static char text[400];
	struct effect_task t = task();

	(void)state;
	for (size_t i = 0; i < COUNT(NUMBER); i++) {
		t.address = str_of(NUMBER[i]);
		expect(send_to((struct httppeer_step)ACCEPTED, &t, "hello", CALL_MS, 0, NULL), EFFECT_RESULT_never, "7 to 15 digits");
	}
	t = task();
	expect(send_to((struct httppeer_step)ACCEPTED, &t, " \n", CALL_MS, 0, NULL), EFFECT_RESULT_never, "empty");
	expect(send_to((struct httppeer_step)ACCEPTED, &t, "\xff", CALL_MS, 0, NULL), EFFECT_RESULT_never, "UTF-8");
	memset(text, 'a', 307);
	expect(send_to((struct httppeer_step)ACCEPTED, &t, text, CALL_MS, 0, NULL), EFFECT_RESULT_never, "takes 3 short messages");
}

static void
the_doctor_looks(void **state)
{
	static const struct { struct httppeer_step step; enum err e; const char *words; } CASE[] = {
		{ { "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", false, false }, ERR_OK, "" },
		{ { "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false, false }, ERR_PERM, "user, password" },
		{ { "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", false, false }, ERR_PERM, "[sms] url" },
		{ { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, false }, ERR_PERM, "not how Kannel answers" },
		{ { "", true, false }, ERR_TEMP, "no answer" },
	};
	char why[200];

	(void)state;
	for (size_t i = 0; i < COUNT(CASE); i++) {
		struct httppeer p;

		httppeer_start(&p, &CASE[i].step, 1);
		void *self = open_to(&p, CALL_MS);
		memset(why, 0, sizeof why);
		assert_int_equal(sms_kannel_adapter.check(self, why), CASE[i].e);
		assert_non_null(strstr(why, CASE[i].words));
		assert_null(strstr((const char *)(uintptr_t)p.seen->last, "&to="));
		kill(p.pid, SIGKILL);
		waitpid(p.pid, NULL, 0);
		assert_int_equal(sms_kannel_adapter.check(self, why) == ERR_OK, false);
		sms_kannel_adapter.close(self);
		httppeer_stop(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_asked_for),
		cmocka_unit_test(the_coding_follows_from_the_text),
		cmocka_unit_test(our_own_texts_have_their_coding),
		cmocka_unit_test(answers_and_their_meaning),
		cmocka_unit_test(what_is_not_sent),
		cmocka_unit_test(the_doctor_looks),
	};

	return cmocka_run_group_tests_name("sms_kannel", tests, NULL, NULL);
}
