/* multipart_test.c - forms with files: what browsers send is taken, anything else is refused whole, and nothing is read past its end. */
#include "base/multipart.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define HEAD(rest) "Content-Disposition: form-data; name=" rest "\r\n"
#define FIELD(name, text) "--XY\r\n" HEAD("\"" name "\"") "\r\n" text "\r\n"
#define FILE_(text) "--XY\r\n" HEAD("\"file\"; filename=\"a;b=c.pdf\"") "Content-Type: application/pdf\r\n\r\n" text "\r\n"

/* A copy of exactly N bytes, so that the sanitizer sees one too many. */
static enum err
parse(struct str body, struct multipart *out, char **keep)
{
	*keep = malloc(body.n ? body.n : 1);
	assert_non_null(*keep);
	memcpy(*keep, body.p, body.n);
	return multipart_parse((struct str){ *keep, body.n }, STR("XY"), out);
}

static void
expect(struct str body, enum err want)
{
	struct multipart m;
	char *keep;
	enum err e = parse(body, &m, &keep);

	if (e != want)
		fail_msg("%s instead of %s: %.*s", err_name(e), err_name(want), STR_ARG(body));
	assert_true(!e || m.n == 0);
	free(keep);
}

static void
a_form_of_a_browser_is_taken(void **unused)
{
	struct multipart m;
	char *keep;
	struct str body = STR(FIELD("csrf", "abc") FILE_("%PDF-1.7\r\n--X\0y") FIELD("empty", "") "--XY--\r\n");

	(void)unused;
	assert_int_equal(parse(body, &m, &keep), ERR_OK);
	assert_int_equal(m.n, 3);
	assert_true(str_is(multipart_field(&m, "csrf"), "abc"));
	const struct multipart_part *f = multipart_file(&m, "file");
	assert_true(f && str_eq(f->content, STR("%PDF-1.7\r\n--X\0y")));
	assert_true(m.part[2].content.n == 0 && str_is(m.part[2].name, "empty"));
	assert_true(multipart_field(&m, "file").n == 0);	/* a file is no field, */
	assert_null(multipart_file(&m, "csrf"));		/* a field no file */
	assert_true(multipart_field(&m, "none").n == 0);
	free(keep);
}

static void
what_browsers_do_not_send_is_refused(void **unused)
{
	(void)unused;
	expect(STR("--XY--"), ERR_OK);
	expect(STR(""), ERR_INVALID);
	expect(STR("preamble\r\n" FIELD("a", "b") "--XY--"), ERR_INVALID);
	expect(STR(FIELD("a", "b") "--XY--epilogue"), ERR_INVALID);
	expect(STR(FIELD("a", "b")), ERR_INVALID);
	expect(STR(FIELD("a", "b") "--XY"), ERR_INVALID);
	expect(STR(FIELD("a", "b") "--XY-"), ERR_INVALID);
	expect(STR("--XY\n" HEAD("\"a\"") "\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"a\"; name=\"csrf\"") "\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"a\"") HEAD("\"csrf\"") "\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"a b\"") "\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"\"") "\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"a") "\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\nContent-Type: text/plain\r\n\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"a\"") " folded\r\n\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n" HEAD("\"a\"") "Content-Transfer-Encoding: base64\r\n\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XY\r\n\r\nb\r\n--XY--"), ERR_INVALID);
	expect(STR("--XYZ\r\n" HEAD("\"a\"") "\r\nb\r\n--XYZ--"), ERR_INVALID);
}

static void
limits_are_kept(void **unused)
{
	AUTO(buf_done) struct buf b;

	(void)unused;
	buf_init(&b, 1 << 16);
	for (unsigned i = 0; i < MULTIPART_PARTS_MAX; i++)
		buf_addz(&b, FIELD("a", "b"));
	size_t n = b.n;
	buf_addz(&b, "--XY--");
	expect(buf_str(&b), ERR_OK);
	b.n = n;
	buf_addz(&b, FIELD("a", "b") "--XY--");
	expect(buf_str(&b), ERR_LIMIT);
	buf_reset(&b);
	buf_addz(&b, "--XY\r\n" "Content-Disposition: form-data; name=\"a\"; filename=\"");
	for (unsigned i = 0; i < MULTIPART_HEAD_BYTES; i++)
		buf_addc(&b, 'a');
	buf_addz(&b, "\"\r\n\r\nb\r\n--XY--");
	expect(buf_str(&b), ERR_LIMIT);
}

static void
the_boundary_comes_from_its_header(void **unused)
{
	static const struct { const char *type, *want; } ROWS[] = {
		{ "multipart/form-data; boundary=----WebKitFormBoundary7MA4", "----WebKitFormBoundary7MA4" },
		{ "Multipart/Form-Data ;charset=utf-8; Boundary=\"a b\"", NULL }, { "multipart/form-data; boundary=\"a.b\"", "a.b" },
		{ "multipart/form-data", NULL }, { "multipart/form-data; boundary=", NULL }, { "multipart/mixed; boundary=a", NULL },
		{ "multipart/form-data; boundary=a; boundary=b", NULL }, { "multipart/form-data; boundary=\"a", NULL },
		{ "multipart/form-data; boundary=a b", NULL }, { "", NULL }, { "multipart/form-data; boundary=a\x01", NULL },
		{ "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct str got;
		bool ok = multipart_boundary(str_of(ROWS[i].type), &got);

		if (ok != (ROWS[i].want != NULL) || (ok && !str_is(got, ROWS[i].want)))
			fail_msg("row %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_of_a_browser_is_taken),
		cmocka_unit_test(what_browsers_do_not_send_is_refused),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(the_boundary_comes_from_its_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
