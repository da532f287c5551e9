/* fuzz.c - what the targets share, see fuzz.h. */
#include "fuzz.h"

struct arena *
fuzz_arena(void)
{
	static struct arena *a;

	if (!a)
		a = arena_new(FUZZ_ARENA_BYTES);
	arena_reset(a);
	return a;
}

struct str
fuzz_input(const uint8_t *data, size_t n)
{
	return (struct str){ (const char *)data, n };
}

struct str
fuzz_bytes(struct str *rest, size_t n)
{
	struct str out = { rest->p, n < rest->n ? n : rest->n };

	*rest = (struct str){ rest->p + out.n, rest->n - out.n };
	return out;
}

uint8_t
fuzz_byte(struct str *rest)
{
	struct str one = fuzz_bytes(rest, 1);

	return one.n ? (uint8_t)one.p[0] : 0;
}

struct str
fuzz_line(struct str *rest)
{
	struct str line;

	str_split(*rest, '\n', &line, rest);
	return line;
}

bool
fuzz_within(struct str inner, struct str outer)
{
	return !inner.n || (inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n);
}

bool
fuzz_is_printable(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return true;
}
