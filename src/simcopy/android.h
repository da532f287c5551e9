/* android.h - messages as the XML file that "SMS Backup & Restore" on Android reads. Pure.
 * Source: its published schema: smses/sms with attributes only; dates in milliseconds; type 1 received, 2 sent, 3 not sent yet. */
#ifndef SIMOFF_SIMCOPY_ANDROID_H
#define SIMOFF_SIMCOPY_ANDROID_H
#include "simcopy/content.h"

/* Texts only: data messages and delivery reports are in messages.json. A sent message has no time on a card; its date is 0. */
void android_write(struct buf *, const struct content *);
#endif
