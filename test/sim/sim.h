/* sim.h - the simulator: the real domain, desk and SQL in one process, and around them a false world in which everything that can
 * go wrong does. One 64-bit seed decides it all: who acts and when, what gets lost, when the desk dies. doc/simulator.md says how
 * to read a history and how to add an actor, a move or a fault.
 * Files: sim.c the queue of events and the end; house.c the desk's process and its deaths; past.c the schema it had before; far.c
 * workers and the far end; intent.c what the far end knows of each effect; gateway.c what an SMS gateway tells; billing.c what
 * billing says; actor.c who acts; move.c how; oracle.c and claim.c what must hold; shrink.c the smallest history; main.c the command. */
#ifndef SIMOFF_SIM_H
#define SIMOFF_SIM_H
#include "../desk/invariants.h"
#include "dice.h"
#include "store/rows.h"

#define SIM_PLAYS_MAX 64
#define SIM_MOVES_MAX 16
#define SIM_QUEUE_MAX 4096
#define SIM_TOLD_LINES 30		/* of the history, kept for a failure */
#define SIM_SECOND INT64_C(1000)
#define SIM_MINUTE (60 * SIM_SECOND)
#define SIM_HOUR (60 * SIM_MINUTE)
#define SIM_DAY (24 * SIM_HOUR)
#define SIM_STRIKES_END (30 * SIM_DAY)	/* by then all has happened that can go wrong */

/* ---- what happens: name, how it reads ---- */
#define SIM_EVENTS(X) \
	X(act,     "an actor's turn") \
	X(patience,"an actor has waited long enough for an answer") \
	X(batch,   "the desk runs what waits") \
	X(timer,   "the desk looks at its clock") \
	X(claim,   "a worker asks for work") \
	X(land,    "a request arrives at the far end") \
	X(deliver, "a short message reaches the telephone") \
	X(tell,    "the SMS gateway reports on a message that it took") \
	X(undo,    "the far end is set back to what it was") \
	X(report,  "a worker has its outcome") \
	X(start,   "the parent starts the desk again") \
	X(upgrade, "the program is new, and the schema comes forward") \
	X(strike,  "something befalls the house: it is killed, its clock jumps, a backup is made or brought back")
enum sim_event {
#define X(n, t) SIM_##n,
	SIM_EVENTS(X)
#undef X
};

/* ---- what goes wrong: name, most of it in one run (per mille of the chances it has), meaning ---- */
#define SIM_FAULTS(X) \
	X(crash_before,  15, "the desk dies just before a commit") \
	X(crash_after,   15, "the desk dies just after a commit") \
	X(killed,       100, "the desk dies while requests wait") \
	X(asked_lost,   100, "a client's request never arrives") \
	X(told_lost,    100, "a client's answer never arrives") \
	X(lost,         150, "a worker's request never arrives") \
	X(answer_lost,  150, "it happens, the answer never arrives") \
	X(late,         100, "the answer never arrives, and it happens later") \
	X(twice,        100, "it happens, and once more a little later") \
	X(later,        200, "refused for now") \
	X(never,         40, "refused for good") \
	X(garbage,       50, "an answer without sense") \
	X(hang,          40, "a worker that is not heard of for longer than its lease") \
	X(undone,        50, "the far end is set back after it happened, and the answer never arrives") \
	X(accepted,      80, "taken on, and done later, or never") \
	X(untried,       60, "given back without having been begun") \
	X(report_lost,  200, "a gateway's report never arrives") \
	X(report_late,  200, "a gateway's report arrives after others, perhaps days later") \
	X(report_again, 200, "a gateway's report arrives twice") \
	X(jump_ahead,   150, "the wall clock jumps forward") \
	X(jump_back,    150, "the wall clock jumps back") \
	X(restored,      30, "yesterday's backup is brought back")
enum sim_fault {
#define X(n, most, t) SIM_FAULT_##n,
	SIM_FAULTS(X)
#undef X
	SIM_FAULT_COUNT
};
extern const char *const sim_fault_names[SIM_FAULT_COUNT];

/* ---- one run ---- */
struct sim_setup {
	uint64_t seed;
	uint64_t without_plays;		/* a bit each: left out, for shrinking */
	uint64_t without_faults;
	int events_max;			/* 0: to the end; else the world heals after so many */
	bool says;			/* print the history as it goes */
};
struct sim_result {
	bool is_broken;
	char what[400];			/* the invariant, in words, with its number in PROMISES */
	uint64_t trace;			/* hash of the whole history */
	int64_t events, commits, crashes, faults, cases, ended, plays;
	char last[SIM_TOLD_LINES][200];	/* the end of the history, a ring from .lines on */
	int64_t lines;
};

