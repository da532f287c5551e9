/* brand.h - the operator's colour on the portal: from one colour the shades of light and dark mode, so that every text in it
 * keeps a contrast of 4.5:1 to its ground, or the colour is refused. Pure, no floating point, no allocation.
 * Sources: WCAG 2.2, 1.4.3 and the definitions of relative luminance and contrast ratio; pages/static/simoff.css. */
#ifndef SIMOFF_WEB_BRAND_H
#define SIMOFF_WEB_BRAND_H
#include "base/buf.h"

#define BRAND_RATIO_MIN 450		/* hundredths: text on its ground */
#define BRAND_WHY_SIZE  200u

struct brand_colour { uint8_t r, g, b; };

bool brand_colour_parse(struct str, struct brand_colour *out) MUST_CHECK;	/* "#0f6b5f" */
/* brand_ratio: contrast of two colours in hundredths, rounded down: 100 (the same) to 2100 (black on white). */
int brand_ratio(struct brand_colour, struct brand_colour);

/* brand_check: can COLOUR stand for links and buttons on the light page? False: WHY has the measured ratio and a shade that can.
 * For the dark page it is made lighter until it can. */
bool brand_check(struct str colour, char why_out[BRAND_WHY_SIZE]) MUST_CHECK;

/* brand_css: the custom properties of simoff.css that have the brand's colour, for light and dark. COLOUR has passed brand_check. */
void brand_css(struct str colour, struct buf *out);
#endif
