/* reader.h - which reader: the one that was named, the only one with a card, or the one that a person chooses. */
#ifndef SIMOFF_SIMCOPY_READER_H
#define SIMOFF_SIMCOPY_READER_H
#include "base/pcsc.h"
#include "simcopy/progress.h"

/* reader_choose(p, name, progress, out, why): NAME is a part of a reader's name, in any case; NULL: not said.
 * ERR_NOENT: no reader, no card, or none of that name; ERR_CLASH: several, and nobody to ask; others as pcsc_list. */
enum err reader_choose(struct pcsc *, const char *name, struct progress *, struct pcsc_reader *out, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;

/* reader_list: all of them, one per line (or event) on the progress's output. */
enum err reader_list(struct pcsc *, struct progress *, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;
#endif
