/* hold.c - the small machine of a number at rest.
 * Pure. Sources: PRODUCT rule 23 and section 3 (port-out), PROMISES 12. Errors: none; a move may be refused with a reason. */
#include "domain/hold.h"

#define X(n, t) #n,
static const char *const ORIGIN[] = { HOLD_ORIGINS(X) };
static const char *const STATE[] = { HOLD_STATES(X) };
static const char *const EVENT[] = { HOLD_EVENTS(X) };
static const char *const REFUSAL[] = { HOLD_REFUSALS(X) };
#undef X
#define X(n, t) t,
static const char *const STATE_TEXT[] = { HOLD_STATES(X) };
static const char *const REFUSAL_TEXT[] = { HOLD_REFUSALS(X) };
#undef X
const struct names hold_origin_names = { ORIGIN, COUNT(ORIGIN) };
const struct names hold_state_names = { STATE, COUNT(STATE) };
const struct names hold_event_names = { EVENT, COUNT(EVENT) };
const struct names hold_refusal_names = { REFUSAL, COUNT(REFUSAL) };

RECORD_TABLE(hold, HOLD)

/* The whole machine: what each state becomes on each event, or why not. */
static const struct { enum hold_state to; enum hold_refusal why; } MOVE[HOLD_STATE_COUNT][HOLD_EVENT_COUNT] = {
	[HOLD_STATE_held] = {
		[HOLD_EVENT_ported] = { HOLD_STATE_ported,   HOLD_REFUSAL_none },
		[HOLD_EVENT_day]    = { HOLD_STATE_free,     HOLD_REFUSAL_none },	/* from assignable_from on */
	},
	[HOLD_STATE_returned] = {
		[HOLD_EVENT_ported] = { HOLD_STATE_ported,   HOLD_REFUSAL_none },
		[HOLD_EVENT_day]    = { HOLD_STATE_returned, HOLD_REFUSAL_no_hold },
	},
	[HOLD_STATE_ported] = {
		[HOLD_EVENT_ported] = { HOLD_STATE_ported,   HOLD_REFUSAL_none },	/* told twice */
		[HOLD_EVENT_day]    = { HOLD_STATE_ported,   HOLD_REFUSAL_no_hold },
	},
	[HOLD_STATE_free] = {
		[HOLD_EVENT_ported] = { HOLD_STATE_free,     HOLD_REFUSAL_taken },
		[HOLD_EVENT_day]    = { HOLD_STATE_free,     HOLD_REFUSAL_no_hold },
	},
};

const char *
hold_state_text(enum hold_state s)
{
	assert(s < HOLD_STATE_COUNT);
	return STATE_TEXT[s];
}

const char *
hold_refusal_text(enum hold_refusal r)
{
	assert(r < HOLD_REFUSAL_COUNT);
	return REFUSAL_TEXT[r];
}

static struct date
later(struct date a, struct date b)
{
	return a.days > b.days ? a : b;
}

struct hold
hold_start(const struct policy *p, enum hold_origin origin, struct utc_ms read_back)
{
	assert(read_back.ms != 0 && origin < HOLD_ORIGIN_COUNT);

	struct hold h = {
		.found = true,
		.state = origin == HOLD_ORIGIN_own ? HOLD_STATE_held : HOLD_STATE_returned,
		.read_back = read_back,
		.portable_until = DATE_NONE,
		.assignable_from = DATE_NONE,
	};
	/* CHECK: the ageing of numbers that were never ported; taken to be the same (PRODUCT, not verified). */
	if (h.state == HOLD_STATE_held) {
		struct date day = calendar_day_of(read_back, p->zone);
		struct date aged = later(calendar_add_months(day, (int)p->hold_months), calendar_add_days(day, HOLD_DAYS_MIN));

		h.portable_until = calendar_add_days(day, (int)p->hold_portable_days);
		h.assignable_from = calendar_add_days(later(aged, h.portable_until), 1);
	}
	return h;
}

struct hold_move
hold_step(const struct hold *h, enum hold_event event, struct date today)
{
	assert(h->state < HOLD_STATE_COUNT && event < HOLD_EVENT_COUNT);

	struct hold_move m = { .why = MOVE[h->state][event].why, .next = *h };
	if (h->state == HOLD_STATE_held && event == HOLD_EVENT_day && today.days < h->assignable_from.days)
		m.why = HOLD_REFUSAL_early;
	m.accepted = m.why == HOLD_REFUSAL_none;
	if (!m.accepted)
		return m;
	m.next.state = MOVE[h->state][event].to;
	if (m.next.state == HOLD_STATE_ported)
		m.next.assignable_from = DATE_NONE;
	m.next.portable_until = DATE_NONE;
	return m;
}

bool
hold_is_portable(const struct hold *h, struct date today)
{
	return h->state == HOLD_STATE_held && today.days <= h->portable_until.days;
}
