/* config_test.c - simoff.conf: every setting's limits, wrong files with their lines, what must fit together, writing it back. */
#include "app/config.h"
#include "app/config_text.h"
#include "app/nearest.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char dir[64], why[CONFIG_WHY_SIZE];

static void
write_file(const char *name, struct str text, unsigned mode)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.p, text.n), (ssize_t)text.n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static struct config *
load(const char *text)
{
	write_file("simoff.conf", str_of(text), 0600);
	memset(why, 0, sizeof why);
	return config_load(dir, why);
}

static void
must_load(const char *text)
{
	struct config *c = load(text);

	if (!c)
		fail_msg("%s: %s", text, why);
	config_free(c);
}

static void
must_fail(const char *text, const char *expected)
{
	struct config *c = load(text);

	if (c || !strstr(why, expected))
		fail_msg("%s: expected \"%s\", got \"%s\"", text, expected, why);
	assert_non_null(strstr(why, "/simoff.conf"));
}

static bool
set(const struct config_section *s, const struct field *f, struct str value)
{
	struct config *c = config_new(dir, why);

	assert_non_null(c);
	bool ok = config_set(c, str_of(s->name), str_of(f->name), value, why);
	if (!ok)
		assert_non_null(strstr(why, f->name));
	config_free(c);
	return ok;
}

static void
limits_of(const struct config_section *s, const struct field *f)
{
	char text[400];

	memset(text, 'x', sizeof text);
	switch ((enum record_kind)f->kind) {
	case F_INT:
		assert_true(f->limit > 0);
		assert_true(set(s, f, STR("0")));
		assert_true(set(s, f, (struct str){ text, (size_t)snprintf(text, sizeof text, "%u", f->limit) }));
		assert_false(set(s, f, (struct str){ text, (size_t)snprintf(text, sizeof text, "%u", f->limit + 1) }));
		assert_false(set(s, f, STR("-1")));
		assert_false(set(s, f, STR("1.5")));
		assert_false(set(s, f, STR("")));
		return;
	case F_ENUM:
		for (int i = 0; i < f->names->n; i++)
			assert_true(set(s, f, str_of(f->names->name[i])));
		assert_false(set(s, f, STR("")));
		assert_false(set(s, f, STR("no-such-word")));
		return;
	case F_TEXT:
	case F_SECRET:
		assert_true(f->limit < sizeof text);
		assert_true(set(s, f, STR("")));
		assert_true(set(s, f, (struct str){ text, f->limit }));
		assert_false(set(s, f, (struct str){ text, f->limit + 1 }));
		assert_false(set(s, f, STR("a\x7f")));
		assert_false(set(s, f, STR("\xff")));
		assert_false(set(s, f, STR("a ;b")));	/* the file would have a comment there */
		assert_false(set(s, f, STR(";b")));
		return;
	case F_BOOL:
	case F_TIME:
	case F_DATE:
	case F_ID:
	case F_BYTES:
	case F_OBJECT:
	case F_LIST:
		fail_msg("%s: no test for this kind yet", f->name);
	}
}

static void
every_setting(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t s = 0; s < CONFIG_SECTIONS; s++)
		for (size_t i = 0; i < config_sections[s].record->n; i++, n++)
			limits_of(&config_sections[s], &config_sections[s].record->field[i]);
	assert_true(n > 40);
}

