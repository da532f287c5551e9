/* init_test.c - a new installation and the commands that work on its files: permissions, twice, doctor, audit, keys, backup and
 * restore. All in this process, by the words of the command line. */
#include "app/commands.h"
#include "app/config.h"
#include "app/door.h"
#include "app/tls.h"
#include "base/clock.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define WORDS_MAX 16

static char top[64];			/* DIR in a command line stands for a folder in it */

struct run { enum cli_exit code; char *out, *err; size_t out_n, err_n; };

/* Runs `simoff LINE`; "@" in a word stands for the test's folder. */
static struct run
run(const char *line)
{
	char text[1000], word[WORDS_MAX][200], *argv[WORDS_MAX + 1], *rest = text;
	struct run r = { 0 };
	int argc = 1;

	snprintf(text, sizeof text, "%s", line);
	snprintf(word[0], sizeof word[0], "simoff");
	while (rest) {
		const char *w = strsep(&rest, " ");

		assert_true(argc < WORDS_MAX);
		snprintf(word[argc], sizeof word[argc], "%s%s", *w == '@' ? top : "", *w == '@' ? w + 1 : w);
		argc++;
	}
	for (int i = 0; i < argc; i++)
		argv[i] = word[i];
	argv[argc] = NULL;
	FILE *out = open_memstream(&r.out, &r.out_n), *err = open_memstream(&r.err, &r.err_n);
	r.code = commands_main(argc, argv, stdin, out, err);
	fclose(out);
	fclose(err);
	return r;
}

static void
expect(const char *line, enum cli_exit code, const char *said)
{
	struct run r = run(line);

	if (r.code != code || (!strstr(r.err, said) && !strstr(r.out, said)))
		fail_msg("simoff %s: exit %d, expected %d and \"%s\"; said: %s%s", line, r.code, code, said, r.out, r.err);
	free(r.out);
	free(r.err);
}

static const char *
path(const char *name)
{
	static char text[200];

	snprintf(text, sizeof text, "%s/%s", top, name);
	return text;
}

