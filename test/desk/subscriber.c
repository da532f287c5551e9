/* subscriber.c - a browser on the desk's portal, for tests. */
#include "subscriber.h"

#include "desk/subject.h"

#include <sqlite3.h>
#include <stdlib.h>

struct browser BROWSER;

struct desk_caller
browser_caller(void)
{
	struct desk_caller c = world_public(STR(""));

	c.session = BROWSER.session;
	c.device = BROWSER.device;
	c.network = BROWSER.network.n ? BROWSER.network : STR("127.31.0.1/32");
	c.agent = BROWSER.agent;
	c.key = BROWSER.key;
	return c;
}

enum desk_code
proof_begin(struct world *w, const char *login, enum desk_purpose purpose, const char *language, struct desk_proof_view *out)
{
	struct desk_caller c = browser_caller();
	struct desk_proof_in in = { .login = str_of(login), .purpose = purpose, .language = str_of(language) };

	return world_call(w, DESK_OP_proof_begin, &c, &in, out);
}

enum desk_code
proof_get(struct world *w, struct str proof, struct desk_proof_view *out)
{
	struct desk_caller c = browser_caller();

	return world_call(w, DESK_OP_proof_get, &c, &(struct desk_proof_code_in){ .proof = proof }, out);
}

enum desk_code
proof_again(struct world *w, struct str proof, struct desk_proof_view *out)
{
	struct desk_caller c = browser_caller();

	return world_call(w, DESK_OP_proof_again, &c, &(struct desk_proof_code_in){ .proof = proof }, out);
}

enum desk_code
proof_code(struct world *w, struct str proof, const char *code, struct desk_session_view *out)
{
	struct desk_caller c = browser_caller();

	return world_call(w, DESK_OP_proof_code, &c, &(struct desk_proof_code_in){ .proof = proof, .code = str_of(code) }, out);
}

enum desk_code
touch(struct world *w, struct str session)
{
	struct desk_caller c = browser_caller();
	struct desk_empty out;

	c.session = session;
	return world_call(w, DESK_OP_session_touch, &c, &(struct desk_empty){ 0 }, &out);
}

const char *
newest_code(struct world *w, enum effect_kind kind)
{
	while (world_round(w))
		;
	for (int i = w->mails - 1; i >= 0; i--)
		if (w->mail[i].kind == kind)
			return w->mail[i].code;
	return "none was sent";
}

struct str
signed_in(struct world *w, const char *login)
{
	struct desk_proof_view p;
	struct desk_session_view v;

	assert_int_equal(proof_begin(w, login, DESK_PURPOSE_password, "", &p), DESK_created);
	assert_int_equal(proof_code(w, p.proof, newest_code(w, EFFECT_mail_code), &v), DESK_ok);
	assert_int_equal(v.session.n, 64);
	return v.session;
}

static void
look(struct world *w, const char *sql, int64_t *number_out, void *bytes_out, size_t bytes)
{
	sqlite3 *db;
	sqlite3_stmt *q;

	if (sqlite3_open_v2(w->path, &db, SQLITE_OPEN_READONLY, NULL) || sqlite3_prepare_v2(db, sql, -1, &q, NULL) || sqlite3_step(q) != SQLITE_ROW) {
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
		abort();
	}
	*number_out = sqlite3_column_int64(q, 0);
	if (bytes_out && (size_t)sqlite3_column_bytes(q, 1) == bytes)
		memcpy(bytes_out, sqlite3_column_blob(q, 1), bytes);
	sqlite3_finalize(q);
	sqlite3_close(db);
}

int64_t
count_of(struct world *w, const char *sql)
{
	int64_t n;

	look(w, sql, &n, NULL, 0);
	return n;
}

struct id
id_of(struct world *w, const char *sql)
{
	struct id id = { { 0 } };
	int64_t first;

	look(w, sql, &first, id.b, sizeof id.b);
	return id;
}

int64_t
rows_written(struct world *w)
{
	return count_of(w, "SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM proof) + (SELECT count(*) FROM attempt)"
	    " + (SELECT count(*) FROM effect) + (SELECT count(*) FROM audit) + (SELECT count(*) FROM subscriber)");
}

const char *
derived_code(struct world *w)
{
	struct id proof = { { 0 } };
	int64_t sent;

	look(w, "SELECT codes_sent, proof_id FROM proof ORDER BY created_ms DESC LIMIT 1", &sent, proof.b, sizeof proof.b);
	return desk_code(w->desk, w->arena, proof, sent).p;
}
