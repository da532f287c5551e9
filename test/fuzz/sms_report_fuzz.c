/* sms_report_fuzz.c - what an SMS gateway says, to a real desk with one case that has sent its alert. An input is a list of reports and
 * answers, one per line. What has a forged token is refused and changes no row; every audit chain is whole. And what reports
 * mean together does not depend on their order. */
#include "fuzz.h"

#include "../desk/world.h"
#include "domain/report.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define REPORTS_MAX 12
#define OUT_BYTES (1u << 20)

static struct world W;
static char query[220], reference[20];

static enum effect_result
take(struct world *w, const struct effect_task *t, bool *happens)
{
	(void)w;
	if (t->kind == EFFECT_sms_alert)
		snprintf(query, sizeof query, "%.*s", STR_ARG(t->report));
	*happens = true;
	return EFFECT_RESULT_done;
}

static void
copy(const char *from, const char *to)
{
	static char bytes[4u << 20];
	char path[2][120];

	snprintf(path[0], sizeof path[0], "%s/%s", W.dir, from);
	snprintf(path[1], sizeof path[1], "%s/%s", W.dir, to);
	int in = open(path[0], O_RDONLY | O_CLOEXEC), out = open(path[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n = read(in, bytes, sizeof bytes);
	if (n <= 0 || n == sizeof bytes || write(out, bytes, (size_t)n) != n)
		abort();
	close(in);
	close(out);
}

static void
remove_world(void)
{
	W.desk = NULL;
	world_close(&W);
}

static void
make_world(void)
{
	struct desk_case_view v;

	world_open(&W, 2);
	W.conf.has_sms = true;
	W.conf.policy.stop_window_s = 3600;
	world_reopen(&W);
	W.fault = take;
	if (world_submit(&W, 0, "k", &v) != DESK_created)
		abort();
	snprintf(reference, sizeof reference, "%.*s", STR_ARG(v.reference));
	for (int i = 0; i < 20 && !query[0]; i++)
		world_round(&W);
	assert(query[0]);
	desk_close(W.desk);
	copy("simoff.db", "start");
	atexit(remove_world);
}

/* The same world before each input: a case that waits, its alert taken by the gateway. */
static void
begin(void)
{
	static struct utc_ms start;
	char why[300];

	if (!W.dir[0]) {
		make_world();
		start = W.now;
	}
	copy("start", "simoff.db");
	arena_reset(W.arena);
	W.now = start;
	W.desk = desk_open(&W.conf, NULL, NULL, why);
	if (!W.desk)
		abort();
}

static struct str
part_of(const char *name)
{
	struct str value, rest;

	str_split(str_of(strstr(query, name) + strlen(name)), '&', &value, &rest);
	return value;
}

/* All that is shown of the case: its state, its effects with what is known of each, its cards and every entry of its audit. */
static void
look(struct buf *out)
{
	struct desk_case_view v = world_case(&W, str_of(reference));

	buf_init(out, OUT_BYTES);
	record_to_json(&desk_case_view_record, &v, out);
	assert(!out->over);
}

/* '0' is 0, up to the most parts that a report may name, which web/sms.c keeps to. */
static int64_t
digit(struct str *line)
{
	return (uint8_t)(fuzz_byte(line) - '0') % (REPORT_PARTS_MAX + 1);
}

/* A line: G or F (good or forged token), R or S (report or answer), a type, parts, and then the name of the part or the text. */
static void
say(struct str line)
{
	bool is_forged = fuzz_byte(&line) != 'G', is_answer = fuzz_byte(&line) == 'S';
	int64_t type = digit(&line), parts = digit(&line);
	struct str token = is_answer ? desk_sms_token(W.desk, W.arena) : part_of("token=");
	struct str text = str_is_utf8(line) && !str_has_control(line) && line.n <= 64 ? line : STR("");
	struct desk_caller c = world_public(is_forged ? text : token);
	struct desk_empty out;
	AUTO(buf_done) struct buf before, after;
	enum desk_code code;

	look(&before);
	if (str_eq(c.token, token))
		is_forged = false;
	if (is_answer)
		code = world_call(&W, DESK_OP_sms_received, &c, &(struct desk_sms_received_in){ .from = str_of(world_number(0)),
		    .text = is_forged ? STR("STOP") : text }, &out);
	else
		code = world_call(&W, DESK_OP_sms_report, &c, &(struct desk_sms_report_in){ .effect = part_of("effect="),
		    .part = text, .parts = parts, .type = type }, &out);
	look(&after);
	assert(code == DESK_ok || code == DESK_denied || code == DESK_invalid);
	if (is_forged)
		assert(code == DESK_denied);
	if (code != DESK_ok)
		assert(str_eq(buf_str(&before), buf_str(&after)));
}

/* The same reports, turned and backwards, mean the same. */
static void
try_fold(struct str s)
{
	static const struct str PART[] = { { "", 0 }, { "a", 1 }, { "b", 1 }, { "c", 1 } };
	struct report_entry r[REPORTS_MAX], turned[REPORTS_MAX];
	size_t n = 0;

	for (; s.n && n < REPORTS_MAX; n++) {
		uint8_t b = fuzz_byte(&s);

		r[n] = (struct report_entry){ b % REPORT_KIND_COUNT, PART[b / 8 % COUNT(PART)], b / 64 };
	}
	for (size_t by = 0; by < 2 * n; by++) {
		for (size_t i = 0; i < n; i++)
			turned[i] = r[by < n ? (i + by) % n : n - 1 - (i + by) % n];
		assert(report_fold(turned, n) == report_fold(r, n));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = fuzz_input(data, n);

	try_fold(rest);
	begin();
	for (int i = 0; rest.n && i < REPORTS_MAX; i++)
		say(fuzz_line(&rest));
	assert(world_audit_is_whole(&W));
	desk_close(W.desk);
	return 0;
}