static int
mode_of(const char *name)
{
	struct stat st;

	return stat(path(name), &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

static void
permissions(void **state)
{
	static const char *const SECRET[] = { "a/simoff.conf", "a/desk.key", "a/tls.key", "a/api.key", "a/simoff.db", "a/lines.csv" };
	char key[100] = "";
	FILE *f;

	(void)state;
	expect("init @/a --demo --listen 127.82.3.4:8443", CLI_OK, "https://127.82.3.4:8443");
	assert_int_equal(mode_of("a"), 0700);
	for (size_t i = 0; i < COUNT(SECRET); i++)
		assert_int_equal(mode_of(SECRET[i]), 0600);
	assert_int_equal(mode_of("a/tls.crt"), 0644);
	f = fopen(path("a/api.key"), "r");
	assert_non_null(f);
	assert_non_null(fgets(key, sizeof key, f));
	fclose(f);
	assert_int_equal(strlen(key), 49);
	expect("-C @/a --json config", CLI_OK, "\"review\":\"clean\"");
	expect("-C @/a config", CLI_OK, "stop_window_s = 0");
	expect("-C @/a config", CLI_OK, "drain_s = 2");
	expect("-C @/a config", CLI_OK, "refund = always");
	expect("-C @/a audit verify", CLI_OK, "50 entries of 50 lines, 0 broken");
}

static void
certificate(void **state)
{
	char why[TLS_WHY_SIZE], cert[200], key[200];
	struct utc_ms until;

	(void)state;
	snprintf(cert, sizeof cert, "%s", path("a/tls.crt"));
	snprintf(key, sizeof key, "%s", path("a/tls.key"));
	assert_true(tls_until(cert, &until, why));
	assert_int_equal((until.ms - clock_now().ms) / CLOCK_DAY_MS, TLS_DAYS - 1);
	assert_true(tls_fits(cert, key, why));
	assert_false(tls_make(cert, key, STR("::1"), why));		/* never over an existing one */
	assert_true(tls_fits(cert, key, why));
	assert_false(tls_until(key, &until, why));
	assert_false(tls_fits(cert, path("a/desk.key"), why));
	char line[500], out[4000];
	snprintf(line, sizeof line, "openssl x509 -in %s -noout -ext subjectAltName,basicConstraints -text", cert);
	FILE *p = popen(line, "r");
	assert_non_null(p);
	out[fread(out, 1, sizeof out - 1, p)] = '\0';
	assert_int_equal(pclose(p), 0);
	assert_non_null(strstr(out, "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:127.82.3.4"));
	assert_non_null(strstr(out, "prime256v1"));
	assert_non_null(strstr(out, "CA:FALSE"));
}

static void
twice(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(stat(path("a/desk.key"), &before), 0);
	expect("init @/a", CLI_NO, "already (simoff.conf); nothing was changed");
	assert_int_equal(stat(path("a/desk.key"), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_mtime, after.st_mtime);
	assert_int_equal(mkdir(path("b"), 0700), 0);
	fclose(fopen(path("b/desk.key"), "w"));
	expect("init @/b", CLI_NO, "already (desk.key)");
}

static void
wrong_words(void **state)
{
	(void)state;
	expect("init @/c --listen http://192.0.2.1:80", CLI_USAGE, "only on a loopback address");
	expect("init @/c --listen 0.0.0.0:8443", CLI_USAGE, "public_url");
	expect("init @/c --adapters pigeon", CLI_USAGE, "there is no such adapter");
	expect("init @/c --public-url ftp://x", CLI_USAGE, "public_url");
	expect("init @/none/c", CLI_NO, "No such file");
	assert_int_equal(mode_of("c"), -1);			/* nothing stays behind */
	expect("--json init @/d --listen 0.0.0.0:8443 --public-url https://sim.example --adapters null", CLI_OK, "\"url\":\"https://sim.example\"");
	expect("-C @/d config", CLI_OK, "public_url = https://sim.example");
	expect("-C @/d config", CLI_OK, "drain_s = 0");
}

static void
doctor(void **state)
{
	(void)state;
	expect("-C @/d doctor", CLI_OK, "the daemon is not running");
	expect("-C @/d --json doctor", CLI_OK, "{\"check\":\"database\",\"result\":\"ok\"");
	assert_int_equal(chmod(path("d/desk.key"), 0644), 0);
	expect("-C @/d doctor", CLI_NO, "chmod go-rwx");
	assert_int_equal(chmod(path("d/desk.key"), 0600), 0);
	assert_int_equal(chmod(path("d/simoff.conf"), 0666), 0);
	expect("-C @/d doctor", CLI_NO, "others may write it");
	assert_int_equal(chmod(path("d/simoff.conf"), 0600), 0);
	unlink(path("d/tls.key"));
	expect("-C @/d doctor", CLI_NO, "tls.key: No such file");
	FILE *f = fopen(path("d/simoff.conf"), "a");
	assert_non_null(f);
	fputs("[server]\nlistne = x\n", f);
	fclose(f);
	expect("-C @/d doctor", CLI_NO, "did you mean listen");
	expect("-C @/d key add shop", CLI_CONFIG, "did you mean listen");
}

static void
keys(void **state)
{
	(void)state;
	expect("-C @/a key add shop --role reader", CLI_OK, "shown once");
	expect("-C @/a key add shop --role admin", CLI_USAGE, "must be reader or operator");
	expect("-C @/a key add", CLI_USAGE, "name is missing");
}

static void
without_daemon(void **state)
{
	(void)state;
	expect("-C @/a case list", CLI_AWAY, "the daemon is not running");
	expect("-C @/a metrics", CLI_AWAY, "start it");
	expect("-C @/a events", CLI_AWAY, "start it");
	expect("-C @/a import lines @/a/lines.csv", CLI_AWAY, "start it");
	expect("-C @/a import lines @/nothing.csv", CLI_NO, "No such file");
	expect("-C @/a migrate", CLI_OK, "version");
}

static void
backup_and_restore(void **state)
{
	char why[DOOR_WHY_SIZE];

	(void)state;
	expect("-C @/a backup @/copy.db", CLI_OK, "holds everything");
	assert_int_equal(mode_of("copy.db"), 0600);
	expect("-C @/a backup @/copy.db", CLI_NO, "nothing was written");
	expect("-C @/a restore @/nothing.db", CLI_NO, "nothing was changed");
	expect("-C @/a restore @/a/lines.csv", CLI_NO, "nothing was changed");
	int fd = door_open(path("a/simoff.sock"), -1, why);
	assert_true(fd >= 0);
	expect("-C @/a restore @/copy.db", CLI_NO, "stop it first");
	close(fd);
	expect("-C @/a restore @/copy.db", CLI_OK, "The database as it was is");
	expect("-C @/a audit verify", CLI_OK, "50 entries of 50 lines, 0 broken");
	assert_int_equal(mode_of("a/simoff.sock"), -1);
	expect("-C @/a doctor", CLI_NO, "sound");		/* no mail server, no HLR: wrong, but the database is good */
}

static int
setup(void **state)
{
	(void)state;
	snprintf(top, sizeof top, "/tmp/simoff-init-XXXXXX");
	return mkdtemp(top) ? 0 : -1;
}

static int
take_away(const char *name, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(name);
}

static int
teardown(void **state)
{
	(void)state;
	return nftw(top, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(permissions),
		cmocka_unit_test(certificate),
		cmocka_unit_test(twice),
		cmocka_unit_test(wrong_words),
		cmocka_unit_test(doctor),
		cmocka_unit_test(keys),
		cmocka_unit_test(without_daemon),
		cmocka_unit_test(backup_and_restore),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
