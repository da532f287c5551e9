/* unit.h - inside the desk: one request on its way through a batch, and the typed calls of the statements.
 * Every operation is a struct that begins with `struct unit u; struct IN in; struct OUT out;` and four functions:
 *   find   reads directories: which line?
 *   ask    sets u->line_id, queues what it needs to know of that line
 *   decide pure; sets u->code, u->why, out
 *   write  queues exactly one gate and any number of puts
 * The batch flushes each phase for all its units together (DESIGN section 5). All but u and in is zeroed before each attempt.
 * Parameters are copied at the call; rows are filled by the flush. */
#ifndef SIMOFF_UNIT_H
#define SIMOFF_UNIT_H
#include "desk/desk.h"
#include "store/store.h"

struct unit {
	struct desk *desk;
	enum desk_op id;
	uint64_t tag;
	void *from;
	struct str encoded;		/* caller and in, as they came: for another attempt in the next batch */
	struct desk_caller caller;
	struct api_client client;	/* of the caller's credential */
	struct session_row session;	/* of the caller's session, valid at NOW: found, or there is none */
	struct str actor;		/* "operator:shop-api"; who the audit names */
	struct arena *arena;
	struct utc_ms now;		/* the batch's time: same for all its units, never falls */
	enum desk_code code;
	struct str why;			/* for the caller; empty: the code's own text */
	struct id line_id;		/* set by ask: no second writer of this line in the same batch */
	struct id key_id;		/* set by find where the caller gave a key: nor a second one with this key */
	struct { struct str json; struct desk_quote view; } quote;	/* the one made or read last: a reply and its messages ask for the same */
	uint8_t tries;
	bool alone, lost, answered, postponed;
};

struct unit_operation {
	size_t size, in_at, out_at;
	void (*find)(void *), (*ask)(void *), (*decide)(void *), (*write)(void *);	/* NULL: nothing to do in this phase */
};
extern const struct unit_operation *const unit_operations[DESK_OP_COUNT];	/* operations.c */

/* UNIT_DECLARE(case_submit, desk_submit_in, desk_case_view): the row of unit_operations for a struct of that name. */
#define UNIT_OPERATION(s, find_, ask_, decide_, write_) \
	{ sizeof(struct s), offsetof(struct s, in), offsetof(struct s, out), find_, ask_, decide_, write_ }

/* In ask. unit_takes(u, id): true when no other unit of this batch has to do with the line or key ID, and from now on none will;
 * for line_id and key_id the batch asks it itself, and postpones who comes second. unit_shares: true when none writes it. */
bool unit_takes(struct unit *, struct id);
bool unit_shares(struct unit *, struct id);

void unit_call(struct unit *, enum store_query, bool is_gate, const void *params, void *out);
/* unit_say: the verdict. Text in the unit's arena. */
void unit_say(struct unit *, enum desk_code, const char *fmt, ...) PRINTF(3, 4);
struct str unit_printf(struct unit *, const char *fmt, ...) PRINTF(2, 3);

#define UNIT_CALL_ask(name, P, R) \
	static inline void ask_##name(struct unit *u, const struct P *p, struct R *row) { unit_call(u, STORE_Q_##name, false, p, row); }
#define UNIT_CALL_all(name, P, R) \
	static inline void all_##name(struct unit *u, const struct P *p, struct list *rows) { unit_call(u, STORE_Q_##name, false, p, rows); }
#define UNIT_CALL_put(name, P, R) \
	static inline void put_##name(struct unit *u, const struct P *p) { unit_call(u, STORE_Q_##name, false, p, NULL); }
#define UNIT_CALL_gate(name, P, R) \
	static inline void gate_##name(struct unit *u, const struct P *p) { unit_call(u, STORE_Q_##name, true, p, NULL); } \
	UNIT_CALL_put(name, P, R)	/* where another gate of the unit already guards the row */
#define X(verb, name, P, R, lite, pg, names) UNIT_CALL_##verb(name, P, R)
STATEMENTS(X)
#undef X
#endif
