/* config.c - reads simoff.conf into records, and checks that the settings fit together.
 * libinih splits the lines; it counts no lines and cuts long ones, so reader() does both before it sees them.
 * Errors: the first one, with its line. Secrets never get into an error: a rule is quoted, never a value. */
#include "app/config.h"

#include "app/nearest.h"
#include "base/httpd_address.h"
#include "domain/message.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BREAKER_LIMIT 5
#define ARENA_BYTES ((size_t)256 << 10)	/* a file of the longest settings is far below */

RECORD_TABLE(config_operator, CONFIG_OPERATOR)
RECORD_TABLE(config_server, CONFIG_SERVER)

const struct config_section config_sections[CONFIG_SECTIONS] = {
	{ "operator", "who this is",                                  &config_operator_record,   offsetof(struct config, operator) },
	{ "server",   "the daemon",                                   &config_server_record,     offsetof(struct config, server) },
	{ "policy",   "what the operator has decided",                &policy_record,            offsetof(struct config, policy) },
	{ "net",      "the adapter that switches lines off",          &adapter_net_conf_record,  offsetof(struct config, adapters.net) },
	{ "sms",      "the adapter that sends messages to the line",  &adapter_sms_conf_record,  offsetof(struct config, adapters.sms) },
	{ "mail",     "the adapter that sends mail",                  &adapter_mail_conf_record, offsetof(struct config, adapters.mail) },
	{ "billing",  "the adapter that stops charges and reads the final balance", &adapter_billing_conf_record, offsetof(struct config, adapters.billing) },
	{ "hook",     "the adapter that sends events to your own system", &adapter_hook_conf_record, offsetof(struct config, adapters.hook) },
};

