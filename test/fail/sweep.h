/* sweep.h - for tests: one scenario again and again, and each time another call fails in it. A run is a process of its own, so
 * that its end can be judged: it may finish, or be ended by abort() when there is no memory; an assertion that fails, a fault that
 * a sanitizer sees, a leak, or any other signal is a failure of the test. */
#ifndef SIMOFF_TEST_SWEEP_H
#define SIMOFF_TEST_SWEEP_H
#include "fail.h"

#define SWEEP_TOLD_MAX 16
#define SWEEP_WHY_SIZE 400u

/* What a run said before it ended, in memory that the parent sees. */
struct sweep_report {
	bool finished;
	bool failed;			/* something was not done, and somebody was told so */
	char why[SWEEP_WHY_SIZE];	/* what they were told */
	char broken[SWEEP_WHY_SIZE];	/* a promise was; empty: none */
	struct { int what; char text[24]; } told[SWEEP_TOLD_MAX];	/* acknowledged: the scenario knows what it means */
	int tolds;
};

struct sweep {
	const char *name;
	void (*prepare)(void);		/* before each run, in the parent: the same start each time */
	/* The run: does what it needs, then sweep_arm(), then what is to be tested, then sweep_disarm(). */
	void (*run)(struct sweep_report *);
	/* After each run, in the parent, nothing fails any more: returns what is broken, or NULL. */
	const char *(*judge)(const struct sweep_report *);
};

void sweep_arm(void);
void sweep_disarm(void);
void sweep_tell(struct sweep_report *, int what, struct str text);	/* this was acknowledged */
/* sweep_fail: WHAT was not done, and WHY was said. An empty WHY is broken: an error says what is wrong. */
void sweep_fail(struct sweep_report *, const char *what, struct str why);
void PRINTF(2, 3) sweep_broken(struct sweep_report *, const char *fmt, ...);

/* sweep_run(s, kind): every call of KIND that the scenario makes fails, alone, and (but memory) with all that follow; the first run, in
 * which none fails, must not say failed. With FAIL_ALL in the environment all of them, else about SWEEP_SAMPLE spread evenly.
 * Ends in fail_msg with the scenario, the kind and the call. */
#define SWEEP_SAMPLE 5		/* the three programs together: some 30 s of one core, meant to stay under 40 */
void sweep_run(const struct sweep *, enum fail_kind);
#endif
