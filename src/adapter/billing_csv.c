/* billing_csv.c - billing by a file exchange in one folder. simoff writes FOLDER/stop/stop-REFERENCE-GENERATION.csv, one for each
 * line that has ended; the billing system moves it to FOLDER/done/ under the same name when it has carried it out. It puts the
 * balances of ended lines into FOLDER/balances.csv, whole, by renaming a finished file to that name.
 * Class B: the name is the effect's key, so whoever looks sees whether it was asked before, and a repeat is dropped.
 * A balance counts when it is the only one of its number that is later than the cut, and its IMSI is the line's. Rows about other
 * lines are not looked into: what is wrong with one of them holds nobody else up.
 * Owns: the arenas, the folder's path. Errors: outcomes; a balance that is not there yet is `accepted`, for billing works on it;
 * what is wrong with a file is `later`, with its line: it can be mended. */
#include "adapter/billing_csv.h"

#include "base/clock.h"
#include "base/csv.h"
#include "domain/billing.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)(BILLING_CSV_BYTES + 65536u))
#define ROW_BYTES   65536u
#define PATH_SIZE   320u
#define WHY_SIZE    200u

RECORD_TABLE(billing_csv_row, BILLING_CSV_ROW)

struct exchange { struct arena *arena, *row; char folder[256]; };	/* of one call; of one row */

static void
close_it(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void *
open_exchange(const struct adapter_conf *conf)
{
	struct exchange *x = calloc(1, sizeof *x);

	if (!x)
		abort();
	x->arena = arena_new(ARENA_BYTES);
	x->row = arena_new(ROW_BYTES);
	snprintf(x->folder, sizeof x->folder, "%.*s", STR_ARG(conf->billing.folder));
	return x;
}

static void
close_exchange(void *self)
{
	struct exchange *x = self;

	arena_free(x->arena);
	arena_free(x->row);
	free(x);
}

/* ---- the stop ---- */

static void
path_of(const struct exchange *x, const char *part, const struct effect_task *t, char out[PATH_SIZE])
{
	int n = snprintf(out, PATH_SIZE, "%s/%s/stop-%.*s-%" PRId64 ".csv", x->folder, part, STR_ARG(t->reference), t->generation);

	assert(n > 0 && n < (int)PATH_SIZE && "the folder's path and a reference are short");
}

/* Was the stop written before? It lies where we put it, or where billing has moved it to. */
static bool
was_written(const struct exchange *x, const struct effect_task *t)
{
	static const char *const PART[] = { "stop", "done" };
	char path[PATH_SIZE];
	struct stat st;

	for (size_t i = 0; i < COUNT(PART); i++) {
		path_of(x, PART[i], t, path);
		if (stat(path, &st) == 0)
			return true;
	}
	return false;
}

static bool
write_whole(int fd, struct str s)
{
	for (ssize_t n; s.n; s.p += n, s.n -= (size_t)n)
		if ((n = write(fd, s.p, s.n)) < 0)
			return false;
	return fsync(fd) == 0;
}

static bool
sync_folder(const char *path)
{
	AUTO(close_it) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && fsync(fd) == 0;
}

/* FOLDER/stop, with the rights that the operator gave to FOLDER: our own mask would lock billing out. The bit that keeps the
 * group is passed on by the kernel; setting it may be forbidden to the daemon. */
static bool
make_stop_folder(const struct exchange *x, const char *path, mode_t rights)
{
	mode_t mask = umask(0);
	bool made = mkdir(path, rights & 0770) == 0;

	(void)umask(mask);
	return made ? sync_folder(x->folder) : errno == EEXIST;
}

/* Under its name it is there whole, or not at all. */
static bool
write_file(const struct exchange *x, const char *path, struct str text)
{
	char temp[PATH_SIZE], folder[PATH_SIZE];
	struct stat st;

	snprintf(folder, sizeof folder, "%s/stop", x->folder);
	snprintf(temp, sizeof temp, "%s/stop/.new-%d", x->folder, (int)getpid());	/* not that of a worker which is just dying */
	if (stat(x->folder, &st) != 0 || !make_stop_folder(x, folder, st.st_mode))
		return false;
	AUTO(close_it) int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return fd >= 0 && fchmod(fd, st.st_mode & 0660) == 0 && write_whole(fd, text) && rename(temp, path) == 0 && sync_folder(folder);
}

static void
write_stop(struct exchange *x, const struct effect_task *t, const struct billing_order *o, struct effect_outcome *out)
{
	char path[PATH_SIZE], end[CLOCK_DATE_SIZE], cut[CLOCK_TEXT_SIZE];

	if (was_written(x, t)) {
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "was written before");
		return;
	}
	clock_date_format(o->end, end);
	clock_format(o->cut, cut);
	struct str text = arena_printf(x->arena, "reference,msisdn,imsi,end,cut,cause\n%.*s,%.*s,%.*s,%s,%s,%.*s\n", STR_ARG(t->reference),
	    STR_ARG(t->msisdn), STR_ARG(t->imsi), end, cut, STR_ARG(o->cause));
	path_of(x, "stop", t, path);
	if (write_file(x, path, text))
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "written for billing to take");
	else
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "stop: cannot be written: %s; see [billing] folder", strerror(errno));
}

