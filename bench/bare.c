/* bare.c - the same rows without simoff: `bare FROM DB CASES BATCH` reads the first CASES cases that the database FROM holds into memory, makes
 * DB with the same schema and the same lines, and writes those cases again: for each the reads that the desk needs, then the
 * inserts, BATCH cases to a transaction, one commit. Nothing is decided, formatted, hashed or answered, so this is as fast
 * as SQLite is with these rows. Prints: cases per second, microseconds of processor time per case, and fdatasync per second
 * of the same disk (4096 bytes appended to a file, for one second).
 * Uses SQLite directly: a peer must not share the code that is measured. FROM is made by desk.c. */
#include "bench.h"
#include "statements.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

#define COLUMNS_MAX 48
#define ROWS_MAX 8			/* of one table in one case */

/* What a submit writes, in an order that foreign keys allow, and how the rows of one case are found. */
#define OF_CASE(table) "SELECT * FROM old." table " WHERE line_id = ?1 AND case_id = ?2"
static const struct { const char *name, *select; } TABLES[] = {
	{ "term_case",     OF_CASE("term_case") },
	{ "dir_reference", "SELECT d.* FROM old.term_case c JOIN old.dir_reference d ON d.reference = c.reference WHERE c.line_id = ?1 AND c.case_id = ?2" },
	{ "audit",         OF_CASE("audit") },
	{ "effect",        OF_CASE("effect") },
	{ "card",          OF_CASE("card") },
	{ "dir_key",       "SELECT d.* FROM old.case_key k JOIN old.dir_key d ON d.key_hash = k.key_hash WHERE k.line_id = ?1 AND k.case_id = ?2" },
	{ "case_key",      OF_CASE("case_key") },
};
enum { TABLE_COUNT = COUNT(TABLES) };

/* What a submit asks first: the statement's own text, and by which of these keys. */
enum key { LINE, MSISDN, KEY_HASH, CLIENT, KEY_COUNT };
static const char CASES[] = "SELECT c.line_id, c.msisdn, k.key_hash, (SELECT key_hash FROM old.api_client), c.case_id "
    "FROM old.term_case c JOIN old.case_key k ON k.line_id = c.line_id AND k.case_id = c.case_id ORDER BY c.received_ms, c.case_id LIMIT ?";
#define X(verb, name, params, row, lite, pg, names) static const char *const sql_##name __attribute__((unused)) = lite;
STATEMENTS(X)
#undef X
static struct { const char *const *sql; enum key key; sqlite3_stmt *st; } ask[] = {
	{ &sql_client_find, CLIENT, NULL },
	{ &sql_line_find, MSISDN, NULL },
	{ &sql_key_find, KEY_HASH, NULL },
	{ &sql_line_get, LINE, NULL },
	{ &sql_case_open, LINE, NULL },
	{ &sql_audit_head, LINE, NULL },
	{ &sql_case_last, LINE, NULL },
};

struct row { sqlite3_value *value[COLUMNS_MAX]; };
struct wish { sqlite3_value *key[KEY_COUNT]; struct row *row[TABLE_COUNT]; int rows[TABLE_COUNT]; };

static sqlite3 *db;
static sqlite3_stmt *insert[TABLE_COUNT];

static void
must(int rc)
{
	BENCH_MUST(rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW, "%s", sqlite3_errmsg(db));
}

static void
run(const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *
prepare(const char *sql)
{
	sqlite3_stmt *st;

	must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL));
	return st;
}

/* ---- before the clock runs ---- */

static void
keep_rows(struct wish *w, int t, sqlite3_stmt *st)
{
	struct row *r = w->row[t] = calloc(ROWS_MAX, sizeof *r);

	BENCH_MUST(r && sqlite3_column_count(st) <= COLUMNS_MAX, "%s: too much", TABLES[t].name);
	for (; sqlite3_step(st) == SQLITE_ROW; r++) {
		BENCH_MUST(w->rows[t]++ < ROWS_MAX, "%s: too many rows", TABLES[t].name);
		for (int c = 0; c < sqlite3_column_count(st); c++)
			r->value[c] = sqlite3_value_dup(sqlite3_column_value(st, c));
	}
	must(sqlite3_reset(st));
}

static int
keep_cases(struct wish *wishes, int max)
{
	sqlite3_stmt *each = prepare(CASES), *st[TABLE_COUNT];
	int n = 0;

	for (int t = 0; t < TABLE_COUNT; t++)
		st[t] = prepare(TABLES[t].select);
	sqlite3_bind_int(each, 1, max);
	for (; sqlite3_step(each) == SQLITE_ROW; n++) {
		for (int k = 0; k < KEY_COUNT; k++)
			wishes[n].key[k] = sqlite3_value_dup(sqlite3_column_value(each, k));
		for (int t = 0; t < TABLE_COUNT; t++) {
			sqlite3_bind_value(st[t], 1, sqlite3_column_value(each, 0));
			sqlite3_bind_value(st[t], 2, sqlite3_column_value(each, KEY_COUNT));
			keep_rows(&wishes[n], t, st[t]);
		}
	}
	for (int t = 0; t < TABLE_COUNT; t++)
		sqlite3_finalize(st[t]);
	sqlite3_finalize(each);
	return n;
}

