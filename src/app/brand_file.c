/* brand_file.c - the operator's mark from its file. Errors: a sentence with the file's name and what to do. */
#include "app/brand_file.h"

#include "web/mark.h"

#include <errno.h>
#include <stdio.h>

static void
close_it(FILE **f)
{
	if (*f)
		fclose(*f);
}

bool
brand_file_read(const struct config *c, struct buf *out, char why_out[CONFIG_WHY_SIZE])
{
	AUTO(close_it) FILE *f = NULL;
	char piece[MARK_BYTES_MAX + 1], why[MARK_WHY_SIZE];	/* one byte more shows that there is more */

	buf_init(out, sizeof piece);
	if (!c->mark)
		return true;
	if (!(f = fopen(c->mark, "re"))) {
		snprintf(why_out, CONFIG_WHY_SIZE, "[operator] mark: %s: %s", c->mark, strerror(errno));
		return false;
	}
	buf_add(out, (struct str){ piece, fread(piece, 1, sizeof piece, f) });
	if (!ferror(f) && mark_check(buf_str(out), why))
		return true;
	snprintf(why_out, CONFIG_WHY_SIZE, "[operator] mark: %s: %.*s", c->mark, (int)(CONFIG_WHY_SIZE / 2), ferror(f) ? strerror(errno) : why);
	return false;
}
