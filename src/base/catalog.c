/* catalog.c - look-up in a compiled catalogue, plural rules, and texts with values.
 * Pure but for catalog_of(), which keeps the built-in catalogues. No allocation.
 * Sources: GNU gettext manual 10.3 (the file), Unicode CLDR 42 (plural rules). */
#include "base/catalog.h"

#define MAGIC       0x950412deu
#define HEADER_SIZE 28u
#define DEFAULT     "en"

static size_t form_one_is_1(uint64_t n) { return n == 1 ? 0 : 1; }
static size_t form_one_is_below_2(uint64_t n) { return n < 2 ? 0 : 1; }
static size_t form_single(uint64_t n) { (void)n; return 0; }

static const struct { const char *lang; size_t (*form)(uint64_t); const char *gap; } RULES[] = {
	{ "nl", form_one_is_1,       " " },
	{ "fr", form_one_is_below_2, " " },
	{ "de", form_one_is_1,       " " },
	{ "en", form_one_is_1,       " " },
	{ "zh", form_single,         ""  },
};

static uint32_t
u32_at(struct str mo, size_t at)
{
	const unsigned char *p = (const unsigned char *)mo.p + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Entry I of the table at TABLE_AT; its bounds were checked by catalog_load. */
static struct str
entry(struct str mo, uint32_t table_at, uint32_t i)
{
	size_t row = (size_t)table_at + 8 * (size_t)i;

	return (struct str){ mo.p + u32_at(mo, row + 4), u32_at(mo, row) };
}

static bool
table_is_good(struct str mo, uint32_t table_at, uint32_t n)
{
	if (table_at > mo.n || mo.n - table_at < 8 * (size_t)n)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		size_t row = (size_t)table_at + 8 * (size_t)i;
		size_t size = u32_at(mo, row), at = u32_at(mo, row + 4);

		if (at > mo.n || size >= mo.n - at || mo.p[at + size] != '\0')
			return false;
	}
	return true;
}

/* Plural forms are separated by NUL: each part must be UTF-8 of its own. */
static bool
parts_are_utf8(struct str s)
{
	struct str part;

	for (bool more = true; more;) {
		more = str_split(s, '\0', &part, &s);
		if (!str_is_utf8(part))
			return false;
	}
	return true;
}

static bool
texts_are_good(const struct catalog *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		if (i && strcmp(entry(c->mo, c->keys_at, i - 1).p, entry(c->mo, c->keys_at, i).p) >= 0)
			return false;
		if (!parts_are_utf8(entry(c->mo, c->keys_at, i)) || !parts_are_utf8(entry(c->mo, c->texts_at, i)))
			return false;
	}
	return true;
}

enum err
catalog_load(struct str lang, struct str mo, struct catalog *out)
{
	struct catalog c = { .lang = lang, .mo = mo };

	for (size_t i = 0; i < COUNT(RULES); i++)
		if (str_is(lang, RULES[i].lang)) {
			c.form = RULES[i].form;
			c.gap = str_of(RULES[i].gap);
		}
	if (!c.form)
		return ERR_NOENT;
	if (mo.n < HEADER_SIZE || u32_at(mo, 0) != MAGIC || u32_at(mo, 4) != 0)
		return ERR_INVALID;
	c.n = u32_at(mo, 8);
	c.keys_at = u32_at(mo, 12);
	c.texts_at = u32_at(mo, 16);
	if (c.n > CATALOG_TEXTS_MAX)
		return ERR_LIMIT;
	if (!table_is_good(mo, c.keys_at, c.n) || !table_is_good(mo, c.texts_at, c.n) || !texts_are_good(&c))
		return ERR_INVALID;
	*out = c;
	return ERR_OK;
}