struct sim_play {			/* one actor on one line */
	const struct sim_actor *actor;
	int line, move[SIM_MOVES_MAX], moves, step, again;
	int64_t serial;			/* of the request it waits for; 0: none */
	struct dice dice;
	bool is_over, is_answered;
	char key[16], reference[16], token[40], proof[72], session[72], handle[40], card[80];
	int codes_tried;
};

/* One effect in the hands of a worker, with its texts, which outlive the claim. */
struct sim_task {
	struct effect_task t;
	char reference[16], msisdn[16], imsi[16], address[64], facts[1024], report[220];
	int restores;			/* backups that were brought back before it was handed out */
	bool in_flight;			/* a short message that the gateway has taken, and its telephone not yet */
};

/* What the world knows of an effect, by its key: it outlives claims, workers, and a restored backup. */
#define SIM_INTENTS_MAX 4096
struct sim_intent {
	struct effect_key key;
	bool has_happened;		/* at least once */
	bool is_job, is_over;		/* a far end took it on; and has finished it, as follows */
	bool is_forgotten;		/* it never finishes it, before the world heals */
	enum effect_result result;
	enum effect_finding finding;
	struct effect_balance balance;
	int64_t not_before;		/* by the wall: its far end wants to be left alone until then */
};

/* Balances that billing, or a person, has stated of a line. */
#define SIM_STATED_MAX 32
struct sim_stated { int n; int64_t credit_cents[SIM_STATED_MAX], debt_cents[SIM_STATED_MAX]; };

/* A report on its way from the gateway. */
#define SIM_TELLS_MAX 1024
struct sim_tell { char effect[140], token[64], part[16]; int type, parts; };

/* One event at a time, brought forward when something is due sooner. */
struct sim_alarm { int64_t at, serial; };
struct sim_item { int64_t at, order; enum sim_event kind; int who; int64_t serial; };

#define SIM_TASKS_MAX 1024
#define SIM_CLAIM_MAX 16
/* The second of a family is one that everybody takes for dead: it carries out what it had begun, with an old fence. */
#define SIM_WORKERS (2 * EFFECT_FAMILY_COUNT)
struct sim_worker {
	enum effect_family family;
	bool is_busy, is_fresh, is_ghost;
	int64_t life;			/* which one: events of its predecessors are void */
	int task[SIM_CLAIM_MAX], n, next;
	struct effect_outcome outcome;
	int64_t began;			/* the attempt in its hands, by the wall */
	int64_t fence_before;		/* a ghost: of its row, before this batch */
};

struct sim {
	const struct sim_setup *setup;
	struct sim_result *result;
	struct world world;
	int64_t now, skew;		/* the monotonic clock; the wall's lead */
	int64_t wall_most;		/* the latest that the desk has seen: its own time never falls */
	struct sim_item queue[SIM_QUEUE_MAX];
	int queued;
	int64_t order, serial;
	struct dice dice, deaths;
	unsigned rate[SIM_FAULT_COUNT];	/* per mille */
	bool is_healed, desk_is_up, batch_is_due, has_backup;
	bool was_old, is_old, backup_is_old;	/* the program of the first release, and its schema */
	enum termination_state old_until;	/* some case of it is in this state when it is replaced */
	struct sim_alarm timer, wake[EFFECT_FAMILY_COUNT];
	struct sim_play play[SIM_PLAYS_MAX];
	int plays, lines;
	struct sim_worker worker[SIM_WORKERS];
	struct sim_task task[SIM_TASKS_MAX];
	int tasks;
	struct sim_intent intent[SIM_INTENTS_MAX];
	int intents;
	struct sim_tell tell[SIM_TELLS_MAX];
	int tells;
	char gateway_token[64];
	bool is_mute[WORLD_LINES];	/* billing says nothing of this line for now */
	struct sim_stated stated[WORLD_LINES];
	int64_t billing_period_ms;	/* between its runs */
	int restores;
	int stops[WORLD_LINES];		/* answers STOP that its line has sent, and the gateway has passed on */
};

/* ---- sim.c ---- */
void sim_run(const struct sim_setup *, struct sim_result *out);	/* one world, from its beginning to its end */
void sim_say(struct sim *, const char *fmt, ...) PRINTF(2, 3);	/* a line of the history */
void sim_push(struct sim *, int64_t in_ms, enum sim_event, int who, int64_t serial);
void sim_alarm_set(struct sim *, struct sim_alarm *, int64_t in_ms, enum sim_event, int who);
bool sim_alarm_rings(struct sim_alarm *, int64_t serial);	/* false: it was brought forward since */
bool sim_strikes(struct sim *, enum sim_fault, struct dice *);	/* does it happen now? counts it */
struct utc_ms sim_wall(const struct sim *);

