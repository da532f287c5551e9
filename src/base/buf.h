/* buf.h - growing text for output: JSON, pages, mail, log lines. Has a limit; going past it sets OVER and adds nothing,
 * so a writer checks once at the end. Owner: the caller (buf_done). */
#ifndef SIMOFF_BUF_H
#define SIMOFF_BUF_H
#include "base/base.h"

struct buf {
	char  *p;
	size_t n, cap, max_bytes;
	bool   over;		/* the limit was reached: the content is incomplete */
};

void buf_init(struct buf *, size_t max_bytes);	/* takes no memory yet */
void buf_done(struct buf *);			/* frees; also the cleanup function: AUTO(buf_done) struct buf b */
void buf_reset(struct buf *);			/* empties, keeps the memory */
void buf_add(struct buf *, struct str);
void buf_addz(struct buf *, const char *z);
void buf_addc(struct buf *, char c);
void buf_addi(struct buf *, int64_t v);		/* decimal */
void buf_printf(struct buf *, const char *fmt, ...) PRINTF(2, 3);
void buf_html(struct buf *, struct str);	/* escaped for HTML text and quoted attributes: & < > " ' */
void buf_json(struct buf *, struct str);	/* with quotes; S must be UTF-8, control characters become \u00xx */
struct str buf_str(const struct buf *);		/* borrowed until the next change */
#endif
