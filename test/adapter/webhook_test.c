/* webhook_test.c - effects by POST: what is sent and how it is signed, and what every answer, or none, becomes. */
#include "../base/httppeer.h"
#include "adapter/adapter.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define KEY "K7QM-3XPA-9.net_off.1"
#define SECRET "0123456789abcdef0123456789abcdef"
#define STATUS(code) { "HTTP/1.1 " code " X\r\nContent-Length: 0\r\n\r\n", false, false }
#define BODY(text) { "HTTP/1.0 200 OK\r\n\r\n" text, true, false }

static const struct effect_task CUT = {
	.kind = EFFECT_net_off, .generation = 1, .attempts = 1, .reference = { "K7QM-3XPA-9", 11 },
	.imsi = { "206010000000001", 15 }, .msisdn = { "32470000001", 11 },
};

static void *
open_at(const struct adapter *a, const char *url, int64_t call_ms)
{
	static struct adapter_conf conf;

	conf.net = (struct adapter_net_conf){ .call_ms = call_ms, .webhook_url = str_of(url), .webhook_secret = STR(SECRET) };
	conf.billing = (struct adapter_billing_conf){ .call_ms = call_ms, .webhook_url = str_of(url), .webhook_secret = STR(SECRET) };
	conf.hook = (struct adapter_hook_conf){ .call_ms = call_ms, .webhook_url = str_of(url), .webhook_secret = STR(SECRET) };
	return a->open(&conf);
}

static void
assert_says(struct str detail, const char *part)
{
	if (!memmem(detail.p, detail.n, part, strlen(part)))
		fail_msg("\"%.*s\" does not say \"%s\"", STR_ARG(detail), part);
}

static const struct {
	struct httppeer_step step; enum effect_kind kind; bool asks; enum effect_result result; enum effect_finding finding;
	int64_t wait_ms; const char *detail;
} ANSWER[] = {
#define R(step, kind, asks, result, finding, wait, detail) \
{ step, EFFECT_##kind, asks, EFFECT_RESULT_##result, EFFECT_FINDING_##finding, wait, detail }
#define S(code) ((struct httppeer_step)STATUS(code))
#define B(text) ((struct httppeer_step)BODY(text))
	R(B("{\"key\":\"" KEY "\",\"result\":\"never\"}"), net_off, false, never, none, 0, ""),
	R(B("{\"key\":\"" KEY "\",\"result\":\"done\"}"), net_off, true, done, none, 0, ""),
	R(B("{\"key\":\"" KEY "\",\"result\":\"later\"}"), net_off, true, later, none, 0, ""),
	R(B("fine"), net_off, false, unknown, none, 0, "by the contract"),
	R(B("{\"key\":\"X\",\"result\":\"done\"}"), net_off, false, unknown, none, 0, "key of something else"),
	R(S("200"), net_off, false, done, none, 0, ""),
	R(S("204"), net_off, false, done, none, 0, ""),
	R(S("200"), net_read, false, unknown, none, 0, "match, differs or absent"),
	R(S("202"), net_off, false, accepted, none, 0, "202"),
	R(S("202"), net_off, true, accepted, none, 0, "202"),
	R(S("400"), net_off, false, never, none, 0, "400"),
	R(S("403"), net_off, false, never, none, 0, "403"),
	R(S("404"), net_off, true, unknown, none, 0, "404"),
	R(S("408"), net_off, false, later, none, 0, "408"),
	R(S("425"), net_off, false, later, none, 0, "425"),
	R(S("429"), net_off, false, later, none, 0, "429"),
	R(S("500"), net_off, false, later, none, 0, "500"),
	R(S("503"), net_off, true, unknown, none, 0, "503"),
	R(((struct httppeer_step){ "HTTP/1.1 503 X\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n", false, false }), net_off, false,
	    later, none, 120000, "503"),
	R(((struct httppeer_step){ "HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", false, false }),
	    net_off, false, later, none, 0, "not followed"),
	R(((struct httppeer_step){ "", true, false }), net_off, false, unknown, none, 0, "no answer"),
	R(((struct httppeer_step){ "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"key\":", true, false }), net_off, false, unknown, none, 0, "lost"),
	R(((struct httppeer_step){ "", false, true }), net_off, false, unknown, none, 0, "no answer"),
#undef R
#undef S
#undef B
};

static void
every_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ANSWER); i++) {
		struct effect_outcome out = { 0 };
		struct effect_task t = CUT;
		struct httppeer p;

		httppeer_start(&p, &ANSWER[i].step, 1);
		void *self = open_at(&webhook_net_adapter, p.url, ANSWER[i].step.hangs ? 300 : 10000);
		t.kind = ANSWER[i].kind;
		if (ANSWER[i].asks)
			webhook_net_adapter.ask(self, &t, &out);
		else
			webhook_net_adapter.run(self, &t, NULL, &out);
		if (out.result != ANSWER[i].result)
			fail_msg("row %zu: %s, %.*s", i, effect_result_names.name[out.result], STR_ARG(out.detail));
		assert_int_equal(out.finding, ANSWER[i].finding);
		assert_int_equal(out.wait_ms, ANSWER[i].wait_ms);
		assert_says(out.detail, ANSWER[i].detail);
		assert_int_equal(p.seen->requests, 1);		/* never sent twice by itself */
		webhook_net_adapter.close(self);
		httppeer_stop(&p);
	}
}

