/* diff.h - what one image has and the other has not: contacts and messages, not bytes. Pure. */
#ifndef SIMOFF_SIMCOPY_DIFF_H
#define SIMOFF_SIMCOPY_DIFF_H
#include "simcopy/content.h"

/* diff_write(b, old, new): a line for each, "- " only in OLD, "+ " only in NEW; how many lines. What is there twice must be twice in
 * the other. Cost O(n log n). */
size_t diff_write(struct buf *, const struct content *a, const struct content *b);

/* The two line forms, which `simcopy show` prints as well. Control characters are shown as U+FFFD. */
void diff_contact(struct buf *, const struct contact *);
void diff_message(struct buf *, const struct message *);
#endif
