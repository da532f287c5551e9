/* image_text.c - an image as lines of text, and back: first line "simcopy-image 1", last line the SHA-256 of all before it.
 * Pure but for the new image's arena. Sources: simcopy-image(5).  Errors: ERR_INVALID, ERR_LIMIT with a sentence. */
#include "base/clock.h"
#include "base/seal.h"
#include "simcopy/hex.h"
#include "simcopy/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_LINE "simcopy-image 1"

/* -- writing -- */
static void
add_hex(struct buf *b, const char *name, struct str bytes)
{
	buf_addz(b, name);
	if (bytes.n)
		hex_add(b, bytes);
	else
		buf_addc(b, '-');
}

static void
add_text(struct buf *b, const char *name, struct str text)
{
	buf_addz(b, name);
	buf_add(b, text.n ? text : STR("-"));
}

static void
add_sw(struct buf *b, uint16_t sw)
{
	char bytes[2] = { (char)(sw >> 8), (char)sw };

	hex_add(b, (struct str){ bytes, sizeof bytes });
}

static void
add_instant(struct buf *b, const char *name, struct utc_ms t)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format(t, text);
	add_text(b, name, str_of(text));
}

static void
add_file(struct buf *b, const struct image_file *f)
{
	add_text(b, "file ", f->path);
	add_text(b, " aid ", f->aid);
	buf_printf(b, " structure %s sw ", image_structure_name(f->structure));
	add_sw(b, f->sw);
	buf_printf(b, " size %zu record-size %zu records %zu whole %s", f->size, f->record_size, f->record_count, f->is_whole ? "yes" : "no");
	add_hex(b, " header ", f->header);
	buf_addc(b, '\n');
	for (size_t i = 0; i < f->record_count; i++) {
		if (!f->record[i].sw)
			continue;
		buf_addz(b, "record ");
		buf_addi(b, (int64_t)i + 1);
		buf_addc(b, ' ');
		add_sw(b, f->record[i].sw);
		add_hex(b, " ", f->record[i].bytes);
		buf_addc(b, '\n');
	}
}

void
image_format(const struct image *im, struct buf *b)
{
	size_t from = b->n;

	buf_addz(b, FIRST_LINE "\n");
	buf_printf(b, "class %s", im->cls == IMAGE_USIM ? "usim" : "gsm");
	add_text(b, "\niccid ", im->iccid);
	add_hex(b, "\natr ", im->atr);
	add_text(b, "\nreader ", im->reader);
	add_instant(b, "\nbegun ", im->begun);
	add_instant(b, "\nended ", im->ended);
	buf_printf(b, "\nwhole %s\n", im->is_whole ? "yes" : "no");
	for (size_t i = 0; i < im->files; i++)
		add_file(b, &im->file[i]);
	uint8_t sum[SEAL_CHECKSUM_SIZE];
	seal_checksum((struct str){ b->p + from, b->n - from }, sum);
	add_hex(b, "sha256 ", (struct str){ (const char *)sum, sizeof sum });
	buf_addc(b, '\n');
}

/* -- reading -- */
struct reader {
	struct str rest;		/* what is not read yet */
	size_t     line;		/* the line at hand, from 1 */
	struct image *im;
	struct image_file *file;	/* the last file line; NULL before the first */
	size_t     next;		/* the least number its next record may have, from 1 */
	char      *why;
	uint8_t    raw[IMAGE_BINARY_MAX];	/* of the record at hand */
};

PRINTF(3, 4) static enum err
wrong(struct reader *r, enum err e, const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(r->why, IMAGE_WHY_SIZE, "line %zu: ", r->line);

	va_start(ap, fmt);
	vsnprintf(r->why + n, IMAGE_WHY_SIZE - (size_t)n, fmt, ap);
	va_end(ap);
	return e;
}

static struct str
next_line(struct reader *r)
{
	struct str line;

	str_split(r->rest, '\n', &line, &r->rest);
	r->line++;
	return line;
}

/* "-" stands for an empty value. */
static struct str
plain(struct str value)
{
	return str_is(value, "-") ? STR("") : value;
}

/* Decimal digits up to MAX. */
static bool
number(struct str s, size_t max, size_t *out)
{
	int64_t v;

	if (!str_to_i64(s, &v) || v < 0 || (uint64_t)v > max)
		return false;
	*out = (size_t)v;
	return true;
}

