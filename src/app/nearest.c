/* nearest.c - the distance of Damerau and Levenshtein between words (optimal string alignment). Pure. */
#include "app/nearest.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that make A into B. Three rows of the table are enough. */
static size_t
distance(struct str a, struct str b)
{
	size_t row[3][NEAREST_WORD_MAX + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *now = row[i % 3], *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t best = up[j - 1] + (a.p[i - 1] != b.p[j - 1]);

			best = least(best, least(up[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				best = least(best, upper[j - 2] + 1);
			now[j] = best;
		}
	}
	return row[a.n % 3][b.n];
}

const char *
nearest_of(struct str typed, const char *(*word_of)(const void *, size_t), const void *of, size_t n)
{
	const char *best = NULL;
	size_t best_distance = SIZE_MAX;

	if (typed.n > NEAREST_WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		struct str word = str_of(word_of(of, i));

		if (word.n > NEAREST_WORD_MAX)
			continue;
		size_t d = distance(typed, word);
		if (d < best_distance && d <= (word.n + 2) / 3) {
			best_distance = d;
			best = word.p;
		}
	}
	return best;
}