/* ---- the balance ---- */

/* The file's bytes, in the arena; empty: WHY says what is wrong, in words that tell what to do. ABSENT_OUT: there is no file. */
static struct str
read_balances(struct exchange *x, char why[WHY_SIZE], bool *absent_out)
{
	char path[PATH_SIZE];
	struct stat st;
	size_t n = 0;

	snprintf(path, sizeof path, "%s/balances.csv", x->folder);
	AUTO(close_it) int fd = open(path, O_RDONLY | O_CLOEXEC);
	*absent_out = fd < 0 && errno == ENOENT;
	if (fd < 0 || fstat(fd, &st) != 0) {
		snprintf(why, WHY_SIZE, "balances.csv: %s", *absent_out ? "billing has not put it there yet" : strerror(errno));
		return STR("");
	}
	if (!S_ISREG(st.st_mode) || st.st_size > (off_t)BILLING_CSV_BYTES) {
		snprintf(why, WHY_SIZE, "balances.csv: must be a file of at most %u bytes", BILLING_CSV_BYTES);
		return STR("");
	}
	char *bytes = arena_must(x->arena, (size_t)st.st_size + 1);
	for (ssize_t got = 1; got > 0 && n < (size_t)st.st_size; n += got > 0 ? (size_t)got : 0)
		got = read(fd, bytes + n, (size_t)st.st_size - n);
	if (n && bytes[n - 1] == '\n')
		return (struct str){ bytes, n };
	snprintf(why, WHY_SIZE, "balances.csv: the last line has no end; is it still being written? Finish it under another name, then rename it");
	return STR("");
}

/* Which field each column is. False: WHY. */
static bool
read_header(const struct csv_row *row, const struct field *column[CSV_FIELDS_MAX], char why[WHY_SIZE])
{
	for (size_t i = 0; i < row->n; i++) {
		column[i] = record_find(&billing_csv_row_record, str_trim(row->field[i]));
		bool twice = false;
		for (size_t k = 0; k < i && column[i]; k++)
			twice = twice || column[k] == column[i];
		if (column[i] && !twice)
			continue;
		snprintf(why, WHY_SIZE, "balances.csv: column %zu is %s", i + 1, twice ? "there twice" : "none that is known");
		return false;
	}
	for (size_t f = 0; f < billing_csv_row_record.n; f++) {
		const struct field *want = &billing_csv_row_record.field[f];
		bool is_there = !(want->flags & REQUIRED);

		for (size_t i = 0; i < row->n; i++)
			is_there = is_there || column[i] == want;
		if (is_there)
			continue;
		snprintf(why, WHY_SIZE, "balances.csv: the column %s is missing", want->name);
		return false;
	}
	return true;
}

/* One row as a record. False: WHY. */
static bool
read_row(struct exchange *x, const struct csv_row *row, size_t columns, const struct field *const *column, struct billing_csv_row *out,
	char why[WHY_SIZE])
{
	struct str rule;

	record_init(&billing_csv_row_record, out);
	arena_reset(x->row);
	if (row->n != columns) {
		snprintf(why, WHY_SIZE, "balances.csv, line %" PRId64 ": %zu fields instead of %zu", row->line, row->n, columns);
		return false;
	}
	for (size_t i = 0; i < row->n; i++) {
		struct str value = str_trim(row->field[i]);

		if (record_set(&billing_csv_row_record, out, column[i], value, x->row, &rule)) {
			snprintf(why, WHY_SIZE, "balances.csv, line %" PRId64 ", %s: %.*s", row->line, column[i]->name, STR_ARG(rule));
			return false;
		}
		if (!value.n && column[i]->flags & REQUIRED) {
			snprintf(why, WHY_SIZE, "balances.csv, line %" PRId64 ", %s: must not be empty", row->line, column[i]->name);
			return false;
		}
	}
	return true;
}

/* What was found of one line while the file was read: its row, one from before the cut, and a row that is no CSV. */
struct search { int64_t line, older, bad; struct effect_balance balance; bool differs; };

static bool
is_about(const struct csv_row *row, struct str msisdn)
{
	for (size_t i = 0; i < row->n; i++)
		if (str_eq(str_trim(row->field[i]), msisdn))
			return true;
	return false;
}

