/* contact.h - one entry of a phonebook, decoded: what every format is written from and what is put on a card again.
 * Texts are UTF-8 and borrowed from the arena of whoever decoded them. */
#ifndef SIMOFF_SIMCOPY_CONTACT_H
#define SIMOFF_SIMCOPY_CONTACT_H
#include "base/catalog.h"
#include "simcopy/image.h"
#include "simcopy/keep.h"

#define CONTACT_NUMBERS_MAX 6u
#define CONTACT_EMAILS_MAX  4u
#define CONTACT_GROUPS_MAX  6u

/* The books of a card: name for a person, word in files. */
#define CONTACT_BOOKS(X) \
	X(PHONEBOOK, "phonebook",  CATALOG_TEXT("Phonebook")) \
	X(FIXED,     "fixed",      CATALOG_TEXT("Fixed dialling numbers")) \
	X(SERVICE,   "service",    CATALOG_TEXT("Service numbers")) \
	X(BARRED,    "barred",     CATALOG_TEXT("Barred numbers")) \
	X(OWN,       "own",        CATALOG_TEXT("Own numbers")) \
	X(DIALLED,   "dialled",    CATALOG_TEXT("Last dialled numbers"))
enum contact_book {
#define X(name, word, text) CONTACT_##name,
	CONTACT_BOOKS(X)
#undef X
	CONTACT_BOOK_COUNT
};
const char *contact_book_word(enum contact_book);
enum contact_book contact_book_find(struct str word);	/* the phonebook for a word that is none of them */
const char *contact_book_text(enum contact_book);	/* a msgid of po/ */

struct contact_number {
	struct str text;		/* as number.h writes numbers; never empty */
	struct str label;		/* of EF_AAS: "work"; mostly empty */
	bool is_cut;			/* its extension is missing: digits are missing at its end */
};
struct contact {
	enum contact_book book;
	struct str name, second_name;
	struct contact_number number[CONTACT_NUMBERS_MAX];
	struct str email[CONTACT_EMAILS_MAX], group[CONTACT_GROUPS_MAX];
	size_t numbers, emails, groups;
	bool is_hidden;
	const struct image_file *file;	/* where it was; NULL when it comes from a vCard or a table */
	size_t record;			/* from 1 */
};
struct contact_list {
	struct contact *item;
	size_t n, room;			/* ROOM: of item; nothing is added beyond */
	size_t left_out;		/* numbers, mails and groups beyond what a contact can have */
};

void contact_add_number(struct contact_list *, struct contact *, struct contact_number);	/* an empty one is not added */
void contact_add_email(struct contact_list *, struct contact *, struct str);
void contact_add_group(struct contact_list *, struct contact *, struct str);
bool contact_is_empty(const struct contact *);		/* neither name, number nor mail */
bool contact_same(const struct contact *, const struct contact *);	/* name, second name, numbers, mails and groups; not where it is */
#endif
