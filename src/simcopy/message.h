/* message.h - the messages of an image: every record of EF_SMS and EF_SMSR, and the parts of long ones put together. Pure.
 * Sources: TS 31.102 4.2.25 (EF_SMS: status byte), 4.2.29 (EF_SMSR); TS 23.040 9.2.3.24.1 (parts). */
#ifndef SIMOFF_SIMCOPY_MESSAGE_H
#define SIMOFF_SIMCOPY_MESSAGE_H
#include "simcopy/image.h"
#include "simcopy/tpdu.h"

enum message_status { MESSAGE_READ, MESSAGE_UNREAD, MESSAGE_SENT, MESSAGE_TO_SEND, MESSAGE_REPORT };

struct message_part {
	struct tpdu tpdu;
	enum message_status status;
	struct str centre;			/* the service centre's number */
	const struct image_file *file;
	size_t record;				/* from 1 */
};
struct message {
	const struct message_part *first;	/* its first part that is there: number, time, coding */
	enum message_status status;		/* unread when one part is */
	struct str text;			/* of all parts in order; where one is missing stands MESSAGE_GAP */
	size_t parts, there;			/* 1 and 1 for one that is alone */
	bool is_cut;				/* a part was cut off on the card */
};
#define MESSAGE_GAP "[\xe2\x80\xa6]"		/* an ellipsis in brackets */

struct message_list {
	struct message_part *part;
	size_t parts;
	struct message *item;			/* in the order in which their first parts are on the card */
	size_t n;
	size_t odd;				/* records in use that are no message we know; they stay in the image */
};

/* message_read(im, k, out): K->over: not all fitted. Cost O(records * messages with parts). */
void message_read(const struct image *, struct keep *, struct message_list *out);
bool message_is_received(const struct message *);
const char *message_status_word(enum message_status);	/* "read", "unread", "sent", "to be sent", "report" */
const char *message_status_text(enum message_status);	/* msgid */
#endif
