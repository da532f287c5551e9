/* bench.h - what the programs of this folder share. Each measures one thing and prints one line of numbers; bench/run
 * calls them in turn and makes the medians. Whatever goes wrong ends the program: a number made of errors is none. */
#ifndef SIMOFF_BENCH_H
#define SIMOFF_BENCH_H
#include "base/base.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define BENCH_BATCH_MAX 128
#define BENCH_MSISDN "3247%07d"		/* of line I, from 0: in the database of desk.c and in the CSV of bench/run */

#define BENCH_MUST(ok, ...) do { \
		if (!(ok)) { \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
			fprintf(stderr, __VA_ARGS__); \
			fputc('\n', stderr); \
			exit(1); \
		} \
	} while (0)

static inline int
bench_int(const char *text, int max)
{
	int64_t v = 0;

	BENCH_MUST(str_to_i64(str_of(text), &v) && v > 0 && v <= max, "%s: must be a number from 1 to %d", text, max);
	return (int)v;
}

static inline double
bench_seconds(void)
{
	return (double)clock_monotonic_us() / 1e6;
}

/* User and system time of this process. */
static inline double
bench_processor_us(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return 1e6 * (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}
#endif
