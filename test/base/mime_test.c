/* mime_test.c - mails as bytes: one whole mail as it must be, every fault, and random texts in every script, which
 * Python's e-mail package must read back as they were. */
#include "base/mime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static const struct mime_from FROM = { STR("desk@simoff.example"), STR("simoff") };

static struct mime_mail
a_mail(void)
{
	return (struct mime_mail){ .to = STR("a@shop.example"), .subject = STR("Hello"), .text = STR("Hello\n"),
		.message_id = STR("<1.x@simoff.example>"), .language = STR("en"), .date = { 1795372205123 } };
}

static void
test_whole_mail(void **state)
{
	static const char WANT[] =
	    "From: \"say \\\"simoff\\\"\"\r\n <desk@simoff.example>\r\n"
	    "To: <a@shop.example>\r\n"
	    "Subject: =?UTF-8?B?4oKs?=\r\n"
	    "Date: Sun, 22 Nov 2026 18:30:05 +0000\r\n"
	    "Message-ID: <1.x@simoff.example>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Content-Language: en\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative; boundary=\"=_simoff\"\r\n\r\n"
	    "--=_simoff\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "=2E a=20\r\n5 =E2=82=AC =3D 5.00\r\n\r\n"
	    "--=_simoff\r\n"
	    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "<p>\r\n\r\n"
	    "--=_simoff--\r\n";
	struct mime_from from = { FROM.address, STR("say \"simoff\"") };
	struct mime_mail m = a_mail();
	AUTO(buf_done) struct buf b;

	(void)state;
	m.subject = STR("€");
	m.text = STR(". a \r\n5 € = 5.00\n");
	m.html = STR("<p>");
	buf_init(&b, 10000);
	mime_compose(&from, &m, &b);
	buf_addc(&b, '\0');
	assert_false(b.over);
	assert_string_equal(b.p, WANT);
}

static void
test_addresses(void **state)
{
	static const char *const GOOD[] = { "a@b", "first.last+tag@shop.example", "o'neil_x-y@a-b.example", "1@xn--mnchen-3ya.example" };
	static const char *const BAD[] = { "", "@", "a@", "@b", "a.example", "a@b@c", ".a@b", "a.@b", "a..b@c", "a@.b", "a@b.", "a@b..c", "a@-b",
		"a@b-", "a@b_c", "a@[127.0.0.1]", "\"a b\"@c", "a b@c", "a\t@b", "a@b\r\n", "a@b\x7f", "<a@b>", "a@b,c@d", "a@b c", "\xc3\xa9@b", "a@\xc3\xa9",
		"a(b)@c", "a@b(c)", "a:b@c", "a;b@c", "a\\b@c",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b",
		"a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" };

	(void)state;
	for (size_t i = 0; i < COUNT(GOOD); i++)
		if (mime_address_fault(str_of(GOOD[i])))
			fail_msg("%s: %s", GOOD[i], mime_address_fault(str_of(GOOD[i])));
	for (size_t i = 0; i < COUNT(BAD); i++)
		if (!mime_address_fault(str_of(BAD[i])))
			fail_msg("taken: %s", BAD[i]);
	assert_non_null(mime_address_fault((struct str){ "a\0@b", 4 }));
}