static bool
status_word(struct str s, uint16_t *out)
{
	uint8_t b[2];
	size_t n;

	if (!hex_parse(s, b, sizeof b, &n) || n != sizeof b)
		return false;
	*out = (uint16_t)(b[0] << 8 | b[1]);
	return true;
}

static bool
yes_or_no(struct str s, bool *out)
{
	*out = str_is(s, "yes");
	return *out || str_is(s, "no");
}

/* The file line's words: a name and its value in turn, always all of them and in this order. */
enum word { W_FILE, W_AID, W_STRUCTURE, W_SW, W_SIZE, W_RECORD_SIZE, W_RECORDS, W_WHOLE, W_HEADER, W_COUNT };
static const char *const WORD[W_COUNT] = { "file", "aid", "structure", "sw", "size", "record-size", "records", "whole", "header" };

static bool
split_words(struct str line, struct str value[W_COUNT])
{
	for (size_t i = 0; i < W_COUNT; i++) {
		struct str name;

		str_split(line, ' ', &name, &line);
		if (!str_is(name, WORD[i]) || !line.n)
			return false;
		str_split(line, ' ', &value[i], &line);
		value[i] = plain(value[i]);
	}
	return line.n == 0;
}

static bool
structure_of(struct str s, enum image_structure *out)
{
	for (enum image_structure i = IMAGE_NONE; i <= IMAGE_CYCLIC; i++)
		if (str_is(s, image_structure_name(i))) {
			*out = i;
			return true;
		}
	return false;
}

static enum err
read_file_line(struct reader *r, struct str line)
{
	struct image_file f = { .record = NULL };
	uint8_t header[IMAGE_HEADER_MAX];
	struct str v[W_COUNT];
	size_t n;

	if (!split_words(line, v))
		return wrong(r, ERR_INVALID, "not the words of a file line");
	if (!hex_is(v[W_FILE]) || !v[W_FILE].n || !hex_is(v[W_AID]))
		return wrong(r, ERR_INVALID, "a path or an AID is not of upper-case hex digits");
	if (!structure_of(v[W_STRUCTURE], &f.structure) || !status_word(v[W_SW], &f.sw) || !number(v[W_SIZE], UINT16_MAX, &f.size) ||
	    !number(v[W_RECORD_SIZE], UINT16_MAX, &f.record_size) || !number(v[W_RECORDS], IMAGE_FILE_RECORDS_MAX, &f.record_count) ||
	    !yes_or_no(v[W_WHOLE], &f.is_whole))
		return wrong(r, ERR_INVALID, "a value of the file line is wrong");
	if (!hex_parse(v[W_HEADER], header, sizeof header, &n))
		return wrong(r, ERR_INVALID, "the header is not of hex digits, or too long");
	f.path = v[W_FILE];
	f.aid = v[W_AID];
	f.header = (struct str){ (const char *)header, n };
	r->next = 1;
	enum err e = image_file_add(r->im, &f, &r->file);
	if (e == ERR_CLASH)
		return wrong(r, ERR_INVALID, "this file is there twice");
	return e ? wrong(r, ERR_LIMIT, "more files or records than an image can have") : ERR_OK;
}

static enum err
read_record_line(struct reader *r, struct str line)
{
	struct str word, number_text, sw_text, bytes;
	size_t at, n;
	uint16_t sw;

	if (!r->file)
		return wrong(r, ERR_INVALID, "a record before the first file");
	str_split(line, ' ', &word, &line);
	str_split(line, ' ', &number_text, &line);
	str_split(line, ' ', &sw_text, &bytes);
	if (!number(number_text, r->file->record_count, &at) || at < r->next)
		return wrong(r, ERR_INVALID, "this record's number is not the next of its file");
	if (!status_word(sw_text, &sw) || !sw)
		return wrong(r, ERR_INVALID, "the status word is wrong");
	if (!bytes.n || !hex_parse(plain(bytes), r->raw, sizeof r->raw, &n))
		return wrong(r, ERR_INVALID, "the record is not of hex digits, or too long");
	r->next = at + 1;
	if (image_record_set(r->im, r->file, at - 1, sw, (struct str){ (const char *)r->raw, n }))
		return wrong(r, ERR_LIMIT, "the record is too long, or the image is full");
	return ERR_OK;
}

