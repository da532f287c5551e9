/* sqlite.c - the store on SQLite: the only file that includes its header.
 * WAL, synchronous FULL: a commit that returned survives a power cut. Measured choices: DESIGN section 8. */
#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PARAMS_MAX 48			/* parameters or columns of one statement */
#define ALL_ROWS_MAX 1000u		/* rows of one `all`; the statements carry smaller limits */
#define BUSY_MS 5000

struct prepared {
	sqlite3_stmt *st;
	uint16_t param[PARAMS_MAX], column[PARAMS_MAX];	/* index into the record's fields */
	int params, columns;
};
struct store {
	sqlite3 *db;
	struct prepared q[STORE_QUERY_COUNT];
	sqlite3_stmt *begin, *begin_read, *commit, *rollback;
	struct store_probe probe;
	char why[300];
};

static enum err
error_of(struct store *s, int rc)
{
	snprintf(s->why, sizeof s->why, "%s", sqlite3_errmsg(s->db));
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT: return ERR_CLASH;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:     return ERR_PERM;
	default:                return ERR_TEMP;	/* busy, full, I/O: nothing happened */
	}
}

static bool
field_index(const struct record *r, const char *name, uint16_t *out)
{
	const struct field *f = record_find(r, str_of(name));

	if (f)
		*out = (uint16_t)(f - r->field);
	return f;
}

/* Prepares query I and ties its parameters and columns to fields. False: WHY names the statement and the fault. */
static bool
prepare(struct store *s, int i, char why_out[300])
{
	const struct store_statement *t = &store_statements[i];
	struct prepared *q = &s->q[i];

	if (sqlite3_prepare_v3(s->db, t->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &q->st, NULL) != SQLITE_OK) {
		snprintf(why_out, 300, "statement %s: %s", t->name, sqlite3_errmsg(s->db));
		return false;
	}
	q->params = sqlite3_bind_parameter_count(q->st);
	q->columns = sqlite3_column_count(q->st);
	assert(q->params <= PARAMS_MAX && q->columns <= PARAMS_MAX);
	for (int k = 0; k < q->params; k++)
		if (!field_index(t->params, sqlite3_bind_parameter_name(q->st, k + 1) + 1, &q->param[k])) {
			snprintf(why_out, 300, "statement %s: %s has no field %s", t->name, t->params->name,
			    sqlite3_bind_parameter_name(q->st, k + 1));
			return false;
		}
	for (int k = 0; k < q->columns; k++)
		if (!field_index(t->row, sqlite3_column_name(q->st, k), &q->column[k])) {
			snprintf(why_out, 300, "statement %s: %s has no field %s", t->name, t->row->name, sqlite3_column_name(q->st, k));
			return false;
		}
	return true;
}

static bool
prepare_all(struct store *s, char why_out[300])
{
	static const char *const WORDS[] = { "BEGIN IMMEDIATE", "BEGIN", "COMMIT", "ROLLBACK" };
	sqlite3_stmt **slot[] = { &s->begin, &s->begin_read, &s->commit, &s->rollback };

	for (size_t i = 0; i < COUNT(WORDS); i++)
		if (sqlite3_prepare_v3(s->db, WORDS[i], -1, SQLITE_PREPARE_PERSISTENT, slot[i], NULL) != SQLITE_OK)
			return false;
	for (int i = 0; i < STORE_QUERY_COUNT; i++)
		if (!prepare(s, i, why_out))
			return false;
	return true;
}

static bool
set_pragmas(sqlite3 *db, enum store_mode mode)
{
	static const char COMMON[] = "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA trusted_schema=OFF; "
	    "PRAGMA temp_store=MEMORY;";		/* the desk may make no file outside the database's folder */
	static const char WRITER[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;";

	sqlite3_busy_timeout(db, BUSY_MS);
	return sqlite3_exec(db, COMMON, NULL, NULL, NULL) == SQLITE_OK
	    && (mode == STORE_READER || sqlite3_exec(db, WRITER, NULL, NULL, NULL) == SQLITE_OK);
}

/* SQLite without its locks and its count of memory: we have no threads, and nobody asks. That can be said only before a
 * process's first database; later it is refused, and only slower. */
static int
open_database(const char *path, int flags, sqlite3 **db_out)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	return sqlite3_open_v2(path, db_out, flags, NULL);
}