static void
make(const char *from, const char *path)
{
	static const char *const ENDINGS[] = { "", "-wal", "-shm" };
	char text[300];

	for (size_t i = 0; i < COUNT(ENDINGS); i++) {
		snprintf(text, sizeof text, "%s%s", path, ENDINGS[i]);
		unlink(text);
	}
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
	run("PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA trusted_schema=OFF;"
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;");
#define X(version, script) run(script);
	MIGRATIONS_SQLITE(X)
#undef X
	snprintf(text, sizeof text, "ATTACH '%s' AS old", from);
	run(text);
	run("INSERT INTO line SELECT * FROM old.line; INSERT INTO dir_msisdn SELECT * FROM old.dir_msisdn;"
	    "INSERT INTO api_client SELECT * FROM old.api_client; INSERT INTO audit SELECT * FROM old.audit WHERE case_id = zeroblob(16);");
}

static void
prepare_writes(void)
{
	for (size_t i = 0; i < COUNT(ask); i++)
		ask[i].st = prepare(*ask[i].sql);
	for (int t = 0; t < TABLE_COUNT; t++) {
		char sql[400];
		snprintf(sql, sizeof sql, "SELECT * FROM %s", TABLES[t].name);
		sqlite3_stmt *st = prepare(sql);
		int n = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", TABLES[t].name);
		for (int c = 1; c < sqlite3_column_count(st); c++)
			n += snprintf(sql + n, sizeof sql - (size_t)n, ", ?");
		snprintf(sql + n, sizeof sql - (size_t)n, ") ON CONFLICT DO NOTHING");
		sqlite3_finalize(st);
		insert[t] = prepare(sql);
	}
}

/* ---- what is measured ---- */

static void
bind(sqlite3_stmt *st, int at, sqlite3_value *v)
{
	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER:
		sqlite3_bind_int64(st, at, sqlite3_value_int64(v));
		return;
	case SQLITE_BLOB:
		sqlite3_bind_blob(st, at, sqlite3_value_bytes(v) ? sqlite3_value_blob(v) : "", sqlite3_value_bytes(v), SQLITE_STATIC);
		return;
	default:
		sqlite3_bind_text(st, at, (const char *)sqlite3_value_text(v), sqlite3_value_bytes(v), SQLITE_STATIC);
	}
}

static void
read_first(const struct wish *w)
{
	for (size_t i = 0; i < COUNT(ask); i++) {
		bind(ask[i].st, 1, w->key[ask[i].key]);
		must(sqlite3_step(ask[i].st));
		must(sqlite3_reset(ask[i].st));
	}
}

static void
write_rows(const struct wish *w)
{
	for (int t = 0; t < TABLE_COUNT; t++)
		for (int r = 0; r < w->rows[t]; r++) {
			for (int c = 0; c < sqlite3_bind_parameter_count(insert[t]); c++)
				bind(insert[t], c + 1, w->row[t][r].value[c]);
			must(sqlite3_step(insert[t]));
			BENCH_MUST(sqlite3_changes(db) == 1, "%s: there already", TABLES[t].name);
			must(sqlite3_reset(insert[t]));
		}
}

static void
repeat(const struct wish *wishes, int cases, int batch)
{
	sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");

	for (int at = 0; at < cases; at += batch) {
		int end = at + batch < cases ? at + batch : cases;
		must(sqlite3_step(begin));
		sqlite3_reset(begin);
		for (int i = at; i < end; i++)
			read_first(&wishes[i]);
		for (int i = at; i < end; i++)
			write_rows(&wishes[i]);
		must(sqlite3_step(commit));
		sqlite3_reset(commit);
	}
}

static double
syncs_per_second(const char *path)
{
	static const char PAGE[4096];
	char file[300];
	int n = 0;

	snprintf(file, sizeof file, "%s.sync", path);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double from = bench_seconds(), took;
	do {
		BENCH_MUST(write(fd, PAGE, sizeof PAGE) == sizeof PAGE && !fdatasync(fd), "%s", file);
		n++;
	} while ((took = bench_seconds() - from) < 1);
	close(fd);
	unlink(file);
	return n / took;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts(sqlite3_libversion()) < 0;
	if (argc == 3 && strcmp(argv[1], "--sync") == 0)
		return printf("%.0f\n", syncs_per_second(argv[2])) < 0;
	BENCH_MUST(argc == 5, "usage: bare FROM DB CASES BATCH | bare --sync FILE | bare --version");
	int max = bench_int(argv[3], 9999999), batch = bench_int(argv[4], BENCH_BATCH_MAX);
	struct wish *wishes = calloc((size_t)max, sizeof *wishes);
	BENCH_MUST(wishes, "memory");
	make(argv[1], argv[2]);
	int cases = keep_cases(wishes, max);
	BENCH_MUST(cases, "%s holds no cases", argv[1]);
	run("DETACH old");
	prepare_writes();
	double from = bench_seconds(), busy = bench_processor_us();
	repeat(wishes, cases, batch);
	double took = bench_seconds() - from, used_us = bench_processor_us() - busy;
	printf("%.0f %.1f %.0f\n", cases / took, used_us / cases, syncs_per_second(argv[2]));
	return 0;
}
