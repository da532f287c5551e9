/* paper.c - kinds of papers by their first bytes. Pure.
 * Sources: ISO 32000-1, 7.5.2 (PDF); ISO/IEC 10918-1, B.1.1.3 (JPEG: SOI, and the marker after it); ISO/IEC 15948, 5.2 (PNG). */
#include "domain/paper.h"

const char *
paper_type(struct str begins)
{
	static const struct { struct str first; const char *type; } KINDS[] = {
		{ { "%PDF-", 5 }, "application/pdf" },
		{ { "\xff\xd8\xff", 3 }, "image/jpeg" },
		{ { "\x89PNG\r\n\x1a\n", 8 }, "image/png" },
	};

	for (size_t i = 0; i < COUNT(KINDS); i++)
		if (begins.n >= KINDS[i].first.n && memcmp(begins.p, KINDS[i].first.p, KINDS[i].first.n) == 0)
			return KINDS[i].type;
	return NULL;
}
