/* pages_fuzz.c - every page of the portal with hostile texts in all its fields. Each text stands between two marks that no template
 * has. What is between two marks in the page has no byte that HTML gives a meaning, and says, unescaped, what was put in; and
 * what is outside of them is the same page that harmless texts give: no text of a customer changes how a page is built. */
#include "fuzz.h"

#include "pages.h"

#define MARK_IN  "\xee\x80\x80"		/* U+E000 */
#define MARK_OUT "\xee\x80\x81"		/* U+E001 */
#define MARK_BYTES 3u
#define PAGE_BYTES (1u << 20)
#define TEXTS_MAX 400
#define ITEMS_MAX 3

/* Words that templates compare with: without them most of a page would never be seen. */
static const char *const WORDS[] = {
	"account", "line", "nothing", "date", "due", "credit", "zero", "open", "stopped", "late", "absent", "busy", "often", "refused",
	"received", "review", "asked", "owing", "waiting", "noticing", "cutting", "closing", "confirmed", "withdrawn", "rejected", "expired",
	"ported", "en", "",
};

/* What every page needs, as a record: struct page_env has none. */
#define ENV(F, s) PAGE_ENV(F, s)
RECORD(env, ENV)
RECORD_TABLE(env, ENV)
#define COPY(s, kind, name, limit, flags, doc) .name = s.name,

#define PAGES(X) X(case) X(code) X(declaration) X(find) X(form) X(front) X(group) X(person) X(problem) X(stop) X(summary) X(withdrawal) \
	X(withdrawal_check)

typedef void render_fn(struct buf *, const struct page_env *, const void *);
#define X(name) \
static void \
render_##name(struct buf *out, const struct page_env *env, const void *page) \
{ \
	page_##name##_render(out, env, page); \
}
PAGES(X)
#undef X

static const struct { const struct record *record; render_fn *render; } PAGE[] = {
#define X(name) { &page_##name##_record, render_##name },
	PAGES(X)
#undef X
};

/* ---- a page's record, filled from the input ---- */

struct filling {
	struct str rest;		/* of the input */
	struct arena *arena;
	bool is_harmless;		/* every hostile text is the word "x" instead */
	struct str text[TEXTS_MAX];	/* that were put in */
	size_t texts;
};

static bool
is_url(const char *name)
{
	size_t n = strlen(name);

	return n >= 3 && strcmp(name + n - 3, "url") == 0;
}

/* A hostile text; one that is not UTF-8 or has a mark in it cannot be there; an address with a control character becomes "#". */
static struct str
hostile(struct filling *f, size_t max, bool for_url)
{
	struct str s = fuzz_bytes(&f->rest, fuzz_byte(&f->rest));
	bool is_fit = s.n && s.n <= max && str_is_utf8(s) && !memmem(s.p, s.n, "\xee\x80", 2) && !(for_url && str_has_control(s));

	if (!is_fit || f->texts == TEXTS_MAX || f->is_harmless)
		s = STR("x");
	f->text[f->texts < TEXTS_MAX ? f->texts++ : 0] = s;
	return s;
}

static struct str
text_of(struct filling *f, const struct field *field)
{
	uint8_t choice = fuzz_byte(&f->rest);

	if (choice < 2 * COUNT(WORDS))
		return str_of(WORDS[choice / 2]);
	struct str s = hostile(f, field->limit, is_url(field->name));
	return arena_printf(f->arena, "%s%s%.*s%s", is_url(field->name) ? "/" : "", MARK_IN, STR_ARG(s), MARK_OUT);
}

static void
fill(struct filling *f, const struct record *r, void *rec)
{
	record_init(r, rec);
	for (const struct field *d = r->field; d < r->field + r->n; d++)
		switch ((enum record_kind)d->kind) {
		case F_BOOL: RECORD_AT(rec, d, bool) = fuzz_byte(&f->rest) % 2; break;
		case F_INT:  RECORD_AT(rec, d, int64_t) = (int8_t)fuzz_byte(&f->rest); break;
		case F_TEXT: RECORD_AT(rec, d, struct str) = text_of(f, d); break;
		case F_LIST: {
			size_t n = fuzz_byte(&f->rest) % (ITEMS_MAX + 1);
			char *items = arena_must(f->arena, ITEMS_MAX * d->sub->size);
			for (size_t i = 0; i < n; i++)
				fill(f, d->sub, items + i * d->sub->size);
			RECORD_AT(rec, d, struct list) = (struct list){ items, n };
			break;
		}
		case F_TIME: case F_DATE: case F_SECRET: case F_ID: case F_ENUM: case F_OBJECT: case F_BYTES:
			assert(false && "a page has texts, numbers, choices and lists");
		}
}

static void
render(struct filling *f, size_t which, struct buf *out)
{
	struct env env;
	void *page = arena_must(f->arena, PAGE[which].record->size);

	fill(f, &env_record, &env);
	fill(f, PAGE[which].record, page);
	struct page_env shown = { .cat = catalog_of(STR("en")), ENV(COPY, env) };
	PAGE[which].render(out, &shown, page);
	assert(!out->over);
}

/* ---- the page ---- */

static bool
is_known(const struct filling *f, struct str s)
{
	for (size_t i = 0; i < f->texts; i++)
		if (str_eq(f->text[i], s))
			return true;
	return false;
}

static void
unescape(struct str s, struct buf *out)
{
	static const struct { const char *name; char c; } ENTITY[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' },
	};

	while (s.n) {
		size_t i = 0;

		while (s.p[0] == '&' && i < COUNT(ENTITY) && !str_starts(s, ENTITY[i].name))
			i++;
		assert(i < COUNT(ENTITY) && !strchr("<>\"'", s.p[0]));
		bool is_entity = s.p[0] == '&';
		buf_addc(out, is_entity ? ENTITY[i].c : s.p[0]);
		fuzz_bytes(&s, is_entity ? strlen(ENTITY[i].name) : 1);
	}
}

/* Checks what is between marks; adds the rest, with a mark where a text was, to FRAME. */
static void
take_apart(const struct filling *f, struct str page, struct buf *frame)
{
	AUTO(buf_done) struct buf said;
	const char *in;

	buf_init(&said, PAGE_BYTES);
	while ((in = memmem(page.p, page.n, MARK_IN, MARK_BYTES))) {
		buf_add(frame, fuzz_bytes(&page, (size_t)(in - page.p) + MARK_BYTES));
		const char *out = memmem(page.p, page.n, MARK_OUT, MARK_BYTES);
		assert(out);
		buf_reset(&said);
		unescape(fuzz_bytes(&page, (size_t)(out - page.p)), &said);
		assert(is_known(f, buf_str(&said)));
	}
	buf_add(frame, page);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(buf_done) struct buf page, frame, harmless, harmless_frame;
	static struct filling f;
	struct str rest = fuzz_input(data, n);
	size_t which = fuzz_byte(&rest) % COUNT(PAGE);

	buf_init(&page, PAGE_BYTES);
	buf_init(&frame, PAGE_BYTES);
	buf_init(&harmless, PAGE_BYTES);
	buf_init(&harmless_frame, PAGE_BYTES);
	f = (struct filling){ .rest = rest, .arena = fuzz_arena() };
	render(&f, which, &page);
	take_apart(&f, buf_str(&page), &frame);
	f = (struct filling){ .rest = rest, .arena = f.arena, .is_harmless = true };
	render(&f, which, &harmless);
	take_apart(&f, buf_str(&harmless), &harmless_frame);
	assert(str_eq(buf_str(&frame), buf_str(&harmless_frame)));
	return 0;
}
