/* reader.c - the choice of a reader. Touches the smart card service and the terminal. Errors: reader.h. */
#include "simcopy/reader.h"

#include "simcopy/ask.h"

#include <stdio.h>

static enum err
fail(struct progress *p, enum err e, const char *msgid, char why_out[PCSC_WHY_SIZE])
{
	struct str text = catalog_text(p->cat, msgid);

	snprintf(why_out, PCSC_WHY_SIZE, "%.*s", STR_ARG(text));
	return e;
}

/* Keeps of the N readers those whose name has PART in it; with a PART that is a whole name, only that one. */
static size_t
keep_named(struct pcsc_reader *r, size_t n, const char *part)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(r[i].name, part)) {
			r[0] = r[i];
			return 1;
		}
	for (size_t i = 0; i < n; i++)
		if (strcasestr(r[i].name, part))
			r[kept++] = r[i];
	return kept;
}

static size_t
keep_with_card(struct pcsc_reader *r, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (r[i].has_card)
			r[kept++] = r[i];
	return kept;
}

static enum err
ask_which(struct progress *p, const struct pcsc_reader *r, size_t n, size_t *out, char why_out[PCSC_WHY_SIZE])
{
	char typed[ASK_MAX], number[24];
	int64_t choice;

	for (size_t i = 0; i < n; i++) {
		snprintf(number, sizeof number, "%zu", i + 1);
		PROGRESS_SAY(p, "reader", CATALOG_TEXT("{number}. {name}"), { "number", str_of(number) }, { "name", str_of(r[i].name) });
	}
	if (!ask_line(p, CATALOG_TEXT("Several readers have a card. Which one? Number:"), NULL, 0, typed))
		return fail(p, ERR_CLASH, CATALOG_TEXT("several readers have a card; name one with --reader"), why_out);
	if (!str_to_i64(str_trim(str_of(typed)), &choice) || choice < 1 || (size_t)choice > n)
		return fail(p, ERR_CLASH, CATALOG_TEXT("that is none of the numbers; nothing was done"), why_out);
	*out = (size_t)choice - 1;
	return ERR_OK;
}

enum err
reader_choose(struct pcsc *pcsc, const char *name, struct progress *p, struct pcsc_reader *out, char why_out[PCSC_WHY_SIZE])
{
	struct pcsc_reader r[PCSC_READERS_MAX];
	size_t n, which = 0;
	enum err e = pcsc_list(pcsc, r, &n, why_out);

	if (e)
		return e;
	if (!n)
		return fail(p, ERR_NOENT, CATALOG_TEXT("there is no card reader; plug one in"), why_out);
	if (name && !(n = keep_named(r, n, name)))
		return fail(p, ERR_NOENT, CATALOG_TEXT("there is no reader of that name; `simcopy readers` lists them"), why_out);
	if (!(n = keep_with_card(r, n)))
		return fail(p, ERR_NOENT, CATALOG_TEXT("there is no card in the reader; put the SIM in, chip first"), why_out);
	if (n > 1 && (e = ask_which(p, r, n, &which, why_out)))
		return e;
	*out = r[which];
	return ERR_OK;
}

enum err
reader_list(struct pcsc *pcsc, struct progress *p, char why_out[PCSC_WHY_SIZE])
{
	struct pcsc_reader r[PCSC_READERS_MAX];
	size_t n;
	enum err e = pcsc_list(pcsc, r, &n, why_out);

	if (!e && !n)
		return fail(p, ERR_NOENT, CATALOG_TEXT("there is no card reader; plug one in"), why_out);
	for (size_t i = 0; !e && i < n; i++) {
		struct str card = catalog_text(p->cat, r[i].has_card ? CATALOG_TEXT("a card is in it") : CATALOG_TEXT("empty"));

		PROGRESS_SAY(p, "reader", CATALOG_TEXT("{name}: {card}"), { "name", str_of(r[i].name) }, { "card", card });
	}
	return e;
}