static void
nobody_there(void **state)
{
	void *self = open_at(&webhook_net_adapter, "http://127.33.1.1:1/", 5000);
	struct effect_outcome out = { 0 };
	char why[200];

	(void)state;
	webhook_net_adapter.run(self, &CUT, NULL, &out);
	assert_int_equal(out.result, EFFECT_RESULT_later);	/* nothing was sent */
	webhook_net_adapter.ask(self, &CUT, &out);
	assert_int_equal(out.result, EFFECT_RESULT_unknown);	/* and nothing was learnt */
	assert_int_equal(webhook_net_adapter.check(self, why), ERR_TEMP);
	webhook_net_adapter.close(self);
}

/* The value of header NAME in a request. */
static struct str
header_of(const char *request, const char *name)
{
	const char *at = strcasestr(request, name);

	assert_non_null(at);
	at += strlen(name);
	return (struct str){ at, strcspn(at, "\r") };
}

/* What the receiver of doc/integrate.md does, done here: time and body under the secret. */
static void
what_is_sent(void **state)
{
	static const struct httppeer_step OK = STATUS("200");
	struct effect_outcome out = { 0 };
	struct httppeer p;
	char copy[20000], sealed[4000], hex[65];
	struct str t, v1;
	int64_t unix_s;

	(void)state;
	httppeer_start(&p, &OK, 1);
	void *self = open_at(&webhook_net_adapter, p.url, 10000);
	webhook_net_adapter.run(self, &CUT, NULL, &out);
	for (size_t i = 0; i < sizeof copy; i++)
		copy[i] = p.seen->last[i];
	assert_true(str_starts(str_of(copy), "POST /"));
	assert_true(str_is(header_of(copy, "\r\nIdempotency-Key: "), KEY));
	assert_true(str_is(header_of(copy, "\r\nContent-Type: "), "application/json"));
	const char *body = strstr(copy, "\r\n\r\n") + 4;
	assert_true(str_starts(str_of(body), "{\"do\":\"run\",\"key\":\"" KEY "\",\"kind\":\"net_off\""));
	assert_true(str_split(header_of(copy, "\r\nSimoff-Signature: "), ',', &t, &v1));
	assert_true(str_starts(t, "t=") && str_starts(v1, "v1="));
	assert_true(str_to_i64((struct str){ t.p + 2, t.n - 2 }, &unix_s));
	assert_in_range(clock_now().ms / 1000 - unix_s, 0, 60);
	snprintf(sealed, sizeof sealed, "%.*s.%s", (int)t.n - 2, t.p + 2, body);
	struct hash h = hash_hmac(STR(SECRET), str_of(sealed));
	for (size_t i = 0; i < sizeof h.b; i++)
		snprintf(hex + 2 * i, 3, "%02x", h.b[i]);
	assert_true(str_is((struct str){ v1.p + 3, v1.n - 3 }, hex));
	webhook_net_adapter.close(self);
	httppeer_stop(&p);
}

