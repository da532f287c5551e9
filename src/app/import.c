/* import.c - a file of lines into the desk. First every row is checked, by us and by the desk without writing; only when
 * none is bad, or bad ones are to be skipped, the rows are written. The same file twice changes nothing. */
#include "app/import.h"

#include "app/import_rows.h"
#include "base/clock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define PROGRESS_MS  100
#define PROGRESS_BAR 30

/* What the desk says of a row; the words are its own. */
#define RESULTS(X) X(new) X(changed) X(same) X(bad)
enum result {
#define X(n) RESULT_##n,
	RESULTS(X)
#undef X
	RESULT_COUNT
};
#define X(n) #n,
static const char *const RESULT_WORDS[RESULT_COUNT] = { RESULTS(X) };
#undef X

struct import {
	struct cli *c;
	const struct import_options *options;
	const struct import_door *door;
	size_t bytes;			/* of the file; how far we are in it is the progress */
	bool *is_bad;			/* by line of the file */
	int64_t count[RESULT_COUNT];
	bool is_writing;		/* the second pass */
	bool has_bar;
	int64_t bar_ms;			/* when the bar was drawn last */
};

/* ---- telling ---- */

static void
bar_clear(struct import *im)
{
	if (im->bar_ms)
		fprintf(im->c->err, "\r\033[K");
	im->bar_ms = 0;
}

static void
bar_draw(struct import *im, int64_t row, size_t at)
{
	int64_t now = im->has_bar ? clock_monotonic().ms : 0;

	if (!im->has_bar || now - im->bar_ms < PROGRESS_MS)
		return;
	im->bar_ms = now;
	int full = im->bytes ? (int)(at * PROGRESS_BAR / im->bytes) : PROGRESS_BAR;
	fprintf(im->c->err, "\r%s [", im->is_writing ? "importing" : "checking ");
	for (int i = 0; i < PROGRESS_BAR; i++)
		fputc(i < full ? '#' : ' ', im->c->err);
	fprintf(im->c->err, "] row %" PRId64, row);
	fflush(im->c->err);
}

/* One line per bad row; "column: what is wrong" or only what is wrong. */
static void
report(struct import *im, int64_t row, const char *column, struct str why)
{
	im->is_bad[row] = true;
	im->count[RESULT_bad]++;
	bar_clear(im);
	if (im->c->json) {
		AUTO(buf_done) struct buf out;

		buf_init(&out, 4096);
		buf_printf(&out, "{\"row\":%" PRId64 ",\"result\":\"bad\",\"what\":", row);
		buf_json(&out, arena_printf(im->c->arena, "%s%s%.*s", column ? column : "", column ? ": " : "", STR_ARG(why)));
		buf_addz(&out, "}\n");
		cli_put(im->c, buf_str(&out));
		return;
	}
	cli_say(im->c, "%s:%" PRId64 ": %s%s%.*s", im->options->name, row, column ? column : "", column ? ": " : "", STR_ARG(why));
}

static void
summary(struct import *im)
{
	bool json = im->c->json, dry = !im->is_writing;

	fprintf(im->c->out, json ? "{\"dry\":%s" : "%s:", json ? (dry ? "true" : "false") : dry ? "checked" : "imported");
	for (int i = 0; i < RESULT_COUNT; i++)
		fprintf(im->c->out, json ? ",\"%s\":%" PRId64 : " %s %" PRId64, RESULT_WORDS[i], im->count[i]);
	fprintf(im->c->out, json ? "}\n" : "\n");
}

void
import_answer(struct import *im, int64_t row, enum desk_code code, struct str why, const struct desk_import_out *out)
{
	if (code != DESK_ok && code != DESK_created) {
		report(im, row, NULL, why.n ? why : str_of(desk_code_text(code)));
		return;
	}
	for (int i = 0; i < RESULT_bad; i++)
		if (str_is(out->result, RESULT_WORDS[i])) {
			im->count[i]++;
			return;
		}
	report(im, row, NULL, out->what);
}

/* ---- passes ---- */

/* One pass over BYTES, which it changes. False: the desk is gone. */
static bool
pass(struct import *im, struct import_rows *rows)
{
	struct desk_import_in in = { .found = true, .dry = !im->is_writing };
	struct import_rows_fault fault;
	enum csv_step step;
	bool ok = true;

	while (ok && (step = import_rows_next(rows, &in.row, &fault)) != CSV_END) {
		bar_draw(im, in.row.row, import_rows_at(rows));
		if (im->is_bad[in.row.row])
			continue;		/* said in the pass before */
		if (step == CSV_BAD)
			report(im, in.row.row, fault.column, str_of(fault.why));
		else
			ok = im->door->ask(im->door->self, im, &in);
	}
	ok = ok && im->door->settle(im->door->self, im);
	bar_clear(im);
	return ok;
}

static enum cli_exit
run_pass(struct import *im, char *bytes, size_t n)
{
	char why[IMPORT_ROWS_WHY_SIZE];
	struct import_rows *rows = import_rows_new(bytes, n, why);

	if (!rows)
		return cli_fail(im->c, CLI_NO, "%s: %s", im->options->name, why);
	bool ok = pass(im, rows);
	import_rows_free(rows);
	if (ok)
		return CLI_OK;
	return cli_fail(im->c, CLI_AWAY, "the daemon went away; import the file again, what is there already stays as it is");
}

static enum cli_exit
check(struct import *im, const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	if (n)
		memcpy(copy, bytes, n);
	enum cli_exit e = run_pass(im, copy, n);
	free(copy);
	return e;
}

static enum cli_exit
write_rows(struct import *im, char *bytes, size_t n)
{
	int64_t bad = im->count[RESULT_bad];

	memset(im->count, 0, sizeof im->count);
	im->count[RESULT_bad] = bad;
	im->is_writing = true;
	enum cli_exit e = run_pass(im, bytes, n);
	if (e)
		return e;
	summary(im);
	return im->count[RESULT_bad] > bad ? CLI_NO : CLI_OK;	/* somebody else was quicker */
}

static enum cli_exit
both_passes(struct import *im, char *bytes, size_t n)
{
	enum cli_exit e = check(im, bytes, n);

	if (e)
		return e;
	int64_t bad = im->count[RESULT_bad];
	if (im->options->dry || (bad && !im->options->skip_bad)) {
		summary(im);
		if (bad)
			cli_say(im->c, "Nothing was imported. Mend the rows above%s.", im->options->dry ? "" : ", or leave them out with --skip-bad");
		return bad ? CLI_NO : CLI_OK;
	}
	return write_rows(im, bytes, n);
}

static size_t
count_lines(const char *p, size_t n)
{
	size_t lines = 1;

	for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		lines++;
	return lines;
}

enum cli_exit
import_run(struct cli *c, char *bytes, size_t n, const struct import_options *options, const struct import_door *door)
{
	struct import im = { .c = c, .options = options, .door = door, .bytes = n };

	im.has_bar = !c->json && c->err == stderr && isatty(STDERR_FILENO);
	im.is_bad = calloc(count_lines(bytes, n) + 1, sizeof *im.is_bad);
	if (!im.is_bad)
		abort();
	enum cli_exit e = both_passes(&im, bytes, n);
	free(im.is_bad);
	return e;
}