struct store *
store_open(const char *path, enum store_mode mode, char why_out[300])
{
	struct store *s = calloc(1, sizeof *s);
	int flags = (mode == STORE_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);

	if (!s)
		abort();
	why_out[0] = '\0';
	if (open_database(path, flags, &s->db) != SQLITE_OK) {
		snprintf(why_out, 300, "%s: %s", path, sqlite3_errmsg(s->db));
		store_close(s);
		return NULL;
	}
	if (!set_pragmas(s->db, mode) || !prepare_all(s, why_out)) {
		if (!why_out[0])
			snprintf(why_out, 300, "%s: %s", path, sqlite3_errmsg(s->db));
		store_close(s);
		return NULL;
	}
	return s;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	for (int i = 0; i < STORE_QUERY_COUNT; i++)
		sqlite3_finalize(s->q[i].st);
	sqlite3_finalize(s->begin);
	sqlite3_finalize(s->begin_read);
	sqlite3_finalize(s->commit);
	sqlite3_finalize(s->rollback);
	sqlite3_close(s->db);
	free(s);
}

const char *
store_why(const struct store *s)
{
	return s->why;
}

void
store_set_probe(struct store *s, struct store_probe p)
{
	s->probe = p;
}

static enum err
step_word(struct store *s, sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);

	sqlite3_reset(st);
	return rc == SQLITE_DONE ? ERR_OK : error_of(s, rc);
}

enum err
store_begin(struct store *s, bool writes)
{
	return step_word(s, writes ? s->begin : s->begin_read);
}

enum err
store_commit(struct store *s)
{
	enum err e;

	if (s->probe.commit)
		s->probe.commit(s->probe.self, false);
	if ((e = step_word(s, s->commit)))
		return e;
	if (s->probe.commit)
		s->probe.commit(s->probe.self, true);
	return ERR_OK;
}

void
store_rollback(struct store *s)
{
	if (sqlite3_get_autocommit(s->db))
		return;
	sqlite3_step(s->rollback);
	sqlite3_reset(s->rollback);
}

/* ---- values in and out ---- */

static int
bind_text(sqlite3_stmt *st, int at, struct str t)
{
	return sqlite3_bind_text(st, at, t.n ? t.p : "", (int)t.n, SQLITE_STATIC);
}

static int
bind(sqlite3_stmt *st, int at, const struct field *f, const void *rec)
{
	switch ((enum record_kind)f->kind) {
	case F_BOOL: return sqlite3_bind_int64(st, at, RECORD_AT_CONST(rec, f, bool));
	case F_INT:  return sqlite3_bind_int64(st, at, RECORD_AT_CONST(rec, f, int64_t));
	case F_TIME: return sqlite3_bind_int64(st, at, RECORD_AT_CONST(rec, f, struct utc_ms).ms);
	case F_DATE: return sqlite3_bind_int64(st, at, RECORD_AT_CONST(rec, f, struct date).days);
	case F_ID:   return sqlite3_bind_blob(st, at, RECORD_AT_CONST(rec, f, struct id).b, 16, SQLITE_STATIC);
	case F_ENUM: return bind_text(st, at, str_of(f->names->name[RECORD_AT_CONST(rec, f, int)]));
	case F_TEXT:
	case F_SECRET: return bind_text(st, at, RECORD_AT_CONST(rec, f, struct str));
	case F_BYTES: {
		struct str b = RECORD_AT_CONST(rec, f, struct str);
		return sqlite3_bind_blob(st, at, b.n ? b.p : "", (int)b.n, SQLITE_STATIC);
	}
	case F_OBJECT:
	case F_LIST:
		break;
	}
	assert(false && "a column is a plain value");
	return SQLITE_MISUSE;
}

static bool
column_enum(sqlite3_stmt *st, int at, const struct field *f, void *rec)
{
	const char *word = (const char *)sqlite3_column_text(st, at);

	for (int i = 0; word && i < f->names->n; i++)
		if (strcmp(word, f->names->name[i]) == 0) {
			RECORD_AT(rec, f, int) = i;
			return true;
		}
	return false;
}

