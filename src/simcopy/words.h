/* words.h - simcopy's own texts, po/simcopy: a person at home or at the counter reads five languages, whatever the portal has. */
#ifndef SIMOFF_SIMCOPY_WORDS_H
#define SIMOFF_SIMCOPY_WORDS_H
#include "base/catalog.h"

extern const struct catalog_source words_sources[];	/* generated: build/gen/words.c */
extern const size_t words_source_count;

/* words_of(lang): the catalogue of LANG ("nl", "nl-BE"), English when there is none. Never NULL. */
const struct catalog *words_of(struct str lang);
/* words_known: is there a catalogue of exactly this name? */
bool words_known(struct str lang);
#endif
