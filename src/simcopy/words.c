/* words.c - the choice of simcopy's catalogue. Keeps the loaded ones; one thread.  Errors: none. */
#include "simcopy/words.h"

const struct catalog *
words_of(struct str lang)
{
	static struct catalog_shelf shelf;

	shelf.source = words_sources;
	shelf.count = words_source_count;
	return catalog_of_shelf(&shelf, lang);
}

bool
words_known(struct str lang)
{
	for (size_t i = 0; i < words_source_count; i++)
		if (str_is(lang, words_sources[i].lang))
			return true;
	return false;
}
