/* faulty.h - a world that fails on purpose, for tests: stands between the desk and a null adapter, and at each call either
 * passes it on or fails in one of the ways of FAULTY_FAULTS. One seed replays the same faults.
 * The environment variable SIMOFF_FAULTY sets seed and percentages, absent ones being 0, e.g. "seed=7 lost=5 later=10";
 * without the variable FAULTY_DEFAULT holds. */
#ifndef SIMOFF_FAULTY_H
#define SIMOFF_FAULTY_H
#include "adapter/adapter.h"

#define FAULTY_DEFAULT "seed=1 lost=5 answer_lost=5 later=10"

#define FAULTY_FAULTS(X) \
	X(lost,        "the request is lost; nothing happens; unknown") \
	X(answer_lost, "it happens, the answer is lost; unknown") \
	X(later,       "refused for now") \
	X(never,       "refused for good") \
	X(garbage,     "unknown, with a finding that makes no sense and a detail of arbitrary bytes") \
	X(hang,        "never comes back: the parent has to end the worker")
enum faulty_fault {
#define X(n, t) FAULTY_##n,
	FAULTY_FAULTS(X)
#undef X
	FAULTY_FAULT_COUNT		/* none */
};

struct faulty;

/* faulty_open: around INNER, opened with CONF. A malformed SIMOFF_FAULTY ends the process: a test that runs without its
 * faults proves nothing. */
struct faulty *faulty_open(const struct adapter *inner, const struct adapter_conf *conf);
void faulty_close(void *self);
enum faulty_fault faulty_draw(struct faulty *);		/* the next fault; FAULTY_FAULT_COUNT: none */

/* As in struct adapter; SELF is a struct faulty. */
void faulty_run(void *self, const struct effect_task *, const struct adapter_message *, struct effect_outcome *out);
void faulty_ask(void *self, const struct effect_task *, struct effect_outcome *out);
enum err faulty_check(void *self, char why_out[200]);
#endif