static void
wrong_files(void **state)
{
	char wide[CONFIG_LINE_MAX + 40];

	(void)state;
	must_fail("[operator]\nnam = x\n", "line 2: nam: there is no such setting in this section; did you mean name?");
	must_fail("[operator]\nname = x\n[polcy]\nreview = clean\n", "line 4: polcy: there is no such section; did you mean policy?");
	must_fail("[operator]\nqqqqqqqq = x\n", "simoff.conf(5)");
	must_fail("# a\n\n[policy]\nreview = perhaps\n", "line 4: review: must be one of manual, clean");
	must_fail("[policy]\ndrain_s = 99999\n", "line 2: drain_s: must be a whole number from 0 to 3600");
	must_fail("[policy]\nnotice_days = 3\n", "notice_days");
	must_fail("[policy]\nlanguage = xx\n", "language");
	must_fail("name = x\n", "line 1: a setting before the first [section]");
	must_fail("[operator\nname = x\n", "line 1: expected is [section] or name = value");
	must_fail("[operator]\nname\n", "line 2: expected");
	must_fail("[operator]\nname = x\nname = y\n", "line 3: name: is already set");
	must_fail("[operator]\nname = x\n   y\n", "line 3: expected");
	snprintf(wide, sizeof wide, "[operator]\nname = %0*d\n", (int)CONFIG_LINE_MAX, 1);
	must_fail(wide, "line 2: longer than");
	write_file("simoff.conf", STR("[operator]\nname = a\0b\n"), 0600);
	assert_null(config_load(dir, why));
	assert_non_null(strstr(why, "line 2: there is a NUL byte"));
}

static void
secrets_stay_out_of_errors(void **state)
{
	(void)state;
	must_fail("[mail]\npassword = hunter2\x7f\n", "line 2: password: must be text");
	assert_null(strstr(why, "hunter2"));
}

/* A file, and what its refusal names. */
static const char *const WRONG[][2] = {
	{ "[server]\nlisten = localhost:8443\n", "listen" },
	{ "[server]\nlisten = 127.0.0.1\n", "listen" },
	{ "[server]\nconnections = 63\n", "at least 64" }, { "[server]\nsandbox = on\n", "auto, required, off" },
	{ "[server]\nlisten = 127.0.0.1:65536\n", "listen" },
	{ "[server]\nlisten = 127.0.0.1:-1\n", "listen" },
	{ "[server]\nlisten = ::1:8443\n", "listen" },
	{ "[server]\nlisten =\n", "listen" },
	{ "[server]\nlisten = http://192.0.2.1:80\n", "only on a loopback address" },
	{ "[server]\nlisten = https://0.0.0.0:443\n", "public_url" },
	{ "[server]\ntrusted_proxy = nginx\n", "trusted_proxy" },
	{ "[server]\ntls_key =\n", "tls_key" },
	{ "[operator]\npublic_url = sim.example\n", "public_url" },
	{ "[operator]\ncolour = red\n", "colour: must be like #0f6b5f" },
	{ "[operator]\ncolour = #ffcc00\n", "colour: has a contrast of 1.3" },
	{ "[operator]\npublic_url = https://sim.example/\n", "public_url" },
	{ "[operator]\nname =\n", "name" },
	{ "[operator]\nname =;a\n", "begins a comment" },
	{ "[net]\nadapter = mail_smtp\n", "[net] adapter" },
	{ "[sms]\nadapter = pigeon\n", "[sms] adapter" },
#define KANNEL "[sms]\nadapter = sms_kannel\n"
	{ KANNEL "user = u\npassword = p\nsender = 8850\nurl = http://a/?b\n", "[sms] url" },
	{ KANNEL "user = u\npassword = p\nsender = 8850\nurl = http://u:p@a/\n", "[sms] url" },
	{ KANNEL "user = u\nsender = 8850\n", "[sms] user, password" },
	{ KANNEL "user = u\npassword = p\n", "[sms] sender" },
	{ KANNEL "user = u\npassword = p\nsender = Testel\n", "[sms] sender" },
	{ KANNEL "user = u\npassword = p\nsender = 8850\nparts_max = 0\n", "[sms] parts_max" },
	{ KANNEL "user = u\npassword = p\nsender = 8850\nparts_max = 17\n", "parts_max" },
	{ KANNEL "user = u\npassword = p\nsender = 8850\ncallback_url = https://a/\n", "[sms] callback_url" },
	{ KANNEL "user = u\npassword = p\nsender = 8850\ncallback_from = kannel\n", "[sms] callback_from" },
	{ KANNEL "user = u\npassword = p\nsender = 8850\n[policy]\ndrain_s = 59\n", "drain_s" },
	{ "[mail]\ncall_ms = 0\n", "[mail] call_ms" },
	{ "[mail]\nurl = http://x\n", "[mail] url" },
	{ "[mail]\ntls = perhaps\n", "[mail] tls" },
	{ "[mail]\ntls = off\nuser = u\n", "[mail] user" },
	{ "[mail]\nfrom = nobody\n", "[mail] from" },
	{ "[billing]\nadapter = mail_smtp\n", "[billing] adapter" },
	{ "[billing]\nadapter = billing_csv\n", "[billing] folder" },
	{ "[billing]\nadapter = billing_csv\nfolder = here\n", "begins with a slash" },
	{ "[billing]\nlate_s = 0\n", "[billing] late_s" },
	{ "[billing]\nlate_s = 604801\n", "late_s" },
	{ "[billing]\nadapter = none\n", "[billing] adapter" },
	{ "[net]\nadapter =\n", "[net] adapter" },
	{ "[hook]\nwindow = 8-21\n", "[hook] window" },
	{ "[billing]\nadapter = exec\ncommand = billing.py\n", "[billing] command" },
	{ "[net]\nadapter = exec\n", "[net] command" },
	{ "[net]\nadapter = exec\ncommand = mvne.sh\n", "[net] command" },
	{ "[net]\nadapter = exec\ncommand = /x 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", "[net] command" },
	{ "[mail]\nadapter = null\nwindow = 8-21\n", "[mail] window" },
	{ "[sms]\nadapter = webhook\n", "[sms] webhook_url" },
	{ "[sms]\nadapter = webhook\nwebhook_url = http://example.org/x\n", "[sms] webhook_url" },
	{ "[hook]\nadapter = webhook\nwebhook_url = http://127.0.0.1.example.org/x\n", "[hook] webhook_url" },
	{ "[hook]\nadapter = webhook\nwebhook_url = https://example.org/x\nwebhook_secret = short\n", "[hook] webhook_secret" },
	{ "[hook]\nadapter = hlr_osmo\n", "[hook] adapter" },
};

