/* json_scan.c - the tokens of JSON: blanks, texts with their escapes, numbers, words.
 * Source: RFC 8259. Errors: see json_scan.h. */
#include "base/json_scan.h"

#define EXPONENT_MAX 308		/* as a double has it */

bool
json_scan_fail(struct json_scan *p, enum json_scan_fault f)
{
	p->fault = f;
	return false;
}

void
json_scan_blanks(struct json_scan *p)
{
	while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
		p->at++;
}

/* The next character that is no blank, C, is taken. */
bool
json_scan_take(struct json_scan *p, char c)
{
	json_scan_blanks(p);
	if (p->at == p->end || *p->at != c)
		return false;
	p->at++;
	return true;
}

bool
json_scan_expect(struct json_scan *p, char c)
{
	return json_scan_take(p, c) || json_scan_fail(p, p->at == p->end ? JSON_SCAN_ENDS : JSON_SCAN_SYNTAX);
}

static bool
is_digit(const struct json_scan *p)
{
	return p->at < p->end && *p->at >= '0' && *p->at <= '9';
}

/* ---- texts ---- */

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits. */
static bool
read_unit(struct json_scan *p, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, p->at++) {
		int v = p->at < p->end ? hex_value(*p->at) : -1;

		if (v < 0)
			return json_scan_fail(p, p->at == p->end ? JSON_SCAN_ENDS : JSON_SCAN_SYNTAX);
		*out = *out << 4 | (uint32_t)v;
	}
	return true;
}

/* UTF-8 never takes more bytes than the escape did. */
static void
add_char(struct json_scan *p, uint32_t c)
{
	if (c < 0x80) {
		*p->text++ = (char)c;
	} else if (c < 0x800) {
		*p->text++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*p->text++ = (char)(0xe0 | c >> 12);
		} else {
			*p->text++ = (char)(0xf0 | c >> 18);
			*p->text++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*p->text++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		*p->text++ = (char)(0x80 | (c & 0x3f));
}

/* After \u: one unit, or the two of a character above U+FFFF. */
static bool
read_escaped_unit(struct json_scan *p)
{
	uint32_t c, low;

	if (!read_unit(p, &c))
		return false;
	if (!c)
		return json_scan_fail(p, JSON_SCAN_NUL);
	if (c >= 0xdc00 && c < 0xe000)
		return json_scan_fail(p, JSON_SCAN_SYNTAX);
	if (c >= 0xd800 && c < 0xdc00) {
		if (p->end - p->at < 2 || p->at[0] != '\\' || p->at[1] != 'u')
			return json_scan_fail(p, JSON_SCAN_SYNTAX);
		p->at += 2;
		if (!read_unit(p, &low))
			return false;
		if (low < 0xdc00 || low >= 0xe000)
			return json_scan_fail(p, JSON_SCAN_SYNTAX);
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	add_char(p, c);
	return true;
}

static bool
read_escape(struct json_scan *p)
{
	static const char SHORT[] = "\"\\/bfnrt", MEANS[] = "\"\\/\b\f\n\r\t";
	const char *found;

	if (++p->at == p->end)
		return json_scan_fail(p, JSON_SCAN_ENDS);
	char c = *p->at++;
	if (c == 'u')
		return read_escaped_unit(p);
	if (!c || !(found = strchr(SHORT, c)))
		return json_scan_fail(p, JSON_SCAN_SYNTAX);
	*p->text++ = MEANS[found - SHORT];
	return true;
}

/* From the opening quote on; OUT is in our own memory. */
bool
json_scan_string(struct json_scan *p, struct str *out)
{
	if (!json_scan_expect(p, '"'))
		return false;
	const char *from = p->at;
	char *begin = p->text;
	while (p->at < p->end && *p->at != '"') {
		if (*p->at == '\\') {
			if (!read_escape(p))
				return false;
		} else if (!*p->at || (unsigned char)*p->at < 0x20) {
			return json_scan_fail(p, *p->at ? JSON_SCAN_SYNTAX : JSON_SCAN_NUL);
		} else {
			*p->text++ = *p->at++;
		}
	}
	if (p->at == p->end)
		return json_scan_fail(p, JSON_SCAN_ENDS);
	if (!str_is_utf8((struct str){ from, (size_t)(p->at - from) })) {
		p->at = from;
		return json_scan_fail(p, JSON_SCAN_UTF8);
	}
	p->at++;
	*out = (struct str){ begin, (size_t)(p->text - begin) };
	return true;
}

/* ---- numbers and words ---- */

static bool
skip_digits(struct json_scan *p)
{
	if (!is_digit(p))
		return json_scan_fail(p, p->at == p->end ? JSON_SCAN_ENDS : JSON_SCAN_SYNTAX);
	while (is_digit(p))
		p->at++;
	return true;
}

static bool
skip_exponent(struct json_scan *p)
{
	bool is_small = p->at < p->end && *p->at == '-';
	int value = 0;

	if (p->at < p->end && (*p->at == '-' || *p->at == '+'))
		p->at++;
	const char *from = p->at;
	if (!skip_digits(p))
		return false;
	for (const char *d = from; d < p->at && value <= EXPONENT_MAX; d++)
		value = 10 * value + (*d - '0');
	return is_small || value <= EXPONENT_MAX || json_scan_fail(p, JSON_SCAN_NUMBER);
}

bool
json_scan_number(struct json_scan *p, bool *is_int_out, int64_t *out)
{
	const char *from = p->at;

	if (*p->at == '-')
		p->at++;
	const char *digits = p->at;
	if (!skip_digits(p))
		return false;
	if (*digits == '0' && p->at > digits + 1)
		return json_scan_fail(p, JSON_SCAN_SYNTAX);
	*is_int_out = true;
	struct str whole = { from, (size_t)(p->at - from) };
	if (p->at < p->end && *p->at == '.') {
		*is_int_out = false;
		p->at++;
		if (!skip_digits(p))
			return false;
	}
	if (p->at < p->end && (*p->at == 'e' || *p->at == 'E')) {
		*is_int_out = false;
		p->at++;
		if (!skip_exponent(p))
			return false;
	}
	if (*is_int_out && !str_to_i64(whole, out))
		return json_scan_fail(p, JSON_SCAN_NUMBER);
	return true;
}

bool
json_scan_word(struct json_scan *p, enum json_kind *out, bool *truth_out)
{
	static const struct { struct str word; enum json_kind kind; bool truth; } WORDS[] = {
		{ { "true", 4 }, JSON_BOOL, true }, { { "false", 5 }, JSON_BOOL, false }, { { "null", 4 }, JSON_NONE, false },
	};
	struct str rest = { p->at, (size_t)(p->end - p->at) };

	for (size_t i = 0; i < COUNT(WORDS); i++)
		if (rest.n >= WORDS[i].word.n && !memcmp(rest.p, WORDS[i].word.p, WORDS[i].word.n)) {
			p->at += WORDS[i].word.n;
			*out = WORDS[i].kind;
			*truth_out = WORDS[i].truth;
			return true;
		}
	return json_scan_fail(p, JSON_SCAN_SYNTAX);
}
