/* person.c - no code can reach the holder. */
#include "desk/operations.h"

static void
case_person_decide(void *v)
{
	struct case_person *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_case_person = UNIT_OPERATION(case_person, NULL, NULL, case_person_decide, NULL);

