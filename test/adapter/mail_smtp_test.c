/* mail_smtp_test.c - the mail adapter against tools/mailsink.py: what arrives, and what is said when it does not.
 * What arrived is read back with Python's e-mail package. */
#include "adapter/adapter.h"
#include "domain/message.h"
#include "mailsink.h"

#include <time.h>

#define CALL_MS 10000		/* more than any answer takes here */
#define SHORT_MS 700		/* for an answer that never comes */

static struct sink plain, secure;

/* -- sending -- */

struct user { struct adapter_conf conf; void *self; char url[64], ca[80]; };

static void
open_user(struct user *u, const struct sink *s, int64_t call_ms)
{
	snprintf(u->url, sizeof u->url, "smtp://" HOST ":%d", s->port);
	snprintf(u->ca, sizeof u->ca, "%s/cert.pem", folder);
	u->conf.mail = (struct adapter_mail_conf){
		.url = str_of(u->url), .tls = str_of(s->secure ? "required" : "off"), .from = STR("desk@simoff.example"),
		.from_name = STR("simoff Télécom"), .hello = STR("desk.simoff.example"), .call_ms = call_ms,
	};
	if (s->secure) {
		u->conf.mail.ca_file = str_of(u->ca);
		u->conf.mail.user = STR("simoff");
		u->conf.mail.password = STR(PASSWORD);
	}
	u->self = mail_smtp_adapter.open(&u->conf);
}

static void
close_user(struct user *u)
{
	mail_smtp_adapter.close(u->self);
}

static struct effect_task
task_to(const char *to)
{
	return (struct effect_task){ .kind = EFFECT_mail_approved, .generation = 1, .reference = STR("K7QM-3XPA-9"), .language = STR("fr"),
		.address = str_of(to), .case_id = { { 0xab, 1 } } };
}

static struct effect_outcome
send_task(struct user *u, const struct effect_task *t, const struct adapter_message *m)
{
	static char detail[400];
	struct effect_outcome out = { 0 };
	struct str local, domain;

	mail_smtp_adapter.run(u->self, t, m, &out);
	assert_true(out.detail.n > 0 && out.detail.n < 200);
	snprintf(detail, sizeof detail, "%.*s", STR_ARG(out.detail));
	str_split(t->address, '@', &local, &domain);
	assert_null(strstr(detail, PASSWORD));
	assert_null(local.n > 3 ? memmem(detail, strlen(detail), local.p, local.n) : NULL);
	assert_null(strstr(detail, "shop.example"));
	out.detail = str_of(detail);
	return out;
}

static struct effect_outcome
send_to(struct user *u, const char *to)
{
	struct effect_task t = task_to(to);

	return send_task(u, &t, &(struct adapter_message){ .subject = STR("Votre demande"), .text = STR("Bonjour,\nà bientôt\n") });
}

static void
expect(struct effect_outcome out, enum effect_result result, enum effect_finding finding, const char *words)
{
	if (out.result != result || out.finding != finding || !strstr(out.detail.p, words))
		fail_msg("%s %s \"%s\" instead of %s %s \"%s\"", effect_result_names.name[out.result], effect_finding_names.name[out.finding],
		    out.detail.p, effect_result_names.name[result], effect_finding_names.name[finding], words);
}

#define expect_done(out) expect(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "250")

/* -- what arrives -- */

static const char FR[] = "Résiliation de votre ligne : nous avons bien reçu votre demande, et voici ce qui se passe ensuite (été, naïve, œuvre, €)";
static const char ZH[] = "您的号码终止申请已收到，接下来会发生什么以及何时发生，我们会在这里告诉您。𠀀😀您随时可以撤回申请。";

static void
arrives_as(struct user *u, const struct sink *s, struct str language, struct adapter_message m)
{
	static char got[200000], want[200000];
	struct effect_task t = task_to("customer@shop.example");
	int64_t before = time(NULL), date = 0;

	t.language = language;
	expect_done(send_task(u, &t, &m));
	read_back(s, last(s).number, got, sizeof got);
	char *at = strstr(got, "[date ");
	assert_non_null(at);
	assert_true(str_to_i64((struct str){ at + 6, strlen(at) - 7 }, &date));
	assert_in_range(date, before, time(NULL));
	*at = '\0';
	int n = snprintf(want, sizeof want, "From: simoff Télécom <desk@simoff.example>\nTo: customer@shop.example\nSubject: %.*s\n"
	    "Message-ID: <K7QM-3XPA-9.mail_approved.1@desk.simoff.example>\nAuto-Submitted: auto-generated\nContent-Language: %.*s\n"
	    "MIME-Version: 1.0\n[text/plain utf-8]\n%.*s", STR_ARG(m.subject), STR_ARG(language), STR_ARG(m.text));
	if (m.html.n)
		snprintf(want + n, sizeof want - (size_t)n, "[text/html utf-8]\n%.*s", STR_ARG(m.html));
	assert_string_equal(got, want);
}

