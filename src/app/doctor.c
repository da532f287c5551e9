/* doctor.c - simoff doctor: every check in one table; each says what is wrong and what to do. Changes nothing.
 * Waits for the far ends of the adapters as long as their call_ms. */
#include "app/doctor.h"

#include "adapter/adapter.h"
#include "app/brand_file.h"
#include "app/door.h"
#include "app/tls.h"
#include "base/clock.h"
#include "store/store.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#define TEXT_SIZE     400
#define DISK_WRONG_MB 100		/* below: the next batch may not be stored */
#define DISK_WARN_MB  1000
#define CERT_WARN_DAYS 30

enum level { FINE, WARNING, WRONG };
static const char *const LEVEL[] = { "ok", "warning", "wrong" };

struct visit { struct cli *c; const struct config *conf; const char *check; bool is_wrong; };

static void PRINTF(3, 4)
found(struct visit *v, enum level level, const char *fmt, ...)
{
	AUTO(buf_done) struct buf json;
	char text[TEXT_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	v->is_wrong |= level == WRONG;
	buf_init(&json, 8192);
	if (!v->c->json) {
		fprintf(v->c->out, "%-8s %-14s %s\n", LEVEL[level], v->check, text);
		return;
	}
	buf_printf(&json, "{\"check\":\"%s\",\"result\":\"%s\",\"text\":", v->check, LEVEL[level]);
	buf_json(&json, str_of(text));
	buf_addz(&json, "}\n");
	cli_put(v->c, buf_str(&json));
}

/* ---- files ---- */

/* PATH is there, and has none of the permissions FORBIDDEN. */
static void
check_file(struct visit *v, const char *path, mode_t forbidden)
{
	struct stat st;

	if (stat(path, &st) != 0)
		found(v, WRONG, "%s: %s", path, strerror(errno));
	else if (st.st_mode & forbidden)
		found(v, WRONG, "%s: others may %s it; do: chmod %s %s", path, st.st_mode & forbidden & 044 ? "read" : "write",
		    forbidden & 044 ? "go-rwx" : "go-w", path);
	else
		found(v, FINE, "%s", path);
}

static void
check_files(struct visit *v)
{
	const struct config *c = v->conf;

	check_file(v, c->dir, 022);
	bool has_secret = c->adapters.mail.password.n;

	for (int f = 0; f < EFFECT_FAMILY_COUNT; f++)
		has_secret |= adapter_common_of(&c->adapters, (enum effect_family)f).webhook_secret.n > 0;
	check_file(v, c->file, has_secret ? 077 : 022);
	check_file(v, c->desk_key, 077);
	check_file(v, c->database, 077);
	if (c->listen.is_tls)
		check_file(v, c->tls_key, 077);
	if (access(c->api_key, F_OK) == 0)
		check_file(v, c->api_key, 077);
}

static void
check_desk_key(struct visit *v)
{
	char why[CONFIG_WHY_SIZE];
	struct desk_conf dc;

	if (!config_desk(v->conf, true, &dc, why))
		found(v, WRONG, "%s", why);
	else
		found(v, FINE, "%u bytes", CONFIG_KEY_SIZE);
	explicit_bzero(&dc.key, sizeof dc.key);
}

/* The colour was judged with the configuration, which is read before anything here. */
static void
check_brand(struct visit *v)
{
	AUTO(buf_done) struct buf mark;
	char why[CONFIG_WHY_SIZE];

	buf_init(&mark, 0);
	if (!brand_file_read(v->conf, &mark, why))
		found(v, WRONG, "%s", why);
	else
		found(v, FINE, "mark: %s, colour: %.*s", v->conf->mark ? v->conf->mark : "simoff's",
		    STR_ARG(v->conf->operator.colour.n ? v->conf->operator.colour : STR("simoff's")));
}

/* ---- database, disk, clock ---- */

static void
check_database(struct visit *v)
{
	char why[TEXT_SIZE] = "";
	struct store *s = store_open(v->conf->database, STORE_READER, why);

	if (!s)
		found(v, WRONG, "%.300s; an older version is brought up to date by: simoff migrate", why);
	else if (store_check(s, why))
		found(v, WRONG, "%.200s: %.100s; keep the file, and put the last backup back by: simoff restore", v->conf->database, why);
	else
		found(v, FINE, "version %d, sound", store_version_wanted());
	store_close(s);
}

static void
check_disk(struct visit *v)
{
	char path[PATH_MAX];
	struct statvfs fs;

	snprintf(path, sizeof path, "%s", v->conf->database);
	const char *dir = dirname(path);
	if (statvfs(dir, &fs) != 0) {
		found(v, WRONG, "%s: %s", dir, strerror(errno));
		return;
	}
	uint64_t mb = (uint64_t)fs.f_bavail * fs.f_frsize >> 20;
	enum level level = mb < DISK_WRONG_MB ? WRONG : mb < DISK_WARN_MB ? WARNING : FINE;
	found(v, level, "%llu MB free in %s%s", (unsigned long long)mb, dir, level == FINE ? "" : "; make room, a full disk stops every request");
}

static void
check_clock(struct visit *v)
{
	struct timex tx = { 0 };
	struct stat st;
	int64_t now = clock_now().ms;

	if (stat(v->conf->database, &st) == 0 && (int64_t)st.st_mtime * 1000 > now + 60000)
		found(v, WRONG, "the clock is behind the database's last change; set it, or entries get times that never were");
	else if (adjtimex(&tx) == TIME_ERROR)
		found(v, WARNING, "the kernel says that the clock is not synchronised; install chrony or systemd-timesyncd");
	else
		found(v, FINE, "synchronised");
}

/* ---- certificate, adapters, daemon ---- */

static void
check_certificate(struct visit *v)
{
	char why[TLS_WHY_SIZE];
	struct utc_ms until;

	if (!v->conf->listen.is_tls) {
		found(v, FINE, "none is used: %.*s", STR_ARG(v->conf->server.listen));
		return;
	}
	if (!tls_until(v->conf->tls_cert, &until, why) || !tls_fits(v->conf->tls_cert, v->conf->tls_key, why)) {
		found(v, WRONG, "%s", why);
		return;
	}
	int64_t days = (until.ms - clock_now().ms) / CLOCK_DAY_MS;
	if (until.ms <= clock_now().ms)
		found(v, WRONG, "%s has ended; put a new one in its place, then send SIGHUP to simoffd", v->conf->tls_cert);
	else
		found(v, days < CERT_WARN_DAYS ? WARNING : FINE, "%s ends in %lld days", v->conf->tls_cert, (long long)days);
}

/* A program of the daemon's user is not run with more rights than that user has. */
static bool
is_not_ours_to_run(const struct visit *v, const struct adapter *a)
{
	return !strcmp(a->name, "exec") && geteuid() == 0 && v->conf->server.user.n;
}

static void
check_adapters(struct visit *v)
{
	const struct adapter_conf *conf = &v->conf->adapters;

	for (int f = 0; f < EFFECT_FAMILY_COUNT; f++) {
		if (!adapter_is_wanted(conf, (enum effect_family)f))
			continue;
		const struct adapter *a = adapter_find((enum effect_family)f, adapter_common_of(conf, (enum effect_family)f).adapter);
		if (is_not_ours_to_run(v, a)) {
			found(v, WARNING, "[%s] exec: its program is not run by root; do: runuser -u %.*s -- simoff -C %s doctor", effect_family_names.name[f],
			    STR_ARG(v->conf->server.user), v->conf->dir);
			continue;
		}
		char why[200] = "";
		void *self = a->open(conf);
		enum err e = a->check(self, why);

		a->close(self);
		if (e)
			found(v, WRONG, "[%s] %s: %s", effect_family_names.name[f], a->name, why);
		else if (!strcmp(a->name, "null") || !strcmp(a->name, "faulty"))
			found(v, WARNING, "[%s] %s: for trying out; nothing leaves this machine", effect_family_names.name[f], a->name);
		else
			found(v, FINE, "[%s] %s", effect_family_names.name[f], a->name);
	}
}

/* What the workers told last; needs no daemon. */
static void
check_far_ends(struct visit *v)
{
	char why[TEXT_SIZE], until[CLOCK_TEXT_SIZE];
	struct store *s = store_open(v->conf->database, STORE_READER, why);
	struct arena *a = arena_new(1u << 20);
	struct list rows = { 0 };

	if (s && store_run(s, STORE_Q_far_ends, &(struct none){ .found = true }, &rows, a, NULL))
		found(v, WRONG, "%s", store_why(s));
	const struct far_end *r = rows.items;
	for (size_t i = 0; i < rows.n; i++) {
		clock_format(r[i].rests_until, until);
		if (r[i].rests_until.ms)
			found(v, WARNING, "[%s] %lld failures in a row, tried again at %s: %.*s", effect_family_names.name[r[i].family],
			    (long long)r[i].failures, until, STR_ARG(r[i].detail));
	}
	arena_free(a);
	store_close(s);
}

static void
check_daemon(struct visit *v)
{
	char why[DOOR_WHY_SIZE];
	int fd = door_connect(v->conf->socket, why);

	if (fd < 0)
		found(v, WARNING, "%s", why);
	else
		found(v, FINE, "answers on %s", v->conf->socket);
	if (fd >= 0)
		close(fd);
}

static void
check_sandbox(struct visit *v)
{
	char why[SANDBOX_WHY_SIZE];
	bool lacks = sandbox_lacks(why);

	if (v->conf->server.sandbox == SANDBOX_MODE_off)
		found(v, WARNING, "[server] sandbox = off: a process that is taken over may do what its user may");
	else
		found(v, lacks ? WARNING : FINE, "%s", why);
}

enum cli_exit
doctor_run(struct cli *c, const struct cli_args *args)
{
	static const struct { const char *name; void (*run)(struct visit *); } CHECKS[] = {
		{ "files", check_files },     { "desk key", check_desk_key },       { "database", check_database }, { "disk", check_disk },
		{ "brand", check_brand },
		{ "clock", check_clock },     { "certificate", check_certificate }, { "adapter", check_adapters },  { "far end", check_far_ends },
		{ "daemon", check_daemon },   { "sandbox", check_sandbox },
	};
	struct visit v = { .c = c, .check = "configuration" };
	char why[CONFIG_WHY_SIZE];
	struct config *conf = config_load(c->dir, why);

	(void)args;
	if (!conf) {
		found(&v, WRONG, "%s", why);
		return CLI_NO;
	}
	found(&v, FINE, "%s", conf->file);
	v.conf = conf;
	for (size_t i = 0; i < COUNT(CHECKS); i++) {
		v.check = CHECKS[i].name;
		CHECKS[i].run(&v);
	}
	config_free(conf);
	return v.is_wrong ? CLI_NO : CLI_OK;
}
