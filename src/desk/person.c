/* person.c - no code can reach the holder: the phone is stolen, and the mail address is none, or an old one. A person checks by
 * other means, and vouches with the event prove (review.c). Rule 5.
 * The card is made only where there is an active line; what the asker is told is the same for any number. The case stays as it is,
 * with its time, and expires if nobody vouches. */
#include "desk/operations.h"

#include "base/clock.h"
#include "base/rng.h"

OPERATIONS_BY_REFERENCE(case_person, person)

static void
person_decide(void *v)
{
	struct case_person *s = v;
	struct term_case *c = &s->w.s.c;

	if (!operations_is_begun(&s->u, &s->w))
		return;
	if (c->proven_ms.ms) {
		unit_say(&s->u, DESK_refused, "The line is proven already. Go on to the summary.");
		return;
	}
	s->w.plain = !c->by_person;		/* asked again: noted already */
	c->by_person = true;
	operations_answer_holder(&s->u, c, &s->out);
}

static void
person_write(void *v)
{
	struct case_person *s = v;
	const struct subject *j = &s->w.s;

	if (!s->w.plain)
		return;
	operations_write_plain(&s->u, &s->w.s, "person", STR("{}"));
	if (!j->line.found || !str_is(j->line.status, "active"))
		return;
	put_card_add(&s->u, &(struct card_row){
		.line_id = j->c.line_id, .card_id = rng_id(s->u.now), .case_id = j->c.case_id, .kind = TERMINATION_CARD_identity, .is_open = true,
		.owner = STR("desk"), .due_ms.ms = s->u.now.ms + termination_card_days(TERMINATION_CARD_identity) * CLOCK_DAY_MS,
		.created_ms = s->u.now, .detail = STR("no code can reach the holder"),
	});
}

const struct unit_operation operations_case_person = UNIT_OPERATION(case_person, person_find, person_ask, person_decide, person_write);
