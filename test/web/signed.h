/* signed.h - for tests: the three lines of the site in the hands of two subscribers, and browsers that are signed in. Sessions are
 * written into the database, so that these tests do not hang on how somebody signs in. */
#ifndef SIMOFF_TEST_SIGNED_H
#define SIMOFF_TEST_SIGNED_H
#include "browser.h"
#include "base/hash.h"
#include "desk/session.h"
#include "desk/token.h"

#include <sqlite3.h>

#define SIGNED_FAMILY "11111111111111111111111111111111"	/* lines 1 and 2 */
#define SIGNED_OTHER  "22222222222222222222222222222222"	/* line 3 */

PRINTF(2, 3) static inline void
signed_sql(struct site *s, const char *fmt, ...)
{
	char sql[800], *why = NULL;
	sqlite3 *db;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sql, sizeof sql, fmt, ap);
	va_end(ap);
	if (sqlite3_open(s->path, &db) != SQLITE_OK)
		abort();
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(db);
}

static inline void
signed_give(struct site *s, const char *msisdn, const char *who)
{
	signed_sql(s, "UPDATE line SET subscriber_id = x'%s' WHERE msisdn = '%s';"
	    "INSERT OR IGNORE INTO dir_subscriber SELECT subscriber_id, line_id FROM line WHERE msisdn = '%s'", who, msisdn, msisdn);
}

static inline void
signed_hex(char *out, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", b[i]);
}

/* B is signed in as WHO from now on. */
static inline void
signed_in(struct browser *b, const char *who)
{
	static uint8_t secret[TOKEN_SECRET];		/* another each time */
	struct unit u = { .desk = b->s->desk, .arena = b->s->arena };
	long long now = (long long)clock_now().ms;
	char hash[65];
	struct id id;

	for (size_t i = 0; i < sizeof id.b; i++)
		id.b[i] = (uint8_t)((who[0] - '0') * 17);
	secret[0]++;
	struct str token = token_write(&u, "session", secret, id);
	struct hash h = HASH_OF(STR("session"), token);
	signed_hex(hash, h.b, sizeof h.b);
	signed_sql(b->s, "INSERT INTO session (subscriber_id, token_hash, way, proven_ms, created_ms, seen_ms, ends_ms, agent, network)"
	    " VALUES (x'%s', x'%s', 'password', 0, %lld, %lld, %lld, 'test', '127.0.0.1')", who, hash, now, now, now + (long long)SESSION_LIFE_MS);
	snprintf(b->kept[SESSION_KEEP_session], sizeof b->kept[0], "simoff-session=%.*s", STR_ARG(token));
}

static inline void
signed_family(struct site *s)
{
	signed_give(s, "32470000001", SIGNED_FAMILY);
	signed_give(s, "32470000002", SIGNED_FAMILY);
	signed_give(s, "32470000003", SIGNED_OTHER);
}
#endif
