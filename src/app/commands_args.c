/* commands_args.c - the words behind a command, by its row in the table, and the record of its operation from them.
 * Errors: what was typed wrong, with the nearest known word, on standard error. Values are not repeated: they may be personal. */
#include "app/commands.h"

#include "app/nearest.h"

size_t
commands_arg_count(const struct commands *k)
{
	size_t n = 0;

	while (n < COMMANDS_ARGS_MAX && k->arg[n].name)
		n++;
	return n;
}

static const char *
arg_name(const void *of, size_t i)
{
	return ((const struct commands *)of)->arg[i].name;
}

static bool
wrong_use(struct cli *c, const struct commands *k)
{
	commands_usage(c->err, k);
	return false;
}

static const struct commands_arg *
next_word(const struct commands *k, size_t *at)
{
	size_t n = commands_arg_count(k);

	while (*at < n && k->arg[*at].kind != COMMANDS_WORD)
		++*at;
	return *at < n ? &k->arg[(*at)++] : NULL;
}

static const struct commands_arg *
find_option(const struct commands *k, struct str name)
{
	for (size_t i = 0; i < commands_arg_count(k); i++)
		if (k->arg[i].kind != COMMANDS_WORD && str_is(name, k->arg[i].name))
			return &k->arg[i];
	return NULL;
}

static bool
keep(struct cli *c, const struct commands *k, struct cli_args *out, const struct commands_arg *a, const char *value)
{
	if (cli_arg(out, a->name)) {
		cli_fail(c, CLI_USAGE, "--%s is given twice", a->name);
		return wrong_use(c, k);
	}
	assert(out->n < COUNT(out->name));
	out->name[out->n] = a->name;
	out->value[out->n++] = value;
	return true;
}

/* --name VALUE, --name=VALUE, --flag. I is the place of the option, and moves to its value. */
static bool
take_option(struct cli *c, const struct commands *k, int argc, char *const *argv, int *i, struct cli_args *out)
{
	struct str name, rest, text = str_of(argv[*i] + 2);
	bool has_value = str_split(text, '=', &name, &rest);
	const struct commands_arg *a = find_option(k, name);

	if (!a) {
		const char *nearest = nearest_of(name, arg_name, k, commands_arg_count(k));

		cli_fail(c, CLI_USAGE, "%s: there is no such option%s%s", argv[*i], nearest ? "; did you mean --" : "", nearest ? nearest : "");
		return wrong_use(c, k);
	}
	if (a->kind == COMMANDS_FLAG && has_value) {
		cli_fail(c, CLI_USAGE, "--%s takes no value", a->name);
		return wrong_use(c, k);
	}
	if (a->kind == COMMANDS_FLAG)
		return keep(c, k, out, a, "yes");
	if (has_value)
		return keep(c, k, out, a, rest.p);
	if (*i + 1 >= argc) {
		cli_fail(c, CLI_USAGE, "--%s needs a value", a->name);
		return wrong_use(c, k);
	}
	return keep(c, k, out, a, argv[++*i]);
}

bool
commands_parse(struct cli *c, const struct commands *k, int argc, char *const *argv, struct cli_args *out)
{
	bool options = true;
	size_t at = 0;

	*out = (struct cli_args){ .n = 0 };
	for (int i = 0; i < argc; i++) {
		if (options && !strcmp(argv[i], "--")) {
			options = false;
		} else if (options && !strcmp(argv[i], "--json")) {
			c->json = true;
		} else if (options && !strncmp(argv[i], "--", 2)) {
			if (!take_option(c, k, argc, argv, &i, out))
				return false;
		} else {
			const struct commands_arg *a = next_word(k, &at);

			if (!a) {
				cli_fail(c, CLI_USAGE, "%s: one word too many", argv[i]);
				return wrong_use(c, k);
			}
			if (!keep(c, k, out, a, argv[i]))
				return false;
		}
	}
	for (size_t i = 0; i < commands_arg_count(k); i++)
		if (k->arg[i].required && !cli_arg(out, k->arg[i].name)) {
			cli_fail(c, CLI_USAGE, "%s%s is missing", k->arg[i].kind == COMMANDS_WORD ? "" : "--", k->arg[i].name);
			return wrong_use(c, k);
		}
	return true;
}

/* ---- the record ---- */

/* PATH in REC ("contact.email"); the records on the way are there from now on. */
static const struct field *
walk(const struct record **r, void **rec, struct str path)
{
	struct str name;
	const struct field *f;

	while (str_split(path, '.', &name, &path)) {
		f = record_find(*r, name);
		assert(f && f->kind == F_OBJECT);
		*rec = &RECORD_AT(*rec, f, char);
		*r = f->sub;
		*(bool *)*rec = true;		/* `found`, the first member of every record */
	}
	f = record_find(*r, name);
	assert(f && "the table names a field that is not there");
	return f;
}

static bool
set(struct cli *c, const struct record *r, void *in, const char *name, const char *path, const char *value)
{
	struct str why;
	const struct field *f = walk(&r, &in, str_of(path));

	if (!record_set(r, in, f, str_of(value), c->arena, &why))
		return true;
	cli_fail(c, CLI_USAGE, "%s: %.*s", name, STR_ARG(why));
	return false;
}

bool
commands_record(struct cli *c, const struct commands *k, const struct cli_args *args, void *in)
{
	const struct record *r = desk_operations[k->op].in;

	record_init(r, in);
	*(bool *)in = true;
	if (k->fixed && !set(c, r, in, k->fixed, k->fixed, k->fixed_value))
		return false;
	for (size_t i = 0; i < commands_arg_count(k); i++) {
		const char *value = cli_arg(args, k->arg[i].name);

		if (value && k->arg[i].path && !set(c, r, in, k->arg[i].name, k->arg[i].path, value))
			return false;
	}
	return true;
}
