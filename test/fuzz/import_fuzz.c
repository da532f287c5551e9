/* import_fuzz.c - a file of lines as `simoff import` takes it. Each row that comes through is a record within its limits, with
 * what is required; what does not has a reason, and no number, IMSI or SIM comes through twice. */
#include "fuzz.h"

#include "app/import_rows.h"
#include "domain/msisdn.h"

#define OUT_BYTES (1u << 20)
#define ROWS_MAX  64

static void
check_limits(const struct desk_import_row *row, struct arena *a)
{
	AUTO(buf_done) struct buf b;
	struct desk_import_row again;

	for (const struct field *f = desk_import_row_record.field; f < desk_import_row_record.field + desk_import_row_record.n; f++)
		assert(!(f->flags & REQUIRED) || !record_is_absent(row, f));
	buf_init(&b, OUT_BYTES);
	record_encode(&desk_import_row_record, row, &b);
	enum err e = record_decode(&desk_import_row_record, buf_str(&b), &again, a);
	assert(e == ERR_OK && again.row == row->row);
}

/* No number among the first rows that was there before. */
static void
check_unique(struct msisdn *seen, size_t *n, struct str text)
{
	struct msisdn m;
	const char *why;

	if (!msisdn_parse(text, &m, &why) || *n == ROWS_MAX)
		return;
	for (size_t i = 0; i < *n; i++)
		assert(!msisdn_equal(&seen[i], &m));
	seen[(*n)++] = m;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct msisdn seen[ROWS_MAX];
	size_t numbers = 0, at = 0;
	char why[IMPORT_ROWS_WHY_SIZE] = "";
	struct str file = arena_str(a, fuzz_input(data, n));
	struct import_rows *r = import_rows_new((char *)(uintptr_t)file.p, file.n, why);
	struct desk_import_row row;
	struct import_rows_fault fault;

	if (!r) {
		assert(strlen(why) > 10);
		return 0;
	}
	for (enum csv_step step; (step = import_rows_next(r, &row, &fault)) != CSV_END; at = import_rows_at(r)) {
		assert(import_rows_at(r) > at && import_rows_at(r) <= n);
		if (step == CSV_BAD) {
			assert(fault.why[0] && memchr(fault.why, '\0', sizeof fault.why));
			continue;
		}
		check_limits(&row, a);
		check_unique(seen, &numbers, row.msisdn);
	}
	import_rows_free(r);
	return 0;
}
