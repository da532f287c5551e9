/* cli_local.c - the commands that work on the files themselves: configuration, machine, migrate, audit, keys, backup, restore.
 * Errors: a sentence that names the file; exit code 3 when configuration or database cannot be used, 1 for a finding. */
#include "app/cli_local.h"

#include "app/config_text.h"
#include "app/door.h"
#include "base/clock.h"
#include "base/rng.h"
#include "domain/termination.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX  (1u << 20)
#define WHY_SIZE  300
#define COPY_BYTES ((size_t)1 << 30)	/* at a time */

/* ---- configuration and machine ---- */

enum cli_exit
cli_local_config(struct cli *c, const struct cli_args *args)
{
	AUTO(buf_done) struct buf out;
	char why[CONFIG_WHY_SIZE];

	buf_init(&out, TEXT_MAX);
	if (cli_arg(args, "file") || cli_arg(args, "manual")) {
		struct config *defaults = config_new("/", why);		/* the folder plays no part in these texts */

		if (!defaults)
			return cli_fail(c, CLI_CONFIG, "%s", why);
		if (cli_arg(args, "file"))
			config_text_file(defaults, defaults, &out);
		else
			config_text_manual(defaults, &out);
		config_free(defaults);
	} else {
		struct config *conf = cli_config(c);

		if (!conf)
			return CLI_CONFIG;
		(c->json ? config_text_json : config_text_effective)(conf, &out);
		config_free(conf);
	}
	cli_put(c, buf_str(&out));
	return CLI_OK;
}

enum cli_exit
cli_local_machine(struct cli *c, const struct cli_args *args)
{
	AUTO(buf_done) struct buf out;

	buf_init(&out, TEXT_MAX);
	termination_print(cli_arg(args, "dot") ? 'd' : cli_arg(args, "matrix") ? 'm' : 't', &out);
	cli_put(c, buf_str(&out));
	return CLI_OK;
}

/* ---- database ---- */

static enum cli_exit
migrate(struct cli *c, const struct config *conf)
{
	char why[WHY_SIZE] = "";
	struct stat st;

	if (stat(conf->database, &st) != 0)
		return cli_fail(c, CLI_CONFIG, "%s: %s; a new one is made by simoff init, an old one comes back by simoff restore", conf->database,
		    strerror(errno));
	if (store_migrate(conf->database, clock_now(), why))
		return cli_fail(c, CLI_CONFIG, "%s: %s", conf->database, why);
	cli_say(c, "%s is at version %d", conf->database, store_version_wanted());
	return CLI_OK;
}

enum cli_exit
cli_local_migrate(struct cli *c, const struct cli_args *args)
{
	struct config *conf = cli_config(c);

	(void)args;
	if (!conf)
		return CLI_CONFIG;
	enum cli_exit e = migrate(c, conf);
	config_free(conf);
	return e;
}

/* Does something with the desk in this process. */
static enum cli_exit
with_desk(struct cli *c, bool reader, enum cli_exit (*then)(struct cli *, struct desk *, void *), void *arg)
{
	struct config *conf = cli_config(c);
	struct desk *d = conf ? cli_desk(c, conf, reader, NULL, NULL) : NULL;
	enum cli_exit e = d ? then(c, d, arg) : CLI_CONFIG;

	desk_close(d);
	config_free(conf);
	return e;
}

static void
audit_bad(void *self, struct id line, int64_t seq, const char *what)
{
	struct cli *c = self;
	char id[RNG_ID_SIZE];

	rng_id_format(line, id);
	if (c->json)
		fprintf(c->out, "{\"line\":\"%s\",\"entry\":%" PRId64 ",\"what\":\"%s\"}\n", id, seq, what);
	else
		fprintf(c->out, "line %s, entry %" PRId64 ": %s\n", id, seq, what);
}

static enum cli_exit
audit(struct cli *c, struct desk *d, void *arg)
{
	int64_t lines, rows;

	(void)arg;
	int broken = desk_audit_verify(d, audit_bad, c, &lines, &rows);
	cli_say(c, "%" PRId64 " entries of %" PRId64 " lines, %d broken chains", rows, lines, broken);
	return broken ? CLI_NO : CLI_OK;
}

enum cli_exit
cli_local_audit(struct cli *c, const struct cli_args *args)
{
	(void)args;
	return with_desk(c, true, audit, NULL);
}

static enum cli_exit
key_add(struct cli *c, struct desk *d, void *v)
{
	const struct cli_args *args = v;
	struct str name = str_of(cli_arg(args, "name")), role = str_of(cli_arg(args, "role"));
	char key[64];

	if (!role.n)
		role = STR("operator");
	if (!str_is(role, "reader") && !str_is(role, "operator"))
		return cli_fail(c, CLI_USAGE, "--role: must be reader or operator");
	if (!name.n || name.n > 64 || str_has_control(name) || !str_is_utf8(name))
		return cli_fail(c, CLI_USAGE, "name: must be 1 to 64 bytes of text");
	if (desk_client_add(d, name, role, key))
		return cli_fail(c, CLI_CONFIG, "the database does not take it now; try again");
	if (c->json)
		fprintf(c->out, "{\"key\":\"%s\"}\n", key);
	else
		fprintf(c->out, "%s\n", key);
	cli_say(c, "This key is shown once. Whoever has it acts as %.*s.", STR_ARG(name));
	explicit_bzero(key, sizeof key);
	return CLI_OK;
}

