/* boot_test.c - making and opening a database, and reading the configuration, when calls of the operating system fail, each in
 * turn. Nothing half-made stays in the way: the next try succeeds. An error names what is wrong; no setting is lost silently. */
#include "sweep.h"

#include "app/config.h"
#include "app/config_text.h"
#include "desk/desk.h"
#include "store/store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define OUT_BYTES (1u << 20)
#define NOW ((struct utc_ms){ INT64_C(1795000000000) })

static char dir[40], conf_file[60];
static struct desk_conf conf;
static char path[60];
static struct buf expected;		/* the settings as they are when nothing fails */

static const char CONF[] =
	"[operator]\nname = Testel\nhelp_phone = 0800 12 345\n[server]\nlisten = https://127.0.0.1:8443\n[policy]\nreview = clean\n"
	"[net]\nadapter = null\n[mail]\nadapter = null\npassword = sesame\n";

static void
prepare(void)
{
	static const char *const LEFT[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < COUNT(LEFT); i++) {
		char left[80];

		snprintf(left, sizeof left, "%s%s", path, LEFT[i]);
		unlink(left);
	}
}

static int
setup(void **state)
{
	char why[CONFIG_WHY_SIZE];

	(void)state;
	snprintf(dir, sizeof dir, "/dev/shm/simoff-fail-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/simoff.db", dir);
	snprintf(conf_file, sizeof conf_file, "%s/simoff.conf", dir);
	conf = (struct desk_conf){ .path = path, .policy = policy_default(), .operator_name = STR("Testel") };
	int fd = open(conf_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, CONF, sizeof CONF - 1), sizeof CONF - 1);
	close(fd);
	struct config *c = config_load(dir, why);
	assert_non_null(c);
	buf_init(&expected, OUT_BYTES);
	config_text_effective(c, &expected);
	config_free(c);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	prepare();
	unlink(conf_file);
	rmdir(dir);
	buf_done(&expected);
	return 0;
}

/* ---- a new database, then its desk ---- */

static void
boot(struct sweep_report *r)
{
	char why[300] = "";
	struct desk *d = NULL;

	sweep_arm();
	if (store_migrate(path, NOW, why))
		sweep_fail(r, "migrate", str_of(why));
	else if (!(d = desk_open(&conf, NULL, NULL, why)))
		sweep_fail(r, "open", str_of(why));
	else if (desk_tick(d) < 0)
		sweep_broken(r, "the clock of the desk runs backwards");
	sweep_disarm();
	desk_close(d);
}

static const char *
boots_now(const struct sweep_report *r)
{
	static char why[300];
	struct desk *d;

	(void)r;
	if (store_migrate(path, NOW, why) || !(d = desk_open(&conf, NULL, NULL, why)))
		return why;
	const char *broken = store_check(desk_store(d), why) ? why : NULL;
	desk_close(d);
	return broken;
}

/* ---- the configuration ---- */

static void
load(struct sweep_report *r)
{
	AUTO(buf_done) struct buf got;
	char why[CONFIG_WHY_SIZE] = "";

	buf_init(&got, OUT_BYTES);
	sweep_arm();
	struct config *c = config_load(dir, why);
	sweep_disarm();
	if (!c) {
		sweep_fail(r, "config", str_of(why));
		if (strstr(why, ", line "))
			sweep_broken(r, "a good line is blamed: %s", why);
		return;
	}
	config_text_effective(c, &got);
	if (!str_eq(buf_str(&got), buf_str(&expected)))
		sweep_broken(r, "settings were lost");
	config_free(c);
}

static const char *
nothing(const struct sweep_report *r)
{
	(void)r;
	return NULL;
}

static const struct sweep SWEEP[] = { { "boot", prepare, boot, boots_now }, { "config", prepare, load, nothing } };

static void
every_call_fails(void **state)
{
	enum fail_kind kind = (enum fail_kind)(uintptr_t)*state;

	for (size_t i = 0; i < COUNT(SWEEP); i++)
		sweep_run(&SWEEP[i], kind);
}

int
main(void)
{
	struct CMUnitTest tests[FAIL_KIND_COUNT];

	for (size_t i = 0; i < FAIL_KIND_COUNT; i++)
		tests[i] = (struct CMUnitTest){ .name = fail_name((enum fail_kind)i), .test_func = every_call_fails, .initial_state = (void *)i };
	return cmocka_run_group_tests(tests, setup, teardown);
}
