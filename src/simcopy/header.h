/* header.h - what a card says about a file when it is selected: FCP of a UICC or the response of a 2G SIM. Pure.
 * Sources: TS 102.221 11.1.1.3 (FCP), TS 51.011 9.2.1 (2G). */
#ifndef SIMOFF_SIMCOPY_HEADER_H
#define SIMOFF_SIMCOPY_HEADER_H
#include "simcopy/image.h"

#define HEADER_TRIES_UNKNOWN (-1)

struct header {
	bool is_folder;				/* MF, DF or an application */
	bool is_blocked;			/* deactivated ("invalidated" in 2G): may still be readable */
	enum image_structure structure;		/* NONE for a folder, and when the card does not say */
	size_t size;				/* bytes of the file; 0: not said */
	size_t record_size, record_count;	/* 0: not said */
	bool pin_is_known, pin_is_on;		/* a folder's: does it ask for the PIN at all? */
	int  pin_tries, puk_tries;		/* left, 2G folders only; else HEADER_TRIES_UNKNOWN */
};

/* header_parse(bytes, out): either form. False: neither; OUT is then all zero with tries unknown. Never reads past BYTES;
 * sizes are at most IMAGE_BINARY_MAX, IMAGE_RECORD_MAX and IMAGE_FILE_RECORDS_MAX, larger ones count as not said. O(n). */
bool header_parse(struct str bytes, struct header *out) MUST_CHECK;
#endif
