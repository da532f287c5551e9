/* world.h - for tests: a real desk on a real database file in memory-backed storage, a clock that the test moves, and a
 * false network, gateway and mail server that count what was done to them. */
#ifndef SIMOFF_TEST_WORLD_H
#define SIMOFF_TEST_WORLD_H
#include "desk/desk.h"

#define WORLD_LINES 16
#define WORLD_MAILS 4096

/* foreign: its number is another's there; stops: billing was told; the cents are what it says */
struct world_line { bool present, enabled, foreign; int offs, deletes, blocks, stops; int64_t credit_cents, debt_cents; char imsi[16], phone[16]; };
struct world_mail {		/* about: the line; stop: the token in its STOP link; complain: a word */
	enum effect_kind kind;
	char address[64], reference[16], about[16], code[9], stop[40], complain[16];
};

struct world {
	char dir[64], path[96];
	struct desk_conf conf;
	struct desk *desk;
	struct arena *arena;
	struct utc_ms now;
	struct world_line line[WORLD_LINES];
	int64_t balance_age_ms;		/* of what billing says; it is as of now, less this */
	struct utc_ms billing_since;	/* what was closing before is settled with the figures of its quote; 0: there was always billing */
	struct world_mail mail[WORLD_MAILS];
	int mails;
	/* faults: asked before each attempt; NULL: none. The real thing happens, or not, by what it returns. */
	enum effect_result (*fault)(struct world *, const struct effect_task *, bool *happens_out);
	enum effect_finding finding;	/* of the next outcome, set by FAULT; COUNT: what is true */
	struct str why;
};

/* What the false network, gateway and mail server make of TASK: found before it is applied, then applied. */
enum effect_finding world_find(struct world *, const struct effect_task *);
void world_apply(struct world *, const struct effect_task *);
struct world_line *world_line_of(struct world *, struct str imsi);	/* NULL: there is no such subscriber, and never was */

/* N lines, MSISDN 32470000001 ..., all in the network. Policy: the default with STOP window 0, drain 2 s, review clean. */
void world_open(struct world *, int lines);
void world_open_with(struct world *, int lines, uint32_t phones);	/* the same; a bit for each line whose holder has another phone on record */
void world_with_billing(struct world *, int64_t late_s);	/* from now on: the desk is opened again */
void world_close(struct world *);
void world_reopen(struct world *);		/* the desk's process died: all volatile state is gone */
struct desk_caller world_client(void);		/* operator "shop" */
struct desk_caller world_public(struct str token);	/* each from a network of its own, valid for 16 calls; a test of counting sets it */
const char *world_number(int i);

enum desk_code world_call(struct world *, enum desk_op, const struct desk_caller *, const void *in, void *out);
enum desk_code world_submit(struct world *, int line, const char *key, struct desk_case_view *out);
enum desk_code world_event(struct world *, const struct desk_caller *, struct str reference, enum termination_event, const char *note, struct desk_case_view *out);
struct desk_case_view world_case(struct world *, struct str reference);

/* Workers of all families claim and carry out what is due, timers run; one round. Returns effects carried out. */
int world_round(struct world *);
/* Rounds, with the clock moved to whatever is due next, until STATE or ROUNDS are over. */
bool world_until(struct world *, struct str reference, enum termination_state, int rounds);
int world_mails(const struct world *, enum effect_kind);
bool world_audit_is_whole(struct world *);
#endif
