/* store.h - the only door to a database: named statements in, records out. One writer; any number of readers.
 * Owner: the desk process (and, without a daemon, the commands that say so). Not shared between threads.
 * Errors: ERR_TEMP busy, disk full or I/O: nothing of the transaction happened, try again later; ERR_CLASH a constraint;
 * ERR_UNSURE a commit whose outcome is unknown (a network database; SQLite never says it); ERR_INVALID a row that this
 * version cannot read. The text is in store_why(). */
#ifndef SIMOFF_STORE_H
#define SIMOFF_STORE_H
#include "store/rows.h"
#include "statements.h"

enum store_verb { STORE_ask, STORE_all, STORE_gate, STORE_put };
enum store_query {
#define X(verb, name, params, row, lite, pg, names) STORE_Q_##name,
	STATEMENTS(X)
#undef X
	STORE_QUERY_COUNT
};
struct store_statement {		/* one constant table, store_statements[] */
	const char *name;
	enum store_verb verb;
	const struct record *params, *row;
	const char *sqlite, *postgres, *parameter_names;
};
extern const struct store_statement store_statements[STORE_QUERY_COUNT];

enum store_mode { STORE_WRITER, STORE_READER };
struct store;

/* store_open(path, mode): opens, prepares every statement (a typing error ends the start), asks for WAL and FULL.
 * PATH ":memory:" makes a private one. NULL: WHY says what is wrong and what to do. The schema must be current:
 * store_migrate() a writer first. */
struct store *store_open(const char *path, enum store_mode, char why_out[300]) MUST_CHECK;
void store_close(struct store *);		/* NULL is fine */
const char *store_why(const struct store *);

/* store_migrate(path, now): brings the schema of PATH, created if absent (mode 600), to this version; forward only, each
 * step one transaction. ERR_INVALID: the file is newer than this program, or no database of ours. */
enum err store_migrate(const char *path, struct utc_ms now, char why_out[300]) MUST_CHECK;
int  store_version_wanted(void);

enum err store_begin(struct store *, bool writes) MUST_CHECK;
enum err store_commit(struct store *) MUST_CHECK;
void     store_rollback(struct store *);

/* store_run(st, query, params, out, arena, changed_out): runs one statement.
 * OUT: verb ask: a record, its `found` says whether there was a row; verb all: a struct list in ARENA; else NULL.
 * Texts of rows are copied into ARENA. CHANGED_OUT (may be NULL): rows written. */
enum err store_run(struct store *, enum store_query, const void *params, void *out, struct arena *, int64_t *changed_out) MUST_CHECK;

/* store_backup(st, to, why): an exact copy of what is committed, online, as a new file (mode 600). */
enum err store_backup(struct store *, const char *to, char why_out[300]) MUST_CHECK;
/* store_check(st, why): the file's integrity by the database's own check. Reads everything. */
enum err store_check(struct store *, char why_out[300]) MUST_CHECK;

/* For tests: called before each commit is asked for and after it returned; a crash test leaves from here by longjmp. */
struct store_probe { void (*commit)(void *self, bool after); void *self; };
void store_set_probe(struct store *, struct store_probe);
#endif