static void
test_faults(void **state)
{
	char long_subject[MIME_SUBJECT_MAX + 1];
	struct str subjects[] = { STR(""), STR("a\nb"), STR("a\rb"), STR("a\tb"), STR("\x7f"), STR("a\0b"), STR("\xc2\x85"), STR("\xff"), STR("\xed\xa0\x80"),
		{ long_subject, sizeof long_subject } };
	struct str ids[] = { STR(""), STR("<>"), STR("1@b"), STR("<1>"), STR("<1@b"), STR("<1@b>>"), STR("<1 2@b>"), STR("<1@b\r\n>"), STR("<1..2@b>") };
	struct str languages[] = { STR("fr\r\n"), STR("fr fr"), STR("fr,nl"), STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") };
	struct str texts[] = { STR(""), STR("\xff"), STR("a\0b") };
	struct mime_mail good = a_mail(), m;

	(void)state;
	memset(long_subject, 'x', sizeof long_subject);
	assert_null(mime_fault(&FROM, &good));
	for (size_t i = 0; i < COUNT(subjects); i++, assert_non_null(mime_fault(&FROM, &m)))
		m = good, m.subject = subjects[i];
	for (size_t i = 0; i < COUNT(ids); i++, assert_non_null(mime_fault(&FROM, &m)))
		m = good, m.message_id = ids[i];
	for (size_t i = 0; i < COUNT(languages); i++, assert_non_null(mime_fault(&FROM, &m)))
		m = good, m.language = languages[i];
	for (size_t i = 0; i < COUNT(texts); i++, assert_non_null(mime_fault(&FROM, &m)))
		m = good, m.text = texts[i];
	assert_non_null(mime_fault(&(struct mime_from){ FROM.address, STR("a\r\nb") }, &good));
	assert_non_null(mime_fault(&(struct mime_from){ STR("desk"), STR("") }, &good));
	m = good, m.html = STR("\xff");
	assert_non_null(mime_fault(&FROM, &m));
}

/* -- random texts -- */

static uint64_t seed = 20261122;

static uint32_t
below(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

static void
add_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_addc(b, (char)c);
	} else if (c < 0x800) {
		buf_addc(b, (char)(0xc0 | c >> 6));
		buf_addc(b, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buf_addc(b, (char)(0xe0 | c >> 12));
		buf_addc(b, (char)(0x80 | (c >> 6 & 63)));
		buf_addc(b, (char)(0x80 | (c & 63)));
	} else {
		buf_addc(b, (char)(0xf0 | c >> 18));
		buf_addc(b, (char)(0x80 | (c >> 12 & 63)));
		buf_addc(b, (char)(0x80 | (c >> 6 & 63)));
		buf_addc(b, (char)(0x80 | (c & 63)));
	}
}

/* N characters, half of them those that encodings trip over; ODD is how many of those may be used. */
static void
random_text(struct buf *b, uint32_t n, uint32_t odd)
{
	static const char ODD[] = " =.?_\"\\<>-\n\r\t\x01\x7f";
	static const struct { uint32_t from, count; } SCRIPT[] = {
		{ 'A', 58 }, { 0xa0, 0x160 }, { 0x370, 0x200 }, { 0x4e00, 0x5000 }, { 0xe000, 0x1fff }, { 0x10000, 0x100000 },
	};

	assert_true(odd <= sizeof ODD - 1);
	uint32_t script = below(COUNT(SCRIPT));
	for (uint32_t i = 0; i < n; i++)
		if (below(2))
			buf_addc(b, ODD[below(odd)]);
		else
			add_utf8(b, SCRIPT[script].from + below(SCRIPT[script].count));
}

static void
write_file(const char *folder, int number, const char *name, struct str s)
{
	char path[100];

	snprintf(path, sizeof path, "%s/%d.%s", folder, number, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(s.p, 1, s.n, f), s.n);
	assert_int_equal(fclose(f), 0);
}

static void
check_bytes(struct str mail)
{
	size_t column = 0;

	for (size_t i = 0; i < mail.n; i++) {
		assert_true(mail.p[i] > 0 && mail.p[i] < 0x7f);
		assert_false(mail.p[i] == '.' && column == 0);
		assert_true((mail.p[i] == '\n') == (i && mail.p[i - 1] == '\r'));
		column = mail.p[i] == '\n' ? 0 : column + 1;
		assert_true(column <= 78);
	}
	assert_int_equal(column, 0);
}

static void
test_random_texts_read_back(void **state)
{
	static const char READ[] =
	    "import base64,email,email.header,email.policy,email.utils,re,sys\n"
	    "def file(n, name): return open('%s/%d.%s' % (sys.argv[1], n, name), 'rb').read().decode()\n"
	    "def text(s): return s.replace('\\r\\n', '\\n')\n"
	    "def ended(s): s = text(s); return s if s.endswith('\\n') else s + '\\n'\n"
	    "for n in range(int(sys.argv[2])):\n"
	    "    raw = open('%s/%d.eml' % (sys.argv[1], n), 'rb').read()\n"
	    "    for word in re.findall(rb'=\\?UTF-8\\?B\\?([^?]*)\\?=', raw.split(b'\\r\\n\\r\\n')[0]):\n"
	    "        base64.b64decode(word, validate=True).decode()\n"		/* whole characters */
	    "    m = email.message_from_bytes(raw, policy=email.policy.default)\n"
	    "    assert str(m['Subject']) == file(n, 'subject'), ('subject', n, str(m['Subject']))\n"
	    "    name, address = email.utils.parseaddr(''.join(dict(m.raw_items())['From'].splitlines()))\n"
	    "    name = str(email.header.make_header(email.header.decode_header(name)))\n"
	    "    assert (name, address) == (file(n, 'name'), 'desk@simoff.example'), ('name', n, name)\n"
	    "    parts = list(m.iter_parts()) if m.is_multipart() else [m]\n"
	    "    for part, name in zip(parts, ('text', 'html')):\n"
	    "        assert text(part.get_content()) == ended(file(n, name)), (name, n)\n"
	    "    assert len(parts) == 2 - (n % 2), ('parts', n)\n";
	enum { MAILS = 300, HEADER_ODD = 10, TEXT_ODD = 15 };
	char folder[] = "/tmp/mime_test.XXXXXX", command[200];
	AUTO(buf_done) struct buf subject, name, text, html, mail;

	(void)state;
	assert_non_null(mkdtemp(folder));
	buf_init(&subject, 10000), buf_init(&name, 10000), buf_init(&text, 100000), buf_init(&html, 100000), buf_init(&mail, 1000000);
	for (int i = 0; i < MAILS; i++) {
		struct mime_mail m = a_mail();

		buf_reset(&subject), buf_reset(&name), buf_reset(&text), buf_reset(&html), buf_reset(&mail);
		random_text(&subject, 1 + below(240), HEADER_ODD);
		random_text(&name, 1 + below(30), HEADER_ODD);
		random_text(&text, 1 + below(1000), TEXT_ODD);
		if (i % 2 == 0)
			random_text(&html, 1 + below(1000), TEXT_ODD);
		m.subject = buf_str(&subject), m.text = buf_str(&text), m.html = buf_str(&html);
		mime_compose(&(struct mime_from){ FROM.address, buf_str(&name) }, &m, &mail);
		check_bytes(buf_str(&mail));
		write_file(folder, i, "subject", m.subject);
		write_file(folder, i, "name", buf_str(&name));
		write_file(folder, i, "text", m.text);
		write_file(folder, i, "html", m.html);
		write_file(folder, i, "eml", buf_str(&mail));
	}
	setenv("READ", READ, 1);
	snprintf(command, sizeof command, "/usr/bin/python3 -c \"$READ\" %s %d && rm -r %s", folder, MAILS, folder);
	assert_int_equal(system(command), 0);
}

static void
test_a_mail_over_the_limit_is_over(void **state)
{
	struct mime_mail m = a_mail();
	AUTO(buf_done) struct buf b;

	(void)state;
	buf_init(&b, 100);
	mime_compose(&FROM, &m, &b);
	assert_true(b.over);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_mail),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_random_texts_read_back),
		cmocka_unit_test(test_a_mail_over_the_limit_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
