/* page.h - contacts and messages as one page to read, search and print: no script, nothing fetched, light and dark. Pure. */
#ifndef SIMOFF_SIMCOPY_PAGE_H
#define SIMOFF_SIMCOPY_PAGE_H
#include "base/catalog.h"
#include "simcopy/content.h"

void page_write(struct buf *, const struct content *, const struct catalog *);
#endif
