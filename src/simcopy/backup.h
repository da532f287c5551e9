/* backup.h - everything on a card into an image, with as few exchanges as can be. Writes nothing to the card. */
#ifndef SIMOFF_SIMCOPY_BACKUP_H
#define SIMOFF_SIMCOPY_BACKUP_H
#include "simcopy/card.h"
#include "simcopy/files.h"
#include "simcopy/pin.h"

struct backup_options {
	bool group[FILES_GROUP_COUNT];	/* what to read */
	bool all;			/* and every other file that can be found */
	bool search;			/* let a UICC say which records are empty, instead of reading them */
	bool extensions;		/* for restore: ends of long numbers also when nothing refers to them, and a phonebook's counters */
	const volatile int *stop;	/* not 0: end at the next record, as if the card were taken out; NULL: never */
};

/* Where a backup is, for itself and its parts (backup_scan). */
struct backup {
	struct card card;
	struct image *im;		/* borrowed */
	const struct backup_options *options;
	struct progress *progress;
	struct pin *pin;		/* borrowed */
	char aid[IMAGE_AID_MAX + 1];	/* of the application, upper-case hex; "" in class A0 or without one */
	char adn[IMAGE_PATH_MAX + 1];	/* of the first ADN that a phonebook named; "" before */
	bool is_unfit;			/* READ does not work in this class though SELECT does */
	uint8_t binary[IMAGE_BINARY_MAX];	/* of the transparent file being read */
};

/* backup_run(wire, reader, options, progress, pin, image): reads what *IMAGE does not have yet; *IMAGE NULL: a new one, made as soon
 * as the card has said who it is. Whatever comes, *IMAGE is then valid and says itself what is missing (is_whole); the caller frees it.
 * One bad file or record is noted in it and the rest goes on. EXCHANGES_OUT: with the card.
 * ERR_CLASH: *IMAGE is of another card; ERR_NOENT: the card was taken out; ERR_INVALID: this is no SIM; ERR_LIMIT: the image is
 * full; ERR_UNSURE, ERR_TEMP as pcsc_exchange, or stopped. WHY is a sentence, empty where the error says it all. */
enum err backup_run(struct pcsc_card *, const struct pcsc_reader *, const struct backup_options *, struct progress *,
	struct pin *, struct image **, unsigned *exchanges_out, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;

/* backup_refused: how many files and records the card refused although they are there. */
size_t backup_refused(const struct image *);

/* backup_file(b, name, path): one file, if it is there and not in the image yet. OUT (may be NULL): the image's file, NULL if absent. */
enum err backup_file(struct backup *, const char *name, const char *path, struct image_file **out) MUST_CHECK;

/* backup_search(b, file): of the selected linear file nothing of which was read yet: records that the card finds to be empty, byte for
 * byte, get their content from that. One of them is read to prove it. What the card does not know is no error: all is then left to
 * be read. Cost 1 to 3 exchanges. */
enum err backup_search(struct backup *, struct image_file *) MUST_CHECK;

/* backup_twin(b, name, path, of): PATH, which most often is the file at OF by another name: when three records of it are the same
 * it is not read again and not kept; else as backup_file. Cost 5 exchanges then. */
enum err backup_twin(struct backup *, const char *name, const char *path, const char *of) MUST_CHECK;

/* backup_phonebook(b, pbr): every file that the records of PBR name (TS 31.102 4.4.2.1). */
enum err backup_phonebook(struct backup *, const struct image_file *pbr) MUST_CHECK;

/* backup_scan(b): every other file below the known folders, by trying identifiers. Some 2,000 exchanges. */
enum err backup_scan(struct backup *) MUST_CHECK;
#endif
