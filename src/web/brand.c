/* brand.c - shades of one colour, chosen by measured contrast. Pure; integers only: a part of colour is 0 to 255, luminance 0 to
 * 65535, a ratio hundredths. Errors: a sentence with the ratio. Sources: WCAG 2.2, 1.4.3. */
#include "web/brand.h"

#include <stdio.h>

#define STEPS        32			/* from one colour to another */
#define DARK_RATIO   600		/* more than needed: light text on a dark ground looks thinner */
#define FLARE        3277u		/* 0.05 of 65535, the definition's share of stray light */

/* sRGB to linear light: the definition's curve for 0 to 255, times 65535, rounded. */
static const uint16_t LINEAR[256] = {
	0, 20, 40, 60, 80, 99, 119, 139, 159, 179, 199, 219, 241, 264, 288, 313,
	340, 367, 396, 427, 458, 491, 526, 562, 599, 637, 677, 718, 761, 805, 851, 898,
	947, 997, 1048, 1101, 1156, 1212, 1270, 1330, 1391, 1453, 1517, 1583, 1651, 1720, 1790, 1863,
	1937, 2013, 2090, 2170, 2250, 2333, 2418, 2504, 2592, 2681, 2773, 2866, 2961, 3058, 3157, 3258,
	3360, 3464, 3570, 3678, 3788, 3900, 4014, 4129, 4247, 4366, 4488, 4611, 4736, 4864, 4993, 5124,
	5257, 5392, 5530, 5669, 5810, 5953, 6099, 6246, 6395, 6547, 6700, 6856, 7014, 7174, 7335, 7500,
	7666, 7834, 8004, 8177, 8352, 8528, 8708, 8889, 9072, 9258, 9445, 9635, 9828, 10022, 10219, 10417,
	10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909,
	14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001,
	18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721,
	23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094,
	28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143,
	34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
	41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359,
	48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567,
	57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
};

/* What text in the brand's colour stands on: --ground, --paper and --warm of simoff.css. The text itself is --ink. */
static const struct brand_colour
	LIGHT[] = { { 0xf7, 0xf6, 0xf1 }, { 0xff, 0xff, 0xff }, { 0xfd, 0xf3, 0xdd } }, LIGHT_INK = { 0x17, 0x23, 0x1f },
	DARK[] = { { 0x10, 0x17, 0x15 }, { 0x18, 0x21, 0x1e }, { 0x35, 0x2a, 0x12 } }, DARK_INK = { 0xe9, 0xef, 0xec },
	DARK_PAPER = { 0x18, 0x21, 0x1e }, WHITE = { 255, 255, 255 }, BLACK = { 0, 0, 0 };

struct shades { struct brand_colour brand, strong, ink, tint; };

/* ---- colours ---- */

bool
brand_colour_parse(struct str s, struct brand_colour *out)
{
	static const char DIGITS[] = "0123456789abcdef0123456789ABCDEF";
	uint8_t b[3] = { 0 };

	if (s.n != 7 || s.p[0] != '#')
		return false;
	for (size_t i = 0; i < 6; i++) {
		const char *at = memchr(DIGITS, s.p[i + 1], sizeof DIGITS - 1);

		if (!at)
			return false;
		b[i / 2] = (uint8_t)(b[i / 2] << 4 | ((at - DIGITS) & 15));
	}
	*out = (struct brand_colour){ b[0], b[1], b[2] };
	return true;
}

static uint32_t
luminance(struct brand_colour c)
{
	return (2126u * LINEAR[c.r] + 7152u * LINEAR[c.g] + 722u * LINEAR[c.b]) / 10000u;
}

int
brand_ratio(struct brand_colour a, struct brand_colour b)
{
	uint32_t x = luminance(a) + FLARE, y = luminance(b) + FLARE;

	return (int)(x > y ? 100u * x / y : 100u * y / x);
}

/* The lowest ratio of C to any of N grounds. */
static int
lowest(struct brand_colour c, const struct brand_colour *ground, size_t n)
{
	int low = brand_ratio(c, ground[0]);

	for (size_t i = 1; i < n; i++) {
		int ratio = brand_ratio(c, ground[i]);

		low = ratio < low ? ratio : low;
	}
	return low;
}

