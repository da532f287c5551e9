/* pages.c - what the page templates need beside their records: safe addresses, the buttons' words, the steps of a case.
 * Pure, no allocation. Sources: PRODUCT rule 4 and section 3. */
#include "web/pages.h"

void
pages_url(struct buf *out, struct str url)
{
	static const char *const SCHEMES[] = { "https://", "mailto:", "tel:" };
	bool known = str_starts(url, "/") && !str_starts(url, "//") && !str_starts(url, "/\\");

	for (size_t i = 0; i < COUNT(SCHEMES); i++)
		known |= str_starts(url, SCHEMES[i]);
	buf_html(out, known && !str_has_control(url) ? url : STR("#"));
}

const struct page_static *
pages_static_find(struct str path)
{
	for (size_t i = 0; i < page_static_count; i++)
		if (str_is(path, page_statics[i].path))
			return &page_statics[i];
	return NULL;
}

struct pages_labels
pages_labels(const struct catalog *cat, struct str country)
{
	if (str_is(country, "DE"))
		return (struct pages_labels){ STR("Verträge hier kündigen"), STR("jetzt kündigen"), STR("de") };
	if (str_is(country, "FR"))
		return (struct pages_labels){ STR("résilier votre contrat"), STR("notifier la résiliation"), STR("fr") };
	return (struct pages_labels){
		.begin = catalog_text(cat, "Cancel my SIM"),
		.submit = catalog_text(cat, "Cancel this line"),
		.lang = cat->lang,
	};
}

static const char *const STEP_LABELS[PAGES_STEPS] = {
	[PAGES_STEP_RECEIVED]  = CATALOG_TEXT("Request received"),
	[PAGES_STEP_CHECKED]   = CATALOG_TEXT("Request checked"),
	[PAGES_STEP_WAITED]    = CATALOG_TEXT("Last day of the line"),
	[PAGES_STEP_OFF]       = CATALOG_TEXT("Line off in the network"),
	[PAGES_STEP_CONFIRMED] = CATALOG_TEXT("Confirmation in writing"),
};

/* Steps that are done in a state; the next one is under way. */
static const struct { const char *state; size_t done; } PROGRESS[] = {
	{ "received",  PAGES_STEP_RECEIVED },
	{ "review",    PAGES_STEP_CHECKED },
	{ "asked",     PAGES_STEP_CHECKED },
	{ "owing",     PAGES_STEP_CHECKED },
	{ "waiting",   PAGES_STEP_WAITED },
	{ "noticing",  PAGES_STEP_OFF },
	{ "cutting",   PAGES_STEP_OFF },
	{ "closing",   PAGES_STEP_CONFIRMED },
	{ "confirmed", PAGES_STEPS },
};

size_t
pages_steps(const struct catalog *cat, struct str state, struct page_step out[PAGES_STEPS])
{
	for (size_t row = 0; row < COUNT(PROGRESS); row++) {
		if (!str_is(state, PROGRESS[row].state))
			continue;
		for (size_t i = 0; i < PAGES_STEPS; i++)
			out[i] = (struct page_step){
				.label = catalog_text(cat, STEP_LABELS[i]),
				.is_done = i < PROGRESS[row].done,
				.is_current = i == PROGRESS[row].done,
			};
		return PAGES_STEPS;
	}
	return 0;
}
