/* files.h - the files of SIM and USIM that we know, as one table in the order in which they are read. Pure.
 * Sources: TS 51.011 10 (2G), TS 31.102 4 and annex A (USIM), TS 102.221 13 (UICC). */
#ifndef SIMOFF_SIMCOPY_FILES_H
#define SIMOFF_SIMCOPY_FILES_H
#include "simcopy/image.h"

enum files_group { FILES_OTHER, FILES_CONTACTS, FILES_MESSAGES, FILES_GROUP_COUNT };
const char *files_group_name(enum files_group);			/* "contacts" */
/* files_groups("contacts,messages", out): sets those that are named. False: a word is none of them. */
bool files_groups(const char *list, bool out[FILES_GROUP_COUNT]) MUST_CHECK;

struct files_row {
	const char *name;		/* as the standard calls it: "ADN" */
	enum files_group group;
	enum image_class cls;
	const char *path;
	const char *extends;		/* identifiers of the files beside it whose last byte points here: read only when one does */
	const char *twin;		/* path of a file that this most often is by another name: read in full only if it differs */
	const char *holds;		/* msgid */
};
#define FILES_TWIN_ADN "ADN"	/* as a twin: the first ADN that the card's own phonebook names */
extern const struct files_row files_table[];
extern const size_t files_count;

/* files_name: what the standard calls the file at PATH of class CLS; "" when it is none of ours. */
const char *files_name(enum image_class cls, struct str path);
#endif