enum cli_exit
cli_local_key(struct cli *c, const struct cli_args *args)
{
	return with_desk(c, false, key_add, (void *)(uintptr_t)args);
}

/* ---- backup and restore ---- */

static void
close_it(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

enum cli_exit
cli_local_backup(struct cli *c, const struct cli_args *args)
{
	const char *to = cli_arg(args, "file");
	struct config *conf = cli_config(c);
	char why[WHY_SIZE] = "";
	enum cli_exit e = CLI_OK;

	if (!conf)
		return CLI_CONFIG;
	struct store *s = store_open(conf->database, STORE_READER, why);
	if (!s)
		e = cli_fail(c, CLI_CONFIG, "%s", why);
	else if (access(to, F_OK) == 0)
		e = cli_fail(c, CLI_NO, "%s: is there already; nothing was written", to);
	else if (store_backup(s, to, why))
		e = cli_fail(c, CLI_NO, "%s: %s", to, why);
	else
		cli_say(c, "%s holds everything that was committed. Keep a copy of %s and simoff.conf with it, apart from it.", to, conf->desk_key);
	store_close(s);
	config_free(conf);
	return e;
}

struct restore { struct cli *c; const struct config *conf; char fresh[PATH_MAX], aside[PATH_MAX]; };

/* Copies FROM, byte by byte, to the new file beside the database, which belongs to whom the database belongs. */
static bool
copy(const char *from, const char *to, const char *like, char why_out[WHY_SIZE])
{
	AUTO(close_it) int in = open(from, O_RDONLY | O_CLOEXEC);
	AUTO(close_it) int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = -1;
	struct stat st;

	if (in >= 0 && out >= 0 && (stat(like, &st) != 0 || st.st_uid == geteuid() || fchown(out, st.st_uid, st.st_gid) == 0))
		while ((n = sendfile(out, in, NULL, COPY_BYTES)) > 0)
			continue;
	if (n == 0 && fsync(out) == 0)
		return true;
	snprintf(why_out, WHY_SIZE, "%.100s to %.100s: %s", from, to, strerror(errno));
	return false;
}

/* The backup as a new file beside the database: of this version, and sound. */
static enum cli_exit
bring(struct restore *r, const char *from)
{
	char why[WHY_SIZE] = "";
	struct store *s = NULL;

	unlink(r->fresh);			/* of a restore that did not end */
	bool ok = copy(from, r->fresh, r->conf->database, why) && !store_migrate(r->fresh, clock_now(), why) &&
	    (s = store_open(r->fresh, STORE_WRITER, why)) && !store_check(s, why);
	store_close(s);
	if (ok)
		return CLI_OK;
	unlink(r->fresh);
	return cli_fail(r->c, CLI_NO, "%s: %s; nothing was changed", from, why);
}

/* The old files go aside, the journal included; then the new one takes the place. */
static enum cli_exit
exchange(struct restore *r)
{
	static const char *const PARTS[] = { "", "-wal", "-shm" };
	char from[PATH_MAX + 8], to[PATH_MAX + 8];

	for (size_t i = 0; i < COUNT(PARTS); i++) {
		snprintf(from, sizeof from, "%s%s", r->conf->database, PARTS[i]);
		snprintf(to, sizeof to, "%s%s", r->aside, PARTS[i]);
		if (rename(from, to) != 0 && errno != ENOENT)
			return cli_fail(r->c, CLI_CONFIG, "%s: cannot be put aside: %s", from, strerror(errno));
	}
	if (rename(r->fresh, r->conf->database) != 0)
		return cli_fail(r->c, CLI_CONFIG, "%s: %s; the old database is %s", r->fresh, strerror(errno), r->aside);
	return CLI_OK;
}

/* What may have happened after the backup was made is asked about, before anything is done again. */
static enum cli_exit
ask_world(struct restore *r)
{
	struct desk *d = cli_desk(r->c, r->conf, false, NULL, NULL);

	if (!d)
		return CLI_CONFIG;
	enum err e = desk_ask_world(d);
	desk_close(d);
	return e ? cli_fail(r->c, CLI_CONFIG, "the restored database does not take a change: %s", err_text(e)) : CLI_OK;
}

static enum cli_exit
restore(struct cli *c, const struct config *conf, const char *from)
{
	char why[DOOR_WHY_SIZE], now[CLOCK_TEXT_SIZE];
	struct restore r = { .c = c, .conf = conf };
	AUTO(close_it) int door = door_open(conf->socket, -1, why);	/* no daemon runs, and none starts meanwhile */
	enum cli_exit e;

	if (door < 0)
		return cli_fail(c, CLI_NO, "%s; stop it first", why);
	clock_format(clock_now(), now);
	snprintf(r.fresh, sizeof r.fresh, "%s.restoring", conf->database);
	snprintf(r.aside, sizeof r.aside, "%s.before-%s", conf->database, now);
	if (!(e = bring(&r, from)) && !(e = exchange(&r)))
		e = ask_world(&r);
	unlink(conf->socket);
	if (!e)
		cli_say(c, "Restored. What was under way is asked about before it is done again. The database as it was is %s", r.aside);
	return e;
}

enum cli_exit
cli_local_restore(struct cli *c, const struct cli_args *args)
{
	struct config *conf = cli_config(c);

	if (!conf)
		return CLI_CONFIG;
	enum cli_exit e = restore(c, conf, cli_arg(args, "file"));
	config_free(conf);
	return e;
}
