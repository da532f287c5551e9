/* messages_json.h - every message with all that is known of it, as JSON: a list of maps, one to a line. Pure. */
#ifndef SIMOFF_SIMCOPY_MESSAGES_JSON_H
#define SIMOFF_SIMCOPY_MESSAGES_JSON_H
#include "simcopy/content.h"

void messages_json_write(struct buf *, const struct content *);
#endif
