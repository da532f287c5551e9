/* alphabet_tables.h - the national language tables of TS 23.038 annex A, one code at a time. Pure. */
#ifndef SIMOFF_SIMCOPY_ALPHABET_TABLES_H
#define SIMOFF_SIMCOPY_ALPHABET_TABLES_H
#include "base/base.h"

/* alphabet_tables_locking(language, code): the character at CODE (below 80) of the locking shift table. 0: it is as in the default
 * alphabet; U+FFFD: nothing stands there. */
uint32_t alphabet_tables_locking(uint8_t language, uint8_t code);

/* alphabet_tables_single(language, code): what CODE means after an escape; 0: nothing stands there. */
uint32_t alphabet_tables_single(uint8_t language, uint8_t code);
#endif