static void
test_texts_arrive_unchanged(void **state)
{
	static const char HARD[] = ".\n..\n.dot\n. \n\n trailing space \ntab\t\n=3D = == =\nFrom here\n\x01\x7f\n.\n";
	static char line[6001];
	struct user u;

	(void)state;
	memset(line, 'x', sizeof line - 1);
	for (size_t i = 70; i < sizeof line - 1; i += 71)
		line[i] = i % 2 ? '.' : ' ';
	line[sizeof line - 2] = '\n';
	open_user(&u, &plain, CALL_MS);
	arrives_as(&u, &plain, STR("en"), (struct adapter_message){ .subject = STR("Plain"), .text = STR("Hello\n") });
	arrives_as(&u, &plain, STR("fr"), (struct adapter_message){ .subject = str_of(FR), .text = STR("Été\n"), .html = STR("<p>Été</p>\n") });
	arrives_as(&u, &plain, STR("zh"), (struct adapter_message){ .subject = str_of(ZH), .text = STR("您好\n再见\n"), .html = STR("<p>您好</p>\n") });
	arrives_as(&u, &plain, STR("nl"), (struct adapter_message){ .subject = STR("=?UTF-8?B?eA==?= is geen code"), .text = str_of(HARD), .html = str_of(HARD) });
	arrives_as(&u, &plain, STR("de"), (struct adapter_message){ .subject = STR("  two  spaces at each end  "), .text = str_of(line) });
	close_user(&u);
}

/* What customers get, in every language: subjects and texts from the catalogues, with values that need more than ASCII too. */
static void
test_our_own_mails_arrive_in_every_language(void **state)
{
	static const struct message_facts facts = {
		.operator_name = STR("Télécom Nord 北"), .reference = STR("K7QM-3XPA-9"), .line = STR("..3456"), .end = STR("2026年11月30日 24:00"),
		.fees = STR("€0,00"), .refund = STR("7,00\u00a0€"), .refund_to = STR("BE68 ... 7034"), .number_until = STR("31. März 2027"),
		.link = STR("https://sim.example/case/K7QM-3XPA-9"), .complain = STR("Schreiben Sie an beschwerde@sim.example."),
	};
	AUTO(buf_done) struct buf subject, text;
	struct user u;

	(void)state;
	buf_init(&subject, 1000);
	buf_init(&text, 10000);
	open_user(&u, &plain, CALL_MS);
	for (size_t i = 0; i < catalog_source_count; i++) {
		struct str lang = str_of(catalog_sources[i].lang);

		buf_reset(&subject);
		buf_reset(&text);
		message_render(EFFECT_mail_confirmed, catalog_of(lang), &facts, &subject, &text);
		arrives_as(&u, &plain, lang, (struct adapter_message){ .subject = buf_str(&subject), .text = buf_str(&text) });
	}
	close_user(&u);
}

static void
test_message_id_is_that_of_the_intent(void **state)
{
	struct adapter_message m = { .subject = STR("Code"), .text = STR("1\n") };
	struct effect_task t = task_to("lost@shop.example");
	struct user u;

	(void)state;
	open_user(&u, &plain, CALL_MS);
	t.generation = 7;
	expect(send_task(&u, &t, &m), EFFECT_RESULT_unknown, EFFECT_FINDING_none, "may be delivered");
	struct row first = last(&plain);
	assert_string_equal(first.id, "<K7QM-3XPA-9.mail_approved.7@desk.simoff.example>");
	t.attempts++, t.fence++, t.uncertain = true;
	expect(send_task(&u, &t, &m), EFFECT_RESULT_unknown, EFFECT_FINDING_none, "may be delivered");
	struct row again = last(&plain);
	assert_int_equal(again.number, first.number + 1);
	assert_int_equal(again.repeats, first.repeats + 1);
	t.address = STR("customer@shop.example");
	t.reference = STR("");
	expect_done(send_task(&u, &t, &m));
	assert_string_equal(last(&plain).id, "<ab010000-0000-0000-0000-000000000000.mail_approved.7@desk.simoff.example>");
	close_user(&u);
}

/* -- what is said when it does not -- */

