/* report.h - what an SMS gateway reports later about a message that it took, and what many such reports mean together. Pure.
 * Reports come in any order, repeated, late or never; what they mean depends only on which have come.
 * The numbers are those of Kannel's dlr-mask and %d. */
#ifndef SIMOFF_REPORT_H
#define SIMOFF_REPORT_H
#include "base/record.h"
#include "domain/effect.h"

/* kind, Kannel's number, is it the last word on this part, meaning */
#define REPORT_KINDS(X) \
	X(delivered, 1,  true,  "the phone has it") \
	X(failed,    2,  true,  "it expired, or the network gave it up") \
	X(buffered,  4,  false, "the phone is off or away") \
	X(sent,      8,  false, "the SMS centre took it") \
	X(refused,   16, true,  "the SMS centre refused it")
enum report_kind {
#define X(n, number, final, t) REPORT_##n,
	REPORT_KINDS(X)
#undef X
	REPORT_KIND_COUNT
};
extern const struct names report_kind_names;

#define REPORT_MASK (1 | 2 | 4 | 8 | 16)	/* all of them: what is asked for */
#define REPORT_PARTS_MAX 16			/* of one message */

bool report_of_number(int64_t number, enum report_kind *out);

/* One report. PART: the SMS centre's own name of a short message; empty: it told none. PARTS: short messages in all. */
struct report_entry { enum report_kind kind; struct str part; int64_t parts; };

/* Kannel has only one part of a longer text reported: such a text stays accepted, and its validity says when nothing is under way.
 *
 * report_fold(r, n): delivered or failed when so many different parts as there are have had their last word (failed: not all of
 * them arrived; a part that was delivered is not undone by another report of it); else buffered, or accepted. Cost O(n^2). */
enum effect_finding report_fold(const struct report_entry *, size_t n);
#endif
