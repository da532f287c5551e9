/* breaker.c - failures in a row, and the rests that follow. Pure. Errors: none. */
#include "domain/breaker.h"

bool
breaker_is_tripped(const struct breaker *b)
{
	return b->limit > 0 && b->failures >= b->limit;
}

bool
breaker_note(struct breaker *b, enum effect_result r, bool of_another, struct utc_ms now)
{
	bool was_tripped = breaker_is_tripped(b);

	if (r != EFFECT_RESULT_later && r != EFFECT_RESULT_unknown) {
		*b = (struct breaker){ .limit = b->limit };
		return was_tripped;
	}
	if (of_another || !b->failures)
		b->failures++;
	if (!breaker_is_tripped(b))
		return false;
	b->rest_ms = !b->rest_ms ? BREAKER_REST_FIRST_MS : b->rest_ms < BREAKER_REST_MAX_MS / 2 ? b->rest_ms * 2 : BREAKER_REST_MAX_MS;
	b->until.ms = now.ms + b->rest_ms;
	return true;
}
