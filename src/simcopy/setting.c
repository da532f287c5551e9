/* setting.c - small files of a card as text. Pure. Sources: setting.h.  Errors: the buffer's limit; what makes no sense gives nothing. */
#include "simcopy/setting.h"

#include "simcopy/alphabet.h"
#include "simcopy/number.h"

#define PARAMETERS      28u	/* of a record of EF_SMSP, behind its name */
#define CENTRE_AT       13u	/* in these: indicators, then the destination's 12 bytes */
#define CENTRE_SIZE     12u
#define HAS_NO_CENTRE 0x02u	/* a bit of the indicators: 1 means that it is not there */
#define ECC_DIGITS       3u
#define LANGUAGE_SIZE    2u
#define NOT_FULL      0x01u	/* a bit of the second byte of EF_SMSS */

/* By the code of TS 23.038 5, as ISO 639. */
static const char LANGUAGES[][3] = {
	"de", "en", "it", "fr", "es", "nl", "sv", "da", "pt", "fi", "no", "el", "tr", "hu", "pl", "",
	"", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "",
	"cs", "he", "ar", "ru", "is",
};

const char *
setting_text(enum setting s)
{
	static const char *const TEXTS[SETTING_COUNT] = {
#define X(name, text) [SETTING_##name] = text,
		SETTINGS(X)
#undef X
	};

	assert(s < SETTING_COUNT);
	return TEXTS[s];
}

static struct str
record_of(const struct image_file *f, size_t i)
{
	return f && i < f->record_count && image_read_ok(&f->record[i]) ? f->record[i].bytes : STR("");
}

static const struct image_file *
first_of(const struct image *im, const char *a, const char *b)
{
	const struct image_file *f = image_find(im, a, STR(""));

	return f && record_of(f, 0).n ? f : image_find(im, b, STR(""));
}

static void
add_comma(struct buf *b, size_t before)
{
	if (b->n > before)
		buf_addz(b, ", ");
}

/* A text without what would break a line. */
static void
add_clean(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		buf_addc(b, (uint8_t)text.p[i] < ' ' || text.p[i] == 0x7f ? ' ' : text.p[i]);
}

/* ---- SMS centre ---- */

static void
add_centres(struct buf *b, const struct image *im)
{
	const struct image_file *f = first_of(im, "7FFF6F42", "3F007F106F42");
	size_t before = b->n;

	for (size_t i = 0; f && i < f->record_count; i++) {
		struct str r = record_of(f, i);

		if (r.n < PARAMETERS || (uint8_t)r.p[r.n - PARAMETERS] & HAS_NO_CENTRE)
			continue;
		const char *centre = r.p + r.n - PARAMETERS + CENTRE_AT;
		size_t n = (uint8_t)centre[0];		/* of the type and the digits */
		if (n < 2 || n >= CENTRE_SIZE)
			continue;
		add_comma(b, before);
		number_type(b, (uint8_t)centre[1]);
		number_digits(b, (struct str){ centre + 2, n - 1 }, NUMBER_OF_MESSAGE);
	}
}

/* ---- emergency numbers ---- */

static void
add_emergency(struct buf *b, struct str digits, struct str name, size_t before)
{
	AUTO(buf_done) struct buf number = { .max_bytes = 2 * ECC_DIGITS }, text = { .max_bytes = 4 * IMAGE_RECORD_MAX };

	number_digits(&number, digits, NUMBER_OF_CARD);
	if (!number.n)
		return;
	add_comma(b, before);
	buf_add(b, buf_str(&number));
	alphabet_name(&text, name);
	if (!str_trim(buf_str(&text)).n)
		return;
	buf_addz(b, " (");
	add_clean(b, str_trim(buf_str(&text)));
	buf_addc(b, ')');
}

/* A USIM has a record for each, with a name and a byte of services; a SIM has all in one file. */
static void
add_emergencies(struct buf *b, const struct image *im)
{
	const struct image_file *f = first_of(im, "7FFF6FB7", "3F007F206FB7");
	size_t before = b->n;

	for (size_t i = 0; f && i < f->record_count; i++) {
		struct str r = record_of(f, i);

		if (f->structure != IMAGE_TRANSPARENT && r.n > ECC_DIGITS)
			add_emergency(b, (struct str){ r.p, ECC_DIGITS }, (struct str){ r.p + ECC_DIGITS, r.n - ECC_DIGITS - 1 }, before);
		for (size_t at = 0; f->structure == IMAGE_TRANSPARENT && at + ECC_DIGITS <= r.n; at += ECC_DIGITS)
			add_emergency(b, (struct str){ r.p + at, ECC_DIGITS }, STR(""), before);
	}
}

/* ---- languages ---- */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void
add_languages(struct buf *b, const struct image *im)
{
	struct str codes = record_of(first_of(im, "7FFF6F05", "3F002F05"), 0), old = record_of(image_find(im, "3F007F206F05", STR("")), 0);
	size_t before = b->n;

	for (size_t i = 0; i + LANGUAGE_SIZE <= codes.n; i += LANGUAGE_SIZE) {
		if (!is_letter(codes.p[i]) || !is_letter(codes.p[i + 1]))
			continue;
		add_comma(b, before);
		buf_add(b, (struct str){ codes.p + i, LANGUAGE_SIZE });
	}
	if (b->n > before)
		return;
	for (size_t i = 0; i < old.n; i++) {
		uint8_t code = (uint8_t)old.p[i];

		if (code >= COUNT(LANGUAGES) || !LANGUAGES[code][0])
			continue;
		add_comma(b, before);
		buf_addz(b, LANGUAGES[code]);
	}
}

/* ---- all ---- */

void
setting_add(struct buf *b, const struct image *im, enum setting s)
{
	switch (s) {
	case SETTING_CENTRE:
		add_centres(b, im);
		return;
	case SETTING_EMERGENCY:
		add_emergencies(b, im);
		return;
	case SETTING_LANGUAGE:
		add_languages(b, im);
		return;
	case SETTING_COUNT:
		break;
	}
	assert(false && "no such setting");
}

bool
setting_is_full(const struct image *im)
{
	struct str r = record_of(first_of(im, "7FFF6F43", "3F007F106F43"), 0);

	return r.n >= 2 && !((uint8_t)r.p[1] & NOT_FULL);
}
