/* import_rows.c - a CSV file of lines as records. Errors: a sentence with the column and what is expected; the value is not
 * repeated, it may be personal. */
#include "app/import_rows.h"

#include "app/nearest.h"
#include "app/seen.h"
#include "domain/iccid.h"
#include "domain/imsi.h"
#include "domain/msisdn.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ROW_BYTES  ((size_t)64 << 10)		/* the texts of one row; 25 fields of at most 254 bytes */
#define KEYS_BYTES ((size_t)1 << 30)		/* address space for the numbers of all rows */
#define UNIQUE     3

struct import_rows {
	const char *begin;
	struct csv csv;
	struct csv_row row;
	struct arena *texts, *keys;
	const struct field *column[CSV_FIELDS_MAX];
	size_t columns;
	struct seen *seen[UNIQUE];		/* msisdn, imsi, iccid */
};

static bool PRINTF(2, 3)
header_wrong(char why_out[IMPORT_ROWS_WHY_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why_out, IMPORT_ROWS_WHY_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

static enum csv_step PRINTF(3, 4)
fault_is(struct import_rows_fault *f, const char *column, const char *fmt, ...)
{
	va_list ap;

	f->column = column;
	va_start(ap, fmt);
	vsnprintf(f->why, sizeof f->why, fmt, ap);
	va_end(ap);
	return CSV_BAD;
}

/* ---- the header ---- */

static const char *
field_word(const void *of, size_t i)
{
	const struct record *r = of;

	return r->field[i].name;
}

static bool
has_column(const struct import_rows *r, const struct field *f)
{
	for (size_t i = 0; i < r->columns; i++)
		if (r->column[i] == f)
			return true;
	return false;
}

/* The field named NAME; `row` is ours, not the file's. */
static bool
add_column(struct import_rows *r, struct str name, char why_out[IMPORT_ROWS_WHY_SIZE])
{
	const struct record *rec = &desk_import_row_record;
	const struct field *f = record_find(rec, name);

	if (!f || str_is(name, "row")) {
		const char *nearest = nearest_of(name, field_word, rec, rec->n);

		return header_wrong(why_out, "%.*s: there is no such column%s%s; simoff(1) has the list", (int)(name.n < 64 ? name.n : 64), name.p,
		    nearest ? "; did you mean " : "", nearest ? nearest : "");
	}
	if (has_column(r, f))
		return header_wrong(why_out, "%s: this column is there twice", f->name);
	r->column[r->columns++] = f;
	return true;
}

static bool
read_header(struct import_rows *r, char why_out[IMPORT_ROWS_WHY_SIZE])
{
	const struct record *rec = &desk_import_row_record;

	switch (csv_next(&r->csv, &r->row)) {
	case CSV_END: return header_wrong(why_out, "the file is empty; its first row must name the columns");
	case CSV_BAD: return header_wrong(why_out, "the first row must name the columns: %s", r->row.why);
	case CSV_ROW: break;
	}
	for (size_t i = 0; i < r->row.n; i++)
		if (!add_column(r, str_trim(r->row.field[i]), why_out))
			return false;
	for (const struct field *f = rec->field; f < rec->field + rec->n; f++)
		if (f->flags & REQUIRED && !has_column(r, f))
			return header_wrong(why_out, "the column %s is missing", f->name);
	return true;
}

struct import_rows *
import_rows_new(char *bytes, size_t n, char why_out[IMPORT_ROWS_WHY_SIZE])
{
	struct import_rows *r = calloc(1, sizeof *r);

	if (!r)
		abort();
	r->begin = bytes;
	csv_init(&r->csv, bytes, n);
	r->texts = arena_new(ROW_BYTES);
	r->keys = arena_new(KEYS_BYTES);
	for (size_t i = 0; i < UNIQUE; i++)
		r->seen[i] = seen_new();
	if (read_header(r, why_out))
		return r;
	import_rows_free(r);
	return NULL;
}

void
import_rows_free(struct import_rows *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < UNIQUE; i++)
		seen_free(r->seen[i]);
	arena_free(r->keys);
	arena_free(r->texts);
	free(r);
}

/* ---- a row ---- */

static enum csv_step
read_fields(struct import_rows *r, struct desk_import_row *out, struct import_rows_fault *fault)
{
	const struct record *rec = &desk_import_row_record;
	struct str why;

	if (r->row.n != r->columns)
		return fault_is(fault, NULL, "%zu fields; expected are %zu, as in the first row", r->row.n, r->columns);
	for (size_t i = 0; i < r->columns; i++) {
		struct str text = str_trim(r->row.field[i]);
		bool is_default = !text.n && r->column[i]->kind == F_BOOL;

		if (!is_default && record_set(rec, out, r->column[i], text, r->texts, &why))
			return fault_is(fault, r->column[i]->name, "%.*s", STR_ARG(why));
	}
	for (const struct field *f = rec->field; f < rec->field + rec->n; f++)
		if (f->flags & REQUIRED && record_is_absent(out, f))
			return fault_is(fault, f->name, "is missing");
	return CSV_ROW;
}

/* What makes a SIM the same: see iccid_equal. A card of 19 digits without its check digit is the one with it. */
static struct str
iccid_key(const struct iccid *i)
{
	struct str s = iccid_format(i);

	return s.n == 19 ? (struct str){ s.p, 18 } : s;
}

/* The canonical texts that may occur once. What is no number here is empty: the desk says what is wrong with it. */
static void
unique_texts(const struct desk_import_row *row, struct arena *a, struct str out[UNIQUE])
{
	struct msisdn msisdn;
	struct imsi imsi;
	struct iccid iccid;
	const char *why;

	out[0] = msisdn_parse(row->msisdn, &msisdn, &why) ? arena_str(a, msisdn_format(&msisdn)) : STR("");
	out[1] = imsi_parse(row->imsi, &imsi, &why) ? arena_str(a, imsi_format(&imsi)) : STR("");
	out[2] = iccid_parse(row->iccid, &iccid, &why) ? arena_str(a, iccid_key(&iccid)) : STR("");
}

static enum csv_step
check_unique(struct import_rows *r, const struct desk_import_row *row, struct import_rows_fault *fault)
{
	static const char *const COLUMN[UNIQUE] = { "msisdn", "imsi", "iccid" };
	struct str text[UNIQUE];

	if (arena_room(r->keys) < 256)
		return fault_is(fault, NULL, "the file has too many rows; divide it");
	unique_texts(row, r->keys, text);
	for (size_t i = 0; i < UNIQUE; i++) {
		int64_t before = text[i].n ? seen_add(r->seen[i], text[i], row->row) : 0;

		if (before)
			return fault_is(fault, COLUMN[i], "the same as in row %lld", (long long)before);
	}
	return CSV_ROW;
}

enum csv_step
import_rows_next(struct import_rows *r, struct desk_import_row *out, struct import_rows_fault *fault)
{
	enum csv_step step = csv_next(&r->csv, &r->row);

	arena_reset(r->texts);
	record_init(&desk_import_row_record, out);
	out->found = true;
	out->row = r->row.line;
	if (step == CSV_BAD)
		return fault_is(fault, NULL, "%s", r->row.why);
	if (step == CSV_END)
		return CSV_END;
	step = read_fields(r, out, fault);
	return step == CSV_ROW ? check_unique(r, out, fault) : step;
}

size_t
import_rows_at(const struct import_rows *r)
{
	return (size_t)(r->csv.at - r->begin);
}
