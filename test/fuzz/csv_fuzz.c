/* csv_fuzz.c - a file of comma-separated values. Reading goes forward to the end and gives only what csv.h allows; the same bytes
 * give the same rows; and the rows, written down with every field in quotes, give themselves when read again. */
#include "fuzz.h"

#include "base/csv.h"

#include <stdlib.h>

#define OUT_BYTES (8u << 20)

static void
write_field(struct buf *out, struct str f)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < f.n; i++) {
		if (f.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, f.p[i]);
	}
	buf_addc(out, '"');
}

static void
check_row(const struct csv_row *row, struct str file)
{
	assert(row->n > 0 && row->n <= CSV_FIELDS_MAX);
	for (size_t i = 0; i < row->n; i++) {
		assert(row->field[i].n <= CSV_FIELD_MAX && str_is_utf8(row->field[i]));
		assert(fuzz_within(row->field[i], file));
	}
}

/* How many lines there are: `simoff import` has a place for each, by the row's line. */
static int64_t
count_lines(struct str file)
{
	int64_t lines = 1;

	for (size_t i = 0; i < file.n; i++)
		lines += file.p[i] == '\n';
	return lines;
}

/* Every good row of FILE, which is changed, written down in quotes with commas. Returns the number of bad ones. */
static size_t
read_all(struct str file, char *bytes, struct buf *out)
{
	struct csv c;
	struct csv_row row;
	size_t bad = 0;
	int64_t line = 0, lines = count_lines(file);

	csv_init(&c, bytes, file.n);
	for (enum csv_step step; (step = csv_next(&c, &row)) != CSV_END;) {
		assert(row.line > line && row.line <= lines);
		line = row.line;
		if (step == CSV_BAD) {
			assert(strlen(row.why) > 10);
			bad++;
			continue;
		}
		check_row(&row, file);
		for (size_t i = 0; i < row.n; i++) {
			if (i)
				buf_addc(out, ',');
			write_field(out, row.field[i]);
		}
		buf_addc(out, '\n');
	}
	assert(c.at == c.end);
	return bad;
}

/* As read_all, of a copy with no byte behind it, so that reading past the end is seen. */
static size_t
read_copy(struct str file, struct buf *out)
{
	char *copy = malloc(file.n ? file.n : 1);

	if (!copy)
		abort();
	if (file.n)
		memcpy(copy, file.p, file.n);
	size_t bad = read_all((struct str){ copy, file.n }, copy, out);
	free(copy);
	return bad;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(buf_done) struct buf one, two, three;
	struct str input = fuzz_input(data, n);

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	buf_init(&three, OUT_BYTES);
	size_t bad = read_copy(input, &one), bad_again = read_copy(input, &two);
	assert(bad == bad_again && str_eq(buf_str(&one), buf_str(&two)));
	bad = read_copy(buf_str(&one), &three);
	assert(!bad && str_eq(buf_str(&one), buf_str(&three)));
	return 0;
}
