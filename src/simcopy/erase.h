/* erase.h - contacts and messages off a card, and only what a whole image of this card has byte for byte: nothing can be lost. */
#ifndef SIMOFF_SIMCOPY_ERASE_H
#define SIMOFF_SIMCOPY_ERASE_H
#include "simcopy/files.h"
#include "simcopy/update.h"

/* erase_show(card, backup, group, progress, records): the dry run; RECORDS: how many would be emptied. ERR_CLASH: BACKUP, which must
 * be whole and of this card, does not have a record that is there now; said. */
enum err erase_show(const struct image *card, const struct image *backup, const bool group[FILES_GROUP_COUNT], struct progress *,
	size_t *records_out) MUST_CHECK;

/* erase_run: empties them. The first failure ends it. Errors as update_record; ERR_TEMP: stopped. */
enum err erase_run(const struct image *card, const bool group[FILES_GROUP_COUNT], struct update *, const volatile int *stop) MUST_CHECK;
#endif