static void
test_refusals(void **state)
{
	static const struct { const char *to; enum effect_result result; enum effect_finding finding; const char *words; bool kept; } ROW[] = {
		{ "nobody@shop.example",   EFFECT_RESULT_never,   EFFECT_FINDING_bounced,  "refuses the address (550 5.1.1)", false },
		{ "moved@shop.example",    EFFECT_RESULT_never,   EFFECT_FINDING_bounced,  "(551 5.1.6)", false },
		{ "relay@shop.example",    EFFECT_RESULT_later,   EFFECT_FINDING_none,     "does not let us send (554 5.7.1)", false },
		{ "later@shop.example",    EFFECT_RESULT_later,   EFFECT_FINDING_none,     "(451 4.2.0)", false },
		{ "nodata@shop.example",   EFFECT_RESULT_later,   EFFECT_FINDING_none,     "refuses to take the mail (451 4.3.0)", false },
		{ "full@shop.example",     EFFECT_RESULT_later,   EFFECT_FINDING_none,     "refuses the complete mail (452 4.3.1)", false },
		{ "spam@shop.example",     EFFECT_RESULT_never,   EFFECT_FINDING_none,     "refuses the complete mail (554 5.6.0)", false },
		{ "lost@shop.example",     EFFECT_RESULT_unknown, EFFECT_FINDING_none,     "may be delivered", true },
		{ "customer@shop.example", EFFECT_RESULT_done,    EFFECT_FINDING_accepted, "250", true },
	};
	struct user u;

	for (size_t i = 0; i < COUNT(ROW); i++) {
		const struct sink *s = *state;
		struct row before = last(s);

		open_user(&u, s, CALL_MS);
		expect(send_to(&u, ROW[i].to), ROW[i].result, ROW[i].finding, ROW[i].words);
		assert_int_equal(last(s).number, before.number + ROW[i].kept);
		expect_done(send_to(&u, "customer@shop.example"));	/* the same handle goes on */
		close_user(&u);
	}
}

static void
test_answers_that_never_come(void **state)
{
	struct timespec from, to;
	struct user u;

	(void)state;
	open_user(&u, &plain, SHORT_MS);
	int kept = last(&plain).number;
	expect(send_to(&u, "stall@shop.example"), EFFECT_RESULT_later, EFFECT_FINDING_none, "nothing was sent");
	assert_int_equal(last(&plain).number, kept);
	clock_gettime(CLOCK_MONOTONIC, &from);
	expect(send_to(&u, "hang@shop.example"), EFFECT_RESULT_unknown, EFFECT_FINDING_none, "may be delivered");
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_int_equal(last(&plain).number, kept + 1);
	assert_in_range((to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000, SHORT_MS - 50, SHORT_MS + 2000);
	close_user(&u);
}

static void
test_break_before_the_end_is_later(void **state)
{
	static char html[400000];
	struct effect_task t = task_to("cut@shop.example");
	struct user u;

	(void)state;
	memset(html, 'x', sizeof html - 1);
	open_user(&u, &plain, CALL_MS);
	expect(send_task(&u, &t, &(struct adapter_message){ .subject = STR("Long"), .text = STR("x\n"), .html = str_of(html) }),
	    EFFECT_RESULT_later, EFFECT_FINDING_none, "is not delivered");
	close_user(&u);
}

static void
test_our_own_address_refused_is_later(void **state)
{
	struct user u;

	(void)state;
	open_user(&u, &plain, CALL_MS);
	close_user(&u);
	u.conf.mail.from = STR("denied@simoff.example");
	u.self = mail_smtp_adapter.open(&u.conf);
	expect(send_to(&u, "customer@shop.example"), EFFECT_RESULT_later, EFFECT_FINDING_none, "see [mail] from");
	close_user(&u);
}

/* -- settings -- */

static void
run_and_check(struct user *u, enum err check, const char *words)
{
	char why[200];

	mail_smtp_adapter.close(u->self);
	u->self = mail_smtp_adapter.open(&u->conf);
	expect(send_to(u, "customer@shop.example"), EFFECT_RESULT_later, EFFECT_FINDING_none, words);
	assert_int_equal(mail_smtp_adapter.check(u->self, why), check);
	assert_non_null(strstr(why, words));
	assert_null(strstr(why, PASSWORD));
}

static void
test_our_faults_wait_and_are_named(void **state)
{
	struct user u;
	struct adapter_mail_conf good;
	char other[80];

	(void)state;
	int kept = last(&secure).number;
	open_user(&u, &secure, CALL_MS);
	good = u.conf.mail;
	u.conf.mail.password = STR(PASSWORD "x");
	run_and_check(&u, ERR_PERM, "see [mail] user, password");
	u.conf.mail = good;
	snprintf(other, sizeof other, "%s/other.pem", folder);
	u.conf.mail.ca_file = str_of(other);
	run_and_check(&u, ERR_PERM, "certificate is not trusted");
	u.conf.mail.ca_file = STR("/nowhere/ca.pem");
	run_and_check(&u, ERR_PERM, "see [mail] ca_file");
	u.conf.mail.ca_file = STR("");
	run_and_check(&u, ERR_PERM, "certificate is not trusted");
	assert_int_equal(last(&secure).number, kept);
	close_user(&u);

	kept = last(&plain).number;
	open_user(&u, &plain, CALL_MS);
	u.conf.mail.tls = STR("required");
	run_and_check(&u, ERR_PERM, "offers no STARTTLS");
	assert_int_equal(last(&plain).number, kept);
	close_user(&u);
}

static void
test_nobody_there(void **state)
{
	struct sink gone = new_sink("gone", false);
	struct user u;

	(void)state;
	stop_sink(&gone);
	open_user(&u, &gone, CALL_MS);
	run_and_check(&u, ERR_TEMP, "cannot be reached");
	close_user(&u);
}

static void
test_wrong_settings(void **state)
{
	static const struct { struct adapter_mail_conf conf; const char *words; } ROW[] = {
		{ { .url = STR("http://" HOST ":25") },                      "[mail] url" },
		{ { .url = STR("smtp://simoff:secret@" HOST ":25") },        "[mail] url" },
		{ { .url = STR("smtp://" HOST ":25/other") },                "[mail] url" },
		{ { .tls = STR("of") },                                      "[mail] tls" },
		{ { .user = STR("simoff") },                                 "[mail] tls is off" },
		{ { .ca_file = STR("a\nb") },                                "[mail] ca_file, user" },
		{ { .hello = STR("desk.simoff.example/x") },                 "[mail] hello" },
		{ { .from = STR("desk") },                                   "[mail] from" },
		{ { .call_ms = 600001 },                                     "[mail] call_ms" },
	};
	struct user u;

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		const struct adapter_mail_conf *c = &ROW[i].conf;

		open_user(&u, &plain, CALL_MS);
		if (c->url.n)
			u.conf.mail.url = c->url;
		if (c->tls.n)
			u.conf.mail.tls = c->tls;
		if (c->hello.n)
			u.conf.mail.hello = c->hello;
		if (c->from.n)
			u.conf.mail.from = c->from;
		if (c->call_ms)
			u.conf.mail.call_ms = c->call_ms;
		u.conf.mail.user = c->user;
		u.conf.mail.ca_file = c->ca_file;
		run_and_check(&u, ERR_PERM, ROW[i].words);
		close_user(&u);
	}
}

