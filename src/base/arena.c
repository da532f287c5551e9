/* arena.c - one mapping, one offset. Bytes are zeroed when they are given back, so that what was in them is gone, and the next unit
 * finds zeros. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

struct arena {
	char  *base;
	size_t used, cap;		/* bytes above USED are zero */
};
#define ALIGN 16u

struct arena *
arena_new(size_t cap_bytes)
{
	struct arena *a = calloc(1, sizeof *a);
	void *p = mmap(NULL, cap_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (!a || p == MAP_FAILED)
		abort();
	*a = (struct arena){ .base = p, .cap = cap_bytes };
	return a;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	munmap(a->base, a->cap);
	free(a);
}

void
arena_reset(struct arena *a)
{
	explicit_bzero(a->base, a->used);
	a->used = 0;
}

void *
arena_take(struct arena *a, size_t n)
{
	size_t at = a->used;

	if (n > a->cap || at > a->cap - n)
		return NULL;
	size_t end = at + n;
	if (end > a->cap - ALIGN)
		return NULL;
	a->used = (end + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	return a->base + at;
}

void *
arena_must(struct arena *a, size_t n)
{
	void *p = arena_take(a, n);

	assert(p && "an arena's cap was passed by a caller that promised to stay below it");
	return p;
}

size_t
arena_room(const struct arena *a)
{
	return a->cap - a->used > 2 * ALIGN ? a->cap - a->used - 2 * ALIGN : 0;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_must(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	char *p = arena_must(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}
