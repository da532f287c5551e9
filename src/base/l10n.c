/* l10n.c - one row per language; a date is written by a pattern of it. Pure, no allocation of its own. */
#include "base/l10n.h"

#define NBSP  "\u00a0"
#define NNBSP "\u202f"
#define MINUTES_PER_DAY 1440

/* In PATTERN: d day, M month's name, m month's number, y year; anything else stands for itself. */
static const struct place {
	const char *lang, *pattern, *before_time, *after_time, *months[12];
	const char *euro_before, *euro_after, *group, *kilobytes, *megabytes;
	char decimal;
	bool minus_follows_euro;
} PLACES[] = {
	{ "nl", "d M y", " om ", "", { "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
	  "oktober", "november", "december" }, "€" NBSP, "", ".", " kB", " MB", ',', true },
	{ "fr", "d M y", " à ", "", { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
	  "octobre", "novembre", "décembre" }, "", NBSP "€", NNBSP, NNBSP "ko", NNBSP "Mo", ',', false },
	{ "de", "d. M y", " um ", " Uhr", { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
	  "Oktober", "November", "Dezember" }, "", NBSP "€", ".", " kB", " MB", ',', false },
	{ "en", "d M y", " at ", "", { "January", "February", "March", "April", "May", "June", "July", "August", "September",
	  "October", "November", "December" }, "€", "", ",", " kB", " MB", '.', false },
	{ "zh", "y年m月d日", " ", "", { "" }, "€", "", ",", " kB", " MB", '.', false },
};
#define ENGLISH 3u

static const struct place *
place_of(struct str lang)
{
	struct str primary, rest;

	str_split(lang, '-', &primary, &rest);
	for (size_t i = 0; i < COUNT(PLACES); i++)
		if (str_is(primary, PLACES[i].lang))
			return &PLACES[i];
	return &PLACES[ENGLISH];
}

struct civil { int64_t year; int month, day; };

/* Proleptic Gregorian, by eras of 400 years that begin on 1 March. */
static struct civil
civil_of(struct date d)
{
	int64_t z = (int64_t)d.days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);

	return (struct civil){ year_of_era + era * 400 + (month <= 2), month, (int)(day_of_year - (153 * march_month + 2) / 5 + 1) };
}

void
l10n_date(struct buf *out, struct str lang, struct date day)
{
	const struct place *p = place_of(lang);
	struct civil c = civil_of(day);

	for (const char *s = p->pattern; *s; s++)
		switch (*s) {
		case 'd': buf_addi(out, c.day); break;
		case 'M': buf_addz(out, p->months[c.month - 1]); break;
		case 'm': buf_addi(out, c.month); break;
		case 'y': buf_addi(out, c.year); break;
		default:  buf_addc(out, *s); break;
		}
}

void
l10n_time(struct buf *out, struct str lang, struct date day, int minute)
{
	const struct place *p = place_of(lang);

	assert(minute >= 0 && minute <= MINUTES_PER_DAY);
	l10n_date(out, lang, day);
	buf_printf(out, "%s%02d:%02d%s", p->before_time, minute / 60, minute % 60, p->after_time);
}

static void
add_grouped(struct buf *out, uint64_t euros, const char *group)
{
	if (euros < 1000) {
		buf_addi(out, (int64_t)euros);
		return;
	}
	add_grouped(out, euros / 1000, group);
	buf_printf(out, "%s%03u", group, (unsigned)(euros % 1000));
}

void
l10n_money(struct buf *out, struct str lang, struct money m)
{
	const struct place *p = place_of(lang);
	uint64_t cents = m.cents < 0 ? 0 - (uint64_t)m.cents : (uint64_t)m.cents;

	if (m.cents < 0 && !p->minus_follows_euro)
		buf_addc(out, '-');
	buf_addz(out, p->euro_before);
	if (m.cents < 0 && p->minus_follows_euro)
		buf_addc(out, '-');
	add_grouped(out, cents / 100, p->group);
	buf_printf(out, "%c%02u%s", p->decimal, (unsigned)(cents % 100), p->euro_after);
}

void
l10n_size(struct buf *out, struct str lang, int64_t bytes)
{
	const struct place *p = place_of(lang);
	bool is_large = bytes >= 1000000;

	assert(bytes >= 0);
	buf_addi(out, is_large ? bytes / 1000000 + (bytes % 1000000 >= 500000) : bytes / 1000 + (bytes % 1000 > 0));
	buf_addz(out, is_large ? p->megabytes : p->kilobytes);
}
