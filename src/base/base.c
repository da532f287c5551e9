/* base.c - names of errors and the handful of functions on borrowed text. Pure, no allocation. */
#include "base/base.h"

static const struct { const char *name, *text; } ERRORS[ERR_COUNT] = {
#define X(n, t) [ERR_##n] = { #n, t },
	ERR_LIST(X)
#undef X
};

const char *
err_name(enum err e)
{
	assert(e < ERR_COUNT);
	return ERRORS[e].name;
}

const char *
err_text(enum err e)
{
	assert(e < ERR_COUNT);
	return ERRORS[e].text;
}

struct str
str_of(const char *z)
{
	return z ? (struct str){ z, strlen(z) } : STR("");
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_is(struct str s, const char *z)
{
	return str_eq(s, str_of(z));
}

bool
str_starts(struct str s, const char *z)
{
	size_t n = strlen(z);

	return s.n >= n && memcmp(s.p, z, n) == 0;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c == 0)
		c = (a.n > b.n) - (a.n < b.n);
	return (c > 0) - (c < 0);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	while (s.n && is_space(s.p[0]))
		s.p++, s.n--;
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool
str_split(struct str s, char sep, struct str *head_out, struct str *rest_out)
{
	const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;

	if (!at) {
		*head_out = s;
		*rest_out = STR("");
		return false;
	}
	*head_out = (struct str){ s.p, (size_t)(at - s.p) };
	*rest_out = (struct str){ at + 1, s.n - head_out->n - 1 };
	return true;
}

/* How many bytes the sequence at P takes, 0 if it is not well-formed (Unicode 15, table 3-7). */
static size_t
utf8_length(const unsigned char *p, size_t n)
{
	static const struct { unsigned char from, to, second_from, second_to, size; } ROW[] = {
		{ 0x01, 0x7f, 0x00, 0x00, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < COUNT(ROW); i++) {
		size_t size = ROW[i].size;

		if (p[0] < ROW[i].from || p[0] > ROW[i].to)
			continue;
		if (size > n || (size > 1 && (p[1] < ROW[i].second_from || p[1] > ROW[i].second_to)))
			return 0;
		for (size_t k = 2; k < size; k++)
			if ((p[k] & 0xc0) != 0x80)
				return 0;
		return size;
	}
	return 0;
}

/* How many of the first bytes, in eights, are ASCII without NUL: the subtraction makes the high bit of a zero byte. */
static size_t
plain_length(const char *p, size_t n)
{
	size_t at = 0;

	for (uint64_t eight; at + sizeof eight <= n; at += sizeof eight) {
		memcpy(&eight, p + at, sizeof eight);
		if ((eight | (eight - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080))
			break;
	}
	return at;
}

bool
str_is_utf8(struct str s)
{
	size_t at = plain_length(s.p, s.n);

	for (size_t step; at < s.n; at += step) {
		step = utf8_length((const unsigned char *)s.p + at, s.n - at);
		if (!step)
			return false;
		if (step > 1)
			step += plain_length(s.p + at + step, s.n - at - step);
	}
	return true;
}

bool
str_to_i64(struct str s, int64_t *out)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;

	if (s.n == (size_t)minus)
		return false;
	for (size_t i = minus; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		int digit = s.p[i] - '0';
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
			return false;		/* counted downwards: INT64_MIN has no positive twin */
	}
	if (!minus && __builtin_sub_overflow((int64_t)0, v, &v))
		return false;
	*out = v;
	return true;
}

bool
str_has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

bool
id_eq(struct id a, struct id b)
{
	return memcmp(a.b, b.b, sizeof a.b) == 0;
}

bool
id_is_none(struct id a)
{
	return id_eq(a, (struct id){ { 0 } });
}
