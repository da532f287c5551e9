/* init.c - simoff init DIR: configuration, keys, certificate, database, an API key, and on request fifty lines to try.
 * All or nothing: what was made is taken away again when a step fails. Errors: a sentence with the file. */
#include "app/init.h"

#include "app/config_text.h"
#include "app/demo.h"
#include "app/import.h"
#include "app/owner.h"
#include "app/tls.h"
#include "base/clock.h"
#include "base/rng.h"
#include "domain/calendar.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX (1u << 20)

/* What an installation is made of, and what is never overwritten. */
static const char *const FILES[] = { "simoff.conf", "desk.key", "tls.crt", "tls.key", "simoff.db", "simoff.db-wal", "simoff.db-shm", "api.key", "lines.csv" };

struct init {
	struct cli *c;
	const struct cli_args *args;
	const char *dir;
	struct config *conf;
	bool demo;
	char stays[200];		/* why the daemon will stay who starts it; empty: it gets a user of its own */
};

static bool
write_new(struct init *in, const char *name, struct str bytes)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", in->dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n && fsync(fd) == 0;
	if (!ok)
		cli_fail(in->c, CLI_NO, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* The first file of an installation that is there, or NULL. */
static const char *
existing(const char *dir)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < COUNT(FILES); i++) {
		snprintf(path, sizeof path, "%s/%s", dir, FILES[i]);
		if (access(path, F_OK) == 0)
			return FILES[i];
	}
	return NULL;
}

static void
take_back(const char *dir)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < COUNT(FILES); i++) {
		snprintf(path, sizeof path, "%s/%s", dir, FILES[i]);
		unlink(path);
	}
}

/* ---- configuration ---- */

/* 127.0.0.1:8443 means https, as in the file. */
static bool
set_listen(struct config *conf, struct arena *a, struct str listen, char why[CONFIG_WHY_SIZE])
{
	bool has_scheme = str_starts(listen, "https://") || str_starts(listen, "http://");
	struct str url = arena_printf(a, "%s%.*s", has_scheme ? "" : "https://", STR_ARG(listen));

	return config_set(conf, STR("server"), STR("listen"), url, why);
}

static bool
set_adapters(struct config *conf, struct str name, char why[CONFIG_WHY_SIZE])
{
	for (int f = 0; f < EFFECT_FAMILY_COUNT; f++) {
		struct str section = str_of(effect_family_names.name[f]);

		if (!adapter_is_wanted(&conf->adapters, (enum effect_family)f))	/* whoever has such a system says so in the file */
			continue;
		if (!config_set(conf, section, STR("adapter"), name, why))
			return false;
	}
	return true;
}

static bool
configure(struct init *in)
{
	const char *listen = cli_arg(in->args, "listen"), *adapters = cli_arg(in->args, "adapters"), *url = cli_arg(in->args, "public-url");
	char why[CONFIG_WHY_SIZE];
	struct config *conf = in->conf = config_new(in->dir, why);
	bool ok = conf && (!listen || set_listen(conf, conf->arena, str_of(listen), why)) &&
	    (!adapters || set_adapters(conf, str_of(adapters), why)) &&
	    (!url || config_set(conf, STR("operator"), STR("public_url"), str_of(url), why));

	if (ok && in->demo) {
		conf->policy.stop_window_s = 0;
		conf->policy.drain_s = 2;
		conf->policy.review = POLICY_REVIEW_clean;
		conf->policy.refund = POLICY_REFUND_always;
	}
	if (ok && adapters && !strcmp(adapters, "null"))
		conf->policy.drain_s = 0;		/* nothing is in flight that could arrive late */
	if (ok && config_check(conf, why))
		return true;
	cli_fail(in->c, CLI_USAGE, "%s", why);
	return false;
}

static bool
write_config(struct init *in)
{
	AUTO(buf_done) struct buf text;
	char why[CONFIG_WHY_SIZE];
	struct config *defaults = config_new(in->dir, why);

	buf_init(&text, TEXT_MAX);
	if (!defaults)
		return false;
	if (!cli_arg(in->args, "public-url"))
		defaults->operator.public_url = in->conf->operator.public_url;	/* was made from listen, and shall follow it */
	config_text_file(in->conf, defaults, &text);
	config_free(defaults);
	return write_new(in, "simoff.conf", buf_str(&text));
}

/* ---- keys, database, lines ---- */

static bool
write_keys(struct init *in)
{
	uint8_t key[CONFIG_KEY_SIZE];
	char why[TLS_WHY_SIZE];

	rng_bytes(key, sizeof key);
	bool ok = write_new(in, "desk.key", (struct str){ (const char *)key, sizeof key });
	explicit_bzero(key, sizeof key);
	if (!ok || !in->conf->listen.is_tls)
		return ok;
	if (tls_make(in->conf->tls_cert, in->conf->tls_key, in->conf->listen.address, why))
		return true;
	cli_fail(in->c, CLI_NO, "%s", why);
	return false;
}

static bool
ask(void *self, struct import *im, const struct desk_import_in *row)
{
	struct desk *d = self;
	struct desk_caller caller = { .found = true, .role = DESK_ROLE_admin, .name = STR("init"), .channel = STR("cli") };

	while (!desk_add(d, DESK_OP_line_import, &caller, row, (uint64_t)row->row.row, im, false))
		desk_run(d);
	return true;
}

