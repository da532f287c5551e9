/* export_test.c - what a person gets: each format by its rules, hostile texts harmless in all of them, whole folders, sealed ones,
 * differences. With EXPORT_OUT=DIR it leaves a large backup in every script there, for test/simcopy/oracle. */
#include "images.h"
#include "base/json.h"
#include "simcopy/alphabet.h"
#include "simcopy/bundle.h"
#include "simcopy/diff.h"
#include "simcopy/export.h"
#include "simcopy/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define HOSTILE "<script>\"'&))>,;=1+1"
static const struct export_options *
options(void)
{
	static struct export_options o;

	o.cat = catalog_of(STR("en"));
	return &o;
}

/* SUBMIT or DELIVER in UCS-2. */
static void
put_message(struct image *im, struct image_file *f, size_t number, uint8_t status, struct str units)
{
	static const char DELIVER[] = "\x00\x04\x04\x91\x23\x01\x00\x08\x62\x11\x22\x81\x02\x50\x40";
	static const char SUBMIT[] = "\x00\x01\x00\x04\x91\x23\x01\x00\x08";
	bool is_sent = status > 4;
	size_t n = is_sent ? sizeof SUBMIT - 1 : sizeof DELIVER - 1;
	char r[176] = { (char)status };

	memcpy(r + 1, is_sent ? SUBMIT : DELIVER, n);
	r[1 + n] = (char)units.n;
	memcpy(r + 2 + n, units.p, units.n);
	images_set(im, f, number, (struct str){ r, 2 + n + units.n });
}

static struct image *
hostile_image(void)
{
	struct image *im = image_new(IMAGE_GSM);
	struct image_file *adn = images_file(im, "3F007F106F3A", 60, 4), *sms = images_file(im, "3F007F106F3C", 176, 4);

	assert_int_equal(image_name(im, STR("89320000000000000017"), STR("\x3b"), STR("Reader <1>")), ERR_OK);
	images_adn(im, adn, 1, STR(HOSTILE), "+3210", 0xff);
	images_adn(im, adn, 2, STR("\x80\x00\x01\x00\x1f\xff\xfe\x00" "a\xd8\x00\x00" "b"), "5", 0xff);	/* controls, a noncharacter, half a pair */
	put_message(im, sms, 1, 3, STR("\x00<\x00/\x00s\x00m\x00s\x00>\x00&\x00\n\x00\"\x00\x0c\x00\x0b"));
	put_message(im, sms, 2, 5, STR("\x26\x3a"));
	images_set(im, sms, 3, STR("\x01\x00\x04\x04\x91\x23\x01\x00\x04\x62\x11\x22\x81\x02\x50\x40\x02\x00\xff"));	/* 8 bit */
	im->is_whole = true;
	return im;
}

static void
write_one(const struct image *im, const char *format, struct buf *b)
{
	assert_int_equal(export_one(im, export_find(format), options(), b), ERR_OK);
	assert_true(str_is_utf8(buf_str(b)));
	buf_addc(b, '\0');
	b->n--;
}

#define ASSERT_HAS(b, text)  do { if (!strstr((b).p, (text))) fail_msg("%s is not in %s", (text), (b).p); } while (0)
#define ASSERT_LACKS(b, text) do { if (strstr((b).p, (text))) fail_msg("%s is in %s", (text), (b).p); } while (0)

