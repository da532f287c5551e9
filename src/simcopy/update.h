/* update.h - the only writing to a card: one record, or one small file, read back. Restore and erase use it after a person has said yes. */
#ifndef SIMOFF_SIMCOPY_UPDATE_H
#define SIMOFF_SIMCOPY_UPDATE_H
#include "simcopy/card.h"
#include "simcopy/pin.h"

struct update {
	struct card *card;		/* borrowed, like the others */
	struct pin *pin;
	struct progress *progress;
	const struct image_file *selected;	/* NULL: none of ours */
	size_t written;			/* and read back */
};

/* update_record(u, file, number, bytes): ERR_DENIED: the card refused; ERR_UNSURE: it took it, and gives back something else; both
 * said. ERR_NOENT and others as card_command. Cost 2 exchanges, 2 more for another file than before. */
enum err update_record(struct update *, const struct image_file *, size_t number, struct str bytes) MUST_CHECK;

/* update_binary(u, file, bytes): the whole of a transparent file, at most 255 bytes. Errors and cost as update_record. */
enum err update_binary(struct update *, const struct image_file *, struct str bytes) MUST_CHECK;
#endif