static void
test_check_sends_no_mail(void **state)
{
	struct user u;
	char why[200];

	const struct sink *s = *state;
	int kept = last(s).number;
	open_user(&u, s, CALL_MS);
	assert_int_equal(mail_smtp_adapter.check(u.self, why), ERR_OK);
	assert_string_equal(why, "");
	assert_int_equal(last(s).number, kept);
	expect_done(send_to(&u, "customer@shop.example"));
	assert_int_equal(mail_smtp_adapter.check(u.self, why), ERR_OK);
	expect_done(send_to(&u, "customer@shop.example"));
	assert_int_equal(last(s).number, kept + 2);
	close_user(&u);
}

/* -- the connection -- */

static void
test_connection_is_kept(void **state)
{
	const struct sink *s = *state;
	struct user u;

	open_user(&u, s, CALL_MS);
	expect_done(send_to(&u, "customer@shop.example"));
	int connection = last(s).connection;
	for (int i = 0; i < 3; i++) {
		expect_done(send_to(&u, "customer@shop.example"));
		assert_int_equal(last(s).connection, connection);
	}
	close_user(&u);
}

static void
test_connection_is_made_again(void **state)
{
	struct sink s = new_sink("again", false);
	struct user u;

	(void)state;
	open_user(&u, &s, CALL_MS);
	expect_done(send_to(&u, "customer@shop.example"));
	stop_sink(&s);
	expect(send_to(&u, "customer@shop.example"), EFFECT_RESULT_later, EFFECT_FINDING_none, "cannot be reached");
	start_sink(&s);
	expect_done(send_to(&u, "customer@shop.example"));
	stop_sink(&s);
	start_sink(&s);
	expect_done(send_to(&u, "customer@shop.example"));	/* ended by the server while idle: nobody notices */
	assert_int_equal(last(&s).number, 3);
	assert_int_equal(last(&s).repeats, 3);
	stop_sink(&s);
	close_user(&u);
}

