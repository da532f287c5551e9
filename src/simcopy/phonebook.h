/* phonebook.h - the contacts of an image: EF_ADN and its like, and the phonebooks of a USIM with all their files. Pure.
 * Sources: TS 51.011 10.5 (2G), TS 31.102 4.4.2 (EF_PBR and what it names), 4.2 (files of the application). */
#ifndef SIMOFF_SIMCOPY_PHONEBOOK_H
#define SIMOFF_SIMCOPY_PHONEBOOK_H
#include "simcopy/contact.h"

/* phonebook_read(im, k, out): every contact, in the order of the card, the phonebooks of EF_PBR first. A file that the card shows
 * at two places with the same bytes is read once. K->over: not all fitted. Cost O(records). */
void phonebook_read(const struct image *, struct keep *, struct contact_list *out);

/* phonebook_number(k, tail, ext): the number in the last 14 bytes of a record of EF_ADN, or in those of EF_ANR; EXT: where it goes on
 * when it is long, NULL when that file is not there. */
struct contact_number phonebook_number(struct keep *, struct str tail, const struct image_file *ext);
#endif
