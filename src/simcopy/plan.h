/* plan.h - which contact goes into which free slot of a card, before anything is written. Pure.
 * What is on the card stays; what is there already is skipped; what does not fit is said and not written.
 * Sources: TS 31.102 4.4.2.3 (EF_ADN), 4.4.2.4 (EF_EXT1). */
#ifndef SIMOFF_SIMCOPY_PLAN_H
#define SIMOFF_SIMCOPY_PLAN_H
#include "simcopy/contact.h"
#include "simcopy/record.h"

#define PLAN_ENTRIES_MAX 5000u

/* What becomes of a number: name, event word, msgid. */
#define PLAN_FATES(X) \
	X(WRITE,     "write",     "to be written") \
	X(DUPLICATE, "duplicate", "on the card already") \
	X(NO_ROOM,   "no_room",   "no free place on the card") \
	X(LONG_NAME, "long_name", "the name is too long for this card (--cut-names shortens it)") \
	X(NO_NUMBER, "no_number", "that is no number a card can hold") \
	X(LONG,      "long",      "the number is too long for this card")
enum plan_fate {
#define X(name, word, text) PLAN_##name,
	PLAN_FATES(X)
#undef X
	PLAN_FATE_COUNT
};
const char *plan_fate_word(enum plan_fate);
const char *plan_fate_text(enum plan_fate);	/* a msgid */

struct plan_entry {
	struct str name, number;		/* as they will be on the card */
	enum plan_fate fate;
	bool is_cut;				/* the name was shortened */
	const struct image_file *file, *ext;	/* of the card, when it is to be written */
	size_t record;				/* from 1 */
	uint8_t bytes[IMAGE_RECORD_MAX];	/* file->record_size of them */
	uint8_t link[RECORD_EXTS_MAX];		/* records of EXT where a long number goes on */
	struct record_number digits;		/* what goes into them */
};
struct plan {
	struct plan_entry *entry;
	size_t n, count[PLAN_FATE_COUNT];
	size_t details;			/* contacts with mails, groups or second names, which are not written */
	size_t left_out;		/* contacts beyond PLAN_ENTRIES_MAX */
};

/* plan_make(card, existing, wanted, cut, arena, out): CARD with its phonebook and extensions read, EXISTING its contacts. One entry
 * per number of a contact, or one without a number. CUT: names may be shortened. ERR_LIMIT: the arena is full.
 * ERR_NOENT: the card has no phonebook. Cost O(wanted * (existing + planned)). */
enum err plan_make(const struct image *card, const struct contact_list *existing, const struct contact_list *wanted, bool cut,
	struct arena *, struct plan *out) MUST_CHECK;
#endif