static void
what_must_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(WRONG); i++)
		must_fail(WRONG[i][0], WRONG[i][1]);
	must_load("");
	must_load("\xef\xbb\xbf; a comment\r\n[server]\r\nlisten = http://127.9.9.9:0\r\n");
	must_load("[server]\n  listen = http://[::1]:80\n\tuser = x\n");
	must_load("[server]\nlisten = http://192.0.2.1:80\ntrusted_proxy = 192.0.2.2\n");
	must_load("[server]\nlisten = 0.0.0.0:443\n[operator]\npublic_url = https://sim.example\n");
	must_load("[mail]\nadapter = null\nfrom =\n");
	must_load("[billing]\nadapter = billing_csv\nfolder = /srv/billing\n");
	must_load("[billing]\nadapter =\n");
	must_load("[billing]\nadapter = exec\ncommand = /etc/simoff/billing.py https://billing.example\npace = 60\n");
	must_load("[net]\nadapter = exec\ncommand = /etc/simoff/mvne.sh https://mvne.example\n");
	must_load("[hook]\nadapter = webhook\nwebhook_url = https://example.org/x\nwebhook_secret = 0123456789abcdef0123456789abcdef\n");
	must_load("[hook]\nadapter = webhook\nwebhook_url = http://127.0.0.1:8099/x\nwebhook_secret = 0123456789abcdef0123456789abcdef\n");
	must_load("[hook]\nadapter = webhook\nwebhook_url = http://[::1]:8099/x\nwebhook_secret = 0123456789abcdef0123456789abcdef\n");
}

