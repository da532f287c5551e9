/* card.h - a SIM or UICC as one sees it through its commands: both classes, the lengths that cards get wrong, and what
 * their status words mean. Reads only; what writes is in restore and erase, through card_command.
 * Owner: whoever opened the reader; a card ends with pcsc_disconnect.
 * Sources: TS 51.011 9 (class A0), TS 102.221 10 and 11 (class 00), ISO 7816-3 10.3 (T=0). */
#ifndef SIMOFF_SIMCOPY_CARD_H
#define SIMOFF_SIMCOPY_CARD_H
#include "base/pcsc.h"
#include "simcopy/header.h"

#define CARD_DEPTH_MAX (IMAGE_PATH_MAX / 4)	/* identifiers of a path */

/* What a status word means for the one who sent the command. */
enum card_meaning {
	CARD_DONE,		/* 9000, 91xx, 9Fxx, 61xx */
	CARD_END,		/* there is no such record: the end of the file */
	CARD_ABSENT,		/* there is no such file or application */
	CARD_NEEDS_PIN,
	CARD_PIN_BLOCKED,
	CARD_NO_CLASS,		/* this class or command is not for this card: try the other */
	CARD_NO_WAY,		/* this way of asking is not for this card: another may be */
	CARD_BUSY,
	CARD_BAD,		/* anything else: reported, and the rest goes on */
};
enum card_meaning card_meaning(uint16_t sw);
const char *card_text(uint16_t sw);		/* a sentence without its full stop, msgid of a text; never NULL */

struct card {
	struct pcsc_card *wire;			/* borrowed */
	enum image_class cls;
	bool by_steps;				/* SELECT by path is refused: one identifier at a time */
	uint16_t here[CARD_DEPTH_MAX];		/* the folder we are in, when going by steps */
	size_t   depth;				/* 0: unknown */
	unsigned exchanges;			/* with the card so far */
	char     why[PCSC_WHY_SIZE];		/* of the last error */
};

struct card_path { uint16_t id[CARD_DEPTH_MAX]; size_t n; };	/* from the MF (3F00) or the application (7FFF) */
struct card_path card_path(const char *hex);	/* "3F007F106F3A"; being no path is a bug (assert) */
void card_path_hex(const struct card_path *, char out[IMAGE_PATH_MAX + 1]);

struct card_command {
	uint8_t ins, p1, p2;
	struct str data;			/* at most 255 bytes; empty: none */
	size_t answer_size;			/* 1 to 256 bytes that should come; 0: none, or unknown */
	bool leave;				/* what the card announces is not fetched */
};
struct card_answer {
	uint16_t sw;				/* the last one */
	size_t   n;
	uint8_t  bytes[256];
};

/* card_command: one command to its end: fetches what is announced (61, 9F), asks again with the length that the card names
 * (6C, 67). ERR_NOENT: the card is gone; others as pcsc_exchange; the sentence is in c->why. The answer may be any status word. */
enum err card_command(struct card *, const struct card_command *, struct card_answer *out) MUST_CHECK;

/* card_start: C begins all zero, or is one that is begun again in another class; the count of exchanges goes on. */
void card_start(struct card *, struct pcsc_card *, enum image_class);

/* card_select: HEADER_OUT is the file's header, parsed when it could be. What the card answered is in ANSWER_OUT.
 * Cost 2 exchanges; more by steps. */
enum err card_select(struct card *, const struct card_path *, struct card_answer *, struct header *header_out) MUST_CHECK;
enum err card_select_aid(struct card *, struct str aid, struct card_answer *) MUST_CHECK;

/* card_record: record NUMBER (from 1) of the selected file, SIZE bytes; SIZE 0: as the card says. One exchange if SIZE is right. */
enum err card_record(struct card *, size_t number, size_t size, struct card_answer *) MUST_CHECK;
enum err card_binary(struct card *, size_t offset, size_t size, struct card_answer *) MUST_CHECK;
#endif
