/* audit.c - the chain of a line: rows that cover each other, and the walk that proves it. */
#include "desk/audit.h"

#include "desk/batch.h"

#define PAGE_ROWS 500

struct hash
audit_hash(struct str before, const struct audit_row *r)
{
	int64_t number[2] = { r->seq, r->at_ms.ms };

	return HASH_OF(STR("simoff audit 1"), before, ((struct str){ (const char *)r->line_id.b, sizeof r->line_id.b }),
	    ((struct str){ (const char *)number, sizeof number }), ((struct str){ (const char *)r->case_id.b, sizeof r->case_id.b }),
	    r->actor, r->what, r->body);
}

void
audit_add(struct unit *u, struct audit_row *head, struct id case_id, const char *what, struct str body)
{
	struct str before = head->found ? head->hash : STR("");
	struct audit_row next = {
		.found = true, .line_id = u->line_id, .seq = head->found ? head->seq + 1 : 1, .case_id = case_id,
		.at_ms = u->now, .actor = u->actor, .what = str_of(what), .body = body,
	};
	struct hash h = audit_hash(before, &next);

	assert(!id_is_none(u->line_id));
	next.hash = arena_str(u->arena, hash_str(&h));
	put_audit_add(u, &next);
	*head = next;
}

struct walk {
	struct id line;
	int64_t seq;
	struct hash hash;
	int broken;
	bool line_broken;
	int64_t lines, rows;
	void (*bad)(void *self, struct id line, int64_t seq, const char *what);
	void *self;
};

static void
walk_row(struct walk *w, const struct audit_row *r)
{
	const char *fault = NULL;

	if (!id_eq(w->line, r->line_id)) {
		*w = (struct walk){ .line = r->line_id, .broken = w->broken, .lines = w->lines + 1, .rows = w->rows, .bad = w->bad, .self = w->self };
	}
	struct hash want = audit_hash(w->seq ? hash_str(&w->hash) : STR(""), r);
	if (r->seq != w->seq + 1)
		fault = "a row is missing before this one";
	else if (r->hash.n != HASH_SIZE || !hash_eq(r->hash.p, want.b, HASH_SIZE))
		fault = "this row, or the one before, was changed";
	if (fault && !w->line_broken) {
		w->line_broken = true;
		w->broken++;
		w->bad(w->self, r->line_id, r->seq, fault);
	}
	w->seq = r->seq;
	if (r->hash.n == HASH_SIZE)
		memcpy(w->hash.b, r->hash.p, HASH_SIZE);
	w->rows++;
}

int
desk_audit_verify(struct desk *d, void (*bad)(void *, struct id, int64_t, const char *), void *self, int64_t *lines_out, int64_t *rows_out)
{
	struct arena *a = arena_new(UINT64_C(64) << 20);
	struct walk w = { .bad = bad, .self = self };
	struct by_page page = { .limit = PAGE_ROWS };
	struct list rows;

	do {
		arena_reset(a);
		if (store_run(desk_store(d), STORE_Q_audit_all, &page, &rows, a, NULL)) {
			bad(self, page.after_id, page.after_seq, store_why(desk_store(d)));
			w.broken++;
			break;
		}
		const struct audit_row *r = rows.items;
		for (size_t i = 0; i < rows.n; i++)
			walk_row(&w, &r[i]);
		if (rows.n) {
			page.after_id = r[rows.n - 1].line_id;
			page.after_seq = r[rows.n - 1].seq;
		}
	} while (rows.n == PAGE_ROWS);
	arena_free(a);
	*lines_out = w.lines;
	*rows_out = w.rows;
	return w.broken;
}