/* STEP of STEPS on the way from A to B. */
static struct brand_colour
between(struct brand_colour a, struct brand_colour b, int step)
{
#define PART(x) (uint8_t)((a.x * (STEPS - step) + b.x * step + STEPS / 2) / STEPS)
	return (struct brand_colour){ PART(r), PART(g), PART(b) };
#undef PART
}

/* The first colour from C towards GOAL with at least RATIO to all grounds. GOAL itself has it. */
static struct brand_colour
towards(struct brand_colour c, struct brand_colour goal, int step, int ratio, const struct brand_colour *ground, size_t n)
{
	struct brand_colour seen;

	do
		seen = between(c, goal, step);
	while (lowest(seen, ground, n) < ratio && step++ < STEPS);
	assert(lowest(seen, ground, n) >= ratio);
	return seen;
}

/* ---- the shades ---- */

static struct shades
light_shades(struct brand_colour c)
{
	const struct brand_colour texts[] = { c, LIGHT_INK };

	return (struct shades){
		.brand = c,
		.strong = between(c, BLACK, STEPS / 4),
		.ink = WHITE,			/* brighter than every ground that C was measured on */
		.tint = towards(c, WHITE, STEPS * 7 / 8, BRAND_RATIO_MIN, texts, COUNT(texts)),
	};
}

static struct shades
dark_shades(struct brand_colour c)
{
	struct brand_colour brand = towards(c, WHITE, 0, DARK_RATIO, DARK, COUNT(DARK));
	const struct brand_colour texts[] = { brand, DARK_INK };

	return (struct shades){
		.brand = brand,
		.strong = between(brand, WHITE, STEPS / 4),
		.ink = towards(c, BLACK, STEPS * 3 / 4, BRAND_RATIO_MIN, &brand, 1),
		.tint = towards(brand, DARK_PAPER, STEPS * 5 / 6, BRAND_RATIO_MIN, texts, COUNT(texts)),
	};
}

bool
brand_check(struct str colour, char why_out[BRAND_WHY_SIZE])
{
	struct brand_colour c;

	if (!brand_colour_parse(colour, &c)) {
		snprintf(why_out, BRAND_WHY_SIZE, "must be like #0f6b5f: a hash and six hexadecimal digits");
		return false;
	}
	int ratio = lowest(c, LIGHT, COUNT(LIGHT));
	if (ratio >= BRAND_RATIO_MIN)
		return true;
	struct brand_colour able = towards(c, BLACK, 0, BRAND_RATIO_MIN, LIGHT, COUNT(LIGHT));
	snprintf(why_out, BRAND_WHY_SIZE, "has a contrast of %d.%02d:1 to the page, and texts and buttons in it need 4.5:1; #%02x%02x%02x, a darker shade of it, has it",
	    ratio / 100, ratio % 100, able.r, able.g, able.b);
	return false;
}

static void
add_shades(struct buf *out, const struct shades *s)
{
	const struct { const char *name; struct brand_colour c; } ROWS[] = {
		{ "brand", s->brand }, { "brand-dark", s->strong }, { "brand-ink", s->ink }, { "tint", s->tint },
	};

	buf_addz(out, ":root{");
	for (size_t i = 0; i < COUNT(ROWS); i++)
		buf_printf(out, "--%s:#%02x%02x%02x;", ROWS[i].name, ROWS[i].c.r, ROWS[i].c.g, ROWS[i].c.b);
	buf_addz(out, "}");
}

void
brand_css(struct str colour, struct buf *out)
{
	struct brand_colour c;

	if (!brand_colour_parse(colour, &c))
		assert(false && "brand_check has parsed it");
	struct shades light = light_shades(c), dark = dark_shades(c);
	add_shades(out, &light);
	buf_addz(out, "\n@media (prefers-color-scheme:dark){");
	add_shades(out, &dark);
	buf_addz(out, "}\n");
}
