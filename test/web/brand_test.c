/* brand_test.c - the operator's colour and mark: what is let pass, what is refused and why, and that every shade can be read. */
#include "web/brand.h"
#include "web/mark.h"
#include "web/pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#define STEP 15			/* of each part of a colour: 18 x 18 x 18 of them */

static struct brand_colour
colour(const char *text)
{
	struct brand_colour c;

	if (!brand_colour_parse(str_of(text), &c))
		fail_msg("%s is a colour", text);
	return c;
}

static bool
has(struct str s, const char *what)
{
	return s.n && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void
a_colour_is_a_hash_and_six_digits(void **unused)
{
	static const char *const WRONG[] = { "", "#", "0f6b5f", "#0f6b5", "#0f6b5ff", "#0f6b5g", "#fff", "red", "#0f6b5 ", "##f6b5f", "#-f6b5f" };
	struct brand_colour c = colour("#0F6b5f");
	char why[BRAND_WHY_SIZE];

	(void)unused;
	assert_true(c.r == 0x0f && c.g == 0x6b && c.b == 0x5f);
	for (size_t i = 0; i < COUNT(WRONG); i++) {
		assert_false(brand_colour_parse(str_of(WRONG[i]), &c));
		assert_false(brand_check(str_of(WRONG[i]), why));
		assert_true(has(str_of(why), "#0f6b5f"));
	}
}

/* From the definition, worked out with other tools. */
static void
a_ratio_is_that_of_the_definition(void **unused)
{
	static const struct { const char *a, *b; int ratio; } CASES[] = {
		{ "#000000", "#ffffff", 2100 }, { "#ffffff", "#000000", 2100 }, { "#777777", "#777777", 100 }, { "#767676", "#ffffff", 454 },
		{ "#777777", "#ffffff", 447 }, { "#ff0000", "#ffffff", 399 }, { "#0000ff", "#ffffff", 859 }, { "#00ff00", "#000000", 1530 },
		{ "#0f6b5f", "#ffffff", 638 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		int got = brand_ratio(colour(CASES[i].a), colour(CASES[i].b));

		if (got < CASES[i].ratio - 1 || got > CASES[i].ratio + 1)
			fail_msg("%s on %s: %d, not %d", CASES[i].a, CASES[i].b, got, CASES[i].ratio);
	}
}

/* The value of the N-th --NAME: in CSS, 1 being that of light mode. */
static struct brand_colour
shade(struct str css, const char *name, int n)
{
	const char *at = css.p - 1;
	char want[32], text[8];

	snprintf(want, sizeof want, "--%s:#", name);
	for (int i = 0; i < n; i++) {
		at = memmem(at + 1, css.n - (size_t)(at + 1 - css.p), want, strlen(want));
		assert_non_null(at);
	}
	snprintf(text, sizeof text, "%.7s", at + strlen(want) - 1);
	return colour(text);
}

/* All that stands on one another in simoff.css, in one mode. */
static void
mode_can_be_read(const char *text, struct str css, int mode, const char *const ground[], size_t n, const char *ink)
{
	struct brand_colour brand = shade(css, "brand", mode), strong = shade(css, "brand-dark", mode), tint = shade(css, "tint", mode);
	bool ok = brand_ratio(brand, shade(css, "brand-ink", mode)) >= BRAND_RATIO_MIN && brand_ratio(strong, shade(css, "brand-ink", mode)) >= BRAND_RATIO_MIN
	    && brand_ratio(brand, tint) >= BRAND_RATIO_MIN && brand_ratio(strong, tint) >= BRAND_RATIO_MIN && brand_ratio(colour(ink), tint) >= BRAND_RATIO_MIN;

	for (size_t i = 0; i < n; i++)
		ok &= brand_ratio(brand, colour(ground[i])) >= BRAND_RATIO_MIN && brand_ratio(strong, colour(ground[i])) >= BRAND_RATIO_MIN;
	if (!ok)
		fail_msg("%s: not everything can be read: %.*s", text, STR_ARG(css));
}

static void
can_be_read(const char *text)
{
	static const char *const LIGHT[] = { "#f7f6f1", "#ffffff", "#fdf3dd" }, *const DARK[] = { "#101715", "#18211e", "#352a12" };
	AUTO(buf_done) struct buf css;

	buf_init(&css, 1024);
	brand_css(str_of(text), &css);
	assert_false(css.over);
	mode_can_be_read(text, buf_str(&css), 1, LIGHT, COUNT(LIGHT), "#17231f");
	mode_can_be_read(text, buf_str(&css), 2, DARK, COUNT(DARK), "#e9efec");
}

static void
every_colour_can_be_read_or_is_refused_with_one_that_can(void **unused)
{
	char text[8], why[BRAND_WHY_SIZE], able[8];
	int passed = 0, refused = 0;

	(void)unused;
	for (unsigned i = 0; i < 18 * 18 * 18; i++) {
		snprintf(text, sizeof text, "#%02x%02x%02x", i % 18 * STEP, i / 18 % 18 * STEP, i / 324 * STEP);
		if (brand_check(str_of(text), why)) {
			passed++;
			can_be_read(text);
			continue;
		}
		refused++;
		assert_true(brand_ratio(colour(text), colour("#fdf3dd")) < BRAND_RATIO_MIN);
		assert_true(sscanf(why, "has a contrast of %*d.%*d:1 to the page, and texts and buttons in it need 4.5:1; %7s", able) == 1);
		assert_true(brand_check(str_of(able), why));
	}
	assert_true(passed > 1000 && refused > 1000);
	assert_false(brand_check(STR("#ffcc00"), why));
	assert_true(str_starts(str_of(why), "has a contrast of 1.3"));
}

/* The grounds that brand.c measures on are those of the style sheet. */
static void
the_style_sheet_has_these_grounds(void **unused)
{
	static const char *const ROWS[] = { "--ground: #f7f6f1", "--paper: #ffffff", "--warm: #fdf3dd", "--ink: #17231f", "--ground: #101715", "--paper: #18211e",
		"--warm: #352a12", "--ink: #e9efec" };
	const struct page_static *css = pages_static_find(STR("/static/simoff.css"));

	(void)unused;
	assert_non_null(css);
	for (size_t i = 0; i < COUNT(ROWS); i++)
		if (!has(css->body, ROWS[i]))
			fail_msg("simoff.css has no longer %s; brand.c measures on it", ROWS[i]);
}

static void
a_mark_is_a_drawing_and_nothing_more(void **unused)
{
	static const struct { const char *svg, *why; } CASES[] = {
		{ "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d='M0 0h9'/></svg>", NULL },
		{ "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- ours --><svg><defs><linearGradient id=\"a\"/></defs><rect fill=\"url(#a)\"/><use href=\"#a\" /></svg>\n", NULL },
		{ "<svg><style>.a{fill:url( '#b' )}</style><text x = \"1\">Sim &gt;</text></svg>", "escape" },
		{ "<svg><title>Télécom 移动</title></svg>", NULL },
		{ "", "not an SVG file" }, { "hello", "not an SVG file" }, { "<g/>", "does not begin with <svg>" }, { "<html><svg/></html>", "<html>" },
		{ "<svg><script>alert(1)</script></svg>", "<script>" }, { "<svg><SCRIPT/></svg>", "<SCRIPT>" }, { "<svg><foreignObject/></svg>", "<foreignObject>" },
		{ "<svg><image href='#a'/></svg>", "<image>" }, { "<svg><a href='#a'/></svg>", "<a>" }, { "<svg><animate/></svg>", "<animate>" },
		{ "<svg><x:script/></svg>", "<x:script>" }, { "<svg onload=\"alert(1)\"/>", "onload" }, { "<svg OnClick='x'/>", "OnClick" },
		{ "<svg><use href=\"https://a.example/x.svg#a\"/></svg>", "href points out" }, { "<svg><use xlink:href='//a'/></svg>", "xlink:href points out" },
		{ "<svg><use href=' #a'/></svg>", "href points out" }, { "<svg><rect src='a'/></svg>", "src" },
		{ "<svg><rect fill=\"url(https://a.example/)\"/></svg>", "url() points out" }, { "<svg><rect fill=\"url(#a) URL( 'x')\"/></svg>", "url() points out" },
		{ "<svg><style>@IMPORT 'x'</style></svg>", "@import" }, { "<svg><style>a{b:\\75rl(x)}</style></svg>", "escape" },
		{ "<svg><rect fill=\"&#117;rl(x)\"/></svg>", "escape" }, { "<svg><rect style='a:url(data:x)'/></svg>", "data:" },
		{ "<!DOCTYPE svg><svg/>", "declaration" }, { "<svg><![CDATA[x]]></svg>", "declaration" }, { "<?xml-stylesheet href='x'?><svg/>", "declaration" },
		{ "<svg", "tag does not end" }, { "<svg a=b/>", "not in quotes" }, { "<svg a=\"b/>", "quote does not end" }, { "<svg a/>", "not well-formed" },
		{ "<svg><!-- x </svg>", "does not end" }, { "<svg><></svg>", "<>" }, { "<svg>\xff</svg>", "UTF-8" },
	};
	char why[MARK_WHY_SIZE];

	(void)unused;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		bool ok = mark_check(str_of(CASES[i].svg), why);

		if (ok != !CASES[i].why || (!ok && !has(str_of(why), CASES[i].why)))
			fail_msg("%s: %s", CASES[i].svg, ok ? "is let pass" : why);
	}
}

static void
a_mark_has_a_size(void **unused)
{
	char svg[MARK_BYTES_MAX + 2], why[MARK_WHY_SIZE];

	(void)unused;
	memset(svg, ' ', sizeof svg);
	memcpy(svg, "<svg/>", 6);
	assert_true(mark_check((struct str){ svg, MARK_BYTES_MAX }, why));
	assert_false(mark_check((struct str){ svg, MARK_BYTES_MAX + 1 }, why));
	assert_true(has(str_of(why), "16384 bytes"));
	assert_true(mark_check(pages_static_find(STR("/static/simoff.svg"))->body, why));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_colour_is_a_hash_and_six_digits),
		cmocka_unit_test(a_ratio_is_that_of_the_definition),
		cmocka_unit_test(every_colour_can_be_read_or_is_refused_with_one_that_can),
		cmocka_unit_test(the_style_sheet_has_these_grounds),
		cmocka_unit_test(a_mark_is_a_drawing_and_nothing_more),
		cmocka_unit_test(a_mark_has_a_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
