/* image.h - everything that was read of one card, as raw bytes with their status words: in memory and as text on disk.
 * What a decoder gets wrong today can be decoded again from it tomorrow, when the card is long gone. An image is the only thing
 * that the card's side and the writing side share. Format: simcopy-image(5).
 * Owner: whoever made the image frees it; everything in it lives in its arena. Nothing is taken beyond the limits below. */
#ifndef SIMOFF_SIMCOPY_IMAGE_H
#define SIMOFF_SIMCOPY_IMAGE_H
#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"

#define IMAGE_FILES_MAX      512u
#define IMAGE_FILE_RECORDS_MAX 255u		/* a record number is one byte */
#define IMAGE_RECORDS_MAX    20000u		/* of all files together */
#define IMAGE_RECORD_MAX     255u		/* bytes; its length is one byte */
#define IMAGE_BINARY_MAX     32767u		/* bytes of a transparent file: the offset of READ BINARY has 15 bits */
#define IMAGE_PATH_MAX       24u		/* hex digits: six file identifiers, the MF's included */
#define IMAGE_AID_MAX        32u		/* hex digits */
#define IMAGE_HEADER_MAX     257u		/* bytes */
#define IMAGE_ATR_MAX        33u		/* bytes */
#define IMAGE_TEXT_MAX       127u		/* bytes of the reader's name, digits of the ICCID */
#define IMAGE_BYTES_MAX      4194304u		/* of all contents together */
#define IMAGE_DISK_MAX       12582912u		/* of the text on disk */
#define IMAGE_WHY_SIZE       120u
#define IMAGE_NAME           "image.simcopy"	/* in a backup's folder */

enum image_class { IMAGE_GSM, IMAGE_USIM };	/* CLA A0 or CLA 00 */
enum image_structure { IMAGE_NONE, IMAGE_TRANSPARENT, IMAGE_LINEAR, IMAGE_CYCLIC };	/* NONE: a folder, or unknown */

struct image_record {
	uint16_t   sw;				/* of the READ; 0: not read yet */
	struct str bytes;			/* raw; empty when the card gave none */
};

struct image_file {
	struct str path;			/* identifiers from the MF as upper-case hex: "3F007F106F3A"; "7FFF6F3C" in an application */
	struct str aid;				/* that application, upper-case hex; else empty */
	struct str header;			/* raw: FCP (62 ..) or the 2G response of SELECT; may be empty */
	uint16_t   sw;				/* of SELECT */
	enum image_structure structure;
	size_t     size;			/* bytes of the whole file as its header says */
	size_t     record_size, record_count;	/* a transparent file has one record */
	struct image_record *record;		/* record_count of them, never NULL when there are any */
	bool       is_whole;			/* every record was read, or the card said why not */
};

struct image {
	enum image_class cls;
	struct str iccid;			/* decimal digits */
	struct str atr;				/* raw */
	struct str reader;			/* its name, UTF-8 */
	struct utc_ms begun, ended;
	bool       is_whole;			/* nothing is left to read */
	struct image_file *file;		/* in the order they were read; never moves */
	size_t     files, records;
	size_t     bytes;			/* taken by contents so far */
	struct arena *arena;
};

struct image *image_new(enum image_class);
void image_free(struct image **);		/* AUTO(image_free) struct image *im = NULL; NULL is fine */

/* image_file_add(im, like, out): a new file like LIKE, whose texts and header are copied; its records are not, they begin unread.
 * OUT stays where it is until image_free. ERR_LIMIT: too many files or records, or a value past a limit above.
 * ERR_CLASH: this path of this AID is already there. A path or an AID that is no hex is a bug of the caller (assert). */
enum err image_file_add(struct image *, const struct image_file *like, struct image_file **out) MUST_CHECK;

/* image_record_set(im, file, index, sw, bytes): what the card answered for the record at INDEX, counted from 0. BYTES are copied.
 * ERR_LIMIT: longer than a record can be, or the image is full. */
enum err image_record_set(struct image *, struct image_file *, size_t index, uint16_t sw, struct str bytes) MUST_CHECK;

/* image_name(im, iccid, atr, reader): what the image is of; copied. ERR_LIMIT when too long, ERR_INVALID when the ICCID
 * is not of digits or the reader's name no clean text. */
enum err image_name(struct image *, struct str iccid, struct str atr, struct str reader) MUST_CHECK;

/* The file at PATH, of the application AID when PATH begins with 7FFF (an empty AID: of the first that has it). NULL: none.
 * Cost O(files). */
struct image_file *image_find(const struct image *, const char *path, struct str aid);

/* Did the card give this record? 9000, 91xx, 9Fxx and 61xx mean yes. */
bool image_read_ok(const struct image_record *);

const char *image_structure_name(enum image_structure);	/* "linear" */

/* -- on disk -- */
void image_format(const struct image *, struct buf *);	/* the whole text with its checksum; the buffer needs IMAGE_DISK_MAX */

/* image_parse(text, out, why): ERR_INVALID or ERR_LIMIT leave OUT NULL and a sentence with the line's number in WHY.
 * Cost O(bytes). TEXT is not kept. */
enum err image_parse(struct str text, struct image **out, char why[IMAGE_WHY_SIZE]) MUST_CHECK;

/* image_write(im, dirfd): into IMAGE_NAME of that folder, as folder_write does: it is there whole or as it was before. */
enum err image_write(const struct image *, int dirfd) MUST_CHECK;

/* image_read(path, out, why): PATH is an image, or a folder that has one. ERR_NOENT, and what image_parse says. */
enum err image_read(const char *path, struct image **out, char why[IMAGE_WHY_SIZE]) MUST_CHECK;
#endif
