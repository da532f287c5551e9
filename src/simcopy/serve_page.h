/* serve_page.h - the agent's own pages, style and scripts, built into the program from pages/simcopy. Pure. */
#ifndef SIMOFF_SIMCOPY_SERVE_PAGE_H
#define SIMOFF_SIMCOPY_SERVE_PAGE_H
#include "base/buf.h"
#include "base/catalog.h"

#define SERVE_PAGE_BYTES_MAX 65536u

struct serve_page { const char *path, *type; struct str body; };
extern const struct serve_page serve_page_files[];	/* generated: build/gen/serve_pages.c */
extern const size_t serve_page_count;

const struct serve_page *serve_page_find(struct str path);	/* NULL: none; "/" is agent.html, "/take" is take.html */

/* serve_page_write: the file into OUT, of a page with {{ t "TEXT" }} as the catalogue has it and {{ lang }}, escaped. */
void serve_page_write(struct buf *out, const struct serve_page *, const struct catalog *);
#endif
