/* stopword.c - the words by which people stop something, in the five languages. Pure. Errors: none; what is no word of ours,
 * or no UTF-8, is not.
 * STOP is what our message asks for; the others are what people write who answer "Not you?" in their own words. */
#include "domain/stopword.h"

static const char *const WORDS[] = {
	"stop", "stopp", "stoppen", "stopzetten", "halt",		/* en nl de */
	"arret", "arrêt", "arreter", "arrêter", "arretez", "arrêtez",	/* fr */
	"no", "nee", "neen", "nein", "non",
	"停止", "停", "不", "不是", "不是我", "不是本人", "非本人", "否",		/* zh */
};

/* Between words, and around them: ASCII without letters and digits; the punctuation of CJK and its full-width forms. */
static size_t
gap_at(struct str s)
{
	static const char *const WIDE[] = { "。", "！", "，", "？", "、", "．", "　", "“", "”", "‘", "’", "«", "»", "…", "–", "\xc2\xa0" };
	char c = s.p[0];

	if ((unsigned char)c < 0x80)
		return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
	for (size_t i = 0; i < COUNT(WIDE); i++)
		if (str_starts(s, WIDE[i]))
			return strlen(WIDE[i]);
	return 0;
}

static struct str
without(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

/* Adds the next character in lower case: ASCII, full-width ASCII, and the capitals of Latin-1 (c3 80 to c3 9e). Returns its bytes. */
static size_t
fold(struct str s, char *out, size_t *n)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (p[0] < 0x80) {
		out[(*n)++] = (char)(p[0] >= 'A' && p[0] <= 'Z' ? p[0] | 0x20 : p[0]);
		return 1;
	}
	if (s.n >= 3 && p[0] == 0xef && p[1] == 0xbc && p[2] >= 0xa1 && p[2] <= 0xba) {	/* U+FF21 .. U+FF3A */
		out[(*n)++] = (char)('a' + p[2] - 0xa1);
		return 3;
	}
	bool is_capital = s.n >= 2 && p[0] == 0xc3 && p[1] >= 0x80 && p[1] <= 0x9e && p[1] != 0x97;
	if (is_capital) {
		out[(*n)++] = (char)p[0];
		out[(*n)++] = (char)(p[1] | 0x20);
		return 2;
	}
	out[(*n)++] = (char)p[0];
	return 1;
}

bool
stopword_is(struct str s)
{
	char word[STOPWORD_BYTES_MAX + 2];
	size_t n = 0, gap;

	if (!str_is_utf8(s))
		return false;
	while (s.n && (gap = gap_at(s)))
		s = without(s, gap);
	while (s.n && !gap_at(s) && n < STOPWORD_BYTES_MAX)
		s = without(s, fold(s, word, &n));
	for (size_t i = 0; i < COUNT(WORDS); i++)
		if (str_is((struct str){ word, n }, WORDS[i]))
			return true;
	return false;
}
