/* seen.h - which texts of a file were seen before, and where: for finding duplicates among up to millions. */
#ifndef SIMOFF_SEEN_H
#define SIMOFF_SEEN_H
#include "base/base.h"

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *);		/* NULL is fine */
/* seen_add(s, text, row): 0 if TEXT is new, which is then remembered under ROW (not 0); else the row it was first seen in.
 * TEXT is borrowed and must outlive S. Cost O(1). */
int64_t seen_add(struct seen *, struct str text, int64_t row);
int64_t seen_find(const struct seen *, struct str text);	/* the row it was first seen in; 0: never */
#endif