/* RFC 4231, test case 2. */
static void
the_hmac_is_the_standard_one(void **state)
{
	static const uint8_t WANT[] = { 0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e };
	struct hash h = hash_hmac(STR("Jefe"), STR("what do ya want for nothing?"));

	(void)state;
	assert_memory_equal(h.b, WANT, sizeof WANT);
}

/* An event that was taken is done, with or without 202; it is never asked about. */
static void
events(void **state)
{
	static const struct httppeer_step TAKEN = STATUS("202");
	struct effect_task t = CUT;
	struct effect_outcome out = { 0 };
	struct httppeer p;

	(void)state;
	httppeer_start(&p, &TAKEN, 1);
	void *self = open_at(&webhook_hook_adapter, p.url, 10000);
	t.kind = EFFECT_hook_event;
	webhook_hook_adapter.run(self, &t, NULL, &out);
	assert_int_equal(out.result, EFFECT_RESULT_done);
	assert_null(webhook_hook_adapter.ask);
	webhook_hook_adapter.close(self);
	httppeer_stop(&p);
}

/* A status alone says nothing of a balance. */
static void
balances(void **state)
{
	static const struct { struct httppeer_step step; enum effect_result result; const char *detail; } ROW[] = {
		{ BODY("{\"key\":\"K7QM-3XPA-9.billing_balance.1\",\"result\":\"done\",\"balance\":"
		    "{\"creditCents\":850,\"debtCents\":300,\"asOf\":\"2026-11-22T21:00:00Z\"}}"), EFFECT_RESULT_done, "" },
		{ STATUS("200"), EFFECT_RESULT_unknown, "creditCents, debtCents and asOf" },
		{ STATUS("202"), EFFECT_RESULT_accepted, "202" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct effect_task t = CUT;
		struct effect_outcome out = { 0 };
		struct httppeer p;

		httppeer_start(&p, &ROW[i].step, 1);
		void *self = open_at(&webhook_billing_adapter, p.url, 10000);
		t.kind = EFFECT_billing_balance;
		webhook_billing_adapter.run(self, &t, NULL, &out);
		assert_int_equal(out.result, ROW[i].result);
		assert_says(out.detail, ROW[i].detail);
		assert_int_equal(out.balance.found, i == 0);
		assert_int_equal(out.balance.debt_cents, i == 0 ? 300 : 0);
		webhook_billing_adapter.close(self);
		httppeer_stop(&p);
	}
}

static void
checked_by_doctor(void **state)
{
	static const struct { struct httppeer_step step; enum err e; } ROW[] = {
		{ STATUS("200"), ERR_OK }, { STATUS("401"), ERR_PERM }, { STATUS("503"), ERR_TEMP }, { BODY("hi"), ERR_PERM },
		{ BODY("{\"key\":\"check\",\"result\":\"done\"}"), ERR_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct httppeer p;
		char why[200];

		httppeer_start(&p, &ROW[i].step, 1);
		void *self = open_at(&webhook_net_adapter, p.url, 10000);
		assert_int_equal(webhook_net_adapter.check(self, why), ROW[i].e);
		webhook_net_adapter.close(self);
		httppeer_stop(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer),
		cmocka_unit_test(nobody_there),
		cmocka_unit_test(what_is_sent),
		cmocka_unit_test(the_hmac_is_the_standard_one),
		cmocka_unit_test(events),
		cmocka_unit_test(balances),
		cmocka_unit_test(checked_by_doctor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