static bool
column(sqlite3_stmt *st, int at, const struct field *f, void *rec, struct arena *a)
{
	switch ((enum record_kind)f->kind) {
	case F_BOOL: RECORD_AT(rec, f, bool) = sqlite3_column_int64(st, at) != 0; return true;
	case F_INT:  RECORD_AT(rec, f, int64_t) = sqlite3_column_int64(st, at); return true;
	case F_TIME: RECORD_AT(rec, f, struct utc_ms).ms = sqlite3_column_int64(st, at); return true;
	case F_DATE: RECORD_AT(rec, f, struct date).days = (int32_t)sqlite3_column_int64(st, at); return true;
	case F_ENUM: return column_enum(st, at, f, rec);
	case F_ID:
		if (sqlite3_column_bytes(st, at) != 16)
			return sqlite3_column_bytes(st, at) == 0;
		memcpy(RECORD_AT(rec, f, struct id).b, sqlite3_column_blob(st, at), 16);
		return true;
	case F_TEXT:
	case F_SECRET:
	case F_BYTES: {
		const void *p = sqlite3_column_blob(st, at);
		size_t n = (size_t)sqlite3_column_bytes(st, at);
		RECORD_AT(rec, f, struct str) = n ? arena_str(a, (struct str){ p, n }) : STR("");
		return n <= f->limit;
	}
	case F_OBJECT:
	case F_LIST:
		break;
	}
	return false;
}

static enum err
read_row(struct store *s, const struct prepared *q, const struct record *r, void *rec, struct arena *a)
{
	record_init(r, rec);
	for (int k = 0; k < q->columns; k++)
		if (!column(q->st, k, &r->field[q->column[k]], rec, a)) {
			snprintf(s->why, sizeof s->why, "a row of %s has a %s that this version cannot read", r->name,
			    r->field[q->column[k]].name);
			return ERR_INVALID;
		}
	*(bool *)rec = true;		/* every record begins with `found` */
	return ERR_OK;
}

/* Rows of an `all`: read into a growing arena array; the arena's older halves are given back with the unit. */
static enum err
read_rows(struct store *s, const struct prepared *q, const struct record *r, struct list *out, struct arena *a)
{
	size_t room = 0;
	int rc;

	*out = (struct list){ 0 };
	while ((rc = sqlite3_step(q->st)) == SQLITE_ROW) {
		if (out->n == ALL_ROWS_MAX)
			return ERR_OK;
		if (out->n == room) {
			room = room ? room * 2 : 8;
			void *more = arena_take(a, room * r->size);
			if (!more)
				return ERR_LIMIT;
			if (out->n)
				memcpy(more, out->items, out->n * r->size);
			out->items = more;
		}
		enum err e = read_row(s, q, r, (char *)out->items + out->n * r->size, a);
		if (e)
			return e;
		out->n++;
	}
	return rc == SQLITE_DONE ? ERR_OK : error_of(s, rc);
}

static enum err
run_bound(struct store *s, enum store_query i, void *out, struct arena *a)
{
	const struct store_statement *t = &store_statements[i];
	struct prepared *q = &s->q[i];

	if (t->verb == STORE_all)
		return read_rows(s, q, t->row, out, a);
	int rc = sqlite3_step(q->st);
	if (rc == SQLITE_ROW && t->verb == STORE_ask)
		return read_row(s, q, t->row, out, a);
	if (rc == SQLITE_DONE && t->verb == STORE_ask)
		record_init(t->row, out);
	return rc == SQLITE_DONE ? ERR_OK : error_of(s, rc);
}

enum err
store_run(struct store *s, enum store_query i, const void *params, void *out, struct arena *a, int64_t *changed_out)
{
	struct prepared *q = &s->q[i];

	assert(i < STORE_QUERY_COUNT);
	for (int k = 0; k < q->params; k++)
		if (bind(q->st, k + 1, &store_statements[i].params->field[q->param[k]], params) != SQLITE_OK) {
			sqlite3_reset(q->st);
			return error_of(s, SQLITE_TOOBIG);
		}
	enum err e = run_bound(s, i, out, a);
	if (changed_out)
		*changed_out = sqlite3_changes64(s->db);
	sqlite3_reset(q->st);
	return e;
}

