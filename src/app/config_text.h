/* config_text.h - the configuration written down: the file with comments, what is in force, and the manual's list. */
#ifndef SIMOFF_CONFIG_TEXT_H
#define SIMOFF_CONFIG_TEXT_H
#include "app/config.h"

/* config_text_file: simoff.conf with every setting and its meaning; what equals the default in DEFAULTS is a comment. Secrets
 * are written as they are. Reading it back gives C. */
void config_text_file(const struct config *, const struct config *defaults, struct buf *out);
void config_text_effective(const struct config *, struct buf *out);	/* every setting with its value, secrets as *** */
void config_text_json(const struct config *, struct buf *out);		/* the same as JSON: section -> setting -> text */
void config_text_manual(const struct config *defaults, struct buf *out);	/* the list of simoff.conf(5), in mdoc */
#endif
