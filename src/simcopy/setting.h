/* setting.h - what a card says of its network's services: SMS centres, emergency numbers, languages, whether there was no room for a
 * message. As text for a person. Pure.
 * Sources: TS 51.011 10.5.6 (SMSP), 10.5.7 (SMSS), 10.3.27 (ECC), 10.3.1 (LP); TS 31.102 4.2.1 (LI), 4.2.21 (ECC), 4.2.27, 4.2.9;
 * TS 102.221 13.3 (PL); TS 23.038 5 (codes of languages). */
#ifndef SIMOFF_SIMCOPY_SETTING_H
#define SIMOFF_SIMCOPY_SETTING_H
#include "base/buf.h"
#include "base/catalog.h"
#include "simcopy/image.h"

#define SETTING_TEXT_MAX 65536u		/* bytes of one */

#define SETTINGS(X) \
	X(CENTRE,    CATALOG_TEXT("SMS centre")) \
	X(EMERGENCY, CATALOG_TEXT("Emergency numbers on the card")) \
	X(LANGUAGE,  CATALOG_TEXT("Languages of the card"))
enum setting {
#define X(name, text) SETTING_##name,
	SETTINGS(X)
#undef X
	SETTING_COUNT
};
const char *setting_text(enum setting);		/* a msgid */

/* setting_add(b, im, s): its values, with commas between them; nothing when the card has none or did not give it. No control
 * characters come out. */
void setting_add(struct buf *, const struct image *, enum setting);
bool setting_is_full(const struct image *);	/* a message was refused because the card had no room */
#endif
