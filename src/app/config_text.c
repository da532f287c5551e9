/* config_text.c - the configuration written down, from the same tables that read it. Pure. */
#include "app/config_text.h"

#define MDOC_WIDTH 78u

/* One setting as the file has it. */
static void
value_of(const void *part, const struct field *f, bool with_secrets, struct buf *out)
{
	if (with_secrets && f->kind == F_SECRET)
		buf_add(out, RECORD_AT_CONST(part, f, struct str));
	else
		record_get(part, f, out);
}

static bool
same_value(const void *a, const void *b, const struct field *f)
{
	AUTO(buf_done) struct buf x, y;

	buf_init(&x, 4096);
	buf_init(&y, 4096);
	value_of(a, f, true, &x);
	value_of(b, f, true, &y);
	return str_eq(buf_str(&x), buf_str(&y));
}

/* "one of a, b" or "from 0 to 5", where that says more than the doc. */
static bool
has_rule(const struct field *f)
{
	return f->kind == F_ENUM || f->kind == F_INT || f->kind == F_BOOL;
}

void
config_text_file(const struct config *c, const struct config *defaults, struct buf *out)
{
	buf_addz(out, "# simoff.conf: the configuration of this installation. simoff.conf(5) explains it; `simoff doctor` checks it.\n"
	    "# Commented settings show their defaults.\n");
	for (const struct config_section *s = config_sections; s < config_sections + CONFIG_SECTIONS; s++) {
		const void *part = (const char *)c + s->at, *from = (const char *)defaults + s->at;

		buf_printf(out, "\n[%s]\n# %s\n", s->name, s->doc);
		for (const struct field *f = s->record->field; f < s->record->field + s->record->n; f++) {
			buf_printf(out, "\n# %s\n", f->doc);
			if (has_rule(f)) {
				buf_addz(out, "# (");
				record_rule(f, out);
				buf_addz(out, ")\n");
			}
			buf_printf(out, "%s%s = ", same_value(part, from, f) ? "#" : "", f->name);
			value_of(part, f, true, out);
			buf_addc(out, '\n');
		}
	}
}

void
config_text_effective(const struct config *c, struct buf *out)
{
	for (const struct config_section *s = config_sections; s < config_sections + CONFIG_SECTIONS; s++) {
		buf_printf(out, "%s[%s]\n", s == config_sections ? "" : "\n", s->name);
		for (const struct field *f = s->record->field; f < s->record->field + s->record->n; f++) {
			buf_printf(out, "%s = ", f->name);
			value_of((const char *)c + s->at, f, false, out);
			buf_addc(out, '\n');
		}
	}
}

void
config_text_json(const struct config *c, struct buf *out)
{
	AUTO(buf_done) struct buf value;

	buf_init(&value, 4096);
	for (const struct config_section *s = config_sections; s < config_sections + CONFIG_SECTIONS; s++) {
		buf_printf(out, "%c\"%s\":", s == config_sections ? '{' : ',', s->name);
		for (const struct field *f = s->record->field; f < s->record->field + s->record->n; f++) {
			buf_reset(&value);
			value_of((const char *)c + s->at, f, false, &value);
			buf_printf(out, "%c\"%s\":", f == s->record->field ? '{' : ',', f->name);
			buf_json(out, buf_str(&value));
		}
		buf_addc(out, '}');
	}
	buf_addz(out, "}\n");
}

/* One word of mdoc text: a backslash, and a dot or quote in front, have a meaning there. */
static void
add_mdoc(struct buf *out, struct str word)
{
	if (word.n && (word.p[0] == '.' || word.p[0] == '\''))
		buf_addz(out, "\\&");
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == '\\')
			buf_addz(out, "\\e");
		else
			buf_addc(out, word.p[i]);
}

/* TEXT in lines of mdoc, a full stop behind it. */
static void
add_sentence(struct buf *out, struct str text)
{
	size_t begin = out->n, line = begin;
	struct str word;

	while (text.n) {
		str_split(text, ' ', &word, &text);
		bool fits = out->n - line + 1 + word.n < MDOC_WIDTH;
		if (out->n > begin)
			buf_addc(out, fits ? ' ' : '\n');
		if (!fits)
			line = out->n;
		add_mdoc(out, word);
	}
	buf_addz(out, ".\n");
}

static void
add_default(struct buf *out, struct str value)
{
	if (!value.n)
		return;
	buf_addz(out, "Default:\n.Ql ");
	add_mdoc(out, value);
	buf_addz(out, value.p[value.n - 1] == '.' ? "\\& .\n" : " .\n");	/* a dot at its end is its own */
}

static void
add_setting(const void *part, const struct field *f, struct buf *out)
{
	AUTO(buf_done) struct buf value;

	buf_init(&value, 4096);
	buf_printf(out, ".It Ic %s\n", f->name);
	add_sentence(out, str_of(f->doc));
	if (has_rule(f)) {
		buf_addz(&value, "It ");
		record_rule(f, &value);
		add_sentence(out, buf_str(&value));
		buf_reset(&value);
	}
	value_of(part, f, false, &value);
	add_default(out, buf_str(&value));
}

void
config_text_manual(const struct config *defaults, struct buf *out)
{
	for (const struct config_section *s = config_sections; s < config_sections + CONFIG_SECTIONS; s++) {
		buf_printf(out, ".Ss [%s]: %s\n.Bl -tag -width Ds\n", s->name, s->doc);
		for (const struct field *f = s->record->field; f < s->record->field + s->record->n; f++)
			add_setting((const char *)defaults + s->at, f, out);
		buf_addz(out, ".El\n");
	}
}
