/* metrics.c - OpenMetrics text. Pure but for the caller's BUF.
 * Source: OpenMetrics 1.0: counters end in _total, one HELP and TYPE per family, families not interleaved, "# EOF". */
#include "web/metrics.h"

#include <inttypes.h>
#include <stdio.h>

static const int64_t BOUND_US[METRICS_BOUNDS] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000, 30000000 };
static const char *const BOUND_S[METRICS_BOUNDS] =
	{ "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "1.0", "5.0", "30.0" };
static const char *const CHANNEL[METRICS_CHANNEL_COUNT] = {
#define X(n) #n,
	METRICS_CHANNELS(X)
#undef X
};

void
metrics_add(struct metrics *m, enum metrics_channel channel, int status, int64_t took_us)
{
	int at = 0;

	assert(status >= 200 && status <= 599);
	while (at < METRICS_BOUNDS && took_us > BOUND_US[at])
		at++;
	m->answers[channel][status / 100 - 2]++;
	m->bucket[channel][at]++;
	m->sum_us[channel] += took_us;
}

static void
head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
value(struct buf *out, const char *name, int64_t v)
{
	buf_printf(out, "%s %" PRId64 "\n", name, v);
}

static void
seconds(struct buf *out, const char *name, const char *labels, int64_t us)
{
	buf_printf(out, "%s%s %" PRId64 ".%06" PRId64 "\n", name, labels, us / 1000000, us % 1000000);
}

static void
write_answers(const struct metrics *m, struct buf *out)
{
	head(out, "simoff_http_answers", "counter", "HTTP answers by channel and class of status.");
	for (int c = 0; c < METRICS_CHANNEL_COUNT; c++)
		for (int s = 0; s < METRICS_CLASSES; s++)
			buf_printf(out, "simoff_http_answers_total{channel=\"%s\",status=\"%dxx\"} %" PRId64 "\n", CHANNEL[c], s + 2, m->answers[c][s]);
}

static void
write_times(const struct metrics *m, struct buf *out)
{
	char labels[40];

	head(out, "simoff_http_answer_seconds", "histogram", "From the whole request to its answer.");
	for (int c = 0; c < METRICS_CHANNEL_COUNT; c++) {
		int64_t n = 0;

		for (int i = 0; i <= METRICS_BOUNDS; i++) {
			n += m->bucket[c][i];
			buf_printf(out, "simoff_http_answer_seconds_bucket{channel=\"%s\",le=\"%s\"} %" PRId64 "\n", CHANNEL[c],
			    i < METRICS_BOUNDS ? BOUND_S[i] : "+Inf", n);
		}
		buf_printf(out, "simoff_http_answer_seconds_count{channel=\"%s\"} %" PRId64 "\n", CHANNEL[c], n);
		snprintf(labels, sizeof labels, "{channel=\"%s\"}", CHANNEL[c]);
		seconds(out, "simoff_http_answer_seconds_sum", labels, m->sum_us[c]);
	}
}

static void
write_label(struct buf *out, const char *name, struct str v)
{
	buf_printf(out, "%s=\"", name);
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"' || v.p[i] == '\\')
			buf_addc(out, '\\');
		buf_addc(out, v.p[i] == '\n' ? ' ' : v.p[i]);
	}
	buf_addc(out, '"');
}

/* One sample per row; SECOND is NULL where the rows have one word only. */
static void
write_counts(struct buf *out, const char *name, struct list rows, const char *first, const char *second, const char *help)
{
	const struct desk_count *r = rows.items;

	head(out, name, "gauge", help);
	for (size_t i = 0; i < rows.n; i++) {
		buf_printf(out, "%s{", name);
		write_label(out, first, r[i].word);
		if (second) {
			buf_addc(out, ',');
			write_label(out, second, r[i].second);
		}
		buf_printf(out, "} %" PRId64 "\n", r[i].count);
	}
}

static void
write_desk(const struct desk_metrics *d, struct buf *out)
{
	const struct { const char *name, *help; int64_t v; } COUNTER[] = {
		{ "simoff_desk_batches",       "Batches run since the desk started.", d->batches },
		{ "simoff_desk_batch_units",   "Requests run in them: divided by the batches, the batch size.", d->units },
		{ "simoff_desk_batch_reruns",  "Requests run alone after their batch failed.", d->reruns },
		{ "simoff_desk_lost_gates",    "Gates that somebody else had moved.", d->lost },
	};
	char name[64];

	write_counts(out, "simoff_cases", d->cases, "state", NULL, "Cases by state.");
	write_counts(out, "simoff_effects", d->effects, "kind", "state", "Effects by kind and state; pending ones are the queue.");
	write_counts(out, "simoff_cards", d->cards, "kind", NULL, "Open cards by kind.");
	write_counts(out, "simoff_far_end_failures", d->far_ends, "family", NULL, "Failures in a row of a far end; at its limit it is left alone for a while.");
	for (size_t i = 0; i < COUNT(COUNTER); i++) {
		head(out, COUNTER[i].name, "counter", COUNTER[i].help);
		snprintf(name, sizeof name, "%s_total", COUNTER[i].name);
		value(out, name, COUNTER[i].v);
	}
	head(out, "simoff_desk_commit_seconds", "counter", "Time spent in commits.");
	seconds(out, "simoff_desk_commit_seconds_total", "", d->commit_us);
	head(out, "simoff_desk_started_seconds", "gauge", "When the desk started, since 1970.");
	seconds(out, "simoff_desk_started_seconds", "", d->started.ms * 1000);
}

void
metrics_write(const struct metrics *m, const struct desk_metrics *desk, struct buf *out)
{
	head(out, "simoff_desk_up", "gauge", "1 when a desk answered just now.");
	value(out, "simoff_desk_up", desk != NULL);
	if (desk)
		write_desk(desk, out);
	head(out, "simoff_http_waiting", "gauge", "Requests that wait for a desk.");
	value(out, "simoff_http_waiting", m->waiting);
	head(out, "simoff_http_busy", "counter", "Requests refused because too many were in flight.");
	value(out, "simoff_http_busy_total", m->refused_busy);
	write_answers(m, out);
	write_times(m, out);
	buf_addz(out, "# EOF\n");
}
