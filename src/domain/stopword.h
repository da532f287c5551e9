/* stopword.h - does an answer by SMS mean "stop"? Pure. Generous: a wrong yes only has a person look at the case. */
#ifndef SIMOFF_STOPWORD_H
#define SIMOFF_STOPWORD_H
#include "base/base.h"

#define STOPWORD_BYTES_MAX 32u		/* only the first word is looked at; a longer one is none of ours */

/* stopword_is(utf8): is the text's first word one of the table, whatever its case and the punctuation around it? */
bool stopword_is(struct str utf8);
#endif
