/* subject.h - inside the desk: one case and its line, what the machine says to an event, and the writing of all that
 * follows from it: the case, its audit row, the effects owed, cards, the line's end and the number's hold. */
#ifndef SIMOFF_SUBJECT_H
#define SIMOFF_SUBJECT_H
#include "desk/audit.h"
#include "desk/unit.h"

struct subject {
	struct line line;
	struct term_case c;		/* as stored; after subject_step as it will be */
	struct audit_row head;		/* of the line's chain */
	int64_t version;		/* of the stored case: the gate; 0: the case is new */
	struct termination_move move;
	enum termination_event on;
	bool moved;			/* subject_step accepted something */
	bool settles_cards;		/* the step was a retry, led to another state, or to the final account */
	struct str card_note;		/* how the cards that it settles were settled; empty: the case has moved on */
};

/* subject_ask: queues line, case and chain head; sets u->line_id. */
void subject_ask(struct unit *, struct subject *, struct id line_id, struct id case_id);
/* subject_open: the same for the open case of a line, if there is one. */
void subject_open(struct unit *, struct subject *, struct id line_id);

/* subject_line_is_fresh: SIM, holder or contact changed in the last 7 days (rule 12). */
bool subject_line_is_fresh(const struct unit *, const struct line *);
struct termination_facts subject_facts(const struct unit *, const struct subject *);

/* subject_step: asks the machine; on acceptance c becomes the next case. False: refused, nothing changed. Pure. */
bool subject_step(const struct unit *, struct subject *, enum termination_event, const struct termination_facts *);

/* subject_write: queues everything the last step owes. GATED: the case's row is the unit's gate; else another gate of the
 * unit guards it. NOTE: a JSON object for the audit, or empty. DETAIL: what was seen, for a card. */
void subject_write(struct unit *, struct subject *, bool gated, struct str note, struct str detail);

/* The reference with its dashes, in the unit's arena. */
struct str subject_reference(struct unit *, const struct term_case *);

/* Secrets that are derived, never stored (desk.c): the case's token for cookie and secret link, the STOP link's, and the
 * one-time code number N. */
struct str desk_token(struct desk *, struct arena *, struct id case_id, const char *purpose);
struct str desk_code(struct desk *, struct arena *, struct id case_id, int64_t n);
const struct desk_conf *desk_settings(const struct desk *);
#endif