/* Takes ROW, which is about this line. False: WHY. */
static bool
look_at(struct search *s, const struct effect_task *t, const struct billing_order *o, int64_t line, const struct billing_csv_row *row,
	char why[WHY_SIZE])
{
	if (row->as_of.ms <= o->cut.ms) {		/* as it was while the line lived: not the answer, and no fault */
		s->older = line;
		return true;
	}
	if (s->line) {
		snprintf(why, WHY_SIZE, "balances.csv: lines %" PRId64 " and %" PRId64 " are both about this line; which one is right?", s->line, line);
		return false;
	}
	s->differs = !str_eq(row->msisdn, t->msisdn) || !str_eq(row->imsi, t->imsi) || (row->reference.n && !str_eq(row->reference, t->reference));
	s->line = line;
	s->balance = (struct effect_balance){ .found = true, .credit_cents = row->credit_cents, .debt_cents = row->debt_cents, .as_of = row->as_of };
	return true;
}

/* Reads all of it, so that a second row of the line is not overlooked. False: WHY. */
static bool
search_file(struct exchange *x, struct str bytes, const struct effect_task *t, const struct billing_order *o, struct search *s, char why[WHY_SIZE])
{
	const struct field *column[CSV_FIELDS_MAX];
	struct billing_csv_row record;
	struct csv_row row;
	struct csv csv;
	size_t columns;
	enum csv_step step;

	csv_init(&csv, (char *)(uintptr_t)bytes.p, bytes.n);
	if (csv_next(&csv, &row) != CSV_ROW) {
		snprintf(why, WHY_SIZE, "balances.csv: the first line must name the columns");
		return false;
	}
	if (!read_header(&row, column, why))
		return false;
	columns = row.n;
	while ((step = csv_next(&csv, &row)) != CSV_END) {
		bool is_ours = step == CSV_ROW && is_about(&row, t->msisdn);

		if (is_ours && (!read_row(x, &row, columns, column, &record, why) || !look_at(s, t, o, row.line, &record, why)))
			return false;
		if (!is_ours && !s->bad && (step == CSV_BAD || row.n != columns))
			s->bad = row.line;
	}
	return true;
}

static void
read_balance(struct exchange *x, const struct effect_task *t, const struct billing_order *o, struct effect_outcome *out)
{
	char why[WHY_SIZE] = "";
	bool absent;
	struct str bytes = read_balances(x, why, &absent);
	struct search s = { .line = 0 };

	if (!bytes.n || !search_file(x, bytes, t, o, &s, why))
		adapter_say(out, absent ? EFFECT_RESULT_accepted : EFFECT_RESULT_later, EFFECT_FINDING_none, "%s", why);
	else if (!s.line && s.older)
		adapter_say(out, EFFECT_RESULT_accepted, EFFECT_FINDING_none, "balances.csv, line %" PRId64 ": as_of is not later than the cut", s.older);
	else if (!s.line && s.bad)
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "balances.csv: this line is not in it; but line %" PRId64 " cannot be read", s.bad);
	else if (!s.line)
		adapter_say(out, EFFECT_RESULT_accepted, EFFECT_FINDING_none, "balances.csv: this line is not in it yet");
	else if (s.differs)
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_differs,
		    "balances.csv, line %" PRId64 ": the number is there with another IMSI or reference than the line's", s.line);
	else {
		out->balance = s.balance;
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_match, "balances.csv, line %" PRId64, s.line);
	}
}

/* ---- the adapter ---- */

static void
run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct exchange *x = self;
	struct billing_order order;
	struct str why;

	(void)message;
	assert(effect_family_of(t->kind) == EFFECT_FAMILY_billing);
	arena_reset(x->arena);
	if (record_from_json(&billing_order_record, t->facts, &order, x->arena, &why))
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the order cannot be read: %.*s", STR_ARG(why));
	else if (t->kind == EFFECT_billing_stop)
		write_stop(x, t, &order, out);
	else
		read_balance(x, t, &order, out);
}

/* Reading a balance changes nothing: it is just read. */
static void
ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	if (t->kind == EFFECT_billing_stop && was_written(self, t))
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "was written before");
	else
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "not done yet");
}

static enum err
check(void *self, char why_out[200])
{
	struct exchange *x = self;
	const struct field *column[CSV_FIELDS_MAX];
	struct csv_row row;
	struct csv csv;
	bool absent;

	why_out[0] = '\0';
	if (access(x->folder, R_OK | W_OK | X_OK) != 0) {
		snprintf(why_out, 200, "folder: %s; make it, and let the daemon's user read and write there", strerror(errno));
		return ERR_PERM;
	}
	arena_reset(x->arena);
	struct str bytes = read_balances(x, why_out, &absent);
	if (!bytes.n)
		return absent ? ERR_OK : ERR_TEMP;
	csv_init(&csv, (char *)(uintptr_t)bytes.p, bytes.n);
	return csv_next(&csv, &row) == CSV_ROW && read_header(&row, column, why_out) ? ERR_OK : ERR_PERM;
}

const struct adapter billing_csv_adapter = {
	.name = "billing_csv", .family = EFFECT_FAMILY_billing, .works_in_folder = true,
	.open = open_exchange, .close = close_exchange, .run = run, .ask = ask, .check = check,
};
