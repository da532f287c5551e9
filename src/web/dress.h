/* dress.h - what the operator puts on: a style sheet with the colour, and the mark, each at an address with a version. Made once, at
 * the start; an installation without a colour or mark of its own has neither. */
#ifndef SIMOFF_WEB_DRESS_H
#define SIMOFF_WEB_DRESS_H
#include "base/arena.h"
#include "web/pages.h"

struct dress_file { struct page_static file; struct str url; };	/* URL empty: none */
struct dress { struct dress_file css, mark; };

void dress_init(struct dress *, struct str colour, struct str mark, struct arena *);	/* both have been checked; either may be empty */

struct call;
void dress_show_css(struct call *);	/* /brand.css */
void dress_show_mark(struct call *);	/* /brand.svg */
#endif