/* -- hostile input -- */

static void
test_nothing_is_injected(void **state)
{
	static const struct { const char *to, *subject, *language, *reference, *words; } ROW[] = {
		{ "a@shop.example\r\nBcc: b@shop.example", "x", "fr", "K7QM", "control character" },
		{ "a@shop.example> SIZE=1\r\nRCPT TO:<b@shop.example", "x", "fr", "K7QM", "control character" },
		{ "a@shop.example>", "x", "fr", "K7QM", "not of the form" },
		{ "a b@shop.example", "x", "fr", "K7QM", "not of the form" },
		{ "a@shop.example,b@shop.example", "x", "fr", "K7QM", "not of the form" },
		{ "josé@shop.example", "x", "fr", "K7QM", "before the @" },
		{ "jose@münchen.example", "x", "fr", "K7QM", "xn--" },
		{ "shop.example", "x", "fr", "K7QM", "no @" },
		{ "a@shop.example", "x\r\nBcc: b@shop.example", "fr", "K7QM", "the subject" },
		{ "a@shop.example", "x\nBcc: b@shop.example", "fr", "K7QM", "the subject" },
		{ "a@shop.example", "x\xc2\x85y", "fr", "K7QM", "the subject" },
		{ "a@shop.example", "x\xff", "fr", "K7QM", "the subject" },
		{ "a@shop.example", "x", "fr\r\nX: y", "K7QM", "the language" },
		{ "a@shop.example", "x", "fr", "K7>\r\n", "Message-ID" },
	};
	struct user u;

	(void)state;
	open_user(&u, &plain, CALL_MS);
	int kept = last(&plain).number;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct effect_task t = task_to(ROW[i].to);

		t.language = str_of(ROW[i].language);
		t.reference = str_of(ROW[i].reference);
		expect(send_task(&u, &t, &(struct adapter_message){ .subject = str_of(ROW[i].subject), .text = STR("x\n") }),
		    EFFECT_RESULT_never, EFFECT_FINDING_none, ROW[i].words);
	}
	u.conf.mail.from_name = STR("x\r\nBcc: b@shop.example");
	close_user(&u);
	u.self = mail_smtp_adapter.open(&u.conf);
	expect(send_to(&u, "a@shop.example"), EFFECT_RESULT_never, EFFECT_FINDING_none, "sender's name");
	assert_int_equal(last(&plain).number, kept);
	close_user(&u);
}

static void
test_too_large_a_mail(void **state)
{
	static char text[(1 << 20) + 1];
	struct effect_task t = task_to("customer@shop.example");
	struct user u;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	open_user(&u, &plain, CALL_MS);
	expect(send_task(&u, &t, &(struct adapter_message){ .subject = STR("x"), .text = str_of(text) }),
	    EFFECT_RESULT_never, EFFECT_FINDING_none, "larger than");
	close_user(&u);
}

/* -- */

static int
begin(void **state)
{
	(void)state;
	setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
	assert_non_null(mkdtemp(folder));
	for (const char *const *name = (const char *const[]){ "cert key", "other otherkey", NULL }; *name; name++)
		shell("set -- %s; cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $2.pem -out $1.pem -days 2"
		    " -subj /CN=sink -addext subjectAltName=IP:" HOST " 2>/dev/null", *name, folder);
	plain = new_sink("plain", false);
	secure = new_sink("secure", true);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	stop_sink(&plain);
	stop_sink(&secure);
	shell("rm -rf %s", folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts_arrive_unchanged),
		cmocka_unit_test(test_our_own_mails_arrive_in_every_language),
		cmocka_unit_test(test_message_id_is_that_of_the_intent),
		cmocka_unit_test_prestate(test_refusals, &plain),
		cmocka_unit_test_prestate(test_refusals, &secure),
		cmocka_unit_test(test_answers_that_never_come),
		cmocka_unit_test(test_break_before_the_end_is_later),
		cmocka_unit_test(test_our_own_address_refused_is_later),
		cmocka_unit_test(test_our_faults_wait_and_are_named),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_wrong_settings),
		cmocka_unit_test_prestate(test_check_sends_no_mail, &plain),
		cmocka_unit_test_prestate(test_check_sends_no_mail, &secure),
		cmocka_unit_test_prestate(test_connection_is_kept, &plain),
		cmocka_unit_test_prestate(test_connection_is_kept, &secure),
		cmocka_unit_test(test_connection_is_made_again),
		cmocka_unit_test(test_nothing_is_injected),
		cmocka_unit_test(test_too_large_a_mail),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