const struct catalog *
catalog_of_shelf(struct catalog_shelf *shelf, struct str lang)
{
	const struct catalog *fallback = NULL;
	struct str primary, rest;

	assert(shelf->count <= CATALOG_LANGS_MAX);
	str_split(lang, '-', &primary, &rest);
	for (size_t i = 0; i < shelf->count; i++) {
		struct catalog *c = &shelf->loaded[i];

		if (!c->form) {
			enum err e = catalog_load(str_of(shelf->source[i].lang), shelf->source[i].mo, c);
			assert(!e && "a catalogue built into the program is damaged");
		}
		if (str_eq(c->lang, primary))
			return c;
		if (str_is(c->lang, DEFAULT))
			fallback = c;
	}
	assert(fallback && "the English catalogue is always built in");
	return fallback;
}

const struct catalog *
catalog_of(struct str lang)
{
	static struct catalog_shelf shelf;

	shelf.source = catalog_sources;
	shelf.count = catalog_source_count;
	return catalog_of_shelf(&shelf, lang);
}

/* As strcmp; MSGID has no NUL in it, KEY ends with one. */
static int
compare(struct str msgid, const char *key)
{
	int order = strncmp(msgid.p, key, msgid.n);

	return order || !key[msgid.n] ? order : -1;
}

/* The texts of MSGID, all plural forms of them; false when CAT does not have it. The empty key is the file's header. */
static bool
find(const struct catalog *cat, struct str msgid, struct str *texts_out)
{
	uint32_t low = 0, high = msgid.n && !memchr(msgid.p, '\0', msgid.n) ? cat->n : 0;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = compare(msgid, entry(cat->mo, cat->keys_at, mid).p);

		if (order == 0) {
			*texts_out = entry(cat->mo, cat->texts_at, mid);
			return texts_out->n > 0;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

bool
catalog_find(const struct catalog *cat, struct str msgid, struct str *text_out)
{
	struct str texts, rest;

	if (!find(cat, msgid, &texts))
		return false;
	str_split(texts, '\0', text_out, &rest);
	return true;
}

struct str
catalog_translate(const struct catalog *cat, struct str text)
{
	struct str own;

	return catalog_find(cat, text, &own) ? own : text;
}

struct str
catalog_text(const struct catalog *cat, const char *msgid)
{
	struct str text;

	return catalog_find(cat, str_of(msgid), &text) ? text : str_of(msgid);
}

struct str
catalog_plural(const struct catalog *cat, const char *one, const char *many, int64_t count)
{
	uint64_t magnitude = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;
	struct str text, rest;

	if (!find(cat, str_of(one), &rest))
		return str_of(form_one_is_1(magnitude) == 0 ? one : many);
	bool more = str_split(rest, '\0', &text, &rest);
	for (size_t form = cat->form(magnitude); form && more; form--)
		more = str_split(rest, '\0', &text, &rest);
	return text;
}

static const struct str *
arg_find(const struct catalog_arg *args, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, args[i].name))
			return &args[i].value;
	return NULL;
}

/* TEXT into OUT with each {name} replaced; COUNT, if any, is {n}. */
static void
say(struct buf *out, void (*add)(struct buf *, struct str), struct str text, const struct str *count,
	const struct catalog_arg *args, size_t n)
{
	struct str plain, name, rest;

	while (str_split(text, '{', &plain, &rest)) {
		add(out, plain);
		if (!str_split(rest, '}', &name, &text)) {
			add(out, STR("{"));
			text = rest;
			continue;
		}
		const struct str *value = count && str_is(name, "n") ? count : arg_find(args, n, name);
		add(out, value ? *value : (struct str){ name.p - 1, name.n + 2 });
	}
	add(out, plain);
}

void
catalog_say(const struct catalog *cat, struct buf *out, void (*add)(struct buf *, struct str), const char *msgid,
	const struct catalog_arg *args, size_t n)
{
	say(out, add, catalog_text(cat, msgid), NULL, args, n);
}

void
catalog_say_count(const struct catalog *cat, struct buf *out, void (*add)(struct buf *, struct str), const char *one,
	const char *many, int64_t count, const struct catalog_arg *args, size_t n)
{
	AUTO(buf_done) struct buf number;

	buf_init(&number, 24);
	buf_addi(&number, count);
	struct str digits = buf_str(&number);
	say(out, add, catalog_plural(cat, one, many, count), &digits, args, n);
}
