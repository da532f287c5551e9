/* metrics.h - what /metrics says: the desk's counts, and how long web itself took. OpenMetrics 1.0 text; names begin with
 * simoff_. No personal data: words of our own lists and numbers only. */
#ifndef SIMOFF_WEB_METRICS_H
#define SIMOFF_WEB_METRICS_H
#include "desk/desk.h"

#define METRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define METRICS_BYTES_MAX 262144u
#define METRICS_BOUNDS 12		/* upper bounds of the histogram, see metrics.c */
#define METRICS_CLASSES 4		/* 2xx to 5xx */

#define METRICS_CHANNELS(X) X(api) X(page) X(plain)
enum metrics_channel {
#define X(n) METRICS_##n,
	METRICS_CHANNELS(X)
#undef X
	METRICS_CHANNEL_COUNT
};

/* Of one web process, from zero at its start. */
struct metrics {
	int64_t answers[METRICS_CHANNEL_COUNT][METRICS_CLASSES];
	int64_t bucket[METRICS_CHANNEL_COUNT][METRICS_BOUNDS + 1];	/* the last: slower than all bounds */
	int64_t sum_us[METRICS_CHANNEL_COUNT];
	int64_t waiting;		/* requests that wait for a desk now */
	int64_t refused_busy;		/* answered 503 because too many were in flight */
};

/* metrics_add: one answer with STATUS after TOOK_US from the whole request to the answer. */
void metrics_add(struct metrics *, enum metrics_channel, int status, int64_t took_us);

/* metrics_write: everything, "# EOF" at the end. DESK NULL: no desk answered; simoff_desk_up is 0 and its counts are left out. */
void metrics_write(const struct metrics *, const struct desk_metrics *desk, struct buf *out);
#endif