static bool
settle(void *self, struct import *im)
{
	(void)im;
	while (desk_has_work(self))
		desk_run(self);
	return true;
}

static void
answered(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	(void)self, (void)op;
	import_answer(from, (int64_t)tag, code, why, out);
}

/* The fifty lines, on their way as any other import. */
static bool
import_demo(struct init *in, struct desk *d)
{
	AUTO(buf_done) struct buf csv;
	struct cli quiet = *in->c;
	struct import_options o = { .name = "lines.csv" };

	buf_init(&csv, TEXT_MAX);
	demo_lines(calendar_day_of(clock_now(), in->conf->policy.zone), &csv);
	quiet.out = in->c->err;
	return write_new(in, o.name, buf_str(&csv)) && !import_run(&quiet, csv.p, csv.n, &o, &(struct import_door){ d, ask, settle });
}

static bool
write_api_key(struct init *in, struct desk *d)
{
	char key[64 + 2];

	if (desk_client_add(d, STR("init"), STR("operator"), key)) {
		cli_fail(in->c, CLI_NO, "%s: the first API key cannot be stored", in->conf->database);
		return false;
	}
	size_t n = strlen(key);
	key[n] = '\n';
	bool ok = write_new(in, "api.key", (struct str){ key, n + 1 });
	explicit_bzero(key, sizeof key);
	return ok;
}

static bool
fill_database(struct init *in)
{
	char why[CONFIG_WHY_SIZE] = "";

	if (store_migrate(in->conf->database, clock_now(), why)) {
		cli_fail(in->c, CLI_NO, "%s: %s", in->conf->database, why);
		return false;
	}
	struct desk *d = cli_desk(in->c, in->conf, false, answered, NULL);
	bool ok = d && write_api_key(in, d) && (!in->demo || import_demo(in, d));
	desk_close(d);
	return ok;
}

/* ---- whose it is ---- */

static void
choose_owner(struct init *in)
{
	if (owner_prepare(in->conf->dir, in->stays))
		in->conf->server.user = STR(OWNER_USER);
}

static bool
give_away(struct init *in)
{
	char path[PATH_MAX];
	bool ok = in->stays[0] || owner_give(in->dir);

	for (size_t i = 0; i < COUNT(FILES) && ok && !in->stays[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", in->dir, FILES[i]);
		ok = owner_give(path);
	}
	if (!ok)
		cli_fail(in->c, CLI_NO, "%s: cannot be given to the user " OWNER_USER ": %s", in->dir, strerror(errno));
	return ok;
}

/* ---- the command ---- */

static void
tell(const struct init *in)
{
	struct str url = in->conf->operator.public_url;

	if (in->c->json) {
		AUTO(buf_done) struct buf out;

		buf_init(&out, TEXT_MAX);
		buf_addz(&out, "{\"dir\":");
		buf_json(&out, str_of(in->conf->dir));
		buf_addz(&out, ",\"url\":");
		buf_json(&out, url);
		buf_addz(&out, "}\n");
		cli_put(in->c, buf_str(&out));
		return;
	}
	fprintf(in->c->out, "%s is ready.\n"
	    "  start it       simoffd -C %s\n"
	    "  portal         %.*s\n"
	    "  API key        %s (role operator)\n"
	    "  configuration  %s\n",
	    in->conf->dir, in->conf->dir, STR_ARG(url), in->conf->api_key, in->conf->file);
	if (!in->stays[0])
		fprintf(in->c->out, "  runs as        user " OWNER_USER "\n");
	else if (geteuid() == 0)
		fprintf(in->c->out, "The daemon will stay root when root starts it: %s. See [server] user.\n", in->stays);
	if (in->conf->listen.is_tls)
		fprintf(in->c->out, "The certificate %s is self-signed: browsers ask. Put your own in its place.\n", in->conf->tls_cert);
}

enum cli_exit
init_run(struct cli *c, const struct cli_args *args)
{
	const char *dir = cli_arg(args, "dir"), *there;
	struct init in = { .c = c, .args = args, .dir = dir ? dir : c->dir, .demo = cli_arg(args, "demo") };

	if (strlen(in.dir) > PATH_MAX - 100)
		return cli_fail(c, CLI_USAGE, "the folder's name is too long");
	bool made = mkdir(in.dir, 0700) == 0;
	if (!made && errno != EEXIST)
		return cli_fail(c, CLI_NO, "%s: %s", in.dir, strerror(errno));
	if ((there = existing(in.dir)))
		return cli_fail(c, CLI_NO, "%s: there is an installation already (%s); nothing was changed", in.dir, there);
	enum cli_exit e = configure(&in) ? CLI_OK : CLI_USAGE;
	if (!e)
		choose_owner(&in);
	if (!e && !(write_keys(&in) && write_config(&in) && fill_database(&in) && give_away(&in))) {
		take_back(in.dir);
		e = CLI_NO;
	}
	if (!e)
		tell(&in);
	else if (made)
		rmdir(in.dir);
	config_free(in.conf);
	return e;
}
