/* content.h - an image decoded once: contacts, messages and what the card says of itself. Every format is written from it.
 * Owner: who made it (content_free); borrows the image, which must live longer. */
#ifndef SIMOFF_SIMCOPY_CONTENT_H
#define SIMOFF_SIMCOPY_CONTENT_H
#include "simcopy/contact.h"
#include "simcopy/message.h"

#define CONTENT_BYTES_MAX 67108864u	/* of all that is decoded; pages are touched only as used */

struct content {
	const struct image *im;
	struct contact_list contacts;
	struct message_list messages;
	struct str imsi, provider;	/* EF_IMSI, EF_SPN; empty: not read */
	struct arena *arena;
};

/* content_new(im, out): ERR_LIMIT: it decodes to more than CONTENT_BYTES_MAX. Cost O(bytes). */
enum err content_new(const struct image *, struct content **out) MUST_CHECK;
void content_free(struct content **);		/* AUTO(content_free) struct content *c = NULL */

/* content_name(c, number): the name that the card's phonebook has for NUMBER; empty: none. O(contacts). */
struct str content_name(const struct content *, struct str number);
#endif
