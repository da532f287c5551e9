/* entry.h - one contact as records of a card's phonebook: which bytes into which record, in which order. Pure but for the arena.
 * The order is such that a card pulled out between any two of them has no entry that refers to a wrong or an empty record:
 * extensions, then what belongs to the entry, then EF_IAP, EF_ADN last. What does not fit is a value.
 * Sources: TS 31.102 4.4.2.2 (IAP), .3 (ADN), .4 (EXT1), .6 (GRP), .7 (AAS), .8 (GAS), .9 (ANR), .10 (SNE), .12 (UID), .13 (EMAIL). */
#ifndef SIMOFF_SIMCOPY_ENTRY_H
#define SIMOFF_SIMCOPY_ENTRY_H
#include "base/arena.h"
#include "simcopy/contact.h"
#include "simcopy/record.h"
#include "simcopy/room.h"

/* For the entry, its numbers (each with its extensions), mails, second name, groups, UID and IAP. */
#define ENTRY_WRITES_MAX (1 + CONTACT_NUMBERS_MAX * (1 + RECORD_EXTS_MAX) + CONTACT_EMAILS_MAX + 4)

struct entry_write {
	const struct image_file *file;		/* of the card's image */
	size_t record;				/* from 1; of a transparent file 1: all of it */
	struct str bytes;			/* in the arena */
};

/* Does a part of a contact fit, and why not: name, msgid. */
#define ENTRY_FITS(X) \
	X(YES,       CATALOG_TEXT("to be written")) \
	X(NO_FILE,   CATALOG_TEXT("this card has no place for such")) \
	X(FULL,      CATALOG_TEXT("no free place on the card")) \
	X(TOO_LONG,  CATALOG_TEXT("too long for this card")) \
	X(NO_NUMBER, CATALOG_TEXT("that is no number a card can hold")) \
	X(NO_SUCH,   CATALOG_TEXT("the card has none of this name")) \
	X(STAYS,     CATALOG_TEXT("the contact is on the card already and stays as it is"))
enum entry_fit {
#define X(name, text) ENTRY_##name,
	ENTRY_FITS(X)
#undef X
	ENTRY_FIT_COUNT
};
const char *entry_fit_text(enum entry_fit);	/* a msgid */

struct entry {
	struct room_book *book;			/* borrowed */
	struct arena *arena;			/* borrowed; bytes to be written live in it */
	size_t slot;				/* record of EF_ADN, from 1 */
	uint8_t adn[IMAGE_RECORD_MAX], iap[IMAGE_RECORD_MAX], grp[IMAGE_RECORD_MAX];
	size_t groups;
	bool used[PBR_OBJECTS_MAX];		/* the objects that have something by now */
	struct entry_write write[ENTRY_WRITES_MAX];
	size_t writes;
	char *uid;				/* bytes of the record of EF_UID, to be filled in; NULL: the book has none */
	bool over;				/* the arena is full: the entry is not whole */
};

/* entry_begin(e, book, slot, arena), then each part; YES: records are taken for it. Then entry_end, after which e->write is what to do. */
void entry_begin(struct entry *, struct room_book *, size_t slot, struct arena *);
enum entry_fit entry_adn(struct entry *, struct str name, struct str number) MUST_CHECK;	/* name and first number */
enum entry_fit entry_number(struct entry *, const struct contact_number *) MUST_CHECK;	/* an additional one; its label is entry_label's */
enum entry_fit entry_email(struct entry *, struct str) MUST_CHECK;
enum entry_fit entry_second_name(struct entry *, struct str) MUST_CHECK;
enum entry_fit entry_group(struct entry *, struct str name) MUST_CHECK;
enum entry_fit entry_label(const struct entry *, struct str name) MUST_CHECK;	/* can additional numbers have this label? Takes nothing */
void entry_end(struct entry *);
#endif
