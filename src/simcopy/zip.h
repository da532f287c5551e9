/* zip.h - files as one .zip that every system opens, stored without compression. Pure. Source: APPNOTE.TXT 6.3.10, 4.3. */
#ifndef SIMOFF_SIMCOPY_ZIP_H
#define SIMOFF_SIMCOPY_ZIP_H
#include "base/buf.h"

#define ZIP_FILES_MAX 16u

struct zip {
	struct buf *out;		/* borrowed; its limit must be below 4 GiB */
	uint16_t time, date;		/* of all files, as DOS wrote them */
	size_t n;
	struct { const char *name; uint32_t crc, size, at; } file[ZIP_FILES_MAX];
};

void zip_begin(struct zip *, struct buf *out, struct utc_ms now);
/* zip_add: NAME, which must live until zip_end, is ASCII. More than ZIP_FILES_MAX is a bug (assert). Cost O(bytes). */
void zip_add(struct zip *, const char *name, struct str bytes);
void zip_end(struct zip *);		/* then OUT->over says whether it is whole */
uint32_t zip_crc(struct str);		/* CRC-32 of ISO 3309 */
#endif
