/* pbr.h - EF_PBR: which files make up a USIM's phonebook, and how they hang together. Pure.
 * Source: TS 31.102 4.4.2.1. Type 1: record n belongs to entry n. Type 2: a byte of EF_IAP points to the record. Type 3: a record of
 * the entry's own files points to it. */
#ifndef SIMOFF_SIMCOPY_PBR_H
#define SIMOFF_SIMCOPY_PBR_H
#include "base/base.h"

#define PBR_OBJECTS_MAX 32u		/* of one record */
#define PBR_NO_SFI      0xffu

enum pbr_tag {
	PBR_ADN = 0xc0, PBR_IAP, PBR_EXT1, PBR_SNE, PBR_ANR, PBR_PBC, PBR_GRP, PBR_AAS, PBR_GAS, PBR_UID, PBR_EMAIL, PBR_CCP1,
};
struct pbr_object {
	enum pbr_tag tag;
	uint8_t type;			/* 1, 2 or 3 */
	uint8_t place;			/* type 2: which byte of EF_IAP, from 0 */
	uint8_t sfi;			/* of the file; PBR_NO_SFI: it has none */
	char    id[5];			/* of the file, hex: "4F3A" */
};
struct pbr {
	struct pbr_object object[PBR_OBJECTS_MAX];
	size_t n;
};

/* pbr_parse(record, out): true when it names an ADN. Unknown tags are skipped; what is cut off ends the reading. */
bool pbr_parse(struct str record, struct pbr *out);

/* pbr_find(p, tag, nth): the NTH object of TAG, from 0; NULL: there are not so many. */
const struct pbr_object *pbr_find(const struct pbr *, enum pbr_tag, size_t nth);
#endif
