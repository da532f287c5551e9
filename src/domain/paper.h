/* paper.h - what a customer may send as a paper, told by its first bytes. Pure. Nothing of it is ever parsed here. */
#ifndef SIMOFF_PAPER_H
#define SIMOFF_PAPER_H
#include "base/base.h"

#define PAPER_BYTES_MAX (10u << 20)	/* each (PROMISES, uploads) */
#define PAPERS_MAX 5			/* for one case */

/* paper_type: its media type (static), or NULL: it is neither PDF, JPEG nor PNG. Looks at the first 8 bytes at most. */
const char *paper_type(struct str begins);
#endif