/* ---- the file as a whole ---- */

enum err
store_backup(struct store *s, const char *to, char why_out[300])
{
	sqlite3 *copy = NULL;
	enum err e = ERR_TEMP;

	why_out[0] = '\0';
	mode_t old = umask(077);
	int rc = open_database(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &copy);
	umask(old);
	if (rc == SQLITE_OK) {
		sqlite3_backup *b = sqlite3_backup_init(copy, "main", s->db, "main");
		if (b && sqlite3_backup_step(b, -1) == SQLITE_DONE)
			e = ERR_OK;
		sqlite3_backup_finish(b);
	}
	if (e)
		snprintf(why_out, 300, "%s: %s", to, sqlite3_errmsg(copy));
	sqlite3_close(copy);
	return e;
}

static int
first_text(void *to, int n, char **value, char **name)
{
	(void)name;
	if (n && value[0])
		snprintf(to, 300, "%s", value[0]);
	return 1;
}

enum err
store_check(struct store *s, char why_out[300])
{
	why_out[0] = '\0';
	sqlite3_exec(s->db, "PRAGMA integrity_check(1)", first_text, why_out, NULL);
	return strcmp(why_out, "ok") == 0 ? ERR_OK : ERR_PERM;
}

/* ---- migrations ---- */

static const struct { int version; const char *script; } MIGRATIONS[] = {
#define X(version, script) { version, script },
	MIGRATIONS_SQLITE(X)
#undef X
};

int
store_version_wanted(void)
{
	return MIGRATIONS[COUNT(MIGRATIONS) - 1].version;
}

static int
version_of(sqlite3 *db)
{
	char text[300] = "";

	sqlite3_exec(db, "SELECT max(version) FROM schema_version", first_text, text, NULL);
	return text[0] ? (int)strtol(text, NULL, 10) : 0;
}

static int
migrate_step(sqlite3 *db, size_t i, struct utc_ms now)
{
	char note[120];

	snprintf(note, sizeof note, "INSERT INTO schema_version VALUES (%d, %lld)", MIGRATIONS[i].version, (long long)now.ms);
	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK
	    && sqlite3_exec(db, MIGRATIONS[i].script, NULL, NULL, NULL) == SQLITE_OK
	    && sqlite3_exec(db, note, NULL, NULL, NULL) == SQLITE_OK
	    && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return SQLITE_OK;
	return sqlite3_errcode(db);
}

/* Looks without touching: is this a database, empty or of ours, and not newer than this program? */
static enum err
may_migrate(sqlite3 *db, const char *path, int *version_out, char why_out[300])
{
	char tables[300] = "";

	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_exec(db, "SELECT count(*) FROM sqlite_master", first_text, tables, NULL);
	if (!tables[0])
		return (sqlite3_errcode(db) & 0xff) == SQLITE_NOTADB ? ERR_INVALID : ERR_TEMP;
	*version_out = version_of(db);
	if (!*version_out && strcmp(tables, "0") != 0) {
		snprintf(why_out, 300, "%s: a database, but not one of simoff: choose another path", path);
		return ERR_INVALID;
	}
	if (*version_out <= store_version_wanted())
		return ERR_OK;
	snprintf(why_out, 300, "%s: made by a newer simoff (schema %d, this one knows %d): install that version",
	    path, *version_out, store_version_wanted());
	return ERR_INVALID;
}

enum err
store_migrate(const char *path, struct utc_ms now, char why_out[300])
{
	sqlite3 *db = NULL;
	enum err e = ERR_TEMP;
	int version;

	why_out[0] = '\0';
	mode_t old = umask(077);
	int rc = open_database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db);
	umask(old);
	if (rc == SQLITE_OK && !(e = may_migrate(db, path, &version, why_out))) {
		if (!set_pragmas(db, STORE_WRITER))
			e = ERR_TEMP;
		for (size_t i = 0; i < COUNT(MIGRATIONS) && !e; i++)
			if (MIGRATIONS[i].version > version && migrate_step(db, i, now) != SQLITE_OK)
				e = ERR_TEMP;
	}
	if (e && !why_out[0])
		snprintf(why_out, 300, "%s: %s", path, sqlite3_errmsg(db));
	sqlite3_close(db);
	return e;
}