static void
test_hostile_texts(void **state)
{
	AUTO(image_free) struct image *im = hostile_image();
	AUTO(buf_done) struct buf html, xml, csv, vcf, json;

	(void)state;
	write_one(im, "html", &html);
	ASSERT_LACKS(html, "<script");
	ASSERT_LACKS(html, "</sms>");
	ASSERT_HAS(html, "&lt;script&gt;&quot;&#39;&amp;))&gt;,;=1+1");
	ASSERT_HAS(html, "default-src 'none'");
	ASSERT_HAS(html, "<th scope=col>Number</th></tr>");		/* no column that would be empty */
	write_one(im, "xml", &xml);
	ASSERT_HAS(xml, "<smses count=\"2\">");
	ASSERT_HAS(xml, "body=\"&lt;/sms&gt;&amp;&#10;&quot;\xef\xbf\xbd\xef\xbf\xbd\"");
	ASSERT_HAS(xml, "type=\"2\"");
	ASSERT_HAS(xml, "read=\"0\"");
	ASSERT_HAS(xml, "date=\"1795368005000\"");
	ASSERT_HAS(xml, "contact_name=\"&lt;script&gt;&quot;&#39;&amp;))&gt;,;=1+1\"");
	write_one(im, "csv", &csv);
	ASSERT_HAS(csv, "phonebook,\"<script>\"\"'&))>,;=1+1\",,+3210,");
	write_one(im, "vcf", &vcf);
	ASSERT_HAS(vcf, "FN:<script>\"'&))>\\,\\;=1+1\r\n");
	write_one(im, "json", &json);
	ASSERT_HAS(json, "\"data\":\"00FF\"");
}

static void
test_formulas_are_harmless(void **state)
{
	static const char *const NAME[] = { "=1+1", "+1+1", "-1", "@SUM(1)", "+", "+32-1" };
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	struct image_file *adn = images_file(im, "3F007F106F3A", 32, COUNT(NAME));
	AUTO(buf_done) struct buf b;
	char want[32];

	(void)state;
	for (size_t i = 0; i < COUNT(NAME); i++) {
		uint8_t name[18];
		size_t n;

		assert_true(alphabet_name_encode(str_of(NAME[i]), name, sizeof name, &n));
		images_adn(im, adn, i + 1, (struct str){ (char *)name, n }, "1", 0xff);
	}
	write_one(im, "csv", &b);
	for (size_t i = 0; i < COUNT(NAME); i++) {
		snprintf(want, sizeof want, "\nphonebook,'%s,", NAME[i]);
		ASSERT_HAS(b, want);
	}
}

static void
test_json_is_json(void **state)
{
	AUTO(image_free) struct image *im = hostile_image();
	AUTO(buf_done) struct buf b;
	AUTO(json_free) struct json *doc = NULL;
	char why[JSON_WHY_SIZE];

	(void)state;
	write_one(im, "json", &b);
	assert_int_equal(json_parse(buf_str(&b), &doc, why), ERR_OK);
	assert_int_equal(json_count(doc), 3);
	const struct json *second = json_next(doc, json_next(doc, NULL, NULL), NULL);
	assert_true(str_is(json_text(json_find(second, "text")), "☺"));
}

static void
test_empty_card(void **state)
{
	AUTO(image_free) struct image *im = image_new(IMAGE_USIM);

	(void)state;
	for (size_t i = 0; i < export_format_count; i++) {
		AUTO(buf_done) struct buf b;

		write_one(im, export_formats[i].word, &b);
		assert_true(i == 0 ? b.n == 0 : b.n > 0);
	}
	assert_null(export_find("pdf"));
}

static void
clear_folder(const char *dir, int fd)
{
	assert_int_equal(folder_remove(fd, IMAGE_NAME), ERR_OK);
	for (size_t i = 0; i < export_format_count; i++)
		assert_int_equal(folder_remove(fd, export_formats[i].file), ERR_OK);
	assert_int_equal(rmdir(dir), 0);
}

