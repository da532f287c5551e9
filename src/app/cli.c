/* cli.c - what every command of `simoff` shares. Errors: none; a full disk is noticed when main closes standard output. */
#include "app/cli.h"

#include "app/table.h"

#include <pwd.h>
#include <stdarg.h>
#include <unistd.h>

#define TEXT_MAX (1u << 20)
#define PRINT_NAME_WIDTH 22	/* "quote.indemnity_cents" */

const char *
cli_arg(const struct cli_args *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (!strcmp(a->name[i], name))
			return a->value[i];
	return NULL;
}

static void PRINTF(3, 0)
say(struct cli *c, const char *prefix, const char *fmt, va_list ap)
{
	AUTO(buf_done) struct buf safe;
	char text[2000];

	buf_init(&safe, TEXT_MAX);
	vsnprintf(text, sizeof text, fmt, ap);
	table_safe(str_of(text), &safe);
	fprintf(c->err, "%s%.*s\n", prefix, STR_ARG(buf_str(&safe)));
}

enum cli_exit
cli_fail(struct cli *c, enum cli_exit code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, "simoff: ", fmt, ap);
	va_end(ap);
	return code;
}

void
cli_say(struct cli *c, const char *fmt, ...)
{
	va_list ap;

	if (c->json)
		return;
	va_start(ap, fmt);
	say(c, "", fmt, ap);
	va_end(ap);
}

void
cli_put(struct cli *c, struct str text)
{
	fwrite(text.p, 1, text.n, c->out);
}

/* ---- where it works ---- */

struct config *
cli_config(struct cli *c)
{
	char why[CONFIG_WHY_SIZE];
	struct config *conf = config_load(c->dir, why);

	if (!conf)
		cli_fail(c, CLI_CONFIG, "%s", why);
	return conf;
}

struct desk *
cli_desk(struct cli *c, const struct config *conf, bool reader, desk_answer_fn *answer, void *self)
{
	char why[CONFIG_WHY_SIZE];
	struct desk_conf dc;
	struct desk *d = config_desk(conf, reader, &dc, why) ? desk_open(&dc, answer, self, why) : NULL;

	explicit_bzero(dc.key, sizeof dc.key);
	if (!d)
		cli_fail(c, CLI_CONFIG, "%s", why);
	return d;
}

struct desk_caller
cli_caller(struct cli *c)
{
	const struct passwd *pw = getpwuid(geteuid());
	struct str name = pw ? arena_str(c->arena, str_of(pw->pw_name)) : arena_printf(c->arena, "uid %u", geteuid());

	return (struct desk_caller){ .found = true, .role = DESK_ROLE_admin, .name = name, .channel = STR("cli") };
}

/* ---- showing ---- */

static bool
is_single(const struct field *f)
{
	return f->kind != F_LIST && f->kind != F_OBJECT && !(f->flags & HIDDEN);
}

/* FIELD of REC for people: booleans as yes and nothing. */
static void
value_for_people(const void *rec, const struct field *f, struct buf *out)
{
	buf_reset(out);
	if (f->kind != F_BOOL || RECORD_AT_CONST(rec, f, bool))
		record_get(rec, f, out);
}

static void
print_json(struct cli *c, const struct record *r, const void *rec)
{
	AUTO(buf_done) struct buf out;

	buf_init(&out, (size_t)TEXT_MAX * 64);
	record_to_json(r, rec, &out);
	buf_addc(&out, '\n');
	cli_put(c, buf_str(&out));
}

static bool
is_column(const struct field *f, const char *columns)
{
	struct str word, rest = str_of(columns);

	if (!is_single(f))
		return false;
	if (!columns)
		return true;
	while (rest.n) {
		str_split(rest, ' ', &word, &rest);
		if (str_is(word, f->name))
			return true;
	}
	return false;
}

void
cli_table(struct cli *c, const struct record *r, struct list items, const char *columns)
{
	AUTO(buf_done) struct buf out;
	struct table *t;

	buf_init(&out, SIZE_MAX / 2);
	if (c->json) {
		for (size_t i = 0; i < items.n; i++)
			print_json(c, r, (const char *)items.items + i * r->size);
		return;
	}
	t = table_new();
	for (const struct field *f = r->field; f < r->field + r->n; f++)
		if (is_column(f, columns))
			table_column(t, f->name, f->kind == F_INT);
	for (size_t i = 0; i < items.n; i++)
		for (const struct field *f = r->field; f < r->field + r->n; f++)
			if (is_column(f, columns)) {
				value_for_people((const char *)items.items + i * r->size, f, &out);
				table_cell(t, buf_str(&out));
			}
	buf_reset(&out);
	table_print(t, &out);
	cli_put(c, buf_str(&out));
	table_free(t);
}

static void
print_value(struct cli *c, const char *prefix, const void *rec, const struct field *f)
{
	AUTO(buf_done) struct buf value, safe;

	buf_init(&value, TEXT_MAX);
	buf_init(&safe, TEXT_MAX * 4);
	value_for_people(rec, f, &value);
	if (!value.n)
		return;
	table_safe(buf_str(&value), &safe);
	fprintf(c->out, "%s%-*s  %.*s\n", prefix, PRINT_NAME_WIDTH - (int)strlen(prefix), f->name, STR_ARG(buf_str(&safe)));
}

static void
print_fields(struct cli *c, const char *prefix, const struct record *r, const void *rec)
{
	char inner[80];

	for (const struct field *f = r->field; f < r->field + r->n; f++) {
		if (f->flags & HIDDEN)
			continue;
		if (is_single(f)) {
			print_value(c, prefix, rec, f);
		} else if (f->kind == F_LIST && RECORD_AT_CONST(rec, f, struct list).n) {
			fprintf(c->out, "\n%s%s:\n", prefix, f->name);
			cli_table(c, f->sub, RECORD_AT_CONST(rec, f, struct list), NULL);
		} else if (f->kind == F_OBJECT && !record_is_absent(rec, f)) {
			snprintf(inner, sizeof inner, "%s%s.", prefix, f->name);
			print_fields(c, inner, f->sub, &RECORD_AT_CONST(rec, f, char));
		}
	}
}

void
cli_show(struct cli *c, const struct record *r, const void *rec)
{
	if (c->json)
		print_json(c, r, rec);
	else
		print_fields(c, "", r, rec);
}
