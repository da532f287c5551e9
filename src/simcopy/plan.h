/* plan.h - which contact goes into which free slot of a card, before anything is written. Pure.
 * What is on the card stays; what is there already is skipped; what does not fit is said and not written, the rest of its contact is.
 * Sources: TS 31.102 4.4.2 (phonebooks), TS 51.011 10.5.1 (EF_ADN). */
#ifndef SIMOFF_SIMCOPY_PLAN_H
#define SIMOFF_SIMCOPY_PLAN_H
#include "simcopy/contact.h"
#include "simcopy/entry.h"

#define PLAN_ENTRIES_MAX 5000u
#define PLAN_LOSSES_MAX  20000u		/* kept; all are counted */

/* What becomes of a number: name, event word, msgid. */
#define PLAN_FATES(X) \
	X(WRITE,     "write",     "to be written") \
	X(DUPLICATE, "duplicate", "on the card already") \
	X(NO_ROOM,   "no_room",   "no free place on the card") \
	X(LONG_NAME, "long_name", "the name is too long for this card (--cut-names shortens it)") \
	X(NO_NUMBER, "no_number", "that is no number a card can hold") \
	X(LONG,      "long",      "the number is too long for this card") \
	X(NAMELESS,  "nameless",  "it has neither name nor number")
enum plan_fate {
#define X(name, word, text) PLAN_##name,
	PLAN_FATES(X)
#undef X
	PLAN_FATE_COUNT
};
const char *plan_fate_word(enum plan_fate);
const char *plan_fate_text(enum plan_fate);	/* a msgid */

/* What a contact has besides its name and numbers: name, word in events, msgid of the sentence that it does not go onto the card. */
#define PLAN_PARTS(X) \
	X(EMAIL,       "mail",   CATALOG_TEXT("{name}: without the mail address {detail}: {why}")) \
	X(SECOND_NAME, "second", CATALOG_TEXT("{name}: without the second name {detail}: {why}")) \
	X(GROUP,       "group",  CATALOG_TEXT("{name}: without the group {detail}: {why}")) \
	X(LABEL,       "label",  CATALOG_TEXT("{name}: without the label {detail} of a number: {why}"))
enum plan_part {
#define X(name, word, text) PLAN_##name,
	PLAN_PARTS(X)
#undef X
	PLAN_PART_COUNT
};
const char *plan_part_word(enum plan_part);
const char *plan_part_text(enum plan_part);	/* a msgid */

struct plan_entry {
	struct str name, number;		/* as they will be on the card */
	enum plan_fate fate;
	bool is_cut;				/* the name was shortened */
	struct entry_write *write;		/* in their order; none where the number is with those of the entry before */
	size_t writes;
	char *uid;				/* bytes to be written as its UID; NULL: the card has none */
	size_t counters;			/* of the phonebook it goes into */
};
struct plan_loss {
	struct str name, text;
	enum plan_part part;
	enum entry_fit why;
};
struct plan {
	struct plan_entry *entry;
	size_t n, count[PLAN_FATE_COUNT];
	struct plan_loss *loss;
	size_t losses;			/* PLAN_LOSSES_MAX of them are kept */
	struct { struct entry_write *write; size_t n; } before[2];	/* the counters by which a phone notices a change */
	size_t left_out;		/* contacts beyond PLAN_ENTRIES_MAX */
};

/* plan_make(card, existing, wanted, cut, arena, out): CARD with its phonebook read, EXISTING its contacts. One entry per number of a
 * contact, or one without a number; where the card has a place for additional numbers, they share the records of the first.
 * CUT: names may be shortened. ERR_LIMIT: the arena is full. ERR_NOENT: the card has no phonebook.
 * Cost O(wanted * (existing + planned)). */
enum err plan_make(const struct image *card, const struct contact_list *existing, const struct contact_list *wanted, bool cut,
	struct arena *, struct plan *out) MUST_CHECK;
#endif