static bool PRINTF(2, 3)
wrong(char why_out[CONFIG_WHY_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why_out, CONFIG_WHY_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

/* ---- defaults ---- */

static void
set_defaults(struct config *c)
{
	c->operator = (struct config_operator){ .found = true, .name = STR("simoff"), .complain = STR(MESSAGE_COMPLAIN) };
	c->server = (struct config_server){
		.found = true, .listen = STR("https://127.0.0.1:8443"), .tls_cert = STR("tls.crt"), .tls_key = STR("tls.key"),
		.database = STR("simoff.db"), .desk_key = STR("desk.key"),
		.connections = 8192,
	};
	c->policy = policy_default();
	c->adapters.net = (struct adapter_net_conf){ .found = true, .adapter = STR("hlr_osmo"), .address = STR("127.0.0.1"),
		.gsup_name = STR("SIMOFF"), .call_ms = 5000, .breaker = BREAKER_LIMIT };
	c->adapters.sms = (struct adapter_sms_conf){ .found = true, .adapter = STR("null"),
		.url = STR("http://127.0.0.1:13013/cgi-bin/sendsms"), .parts_max = 4, .callback_from = STR("127.0.0.1"), .call_ms = 10000, .breaker = BREAKER_LIMIT };
	c->adapters.mail = (struct adapter_mail_conf){ .found = true, .adapter = STR("mail_smtp"), .url = STR("smtp://127.0.0.1:25"),
		.tls = STR("required"), .from = STR("simoff@localhost"), .from_name = STR("simoff"), .hello = STR("localhost"), .call_ms = 30000, .breaker = BREAKER_LIMIT };
	c->adapters.billing = (struct adapter_billing_conf){ .found = true, .late_s = 43200, .call_ms = 10000, .breaker = BREAKER_LIMIT };
	c->adapters.hook = (struct adapter_hook_conf){ .found = true, .call_ms = 10000, .breaker = BREAKER_LIMIT };
}

struct config *
config_new(const char *dir, char why_out[CONFIG_WHY_SIZE])
{
	char path[PATH_MAX];

	if (!realpath(dir, path)) {
		wrong(why_out, "%s: %s; an installation is made by: simoff init %s", dir, strerror(errno), dir);
		return NULL;
	}
	struct config *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->arena = arena_new(ARENA_BYTES);
	c->dir = arena_str(c->arena, str_of(path)).p;
	c->file = arena_printf(c->arena, "%s/simoff.conf", c->dir).p;
	c->socket = arena_printf(c->arena, "%s/simoff.sock", c->dir).p;
	c->api_key = arena_printf(c->arena, "%s/api.key", c->dir).p;
	set_defaults(c);
	return c;
}

void
config_free(struct config *c)
{
	if (!c)
		return;
	arena_free(c->arena);		/* unmapped, so the password goes with it */
	free(c);
}

/* ---- one setting ---- */

static const char *
section_word(const void *of, size_t i)
{
	(void)of;
	return config_sections[i].name;
}

static const char *
field_word(const void *of, size_t i)
{
	const struct record *r = of;

	return r->field[i].name;
}

static bool
unknown(struct str typed, const char *what, const char *nearest, char why_out[CONFIG_WHY_SIZE])
{
	if (nearest)
		return wrong(why_out, "%.*s: there is no such %s; did you mean %s?", STR_ARG(typed), what, nearest);
	return wrong(why_out, "%.*s: there is no such %s; simoff.conf(5) has the list", STR_ARG(typed), what);
}

/* In the file a semicolon at the begin of a value or after a blank begins a comment: such a value could not be written down. */
static bool
looks_like_comment(struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ';' && (i == 0 || value.p[i - 1] == ' ' || value.p[i - 1] == '\t'))
			return true;
	return false;
}

bool
config_set(struct config *c, struct str section, struct str key, struct str value, char why_out[CONFIG_WHY_SIZE])
{
	struct str rule;

	for (const struct config_section *s = config_sections; s < config_sections + CONFIG_SECTIONS; s++) {
		if (!str_is(section, s->name))
			continue;
		const struct field *f = record_find(s->record, key);
		if (!f)
			return unknown(key, "setting in this section", nearest_of(key, field_word, s->record, s->record->n), why_out);
		if (looks_like_comment(value))
			return wrong(why_out, "%s: a semicolon at the begin or after a blank begins a comment; leave it out", f->name);
		if (record_set(s->record, CONFIG_PART(c, s), f, value, c->arena, &rule))
			return wrong(why_out, "%s: %.*s", f->name, STR_ARG(rule));
		return true;
	}
	return unknown(section, "section", nearest_of(section, section_word, NULL, CONFIG_SECTIONS), why_out);
}

/* ---- the file ---- */

struct reading {
	struct config *c;
	FILE *file;
	int line;			/* the one that libinih was given last */
	bool failed;
	int failed_line;
	uint64_t seen[CONFIG_SECTIONS];	/* fields set so far, a bit each */
	char *why;
};

static bool PRINTF(2, 3)
line_wrong(struct reading *r, const char *fmt, ...)
{
	char text[CONFIG_WHY_SIZE];
	va_list ap;

	if (r->failed)
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	r->failed = true;
	r->failed_line = r->line;
	return wrong(r->why, "%s, line %d: %s", r->c->file, r->line, text);
}

/* Hands libinih one line at a time, without the white space in front, by which it would join lines. */
static char *
reader(char *to, int size, void *v)
{
	struct reading *r = v;
	char line[CONFIG_LINE_MAX + 2];
	size_t n = 0;
	int ch = r->failed ? EOF : getc(r->file);

	if (ch == EOF)
		return NULL;
	r->line++;
	for (; ch != EOF && ch != '\n'; ch = getc(r->file)) {
		if (ch == '\0')
			line_wrong(r, "there is a NUL byte in it");
		if (n <= CONFIG_LINE_MAX)
			line[n++] = (char)ch;
	}
	if (n > CONFIG_LINE_MAX)
		line_wrong(r, "longer than %u bytes", CONFIG_LINE_MAX);
	struct str text = str_trim((struct str){ line, n });
	assert(text.n > CONFIG_LINE_MAX || text.n + 2 <= (size_t)size);
	if (r->failed)
		return NULL;
	snprintf(to, (size_t)size, "%.*s\n", STR_ARG(text));
	return to;
}

/* Was this setting seen before? Remembers it. */
static bool
seen_before(struct reading *r, const char *section, const char *key)
{
	for (size_t s = 0; s < CONFIG_SECTIONS; s++) {
		const struct field *f = record_find(config_sections[s].record, str_of(key));

		if (strcmp(section, config_sections[s].name) != 0 || !f)
			continue;
		uint64_t bit = UINT64_C(1) << (f - config_sections[s].record->field);
		bool before = r->seen[s] & bit;
		r->seen[s] |= bit;
		return before;
	}
	return false;
}

static int
handler(void *v, const char *section, const char *key, const char *value)
{
	struct reading *r = v;
	char why[CONFIG_WHY_SIZE];

	if (!*section)
		return line_wrong(r, "a setting before the first [section]");
	if (!config_set(r->c, str_of(section), str_of(key), str_of(value), why))
		return line_wrong(r, "%s", why);
	if (seen_before(r, section, key))
		return line_wrong(r, "%s: is already set further up", key);
	return 1;
}

struct config *
config_load(const char *dir, char why_out[CONFIG_WHY_SIZE])
{
	struct config *c = config_new(dir, why_out);

	if (!c)
		return NULL;
	struct reading r = { .c = c, .why = why_out, .file = fopen(c->file, "re") };
	if (!r.file) {
		wrong(why_out, "%s: %s%s%s", c->file, strerror(errno), errno == ENOENT ? "; an installation is made by: simoff init " : "",
		    errno == ENOENT ? dir : "");
		config_free(c);
		return NULL;
	}
	int bad_line = ini_parse_stream(reader, &r, handler, &r);
	bool unread = ferror(r.file);
	fclose(r.file);
	if (!r.failed && unread)
		r.failed = !wrong(why_out, "%s: cannot be read", c->file);
	if (bad_line && (!r.failed || bad_line < r.failed_line))
		r.failed = !wrong(why_out, "%s, line %d: expected is [section] or name = value", c->file, bad_line);
	if (!r.failed) {
		char why[CONFIG_WHY_SIZE];

		r.failed = !config_check(c, why) && !wrong(why_out, "%s: %.200s", c->file, why);
	}
	if (!r.failed)
		return c;
	config_free(c);
	return NULL;
}