/* "word value", of the eight lines at the beginning; false when it is not WORD's line. */
static bool
value_of(struct str line, const char *word, struct str *out)
{
	struct str name;

	if (!str_split(line, ' ', &name, out) || !str_is(name, word) || !out->n)
		return false;
	*out = plain(*out);
	return true;
}

static enum err
read_name_lines(struct reader *r)
{
	struct str iccid, hex, atr, name;
	uint8_t raw[IMAGE_ATR_MAX];
	size_t n;

	if (!value_of(next_line(r), "iccid", &iccid))
		return wrong(r, ERR_INVALID, "iccid is missing");
	if (!value_of(next_line(r), "atr", &hex) || !hex_parse(hex, raw, sizeof raw, &n))
		return wrong(r, ERR_INVALID, "atr is missing, or not of hex digits");
	atr = (struct str){ (const char *)raw, n };
	if (!value_of(next_line(r), "reader", &name))
		return wrong(r, ERR_INVALID, "reader is missing");
	if (image_name(r->im, iccid, atr, name))
		return wrong(r, ERR_INVALID, "iccid, atr or reader is wrong or too long");
	return ERR_OK;
}

static enum err
read_instant(struct reader *r, const char *word, struct utc_ms *out)
{
	struct str text;

	if (!value_of(next_line(r), word, &text) || (text.n && !clock_parse(text, out)))
		return wrong(r, ERR_INVALID, "%s is missing, or no instant", word);
	return ERR_OK;
}

static enum err
read_head(struct reader *r)
{
	struct str v;
	enum err e;

	if (!str_is(next_line(r), FIRST_LINE))
		return wrong(r, ERR_INVALID, "not an image of simcopy, or of a newer one");
	if (!value_of(next_line(r), "class", &v) || (!str_is(v, "usim") && !str_is(v, "gsm")))
		return wrong(r, ERR_INVALID, "class is missing, or neither gsm nor usim");
	r->im = image_new(str_is(v, "usim") ? IMAGE_USIM : IMAGE_GSM);
	if ((e = read_name_lines(r)) || (e = read_instant(r, "begun", &r->im->begun)) || (e = read_instant(r, "ended", &r->im->ended)))
		return e;
	if (!value_of(next_line(r), "whole", &v) || !yes_or_no(v, &r->im->is_whole))
		return wrong(r, ERR_INVALID, "whole is missing, or neither yes nor no");
	return ERR_OK;
}

/* The last line, which is of fixed length; the text before it goes to OUT. */
static bool
checksum_holds(struct str text, struct str *out)
{
	static const char WORD_SUM[] = "sha256 ";
	size_t last = sizeof WORD_SUM - 1 + 2 * SEAL_CHECKSUM_SIZE + 1;
	uint8_t sum[SEAL_CHECKSUM_SIZE], computed[SEAL_CHECKSUM_SIZE];
	size_t n;

	if (text.n < last || text.p[text.n - 1] != '\n')
		return false;
	struct str line = { text.p + text.n - last, last - 1 };
	*out = (struct str){ text.p, text.n - last };
	if (!str_starts(line, WORD_SUM) ||
	    !hex_parse((struct str){ line.p + sizeof WORD_SUM - 1, 2 * SEAL_CHECKSUM_SIZE }, sum, sizeof sum, &n))
		return false;
	seal_checksum(*out, computed);
	return n == sizeof sum && memcmp(sum, computed, sizeof sum) == 0;
}

static enum err
read_body(struct reader *r)
{
	while (r->rest.n) {
		struct str line = next_line(r);
		enum err e;

		if (str_starts(line, "record "))
			e = read_record_line(r, line);
		else if (str_starts(line, "file "))
			e = read_file_line(r, line);
		else
			e = wrong(r, ERR_INVALID, "neither a file nor a record");
		if (e)
			return e;
	}
	return ERR_OK;
}

enum err
image_parse(struct str text, struct image **out, char why[IMAGE_WHY_SIZE])
{
	struct reader r = { .why = why };
	enum err e;

	*out = NULL;
	why[0] = '\0';
	if (!str_starts(text, "simcopy-image "))
		return wrong(&r, ERR_INVALID, "not an image of simcopy");
	if (!checksum_holds(text, &r.rest))
		return wrong(&r, ERR_INVALID, "the checksum of the last line does not fit: the file is damaged or cut off");
	if ((e = read_head(&r)) || (e = read_body(&r)))
		image_free(&r.im);
	*out = r.im;
	return e;
}