/* ---- house.c ---- */
enum sim_asker { SIM_ASKER_play, SIM_ASKER_claim, SIM_ASKER_report, SIM_ASKER_staff, SIM_ASKER_gateway };
void house_open(struct sim *);
void house_close(struct sim *);
/* Into the next batch, a moment later. False: there is no desk now. WHO and SERIAL come back with the answer. */
bool house_ask(struct sim *, enum desk_op, const struct desk_caller *, const void *in, enum sim_asker, int who, int64_t serial);
void house_batch(struct sim *);
void house_timer(struct sim *, int64_t serial);
void house_start(struct sim *);
void house_strike(struct sim *);
void house_upgrade(struct sim *);
void house_die(struct sim *, const char *how);
struct desk_import_in house_row(const struct sim *, struct sim_play *, const char *email);	/* the play's line as a list has it */
void house_wake(struct sim *);		/* timers and workers, at what is due next */

/* ---- far.c ---- */
void far_begin(struct sim *);
void far_claim(struct sim *, int worker, int64_t serial);
void far_claimed(struct sim *, int worker, int64_t life, enum desk_code, const struct desk_claim_out *);
void far_land(struct sim *, int task, bool again);
void far_undo(struct sim *, int task);
void far_report(struct sim *, int worker, int64_t life);
void far_reported(struct sim *, int worker, int64_t life);
void far_before_batch(struct sim *);
void far_unanswered(struct sim *);
void far_restart(struct sim *);		/* the workers died with the desk */
void far_heal(struct sim *);

/* ---- intent.c ---- */
struct sim_intent *intent_of(struct sim *, const struct effect_task *);	/* made when it is asked for first */
const struct sim_intent *intent_find(const struct sim *, const struct effect_key *);	/* NULL: no worker ever had it */
void intent_take(struct sim *, int task, struct dice *);	/* the far end takes it on, and does it some time */
void intent_ask(struct sim *, int task, struct effect_outcome *out);	/* is it done? */
void intent_forget_pauses(struct sim *);	/* a restored backup asks about everything at once */

/* ---- gateway.c ---- */
void gateway_took(struct sim *, int task);
void gateway_tell(struct sim *, int tell);
void gateway_heard(struct sim *, enum desk_code);
void gateway_deliver(struct sim *, int task, int64_t skew);
struct desk_caller gateway_caller(const struct sim *);
bool gateway_forge(struct sim *, int line, struct desk_sms_report_in *out);	/* of the latest message to LINE; false: there was none */

/* ---- billing.c ---- */
bool billing_is_mute(struct sim *, const struct effect_task *);
void billing_carry_out(struct sim *, const struct effect_task *, bool is_of_now, struct effect_outcome *out);
void billing_note(struct sim *, int line, int64_t credit_cents, int64_t debt_cents);	/* somebody states it */
bool billing_has_stated(const struct sim *, int line, int64_t credit_cents, int64_t debt_cents);
void billing_back(struct sim *);	/* a backup was brought back */

/* ---- past.c ---- */
/* The database at PATH becomes one that the first release has left: its tables and columns, and schema version 1. */
void past_bring_back(const char *path);

/* ---- claim.c ---- */
void claim_look(struct sim *, const struct effect_task *);	/* what must hold of a task that was handed out just now */

/* ---- move.c ---- */
enum sim_heard { SIM_NEXT, SIM_AGAIN, SIM_OVER };
struct sim_move {
	const char *name;
	bool (*send)(struct sim *, struct sim_play *);			/* false: nothing to send; the next move */
	enum sim_heard (*hear)(struct sim *, struct sim_play *, enum desk_code, const void *out);	/* NULL: any answer will do */
};
int move_named(struct str name);
const struct sim_move *move_get(int i);

/* ---- actor.c ---- */
void actor_begin(struct sim *);
void actor_act(struct sim *, int play);
void actor_patience(struct sim *, int play, int64_t serial);
void actor_heard(struct sim *, int play, int64_t serial, enum desk_op, enum desk_code, const void *out);
void actor_forget(struct sim *);	/* a restored backup: what was agreed since is void */

/* ---- staff.c ---- */
bool staff_settle(struct sim *, int round);	/* healed: what waits for a person is settled; false: nothing does */

/* ---- oracle.c ---- */
void oracle_begin(struct sim *);
void oracle_save(struct sim *);
void oracle_back(struct sim *);
bool oracle_look(struct sim *);		/* what the last batch touched; false: something is broken */
bool oracle_sweep(struct sim *);	/* everything */
void oracle_end(struct sim *);

/* ---- shrink.c ---- */
/* Drops actors, then fault classes, then events, as long as the same invariant stays broken, and prints the smallest history. Each
 * trial is a process of its own, so that a failed assertion is one more way to be broken. */
void shrink_run(struct sim_setup *);
#endif
