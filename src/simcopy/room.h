/* room.h - the files of a card's phonebooks that can be written to, and what is free in them. Pure.
 * An entry of a phonebook is a record of EF_ADN; what else belongs to it is in records of the same number (type 1), in records that EF_IAP
 * points to (type 2), or in shared ones that its records point to (type 3: EF_EXT1, EF_GAS, EF_AAS).
 * Sources: TS 31.102 4.4.2 (phonebooks), 4.4.2.12 (its counters). */
#ifndef SIMOFF_SIMCOPY_ROOM_H
#define SIMOFF_SIMCOPY_ROOM_H
#include "simcopy/image.h"
#include "simcopy/pbr.h"

#define ROOM_BOOKS_MAX 16u
#define ROOM_FILES_MAX 128u		/* different files of all books */
#define ROOM_FREE      0xffu		/* a byte of an empty record; a reference to nothing */
#define ROOM_TYPE_2_TAIL 2u		/* SFI and record of the entry, behind the content of a type 2 record */

/* A file of records. What entries on the card refer to is not free, even when it is empty. */
struct room_file {
	const struct image_file *file;			/* of the card's image */
	bool is_shared;					/* files that we do not read refer to it too */
	bool taken[IMAGE_FILE_RECORDS_MAX];		/* by the plan */
	bool referred[IMAGE_FILE_RECORDS_MAX];		/* by an entry that is on the card */
};

/* The files by which a phone notices that its copy of a phonebook is old; each NULL when the card does not have it. */
struct room_counters { const struct image_file *psc, *cc, *puid; };

struct room_book {
	struct pbr pbr;					/* of a book that has no EF_PBR: empty */
	struct room_file *adn, *ext, *iap, *pbc, *uid, *grp, *gas, *aas;	/* all but ADN may be NULL */
	struct room_file *object[PBR_OBJECTS_MAX];	/* of the PBR's; NULL: it is not on the card */
	uint8_t sfi;					/* of ADN */
	size_t counters;				/* which of the room's */
};
struct room {
	struct room_book book[ROOM_BOOKS_MAX];
	struct room_file file[ROOM_FILES_MAX];
	struct room_counters counters[2];		/* of the books in TELECOM, and of those of the application */
	size_t books, files;
};

/* room_find(im, out): the phonebooks that EF_PBR names, or without one the book of TELECOM. False: the card has none. OUT borrows IM. */
bool room_find(const struct image *, struct room *out) MUST_CHECK;

/* room_record: record NUMBER (from 1) as it was read; empty: there is none, or it could not be read. F may be NULL. */
struct str room_record(const struct room_file *, size_t number);

/* room_is_free: it was read, and from byte FROM on every one is FF. One that could not be read is not free. */
bool room_is_free(const struct room_file *, size_t number, size_t from);

/* room_take(f, bytes, from): the number of a record for BYTES, taken from now on: one that has them already and that nothing refers
 * to (an interrupted restore left it), else a free one. 0: there is none. */
size_t room_take(struct room_file *, struct str bytes, size_t from);
void room_give_back(struct room_file *, size_t number);
#endif
