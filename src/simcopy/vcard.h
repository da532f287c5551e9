/* vcard.h - contacts as vCards and back. Pure. Sources: RFC 2426 (3.0), RFC 6350 (4.0).
 * 3.0 is what most programs read; in 4.0 a number stays a text, as gammu drops the uri form. */
#ifndef SIMOFF_SIMCOPY_VCARD_H
#define SIMOFF_SIMCOPY_VCARD_H
#include "simcopy/contact.h"

#define VCARD_TEXT_MAX     8388608u	/* bytes of a file that is read */
#define VCARD_CONTACTS_MAX 5000u

enum vcard_version { VCARD_3, VCARD_4 };

void vcard_add(struct buf *, const struct contact *, enum vcard_version);
/* The phonebook, fixed dialling and own numbers; the last two only when the phonebook has not the same. */
void vcard_list(struct buf *, const struct contact_list *, enum vcard_version);

/* vcard_read(text, k, out): every card that has a name, a number or a mail; 2.1 without quoted-printable, 3.0 and 4.0.
 * ERR_INVALID: no vCards, or not UTF-8; ERR_LIMIT: too long, too many. WHY: a sentence with the line. */
enum err vcard_read(struct str text, struct keep *, struct contact_list *out, char why[IMAGE_WHY_SIZE]) MUST_CHECK;
#endif