static void
what_follows(void **state)
{
	struct config *c = load("[server]\nlisten = [::1]:8444\ndatabase = /srv/x.db\n[mail]\nadapter = null ; for now\n");
	char path[128];

	(void)state;
	assert_non_null(c);
	assert_true(c->listen.is_tls && c->listen.is_loopback);
	assert_int_equal(c->listen.port, 8444);
	assert_true(str_is(c->listen.address, "::1"));
	assert_true(str_is(c->operator.public_url, "https://[::1]:8444"));
	assert_string_equal(c->database, "/srv/x.db");
	snprintf(path, sizeof path, "%s/desk.key", dir);
	assert_string_equal(c->desk_key, path);
	snprintf(path, sizeof path, "%s/simoff.sock", dir);
	assert_string_equal(c->socket, path);
	assert_true(str_is(c->adapters.mail.adapter, "null"));
	config_free(c);
	assert_null(config_load("/nonexistent", why));
	assert_non_null(strstr(why, "simoff init /nonexistent"));
}

static void
desk_key(void **state)
{
	struct config *c = load("");
	struct desk_conf d;

	(void)state;
	assert_non_null(c);
	write_file("desk.key", STR("0123456789abcdef0123456789abcdef"), 0600);
	assert_true(config_desk(c, true, &d, why));
	assert_true(d.reader && d.key[0] == '0' && d.key[31] == 'f' && d.path == c->database);
	write_file("desk.key", STR("0123456789abcdef0123456789abcdef"), 0640);
	assert_false(config_desk(c, false, &d, why));
	assert_non_null(strstr(why, "chmod 600"));
	write_file("desk.key", STR("0123456789abcdef0123456789abcde"), 0600);
	assert_false(config_desk(c, false, &d, why));
	write_file("desk.key", STR("0123456789abcdef0123456789abcdef0"), 0600);
	assert_false(config_desk(c, false, &d, why));
	config_free(c);
}

static void
written_and_read_back(void **state)
{
	struct config *defaults = config_new(dir, why), *c = config_new(dir, why), *again;
	AUTO(buf_done) struct buf out, back, shown;

	(void)state;
	buf_init(&out, 1 << 20);
	buf_init(&back, 1 << 20);
	buf_init(&shown, 1 << 20);
	c->operator.name = STR("Réseau d'été");
	c->adapters.mail.password = STR("hunter2");
	c->policy.refund = POLICY_REFUND_always;
	config_text_file(c, defaults, &out);
	write_file("simoff.conf", buf_str(&out), 0600);
	again = config_load(dir, why);
	if (!again)
		fail_msg("%s", why);
	assert_true(str_eq(again->operator.name, c->operator.name));
	assert_true(str_is(again->adapters.mail.password, "hunter2"));
	again->operator.public_url = STR("");
	config_text_file(again, defaults, &back);
	assert_true(str_eq(buf_str(&out), buf_str(&back)));
	config_text_effective(c, &shown);
	config_text_json(c, &shown);
	buf_addc(&shown, '\0');
	assert_null(strstr(shown.p, "hunter2"));
	assert_non_null(strstr(shown.p, "password = ***"));
	config_free(defaults);
	config_free(c);
	config_free(again);
}

static const char *
word_of(const void *of, size_t i)
{
	return ((const char *const *)of)[i];
}

static void
nearest(void **state)
{
	static const char *const WORDS[] = { "case", "line", "card", "numbers", "import" };
	static const char *const ROWS[][2] = {
		{ "case", "case" }, { "csae", "case" }, { "cas", "case" }, { "lines", "line" }, { "nubmers", "numbers" }, { "imprt", "import" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++)
		assert_string_equal(nearest_of(str_of(ROWS[i][0]), word_of, WORDS, COUNT(WORDS)), ROWS[i][1]);
	assert_null(nearest_of(STR("zzzzzz"), word_of, WORDS, COUNT(WORDS)));
	assert_null(nearest_of(STR(""), word_of, WORDS, COUNT(WORDS)));
}

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/simoff-config-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int
teardown(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof path, "%s/simoff.conf", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/desk.key", dir);
	unlink(path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting),
		cmocka_unit_test(wrong_files),
		cmocka_unit_test(secrets_stay_out_of_errors),
		cmocka_unit_test(what_must_fit),
		cmocka_unit_test(what_follows),
		cmocka_unit_test(desk_key),
		cmocka_unit_test(written_and_read_back),
		cmocka_unit_test(nearest),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
