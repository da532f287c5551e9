/* billing_csv_fuzz.c - balances.csv as a billing system leaves it. A balance is believed only from a file that names this number and
 * its IMSI, as of a time after the cut and within limits; the same rows twice are a question, not an answer. What is wrong is told
 * as text without the number, and is never taken for a balance. */
#include "fuzz.h"

#include "adapter/billing_csv.h"
#include "base/clock.h"
#include "base/csv.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MSISDN "32470000001"
#define IMSI   "206010000000001"
#define CUT    "2026-11-22T20:00:00Z"
#define FACTS  "{\"end\":\"2026-11-22\",\"cut\":\"" CUT "\",\"cause\":\"wish\",\"creditCents\":1200}"

static struct { char dir[40], file[60]; void *self; } B;

static void
end(void)
{
	billing_csv_adapter.close(B.self);
	unlink(B.file);
	rmdir(B.dir);
}

static void
begin(void)
{
	snprintf(B.dir, sizeof B.dir, "/dev/shm/simoff-fuzz-XXXXXX");
	if (!mkdtemp(B.dir))
		abort();
	snprintf(B.file, sizeof B.file, "%s/balances.csv", B.dir);
	B.self = billing_csv_adapter.open(&(struct adapter_conf){ .billing = { .found = true, .folder = str_of(B.dir) } });
	atexit(end);
}

/* What the adapter makes of a file that is ONE and then TWO. */
static struct effect_outcome
read_file(struct str one, struct str two)
{
	struct effect_task t = { .found = true, .kind = EFFECT_billing_balance, .generation = 1, .attempts = 1, .reference = STR("K7QM-3XPA-9"),
		.msisdn = STR(MSISDN), .imsi = STR(IMSI), .facts = STR(FACTS) };
	struct effect_outcome o = { .found = true };
	int fd = open(B.file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, one.p, one.n) != (ssize_t)one.n || write(fd, two.p, two.n) != (ssize_t)two.n)
		abort();
	close(fd);
	billing_csv_adapter.run(B.self, &t, NULL, &o);
	return o;
}

/* The rows behind the header; the file is one that could be read. */
static struct str
rows_of(struct str file, struct arena *a)
{
	struct str copy = arena_str(a, file);
	struct csv c;
	struct csv_row header;

	csv_init(&c, (char *)(uintptr_t)copy.p, copy.n);
	enum csv_step step = csv_next(&c, &header);
	assert(step == CSV_ROW);
	size_t at = (size_t)(c.at - copy.p);
	return (struct str){ file.p + at, file.n - at };
}

static void
check_balance(const struct effect_outcome *o, struct str file)
{
	struct utc_ms cut;
	bool is_time = clock_parse(STR(CUT), &cut);

	assert(is_time && o->finding == EFFECT_FINDING_match && o->balance.found && o->balance.as_of.ms > cut.ms);
	assert(o->balance.credit_cents >= 0 && o->balance.credit_cents <= EFFECT_CENTS_MAX);
	assert(o->balance.debt_cents >= 0 && o->balance.debt_cents <= EFFECT_CENTS_MAX);
	assert(memmem(file.p, file.n, MSISDN, sizeof MSISDN - 1) && memmem(file.p, file.n, IMSI, sizeof IMSI - 1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str file = fuzz_input(data, n);

	if (!B.self)
		begin();
	struct effect_outcome o = read_file(file, STR(""));
	assert(o.detail.n && str_is_utf8(o.detail) && !memmem(o.detail.p, o.detail.n, MSISDN, sizeof MSISDN - 1));
	if (o.result != EFFECT_RESULT_done) {
		assert(o.result == EFFECT_RESULT_accepted || o.result == EFFECT_RESULT_later || o.finding == EFFECT_FINDING_differs);
		assert(!o.balance.found);
		return 0;
	}
	check_balance(&o, file);
	if (!memchr(file.p, '"', file.n))		/* an open quote could swallow what follows */
		assert(read_file(file, rows_of(file, a)).result == EFFECT_RESULT_later);
	return 0;
}
