/* report.c - delivery reports. Pure. Source: Kannel's user guide, "SMS push, delivery reports". Errors: none. */
#include "domain/report.h"

static const char *const KIND_NAME[] = {
#define X(n, number, final, t) #n,
	REPORT_KINDS(X)
#undef X
};
const struct names report_kind_names = { KIND_NAME, COUNT(KIND_NAME) };

static const struct { int64_t number; bool is_final; } KIND[] = {
#define X(n, number, final, t) [REPORT_##n] = { number, final },
	REPORT_KINDS(X)
#undef X
};

bool
report_of_number(int64_t number, enum report_kind *out)
{
	for (size_t i = 0; i < COUNT(KIND); i++)
		if (KIND[i].number == number) {
			*out = (enum report_kind)i;
			return true;
		}
	return false;
}

/* Has one of the first N reports the last word on PART? With ONLY_DELIVERED: that it arrived? */
static bool
part_is_over(const struct report_entry *r, size_t n, struct str part, bool only_delivered)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(r[i].part, part) && (only_delivered ? r[i].kind == REPORT_delivered : KIND[r[i].kind].is_final))
			return true;
	return false;
}

enum effect_finding
report_fold(const struct report_entry *r, size_t n)
{
	int64_t over = 0, arrived = 0, parts = 1;
	bool is_buffered = false;

	for (size_t i = 0; i < n; i++) {
		assert(r[i].kind < REPORT_KIND_COUNT);
		is_buffered |= r[i].kind == REPORT_buffered;
		parts = r[i].parts > parts ? r[i].parts : parts;
		if (!KIND[r[i].kind].is_final || part_is_over(r, i, r[i].part, false))
			continue;		/* each part is counted at its first last word */
		over++;
		arrived += part_is_over(r, n, r[i].part, true);
	}
	if (over >= parts)
		return arrived >= parts ? EFFECT_FINDING_delivered : EFFECT_FINDING_failed;
	return is_buffered ? EFFECT_FINDING_buffered : EFFECT_FINDING_accepted;
}
