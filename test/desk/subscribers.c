/* subscribers.c - who holds the lines of the false world. */
#include "subscribers.h"

#include "base/hash.h"
#include "desk/session.h"
#include "desk/token.h"
#include "domain/calendar.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

PRINTF(2, 3) static void
run(struct world *w, const char *fmt, ...)
{
	char sql[600], *why = NULL;
	sqlite3 *db;
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(sql, sizeof sql, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof sql || sqlite3_open(w->path, &db) != SQLITE_OK)
		abort();
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", sql, why);
		abort();
	}
	sqlite3_close(db);
}

static const char *
id_of(char who)
{
	static char text[33];

	for (int i = 0; i < 16; i++)
		snprintf(text + 2 * i, 3, "%02x", (unsigned)who);
	return text;
}

void
subscribers_give(struct world *w, int line, char who)
{
	run(w, "UPDATE line SET subscriber_id = x'%s' WHERE msisdn = '%s';"
	    "INSERT OR IGNORE INTO dir_subscriber SELECT subscriber_id, line_id FROM line WHERE msisdn = '%s';"
	    "INSERT OR REPLACE INTO dir_login SELECT msisdn, subscriber_id FROM line WHERE msisdn = '%s';",
	    id_of(who), world_number(line), world_number(line), world_number(line));
}

void
subscribers_change(struct world *w, int line, const char *email)
{
	run(w, "UPDATE line SET previous_email = email, email = '%s', changed_ms = %lld WHERE msisdn = '%s'", email,
	    (long long)w->now.ms, world_number(line));
}

void
subscribers_sold(struct world *w, int line, int days)
{
	struct date today = calendar_day_of(w->now, w->conf.policy.zone);

	run(w, "UPDATE line SET sold_online = %d WHERE msisdn = '%s'", today.days + days, world_number(line));
}

void
subscribers_owes(struct world *w, int line, int64_t cents)
{
	run(w, "UPDATE line SET debt_cents = %lld WHERE msisdn = '%s'", (long long)cents, world_number(line));
}

void
subscribers_ended(struct world *w, int line)
{
	run(w, "UPDATE line SET status = 'ended' WHERE msisdn = '%s'", world_number(line));
}

static struct id
holder_of(struct world *w, int line)
{
	struct id id = { { 0 } };
	sqlite3_stmt *q;
	char sql[100];
	sqlite3 *db;

	snprintf(sql, sizeof sql, "SELECT subscriber_id FROM line WHERE msisdn = '%s'", world_number(line));
	if (sqlite3_open(w->path, &db) != SQLITE_OK || sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK || sqlite3_step(q) != SQLITE_ROW)
		abort();
	if (sqlite3_column_bytes(q, 0) == sizeof id.b)
		memcpy(id.b, sqlite3_column_blob(q, 0), sizeof id.b);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return id;
}

static const char *
hex(char out[65], const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", b[i]);
	return out;
}

struct str
subscribers_sign_in(struct world *w, int line)
{
	static uint8_t secret[TOKEN_SECRET];		/* another each time */
	struct unit u = { .desk = w->desk, .arena = w->arena };
	struct id who = holder_of(w, line);
	long long now = (long long)w->now.ms;
	char id[65], hash[65];

	secret[0]++;
	struct str token = token_write(&u, "session", secret, who);
	struct hash h = HASH_OF(STR("session"), token);
	run(w, "INSERT INTO session (subscriber_id, token_hash, way, proven_ms, created_ms, seen_ms, ends_ms, agent, network)"
	    " VALUES (x'%s', x'%s', 'code', %lld, %lld, %lld, %lld, 'test', '127.0.0.1')",
	    hex(id, who.b, sizeof who.b), hex(hash, h.b, sizeof h.b), now, now, now, now + (long long)SESSION_LIFE_MS);
	return token;
}

struct desk_caller
subscribers_caller(struct str session)
{
	return (struct desk_caller){ .role = DESK_ROLE_public, .name = STR("portal"), .channel = STR("web"), .session = session };
}
