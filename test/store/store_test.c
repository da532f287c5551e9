/* store_test.c - the store on SQLite: migrations, values there and back, what a constraint, a full disk, a newer file and a
 * file of somebody else do, what a reader sees, and the copy. */
#include "store/store.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sqlite3.h>
#include <cmocka.h>

#define NOW ((struct utc_ms){ INT64_C(1795000000000) })
#define DISK_BYTES "2m"
#define NOBODY 65534

static char dir[64], path[96], why[300];
static struct store *st;
static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/dev/shm/simoff-store-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/simoff.db", dir);
	assert_int_equal(store_migrate(path, NOW, why), ERR_OK);
	st = store_open(path, STORE_WRITER, why);
	assert_non_null(st);
	arena = arena_new(UINT64_C(16) << 20);
	return 0;
}

static int
teardown(void **state)
{
	char cmd[96];

	(void)state;
	store_close(st);
	arena_free(arena);
	snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	return system(cmd);
}

/* Behind the store's back. */
static void
raw(const char *file, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static struct id
id_number(int n)
{
	struct id id = { { 1 } };

	memcpy(id.b + 8, &n, sizeof n);
	return id;
}

static enum err
run(enum store_query q, const void *params, void *out)
{
	return store_run(st, q, params, out, arena, NULL);
}

static enum err
audit_put(struct store *s, int line, int64_t seq)
{
	struct audit_row r = { .line_id = id_number(line), .seq = seq, .at_ms.ms = seq, .actor = STR("t"), .what = STR("w"), .body = STR("{}"), .hash = STR("h") };

	return store_run(s, STORE_Q_audit_add, &r, NULL, arena, NULL);
}

static size_t
audit_rows(struct store *s, int line)
{
	struct list rows;

	assert_int_equal(store_run(s, STORE_Q_audit_of_line, &(struct by_line){ .line_id = id_number(line) }, &rows, arena, NULL), ERR_OK);
	return rows.n;
}

/* ---- migrations ---- */

/* Every migration before the one that says WORDS, in a file of its own. */
static void
make_before(const char *file, const char *words)
{
	static const struct { int version; const char *script; } ALL[] = {
#define X(version, script) { version, script },
		MIGRATIONS_SQLITE(X)
#undef X
	};
	char note[100];

	for (size_t i = 0; i < COUNT(ALL) && !strstr(ALL[i].script, words); i++) {
		raw(file, ALL[i].script);
		snprintf(note, sizeof note, "INSERT INTO schema_version VALUES (%d, 1)", ALL[i].version);
		raw(file, note);
	}
}

/* Cases of a version that knew no final account: what is closing is confirmed with its quote, and never waits for billing. */
static void
cases_from_before_billing_are_settled(void **state)
{
	static const char *const STATE[] = { "closing", "confirmed", "ported", "waiting", "cutting", "withdrawn" };
	char old[120], sql[1000];
	struct term_case c;

	(void)state;
	snprintf(old, sizeof old, "%s/old.db", dir);
	make_before(old, "ADD COLUMN settled");
	for (size_t i = 0; i < COUNT(STATE); i++) {
		snprintf(sql, sizeof sql, "INSERT INTO term_case VALUES (zeroblob(16), CAST('000000000000000%zu' AS BLOB), 'R%zu', '%s', 'wish', 1, 0, 0, 0,"
		    " 0, 0, 0, 0, 'api', '', 1, 1, 0, '', '', '', '', 'en', 0, '', '', '', '', '', '', '{}', '', 0, 0, 0, 0)", i, i, STATE[i]);
		raw(old, sql);
	}
	assert_int_equal(store_migrate(old, NOW, why), ERR_OK);
	store_close(st);
	st = store_open(old, STORE_WRITER, why);
	assert_non_null(st);
	for (size_t i = 0; i < COUNT(STATE); i++) {
		struct by_case key = { .case_id = { "000000000000000" } };
		key.case_id.b[15] = (uint8_t)('0' + i);
		assert_int_equal(run(STORE_Q_case_get, &key, &c), ERR_OK);
		assert_true(c.found && str_is(str_of(termination_state_names.name[c.state]), STATE[i]));
		assert_int_equal(c.settled, i < 3);
		assert_int_equal(c.account.n, 0);
	}
}

static void
a_new_file_is_private_and_current(void **state)
{
	struct stat info;

	(void)state;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(store_migrate(path, NOW, why), ERR_OK);	/* again, while it is open: nothing to do */
	assert_string_equal(why, "");
	assert_true(store_version_wanted() >= 1);
	assert_int_equal(audit_put(st, 1, 1), ERR_OK);
}

static void
a_newer_file_is_left_alone(void **state)
{
	(void)state;
	raw(path, "INSERT INTO schema_version VALUES (9999, 0)");
	assert_int_equal(store_migrate(path, NOW, why), ERR_INVALID);
	assert_non_null(strstr(why, "newer"));
	assert_non_null(strstr(why, "9999"));
}

static void
what_is_no_database_of_ours_is_left_alone(void **state)
{
	char text[96], other[96];
	char now[64] = "";

	(void)state;
	snprintf(text, sizeof text, "%s/letter.txt", dir);
	snprintf(other, sizeof other, "%s/other.db", dir);
	FILE *f = fopen(text, "w");
	assert_non_null(f);
	fputs("Dear customer, this is a letter, and it is longer than the header of a database would be.\n", f);
	fputs("Dear customer, this is a letter, and it is longer than the header of a database would be.\n", f);
	fclose(f);
	assert_int_equal(store_migrate(text, NOW, why), ERR_INVALID);
	assert_non_null(strstr(why, text));
	assert_null(store_open(text, STORE_WRITER, why));
	f = fopen(text, "r");
	assert_non_null(f);
	assert_true(fread(now, 1, 13, f) == 13 && strcmp(now, "Dear customer") == 0);
	fclose(f);
	raw(other, "CREATE TABLE recipe (name TEXT)");
	assert_int_equal(store_migrate(other, NOW, why), ERR_INVALID);
	assert_non_null(strstr(why, other));
	raw(other, "CREATE TABLE line (nothing_of_ours TEXT)");		/* no table of ours was made in it */
}

static void
a_missing_schema_or_file_is_said(void **state)
{
	char empty[96];

	(void)state;
	snprintf(empty, sizeof empty, "%s/empty.db", dir);
	assert_null(store_open(empty, STORE_WRITER, why));
	assert_non_null(strstr(why, "empty.db"));
	raw(empty, "");
	assert_null(store_open(empty, STORE_WRITER, why));
	assert_non_null(strstr(why, "statement"));
}

/* In a child that is nobody: root would be let through. */
static int
as_nobody(const char *file)
{
	if (setgid(NOBODY) || setuid(NOBODY))
		return 77;
	if (store_migrate(file, NOW, why) != ERR_TEMP || !strstr(why, file))
		return 1;
	return store_open(file, STORE_WRITER, why) ? 2 : 0;
}

static void
a_file_that_may_not_be_written_is_said(void **state)
{
	char file[96];
	int status = 0;

	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: needs root, to become somebody else\n");
		skip();
	}
	snprintf(file, sizeof file, "%s/absent.db", dir);
	assert_int_equal(chmod(dir, 0755), 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		_exit(as_nobody(file));
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(access(file, F_OK), -1);
}

/* ---- statements ---- */

/* Each runs with nothing in its parameters; what it writes is taken back. */
static void
every_statement_runs(void **state)
{
	static char params[8192], row[8192];

	(void)state;
	for (int i = 0; i < STORE_QUERY_COUNT; i++) {
		const struct store_statement *t = &store_statements[i];
		int64_t changed = -1;

		assert_true(t->params->size <= sizeof params && t->row->size <= sizeof row);
		record_init(t->params, params);
		assert_int_equal(store_begin(st, true), ERR_OK);
		enum err e = store_run(st, (enum store_query)i, params, row, arena, &changed);
		if (e && e != ERR_CLASH)
			fail_msg("%s: %s: %s", t->name, err_name(e), store_why(st));
		store_rollback(st);
		assert_true(changed >= 0);
	}
}

static struct line
some_line(void)
{
	struct line l;

	record_init(&line_record, &l);
	l.found = true;
	l.line_id = id_number(7);
	l.version = INT64_C(-5);
	l.operator = STR("O'Neill; DROP TABLE line");
	l.msisdn = STR("32470000001");
	l.imsi = STR("206010000000001");
	l.status = STR("active");
	l.kind = STR("prepaid");
	l.name = STR("Zo\xc3\xab \xe7\x8e\x8b");
	l.blocked = true;
	l.monthly_fee_cents = INT64_MAX;
	l.debt_cents = INT64_MIN;
	l.contract_start.days = -1;
	l.changed_ms = NOW;
	l.document_hash = (struct str){ "\0\1\2'\xff", 5 };
	return l;
}

static void
values_come_back_as_they_went(void **state)
{
	struct line in = some_line(), out;

	(void)state;
	assert_int_equal(run(STORE_Q_line_add, &in, NULL), ERR_OK);
	assert_int_equal(run(STORE_Q_line_get, &(struct by_line){ .line_id = in.line_id }, &out), ERR_OK);
	assert_true(out.found);
	AUTO(buf_done) struct buf a;
	AUTO(buf_done) struct buf b;
	buf_init(&a, 65536);
	buf_init(&b, 65536);
	record_encode(&line_record, &in, &a);
	record_encode(&line_record, &out, &b);
	assert_true(str_eq(buf_str(&a), buf_str(&b)));
	assert_int_equal(out.contract_end.days, DATE_NONE.days);
	assert_int_equal(out.document_hash.n, 5);
	assert_int_equal(run(STORE_Q_line_get, &(struct by_line){ .line_id = id_number(8) }, &out), ERR_OK);
	assert_false(out.found);
	assert_int_equal(out.contract_end.days, DATE_NONE.days);
}

static void
add_effect(void)
{
	struct effect_row r = { .line_id = id_number(1), .case_id = id_number(2), .kind = EFFECT_mail_code, .generation = 3,
		.family = EFFECT_FAMILY_mail, .state = EFFECT_STATE_unknown, .is_due = true, .finding = EFFECT_FINDING_bounced };

	assert_int_equal(run(STORE_Q_effect_add, &r, NULL), ERR_OK);
}

static void
words_of_another_version_are_not_guessed(void **state)
{
	struct effect_key key = { .line_id = id_number(1), .case_id = id_number(2), .kind = EFFECT_mail_code, .generation = 3 };
	struct effect_row r;

	(void)state;
	add_effect();
	assert_int_equal(run(STORE_Q_effect_get, &key, &r), ERR_OK);
	assert_int_equal(r.state, EFFECT_STATE_unknown);
	assert_int_equal(r.finding, EFFECT_FINDING_bounced);
	raw(path, "UPDATE effect SET finding = 'beamed'");
	assert_int_equal(run(STORE_Q_effect_get, &key, &r), ERR_INVALID);
	assert_non_null(strstr(store_why(st), "finding"));
	raw(path, "UPDATE effect SET finding = 'none', detail = printf('%.201c', 'x')");	/* longer than this version's limit */
	assert_int_equal(run(STORE_Q_effect_get, &key, &r), ERR_INVALID);
	raw(path, "UPDATE effect SET detail = printf('%.200c', 'x')");
	assert_int_equal(run(STORE_Q_effect_get, &key, &r), ERR_OK);
	assert_int_equal(r.detail.n, 200);
}

static void
a_constraint_is_a_clash(void **state)
{
	struct case_key orphan = { .line_id = id_number(1), .key_hash = STR("k"), .body_hash = STR("b"), .case_id = id_number(9) };
	int64_t changed;

	(void)state;
	assert_int_equal(audit_put(st, 1, 1), ERR_OK);
	assert_int_equal(audit_put(st, 1, 1), ERR_CLASH);
	assert_true(strlen(store_why(st)) > 10);
	assert_int_equal(run(STORE_Q_key_add, &orphan, NULL), ERR_CLASH);	/* a key without its case */
	assert_int_equal(audit_put(st, 1, 2), ERR_OK);		/* and the store goes on */
	struct line l = some_line();
	assert_int_equal(store_run(st, STORE_Q_line_add, &l, NULL, arena, &changed), ERR_OK);
	assert_int_equal(changed, 1);
	assert_int_equal(store_run(st, STORE_Q_line_add, &l, NULL, arena, &changed), ERR_OK);
	assert_int_equal(changed, 0);				/* a gate that was not passed */
	l.version = 4;
	assert_int_equal(store_run(st, STORE_Q_line_change, &l, NULL, arena, &changed), ERR_OK);
	assert_int_equal(changed, 0);
}

/* ---- transactions ---- */

static void
a_reader_sees_what_is_committed(void **state)
{
	struct store *reader = store_open(path, STORE_READER, why);

	(void)state;
	assert_non_null(reader);
	assert_int_equal(store_begin(st, true), ERR_OK);
	assert_int_equal(audit_put(st, 1, 1), ERR_OK);
	assert_int_equal(audit_rows(st, 1), 1);
	assert_int_equal(audit_rows(reader, 1), 0);
	assert_int_equal(store_commit(st), ERR_OK);
	assert_int_equal(audit_rows(reader, 1), 1);
	assert_int_equal(store_begin(st, true), ERR_OK);
	assert_int_equal(audit_put(st, 1, 2), ERR_OK);
	store_rollback(st);
	store_rollback(st);					/* with none open: nothing */
	assert_int_equal(audit_rows(st, 1), 1);
	assert_int_equal(store_begin(reader, false), ERR_OK);	/* one reading transaction is one moment */
	assert_int_equal(audit_rows(reader, 1), 1);
	assert_int_equal(audit_put(st, 1, 2), ERR_OK);
	assert_int_equal(audit_rows(reader, 1), 1);
	assert_int_equal(store_commit(reader), ERR_OK);
	assert_int_equal(audit_rows(reader, 1), 2);
	assert_int_equal(audit_put(reader, 1, 3), ERR_TEMP);	/* and it never writes */
	store_close(reader);
}

struct probed { int before, after; };

static void
count_commit(void *self, bool after)
{
	struct probed *p = self;

	p->before += !after;
	p->after += after;
}

static void
the_probe_stands_on_both_sides_of_a_commit(void **state)
{
	struct probed p = { 0 };

	(void)state;
	store_set_probe(st, (struct store_probe){ count_commit, &p });
	assert_int_equal(store_begin(st, true), ERR_OK);
	assert_int_equal(store_commit(st), ERR_OK);
	assert_int_equal(store_commit(st), ERR_TEMP);		/* nothing was begun: asked for, not done */
	assert_int_equal(p.before, 2);
	assert_int_equal(p.after, 1);
}

/* ---- the file as a whole ---- */

static void
a_backup_is_the_same(void **state)
{
	char copy[96], twice[96];
	struct stat info;
	struct line l = some_line(), back;

	(void)state;
	snprintf(copy, sizeof copy, "%s/copy.db", dir);
	snprintf(twice, sizeof twice, "%s/no/such/dir.db", dir);
	assert_int_equal(run(STORE_Q_line_add, &l, NULL), ERR_OK);
	for (int i = 1; i <= 500; i++)
		assert_int_equal(audit_put(st, 1, i), ERR_OK);
	assert_int_equal(store_check(st, why), ERR_OK);
	assert_int_equal(store_backup(st, copy, why), ERR_OK);
	assert_int_equal(stat(copy, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(audit_put(st, 1, 501), ERR_OK);	/* afterwards: not in the copy */
	struct store *other = store_open(copy, STORE_WRITER, why);
	assert_non_null(other);
	assert_int_equal(store_check(other, why), ERR_OK);
	assert_int_equal(audit_rows(other, 1), 500);
	assert_int_equal(store_run(other, STORE_Q_line_get, &(struct by_line){ .line_id = l.line_id }, &back, arena, NULL), ERR_OK);
	assert_true(back.found && str_eq(back.name, l.name));
	store_close(other);
	assert_int_not_equal(store_backup(st, twice, why), ERR_OK);
	assert_non_null(strstr(why, twice));
}

static void
a_damaged_file_is_told(void **state)
{
	(void)state;
	for (int i = 1; i <= 500; i++)
		assert_int_equal(audit_put(st, 1, i), ERR_OK);
	store_close(st);
	st = NULL;
	FILE *f = fopen(path, "r+");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	long size = ftell(f);
	for (long at = 8192; at + 100 < size; at += 4096) {	/* the heads of the pages behind the schema */
		fseek(f, at, SEEK_SET);
		fputs("this is not the head of a page of a database at all", f);
	}
	fclose(f);
	st = store_open(path, STORE_WRITER, why);
	if (st)
		assert_int_equal(store_check(st, why), ERR_PERM);
	assert_true(strlen(why) > 5);
}

/* ---- the disk is full ---- */

static bool
mount_small(const char *at)
{
	return mkdir(at, 0700) == 0 && unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
	    && mount("tmpfs", at, "tmpfs", 0, "size=" DISK_BYTES) == 0;
}

/* Fills the disk with chains; returns how many rows were committed before it said no. */
static int64_t
fill(struct store *s, enum err *e_out)
{
	int64_t seq = 0;

	do {
		if ((*e_out = store_begin(s, true)))
			return seq;
		for (int i = 0; i < 50 && !*e_out; i++)
			*e_out = audit_put(s, 1, seq + 1 + i);
		if (!*e_out)
			*e_out = store_commit(s);
		if (*e_out)
			store_rollback(s);
		else
			seq += 50;
		arena_reset(arena);
	} while (!*e_out);
	return seq;
}

/* Exit codes of the child that has a small disk of its own. */
static int
on_a_small_disk(void)
{
	char at[80], file[100], ballast[100];
	enum err e;

	snprintf(at, sizeof at, "%s/disk", dir);
	snprintf(file, sizeof file, "%s/simoff.db", at);
	snprintf(ballast, sizeof ballast, "%s/ballast", at);
	if (!mount_small(at))
		return 77;
	FILE *f = fopen(ballast, "w");
	for (int i = 0; f && i < 600; i++)
		fprintf(f, "%1024d", i);
	if (!f || fclose(f) || store_migrate(file, NOW, why))
		return 2;
	struct store *s = store_open(file, STORE_WRITER, why);
	if (!s)
		return 3;
	int64_t n = fill(s, &e);
	if (e != ERR_TEMP || n < 50)
		return 4;
	arena_reset(arena);
	if (audit_rows(s, 1) != (size_t)(n < 1000 ? n : 1000))
		return 5;
	if (unlink(ballast))
		return 6;
	if (audit_put(s, 1, n + 1) != ERR_OK)			/* room again: it goes on */
		return 7;
	enum err whole = store_check(s, why);
	store_close(s);
	return whole ? 8 : 0;
}

static void
a_full_disk_loses_nothing(void **state)
{
	int status = 0;

	(void)state;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		_exit(geteuid() == 0 ? on_a_small_disk() : 77);
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77) {
		print_message("skipped: needs root and the right to mount a small disk\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(cases_from_before_billing_are_settled), T(a_new_file_is_private_and_current), T(a_newer_file_is_left_alone), T(what_is_no_database_of_ours_is_left_alone),
		T(a_missing_schema_or_file_is_said), T(a_file_that_may_not_be_written_is_said), T(every_statement_runs),
		T(values_come_back_as_they_went), T(words_of_another_version_are_not_guessed), T(a_constraint_is_a_clash),
		T(a_reader_sees_what_is_committed), T(the_probe_stands_on_both_sides_of_a_commit), T(a_backup_is_the_same),
		T(a_damaged_file_is_told), T(a_full_disk_loses_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