static void
test_folder_and_bundle(void **state)
{
	char dir[] = "/tmp/simcopy_export_XXXXXX", why[IMAGE_WHY_SIZE];
	AUTO(image_free) struct image *im = hostile_image();
	AUTO(buf_done) struct buf sealed, one, back;
	AUTO(folder_close) int fd = -1;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(folder_open(dir, &fd), ERR_OK);
	assert_int_equal(bundle_make(im, options(), STR("correct horse"), &sealed), ERR_OK);
	assert_null(memmem(sealed.p, sealed.n, "89320000000000000017", 20));
	assert_int_equal(bundle_open(buf_str(&sealed), STR("wrong horse"), fd, why), ERR_DENIED);
	assert_int_equal(bundle_open(buf_str(&sealed), STR("correct horse"), fd, why), ERR_OK);
	for (size_t i = 0; i < export_format_count; i++) {
		write_one(im, export_formats[i].word, &one);
		assert_int_equal(folder_read(fd, export_formats[i].file, EXPORT_BYTES_MAX, &back), ERR_OK);
		assert_true(str_eq(buf_str(&one), buf_str(&back)));
		assert_int_equal(fstatat(fd, export_formats[i].file, &st, 0), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		buf_done(&one);
		buf_done(&back);
	}
	assert_int_equal(bundle_open(buf_str(&sealed), STR("correct horse"), fd, why), ERR_CLASH);
	assert_int_equal(export_folder(im, fd, options()), ERR_OK);	/* over those that are there */
	clear_folder(dir, fd);
}

static void
test_differences(void **state)
{
	AUTO(image_free) struct image *a = hostile_image(), *b = hostile_image();
	AUTO(content_free) struct content *was = NULL, *is = NULL;
	AUTO(buf_done) struct buf out = { .max_bytes = 1 << 20 };

	(void)state;
	images_adn(b, image_find(b, "3F007F106F3A", STR("")), 4, STR("New"), "9", 0xff);
	images_set(b, image_find(b, "3F007F106F3C", STR("")), 2, STR("\x00"));
	assert_int_equal(content_new(a, &was), ERR_OK);
	assert_int_equal(content_new(b, &is), ERR_OK);
	assert_int_equal(diff_write(&out, was, was), 0);
	assert_int_equal(diff_write(&out, was, is), 2);
	assert_true(str_is(buf_str(&out), "+ phonebook\tNew\t9\n- sent\t\t+3210\t☺\n"));
}

/* For the oracles: hundreds of contacts and messages in every script. */
static void
test_leaves_a_large_backup(void **state)
{
	static const char *const NAME[] = { "Zoë Ängström", "Иван Петров", "Γιώργος", "山田太郎", "محمد علي", "अर्जुन", "ישראל", "김철수", "😀 Emoji 🏳️‍🌈",
		"a;b,c\\d:e", "สมชาย", "O'Neil \"Jr\"", "=cmd", "Việt Nguyễn" };
	char own[] = "/tmp/simcopy_export_XXXXXX";
	const char *given = getenv("EXPORT_OUT"), *dir = given ? given : mkdtemp(own);
	AUTO(folder_close) int fd = -1;

	(void)state;
	AUTO(image_free) struct image *im = image_new(IMAGE_GSM);
	struct image_file *adn = images_file(im, "3F007F106F3A", 90, 250), *sms = images_file(im, "3F007F106F3C", 176, 200);
	for (size_t i = 1; i <= 250; i++) {
		uint8_t name[76];
		char text[80], digits[24];
		size_t n;

		snprintf(text, sizeof text, "%s %zu", NAME[i % COUNT(NAME)], i);
		snprintf(digits, sizeof digits, "%s32470%06zu", i % 3 ? "+" : "", i);
		assert_true(alphabet_name_encode(str_of(text), name, sizeof name, &n));
		images_adn(im, adn, i, (struct str){ (char *)name, n }, digits, 0xff);
	}
	for (size_t i = 1; i <= 200; i++) {
		char units[60];

		for (size_t k = 0; k < sizeof units; k += 2) {
			unsigned c = (unsigned)(i * 131 + k * 7) % 0xd000 + 0x20;

			units[k] = (char)(c >> 8);
			units[k + 1] = (char)c;
		}
		put_message(im, sms, i, i % 4 ? 1 : 5, (struct str){ units, sizeof units });
	}
	assert_int_equal(folder_open(dir, &fd), ERR_OK);
	assert_int_equal(image_write(im, fd), ERR_OK);
	assert_int_equal(export_folder(im, fd, options()), ERR_OK);
	if (!given)
		clear_folder(dir, fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_formulas_are_harmless),
		cmocka_unit_test(test_json_is_json),
		cmocka_unit_test(test_empty_card),
		cmocka_unit_test(test_folder_and_bundle),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_leaves_a_large_backup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
