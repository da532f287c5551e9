/* sim.h - the simulator: the real domain, desk and SQL in one process, and around them a false world in which everything that can
 * go wrong does. One 64-bit seed decides it all: who acts and when, what gets lost, when the desk dies. doc/simulator.md says how
 * to read a history and how to add an actor, a move or a fault.
 * Files: sim.c the queue of events and the end; house.c the desk's process and its deaths; far.c workers and the far end;
 * actor.c who acts; oracle.c what must hold; shrink.c the smallest history; main.c the command. */
#ifndef SIMOFF_SIM_H
#define SIMOFF_SIM_H
#include "../desk/invariants.h"
#include "dice.h"

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
	X(undo,    "the far end is set back to what it was") \
	X(report,  "a worker has its outcome") \
	X(start,   "the parent starts the desk again") \
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
	char key[16], reference[16], token[40], card[80];
	int codes_tried;
};

/* One effect in the hands of a worker, with its texts, which outlive the claim. */
struct sim_task {
	struct effect_task t;
	char reference[16], msisdn[16], imsi[16], address[64], facts[1024];
};

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
	int64_t fence_before;		/* a ghost: of its row, before this batch */
};

struct sim {
	const struct sim_setup *setup;
	struct sim_result *result;
	struct world world;
	int64_t now, skew;		/* the monotonic clock; the wall's lead */
	struct sim_item queue[SIM_QUEUE_MAX];
	int queued;
	int64_t order, serial;
	struct dice dice, deaths;
	unsigned rate[SIM_FAULT_COUNT];	/* per mille */
	bool is_healed, desk_is_up, batch_is_due, has_backup;
	struct sim_alarm timer, wake[EFFECT_FAMILY_COUNT];
	struct sim_play play[SIM_PLAYS_MAX];
	int plays, lines;
	struct sim_worker worker[SIM_WORKERS];
	struct sim_task task[SIM_TASKS_MAX];
	int tasks;
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
enum sim_asker { SIM_ASKER_play, SIM_ASKER_claim, SIM_ASKER_report, SIM_ASKER_staff };
void house_open(struct sim *);
void house_close(struct sim *);
/* Into the next batch, a moment later. False: there is no desk now. WHO and SERIAL come back with the answer. */
bool house_ask(struct sim *, enum desk_op, const struct desk_caller *, const void *in, enum sim_asker, int who, int64_t serial);
void house_batch(struct sim *);
void house_timer(struct sim *, int64_t serial);
void house_start(struct sim *);
void house_strike(struct sim *);
void house_die(struct sim *, const char *how);
void house_wake(struct sim *);		/* timers and workers, at what is due next */

/* ---- far.c ---- */
void far_begin(struct sim *);
void far_claim(struct sim *, int worker, int64_t serial);
void far_claimed(struct sim *, int worker, int64_t life, enum desk_code, const struct desk_claim_out *);
void far_land(struct sim *, int task, bool again);
void far_deliver(struct sim *, int task, int64_t skew);
void far_undo(struct sim *, int task);
void far_report(struct sim *, int worker, int64_t life);
void far_reported(struct sim *, int worker, int64_t life);
void far_before_batch(struct sim *);
void far_unanswered(struct sim *);
void far_restart(struct sim *);		/* the workers died with the desk */
void far_heal(struct sim *);

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
