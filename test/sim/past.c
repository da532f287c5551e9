/* past.c - the schema that an earlier release left: the database is copied into one that only the first migration has made, by the
 * columns that both have. Until the upgrade the world lets nothing happen that the first release did not know. */
#include "sim.h"

#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static const char *const FIRST[] = {
#define X(version, script) script,
	MIGRATIONS_SQLITE(X)
#undef X
};

static void
run(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		invariants_broken("the schema of the past: %s: %s", sql, why);
	sqlite3_free(why);
}

static int
add_line(void *self, int n, char **text, char **names)
{
	struct buf *b = self;

	(void)n, (void)names;
	buf_printf(b, "%s;", text[0]);
	return 0;
}

/* SQL, made by the database from its own tables, and then run. */
static void
run_made(sqlite3 *db, const char *sql)
{
	AUTO(buf_done) struct buf made;

	buf_init(&made, 1 << 16);
	if (sqlite3_exec(db, sql, add_line, &made, NULL) != SQLITE_OK)
		invariants_broken("the schema of the past: %s: %s", sql, sqlite3_errmsg(db));
	buf_addc(&made, '\0');
	run(db, buf_str(&made).p);
}

void
past_bring_back(const char *path)
{
	char later[140], attach[200];
	sqlite3 *db = NULL;

	snprintf(later, sizeof later, "%s.later", path);
	snprintf(attach, sizeof attach, "ATTACH '%s' AS later", later);
	if (rename(path, later) || sqlite3_open(path, &db) != SQLITE_OK)
		invariants_broken("the schema of the past: %s cannot be made", path);
	run(db, "PRAGMA synchronous = OFF");
	run(db, FIRST[0]);
	run(db, attach);
	run(db, "BEGIN");
	run_made(db, "SELECT 'INSERT INTO main.' || t.name || ' (' || group_concat(c.name) || ') SELECT ' || group_concat(c.name) || ' FROM later.' || t.name"
	    " FROM main.sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' GROUP BY t.name");
	run(db, "DELETE FROM main.schema_version WHERE version > 1");
	run(db, "COMMIT");
	sqlite3_close(db);
	unlink(later);
}
